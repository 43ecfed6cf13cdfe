"""What the table of a record kind looks like outside: its columns, with their HXL tags, and the cells of a record.

Columns are the fields of the record. One that names another record is two columns, its name and its id; the rows of a
child table stand in one cell, groups as `nationality: IRQ, sex: female, count: 4; …`, the others as JSON. A cell is
None for nothing known, which is never zero.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from tracker.codec import is_list, kinds
from tracker.drafts import DRAFTS

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
    """A column: its name, the field it is of, and what its cells are. `many` are child rows in one cell."""

    name: str
    field: str
    kind: Kind
    tag: str
    many: bool = False
    name_of: str | None = None  # the record type whose name stands here


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
    cls = DRAFTS[record_type]
    made = [Column("id", "id", Kind.ID, tag_of("id"))]
    for f in fields(cls):
        target = f.metadata.get("ref")
        if target is not None:
            if target in _NAMED:
                made.append(Column(f.name, f.name, Kind.TEXT, tag_of(f.name), name_of=target))
            made.append(Column(f"{f.name}_id", f.name, Kind.ID, tag_of(f"{f.name}_id")))
            continue
        many = bool(f.metadata.get("many"))
        made.append(Column(f.name, f.name, _kind(cls, f), tag_of(f.name), many))
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


def cells_of(
    record_type: str, record_id: str, values: dict[str, Any], named: Callable[[str, str], str | None]
) -> list[Any]:
    """The cells of a record, from what its revision holds. Days and moments stay ISO texts.

    `named(type, id)` is the name of another record.
    """
    cells: list[Any] = []
    for column in columns_of(record_type):
        value: Any = record_id if column.field == "id" else values.get(column.field)
        if value is None:
            cells.append(None)
        elif column.name_of is not None:
            cells.append(named(column.name_of, value))
        elif column.many:
            cells.append(groups_text(value) if column.field in GROUPED else _json(value))
        elif isinstance(value, list):
            cells.append(BETWEEN.join(value))
        else:
            cells.append(value)
    return cells


def groups_text(rows: list[dict[str, Any]]) -> str:
    """Groups as they are typed and read: nationality: IRQ, sex: female, age: 18-59, count: 4; …"""
    said = []
    for row in rows:
        parts = [
            f"{name}: {row[name]}" for name in ("nationality", "sex", "age") if row.get(name) is not None
        ]
        said.append(", ".join([*parts, f"count: {row.get('count', 0)}"]))
    return BETWEEN.join(said)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def values_of(record_type: str, cells: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """A record's id and what its revision would hold, from the cells of its row by column name.

    Raises ValueError for a cell that cannot be what its column holds.
    """
    values: dict[str, Any] = {}
    record_id: str | None = None
    for column in columns_of(record_type):
        cell = cells.get(column.name)
        if cell is None or column.name_of is not None:
            continue
        if column.field == "id":
            record_id = str(cell)
        else:
            values[column.field] = _value(record_type, column, cell)
    return record_id, values


def _value(record_type: str, column: Column, cell: Any) -> Any:
    match column.kind:
        case Kind.COUNT:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.FLAG:
            if str(cell).casefold() not in ("true", "false", "yes", "no", "1", "0"):
                raise ValueError(f"{column.name}: {cell}")
            return str(cell).casefold() in ("true", "yes", "1")
        case Kind.DAY:
            return date.fromisoformat(str(cell)[:10]).isoformat()
        case Kind.MOMENT:
            moment = datetime.fromisoformat(str(cell))
            if moment.tzinfo is None:
                raise ValueError(f"{column.name}: {cell} has no offset")
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
                raise ValueError(f"groups: {said}")
            row[name] = int(value) if name == "count" else value
        rows.append(row)
    return rows
