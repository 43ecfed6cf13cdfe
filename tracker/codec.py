"""Drafts to canonical JSON and back.

Canonical: keys sorted, no white space, UTF-8, None and empty lists left out, so that a field added later does not
change what older records hash to. Dates and times are ISO 8601; a time keeps the offset it was entered with.
"""

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from tracker.drafts import DRAFTS, Draft

# Made once: json.dumps would make one anew for each record.
_canonical = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def encode(draft: Draft) -> str:
    """The draft as canonical JSON."""
    return _canonical(plain(draft))


def decode(record_type: str, content: str) -> Draft:
    """The draft that `content` holds.

    Raises KeyError for a record type and TypeError for a field that this version does not know.
    """
    draft: Draft = restore(DRAFTS[record_type], json.loads(content))
    return draft


def plain(draft: Any) -> dict[str, Any]:
    """The draft as JSON values, empty ones left out."""
    cls: type = type(draft)
    names, converted, take = _writers(cls)
    out = {name: value for name, value in zip(names, take(draft), strict=True) if value is not None}
    for name, convert in converted:
        if name in out and (value := out.pop(name)):
            out[name] = convert(value)
    return out


def restore(cls: type, values: dict[str, Any]) -> Any:
    """A draft of `cls` from JSON values."""
    readers = _readers(cls)
    given = {}
    for name, value in values.items():
        if name not in readers:
            raise TypeError(f"{cls.__name__} has no field {name}")
        read = readers[name]
        given[name] = read(value) if read else value
    return cls(**given)


@cache
def kinds(cls: type) -> dict[str, type]:
    """Field name to its plain type: int for `int | None`, the row class for a list of rows."""
    hints = get_type_hints(cls)
    return {f.name: _bare(hints[f.name]) for f in fields(cls)}


def _bare(hint: Any) -> type:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(a for a in get_args(hint) if a is not type(None))
    if get_origin(hint) is list:
        hint = get_args(hint)[0]
    return hint  # type: ignore[no-any-return]


def is_list(f: "Field[Any]") -> bool:
    """Whether the field holds a list."""
    return f.default_factory is not MISSING and f.default_factory is list


Converted = list[tuple[str, Callable[[Any], Any]]]


@cache
def _writers(cls: type) -> tuple[list[str], Converted, Callable[[Any], tuple[Any, ...]]]:
    """The fields; of lists, days and times what makes a JSON value of one; and what takes all from a draft."""
    converted: Converted = []
    for f in fields(cls):
        if f.metadata.get("many"):
            converted.append((f.name, lambda rows: [plain(r) for r in rows]))
        elif is_list(f):
            converted.append((f.name, sorted))
        elif kinds(cls)[f.name] in (date, datetime):
            converted.append((f.name, lambda d: d.isoformat()))
    names = [f.name for f in fields(cls)]
    return names, converted, values_of(names)


def values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What takes the values of these attributes from an object, several times as fast as one by one."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


@cache
def _readers(cls: type) -> dict[str, Callable[[Any], Any] | None]:
    result: dict[str, Callable[[Any], Any] | None] = {}
    for f in fields(cls):
        kind = kinds(cls)[f.name]
        if f.metadata.get("many"):
            result[f.name] = partial(_restore_all, kind)
        elif is_list(f):
            result[f.name] = partial(_code_all, kind)
        elif kind in (date, datetime):
            result[f.name] = kind.fromisoformat
        elif issubclass(kind, StrEnum):
            result[f.name] = kind
        else:
            result[f.name] = None
    return result


def _restore_all(cls: type, rows: list[dict[str, Any]]) -> list[Any]:
    return [restore(cls, row) for row in rows]


def _code_all(code: type, values: list[str]) -> list[Any]:
    return [code(value) for value in values]
