"""Which of several reports of one figure counts, for the rows of an import and what the store has already."""

from array import array
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from tracker import drafts
from tracker.rows import table_of

TOTALS = table_of("published_total")

Series = tuple[Any, ...]


class Vintages:
    """Counts which new figures are superseded, and which of the store's they supersede.

    A figure counts if no other of its series (the days, rule, nationality, sector and source of `published.py`) was
    reported later; of two reported on one day, the one recorded later.
    """

    def __init__(self, session: Session | None, situation_pk: int | None) -> None:
        self._known: dict[Series, int] = {}
        self._best: list[tuple[int, int]] = []  # report's day and order, of the figure that counts
        self._in_store: list[bool] = []
        self._new = array("q")  # series, report's day and order of each new figure, one after the other
        if session is not None and situation_pk is not None:
            self._load(session, situation_pk)

    def _load(self, session: Session, situation_pk: int) -> None:
        c = TOTALS.c
        series = (c.first_day, c.last_day, c.rule, c.nationality, c.sector_pk, c.source)
        sectors = table_of("sector").c
        found = session.connection().execute(select(sectors.pk, sectors.id))
        names: dict[int, str] = {row.pk: row.id for row in found}
        for row in session.connection().execute(
            select(*series, func.max(c.reported))
            .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
            .group_by(*series)
        ):
            key = (row[0], row[1], row[2], row[3], names.get(row[4]), row[5])
            self._known[key] = len(self._best)
            self._best.append((_ordinal(row[6]), 0))
            self._in_store.append(True)

    def add(self, draft: drafts.PublishedTotal) -> None:
        """A new figure."""
        key = (
            draft.first_day,
            draft.last_day,
            draft.rule.value,
            draft.nationality,
            draft.sector,
            draft.source,
        )
        at = self._known.setdefault(key, len(self._best))
        order = len(self._new) // 3 + 1
        mine = (_ordinal(draft.reported), order)
        if at == len(self._best):
            self._best.append(mine)
            self._in_store.append(False)
        self._new.extend((at, *mine))
        if mine >= self._best[at]:
            self._best[at] = mine

    def superseded(self) -> list[bool]:
        """Of each new figure, in the order in which they came, whether another counts instead."""
        new = self._new
        return [(new[i + 1], new[i + 2]) < self._best[new[i]] for i in range(0, len(new), 3)]

    def supersedes(self) -> int:
        """How many figures of the store counted until now and no longer do."""
        return sum(there and best[1] > 0 for there, best in zip(self._in_store, self._best, strict=True))


def _ordinal(reported: date | None) -> int:
    return reported.toordinal() if reported else 0
