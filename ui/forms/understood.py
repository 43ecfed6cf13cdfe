"""How the quick line was understood, in words: what was read, with what assumption, and what was kept as text."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication

from tracker import nationalities
from tracker.codes import Precision
from tracker.days import zone
from tracker.drafts import Group
from tracker.errors import Problem
from tracker.quickline import Meaning, Reading, Severity, Span
from tracker.readings import FacilityReading
from ui import incident_words as say
from ui.forms.level_words import room, stands, state
from ui.forms.word_flow import Piece
from ui.words import explain, word

translate = QCoreApplication.translate

# What stands under the line must not push the fields and the buttons off the screen, whatever is pasted.
READ_LETTERS = 260
MOST_TROUBLES = 3
MOST_NOTES = 2


def understood(
    line: str,
    reading: Reading,
    facilities: Mapping[str, FacilityReading],
    time_zone: str,
    now: datetime,
    refused: Iterable[Problem] = (),
) -> list[Piece]:
    """The words for under the line: first what was read, then what is wrong, then what was assumed.

    `refused` is what the rules will not take at saving. Of a long list the first ones, and how many more there are.
    """
    read: list[Piece] = []
    notes: list[Piece] = []
    troubles = [Piece(explain(problem), "warning", break_before=True) for problem in refused]
    kept: list[str] = []
    for span in reading.spans:
        if span.meaning is Meaning.GAP:
            continue
        typed = _short(line[span.start : span.end])
        if span.severity is Severity.PROBLEM:
            troubles.append(Piece(trouble(typed, span), "warning", break_before=True))
        elif span.meaning is Meaning.UNREAD:
            kept.append(typed)
            if span.values.get("candidates"):
                troubles.append(Piece(_meant(typed, span), "warning", break_before=True))
        elif span.code != "when_part":
            said = _said(span, facilities, time_zone, now)
            if said.text:
                read.append(said)
        notes += [Piece(said) for code in span.notes if (said := note(code, typed, span.values))]
    pieces = [*_first(read, letters=READ_LETTERS), *_first(troubles, MOST_TROUBLES)]
    assumed = _first(list(dict.fromkeys(notes)), MOST_NOTES)
    pieces += [piece._replace(break_before=n == 0) for n, piece in enumerate(assumed)]
    if kept:
        words = translate("QuickLine", "kept as text: {words}").format(words=_short(" … ".join(kept), 120))
        pieces.append(Piece(words, break_before=True))
    return pieces


def _first(pieces: list[Piece], most: int | None = None, letters: int | None = None) -> list[Piece]:
    """The first ones, and "and n more". What is coloured is news, and stays."""
    shown: list[Piece] = []
    room = letters
    for n, piece in enumerate(pieces):
        if room is not None:
            room -= len(piece.text) + 3
            fits = room >= 0 or not shown or bool(piece.state)
        else:
            fits = most is None or n < most
        if fits:
            shown.append(piece)
    if len(shown) < len(pieces):
        more = say.number(len(pieces) - len(shown))
        shown.append(Piece(translate("QuickLine", "and {n} more").format(n=more)))
    return shown


def _said(span: Span, facilities: Mapping[str, FacilityReading], time_zone: str, now: datetime) -> Piece:
    v = span.values
    match span.meaning:
        case Meaning.WHEN:
            return Piece(_when(v, time_zone, now))
        case Meaning.SECTOR:
            return Piece(str(v.get("name", "")))
        case Meaning.PERSONS:
            return Piece(
                say.persons_said(v.get("persons"), v.get("basis", "counted"), v.get("low"), v.get("high"))
            )
        case Meaning.GROUP:
            if "crossed" in v:
                words = (
                    translate("QuickLine", "crossed composition")
                    if v["crossed"]
                    else translate("QuickLine", "separate totals")
                )
                return Piece(words)
            group = Group(v.get("count", 0), v.get("nationality"), v.get("sex"), v.get("age"))
            return Piece(f"{say.group(group)}: {say.number(group.count)}")
        case Meaning.OUTCOME | Meaning.REFERRAL:
            code = v.get("outcome") or v.get("service")
            return Piece(f"{word(code)}: {say.number(v.get('count', 0))}") if code else Piece("")
        case Meaning.KIND | Meaning.CIRCUMSTANCE | Meaning.STATUS:
            return Piece(word(v["value"]))
        case Meaning.GRADE:
            return Piece(say.grade(v["reliability"], v["credibility"]))
        case Meaning.FACILITY:
            return _facility(v, facilities)
    keyed = {
        Meaning.PARTY: translate("QuickLine", "party {text}"),
        Meaning.SOURCE: translate("QuickLine", "source: {text}"),
        Meaning.PLACE: translate("QuickLine", "at {text}"),
        Meaning.DESTINATION: translate("QuickLine", "wants to go to {text}"),
        Meaning.TEXT: translate("QuickLine", "text: {text}"),
    }
    return Piece(keyed[span.meaning].format(text=_short(str(v.get("value", "")))))


def _when(values: Mapping[str, Any], time_zone: str, now: datetime) -> str:
    at, precision = values.get("at"), values.get("precision", Precision.EXACT)
    if at is None:
        return translate("QuickLine", "time not known")
    local = at.astimezone(zone(time_zone))
    today = now.astimezone(zone(time_zone)).date()
    known = say.time_of_day(local, precision)
    if local.date() == today:
        on = translate("QuickLine", "today")
    elif local.date() == today - timedelta(days=1):
        on = translate("QuickLine", "yesterday")
    else:
        on = say.day(local.date(), year=local.year != today.year, weekday=True)
    said = f"{on} {known}" if known else on
    belongs = values.get("reporting_day")
    if belongs is not None and belongs != local.date():
        said += " " + translate("QuickLine", "(counts for {day})").format(day=say.day(belongs, year=False))
    return said


def _facility(values: Mapping[str, Any], facilities: Mapping[str, FacilityReading]) -> Piece:
    to = translate("QuickLine", "to {place}").format(place=values.get("name", ""))
    reading = facilities.get(str(values.get("id", "")))
    if reading is None:
        return Piece(to)
    if reading.capacity is None or reading.occupancy is None:
        return Piece(f"{to}, {stands(reading)}")
    return Piece(f"{to}, {room(reading.occupancy, reading.capacity)}", state(reading))


def note(code: str, typed: str = "", values: Mapping[str, Any] | None = None) -> str:
    """An assumption, in words; nothing for what shows by itself."""
    within = (values or {}).get("parts", ())
    parts = ", ".join(f"“{_short(part, 30)}”" for part in within[:4]) + ("…" if len(within) > 4 else "")
    return {
        "has_parts": translate("QuickLine", "among “{whole}”: {parts}").format(whole=typed, parts=parts),
        "sum_unclear": translate(
            "QuickLine", "these may be about the same people: how many are there in all?"
        ),
        "all_of_them": translate("QuickLine", "all of them are taken to be from there"),
        "assumed_yesterday": translate("QuickLine", "that time has not come yet today: yesterday is taken"),
        "assumed_year": translate("QuickLine", "no year typed: the last such day is taken"),
        "read_as_time": translate("QuickLine", "four digits at the start are a time"),
        "about_hour": translate("QuickLine", "about: only the hour is taken"),
        "time_twice": translate("QuickLine", "the clock showed this time twice: the first is taken"),
        "middle_of_range": translate("QuickLine", "the middle of the range is taken"),
        "persons_summed": translate("QuickLine", "no number of persons typed: the parts are added up"),
        "word_not_read_after": translate(
            "QuickLine", "the number before a word that is not read is taken for the persons"
        ),
        "repeated_group": translate("QuickLine", "the same group is there twice"),
        "mixed_composition": translate("QuickLine", "rows of different kinds: kept as separate totals"),
        "quote_open": translate("QuickLine", "the quotation has no end"),
    }.get(code, "")


def trouble(typed: str, span: Span) -> str:
    """What could not be taken as it was meant, in words; it is kept as text."""
    words = _troubles().get(span.code)
    if words is None and span.code.startswith("second_"):
        words = translate("QuickLine", "“{typed}” is a second one: the first is taken")
    if words is None:
        words = translate("QuickLine", "“{typed}” cannot be read")
    values = {
        "typed": typed,
        "choices": _choices(span.values.get("candidates", ())),
        "zone": span.values.get("zone", ""),
    }
    said = words.format(**values)
    if span.code.startswith("unknown_") and values["choices"]:
        said = translate("QuickLine", "{what}: is {choices} meant?").format(
            what=said, choices=values["choices"]
        )
    return said if not span.kept else translate("QuickLine", "{what}; kept as text").format(what=said)


def _troubles() -> dict[str, str]:
    either = translate("QuickLine", "“{typed}” may be {choices}")
    return {
        "time_in_gap": translate("QuickLine", "“{typed}” does not exist: the clock was put forward over it"),
        "no_such_time": translate("QuickLine", "“{typed}” is a time that no clock shows"),
        "no_such_date": translate("QuickLine", "“{typed}” is a day of no calendar"),
        "ambiguous_date": translate("QuickLine", "“{typed}” may be {choices}: write the month as a word"),
        "ambiguous_time": translate("QuickLine", "“{typed}” may be a day or a time: write 14:05 or 14 May"),
        "unfinished_time": translate("QuickLine", "“{typed}” is half a time"),
        "time_slipped": translate("QuickLine", "“{typed}” looks like a time: write 02:10"),
        "time_lasting": translate("QuickLine", "“{typed}” is a span of time: write when it began"),
        "month_missing": translate("QuickLine", "“{typed}”: of which month?"),
        "other_weekday": translate("QuickLine", "“{typed}”: that date is another day of the week"),
        "not_persons": translate("QuickLine", "“{typed}” does not say how many people"),
        "date_not_read": translate("QuickLine", "“{typed}”: its date cannot be read"),
        "unknown_sector": translate("QuickLine", "“{typed}” is no sector"),
        "unknown_facility": translate("QuickLine", "“{typed}” is no facility"),
        "ambiguous_sector": either,
        "ambiguous_facility": either,
        "ambiguous_group": either,
        "unknown_group": translate("QuickLine", "“{typed}” is no nationality, sex or age that is known here"),
        "facility_without_arrow": translate("QuickLine", "“{typed}” is a facility: write > before it"),
        "name_missing": translate("QuickLine", "“{typed}”: a name is missing"),
        "count_missing": translate("QuickLine", "“{typed}”: how many?"),
        "count_unclear": translate("QuickLine", "“{typed}”: it is not clear what this counts"),
        "second_number": translate(
            "QuickLine", "“{typed}” is a second number: which is the number of persons?"
        ),
        "range_backwards": translate("QuickLine", "“{typed}” runs backwards"),
        "number_too_long": translate("QuickLine", "“{typed}” is too large a number"),
        "number_unclear": translate("QuickLine", "“{typed}” is not clear as a number"),
        "negative_number": translate("QuickLine", "“{typed}” is below zero"),
        "value_missing": translate("QuickLine", "“{typed}”: what comes after it is missing"),
    }


def _meant(typed: str, span: Span) -> str:
    choices = _choices(span.values["candidates"])
    return translate("QuickLine", "“{typed}”: is {choices} meant?").format(typed=typed, choices=choices)


def _choices(candidates: Iterable[Any]) -> str:
    said = []
    for one in list(candidates)[:4]:
        if isinstance(one, tuple):
            month, day = one
            said.append(say.day(datetime(2000, month, day).date(), year=False))  # noqa: DTZ001 - a day and no time
        elif isinstance(one, str):
            said.append(nationalities.name_of(one) if nationalities.known(one) else one)
        else:
            said.append(str(getattr(one, "name", one)))
    return translate("QuickLine", " or ").join(said)


def _short(text: str, most: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
