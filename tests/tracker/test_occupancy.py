"""Occupancy a moment at a time, level, trust and gauge. `test_occupancy_history.py` has any order of entry."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON, Small, small_store
from tracker import drafts, facilities, occupancy, records
from tracker.codes import Level, MovementReason, Regime, Trust
from tracker.readings import FacilityReading
from tracker.rows import key_of

VILNIUS = ZoneInfo("Europe/Vilnius")


# --- A moment at a time ---


@pytest.fixture
def small(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def count(small: Small, persons: int, when: datetime = NOON, place: int = 0, **more: object) -> str:
    draft = drafts.Headcount(facility=small.facilities[place], counted_at=when, persons=persons, **more)  # type: ignore[arg-type]
    return small.store.write(facilities.take_headcount, draft).value


def arrive(small: Small, persons: int, when: datetime | None, place: int = 0, **more: object) -> str:
    values: dict[str, object] = {
        "situation": small.situation,
        "persons": persons,
        "to_facility": small.facilities[place],
        "arrived_at": when,
    }
    draft = drafts.Movement(**(values | more))  # type: ignore[arg-type]
    return small.store.write(facilities.move_people, draft).value


def leave(small: Small, persons: int, when: datetime, place: int = 0) -> str:
    draft = drafts.Movement(
        situation=small.situation,
        reason=MovementReason.RELEASE,
        persons=persons,
        from_facility=small.facilities[place],
        left_at=when,
    )
    return small.store.write(facilities.move_people, draft).value


def read(small: Small, when: datetime = NOON, place: int = 0) -> FacilityReading:
    with small.store.read() as session:
        return occupancy.read_facilities(session, small.line.pk, when)[place]


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def test_nothing_is_known_until_somebody_says_something(small: Small) -> None:
    reading = read(small)
    assert (reading.occupancy, reading.capacity, reading.level) == (None, None, Level.UNKNOWN)
    assert (reading.trust, reading.as_of, reading.difference) == (Trust.NEVER, None, None)
    assert reading.ratio is None


def test_movements_alone_are_summed_and_never_trusted(small: Small) -> None:
    arrive(small, 12, NOON - hours(2))
    assert (read(small).occupancy, read(small).trust) == (12, Trust.NEVER)


def test_a_movement_at_the_moment_of_a_headcount_is_in_it(small: Small) -> None:
    arrive(small, 12, NOON)
    count(small, 40, NOON)
    leave(small, 3, NOON)
    assert read(small).occupancy == 40
    assert read(small, NOON - timedelta(microseconds=1)).occupancy is None


def test_of_two_headcounts_at_one_moment_the_later_entered_counts(small: Small) -> None:
    count(small, 40)
    count(small, 44)
    assert read(small).occupancy == 44
    assert read(small).difference == 4


def test_people_on_the_road_are_expected_and_nowhere_present(small: Small) -> None:
    count(small, 40, NOON - hours(3), place=0)
    count(small, 10, NOON - hours(3), place=1)
    draft = drafts.Movement(
        situation=small.situation,
        reason=MovementReason.TRANSFER,
        persons=6,
        from_facility=small.facilities[0],
        to_facility=small.facilities[1],
        left_at=NOON - hours(1),
    )
    small.store.write(facilities.move_people, draft)
    source, target = read(small, place=0), read(small, place=1)
    assert (source.occupancy, target.occupancy, source.expected, target.expected) == (34, 10, 0, 6)
    before = read(small, NOON - hours(2), place=1)
    assert (before.occupancy, before.expected) == (10, 0)


def test_people_who_arrived_later_were_on_the_road_then(small: Small) -> None:
    arrive(small, 6, NOON, left_at=NOON - hours(2))
    assert (read(small, NOON - hours(1)).expected, read(small, NOON - hours(1)).occupancy) == (6, None)
    assert (read(small, NOON).expected, read(small, NOON).occupancy) == (0, 6)


def test_more_leaving_than_were_counted_is_told_not_hidden(small: Small) -> None:
    count(small, 10, NOON - hours(3))
    leave(small, 14, NOON - hours(2))
    small.store.write(
        facilities.change_capacity,
        drafts.CapacityChange(facility=small.facilities[0], from_at=NOON - hours(9), nominal=50),
    )
    reading = read(small)  # not within, with 50 places free: only a count can tell
    assert (reading.occupancy, reading.uncounted, reading.level) == (None, 4, Level.UNKNOWN)
    gauge = occupancy.gauge_of([reading])
    assert (gauge.free, gauge.facilities_unknown, gauge.count_needed) == (0, [], ["Pabradė"])
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[0])
        assert occupancy.reckoned_at(session, pk, NOON) == -4
    # The four may have come in on paper that nobody has entered yet: the sum is right once it is.
    arrive(small, 6, NOON - hours(2.5))
    assert (read(small).occupancy, read(small).uncounted) == (2, 0)


def test_where_nobody_ever_counted_more_leaving_than_came_is_unknown_not_zero(small: Small) -> None:
    leave(small, 14, NOON - hours(2))
    small.store.write(
        facilities.change_capacity,
        drafts.CapacityChange(facility=small.facilities[0], from_at=NOON - hours(9), nominal=50),
    )
    reading = read(small)
    assert (reading.occupancy, reading.uncounted, reading.level) == (None, 14, Level.UNKNOWN)
    gauge = occupancy.gauge_of([reading])
    assert (gauge.places, gauge.facilities_unknown, gauge.count_needed) == (0, [], ["Pabradė"])


def test_the_difference_of_a_headcount_is_kept_and_followed(small: Small) -> None:
    count(small, 200, NOON - hours(10))
    arrive(small, 14, NOON - hours(5))
    count(small, 220, NOON - hours(1))
    assert read(small).difference == 6
    arrive(small, 4, NOON - hours(4))  # paper that came late explains four of them
    with small.store.read() as session:
        last, first = facilities.find_headcounts(session, key_of(session, "facility", small.facilities[0]))
    assert (last.reckoned, last.difference, last.reckoned_now, last.difference_now) == (214, 6, 218, 2)
    assert (first.reckoned, first.difference, first.reckoned_now) == (None, None, None)
    assert read(small).difference == 2


def test_a_reckoned_sum_below_zero_is_kept_with_the_headcount(small: Small) -> None:
    leave(small, 5, NOON - hours(2))
    id_ = count(small, 3)
    with small.store.read() as session:
        draft, _ = records.get(session, drafts.Headcount, id_)
    assert draft.reckoned == -5
    assert read(small).difference == 8


def test_a_headcount_of_nobody_is_a_count(small: Small) -> None:
    count(small, 0)
    assert (read(small).occupancy, read(small).trust) == (0, Trust.FRESH)


def test_capacity_is_that_of_the_day(small: Small) -> None:
    for when, places in ((9, 100), (5, None), (2, 60)):
        draft = drafts.CapacityChange(
            facility=small.facilities[0], from_at=NOON - hours(when), operational=places
        )
        small.store.write(facilities.change_capacity, draft)
    count(small, 60, NOON - hours(8))
    assert [read(small, NOON - hours(h)).capacity for h in (10, 9, 5, 2)] == [None, 100, None, 60]
    assert [read(small, NOON - hours(h)).level for h in (8, 5, 2)] == [
        Level.WITHIN,
        Level.UNKNOWN,
        Level.FULL,
    ]


def test_illustrative_records_mark_what_rests_on_them(small: Small) -> None:
    count(small, 20, NOON - hours(9))
    assert not read(small).illustrative
    arrive(small, 5, NOON - hours(3), illustrative=True)
    assert read(small).illustrative
    assert not read(small, NOON - hours(4)).illustrative
    with small.store.read() as session:
        series = occupancy.occupancy_over_time(session, small.facilities[0], NOON - hours(24), NOON)
        assert series.illustrative
        before = occupancy.occupancy_over_time(
            session, small.facilities[0], NOON - hours(24), NOON - hours(4)
        )
        assert not before.illustrative


def test_a_series_as_far_back_as_is_known(small: Small) -> None:
    with small.store.read() as session:
        series = occupancy.occupancy_over_time(session, small.facilities[0], None, NOON)
    assert (series.times, series.occupancy) == ([NOON], [None])
    arrive(small, 5, NOON - hours(30))
    count(small, 9, NOON - hours(3))
    with small.store.read() as session:
        series = occupancy.occupancy_over_time(session, small.facilities[0], None, NOON)
    assert series.times == [NOON - hours(30), NOON - hours(3), NOON]
    assert series.occupancy == [5, 9, 9]
    assert (series.headcount_times, series.headcounts) == ([NOON - hours(3)], [9])


def test_a_day_with_two_three_oclocks_has_both(small: Small) -> None:
    first = datetime(2021, 10, 31, 3, 30, tzinfo=VILNIUS)
    second = first.replace(fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == hours(1)
    count(small, 10, first - hours(5))
    arrive(small, 4, second)
    assert read(small, first).occupancy == 10
    assert read(small, second.astimezone(UTC)).occupancy == 14
    count(small, 11, first)
    assert read(small, second.astimezone(UTC)).occupancy == 15


def test_trust_is_the_age_of_the_count_in_real_hours() -> None:
    # The day of the change is 25 hours long: same wall time the day after is not fresh any more.
    counted = datetime(2021, 10, 30, 12, 0, tzinfo=VILNIUS).astimezone(UTC)
    later = datetime(2021, 10, 31, 12, 0, tzinfo=VILNIUS).astimezone(UTC)
    assert occupancy.trust_of(counted, later) is Trust.AGEING
    assert [occupancy.trust_of(counted, counted + hours(h)) for h in (0, 24, 24.1, 72, 72.1)] == [
        Trust.FRESH,
        Trust.FRESH,
        Trust.AGEING,
        Trust.AGEING,
        Trust.OLD,
    ]
    assert occupancy.trust_of(None, later) is Trust.NEVER


# --- Level, places, gauge ---


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 100))
def test_level_is_what_its_words_say(people: int, places: int, tight_at: int) -> None:
    level = occupancy.level_of(people, places, tight_at)
    assert (level is Level.OVER) == (people > places)
    assert (level is Level.FULL) == (people == places)
    if people < places:
        assert (level is Level.TIGHT) == (people / places * 100 >= tight_at - 1e-9)
    assert level is not Level.UNKNOWN
    if people:
        fewer = occupancy.level_of(people - 1, places, tight_at)
        order = [Level.WITHIN, Level.TIGHT, Level.FULL, Level.OVER]
        assert order.index(fewer) <= order.index(level)


def test_tight_begins_at_its_per_cent() -> None:
    levels = [occupancy.level_of(n, 450, 90) for n in (404, 405, 449, 450, 451)]
    assert levels == [Level.WITHIN, Level.TIGHT, Level.TIGHT, Level.FULL, Level.OVER]
    assert occupancy.level_of(449, 450, 100) is Level.WITHIN


def test_unknown_is_neither_full_nor_empty() -> None:
    assert occupancy.level_of(124, None, 90) is Level.UNKNOWN
    assert occupancy.level_of(None, 100, 90) is Level.UNKNOWN
    assert occupancy.level_of(0, 0, 90) is Level.FULL
    assert occupancy.level_of(1, 0, 90) is Level.OVER


@pytest.mark.parametrize(
    ("nominal", "operational", "out_of_use", "places"),
    [
        (None, None, None, None),
        (None, None, 5, None),
        (100, None, None, 100),
        (100, 80, None, 80),
        (100, 80, 10, 70),
        (100, None, 10, 90),
        (0, None, None, 0),
    ],
)
def test_usable_places(
    nominal: int | None, operational: int | None, out_of_use: int | None, places: int | None
) -> None:
    assert occupancy.usable(nominal, operational, out_of_use) == places


def _reading(regime: Regime, people: int | None, places: int | None, name: str) -> FacilityReading:
    return FacilityReading(
        facility_id=name,
        name=name,
        regime=regime,
        occupancy=people,
        capacity=places,
        surge=None,
        expected=0,
        level=occupancy.level_of(people, places, 90),
        trust=Trust.FRESH,
        as_of=NOON,
        since=0,
        difference=None,
    )


perhaps = st.one_of(st.none(), st.integers(0, 2000))
readings = st.lists(
    st.builds(_reading, st.sampled_from(Regime), perhaps, perhaps, st.text(min_size=1, max_size=4)),
    max_size=60,
)


@given(readings)
def test_the_gauge_adds_up_and_never_nets(given_readings: list[FacilityReading]) -> None:
    gauge = occupancy.gauge_of(given_readings)
    known = [r for r in given_readings if r.occupancy is not None and r.capacity is not None]
    over = [max(0, (r.occupancy or 0) - (r.capacity or 0)) for r in known]
    free = [max(0, (r.capacity or 0) - (r.occupancy or 0)) for r in known]
    assert (gauge.over, gauge.free) == (sum(over), sum(free))
    assert gauge.people - gauge.places == gauge.over - gauge.free
    assert gauge.people == sum(r.occupancy or 0 for r in known)
    # Nobody and no place is lost: what is not in the gauge is named beside it.
    everybody = sum(r.occupancy or 0 for r in given_readings)
    assert gauge.people + gauge.people_unknown == everybody
    left_out = [*gauge.facilities_unknown, *gauge.never_counted]
    assert len(left_out) == len(given_readings) - len(known)
    # Regimes stand apart and come to the whole.
    assert [load.regime for load in gauge.regimes] == sorted({r.regime for r in known})
    for name in ("people", "places", "over", "free"):
        assert sum(getattr(load, name) for load in gauge.regimes) == getattr(gauge, name)
        for load in gauge.regimes:
            alone = occupancy.gauge_of(r for r in known if r.regime is load.regime)
            assert getattr(alone, name) == getattr(load, name)


def test_free_places_in_one_do_not_help_people_over_in_another() -> None:
    gauge = occupancy.gauge_of(
        [_reading(Regime.OPEN, 214, 160, "Druskininkai"), _reading(Regime.OPEN, 96, 150, "Alytus")]
    )
    assert (gauge.people, gauge.places, gauge.over, gauge.free) == (310, 310, 54, 54)
