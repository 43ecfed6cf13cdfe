"""Occupancy: who is in a facility at a moment, how full that makes it, and how far it can be trusted. Queries.

Reckoned at a moment = the last headcount at or before it, plus who arrived and less who left after that headcount and
up to the moment, by time of happening; with no headcount, the sum of the movements. A movement at the very moment of a
headcount is in it already. People on the road are expected where they go and present nowhere.

When more people left than were there as far as anybody wrote down, nothing is hidden: how many is `uncounted`.
How many are present is then unknown, and so is the level: none free and none taken can be vouched for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, bindparam, case, func, or_, select
from sqlmodel import Session

from tracker.codes import Level, Regime, Trust
from tracker.columns import Instant
from tracker.readings import FacilityReading, GaugeReading, OccupancySeries, RegimeLoad
from tracker.rows import key_of, table_of

FACILITIES, CAPACITY = table_of("facility"), table_of("capacity_change")
HEADCOUNTS, MOVEMENTS = table_of("headcount"), table_of("movement")

FRESH, AGEING = timedelta(hours=24), timedelta(hours=72)


# Made once: a board asks for each facility.
_FACILITY, _AT = bindparam("facility", type_=BigInteger), bindparam("at", type_=Instant)
_SINCE, _BEFORE_AT = bindparam("since", type_=Instant), bindparam("before_at", type_=Instant)
_h, _m, _k = HEADCOUNTS.c, MOVEMENTS.c, CAPACITY.c
_COUNTS = (
    select(_h.counted_at, _h.persons, _h.pk, _h.illustrative)
    .where(_h.facility_pk == _FACILITY, _h.void_reason.is_(None), _h.counted_at <= _AT)
    .order_by(_h.counted_at.desc(), _h.pk.desc())
)
_LAST_COUNT = _COUNTS.limit(1)
_COUNT_BEFORE = _COUNTS.where(
    or_(
        _h.counted_at < _BEFORE_AT,
        and_(_h.counted_at == _BEFORE_AT, _h.pk < bindparam("before_pk", type_=BigInteger)),
    )
).limit(1)
_SUMS = select(
    func.coalesce(func.sum(_m.persons), 0),
    func.count(),
    func.coalesce(func.max(case((_m.illustrative, 1), else_=0)), 0),
).where(_m.void_reason.is_(None))
_CAME = _SUMS.where(_m.to_facility_pk == _FACILITY, _m.arrived_at > _SINCE, _m.arrived_at <= _AT)
_WENT = _SUMS.where(_m.from_facility_pk == _FACILITY, _m.left_at > _SINCE, _m.left_at <= _AT)
_PLACES = (
    select(_k.nominal, _k.operational, _k.surge, _k.out_of_use, _k.illustrative)
    .where(_k.facility_pk == _FACILITY, _k.void_reason.is_(None), _k.from_at <= _AT)
    .order_by(_k.from_at.desc(), _k.pk.desc())
    .limit(1)
)
LONG_AGO = datetime.min.replace(tzinfo=UTC)  # before any movement


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What is known of a facility at a moment: the last headcount (time UTC) and the movements after it."""

    counted_at: datetime | None
    counted: int | None
    headcount_pk: int | None
    into: int
    out: int
    moves: int
    illustrative: bool

    @property
    def net(self) -> int | None:
        """The sum as it comes out, below zero where more left than were known; None where nothing was written down."""
        if self.counted is None and not self.moves:
            return None
        return (self.counted or 0) + self.into - self.out

    @property
    def occupancy(self) -> int | None:
        """Persons present; None where that is not known."""
        return present(self.net)

    @property
    def uncounted(self) -> int:
        """Persons who left without having been counted in."""
        return max(0, -(self.net or 0))


def present(net: int | None) -> int | None:
    """Persons present by a reckoned sum; unknown where that is below zero."""
    return None if net is None or net < 0 else net


def reckon(
    connection: Connection,
    facility_pk: int,
    at: datetime,
    before_headcount: tuple[datetime, int] | None = None,
) -> Reckoning:
    """What is known of a facility at an aware moment.

    With `before_headcount` (its time and key), as if that headcount and the later ones had not been taken.
    """
    known = {"facility": facility_pk, "at": at}
    if before_headcount is None:
        counted = connection.execute(_LAST_COUNT, known).first()
    else:
        before_at, before_pk = before_headcount
        counted = connection.execute(
            _COUNT_BEFORE, known | {"before_at": before_at, "before_pk": before_pk}
        ).first()
    known["since"] = counted[0] if counted else LONG_AGO
    into = connection.execute(_CAME, known).one()
    out = connection.execute(_WENT, known).one()
    return Reckoning(
        counted[0] if counted else None,
        counted[1] if counted else None,
        counted[2] if counted else None,
        into[0],
        out[0],
        into[1] + out[1],
        bool((counted and counted[3]) or into[2] or out[2]),
    )


def reckoned_at(session: Session, facility_pk: int, at: datetime) -> int | None:
    """What a headcount at an aware moment would be compared with; below zero where more left than were known."""
    return reckon(session.connection(), facility_pk, at).net


def capacity_at(
    connection: Connection, facility_pk: int, at: datetime
) -> tuple[int | None, int | None, bool]:
    """Usable places, surge places beyond them (both None where unknown), and whether that is illustrative."""
    row = connection.execute(_PLACES, {"facility": facility_pk, "at": at}).first()
    if row is None:
        return None, None, False
    return usable(row[0], row[1], row[3]), row[2], row[4]


def usable(nominal: int | None, operational: int | None, out_of_use: int | None) -> int | None:
    """Places that can be used: the operational ones, else the nominal ones, less those out of use."""
    places = operational if operational is not None else nominal
    return None if places is None else max(0, places - (out_of_use or 0))


def level_of(occupancy: int | None, capacity: int | None, tight_at: int) -> Level:
    """How full; `tight_at` in per cent. Unknown where capacity or occupancy is; no places and nobody there is full."""
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
        .where(c.situation_pk == situation_pk, *on_the_road(at))
        .group_by(c.to_facility_pk)
    )
    return {row[0]: row[1] for row in found}


def on_the_road(at: datetime) -> list[ColumnElement[bool]]:
    """What holds of the movements whose people are on the road at an aware moment."""
    c = MOVEMENTS.c
    return [
        c.void_reason.is_(None),
        c.to_facility_pk.is_not(None),
        c.left_at <= at,
        or_(c.arrived_at.is_(None), c.arrived_at > at),
    ]


def read_facilities(
    session: Session, situation_pk: int, at: datetime, tight_at: int = 90
) -> list[FacilityReading]:
    """Every standing facility at an aware moment, in the order in which they were recorded."""
    connection, f = session.connection(), FACILITIES.c
    expected = _expected(connection, situation_pk, at)
    standing = connection.execute(
        select(f.pk, f.id, f.name, f.regime, f.illustrative)
        .where(f.situation_pk == situation_pk, f.void_reason.is_(None))
        .order_by(f.pk)
    )
    readings = []
    for pk, id_, name, regime, made_up in standing.all():
        known = reckon(connection, pk, at)
        capacity, surge, made_up_places = capacity_at(connection, pk, at)
        people = known.occupancy
        readings.append(
            FacilityReading(
                facility_id=id_,
                name=name,
                regime=Regime(regime),
                occupancy=people,
                capacity=capacity,
                surge=surge,
                expected=expected.get(pk, 0),
                level=level_of(people, capacity, tight_at),
                trust=trust_of(known.counted_at, at),
                as_of=known.counted_at,
                since=known.into - known.out,
                difference=_difference(connection, pk, known),
                illustrative=made_up or made_up_places or known.illustrative,
                uncounted=known.uncounted,
            )
        )
    return readings


def _difference(connection: Connection, facility_pk: int, known: Reckoning) -> int | None:
    """What the headcount found beyond what the movements before it give; None where there was nothing to compare."""
    if known.counted is None or known.counted_at is None or known.headcount_pk is None:
        return None
    before = reckon(connection, facility_pk, known.counted_at, (known.counted_at, known.headcount_pk)).net
    return None if before is None else known.counted - before


def gauge_of(readings: Iterable[FacilityReading]) -> GaugeReading:
    """The situation's gauge: known places only; free places in one never offset people over in another."""
    by_regime: dict[Regime, list[FacilityReading]] = defaultdict(list)
    unknown: list[FacilityReading] = []
    known: list[FacilityReading] = []
    uncounted: list[FacilityReading] = []
    never: list[FacilityReading] = []
    for r in readings:
        if r.uncounted:
            uncounted.append(r)
        elif r.capacity is None:
            unknown.append(r)
        elif r.occupancy is None:
            never.append(r)
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
        illustrative=any(r.illustrative for r in [*known, *unknown, *uncounted, *never]),
        count_needed=[r.name for r in uncounted],
        never_counted=[r.name for r in never],
    )


def first_known(session: Session, facility_id: str) -> datetime | None:
    """The first moment of which anything is known in a facility, UTC; None where nothing is."""
    connection, pk = session.connection(), key_of(session, "facility", facility_id)
    h, m, k = HEADCOUNTS.c, MOVEMENTS.c, CAPACITY.c
    firsts = [
        connection.scalar(select(func.min(when)).where(where, void.is_(None)))
        for when, where, void in (
            (h.counted_at, h.facility_pk == pk, h.void_reason),
            (m.arrived_at, m.to_facility_pk == pk, m.void_reason),
            (m.left_at, m.from_facility_pk == pk, m.void_reason),
            (k.from_at, k.facility_pk == pk, k.void_reason),
        )
    ]
    return min((t for t in firsts if t is not None), default=None)


def occupancy_over_time(
    session: Session, facility_id: str, first: datetime | None, last: datetime
) -> OccupancySeries:
    """One facility from `first` (None: as far back as is known) to `last`, both aware.

    A value at each moment of a change of occupancy or capacity, and both ends; at each of them and between them the
    same as `reckon` gives.
    """
    connection, pk = session.connection(), key_of(session, "facility", facility_id)
    last = last.astimezone(UTC)
    first = first.astimezone(UTC) if first is not None else None
    if first is None:
        first = min(first_known(session, facility_id) or last, last)
    h, m, k = HEADCOUNTS.c, MOVEMENTS.c, CAPACITY.c
    counts = connection.execute(
        select(h.counted_at, h.persons, h.illustrative)
        .where(h.facility_pk == pk, h.void_reason.is_(None), h.counted_at.between(first, last))
        .order_by(h.counted_at, h.pk)
    ).all()
    came = connection.execute(
        select(m.arrived_at, m.persons, m.illustrative).where(
            m.to_facility_pk == pk, m.void_reason.is_(None), m.arrived_at > first, m.arrived_at <= last
        )
    ).all()
    went = connection.execute(
        select(m.left_at, -m.persons, m.illustrative).where(
            m.from_facility_pk == pk, m.void_reason.is_(None), m.left_at > first, m.left_at <= last
        )
    ).all()
    changes = connection.execute(
        select(k.from_at, k.nominal, k.operational, k.out_of_use, k.illustrative)
        .where(k.facility_pk == pk, k.void_reason.is_(None), k.from_at > first, k.from_at <= last)
        .order_by(k.from_at, k.pk)
    ).all()
    # At one moment a movement comes before the count that already includes it.
    steps: list[tuple[datetime, int, int | None]] = [(t, 0, n) for t, n, _ in [*came, *went]]
    steps += [(t, 1, n) for t, n, _ in counts if t > first]
    steps += [(t, 2, usable(a, b, c)) for t, a, b, c, _ in changes]
    at_first = reckon(connection, pk, first)
    net = at_first.net
    places, _, made_up_places = capacity_at(connection, pk, first)
    # One value a moment: the last that holds there.
    values = {first: (present(net), places)}
    for t, what, value in sorted(steps, key=lambda s: (s[0], s[1])):
        if what == 0:
            net = (net or 0) + (value or 0)
        elif what == 1:
            net = value
        else:
            places = value
        values[t] = (present(net), places)
    values[last] = (present(net), places)
    name, made_up = connection.execute(
        select(FACILITIES.c.name, FACILITIES.c.illustrative).where(FACILITIES.c.pk == pk)
    ).one()
    return OccupancySeries(
        name,
        list(values),
        [n for n, _ in values.values()],
        [n for _, n in values.values()],
        [t for t, _, _ in counts],
        [n for _, n, _ in counts],
        made_up
        or made_up_places
        or at_first.illustrative
        or any(row[-1] for row in [*counts, *came, *went, *changes]),
    )
