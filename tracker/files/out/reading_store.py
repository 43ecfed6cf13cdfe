"""Records of a store as rows of its export: read page by page, from what their latest revisions hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session

from tracker.files.out.columns import cells_maker, name_field
from tracker.log import REVISIONS
from tracker.rows import table_of
from tracker.situations import SituationLine

_PAGE = 100  # read faster than thousands: what is read is worked off before it is old


@dataclass(slots=True)
class Chosen:
    """What of a store is exported: one situation or all, some kinds, days from `first` to `last` (both included)."""

    kinds: tuple[str, ...]
    situation: SituationLine | None = None
    first: date | None = None
    last: date | None = None
    void_too: bool = False


@dataclass(slots=True)
class Names:
    """Names of records that others refer to; each kind is read once."""

    session: Session
    _known: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, record_type: str) -> dict[str, str]:
        """What the records of a kind are called, by id."""
        if record_type not in self._known:
            c = table_of(record_type).c
            found = self.session.connection().execute(select(c.id, c[name_field(record_type) or "id"]))
            self._known[record_type] = {row[0]: row[1] for row in found}
        return self._known[record_type]

    def situation_of(self, facility: str) -> str | None:
        """The id of the situation that a facility is of."""
        if "facility's situation" not in self._known:
            places, owners = table_of("facility"), table_of("situation")
            joined = places.join(owners, owners.c.pk == places.c.situation_pk)
            found = self.session.connection().execute(select(places.c.id, owners.c.id).select_from(joined))
            self._known["facility's situation"] = {row[0]: row[1] for row in found}
        return self._known["facility's situation"].get(facility)


def rows_of(
    session: Session,
    record_type: str,
    chosen: Chosen,
    names: Names,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[list[Any]]:
    """The rows of a kind, oldest record first. Ends where `cancelled` says so."""
    cells_of = cells_maker(record_type, names)
    for record_id, values in _records(session, record_type, chosen, cancelled):
        yield cells_of(record_id, values)


def count_records(
    session: Session, record_type: str, chosen: Chosen, cancelled: Callable[[], bool] = lambda: False
) -> int:
    """How many rows of a kind there will be. Ends early where `cancelled` says so."""
    if record_type in _WHEN and (chosen.first is not None or chosen.last is not None):
        return sum(1 for _ in _records(session, record_type, chosen, cancelled))
    c = table_of(record_type).c
    statement = _of_situation(select(func.count()).select_from(table_of(record_type)), record_type, chosen)
    if not chosen.void_too:
        statement = statement.where(c.void_reason.is_(None))
    return session.connection().scalar(statement) or 0


def _records(
    session: Session, record_type: str, chosen: Chosen, cancelled: Callable[[], bool]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The ids of the records chosen, with what their latest revisions hold."""
    table = table_of(record_type)
    c = table.c
    statement = (
        select(c.id, REVISIONS.c.content).join(REVISIONS, REVISIONS.c.id == c.revision_id).order_by(c.pk)
    )
    statement = _of_situation(statement, record_type, chosen)
    if not chosen.void_too:
        statement = statement.where(c.void_reason.is_(None))
    every_day = chosen.first is None and chosen.last is None
    with session.connection().execute(statement, execution_options={"yield_per": _PAGE}) as found:
        for page in found.partitions():
            if cancelled():
                return
            # Parsed together, they know their keys again.
            contents = json.loads("[" + ",".join([content for _, content in page]) + "]")
            for (record_id, _), values in zip(page, contents, strict=True):
                if every_day or _within(record_type, values, chosen):
                    yield record_id, values


def count_void(session: Session, chosen: Chosen) -> int:
    """How many voided records of these kinds there are."""
    total = 0
    for record_type in chosen.kinds:
        c = table_of(record_type).c
        statement = select(func.count()).select_from(table_of(record_type)).where(c.void_reason.is_not(None))
        total += session.connection().scalar(_of_situation(statement, record_type, chosen)) or 0
    return total


def _of_situation(statement: Select[Any], record_type: str, chosen: Chosen) -> Select[Any]:
    if chosen.situation is None:
        return statement
    c = table_of(record_type).c
    pk = chosen.situation.pk
    if record_type == "situation":
        return statement.where(c.pk == pk)
    if "situation_pk" in c:
        return statement.where((c.situation_pk == pk) | (c.situation_pk.is_(None)))
    facilities = table_of("facility").c
    return statement.where(c.facility_pk.in_(select(facilities.pk).where(facilities.situation_pk == pk)))


# Of each kind the fields that say when it was: the first that is there, and the last.
_WHEN = {
    "incident": ("happened_at", "posted_at"),
    "headcount": ("counted_at",),
    "movement": ("left_at", "arrived_at"),
    "capacity_change": ("from_at",),
    "published_total": ("first_day", "last_day"),
    "statement": ("first_day", "last_day"),
    "context_event": ("first_day", "last_day"),
    "report": ("day",),
}


def _within(record_type: str, values: dict[str, Any], chosen: Chosen) -> bool:
    """Whether a record is of the days chosen, by the clock it was entered with. What has no day always is."""
    days = [str(values[name])[:10] for name in _WHEN.get(record_type, ()) if values.get(name)]
    if not days:
        return record_type not in _WHEN
    if chosen.first is not None and max(days) < chosen.first.isoformat():
        return False
    return chosen.last is None or min(days) <= chosen.last.isoformat()
