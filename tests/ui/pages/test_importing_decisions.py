"""Rows that may be here already, on the import page: side by side with what is here, and the person decides."""

import pytest
from PySide6.QtCore import Qt

from tests.builders import NOON, Small
from tests.ui.pages.import_desk import ImportDesk, shown
from tracker.incident_detail import read_incident
from tracker.incidents import Filter, find_incidents
from ui.importing.duplicates import DIFFERS, DuplicatesView

HEAD = "when,sector,persons,nationality\n"


def near(hour: str, persons: int) -> str:
    return f"{NOON:%Y-%m-%d} {hour},Druskininkai,{persons},Iraq\n"


@pytest.fixture
def here(small: Small) -> str:
    """An incident of 23 persons at noon (UTC), 15:00 by the clock of Vilnius."""
    return small.record(persons=23, happened_at=NOON, sector=small.sectors[0])


@pytest.fixture
def view(here: str, importing: ImportDesk) -> DuplicatesView:
    importing.look_at(HEAD + near("15:00", 23) + near("15:30", 24) + near("15:40", 22) + near("02:00", 5))
    importing.tab("alike")
    return importing.parts.alike


def persons(small: Small) -> list[int | None]:
    with small.store.read() as session:
        found = find_incidents(session, Filter(small.line.pk, small.line.time_zone, small.line.cutoff))
    return sorted(line.persons or 0 for line in found)


def test_they_stand_side_by_side_and_what_differs_is_marked(view: DuplicatesView) -> None:
    assert [row[0] for row in shown(view.model)] == ["2", "3", "4"]
    view.rows.selectRow(1)
    pairs = {row[0]: row[1:] for row in shown(view.pairs)}
    assert pairs["Persons"] == ["24", DIFFERS, "23"]
    assert pairs["Sector"] == ["Druskininkai", "", "Druskininkai"]
    assert view.pairs.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole).endswith("differs")
    assert view.pairs.headerData(3, Qt.Orientation.Horizontal) == "Already here"


def test_undecided_rows_are_said_and_come_in(
    importing: ImportDesk, view: DuplicatesView, small: Small
) -> None:
    assert "Possible duplicates not decided: 3." in importing.parts.statement.text()
    importing.bring_in()
    assert "4 added" in importing.note
    assert persons(small) == [5, 22, 23, 23, 24]


def test_each_is_decided_by_a_key(
    importing: ImportDesk, view: DuplicatesView, small: Small, here: str
) -> None:
    view.rows.selectRow(0)
    importing.key(view.rows, Qt.Key.Key_O, Qt.Key.Key_S, Qt.Key.Key_T)  # each goes on to the next row
    assert [row[-1] for row in shown(view.model)] == ["leave it out", "take and link", "take it"]
    assert importing.parts.bring_in.text() == "Import 3 rows"
    assert importing.parts.chips["unchanged"].text() == "unchanged 1"
    assert view.words.text().endswith("All are decided.")
    importing.bring_in()
    assert "3 added, 0 superseded, 1 unchanged" in importing.note
    assert "Left out, as you said: 1." in importing.parts.receipt.words.text()
    assert persons(small) == [5, 22, 23, 24]
    with small.store.read() as session:
        lines = find_incidents(session, Filter(small.line.pk, small.line.time_zone, small.line.cutoff))
        linked = [line.persons for line in lines if read_incident(session, line.id).draft.seen_before == here]
    assert linked == [24]


def test_the_rest_is_decided_likewise(importing: ImportDesk, view: DuplicatesView, small: Small) -> None:
    view.rows.selectRow(0)
    importing.press(view.leave_out)
    importing.press(view.rest)
    assert {row[-1] for row in shown(view.model)} == {"leave it out"}
    importing.bring_in()
    assert persons(small) == [5, 23]


def test_nothing_is_decided_likewise_before_one_is_decided(
    importing: ImportDesk, view: DuplicatesView
) -> None:
    importing.press(view.rest)
    assert "Decide about one row first" in view.words.text()
    assert view.decisions() == {}


def test_decisions_hold_when_something_else_is_chosen_and_go_with_the_file(
    importing: ImportDesk, view: DuplicatesView
) -> None:
    importing.key(view.rows, Qt.Key.Key_O)
    importing.after(lambda: importing.parts.new_sectors.setChecked(True))
    assert list(view.decisions()) == [2]
    importing.look_at(HEAD + near("15:00", 23))
    assert view.decisions() == {}


def test_a_row_that_the_file_says_twice_is_one_of_them(importing: ImportDesk, small: Small) -> None:
    importing.look_at(HEAD + near("02:00", 5) + near("02:00", 5))
    importing.tab("alike")
    view = importing.parts.alike
    assert [row[0] for row in shown(view.model)] == ["3"]
    assert view.pairs.headerData(3, Qt.Orientation.Horizontal) == "Row 2 of the file"
    assert not view.seen.isEnabled()
    importing.press(view.leave_out)
    importing.bring_in()
    assert persons(small) == [5]


def test_where_nothing_is_like_anything_nothing_is_asked(importing: ImportDesk) -> None:
    importing.look_at(HEAD + near("02:00", 5))
    assert not importing.parts.tabs["alike"].isVisible()
