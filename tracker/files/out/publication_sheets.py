"""The figures for publication as tables: what `publication.py` lets out, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tracker.disclosure import Progress, silent
from tracker.figures import first_day_of, last_day_of
from tracker.files.out.columns import Column, Kind
from tracker.publication import Publication, make_publication
from tracker.publication_tables import TOTAL
from tracker.situations import SituationLine

_NOTES = {
    "hidden": "An empty figure is hidden: it may be small, or hide another that is.",
    "rounded": "Counts are rounded to multiples of their base, also sums: they need not add up.",
    "from_january": "The figures begin on 1 January, whatever first day was asked for.",
    "running": "The last month is not over.",
    "illustrative": "Illustrative: something in it was made up, to show or to try.",
}
_TAGS = {
    "month": "#date+month",
    "week": "#date+week",
    "sector": "#adm1+name",
    "nationality": "#country+code+origin",
    "sex": "#affected+sex",
    "age": "#affected+age",
    "outcome": "#affected+outcome",
}

Sheet = tuple[str, Sequence[Column], list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Tables, each with its columns and rows, and what stands beside them."""

    sheets: list[Sheet]
    notes: list[str]


def tables_of(
    session: Session,
    situation: SituationLine,
    first: date | None,
    last: date | None,
    now: datetime,
    progress: Progress = silent,
) -> Sheets:
    """The tables of a situation, of the days that have incidents where none are asked for.

    Raises what `progress` raises.
    """
    end = last or last_day_of(session, situation.pk) or now.date()
    begin = first or first_day_of(session, situation.pk) or end
    made = make_publication(session, situation, min(begin, end), end, now, progress)
    sheets: list[Sheet] = []
    for table in made.tables:
        columns = [_text(name, _TAGS.get(name, "#meta")) for name in table.dimensions]
        columns += [_count("persons", "#affected"), _count("base", "#meta+base")]
        rows = [[*cell.labels, cell.value, cell.base] for cell in table.cells]
        sheets.append((f"{table.name} {table.year}", columns, rows))
    sheets.append(_regimes(made))
    if made.totals:
        sheets.append(_totals(made))
    notes = [f"Days: {made.first} to {made.last}.", f"Nothing below {made.least} is shown."]
    notes.append(f"Sums are called {TOTAL}.")
    return Sheets(sheets, notes + [_NOTES[code] for code in made.footnotes])


def in_one(sheets: Sheets) -> tuple[Sequence[Column], list[list[Any]]]:
    """All tables in one, for a form that has no sheets: table, what, figure."""
    columns = [
        _text("table", "#meta+table"),
        _text("of", "#meta+of"),
        _text("figure", "#indicator"),
        _count("value", "#value"),
    ]
    rows = []
    for name, heads, lines in sheets.sheets:
        counted = [at for at, head in enumerate(heads) if head.kind is Kind.COUNT]
        for line in lines:
            of = " · ".join(str(cell) for at, cell in enumerate(line) if at not in counted and cell)
            rows += [[name, of, heads[at].name, line[at]] for at in counted]
    return columns, rows


def _regimes(made: Publication) -> Sheet:
    columns = [
        _text("regime", "#loc+type"),
        _count("facilities", "#loc+num"),
        _count("persons", "#affected"),
        _count("base", "#meta+base"),
        _count("places", "#capacity"),
    ]
    rows = [[r.regime, r.facilities, r.people.value, r.people.base, r.places] for r in made.regimes]
    return "facilities", columns, rows


def _totals(made: Publication) -> Sheet:
    columns = [
        _day("first_day", "#date+start"),
        _day("last_day", "#date+end"),
        _count("value", "#value+num"),
        _text("rule", "#indicator+rule"),
        _text("qualifier", "#meta+qualifier"),
        _text("nationality", "#country+code+origin"),
        _day("reported", "#date+reported"),
        _text("source", "#meta+source"),
    ]
    rows = [
        [
            t.first_day.isoformat(),
            t.last_day.isoformat(),
            t.value,
            t.rule,
            t.qualifier,
            t.nationality,
            t.reported.isoformat() if t.reported else None,
            t.source,
        ]
        for t in made.totals
    ]
    return "published by others", columns, rows


def _text(name: str, tag: str) -> Column:
    return Column(name, name, Kind.TEXT, tag)


def _count(name: str, tag: str) -> Column:
    return Column(name, name, Kind.COUNT, tag)


def _day(name: str, tag: str) -> Column:
    return Column(name, name, Kind.DAY, tag)
