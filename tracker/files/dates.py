"""Days, months, years and moments in a cell, in the ways that people and programs write them.

Codes of `ValueProblem`, each with `value`: not_a_date, not_a_month, not_a_year, impossible_date,
ambiguous_date (readings, as ISO dates), two_digit_year, year_out_of_range (first, last), impossible_time,
impossible_offset, no_such_local_time (zone: the clock was put forward over it).
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from tracker.files.cells import DIGITS, ValueProblem, missing, plain, problem
from tracker.files.tables import Cell
from tracker.nationalities import fold

Order = Literal["dmy", "mdy"]

FIRST_YEAR, LAST_YEAR = 1900, 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"], 1,
    )
    for name in names.split()
}  # fmt: skip
_YMD = re.compile(r"(\d{4})([-/. ])\s?(\d{1,2})\2\s?(\d{1,2})\.?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_XXY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d\d)\.?")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_D_MON_Y = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s./]*([a-z]+)\.?,?[-\s./]*(\d{4}|\d\d)")
_Y_D_MON = re.compile(r"(\d{4})\.\s*gada\s+(\d{1,2})\.?\s+([a-z]+)")
_Y_MON_D = re.compile(r"(\d{4})(?:\s*m\.|\.?\s*gada)?[-\s/]+([a-z]+)\.?[-\s/]+(\d{1,2})(?:\s*d)?\.?")
_MON_D_Y = re.compile(r"([a-z]+)\.?[-\s./]*(\d{1,2})(?:st|nd|rd|th)?,?[-\s./]+(\d{4}|\d\d)")
# 2021.1 may be an October that a spreadsheet took for a number, so a point wants two digits behind it.
_Y_M = re.compile(r"(\d{4})(?:[-/ ]|\s*m|\.?(?=\d\d$))(\d{1,2})")
_M_Y = re.compile(r"(\d{1,2})[-/. ](\d{4})")
_MON_Y = re.compile(r"([a-z]+)\.?[-\s/,']*(\d{4}|\d\d)")
_Y_MON = re.compile(r"(\d{4})(?:\s*m\.|\.\s*gada)?[-\s/]*([a-z]+)\.?")
_WORD = re.compile(r"[^\W\d_]{3,}")
# "2021 г.", "2021 r.", "2021. gads": what is said behind a year.
_YEAR_SAID = re.compile(
    r"(?<=\s)(\d{4})\.?\s*(?:г\.?|года|году|р\.?|року|r\.?|roku|rok|gads|god\.?|godine|m\.|metai)$"
)
_NAMES = Path(__file__).resolve().parents[2] / "resources" / "dates" / "months.toml"
_TIME = re.compile(
    r"(?P<day>.*?)(?:t|\s|,)\s*(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s*(?P<half>am|pm)?\s*(?P<zone>z|utc|gmt|(?:utc|gmt)?[+−-]\d\d?(?::?\d\d)?)?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was. `at` has a zone if the cell or the caller gave one.

    `date_only`: no time of day was given, and `at` is the first moment of the day. `assumed_first`: the clock showed
    this time twice that night, and the first is taken; say so.
    """

    at: datetime
    date_only: bool = False
    assumed_first: bool = False


def parse_date(cell: Cell, *, order: Order | None = None) -> date | None:
    """A day. `order` says what 03/04/2021 means; without it that is ambiguous_date. Dots mean day first.

    A time of day beside it is let go. None where the cell is empty or a mark for missing.
    """
    if isinstance(cell, datetime):
        return _checked(cell.date(), cell)
    if isinstance(cell, date):
        return _checked(cell, cell)
    text = _text(cell, "not_a_date")
    if text is None:
        return None
    try:
        return _day(text, cell, order)
    except ValueProblem as failed:
        match = _TIME.fullmatch(text)
        if failed.code != "not_a_date" or not match:
            raise
        return _day(match["day"].strip(" ,"), cell, order)


def parse_month(cell: Cell) -> date | None:
    """A month, as its first day. A date cell or ISO date counts if it is the first of its month."""
    if isinstance(cell, date):
        first = cell.date() if isinstance(cell, datetime) else cell
        if first.day != 1:
            raise problem("not_a_month", cell)
        return _checked(first, cell)
    text = _text(cell, "not_a_month")
    if text is None:
        return None
    if isinstance(cell, float) and not cell.is_integer():
        raise problem("not_a_month", cell)
    if match := _Y_M.fullmatch(text):
        return _build(match[1], match[2], "1", cell, "not_a_month")
    if match := _M_Y.fullmatch(text):
        return _build(match[2], match[1], "1", cell, "not_a_month")
    match = _MON_Y.fullmatch(text)
    year, name = (match[2], match[1]) if match else ("", "")
    if match := _Y_MON.fullmatch(text):
        year, name = match[1], match[2]
    if name in _MONTHS:
        return _build(year, str(_MONTHS[name]), "1", cell, "not_a_month")
    if (match := _YMD.fullmatch(text)) and int(match[4]) == 1:
        return _build(match[1], match[3], "1", cell, "not_a_month")
    raise problem("not_a_month", cell)


def parse_year(cell: Cell) -> int | None:
    """A year of four digits."""
    if isinstance(cell, date):
        raise problem("not_a_year", cell)
    text = _text(cell, "not_a_year")
    if text is None:
        return None
    if not re.fullmatch(r"\d{4}", text):
        raise problem("not_a_year", cell)
    _check_year(int(text), cell)
    return int(text)


def parse_datetime(cell: Cell, *, zone: tzinfo | None = None, order: Order | None = None) -> Moment | None:
    """A moment. An offset in the cell goes before `zone`, the zone of the place, which goes before none at all."""
    if isinstance(cell, datetime):
        _checked(cell.date(), cell)
        return _placed(cell, zone, cell)
    if isinstance(cell, date):
        return _day_start(_checked(cell, cell), zone)
    if isinstance(cell, str) and _ISO.fullmatch(cell):  # as programs write it: a fifth of the time
        try:
            at = datetime.fromisoformat(cell)
        except ValueError:
            pass  # what is wrong with it is told below
        else:
            _check_year(at.year, cell)
            return _placed(at, zone, cell)
    text = _text(cell, "not_a_date")
    if text is None:
        return None
    try:
        return _day_start(_day(text, cell, order), zone)
    except ValueProblem as failed:
        match = _TIME.fullmatch(text)
        if failed.code != "not_a_date" or not match:
            raise
    day = _day(match["day"].strip(" ,"), cell, order)
    clock, next_day = _clock(match, cell)
    at = datetime.combine(day, clock) + timedelta(days=next_day)
    _check_year(at.year, cell)
    return _placed(at.replace(tzinfo=_offset(match["zone"], cell)), zone, cell)


def _text(cell: Cell, code: str) -> str | None:
    """A cell made ready for the patterns above; None for nothing."""
    if isinstance(cell, bool):
        raise problem(code, cell)
    text = plain(cell)
    if text is None or missing(text):
        return None
    if len(text) > 60:
        raise problem(code, cell)
    if isinstance(cell, float) and cell.is_integer():
        text = text.removesuffix(".0")
    text = text.translate(DIGITS).casefold()
    if _WORD.search(text):
        text = _YEAR_SAID.sub(r"\1", _WORD.sub(_in_english, text).replace(" de ", " "))
    if not text.isascii():
        text = re.sub(r"[\u00a0\u2009\u202f]", " ", text).replace("−", "-")
    if re.search(r"[^\x00-\x7f]", text):  # so that \d means ASCII digits from here on
        raise problem(code, cell)
    return re.sub(r"\s+", " ", text)


def _in_english(word: re.Match[str]) -> str:
    return word[0] if word[0] in _MONTHS else _months_elsewhere().get(fold(word[0]), word[0])


@cache
def _months_elsewhere() -> dict[str, str]:
    """Names of months in other languages, folded, to their English ones."""
    listed: dict[str, list[str]] = tomllib.loads(_NAMES.read_text(encoding="utf-8"))
    english = {number: name for name, number in _MONTHS.items()}
    found = {name: english[number] for name, number in _MONTHS.items()}
    for months in listed.values():
        for number, names in enumerate(months, 1):
            for name in names.split():
                if found.setdefault(fold(name), english[number]) != english[number]:
                    found[fold(name)] = name  # another month in another language: nobody can tell
    return found


def _day(text: str, cell: Cell, order: Order | None) -> date:
    text = _WEEKDAY.sub("", text, count=1)
    if match := _YMD.fullmatch(text):
        return _build(match[1], match[3], match[4], cell)
    if match := _COMPACT.fullmatch(text):
        return _build(match[1], match[2], match[3], cell)
    if match := _XXY.fullmatch(text):
        return _either_way(match, cell, order)
    if (match := _D_MON_Y.fullmatch(text)) and match[2] in _MONTHS:
        return _build(match[3], str(_MONTHS[match[2]]), match[1], cell)
    if (match := _Y_D_MON.fullmatch(text)) and match[3] in _MONTHS:
        return _build(match[1], str(_MONTHS[match[3]]), match[2], cell)
    if (match := _Y_MON_D.fullmatch(text)) and match[2] in _MONTHS:
        return _build(match[1], str(_MONTHS[match[2]]), match[3], cell)
    if (match := _MON_D_Y.fullmatch(text)) and match[1] in _MONTHS:
        return _build(match[3], str(_MONTHS[match[1]]), match[2], cell)
    raise problem("not_a_date", cell)


def _either_way(match: re.Match[str], cell: Cell, order: Order | None) -> date:
    first, separator, second, year = match.groups()
    if len(year) == 2:
        raise problem("two_digit_year", cell)
    if separator == "." or order == "dmy":  # nobody writes the month first with dots
        return _build(year, second, first, cell)
    if order == "mdy":
        return _build(year, first, second, cell)
    if int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        readings = [_build(year, second, first, cell), _build(year, first, second, cell)]
        raise problem("ambiguous_date", cell, readings=[day.isoformat() for day in readings])
    month, day = (second, first) if int(second) <= 12 else (first, second)
    return _build(year, month, day, cell)


def guess_order(cells: Iterable[Cell]) -> tuple[Order, str] | None:
    """What comes first in the dates of a file, with the date that proves it: 13/04/2021 has no thirteenth month.

    None where nothing proves it, or some prove the one and some the other.
    """
    proofs: dict[Order, str] = {}
    for cell in cells:
        text = plain(cell) if isinstance(cell, str) and len(cell) <= 60 else None
        match = _XXY.match(text.translate(DIGITS)) if text else None
        if match is None or match[2] == "." or text is None:
            continue
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            proofs.setdefault("dmy", text)
        elif second > 12 >= first:
            proofs.setdefault("mdy", text)
    return next(iter(proofs.items())) if len(proofs) == 1 else None


_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,12}))?", re.ASCII)
_SERIALS = range(32_874, 73_415)  # 1990 to 2100


def find_serial(cells: Iterable[Cell]) -> str | None:
    """The first cell of a column of days, if all that it has are numbers by which spreadsheets keep days."""
    first = None
    for cell in cells:
        text = plain(cell) if not isinstance(cell, bool | date) else "-" * 9
        if text is None or missing(text):
            continue
        match = _SERIAL.fullmatch(text)
        if match is None or int(match[1]) not in _SERIALS:
            return None
        first = first or text
    return first


def from_serial(cell: Cell) -> Cell:
    """The day, or day and time to the second, that a spreadsheet keeps as this number; else the cell as it is."""
    match = _SERIAL.fullmatch(plain(cell) or "") if not isinstance(cell, bool | date) else None
    if match is None or int(match[1]) not in _SERIALS:
        return cell
    if not (match[2] or "").strip("0"):
        return (_DAY_ZERO + timedelta(days=int(match[1]))).date()
    seconds = round(float(f"0.{match[2]}") * 86_400)
    return _DAY_ZERO + timedelta(days=int(match[1]), seconds=seconds)


def _build(year: str, month: str, day: str, cell: Cell, code: str = "impossible_date") -> date:
    if len(year) == 2:
        raise problem("two_digit_year", cell)
    _check_year(int(year), cell)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise problem(code, cell) from None


def _checked(day: date, cell: Cell) -> date:
    _check_year(day.year, cell)
    return day


def _check_year(year: int, cell: Cell) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise problem("year_out_of_range", cell, first=FIRST_YEAR, last=LAST_YEAR)


def _clock(match: re.Match[str], cell: Cell) -> tuple[time, int]:
    """The time of day, and 1 if it is 24:00, which is the next day's 00:00."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise problem("impossible_time", cell)
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    next_day = int((hour, minute, second) == (24, 0, 0))
    micro = int((match["part"] or "0").ljust(6, "0")[:6])
    try:
        return time(0 if next_day else hour, minute, second, micro), next_day
    except ValueError:
        raise problem("impossible_time", cell) from None


def _offset(text: str | None, cell: Cell) -> tzinfo | None:
    if not text:
        return None
    digits = re.sub(r"\D", "", text)
    if not digits:
        return UTC
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59 or (hours == 14 and minutes):
        raise problem("impossible_offset", cell)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if "-" in text else size)


def _placed(at: datetime, zone: tzinfo | None, cell: Cell) -> Moment:
    """A moment on the clock of a zone: some times there do not exist, some are there twice."""
    if at.tzinfo is not None or zone is None:
        return Moment(at)
    first = at.replace(tzinfo=zone, fold=0)
    if _keeps_its_offset(at.date(), zone):
        return Moment(first)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at.replace(fold=0):
        raise problem("no_such_local_time", cell, zone=str(zone))
    second = first.replace(fold=1)
    return Moment(first, assumed_first=first.utcoffset() != second.utcoffset())


@lru_cache(4096)
def _keeps_its_offset(day: date, zone: tzinfo) -> bool:
    """Whether no clock of the zone is changed in the hours around a day."""
    midnight = datetime.combine(day, time(), zone)
    around = [midnight + timedelta(hours=hours) for hours in (-12, 0, 12, 24, 36)]
    return len({at.replace(fold=fold).utcoffset() for at in around for fold in (0, 1)}) == 1


def _day_start(day: date, zone: tzinfo | None) -> Moment:
    at = datetime.combine(day, time())
    if zone is not None:
        # Where the clock goes forward at midnight, the day begins at one o'clock.
        at = at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return Moment(at, date_only=True)
