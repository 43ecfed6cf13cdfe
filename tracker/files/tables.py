"""Tables out of files: CSV of any usual delimiter and encoding, XLSX, XLS and ODS, all as the same rows.

What a file is, its content says and not its name. A file that cannot be read at all raises `Unreadable`; a row that
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
from stat import S_ISDIR, S_ISREG

from tracker.errors import Problem, Unreadable

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
    as they stand. With a `problem` there are no cells.
    """

    number: int
    cells: list[Cell]
    problem: Problem | None = None


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

    def rows(self) -> Iterator[Row]:
        """The rows in order, blank ones left out; each call begins anew. Unreadable where a CSV cannot be read on."""
        return self._rows()

    def columns(self, name: str) -> list[int]:
        """Where the header says `name`, counted from 0; none if nowhere. Case and outer spaces do not matter."""
        wanted = name.strip().casefold()
        return [at for at, title in enumerate(self.header) if title.casefold() == wanted]


def read_table(
    path: Path,
    sheet: str | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    max_columns: int = MAX_COLUMNS,
    max_cell: int = MAX_CELL,
) -> Table:
    """Opens a table and reads its header: the first row that is not blank.

    `encoding` and `delimiter` go before what the file looks like and are for CSV only; `sheet` is for spreadsheets, of
    which else the first visible sheet with anything in it is taken. Raises Unreadable, and Refused for an encoding or
    delimiter that is none.
    """
    limits = Limits(max_columns, max_cell)
    try:
        head = _head(path)
        kind = _kind(path, head)
        # Imported here, so that a CSV does not wait for the spreadsheet library.
        if kind == "csv":
            from tracker.files import csv_text

            table = csv_text.read(path, encoding, delimiter, limits)
        else:
            from tracker.files import sheets

            table = sheets.read(path, kind, sheet, limits)
    except OSError as error:
        raise unreadable(path, error) from None
    table.notes += _duplicates(table.header)
    return table


def unreadable(path: Path, error: OSError) -> Unreadable:
    """What the system said, as one of our codes."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Unreadable("file_missing", file=path.name)
    if isinstance(error, IsADirectoryError):
        return Unreadable("file_is_folder", file=path.name)
    if isinstance(error, PermissionError):
        return Unreadable("file_not_permitted", file=path.name)
    return Unreadable("file_unreadable", file=path.name, reason=error.strerror or "")


def _head(path: Path) -> bytes:
    """The first bytes of a regular, non-empty file."""
    try:
        mode = path.stat().st_mode
    except ValueError:  # a NUL in the name
        raise Unreadable("file_missing", file=path.name.replace("\0", "")) from None
    if S_ISDIR(mode):
        raise Unreadable("file_is_folder", file=path.name)
    if not S_ISREG(mode):  # reading a pipe or a device may never end
        raise Unreadable("file_not_regular", file=path.name)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Unreadable("file_empty", file=path.name)
    return head


_SIGNATURES = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z", b"Rar!": "RAR", b"\x7fELF": "program", b"MZ\x90": "program", b"{\\rtf": "RTF",
    b"SQLite format 3\0": "SQLite",
}  # fmt: skip


def _kind(path: Path, head: bytes) -> str:
    """`csv`, `zip` (xlsx or ods) or `ole` (xls); Unreadable for what is known to be something else."""
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable("file_of_other_kind", file=path.name, kind=name)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):  # what some programs save as .xls
        raise Unreadable("file_of_other_kind", file=path.name, kind="HTML")
    if start.startswith(b"<?xml"):
        raise Unreadable("file_of_other_kind", file=path.name, kind="XML")
    return "csv"


def _duplicates(header: list[str]) -> list[Problem]:
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header, 1):
        places.setdefault(name.casefold(), []).append(at)
    return [
        Problem("duplicate_header", values={"name": header[columns[0] - 1], "columns": columns})
        for name, columns in places.items()
        if name and len(columns) > 1
    ]
