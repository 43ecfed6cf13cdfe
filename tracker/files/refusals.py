"""Refused rows as a table that can be corrected and imported again: as they stood, each with the reason."""

import contextlib
import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tracker.errors import Problem
from tracker.files.tables import Cell, Row, Table
from tracker.messages import words
from tracker.whole_file import whole_file

# The columns that are added; an import of the corrected table reads neither.
NUMBER, REASON = "Row in the first file", "Why it was refused"
ADDED = (NUMBER, REASON)


def write_refused(path: Path, table: Table, refused: Iterable[tuple[Row, list[Problem]]]) -> None:
    """Write them as CSV, UTF-8 with its mark, so that spreadsheets show every sign; with the table's own delimiter.

    Cells stand as they stood, also those that a spreadsheet would take for a formula: they are to come in again
    unchanged. A line that could not be taken apart into cells has its number and the reason alone.
    Raises as `whole_file` does.
    """
    with whole_file(path) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=table.delimiter or ",")
        writer.writerow([*table.header, *ADDED])
        for row, problems in refused:
            cells = [_text(cell) for cell in row.cells] or [""] * len(table.header)
            reason = " ".join(words(Problem(p.code, p.field, None, p.values)) for p in problems)
            writer.writerow([*cells, row.number, reason])


def check_place(path: Path) -> None:
    """Raise EnvironmentProblem if no file could be written there: told before the import, and not after it."""
    with contextlib.suppress(_Tried), whole_file(path):
        raise _Tried


class _Tried(Exception):
    """It could be written; nothing of it is to stay."""


def _text(cell: Cell) -> str:
    """A cell as it reads back to the same value."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return (
        str(cell)
        if isinstance(cell, str | int)
        else repr(cell)
        if isinstance(cell, float)
        else cell.isoformat()
    )
