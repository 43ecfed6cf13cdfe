"""An export of this program, opened on the import page: its records come in as they were, and nothing is asked."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import NOON, small_store
from tests.ui.pages.import_desk import ImportDesk, shown
from tracker.files.out.export import Asked, export
from tracker.incidents import Filter, find_incidents
from tracker.situations import find_situations


@pytest.mark.parametrize("ending", ["xlsx", "zip"])
def test_an_export_comes_in_as_it_was_and_once(importing: ImportDesk, tmp_path: Path, ending: str) -> None:
    other = small_store(tmp_path / "other.btrk", name="Poland – Belarus 2021")
    other.record(persons=23, happened_at=NOON, sector=other.sectors[0])
    path = tmp_path / f"export.{ending}"
    export(other.store, Asked(path), datetime.now(UTC))
    other.store.close()

    importing.look_at(path)
    parts = importing.parts
    assert parts.receipt.title.text() == f"Trial of export.{ending}"
    assert "An export of this program" in parts.statement.text()
    assert not parts.choices.isVisible() and not parts.tabs["columns"].isEnabled()
    new = int(parts.bring_in.text().split()[1])
    importing.bring_in()
    assert parts.receipt.title.text() == f"Receipt of export.{ending}"
    assert ["added", str(new)] in [row[:2] for row in shown(parts.receipt.counts_model)]
    with importing.small.store.read() as session:
        line = next(one for one in find_situations(session) if one.name.startswith("Poland"))
        (incident,) = find_incidents(session, Filter(line.pk, line.time_zone, line.cutoff))
    assert incident.persons == 23

    importing.look_at(path)
    assert parts.bring_in.text() == "Import 0 rows"
    importing.bring_in()
    assert "Nothing was added" in importing.note
