"""What the table of a record kind looks like outside: its columns, with their HXL tags, and the cells of a record.

Columns are the fields of the record. One that names another record is two columns, its name and its id; the rows of a
child table stand in one cell, groups as `nationality: IRQ, sex: female, count: 4; …`, the others as JSON. A cell is
None for nothing known, which is never zero.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Protocol

from tracker.codec import is_list, kinds, restore
from tracker.drafts import DRAFTS, Draft

GROUPED = {"groups"}  # child rows that are only codes and counts
BETWEEN = "; "


class Kind(StrEnum):
    """What a column's cells are."""

    TEXT = "text"
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    MOMENT = "moment"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the field it is of, and what its cells are. `many` are child rows in one cell.

    `name_of` is the record type whose name stands here; `via` the field that leads to what the column is of, where
    the record itself has no such field. `free` are words that may be anything: codes and the like are not.
    """

    name: str
    field: str
    kind: Kind
    tag: str
    many: bool = False
    name_of: str | None = None
    via: str | None = None
    free: bool = True


# https://hxlstandard.org, version 1.1. What has no tag of the core schema is meta data of the record.
_TAGS = {
    "id": "#meta+id",
    "origin": "#meta+origin",
    "void_reason": "#meta+void",
    "illustrative": "#meta+illustrative",
    "persons": "#affected",
    "low": "#affected+min",
    "high": "#affected+max",
    "value": "#value+num",
    "happened_at": "#date+occurred",
    "posted_at": "#date+reported",
    "counted_at": "#date+counted",
    "left_at": "#date+left",
    "arrived_at": "#date+arrived",
    "from_at": "#date+start",
    "first_day": "#date+start",
    "last_day": "#date+end",
    "reported": "#date+reported",
    "day": "#date",
    "sector": "#adm1+name",
    "facility": "#loc+name",
    "from_facility": "#loc+from+name",
    "to_facility": "#loc+to+name",
    "place": "#loc+place",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "kind": "#event+type",
    "status": "#status",
    "nationality": "#country+code+origin",
    "destination": "#country+destination",
    "groups": "#affected+groups",
    "outcomes": "#affected+outcomes",
    "nominal": "#capacity+nominal",
    "operational": "#capacity+operational",
    "surge": "#capacity+surge",
    "out_of_use": "#capacity+unusable",
    "source": "#meta+source",
    "text": "#description",
    "title": "#event+name",
    "name": "#loc+name",
    "regime": "#loc+type",
    "situation": "#crisis+name",
    "reason": "#cause",
    "rule": "#indicator+rule",
    "party": "#group+code",
}


def tag_of(name: str) -> str:
    """The HXL tag of a column; one of the record's own data where the core schema has none."""
    if name in _TAGS:
        return _TAGS[name]
    if name.endswith("_id"):
        return f"#meta+id+{name.removesuffix('_id').replace('_', '')}"
    return f"#meta+{name.replace('_', '')}"


@cache
def columns_of(record_type: str) -> tuple[Column, ...]:
    """The columns of a record kind, its id first."""
    cls: type = DRAFTS[record_type]
    made = [Column("id", "id", Kind.ID, tag_of("id"))]
    for f in fields(cls):
        target = f.metadata.get("ref")
        if target is not None:
            if target in _NAMED:
                made.append(Column(f.name, f.name, Kind.TEXT, tag_of(f.name), name_of=target))
            made.append(Column(f"{f.name}_id", f.name, Kind.ID, tag_of(f"{f.name}_id")))
            continue
        many = bool(f.metadata.get("many"))
        free = kinds(cls)[f.name] is str and not is_list(f)
        made.append(Column(f.name, f.name, _kind(cls, f), tag_of(f.name), many, free=free))
    names = {column.field for column in made}
    if "facility" in names and "situation" not in names:
        # Else a table of its own would not say what it is about.
        tag, tag_of_id = tag_of("situation"), tag_of("situation_id")
        made.append(
            Column("situation", "situation", Kind.TEXT, tag, name_of="situation", via="facility"),
        )
        made.append(Column("situation_id", "situation", Kind.ID, tag_of_id, via="facility"))
    return tuple(made)


# Records that are called something: beside the id of one stands its name.
_NAMED = {"situation": "name", "sector": "name", "facility": "name", "party": "reference", "station": "name"}


def name_field(record_type: str) -> str | None:
    """The field by which a record is called; None where it has no name."""
    return _NAMED.get(record_type)


def _kind(cls: type, f: Any) -> Kind:
    kind = kinds(cls)[f.name]
    if f.metadata.get("many") or is_list(f):
        return Kind.TEXT
    if kind is datetime:
        return Kind.MOMENT
    if kind is date:
        return Kind.DAY
    if kind is bool:
        return Kind.FLAG
    if kind is int:
        return Kind.COUNT
    return Kind.NUMBER if kind is float else Kind.TEXT


class Naming(Protocol):
    """What records are called that others name by their ids."""

    def of(self, record_type: str) -> Mapping[str, str]:
        """The names of a kind by id."""
        ...

    def situation_of(self, facility: str) -> str | None:
        """The id of the situation that a facility is of."""
        ...


def cells_maker(record_type: str, naming: Naming) -> Callable[[str, dict[str, Any]], list[Any]]:
    """What makes the cells of a record from its id and what its revision holds. Days and moments stay ISO texts."""
    columns = columns_of(record_type)
    blank: list[Any] = [None] * len(columns)
    # Of a record that is named and has an id the id, which stands behind the name.
    at_of = {column.field: at for at, column in enumerate(columns) if column.via is None}
    # Most cells are what the revision holds; these are made from it, or from the cell of another column.
    made: list[tuple[int, int, Callable[[Any], Any]]] = []
    lists = {f.name for f in fields(DRAFTS[record_type]) if is_list(f)}
    for at, column in enumerate(columns):
        if column.via is not None:
            find = naming.situation_of
            named = naming.of("situation").get if column.name_of else _same
            made.append((at, at_of[column.via], lambda key, f=find, n=named: n(f(key))))  # type: ignore[misc]
        elif column.name_of is not None:
            made.append((at, at_of[column.field], naming.of(column.name_of).get))
        elif column.many:
            made.append((at, at, groups_text if column.field in GROUPED else _json))
        elif column.field in lists:
            made.append((at, at, BETWEEN.join))

    def cells(record_id: str, values: dict[str, Any]) -> list[Any]:
        row = blank[:]
        for name, value in values.items():
            row[at_of[name]] = value
        row[0] = record_id
        for at, source, make in made:
            value = row[source]
            if value is not None:
                row[at] = make(value)
        return row

    return cells


def _same(value: Any) -> Any:
    return value


def groups_text(rows: list[dict[str, Any]]) -> str:
    """Groups as they are typed and read: nationality: IRQ, sex: female, age: 18-59, count: 4; …"""
    said = []
    for row in rows:
        get = row.get
        said.append(_of_whom(get("nationality"), get("sex"), get("age")) + str(get("count", 0)))
    return BETWEEN.join(said)


@lru_cache(10_000)
def _of_whom(nationality: str | None, sex: str | None, age: str | None) -> str:
    parts = (("nationality", nationality), ("sex", sex), ("age", age))
    return "".join(f"{name}: {value}, " for name, value in parts if value is not None) + "count: "


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class NotAsWritten(ValueError):
    """A cell that this program did not write so: its column, and what stands there."""

    def __init__(self, column: str, cell: Any) -> None:
        super().__init__(column)
        self.column, self.cell = column, str(cell)[:80]


def values_of(record_type: str, cells: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """A record's id and what its revision would hold, from the cells of its row by column name.

    Raises NotAsWritten for a cell that cannot be what its column holds.
    """
    values: dict[str, Any] = {}
    record_id: str | None = None
    for column in columns_of(record_type):
        cell = cells.get(column.name)
        if cell is None or column.name_of is not None or column.via is not None:
            continue
        if column.field == "id":
            record_id = str(cell)
            continue
        try:
            values[column.field] = _value(record_type, column, cell)
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise NotAsWritten(column.name, cell) from None
    return record_id, values


def draft_of(record_type: str, values: dict[str, Any]) -> Draft:
    """The draft of what a revision would hold. Raises NotAsWritten for a value that it cannot hold."""
    try:
        draft: Draft = restore(DRAFTS[record_type], values)
        return draft
    except (ValueError, TypeError, KeyError, AttributeError):
        for name, value in values.items():
            try:
                restore(DRAFTS[record_type], {name: value})
            except (ValueError, TypeError, KeyError, AttributeError):
                raise NotAsWritten(name, value) from None
        raise


def _value(record_type: str, column: Column, cell: Any) -> Any:
    match column.kind:
        case Kind.COUNT:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.FLAG:
            said = str(cell).casefold()
            if said not in ("true", "false", "yes", "no", "1", "0"):
                raise ValueError
            return said in ("true", "yes", "1")
        case Kind.DAY:
            return date.fromisoformat(str(cell)[:10]).isoformat()
        case Kind.MOMENT:
            moment = datetime.fromisoformat(str(cell))
            if moment.tzinfo is None:
                raise ValueError
            return moment.isoformat()
    text = str(cell)
    if column.many:
        return _groups(text) if column.field in GROUPED else json.loads(text)
    if is_list(next(f for f in fields(DRAFTS[record_type]) if f.name == column.field)):
        return text.split(BETWEEN)
    return text


def _groups(text: str) -> list[dict[str, Any]]:
    rows = []
    for said in text.split(BETWEEN):
        row: dict[str, Any] = {}
        for part in said.split(", "):
            name, colon, value = part.partition(": ")
            if not colon or name not in ("nationality", "sex", "age", "count"):
                raise ValueError
            row[name] = int(value) if name == "count" else value
        rows.append(row)
    return rows
