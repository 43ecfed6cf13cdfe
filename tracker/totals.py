"""Kept totals: what incidents come to a day, by sector and by nationality, so that the board never counts records.

The arrivals rule, everywhere: persons of *reported* or *verified* incidents of the kinds *irregular crossing detected*
and *arrival at a crossing point*, less those linked as seen before. *Claimed* ones are kept apart. Where only some of
the persons were seen before, their nationalities are known only if all are of one; else the rest counts as not
specified, since nothing is spread by guess.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Insert, delete, insert, select
from sqlalchemy.dialects import sqlite

from tracker import drafts
from tracker.codes import ARRIVAL_KINDS, Status
from tracker.store_models import DailyTotal

TOTALS = DailyTotal.__table__  # type: ignore[attr-defined]
MEASURES = ("arrivals", "claimed", "unknown_size", "claimed_unknown", "incidents", "illustrative")

Cell = tuple[str, str, str]  # axis, day, key


@dataclass(slots=True)
class Tally:
    """Changes to the totals of one situation: cell to the amount of each measure."""

    situation_pk: int
    cells: dict[Cell, list[int]]

    def add(self, draft: drafts.Incident, day: str, sector_pk: int | None, sign: int = 1) -> None:
        """Count an incident in (`sign` 1) or out (-1)."""
        for cell, amounts in contributions(draft, day, sector_pk).items():
            kept = self.cells.get(cell)
            if kept is None:
                kept = self.cells[cell] = [0] * len(MEASURES)
            for i, amount in enumerate(amounts):
                if amount:
                    kept[i] += sign * amount


def arrivals_of(draft: drafts.Incident) -> int:
    """Persons of the incident by the arrivals rule, whatever its status; 0 where unknown."""
    if draft.kind not in ARRIVAL_KINDS or draft.persons is None:
        return 0
    if draft.seen_before is None:
        return draft.persons
    return max(0, draft.persons - (draft.persons if draft.seen_persons is None else draft.seen_persons))


def by_nationality(draft: drafts.Incident) -> dict[str, int]:
    """Arrivals by nationality; the key is empty for those not specified. An incident of unknown size is in none."""
    persons = arrivals_of(draft)
    if persons == 0:
        return {}
    known: dict[str, int] = {}
    total = 0
    for g in draft.groups:
        if g.nationality:
            known[g.nationality] = known.get(g.nationality, 0) + g.count
            total += g.count
    if persons != (draft.persons or 0):
        only = next(iter(known)) if len(known) == 1 and total == draft.persons else ""
        return {only: persons}
    if persons > total:
        known[""] = persons - total
    return known


def contributions(draft: drafts.Incident, day: str, sector_pk: int | None) -> dict[Cell, tuple[int, ...]]:
    """What one incident adds to each cell."""
    if draft.void_reason is not None or draft.status is Status.REFUTED:
        return {}
    claimed = draft.status is Status.CLAIMED
    persons = arrivals_of(draft)
    unknown = int(draft.kind in ARRIVAL_KINDS and draft.persons is None and draft.seen_before is None)
    mark = int(draft.illustrative)

    def amounts(count: int, size_unknown: int) -> tuple[int, ...]:
        if claimed:
            return (0, count, 0, size_unknown, 1, mark)
        return (count, 0, size_unknown, 0, 1, mark)

    whole = amounts(persons, unknown)
    cells = {
        ("all", day, ""): whole,
        ("sector", day, "" if sector_pk is None else str(sector_pk)): whole,
    }
    for nationality, count in by_nationality(draft).items():
        cells["nationality", day, nationality] = amounts(count, 0)
    if unknown:
        cells["nationality", day, ""] = amounts(0, unknown)
    return cells


def keep(connection: Connection, tallies: Iterable[Tally]) -> None:
    """Add tallies to the kept totals."""
    rows = [
        {"situation_pk": t.situation_pk, "axis": axis, "day": day, "key": key}
        | dict(zip(MEASURES, amounts, strict=True))
        for t in tallies
        for (axis, day, key), amounts in t.cells.items()
        if any(amounts)
    ]
    if not rows:
        return
    connection.execute(_adding(connection.dialect.name), rows)


@cache
def _adding(dialect_name: str) -> Insert:
    """Insert cells, or add to those that are there. Made once: it is run at each save."""
    if dialect_name == "sqlite":
        statement = sqlite.insert(TOTALS)
    else:
        from sqlalchemy.dialects import postgresql  # of size: a laptop's window would wait for it

        statement = postgresql.insert(TOTALS)  # type: ignore[assignment]
    adding: Insert = statement.on_conflict_do_update(
        index_elements=list(TOTALS.primary_key.columns),
        set_={m: TOTALS.c[m] + statement.excluded[m] for m in MEASURES},
    )
    return adding


def replace(connection: Connection, tally: Tally) -> None:
    """Put `tally` in place of all kept totals of its situation."""
    connection.execute(delete(TOTALS).where(TOTALS.c.situation_pk == tally.situation_pk))
    rows = [
        {"situation_pk": tally.situation_pk, "axis": axis, "day": day, "key": key}
        | dict(zip(MEASURES, amounts, strict=True))
        for (axis, day, key), amounts in tally.cells.items()
    ]
    if rows:
        connection.execute(insert(TOTALS), rows)


def kept(connection: Connection, situation_pk: int) -> dict[Cell, list[int]]:
    """The kept totals of a situation, cells of nothing but zeros left out."""
    found = connection.execute(select(TOTALS).where(TOTALS.c.situation_pk == situation_pk))
    cells = {(r.axis, r.day, r.key): [getattr(r, m) for m in MEASURES] for r in found}
    return {cell: amounts for cell, amounts in cells.items() if any(amounts)}
