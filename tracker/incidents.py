"""Incidents: commands and queries. The list is read in pages by keyset, so that its end costs what its start does."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
    type_coerce,
)
from sqlmodel import Session

from tracker import drafts, records, search, standing
from tracker.codes import ARRIVAL_KINDS, ARRIVAL_STATUSES, Kind, MovementReason, Precision, Status, Verb
from tracker.columns import EPOCH, PERSONS_THEN_KEY
from tracker.days import MIDNIGHT, end_of_day, start_of_day
from tracker.errors import Problem, Refused
from tracker.facilities import move_people
from tracker.models import Group
from tracker.rows import key_of, table_of
from tracker.situations import get_or_add_party

INCIDENTS, GROUPS = table_of("incident"), Group.__table__  # type: ignore[attr-defined]
PAGE = 200


class Order(StrEnum):
    """How the list is sorted. Found by text it is always newest entered first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_PERSONS = "most_persons"
    FEWEST_PERSONS = "fewest_persons"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents of a situation; `typed` stands in the search field.

    Days are reporting days, both included: with one of them, incidents of which no day is known are left out, as they
    are in the day's figures. `listed_until` is a moment that leaves them in, where they were posted or entered by then.
    `arrivals` leaves those that count as arrivals (`totals.py` has the rule), so never voided ones; `nationality` those
    with a group of it.
    """

    situation_pk: int
    time_zone: str = "UTC"
    cutoff: int = 1440
    sector_pk: int | None = None
    kind: Kind | None = None
    status: Status | None = None
    first_day: date | None = None
    last_day: date | None = None
    listed_until: datetime | None = None
    arrivals: bool = False
    nationality: str | None = None
    typed: str = ""
    voided: bool = False
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page starts: after the row with this value in the sort column and this local key."""

    value: int
    pk: int


@dataclass(slots=True)
class IncidentLine:
    """One row of the list. `persons` is None where nobody knows.

    Times are read as the store has them, in microseconds, and the mark as 0 or 1; times become
    datetimes only where they are looked at: a page has 200 rows, and a screen shows twenty.
    """

    pk: int
    id: str
    happened: int | None
    precision: str
    posted: int | None
    listed: int
    day: str
    sector_pk: int | None
    place: str | None
    kind: str
    circumstances: str
    persons: int | None
    basis: str
    low: int | None
    high: int | None
    status: str
    illustrative: int
    void_reason: str | None
    composition: str | None
    sort_value: int

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Nationality and count, the largest first."""
        found: Counter[str] = Counter()
        for part in (self.composition or "").split():
            found[part[:3]] += int(part[3:])
        return found.most_common()

    @property
    def happened_at(self) -> datetime | None:
        """When it happened, or the first moment of what is known; aware, UTC."""
        return None if self.happened is None else EPOCH + timedelta(microseconds=self.happened)

    @property
    def posted_at(self) -> datetime | None:
        """When it was posted or reported; aware, UTC."""
        return None if self.posted is None else EPOCH + timedelta(microseconds=self.posted)

    @property
    def listed_at(self) -> datetime:
        """Its place in the list: when it happened, else was posted, else was entered; aware, UTC."""
        return EPOCH + timedelta(microseconds=self.listed)

    @property
    def key(self) -> Key:
        """Where the page after this row starts."""
        return Key(self.sort_value, self.pk)


def record_incident(
    session: Session,
    draft: drafts.Incident,
    moved_to: str | None = None,
    party_reference: str | None = None,
) -> str:
    """Record an incident and, with `moved_to`, that its persons are on the road to that facility. Returns its id.

    Raises Refused; persons of unknown number cannot be moved, since nobody could be expected then.
    """
    if party_reference and draft.situation:
        party = get_or_add_party(session, draft.situation, party_reference, draft.persons)
        draft = replace(draft, party=party)
    if moved_to is not None and draft.persons is None:
        raise Refused([Problem("move_unknown_number", "moved_to")])
    standing.refuse_unfit_link(session, draft)
    incident_id = records.record(session, draft)
    if moved_to is not None:
        move_people(
            session,
            drafts.Movement(
                situation=draft.situation,
                reason=MovementReason.ARRIVAL,
                persons=draft.persons,
                to_facility=moved_to,
                left_at=draft.happened_at or records.now_of(session),
                incident=incident_id,
                party=draft.party,
                illustrative=draft.illustrative,
            ),
        )
    return incident_id


def amend_incident(
    session: Session,
    incident_id: str,
    draft: drafts.Incident,
    based_on: str,
    party_reference: str | None = None,
) -> str:
    """Put `draft` in place of what the incident says; `based_on` is the revision it was read at."""
    if party_reference and draft.situation:
        draft = replace(
            draft, party=get_or_add_party(session, draft.situation, party_reference, draft.persons)
        )
    return _amend(session, incident_id, draft, based_on)


def _amend(session: Session, incident_id: str, draft: drafts.Incident, based_on: str | None) -> str:
    """Amend, unless people would be in no number then: those seen before in it, or those that it had seen before."""
    before, _ = records.get(session, drafts.Incident, incident_id)
    if not standing.counts_arrivals(draft) or draft.situation != before.situation:
        standing.refuse_linked(session, incident_id)
    moved = (draft.seen_before, draft.situation) != (before.seen_before, before.situation)
    if moved or before.void_reason is not None:
        standing.refuse_unfit_link(session, draft, incident_id)
    return records.amend(session, incident_id, draft, based_on)


def verify_incident(session: Session, incident_id: str, based_on: str | None = None) -> str:
    """Set the incident's status to verified. Raises Refused for one that is verified or void."""
    current, _ = records.get(session, drafts.Incident, incident_id)
    if current.void_reason is not None:
        raise Refused([Problem("already_void", values={"reason": current.void_reason})])
    if current.status is Status.VERIFIED:
        raise Refused([Problem("already_verified", "status")])
    verified = replace(current, status=Status.VERIFIED)
    return records.amend(session, incident_id, verified, based_on, Verb.VERIFY)


def void_incident(session: Session, incident_id: str, reason: str, based_on: str | None = None) -> str:
    """Void an incident with a reason. Movements that came from it stand: people are where they are.

    Raises Refused while other incidents say that their persons were counted in it.
    """
    standing.refuse_linked(session, incident_id)
    return records.void(session, "incident", incident_id, reason, based_on)


def link_as_seen_before(
    session: Session,
    incident_id: str,
    earlier_id: str | None,
    persons: int | None,
    based_on: str | None = None,
) -> str:
    """Say that `persons` of an incident (None: all) were counted already in an earlier one, or (None) in none."""
    current, _ = records.get(session, drafts.Incident, incident_id)
    linked = replace(current, seen_before=earlier_id, seen_persons=persons)
    return _amend(session, incident_id, linked, based_on)


# The index's row id is the incident's local key.
_SEARCH = table("incident_search", column("rowid"))


def _as_kept(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A time or a truth value as the number that the store has."""
    return type_coerce(column, BigInteger)


# One number for both: SQLite does not seek a pair of which the second is the local key, and as many have few persons,
# a page would walk through them all.
_PERSONS: ColumnElement[Any] = literal_column(PERSONS_THEN_KEY, BigInteger)
_UNIQUE = (_SEARCH.c.rowid, _PERSONS)
# Nationalities with counts, "IRQ15 XCG5": with the row, since to ask for a page of them apart takes as long again.
_COMPOSITION = (
    select(func.aggregate_strings(GROUPS.c.nationality.concat(GROUPS.c["count"]), " "))
    .where(GROUPS.c.incident_pk == INCIDENTS.c.pk, GROUPS.c.nationality.is_not(None))
    .scalar_subquery()
)
# Sort column, and whether it descends. The local key breaks ties in the same direction.
_ORDERS: dict[Order, tuple[ColumnElement[Any], bool]] = {
    Order.NEWEST: (INCIDENTS.c.listed_at, True),
    Order.OLDEST: (INCIDENTS.c.listed_at, False),
    Order.MOST_PERSONS: (_PERSONS, True),
    Order.FEWEST_PERSONS: (_PERSONS, False),
}
_LINE = (
    INCIDENTS.c.pk,
    INCIDENTS.c.id,
    _as_kept(INCIDENTS.c.happened_at),
    INCIDENTS.c.precision,
    _as_kept(INCIDENTS.c.posted_at),
    _as_kept(INCIDENTS.c.listed_at),
    INCIDENTS.c.day,
    INCIDENTS.c.sector_pk,
    INCIDENTS.c.place,
    INCIDENTS.c.kind,
    INCIDENTS.c.circumstances,
    INCIDENTS.c.persons,
    INCIDENTS.c.basis,
    INCIDENTS.c.low,
    INCIDENTS.c.high,
    INCIDENTS.c.status,
    _as_kept(INCIDENTS.c.illustrative),
    INCIDENTS.c.void_reason,
    _COMPOSITION,
)


def descends(wanted: Filter) -> bool:
    """Whether keys (value, local key) fall from row to row of the list."""
    return _sorted(wanted)[1]


def _sorted(wanted: Filter) -> tuple[ColumnElement[Any], bool]:
    if search.query_of(wanted.typed):
        return _SEARCH.c.rowid, True
    return _ORDERS[wanted.order]


def chosen(statement: Select[Any], wanted: Filter) -> Select[Any]:
    """The rows of a filter, unsorted."""
    c = INCIDENTS.c
    statement = statement.where(c.situation_pk == wanted.situation_pk)
    if not wanted.voided or wanted.arrivals:
        statement = statement.where(c.void_reason.is_(None))
    if wanted.arrivals:
        # As an expression: most incidents are of these, and by an index of kinds the list would have to be sorted.
        statement = statement.where(
            c.kind.concat("").in_([kind.value for kind in ARRIVAL_KINDS]),
            c.status.concat("").in_([status.value for status in ARRIVAL_STATUSES]),
        )
    if wanted.nationality is not None:
        of_it = select(GROUPS.c.pk).where(
            GROUPS.c.incident_pk == c.pk, GROUPS.c.nationality == wanted.nationality
        )
        statement = statement.where(of_it.exists())
    if wanted.sector_pk is not None:
        statement = statement.where(c.sector_pk == wanted.sector_pk)
    if wanted.kind is not None:
        statement = statement.where(c.kind == wanted.kind.value)
    if wanted.status is not None:
        statement = statement.where(c.status == wanted.status.value)
    # The days are what counts; the times beside them are what the list is sorted by, so that no more of it is read.
    if wanted.first_day is not None:
        start = start_of_day(wanted.first_day, wanted.time_zone, wanted.cutoff)
        statement = statement.where(c.listed_at >= start, c.day >= wanted.first_day.isoformat())
    if wanted.last_day is not None:
        # Where only the day is known, an hour after the cut-off does not move it to the next one.
        end = end_of_day(wanted.last_day, wanted.time_zone, MIDNIGHT)
        statement = statement.where(c.listed_at < end, c.day <= wanted.last_day.isoformat(), c.day != "")
    if wanted.listed_until is not None:
        statement = statement.where(c.listed_at <= wanted.listed_until)
    query = search.query_of(wanted.typed)
    if query is not None:
        # SQLite only. The index leads, newest entered first, so that a word in every incident costs no more.
        statement = statement.join(_SEARCH, _SEARCH.c.rowid == c.pk)
        statement = statement.where(text("incident_search MATCH :query").bindparams(query=query))
    return statement


def _after(statement: Select[Any], wanted: Filter, key: Key | None) -> Select[Any]:
    column, descending = _sorted(wanted)
    if any(column is c for c in _UNIQUE):
        if key is not None:
            statement = statement.where(column < key.value if descending else column > key.value)
        return statement.order_by(column.desc() if descending else column)
    if key is not None:
        # Both sides as the store has them: in a tuple a bound time would be compared as text.
        here, there = tuple_(_as_kept(column), INCIDENTS.c.pk), tuple_(key.value, key.pk)
        statement = statement.where(here < there if descending else here > there)
    if descending:
        return statement.order_by(column.desc(), INCIDENTS.c.pk.desc())
    return statement.order_by(column, INCIDENTS.c.pk)


def find_incidents(
    session: Session, wanted: Filter, after: Key | None = None, limit: int = PAGE
) -> list[IncidentLine]:
    """A page of the list, its rows' compositions with it."""
    return _lines(session, _after(_listed(wanted), wanted, after).limit(limit))


@lru_cache(maxsize=32)
def _listed(wanted: Filter) -> Select[Any]:
    """The lines of a filter, unsorted. Made once: whoever scrolls asks for many pages."""
    return chosen(select(*_LINE, _as_kept(_sorted(wanted)[0]).label("sort_value")), wanted)


def find_lines(session: Session, wanted: Filter, ids: Collection[str]) -> tuple[list[IncidentLine], int]:
    """Those of a few incidents that the filter finds, unsorted, and how many it finds in all: both of one state."""
    among = INCIDENTS.c.id.in_(ids)
    return _lines(session, _listed(wanted).where(among)), count_incidents(session, wanted)


def find_by_ids(session: Session, ids: Collection[str]) -> list[IncidentLine]:
    """The lines of these incidents, voided ones too; newest first."""
    among = INCIDENTS.c.id.in_(ids)
    statement = select(*_LINE, _as_kept(INCIDENTS.c.listed_at).label("sort_value")).where(among)
    return _lines(session, statement.order_by(INCIDENTS.c.listed_at.desc(), INCIDENTS.c.pk.desc()))


def _lines(session: Session, statement: Select[Any]) -> list[IncidentLine]:
    """The lines of a statement over _LINE and the sort value."""
    return [IncidentLine(*row) for row in session.connection().execute(statement).all()]


def microseconds(moment: datetime) -> int:
    """A moment as a sort value."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def count_incidents(session: Session, wanted: Filter) -> int:
    """How many incidents the filter finds."""
    return session.connection().scalar(chosen(select(func.count()).select_from(INCIDENTS), wanted)) or 0


def find_anchors(session: Session, wanted: Filter, every: int = PAGE) -> list[Key]:
    """The keys of every `every`-th row of the list, so that a page anywhere is one keyset read away.

    Anchor i ends page i: page i + 1 starts after it.
    """
    column, descending = _sorted(wanted)
    order = (column.desc(), INCIDENTS.c.pk.desc()) if descending else (column, INCIDENTS.c.pk)
    numbered = chosen(
        select(column.label("value"), INCIDENTS.c.pk, func.row_number().over(order_by=order).label("n")),
        wanted,
    ).subquery()
    found = session.connection().execute(
        select(numbered.c.value, numbered.c.pk).where(numbered.c.n % every == 0).order_by(numbered.c.n)
    )
    return [Key(microseconds(v) if isinstance(v, datetime) else v, pk) for v, pk in found]


def sum_persons(session: Session, wanted: Filter) -> tuple[int, int]:
    """Persons of the incidents that the filter finds, and how many of these are of unknown size."""
    statement = chosen(
        select(
            func.coalesce(func.sum(INCIDENTS.c.persons), 0),
            func.count().filter(INCIDENTS.c.persons.is_(None)),
        ),
        wanted,
    )
    row = session.connection().execute(statement).one()
    return row[0], row[1]


_ONE_DAY = timedelta(days=1)
LIKE_WITHIN = timedelta(hours=3)
MOST_LIKE = 5  # likely duplicates that are named
# How much later than the time entered it may have been.
LEFT_OPEN = {
    Precision.HOUR: timedelta(hours=1),
    Precision.PART_OF_DAY: timedelta(hours=6),
    Precision.DAY: _ONE_DAY,
}


def find_likely_duplicates(
    session: Session,
    draft: drafts.Incident,
    within: timedelta = LIKE_WITHIN,
    exclude: str | None = None,
) -> list[IncidentLine]:
    """Standing incidents that may be about the same people: same sector, near in time, like count.

    Like means within a fifth, and at least one person, of the draft's number; one of unknown number is like any.
    """
    if draft.happened_at is None or draft.situation is None:
        return []
    c = INCIDENTS.c
    # In UTC: of two wall clocks the difference is wrong where they change.
    happened = draft.happened_at.astimezone(UTC)
    first, last = happened - within, happened + LEFT_OPEN.get(draft.precision, timedelta()) + within
    statement = (
        select(*_LINE, _as_kept(c.listed_at).label("sort_value"))
        .where(
            c.situation_pk == key_of(session, "situation", draft.situation),
            c.void_reason.is_(None),
            or_(
                c.listed_at.between(first, last),
                # Of these only the day is known, and midnight stands for it.
                and_(c.precision == Precision.DAY.value, c.listed_at.between(first - _ONE_DAY, last)),
            ),
        )
        .order_by(c.listed_at.desc(), c.pk.desc())
        .limit(MOST_LIKE)
    )
    if draft.sector is not None:
        sector_pk = key_of(session, "sector", draft.sector)
        statement = statement.where(or_(c.sector_pk == sector_pk, c.sector_pk.is_(None)))
    if draft.persons is not None:
        slack = max(1, draft.persons // 5)
        like = c.persons.between(draft.persons - slack, draft.persons + slack)
        statement = statement.where(or_(like, c.persons.is_(None)))
    if exclude is not None:
        statement = statement.where(c.id != exclude)
    return _lines(session, statement)
