"""A row of a list of incidents as an incident."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tracker import drafts
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    Qualifier,
    Reliability,
    Sex,
    Status,
)
from tracker.errors import WrongUse
from tracker.files.choices import choose
from tracker.files.composition import read_groups
from tracker.files.items import Item
from tracker.files.mapping import Bound, Target
from tracker.files.names import Names
from tracker.files.reading import Quantity, Reader, read_nationality
from tracker.files.values import Moment, ValueProblem


class IncidentDrafter:
    """Incidents of rows; what columns are of, nationality, sex, age or outcome, is read once."""

    def __init__(self, bound: Bound) -> None:
        self.groups = [(str(target), _group_of(target)) for target in bound.targets("group")]
        self.outcomes = [(str(target), _outcome_of(target)) for target in bound.targets("outcome")]
        dimensions = [
            {name for name in ("nationality", "sex", "age") if getattr(group, name)}
            for _, group in self.groups
        ]
        self.said = {str(target) for target in bound.places} | bound.constants.keys()
        self.own = [(name, read) for name, read in _OWN.items() if name in self.said]  # most are in no file
        # Columns of, say, sex and age together are parts of the whole; columns of one thing each are totals.
        self.crossed = (
            bool(dimensions) and len(dimensions[0]) > 1 and all(d == dimensions[0] for d in dimensions)
        )

    def __call__(self, reader: Reader, names: Names) -> list[Item]:
        """One incident a row."""
        said = self.said
        moment = reader.moment("when") if "when" in said else None
        if moment is None and "day" in said:
            moment = reader.day_and_time("day", "time")
        posted = reader.moment("posted") if "posted" in said else None
        quantity = reader.quantity("persons") if "persons" in said else None
        groups, people = read_groups(reader) if "groups" in said else ([], 0)
        if quantity is None and people:
            quantity = Quantity(people)
        nationality = reader.nationality("nationality") if "nationality" in said else None
        sector = names.sector(reader)
        draft = drafts.Incident(
            situation=names.place.id,
            sector=sector.id if sector else None,
            happened_at=moment.at if moment else None,
            posted_at=posted.at if posted else None,
        )
        if "grade" in said:
            _grade(reader, draft)  # before what columns of their own say
        for name, read in self.own:
            value = read(reader)
            if value is not None:
                setattr(draft, name, value)
        if "coordinates" in said:
            latitude, longitude = reader.coordinates("coordinates") or (None, None)
            draft.latitude = _either(draft.latitude, latitude)
            draft.longitude = _either(draft.longitude, longitude)
        draft.precision = _precision(reader, moment)
        _count(reader, draft, quantity)
        self._compose(reader, draft, nationality, groups)
        party = names.party(reader, draft.persons) if "party" in said else None
        draft.party = party.id if party else None
        key = _key(draft, moment, posted, sector.name if sector else "", party.name if party else "")
        return [Item(draft, key, files=reader.text("evidence") if "evidence" in said else None)]

    def _compose(
        self, reader: Reader, draft: drafts.Incident, nationality: str | None, groups: list[drafts.Group]
    ) -> None:
        if nationality is not None and draft.persons is not None:
            draft.groups.append(drafts.Group(draft.persons, nationality))
        elif nationality is not None:
            # A group has a count; of people of unknown number the nationality is kept in words.
            said = f"Nationality: {nationality}"
            draft.text = f"{draft.text}\n{said}" if draft.text else said
        for target, group in self.groups:
            count = reader.count(target)
            if count:
                draft.groups.append(replace(group, count=count))
        for target, outcome in self.outcomes:
            count = reader.count(target)
            if count:
                draft.outcomes.append(drafts.OutcomeCount(outcome, count))
        alone = bool(groups) and not draft.groups  # parts of the whole, each person in one
        draft.groups += groups
        draft.crossed = alone or (self.crossed and nationality is None and not groups)


# Fields of which the incident has what is read, or what it has by default.
_OWN: dict[str, Callable[[Reader], Any]] = {
    "kind": lambda reader: reader.choice("kind", Kind),
    "circumstances": lambda reader: reader.choices("circumstances", Circumstance),
    "status": lambda reader: reader.choice("status", Status),
    "reliability": lambda reader: reader.choice("reliability", Reliability),
    "credibility": lambda reader: reader.choice("credibility", Credibility),
    "place": lambda reader: reader.text("place", limit=200),
    "latitude": lambda reader: reader.degrees("latitude"),
    "longitude": lambda reader: reader.degrees("longitude"),
    "destination": lambda reader: reader.text("destination", limit=200),
    "source": lambda reader: reader.text("source"),
    "text": lambda reader: reader.text("text", limit=20_000),
    "illustrative": lambda reader: reader.flag("illustrative"),
}


def _grade(reader: Reader, draft: drafts.Incident) -> None:
    """Source and content in one cell: B2."""
    grade = reader.text("grade")
    if grade is None:
        return
    letter, number = choose(Reliability, grade[:1]), choose(Credibility, grade[1:])
    if letter is None or number is None:
        reader.refuse("grade_unreadable", "grade", value=grade[:80])
        return
    draft.reliability, draft.credibility = letter, number


def _either(value: float | None, other: float | None) -> float | None:
    return other if value is None else value


def _count(reader: Reader, draft: drafts.Incident, quantity: Quantity | None) -> None:
    """Put in how many, and how that is known: as said, else as the number is written."""
    basis = reader.choice("basis", CountBasis)
    low, high = reader.count("low"), reader.count("high")
    if quantity is None:
        draft.persons, draft.basis = None, CountBasis.UNKNOWN
        draft.low, draft.high = low, high
        if basis not in (None, CountBasis.UNKNOWN):
            reader.refuse("persons_missing", "persons")
        return
    draft.persons = quantity.value
    draft.low = low if low is not None else quantity.low
    draft.high = high if high is not None else quantity.high
    if draft.low is None and quantity.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        draft.low = quantity.value
    estimated = quantity.qualifier is not Qualifier.EXACTLY or draft.low is not None or draft.high is not None
    draft.basis = basis or (CountBasis.ESTIMATED if estimated else CountBasis.COUNTED)


def _precision(reader: Reader, moment: Moment | None) -> Precision:
    said = reader.choice("precision", Precision)
    if moment is None:
        return Precision.UNKNOWN
    if said is not None:
        return said
    return Precision.DAY if moment.date_only else Precision.EXACT


def _group_of(target: Target) -> drafts.Group:
    of = dict(target.of)
    group = drafts.Group()
    if "nationality" in of:
        try:
            group.nationality = read_nationality(of["nationality"]) or None
        except ValueProblem:
            group.nationality = None
        if group.nationality is None:
            raise _wrong(target, "nationality", "it is no nationality.")
    if "sex" in of:
        group.sex = choose(Sex, of["sex"])
        if group.sex is None:
            raise _wrong(target, "sex", f"there are {', '.join(Sex)}.")
    if "age" in of:
        group.age = choose(AgeBand, of["age"])
        if group.age is None:
            raise _wrong(target, "age", f"there are {', '.join(AgeBand)}.")
    if not of:
        raise _wrong(target, "nationality, sex or age", "nothing is said.")
    return group


def _outcome_of(target: Target) -> Outcome:
    found = choose(Outcome, dict(target.of).get("outcome", ""))
    if found is None:
        raise _wrong(target, "outcome", f"there are {', '.join(Outcome)}.")
    return found


def _wrong(target: Target, name: str, reason: str) -> WrongUse:
    said = dict(target.of).get(name, str(target))
    return WrongUse("set_unreadable", text=said, field=f"{target.field}@{name}", reason=reason)


def _key(
    draft: drafts.Incident, moment: Moment | None, posted: Moment | None, sector: str, party: str
) -> tuple[object, ...]:
    return (
        _when(moment),
        draft.precision,
        _when(posted),
        draft.kind,
        draft.status,
        sector.casefold(),
        draft.place or "",
        draft.persons,
        draft.low,
        draft.high,
        [[g.count, g.nationality, g.sex, g.age] for g in draft.groups],
        [[o.outcome, o.count] for o in draft.outcomes],
        draft.circumstances,
        draft.latitude,
        draft.longitude,
        party,
        draft.source or "",
        draft.text or "",
    )


def _when(moment: Moment | None) -> str:
    if moment is None:
        return ""
    at: datetime = moment.at
    return at.date().isoformat() if moment.date_only else at.astimezone(UTC).isoformat()
