"""The report for publication: the tables of `publication.py` as a document, and nothing else of the records.

No incident, no facility by name, no place or time, no free text: of what people typed only names of sectors and of the
situation, and the sources of published totals, which are public. Figures are rounded or hidden as they come.
"""

from datetime import date, timedelta

from tracker.codes import AgeBand, Purpose, Regime, Rule, Sensitivity, Sex
from tracker.log import Head
from tracker.publication import Publication
from tracker.publication_tables import MINORS, OTHER, TOTAL, PublicationTable, PublishedCell
from tracker.report import words
from tracker.report.chart import scale
from tracker.report.document import (
    Annex,
    Behind,
    Chart,
    Column,
    Document,
    Figure,
    Headline,
    Part,
    Sentence,
    Table,
)
from tracker.report.numbers import MONTHS, count, days, listed, number, short_day

MONTHS_, NATIONALITIES, PEOPLE, OUTCOMES, PLACES, PUBLISHED, RULES = "ABCDEFG"
HIDDEN = "hidden"
_OUTCOMES = {
    "admitted": "Admitted",
    "hospital": "To hospital",
    "turned_back": "Turned back",
    "dead_or_missing": "Dead or missing",
    "unknown": "Not known",
}


def for_publication(
    publication: Publication,
    *,
    last: date,
    head: Head,
    sensitivity: Sensitivity,
    paper: str,
    mark: str,
) -> Document:
    """The document of a publication that ends with the day `last`."""
    return Document(
        paper=paper,
        mark=mark,
        title=publication.situation,
        subtitle=f"{days(publication.first, last)} · figures are rounded, small ones hidden",
        classes=[
            "Situation report",
            words.PURPOSES[Purpose.PUBLICATION],
            words.SENSITIVITIES[sensitivity],
            "Draft, not released" if mark else "Released",
        ],
        headline=_headline(publication, last),
        headlines=_headlines(publication, last),
        chart=_chart(publication, last),
        capacity_title="People in facilities",
        capacity=_capacity(publication),
        bars=[],
        more_bars=[],
        lists=[],
        illustrative=words.MADE_UP if publication.illustrative else "",
        remarks=[],
        foot=f"Log position {number(head.position)} · chain {head.chain_hash.hex()[:16]}",
        annexes=[
            _months(publication),
            _nationalities(publication),
            _people(publication),
            _outcomes(publication),
            _places(publication),
            _published(publication),
            _rules(publication, head, last),
        ],
    )


def said(cell: PublishedCell | None) -> str:
    """2,885, or that it is hidden; a figure that is rounded further says to what."""
    if cell is None or cell.value is None:
        return HIDDEN
    return number(cell.value) + (f" ±{number(cell.base)}" if cell.base > 5 else "")


def _figure(cell: PublishedCell | None, key: str, what: str, annex: str) -> Figure:
    return Figure(said(cell), key, Behind(what, annex))


def _cell(publication: Publication, name: str, *labels: str) -> PublishedCell | None:
    table = publication.table(name)
    return table.cell(*labels) if table is not None else None


def _key(day: date) -> str:
    return f"{day:%Y-%m}"


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _so_far(last: date) -> str:
    return "" if (last + timedelta(days=1)).day == 1 else f", to {short_day(last)}"


def _span(publication: Publication, last: date) -> str:
    return f"from {short_day(publication.first)} to {short_day(last, year=True)}"


def _headline(publication: Publication, last: date) -> Sentence:
    year = _cell(publication, "arrivals", TOTAL, TOTAL)
    month = _cell(publication, "arrivals", _key(last), TOTAL)
    if year is None or year.value is None:
        return [f"Too few people arrived {_span(publication, last)} for a figure to be published."]
    first = _figure(year, "year", f"Arrivals, {days(publication.first, last)}", MONTHS_)
    sentence: Sentence = ["About ", first, f" people arrived {_span(publication, last)}"]
    if month is not None and month.value is not None:
        figure = _figure(month, "month", f"Arrivals, {_month(last)}", MONTHS_)
        sentence += [", about ", figure, f" of them in {_month(last)}"]
    return [*sentence, "."]


def _headlines(publication: Publication, last: date) -> list[Headline]:
    before = last.replace(day=1) - timedelta(days=1)
    month = _figure(
        _cell(publication, "arrivals", _key(last), TOTAL), "month", f"Arrivals, {_month(last)}", MONTHS_
    )
    found = [Headline(_month(last) + _so_far(last), month, "", [["persons, rounded"]])]
    if before.year == last.year:
        cell = _cell(publication, "arrivals", _key(before), TOTAL)
        figure = _figure(cell, "month before", f"Arrivals, {_month(before)}", MONTHS_)
        found.append(Headline(_month(before), figure, "", [["persons, rounded"]]))
    year = _figure(_cell(publication, "arrivals", TOTAL, TOTAL), "year", f"Arrivals, {last.year}", MONTHS_)
    found.append(Headline(f"{last.year}, to {short_day(last)}", year, "", [["persons, rounded"]]))
    total = next((row for row in publication.regimes if row.regime == TOTAL), None)
    if total is not None:
        figure = _figure(total.people, "people", "People in facilities", PLACES)
        lines: list[Sentence] = [[f"in {count(total.facilities, 'facility', 'facilities')}, rounded"]]
        if total.places is not None:
            lines.append([f"{number(total.places)} places known"])
        found.append(Headline("People in facilities", figure, "", lines))
    return found


def _chart(publication: Publication, last: date) -> Chart | None:
    """The months of the year."""
    table = publication.table("arrivals")
    if table is None:
        return None
    months = [m for m in table.labels[0] if m != TOTAL]
    cells = [table.cell(month, TOTAL) for month in months]
    persons = [c.value or 0 if c else 0 for c in cells]
    hidden = [i for i, c in enumerate(cells) if c is None or c.value is None]
    top, steps = scale(max(persons, default=0))
    firsts = [date(int(m[:4]), int(m[5:]), 1) for m in months]
    spoken = [f"{MONTHS[d.month - 1]} {said(c)}" for d, c in zip(firsts, cells, strict=True)]
    return Chart(
        title=f"Arrivals a month, {last.year}",
        days=firsts,
        persons=persons,
        mean=[None] * len(months),
        top=top,
        steps=steps,
        ticks=[(i, MONTHS[d.month - 1][:3]) for i, d in enumerate(firsts)],
        partial=len(months) - 1 if _so_far(last) else None,
        labelled=[i for i, n in enumerate(persons) if n],
        hidden=hidden,
        events=[],
        more_events="",
        notes=_notes(hidden, last),
        alt=f"Bar chart of arrivals a month in {last.year}: {listed(spoken, 12)}.",
    )


def _notes(hidden: list[int], last: date) -> str:
    said_of = ["Bars: persons a month, rounded."]
    if hidden:
        said_of.append("×: hidden, fewer than can be published.")
    if _so_far(last):
        said_of.append("The last month is not over.")
    return " ".join(said_of)


def _capacity(publication: Publication) -> Sentence:
    """People by regime. No bars: of some of these people the places are not known."""
    said_of: Sentence = []
    for row in publication.regimes:
        if row.regime != TOTAL:
            name = words.REGIMES[Regime(row.regime)]
            said_of += ["; " if said_of else "", f"{name}: "]
            said_of.append(
                _figure(row.people, f"regime {row.regime}", f"People in facilities, {name}", PLACES)
            )
    return ["People by regime, rounded: ", *said_of, "."] if said_of else ["No facility is recorded."]


# The annexes


def _months(publication: Publication) -> Annex:
    tables = []
    for table in publication.tables:
        if table.name == "arrivals":
            months, sectors = table.labels
            shown = [m for m in months if m != TOTAL]
            columns = [Column("Sector", share=4)]
            columns += [Column(MONTHS[int(m[5:]) - 1][:3], number=True, share=1) for m in shown]
            columns += [Column(str(table.year), number=True, share=1)]
            rows: list[list[Part]] = [
                [_name(sector), *(said(table.cell(m, sector)) for m in [*shown, TOTAL])] for sector in sectors
            ]
            tables.append(
                Table(f"Arrivals by sector and month, {table.year}, persons", columns, rows, sums=1)
            )
        elif table.name == "weeks":
            tables.append(_weeks(table))
    return Annex(MONTHS_, "By month and sector", [[words.ARRIVALS_RULE]], tables)


def _weeks(table: PublicationTable) -> Table:
    rows: list[list[Part]] = [
        [f"week {week[6:]} of {week[:4]}", said(table.cell(week))] for week in table.labels[0]
    ]
    return Table("Arrivals by ISO week, persons", [Column("Week"), Column("Persons", number=True)], rows)


def _name(label: str) -> str:
    if label == TOTAL:
        return "All"
    return label or words.NOT_SPECIFIED.capitalize()


def _nationalities(publication: Publication) -> Annex:
    table = publication.table("composition")
    title = "By nationality"
    if table is None:
        return Annex(NATIONALITIES, title, [["Too few persons for a table."]])

    def name(code: str) -> str:
        if code in (OTHER, TOTAL):
            return "Other, too few to be named" if code == OTHER else "All"
        return words.nationality(code)

    rows: list[list[Part]] = [
        [name(code), said(table.cell(code, TOTAL, TOTAL))] for code in [*table.labels[0]]
    ]
    about = f"Arrivals by nationality, {table.year}, persons"
    one = Table(about, [Column("Nationality", share=1), Column("Persons", number=True)], rows, sums=1)
    return Annex(NATIONALITIES, title, [], [one])


def _people(publication: Publication) -> Annex:
    table = publication.table("composition")
    title = "By sex and age"
    if table is None:
        return Annex(PEOPLE, title, [["Too few persons for a table."]])
    _, sexes, ages = table.labels

    def sex(code: str) -> str:
        return "All" if code == TOTAL else words.SEXES[Sex(code)] if code else "Not specified"

    def age(code: str) -> str:
        if code in (TOTAL, MINORS):
            return "All" if code == TOTAL else "All under 18"
        return words.AGES[AgeBand(code)] if code else "Not specified"

    rows: list[list[Part]] = [
        [age(a), *("" if a == MINORS and s != TOTAL else said(table.cell(TOTAL, s, a)) for s in sexes)]
        for a in ages
    ]
    columns = [Column("Age", share=3), *(Column(sex(s), number=True, share=2) for s in sexes)]
    about = f"Arrivals by age and sex, {table.year}, persons"
    return Annex(PEOPLE, title, [["Age bands are UNHCR's."]], [Table(about, columns, rows, sums=1)])


def _outcomes(publication: Publication) -> Annex:
    table = publication.table("outcomes")
    rows: list[list[Part]] = (
        [[_OUTCOMES[o], said(table.cell(o))] for o in table.labels[0]] if table is not None else []
    )
    if not rows:
        return Annex(OUTCOMES, "What became of them", [["Nothing is recorded."]])
    about = f"Persons by outcome, {table.year if table else ''}"
    one = Table(about, [Column("Outcome", share=1), Column("Persons", number=True)], rows)
    return Annex(
        OUTCOMES, "What became of them", [["One person can have several outcomes: there is no sum."]], [one]
    )


def _places(publication: Publication) -> Annex:
    if not publication.regimes:
        return Annex(PLACES, "Facilities", [["No facility is recorded."]])
    rows: list[list[Part]] = [
        [
            "All" if row.regime == TOTAL else words.REGIMES[Regime(row.regime)].capitalize(),
            number(row.facilities),
            said(row.people),
            "not known" if row.places is None else number(row.places),
        ]
        for row in publication.regimes
    ]
    columns = [
        Column("Regime", share=1),
        *(Column(n, number=True) for n in ("Facilities", "People", "Places known")),
    ]
    return Annex(PLACES, "Facilities", [], [Table("Facilities by regime", columns, rows, sums=1)])


def _published(publication: Publication) -> Annex:
    title = "Published totals"
    rows: list[list[Part]] = [
        [
            days(total.first_day, total.last_day),
            words.published(total),
            words.UNITS[Rule(total.rule)],
            words.nationality(total.nationality) if total.nationality else "all",
            short_day(total.reported, year=True) if total.reported else "not said",
            total.source or "source not given",
        ]
        for total in publication.totals[-60:]
    ]
    if not rows:
        return Annex(PUBLISHED, title, [["No published total of these days is recorded."]])
    columns = [
        Column("Days", share=3),
        Column("Published", number=True),
        Column("Of", share=2),
        Column("Who", share=2),
        Column("Reported", share=2),
        Column("Source", share=4),
    ]
    return Annex(
        PUBLISHED,
        title,
        [["As others published them, unrounded."]],
        [Table("Published by others", columns, rows)],
    )


def _rules(publication: Publication, head: Head, last: date) -> Annex:
    rows: list[list[Part]] = [
        [
            "Rounding",
            f"Counts are multiples of {publication.base} or more, and not exact. Nothing below {publication.least} is "
            "shown.",
        ],
        ["Hidden", "What is small is hidden, with enough others that it cannot be worked out from sums."],
        ["±10, ±50, ±100", "These are rounded to so many, since more would say what is hidden."],
        ["Sums", "Sums are rounded by themselves: parts need not add up to them."],
        ["Days", f"From 1 January to {short_day(last, year=True)}."],
        ["Arrivals", words.ARRIVALS_RULE],
        ["Log position", number(head.position)],
        ["Chain hash", head.chain_hash.hex()],
    ]
    if publication.illustrative:
        rows.insert(0, [words.ILLUSTRATIVE.capitalize(), words.MADE_UP])
    return Annex(RULES, "Counting rules", [], [Table("Rules", [Column("Of"), Column("Rule", share=1)], rows)])
