"""Facilities: capacity, headcounts, movements, occupancy. Commands and queries.

Occupancy at a moment = the last headcount at or before it, plus who arrived and less who left after that headcount
and up to the moment, by time of happening. With no headcount it is the sum of the movements; with neither it is
unknown. People on the road (a destination, no arrival yet) are expected there and present nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select
from sqlmodel import Session

from tracker import drafts, records
from tracker.codes import Level, Regime, Trust
from tracker.errors import Problem, Refused
from tracker.readings import FacilityReading, GaugeReading, OccupancySeries, RegimeLoad
from tracker.rows import key_of, table_of

FACILITIES, CAPACITY = table_of("facility"), table_of("capacity_change")
HEADCOUNTS, MOVEMENTS = table_of("headcount"), table_of("movement")

FRESH, AGEING = timedelta(hours=24), timedelta(hours=72)


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
    """A movement as lists need it; `from_name` and `to_name` are empty where there is no facility. Times UTC."""

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


@dataclass(frozen=True, slots=True)
class HeadcountLine:
    """A headcount as lists need it; `difference` is what it found beyond what the movements gave. Time UTC."""

    id: str
    counted_at: datetime
    persons: int
    reckoned: int | None
    source: str | None
    void_reason: str | None
    illustrative: bool

    @property
    def difference(self) -> int | None:
        """Counted less reckoned; None where nothing could be reckoned."""
        return None if self.reckoned is None else self.persons - self.reckoned


def add_facility(session: Session, draft: drafts.Facility) -> str:
    """Record a facility; two of one name in a situation are refused. Returns its id."""
    if draft.situation is not None:
        pk = key_of(session, "situation", draft.situation)
        if draft.name.casefold() in {f.name.casefold() for f in find_facilities(session, pk)}:
            raise Refused([Problem("name_taken", "name", values={"name": draft.name})])
    return records.record(session, draft)


def change_capacity(session: Session, draft: drafts.CapacityChange) -> str:
    """Record the places of a facility from a moment on. Returns the id."""
    return records.record(session, draft)


def take_headcount(session: Session, draft: drafts.Headcount) -> str:
    """Record a headcount; what the movements gave at that moment is kept beside it. Returns the id."""
    if draft.facility is not None and draft.counted_at is not None and draft.reckoned is None:
        pk = key_of(session, "facility", draft.facility)
        draft = replace(draft, reckoned=occupancy_at(session, pk, draft.counted_at))
    return records.record(session, draft)


def move_people(session: Session, draft: drafts.Movement) -> str:
    """Record a movement. Returns its id."""
    return records.record(session, draft)


def confirm_arrival(
    session: Session, movement_id: str, arrived_at: datetime, persons: int | None = None
) -> str:
    """Say that people on the road arrived; `persons` where it is another number than set out.

    Raises Refused if they had arrived already.
    """
    standing, revision = records.get(session, drafts.Movement, movement_id)
    if standing.arrived_at is not None:
        raise Refused([Problem("arrived_already", "arrived_at")])
    arrived = replace(standing, arrived_at=arrived_at, persons=persons or standing.persons)
    return records.amend(session, movement_id, arrived, revision)


def find_facilities(session: Session, situation_pk: int) -> list[FacilityLine]:
    """The standing facilities of a situation, in the order in which they were recorded."""
    c = FACILITIES.c
    found = session.connection().execute(
        select(c.pk, c.id, c.name, c.regime, c.place, c.illustrative)
        .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
        .order_by(c.pk)
    )
    return [FacilityLine(r.pk, r.id, r.name, Regime(r.regime), r.place, r.illustrative) for r in found]


def _last_headcount(
    connection: Connection, facility_pk: int, at: datetime
) -> tuple[datetime, int, int | None, bool] | None:
    c = HEADCOUNTS.c
    row = connection.execute(
        select(c.counted_at, c.persons, c.reckoned, c.illustrative)
        .where(c.facility_pk == facility_pk, c.void_reason.is_(None), c.counted_at <= at)
        .order_by(c.counted_at.desc(), c.pk.desc())
        .limit(1)
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def _moved(
    connection: Connection, facility_pk: int, since: datetime | None, at: datetime
) -> tuple[int, int, int]:
    """Persons in, persons out and how many movements, after `since` (None: ever) and up to `at`."""
    c = MOVEMENTS.c
    came = [c.to_facility_pk == facility_pk, c.void_reason.is_(None), c.arrived_at <= at]
    went = [c.from_facility_pk == facility_pk, c.void_reason.is_(None), c.left_at <= at]
    if since is not None:
        came.append(c.arrived_at > since)
        went.append(c.left_at > since)
    total = func.coalesce(func.sum(c.persons), 0)
    into = connection.execute(select(total, func.count()).where(*came)).one()
    out = connection.execute(select(total, func.count()).where(*went)).one()
    return into[0], out[0], into[1] + out[1]


def occupancy_at(session: Session, facility_pk: int, at: datetime) -> int | None:
    """Persons in the facility at an aware moment; None where nothing was ever counted or moved."""
    connection = session.connection()
    counted = _last_headcount(connection, facility_pk, at)
    into, out, moves = _moved(connection, facility_pk, counted[0] if counted else None, at)
    if counted is None and not moves:
        return None
    return max(0, (counted[1] if counted else 0) + into - out)


def capacity_at(
    connection: Connection, facility_pk: int, at: datetime
) -> tuple[int | None, int | None, bool]:
    """Usable places, surge places beyond them (both None where unknown), and whether that is illustrative."""
    c = CAPACITY.c
    row = connection.execute(
        select(c.nominal, c.operational, c.surge, c.out_of_use, c.illustrative)
        .where(c.facility_pk == facility_pk, c.void_reason.is_(None), c.from_at <= at)
        .order_by(c.from_at.desc(), c.pk.desc())
        .limit(1)
    ).first()
    if row is None:
        return None, None, False
    return usable(row[0], row[1], row[3]), row[2], row[4]


def usable(nominal: int | None, operational: int | None, out_of_use: int | None) -> int | None:
    """Places that can be used: the operational ones, else the nominal ones, less those out of use."""
    places = operational if operational is not None else nominal
    return None if places is None else places - (out_of_use or 0)


def level_of(occupancy: int | None, capacity: int | None, tight_at: int) -> Level:
    """How full; `tight_at` in per cent. Unknown where capacity or occupancy is."""
    if occupancy is None or capacity is None:
        return Level.UNKNOWN
    if occupancy > capacity:
        return Level.OVER
    if occupancy == capacity:
        return Level.FULL
    return Level.TIGHT if occupancy * 100 >= capacity * tight_at else Level.WITHIN


def trust_of(counted_at: datetime | None, at: datetime) -> Trust:
    """How far an occupancy can be trusted, by the age of its headcount."""
    if counted_at is None:
        return Trust.NEVER
    age = at - counted_at
    if age <= FRESH:
        return Trust.FRESH
    return Trust.AGEING if age <= AGEING else Trust.OLD


def _expected(connection: Connection, situation_pk: int, at: datetime) -> dict[int, int]:
    """Persons on the road at a moment, by the facility they are expected at."""
    c = MOVEMENTS.c
    found = connection.execute(
        select(c.to_facility_pk, func.sum(c.persons))
        .where(
            c.situation_pk == situation_pk,
            c.void_reason.is_(None),
            c.to_facility_pk.is_not(None),
            c.left_at <= at,
            or_(c.arrived_at.is_(None), c.arrived_at > at),
        )
        .group_by(c.to_facility_pk)
    )
    return {row[0]: row[1] for row in found}


def read_facilities(
    session: Session, situation_pk: int, at: datetime, tight_at: int = 90
) -> list[FacilityReading]:
    """Every standing facility at an aware moment."""
    connection = session.connection()
    expected = _expected(connection, situation_pk, at)
    readings = []
    for facility in find_facilities(session, situation_pk):
        counted = _last_headcount(connection, facility.pk, at)
        into, out, moves = _moved(connection, facility.pk, counted[0] if counted else None, at)
        known = counted is not None or moves > 0
        occupancy = max(0, (counted[1] if counted else 0) + into - out) if known else None
        capacity, surge, made_up = capacity_at(connection, facility.pk, at)
        difference = counted[1] - counted[2] if counted and counted[2] is not None else None
        readings.append(
            FacilityReading(
                facility_id=facility.id,
                name=facility.name,
                regime=facility.regime,
                occupancy=occupancy,
                capacity=capacity,
                surge=surge,
                expected=expected.get(facility.pk, 0),
                level=level_of(occupancy, capacity, tight_at),
                trust=trust_of(counted[0] if counted else None, at),
                as_of=counted[0] if counted else None,
                since=into - out,
                difference=difference,
                illustrative=facility.illustrative or made_up or bool(counted and counted[3]),
            )
        )
    return readings


def gauge_of(readings: Iterable[FacilityReading]) -> GaugeReading:
    """The situation's gauge: known places only; free places in one never offset people over in another."""
    by_regime: dict[Regime, list[FacilityReading]] = defaultdict(list)
    unknown: list[FacilityReading] = []
    known: list[FacilityReading] = []
    for r in readings:
        if r.capacity is None or r.occupancy is None:
            unknown.append(r)
        else:
            by_regime[r.regime].append(r)
            known.append(r)
    loads = [
        RegimeLoad(
            regime,
            sum(r.occupancy or 0 for r in rs),
            sum(r.capacity or 0 for r in rs),
            sum(r.over for r in rs),
            sum(max(0, (r.capacity or 0) - (r.occupancy or 0)) for r in rs),
        )
        for regime, rs in sorted(by_regime.items())
    ]
    return GaugeReading(
        people=sum(x.people for x in loads),
        places=sum(x.places for x in loads),
        over=sum(x.over for x in loads),
        free=sum(x.free for x in loads),
        regimes=loads,
        people_unknown=sum(r.occupancy or 0 for r in unknown),
        facilities_unknown=[r.name for r in unknown],
        illustrative=any(r.illustrative for r in [*known, *unknown]),
    )


def occupancy_over_time(
    session: Session, facility_id: str, first: datetime, last: datetime
) -> OccupancySeries:
    """One facility from `first` to `last` (aware): a value at each change of occupancy or capacity, and both ends."""
    connection, pk = session.connection(), key_of(session, "facility", facility_id)
    h, m, k = HEADCOUNTS.c, MOVEMENTS.c, CAPACITY.c
    counts = connection.execute(
        select(h.counted_at, h.persons)
        .where(h.facility_pk == pk, h.void_reason.is_(None), h.counted_at.between(first, last))
        .order_by(h.counted_at, h.pk)
    ).all()
    came = connection.execute(
        select(m.arrived_at, m.persons).where(
            m.to_facility_pk == pk, m.void_reason.is_(None), m.arrived_at.between(first, last)
        )
    ).all()
    went = connection.execute(
        select(m.left_at, -m.persons).where(
            m.from_facility_pk == pk, m.void_reason.is_(None), m.left_at.between(first, last)
        )
    ).all()
    changes = connection.execute(
        select(k.from_at, k.nominal, k.operational, k.out_of_use)
        .where(k.facility_pk == pk, k.void_reason.is_(None), k.from_at.between(first, last))
        .order_by(k.from_at, k.pk)
    ).all()
    # At one moment a movement comes before the count that already includes it.
    steps: list[tuple[datetime, int, int | None]] = [(t, 0, n) for t, n in [*came, *went]]
    steps += [(t, 1, n) for t, n in counts]
    steps += [(t, 2, usable(a, b, c)) for t, a, b, c in changes]
    now: int | None = occupancy_at(session, pk, first)
    places = capacity_at(connection, pk, first)[0]
    times, occupancy, capacity = [first], [now], [places]
    for t, what, value in sorted(steps, key=lambda s: (s[0], s[1])):
        if what == 0:
            now = max(0, (now or 0) + (value or 0)) if t > first else now
        elif what == 1:
            now = value
        else:
            places = value
        times.append(t)
        occupancy.append(now)
        capacity.append(places)
    times.append(last)
    occupancy.append(now)
    capacity.append(places)
    facility, _ = records.get(session, drafts.Facility, facility_id)
    return OccupancySeries(
        facility.name,
        times,
        occupancy,
        capacity,
        [t for t, _ in counts],
        [n for _, n in counts],
        facility.illustrative,
    )


def find_movements(
    session: Session,
    situation_pk: int,
    facility_pk: int | None = None,
    limit: int = 200,
    incident_pk: int | None = None,
) -> list[MovementLine]:
    """Standing movements, newest first; of one facility or of all, of one incident's people or of everybody."""
    m, source, target = MOVEMENTS.c, FACILITIES.alias(), FACILITIES.alias()
    when = func.coalesce(m.arrived_at, m.left_at)
    statement = (
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
        )
        .select_from(MOVEMENTS)
        .outerjoin(source, source.c.pk == m.from_facility_pk)
        .outerjoin(target, target.c.pk == m.to_facility_pk)
        .where(m.situation_pk == situation_pk, m.void_reason.is_(None))
        .order_by(when.desc(), m.pk.desc())
        .limit(limit)
    )
    if facility_pk is not None:
        statement = statement.where(or_(m.from_facility_pk == facility_pk, m.to_facility_pk == facility_pk))
    return [MovementLine(*tuple(row)) for row in session.connection().execute(statement)]


def find_on_the_road(session: Session, situation_pk: int) -> list[MovementLine]:
    """Standing movements whose people have not arrived yet, oldest first."""
    m, source, target = MOVEMENTS.c, FACILITIES.alias(), FACILITIES.alias()
    found = session.connection().execute(
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
        )
        .select_from(MOVEMENTS)
        .outerjoin(source, source.c.pk == m.from_facility_pk)
        .outerjoin(target, target.c.pk == m.to_facility_pk)
        .where(
            and_(
                m.situation_pk == situation_pk,
                m.void_reason.is_(None),
                m.arrived_at.is_(None),
                m.to_facility_pk.is_not(None),
            )
        )
        .order_by(m.left_at, m.pk)
    )
    return [MovementLine(*tuple(row)) for row in found]


def find_headcounts(session: Session, facility_pk: int, limit: int = 100) -> list[HeadcountLine]:
    """Standing headcounts of a facility, newest first."""
    c = HEADCOUNTS.c
    found = session.connection().execute(
        select(c.id, c.counted_at, c.persons, c.reckoned, c.source, c.void_reason, c.illustrative)
        .where(c.facility_pk == facility_pk, c.void_reason.is_(None))
        .order_by(c.counted_at.desc(), c.pk.desc())
        .limit(limit)
    )
    return [HeadcountLine(*tuple(row)) for row in found]
