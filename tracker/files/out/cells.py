"""Cells that a spreadsheet shows and never executes, and that read back as what they were."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from tracker.files.out.columns import Column, Kind

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
MARK = "§"  # begins a text that is written in another way, since a sheet could not hold it
LONGEST = 32_000  # characters; Excel cuts what is longer than 32,767
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\r\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


def csv_cell(value: Any) -> str:
    """A value as a cell of a CSV. What a spreadsheet would take for a formula has an apostrophe in front of it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # An empty text is no empty cell, which is nothing known.
        return "'" + value if not value or value.startswith(STARTS) else value
    return str(value)


def csv_row(columns: Sequence[Column]) -> Callable[[list[Any]], list[Any]]:
    """What makes the cells of a row those of a CSV, in place: as `csv_cell`, and only where it changes anything."""
    free = [at for at, column in enumerate(columns) if column.free and column.kind is Kind.TEXT]
    flags = [at for at, column in enumerate(columns) if column.kind is Kind.FLAG]
    starts = {*STARTS, ""}

    def made(row: list[Any]) -> list[Any]:
        for at in free:
            value = row[at]
            if value is not None and value[:1] in starts:
                row[at] = "'" + value
        for at in flags:
            value = row[at]
            if value is not None:
                row[at] = "true" if value else "false"
        return row

    return made


def from_csv(cell: str) -> str:
    """The text that `csv_cell` made it from."""
    return cell[1:] if cell.startswith("'") else cell


def sheet_text(value: str) -> str:
    """A text as a cell of a sheet holds it; one that it could not hold is written as JSON behind a mark."""
    plain = value and not value.startswith(MARK) and not _ODD.search(value)
    return value if plain else MARK + json.dumps(value)


def from_sheet(cell: Any) -> Any:
    """What `sheet_text` made it from. Raises ValueError for a mark with nothing behind it."""
    if isinstance(cell, str) and cell.startswith(MARK):
        return json.loads(cell[len(MARK) :])
    return cell
