"""The past: the store as it was at a position of the log, read with the same queries as the store of today.

    with as_known(store, position) as known, known.read() as session: ...

The first `position` revisions are put into a store of their own, in a private file beside the store that is gone again
afterwards, and its rows, totals and search index are made from them (`rebuilding.py`). What a kill leaves of such files
is swept when the store is opened next (`leftovers.py`). Files of evidence stay beside the store itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Connection, insert, select
from sqlmodel import Session

from tracker import log
from tracker.errors import NotFound, StoreReadOnly
from tracker.ids import new_id
from tracker.integrity import Progress, silent
from tracker.rebuilding import rebuild
from tracker.store import Store, explained, lay_out

R = log.REVISIONS.c
BATCH = 2000
ENDING = "known-"  # of the files beside the store, before their own id


class KnownThen(Store):
    """A store as it was. It is read like any other; whoever records in it gets StoreReadOnly."""

    def _write(self, *_: Any, **__: Any) -> NoReturn:
        raise StoreReadOnly("past_not_written", path=str(self.path))


@contextmanager
def as_known(store: Store, position: int, progress: Progress = silent) -> Iterator[Store]:
    """The store as it was when revision `position` had just been written; at the newest one it is the store itself.

    What `progress` raises stops it. Raises NotFound for a position that the log has not reached, Refused for a log that
    is not whole, and EnvironmentProblem where the file cannot be made; in each case nothing is left behind.
    """
    with store.read() as session:
        newest = log.find_head(session).position
    if not 1 <= position <= newest:
        raise NotFound("no_such_position", position=position, newest=newest)
    if position == newest:
        yield store
        return
    beside = store.path.with_name(f"{store.path.name}.{ENDING}{new_id()}")
    try:
        with explained(store.path):
            lay_out(beside, store.station_id)
            filling = Store(beside, store.author)
            try:
                filling.write(_fill, store, position, progress)
            finally:
                filling.close()
            known = KnownThen(beside, store.author)
        try:
            yield known
        finally:
            known.close()
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(f"{beside}{suffix}").unlink()


def head_at(session: Session, position: int) -> log.Head:
    """Where the log stood at a position: the chain hash of the revision there, and when that was written, UTC.

    Raises NotFound.
    """
    found = session.connection().execute(select(R.chain_hash, R.at).where(R.position == position)).first()
    if found is None:
        raise NotFound("no_such_position", position=position, newest=log.find_head(session).position)
    return log.Head(position, found.chain_hash, found.at)


def _fill(session: Session, store: Store, position: int, progress: Progress) -> None:
    """Copy the first revisions, and make from them all that is made from the log."""
    connection = session.connection()
    with store.read() as whole:
        _copy(whole.connection(), connection, position, progress)
    rebuild(session, progress)


def _copy(whole: Connection, into: Connection, position: int, progress: Progress) -> None:
    after = 0
    while batch := whole.execute(
        select(log.REVISIONS)
        .where(R.position > after, R.position <= position)
        .order_by(R.position)
        .limit(BATCH)
    ).all():
        into.execute(insert(log.REVISIONS), [dict(row._mapping) for row in batch])
        after = batch[-1].position
        progress("log", after, position)
