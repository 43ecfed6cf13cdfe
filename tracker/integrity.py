"""`check`: whether the file is sound, the log is whole, and the rows say what the log says.

Found are: a table, index or trigger that is not as this program makes it, a damaged file or index, a station that is
not recorded, a revision that is missing, added, reordered or changed, a row that differs from the newest revision of
its record, a record without a revision, kept totals that the incidents do not come to, a search index that is not what
the incidents say, and a file of evidence, or of a released report, that is missing or changed (`soundness.py` asks
what is not in the log). Not found before the store has a key and an anchor outside the file: a log whose newest
revisions were cut off together with their rows, or one that was rewritten as a whole.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select, text
from sqlmodel import Session

from tracker import drafts, log, rows, totals
from tracker.codec import decode
from tracker.days import reporting_day
from tracker.errors import NotFound, TrackerError
from tracker.models import TABLES
from tracker.soundness import (
    Finding,
    check_evidence,
    check_reports,
    check_schema,
    check_search,
    check_station,
)
from tracker.store import Store, open_store

R = log.REVISIONS.c
BATCH = 2000


Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _of: int) -> None:
    """No progress wanted."""


def check_file(path: Path, progress: Progress = silent) -> list[Finding]:
    """Open the store at `path` and check it. What keeps it from opening is a finding too."""
    try:
        store = open_store(path, author="check")
    except TrackerError as e:
        return [Finding(e.code, e.values)]
    try:
        return list(check(store, progress))
    finally:
        store.close()


def check(store: Store, progress: Progress = silent) -> Iterator[Finding]:
    """Everything that is wrong with an open store."""
    try:
        with store.read() as session:
            connection = session.connection()
            schema = list(check_schema(connection))
            yield from schema
            if any(f.code == "table_missing" or f.values.get("kind") == "table" for f in schema):
                return  # what follows would only stumble over the same damage
            damage = list(_check_file(connection))
            yield from damage
            if damage:
                return
            yield from check_station(connection)
            yield from check_chain(connection, progress)
            yield from check_rows(session, progress)
            yield from check_totals(connection, progress)
            yield from check_search(connection)
            yield from check_evidence(store, connection)
            yield from check_reports(store, connection)
    except TrackerError as e:
        yield Finding(e.code, e.values)
    except (ValueError, KeyError, TypeError) as e:
        # A damaged byte can turn up as a column that no longer reads as what it is.
        yield Finding("unreadable_row", {"kind": type(e).__name__})


def _check_file(connection: Connection) -> Iterator[Finding]:
    # FTS5 would check what this connection remembers of the index; a search makes it look again.
    connection.execute(text("SELECT count(*) FROM incident_search WHERE incident_search MATCH 'x'")).all()
    for (said,) in connection.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Finding("pages_damaged", {"said": said})
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield Finding("reference_broken", {"table": row[0], "row": row[1], "parent": row[2]})


def check_chain(connection: Connection, progress: Progress = silent) -> Iterator[Finding]:
    """Every revision's hashes, that sequences have no gap, and that each revision follows one that is there."""
    total = connection.scalar(select(func.count()).select_from(log.REVISIONS)) or 0
    heads: dict[str, tuple[int, bytes]] = {}
    newest: dict[str, str] = {}
    expected = 0
    for n, r in enumerate(_in_batches(connection)):
        if n % BATCH == 0:
            progress("chain", n, total)
        expected += 1
        if r.position != expected:
            yield Finding("revision_missing", {"position": expected})
            expected = r.position
        seq, chain = heads.get(r.station_id, (0, log.GENESIS))
        if r.station_seq != seq + 1:
            yield Finding("chain_gap", {"position": r.position, "from": seq + 1, "to": r.station_seq - 1})
        if r.content is None or r.salt is None or log.content_hash(r.salt, r.content) != r.content_hash:
            yield Finding("content_changed", {"position": r.position, "record": r.record_id})
        if log.chained(chain, r.station_seq, _header(r)) != r.chain_hash:
            yield Finding("chain_broken", {"position": r.position})
        parent = newest.get(r.record_id)
        if _parents(r) != ([parent] if parent else []):
            yield Finding("parent_missing", {"position": r.position, "record": r.record_id})
        heads[r.station_id] = (r.station_seq, r.chain_hash)
        newest[r.record_id] = r.id
    progress("chain", total, total)


def _header(r: Any) -> bytes:
    try:
        return log.header_hash(r)
    except (ValueError, TypeError):  # not JSON, or of another type than the column has
        return b""


def _parents(r: Any) -> list[str]:
    try:
        return cast(list[str], json.loads(r.parents))
    except ValueError:
        return ["unreadable"]


def _in_batches(connection: Connection) -> Iterator[Any]:
    """All revisions in order of arrival, a batch in memory at a time."""
    after = 0
    while batch := connection.execute(
        select(log.REVISIONS).where(R.position > after).order_by(R.position).limit(BATCH)
    ).all():
        yield from batch
        after = batch[-1].position


class _Keys:
    """Finds local keys and situations in the log alone, whatever the rows say."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.situations: dict[str, drafts.Situation] = {}
        self._keys: dict[tuple[str, str], int] = {}

    def key(self, record_type: str, record_id: str) -> int:
        found = self._keys.get((record_type, record_id))
        if found is None:
            first = select(func.min(R.position)).where(R.record_id == record_id, R.record_type == record_type)
            found = self.session.connection().scalar(first)
            if found is None:
                raise NotFound("no_such_record", type=record_type, id=record_id)
            if record_type != "incident":  # of which there may be a million
                self._keys[record_type, record_id] = found
        return found

    def situation(self, record_id: str) -> drafts.Situation:
        if record_id not in self.situations:
            self.situations[record_id] = cast(
                drafts.Situation, log.current(self.session, "situation", record_id)
            )
        return self.situations[record_id]


def _heads(connection: Connection, after: int) -> list[Any]:
    """The next batch of records by their first revision: where and when each began, and its newest revision."""
    began, later = log.REVISIONS.alias("began"), log.REVISIONS.alias("later")
    newest = (
        select(func.max(later.c.position)).where(later.c.record_id == began.c.record_id).scalar_subquery()
    )
    return list(
        connection.execute(
            select(began.c.position.label("first"), began.c.at, R.record_type, R.record_id, R.id, R.content)
            .select_from(began)
            .join(log.REVISIONS, R.position == newest)
            .where(began.c.parents == "[]", began.c.position > after)
            .order_by(began.c.position)
            .limit(BATCH)
        )
    )


Expected = tuple[drafts.Draft, rows.Row, dict[str, list[rows.Row]]]


def expected_rows(session: Session, progress: Progress = silent) -> Iterator[list[Expected]]:
    """Batches of records in order of arrival: draft, row and child rows as the log says they are."""
    connection, keys = session.connection(), _Keys(session)
    total = connection.scalar(select(func.max(R.position))) or 0
    after = 0
    while heads := _heads(connection, after):
        yield [_expected(head, keys) for head in heads]
        after = heads[-1].first
        progress("rows", after, total)


def _expected(head: Any, keys: _Keys) -> Expected:
    draft, pk = decode(head.record_type, head.content), head.first

    def key(record_type: str, wanted: str) -> int:
        return pk if wanted == head.record_id else keys.key(record_type, wanted)

    situation = keys.situation(cast(str, draft.situation)) if isinstance(draft, drafts.Incident) else None
    row = {"pk": pk, "id": head.record_id, "revision_id": head.id}
    row |= rows.columns_of(draft, key) | rows.derived_columns(draft, situation, head.at)
    return draft, row, rows.child_rows(draft, pk, key)


def check_rows(session: Session, progress: Progress = silent) -> Iterator[Finding]:
    """Whether each row, and each child row, is what the newest revision of its record says, and none is over."""
    connection, after = session.connection(), 0
    for batch in expected_rows(session, progress):
        last = batch[-1][1]["pk"]
        yield from _compare(connection, batch, after + 1, last)
        after = last
    yield from _compare(connection, [], after + 1, None)


def _compare(
    connection: Connection, batch: list[Expected], first: int, last: int | None
) -> Iterator[Finding]:
    """Compare the rows with local keys `first` to `last` (None: all that follow) to what the log says."""
    for record_type in TABLES:
        wanted = {row["pk"]: (row, children) for draft, row, children in batch if draft.type == record_type}
        table = rows.table_of(record_type)
        found = {r["pk"]: r for r in _between(connection, table, table.c.pk, first, last)}
        for pk in sorted(found.keys() - wanted.keys()):
            yield Finding("row_without_revision", {"type": record_type, "id": found[pk]["id"]})
        for pk, (row, _) in wanted.items():
            if pk not in found:
                yield Finding("row_missing", {"type": record_type, "id": row["id"]})
                continue
            for name in _differing(row, found[pk]):
                yield Finding("row_changed", {"type": record_type, "id": row["id"], "field": name})
        for name, child in rows.child_tables(record_type).items():
            owner = f"{record_type}_pk"
            there: dict[int, list[Any]] = {}
            for r in _between(connection, child, child.c[owner], first, last):
                there.setdefault(r[owner], []).append(r)
            for pk in sorted(there.keys() - wanted.keys()):
                yield Finding("row_without_revision", {"type": str(child.name), "id": str(pk)})
            for pk, (row, children) in wanted.items():
                actual, said = there.get(pk, []), children.get(name, [])
                if len(actual) != len(said) or any(
                    any(_differing(w, a)) for w, a in zip(said, actual, strict=True)
                ):
                    yield Finding("row_changed", {"type": record_type, "id": row["id"], "field": name})


def _between(connection: Connection, table: Table, column: Any, first: int, last: int | None) -> Any:
    statement = select(table).where(column >= first).order_by(column, table.c.pk)
    if last is not None:
        statement = statement.where(column <= last)
    return connection.execute(statement).mappings()


def _differing(wanted: Any, actual: Any) -> Iterator[str]:
    for name, value in wanted.items():
        found = actual[name]
        if isinstance(value, datetime):
            value = round(value.timestamp() * 1_000_000)
            found = None if found is None else round(found.timestamp() * 1_000_000)
        if value != found or (isinstance(found, bytes) and isinstance(value, str)):
            yield name


def check_totals(connection: Connection, progress: Progress = silent) -> Iterator[Finding]:
    """Whether the kept totals are what the incidents come to."""
    for pk, tally in recount(connection).items():
        wanted = {cell: amounts for cell, amounts in tally.cells.items() if any(amounts)}
        if totals.kept(connection, pk) != wanted:
            yield Finding("totals_differ", {"situation": pk})


def recount(connection: Connection) -> dict[int, totals.Tally]:
    """The totals of every situation, counted anew from the log's newest revisions."""
    situations, incidents = rows.table_of("situation"), rows.table_of("incident")
    tallies = {pk: totals.Tally(pk, {}) for pk in connection.scalars(select(situations.c.pk))}
    found: dict[int, drafts.Situation] = {
        pk: cast(drafts.Situation, decode("situation", content))
        for pk, content in connection.execute(
            select(situations.c.pk, R.content).join(log.REVISIONS, R.id == situations.c.revision_id)
        )
    }
    after = 0
    while batch := connection.execute(
        select(incidents.c.pk, incidents.c.situation_pk, incidents.c.sector_pk, R.content)
        .join(log.REVISIONS, R.id == incidents.c.revision_id)
        .where(incidents.c.pk > after)
        .order_by(incidents.c.pk)
        .limit(BATCH)
    ).all():
        for _pk, situation_pk, sector_pk, content in batch:
            draft = cast(drafts.Incident, decode("incident", content))
            day = reporting_day(draft, found[situation_pk])
            tallies[situation_pk].add(draft, day.isoformat() if day else "", sector_pk)
        after = batch[-1].pk
    return tallies
