"""Where the axes are labelled: whole numbers on the count axis, real dates and hours on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from ui.plots import wording

Measure = Callable[[str], float]
AIR = 24.0  # between two labels, in pixels


def count_ticks(top: float, height: float, room: float = 36.0) -> list[int]:
    """Whole numbers from zero up to `top`, at least `room` pixels apart."""
    if top <= 0 or height <= 0:
        return [0]
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step / top * height >= room:
                return list(range(0, int(top) + 1, step))
        size *= 10


def date_ticks(first: date, last: date, width: float, measure: Measure) -> list[tuple[date, str]]:
    """The finest sensible days of the calendar whose labels fit; the year stands where it changes."""
    per_day = width / ((last - first).days + 1)
    for wanted, word in _LEVELS:
        ticks = _labelled(list(wanted(first, last)), word)
        if ticks and _fits([((d - first).days * per_day, label) for d, label in ticks], measure):
            return ticks
    return [(first, wording.day(first, year=True))]


def time_ticks(
    first: datetime, last: datetime, width: float, measure: Measure, zone: tzinfo
) -> list[tuple[datetime, str]]:
    """Days, or hours where the whole is short, at the zone's own midnight and hours."""
    start, end = first.astimezone(zone), last.astimezone(zone)
    if end - start > timedelta(days=4):
        days = date_ticks(start.date() + timedelta(days=1), end.date(), width, measure)
        return [(datetime(d.year, d.month, d.day, tzinfo=zone), label) for d, label in days]
    seconds = max(1.0, (end - start).total_seconds())
    for hours in (1, 2, 3, 6, 12, 24):
        ticks = [(t, wording.day(t) if t.hour == 0 else wording.clock(t)) for t in _hours(start, end, hours)]
        places = [((t - start).total_seconds() / seconds * width, label) for t, label in ticks]
        if ticks and _fits(places, measure):
            return ticks
    return [(start, wording.day(start, year=True))]


def _labelled(days: list[date], word: Callable[[date, bool], str]) -> list[tuple[date, str]]:
    before = [None, *days]
    return [(d, word(d, p is None or p.year != d.year)) for d, p in zip(days, before, strict=False)]


def _fits(ticks: list[tuple[float, str]], measure: Measure) -> bool:
    edge = float("-inf")
    for x, label in ticks:
        half = measure(label) / 2
        if x - half < edge + AIR:
            return False
        edge = x + half
    return True


def _hours(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    at = start.replace(minute=0, second=0, microsecond=0, hour=start.hour // step * step)
    while at <= end:
        if at >= start:
            yield at
        at += timedelta(hours=step)


def _every(step: int) -> Callable[[date, date], Iterator[date]]:
    def days(first: date, last: date) -> Iterator[date]:
        at = first
        while at <= last:
            yield at
            at += timedelta(days=step)

    return days


def _mondays(first: date, last: date) -> Iterator[date]:
    return _every(7)(first + timedelta(days=-first.weekday() % 7), last)


def _halves(first: date, last: date) -> Iterator[date]:
    return (d for d in _every(1)(first, last) if d.day in (1, 15))


def _months(step: int) -> Callable[[date, date], Iterator[date]]:
    def days(first: date, last: date) -> Iterator[date]:
        count = first.year * 12 + first.month - 1 + (first.day > 1)
        count += -count % step
        while (d := date(count // 12, count % 12 + 1, 1)) <= last:
            yield d
            count += step

    return days


def _day_word(d: date, with_year: bool) -> str:
    return wording.day(d, year=with_year)


def _month_word(d: date, with_year: bool) -> str:
    return f"{wording.month(d)} {d.year}" if with_year else wording.month(d)


def _year_word(d: date, _with_year: bool) -> str:
    return str(d.year)


_LEVELS = (
    (_every(1), _day_word),
    (_every(2), _day_word),
    (_mondays, _day_word),
    (_halves, _day_word),
    (_months(1), _month_word),
    (_months(3), _month_word),
    (_months(6), _month_word),
    (_months(12), _year_word),
    (_months(24), _year_word),
    (_months(60), _year_word),
    (_months(120), _year_word),
)
