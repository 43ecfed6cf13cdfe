"""What `check` asks beside the log: is the schema this program's, the search index what it would be if it were made
anew, every file of evidence what was taken in, and the store's station recorded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, select, text
from sqlmodel import SQLModel

from tracker import drafts, evidence, log, rows, search
from tracker.codec import decode
from tracker.models import Evidence as EvidenceRow
from tracker.store import Store
from tracker.store_models import StoreInfo

BATCH = 2000
# Alembic makes this one with spaces of its own; what is in it is looked at when the store is opened.
_OF_ALEMBIC = "alembic_version"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: a code of `messages.py` with its values."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_remark(self) -> bool:
        """Whether the store is sound all the same: a file of evidence may have been left where the store came from."""
        return self.code in ("evidence_missing", "report_missing")


def check_schema(connection: Connection) -> Iterator[Finding]:
    """Whether tables, indexes, triggers and views are those that this program makes, and no others."""
    engine = create_engine("sqlite://", module=sqlcipher)
    try:
        with engine.connect() as fresh:
            SQLModel.metadata.create_all(fresh)
            fresh.execute(text(search.CREATE))
            wanted = _schema(fresh)
    finally:
        engine.dispose()
    found = _schema(connection)
    wanted.setdefault(("table", _OF_ALEMBIC), "")
    for kind, name in sorted(wanted.keys() - found.keys()):
        if kind == "table":
            yield Finding("table_missing", {"table": name})
        else:
            yield Finding("schema_missing", {"kind": kind, "name": name})
    for kind, name in sorted(found.keys() - wanted.keys()):
        yield Finding("schema_added", {"kind": kind, "name": name})
    for kind, name in sorted(found.keys() & wanted.keys()):
        if name != _OF_ALEMBIC and found[kind, name] != wanted[kind, name]:
            yield Finding("schema_changed", {"kind": kind, "name": name})


def _schema(connection: Connection) -> dict[tuple[str, str], str]:
    """Kind and name to SQL of all that has SQL; SQLite's own tables, which ANALYZE makes, are left out."""
    statement = text("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = connection.execute(statement).all()
    return {(r.type, r.name): normal(r.sql) for r in found if not r.name.startswith("sqlite_")}


def normal(sql: str) -> str:
    """SQL without what differs by the tool that wrote it: spaces, quotes, the order of columns and CHECKs."""
    sql = re.sub(r'["\s]+', " ", sql.replace("( ", "(").replace('"', ""))
    head, _, body = sql.partition("(")
    parts = sorted(part.strip() for part in re.split(r", (?![^()]*\))", body.strip().removesuffix(")")))
    return f"{head.strip()}({', '.join(parts)})"


def check_station(connection: Connection) -> Iterator[Finding]:
    """Whether the station that this store writes as is recorded in it."""
    c = rows.table_of("station").c
    own = connection.scalar(select(StoreInfo.__table__.c.station_id))  # type: ignore[attr-defined]
    if connection.scalar(select(c.pk).where(c.id == own)) is None:
        yield Finding("station_missing", {"id": own})


def check_search(connection: Connection) -> Iterator[Finding]:
    """Whether the search index has one entry an incident, and every word of it where it would stand if made anew."""
    incidents = rows.table_of("incident")
    wanted = connection.scalar(text("SELECT count(*) FROM incident")) or 0
    there = connection.scalar(text("SELECT count(*) FROM incident_search")) or 0
    if wanted != there:
        yield Finding("search_differs", {"incidents": wanted, "indexed": there})
        return
    pk = _first_difference(connection)
    if pk is not None:
        record_id = connection.scalar(select(incidents.c.id).where(incidents.c.pk == pk))
        yield Finding("search_changed", {"id": record_id or str(pk)})


def _first_difference(connection: Connection) -> int | None:
    """The incident whose words in the index are the first that differ from those of its record; None if all agree.

    The index made anew is a temporary table, gone when this connection's transaction ends.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA query_only=OFF")  # it is for the store; these are temporary tables
    try:
        driver.execute("SAVEPOINT anew")
        try:
            driver.execute(search.CREATE.replace("TABLE incident_search", "TABLE temp.search_anew"))
            for batch in _bodies(connection):
                driver.executemany("INSERT INTO temp.search_anew(rowid, body) VALUES (?, ?)", batch)
            for name, schema, table in (
                ("words_here", "main", "incident_search"),
                ("words_anew", "temp", "search_anew"),
            ):
                driver.execute(
                    f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab('{schema}', '{table}', 'instance')"
                )
            here = driver.execute('SELECT term, doc, "offset" FROM temp.words_here')
            anew = driver.execute('SELECT term, doc, "offset" FROM temp.words_anew')
            try:
                for pair in zip_longest(here, anew):
                    if pair[0] != pair[1]:
                        # Of two lists in order the lesser one is what the other lacks.
                        return cast(int, min(p for p in pair if p is not None)[1])
            finally:
                here.close()
                anew.close()
        finally:
            driver.execute("ROLLBACK TO anew")
            driver.execute("RELEASE anew")
    finally:
        driver.execute("PRAGMA query_only=ON")
    return None


def _bodies(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Local keys of all incidents with what they are found by, as their newest revisions say."""
    incidents, sectors = rows.table_of("incident").c, rows.table_of("sector").c
    found = connection.execute(select(sectors.pk, sectors.name)).all()
    names: dict[int, str] = {row.pk: row.name for row in found}
    revisions, after = log.REVISIONS, 0
    while batch := connection.execute(
        select(incidents.pk, incidents.sector_pk, revisions.c.content)
        .join(revisions, revisions.c.id == incidents.revision_id)
        .where(incidents.pk > after)
        .order_by(incidents.pk)
        .limit(BATCH)
    ).all():
        yield [
            (pk, search.body_of(cast(drafts.Incident, decode("incident", content)), names.get(sector_pk)))
            for pk, sector_pk, content in batch
        ]
        after = batch[-1].pk


def check_evidence(store: Store, connection: Connection) -> Iterator[Finding]:
    """Whether every file that an incident names is beside the store, and is still what was taken in."""
    files, incidents = EvidenceRow.__table__, rows.table_of("incident")  # type: ignore[attr-defined]
    found = connection.execute(
        select(files.c.name, files.c.sha256, files.c.size, incidents.c.id)
        .join(incidents, incidents.c.pk == files.c.incident_pk)
        .order_by(files.c.pk)
    ).all()
    whole: dict[str, bool] = {}  # the same file may be at several incidents
    for name, sha256, size, record_id in found:
        if sha256 not in whole:
            whole[sha256] = evidence.is_whole(store.path, drafts.Evidence(name, sha256, size))
        if whole[sha256]:
            continue
        values = {"name": name, "id": record_id}
        if evidence.path_of(store.path, sha256).exists():
            yield Finding("evidence_changed", values)
        else:
            yield Finding("evidence_missing", values)


def check_reports(store: Store, connection: Connection) -> Iterator[Finding]:
    """Whether the file of every released report is beside the store, and is still what was released."""
    c = rows.table_of("report").c
    released = connection.execute(select(c.id, c.day, c.sha256, c.size).order_by(c.pk)).all()
    for record_id, day, sha256, size in released:
        if evidence.is_whole(store.path, drafts.Evidence("", sha256, size)):
            continue
        there = evidence.path_of(store.path, sha256).exists()
        yield Finding("report_changed" if there else "report_missing", {"day": day, "id": record_id})
