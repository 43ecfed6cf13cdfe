"""New incidents that look like ones that were here: the same list imported with other columns, or another list of them.

They come in, since nobody but a person can tell, and the receipt names their rows.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts
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
    for start in range(0, len(times), 500):
        rows = session.connection().execute(
            select(c.happened_at, SECTORS.c.id, c.persons)
            .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
            .where(
                c.situation_pk == situation_pk,
                c.listed_at.in_(times[start : start + 500]),
                c.void_reason.is_(None),
            )
        )
        found.update((row[0], row[1], row[2]) for row in rows)
    return found
