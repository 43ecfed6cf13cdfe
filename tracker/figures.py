"""Numbers for the board, the plots, the command line and the reports, all from the kept totals.

Arrivals follow one rule everywhere, stated in `totals.py`; incidents of unknown size are in no number and are counted
beside it; claimed ones are apart.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from tracker import nationalities
from tracker.codes import Level, Trust
from tracker.days import day_of, end_of_day
from tracker.headlines import Headline, read_headlines
from tracker.incidents import Filter, IncidentLine, find_incidents
from tracker.occupancy import gauge_of, read_facilities
from tracker.readings import ArrivalSeries, FacilityReading, Flag, GaugeReading
from tracker.situations import SECTORS, SituationLine, find_events
from tracker.store_models import DailyTotal

KEPT = DailyTotal.__table__  # type: ignore[attr-defined]
NOT_SPECIFIED = ""
# Names of parts that are neither a nationality nor a sector.
OTHER, UNSPECIFIED = "other", "not specified"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that needs a decision, as a code with values; the most pressing first."""

    code: str
    level: Level
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows of one reporting day.

    `until` is its last moment, or now; facilities are read `at` the moment it ends, or now.
    """

    day: date
    until: datetime
    at: datetime
    headlines: list[Headline]
    series: ArrivalSeries
    flags: list[Flag]
    gauge: GaugeReading
    facilities: list[FacilityReading]
    alerts: list[Alert]
    latest: list[IncidentLine]
    undated: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Arrivals by day, month, year (ISO keys), nationality (alpha-3) and sector (name); empty key: not specified.

    `undated` are persons of incidents whose day is not known: in nationality and sector, in no day.
    """

    day: dict[str, int]
    month: dict[str, int]
    year: dict[str, int]
    nationality: dict[str, int]
    sector: dict[str, int]
    claimed: int
    unknown_size: int
    undated: int
    illustrative: bool


def today(situation: SituationLine, now: datetime) -> date:
    """The reporting day under way at an aware moment."""
    return day_of(now, situation.time_zone, situation.cutoff)


def read_arrivals(
    session: Session,
    situation: SituationLine,
    first: date,
    last: date,
    now: datetime,
    split: str = "",
    top: int = 6,
    sector_pk: int | None = None,
    nationality: str | None = None,
) -> ArrivalSeries:
    """Daily arrivals of `first` to `last`; all, or of one sector or one nationality; `split` by either of them."""
    axis, key = "all", NOT_SPECIFIED
    if sector_pk is not None:
        axis, key = "sector", str(sector_pk)
    elif nationality is not None:
        axis, key = "nationality", nationality
    c = KEPT.c
    # Six days more than asked for, so that the mean of the first one is known.
    start = first - timedelta(days=6)
    found = {
        r.day: r
        for r in session.connection().execute(
            select(c.day, c.arrivals, c.claimed, c.unknown_size, c.illustrative).where(
                c.situation_pk == situation.pk,
                c.axis == axis,
                c.key == key,
                c.day.between(start.isoformat(), last.isoformat()),
            )
        )
    }
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    rows = [found.get(d.isoformat()) for d in days]
    under_way = today(situation, now)
    counted = [
        r.arrivals if (r := found.get((start + timedelta(days=i)).isoformat())) else 0
        for i in range(len(days) + 6)
    ]
    earliest = first_day_of(session, situation.pk)
    mean7: list[float | None] = []
    for i, d in enumerate(days):
        known = earliest is not None and d - timedelta(days=6) >= earliest and d < under_way
        mean7.append(sum(counted[i : i + 7]) / 7 if known else None)
    return ArrivalSeries(
        days=days,
        persons=[r.arrivals if r else 0 for r in rows],
        claimed=[r.claimed if r else 0 for r in rows],
        unknown_size=[r.unknown_size if r else 0 for r in rows],
        mean7=mean7,
        partial=under_way if first <= under_way <= last else None,
        illustrative=any(r.illustrative for r in rows if r),
        parts=_parts(session, situation, days, split, top) if split else {},
    )


def first_day_of(session: Session, situation_pk: int) -> date | None:
    """The first reporting day with an incident; None before the first one."""
    c = KEPT.c
    found = session.connection().scalar(
        select(func.min(c.day)).where(
            c.situation_pk == situation_pk, c.axis == "all", c.day != "", c.incidents > 0
        )
    )
    return date.fromisoformat(found) if found else None


def last_day_of(session: Session, situation_pk: int) -> date | None:
    """The last reporting day with an incident; None before the first one."""
    c = KEPT.c
    found = session.connection().scalar(
        select(func.max(c.day)).where(
            c.situation_pk == situation_pk, c.axis == "all", c.day != "", c.incidents > 0
        )
    )
    return date.fromisoformat(found) if found else None


def _parts(
    session: Session, situation: SituationLine, days: list[date], split: str, top: int
) -> dict[str, list[int]]:
    """Arrivals a day by nationality or sector name, largest first, what is beyond `top` as "other"."""
    c = KEPT.c
    index = {d.isoformat(): i for i, d in enumerate(days)}
    by_key: dict[str, list[int]] = defaultdict(lambda: [0] * len(days))
    for r in session.connection().execute(
        select(c.key, c.day, c.arrivals).where(
            c.situation_pk == situation.pk,
            c.axis == split,
            c.day.between(days[0].isoformat(), days[-1].isoformat()),
        )
    ):
        by_key[r.key][index[r.day]] = r.arrivals
    ranked = sorted((k for k in by_key if k != NOT_SPECIFIED), key=lambda k: -sum(by_key[k]))
    names = names_on(session, situation, split)
    parts = {names(k): by_key[k] for k in ranked[:top] if any(by_key[k])}
    if ranked[top:]:
        parts[OTHER] = [sum(by_key[k][i] for k in ranked[top:]) for i in range(len(days))]
    if any(by_key.get(NOT_SPECIFIED, [])):
        parts[UNSPECIFIED] = by_key[NOT_SPECIFIED]
    return parts


def names_on(session: Session, situation: SituationLine, axis: str) -> Callable[[str], str]:
    """A name for each key of an axis, no two alike: a second of one name has a number, as "other" has for a sector."""
    if axis == "nationality":
        return nationalities.name_of
    c = SECTORS.c
    # Voided ones too: what was counted in them stays where it was. Standing ones have the name as it is.
    found = session.connection().execute(
        select(c.pk, c.name).where(c.situation_pk == situation.pk).order_by(c.void_reason.is_not(None), c.pk)
    )
    sectors: dict[str, str] = {}
    taken = {"", OTHER, UNSPECIFIED}
    for pk, name in found:
        label, n = name, 1
        while label in taken:
            n += 1
            label = f"{name} ({n})"
        taken.add(label)
        sectors[str(pk)] = label
    return lambda key: sectors.get(key, key)


def read_flags(session: Session, situation_pk: int) -> list[Flag]:
    """Context events as flags for a plot."""
    return [Flag(e.first_day, e.last_day, e.title, e.text or "") for e in find_events(session, situation_pk)]


def read_board(
    session: Session, situation: SituationLine, day: date, now: datetime, days: int = 64, latest: int = 12
) -> Board:
    """The board as of reporting day `day`; `now` tells whether that day is over."""
    end = end_of_day(day, situation.time_zone, situation.cutoff)
    until = min(now, end - timedelta(microseconds=1))
    at = min(now, end)  # as where facilities are shown by themselves: a count has one age
    facilities = read_facilities(session, situation.pk, at, situation.tight_at)
    gauge = gauge_of(facilities)
    series = read_arrivals(session, situation, day - timedelta(days=days - 1), day, now)
    wanted = Filter(situation.pk, situation.time_zone, situation.cutoff, listed_until=until)
    undated = session.connection().scalar(
        select(KEPT.c.incidents).where(
            KEPT.c.situation_pk == situation.pk, KEPT.c.axis == "all", KEPT.c.day == ""
        )
    )
    return Board(
        day=day,
        until=until,
        at=at,
        headlines=read_headlines(session, situation, day, now),
        series=series,
        flags=read_flags(session, situation.pk),
        gauge=gauge,
        facilities=facilities,
        alerts=alerts_of(facilities, series, at),
        latest=find_incidents(session, wanted, limit=latest),
        undated=undated or 0,
    )


def alerts_of(facilities: list[FacilityReading], series: ArrivalSeries, at: datetime) -> list[Alert]:
    """What needs a decision, from the readings: over capacity, full, unknown capacity, old counts, unknown sizes."""
    alerts = []
    over = sorted((f for f in facilities if f.level is Level.OVER), key=lambda f: -f.over)
    if over:
        alerts.append(
            Alert(
                "facilities_over",
                Level.OVER,
                {"number": len(over), "persons": sum(f.over for f in over), "names": [f.name for f in over]},
            )
        )
    full = [f.name for f in facilities if f.level is Level.FULL]
    if full:
        alerts.append(Alert("facilities_full", Level.FULL, {"number": len(full), "names": full}))
    tight = [f.name for f in facilities if f.level is Level.TIGHT]
    if tight:
        alerts.append(Alert("facilities_tight", Level.TIGHT, {"number": len(tight), "names": tight}))
    overrun = [
        f
        for f in facilities
        if f.expected
        and f.capacity is not None  # also where nobody was counted yet: those on the road are known
        and f.level is not Level.OVER
        and (f.occupancy or 0) + f.expected > f.capacity
    ]
    for f in overrun:
        beyond = (f.occupancy or 0) + f.expected - (f.capacity or 0)
        alerts.append(
            Alert("expected_over", Level.TIGHT, {"name": f.name, "expected": f.expected, "persons": beyond})
        )
    unknown = [f for f in facilities if f.capacity is None and f.occupancy]
    if unknown:
        alerts.append(
            Alert(
                "capacity_unknown",
                Level.UNKNOWN,
                {"persons": sum(f.occupancy or 0 for f in unknown), "names": [f.name for f in unknown]},
            )
        )
    uncounted = [f for f in facilities if f.uncounted]
    if uncounted:
        alerts.append(
            Alert(
                "count_needed",
                Level.UNKNOWN,
                {"persons": sum(f.uncounted for f in uncounted), "names": [f.name for f in uncounted]},
            )
        )
    for f in facilities:
        if f.trust is Trust.OLD and f.as_of is not None and f.occupancy:
            hours = int((at - f.as_of).total_seconds() // 3600)
            alerts.append(
                Alert("headcount_old", Level.UNKNOWN, {"name": f.name, "hours": hours, "since": f.since})
            )
        elif f.trust is Trust.NEVER and f.occupancy:
            alerts.append(Alert("never_counted", Level.UNKNOWN, {"name": f.name, "persons": f.occupancy}))
    if series.unknown_size and series.unknown_size[-1]:
        alerts.append(Alert("sizes_unknown", Level.UNKNOWN, {"number": series.unknown_size[-1]}))
    return alerts


def read_counts(session: Session, situation: SituationLine, until: date | None = None) -> Counts:
    """All arrivals of a situation by day, month, year, nationality and sector; up to and with a reporting day."""
    c = KEPT.c
    last = until.isoformat() if until else "9999"
    rows = session.connection().execute(
        select(c.axis, c.key, c.day, c.arrivals, c.claimed, c.unknown_size, c.illustrative).where(
            c.situation_pk == situation.pk, c.day <= last
        )
    )
    by: dict[str, dict[str, int]] = {
        a: defaultdict(int) for a in ("day", "month", "year", "nationality", "sector")
    }
    claimed = unknown = undated = mark = 0
    for r in rows:
        if r.axis != "all":
            by[r.axis][r.key] += r.arrivals
            continue
        claimed, unknown, mark = claimed + r.claimed, unknown + r.unknown_size, mark + r.illustrative
        if not r.day:
            undated += r.arrivals
            continue
        for name, length in (("day", 10), ("month", 7), ("year", 4)):
            by[name][r.day[:length]] += r.arrivals
    names = names_on(session, situation, "sector")

    def ranked(counts: dict[str, int]) -> dict[str, int]:
        return {k: n for k, n in sorted(counts.items(), key=lambda kn: (-kn[1], kn[0])) if n}

    return Counts(
        day={k: n for k, n in sorted(by["day"].items()) if n},
        month={k: n for k, n in sorted(by["month"].items()) if n},
        year=dict(sorted(by["year"].items())),
        nationality=ranked(by["nationality"]),
        sector=ranked({names(k) if k else "": n for k, n in by["sector"].items()}),
        claimed=claimed,
        unknown_size=unknown,
        undated=undated,
        illustrative=mark > 0,
    )
