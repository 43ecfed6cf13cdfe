"""The tables for publication of a situation: counts of persons that single nobody out (`disclosure.py`).

Grouped by month, week and sector, by nationality, sex and age, by outcome, and by regime of facilities. No free text,
no places or times, no evidence, no ids, no names of facilities. What nobody specified is a category of its own.

A publication goes from 1 January to its last day, whatever span was asked for: figures of two spans that differ by a
day would give that day away. Counts are never exact, also the large ones, since the difference of two exact totals
says how many persons one late record has. Published totals stand beside them as they were published: they are public.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker.codes import MINOR_BANDS, AgeBand, Regime, Sex
from tracker.days import end_of_day
from tracker.disclosure import BASES, LEAST_SHOWN, Figure, Key, Masked, Progress, Shown, protect, silent
from tracker.occupancy import read_facilities
from tracker.publication_counts import (
    NOT_SPECIFIED,
    arrivals_by_day,
    composition,
    illustrative_within,
    outcomes,
    secret_of,
    sectors_of,
)
from tracker.published import TotalLine, find_totals
from tracker.situations import SituationLine

TOTAL = "total"  # the label of a sum over a whole dimension
MINORS = "minors"  # all age bands under 18 together
OTHER = "other"  # nationalities too few to have a row of their own, together
SEXES = (*(s.value for s in Sex if s is not Sex.UNKNOWN), NOT_SPECIFIED)
AGES = (*(a.value for a in AgeBand if a is not AgeBand.UNKNOWN), NOT_SPECIFIED)
SHORT = timedelta(days=92)  # a span asked for that is no longer than this has weeks too


@dataclass(frozen=True, slots=True)
class PublishedCell:
    """One figure: its label in each dimension of the table (`TOTAL` for a sum), and what may be published of it.

    `value` is a multiple of `base`, or None where it is hidden: it may be small, or hide another that is.
    """

    labels: tuple[str, ...]
    value: int | None
    base: int


@dataclass(frozen=True, slots=True)
class PublicationTable:
    """A table in long form. `labels` has those of each dimension in their order, `TOTAL` last where there are sums.

    Not every combination has a cell: sex by age is given for all nationalities and for each, nationality by sex alone
    is not. Labels are codes: months and ISO weeks (`2021-07`, `2021-W30`), alpha-3 nationalities, names of sectors,
    codes of `codes.py`; `NOT_SPECIFIED` is the empty text.
    """

    name: str  # arrivals, weeks, composition, outcomes
    year: int
    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    cells: tuple[PublishedCell, ...]

    def cell(self, *labels: str) -> PublishedCell | None:
        """The cell of these labels; None where the table has none."""
        return next((c for c in self.cells if c.labels == labels), None)


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


@dataclass(slots=True)
class _Plan:
    """What is to be protected together: the atoms of all tables, their figures, and which sums are equal."""

    counts: Counter[Key] = field(default_factory=Counter)
    figures: dict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    equal: list[tuple[list[Key], list[Key]]] = field(default_factory=list)

    def add(self, atom: Key, count: int, *figures: Key) -> None:
        """Put an atom in, and into the figures that it is part of."""
        self.counts[atom] += count
        for figure in figures:
            self.figures[figure].append(atom)


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
    plan = _Plan()
    drafts = []
    weeks = {week_of(d) for d in _days(max(start, first), last)} if last - first <= SHORT else set()
    for year in range(start.year, last.year + 1):
        begin, end = date(year, 1, 1), min(last, date(year, 12, 31))
        by_day = arrivals_by_day(session, situation.pk, begin, end)
        drafts.append(_arrivals(plan, year, end, by_day, names))
        if weeks:
            drafts.append(_weeks(plan, year, begin, end, by_day, weeks))
        drafts.append(_composition(plan, year, composition(session, situation.pk, begin, end), secret))
        drafts.append(_outcomes(plan, year, outcomes(session, situation.pk, begin, end)))
    at = min(now, end_of_day(last, situation.time_zone, situation.cutoff))
    facilities = read_facilities(session, situation.pk, at, situation.tight_at)
    for i, f in enumerate(facilities):
        if f.occupancy is not None:
            plan.add(("facility", str(i)), f.occupancy, ("facilities", f.regime), ("facilities", TOTAL))
    totals = tuple(
        t for t in find_totals(session, situation.pk, start, last) if t.latest and t.sector is None
    )
    shown = protect(
        plan.counts,
        [Figure(key, tuple(atoms)) for key, atoms in plan.figures.items()],
        secret,
        plan.equal,
        progress,
    )
    rows = []
    for regime in [*Regime, TOTAL]:
        of = [f for f in facilities if regime in (TOTAL, f.regime)]
        places = [f.capacity for f in of if f.capacity is not None]
        if of:
            people = _cell((regime,), shown.get(("facilities", regime), Shown(None)))
            rows.append(RegimeRow(str(regime), len(of), people, sum(places) if places else None))
    made_up = illustrative_within(session, situation.pk, start, last) or any(
        f.illustrative for f in facilities
    )
    notes = {
        "from_january": start != first,
        "running": (last + timedelta(days=1)).day != 1,
        "illustrative": made_up,
    }
    return Publication(
        situation=situation.name,
        first=start,
        last=last,
        tables=tuple(d.table(shown) for d in drafts if d.keys),
        regimes=tuple(rows),
        totals=totals,
        footnotes=("hidden", "rounded", *(code for code, said in notes.items() if said)),
        illustrative=made_up,
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """A table of which the figures are not known yet: which figure stands at which labels."""

    name: str
    year: int
    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    keys: dict[tuple[str, ...], Key]

    def table(self, shown: Mapping[Key, Shown]) -> PublicationTable:
        cells = tuple(_cell(labels, shown[key]) for labels, key in self.keys.items())
        return PublicationTable(self.name, self.year, self.dimensions, self.labels, cells)


def _cell(labels: tuple[str, ...], shown: Shown) -> PublishedCell:
    return PublishedCell(tuple(str(x) for x in labels), shown.value, shown.base)


def _arrivals(
    plan: _Plan, year: int, end: date, by_day: Mapping[tuple[date, str], int], names: Mapping[str, str]
) -> _Draft:
    """Months by sectors, the sums of both, and the year's; all sectors and months, whether anybody came or not."""
    months = [f"{year}-{m:02}" for m in range(1, end.month + 1)]
    y = str(year)
    counts: Counter[tuple[str, str]] = Counter()
    for (day, sector), persons in by_day.items():
        counts[f"{day:%Y-%m}", sector] += persons
    keys: dict[tuple[str, ...], Key] = {}
    for month in months:
        for sector in [*names, NOT_SPECIFIED]:
            figures: dict[tuple[str, ...], Key] = {
                (month, names.get(sector, sector)): ("arrivals", month, sector),
                (month, TOTAL): ("arrivals", month, TOTAL),
                (TOTAL, names.get(sector, sector)): ("arrivals", y, sector),
                (TOTAL, TOTAL): ("arrivals", y, TOTAL),
            }
            keys |= figures
            plan.add(("arrivals", month, sector), counts[month, sector], *figures.values())
    labels = ((*months, TOTAL), (*names.values(), NOT_SPECIFIED, TOTAL))
    return _Draft("arrivals", year, ("month", "sector"), labels, keys)


def _weeks(
    plan: _Plan,
    year: int,
    begin: date,
    end: date,
    by_day: Mapping[tuple[date, str], int],
    wanted: Collection[str],
) -> _Draft:
    """ISO weeks that are asked for and do not begin before the year; tied to the months that they lie in."""
    per_day: Counter[date] = Counter()
    for (day, _), persons in by_day.items():
        per_day[day] += persons
    parts: dict[str, set[Key]] = defaultdict(set)
    keys: dict[tuple[str, ...], Key] = {}
    for day in _days(begin, end):
        week, month = week_of(day), f"{day:%Y-%m}"
        told = week in wanted and day - timedelta(days=day.weekday()) >= begin
        atom = ("week", month, week if told else "")
        plan.counts[atom] += per_day[day]
        parts[month].add(atom)
        if told:
            keys[(week,)] = ("week", week)
            if atom not in plan.figures["week", week]:
                plan.figures["week", week].append(atom)
    for month, atoms in parts.items():
        plan.equal.append((plan.figures["arrivals", month, TOTAL], sorted(atoms)))
    return _Draft("weeks", year, ("week",), (tuple(k[0] for k in keys),), keys)


def _composition(plan: _Plan, year: int, counts: Mapping[tuple[str, str, str], int], secret: bytes) -> _Draft:
    """Nationality by sex and age, the sums of nationalities, of sex by age, of sex and of age, of minors and adults."""
    y = str(year)
    by_nationality: Counter[str] = Counter()
    for (nationality, _, _), persons in counts.items():
        by_nationality[nationality] += persons
    masked = {
        n: Masked.of(Figure(("composition", y, n, TOTAL, TOTAL), ()), persons, secret)
        for n, persons in by_nationality.items()
        if n != NOT_SPECIFIED
    }
    # Ordered by what is published, so that the order says no more.
    rows = sorted((n for n, m in masked.items() if not m.small), key=lambda n: (-masked[n].rounded(0), n))
    keys: dict[tuple[str, ...], Key] = {}
    atoms: list[Key] = []
    sums: Counter[tuple[str, str, str]] = Counter()
    for (nationality, sex, age), persons in counts.items():
        row = nationality if nationality in rows or nationality == NOT_SPECIFIED else OTHER
        sums[row, sex, age] += persons
    for n in [*rows, OTHER, NOT_SPECIFIED]:
        for sex in SEXES:
            for age in AGES:
                places = [(n, sex, age), (n, TOTAL, TOTAL), (TOTAL, sex, age)]
                places += [(TOTAL, sex, TOTAL), (TOTAL, TOTAL, age)]
                if age in MINOR_BANDS:
                    places.append((TOTAL, TOTAL, MINORS))
                figures: dict[tuple[str, ...], Key] = {at: ("composition", y, *at) for at in places}
                keys |= figures
                atom = ("composition", y, n, sex, age)
                plan.add(atom, sums[n, sex, age], *figures.values())
                atoms.append(atom)
    keys[TOTAL, TOTAL, TOTAL] = ("arrivals", y, TOTAL)
    plan.equal.append((plan.figures["arrivals", y, TOTAL], atoms))
    labels = ((*rows, OTHER, NOT_SPECIFIED, TOTAL), (*SEXES, TOTAL), (*AGES, MINORS, TOTAL))
    return _Draft("composition", year, ("nationality", "sex", "age"), labels, keys)


def _outcomes(plan: _Plan, year: int, counts: Mapping[str, int]) -> _Draft:
    """Persons by what became of them; no sum, since one person can have several outcomes."""
    keys: dict[tuple[str, ...], Key] = {}
    for outcome, persons in counts.items():
        key = ("outcome", str(year), outcome)
        keys[(outcome,)] = key
        plan.add(key, persons, key)
    return _Draft("outcomes", year, ("outcome",), (tuple(counts),), keys)


def week_of(day: date) -> str:
    """The ISO week, as `2021-W30`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=i) for i in range((last - first).days + 1))
