"""The board's four figures: arrivals of a day, seven days, a month, a year, each beside what it is compared to.

While a day is not over, what it is compared to ends at the same time of day: a morning is never held against a day.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, select
from sqlmodel import Session

from tracker.codes import ARRIVAL_KINDS, ARRIVAL_STATUSES
from tracker.columns import Instant
from tracker.days import day_of, start_of_day, zone
from tracker.published import Days, TotalLine, find_totals
from tracker.rows import table_of
from tracker.situations import SituationLine

INCIDENTS = table_of("incident")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Arrivals of some reporting days, both ends included; `unknown_size` incidents are in no number."""

    first: date
    last: date
    persons: int
    unknown_size: int
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the board's figures: `name` is day, week, month or year.

    `before` is the same span before, `year_before` the same days a year before (None for the year itself), `whole`
    the whole of the month or the year before. `partial` where the last day is not over. `published` are totals of
    persons that others published for this month or year as far as it goes, then for the whole one before.
    """

    name: str
    now: Span
    before: Span
    year_before: Span | None
    whole: Span | None
    partial: bool
    published: list[TotalLine]


def read_headlines(session: Session, situation: SituationLine, day: date, now: datetime) -> list[Headline]:
    """Today, 7 days, this month, this year as of reporting day `day`, each with what it is compared to."""
    partial = day == day_of(now, situation.time_zone, situation.cutoff)
    month, year, week = day.replace(day=1), day.replace(month=1, day=1), day - timedelta(days=6)
    month_before, year_before = (month - ONE_DAY).replace(day=1), year.replace(year=year.year - 1)
    earliest = min(year_before, _year_ago(day) - timedelta(days=6))
    kept = Days(session, situation.pk, first=earliest, last=day)

    def whole(first: date, last: date) -> Span:
        return Span(first, last, *kept.sum(first, last))

    @cache
    def until_now(last: date) -> Span:
        return read_until(session, situation, last, _same_time(situation, now, day - last))

    def same(first: date, last: date) -> Span:
        """The span, up to the time of day that it is now where the day is not over."""
        if not partial:
            return whole(first, last)
        last_day = until_now(last)
        if first == last:
            return last_day
        days = whole(first, last - ONE_DAY)
        return Span(
            first,
            last,
            days.persons + last_day.persons,
            days.unknown_size + last_day.unknown_size,
            days.illustrative or last_day.illustrative,
        )

    def published(first: date, last: date, least: date) -> list[TotalLine]:
        return _published(session, situation.pk, first, last, least)

    return [
        Headline(
            "day",
            whole(day, day),
            same(day - ONE_DAY, day - ONE_DAY),
            same(_year_ago(day), _year_ago(day)),
            None,
            partial,
            [],
        ),
        Headline(
            "week",
            whole(week, day),
            same(week - timedelta(days=7), day - timedelta(days=7)),
            same(_year_ago(day) - timedelta(days=6), _year_ago(day)),
            None,
            partial,
            [],
        ),
        Headline(
            "month",
            whole(month, day),
            same(month_before, min(month_before + (day - month), month - ONE_DAY)),
            same(_year_ago(month), _year_ago(day)),
            whole(month_before, month - ONE_DAY),
            partial,
            [
                *published(month, day, _month_end(month)),
                *published(month_before, month - ONE_DAY, month - ONE_DAY),
            ],
        ),
        Headline(
            "year",
            whole(year, day),
            same(year_before, _year_ago(day)),
            None,
            whole(year_before, year - ONE_DAY),
            partial,
            [
                *published(year, day, year.replace(month=2)),
                *published(year_before, year - ONE_DAY, year_before.replace(month=2)),
            ],
        ),
    ]


def seen_persons() -> ColumnElement[int]:
    """Persons of an incident counted already in an earlier one: all of them where no number is given."""
    c = INCIDENTS.c
    return case((c.seen_before_pk.is_not(None), func.coalesce(c.seen_persons, c.persons)), else_=0)


_c = INCIDENTS.c
# Made once: a board asks for several days.
_UNTIL = select(
    func.coalesce(func.sum(_c.persons - func.coalesce(seen_persons(), 0)), 0),
    func.count().filter(_c.persons.is_(None), _c.seen_before_pk.is_(None)),
    func.count().filter(_c.illustrative),
).where(
    _c.situation_pk == bindparam("situation", type_=BigInteger),
    _c.listed_at >= bindparam("start", type_=Instant),
    _c.listed_at <= bindparam("until", type_=Instant),
    _c.day == bindparam("day"),
    _c.void_reason.is_(None),
    _c.kind.in_([k.value for k in ARRIVAL_KINDS]),
    _c.status.in_([s.value for s in ARRIVAL_STATUSES]),
)


def read_until(session: Session, situation: SituationLine, day: date, until: datetime) -> Span:
    """Arrivals of one reporting day up to a moment, counted from the incidents themselves."""
    start = start_of_day(day, situation.time_zone, situation.cutoff)
    wanted = {"situation": situation.pk, "start": start, "until": until, "day": day.isoformat()}
    persons, unknown, marked = session.connection().execute(_UNTIL, wanted).one()
    return Span(day, day, persons, unknown, marked > 0)


def _same_time(situation: SituationLine, now: datetime, back: timedelta) -> datetime:
    """The moment so many days ago at which the clock on the wall showed what it shows now."""
    return now.astimezone(zone(situation.time_zone)) - back


def _year_ago(day: date) -> date:
    """The same day a year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _published(session: Session, situation_pk: int, first: date, last: date, least: date) -> list[TotalLine]:
    """Published totals of persons, over all sectors and nationalities, from `first` to between `least` and `last`.

    The furthest first: of a year there may be several that end before it does.
    """
    totals = [
        line
        for line in find_totals(session, situation_pk, first, last)
        if line.latest
        and line.first_day == first
        and line.last_day >= least
        and line.rule == "persons"
        and line.nationality is None
        and line.sector is None
    ]
    return sorted(totals, key=lambda line: line.last_day, reverse=True)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
