"""Real public figures, and tables as awkward as they, by the import page alone."""

from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders import small_store
from tests.tracker.files.test_import_real import DAILY, FRONTEX, NATIONALITIES, RECEPTION
from tests.ui.pages.import_desk import ImportDesk, shown
from tracker.facilities import find_facilities
from tracker.files.fields import Subject
from tracker.files.intake import import_table
from tracker.files.profiles import suggest_profile
from tracker.files.readers import read_table
from tracker.files.request import Request
from ui.importing.trial import as_profile_says


@pytest.mark.slow
@pytest.mark.parametrize("path", [DAILY, NATIONALITIES, RECEPTION, FRONTEX], ids=lambda path: path.stem)
def test_a_real_file_twice_by_its_profile(importing: ImportDesk, path: Path, tmp_path: Path) -> None:
    small_store(tmp_path / "other.btrk").store.close()
    profile = suggest_profile(read_table(path))
    assert profile is not None
    request = replace(as_profile_says(Request(path, profile.subject), profile), time_zone=None)
    expected = import_table(tmp_path / "other.btrk", request, "R. recorder").counts()

    importing.look_at(path)
    assert importing.parts.use_profile.text() == f"This looks like {profile.title}: use its profile"
    with importing.looked_again():
        importing.press(importing.parts.use_profile)
    assert f"Days of such tables are those of {profile.time_zone}" in importing.note
    importing.bring_in()
    first = importing.page._receipt
    assert first is not None and first.counts() == expected
    assert len(shown(importing.parts.receipt.model)) == expected["refused"] + expected["set_aside"]

    importing.look_at(path)
    with importing.looked_again():
        importing.press(importing.parts.use_profile)
    importing.bring_in()
    again = importing.page._receipt
    assert again is not None and again.action is None
    same = ("read", "set_aside", "refused")
    assert again.counts() == {name: expected[name] if name in same else 0 for name in expected} | {
        "unchanged": expected["added"] + expected["superseded"]
    }
    assert "Nothing was added" in importing.note


def workbook(folder: Path) -> Path:
    """A header in row 7 under group headings, numbers and dates as text, a sheet before it, notes below."""
    rows = [
        ["State Border Guard Service"], ["Accommodation of foreigners"], [], ["Not for publication"], [],
        ["", "", "Capacity", "", "People", ""],
        ["Facility", "Town", "Nominal", "In use", "Present", "Date of count"],
        ["Kybartai", "Kybartai", "1,200", "1,150", "1,048", "3 August 2021"],
        ["Medininkai", "Medininkai", "550", "", "n/a", "3 August 2021"],
        ["Total", "", "1,750", "", "", ""],
        ["* Medininkai was not counted."],
    ]  # fmt: skip
    path = folder / "facilities.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Cover").write(0, 0, "Statistical annex")
        sheet = made.add_worksheet("Places")
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write(number, at, cell)
    return path


def test_a_workbook_of_facilities_with_its_header_in_row_7(importing: ImportDesk, tmp_path: Path) -> None:
    importing.look_at(workbook(tmp_path))
    parts = importing.parts
    assert parts.subject.value() is Subject.FACILITIES
    assert parts.sheet.value() == "Places" and parts.sheet_view.header.text() == "6-7"
    assert [row[1] for row in shown(parts.sheet_view.model)] == [
        "title", "title", "title", "header", "header", "row", "row", "total", "footnote",
    ]  # fmt: skip
    importing.tab("columns")
    in_use = parts.columns.lines[3]
    assert in_use.column == "Capacity / In use"
    in_use.field.choose("operational")
    importing.after(lambda: in_use.field.activated.emit(0))
    importing.bring_in()
    assert "4 rows read: 2 added, 0 superseded, 0 unchanged, 2 set aside, 0 refused." in importing.note
    with importing.small.store.read() as session:
        names = [facility.name for facility in find_facilities(session, importing.small.line.pk)]
    assert {"Kybartai", "Medininkai"} <= set(names)

    # The same sheet once more, for the people who were counted.
    parts.subject.choose(Subject.HEADCOUNTS)
    importing.after(lambda: parts.subject.activated.emit(0))
    importing.tab("columns")
    day = parts.columns.lines[5]
    assert day.column == "People / Date of count"
    day.field.choose("day")
    importing.after(lambda: day.field.activated.emit(0))
    importing.bring_in()
    assert "4 rows read: 1 added, 0 superseded, 0 unchanged, 3 set aside, 0 refused." in importing.note


PAGE = """<html><body><table><tr><td>Menu</td><td>Home</td></tr></table>
<table><caption>Persons apprehended</caption><tr><th>Date</th><th>Persons</th><th>Note</th></tr>
<tr><td>1 August 2021</td><td>171</td><td></td></tr><tr><td>2 August 2021</td><td>287</td><td>record</td></tr>
<tr><td>Total</td><td>458</td><td></td></tr></table></body></html>"""


def test_a_table_of_a_web_page(importing: ImportDesk) -> None:
    importing.look_at(importing.write(PAGE, "page.html"))
    assert importing.parts.sheet.value() == "Persons apprehended"
    heads = importing.parts.model.headerData(2, Qt.Orientation.Horizontal)
    assert heads == "First day"
    importing.bring_in()
    assert "3 rows read: 2 added, 0 superseded, 0 unchanged, 1 set aside, 0 refused." in importing.note


def test_a_sheet_that_cannot_be_is_said_and_another_can_be_chosen(
    qtbot: QtBot, importing: ImportDesk, tmp_path: Path
) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Empty")
        sheet = made.add_worksheet("Rows")
        for number, row in enumerate((("when", "persons"), ("2021-08-01 10:00", 4), ("2021-08-02 10:00", 5))):
            sheet.write_row(number, 0, row)
    importing.look_at(path)
    assert importing.parts.bring_in.text() == "Import 2 rows"
    importing.parts.sheet.choose("Empty")
    importing.after(lambda: importing.parts.sheet.activated.emit(0))
    assert "empty" in importing.note.lower()
    assert importing.parts.sheet.value() == "Rows"
    assert importing.parts.bring_in.text() == "Import 2 rows"
