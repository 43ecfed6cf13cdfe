"""The tables for publication of a situation: counts of persons that single nobody out (`disclosure.py`).

Grouped by month, week and sector, by nationality, sex and age, by outcome, and by regime of facilities. No free text,
no places or times, no evidence, no ids, no names of facilities. What nobody specified is a category of its own.

A publication goes from 1 January to its last day, whatever span was asked for: figures of two spans that differ by a
day would give that day away. Counts are never exact, also the large ones, since the difference of two exact totals
says how many persons one late record has. Published totals stand beside them as they were published: they are public.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker.codes import Regime
from tracker.days import end_of_day
from tracker.disclosure import BASES, LEAST_SHOWN, Key, Progress, Shown, silent
from tracker.occupancy import read_facilities
from tracker.publication_counts import NOT_SPECIFIED, read_counted, secret_of, sectors_of
from tracker.publication_tables import (
    TOTAL,
    Plan,
    PublicationTable,
    PublishedCell,
    arrivals,
    atoms_of,
    by_week,
    cell_of,
    composition,
    days,
    outcomes,
    week_of,
)
from tracker.published import TotalLine, find_totals
from tracker.readings import FacilityReading
from tracker.situations import SituationLine

SHORT = timedelta(days=92)  # a span asked for that is no longer than this has weeks too


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """Facilities of one regime, or of all (`TOTAL`), at the end of the last day.

    `people` are the persons in those whose occupancy is known; `places` their usable ones where known, exact.
    """

    regime: str
    facilities: int
    people: PublishedCell
    places: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """What may be published of a situation from `first` (1 January) to `last`, both included.

    `totals` are figures that others published for periods within these days, as published. `footnotes` are codes:
    `hidden`, `rounded` always; `from_january` where a later first day was asked for; `illustrative` where something in
    it is made up; `running` where the last month is not over at `last`.
    """

    situation: str
    first: date
    last: date
    tables: tuple[PublicationTable, ...]
    regimes: tuple[RegimeRow, ...]
    totals: tuple[TotalLine, ...]
    footnotes: tuple[str, ...]
    illustrative: bool
    least: int = LEAST_SHOWN  # what is shown is at least this
    base: int = BASES[0]  # and a multiple of this

    def table(self, name: str, year: int | None = None) -> PublicationTable | None:
        """The table of this name, of the last year or of `year`; None where there is none."""
        found = [t for t in self.tables if t.name == name and year in (None, t.year)]
        return found[-1] if found else None


def make_publication(
    session: Session,
    situation: SituationLine,
    first: date,
    last: date,
    now: datetime,
    progress: Progress = silent,
) -> Publication:
    """What may be published of the days `first` to `last`; facilities as of the end of `last`, or `now` if earlier.

    The same store gives the same publication, also at a position in the past. Raises what `progress` raises.
    """
    start = date(first.year, 1, 1)
    secret = secret_of(session, situation)
    names = sectors_of(session, situation, (TOTAL, NOT_SPECIFIED))
    counted = read_counted(session, situation.pk, start, last)
    plan = Plan()
    weeks = {week_of(d) for d in days(max(start, first), last)} if last - first <= SHORT else set()
    drafts = []
    for year in range(start.year, last.year + 1):
        end = min(last, date(year, 12, 31))
        of_year = [c for c in counted if c.day.year == year]
        drafts += [arrivals(plan, year, end, names), composition(plan, year, of_year, secret)]
        if weeks:
            drafts.append(by_week(plan, year, end, weeks))
        drafts.append(outcomes(plan, year))
        for one in of_year:
            plan.count(atoms_of(one, plan))
    at = min(now, end_of_day(last, situation.time_zone, situation.cutoff))
    facilities = read_facilities(session, situation.pk, at, situation.tight_at)
    for i, f in enumerate(facilities):
        if f.occupancy is not None:
            plan.declare(("facility", str(i)), ("facilities", f.regime), ("facilities", TOTAL))
            plan.counts["facility", str(i)] = f.occupancy
    shown = plan.protected(secret, progress)
    made_up = any(c.illustrative for c in counted) or any(f.illustrative for f in facilities)
    notes = {
        "from_january": start != first,
        "running": (last + timedelta(days=1)).day != 1,
        "illustrative": made_up,
    }
    totals = find_totals(session, situation.pk, start, last)
    return Publication(
        situation=situation.name,
        first=start,
        last=last,
        tables=tuple(d.table(shown) for d in drafts if d.keys),
        regimes=tuple(_regimes(facilities, shown)),
        totals=tuple(t for t in totals if t.latest and t.sector is None),
        footnotes=("hidden", "rounded", *(code for code, said in notes.items() if said)),
        illustrative=made_up,
    )


def _regimes(facilities: list[FacilityReading], shown: Mapping[Key, Shown]) -> Iterator[RegimeRow]:
    """A row a regime that there is, and one of all."""
    for regime in [*Regime, TOTAL]:
        of = [f for f in facilities if regime in (TOTAL, f.regime)]
        places = [f.capacity for f in of if f.capacity is not None]
        if of:
            people = cell_of((regime,), shown.get(("facilities", regime), Shown(None)))
            yield RegimeRow(str(regime), len(of), people, sum(places) if places else None)
