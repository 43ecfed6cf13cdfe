"""The log: every write appends a revision here and changes the rows that people query, in one transaction.

A revision's content is the whole record as canonical JSON (`codec.py`). Hashes, all SHA-256:

    content_hash = H(salt + content)
    header_hash  = H(canonical JSON list of: version, revision id, action id, verb, undone action, record type,
                     record id, parents, station, author, time in microseconds UTC, offset in minutes, content_hash)
    chain_hash   = H(version + the station's previous chain_hash + station sequence, 8 bytes big-endian + header_hash)

so that content can be erased later without breaking the chain. The arrival number `position` is local and stays out.
"""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Connection, func, insert, select
from sqlmodel import Session

from tracker import drafts, rows, search, totals
from tracker.codec import decode, encode
from tracker.codes import Verb
from tracker.columns import microseconds
from tracker.days import reporting_day
from tracker.errors import Conflict, NotFound
from tracker.ids import new_id
from tracker.store_models import Revision, StoreInfo

REVISIONS = Revision.__table__  # type: ignore[attr-defined]
_NEWEST = select(func.max(REVISIONS.c.position))
VERSION = b"BT1"
GENESIS = bytes(32)
NO_PARENTS = "[]"


@dataclass(slots=True)
class Action:
    """One action of a person: what all its revisions share. `head` is the chain as it stands within the transaction.

    `changed` collects the records written, for the change notice.
    """

    id: str
    author: str
    station_id: str
    at: datetime
    position: int
    station_seq: int
    chain_hash: bytes
    undoes: str | None = None
    changed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands: the newest arrival number, and of this store's own station the newest chain hash.

    `at` is when that was written, by the clock of then; None in an empty log.
    """

    position: int
    chain_hash: bytes
    at: datetime | None = None


def find_head(session: Session) -> Head:
    """Where the log stands."""
    connection = session.connection()
    position = connection.scalar(_NEWEST) or 0
    own = select(StoreInfo.station_id).scalar_subquery()  # type: ignore[call-overload]
    newest = connection.execute(
        select(REVISIONS.c.chain_hash, REVISIONS.c.at)
        .where(REVISIONS.c.station_id == own)
        .order_by(REVISIONS.c.station_seq.desc())
        .limit(1)
    ).first()
    return Head(position, newest.chain_hash, newest.at) if newest else Head(position, GENESIS)


@dataclass(slots=True)
class Remembered:
    """What a store's writer need not look up again while nobody else has written: true at `position` alone."""

    position: int = -1
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    lookups: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def forget(self) -> None:
        """Look everything up again."""
        self.position = -1
        self.heads.clear()
        self.lookups.clear()

    def follow(self, action: Action) -> None:
        """The action was committed: it is the head now."""
        self.position = action.position
        self.heads = {action.station_id: (action.station_seq, action.chain_hash)}


def begin_action(
    session: Session, author: str, station_id: str, at: datetime, remembered: Remembered
) -> Action:
    """Start an action in a session that holds the write lock."""
    connection = session.connection()
    position = connection.scalar(_NEWEST) or 0
    if position != remembered.position:
        remembered.forget()
    for name in ("keys", "recalled"):
        session.info[name] = remembered.lookups.setdefault(name, {})
    head = remembered.heads.get(station_id)
    if head is None:
        found = connection.execute(
            select(REVISIONS.c.station_seq, REVISIONS.c.chain_hash)
            .where(REVISIONS.c.station_id == station_id)
            .order_by(REVISIONS.c.station_seq.desc())
            .limit(1)
        ).first()
        head = (found[0], found[1]) if found else (0, GENESIS)
    action = Action(new_id(), author, station_id, at, position, *head)
    session.info["action"] = action
    return action


def content_hash(salt: bytes, content: str) -> bytes:
    """Hash of a record's content under its salt."""
    return sha256(salt + content.encode()).digest()


def header_hash(r: Any) -> bytes:
    """Hash of a revision's header; `r` has the attributes of `store_models.Revision`."""
    listed = [
        VERSION.decode(),
        r.id,
        r.action_id,
        r.verb,
        r.undoes,
        r.record_type,
        r.record_id,
        [] if r.parents == NO_PARENTS else json.loads(r.parents),
        r.station_id,
        r.author,
        microseconds(r.at),
        r.at_offset,
        r.content_hash.hex(),
    ]
    return sha256(_compact(listed).encode()).digest()


_compact = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def chained(previous: bytes, station_seq: int, header: bytes) -> bytes:
    """The chain hash that follows `previous`."""
    return sha256(VERSION + previous + station_seq.to_bytes(8, "big") + header).digest()


@dataclass(slots=True)
class Entry:
    """A revision about to be written; the fields of `store_models.Revision` that are hashed into its header."""

    id: str
    action_id: str
    verb: str
    undoes: str | None
    record_type: str
    record_id: str
    parents: str
    station_id: str
    author: str
    at: datetime
    at_offset: int
    salt: bytes
    content: str
    content_hash: bytes


SALT = 16  # bytes


def fresh_salts(count: int) -> list[bytes]:
    """Random salts of as many revisions, asked of the system at once."""
    drawn = os.urandom(SALT * count)
    return [drawn[at : at + SALT] for at in range(0, len(drawn), SALT)]


fields_of = attrgetter(*Entry.__slots__)


def entry_of(
    action: Action,
    verb: Verb,
    record_id: str,
    draft: drafts.Draft,
    parents: list[str],
    revision_id: str,
    salt: bytes | None = None,
) -> Entry:
    """The revision that says that a record became `draft`; `salt` is 16 random bytes of its own, by default fresh."""
    content, salt = encode(draft), salt or os.urandom(SALT)
    return Entry(
        id=revision_id,
        action_id=action.id,
        verb=verb.value,
        undoes=action.undoes,
        record_type=draft.type,
        record_id=record_id,
        parents=json.dumps(parents) if parents else NO_PARENTS,
        station_id=action.station_id,
        author=action.author,
        at=action.at,
        at_offset=rows.offset_minutes(action.at),
        salt=salt,
        content=content,
        content_hash=content_hash(salt, content),
    )


def advance(action: Action, entry: Entry) -> dict[str, Any]:
    """Take the next place in the log and in the station's chain for `entry`; returns its row."""
    action.position += 1
    action.station_seq += 1
    action.chain_hash = chained(action.chain_hash, action.station_seq, header_hash(entry))
    return {name: getattr(entry, name) for name in Entry.__slots__} | {
        "position": action.position,
        "station_seq": action.station_seq,
        "chain_hash": action.chain_hash,
    }


def append(
    session: Session,
    verb: Verb,
    draft: drafts.Draft,
    record_id: str | None = None,
    based_on: str | None = None,
    new_record_id: str | None = None,
) -> str:
    """Write a record: append the revision and change the rows. Returns the record's id.

    Without `record_id` the record is new, and gets `new_record_id` or a fresh one. `based_on` is the revision that
    the writer saw; Conflict is raised if the record has moved on since.
    """
    action: Action = session.info["action"]
    connection = session.connection()
    new = record_id is None
    old = None
    parents: list[str] = []
    pk = action.position + 1
    recorded_at = action.at
    if record_id is None:
        record_id = new_record_id or new_id()
    else:
        standing = head_of(connection, record_id)
        if standing.record_type != draft.type:
            raise NotFound("no_such_record", type=draft.type, id=record_id)
        if based_on is not None and standing.id != based_on:
            raise Conflict("changed_since", type=draft.type, id=record_id, by=standing.author, at=standing.at)
        parents = [standing.id]
        old = decode(standing.record_type, standing.content)
        pk = rows.key_of(session, draft.type, record_id)
        recorded_at = connection.scalar(select(REVISIONS.c.at).where(REVISIONS.c.position == pk)) or action.at
    revision_id = new_id()
    # Rows first: a reference to nothing is refused before the chain moves.
    apply(session, draft, record_id, revision_id, pk, recorded_at, old)
    entry = entry_of(action, verb, record_id, draft, parents, revision_id)
    connection.execute(insert(REVISIONS), advance(action, entry))
    if new:
        session.info.setdefault("keys", {})[draft.type, record_id] = pk
    action.changed.append((draft.type, record_id))
    return record_id


def apply(
    session: Session,
    draft: drafts.Draft,
    record_id: str,
    revision_id: str,
    pk: int,
    recorded_at: datetime,
    old: drafts.Draft | None,
) -> None:
    """Change the rows of a record, its totals and its place in the index to what `draft` says; `old` stood before."""
    connection = session.connection()

    def key(record_type: str, wanted: str) -> int:
        return pk if wanted == record_id else rows.key_of(session, record_type, wanted)

    situation = None
    if isinstance(draft, drafts.Incident):
        situation = situation_of(session, cast(str, draft.situation))
    derived = rows.derived_columns(draft, situation, recorded_at)
    row = {"pk": pk, "id": record_id, "revision_id": revision_id} | rows.columns_of(draft, key) | derived
    rows.write_rows(connection, draft, row | {"_new": old is None}, rows.child_rows(draft, pk, key))
    session.info.setdefault("recalled", {}).pop(record_id, None)
    if isinstance(draft, drafts.Incident):
        _count(session, draft, old)
        sector = name_of_sector(session, draft.sector)
        search.replace(connection, pk, search.body_of(draft, sector), new=old is None)
    elif isinstance(draft, drafts.Situation):
        if isinstance(old, drafts.Situation) and (old.time_zone, old.cutoff) != (
            draft.time_zone,
            draft.cutoff,
        ):
            _recount_days(session, pk, draft)
    elif isinstance(old, drafts.Sector) and isinstance(draft, drafts.Sector) and old.name != draft.name:
        _reindex_sector(session, pk, draft.name)


def _count(session: Session, draft: drafts.Incident, old: drafts.Draft | None) -> None:
    tallies: dict[int, totals.Tally] = {}
    if isinstance(old, drafts.Incident):
        recount(session, tallies, old, -1)
    recount(session, tallies, draft, 1)
    totals.keep(session.connection(), tallies.values())


def recount(session: Session, tallies: dict[int, totals.Tally], draft: drafts.Incident, sign: int) -> None:
    """Count an incident in (`sign` 1) or out (-1) of the tallies of its situation."""
    situation = cast(str, draft.situation)
    pk = rows.key_of(session, "situation", situation)
    day = reporting_day(draft, situation_of(session, situation))
    sector = rows.key_of(session, "sector", draft.sector) if draft.sector else None
    tally = tallies.setdefault(pk, totals.Tally(pk, {}))
    tally.add(draft, day.isoformat() if day else "", sector, sign)


def _recount_days(session: Session, situation_pk: int, situation: drafts.Situation) -> None:
    """Give every incident its reporting day anew after the zone or the cut-off changed."""
    connection, table = session.connection(), rows.table_of("incident")
    found = connection.execute(
        select(table.c.pk, table.c.sector_pk, REVISIONS.c.content)
        .join(REVISIONS, REVISIONS.c.id == table.c.revision_id)
        .where(table.c.situation_pk == situation_pk)
    ).all()
    tally = totals.Tally(situation_pk, {})
    for pk, sector_pk, content in found:
        incident = cast(drafts.Incident, decode("incident", content))
        day = reporting_day(incident, situation)
        text = day.isoformat() if day else ""
        connection.execute(table.update().where(table.c.pk == pk), {"day": text})
        tally.add(incident, text, sector_pk)
    totals.replace(connection, tally)


def _reindex_sector(session: Session, sector_pk: int, name: str) -> None:
    connection, table = session.connection(), rows.table_of("incident")
    found = connection.execute(
        select(table.c.pk, REVISIONS.c.content)
        .join(REVISIONS, REVISIONS.c.id == table.c.revision_id)
        .where(table.c.sector_pk == sector_pk)
    ).all()
    for pk, content in found:
        incident = cast(drafts.Incident, decode("incident", content))
        search.replace(connection, pk, search.body_of(incident, name), new=False)


def recalled(session: Session, record_type: str, record_id: str) -> drafts.Draft:
    """A record as it stands, kept in mind for the next save that names it. For what many records name: situations,
    sectors and facilities. Raises NotFound.
    """
    known: dict[str, drafts.Draft] = session.info.setdefault("recalled", {})
    found = known.get(record_id)
    if found is None or found.type != record_type:
        found = known[record_id] = current(session, record_type, record_id)
    return found


def situation_of(session: Session, situation_id: str) -> drafts.Situation:
    """The situation as it stands. Raises NotFound."""
    return cast(drafts.Situation, recalled(session, "situation", situation_id))


def name_of_sector(session: Session, sector_id: str | None) -> str | None:
    """The sector's name; None for no sector."""
    return None if sector_id is None else cast(drafts.Sector, recalled(session, "sector", sector_id)).name


def head_of(connection: Connection, record_id: str, record_type: str = "") -> Any:
    """The newest revision of a record. Raises NotFound, in which `record_type` says what was looked for."""
    found = connection.execute(
        select(REVISIONS)
        .where(REVISIONS.c.record_id == record_id)
        .order_by(REVISIONS.c.position.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("no_such_record", type=record_type, id=record_id)
    return found


def current(session: Session, record_type: str, record_id: str) -> drafts.Draft:
    """The record as it stands. Raises NotFound."""
    head = head_of(session.connection(), record_id, record_type)
    if head.record_type != record_type:
        raise NotFound("no_such_record", type=record_type, id=record_id)
    return decode(record_type, head.content)
