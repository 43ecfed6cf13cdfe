"""Facilities: the commands about them, and the lists of capacity, headcounts and movements.

What these come to, occupancy, is read in `occupancy.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from tracker import drafts, records, standing
from tracker.codes import Regime
from tracker.errors import Problem, Refused
from tracker.occupancy import CAPACITY, FACILITIES, HEADCOUNTS, MOVEMENTS, on_the_road, reckon, usable
from tracker.rows import key_of


@dataclass(frozen=True, slots=True)
class FacilityLine:
    """A facility as pages need it."""

    pk: int
    id: str
    name: str
    regime: Regime
    place: str | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class MovementLine:
    """A movement as lists need it; names and ids of facilities are empty where there is none. Times UTC."""

    id: str
    reason: str
    persons: int
    from_name: str
    to_name: str
    left_at: datetime | None
    arrived_at: datetime | None
    incident_pk: int | None
    void_reason: str | None
    illustrative: bool
    from_id: str
    to_id: str


@dataclass(frozen=True, slots=True)
class HeadcountLine:
    """A headcount as lists need it. Time UTC.

    `reckoned` is what the movements gave when it was entered, `reckoned_now` what they give by now: movements may
    have been entered or voided since. None where there was nothing to compare with.
    """

    id: str
    counted_at: datetime
    persons: int
    reckoned: int | None
    source: str | None
    void_reason: str | None
    illustrative: bool
    reckoned_now: int | None

    @property
    def difference(self) -> int | None:
        """Counted less reckoned, as it was kept."""
        return None if self.reckoned is None else self.persons - self.reckoned

    @property
    def difference_now(self) -> int | None:
        """Counted less what the movements give by now."""
        return None if self.reckoned_now is None else self.persons - self.reckoned_now


@dataclass(frozen=True, slots=True)
class CapacityLine:
    """A change of capacity as lists need it; `places` are those usable, None where not known. Time UTC."""

    id: str
    from_at: datetime
    nominal: int | None
    operational: int | None
    surge: int | None
    out_of_use: int | None
    source: str | None
    void_reason: str | None
    illustrative: bool

    @property
    def places(self) -> int | None:
        """Places that can be used."""
        return usable(self.nominal, self.operational, self.out_of_use)


def add_facility(session: Session, draft: drafts.Facility, places: int | None = None) -> str:
    """Record a facility, and its operational places from now on where they are known. Returns its id.

    Two of one name in a situation are refused.
    """
    _refuse_same_name(session, draft)
    facility_id = records.record(session, draft)
    if places is not None:
        change = drafts.CapacityChange(
            facility=facility_id,
            from_at=records.now_of(session),
            operational=places,
            illustrative=draft.illustrative,
        )
        try:
            records.record(session, change)
        except Refused as refused:
            raise Refused([replace(p, field="places") for p in refused.problems]) from refused
    return facility_id


def amend_facility(
    session: Session, facility_id: str, draft: drafts.Facility, based_on: str | None = None
) -> str:
    """Correct what is said of a facility. Returns its id."""
    _refuse_same_name(session, draft, facility_id)
    return records.amend(session, facility_id, draft, based_on)


def void_facility(session: Session, facility_id: str, reason: str) -> str:
    """Void a facility that was recorded by mistake; refused while a standing count or movement names it.

    A place that closes has a capacity of none from then on; its past stays.
    """
    standing.refuse_in_use(session, "facility", facility_id, besides=("capacity_change",))
    return records.void(session, "facility", facility_id, reason)


def change_capacity(session: Session, draft: drafts.CapacityChange) -> str:
    """Record the places of a facility from a moment on. Returns the id."""
    _refuse_voided(session, "facility", draft.facility)
    return records.record(session, draft)


def take_headcount(session: Session, draft: drafts.Headcount) -> str:
    """Record a headcount; what the movements gave at that moment is kept beside it. Returns the id."""
    if draft.facility is not None and draft.counted_at is not None and draft.reckoned is None:
        _refuse_voided(session, "facility", draft.facility)
        pk = key_of(session, "facility", draft.facility)
        known = reckon(session.connection(), pk, draft.counted_at)
        draft = replace(draft, reckoned=known.net)
    return records.record(session, draft)


def amend_headcount(
    session: Session, headcount_id: str, draft: drafts.Headcount, based_on: str | None = None
) -> str:
    """Correct a headcount; of another place or time, compared with what the movements gave there. Returns its id."""
    standing, _ = records.get(session, drafts.Headcount, headcount_id)
    moved = (standing.facility, standing.counted_at) != (draft.facility, draft.counted_at)
    if moved and draft.facility is not None and draft.counted_at is not None:
        _refuse_voided(session, "facility", draft.facility)
        pk, own = key_of(session, "facility", draft.facility), key_of(session, "headcount", headcount_id)
        known = reckon(session.connection(), pk, draft.counted_at, (draft.counted_at, own))
        draft = replace(draft, reckoned=known.net)
    return records.amend(session, headcount_id, draft, based_on)


def move_people(session: Session, draft: drafts.Movement) -> str:
    """Record a movement. Returns its id."""
    _refuse_elsewhere(session, draft)
    return records.record(session, draft)


def amend_movement(
    session: Session, movement_id: str, draft: drafts.Movement, based_on: str | None = None
) -> str:
    """Correct a movement. Returns its id."""
    _refuse_elsewhere(session, draft)
    return records.amend(session, movement_id, draft, based_on)


def confirm_arrival(
    session: Session, movement_id: str, arrived_at: datetime, persons: int | None = None
) -> str:
    """Say that people on the road arrived; `persons` where it is another number than set out. Returns the id.

    Where fewer arrive, the others stay on the road as a movement of their own: they are not where they left, and
    nobody knows yet what became of them. Raises Refused if all had arrived already.
    """
    standing, revision = records.get(session, drafts.Movement, movement_id)
    if standing.void_reason is not None:
        raise Refused([Problem("already_void", values={"reason": standing.void_reason})])
    if standing.arrived_at is not None:
        raise Refused([Problem("arrived_already", "arrived_at")])
    set_out = standing.persons or 0
    arrived = replace(standing, arrived_at=arrived_at, persons=set_out if persons is None else persons)
    records.amend(session, movement_id, arrived, revision)
    if persons is not None and persons < set_out:
        records.record(session, replace(standing, persons=set_out - persons))
    return movement_id


def _refuse_same_name(session: Session, draft: drafts.Facility, besides: str | None = None) -> None:
    if draft.situation is None:
        return  # the rules say so
    taken = find_facilities(session, key_of(session, "situation", draft.situation))
    wanted = str(draft.name).strip().casefold()
    if any(f.name.strip().casefold() == wanted and f.id != besides for f in taken):
        raise Refused([Problem("name_taken", "name", values={"name": draft.name})])


def _refuse_voided(
    session: Session, field: str, facility_id: str | None, situation: str | None = None
) -> None:
    """Refuse a facility that is void, or of another situation."""
    if facility_id is None:
        return
    c = FACILITIES.c
    found = (
        session.connection()
        .execute(
            select(c.name, c.void_reason, c.situation_pk).where(
                c.pk == key_of(session, "facility", facility_id)
            )
        )
        .one()
    )
    if found.void_reason is not None:
        raise Refused([Problem("facility_void", field, values={"name": found.name})])
    if situation is not None and found.situation_pk != key_of(session, "situation", situation):
        raise Refused([Problem("facility_elsewhere", field, values={"name": found.name})])


def _refuse_elsewhere(session: Session, draft: drafts.Movement) -> None:
    _refuse_voided(session, "from_facility", draft.from_facility, draft.situation)
    _refuse_voided(session, "to_facility", draft.to_facility, draft.situation)


def find_facilities(session: Session, situation_pk: int) -> list[FacilityLine]:
    """The standing facilities of a situation, in the order in which they were recorded."""
    c = FACILITIES.c
    found = session.connection().execute(
        select(c.pk, c.id, c.name, c.regime, c.place, c.illustrative)
        .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
        .order_by(c.pk)
    )
    return [FacilityLine(r.pk, r.id, r.name, Regime(r.regime), r.place, r.illustrative) for r in found]


def _movement_lines() -> Select[Any]:
    """The columns of a MovementLine."""
    m, source, target = MOVEMENTS.c, FACILITIES.alias(), FACILITIES.alias()
    return (
        select(
            m.id,
            m.reason,
            m.persons,
            func.coalesce(source.c.name, ""),
            func.coalesce(target.c.name, ""),
            m.left_at,
            m.arrived_at,
            m.incident_pk,
            m.void_reason,
            m.illustrative,
            func.coalesce(source.c.id, ""),
            func.coalesce(target.c.id, ""),
        )
        .select_from(MOVEMENTS)
        .outerjoin(source, source.c.pk == m.from_facility_pk)
        .outerjoin(target, target.c.pk == m.to_facility_pk)
    )


def find_movements(
    session: Session,
    situation_pk: int,
    facility_pk: int | None = None,
    limit: int = 200,
    incident_pk: int | None = None,
    until: datetime | None = None,
    voided: bool = False,
) -> list[MovementLine]:
    """Movements, newest first; of one facility or of all, of one incident's people or of everybody.

    With `until` (aware) those that had begun by then; with `voided` the voided ones too.
    """
    m = MOVEMENTS.c
    when = func.coalesce(m.arrived_at, m.left_at)
    statement = (
        _movement_lines()
        .where(m.situation_pk == situation_pk)
        .order_by(when.desc(), m.pk.desc())
        .limit(limit)
    )
    if not voided:
        statement = statement.where(m.void_reason.is_(None))
    if facility_pk is not None:
        statement = statement.where(or_(m.from_facility_pk == facility_pk, m.to_facility_pk == facility_pk))
    if incident_pk is not None:
        statement = statement.where(m.incident_pk == incident_pk)
    if until is not None:
        statement = statement.where(func.coalesce(m.left_at, m.arrived_at) <= until)
    return [MovementLine(*row) for row in session.connection().execute(statement)]


def find_on_the_road(
    session: Session, situation_pk: int, at: datetime | None = None, facility_pk: int | None = None
) -> list[MovementLine]:
    """Standing movements whose people have not arrived, oldest first; at an aware moment, to one facility."""
    m = MOVEMENTS.c
    statement = _movement_lines().where(m.situation_pk == situation_pk).order_by(m.left_at, m.pk)
    if at is None:
        statement = statement.where(
            m.void_reason.is_(None), m.arrived_at.is_(None), m.to_facility_pk.is_not(None)
        )
    else:
        statement = statement.where(*on_the_road(at))
    if facility_pk is not None:
        statement = statement.where(m.to_facility_pk == facility_pk)
    return [MovementLine(*row) for row in session.connection().execute(statement)]


def find_headcounts(
    session: Session,
    facility_pk: int,
    limit: int = 100,
    until: datetime | None = None,
    voided: bool = False,
) -> list[HeadcountLine]:
    """Headcounts of a facility, newest first; up to an aware moment, with `voided` the voided ones too."""
    c = HEADCOUNTS.c
    statement = (
        select(c.id, c.counted_at, c.persons, c.reckoned, c.source, c.void_reason, c.illustrative, c.pk)
        .where(c.facility_pk == facility_pk)
        .order_by(c.counted_at.desc(), c.pk.desc())
        .limit(limit)
    )
    if not voided:
        statement = statement.where(c.void_reason.is_(None))
    if until is not None:
        statement = statement.where(c.counted_at <= until)
    connection = session.connection()
    return [
        HeadcountLine(*row[:-1], reckon(connection, facility_pk, row[1], (row[1], row[-1])).net)
        for row in connection.execute(statement).all()
    ]


def find_capacity(session: Session, facility_pk: int, voided: bool = False) -> list[CapacityLine]:
    """The changes of a facility's capacity, newest first; with `voided` the voided ones too."""
    c = CAPACITY.c
    statement = (
        select(
            c.id,
            c.from_at,
            c.nominal,
            c.operational,
            c.surge,
            c.out_of_use,
            c.source,
            c.void_reason,
            c.illustrative,
        )
        .where(c.facility_pk == facility_pk)
        .order_by(c.from_at.desc(), c.pk.desc())
    )
    if not voided:
        statement = statement.where(c.void_reason.is_(None))
    return [CapacityLine(*row) for row in session.connection().execute(statement)]
