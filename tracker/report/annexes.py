"""The annexes of the operational report: every figure of the first page is in one of them, with what it is made of."""

from tracker.codes import AgeBand, Sex, Status
from tracker.days import zone
from tracker.incidents import IncidentLine
from tracker.readings import FacilityReading
from tracker.report import words
from tracker.report.annexes_of_sources import events, published, rules
from tracker.report.capacity import behind
from tracker.report.content import MOST_INCIDENTS, Content
from tracker.report.document import Annex, Behind, Column, Figure, Part, Sentence, Table
from tracker.report.figures_said import (
    DAYS,
    INCIDENTS,
    NATIONALITIES,
    PEOPLE,
    PLACES,
    SECTORS,
    arrivals,
)
from tracker.report.numbers import count, day, days, moment, number, place_of, short_day, signed
from tracker.report.people import Days, Line, SexAndAge

SPAN_NAMES = ("Day before", "Day", "7 days", "Month", "Year")


def annexes(content: Content) -> list[Annex]:
    """All of them, in the order of their letters."""
    return [
        _days(content),
        _sectors(content),
        _nationalities(content),
        _people(content),
        _facilities(content),
        _incidents(content),
        published(content),
        events(content),
        rules(content),
    ]


def spans_of(content: Content) -> tuple[Days, ...]:
    """The days of the columns of a breakdown, in the order of `SPAN_NAMES`."""
    s = content.spans
    return (s.before, s.day, s.week, s.month, s.year)


def span_words(content: Content) -> str:
    """Which days the columns of a breakdown stand for."""
    named = zip(SPAN_NAMES, spans_of(content), strict=True)
    return "; ".join(f"{name.lower()}: {days(*span)}" for name, span in named) + "."


# A


def _days(content: Content) -> Annex:
    rows: list[list[Part]] = []
    for h in content.board.headlines:
        for span, key in (
            (h.now, h.name),
            (h.before, f"{h.name} before"),
            (h.year_before, f"{h.name} a year before"),
        ):
            if span is not None:
                rows.append(
                    [
                        days(span.first, span.last),
                        arrivals(content, number(span.persons), key, (span.first, span.last)),
                        number(span.unknown_size),
                        _beside(content, key),
                    ]
                )
    summary = Table(
        "The four figures and what they are compared to",
        [
            Column("Days", share=2),
            Column("Persons", number=True),
            Column("Of unknown size", number=True),
            Column("What it is", share=3),
        ],
        rows,
    )
    series = content.board.series
    daily = Table(
        "Arrivals by day",
        [Column("Day", share=1), Column("Persons", number=True), Column("Mean of 7 days", number=True)],
        [
            [
                short_day(d, year=True) + (" (not over)" if d == series.partial else ""),
                arrivals(content, number(n), f"day {d}", (d, d)),
                "–" if mean is None else f"{mean:.1f}",
            ]
            for d, n, mean in reversed(list(zip(series.days, series.persons, series.mean7, strict=True)))
        ],
        tracks=3,
    )
    notes: list[Sentence] = [[words.ARRIVALS_RULE]]
    if content.partial:
        notes.append(
            ["The day is not over: what it is compared to ends at the same time of day, by the clock."]
        )
    if content.board.undated:
        notes.append(
            [
                f"{count(content.board.undated, 'incident')} of which the day is not known: in none of these figures."
            ]
        )
    return Annex(DAYS, "Arrivals by day", notes, [summary, daily])


_WHAT = {
    "day": "the day",
    "week": "7 days to this day",
    "month": "the month to this day",
    "year": "the year to this day",
    "day before": "the day before",
    "week before": "the 7 days before",
    "month before": "the same days of the month before",
    "year before": "the same days of the year before",
}


def _beside(content: Content, key: str) -> str:
    said = _WHAT.get(key, "the same days a year before")
    return f"{said}, to the same time" if content.partial and "before" in key else said


# B, C


def breakdown(content: Content, axis: str, lines: list[Line], extra: Column | None = None) -> Table:
    """Arrivals by sector or nationality over the spans, with their sums."""
    columns = [Column("Sector" if axis == "sector" else "Nationality", share=4)]
    columns += [Column(name, number=True, share=2) for name in SPAN_NAMES]
    columns += [extra] if extra else []
    spans = spans_of(content)
    rows: list[list[Part]] = []
    for line in lines:
        name = (
            content.sector_names[line.key] if axis == "sector" and line.key else words.nationality(line.key)
        )
        cells: list[Part] = [name]
        for short, span, n in zip(SPAN_NAMES, spans, line.persons[: len(spans)], strict=True):
            cells.append(_cell(content, axis, line.key, short, span, n, name))
        rows.append(cells + ([_per_km(content, line)] if extra else []))
    sums = [sum(line.persons[i] for line in lines) for i in range(len(spans))]
    total: list[Part] = ["All"]
    total += [
        arrivals(content, number(n), f"{axis} all {s}", span)
        for n, s, span in zip(sums, SPAN_NAMES, spans, strict=True)
    ]
    rows.append(total + ([""] if extra else []))
    return Table(f"Arrivals by {axis}, persons", columns, rows, sums=1)


def _cell(content: Content, axis: str, key: str, short: str, span: Days, n: int, name: str) -> Part:
    if not key or not n:
        return number(n)
    annex = SECTORS if axis == "sector" else NATIONALITIES
    filter_ = (
        content.arrivals(span, sector_pk=int(key))
        if axis == "sector"
        else content.arrivals(span, nationality=key)
    )
    return Figure(
        number(n), f"{axis} {key} {short.lower()}", Behind(f"Arrivals, {name}, {days(*span)}", annex, filter_)
    )


def _per_km(content: Content, line: Line) -> str:
    sector = content.sector_lines.get(line.key)
    if sector is None or not sector.length_km:
        return "–"
    return f"{line.persons[3] / sector.length_km:.1f}"


def _sectors(content: Content) -> Annex:
    notes: list[Sentence] = [[f"Columns: {span_words(content)}"]]
    lengths = [s for s in content.sector_lines.values() if s.length_km]
    s = content.situation
    said = []
    if s.border_km:
        said.append(f"The border is {s.border_km:,.0f} km long ({s.border_source or 'source not given'}).")
    if lengths:
        sources = sorted({sector.length_source for sector in lengths if sector.length_source})
        of = f" ({'; '.join(sources)})" if sources else ""
        said.append(
            f"The lengths of the sectors{of} come to {sum(sector.length_km or 0 for sector in lengths):,.0f} km."
        )
    if said:
        notes.append([" ".join(said)])
    if not content.sectors:
        return Annex(SECTORS, "By sector", [["Nobody is recorded as arrived in these days."]])
    extra = Column("a km, month", number=True, share=2) if lengths else None
    return Annex(SECTORS, "By sector", notes, [breakdown(content, "sector", content.sectors, extra)])


def _nationalities(content: Content) -> Annex:
    if not content.nationalities:
        return Annex(NATIONALITIES, "By nationality", [["Nobody is recorded as arrived in these days."]])
    notes: list[Sentence] = [
        [f"Columns: {span_words(content)}"],
        ["What an incident does not say is not specified: nothing is spread by guess."],
    ]
    return Annex(
        NATIONALITIES, "By nationality", notes, [breakdown(content, "nationality", content.nationalities)]
    )


# D


def _people(content: Content) -> Annex:
    month, of_day = content.people, content.people_day
    if not month.persons:
        return Annex(PEOPLE, "By sex and age", [["Nobody is recorded as arrived this month."]])
    month_days, day_days = content.spans.month, content.spans.day

    def row(name: str, n_day: int, n_month: int) -> list[Part]:
        share = f"{n_month * 100 / month.persons:.0f} %"
        return [name, number(n_day), number(n_month), share]

    def total() -> list[Part]:
        return [
            "All",
            arrivals(content, number(of_day.persons), "people day", day_days),
            arrivals(content, number(month.persons), "people month", month_days),
            "100 %",
        ]

    columns = [
        Column("Sex", share=4),
        Column("Day", number=True, share=2),
        Column("Month", number=True, share=2),
        Column("of the month", number=True, share=2),
    ]
    sexes: list[Sex | None] = [*Sex, None]
    ages: list[AgeBand | None] = [*words.AGES, None]
    of_sex = [
        row(
            words.SEXES[s] if s else words.NOT_SPECIFIED.capitalize(),
            of_day.sexes.get(s, 0),
            month.sexes.get(s, 0),
        )
        for s in sexes
        if month.sexes.get(s)
    ]
    of_age = [
        row(
            words.AGES[a] if a else words.NOT_SPECIFIED.capitalize(),
            of_day.ages.get(a, 0),
            month.ages.get(a, 0),
        )
        for a in ages
        if month.ages.get(a)
    ]
    tables = [
        Table("Arrivals by sex, persons", columns, [*of_sex, total()], sums=1),
        Table("Arrivals by age, persons", [Column("Age", share=4), *columns[1:]], [*of_age, total()], sums=1),
    ]
    if month.crossed:
        tables.append(_crossed(month))
    notes: list[Sentence] = [
        [f"Day: {days(*day_days)}; month: {days(*month_days)}. Age bands are UNHCR's."],
        [
            "Sex and age are counted apart: most incidents give each as a sum of its own. Where some of an incident's "
            "persons were seen before, all of the rest is not specified."
        ],
    ]
    return Annex(PEOPLE, "By sex and age", notes, tables)


def _crossed(month: SexAndAge) -> Table:
    sexes = [s for s in Sex if any(sex is s for sex, _ in month.crossed)]
    rows: list[list[Part]] = []
    for age, name in words.AGES.items():
        if any(a is age for _, a in month.crossed):
            rows.append([name, *(number(month.crossed.get((s, age), 0)) for s in sexes)])
    return Table(
        "Arrivals of the month of whom both sex and age are known, persons",
        [Column("Age", share=4), *(Column(words.SEXES[s], number=True, share=2) for s in sexes)],
        rows,
    )


# E


def _facilities(content: Content) -> Annex:
    if not content.board.facilities:
        return Annex(PLACES, "Facilities", [["No facility is recorded."]])
    before = {f.facility_id: f.occupancy for f in content.before}
    week = {f.facility_id: f.occupancy for f in content.week_before}
    made_up = [f.illustrative for f in content.board.facilities]
    table = Table(
        "People and places",
        [
            Column("Facility", share=1),
            Column("Regime"),
            Column("People", number=True),
            Column("Places", number=True),
            Column("Left", number=True),
            Column("Level"),
            Column("1 day", number=True),
            Column("7 days", number=True),
            Column("Road", number=True),
            Column("Last headcount"),
        ],
        [
            _facility(content, f, before.get(f.facility_id), week.get(f.facility_id), marked=not all(made_up))
            for f in content.board.facilities
        ],
    )
    when = "as far as recorded" if content.partial else f"at the end of {day(content.day)}"
    notes: list[Sentence] = [
        [f"People {when}. {words.CAPACITY_RULE}"],
        [
            "1 day, 7 days: people more or fewer than then. Road: people on the road to it. "
            f"Tight is from {content.situation.tight_at} % of the places on."
        ],
    ]
    if all(made_up):
        notes.append(["All of them are illustrative: made up."])
    return Annex(PLACES, "Facilities", notes, [table])


def _facility(
    content: Content, f: FacilityReading, before: int | None, week: int | None, *, marked: bool
) -> list[Part]:
    unknown = "?"
    left = unknown if f.capacity is None or f.occupancy is None else number(f.capacity - f.occupancy)

    def since(then: int | None) -> str:
        return unknown if then is None or f.occupancy is None else signed(f.occupancy - then)

    counted = words.TRUST[f.trust]
    if f.as_of is not None:
        counted = f"{moment(f.as_of.astimezone(zone(content.situation.time_zone)))}"
    return [
        f.name + (f" [{words.ILLUSTRATIVE}]" if marked and f.illustrative else ""),
        words.REGIMES[f.regime],
        Figure(unknown if f.occupancy is None else number(f.occupancy), f"people {f.facility_id}", behind(f)),
        unknown if f.capacity is None else number(f.capacity),
        left,
        f"{words.SHAPES[f.level]} {words.LEVELS[f.level]}",
        since(before),
        since(week),
        number(f.expected) if f.expected else "–",
        counted,
    ]


# F


def _incidents(content: Content) -> Annex:
    title = "Incidents of the day"
    if not content.incidents:
        return Annex(INCIDENTS, title, [["No incident of the day is recorded."]])
    rows: list[list[Part]] = []
    all_made_up = all(line.illustrative for line in content.incidents)
    for line in content.incidents:
        status = words.STATUSES[Status(line.status)]
        rows.append(
            [
                words.time_of_day(line, content.situation.time_zone),
                _where(content, line),
                words.kind(line),
                words.persons(line),
                words.composition(line.groups, line.persons) or words.NOT_SPECIFIED,
                status + (f", {words.ILLUSTRATIVE}" if line.illustrative and not all_made_up else ""),
            ]
        )
    table = Table(
        "Incidents",
        [
            Column("Time"),
            Column("Where", share=3),
            Column("What", share=3),
            Column("Persons", number=True),
            Column("Of whom", share=4),
            Column("Status"),
        ],
        rows,
    )
    notes: list[Sentence] = [
        [
            f"{count(content.all_incidents, 'incident')} of {day(content.day)}, of every kind, in the order in which "
            f"they happened. Times of {place_of(content.situation.time_zone)}. ?: nobody knows how many."
        ]
    ]
    if all_made_up:
        notes.append(["All of them are illustrative: made up."])
    if content.all_incidents > len(content.incidents):
        notes.append([f"The first {MOST_INCIDENTS} are listed."])
    return Annex(INCIDENTS, title, notes, [table])


def _where(content: Content, line: IncidentLine) -> str:
    key = str(line.sector_pk)
    sector = content.sector_names.get(key) or (
        content.sector_lines[key].name if key in content.sector_lines else ""
    )
    place = line.place if line.place != sector else ""
    return ", ".join(part for part in (sector, place) if part) or "not known"
