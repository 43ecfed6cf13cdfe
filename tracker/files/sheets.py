"""Spreadsheets: XLSX, ODS and XLS, read by python-calamine once `packages` or `old_excel` has looked through them."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from tracker.errors import Problem, Unreadable
from tracker.files import old_excel, packages
from tracker.files.grid import Grid
from tracker.files.sheet_sizes import Damaged, Encrypted, OtherKind, TooLarge
from tracker.files.tables import Cell, Limits, Row

_LOOKED_AT = 20  # sheets of a workbook
_EXACT = 2**53  # beyond this a float no longer says which whole number it is

Value = int | float | str | bool | time | date | datetime | timedelta


def read(
    path: Path, container: str, sheet: str | None, limits: Limits, choose: Callable[[list[Grid]], Grid]
) -> Grid:
    """Opens a spreadsheet; `container` is zip or ole. Raises Unreadable, and OSError.

    Where no sheet is named, `choose` says which is taken.
    """
    kind, book, unsaved = _open(path, container)
    found, names = _choose(path, book, sheet)
    narrow = [one for one in found if one.width <= limits.columns]
    if not narrow:
        raise Unreadable("too_many_columns", file=path.name, limit=limits.columns)
    grids = [
        Grid(path, kind, partial(_rows_of, one, limits), sheet=one.name, sheets=tuple(names))
        for one in narrow
    ]
    grid = grids[0] if len(grids) == 1 else choose(grids)
    if next(grid.rows(), None) is None:
        raise Unreadable("sheet_empty", file=path.name, sheet=grid.sheet)
    if sheet is None and len(names) > 1:
        grid.notes.append(Problem("sheet_chosen", values={"sheet": grid.sheet, "sheets": names}))
    chosen = next(one for one in found if one.name == grid.sheet)
    if merged := chosen.merged_cell_ranges:
        # Only the first cell of those has the value. A number in the others would count people twice.
        grid.notes.append(Problem("merged_cells", values={"count": len(merged)}))
    if unsaved:
        grid.notes.append(Problem("formulas_without_result", values={"count": unsaved}))
    return grid


def _open(path: Path, container: str) -> tuple[str, CalamineWorkbook, int]:
    name = path.name
    with path.open("rb") as file:
        data = file.read(packages.MAX_FILE + 1)
    try:
        if len(data) > packages.MAX_FILE:
            raise TooLarge("bytes", packages.MAX_FILE)
        if container == "ole":
            kind, data, unsaved = "xls", old_excel.clean(data), 0
        else:
            kind, unsaved = packages.check(data)
        return kind, CalamineWorkbook.from_filelike(BytesIO(data)), unsaved
    except Damaged:
        raise Unreadable("file_damaged", file=name) from None
    except TooLarge as error:
        what, limit = error.args
        code = "sheet_too_large" if what == "cells" else "file_too_large_inside"
        raise Unreadable(code, file=name, limit=limit) from None
    except (Encrypted, PasswordError):
        raise Unreadable("file_encrypted", file=name) from None
    except OtherKind as error:
        raise Unreadable("file_of_other_kind", file=name, kind=error.args[0]) from None
    except BaseException as error:
        raise _explained(error, path) from None


def _explained(error: BaseException, path: Path) -> BaseException:
    """A panic of the library is no Exception; whatever else is none of the file's doing stays as it is."""
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return Unreadable("file_damaged", file=path.name)
    return error


def _choose(path: Path, book: CalamineWorkbook, wanted: str | None) -> tuple[list[CalamineSheet], list[str]]:
    """The sheet asked for, else the visible ones with anything in them; and the names of all that are tables."""
    tables = [found for found in book.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet]
    names = [found.name for found in tables]
    if wanted is not None:
        name = next((name for name in names if name.casefold() == wanted.strip().casefold()), None)
        if name is None:
            raise Unreadable("sheet_missing", file=path.name, sheet=wanted, sheets=names)
        sheet = _load(path, book, name)
        if sheet.end is None:
            raise Unreadable("sheet_empty", file=path.name, sheet=name)
        return [sheet], names
    visible = [found.name for found in tables if found.visible == SheetVisibleEnum.Visible] or names
    loaded = [_load(path, book, name) for name in visible[:_LOOKED_AT]]
    filled = [sheet for sheet in loaded if sheet.end is not None]
    if not filled:
        raise Unreadable("sheet_empty", file=path.name, sheet=names[0] if names else "")
    return filled, visible


def _load(path: Path, book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except BaseException as error:
        raise _explained(error, path) from None


def _rows_of(sheet: CalamineSheet, limits: Limits, width: int) -> Iterator[Row]:
    """The rows with anything in them, by the number that stands beside them; cut at a width where one is given."""
    for row in _filled(sheet, limits):
        if width and len(row.cells) > width:
            row = replace(row, cells=row.cells[:width])
        yield row


def _filled(sheet: CalamineSheet, limits: Limits) -> Iterator[Row]:
    """The rows with anything in them. Words in a cell that is merged down stand in each of its rows."""
    begun: dict[int, list[tuple[int, int]]] = {}  # first row to the column and the last row of each
    left = sheet.start[1] if sheet.start else 0  # rows come without the empty columns before the first one
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and column >= left:
            begun.setdefault(top + 1, []).append((column - left, bottom + 1))
    going: dict[int, tuple[int, str]] = {}  # column to the last row and the words
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(value) for value in values]
        for column, (last, words) in list(going.items()):
            if number > last:
                del going[column]
            elif column < len(cells) and cells[column] is None and any(cell is not None for cell in cells):
                cells[column] = words
        for column, last in begun.get(number, ()):
            words_or_none = cells[column] if column < len(cells) else None
            if isinstance(words_or_none, str) and not any(sign.isdigit() for sign in words_or_none):
                going[column] = (last, words_or_none)
        if any(len(cell) > limits.cell for cell in cells if isinstance(cell, str)):
            yield Row(number, [], Problem("cell_too_long", row=number, values={"limit": limits.cell}))
        elif any(cell.strip() if isinstance(cell, str) else cell is not None for cell in cells):
            yield Row(number, cells)


def _cell(value: Value) -> Cell:
    """What a table holds. A spreadsheet has only floats for numbers; whole ones come as int. Empty is None."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if math.isfinite(value) and value.is_integer() and abs(value) < _EXACT:
            return int(value)
        return value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return value
