"""New incidents that look like ones that were here: the same list imported with other columns, or another list of them.

They come in, since nobody but a person can tell, and the receipt names their rows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts
from tracker.codes import Precision
from tracker.incidents import LEFT_OPEN, LIKE_WITHIN, MOST_LIKE
from tracker.rows import table_of

INCIDENTS, SECTORS = table_of("incident"), table_of("sector")

Likeness = tuple[datetime | None, str | None, int | None]


def likeness(draft: drafts.Incident) -> Likeness:
    """What makes two incidents look alike: time, sector and number of persons."""
    return draft.happened_at, draft.sector, draft.persons


def find_alike(session: Session, situation_pk: int, incidents: Iterable[drafts.Incident]) -> set[Likeness]:
    """Those likenesses that standing incidents of the store have."""
    c = INCIDENTS.c
    times = sorted({draft.happened_at for draft in incidents if draft.happened_at is not None})
    found: set[Likeness] = set()
    if not times:
        return found
    standing = (c.situation_pk == situation_pk, c.void_reason.is_(None))
    between = select(c.pk).where(*standing, c.listed_at.between(times[0], times[-1])).limit(1)
    if session.connection().scalar(between) is None:
        return found  # as of a list that goes on from where the last one ended
    for start in range(0, len(times), 500):
        rows = session.connection().execute(
            select(c.happened_at, SECTORS.c.id, c.persons)
            .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
            .where(
                *standing,
                c.listed_at.in_(times[start : start + 500]),
            )
        )
        found.update((row[0], row[1], row[2]) for row in rows)
    return found


class Standing:
    """The standing incidents of a situation, in order of time, read once.

    Asking the store about each row of a long table takes too long.
    """

    def __init__(self, session: Session, situation_pk: int) -> None:
        c = INCIDENTS.c
        # Taken in parts: other threads wait for as long as one takes.
        rows = (
            session.connection()
            .execution_options(yield_per=_PART)
            .execute(
                select(c.listed_at, c.precision, SECTORS.c.id, c.persons, c.id)
                .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
                .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
                .order_by(c.listed_at, c.pk)
            )
        )
        self._rows = [tuple(row) for row in rows]
        self._times = [row[0] for row in self._rows]

    def like(self, draft: drafts.Incident) -> list[str]:
        """The ids of those that `incidents.find_likely_duplicates` finds for a draft, in its order."""
        if draft.happened_at is None:
            return []
        happened = draft.happened_at.astimezone(UTC)
        first = happened - LIKE_WITHIN
        last = happened + LEFT_OPEN.get(draft.precision, timedelta()) + LIKE_WITHIN
        begin = bisect_left(self._times, first - timedelta(days=1))
        end = bisect_right(self._times, last)
        slack = max(1, (draft.persons or 0) // 5)
        found: list[str] = []
        for at in range(end - 1, begin - 1, -1):
            listed, precision, sector, persons, record_id = self._rows[at]
            if (
                (draft.persons is None or persons is None or abs(persons - draft.persons) <= slack)
                and (draft.sector is None or sector is None or sector == draft.sector)
                and (listed >= first or precision == Precision.DAY.value)
            ):
                found.append(record_id)
                if len(found) == MOST_LIKE:
                    break
        return found


_PART = 500  # rows
