"""Undo and redo: read from the log which action is next, and append revisions that restore what stood before it.

The last action of this author at this station comes first. An action that was undone is skipped; a redone one can be
undone again. Where somebody has changed one of the records since, nothing is restored and both are named. Here it is
done record by record; what many records went into, such as an import, goes by `bulk_undo.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlmodel import Session

from tracker import drafts, log, rows, standing
from tracker.codec import decode
from tracker.codes import Verb
from tracker.errors import Conflict, Problem, Refused

R = log.REVISIONS.c

# Records that others outside have seen: no undo takes them back.
FINAL = ("report",)
# Reasons of voiding that the program gives itself; screens put them into words.
UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action as a person is asked about it: its id, verb, first record, number of records, when."""

    action_id: str
    verb: Verb
    record_type: str
    record_id: str
    records: int
    at: datetime


def find_undoable(session: Session, author: str, station_id: str) -> ActionLine | None:
    """The action that undo would take back; None if there is none."""
    connection = session.connection()
    undone: set[str] = set()
    for row in _actions(connection, author, station_id):
        if row.action_id in undone:
            continue  # of a redo, the undo before it names the action that is undone again
        if row.verb == Verb.UNDO:
            undone.add(row.undoes)
        elif row.record_type != "station":
            return _line(connection, row)
    return None


def find_redoable(session: Session, author: str, station_id: str) -> ActionLine | None:
    """The undone action that redo would bring back; None if there is none, or if something was done since."""
    connection = session.connection()
    spent: set[str] = set()
    for row in _actions(connection, author, station_id):
        if row.verb == Verb.UNDO:
            if row.action_id not in spent:
                return _line(connection, row)
        elif row.verb == Verb.REDO:
            spent.add(row.undoes)
        else:
            return None
    return None


def undo_last(session: Session, author: str, station_id: str) -> ActionLine:
    """Take back the last action of this author at this station.

    Raises Refused for none, for a released report, and where others' records rest on what it recorded; Conflict.
    """
    found = find_undoable(session, author, station_id)
    if found is None:
        raise Refused([Problem("nothing_to_undo")])
    return turn(session, found, Verb.UNDO)


def redo_last(session: Session, author: str, station_id: str) -> ActionLine:
    """Bring back the action that was undone last. Raises Refused for none, Conflict."""
    found = find_redoable(session, author, station_id)
    if found is None:
        raise Refused([Problem("nothing_to_redo")])
    return turn(session, found, Verb.REDO)


def turn(session: Session, line: ActionLine, verb: Verb) -> ActionLine:
    """Take back (UNDO) an action, or what an undo did (REDO), by restoring what stood before it.

    Raises Refused if that has been done already, and as `undo_last` and `redo_last` do.
    """
    refuse_turned(session, line, verb)
    types = _restore(session, line.action_id, verb)
    if verb is Verb.REDO:
        action: log.Action = session.info["action"]
        refuse_second_import(session, {t: _own_rows(t, action.id) for t in types})
    return line


def refuse_turned(session: Session, line: ActionLine, verb: Verb) -> None:
    """Raise Refused for an action that has been undone, or an undo that has been redone."""
    # Each of its records has a revision that says so.
    turned = select(R.position).where(R.record_id == line.record_id, R.undoes == line.action_id)
    if session.connection().scalar(turned.limit(1)) is not None:
        raise Refused([Problem("nothing_to_undo" if verb is Verb.UNDO else "nothing_to_redo")])


def _own_rows(record_type: str, action_id: str) -> Select[tuple[int]]:
    """The keys of an action's rows of a type."""
    table = rows.table_of(record_type)
    return select(table.c.pk).where(table.c.id.in_(select(R.record_id).where(R.action_id == action_id)))


def refuse_second_import(session: Session, back: dict[str, Select[tuple[int]]]) -> None:
    """Raise Conflict if a row brought back has been imported once more meanwhile; `back` are keys by record type."""
    for record_type, keys in back.items():
        mine, other = rows.table_of(record_type).alias(), rows.table_of(record_type).alias()
        twice = session.connection().scalar(
            select(other.c.id)
            .join(mine, mine.c.origin == other.c.origin)
            .where(
                mine.c.pk.in_(keys),
                mine.c.origin.is_not(None),
                mine.c.void_reason.is_(None),
                other.c.origin.is_not(None),
                other.c.void_reason.is_(None),
                other.c.pk != mine.c.pk,
            )
            .limit(1)
        )
        if twice is not None:
            raise Conflict("imported_meanwhile", type=record_type, id=twice)


def _actions(connection: Connection, author: str, station_id: str) -> Iterator[Any]:
    """The actions of an author at a station, newest first: the first revision of each."""
    before = connection.scalar(select(func.max(R.station_seq)).where(R.station_id == station_id)) or 0
    while before > 0:
        newest = connection.execute(
            select(R.action_id, R.author, R.station_seq).where(
                R.station_id == station_id, R.station_seq == before
            )
        ).first()
        if newest is None:
            return
        first = connection.execute(
            select(R.action_id, R.verb, R.undoes, R.record_type, R.record_id, R.at, R.station_seq, R.position)
            .where(R.action_id == newest.action_id)
            .order_by(R.position)
            .limit(1)
        ).one()
        before = first.station_seq - 1
        if newest.author == author:
            yield first


def _line(connection: Connection, row: Any) -> ActionLine:
    number = connection.scalar(
        select(func.count(func.distinct(R.record_id))).where(R.action_id == row.action_id)
    )
    return ActionLine(row.action_id, Verb(row.verb), row.record_type, row.record_id, number or 0, row.at)


def _restore(session: Session, action_id: str, verb: Verb) -> set[str]:
    """Append, for each record of an action, a revision that says what stood before it. Returns their types."""
    connection = session.connection()
    action: log.Action = session.info["action"]
    action.undoes = action_id
    touched = connection.execute(
        select(R.record_id, R.record_type, func.min(R.position), func.max(R.position))
        .where(R.action_id == action_id)
        .group_by(R.record_id, R.record_type)
        .order_by(func.max(R.position).desc())
    ).all()
    restored: list[tuple[str, drafts.Draft, drafts.Draft]] = []
    for record_id, record_type, first, last in touched:
        if record_type in FINAL:
            raise Refused([Problem("report_not_undone")])
        head = log.head_of(connection, record_id)
        left = connection.scalar(select(R.content).where(R.position == last))
        refuse_changed(head, left)
        before = connection.scalar(
            select(R.content)
            .where(R.record_id == record_id, R.position < first)
            .order_by(R.position.desc())
            .limit(1)
        )
        stood = decode(record_type, head.content)
        draft = restored_draft(stood, before)
        log.append(session, verb, draft, record_id)
        restored.append((record_id, stood, draft))
    standing.check_restored(session, restored)
    return {draft.type for _, _, draft in restored}


def refuse_changed(head: Any, left: str | None) -> None:
    """Raise Conflict, naming who it was, if a record's newest revision does not say what the action left it as."""
    # Compared by content: what was done since and taken back again stands in nobody's way.
    if head.content != left:
        raise Conflict("changed_since", type=head.record_type, id=head.record_id, by=head.author, at=head.at)


def restored_draft(stood: drafts.Draft, before: str | None) -> drafts.Draft:
    """What a record becomes: what it was `before`, or void where there was nothing."""
    return replace(stood, void_reason=UNDONE) if before is None else decode(stood.type, before)
