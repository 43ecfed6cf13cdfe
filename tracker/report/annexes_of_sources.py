"""The last annexes: published beside counted, context events, and by which rules and sources the report was made."""

from tracker.codes import Rule
from tracker.days import zone
from tracker.report import words
from tracker.report.content import Content
from tracker.report.document import Annex, Column, Part, Sentence, Table
from tracker.report.figures_said import EVENTS, PUBLISHED, RULES, arrivals
from tracker.report.numbers import count, days, moment, number, place_of, short_day
from tracker.series import SeriesYear, Step
from tracker.situations import EventLine

MOST_PUBLISHED = 60
MOST_SOURCES = 20
MOST_TEXT = 400  # characters of what is said of an event


def published(content: Content) -> Annex:
    title = "Published beside counted"
    if not content.published:
        return Annex(PUBLISHED, title, [["No published total of these days is recorded."]])
    rows: list[list[Part]] = []
    for p in content.published[:MOST_PUBLISHED]:
        span = (p.total.first_day, p.total.last_day)
        first = p.earlier[0] if p.earlier else p.total
        counted: Part = "counts otherwise"
        if p.counted is not None:
            counted = arrivals(content, number(p.counted), f"counted beside {p.total.id}", span, PUBLISHED)
        rows.append(
            [
                days(*span),
                words.published(first),
                words.published(p.total),
                counted,
                words.UNITS[Rule(p.total.rule)],
                short_day(p.total.reported, year=True) if p.total.reported else "not said",
                p.total.source or "source not given",
            ]
        )
    tables = [
        Table(
            "Published totals",
            [
                Column("Days", share=3),
                Column("As first reported", number=True),
                Column("As known now", number=True),
                Column("Counted", number=True),
                Column("Of", share=2),
                Column("Reported", share=2),
                Column("Source", share=4),
            ],
            rows,
        )
    ]
    years = [y for y in content.years if y.figures > 1 or y.revised]
    if years:
        tables.append(_years(years))
    notes: list[Sentence] = [
        [
            "What others published stands beside what was counted here, and is never mixed with it. The latest report "
            "counts; the first one stays to be seen."
        ]
    ]
    left = len(content.published) - len(rows)
    if left:
        notes.append([f"{count(left, 'earlier total')} left out here; they are in the years below."])
    return Annex(PUBLISHED, title, notes, tables)


def _years(years: list[SeriesYear]) -> Table:
    return Table(
        "Published series by year",
        [
            Column("Year"),
            Column("As first reported", number=True),
            Column("As known now", number=True),
            Column("Figures", number=True),
            Column("Revised", number=True),
            Column("What", share=2),
            Column("Source", share=3),
        ],
        [
            [
                str(y.year),
                "overlaps" if y.first is None else number(y.first),
                "overlaps" if y.now is None else number(y.now),
                number(y.figures),
                number(y.revised),
                _series(y),
                y.source or "source not given",
            ]
            for y in years[-MOST_PUBLISHED:]
        ],
    )


def _series(year: SeriesYear) -> str:
    step = year.step.value if year.step in (Step.SINCE, Step.OTHER) else f"by {year.step.value}"
    parts = "" if year.parts == "all" else f", by {year.parts.value}"
    return f"{words.UNITS[Rule(year.rule)]}, {step}{parts}"


def events(content: Content) -> Annex:
    title = "Context events"
    if not content.events:
        return Annex(EVENTS, title, [["No context event up to the day is recorded."]])
    rows: list[list[Part]] = [
        [
            e.date_text or days(e.first_day, e.last_day),
            _event(e),
            e.source or "source not given",
        ]
        for e in reversed(content.events)
    ]
    table = Table(
        "Context events, the latest first",
        [Column("When", share=2), Column("What", share=6), Column("Source", share=3)],
        rows,
    )
    return Annex(EVENTS, title, [["Dated as their sources date them."]], [table])


def _event(event: EventLine) -> str:
    mark = f" [{words.ILLUSTRATIVE}]" if event.illustrative else ""
    text = (event.text or "").strip()
    return (
        event.title + (f": {text[:MOST_TEXT]}{'…' if len(text) > MOST_TEXT else ''}" if text else "") + mark
    )


def rules(content: Content) -> Annex:
    local = content.head.at.astimezone(zone(content.situation.time_zone)) if content.head.at else None
    s = content.situation
    cutoff = "midnight" if s.cutoff == 1440 else f"{s.cutoff // 60:02}:{s.cutoff % 60:02}"
    rows: list[list[Part]] = [
        ["Arrivals", words.ARRIVALS_RULE],
        ["Facilities", words.CAPACITY_RULE],
        ["Days", f"Reporting days end at {cutoff}, {place_of(s.time_zone)} time ({s.time_zone})."],
        ["Not known", "What nobody knows is a question mark or “not specified”, never zero."],
        [
            "Claimed",
            f"{count(content.counts.claimed, 'person')} of incidents that are only claimed: in no figure of arrivals.",
        ],
        ["Trends", "Differences between two days in plain arithmetic. Nothing in this report is a forecast."],
        ["Station", content.station or "not named"],
        [
            "Log position",
            f"{number(content.head.position)}; the newest record was entered {moment(local) if local else 'never'}.",
        ],
        ["Chain hash", content.head.chain_hash.hex()],
        [
            "Made again",
            f"border-tracker report --day {content.day.isoformat()} --at {content.head.position} makes the same file "
            "again, as long as nothing that it rests on has been erased.",
        ],
    ]
    if content.illustrative:
        rows.insert(0, [words.ILLUSTRATIVE.capitalize(), words.MADE_UP])
    sources = sorted(
        {p.total.source for p in content.published if p.total.source}
        | {e.source for e in content.events if e.source}
    )
    rows += [[f"Source {n + 1}", source] for n, source in enumerate(sources[:MOST_SOURCES])]
    table = Table("Rules and sources", [Column("Of"), Column("Rule or source", share=1)], rows)
    return Annex(RULES, "Sources and counting rules", [], [table])
