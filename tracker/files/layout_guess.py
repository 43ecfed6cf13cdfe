"""Finds how a sheet is laid out, by what its rows are and not by where they stand.

A header is a row of words over rows that are as wide as it is, and of which some columns hold numbers or dates. What
stands above it in one cell is a title; words above it in several cells, or over other columns than the first, are the
upper level of the heading.
"""

import math
import re
from collections import Counter
from datetime import date
from itertools import islice

from tracker import nationalities
from tracker.files.cells import ValueProblem, missing, plain
from tracker.files.dates import parse_date, parse_month, parse_year
from tracker.files.grid import Grid
from tracker.files.layout import Layout, Wide, header_of, joined
from tracker.files.tables import Cell, Row

LOOKED_AT = 200  # rows at the top of a sheet
_HEADERS = 60  # of these the header is one
_LEVELS = 3  # of a heading, at most
_AGES = re.compile(r"\d{1,2}\s*(?:[-–]\s*\d{1,3}|\+)")  # 0-17, 18+
_FEW = 3  # columns of one kind that make a wide table


def guess_layout(grid: Grid) -> Layout:
    """How the sheet seems to be laid out; its first row is the header where nothing says otherwise."""
    rows = [row for row in islice(grid.rows(), LOOKED_AT) if row.problem is None or not row.cells]
    good = [row for row in rows if row.problem is None]
    if not good or rows[0].problem is not None:
        return Layout((rows[0].number,) if rows else (1,))
    at = _header_at(good)
    levels = _levels(good, at)
    header = tuple(row.number for row in good[at - levels + 1 : at + 1])
    names = joined(good[at - levels + 1 : at + 1])
    return Layout(header, wide=_wide(names, good[at + 1 :]))


def guess_wide(grid: Grid, layout: Layout) -> Wide | None:
    """Which columns stand for rows, where the header is known."""
    begin = layout.header[-1] if layout.header else 0
    rows = [
        row for row in islice(grid.rows(), LOOKED_AT + begin) if row.number > begin and row.problem is None
    ]
    return _wide(header_of(grid, layout), rows)


def choose(grids: list[Grid]) -> Grid:
    """Which of several sheets is the table: the first that is no mere cover or note beside the one with most in it."""
    worths = [_worth(grid) for grid in grids]
    return next(grid for grid, worth in zip(grids, worths, strict=True) if worth * 4 >= max(worths))


def _worth(grid: Grid) -> int:
    """How much of a table a sheet is: cells of the rows under its header, of the first ones."""
    layout = guess_layout(grid)
    under = [row for row in islice(grid.rows(), LOOKED_AT) if row.number > layout.header[-1]]
    wide = [filled for row in under if (filled := _filled(row)) > 1]
    typed = sum(any(_is_data(cell) for cell in row.cells) for row in under)
    return sum(wide) * (2 if typed else 1)


def _filled(row: Row) -> int:
    return sum(plain(cell) is not None for cell in row.cells)


def _is_data(cell: Cell) -> bool:
    """Whether a cell holds a number, a date, or a mark for one that is not known: no heading does."""
    if cell is None:
        return False
    if isinstance(cell, bool):
        return True
    if isinstance(cell, int):
        return not 1900 <= cell <= 2100  # a year may be a heading
    if isinstance(cell, float | date):
        return True
    text = plain(cell) or ""
    if text and missing(text):
        return True
    if _AGES.fullmatch(text):
        return False
    digits = sum(sign.isdigit() for sign in text)
    if text.isdecimal() and len(text) == 4:
        return not 1900 <= int(text) <= 2100
    return digits > 0 and digits * 2 >= len(text.replace(" ", "")) and not _is_month(text)


def _is_month(name: str) -> bool:
    try:
        return parse_month(name) is not None
    except ValueProblem:
        return False


def _is_year(name: str) -> bool:
    try:
        return len(name) == 4 and parse_year(name) is not None
    except ValueProblem:
        return False


def _header_at(rows: list[Row]) -> int:
    """Which of the rows is the header's last level."""
    widths = Counter(filled for row in rows if (filled := _filled(row)) > 1)
    usual = max(widths, key=lambda filled: (widths[filled], filled), default=1)
    for at, row in enumerate(rows[:_HEADERS]):
        filled, under = _filled(row), rows[at + 1 : at + 11]
        if not under:
            break
        # A row of a table may have empty cells, and its header seldom has.
        if filled < (max(2, math.ceil(usual * 0.6)) if usual > 1 else 1) or any(
            _is_data(cell) for cell in row.cells
        ):
            continue
        if at == 0 and filled >= max(_filled(one) for one in under):
            return 0
        if any(_is_data(cell) for one in under[:3] for cell in one.cells) or filled >= usual:
            return _lowest(rows, at)
    return 0


def _lowest(rows: list[Row], at: int) -> int:
    """A heading's first level may be as wide as its last: go down while rows of words with more in them follow."""
    while (
        at + 2 < len(rows)
        and not any(_is_data(cell) for cell in rows[at + 1].cells)
        and (_filled(rows[at + 1]) > _filled(rows[at]) or _fills_gaps(rows[at + 1], rows[at]))
        and any(_is_data(cell) for cell in rows[at + 2].cells)
    ):
        at += 1
    return at


def _fills_gaps(row: Row, above: Row) -> bool:
    """Whether a row has words where the one above has none: groups stand over the first of their columns."""
    wide = [*above.cells, *[None] * max(0, len(row.cells) - len(above.cells))]
    return any(
        plain(cell) is not None and plain(over) is None for cell, over in zip(row.cells, wide, strict=False)
    )


def _levels(rows: list[Row], at: int) -> int:
    """How many rows the heading has: the header's, and those right above it that are groups of its columns."""
    levels = 1
    below = rows[at]
    while levels < _LEVELS and at - levels >= 0:
        row = rows[at - levels]
        cells = [plain(cell) for cell in row.cells]
        filled = [place for place, text in enumerate(cells) if text]
        adjoining = row.number == rows[at - levels + 1].number - 1
        # A title stands in the first column, alone.
        group = len(filled) > 1 or (len(filled) == 1 and filled[0] > 0)
        if not (adjoining and group) or any(_is_data(cell) for cell in row.cells):
            break
        if len(filled) == 1 and _filled(below) < 3:
            break
        levels += 1
    return levels


def _wide(names: list[str], rows: list[Row]) -> Wide | None:
    """Columns that are months, years, days or nationalities, and so stand for rows; None where there are too few."""
    if len(names) < _FEW + 1 or not rows:
        return None
    kinds = (("month", _is_month), ("year", _is_year), ("day", _is_day), ("nationality", _is_nationality))
    for name, is_one in kinds:
        found = [column for column in names if column and is_one(column)]
        others = [column for column in names if column and column not in found]
        if len(found) >= _FEW and len(found) >= len(others) and others and len(set(found)) == len(found):
            taken = {other.casefold() for other in others}
            value = "value" if "value" not in taken else "cell"
            return Wide(tuple(found), name if name not in taken else f"{name} (column)", value)
    return None


def _is_day(name: str) -> bool:
    try:
        return parse_date(name) is not None
    except ValueProblem:
        return False


def _is_nationality(name: str) -> bool:
    """By name, or by a code in capitals of three letters: shorter ones may be anything."""
    text = name.strip()
    if len(text) < 4 and not (len(text) == 3 and text.isupper()):
        return False
    return nationalities.parse(text) is not None
