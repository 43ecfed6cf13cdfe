"""Many records at once: prepared outside the write lock, then put in by one transaction that only inserts.

`stage` checks and encodes the records into a file beside the store; `insert_staged`, run by `Store.write`, copies them
in with `INSERT ... SELECT`, so that a save of somebody else waits a second or two and not as long as the import takes.
Its process holds a lock on the file until it is done; one that nobody holds was left by a kill, for `leftovers.sweep`.
Staged record k becomes arrival number base + k. Its references to records of the same import are kept as -k until
then. SQLite only; on PostgreSQL a COPY into temporary tables takes this place.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    case,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlmodel import Session

from tracker import drafts, log, rows, rules, search, totals
from tracker.change import Outcome
from tracker.codes import Verb
from tracker.errors import Conflict, Problem, Refused
from tracker.ids import new_id
from tracker.models import CHILDREN, TABLES
from tracker.staging import BODIES, flush, hold, staging_file, twin_of
from tracker.store import Store, explained

BATCH = 2000

Progress = Callable[[int], None]


class Cancelled(Exception):
    """The person asked to stop; nothing was written."""


@dataclass(slots=True)
class Staged:
    """Records ready to be inserted. `position` is the arrival number that they were prepared at.

    `heads` are the records of the store that they refer to, type and id, each with the revision it was read at.
    """

    path: Path
    action_id: str
    author: str
    at: datetime
    position: int
    count: int = 0
    tallies: dict[int, totals.Tally] = field(default_factory=dict)
    heads: dict[tuple[str, str], str] = field(default_factory=dict)
    hold: Any = None  # a connection that reads the file, and so tells `sweep` to leave it alone

    def release(self) -> None:
        """Hold the file no longer."""
        if self.hold is not None:
            self.hold.close()
            self.hold = None

    def discard(self) -> None:
        """Delete the file."""
        self.release()
        self.path.unlink(missing_ok=True)


def stage(
    store: Store,
    records: Iterable[tuple[str, drafts.Draft]],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    checked: bool = False,
) -> Staged:
    """Check and encode new records, pairs of id and draft, each after those it refers to.

    `checked` where the caller has asked `rules` about each of them already.

    Raises Refused with the record's number, 1-based, as `row`; Cancelled; NotFound for a reference to nothing.
    """
    with _collector_waits(), staging(store) as (staged, session, connection, action):
        _stage_all(session, connection, records, staged, action, progress, cancelled, checked)
    return staged


@contextmanager
def _collector_waits() -> Iterator[None]:
    """The cycle collector looks through ever more objects that are in no cycle: a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def staging(store: Store) -> Iterator[tuple[Staged, Session, Connection, log.Action]]:
    """A staging file to be filled: what was read at which position, a session to read with, a connection to write
    into the file with, and the action that the revisions belong to. Nothing is left of it if that raises.
    """
    staged = Staged(
        path=store.path.with_name(f"{store.path.name}.staged-{new_id()}"),
        action_id=new_id(),
        author=store.author,
        at=datetime.now().astimezone(),
        position=0,
    )
    try:
        with explained(store.path), store.read() as session, staging_file(staged.path) as connection:
            staged.position = session.connection().scalar(select(func.max(log.REVISIONS.c.position))) or 0
            action = log.Action(
                staged.action_id, staged.author, store.station_id, staged.at, 0, 0, log.GENESIS
            )
            yield staged, session, connection, action
        staged.hold = hold(staged.path)
    except BaseException:
        staged.discard()
        raise


def _stage_all(
    session: Session,
    connection: Connection,
    records: Iterable[tuple[str, drafts.Draft]],
    staged: Staged,
    action: log.Action,
    progress: Progress | None,
    cancelled: Callable[[], bool],
    checked: bool,
) -> None:
    own: dict[tuple[str, str], int] = {}
    situations: dict[str, drafts.Situation] = {}
    sectors: dict[str, str] = {}

    def key(record_type: str, record_id: str) -> int:
        if (record_type, record_id) in own:
            return own[record_type, record_id]
        pk = rows.key_of(session, record_type, record_id)
        if (record_type, record_id) not in staged.heads:
            c = rows.table_of(record_type).c
            read_at = session.connection().execute(select(c.revision_id).where(c.pk == pk)).scalar_one()
            staged.heads[record_type, record_id] = read_at
        return pk

    def situation_of(record_id: str) -> drafts.Situation:
        if record_id not in situations:
            situations[record_id] = log.situation_of(session, record_id)
        return situations[record_id]

    batch: dict[Table, list[rows.Row]] = {}
    salts: list[bytes] = []
    for k, (record_id, draft) in enumerate(records, start=1):
        if not checked:
            problems = [Problem(p.code, p.field, k, p.values) for p in rules.problems_of(draft, action.at)]
            if problems:
                raise Refused(problems)
        revision_id = new_id()
        if isinstance(draft, drafts.Situation):
            situations[record_id] = draft
        if isinstance(draft, drafts.Sector):
            sectors[record_id] = draft.name
        situation = situation_of(cast(str, draft.situation)) if isinstance(draft, drafts.Incident) else None
        derived = rows.derived_columns(draft, situation, action.at)
        row: rows.Row = {"pk": k, "id": record_id, "revision_id": revision_id}
        row |= rows.columns_of(draft, key) | derived
        batch.setdefault(twin_of(rows.table_of(draft.type)), []).append(row)
        for name, children in rows.child_rows(draft, k, key).items():
            batch.setdefault(twin_of(rows.child_tables(draft.type)[name]), []).extend(children)
        if not salts:
            salts = log.fresh_salts(BATCH)
        entry = log.entry_of(action, Verb.RECORD, record_id, draft, [], revision_id, salts.pop())
        batch.setdefault(twin_of(log.REVISIONS), []).append(staged_revision(entry, k))
        if isinstance(draft, drafts.Incident):
            pk = row["situation_pk"]
            tally = staged.tallies.setdefault(pk, totals.Tally(pk, {}))
            tally.add(draft, row["day"], row["sector_pk"])
            sector = sectors.get(draft.sector or "") or log.name_of_sector(session, draft.sector)
            batch.setdefault(BODIES, []).append({"pk": k, "body": search.body_of(draft, sector)})
        own[draft.type, record_id] = -k
        staged.count = k
        if k % BATCH == 0:
            flush(connection, batch)
            if progress:
                progress(k)
            if cancelled():
                raise Cancelled
    flush(connection, batch)


def staged_revision(entry: log.Entry, k: int) -> rows.Row:
    """The row in the staging file of its revision number `k`."""
    values = dict(zip(log.Entry.__slots__, log.fields_of(entry), strict=True))
    values["position"] = values["station_seq"] = k
    values["header_hash"] = log.header_hash(entry)
    return values


def write_staged(store: Store, staged: Staged) -> Outcome[int]:
    """Insert staged records as one action and delete the staging file. Returns how many they were.

    Raises Conflict if a record that they refer to has changed meanwhile, or the same row or name came in.
    """
    try:
        return store.write_attached(staged.path, "staged", insert_staged, staged)
    finally:
        staged.discard()


def insert_staged(session: Session, staged: Staged) -> int:
    """Insert what is staged, the staging file being attached; a command of `Store.write_attached`."""
    action: log.Action = session.info["action"]
    connection = session.connection()
    # The write lock reaches the attached file too, so it stays held. With another reader on it SQLite does not let go
    # of it at the commit, and the next import of this process would find the name taken.
    staged.release()
    _still_valid(connection, staged, action)
    base = action.position
    with checked_before(connection):
        for record_type in TABLES:
            _copy(connection, rows.table_of(record_type), base)
            for child in rows.child_tables(record_type).values():
                _copy(connection, child, base)
        copy_revisions(connection, action, staged)
    connection.execute(
        text("INSERT INTO incident_search(rowid, body) SELECT pk + :base, body FROM staged.bodies"),
        {"base": base},
    )
    totals.keep(connection, [_shifted(t, base) for t in staged.tallies.values()])
    return staged.count


@contextmanager
def checked_before(connection: Connection) -> Iterator[None]:
    """Rows are copied whose every CHECK has held in the staging file: asked again, it would be a fifth of the time."""
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")


def _still_valid(connection: Connection, staged: Staged, action: log.Action) -> None:
    if action.position == staged.position:
        return  # nothing was written since
    _refuse_changed(connection, staged)
    _refuse_named(connection, staged.position)
    for record_type in TABLES:
        table = rows.table_of(record_type)
        twin = twin_of(table)
        taken = connection.scalar(
            select(table.c.id)
            .join(twin, twin.c.origin == table.c.origin)
            .where(table.c.origin.is_not(None), table.c.void_reason.is_(None))
            .limit(1)
        )
        if taken is not None:
            raise Conflict("imported_meanwhile", type=record_type, id=taken)


def _refuse_changed(connection: Connection, staged: Staged) -> None:
    """What staged records refer to must be what it was: a sector may be void by now, a situation in another zone."""
    by_type: dict[str, list[str]] = {}
    for record_type, record_id in staged.heads:
        by_type.setdefault(record_type, []).append(record_id)
    for record_type, wanted in by_type.items():
        c = rows.table_of(record_type).c
        for chunk in (wanted[i : i + _CHUNK] for i in range(0, len(wanted), _CHUNK)):
            for record_id, head in connection.execute(
                select(c.id, c.revision_id).where(c.id.in_(chunk))
            ).all():
                if head != staged.heads[record_type, record_id]:
                    now = log.head_of(connection, record_id)
                    raise Conflict("changed_since", type=record_type, id=record_id, by=now.author, at=now.at)


def _refuse_named(connection: Connection, position: int) -> None:
    """No staged record may have a name that another has got since `position`: forms refuse a second one too."""
    for record_type, name in _NAMES.items():
        twin = twin_of(rows.table_of(record_type)).c
        owner = [] if record_type == "situation" else ["situation_pk"]

        def named(row: Any, name: str = name, owner: list[str] = owner) -> tuple[Any, ...]:
            return (*(getattr(row, o) for o in owner), getattr(row, name).strip().casefold())

        new = {named(r) for r in connection.execute(select(twin[name], *[twin[o] for o in owner]))}
        if not new:
            continue
        c = rows.table_of(record_type).c
        since = (
            select(c[name], *[c[o] for o in owner])
            .join(log.REVISIONS, log.REVISIONS.c.id == c.revision_id)
            .where(log.REVISIONS.c.position > position, c.void_reason.is_(None))
        )
        for row in connection.execute(since):
            if named(row) in new:
                raise Conflict("named_meanwhile", name=getattr(row, name))


# What no two standing records of a situation, or of the store, share.
_NAMES = {"situation": "name", "sector": "name", "facility": "name", "party": "reference"}
_CHUNK = 500


def _shifted(tally: totals.Tally, base: int) -> totals.Tally:
    """The tally with the keys of staged situations and sectors made real."""

    def real(pk: int) -> int:
        return base - pk if pk < 0 else pk

    cells = {
        (axis, day, str(real(int(key))) if axis == "sector" and key else key): amounts
        for (axis, day, key), amounts in tally.cells.items()
    }
    return totals.Tally(real(tally.situation_pk), cells)


def _copy(connection: Connection, table: Table, base: int) -> None:
    twin = twin_of(table)
    owned = table.name not in TABLES

    def value(column: Column[Any]) -> ColumnElement[Any]:
        staged = twin.c[column.name]
        if column.name == "pk":
            return staged + base
        if column.foreign_keys:
            if owned and column.name in OWNERS:
                return staged + base
            return case((staged < 0, literal_column(str(base)) - staged), else_=staged)
        return staged

    columns = [c for c in table.c if not (owned and c.name == "pk")]
    statement = select(*[value(c) for c in columns]).order_by(
        literal_column("staged." + connection.dialect.identifier_preparer.quote(table.name) + ".rowid")
    )
    connection.execute(insert(table).from_select([c.name for c in columns], statement))


OWNERS = {f"{record_type}_pk" for record_type in CHILDREN}


def copy_revisions(connection: Connection, action: log.Action, staged: Staged) -> None:
    """Append the staged revisions to the log, chained to its head; `action` becomes theirs and stands at the last."""
    base, before, previous = action.position, action.station_seq, action.chain_hash

    def chain(header_hash: bytes, station_seq: int) -> bytes:
        nonlocal previous
        previous = log.chained(previous, station_seq, header_hash)
        return previous

    raw: Any = connection.connection.driver_connection
    raw.create_function("chained", 2, chain)
    table, twin = log.REVISIONS, twin_of(log.REVISIONS)
    values: dict[str, Any] = {c.name: twin.c[c.name] for c in table.c}
    values["position"] = twin.c.position + base
    values["station_seq"] = twin.c.station_seq + before
    values["chain_hash"] = func.chained(twin.c.header_hash, twin.c.station_seq + before)
    statement = select(*values.values()).order_by(literal_column("staged.revision.rowid"))
    connection.execute(insert(table).from_select(list(values), statement))
    action.id, action.at = staged.action_id, staged.at
    action.position += staged.count
    action.station_seq += staged.count
    action.chain_hash = previous
