"""Exports: what goes out comes in again as it was, executes nowhere, is whole or not there, says what is left out."""

import csv
import io
import json
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import NOON, Small, small_store
from tests.tracker.terminal import border_tracker
from tests.tracker.test_undo import some_of_each
from tracker import bulk, codec, drafts, incidents, records
from tracker.codes import AgeBand, CountBasis, Outcome, Purpose, Sex
from tracker.errors import EnvironmentProblem, Unreadable, WrongUse
from tracker.files.out.cells import csv_cell, from_csv, from_sheet, sheet_text
from tracker.files.out.columns import columns_of, values_of
from tracker.files.out.export import KINDS, Asked, Stopped, export
from tracker.files.out.own import import_own
from tracker.files.out.own_files import own_export
from tracker.files.receipt import Receipt
from tracker.models import TABLES

NOW = datetime(2021, 8, 4, 7, 0, tzinfo=UTC)
ODD = "=1+1\t@x 'y\" ; line\r\nnext \u202e§ _x0041_ ünï"


def contents(path: Path) -> dict[str, str]:
    """What each record of a store is by now, by id: canonical JSON."""
    found: dict[str, str] = {}
    db = sqlite3.connect(path)
    try:
        for kind in TABLES:
            rows = db.execute(
                f'SELECT t.id, r.content FROM "{kind}" t JOIN revision r ON r.id = t.revision_id'
            )
            found |= dict(rows.fetchall())
    finally:
        db.close()
    return found


def told_but_stations(found: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """The new store has a station of its own beside."""
    return {record_id: content for record_id, content in found.items() if record_id in own}


@pytest.fixture
def store(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "s.btrk")
    bulk.write_staged(small.store, bulk.stage(small.store, some_of_each(small)))
    small.store.write(
        incidents.record_incident,
        small.incident(
            text=ODD,
            place="-5 km from the post",
            persons=12,
            basis=CountBasis.ESTIMATED,
            low=10,
            high=15,
            happened_at=NOON.astimezone(timezone(timedelta(hours=-3, minutes=-30))),
            posted_at=datetime(2021, 8, 3, 12, 0, 1, 250_000, tzinfo=UTC),
            groups=[drafts.Group(5, "IRQ", Sex.FEMALE, AgeBand.ADULT)],
            outcomes=[drafts.OutcomeCount(Outcome.HOSPITAL, 1)],
        ),
    )
    return small


@pytest.mark.parametrize("name", ["x.xlsx", "x.zip", "x.hxl.xlsx"])
def test_every_kind_comes_in_again_as_it_was(store: Small, tmp_path: Path, name: str) -> None:
    path = store.store.path
    made = export(store.store, Asked(tmp_path / name), NOW)
    assert sum(made.counts.values()) == len(contents(path))
    assert set(made.counts) == set(KINDS)
    new = tmp_path / "new.btrk"
    own = own_export(tmp_path / name)
    assert own is not None
    receipt = import_own(new, own, "R. recorder")
    assert (receipt.read, receipt.added, receipt.refused) == (len(contents(path)), len(contents(path)), [])
    assert told_but_stations(contents(new), contents(path)) == contents(path)
    border_tracker("check", "--store", new, cwd=tmp_path)
    again = import_own(new, own, "R. recorder")
    assert (again.added, again.unchanged) == (0, receipt.read)


def test_the_command_line_takes_it_in_without_being_told_what_it_is(store: Small, tmp_path: Path) -> None:
    said = border_tracker("export", "x.xlsx", "--store", "s.btrk", cwd=tmp_path)
    assert "Files of evidence" in said.out
    assert "strictly confidential" in said.out
    trial = border_tracker("import", "x.xlsx", "--store", "n.btrk", "--dry-run", "--json", cwd=tmp_path).json
    assert trial["added"] == trial["read"] > 0
    assert not (tmp_path / "n.btrk").exists()
    first = border_tracker("import", "x.xlsx", "--store", "n.btrk", "--json", cwd=tmp_path).json
    assert first["added"] == trial["added"]


def test_voided_ones_are_left_out_and_counted(store: Small, tmp_path: Path) -> None:
    gone = store.record(persons=3)
    store.store.write(incidents.void_incident, gone, "twice")
    made = export(store.store, Asked(tmp_path / "x.zip"), NOW)
    assert "Voided records: 1." in made.left_out
    both = export(store.store, Asked(tmp_path / "y.zip", void_too=True), NOW)
    assert both.counts["incident"] == made.counts["incident"] + 1


def test_nothing_in_a_workbook_or_csv_is_executed(store: Small, tmp_path: Path) -> None:
    export(store.store, Asked(tmp_path / "x.xlsx"), NOW)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in package.read(name)
                assert b"hyperlink" not in package.read(name)
    export(store.store, Asked(tmp_path / "x.csv", kinds=("incident",)), NOW)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert "Left out" in (tmp_path / "x.csv.notes.txt").read_text(encoding="utf-8")


def test_days_and_kinds_are_chosen(store: Small, tmp_path: Path) -> None:
    store.record(persons=3, happened_at=NOON - timedelta(days=30))
    day = NOON.date()
    made = export(
        store.store, Asked(tmp_path / "x.zip", kinds=("incident", "sector"), first=day, last=day), NOW
    )
    assert set(made.counts) == {"incident", "sector"}
    everything = export(store.store, Asked(tmp_path / "y.zip", kinds=("incident",)), NOW)
    assert made.counts["incident"] == everything.counts["incident"] - 1
    assert any(said.startswith("Records of other kinds") for said in made.left_out)


def test_geojson_has_the_places(store: Small, tmp_path: Path) -> None:
    store.record(persons=3, latitude=54.0, longitude=24.5)
    export(store.store, Asked(tmp_path / "x.geojson", kinds=("incident",)), NOW)
    found = json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))["features"]
    points = [f["geometry"]["coordinates"] for f in found if f["geometry"]]
    assert points == [[24.5, 54.0]]
    said = border_tracker(
        "import", "x.geojson", "--store", "g.btrk", "--as", "incidents", "--json", cwd=tmp_path
    ).json
    assert said["added"] == len(found)


def test_what_is_published_holds_no_record(store: Small, tmp_path: Path) -> None:
    for name in ("p.xlsx", "p.zip", "p.csv"):
        asked = Asked(tmp_path / name, situation=store.line, purpose=Purpose.PUBLICATION)
        made = export(store.store, asked, NOW)
        assert made.sensitivity.value == "public"
        assert any("Single records" in said for said in made.left_out)
    text = (tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    for secret in ("5 km from the post", "=1+1", store.situation):
        assert secret not in text
    with zipfile.ZipFile(tmp_path / "p.zip") as package:
        assert not any("incident" in name for name in package.namelist())
    with pytest.raises(WrongUse):
        export(store.store, Asked(tmp_path / "p.xlsx", purpose=Purpose.PUBLICATION), NOW)
    with pytest.raises(WrongUse):
        asked = Asked(tmp_path / "p.geojson", situation=store.line, purpose=Purpose.PUBLICATION)
        export(store.store, asked, NOW)


@pytest.mark.parametrize(
    ("name", "code"), [("x.pdf", "export_ending"), ("x", "export_ending"), ("x.csv", "csv_of_one_kind")]
)
def test_what_a_form_cannot_hold_is_told(store: Small, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(WrongUse) as caught:
        export(store.store, Asked(tmp_path / name), NOW)
    assert caught.value.code == code
    assert not (tmp_path / name).exists()


def test_no_half_file_is_left(store: Small, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"before")
    with pytest.raises(Stopped):
        export(store.store, Asked(tmp_path / "x.zip"), NOW, cancelled=lambda: True)
    with pytest.raises(EnvironmentProblem):
        export(store.store, Asked(tmp_path / "none" / "x.zip"), NOW)
    assert (tmp_path / "x.zip").read_bytes() == b"before"
    assert not list(tmp_path.glob(".*.part"))


def test_a_damaged_row_is_refused_and_a_damaged_file_changes_nothing(store: Small, tmp_path: Path) -> None:
    made = export(store.store, Asked(tmp_path / "x.zip"), NOW)
    with zipfile.ZipFile(tmp_path / "x.zip") as package:
        members = {name: package.read(name) for name in package.namelist()}
    table = members["incident.csv"].decode("utf-8-sig").replace(",crossing,", ",no such kind,", 1)

    def taken(data: bytes, good_only: bool = True) -> Receipt:
        with zipfile.ZipFile(tmp_path / "bad.zip", "w") as package:
            for name, member in (members | {"incident.csv": data}).items():
                package.writestr(name, member)
        own = own_export(tmp_path / "bad.zip")
        assert own is not None
        return import_own(tmp_path / "new.btrk", own, "R", good_only=good_only)

    withheld = taken(table.encode(), good_only=False)
    assert withheld.withheld
    with pytest.raises(Unreadable) as caught:
        taken(table.encode("utf-16"))
    assert caught.value.code == "file_damaged"
    assert not (tmp_path / "new.btrk").exists()
    receipt = taken(table.encode())
    assert [problems[0].code for _, problems in receipt.refused] == ["not_as_written"]
    assert receipt.added == sum(made.counts.values()) - 1


def test_a_name_that_another_record_has_is_told(store: Small, tmp_path: Path) -> None:
    export(store.store, Asked(tmp_path / "x.zip"), NOW)
    other = small_store(tmp_path / "other.btrk")  # a situation of the same name
    other.store.close()
    own = own_export(tmp_path / "x.zip")
    assert own is not None
    before = contents(tmp_path / "other.btrk")
    with pytest.raises(WrongUse) as caught:
        import_own(tmp_path / "other.btrk", own, "R")
    assert caught.value.code == "own_name_taken"
    assert contents(tmp_path / "other.btrk") == before


def test_other_files_are_no_exports(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "t.zip").write_bytes(b"PK\x03\x04 no zip")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as package:
        package.writestr("x", "y")
    for name in ("t.csv", "t.zip", "z.zip", "none"):
        assert own_export(tmp_path / name) is None


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60)


@given(texts)
def test_a_text_comes_back_from_a_cell(text: str) -> None:
    assert from_csv(csv_cell(text)) == text
    assert from_sheet(sheet_text(text)) == text
    out = io.StringIO(newline="")
    csv.writer(out).writerow([csv_cell(text), "x"])
    assert from_csv(next(csv.reader(io.StringIO(out.getvalue(), newline="")))[0]) == text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts,
    texts,
    st.integers(0, 10_000_000) | st.none(),
    st.integers(-600_000_000, 1_600_000_000),
)
def test_records_of_any_words_come_back(
    tmp_path: Path, place: str, text: str, persons: int | None, when: int
) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = small_store(folder / "s.btrk")
        values: dict[str, Any] = {"persons": persons, "text": text, "place": place[:100]}
        values["basis"] = CountBasis.UNKNOWN if persons is None else CountBasis.COUNTED
        draft = small.incident(
            happened_at=datetime.fromtimestamp(when, timezone(timedelta(hours=3))), **values
        )
        try:
            small.store.write(records.record, draft)
        except Exception:
            small.store.close()
            return  # no record at all
        for form in ("x.xlsx", "x.zip"):
            export(small.store, Asked(folder / form), NOW)
            own = own_export(folder / form)
            assert own is not None
            import_own(folder / f"{form}.btrk", own, "R")
            before = contents(small.store.path)
            assert told_but_stations(contents(folder / f"{form}.btrk"), before) == before
        small.store.close()


def test_every_column_of_every_kind_reads_back() -> None:
    for kind in KINDS:
        names = [column.name for column in columns_of(kind)]
        assert len(set(names)) == len(names)
        assert names[0] == "id"
        assert all(column.tag.startswith("#") for column in columns_of(kind))
    record_id, values = values_of(
        "incident", {"id": "x", "persons": "4", "crossed": "true", "circumstances": "a; b"}
    )
    assert (record_id, values) == ("x", {"persons": 4, "crossed": True, "circumstances": ["a", "b"]})
    with pytest.raises(ValueError):
        values_of("incident", {"id": "x", "persons": "many"})
    assert codec.encode(codec.restore(drafts.Incident, {"persons": 4})) != ""
