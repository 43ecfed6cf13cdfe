"""A table out of a file, whatever kind of file it was: its header, and its rows. `readers.read_table` opens one.

A file that cannot be read at all raises `Unreadable`; a row that
cannot be read comes with a `Problem` and no cells, and the reading goes on behind it. Files are somebody else's:
sizes are capped before anything is unpacked, and CSV is never held in memory as a whole.

Codes of `Unreadable`, each with `file` (its name): file_missing, file_is_folder, file_not_regular,
file_not_permitted, file_unreadable (reason), file_empty, file_of_other_kind (kind), file_not_a_table, file_damaged,
file_encrypted, file_too_large_inside (limit, in bytes), sheet_missing (sheet, sheets), sheet_empty (sheet),
sheet_too_large (limit, in cells), too_many_columns (limit), and header_unreadable (problem, the code of a row below).

Codes of a row's problem, with the row's number: unclosed_quote, stray_quote, nul_bytes, undecodable (encoding),
cell_too_long (limit, in characters), line_too_long (limit, in characters), too_many_columns (limit),
too_many_cells (expected, found).

Codes of a table's notes: encoding_guessed (encoding), sheet_chosen (sheet, sheets), duplicate_header (name, columns
counted from 1), merged_cells (count).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Problem, Unreadable
from tracker.files.marks import Mark

if TYPE_CHECKING:
    from tracker.files.layout import Layout

Cell = str | int | float | date | datetime | None

MAX_COLUMNS = 1_000
MAX_CELL = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Limits:
    """What one table may be at most."""

    columns: int = MAX_COLUMNS
    cell: int = MAX_CELL


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header.

    `number` is the one that a person sees: of the line in a text editor (of a record of several lines, the first), of
    the row in a spreadsheet. `cells` are as many as the header has, an empty one None; in a CSV all others are str,
    as they stand. With a `problem` there are no cells. `aside` says why a row that was read is no row of the table (a
    sum of others, a footnote); `column` names the column that a row was made from, where columns became rows.
    """

    number: int
    cells: list[Cell]
    problem: Problem | None = None
    aside: Problem | None = None
    column: str | None = None


@dataclass(slots=True)
class Table:
    """A table whose header has been read. `encoding`, `delimiter` are None for a spreadsheet, `sheet` for a CSV."""

    path: Path
    kind: str  # csv, xlsx, xls, ods
    header: list[str]
    header_row: int
    _rows: Callable[[], Iterator[Row]] = field(repr=False)
    encoding: str | None = None
    encoding_certain: bool = True
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: list[Problem] = field(default_factory=list)
    layout: "Layout | None" = None  # of a sheet, how it was understood
    understood: list[Problem] = field(default_factory=list)  # the same in words, where it is not the plainest
    around: tuple[str, ...] = ()  # titles above the header, and what stands in the first rows beside it
    mark: Mark | None = None  # of the file when it was opened
    unnamed: dict[int, str] = field(
        default_factory=dict
    )  # rows that were read with words under no name, and these
    tags: dict[str, str] = field(default_factory=dict)  # HXL tags by the name of their column

    def rows(self) -> Iterator[Row]:
        """The rows in order, blank ones left out; each call begins anew. Unreadable where a CSV cannot be read on."""
        return self._rows()

    def columns(self, name: str) -> list[int]:
        """Where the header says `name`, counted from 0; none if nowhere. Case and outer spaces do not matter."""
        wanted = name.strip().casefold()
        return [at for at, title in enumerate(self.header) if title.casefold() == wanted]


def unreadable(path: Path, error: OSError) -> Unreadable:
    """What the system said, as one of our codes."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Unreadable("file_missing", file=path.name)
    if isinstance(error, IsADirectoryError):
        return Unreadable("file_is_folder", file=path.name)
    if isinstance(error, PermissionError):
        return Unreadable("file_not_permitted", file=path.name)
    return Unreadable("file_unreadable", file=path.name, reason=error.strerror or "")
