"""The reader that a file needs: CSV of any usual delimiter and encoding, XLSX, XLS, ODS, HTML, GeoJSON, submissions.

What a file is, its content says and not its name.
"""

import codecs
import re
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from tracker.errors import Problem, Unreadable
from tracker.files import csv_text, form_tables, geojson, html_tables, hxl, submissions
from tracker.files.grid import Grid
from tracker.files.layout import Layout, laid_out
from tracker.files.layout_guess import choose, guess_layout
from tracker.files.marks import mark_of
from tracker.files.tables import MAX_CELL, MAX_COLUMNS, Limits, Table, unreadable


def read_table(
    path: Path,
    sheet: str | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    layout: Layout | None = None,
    max_columns: int = MAX_COLUMNS,
    max_cell: int = MAX_CELL,
) -> Table:
    """Opens a table and reads its header.

    `encoding` and `delimiter` go before what the file looks like and are for CSV only; `sheet` is for spreadsheets and
    pages, of which else the visible sheet is taken that has most of a table. `layout` goes before how the sheet seems
    to be laid out. Raises Unreadable, and Refused for an encoding or delimiter that is none.
    """
    limits = Limits(max_columns, max_cell)

    def read_beside(name: str) -> Table:
        """Another sheet of the workbook, or the CSV of this name beside the CSV."""
        return _read(path.with_name(name), limits) if table.kind == "csv" else _read(path, limits, name)

    table = _read(path, limits, sheet, encoding, delimiter, layout)
    return form_tables.made_ready(table, read_beside, limits)


def read_grid(
    path: Path, sheet: str | None = None, *, encoding: str | None = None, delimiter: str | None = None
) -> Grid | None:
    """All rows of the sheet that `read_table` would take; None for a file that is no sheet. Raises as it does."""
    try:
        kind = "submissions" if submissions.is_folder(path) else _kind(path, _head(path))
        return _grid(path, kind, Limits(), sheet, encoding, delimiter)
    except OSError as error:
        raise unreadable(path, error) from None


def _grid(
    path: Path, kind: str, limits: Limits, sheet: str | None, encoding: str | None, delimiter: str | None
) -> Grid | None:
    if kind == "csv":
        return csv_text.read(path, encoding, delimiter, limits)
    if kind == "html":
        return html_tables.read(path, sheet, limits, choose)
    if kind in ("zip", "ole"):
        from tracker.files import sheets  # a CSV does not wait for the spreadsheet library

        return sheets.read(path, kind, sheet, limits, choose)
    return None


def _read(
    path: Path,
    limits: Limits,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    layout: Layout | None = None,
) -> Table:
    try:
        kind = "submissions" if submissions.is_folder(path) else _kind(path, _head(path))
        mark = mark_of(path)  # before anything is read that the rows go by
        grid = _grid(path, kind, limits, sheet, encoding, delimiter)
        if grid is not None:
            if layout is None and next(grid.rows(), None) is None:
                raise Unreadable("file_empty", file=path.name)
            table = _laid_out(grid, layout)
        elif kind == "geojson":
            table = geojson.read(path, limits)
        else:
            table = submissions.read(path, limits)
    except OSError as error:
        raise unreadable(path, error) from None
    table.notes += [*_misnamed(path, table.kind), *_duplicates(table.header)]
    table.mark = mark
    return table


def _laid_out(grid: Grid, layout: Layout | None) -> Table:
    tags = hxl.find_tags(grid)
    if tags is None:
        return laid_out(grid, layout or guess_layout(grid))
    layout = hxl.laid_out_by(grid, tags, layout)
    table = laid_out(grid if tags.number in layout.header else hxl.without(grid, tags), layout)
    table.tags = hxl.by_column(grid, tags, layout)
    table.understood.append(Problem("hxl_tags", values={"row": tags.number}))
    return table


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


_NAMED = {
    ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".html": "html", ".htm": "html",
}  # fmt: skip
_WORDS = {"csv": "text with delimiters", "html": "a web page", "xlsx": "XLSX", "xls": "XLS", "ods": "ODS"}


def _misnamed(path: Path, kind: str) -> list[Problem]:
    """That a file is of another kind than its name says: many programs save web pages and text as .xls."""
    ending = path.suffix.lower()
    if _NAMED.get(ending, kind) == kind:
        return []
    return [Problem("kind_not_as_named", values={"ending": ending, "kind": _WORDS.get(kind, kind)})]


_PAGE = re.compile(r"<(?:!doctype html|html|head|body|meta|title|style|table)\b")
_PART_OF_PAGE = re.compile(r"<(?:div|p|center|h[1-6]|section|main|article|font|span|b)\b")


def _is_page(head: bytes) -> bool:
    """Whether a file begins as web pages do, or as the parts of one that programs save: in any Unicode."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="ignore").lower()
    text = re.sub(r"<\?xml\b[^>]*>|<!--.*?-->", "", text, flags=re.DOTALL).lstrip()
    return bool(_PAGE.match(text)) or ("<table" in text and bool(_PART_OF_PAGE.match(text)))


def _kind(path: Path, head: bytes) -> str:
    """`csv`, `html`, `geojson`, `submissions`, `zip` (xlsx or ods), `ole` (xls); Unreadable for what is another."""
    if head.startswith(b"PK\x03\x04"):
        return "submissions" if submissions.is_zip_of(path) else "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable("file_of_other_kind", file=path.name, kind=name)
    if _is_page(head):
        return "html"
    if submissions.looks_like(head):
        return "submissions"
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<?xml"):
        raise Unreadable("file_of_other_kind", file=path.name, kind="XML")
    return "geojson" if geojson.looks_like(head) else "csv"


def _duplicates(header: list[str]) -> list[Problem]:
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header, 1):
        places.setdefault(name.casefold(), []).append(at)
    return [
        Problem("duplicate_header", values={"name": header[columns[0] - 1], "columns": columns})
        for name, columns in places.items()
        if name and len(columns) > 1
    ]
