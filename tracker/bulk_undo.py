"""Undo and redo of many records at once, such as an import: prepared outside the write lock, then put in at once.

`begin` does what few records went into, and says of more what is to be gone on with: `finish` reads what stands,
encodes the revisions into a staging file (`bulk.py`) beside the store, and puts them in by one transaction, which
writes nothing unless each record is still at the revision that it was read at. Only the void mark of a row may become
another so; all else goes record by record (`undo.py`), which has the same outcome.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Select, Table, Text, func, select
from sqlmodel import Session

from tracker import bulk, drafts, log, rows, standing, totals, undo
from tracker.bulk import Cancelled, Progress, Staged
from tracker.change import Outcome
from tracker.codec import decode
from tracker.codes import Verb
from tracker.ids import new_id
from tracker.staging import flush, twin_of
from tracker.store import Store
from tracker.undo import ActionLine

# From this many records on, an action is prepared outside the lock.
MANY = 200
_TRIES = 3

_TURNED = Table(
    "turned",
    MetaData(schema="staged"),
    Column("pk", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("record_type", Text),
    Column("head_id", Text),
    Column("revision_id", Text),
    Column("void_reason", Text),
)


class _MovedOn(Exception):
    """Something that was prepared from has changed since; nothing was written."""


@dataclass(slots=True)
class Turn:
    """What is staged of an undo or a redo; `numbers` are its records by type.

    `situations` are those that days were reckoned by: local key to the revision read. `naming` are some of the
    records brought back, which between them name all that these name.
    """

    staged: Staged
    line: ActionLine
    verb: Verb
    numbers: dict[str, int] = field(default_factory=dict)
    situations: dict[int, str] = field(default_factory=dict)
    naming: list[drafts.Draft] = field(default_factory=list)


def begin(store: Store, verb: Verb) -> Outcome[ActionLine] | ActionLine:
    """Undo the last action (UNDO), or redo the last undo (REDO); of many records only its line, for `finish`.

    Raises as `undo.undo_last` and `undo.redo_last` do.
    """
    find = undo.find_undoable if verb is Verb.UNDO else undo.find_redoable
    with store.read() as session:
        line = find(session, store.author, store.station_id)
    if line is not None and line.records >= MANY:
        return line
    last = undo.undo_last if verb is Verb.UNDO else undo.redo_last
    return store.write(last, store.author, store.station_id)


def finish(
    store: Store,
    line: ActionLine,
    verb: Verb,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome[ActionLine]:
    """Undo or redo this very action, whatever was done since; `progress` is told how many records are prepared.

    Raises as `undo.turn` does, and Cancelled.
    """
    for _ in range(_TRIES):
        turn = stage(store, line, verb, progress, cancelled)
        if turn is None:
            break
        try:
            return write_staged(store, turn)
        except _MovedOn:
            continue  # the next preparation goes by what is here by then, or says what stands in the way
    return store.write(undo.turn, line, verb)


def stage(
    store: Store,
    line: ActionLine,
    verb: Verb,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Turn | None:
    """Prepare; None if more than a void mark a record would change. Raises Refused, Conflict and Cancelled."""
    try:
        with bulk.staging(store) as (staged, session, connection, action):
            undo.refuse_turned(session, line, verb)
            if _count(session.connection(), line) != line.records:
                raise _MoreThanMarks  # one of them was written twice
            action.undoes = line.action_id
            _TURNED.create(connection)
            turn = Turn(staged, line, verb)
            _stage_all(session, connection, turn, action, progress, cancelled)
    except _MoreThanMarks:
        return None
    return turn


class _MoreThanMarks(Exception):
    """Other columns than the void mark would change."""


def _stage_all(
    session: Session,
    connection: Connection,
    turn: Turn,
    action: log.Action,
    progress: Progress | None,
    cancelled: Callable[[], bool],
) -> None:
    staged = turn.staged
    named: set[tuple[str, str]] = set()
    batch: dict[Table, list[rows.Row]] = {}
    for k, r in enumerate(_touched(session.connection(), turn.line.action_id), start=1):
        undo.refuse_changed(r, r.left)
        old = decode(r.record_type, r.content)
        new = undo.restored_draft(old, r.before)
        if (old.void_reason is None) == (new.void_reason is None) or replace(
            new, void_reason=old.void_reason
        ) != old:
            raise _MoreThanMarks
        entry = log.entry_of(action, turn.verb, r.record_id, new, [r.id], new_id())
        batch.setdefault(twin_of(log.REVISIONS), []).append(bulk.staged_revision(entry, k))
        batch.setdefault(_TURNED, []).append(
            {
                "pk": r.pk,
                "record_type": new.type,
                "head_id": r.id,
                "revision_id": entry.id,
                "void_reason": new.void_reason,
            }
        )
        turn.numbers[new.type] = turn.numbers.get(new.type, 0) + 1
        if isinstance(old, drafts.Incident) and isinstance(new, drafts.Incident):
            log.recount(session, staged.tallies, old, -1)
            log.recount(session, staged.tallies, new, 1)
        if new.void_reason is None and not (names := standing.names_of(new)) <= named:
            named |= names
            turn.naming.append(new)
        staged.count = k
        if k % bulk.BATCH == 0:
            flush(connection, batch)
            if progress:
                progress(k)
            if cancelled():
                raise Cancelled
    flush(connection, batch)
    turn.situations = _heads(session.connection(), staged)


def _touched(connection: Connection, action_id: str) -> Iterator[Any]:
    """The records of an action that wrote each once, the last first: each with its newest revision, its local key,
    what the action `left` it as, and what it was `before`.
    """
    left, head, before, any_ = (log.REVISIONS.alias(n) for n in ("left", "head", "before", "any"))

    def end(which: Any, *more: Any) -> Any:
        found = select(which(any_.c.position)).where(any_.c.record_id == left.c.record_id, *more)
        return found.correlate(left).scalar_subquery()

    statement = (
        select(
            end(func.min).label("pk"),
            head.c.record_type,
            head.c.record_id,
            head.c.id,
            head.c.content,
            head.c.author,
            head.c.at,
            left.c.content.label("left"),
            before.c.content.label("before"),
        )
        .select_from(left)
        .join(head, head.c.position == end(func.max))
        .outerjoin(before, before.c.position == end(func.max, any_.c.position < left.c.position))
        .where(left.c.action_id == action_id)
        .order_by(left.c.position.desc())
    )
    return iter(connection.execute(statement, execution_options={"yield_per": bulk.BATCH}))


def _count(connection: Connection, line: ActionLine) -> int:
    c = log.REVISIONS.c
    return connection.scalar(select(func.count()).where(c.action_id == line.action_id)) or 0


def _heads(connection: Connection, staged: Staged) -> dict[int, str]:
    """The situations that incidents were counted in, each with its newest revision."""
    c = rows.table_of("situation").c
    found = connection.execute(select(c.pk, c.revision_id).where(c.pk.in_(staged.tallies)))
    return {row.pk: row.revision_id for row in found}


def write_staged(store: Store, turn: Turn) -> Outcome[ActionLine]:
    """Put in what is staged as one action and delete the staging file."""
    try:
        return store.write_attached(turn.staged.path, "staged", _put_in, turn)
    finally:
        turn.staged.discard()


def _put_in(session: Session, turn: Turn) -> ActionLine:
    action: log.Action = session.info["action"]
    connection = session.connection()
    turn.staged.release()  # as in `bulk.insert_staged`
    if _heads(connection, turn.staged) != turn.situations:
        raise _MovedOn
    action.undoes = turn.line.action_id
    with bulk.checked_before(connection):
        for record_type, number in turn.numbers.items():
            table = rows.table_of(record_type)
            marked = connection.execute(
                table.update()
                .where(
                    table.c.pk == _TURNED.c.pk,
                    table.c.revision_id == _TURNED.c.head_id,
                    _TURNED.c.record_type == record_type,
                )
                .values(void_reason=_TURNED.c.void_reason, revision_id=_TURNED.c.revision_id)
            )
            if marked.rowcount != number:
                raise _MovedOn
        bulk.copy_revisions(connection, action, turn.staged)
    totals.keep(connection, turn.staged.tallies.values())
    session.info["recalled"].clear()  # the rows were marked past it
    turned = {record_type: _keys(record_type) for record_type in turn.numbers}
    standing.check_many_restored(session, turned, turn.naming)
    if turn.verb is Verb.REDO:
        undo.refuse_second_import(session, turned)
    return turn.line


def _keys(record_type: str) -> Select[tuple[int]]:
    return select(_TURNED.c.pk).where(_TURNED.c.record_type == record_type)
