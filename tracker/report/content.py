"""What a report of a day says, read from the store: numbers and lines, no words. All of it by one session."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from tracker import log
from tracker.days import day_of, end_of_day, start_of_day, zone
from tracker.figures import Board, Counts, names_on, read_board, read_counts
from tracker.incidents import Filter, IncidentLine, Order, count_incidents, find_incidents
from tracker.occupancy import read_facilities
from tracker.published import Published, find_totals, read_published
from tracker.readings import FacilityReading
from tracker.report.people import Days, Line, SexAndAge, by_axis, by_sex_and_age
from tracker.series import SeriesYear, years_of
from tracker.situations import (
    EventLine,
    SectorLine,
    SituationLine,
    find_events,
    find_sectors,
    get_situation,
    get_station_name,
)
from tracker.store_models import StoreInfo

_STATION = select(StoreInfo.__table__.c.station_id)  # type: ignore[attr-defined]
CHART_DAYS = 64
MOST_INCIDENTS = 500  # of a day; a report of more is not read
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Spans:
    """The days of the four figures, and the day before; each span ends with the report's day, the year has all."""

    before: Days
    day: Days
    week: Days
    month: Days
    year: Days


@dataclass(frozen=True, slots=True)
class Content:
    """All that a report of a day says.

    `until` is where the day ends, or how far it was recorded while it was not over (`partial`), in the situation's
    zone. `before` and `week_before` are the facilities a day and a week earlier. Lines of sectors and nationalities
    have persons of the day before, the day, 7 days, the month and the year. `people` are those of the month.
    """

    situation: SituationLine
    station: str
    day: date
    until: datetime
    partial: bool
    head: log.Head
    spans: Spans
    board: Board
    counts: Counts
    before: list[FacilityReading]
    week_before: list[FacilityReading]
    sectors: list[Line]
    sector_names: dict[str, str]
    sector_lines: dict[str, SectorLine]
    nationalities: list[Line]
    people_day: SexAndAge
    people: SexAndAge
    incidents: list[IncidentLine]
    all_incidents: int
    published: list[Published]
    years: list[SeriesYear]
    events: list[EventLine]

    @property
    def illustrative(self) -> bool:
        """Whether any figure rests on made-up records."""
        return (
            self.counts.illustrative
            or any(f.illustrative for f in self.board.facilities)
            or any(p.total.illustrative for p in self.published)
        )

    def arrivals(self, days: Days, sector_pk: int | None = None, nationality: str | None = None) -> Filter:
        """The incidents behind a figure of arrivals."""
        return Filter(
            self.situation.pk,
            self.situation.time_zone,
            self.situation.cutoff,
            sector_pk=sector_pk,
            nationality=nationality,
            first_day=days[0],
            last_day=days[1],
            arrivals=True,
        )


def moment_of(head: log.Head, day: date, situation: SituationLine) -> datetime:
    """The moment from which a report looks at a reporting day; aware, UTC. The clock has no part in it.

    It is when the newest revision was written: a day is over if that was after its end, and else goes as far as that.
    A day of which nothing could be recorded yet, since the log ends before it, is looked at from its end.
    """
    if head.at is None or head.at < start_of_day(day, situation.time_zone, situation.cutoff):
        return end_of_day(day, situation.time_zone, situation.cutoff)
    return head.at


def read_content(session: Session, situation_id: str, day: date) -> Content:
    """The content of the report of a reporting day, as of `moment_of` it. Raises NotFound."""
    situation = get_situation(session, situation_id)
    zone_name, cutoff = situation.time_zone, situation.cutoff
    head = log.find_head(session)
    end, now = end_of_day(day, zone_name, cutoff), moment_of(head, day, situation)
    partial = day == day_of(now, zone_name, cutoff)
    spans = Spans(
        (day - ONE_DAY, day - ONE_DAY),
        (day, day),
        (day - timedelta(days=6), day),
        (day.replace(day=1), day),
        (day.replace(month=1, day=1), day),
    )
    # The week may have begun last year, and the day before too.
    first = min(spans.year[0], spans.week[0], spans.before[0])
    wanted = [spans.before, spans.day, spans.week, spans.month, spans.year, (first, day)]
    board = read_board(session, situation, day, now, days=CHART_DAYS, latest=1)
    of_day = Filter(situation.pk, zone_name, cutoff, first_day=day, last_day=day, order=Order.OLDEST)
    arrivals = Filter(situation.pk, zone_name, cutoff, first_day=day, last_day=day, arrivals=True)
    of_month = Filter(situation.pk, zone_name, cutoff, first_day=spans.month[0], last_day=day, arrivals=True)
    sectors, name = by_axis(session, situation.pk, "sector", wanted), names_on(session, situation, "sector")

    def facilities(moment: datetime) -> list[FacilityReading]:
        return read_facilities(session, situation.pk, moment, situation.tight_at)

    return Content(
        situation=situation,
        station=get_station_name(session, session.connection().scalar(_STATION) or ""),
        day=day,
        until=(now if partial else end).astimezone(zone(zone_name)),
        partial=partial,
        head=head,
        spans=spans,
        board=board,
        counts=read_counts(session, situation, day),
        before=facilities(end_of_day(day - ONE_DAY, zone_name, cutoff)),
        week_before=facilities(board.at - ONE_WEEK),
        sectors=sectors,
        sector_names={line.key: name(line.key) for line in sectors if line.key},
        sector_lines={str(s.pk): s for s in find_sectors(session, situation.pk)},
        nationalities=by_axis(session, situation.pk, "nationality", wanted),
        people_day=by_sex_and_age(session, arrivals),
        people=by_sex_and_age(session, of_month),
        incidents=find_incidents(session, of_day, limit=MOST_INCIDENTS),
        all_incidents=count_incidents(session, of_day),
        published=[
            p
            for p in read_published(session, situation.pk, spans.year[0] - timedelta(days=365), day)
            if p.total.last_day <= day  # of days after it this report says nothing
        ],
        years=years_of(find_totals(session, situation.pk, last=day)),
        events=[e for e in find_events(session, situation.pk) if e.first_day <= day],
    )
