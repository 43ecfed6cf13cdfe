"""When: from the days and times that a line says to a moment.

A moment is given with the fixed offset that the zone has then, so that no later arithmetic can be wrong by the hour of
a clock change.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from tracker.codes import Precision
from tracker.days import day_of
from tracker.quickline.cursor import Atom
from tracker.quickline.words import Clock, Day, Part

# A time beside a date that is not understood is not taken for today's.
_LOST = ("no_such_date", "ambiguous_date", "ambiguous_time", "month_missing")


@dataclass(slots=True)
class Saying:
    """What a line says of when: at most one day and one clock, where they stand, and what is too much, and why."""

    atoms: list[Atom] = field(default_factory=list)
    day: Day | None = None
    clock: Clock | None = None
    refused: list[tuple[Atom, str]] = field(default_factory=list)


def gather(atoms: Sequence[Atom]) -> Saying:
    """The day and the clock among the atoms. Atoms without either: the time is said to be unknown."""
    saying = Saying()
    unknown = False
    for atom in atoms:
        if atom.part is Part.DAY:
            day, clock = atom.value
            both = day if saying.day is None else _one_day(saying.day, day)
            if both is None or (clock is not None and saying.clock is not None):
                saying.refused.append((atom, "second_date"))
                continue
            saying.day, saying.clock = both, clock or saying.clock
        elif atom.part in (Part.CLOCK, Part.NO_TIME):
            both_clocks = _one_clock(saying.clock, atom.value) if not unknown else None
            if both_clocks is None and (saying.clock is not None or unknown):
                saying.refused.append((atom, "second_time"))
                continue
            saying.clock, unknown = both_clocks or atom.value, atom.part is Part.NO_TIME
        else:
            continue
        saying.atoms.append(atom)
    lost = any(atom.part is Part.TROUBLE and atom.value[1] in _LOST for atom in atoms)
    if lost and saying.day is None and saying.clock is not None:
        saying.refused += [(atom, "date_not_read") for atom in saying.atoms]
        saying.atoms = []
    return saying


def _one_day(one: Day, other: Day) -> Day | None:
    """Of a weekday and a date, the date, which has to be of that weekday: "Fri 30 Jul"."""
    for weekday, day in ((one, other), (other, one)):
        if weekday.weekday is not None and not weekday.month and day.month and day.weekday is None:
            return day._replace(weekday=weekday.weekday)
    return None


# The hours that people call so: from, and up to.
_CALLED = {0: (18, 30), 6: (3, 12), 12: (12, 19), 18: (17, 24)}


def _one_clock(one: Clock | None, other: Clock | None) -> Clock | None:
    """Of a part of the day and a time in it, the time: "last night 23:40"."""
    if one is None or other is None:
        return None
    for part, clock in ((one, other), (other, one)):
        first, last = _CALLED.get(part.hour, (0, 0))
        if (
            part.hours == 6
            and clock.hours < 6
            and (first <= clock.hour < last or first <= clock.hour + 24 < last)
        ):
            return clock
    return None


@dataclass(frozen=True, slots=True)
class Moment:
    """When, settled: the first moment of what `precision` leaves open. With `trouble`, no moment."""

    at: datetime | None
    precision: Precision
    notes: tuple[str, ...] = ()
    trouble: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


def settle(day: Day | None, clock: Clock | None, now: datetime, zone: ZoneInfo, cutoff: int) -> Moment:
    """The moment that a day, a time, or both mean at `now`; at least one of the two is given."""
    notes: list[str] = list(clock.notes) if clock else []
    today = now.astimezone(zone).date()
    on = today if day is None else _settle_day(day, today)
    if on is None:
        return Moment(None, Precision.UNKNOWN, trouble="no_such_date")
    if day is not None and day.month and day.weekday not in (None, on.weekday()):
        return Moment(None, Precision.UNKNOWN, trouble="other_weekday")
    if day is not None and day.month and day.year is None:
        notes += ["assumed_year"] if on.year != today.year else []
    if clock is None:
        return _moment(on, Clock(0, hours=24), Precision.DAY, notes, zone, cutoff)
    precision = {0: Precision.EXACT, 1: Precision.HOUR}.get(clock.hours, Precision.PART_OF_DAY)
    if day is None and _first(on, clock, zone).astimezone(UTC) > now.astimezone(UTC):
        notes.append("assumed_yesterday")
        on -= timedelta(days=1)
    return _moment(on, clock, precision, notes, zone, cutoff)


def _settle_day(day: Day, today: date) -> date | None:
    if day.ago is not None:
        return today - timedelta(days=day.ago)
    if day.weekday is not None and not day.month:
        back = (today.weekday() - day.weekday) % 7
        return today - timedelta(days=7 if day.before_today and back == 0 else back)
    if day.year is not None:
        return date(day.year, day.month, day.day)
    # The latest that is not to come; eight years back there is always a 29 February.
    for year in range(today.year, today.year - 9, -1):
        try:
            on = date(year, day.month, day.day)
        except ValueError:
            continue
        if on <= today:
            return on
    return None


def _first(on: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """The wall time on that day, the first of two; where the clock skipped it, the same number of hours later."""
    return datetime.combine(on, time(clock.hour, clock.minute, clock.second), zone)


def _moment(
    on: date, clock: Clock, precision: Precision, notes: list[str], zone: ZoneInfo, cutoff: int
) -> Moment:
    wall = _first(on, clock, zone)
    back = wall.astimezone(UTC).astimezone(zone)
    if back.replace(tzinfo=None) != wall.replace(tzinfo=None):
        # The clock was put forward over it. A longer stretch begins when the clock goes on, an exact time is none.
        if clock.hours * 60 <= _minutes_skipped(wall):
            gap = {"time": wall.replace(tzinfo=None), "zone": zone.key}
            return Moment(None, precision, trouble="time_in_gap", values=gap)
        wall = _end_of_gap(wall, back, zone)
    elif not clock.hours and wall.utcoffset() != wall.replace(fold=1).utcoffset():
        notes.append("time_twice")
    offset = wall.utcoffset() or timedelta()
    at = wall.replace(tzinfo=timezone(offset), fold=0)
    belongs = on if precision is Precision.DAY else day_of(at, zone.key, cutoff)
    return Moment(at, precision, tuple(notes), values={"reporting_day": belongs})


def _minutes_skipped(wall: datetime) -> int:
    before, after = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    # In a gap fold=0 has the offset from before the change and fold=1 the one from after it.
    return abs(int(((after or timedelta()) - (before or timedelta())).total_seconds() // 60))


def _end_of_gap(wall: datetime, back: datetime, zone: ZoneInfo) -> datetime:
    """The first wall time after a gap that `wall` lies in: minutes are tried, a gap is hours at most."""
    early = wall.astimezone(UTC) - timedelta(minutes=_minutes_skipped(wall))
    new = back.utcoffset()
    low, high = early, wall.astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == new:
            high = middle
        else:
            low = middle
    return high.astimezone(zone).replace(microsecond=0)
