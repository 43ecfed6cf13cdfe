"""Incidents: the list by day against the day's figures, and likely duplicates."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import NOON, VILNIUS, Small, small_store
from tracker import figures, incidents
from tracker.codes import CountBasis, Precision
from tracker.incidents import Filter
from tracker.published import Days


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def test_a_days_list_has_what_the_days_figure_counts(small: Small) -> None:
    small.record(persons=5)
    posted = small.record(happened_at=None, precision=Precision.UNKNOWN, posted_at=NOON, persons=7)
    line, day = small.line, NOON.date()
    with small.store.read() as session:
        listed = incidents.find_incidents(
            session, Filter(line.pk, line.time_zone, line.cutoff, first_day=day, last_day=day)
        )
        counted = Days(session, line.pk).sum(day, day)[0]
        latest = figures.read_board(session, line, day, NOON).latest
    assert sum(x.persons or 0 for x in listed) == counted == 5
    assert posted in [x.id for x in latest]  # and it is not hidden: the board lists it among the latest


def duplicates_of(small: Small, **changed: object) -> list[str]:
    with small.store.read() as session:
        return [x.id for x in incidents.find_likely_duplicates(session, small.incident(**changed))]


def test_like_means_near_in_time_in_sector_and_in_number(small: Small) -> None:
    there = small.record()
    when = NOON - timedelta(hours=2)
    assert duplicates_of(small) == [there]
    assert duplicates_of(small, happened_at=when + timedelta(hours=2, minutes=59)) == [there]
    assert duplicates_of(small, happened_at=when + timedelta(hours=3, minutes=1)) == []
    assert duplicates_of(small, persons=27) == [there]
    assert duplicates_of(small, persons=30) == []
    assert duplicates_of(small, persons=None, basis=CountBasis.UNKNOWN) == [there]
    assert duplicates_of(small, sector=small.sectors[1]) == []
    assert duplicates_of(small, sector=None) == [there]


def test_duplicates_across_a_clock_change(small: Small) -> None:
    local = ZoneInfo(VILNIUS)
    there = small.record(happened_at=datetime(2021, 3, 28, 2, 30, tzinfo=local))
    assert duplicates_of(small, happened_at=datetime(2021, 3, 28, 6, 15, tzinfo=local)) == [there]
    assert duplicates_of(small, happened_at=datetime(2021, 3, 28, 6, 45, tzinfo=local)) == []


def test_duplicates_of_which_only_the_day_is_known(small: Small) -> None:
    midnight = datetime(2021, 8, 3, tzinfo=ZoneInfo(VILNIUS))
    at_noon = small.record(happened_at=midnight + timedelta(hours=12))
    assert duplicates_of(small, happened_at=midnight, precision=Precision.DAY) == [at_noon]
    of_the_day = small.record(happened_at=midnight - timedelta(days=2), precision=Precision.DAY)
    assert duplicates_of(
        small, happened_at=(midnight - timedelta(days=2)).astimezone(UTC) + timedelta(hours=20)
    ) == [of_the_day]
