"""The small rules of one record: what makes a draft wrong, each with a code of `messages.py`. Standard library only."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfoNotFoundError

from tracker import drafts
from tracker.codec import is_list, kinds, values_of
from tracker.codes import MINOR_BANDS, AgeBand, CountBasis, MovementReason, Precision
from tracker.days import zone
from tracker.errors import Problem, Refused

MOST_PERSONS = 10_000_000
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
# Clocks of laptops are wrong by minutes; what is later than this is a slip of the keyboard.
CLOCK_SLACK = timedelta(minutes=15)
EARLIEST = date(1900, 1, 1)

NAMES = {"name", "title", "reference", "speaker", "time_zone", "place", "destination", "receiver", "currency"}


def check(draft: drafts.Draft, now: datetime) -> None:
    """Raise Refused with everything that is wrong with the draft; `now` is aware."""
    problems = list(problems_of(draft, now))
    if problems:
        raise Refused(problems)


def problems_of(draft: Any, now: datetime) -> Iterator[Problem]:
    """Everything that is wrong with a draft, field by field."""
    wrong = list(_typed(draft, now))
    yield from wrong
    if wrong:
        return  # the rules below may rely on types
    own = RULES.get(type(draft))
    if own:
        yield from own(draft, now)


Look = Callable[[Any, str, datetime], Iterable[Problem]]


def _typed(draft: Any, now: datetime, prefix: str = "") -> Iterator[Problem]:
    """What can be told from a field's type alone."""
    cls: type = type(draft)
    looks, take = _looks(cls)
    for (name, right, look, required), value in zip(looks, take(draft), strict=True):
        if value is None:
            if required:
                yield Problem("required", prefix + name)
        elif not (type(value) is right and (right is not list or not value)):
            yield from look(value, prefix + name, now)


@cache
def _looks(cls: type) -> tuple[list[tuple[str, type | None, Look, bool]], Callable[[Any], tuple[Any, ...]]]:
    """Per field: its name, the type whose values (of a list: an empty one) need no look, what looks at others, and
    whether there must be one; and what takes the values of all of them from a draft.
    """
    looks: list[tuple[str, type | None, Look, bool]] = []
    hints = get_type_hints(cls)
    for f in fields(cls):
        kind = kinds(cls)[f.name]
        look: Look = partial(_text, LONGEST_NAME if f.name in NAMES else LONGEST_TEXT)
        right: type | None = None
        if f.metadata.get("many"):
            right, look = list, _rows
        elif is_list(f):
            right, look = list, partial(_codes, kind)
        elif issubclass(kind, StrEnum):
            right, look = kind, partial(_code, kind)
        elif kind is bool:
            right, look = bool, _truth
        elif f.metadata.get("signed"):
            look = _signed
        elif kind is not str:
            look = {int: _count, float: _number, datetime: _time, date: _date}[kind]
        required = f.metadata.get("required") or type(None) not in get_args(hints[f.name])
        looks.append((f.name, right, look, bool(required)))
    return looks, values_of([name for name, *_ in looks])


def _rows(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    for i, row in enumerate(value):
        yield from _typed(row, now, f"{name}[{i}].")


def _codes(kind: type, value: Any, name: str, now: datetime) -> Iterable[Problem]:
    if all(isinstance(v, kind) for v in value):
        return ()
    return [Problem("not_in_list", name, values={"value": value})]


def _code(kind: type, value: Any, name: str, now: datetime) -> Iterable[Problem]:
    return () if isinstance(value, kind) else [Problem("not_in_list", name, values={"value": value})]


def _truth(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    return () if isinstance(value, bool) else [Problem("not_yes_or_no", name)]


def _count(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    # A size in bytes and a published figure may be larger than any number of people at a border.
    most = 2**53 if name.endswith(("size", "value")) else MOST_PERSONS
    if not isinstance(value, int) or isinstance(value, bool):
        return [Problem("not_a_number", name, values={"value": value})]
    if value < 0:
        return [Problem("negative", name, values={"value": value})]
    if value > most:
        return [Problem("too_many", name, values={"value": value, "most": most})]
    return ()


def _signed(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    return _count(abs(value) if isinstance(value, int) else value, name, now)


def _number(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return [Problem("not_a_number", name, values={"value": value})]
    return ()


def _date(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    if not isinstance(value, date) or isinstance(value, datetime):
        return [Problem("not_a_date", name, values={"value": value})]
    if value < EARLIEST:
        return [Problem("too_early", name, values={"value": value})]
    return ()


def _time(value: Any, name: str, now: datetime) -> Iterable[Problem]:
    if not isinstance(value, datetime):
        return [Problem("not_a_time", name, values={"value": value})]
    if value.tzinfo is None:
        return [Problem("no_time_zone", name)]
    if value.date() < EARLIEST:
        return [Problem("too_early", name, values={"value": value.date()})]
    if not name.endswith(("due_at", "from_at")) and value > now + CLOCK_SLACK:
        return [Problem("in_the_future", name, values={"value": value})]
    return ()


def _text(longest: int, value: Any, name: str, now: datetime) -> Iterable[Problem]:
    if not isinstance(value, str):
        return [Problem("not_text", name)]
    if len(value) > longest:
        return [Problem("too_long", name, values={"length": len(value), "most": longest})]
    if "\x00" in value or not _is_unicode(value):
        return [Problem("unreadable_text", name)]
    return ()


def _is_unicode(value: str) -> bool:
    """Whether the text can be written as UTF-8; half a surrogate pair cannot."""
    try:
        return value.isascii() or bool(value.encode())
    except UnicodeEncodeError:
        return False


def _named(draft: Any, field_name: str = "name") -> Iterator[Problem]:
    if not getattr(draft, field_name).strip():
        yield Problem("required", field_name)


def _on_earth(draft: Any) -> Iterator[Problem]:
    if (draft.latitude is None) != (draft.longitude is None):
        yield Problem("half_a_place", "longitude" if draft.longitude is None else "latitude")
    if draft.latitude is not None and not -90 <= draft.latitude <= 90:
        yield Problem("not_on_earth", "latitude", values={"value": draft.latitude})
    if draft.longitude is not None and not -180 <= draft.longitude <= 180:
        yield Problem("not_on_earth", "longitude", values={"value": draft.longitude})


def _days(draft: Any) -> Iterator[Problem]:
    if draft.first_day is None:
        yield Problem("required", "first_day")
    elif draft.last_day is None:
        yield Problem("required", "last_day")
    elif draft.last_day < draft.first_day:
        yield Problem("ends_before_start", "last_day", values={"first": draft.first_day})


def _situation(draft: drafts.Situation, now: datetime) -> Iterator[Problem]:
    yield from _named(draft)
    try:
        zone(draft.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Problem("no_such_time_zone", "time_zone", values={"value": draft.time_zone})
    if not 1 <= draft.cutoff <= 1440:
        yield Problem("not_a_cutoff", "cutoff", values={"value": draft.cutoff})
    if not 1 <= draft.tight_at <= 100:
        yield Problem("not_a_percentage", "tight_at", values={"value": draft.tight_at})
    if draft.border_km is not None and draft.border_km <= 0:
        yield Problem("not_a_length", "border_km", values={"value": draft.border_km})
    if draft.first_day and draft.last_day and draft.last_day < draft.first_day:
        yield Problem("ends_before_start", "last_day", values={"first": draft.first_day})


def _sector(draft: drafts.Sector, now: datetime) -> Iterator[Problem]:
    yield from _named(draft)
    yield from _on_earth(draft)
    if draft.length_km is not None and draft.length_km <= 0:
        yield Problem("not_a_length", "length_km", values={"value": draft.length_km})


def _incident(draft: drafts.Incident, now: datetime) -> Iterator[Problem]:
    if draft.latitude is not None or draft.longitude is not None:
        yield from _on_earth(draft)
    if draft.happened_at is None and draft.precision is not Precision.UNKNOWN:
        yield Problem("when_missing", "happened_at")
    if draft.happened_at is not None and draft.precision is Precision.UNKNOWN:
        yield Problem("when_not_unknown", "precision")
    if draft.persons is None and draft.basis is not CountBasis.UNKNOWN:
        yield Problem("persons_missing", "persons")
    if draft.persons is not None and draft.basis is CountBasis.UNKNOWN:
        yield Problem("persons_not_unknown", "basis")
    if draft.persons == 0:
        yield Problem("no_persons", "persons")
    if draft.low is not None or draft.high is not None:
        yield from _range(draft)
    if draft.groups:
        yield from _composition(draft)
    for i, outcome in enumerate(draft.outcomes):
        if draft.persons is not None and outcome.count > draft.persons:
            yield Problem("more_than_persons", f"outcomes[{i}].count", values={"persons": draft.persons})
    for i, referral in enumerate(draft.referrals):
        if draft.persons is not None and referral.persons > draft.persons:
            yield Problem("more_than_persons", f"referrals[{i}].persons", values={"persons": draft.persons})
    if draft.seen_persons is not None and draft.seen_before is None:
        yield Problem("seen_where", "seen_before")
    if draft.seen_persons is not None and draft.persons is not None and draft.seen_persons > draft.persons:
        yield Problem("more_than_persons", "seen_persons", values={"persons": draft.persons})


def _range(draft: drafts.Incident) -> Iterator[Problem]:
    if draft.persons is None:
        return
    if draft.basis is not CountBasis.ESTIMATED:
        yield Problem("range_not_estimated", "low" if draft.low is not None else "high")
    if draft.low is not None and draft.low > draft.persons:
        yield Problem("range_excludes", "low", values={"persons": draft.persons})
    if draft.high is not None and draft.high < draft.persons:
        yield Problem("range_excludes", "high", values={"persons": draft.persons})


def _composition(draft: drafts.Incident) -> Iterator[Problem]:
    """It never exceeds the persons: crossed rows together, separate totals one dimension at a time."""
    for i, g in enumerate(draft.groups):
        if g.count < 1:
            yield Problem("no_persons", f"groups[{i}].count")
        if g.nationality is None and g.sex is None and g.age is None:
            yield Problem("group_of_nothing", f"groups[{i}].nationality")
    if not draft.crossed:
        yield from _parts(draft.groups)
    limit = draft.persons
    if limit is None:
        return
    if draft.crossed:
        total = sum(g.count for g in draft.groups)
        if total > limit:
            yield Problem("composition_exceeds", "groups", values={"total": total, "persons": limit})
        return
    for dimension, total in separate_totals(draft.groups).items():
        if total > limit:
            yield Problem(
                "totals_exceed", "groups", values={"of": dimension, "total": total, "persons": limit}
            )


def separate_totals(groups: Iterable[drafts.Group]) -> dict[str, int]:
    """Persons of whom the rows say something, by dimension: nationality, sex, age.

    Of one age, rows that say more of the people (boys) are among those of the age alone (minors); a total of minors
    includes the bands. Of a sex they are not: next to boys, men are grown up.
    """
    rows = list(groups)
    of_nationality = of_sex = 0
    aged = False
    for g in rows:
        if g.nationality:
            of_nationality += g.count
        if g.sex:
            of_sex += g.count
        aged = aged or g.age is not None
    totals = {"nationality": of_nationality, "sex": of_sex, "age": age_bands(rows).total() if aged else 0}
    return {dimension: total for dimension, total in totals.items() if total > 0}


def age_bands(groups: Iterable[drafts.Group]) -> Counter[AgeBand]:
    """Persons of separate totals by age; *under 18* are those minors of whom no closer band is said."""
    ages = _ages(groups)
    if not ages:
        return Counter()
    bands = Counter({band: max(alone, parts) for band, (alone, parts) in ages.items()})
    bands[AgeBand.MINOR] = max(0, bands[AgeBand.MINOR] - _young(bands))
    return +bands


def _ages(groups: Iterable[drafts.Group]) -> dict[AgeBand, tuple[int, int]]:
    """By age: the count of the rows of the age alone, and of those that name a sex or a nationality too."""
    aged = [g for g in groups if g.age is not None]
    if not aged:
        return {}  # as of most of a list that is imported
    alone, of_sex, of_nationality = Counter[AgeBand](), Counter[AgeBand](), Counter[AgeBand]()
    for g in aged:
        assert g.age is not None
        if g.sex is None and g.nationality is None:
            alone[g.age] += g.count
        # The boys and the Iraqi minors may be the same children.
        if g.sex is not None:
            of_sex[g.age] += g.count
        if g.nationality is not None:
            of_nationality[g.age] += g.count
    found = alone | of_sex | of_nationality
    return {age: (alone[age], max(of_sex[age], of_nationality[age])) for age in found}


def _young(bands: dict[AgeBand, int]) -> int:
    return sum(n for band, n in bands.items() if band in MINOR_BANDS and band is not AgeBand.MINOR)


def _parts(groups: Iterable[drafts.Group]) -> Iterator[Problem]:
    """Of an age there cannot be more who are boys, say, than there are in all."""
    ages = _ages(groups)
    if not ages:
        return
    young = _young({age: max(alone, parts) for age, (alone, parts) in ages.items()})
    for age, (alone, parts) in ages.items():
        total = max(parts, young) if age is AgeBand.MINOR else parts
        if alone and total > alone:
            yield Problem("parts_exceed", "groups", values={"of": age, "total": total, "whole": alone})


def _facility(draft: drafts.Facility, now: datetime) -> Iterator[Problem]:
    yield from _named(draft)
    yield from _on_earth(draft)


def _capacity(draft: drafts.CapacityChange, now: datetime) -> Iterator[Problem]:
    if draft.from_at is None:
        yield Problem("required", "from_at")
    places = draft.operational if draft.operational is not None else draft.nominal
    if draft.out_of_use is not None and places is not None and draft.out_of_use > places:
        yield Problem("more_out_of_use", "out_of_use", values={"places": places})


def _headcount(draft: drafts.Headcount, now: datetime) -> Iterator[Problem]:
    if draft.counted_at is None:
        yield Problem("required", "counted_at")
    if draft.persons is None:
        yield Problem("required", "persons")
        return
    total = sum(g.count for g in draft.groups)
    if total > draft.persons:
        yield Problem("composition_exceeds", "groups", values={"total": total, "persons": draft.persons})
    for i, need in enumerate(draft.needs):
        if (need.need is None) == (need.language is None):
            yield Problem("need_of_nothing", f"needs[{i}].need")
        if need.count > draft.persons:
            yield Problem("more_than_persons", f"needs[{i}].count", values={"persons": draft.persons})


# What a reason says about where from and where to: needed, may be, must not be.
ENDS: dict[MovementReason, tuple[bool | None, bool | None]] = {
    MovementReason.ARRIVAL: (False, True),
    MovementReason.TRANSFER: (True, True),
    MovementReason.RELEASE: (True, False),
    MovementReason.RETURN: (True, False),
    MovementReason.HOSPITAL: (True, None),
    MovementReason.BACK_FROM_HOSPITAL: (None, True),
    MovementReason.BIRTH: (False, True),
    MovementReason.DEATH: (True, False),
    MovementReason.LEFT: (True, False),
}


def _movement(draft: drafts.Movement, now: datetime) -> Iterator[Problem]:
    if draft.persons is None:
        yield Problem("required", "persons")
    elif draft.persons == 0:
        yield Problem("no_persons", "persons")
    for name, needed in zip(("from_facility", "to_facility"), ENDS[draft.reason], strict=True):
        given = getattr(draft, name) is not None
        if needed is True and not given:
            yield Problem("reason_needs", name, values={"reason": draft.reason})
        if needed is False and given:
            yield Problem("reason_forbids", name, values={"reason": draft.reason})
    if draft.from_facility is not None and draft.from_facility == draft.to_facility:
        yield Problem("same_place", "to_facility")
    if draft.left_at is None and draft.arrived_at is None:
        yield Problem("required", "left_at" if draft.from_facility else "arrived_at")
    if draft.from_facility is not None and draft.left_at is None:
        yield Problem("required", "left_at")
    # In UTC: two times of one zone are compared by their clocks, which show the same hour twice when they go back.
    if (
        draft.left_at
        and draft.arrived_at
        and draft.arrived_at.astimezone(UTC) < draft.left_at.astimezone(UTC)
    ):
        yield Problem("arrived_before_left", "arrived_at")
    if draft.to_facility is None and draft.arrived_at is not None:
        yield Problem("arrived_nowhere", "arrived_at")


def _published(draft: drafts.PublishedTotal, now: datetime) -> Iterator[Problem]:
    yield from _days(draft)
    if draft.value is None:
        yield Problem("required", "value")
    if draft.reported is not None and draft.first_day is not None and draft.reported < draft.first_day:
        yield Problem("reported_before", "reported", values={"first": draft.first_day})


def _statement(draft: drafts.Statement, now: datetime) -> Iterator[Problem]:
    yield from _named(draft, "speaker")
    if not (draft.quotation.strip() or (draft.text or "").strip()):  # some are known only in outline
        yield Problem("required", "quotation")
    yield from _days(draft)


def _event(draft: drafts.ContextEvent, now: datetime) -> Iterator[Problem]:
    yield from _named(draft, "title")
    yield from _days(draft)
    if draft.amount is not None and draft.amount < 0:
        yield Problem("negative", "amount", values={"value": draft.amount})


_SHA256 = re.compile(r"[0-9a-f]{64}")
PAPERS = ("a4", "letter")


def _receipt(draft: drafts.ImportReceipt, now: datetime) -> Iterator[Problem]:
    yield from _named(draft, "file")
    classes = draft.added + draft.superseded + draft.unchanged + draft.set_aside + draft.refused
    if classes != draft.read:
        yield Problem("rows_unaccounted", "read", values={"read": draft.read, "sum": classes})


def _report(draft: drafts.Report, now: datetime) -> Iterator[Problem]:
    if draft.day is None:
        yield Problem("required", "day")
    if draft.paper not in PAPERS:
        yield Problem("choice_unknown", "paper", values={"value": draft.paper, "choices": list(PAPERS)})
    if draft.position < 1:
        yield Problem("required", "position")
    for name in ("log_head", "sha256"):
        if not _SHA256.fullmatch(getattr(draft, name)):
            yield Problem("required", name)


RULES: dict[type[Any], Callable[[Any, datetime], Iterator[Problem]]] = {
    drafts.Situation: _situation,
    drafts.Sector: _sector,
    drafts.Station: lambda draft, now: _named(draft),
    drafts.Party: lambda draft, now: _named(draft, "reference"),
    drafts.Incident: _incident,
    drafts.Facility: _facility,
    drafts.CapacityChange: _capacity,
    drafts.Headcount: _headcount,
    drafts.Movement: _movement,
    drafts.PublishedTotal: _published,
    drafts.Statement: _statement,
    drafts.ContextEvent: _event,
    drafts.ImportReceipt: _receipt,
    drafts.Report: _report,
}
