"""The Humanitarian Exchange Language: a row of tags, under the header or in its place, says what the columns hold.

https://hxlstandard.org, version 1.1. A tag has attributes in any order: `#affected+f+children`. Of these only such
are understood as say something of persons, places and days that a field here holds.
"""

import re
from collections import defaultdict
from dataclasses import replace
from itertools import islice

from tracker.files.cells import plain
from tracker.files.fields import Subject
from tracker.files.grid import Grid
from tracker.files.layout import Layout, header_of
from tracker.files.layout_guess import guess_layout, guess_wide
from tracker.files.tables import Row

_LOOKED_AT = 25  # rows, as the standard's own reader does
_TAG = re.compile(r"\s*#[a-z][a-z0-9_]*(\s*\+\s*[a-z][a-z0-9_]*)*\s*", re.IGNORECASE)

Said = tuple[str, frozenset[str]]  # a tag without its sign, and its attributes
Held = tuple[str, tuple[tuple[str, str], ...]]  # a field, and of which persons


def find_tags(grid: Grid) -> Row | None:
    """The row of a sheet that has tags in all its cells but empty ones, and at least two; None for none."""
    for row in islice(grid.rows(), _LOOKED_AT):
        texts = [text for cell in row.cells if (text := plain(cell))]
        if row.problem is None and len(texts) > 1 and all(_TAG.fullmatch(text) for text in texts):
            return row
    return None


def laid_out_by(grid: Grid, tags: Row, layout: Layout | None) -> Layout:
    """How a sheet with tags is laid out: the row above them is its header, else they are; rows begin below them."""
    if layout is None:
        layout = _guessed(grid, tags)
    if not layout.header or layout.header[-1] < tags.number:
        return replace(layout, first=max(layout.first or 0, tags.number + 1))
    return layout


def _guessed(grid: Grid, tags: Row) -> Layout:
    above = [row for row in islice(grid.rows(), _LOOKED_AT) if row.number < tags.number]
    filled = sum(plain(cell) is not None for cell in above[-1].cells) if above else 0
    if filled < 2:  # a title, or nothing
        laid = Layout((tags.number,))
        return replace(laid, wide=guess_wide(grid, laid))
    bare = without(grid, tags)
    guess = guess_layout(bare)
    if guess.header and guess.header[-1] == above[-1].number:
        return guess
    laid = Layout((above[-1].number,))
    return replace(laid, wide=guess_wide(bare, laid))


def without(grid: Grid, tags: Row) -> Grid:
    """The sheet without the row of tags."""
    return replace(grid, _rows=lambda width: (row for row in grid.rows(width) if row.number != tags.number))


def by_column(grid: Grid, tags: Row, layout: Layout) -> dict[str, str]:
    """The tags by the names of their columns; of two columns of one name the first one's."""
    found: dict[str, str] = {}
    for name, cell in zip(header_of(grid, layout), tags.cells, strict=False):
        text = plain(cell)
        if name and text:
            found.setdefault(name, text)
    return found


def fields_of(subject: Subject, tags: dict[str, str]) -> dict[str, Held]:
    """What columns hold by their tags. Of several that could be one number none is, unless one says less than all."""
    found: dict[Held, list[tuple[int, str]]] = defaultdict(list)
    for column, text in tags.items():
        said = parse(text)
        held = _held(subject, said)
        if held is not None:
            found[held].append((len(said[1]), column))
    chosen: dict[str, Held] = {}
    for held, columns in found.items():
        least = min(columns)[0]
        plainest = [column for weight, column in columns if weight == least]
        if len(plainest) == 1 or held[0] not in _NUMBERS:
            chosen[plainest[0]] = held
    return chosen


def parse(text: str) -> Said:
    """A tag and its attributes; vocabularies and languages are left out."""
    name, *attributes = re.split(r"\s*\+\s*", text.strip().lstrip("#").casefold())
    return name, frozenset(a for a in attributes if not a.startswith(("v_", "i_")) and a not in _NOTHING)


_NOTHING = {"ind", "num", "name", "en", "fr", "es", "ar", "ru", "uk", "lt", "pl", "de", "it", "total"}
_NUMBERS = {"persons", "headcount", "value", "nominal", "group", "outcome"}
_SEX = {"f": "female", "female": "female", "m": "male", "male": "male"}
_AGE = {"children": "0-17", "child": "0-17", "minors": "0-17", "elderly": "60+"}
_OUTCOME = {"killed": "dead", "dead": "dead", "missing": "missing"}
_PERSONS = {
    Subject.INCIDENTS: "persons",
    Subject.MOVEMENTS: "persons",
    Subject.HEADCOUNTS: "headcount",
    Subject.PUBLISHED_TOTALS: "value",
}
_PART = {"adults", "adolescents", "infants", "hh", "injured", "groups", "outcomes", "f", "m", "i"}
_ORIGIN = {"origin", "nationality", "citizenship"}
# The day, or day and time, of a record: by what is said of it, else the last one.
_OTHER_DAYS = {"updated", "created"}
_DATES: dict[Subject, list[tuple[set[str], str | None]]] = {
    Subject.INCIDENTS: [
        ({"reported", "posted", "published"}, "posted"),
        ({"end"} | _OTHER_DAYS, None),
        (set(), "when"),
    ],
    Subject.PUBLISHED_TOTALS: [
        ({"start"}, "from"),
        ({"end"}, "to"),
        ({"reported", "published", "updated"}, "reported"),
        ({"year"}, "year"),
        ({"month"}, "month"),
        (set(), "day"),
    ],
    Subject.FACILITIES: [({"end", "reported"} | _OTHER_DAYS, None), (set(), "from")],
    Subject.HEADCOUNTS: [({"end"} | _OTHER_DAYS, None), (set(), "at")],
    Subject.MOVEMENTS: [
        ({"left", "departure", "start"}, "left"),
        ({"arrived", "arrival", "end"}, "arrived"),
        (set(), "day"),
    ],
    Subject.CAPACITY_CHANGES: [({"end", "reported"} | _OTHER_DAYS, None), (set(), "from")],
    Subject.CONTEXT_EVENTS: [
        ({"start"}, "from"),
        ({"end"}, "to"),
        ({"reported"} | _OTHER_DAYS, None),
        (set(), "day"),
    ],
}
_PLACE_NAMED = {
    Subject.FACILITIES: "name",
    Subject.HEADCOUNTS: "facility",
    Subject.CAPACITY_CHANGES: "facility",
    Subject.INCIDENTS: "place",
}
_CAPACITY = {"operational": "operational", "surge": "surge", "unusable": "out_of_use", "nominal": "nominal"}
_WITH_SECTORS = {Subject.INCIDENTS, Subject.FACILITIES, Subject.PUBLISHED_TOTALS}
_WITH_PLACES = {Subject.INCIDENTS, Subject.FACILITIES}


def _held(subject: Subject, said: Said) -> Held | None:
    tag, attributes = said
    if tag == "affected" or (tag == "population" and subject is Subject.HEADCOUNTS):
        return _people(subject, attributes)
    name = _field(subject, tag, attributes)
    return None if name is None else (name, ())


def _people(subject: Subject, attributes: frozenset[str]) -> Held | None:
    """Persons, or which of them: those of a sex or age, or with an outcome."""
    field = _PERSONS.get(subject)
    if field is None:
        return None
    if subject is Subject.INCIDENTS:
        if attributes & {"min", "max"}:
            return ("low" if "min" in attributes else "high"), ()
        if attributes == {"groups"}:
            return "groups", ()
        for attribute in attributes & _OUTCOME.keys():
            return "outcome", (("outcome", _OUTCOME[attribute]),)
    parts = [("sex", _SEX[a]) for a in sorted(attributes & _SEX.keys())]
    parts += [("age", _AGE[a]) for a in sorted(attributes & _AGE.keys())]
    if parts:
        alone = attributes <= _SEX.keys() | _AGE.keys() and len(dict(parts)) == len(parts)
        counted = subject in (Subject.INCIDENTS, Subject.HEADCOUNTS)
        return ("group", tuple(parts)) if alone and counted else None
    return None if attributes & (_PART | _OUTCOME.keys()) else (field, ())


def _field(subject: Subject, tag: str, attributes: frozenset[str]) -> str | None:
    match tag:
        case "date":
            return next(name for some, name in _DATES[subject] if not some or attributes & some)
        case "adm1":
            return "sector" if subject in _WITH_SECTORS and "code" not in attributes else None
        case "adm2" | "adm3" | "adm4" | "adm5":
            return "place" if subject in _WITH_PLACES and "code" not in attributes else None
        case "loc":
            return _place(subject, attributes)
        case "geo" if subject in _WITH_PLACES:
            found = (
                ("latitude", "lat"),
                ("longitude", "lon"),
                ("coordinates", "coord"),
                ("coordinates", "coords"),
            )
            return next((name for name, attribute in found if attribute in attributes), None)
        case "country" if attributes & _ORIGIN and subject in (Subject.INCIDENTS, Subject.PUBLISHED_TOTALS):
            return "nationality"
        case "country" if "destination" in attributes and subject is Subject.INCIDENTS:
            return "destination"
        case "value" if subject is Subject.PUBLISHED_TOTALS:
            return "value"
        case "indicator" if subject is Subject.PUBLISHED_TOTALS:
            return "rule" if "rule" in attributes else "value" if "value" in attributes else None
        case "capacity" if subject in (Subject.FACILITIES, Subject.CAPACITY_CHANGES):
            return _CAPACITY.get(min(attributes, default="nominal")) if len(attributes) < 2 else None
        case "event":
            return _event(subject, attributes)
        case "status" if subject is Subject.INCIDENTS:
            return "status"
        case "cause" if subject in (Subject.MOVEMENTS, Subject.CONTEXT_EVENTS):
            return "reason"
        case "group" if "code" in attributes and subject in (Subject.INCIDENTS, Subject.MOVEMENTS):
            return "party"
        case "description" if subject is not Subject.CAPACITY_CHANGES:
            return "text"
        case "source":
            return "source" if subject is not Subject.MOVEMENTS else None
        case "meta" if "source" in attributes and subject is not Subject.MOVEMENTS:
            return "source"
    return None


def _place(subject: Subject, attributes: frozenset[str]) -> str | None:
    if "code" in attributes:
        return None
    if subject is Subject.MOVEMENTS:
        return "from" if "from" in attributes else "to" if "to" in attributes else None
    if "type" in attributes:
        return "regime" if subject in (Subject.FACILITIES, Subject.HEADCOUNTS) else None
    if "place" in attributes and subject is Subject.FACILITIES:
        return "place"
    return _PLACE_NAMED.get(subject)


def _event(subject: Subject, attributes: frozenset[str]) -> str | None:
    if "code" in attributes:
        return None
    if subject is Subject.CONTEXT_EVENTS:
        return "kind" if attributes & {"type", "category"} else "title"
    return "kind" if subject is Subject.INCIDENTS and not attributes - {"type", "category"} else None
