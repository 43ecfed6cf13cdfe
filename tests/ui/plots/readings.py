"""Readings for the tests of the plots."""

from datetime import UTC, date, datetime, timedelta

from tracker.codes import Level, Regime, Trust
from tracker.readings import ArrivalSeries, FacilityReading, GaugeReading, OccupancySeries, RegimeLoad

NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)


def series(
    count: int = 30, first: date = date(2021, 7, 5), *, each: int = 10, illustrative: bool = False
) -> ArrivalSeries:
    """Days of growing numbers, a claimed incident on the fifth, one of unknown size on the sixth, today not over."""
    days = [first + timedelta(i) for i in range(count)]
    persons = [each + i for i in range(count)]
    return ArrivalSeries(
        days=days,
        persons=persons,
        claimed=[7 if i == 4 else 0 for i in range(count)],
        unknown_size=[1 if i == 5 else 0 for i in range(count)],
        mean7=[sum(persons[i - 6 : i + 1]) / 7 if i >= 6 else None for i in range(count)],
        partial=days[-1],
        illustrative=illustrative,
        parts={},
    )


def with_parts(plain: ArrivalSeries) -> ArrivalSeries:
    """The same days, split."""
    iraq = [n // 2 for n in plain.persons]
    rest = [n - i for n, i in zip(plain.persons, iraq, strict=True)]
    return ArrivalSeries(
        plain.days, plain.persons, plain.claimed, plain.unknown_size, plain.mean7, plain.partial,
        plain.illustrative, {"Iraq": iraq, "other": rest},
    )  # fmt: skip


def facility(
    name: str,
    people: int | None,
    places: int | None,
    *,
    regime: Regime = Regime.OPEN,
    expected: int = 0,
    hours: int | None = 3,
    illustrative: bool = False,
) -> FacilityReading:
    """A facility whose level follows from its numbers, counted some hours ago."""
    if people is None or places is None:
        level = Level.UNKNOWN
    elif people > places:
        level = Level.OVER
    elif people == places:
        level = Level.FULL
    else:
        level = Level.TIGHT if people >= 0.9 * places else Level.WITHIN
    trust = Trust.NEVER if hours is None else Trust.FRESH if hours <= 24 else Trust.AGEING
    as_of = None if hours is None else NOW - timedelta(hours=hours)
    return FacilityReading(
        f"id-{name}", name, regime, people, places, None, expected, level, trust, as_of, 0, None, illustrative
    )


def gauge(*facilities: FacilityReading, illustrative: bool = False) -> GaugeReading:
    """The gauge over some facilities: nothing is netted."""
    known = [f for f in facilities if f.capacity is not None]
    loads = []
    for regime in Regime:
        of = [f for f in known if f.regime is regime]
        if of:
            loads.append(RegimeLoad(regime, *_sums(of)))
    unknown = [f for f in facilities if f.capacity is None]
    people = sum(f.occupancy or 0 for f in unknown)
    return GaugeReading(*_sums(known), loads, people, [f.name for f in unknown], illustrative)


def _sums(facilities: list[FacilityReading]) -> tuple[int, int, int, int]:
    people = sum(f.occupancy or 0 for f in facilities)
    places = sum(f.capacity or 0 for f in facilities)
    over = sum(f.over for f in facilities)
    return people, places, over, places - people + over


def occupancy(*, capacity: int | None = 100, illustrative: bool = False) -> OccupancySeries:
    """Ten days, from 82 people to 118, counted twice."""
    times = [NOW - timedelta(days=9 - i) for i in range(10)]
    people: list[int | None] = [82 + 4 * i for i in range(10)]
    return OccupancySeries(
        "Pabradė", times, people, [capacity] * 10, [times[0], times[5]], [82, 103], illustrative
    )
