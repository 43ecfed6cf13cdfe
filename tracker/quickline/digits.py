"""Digits of the quick line: dates, times, counts and ranges, each by how it is written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from tracker.codes import AgeBand
from tracker.quickline.names import Token
from tracker.quickline.words import BANDS, MONTHS, Clock, Day, Dims, Part


class Digits(NamedTuple):
    """What digits say of when; `trouble` is a code where they look like a time or date and are none."""

    end: int
    day: Day | None = None
    clock: Clock | None = None
    trouble: str | None = None
    values: Mapping[str, Any] = MappingProxyType({})


_OPTIONS = re.ASCII | re.IGNORECASE
_ISO = re.compile(
    r"((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})(?:T(\d{1,2}):(\d\d)(?::(\d\d))?)?(?!\w)", _OPTIONS
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\w)", _OPTIONS)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.((?:19|20)?\d\d(?!\w)|(?!\w))", _OPTIONS)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/((?:19|20)?\d\d))?(?![\w/])", _OPTIONS)
_DASHED_YEAR = re.compile(r"(\d{1,2})-(\d{1,2})-((?:19|20)\d\d)(?![\w-])", _OPTIONS)
_DASHED = re.compile(r"(?=0\d|\d{1,2}-0\d)(\d\d?)-(\d\d?)(?![\w:-])", _OPTIONS)
_HALF = r"am|pm|a\.m\.?|p\.m\.?"
_TIME = re.compile(rf"(\d{{1,2}})[:h](\d\d)(?::(\d\d))?(?:\s?({_HALF}|h|hrs?|val\.?))?(?!\w)", _OPTIONS)
_HOUR = re.compile(rf"(\d{{1,2}})(?:h|\s?({_HALF})|\s?o['’]?clock|\s?val\.?)(?!\w)", _OPTIONS)
_FOUR = re.compile(r"(\d\d)(\d\d)(\s?(?:h|hrs?))?(?!\w)", _OPTIONS)
_POINTED = re.compile(r"(\d\d)\.(\d\d)(?![\w.]\w?)", _OPTIONS)
_POINTED_HALF = re.compile(rf"(\d{{1,2}})\.(\d\d)\s?({_HALF}|h|hrs?|val\.?)(?!\w)", _OPTIONS)
_NTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)(?!\w)", _OPTIONS)
# Days from 24 on cannot be hours: "31.7", and not "31.7 km".
_UNDOTTED = re.compile(r"(2[4-9]|3[01])\.(0?[1-9]|1[0-2])(?![\w.,]|\s?(?:k?m|kg|%))", _OPTIONS)
_SLIPPED = re.compile(r"(?:\d\d;|0\d,|\d{1,2}(?: :|: |::| : ))[0-5]\d(?!\w)", _OPTIONS)
_LASTING = re.compile(r"\d{1,2}:\d\d\s?[-–—]\s?\d{1,2}:\d\d(?!\w)", _OPTIONS)
_UNFINISHED = re.compile(r"\d{1,2}:(?:\d(?!\w)|\s*\Z)|0\d:?(?!\w)|0(?!\w)", _OPTIONS)
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?(?!\w)", _OPTIONS)
_YEAR = re.compile(r",?\s{1,5}((?:19|20)\d\d)(?!\w)", _OPTIONS)


def read_digits(line: str, at: int, *, first: bool) -> Digits | None:
    """A date or time that begins with the digits at `at`; `first` says that no more than a day stands before it."""
    if match := _ISO.match(line, at):
        year, _, month, day, hour, minute, second = match.groups()
        clock = _clock(hour, minute, second) if hour else None
        if hour and clock is None:
            return Digits(match.end(), trouble="no_such_time")
        return _date(match.end(), int(year), int(month), int(day), clock)
    if match := _COMPACT.match(line, at):
        return _date(match.end(), int(match[1]), int(match[2]), int(match[3]))
    if match := _UNDOTTED.match(line, at):
        return _date(match.end(), None, int(match[2]), int(match[1]))
    if match := _DOTTED.match(line, at):
        return _date(match.end(), _full_year(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.match(line, at) or _DASHED_YEAR.match(line, at) or _DASHED.match(line, at):
        written = match[3] if match.re is not _DASHED else None
        return _either_way(match.end(), int(match[1]), int(match[2]), _full_year(written))
    return _read_time(line, at, first)


def _read_time(line: str, at: int, first: bool) -> Digits | None:
    if match := _POINTED_HALF.match(line, at):
        clock = _clock(match[1], match[2], None, match[3])
        return Digits(match.end(), clock=clock, trouble=None if clock else "no_such_time")
    if match := _NTH.match(line, at):
        return Digits(match.end(), trouble="month_missing")
    if match := _SLIPPED.match(line, at):
        return Digits(match.end(), trouble="time_slipped")
    if match := _LASTING.match(line, at):
        return Digits(match.end(), trouble="time_lasting")
    if match := _TIME.match(line, at):
        clock = _clock(match[1], match[2], match[3], match[4])
        return Digits(match.end(), clock=clock, trouble=None if clock else "no_such_time")
    if match := _HOUR.match(line, at):
        clock = _clock(match[1], "0", None, match[2])
        clock = clock._replace(hours=1) if clock else None
        return Digits(match.end(), clock=clock, trouble=None if clock else "no_such_time")
    if (match := _FOUR.match(line, at)) and (first or match[1][0] == "0" or match[3]):
        clock = _clock(match[1], match[2], None)
        if clock:
            sure = match[1][0] == "0" or match[3]
            return Digits(match.end(), clock=clock._replace(notes=() if sure else ("read_as_time",)))
    if match := _POINTED.match(line, at):
        clock = _clock(match[1], match[2], None)
        is_date = 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12
        if clock and not is_date:
            return Digits(match.end(), clock=clock)
        if clock:
            return Digits(match.end(), trouble="ambiguous_time")
    # Also "02", on its way to "02:10": no count begins with a nought. A bare 0 is left to be a count.
    if (match := _UNFINISHED.match(line, at)) and match.group() != "0":
        return Digits(match.end(), trouble="unfinished_time")
    return None


def read_day_and_month(line: str, tokens: Sequence[Token], place: int) -> Digits | None:
    """A date like "3 Aug", "3rd of August 2021", "Aug 3"; `place` is that of its first token."""
    token = tokens[place]
    if token.folded in MONTHS:
        after = _skip(tokens, place + 1)
        if after is None or not (match := _ORDINAL.match(line, tokens[after].start)):
            return None
        if line[match.end() : match.end() + 1] in (":", "/", "-") and match.end() < len(line):
            return None  # "Aug 02:10": a time, and no day
        end, month, day = match.end(), MONTHS[token.folded], int(match[1])
    else:
        match = _ORDINAL.match(line, token.start)
        after = _skip(tokens, place + 1, "of", ".")
        if not match or after is None or tokens[after].folded not in MONTHS:
            return None
        if match.end() > tokens[after].start or _is_bound(line, tokens[after].end):
            return None  # "23 MAR:5" is Morocco
        end, month, day = tokens[after].end, MONTHS[tokens[after].folded], int(match[1])
    year = None
    # Also one to come: it is a slip, and no time of a day that nobody meant.
    if said := _YEAR.match(line, end):
        year, end = int(said[1]), said.end()
    if not 1 <= day <= 31:
        return None
    return _date(end, year, month, day)


def _skip(tokens: Sequence[Token], place: int, *also: str) -> int | None:
    """The next place that is neither white space nor one of `also`; None at the end or when it is far."""
    for at in range(place, min(place + 5, len(tokens))):
        if tokens[at].kind != "s" and tokens[at].text.lower() not in also:
            return at
    return None


def _is_bound(line: str, end: int) -> bool:
    rest = line[end : end + 3].lstrip()
    return rest[:1] in (":", "=") and rest != ""


def _clock(hour: str, minute: str, second: str | None, half: str | None = None) -> Clock | None:
    h, m, s = int(hour), int(minute), int(second or 0)
    if half and half[0] in "aApP":
        if not 1 <= h <= 12:
            return None
        h = h % 12 + (12 if half[0] in "pP" else 0)
    return Clock(h, m, s) if h < 24 and m < 60 and s < 60 else None


def _full_year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + 2000 if len(written) == 2 else int(written)


def _date(end: int, year: int | None, month: int, day: int, clock: Clock | None = None) -> Digits:
    try:
        date(year or 2000, month, day)  # 2000 has a 29 February; which year it was is settled later
    except ValueError:
        return Digits(end, trouble="no_such_date")
    return Digits(end, day=Day(year=year, month=month, day=day), clock=clock)


def _either_way(end: int, one: int, other: int, year: int | None) -> Digits:
    """A date that may be day and month or month and day: "3/8" is ambiguous, "23/8", "8/23" and "8/8" are not."""
    ways = [
        found
        for found in (_date(end, year, other, one), _date(end, year, one, other))
        if found.day is not None
    ]
    if not ways:
        return Digits(end, trouble="no_such_date")
    if len(ways) == 2 and ways[0] != ways[1]:
        days = [(way.day.month, way.day.day) for way in ways if way.day]
        return Digits(end, trouble="ambiguous_date", values={"candidates": days})
    return ways[0]


class Number(NamedTuple):
    """A count, a range or the label 60+; with part TROUBLE the value is the code of what is wrong."""

    end: int
    part: Part
    value: Any
    values: Mapping[str, Any] = MappingProxyType({})


_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[,.'’\u202f\xa0][0-9]{3})+(?!\w)")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?![\w:])")
_RANGE = re.compile(r"([0-9]+)(?:[-–—]|\s{1,5}(?:to|or)\s{1,5})([0-9]+)(?!\w)", re.IGNORECASE)
_WIDE_RANGE = re.compile(r"([0-9]{1,7}) [-–—] ([0-9]{1,7})(?![\w:])")
_NUMBER = re.compile(r"([0-9]+)([+?]|-?ish)?(?!\w)")
_MOST_DIGITS = 9  # nobody counts a thousand million people, and longer ones are slow to turn into a number


def read_number(line: str, at: int, *, is_count: bool) -> Number | None:
    """What the digits at `at` count; `is_count`: a colon stands before them, so that they cannot be half a time."""
    if match := _GROUPED.match(line, at):
        return _count(match.end(), re.sub("[^0-9]", "", match.group()), "")
    if match := _SPACED.match(line, at):
        return Number(match.end(), Part.TROUBLE, "number_unclear")  # "1 200" may be one number or two
    if match := _RANGE.match(line, at):
        return _range(match.end(), match[1], match[2])
    # "20 - 25", and not "23 - 15 Iraqis", where the dash is a comma.
    if (match := _WIDE_RANGE.match(line, at)) and int(match[1]) < int(match[2]):
        return _range(match.end(), match[1], match[2])
    match = _NUMBER.match(line, at)
    if match is None:
        return None
    if match.group() == "60+":
        return Number(match.end(), Part.LABEL, Dims(age=AgeBand.OLDER, joins=True))
    if len(match[1]) > 1 and match[1][0] == "0" and not is_count:
        return Number(match.end(), Part.TROUBLE, "number_unclear")
    return _count(match.end(), match[1], match[2] or "")


def _count(end: int, digits: str, sign: str) -> Number:
    if len(digits) > _MOST_DIGITS:
        return Number(end, Part.TROUBLE, "number_too_long")
    return Number(end, Part.NUMBER, (int(digits), sign))


def _range(end: int, low: str, high: str) -> Number:
    if max(len(low), len(high)) > _MOST_DIGITS:
        return Number(end, Part.TROUBLE, "number_too_long")
    if any(len(number) > 1 and number[0] == "0" for number in (low, high)):
        return Number(end, Part.TROUBLE, "number_unclear")
    lo, hi = int(low), int(high)
    if lo > hi:
        return Number(end, Part.TROUBLE, "range_backwards", {"low": lo, "high": hi})
    return Number(end, Part.RANGE, (lo, hi, BANDS.get((lo, hi))))
