"""The days of a context event as people write them: a day, “late June 2021”, “2020”, “1 to 3 March 2020”.

A rough date keeps its words. Thirds of a month end on the 10th, the 20th and its last day; those of a year are four
months long; weeks are those of ISO 8601. Seasons are of the northern half of the earth; a winter lies in two years
and is not read.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.files.cells import ValueProblem, plain, problem
from tracker.files.dates import Order, parse_date, parse_month, parse_year
from tracker.files.tables import Cell

_PARTS = {
    "early": (1, 3), "beginning of": (1, 3), "start of": (1, 3), "mid": (2, 3), "middle of": (2, 3), "late": (3, 3),
    "end of": (3, 3), "first half of": (1, 2), "second half of": (2, 2),
}  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_PART = re.compile(rf"(?:the |in )?({'|'.join(_PARTS)})[-\s]+(.{{4,30}})", re.IGNORECASE)
_SEASON = re.compile(rf"(?:in )?({'|'.join(_SEASONS)})(?: of)?\s+(\d{{4}})", re.IGNORECASE | re.ASCII)
_QUARTER = re.compile(r"q([1-4])[\s/-]*(\d{4})|(\d{4})[\s/-]*q([1-4])", re.IGNORECASE | re.ASCII)
# Weeks of ISO 8601, from Monday to Sunday.
_WEEK = re.compile(
    r"(\d{4})[\s/-]*(?:w|kw|wk|week|woche)[\s.-]*(\d\d?)|(?:w|kw|wk|week|woche)[\s.-]*(\d\d?)[\s/,-]+(\d{4})",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(
    r"(?:from |between )?(.{6,30}?)\s*(?:\s(?:to|and|until)\s|[–—/]|\s-\s)\s*(.{6,30})", re.IGNORECASE
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day, both included. `text` is how a `rough` date was put; it lies somewhere between the two."""

    first: date
    last: date
    rough: bool = False
    text: str | None = None


def parse_span(cell: Cell, *, order: Order | None = None) -> Span | None:
    """A day, two days, or a rough date; None where nothing is said. Raises ValueProblem as `parse_date` does."""
    try:
        day = parse_date(cell, order=order)
    except ValueProblem as failed:
        text = " ".join((plain(cell) or "").split())
        if failed.code != "not_a_date" or len(text) > _LONGEST:
            raise
        found = _rough(text) or _between(text, order)
        if found is None:
            raise
        return found
    return None if day is None else Span(day, day)


def _between(text: str, order: Order | None) -> Span | None:
    match = _BETWEEN.fullmatch(text)
    if match is None:
        return None
    first, last = parse_date(match[1], order=order), parse_date(match[2], order=order)
    if first is None or last is None:
        return None
    if last < first:
        raise problem("not_a_date", text)
    return Span(first, last)


def _rough(text: str) -> Span | None:
    if (whole := _whole(text)) is not None:
        return Span(*whole, rough=True, text=text)
    if match := _PART.fullmatch(text):
        whole = _whole(match[2])
        if whole is not None:
            return Span(*_part(*whole, *_PARTS[match[1].lower()]), rough=True, text=text)
    if match := _SEASON.fullmatch(text):
        first = date(_year(match[2]), _SEASONS[match[1].lower()], 1)
        return Span(first, _end(first, 3), rough=True, text=text)
    if match := _QUARTER.fullmatch(text):
        first = date(_year(match[2] or match[3]), 3 * int(match[1] or match[4]) - 2, 1)
        return Span(first, _end(first, 3), rough=True, text=text)
    if match := _WEEK.fullmatch(text):
        year, week = _year(match[1] or match[4]), int(match[2] or match[3])
        try:
            first = date.fromisocalendar(year, week, 1)
        except ValueError:
            raise problem("impossible_date", text) from None
        return Span(first, first + timedelta(days=6), rough=True, text=text)
    return None


def _whole(text: str) -> tuple[date, date] | None:
    """First and last day of a month or a year; None for what is neither."""
    try:
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            first = date(_year(text), 1, 1)
            return first, _end(first, 12)
        month = parse_month(text)
    except ValueProblem as failed:
        if failed.code == "not_a_month":
            return None
        raise
    return None if month is None else (month, _end(month, 1))


def _year(text: str) -> int:
    year = parse_year(text)
    if year is None:
        raise problem("not_a_year", text)
    return year


def _end(first: date, months: int) -> date:
    """The last day of so many months that begin with `first`, the first of one."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def _part(first: date, last: date, number: int, parts: int) -> tuple[date, date]:
    if (last - first).days > 31:  # of a year
        months = 12 // parts
        begins = first.replace(month=1 + months * (number - 1))
        return begins, _end(begins, months)
    length = 10 if parts == 3 else 15
    begins = first + timedelta(days=length * (number - 1))
    return begins, last if number == parts else begins + timedelta(days=length - 1)
