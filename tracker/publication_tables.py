"""The tables of a publication: which figures there are, of which atoms they are sums, what a reader gets of them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.codes import MINOR_BANDS, AgeBand, Sex
from tracker.disclosure import Figure, Key, Masked, Progress, Shown, protect
from tracker.publication_counts import KINDS_OF_OUTCOME, NOT_SPECIFIED, Counted

TOTAL = "total"  # the label of a sum over a whole dimension
MINORS = "minors"  # all age bands under 18 together
OTHER = "other"  # nationalities too few to have a row of their own, together
SEXES = (*(s.value for s in Sex if s is not Sex.UNKNOWN), NOT_SPECIFIED)
AGES = (*(a.value for a in AgeBand if a is not AgeBand.UNKNOWN), NOT_SPECIFIED)


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
class Draft:
    """A table of which the figures are not known yet: which figure stands at which labels."""

    name: str
    year: int
    dimensions: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    keys: dict[tuple[str, ...], Key]

    def table(self, shown: Mapping[Key, Shown]) -> PublicationTable:
        """The table with what is shown."""
        cells = tuple(cell_of(labels, shown[key]) for labels, key in self.keys.items())
        return PublicationTable(self.name, self.year, self.dimensions, self.labels, cells)


def cell_of(labels: Iterable[str], shown: Shown) -> PublishedCell:
    """A cell with what is shown of its figure."""
    return PublishedCell(tuple(str(x) for x in labels), shown.value, shown.base)


@dataclass(slots=True)
class Plan:
    """What is to be protected together: the atoms of all tables, their figures, and which sums are equal.

    `figures` has the atoms of each figure, `within` the figures of each atom; `largest` what the two largest records
    of each figure add to it. `rows` are the nationalities that have a row of their own, by year.
    """

    counts: Counter[Key] = field(default_factory=Counter)
    figures: dict[Key, list[Key]] = field(default_factory=lambda: defaultdict(list))
    within: dict[Key, tuple[Key, ...]] = field(default_factory=dict)
    equal: list[tuple[Sequence[Key], Sequence[Key]]] = field(default_factory=list)
    largest: dict[Key, tuple[int, int]] = field(default_factory=dict)
    rows: dict[int, frozenset[str]] = field(default_factory=dict)

    def declare(self, atom: Key, *figures: Key) -> None:
        """There is this atom, and it is part of these figures."""
        self.within[atom] = figures
        for figure in figures:
            self.figures[figure].append(atom)

    def count(self, added: Iterable[tuple[Key, int]]) -> None:
        """Count what one record adds to the atoms."""
        sums: Counter[Key] = Counter()
        for atom, persons in added:
            self.counts[atom] += persons
            for figure in self.within[atom]:
                sums[figure] += persons
        for figure, persons in sums.items():
            first, second = self.largest.get(figure, (0, 0))
            if persons > second:
                self.largest[figure] = (max(first, persons), min(first, persons))

    def protected(self, secret: bytes, progress: Progress) -> dict[Key, Shown]:
        """What may be published of each figure."""
        figures = [
            Figure(key, tuple(atoms), sum(self.largest.get(key, ()))) for key, atoms in self.figures.items()
        ]
        return protect(self.counts, figures, secret, self.equal, progress)


def atoms_of(one: Counted, plan: Plan) -> Iterator[tuple[Key, int]]:
    """What an incident adds to which atoms."""
    year, month = str(one.day.year), f"{one.day:%Y-%m}"
    yield ("arrivals", month, one.sector), one.persons
    for (nationality, sex, age), persons in one.parts.items():
        known = nationality == NOT_SPECIFIED or nationality in plan.rows[one.day.year]
        yield ("composition", year, nationality if known else OTHER, sex, age), persons
    for outcome, persons in one.outcomes.items():
        yield ("outcome", year, outcome), persons
    for week in (week_of(one.day), NOT_SPECIFIED):
        if ("week", month, week) in plan.within:
            yield ("week", month, week), one.persons
            break


def arrivals(plan: Plan, year: int, end: date, names: Mapping[str, str]) -> Draft:
    """Months by sectors, the sums of both, and the year's; all sectors and months, whether anybody came or not."""
    months = [f"{year}-{m:02}" for m in range(1, end.month + 1)]
    keys: dict[tuple[str, ...], Key] = {}
    for month in months:
        for sector in [*names, NOT_SPECIFIED]:
            figures: dict[tuple[str, ...], Key] = {
                (month, names.get(sector, sector)): ("arrivals", month, sector),
                (month, TOTAL): ("arrivals", month, TOTAL),
                (TOTAL, names.get(sector, sector)): ("arrivals", str(year), sector),
                (TOTAL, TOTAL): ("arrivals", str(year), TOTAL),
            }
            keys |= figures
            plan.declare(("arrivals", month, sector), *figures.values())
    labels = ((*months, TOTAL), (*names.values(), NOT_SPECIFIED, TOTAL))
    return Draft("arrivals", year, ("month", "sector"), labels, keys)


def by_week(plan: Plan, year: int, end: date, wanted: Collection[str]) -> Draft:
    """ISO weeks that are asked for and do not begin before the year; tied to the months that they lie in."""
    begin = date(year, 1, 1)
    keys: dict[tuple[str, ...], Key] = {}
    parts: dict[str, list[Key]] = defaultdict(list)
    for day in days(begin, end):
        week, month = week_of(day), f"{day:%Y-%m}"
        told = week in wanted and day - timedelta(days=day.weekday()) >= begin
        atom = ("week", month, week if told else NOT_SPECIFIED)
        if told:
            keys[(week,)] = ("week", week)
        if atom not in plan.within:
            plan.declare(atom, *([("week", week)] if told else []))
            parts[month].append(atom)
    plan.equal += [(plan.figures["arrivals", month, TOTAL], atoms) for month, atoms in parts.items()]
    return Draft("weeks", year, ("week",), (tuple(k[0] for k in keys),), keys)


def composition(plan: Plan, year: int, counted: Iterable[Counted], secret: bytes) -> Draft:
    """Nationality by sex and age; sums of nationalities, of sex by age, of each alone, and of all minors.

    Nationalities that would be hidden have no row: they are in `OTHER`.
    """
    y = str(year)
    rows = _rows(y, counted, secret)
    plan.rows[year] = frozenset(rows)
    keys: dict[tuple[str, ...], Key] = {}
    atoms: list[Key] = []
    for n in [*rows, OTHER, NOT_SPECIFIED]:
        for sex in SEXES:
            for age in AGES:
                places = [(n, sex, age), (n, TOTAL, TOTAL), (TOTAL, sex, age)]
                places += [(TOTAL, sex, TOTAL), (TOTAL, TOTAL, age)]
                if age in MINOR_BANDS:
                    places.append((TOTAL, TOTAL, MINORS))
                figures: dict[tuple[str, ...], Key] = {at: ("composition", y, *at) for at in places}
                keys |= figures
                atoms.append(("composition", y, n, sex, age))
                plan.declare(atoms[-1], *figures.values())
    keys[TOTAL, TOTAL, TOTAL] = ("arrivals", y, TOTAL)
    plan.equal.append((plan.figures["arrivals", y, TOTAL], atoms))
    labels = ((*rows, OTHER, NOT_SPECIFIED, TOTAL), (*SEXES, TOTAL), (*AGES, MINORS, TOTAL))
    return Draft("composition", year, ("nationality", "sex", "age"), labels, keys)


def _rows(year: str, counted: Iterable[Counted], secret: bytes) -> list[str]:
    """The nationalities that have a row, by what is published of them, so that their order says no more."""
    sums = Plan()
    for one in counted:
        by_nationality: Counter[str] = Counter()
        for (nationality, _, _), persons in one.parts.items():
            by_nationality[nationality] += persons
        for nationality in by_nationality:
            if (nationality,) not in sums.within:
                sums.declare((nationality,), (nationality,))
        sums.count(((nationality,), persons) for nationality, persons in by_nationality.items())
    rounded = {}
    for (nationality,), persons in sums.counts.items():
        figure = Figure(("composition", year, nationality, TOTAL, TOTAL), (), sum(sums.largest[nationality,]))
        masked = Masked.of(figure, persons, secret)
        if nationality != NOT_SPECIFIED and not masked.hidden:
            rounded[nationality] = masked.rounded(0)
    return sorted(rounded, key=lambda n: (-rounded[n], n))


def outcomes(plan: Plan, year: int) -> Draft:
    """Persons by what became of them; no sum, since one person can have several outcomes."""
    keys: dict[tuple[str, ...], Key] = {}
    for outcome in KINDS_OF_OUTCOME:
        keys[(outcome,)] = ("outcome", str(year), outcome)
        plan.declare(("outcome", str(year), outcome), ("outcome", str(year), outcome))
    return Draft("outcomes", year, ("outcome",), (tuple(str(o) for o in KINDS_OF_OUTCOME),), keys)


def week_of(day: date) -> str:
    """The ISO week, as `2021-W30`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    return (first + timedelta(days=i) for i in range((last - first).days + 1))
