"""Days of a situation: its zone, its cut-off, and which reporting day a moment belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # the window needs days before its first paint, and drafts only after it
    from tracker import drafts


MIDNIGHT = 1440  # minutes: the cut-off of a day that ends with the calendar's


@cache
def zone(name: str) -> ZoneInfo:
    """The IANA time zone. Raises ZoneInfoNotFoundError or ValueError for a name that is none."""
    return ZoneInfo(name)


def day_of(moment: datetime, time_zone: str, cutoff: int) -> date:
    """The reporting day of an aware moment.

    `cutoff` is the minute of the day at which a reporting day ends; a moment after it belongs to the next one. A day
    with a clock change is 23 or 25 hours long; a cut-off that comes twice on such a day ends it the first time.
    """
    day = moment.astimezone(zone(time_zone)).date()
    return day if moment < end_of_day(day, time_zone, cutoff) else day + timedelta(days=1)


def reporting_day(incident: drafts.Incident, situation: drafts.Situation) -> date | None:
    """The reporting day of an incident, None where it is not known.

    Where only the day is known, the day is as given: no cut-off can be applied to an hour that nobody knows.
    """
    from tracker.codes import Precision  # the code lists likewise

    if incident.happened_at is None:
        return None
    if incident.precision is Precision.DAY:
        return incident.happened_at.astimezone(zone(situation.time_zone)).date()
    return day_of(incident.happened_at, situation.time_zone, situation.cutoff)


@lru_cache(4096)
def end_of_day(day: date, time_zone: str, cutoff: int) -> datetime:
    """The moment, in UTC, at which the reporting day `day` ends (that moment itself belongs to the next day)."""
    wall = datetime.combine(day, time(), zone(time_zone)) + timedelta(minutes=cutoff)
    return wall.astimezone(UTC)


def start_of_day(day: date, time_zone: str, cutoff: int) -> datetime:
    """The moment, in UTC, at which the reporting day `day` begins."""
    return end_of_day(day - timedelta(days=1), time_zone, cutoff)
