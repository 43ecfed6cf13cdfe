"""Tables of a web page, as sheets: what a browser shows in each cell, spans spread out, by Python's own parser.

Scripts, styles and what is hidden are left out. A cell over several rows or columns stands in the first of them, and,
where it is a heading, is told as merged cells are in a spreadsheet. A table in a cell is a sheet of its own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from tracker.errors import Problem, Unreadable
from tracker.files import encodings
from tracker.files.grid import Grid
from tracker.files.tables import Cell, Limits, Row

MAX_BYTES = 50_000_000
_MOST_TABLES, _MOST_ROWS, _DEEPEST = 500, 1_000_000, 50
_META = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_SILENT = {"script", "style", "template", "noscript", "head"}
_STRUCK = {"del", "s", "strike"}
# So that the mark of a footnote is no digit of the figure before it.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TITLES = {"h1", "h2", "h3", "h4", "h5", "h6"}
_VOID_BREAKS = {"br", "hr"}
_BREAK = "\0"  # no page has one: they are taken out
_BETWEEN_FIGURES = re.compile(r"(?<=\d)\s*\0\s*(?=\d)")
_BLOCKS = {"p", "div", "li", "tr", "ul", "ol", "dd", "dt"}


def read(path: Path, sheet: str | None, limits: Limits, choose: Callable[[list[Grid]], Grid]) -> Grid:
    """The table of a page that is called `sheet`, else the one that `choose` takes. Raises Unreadable, and OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large_inside", file=path.name, limit=MAX_BYTES)
    encoding = _encoding(path, data)
    page = _Page(limits)
    try:
        page.feed(data.decode(encoding, errors="replace").replace("\0", ""))
        page.close()
    except _TooMuch as error:
        raise Unreadable(error.code, file=path.name, limit=error.limit) from None
    tables = [table for table in page.tables if table.rows]
    if not tables:
        raise Unreadable("html_without_table", file=path.name)
    names = _names(tables)
    grids = [
        Grid(path, "html", _rows_of(table), encoding=encoding, sheet=name, sheets=tuple(names))
        for table, name in zip(tables, names, strict=True)
    ]
    if sheet is not None:
        found = [grid for grid in grids if (grid.sheet or "").casefold() == sheet.strip().casefold()]
        if not found:
            raise Unreadable("sheet_missing", file=path.name, sheet=sheet, sheets=names)
        return found[0]
    grid = choose(grids)
    if len(grids) > 1:
        grid.notes.append(Problem("sheet_chosen", values={"sheet": grid.sheet, "sheets": names}))
    return grid


def _encoding(path: Path, data: bytes) -> str:
    """What its mark or its head says, else what it looks like."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return encodings.detect(path).name
    said = _META.search(data[:4096])
    if said:
        try:
            name = said[1].decode("ascii")
            "".encode(name)
        except (LookupError, UnicodeError):
            pass
        else:
            return name
    return encodings.detect(path).name


@dataclass(slots=True)
class _Table:
    """Cells as they are spread out over rows and columns."""

    name: str = ""
    rows: list[list[Cell]] = field(default_factory=list)
    taken: dict[tuple[int, int], None] = field(default_factory=dict)  # places that a span reaches into
    cell: list[str] | None = None
    caption: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    at: int = 0


class _TooMuch(Exception):
    def __init__(self, code: str, limit: int) -> None:
        super().__init__(code)
        self.code, self.limit = code, limit


class _Page(HTMLParser):
    """Collects the tables of a page; tags that are not closed are closed by what follows them, as browsers do."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._limits = limits
        self._open: list[_Table] = []
        self._silent = 0
        self._raised = False
        self._hiding: list[str] = []  # tags within one that is not shown, that one first
        self._title: list[str] | None = None
        self._last_title = ""
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        if tag in ("td", "th", "tr") and "table" not in self._hiding:
            self._hiding.clear()  # a cell begins, and with it all in the one before ends
        if tag in _SILENT:
            self._silent += 1
        elif self._silent:
            return
        elif self._hiding:
            if tag not in _VOID:
                self._hiding.append(tag)
        elif tag not in _VOID and self._is_unsaid(tag, dict(attrs)):
            self._hiding.append(tag)
        elif tag == "table":
            self._begin_table()
        elif tag in _TITLES and not self._open:
            self._title = []
        elif self._open:
            self._within(tag, dict(attrs))

    def _is_unsaid(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Whether what follows is none of a cell's words: not shown, or struck out."""
        hidden = "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))
        if hidden and tag not in ("table", "tr", "td", "th", "tbody", "thead"):
            return True
        return bool(self._open) and self._open[-1].cell is not None and tag in _STRUCK

    def _begin_table(self) -> None:
        if len(self._open) >= _DEEPEST or len(self.tables) >= _MOST_TABLES:
            raise _TooMuch("too_many_tables", _DEEPEST if len(self._open) >= _DEEPEST else _MOST_TABLES)
        table = _Table(self._last_title)
        self.tables.append(table)
        self._open.append(table)

    def _within(self, tag: str, attributes: dict[str, str | None]) -> None:
        table = self._open[-1]
        if tag == "tr":
            self._end_cell(table)
            self._rows += 1
            if self._rows > _MOST_ROWS:
                raise _TooMuch("too_many_rows", _MOST_ROWS)
            table.rows.append([])
            table.at = 0
        elif tag in ("td", "th"):
            self._end_cell(table)
            if not table.rows:
                table.rows.append([])
                table.at = 0
            table.cell = []
            table.spans = (self._span(attributes.get("colspan")), self._span(attributes.get("rowspan")))
        elif tag == "caption":
            table.caption = []
        elif tag in _VOID_BREAKS or tag in _BLOCKS:
            self.handle_data(_BREAK)
        elif tag == "sup":
            self._raised = True

    def _span(self, text: str | None) -> int:
        """A span as browsers take it: one for nonsense, never beyond what a table may have."""
        digits = (text or "").strip()[:6]
        return min(max(int(digits), 1), self._limits.columns) if digits.isascii() and digits.isdigit() else 1

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._silent or (self._hiding and self._is_shown_again(tag)):
            return
        elif tag in _TITLES and self._title is not None:
            self._last_title, self._title = _plain(self._title), None
        elif self._open:
            table = self._open[-1]
            if tag == "sup":
                self._raised = False
            elif tag in ("td", "th", "tr"):
                self._end_cell(table)
            elif tag == "caption" and table.caption is not None:
                table.name, table.caption = _plain(table.caption) or table.name, None
            elif tag == "table":
                self._end_cell(table)
                self._open.pop()

    def _is_shown_again(self, tag: str) -> bool:
        """A tag ends within one that is not shown; False where a cell ends before it, and with it all in it."""
        if tag in ("td", "th", "tr", "table") and tag not in self._hiding:
            self._hiding.clear()
            return False
        if tag in self._hiding:
            del self._hiding[len(self._hiding) - 1 - self._hiding[::-1].index(tag) :]
        return True

    def _end_cell(self, table: _Table) -> None:
        if table.cell is None:
            return
        text, table.cell = _plain(table.cell), None
        self._raised = False
        wide, high = table.spans
        line = len(table.rows) - 1
        while (line, table.at) in table.taken:
            table.at += 1
        if table.at + wide > self._limits.columns:
            raise _TooMuch("too_many_columns", self._limits.columns)
        if len(table.taken) > _MOST_ROWS:
            raise _TooMuch("too_many_rows", _MOST_ROWS)
        row = table.rows[line]
        row.extend([None] * (table.at + wide - len(row)))
        row[table.at] = text[: self._limits.cell] or None
        if high > 1:
            for down in range(1, min(high, 1_000)):
                for across in range(wide):
                    table.taken[line + down, table.at + across] = None
        table.at += wide

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._silent or self._hiding:
            return
        if self._title is not None:
            self._title.append(data)
        if self._open:
            table = self._open[-1]
            if table.caption is not None:
                table.caption.append(data)
            elif table.cell is not None:
                table.cell.append(data.translate(_RAISED) if self._raised else data)

    def close(self) -> None:
        """The page ends, and with it all that was left open."""
        super().close()
        for table in self._open:
            self._end_cell(table)
        self._open.clear()


def _plain(parts: list[str]) -> str:
    text = "".join(parts)
    if _BREAK in text:  # two figures under each other are not one
        text = _BETWEEN_FIGURES.sub("; ", text).replace(_BREAK, " ")
    return _SPACES.sub(" ", text).strip()


def _names(tables: list[_Table]) -> list[str]:
    """A name for each: its caption, or the heading above it; numbered where two have one."""
    names: list[str] = []
    for number, table in enumerate(tables, 1):
        name = table.name[:80] or f"Table {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _rows_of(table: _Table) -> Callable[[int], Iterator[Row]]:
    width = max(len(row) for row in table.rows)

    def rows(wanted: int) -> Iterator[Row]:
        for number, cells in enumerate(table.rows, 1):
            if any(cell is not None for cell in cells):
                whole = [*cells, *[None] * (width - len(cells))]
                yield Row(number, whole[:wanted] if wanted else whole)

    return rows
