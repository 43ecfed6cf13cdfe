"""The figures of a situation as plain JSON values, for `figures --json` and whatever reads it. Keys are a contract.

One object a situation, never summed: `counted` by day, month, year, nationality and sector; `published`, each total
beside what was counted for the same days; `published_years`, what each series comes to in a year as first reported and
as known now; `published_rises`, what cumulative figures rose by between reports; `facilities` at the end of the day.
What rests on made-up records says `illustrative: true`.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from tracker.days import day_of, end_of_day, zone
from tracker.figures import Counts, last_day_of, read_counts, today
from tracker.occupancy import gauge_of, read_facilities
from tracker.published import TotalLine, find_totals
from tracker.readings import FacilityReading, GaugeReading
from tracker.rows import table_of
from tracker.series import Rise, SeriesYear, rises_of, years_of
from tracker.situations import SituationLine, find_sectors

ARRIVALS_RULE = (
    "Persons of reported or verified irregular crossings detected and arrivals at a crossing point, "
    "less those linked as seen before. Claimed ones are apart."
)
NOT_SPECIFIED = "not specified"
# With nothing recorded for this long, a situation is over, and is shown as of the last day of its records.
OVER_AFTER = timedelta(days=31)

HEADCOUNTS, MOVEMENTS, FACILITIES = table_of("headcount"), table_of("movement"), table_of("facility")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of one situation. `day` is the reporting day at whose end facilities are read."""

    situation: SituationLine
    day: date
    asked: bool  # whether that day was asked for, or is the last one with records
    under_way: bool  # whether it is not over yet
    counts: Counts
    published: list[TotalLine]
    facilities: list[FacilityReading]
    gauge: GaugeReading
    sectors_km: float | None

    @property
    def illustrative(self) -> bool:
        """Whether any figure rests on made-up records."""
        return (
            self.counts.illustrative
            or any(f.illustrative for f in self.facilities)
            or any(t.illustrative for t in self.published)
        )


def read_figures(session: Session, situation: SituationLine, day: date | None, now: datetime) -> Figures:
    """The figures of a situation; all of them, or those up to and with the reporting day `day`."""
    shown = day or last_day_with_records(session, situation, now)
    end = end_of_day(shown, situation.time_zone, situation.cutoff)
    facilities = read_facilities(session, situation.pk, min(now, end), situation.tight_at)
    lengths = [s.length_km for s in find_sectors(session, situation.pk)]
    return Figures(
        situation=situation,
        day=shown,
        asked=day is not None,
        under_way=shown == today(situation, now),
        counts=read_counts(session, situation, day),
        published=find_totals(session, situation.pk, last=day),
        facilities=facilities,
        gauge=gauge_of(facilities),
        sectors_km=sum(km or 0 for km in lengths) if lengths and None not in lengths else None,
    )


def last_day_with_records(session: Session, situation: SituationLine, now: datetime) -> date:
    """Today; of a situation that is over, the last day of which an incident, a headcount or a movement tells."""
    h, m, f = HEADCOUNTS.c, MOVEMENTS.c, FACILITIES.c
    connection = session.connection()
    moments = [
        connection.scalar(
            select(func.max(h.counted_at))
            .join(FACILITIES, f.pk == h.facility_pk)
            .where(f.situation_pk == situation.pk, h.void_reason.is_(None))
        ),
        connection.scalar(
            select(func.max(func.coalesce(m.arrived_at, m.left_at))).where(
                m.situation_pk == situation.pk, m.void_reason.is_(None)
            )
        ),
    ]
    days = [day_of(at, situation.time_zone, situation.cutoff) for at in moments if at is not None]
    counted = last_day_of(session, situation.pk)
    last = max([*days, counted] if counted else days, default=None)
    this_day = today(situation, now)
    return last if last is not None and this_day - last > OVER_AFTER else this_day


def as_json(figures: Figures) -> dict[str, Any]:
    """The figures as JSON values."""
    counts, situation = figures.counts, figures.situation
    return {
        "situation": situation.name,
        "id": situation.id,
        "time_zone": situation.time_zone,
        "day": figures.day.isoformat(),
        "day_under_way": figures.under_way,
        "illustrative": figures.illustrative,
        "rule": ARRIVALS_RULE,
        "counted": {
            "illustrative": counts.illustrative,
            "day": counts.day,
            "month": counts.month,
            "year": counts.year,
            "nationality": _named(counts.nationality),
            "sector": _named(counts.sector),
            "total": sum(counts.year.values()) + counts.undated,
            "undated": counts.undated,
            "claimed": counts.claimed,
            "incidents_of_unknown_size": counts.unknown_size,
        },
        "published": _published(figures),
        "published_years": [_year(year) for year in years_of(figures.published)],
        "published_rises": [_rise(rise) for rise in rises_of(figures.published)],
        "facilities": [_facility(reading, situation) for reading in figures.facilities],
        "gauge": {
            "illustrative": figures.gauge.illustrative,
            "people": figures.gauge.people,
            "places": figures.gauge.places,
            "over": figures.gauge.over,
            "free": figures.gauge.free,
            "people_where_capacity_is_unknown": figures.gauge.people_unknown,
        },
    }


def _named(counts: dict[str, int]) -> dict[str, int]:
    return {key or NOT_SPECIFIED: number for key, number in counts.items()}


def _published(figures: Figures) -> list[dict[str, Any]]:
    beside = Beside(figures.counts)
    return [
        {
            "from": line.first_day.isoformat(),
            "to": line.last_day.isoformat(),
            "value": line.value,
            "rule": line.rule,
            "qualifier": line.qualifier,
            "nationality": line.nationality,
            "sector": line.sector,
            "cumulative": line.cumulative,
            "reported": line.reported.isoformat() if line.reported else None,
            "source": line.source,
            "latest": line.latest,
            "counted": beside.counted(line),
            # Of the two figures side by side: what was published, and what the records come to.
            "illustrative": line.illustrative,
            "counted_illustrative": figures.counts.illustrative and beside.counted(line) is not None,
        }
        for line in figures.published
    ]


def _year(year: SeriesYear) -> dict[str, Any]:
    return {
        "year": year.year,
        "source": year.source,
        "rule": year.rule,
        "step": year.step.value,
        "parts": year.parts.value,
        "first_reported": year.first,
        "known_now": year.now,
        "figures": year.figures,
        "revised": year.revised,
        "up": year.up,
        "down": year.down,
        "days": year.days,
        "days_of_year": year.days_of_year,
        "until": year.until.isoformat(),
        "inexact": year.inexact,
        "left_out": year.left_out,
        "illustrative": year.illustrative,
    }


def _rise(rise: Rise) -> dict[str, Any]:
    return {
        "from": rise.first_day.isoformat(),
        "to": rise.last_day.isoformat(),
        "value": rise.value,
        "rule": rise.rule,
        "nationality": rise.nationality,
        "sector": rise.sector,
        "source": rise.source,
    }


class Beside:
    """What was counted for the days of a published total of persons."""

    def __init__(self, counts: Counts) -> None:
        self._days = sorted(counts.day)
        self._sums = [0, *accumulate(counts.day[day] for day in self._days)]

    def counted(self, line: TotalLine) -> int | None:
        """Persons counted; None for a total that counts otherwise, is of a part, or where nothing was counted."""
        if line.rule != "persons" or line.nationality or line.sector or not self._days:
            return None
        first, last = line.first_day.isoformat(), line.last_day.isoformat()
        return self._sums[bisect_right(self._days, last)] - self._sums[bisect_left(self._days, first)]


def _facility(reading: FacilityReading, situation: SituationLine) -> dict[str, Any]:
    ratio = reading.ratio
    as_of = reading.as_of.astimezone(zone(situation.time_zone)) if reading.as_of else None
    return {
        "name": reading.name,
        "regime": reading.regime.value,
        "capacity": reading.capacity,
        "surge": reading.surge,
        "occupancy": reading.occupancy,
        "ratio": None if ratio is None else round(ratio, 4),
        "level": reading.level.value,
        "trust": reading.trust.value,
        "as_of": as_of.isoformat() if as_of else None,
        "moved_since": reading.since,
        "difference": reading.difference,
        "expected": reading.expected,
        "illustrative": reading.illustrative,
    }
