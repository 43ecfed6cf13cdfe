"""Reporting days: cut-offs, clock changes, and what is known only to the day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import drafts
from tracker.codes import Precision
from tracker.days import day_of, end_of_day, reporting_day, start_of_day, zone

VILNIUS = "Europe/Vilnius"
moments = st.integers(-600_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
zones = st.sampled_from(
    [VILNIUS, "Europe/Athens", "Asia/Kathmandu", "America/St_Johns", "UTC", "Africa/Cairo"]
)
cutoffs = st.integers(1, 1440)


@pytest.mark.parametrize(
    ("utc", "cutoff", "day"),
    [
        ("2021-08-02T20:59:59", 1440, "2021-08-02"),
        ("2021-08-02T21:00:00", 1440, "2021-08-03"),  # midnight in Vilnius
        ("2021-08-03T04:59:59", 480, "2021-08-03"),
        ("2021-08-03T05:00:00", 480, "2021-08-04"),  # 08:00 in Vilnius belongs to the next reporting day
        ("2021-03-28T00:59:59", 1440, "2021-03-28"),  # a second before the clocks go forward
        ("2021-03-28T01:00:00", 1440, "2021-03-28"),
        ("2021-03-27T22:00:00", 1440, "2021-03-28"),
        ("2021-03-28T21:00:00", 1440, "2021-03-29"),  # the short day is over after 23 hours
        ("2021-10-31T21:59:59", 1440, "2021-10-31"),  # the long day lasts 25 hours
        ("2021-10-31T22:00:00", 1440, "2021-11-01"),
    ],
)
def test_days_of_moments(utc: str, cutoff: int, day: str) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert day_of(moment, VILNIUS, cutoff) == date.fromisoformat(day)


def test_days_with_a_clock_change_are_23_and_25_hours_long() -> None:
    def length(day: date) -> timedelta:
        return end_of_day(day, VILNIUS, 1440) - start_of_day(day, VILNIUS, 1440)

    assert length(date(2021, 3, 28)) == timedelta(hours=23)
    assert length(date(2021, 10, 31)) == timedelta(hours=25)
    assert length(date(2021, 8, 3)) == timedelta(hours=24)


@given(moments, zones, cutoffs)
def test_every_moment_lies_within_its_day(moment: datetime, name: str, cutoff: int) -> None:
    day = day_of(moment, name, cutoff)
    assert start_of_day(day, name, cutoff) <= moment < end_of_day(day, name, cutoff)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), zones, cutoffs)
def test_days_follow_each_other_without_gap(day: date, name: str, cutoff: int) -> None:
    assert end_of_day(day, name, cutoff) == start_of_day(day + timedelta(days=1), name, cutoff)


def test_an_incident_of_which_only_the_day_is_known_belongs_to_that_day() -> None:
    situation = drafts.Situation(name="L", time_zone=VILNIUS, cutoff=480)
    midnight = datetime(2021, 8, 3, tzinfo=zone(VILNIUS))
    known = drafts.Incident(happened_at=midnight, precision=Precision.DAY)
    assert reporting_day(known, situation) == date(2021, 8, 3)
    at_nine = drafts.Incident(happened_at=midnight + timedelta(hours=9))
    assert reporting_day(at_nine, situation) == date(2021, 8, 4)
    assert reporting_day(drafts.Incident(precision=Precision.UNKNOWN), situation) is None


@pytest.mark.parametrize(
    "utc", ["2021-10-31T01:10:00", "2021-10-31T00:10:00", "2021-03-28T01:10:00", "2021-03-28T00:40:00"]
)
@pytest.mark.parametrize("cutoff", [200, 210, 230])
def test_a_cutoff_within_a_clock_change_still_bounds_its_days(utc: str, cutoff: int) -> None:
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    day = day_of(moment, VILNIUS, cutoff)
    assert start_of_day(day, VILNIUS, cutoff) <= moment < end_of_day(day, VILNIUS, cutoff)
