"""What is marked in the sheet on the import page: by buttons, by keys, by typing; and what each row is taken for."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from tests.ui.pages.import_desk import ImportDesk, shown
from tracker.files.layout import Layout, Wide
from tracker.files.layout_options import layout_of
from tracker.files.readers import read_grid
from ui.importing.sheet import SheetView

# Codes over names: neither row alone is what a guess would take.
SHEET = """Border guard,,
a,b,c
when,sector,persons
2021-08-01 10:00,Druskininkai,4
2021-08-02 10:00,Druskininkai,5
2021-08-03 10:00,Druskininkai,6
Total,,15
Source: the border guard
"""


@pytest.fixture
def sheet(importing: ImportDesk) -> SheetView:
    importing.look_at(SHEET)
    importing.tab("sheet")
    return importing.parts.sheet_view


def parts(view: SheetView) -> list[list[str]]:
    return [row[:2] for row in shown(view.model)]


def layout(importing: ImportDesk) -> Layout | None:
    request = importing.page._looking.request
    assert request is not None
    return request.layout


def choose(view: SheetView, *rows: int) -> None:
    view.rows.clearSelection()
    numbers = [view.model.line(at).number for at in range(view.model.rowCount())]
    view.rows.setCurrentIndex(view.model.index(numbers.index(rows[0]), 0))
    for row in rows[1:]:
        view.rows.selectionModel().select(
            view.model.index(numbers.index(row), 0),
            view.rows.selectionModel().SelectionFlag.Select | view.rows.selectionModel().SelectionFlag.Rows,
        )


def test_the_sheet_stands_as_it_is_and_says_what_each_row_was_taken_for(
    importing: ImportDesk, sheet: SheetView
) -> None:
    importing.after(lambda: sheet.marked.emit(header_mark(3)))
    assert parts(sheet) == [
        ["1", "title"],
        ["2", "title"],
        ["3", "header"],
        ["4", "row"],
        ["5", "row"],
        ["6", "row"],
        ["7", "total"],
        ["8", "footnote"],
    ]
    palette = sheet.model._palette
    grounds = [sheet.model.index(at, 2).data(Qt.ItemDataRole.BackgroundRole) for at in (0, 2, 3, 6)]
    assert grounds == [QColor(palette.hover), QColor(palette.partial), None, QColor(palette.track)]
    choose(sheet, 7)
    assert sheet.reason.text().startswith("Row 7: total. The sum of rows 4 to 6")


def header_mark(*rows: int) -> Any:
    from tracker.files.layout_marks import Mark, Marking

    return Mark(Marking.HEADER, rows)


BY = {
    "key": lambda desk, view: desk.key(view.rows, Qt.Key.Key_H),
    "button": lambda desk, view: desk.press(view.header_here),
    "menu": lambda _desk, view: view.rows.actions()[0].trigger(),
}


@pytest.mark.parametrize("how", BY)
def test_the_header_is_marked_by_a_key_a_button_or_the_menu(
    importing: ImportDesk, sheet: SheetView, how: str
) -> None:
    act: Callable[[ImportDesk, SheetView], None] = BY[how]
    choose(sheet, 2, 3)
    importing.after(lambda: act(importing, sheet))
    assert layout(importing) == Layout((2, 3))
    assert sheet.header.text() == "2-3"
    choose(sheet, 3)
    importing.after(lambda: act(importing, sheet))
    assert layout(importing) == Layout((3,))
    assert importing.parts.bring_in.text() == "Import 3 rows"
    importing.bring_in()
    assert "3 added" in importing.note


def test_first_last_and_no_row_by_keys_and_taken_back(importing: ImportDesk, sheet: SheetView) -> None:
    importing.after(lambda: sheet.marked.emit(header_mark(3)))
    for row, key in ((5, Qt.Key.Key_F), (6, Qt.Key.Key_L), (5, Qt.Key.Key_X)):
        choose(sheet, row)
        importing.after(lambda key=key: importing.key(sheet.rows, key))
    assert layout(importing) == Layout((3,), first=5, last=6, leave_out=(5,))
    assert [words for _, words in parts(sheet)][3:6] == [
        "above the first row: not read",
        "left out by you",
        "row",
    ]
    assert (sheet.first.text(), sheet.last.text()) == ("5", "6")
    assert importing.parts.bring_in.text() == "Import 1 row"
    importing.after(lambda: importing.press(sheet.as_it_seems))
    assert layout(importing) is None
    assert not sheet.as_it_seems.isEnabled()


def test_what_is_typed_is_what_the_command_line_would_make_of_it(
    importing: ImportDesk, sheet: SheetView
) -> None:
    importing.after(lambda: importing.type(sheet.header, "3"))
    importing.after(lambda: importing.type(sheet.first, "5"))
    importing.after(lambda: importing.type(sheet.last, "6"))
    grid = read_grid(importing.folder / "table.csv")
    assert grid is not None
    assert layout(importing) == layout_of(grid, "3", "5-6", None)
    importing.after(lambda: importing.type(sheet.last, ""))
    assert layout(importing) == layout_of(grid, "3", "5-", None)


def test_a_row_that_cannot_be_is_said_and_what_holds_stays(importing: ImportDesk, sheet: SheetView) -> None:
    importing.after(lambda: importing.type(sheet.header, "3"))
    importing.type(sheet.first, "soon")
    assert "“soon” names no row" in sheet.reason.text()
    assert sheet.first.text() == "4"
    importing.after(lambda: importing.type(sheet.last, "2"))
    assert "it has no rows then" in importing.note
    assert sheet.last.text() == ""
    assert layout(importing) == Layout((3,))
    assert importing.parts.bring_in.text() == "Import 3 rows"


def test_marks_that_follow_each_other_fast_all_count(importing: ImportDesk, sheet: SheetView) -> None:
    with importing.looked_again():
        for row, key in ((3, Qt.Key.Key_H), (5, Qt.Key.Key_F), (6, Qt.Key.Key_L)):
            choose(sheet, row)
            importing.key(sheet.rows, key)
    importing.qtbot.waitUntil(lambda: not importing.page._looking.is_busy)
    assert layout(importing) == Layout((3,), first=5, last=6)


WIDE = """Region,2019,2020,2021,All
North,4,5,6,15
South,7,8,9,24
"""


def test_columns_that_stand_for_rows_are_put_off_and_on_and_chosen(importing: ImportDesk) -> None:
    importing.look_at(WIDE)
    view = importing.parts.sheet_view
    importing.tab("sheet")
    assert view.wide.isChecked() and view.wide_name.text() == "year"
    cells = [view.model.index(1, at).data(Qt.ItemDataRole.BackgroundRole) for at in (2, 3)]
    assert cells == [None, QColor(view.model._palette.selection)]
    importing.after(lambda: importing.press(view.wide))
    assert not view.wide_from.isVisible()
    assert len(importing.parts.columns.choices) == 5
    importing.after(lambda: importing.press(view.wide))
    assert layout(importing) == Layout((1,), wide=Wide(("2019", "2020", "2021"), "year"))
    view.wide_from.choose("2020")
    importing.after(lambda: view.wide_from.activated.emit(0))
    assert layout(importing) == Layout((1,), wide=Wide(("2020", "2021"), "year"))
    importing.after(lambda: importing.type(view.wide_name, "span"))
    grid = read_grid(importing.folder / "table.csv")
    assert grid is not None
    assert layout(importing) == layout_of(grid, None, None, "span=2020..2021")


def test_what_stands_between_columns_can_be_said(importing: ImportDesk) -> None:
    importing.look_at("Persons at the border\nwhen;persons\n2021-08-01 10:00;4\n2021-08-02 10:00;5\n")
    view = importing.parts.sheet_view
    importing.tab("sheet")
    view.delimiter.choose(";")
    importing.after(lambda: view.delimiter.activated.emit(0))
    assert importing.page._looking.request is not None and importing.page._looking.request.delimiter == ";"
    assert importing.parts.bring_in.text() == "Import 2 rows"
