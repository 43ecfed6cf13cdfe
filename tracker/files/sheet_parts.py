"""A sheet row by row as it stands, and what the reader took each row for: title, header, data, total, footnote …"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker import bulk
from tracker.errors import Problem
from tracker.files.cells import plain
from tracker.files.grid import Grid
from tracker.files.layout import Layout
from tracker.files.layout_marks import begins
from tracker.files.tables import Cell, Row, Table

HEAD, TAIL = 200, 30  # rows at the top and at the end that are kept whatever they are
SPECIAL = 400  # rows between these that are kept since they are no plain data
_LONGEST = 60  # signs of a cell


class Part(StrEnum):
    """What a row of a sheet was taken for."""

    TITLE = "title"
    HEADER = "header"
    NOT_READ = "not read"  # between the header and the first row that somebody named
    DATA = "data"
    TOTAL = "total"
    FOOTNOTE = "footnote"
    WORDS = "words"
    HEADER_AGAIN = "header again"
    OTHER_TABLE = "other table"
    BELOW = "below the table"
    LEFT_OUT = "left out"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it stands. `reason` says why it is no data; `skipped` rows before it are not in the list, all data."""

    number: int
    cells: list[str]
    part: Part
    reason: Problem | None = None
    skipped: int = 0


_PARTS = {
    "total_row": Part.TOTAL,
    "total_row_differs": Part.TOTAL,
    "footnote": Part.FOOTNOTE,
    "header_again": Part.HEADER_AGAIN,
    "second_table": Part.OTHER_TABLE,
    "below_table": Part.BELOW,
    "before_first": Part.NOT_READ,
    "left_out_by_layout": Part.LEFT_OUT,
}


def read_sheet(
    grid: Grid, table: Table, cancelled: Callable[[], bool] = lambda: False
) -> tuple[list[SheetRow], int]:
    """The rows to be shown, in order, and how many the sheet has. Raises Unreadable as the grid does, bulk.Cancelled.

    Of a long sheet the first rows, the last ones, and those in between that are no data.
    """
    found: dict[int, tuple[Part, Problem]] = {}
    for row in _unless(cancelled, table.rows()):
        if row.problem is not None:
            found.setdefault(row.number, (Part.UNREADABLE, row.problem))
        elif row.aside is not None:
            found.setdefault(row.number, (_PARTS.get(row.aside.code, Part.WORDS), row.aside))
    layout = table.layout or Layout((table.header_row,))
    kept: list[SheetRow] = []
    tail: deque[tuple[int, Row]] = deque(maxlen=TAIL)
    count = 0
    special = 0
    last_kept = 0
    for count, row in enumerate(_unless(cancelled, grid.rows()), start=1):
        special_one = row.number in found or row.number in layout.header
        if count <= HEAD or (special_one and special < SPECIAL):
            kept.append(_shown(row, layout, found, count - last_kept - 1))
            special += count > HEAD
            last_kept = count
        else:
            tail.append((count, row))
    for at, row in tail:
        if at > last_kept:
            kept.append(_shown(row, layout, found, at - last_kept - 1))
            last_kept = at
    return kept, count


def _unless(cancelled: Callable[[], bool], rows: Iterable[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number % 1_000 == 0 and cancelled():
            raise bulk.Cancelled
        yield row


def _shown(row: Row, layout: Layout, found: dict[int, tuple[Part, Problem]], skipped: int) -> SheetRow:
    part, reason = found.get(row.number, (_plain_part(row, layout), None))
    if row.problem is not None and reason is None:
        part, reason = Part.UNREADABLE, row.problem
    return SheetRow(row.number, [_said(cell) for cell in row.cells], part, reason, skipped)


def _plain_part(row: Row, layout: Layout) -> Part:
    if row.number in layout.header:
        return Part.HEADER
    if row.number >= begins(layout):
        return Part.DATA
    return Part.TITLE if not layout.header or row.number < layout.header[-1] else Part.NOT_READ


def _said(cell: Cell) -> str:
    text = " ".join((plain(cell) or "").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
