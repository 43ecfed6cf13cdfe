"""Published totals: figures that somebody else published, their vintages, and what was counted beside them.

Totals of one period, rule, nationality, sector and source are vintages of one figure: the one reported last counts,
the earlier ones stay to be seen.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tracker.codes import Rule
from tracker.rows import table_of
from tracker.situations import SectorLine
from tracker.store_models import DailyTotal

TOTALS, SECTORS = table_of("published_total"), table_of("sector")
KEPT = DailyTotal.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class TotalLine:
    """A published total; days are both included. `latest` is true for the vintage that counts."""

    id: str
    first_day: date
    last_day: date
    value: int
    rule: str
    qualifier: str
    reported: date | None
    nationality: str | None
    sector: str | None
    cumulative: bool
    source: str | None
    text: str | None
    illustrative: bool
    latest: bool = False

    @property
    def series(self) -> tuple[Any, ...]:
        """What makes two totals vintages of one figure. Of a cumulative one each report is a figure of its own."""
        return (self.first_day, self.last_day, self.rule, self.nationality, self.sector, self.source)


def find_totals(
    session: Session, situation_pk: int, first: date | None = None, last: date | None = None
) -> list[TotalLine]:
    """Standing published totals of periods within `first` to `last`, by period, vintages oldest report first."""
    c = TOTALS.c
    statement = (
        select(
            c.id,
            c.first_day,
            c.last_day,
            c.value,
            c.rule,
            c.qualifier,
            c.reported,
            c.nationality,
            SECTORS.c.name,
            c.cumulative,
            c.source,
            c.text,
            c.illustrative,
        )
        .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
        .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
        .order_by(c.first_day, c.last_day, c.reported, c.pk)
    )
    if first is not None:
        statement = statement.where(c.first_day >= first)
    if last is not None:
        statement = statement.where(c.last_day <= last)
    lines = [TotalLine(*tuple(row)) for row in session.connection().execute(statement)]
    newest = {line.series: i for i, line in enumerate(lines)}
    counts = set(newest.values())
    return [replace(line, latest=i in counts) for i, line in enumerate(lines)]


@dataclass(frozen=True, slots=True)
class Published:
    """A published total with its earlier vintages, oldest report first, beside what was counted for the same days.

    `counted` is None where it counts something else than persons: unlike things are never held against each other.
    """

    total: TotalLine
    earlier: list[TotalLine]
    counted: int | None
    unknown_size: int
    illustrative: bool

    @property
    def difference(self) -> int | None:
        """What was counted beyond what was published."""
        return None if self.counted is None else self.counted - self.total.value


def read_published(
    session: Session,
    situation_pk: int,
    first: date,
    last: date,
    nationality: str | None = None,
    sector: SectorLine | None = None,
) -> list[Published]:
    """Published totals of periods that touch `first` to `last`, latest period first.

    Those of one nationality or one sector, or those over all of both.
    """
    lines = [
        line
        for line in find_totals(session, situation_pk)
        if line.first_day <= last
        and line.last_day >= first
        and line.nationality == nationality
        and line.sector == (sector.name if sector else None)
    ]
    axis, key = (
        ("nationality", nationality) if nationality else ("sector", str(sector.pk)) if sector else ("all", "")
    )
    kept = Days(session, situation_pk, axis, key or "")
    vintages: dict[tuple[Any, ...], list[TotalLine]] = {}
    for line in lines:
        vintages.setdefault(line.series, []).append(line)
    result = []
    for line in lines:
        if line.latest:
            counted, unknown, mark = kept.sum(line.first_day, line.last_day)
            earlier = [v for v in vintages[line.series] if v.id != line.id]
            of_persons = line.rule == Rule.PERSONS
            result.append(
                Published(line, earlier, counted if of_persons else None, unknown if of_persons else 0, mark)
            )
    return sorted(result, key=lambda p: (p.total.last_day, p.total.first_day), reverse=True)


class Days:
    """The kept totals of one key, summed up so that any span of days costs the same; of `first` to `last` if given."""

    def __init__(
        self,
        session: Session,
        situation_pk: int,
        axis: str = "all",
        key: str = "",
        first: date = date.min,
        last: date = date.max,
    ) -> None:
        c = KEPT.c
        rows = session.connection().execute(
            select(c.day, c.arrivals, c.unknown_size, c.illustrative)
            .where(
                c.situation_pk == situation_pk,
                c.axis == axis,
                c.key == key,
                c.day.between(first.isoformat(), last.isoformat()),
            )
            .order_by(c.day)
        )
        self._days: list[str] = []
        self._sums: list[tuple[int, int, int]] = [(0, 0, 0)]
        for day, arrivals, unknown, marks in rows:
            self._days.append(day)
            a, u, i = self._sums[-1]
            self._sums.append((a + arrivals, u + unknown, i + marks))

    def sum(self, first: date, last: date) -> tuple[int, int, bool]:
        """Arrivals of the days, incidents of unknown size, and whether any is illustrative."""
        low = self._sums[bisect_left(self._days, first.isoformat())]
        high = self._sums[bisect_right(self._days, last.isoformat())]
        return high[0] - low[0], high[1] - low[1], high[2] > low[2]
