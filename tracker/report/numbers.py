"""Numbers, days and times as the report writes them: the same on every laptop, whatever its language is set to."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TIMES = 3  # from so many times on, a percentage cannot be read
SOLID = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
FEW = 50  # below it a percentage says more than the numbers bear


def number(value: int) -> str:
    """2,884; below zero with a minus sign."""
    return f"{value:,}".replace("-", "−")


def signed(value: int) -> str:
    """+12, −12, or ±0."""
    return f"+{value:,}" if value > 0 else number(value) if value else "±0"


def count(value: int, one: str, many: str = "") -> str:
    """1 person, 2,884 persons; `many` where it is more than an s."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def times(factor: float) -> str:
    """5.9, 51: one decimal below ten."""
    return f"{factor:.1f}" if factor < 9.95 else f"{round(factor):,}"


def day(value: date, *, year: bool = True, weekday: bool = False) -> str:
    """31 July 2021, Saturday 31 July, …"""
    said = f"{value.day} {MONTHS[value.month - 1]}"
    said = f"{said} {value.year}" if year else said
    return f"{WEEKDAYS[value.weekday()]} {said}" if weekday else said


def short_day(value: date, *, year: bool = False) -> str:
    """31 Jul, 31 Jul 2021; it goes to no second line."""
    said = f"{value.day}{SOLID}{MONTHS[value.month - 1][:3]}"
    return f"{said}{SOLID}{value.year}" if year else said


def days(first: date, last: date) -> str:
    """The shortest words for a span of days: 31 Jul 2021, July 2021, 2020, 1 Jan – 3 Aug 2021."""
    if first == last:
        return short_day(first, year=True)
    ends_month = (last + timedelta(days=1)).day == 1
    if first.year == last.year and first.day == 1 and ends_month:
        if first.month == last.month:
            return f"{MONTHS[first.month - 1]} {first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year)
    return f"{short_day(first, year=first.year != last.year)} – {short_day(last, year=True)}"


def clock(value: datetime) -> str:
    """13:40, by the clock of the value's own zone."""
    return value.strftime("%H:%M")


def hour_of(value: datetime, day: date) -> str:
    """13:40; with its date where that is not the reporting day's own: the day may end in the morning."""
    return clock(value) if value.date() == day else f"{clock(value)} on {short_day(value.date())}"


def moment(value: datetime) -> str:
    """31 Jul 2021, 13:40."""
    return f"{short_day(value.date(), year=True)}, {clock(value)}"


def place_of(time_zone: str) -> str:
    """The city that a time zone is named after: Europe/Vilnius is Vilnius."""
    return time_zone.rsplit("/", 1)[-1].replace("_", " ")


def short(name: str, most: int = 32) -> str:
    """A name as the first page has room for it; the annexes have all of it."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def listed(names: Sequence[str], most: int = 4) -> str:
    """Pabradė, Rukla and Alytus; beyond a few the rest is counted."""
    shown = list(names) if len(names) <= most + 1 else [*names[:most], f"{len(names) - most:,} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def change(now: int, before: int) -> str:
    """▲ 38 %, ▲ 5.9 ×, ▼ 31: how much more or fewer; empty where there is nothing to compare to."""
    if not before:
        return ""
    difference = now - before
    if not difference:
        return "as many"
    arrow = "▲" if difference > 0 else "▼"
    if now >= TIMES * before and now >= 20:
        return f"{arrow} {times(now / before)}{NARROW}×"
    if max(now, before) < FEW or abs(difference) * 200 < before:
        return f"{arrow} {number(abs(difference))}"
    return f"{arrow} {number(round(abs(difference) * 100 / before))}{NARROW}%"
