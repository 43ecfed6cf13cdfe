"""Spreadsheets and CSV of forms, made ready: repeats from sheets of their own, and the server's clock, which is in UTC.

KoboToolbox exports each repeat as a sheet whose `_parent_index` is the `_index` of the submission's row, ODK Central
as a CSV of its own whose `PARENT_KEY` is the `KEY` of the submission (`form-people.csv` beside `form.csv`). Its items
come into the row as `forms.items_text`, as those of a submission's XML do. Repeats within repeats stay outside.

Codes of notes: repeats_joined (sheets), repeats_not_joined (sheets).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from tracker.errors import Problem, Unreadable
from tracker.files import forms
from tracker.files.cells import plain
from tracker.files.tables import Cell, Limits, Row, Table

_UTC = {"_submission_time", "submissiondate"}
_BARE_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?")
_KEYS = {"KEY", "PARENT_KEY"}
_MOST_SHEETS = 40  # each is looked for in the whole file

Items = dict[str, list[dict[str, str]]]  # by the parent's index


def made_ready(table: Table, read_beside: Callable[[str], Table], limits: Limits) -> Table:
    """The table of a form, with the items of its repeats as columns; any other table as it is."""
    if not forms.is_form(table.header):
        return table
    repeats, left = _repeats(table, read_beside)
    in_utc = [at for at, name in enumerate(table.header) if name.casefold() in _UTC]
    if not repeats and not in_utc:
        return table
    added = [name + end for name in repeats for end in ("", forms.REPEAT)]
    ready = replace(
        table,
        header=[*table.header, *added],
        notes=list(table.notes),
        _rows=lambda: (_row(row, table, repeats, in_utc, limits) for row in table.rows()),
    )
    for code, sheets in (("repeats_joined", list(repeats)), ("repeats_not_joined", left)):
        if sheets:
            ready.notes.append(Problem(code, values={"sheets": sheets}))
    return ready


def _repeats(table: Table, read_beside: Callable[[str], Table]) -> tuple[dict[str, Items], list[str]]:
    """The items of each table that hangs on this one, by its name; and those that hang on one of these."""
    found: dict[str, Items] = {}
    left: list[str] = []
    for name, sheet in _beside(table, read_beside):
        index = sheet.columns("_parent_index") or sheet.columns("PARENT_KEY")
        parent = sheet.columns("_parent_table_name")
        if not index:
            continue
        rows = [row for row in sheet.rows() if row.problem is None]
        inner = (
            any(plain(row.cells[parent[0]]) not in (None, table.sheet) for row in rows) if parent else False
        )
        if inner or any("/" in (plain(row.cells[index[0]]) or "") for row in rows):
            left.append(name)
        else:
            found[name] = _items(sheet, rows, index[0])
    return found, left


def _beside(table: Table, read_beside: Callable[[str], Table]) -> Iterator[tuple[str, Table]]:
    """The other sheets of a workbook; of a CSV, `form-people.csv` beside `form.csv`, as ODK Central exports repeats."""
    if table.columns("_index"):
        for name in [name for name in table.sheets if name != table.sheet][:_MOST_SHEETS]:
            with suppress(Unreadable):  # an empty sheet: nobody said anything
                yield name, read_beside(name)
    elif table.kind == "csv" and table.columns("KEY"):
        before = f"{table.path.stem}-"
        others = sorted(
            p for p in table.path.parent.glob("*.csv") if p.name.startswith(before) and p.is_file()
        )
        for path in others[:_MOST_SHEETS]:
            with suppress(Unreadable):
                yield path.stem.removeprefix(before), read_beside(path.name)


def _items(sheet: Table, rows: list[Row], index: int) -> Items:
    items: Items = {}
    for row in rows:
        said = {
            name: text
            for name, cell in zip(sheet.header, row.cells, strict=False)
            if name and not name.startswith("_") and name not in _KEYS and (text := plain(cell)) is not None
        }
        items.setdefault(plain(row.cells[index]) or "", []).append(said)
    return items


def _row(row: Row, table: Table, repeats: dict[str, Items], in_utc: list[int], limits: Limits) -> Row:
    if row.problem is not None:
        return row
    cells: list[Cell] = list(row.cells)
    for at in in_utc:
        cells[at] = _with_zone(cells[at])
    index = plain(cells[(table.columns("_index") or table.columns("KEY"))[0]]) if repeats else None
    for items in (by_parent.get(index or "", []) for by_parent in repeats.values()):
        text = forms.items_text(items, limits.cell)
        if len(text) > limits.cell:
            return Row(
                row.number, [], Problem("cell_too_long", row=row.number, values={"limit": limits.cell})
            )
        cells += [len(items) or None, text or None]  # nobody was said: not known, and no zero
    return replace(row, cells=cells)


def _with_zone(cell: Cell) -> Cell:
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return cell.replace(tzinfo=UTC)
    return f"{cell}Z" if isinstance(cell, str) and _BARE_TIME.fullmatch(cell) else cell
