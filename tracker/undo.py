"""Undo and redo: read from the log which action is next, and append revisions that restore what stood before it.

The last action of this author at this station comes first. An action that was undone is skipped; a redone one can be
undone again. Where somebody has changed one of the records since, nothing is restored and both are named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlmodel import Session

from tracker import drafts, log, rows, standing, totals
from tracker.codec import decode
from tracker.codes import Verb
from tracker.errors import Conflict, Problem, Refused
from tracker.ids import new_id

R = log.REVISIONS.c

# From this many records on, an action is restored as a whole where it only recorded them: an import.
MANY = 200

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
            _mark(connection, row, undone)
        elif row.verb == Verb.UNDO:
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

    Raises Refused for none, and where others' records rest on what it recorded; Conflict.
    """
    found = find_undoable(session, author, station_id)
    if found is None:
        raise Refused([Problem("nothing_to_undo")])
    _restore(session, found.action_id, Verb.UNDO)
    return found


def redo_last(session: Session, author: str, station_id: str) -> ActionLine:
    """Bring back the action that was undone last. Raises Refused for none, Conflict."""
    found = find_redoable(session, author, station_id)
    if found is None:
        raise Refused([Problem("nothing_to_redo")])
    _restore(session, found.action_id, Verb.REDO)
    _refuse_second_import(session)
    return found


def _refuse_second_import(session: Session) -> None:
    """Raise Conflict if a row that was just brought back has been imported once more meanwhile."""
    connection = session.connection()
    action: log.Action = session.info["action"]
    back = select(R.id).where(R.action_id == action.id)
    types = connection.scalars(select(R.record_type).where(R.action_id == action.id).distinct()).all()
    for record_type in types:
        mine, other = rows.table_of(record_type).alias(), rows.table_of(record_type).alias()
        twice = connection.scalar(
            select(other.c.id)
            .join(mine, mine.c.origin == other.c.origin)
            .where(
                mine.c.revision_id.in_(back),
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


def _mark(connection: Connection, row: Any, undone: set[str]) -> None:
    """An undone action is passed over; an undone redo leaves its own action undone."""
    if row.verb == Verb.REDO:
        target = connection.scalar(select(R.undoes).where(R.action_id == row.undoes).limit(1))
        if target:
            undone.add(target)


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


def _restore(session: Session, action_id: str, verb: Verb) -> None:
    """Append, for each record of an action, a revision that says what stood before it."""
    connection = session.connection()
    action: log.Action = session.info["action"]
    action.undoes = action_id
    touched = connection.execute(
        select(R.record_id, R.record_type, func.min(R.position), func.max(R.position))
        .where(R.action_id == action_id)
        .group_by(R.record_id, R.record_type)
        .order_by(func.max(R.position).desc())
    ).all()
    if len(touched) >= MANY and _restore_many(session, action_id, verb):
        return
    restored: list[tuple[str, drafts.Draft, drafts.Draft]] = []
    for record_id, record_type, first, last in touched:
        head = log.head_of(connection, record_id)
        # Compared by content: what was done since and taken back again stands in nobody's way.
        left = connection.scalar(select(R.content).where(R.position == last))
        if head.content != left:
            raise Conflict("changed_since", type=record_type, id=record_id, by=head.author, at=head.at)
        before = connection.execute(
            select(R.content)
            .where(R.record_id == record_id, R.position < first)
            .order_by(R.position.desc())
            .limit(1)
        ).first()
        if before is None:
            draft: drafts.Draft = replace(decode(record_type, head.content), void_reason=UNDONE)
        else:
            draft = decode(record_type, before[0])
        log.append(session, verb, draft, record_id)
        restored.append((record_id, decode(record_type, head.content), draft))
    standing.check_restored(session, restored)


def _restore_many(session: Session, action_id: str, verb: Verb) -> bool:
    """Void, or bring back, all records of an import in a few statements.

    False if the action did anything but record records (or undo or redo that), or if one of them has changed since;
    then nothing was written, and the way record by record does it, or says what stands in the way.
    """
    connection = session.connection()
    revisions = connection.execute(
        select(R.record_id, R.record_type, R.id, R.verb, R.undoes, R.content, R.position)
        .where(R.action_id == action_id)
        .order_by(R.position.desc())
    ).all()
    own = select(R.record_id).where(R.action_id == action_id)
    since = connection.scalar(
        select(func.count()).where(R.record_id.in_(own), R.position > revisions[0].position)
    )
    verbs, of_records = {r.verb for r in revisions}, {r.record_id for r in revisions}
    if since or len(verbs) > 1 or len(of_records) < len(revisions):
        return False
    before: dict[str, str] = {}
    if verbs != {Verb.RECORD.value}:
        if verbs - {Verb.UNDO.value, Verb.REDO.value}:
            return False
        earlier = select(R.record_id, R.content).where(R.action_id == revisions[0].undoes)
        before = {r.record_id: r.content for r in connection.execute(earlier)}
    steps = []
    for r in revisions:
        old = decode(r.record_type, r.content)
        new = replace(old, void_reason=UNDONE)
        if before:
            new = decode(r.record_type, before[r.record_id])
            if replace(new, void_reason=old.void_reason) != old:
                return False
        steps.append(_Step(r.record_id, r.id, old, new))
    _mark_all(session, steps, verb)
    standing.check_restored(session, [(step.record_id, step.old, step.new) for step in steps])
    return True


@dataclass(frozen=True, slots=True)
class _Step:
    """One record of an import that is voided or brought back: its head, and the drafts before and after."""

    record_id: str
    head_id: str
    old: drafts.Draft
    new: drafts.Draft


def _mark_all(session: Session, steps: list[_Step], verb: Verb) -> None:
    """Append the revisions and set the rows' marks and the totals; nothing else in the rows has changed."""
    connection = session.connection()
    action: log.Action = session.info["action"]
    tallies: dict[int, totals.Tally] = {}
    written: list[dict[str, Any]] = []
    marks: dict[str, list[dict[str, Any]]] = {}
    for step in steps:
        entry = log.entry_of(action, verb, step.record_id, step.new, [step.head_id], new_id())
        written.append(log.advance(action, entry))
        marks.setdefault(step.new.type, []).append(
            {"b_record": step.record_id, "b_reason": step.new.void_reason, "b_head": entry.id}
        )
        if isinstance(step.old, drafts.Incident) and isinstance(step.new, drafts.Incident):
            log.recount(session, tallies, step.old, -1)
            log.recount(session, tallies, step.new, 1)
    connection.execute(insert(log.REVISIONS), written)
    for record_type, values in marks.items():
        table = rows.table_of(record_type)
        connection.execute(
            table.update()
            .where(table.c.id == bindparam("b_record"))
            .values(void_reason=bindparam("b_reason"), revision_id=bindparam("b_head")),
            values,
        )
    totals.keep(connection, tallies.values())
    session.info["recalled"].clear()  # the rows were marked past it
