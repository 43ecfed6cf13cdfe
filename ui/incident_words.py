"""An incident in words: when, how many, of whom, how graded. Plain text, the same in list, detail and history.

Only PySide6, the standard library and light modules of `tracker` are imported: the entry form says these things too.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from tracker import nationalities
from tracker.codes import Circumstance, CountBasis, Credibility, Kind, Precision, Reliability, Sex
from tracker.drafts import Group
from ui.words import word

translate = QCoreApplication.translate

DASH = "—"
DOT = " · "


def locale() -> QLocale:
    """The locale in force; British English where the system names none, since that one separates no thousands."""
    made = QLocale()
    return QLocale("en_GB") if made.language() == QLocale.Language.C else made


def number(value: int) -> str:
    """A whole number with the locale's separators."""
    if 0 <= value < 1000:
        return str(value)  # nearly all of them, and every visible row asks
    return locale().toString(value)


def day(value: date, *, year: bool = True, weekday: bool = False) -> str:
    """3 Aug, 3 Aug 2021 or Tue 3 Aug 2021."""
    form = "d MMM yyyy" if year else "d MMM"
    return locale().toString(QDate(value.year, value.month, value.day), f"ddd {form}" if weekday else form)


def days(first: date | None, last: date | None) -> str:
    """1 – 3 Aug 2021, from 1 Aug 2021, until 3 Aug 2021, or the one day; empty where both are open."""
    if first is None and last is None:
        return ""
    if first is None:
        return translate("Incident", "until {day}").format(day=day(last))  # type: ignore[arg-type]
    if last is None:
        return translate("Incident", "from {day}").format(day=day(first))
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} – {day(last)}"
    return f"{day(first, year=first.year != last.year)} – {day(last)}"


def clock(value: datetime) -> str:
    """13:40, always 24 hours."""
    return value.strftime("%H:%M")


def part_of_day(hour: int) -> str:
    """The part of the day that an hour lies in; they begin at 0, 6, 12 and 18 o'clock."""
    return (
        translate("Incident", "night"),
        translate("Incident", "morning"),
        translate("Incident", "afternoon"),
        translate("Incident", "evening"),
    )[hour // 6]


def time_of_day(local: datetime, precision: str) -> str:
    """The time as exactly as it is known: 13:40, 13–14 h, afternoon; empty where only the day is known."""
    if precision == Precision.EXACT:
        return clock(local)
    if precision == Precision.HOUR:
        return translate("Incident", "{from_hour}–{to_hour} h").format(
            from_hour=f"{local.hour:02}", to_hour=f"{(local.hour + 1) % 24:02}"
        )
    if precision == Precision.PART_OF_DAY:
        return part_of_day(local.hour)
    return ""


def moment(at: datetime | None, precision: str, zone: ZoneInfo) -> str:
    """Tue 3 Aug 2021, 13:40, in a zone; in words where it is not known."""
    if at is None:
        return translate("Incident", "time not known")
    local = at.astimezone(zone)
    known = time_of_day(local, precision)
    said = day(local.date(), weekday=True)
    return f"{said}, {known}" if known else said


def persons(count: int | None, basis: str, low: int | None = None, high: int | None = None) -> str:
    """23, ~30, 25–35, ≥ 25, or ? where nobody knows: unknown is never zero."""
    if count is None:
        return "?"
    if basis != CountBasis.ESTIMATED:
        return number(count)
    if low is not None and high is not None and low != high:
        return f"{number(low)}–{number(high)}"
    return f"~{number(count)}"


def persons_said(count: int | None, basis: str, low: int | None = None, high: int | None = None) -> str:
    """The number in a sentence: 23 persons, counted."""
    if count is None:
        return translate("Incident", "number not known")
    said = f"{n_persons(count)}, {word(CountBasis(basis))}"
    if basis != CountBasis.ESTIMATED or (low is None and high is None) or low == high:
        return said
    if low is not None and high is not None:
        between = f"{number(low)}–{number(high)}"
    elif low is not None:
        between = translate("Incident", "at least {n}").format(n=number(low))
    else:
        between = translate("Incident", "at most {n}").format(n=number(high or 0))
    return f"{said} ({between})"


def n_persons(count: int) -> str:
    """1 person, 23 persons."""
    if count == 1:
        return translate("Incident", "1 person")
    return translate("Incident", "{n} persons", None, count).format(n=number(count))


def nationality(code: str) -> str:
    """A nationality as lists have room for it."""
    if code == nationalities.CONGO:
        return translate("Incident", "Congo")
    return nationalities.name_of(code)


def composition(parts: Iterable[tuple[str, int]], count: int | None) -> str:
    """Iraq 15 · Congo 5 · not specified 3."""
    together: dict[str, int] = {}
    for code, n in parts:
        together[code] = together.get(code, 0) + n
    said = [f"{nationality(code)} {number(n)}" for code, n in together.items()]
    rest = None if count is None else count - sum(together.values())
    if rest is not None and rest > 0:
        said.append(translate("Incident", "not specified {n}").format(n=number(rest)))
    return DOT.join(said) if said else translate("Incident", "not specified")


def group(one: Group) -> str:
    """Whom one row of a composition is about: Iraq, female, 0–4."""
    said = []
    if one.nationality:
        said.append(nationalities.name_of(one.nationality))
    if one.sex is not None:
        said.append(translate("Incident", "sex not known") if one.sex is Sex.UNKNOWN else word(one.sex))
    if one.age is not None:
        said.append(word(one.age))
    return ", ".join(said)


@cache
def _short(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Kinds and circumstances as lists have room for them; kept a language, since every visible row asks."""
    kinds = {
        Kind.CROSSING.value: translate("Incident", "Crossing detected"),
        Kind.NOT_ADMITTED.value: translate("Incident", "Not admitted"),
        Kind.ARRIVAL.value: translate("Incident", "Arrival at crossing point"),
        Kind.RETURN.value: translate("Incident", "Return"),
        Kind.PUSHBACK.value: translate("Incident", "Pushback alleged"),
        Kind.RESCUE.value: translate("Incident", "Rescue"),
        Kind.DEATH.value: translate("Incident", "Death or missing"),
        Kind.VIOLENCE.value: translate("Incident", "Violence or injury"),
        Kind.SMUGGLING.value: translate("Incident", "Smuggling"),
    }
    circumstances = {
        Circumstance.ESCORTED.value: translate("Incident", "escorted"),
        Circumstance.PREVENTED.value: translate("Incident", "prevented"),
        Circumstance.FORCE_USED.value: translate("Incident", "force used"),
    }
    return kinds, circumstances


def kind(code: str, circumstances: str = "[]") -> str:
    """Crossing detected · escorted; `circumstances` as the row holds them, a JSON list."""
    kinds, words = _short(locale().name())
    said = [kinds.get(code, code)]
    if circumstances != "[]":
        said += [words.get(one, one) for one in json.loads(circumstances)]
    return DOT.join(said)


def grade(reliability: str, credibility: str) -> str:
    """B, usually reliable · 6, cannot be judged."""
    return DOT.join((word(Reliability(reliability)), word(Credibility(credibility))))


def on_button(text: str) -> str:
    """A text for a button or box, where a single & would underline a letter."""
    return text.replace("&", "&&")
