"""A draft as the rows of its tables: the columns of its record, its child rows, and what is derived from it."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlmodel import Session

from tracker import drafts
from tracker.codec import is_list, kinds, values_of
from tracker.days import reporting_day
from tracker.errors import NotFound
from tracker.models import CHILDREN, TABLES

Row = dict[str, Any]


def table_of(record_type: str) -> Table:
    """The Core table of a record type."""
    return TABLES[record_type].__table__  # type: ignore[attr-defined,no-any-return]


@cache
def child_tables(record_type: str) -> dict[str, Table]:
    """Field name to the Core table of its rows."""
    return {name: t.__table__ for name, t in CHILDREN.get(record_type, {}).items()}  # type: ignore[attr-defined]


def key_of(session: Session, record_type: str, record_id: str) -> int:
    """The local key of a record. Raises NotFound."""
    keys: dict[tuple[str, str], int] = session.info.setdefault("keys", {})
    pk = keys.get((record_type, record_id))
    if pk is None:
        table = table_of(record_type)
        pk = session.connection().scalar(select(table.c.pk).where(table.c.id == record_id))
        if pk is None:
            raise NotFound("no_such_record", type=record_type, id=record_id)
        keys[record_type, record_id] = pk
    return pk


def columns_of(draft: Any, key: Callable[[str, str], int]) -> Row:
    """The draft's own columns; `key(record_type, id)` finds the local key of a reference."""
    cls: type = type(draft)
    names, others, take = _plan(cls)
    row: Row = dict(zip(names, take(draft), strict=True))
    for name, kind, target in others:
        value = row[name]
        if kind == "code":
            row[name] = None if value is None else str(value)  # the driver takes longer over an enum
        elif kind == "moment":
            row[name + "_offset"] = None if value is None else offset_minutes(value)
        elif kind == "ref":
            del row[name]
            row[name + "_pk"] = None if value is None else key(target, value)
        else:
            row[name] = json.dumps(sorted(value)) if value else "[]"
    return row


@cache
def _plan(cls: type) -> tuple[list[str], list[tuple[str, str, str]], Callable[[Any], tuple[Any, ...]]]:
    """The fields with a column; of those whose column is not the very value their kind and what they refer to; and
    what takes the values of all from a draft.
    """
    columns = [f for f in fields(cls) if not f.metadata.get("many")]
    others = []
    for f in columns:
        if "ref" in f.metadata:
            others.append((f.name, "ref", f.metadata["ref"]))
        elif f.metadata.get("moment"):
            others.append((f.name, "moment", ""))
        elif is_list(f):
            others.append((f.name, "list", ""))
        elif issubclass(kinds(cls)[f.name], StrEnum):
            others.append((f.name, "code", ""))
    names = [f.name for f in columns]
    return names, others, values_of(names)


def offset_minutes(value: datetime) -> int:
    """The offset from UTC at which a time was entered. Raises ValueError for a naive time."""
    offset = value.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone")
    return round(offset.total_seconds() / 60)


def derived_columns(draft: drafts.Draft, situation: drafts.Situation | None, recorded_at: datetime) -> Row:
    """Columns that a draft does not hold; for an incident its reporting day and its place in the list."""
    if not isinstance(draft, drafts.Incident):
        return {}
    assert situation is not None
    day = reporting_day(draft, situation)
    return {
        "listed_at": draft.happened_at or draft.posted_at or recorded_at,
        "day": day.isoformat() if day else "",
        "sort_persons": -1 if draft.persons is None else draft.persons,
    }


def child_rows(draft: drafts.Draft, pk: int, key: Callable[[str, str], int]) -> dict[str, list[Row]]:
    """Field name to the child rows of a record with local key `pk`, where it has any."""
    owner = f"{draft.type}_pk"
    return {
        name: [{owner: pk} | columns_of(child, key) for child in children]
        for name in CHILDREN.get(draft.type, {})
        if (children := getattr(draft, name))
    }


def write_rows(connection: Connection, draft: drafts.Draft, row: Row, children: dict[str, list[Row]]) -> None:
    """Put the record's rows in place of those with the same key."""
    table, tables = table_of(draft.type), child_tables(draft.type)
    pk = row["pk"]
    if not row.pop("_new", False):
        for child in tables.values():
            connection.execute(child.delete().where(child.c[f"{draft.type}_pk"] == pk))
        connection.execute(table.update().where(table.c.pk == pk), row)
    else:
        connection.execute(insert(table), row)
    for name, rows in children.items():
        connection.execute(insert(tables[name]), rows)
