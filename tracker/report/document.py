"""What stands in a report, as small dataclasses that the Typst template sets: no meaning, no queries.

A figure names the annex that shows where it is from, and what is behind it: so that it can be followed on paper by the
annex's letter, in the PDF by a link, and in the program by a click.
"""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.incidents import Filter


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a figure: incidents of a filter, or a facility by its id, or neither where only the annex tells.

    `words` say which figure it is, for whoever does not see where it stands.
    """

    words: str
    annex: str
    filter: Filter | None = None
    facility: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed. Two of one key are the same figure."""

    text: str
    key: str
    behind: Behind


Part = str | Figure
Sentence = list[Part]


def plain(sentence: Sentence | Part) -> str:
    """The sentence as text."""
    parts = sentence if isinstance(sentence, list) else [sentence]
    return "".join(part.text if isinstance(part, Figure) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the four figures, with what it is compared to. `change` is an arrow and by how much."""

    title: str
    figure: Figure
    change: str
    lines: list[Sentence]


@dataclass(frozen=True, slots=True)
class Event:
    """A context event on the chart: a number in a flag, its days as places from the first one (0), and its words."""

    number: int
    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Persons a day as bars with their mean as a line; every list is as long as `days`.

    `steps` are the values that have a line; `ticks` are places from the first day (0) with their words; `partial` the
    place of the day that is not over; `labelled` the bars that have their number on them, `hidden` those that may not
    be shown.
    """

    title: str
    days: list[date]
    persons: list[int]
    mean: list[float | None]
    top: int
    steps: list[int]
    ticks: list[tuple[int, str]]
    partial: int | None
    labelled: list[int]
    hidden: list[int]
    events: list[Event]
    more_events: str
    notes: str
    alt: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A facility's people beside its places; `level` is a code, `shape` and `said` say it without colour."""

    name: str
    people: int | None
    places: int | None
    figure: Figure
    level: str
    shape: str
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something that changed, or that needs a decision."""

    level: str
    shape: str
    head: str
    text: Sentence


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines under a heading; `none` is said where there are none."""

    title: str
    lines: list[Line]
    none: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right. `share` is its part of the width that is left, 0 for as wide
    as what is in it.
    """

    head: str
    number: bool = False
    share: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it is about; the first column names its rows, and `sums` of the last rows are sums."""

    about: str
    columns: list[Column]
    rows: list[list[Part]]
    sums: int = 0
    tracks: int = 1  # side by side, where rows are many and short
    note: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex by its letter. What has no table says so in its notes."""

    letter: str
    title: str
    notes: list[Sentence] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `mark` is the word across the pages of a draft, empty once it is released."""

    paper: str
    mark: str
    title: str
    subtitle: str
    classes: list[str]
    headline: Sentence
    headlines: list[Headline]
    chart: Chart | None
    capacity_title: str
    capacity: Sentence
    bars: list[Bar]
    more_bars: Sentence
    lists: list[Listing]
    illustrative: str
    remarks: list[str]
    foot: str
    annexes: list[Annex]


def first_page(document: Document) -> str:
    """The first page as text, a line a paragraph."""
    lines = [document.title, document.subtitle, plain(document.headline), document.illustrative]
    for figure in document.headlines:
        said = "; ".join(plain(line) for line in figure.lines)
        lines.append(f"{figure.title}: {figure.figure.text}. {said}.")
    if document.chart is not None:
        lines.append(document.chart.alt)
    lines += [f"{document.capacity_title}: {plain(document.capacity)}"]
    lines += [f"{bar.name}: {bar.figure.text}, {bar.said}." for bar in document.bars]
    for one in document.lists:
        lines.append(f"{one.title}:")
        lines += [f"{line.head} {plain(line.text)}".strip() for line in one.lines] or [one.none]
    return "\n".join(line for line in [*lines, *document.remarks] if line)


def as_data(value: Any) -> Any:
    """A document, or a part of it, as plain JSON values."""
    if isinstance(value, Figure):
        return {"text": value.text, "key": value.key, "annex": value.behind.annex}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: as_data(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, list | tuple):
        return [as_data(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def links_of(value: Any) -> dict[str, Behind]:
    """What is behind each figure of a document, by the figure's key, in reading order."""
    if isinstance(value, Figure):
        return {value.key: value.behind}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, f.name) for f in dataclasses.fields(value)]
    found: dict[str, Behind] = {}
    if isinstance(value, list | tuple):
        for one in value:
            for key, behind in links_of(one).items():
                found.setdefault(key, behind)
    return found
