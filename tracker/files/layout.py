"""How a sheet is laid out: which rows are its header, where its rows begin and end, which columns stand for rows.

A `Layout` says it; `layout_guess.guess_layout` finds one; `laid_out` makes a table of it. Every row of the sheet ends
above the header, in the table, or set aside with a reason: none is left out silently.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker.errors import Problem, Unreadable
from tracker.files.cells import plain
from tracker.files.grid import Grid
from tracker.files.sums import DIGITS, Sums, folded_once, is_total_name
from tracker.files.tables import Row, Table
from tracker.nationalities import fold

JOIN = " / "  # between the levels of a heading
_UNIT = re.compile(r"[(\[][^)\]\d]{1,30}[)\]]|%|№|nr\.?|osób|pers\.|чел\.", re.IGNORECASE)
_TOLD = 1_000  # rows at most that have words under no name
_SHOWN = 5  # rows of a title that are told
_WORDS = (
    "notes?|n\\.?b|sources?|fonte|fonti|nota|note|avvertenza|šaltini\\w*|pastab\\w*|źródł\\w*|uwag\\w*|quellen?|"
    "anmerkung(?:en)?|hinweis|источник\\w*|примечани\\w*|remarks?|legend"
)
_FOOTNOTE = re.compile(
    rf"\s*(?:[*†‡§¹²³]|\(?\d{{1,2}}\)\s|(?:{_WORDS})\s*[:.–-]|"
    r"(?:provisional|revised) (?:data|figures|numbers)|data (?:as of|extracted)|"
    r"last updated?\b|updated\b|as of\b|i dati\b|\(c\)|©|https?:)",
    re.IGNORECASE,
)
_NUMERIC = frozenset({int, date, datetime})
_PROSE = 60  # characters from which words in one cell are no name


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns that stand for rows: each of `columns` becomes one, its name in column `name`, its cell in `value`."""

    columns: tuple[str, ...]
    name: str
    value: str = "value"


@dataclass(frozen=True, slots=True)
class Layout:
    """Row numbers are those of the sheet. `header` are the heading rows, from the top; () has columns named A, B, C.

    Rows from `first` to `last`, both included, are the table's; without them, those behind the header to the end.
    `leave_out` are rows that a person says are none.
    """

    header: tuple[int, ...]
    first: int | None = None
    last: int | None = None
    leave_out: tuple[int, ...] = ()
    wide: Wide | None = None

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Layout":
        """From plain values. Raises ValueError for what is no layout."""
        try:
            wide = said.get("wide")
            if wide is not None and not wide["columns"]:
                raise TypeError("wide without columns")
            return cls(
                header=tuple(int(number) for number in said["header"]),
                first=None if said.get("first") is None else int(said["first"]),
                last=None if said.get("last") is None else int(said["last"]),
                leave_out=tuple(int(number) for number in said.get("leave_out", ())),
                wide=None
                if wide is None
                else Wide(
                    tuple(map(str, wide["columns"])), str(wide["name"]), str(wide.get("value", "value"))
                ),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no layout: {error}") from None


def laid_out(grid: Grid, layout: Layout) -> Table:
    """The table that a sheet holds, laid out so. Raises Unreadable for a header that cannot be read."""
    above, heading = _headings(grid, layout)
    names = joined(heading) if heading else _letters(grid, layout)
    header_row = layout.header[-1] if layout.header else 0
    unnamed: dict[int, str] = {}
    table = Table(
        grid.path,
        grid.kind,
        names,
        header_row,
        lambda: _body(grid, layout, names, unnamed),
        encoding=grid.encoding,
        encoding_certain=grid.encoding_certain,
        delimiter=grid.delimiter,
        sheet=grid.sheet,
        sheets=grid.sheets,
        notes=list(grid.notes),
        layout=layout,
        unnamed=unnamed,
        around=tuple(text for row in above for cell in row.cells if (text := plain(cell))),
    )
    table.understood = _understood(above, layout, names)
    if layout.wide is not None:
        _unpivot(table, layout.wide)
    return table


def header_of(grid: Grid, layout: Layout) -> list[str]:
    """The names of the columns, before any of them became rows. Raises Unreadable."""
    _, heading = _headings(grid, layout)
    return joined(heading) if heading else _letters(grid, layout)


def _headings(grid: Grid, layout: Layout) -> tuple[list[Row], list[Row]]:
    """The rows above the header, and the header's."""
    above: list[Row] = []
    heading: list[Row] = []
    end = layout.header[-1] if layout.header else (layout.first or 1) - 1
    for row in grid.rows():
        if row.number > end:
            break
        if row.problem is not None and row.number in layout.header:
            if row.problem.code == "too_many_columns":
                raise Unreadable("too_many_columns", file=grid.path.name, **row.problem.values)
            raise Unreadable(
                "header_unreadable", file=grid.path.name, problem=row.problem.code, row=row.number
            )
        (heading if row.number in layout.header else above).append(row)
    if layout.header and not heading:
        raise Unreadable("header_missing", file=grid.path.name, row=layout.header[-1])
    return above, heading


def joined(heading: list[Row]) -> list[str]:
    """Names from one or more heading rows. A group stands over its columns until the next one begins."""
    width = max(len(row.cells) for row in heading)
    levels = [[plain(cell) or "" for cell in row.cells] + [""] * (width - len(row.cells)) for row in heading]
    for level in levels[:-1]:
        group = ""
        for at in range(width):
            group = level[at] = level[at] or group
    names = []
    for at in range(width):
        parts: list[str] = []
        for level in levels:
            text = " ".join(level[at].split())
            if text and text not in parts:
                parts.append(text)
        names.append(JOIN.join(parts))
    if len(levels) > 1:  # a group is no name of a column that has nothing under it and nothing in it
        groups = {" ".join(text.split()) for text in levels[0]}
        names = [
            ""
            if not levels[-1][at] and at and name in groups and names[at - 1].startswith(name + JOIN)
            else name
            for at, name in enumerate(names)
        ]
    return names


def _letters(grid: Grid, layout: Layout) -> list[str]:
    """Columns by the letters that a spreadsheet gives them."""
    first = next((row for row in grid.rows() if row.number >= (layout.first or 1)), None)
    return [letters(at) for at in range(len(first.cells) if first else 0)]


def letters(at: int) -> str:
    """The name of a column, counted from 0: A to Z, AA …"""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _body(grid: Grid, layout: Layout, names: list[str], unnamed: dict[int, str]) -> Iterator[Row]:
    """The rows of the table, and what stands among and below them set aside; `unnamed` is filled on the way."""
    blank = [at for at, name in enumerate(names) if not name]
    begin = layout.first or (layout.header[-1] + 1 if layout.header else 1)
    width = len(names)
    sums = Sums(width)
    waiting: list[Row] = []  # words in one cell: what they are, what follows says
    heads = [fold(name.rpartition(JOIN)[2]) for name in names]
    ended, first = False, True
    for row in grid.rows(width):
        if row.number < begin or row.number in layout.header:
            if layout.header and row.number > layout.header[-1]:  # what is above that is told as a title
                yield replace(row, problem=None, aside=_text_aside("before_first", row))
            continue
        if ended or (layout.last is not None and row.number > layout.last):
            yield replace(row, aside=_text_aside("below_table", row)) if row.problem is None else row
            continue
        if row.problem is not None:
            yield from _let_go(waiting, sums, layout)
            yield row
            continue
        if len(row.cells) < width:
            row = replace(row, cells=[*row.cells, *[None] * (width - len(row.cells))])
        if first and layout.header and _is_units(row):
            yield replace(row, aside=_text_aside("units_row", row))
            first = False
            continue
        first = False
        if row.number in layout.leave_out:
            yield replace(row, aside=Problem("left_out_by_layout", row=row.number))
        elif width > 1 and _is_alone(row):
            waiting.append(row)
        elif layout.header and _says_header(row, heads):
            # A header once more: after a page's end, or, under a title of its own, that of another table.
            ended = bool(waiting) and not _is_note(waiting[-1])
            code = "second_table" if ended else "header_again"
            for one in [*waiting, row]:
                yield replace(one, aside=_text_aside(code if one is row or ended else "text_row", one))
            waiting.clear()
        else:
            yield from _let_go(waiting, sums, layout)
            if blank and len(unnamed) < _TOLD and (text := _under(blank, row)):
                unnamed[row.number] = text
            yield sums.looked_at(row)
    for row in waiting:
        if _is_note(row) or layout.wide is not None:
            yield replace(row, aside=_text_aside("footnote", row))
        else:
            yield row


def _under(columns: list[int], row: Row) -> str | None:
    return next((text[:80] for at in columns if (text := plain(row.cells[at]))), None)


def _let_go(waiting: list[Row], sums: Sums, layout: Layout) -> Iterator[Row]:
    """Rows follow: what stood alone was no footnote. Prose, and words over figures, are none of the table's rows."""
    for row in waiting:
        if _is_note(row) or layout.wide is not None:
            yield replace(row, aside=_text_aside("text_row", row))
        else:
            yield sums.looked_at(row)
    waiting.clear()


def _says_header(row: Row, heads: list[str]) -> bool:
    """Whether a row says what the header says, in all of at least two cells."""
    said = 0
    for cell, head in zip(row.cells, heads, strict=False):
        if cell is None or cell == "":
            continue
        if (cell[0] in DIGITS if isinstance(cell, str) else type(cell) in _NUMERIC) and (
            head[:1] not in DIGITS
        ):
            return False  # as of most rows: what begins with a digit does so folded too
        text = plain(cell)
        if text is not None:
            if folded_once(text) != head:
                return False
            said += 1
    return said > 1


def _is_units(row: Row) -> bool:
    """Whether a row under the header says what its columns are counted in, and nothing else."""
    texts = [plain(cell) for cell in row.cells if cell is not None]
    said = [text for text in texts if text]
    return bool(said) and all(_UNIT.fullmatch(text) for text in said)


def _is_alone(row: Row) -> bool:
    """Whether a row has words in its first cell and nothing else."""
    first, *others = row.cells
    return isinstance(first, str) and all(cell is None for cell in others)


def _is_note(row: Row) -> bool:
    """Whether a row has words in its first cell alone, and these are no name of anything."""
    if not _is_alone(row):
        return False
    text = str(row.cells[0]).strip()
    return bool(_FOOTNOTE.match(text)) or len(text) > _PROSE


def _text_aside(code: str, row: Row) -> Problem:
    text = " ".join(text for cell in row.cells if (text := plain(cell)))
    return Problem(code, row=row.number, values={"text": text[:200]})


def _understood(above: list[Row], layout: Layout, names: list[str]) -> list[Problem]:
    said = []
    titles = [" ".join(text for cell in row.cells if (text := plain(cell))) for row in above]
    if above:
        text = " · ".join(titles[:_SHOWN])[:300]
        first, last = above[0].number, above[-1].number
        if first == last:
            said.append(Problem("title_row", values={"row": first, "text": text}))
        else:
            said.append(Problem("title_rows", values={"first": first, "last": last, "text": text}))
    if len(layout.header) > 1:
        said.append(Problem("header_joined", values={"first": layout.header[0], "last": layout.header[-1]}))
    elif layout.header and above:
        said.append(Problem("header_found", values={"row": layout.header[0]}))
    elif not layout.header:
        said.append(Problem("header_none", values={"columns": names[:8]}))
    if layout.wide is not None:
        columns = layout.wide.columns
        values = {"first": columns[0], "last": columns[-1], "count": len(columns), "name": layout.wide.name}
        said.append(Problem("columns_to_rows", values=values))
    return said


def _unpivot(table: Table, wide: Wide) -> None:
    """Make a row of each of some columns. Raises Unreadable for one that is not there."""
    moved = []
    for column in wide.columns:
        places = table.columns(column)
        if not places:
            raise Unreadable("column_missing", file=table.path.name, column=column)
        moved.append((places[0], table.header[places[0]]))
    gone = {at for at, _ in moved}
    # A column of sums beside them is none of the figures, and would be taken for one.
    sums = [
        at
        for at, name in enumerate(table.header)
        if at not in gone and is_total_name(name.rpartition(JOIN)[2])
    ]
    if sums:
        names = [table.header[at] for at in sums]
        table.understood.append(Problem("total_columns", values={"columns": names}))
    kept = [at for at in range(len(table.header)) if at not in gone and at not in sums]
    inner = table._rows
    table.header = [*(table.header[at] for at in kept), wide.name, wide.value]

    def rows() -> Iterator[Row]:
        for row in inner():
            if row.problem is not None or (
                row.aside is not None and not row.aside.code.startswith("total_row")
            ):
                yield row
                continue
            common = [row.cells[at] for at in kept]
            for at, name in moved:
                yield Row(row.number, [*common, name, row.cells[at]], aside=row.aside, column=name)

    table._rows = rows
