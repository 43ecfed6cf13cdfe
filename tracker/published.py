"""Published totals: figures that somebody else published, their vintages, and what was counted beside them.

Totals of one period, rule, nationality, sector and source are vintages of one figure: the one reported last counts,
the earlier ones stay to be seen.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from tracker import drafts, records
from tracker.models import DailyTotal
from tracker.rows import table_of

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


def publish_total(session: Session, draft: drafts.PublishedTotal) -> str:
    """Record a published total. Returns its id."""
    return records.record(session, draft)


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
class Beside:
    """A published total beside what was counted for the same days; `unknown_size` incidents are in no number."""

    total: TotalLine
    counted: int
    unknown_size: int
    illustrative: bool


def read_beside(session: Session, situation_pk: int) -> list[Beside]:
    """Each published total of persons that counts, over all sectors and nationalities, beside the count."""
    result = []
    for line in find_totals(session, situation_pk):
        if line.latest and line.rule == "persons" and not line.nationality and not line.sector:
            counted, unknown, mark = sum_days(session, situation_pk, line.first_day, line.last_day)
            result.append(Beside(line, counted, unknown, mark))
    return result


def sum_days(session: Session, situation_pk: int, first: date, last: date) -> tuple[int, int, bool]:
    """Arrivals of the reporting days `first` to `last`, incidents of unknown size, and whether any is illustrative."""
    c = KEPT.c
    row = (
        session.connection()
        .execute(
            select(
                func.coalesce(func.sum(c.arrivals), 0),
                func.coalesce(func.sum(c.unknown_size), 0),
                func.coalesce(func.sum(c.illustrative), 0),
            ).where(
                c.situation_pk == situation_pk,
                c.axis == "all",
                c.day.between(first.isoformat(), last.isoformat()),
            )
        )
        .one()
    )
    return row[0], row[1], row[2] > 0
