"""The board's figures: what each is compared to, and which published totals stand beside it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store
from tracker import drafts, incidents, records
from tracker.codes import CountBasis, Kind, Precision, Qualifier, Rule, Status
from tracker.headlines import Headline, read_headlines
from tracker.published import Published, read_published

DAY = date(2021, 8, 3)
LATER = NOON + timedelta(days=400)
HOUR = timedelta(hours=1)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def read(small: Small, day: date, now: datetime = LATER) -> dict[str, Headline]:
    with small.store.read() as session:
        return {h.name: h for h in read_headlines(session, small.line, day, now)}


def publish(small: Small, first: date, last: date, value: int, **more: object) -> str:
    draft = drafts.PublishedTotal(
        situation=small.situation,
        first_day=first,
        last_day=last,
        value=value,
        **more,  # type: ignore[arg-type]
    )
    return small.store.write(records.record, draft).value


def test_a_day_that_is_over_is_compared_to_whole_days(small: Small) -> None:
    small.record(persons=1, happened_at=NOON)
    small.record(persons=2, happened_at=NOON - timedelta(days=1) + 8 * HOUR)
    small.record(persons=4, happened_at=NOON.replace(year=2020) + 8 * HOUR)
    day = read(small, DAY)["day"]
    assert (day.now.persons, day.before.persons, day.year_before and day.year_before.persons) == (1, 2, 4)
    assert not day.partial


def test_a_day_under_way_is_compared_up_to_the_same_time_of_day(small: Small) -> None:
    """A day before, seven days before, a month and a year before: what came later on that day is left out."""
    for before, early, late in (
        (timedelta(days=1), 1, 100),
        (timedelta(days=7), 2, 200),
        (timedelta(days=31), 4, 400),
        (timedelta(days=365), 8, 800),
    ):
        small.record(persons=early, happened_at=NOON - before - HOUR)
        small.record(persons=late, happened_at=NOON - before + HOUR)
    small.record(persons=1000, happened_at=NOON - HOUR)
    # Of which nobody knows the day: it is in no day's figure, be it listed there or not.
    posted = NOON - timedelta(days=1) - HOUR
    small.record(persons=5000, happened_at=None, precision=Precision.UNKNOWN, posted_at=posted)
    found = read(small, DAY, NOON)
    assert all(h.partial for h in found.values())
    assert found["day"].before.persons == 1
    # The week before ends seven days ago at this time; the day with 31 days before is a month before.
    assert found["week"].before.persons == 2
    assert found["month"].before.persons == 4
    assert found["year"].before.persons == 8
    assert found["day"].year_before is not None
    assert found["day"].year_before.persons == 8


def test_the_same_time_of_day_is_the_clocks(tmp_path: Path) -> None:
    """On 28 March 2021 the clocks of Vilnius went forward: a day before, ten o'clock was 24 + 1 hours ago by UTC."""
    small = small_store(tmp_path / "s.btrk")
    ten = datetime.fromisoformat("2021-03-28T10:00:00+03:00")
    small.record(persons=3, happened_at=datetime.fromisoformat("2021-03-27T09:30:00+02:00"))
    small.record(persons=5, happened_at=datetime.fromisoformat("2021-03-27T10:30:00+02:00"))
    assert read(small, date(2021, 3, 28), ten)["day"].before.persons == 3
    small.store.close()


def test_the_count_up_to_a_moment_follows_the_rule(small: Small) -> None:
    first = small.record(persons=10, happened_at=NOON - timedelta(days=1) - 3 * HOUR)
    again = small.record(persons=6, happened_at=NOON - timedelta(days=1) - 2 * HOUR)
    small.store.write(incidents.link_as_seen_before, again, first, 4, None)
    small.record(persons=50, happened_at=NOON - timedelta(days=1) - HOUR, status=Status.CLAIMED)
    small.record(persons=60, happened_at=NOON - timedelta(days=1) - HOUR, kind=Kind.PUSHBACK)
    small.record(persons=None, basis=CountBasis.UNKNOWN, happened_at=NOON - timedelta(days=1) - HOUR)
    voided = small.record(persons=70, happened_at=NOON - timedelta(days=1) - HOUR)
    small.store.write(incidents.void_incident, voided, "twice", None)
    before = read(small, DAY, NOON)["day"].before
    assert (before.persons, before.unknown_size) == (12, 1)


def test_a_month_is_compared_to_the_same_days_of_the_one_before(small: Small) -> None:
    small.record(persons=1, happened_at=NOON - timedelta(days=3))  # 31 July
    small.record(persons=2, happened_at=NOON - timedelta(days=32))  # 2 July
    month = read(small, DAY)["month"]
    assert (month.before.first, month.before.last) == (date(2021, 7, 1), date(2021, 7, 3))
    assert month.before.persons == 2
    assert month.whole is not None
    assert month.whole.persons == 3
    end_of_march = read(small, date(2021, 3, 31))["month"].before
    assert (end_of_march.first, end_of_march.last) == (date(2021, 2, 1), date(2021, 2, 28))


def test_a_leap_day_has_a_year_before(small: Small) -> None:
    found = read(small, date(2024, 2, 29))
    assert found["day"].year_before is not None
    assert found["day"].year_before.first == date(2023, 2, 28)
    assert found["year"].before.last == date(2023, 2, 28)
    assert found["week"].year_before is not None
    assert (found["week"].year_before.last - found["week"].year_before.first).days == 6


def test_published_totals_of_the_period_and_of_the_one_before(small: Small) -> None:
    year, july, last_year = date(2021, 1, 1), date(2021, 7, 1), date(2020, 1, 1)
    publish(small, year, DAY, 4000, qualifier=Qualifier.MORE_THAN)
    publish(small, july, date(2021, 7, 31), 2884)
    publish(small, last_year, date(2020, 12, 31), 81)
    # None of these is of the figure: a part of it, other things, other people, a time yet to come.
    publish(small, year, date(2021, 1, 31), 70)
    publish(small, july, date(2021, 7, 15), 900)
    publish(small, year, DAY, 5000, rule=Rule.DETECTIONS)
    publish(small, year, DAY, 2000, nationality="IRQ")
    publish(small, year, date(2021, 12, 31), 4300)
    found = read(small, DAY)
    assert [t.value for t in found["month"].published] == [2884]
    assert [t.value for t in found["year"].published] == [4000, 81]
    assert found["day"].published == found["week"].published == []
    assert [t.value for t in read(small, date(2021, 7, 31))["month"].published] == [2884]
    assert [t.value for t in read(small, date(2021, 12, 31))["year"].published] == [4300, 4000, 81]


# --- Published beside counted ---


def beside(small: Small, **whom: object) -> list[Published]:
    with small.store.read() as session:
        return read_published(session, small.line.pk, date(2021, 7, 1), DAY, **whom)  # type: ignore[arg-type]


def test_a_figure_with_its_vintages_beside_the_count(small: Small) -> None:
    small.record(persons=23)
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    small.record(persons=9, happened_at=NOON - timedelta(days=40))
    publish(small, DAY, DAY, 20, source="A", reported=DAY)
    publish(small, DAY, DAY, 23, source="A", reported=DAY + timedelta(days=1))
    publish(small, DAY, DAY, 19, source="B", reported=DAY)
    publish(small, date(2021, 1, 1), date(2021, 6, 30), 9)
    found = beside(small)
    assert [(p.total.value, p.counted, p.difference, p.unknown_size) for p in found] == [
        (19, 23, 4, 1),
        (23, 23, 0, 1),
    ]
    assert found[0].earlier == []  # another source is another figure
    assert [v.value for v in found[1].earlier] == [20]


def test_unlike_things_are_not_held_against_each_other(small: Small) -> None:
    small.record(persons=23)
    publish(small, DAY, DAY, 3, rule=Rule.EVENTS)
    (found,) = beside(small)
    assert (found.counted, found.difference, found.unknown_size) == (None, None, 0)


def test_of_one_nationality_and_of_one_sector(small: Small) -> None:
    small.record(persons=23, groups=[drafts.Group(nationality="IRQ", count=15)])
    small.record(persons=4, sector=small.sectors[1])
    publish(small, DAY, DAY, 14, nationality="IRQ")
    publish(small, DAY, DAY, 3, sector=small.sectors[1])
    publish(small, DAY, DAY, 30)
    assert [(p.total.value, p.counted) for p in beside(small)] == [(30, 27)]
    assert [(p.total.value, p.counted) for p in beside(small, nationality="IRQ")] == [(14, 15)]
    with small.store.read() as session:
        from tracker.situations import find_sectors

        second = next(s for s in find_sectors(session, small.line.pk) if s.id == small.sectors[1])
    assert [(p.total.value, p.counted) for p in beside(small, sector=second)] == [(3, 4)]
