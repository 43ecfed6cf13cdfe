"""Numbers, days and counts in words, the same on every plot. Plain text, by the locale."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from PySide6.QtCore import QCoreApplication, QDate, QLocale

translate = QCoreApplication.translate


def locale() -> QLocale:
    """The locale in force; British English where the system names none, since that one separates no thousands."""
    made = QLocale()
    return QLocale("en_GB") if made.language() == QLocale.Language.C else made


def number(value: int) -> str:
    """A whole number with the locale's separators."""
    return locale().toString(value)


def rounded(value: float) -> str:
    """A mean: one decimal below ten, whole above."""
    return locale().toString(value, "f", 1) if 0 < value < 10 else number(round(value))


def percent(ratio: float) -> str:
    """112 %; never rounded over or under the 100 % mark that it does not reach."""
    value = round(ratio * 100)
    if value == 100 and ratio != 1:
        value = 101 if ratio > 1 else 99
    return f"{number(value)}\N{NARROW NO-BREAK SPACE}%"


def day(value: date, *, year: bool = False, weekday: bool = False) -> str:
    """1 Jul, 1 Jul 2021 or Thu 1 Jul 2021, in the locale's order of day and month."""
    made = locale()
    order = _order(made.name(), year)
    if weekday:
        order = f"ddd {order}"
    return made.toString(QDate(value.year, value.month, value.day), order)


@cache
def _order(name: str, year: bool) -> str:
    short = QLocale(name).dateFormat(QLocale.FormatType.ShortFormat)
    if short.find("d") < short.find("M"):
        return "d MMM yyyy" if year else "d MMM"
    if short.find("y") < short.find("M"):
        return "yyyy MMM d" if year else "MMM d"
    return "MMM d, yyyy" if year else "MMM d"


def month(value: date) -> str:
    """Jul, as it stands alone."""
    return locale().standaloneMonthName(value.month, QLocale.FormatType.ShortFormat)


def span(first: date, last: date) -> str:
    """12 Jul – 18 Jul 2021, or the one day."""
    if first == last:
        return day(first, year=True)
    return f"{day(first, year=first.year != last.year)} – {day(last, year=True)}"


def persons(count: int) -> str:
    """1 person, 23 persons."""
    if count == 1:
        return translate("Figures", "1 person")
    return translate("Figures", "{n} persons", None, count).format(n=number(count))


def people(count: int) -> str:
    """1 person, 23 people."""
    if count == 1:
        return translate("Figures", "1 person")
    return translate("Figures", "{n} people", None, count).format(n=number(count))


def places(count: int) -> str:
    """1 place, 160 places."""
    if count == 1:
        return translate("Figures", "1 place")
    return translate("Figures", "{n} places", None, count).format(n=number(count))


def facilities(count: int) -> str:
    """1 facility, 3 facilities."""
    if count == 1:
        return translate("Figures", "1 facility")
    return translate("Figures", "{n} facilities", None, count).format(n=number(count))


def of_unknown_size(count: int) -> str:
    """1 incident of unknown size, 3 incidents of unknown size."""
    if count == 1:
        return translate("Figures", "1 incident of unknown size")
    return translate("Figures", "{n} incidents of unknown size", None, count).format(n=number(count))


def over_by(count: int) -> str:
    """Over by 54."""
    return translate("Figures", "over by {n}", None, count).format(n=number(count))


def age(since: timedelta) -> str:
    """20 min, 31 h, 5 days: how old a count is."""
    minutes = max(0, int(since.total_seconds() // 60))
    if minutes < 60:
        return translate("Figures", "{n} min", None, minutes).format(n=minutes)
    if minutes < 72 * 60:
        return translate("Figures", "{n} h", None, minutes // 60).format(n=minutes // 60)
    days = minutes // (24 * 60)
    return translate("Figures", "{n} days", None, days).format(n=number(days))


def clock(value: datetime) -> str:
    """14:30, always 24 hours."""
    return value.strftime("%H:%M")


def other_parts() -> str:
    """The part that holds what is beyond the largest ones."""
    return translate("Figures", "other")


def not_specified() -> str:
    """The part of persons of whom it is not known."""
    return translate("Figures", "not specified")


def count_needed() -> str:
    """Of a facility that more people left than were counted in."""
    return translate("Figures", "count needed")


def loading() -> str:
    """In place of figures until the first answer has come."""
    return translate("Figures", "Loading …")


def illustrative() -> str:
    """The mark of what was made up to show the program."""
    return translate("Figures", "illustrative data")
