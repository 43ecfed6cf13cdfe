"""The schema: migrated equals fresh, every CHECK bites, an older store is taken over, a newer one refused."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from tests.bench.store_figures import statements_of
from tests.builders import small_store
from tracker import models, schema
from tracker.errors import NotAStore, StoreNewer
from tracker.incidents import Filter, IncidentLine, Key, Order, find_incidents
from tracker.integrity import check, check_file
from tracker.store import Store, create_store, open_store


def described(path: Path) -> set[str]:
    """Every table, index and trigger of a file as SQL, less what differs by the tool that wrote it."""
    with sqlite3.connect(path) as db:
        found = [row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    return {_normal(sql) for sql in found if "alembic_version" not in sql}


def _normal(sql: str) -> str:
    sql = re.sub(r'["\s]+', " ", sql.replace("( ", "(").replace('"', ""))
    head, _, body = sql.partition("(")
    parts = sorted(p.strip() for p in re.split(r", (?![^()]*\))", body.strip().removesuffix(")")))
    return f"{head.strip()}({', '.join(parts)})"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    path = tmp_path / "fresh.btrk"
    create_store(path, "Padvarionys", "R").close()
    return path


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    path = tmp_path / "migrated.btrk"
    engine = create_engine(f"sqlite:///{path}", module=sqlcipher)
    schema.migrate(engine)
    engine.dispose()
    return path


def test_a_migrated_schema_equals_a_fresh_one(fresh: Path, migrated: Path) -> None:
    assert described(migrated) == described(fresh)


def test_the_versions_listed_are_the_migrations_there() -> None:
    folder = Path(schema.__file__).parent / "migrations" / "versions"
    numbers = [re.match(r"v(\d{4})_", p.name) for p in sorted(folder.glob("v*.py"))]
    assert tuple(m.group(1) for m in numbers if m) == schema.VERSIONS


CHECKS = sorted(
    (table.name, str(constraint.name))
    for table in SQLModel.metadata.sorted_tables
    for constraint in table.constraints
    if type(constraint).__name__ == "CheckConstraint"
)

# A row of each table that satisfies everything, and, a CHECK, what to set to violate it alone.
GOOD: dict[str, dict[str, object]] = {
    "situation": {"name": "L", "time_zone": "UTC", "cutoff": 1440, "tight_at": 90, "border_km": 1.0},
    "sector": {"situation_pk": 1, "name": "S", "length_km": 1.0},
    "station": {"name": "S"},
    "party": {"situation_pk": 1, "reference": "P"},
    "incident": {
        "situation_pk": 1,
        "kind": "crossing",
        "circumstances": "[]",
        "status": "reported",
        "reliability": "F",
        "credibility": "6",
        "happened_at": 1,
        "precision": "exact",
        "listed_at": 1,
        "day": "",
        "sort_persons": 1,
        "persons": 1,
        "basis": "counted",
        "crossed": 0,
    },
    "group": {"incident_pk": 1, "count": 1},
    "outcome_count": {"incident_pk": 1, "outcome": "dead", "count": 1},
    "referral": {"incident_pk": 1, "service": "asylum", "persons": 1, "state": "offered"},
    "evidence": {"incident_pk": 1, "name": "a", "sha256": "0" * 64, "size": 1},
    "facility": {"situation_pk": 1, "name": "F", "regime": "open"},
    "capacity_change": {"facility_pk": 1, "from_at": 1, "from_at_offset": 0},
    "headcount": {"facility_pk": 1, "counted_at": 1, "counted_at_offset": 0, "persons": 1},
    "headcount_group": {"headcount_pk": 1, "count": 1},
    "need_count": {"headcount_pk": 1, "count": 1},
    "movement": {
        "situation_pk": 1,
        "reason": "transfer",
        "persons": 1,
        "from_facility_pk": 1,
        "to_facility_pk": 2,
        "left_at": 1,
        "arrived_at": 2,
    },
    "published_total": {
        "situation_pk": 1,
        "first_day": "2021-01-01",
        "last_day": "2021-01-31",
        "value": 1,
        "rule": "persons",
        "qualifier": "exactly",
        "cumulative": 0,
    },
    "statement": {
        "situation_pk": 1,
        "speaker": "S",
        "quotation": "Q",
        "first_day": "2021-01-01",
        "last_day": "2021-01-01",
        "date_precision": "day",
        "reliability": "F",
        "credibility": "6",
    },
    "context_event": {
        "situation_pk": 1,
        "kind": "decree",
        "title": "T",
        "first_day": "2021-01-01",
        "last_day": "2021-01-01",
        "date_precision": "day",
    },
    "import_receipt": {
        "situation_pk": 1,
        "file": "arrivals.csv",
        "subject": "incidents",
        "read": 0,
        "added": 0,
        "superseded": 0,
        "unchanged": 0,
        "set_aside": 0,
        "refused": 0,
    },
    "report": {
        "situation_pk": 1,
        "day": "2021-07-31",
        "purpose": "operational",
        "sensitivity": "confidential",
        "paper": "a4",
        "position": 1,
        "log_head": "0",
        "sha256": "0",
        "size": 1,
    },
    "revision": {
        "position": 99,
        "action_id": "a",
        "verb": "record",
        "record_type": "x",
        "record_id": "x",
        "parents": "[]",
        "station_id": "x",
        "station_seq": 1,
        "author": "x",
        "at": 1,
        "at_offset": 0,
        "content_hash": b"",
        "chain_hash": b"",
    },
    "store_info": {"pk": 1, "station_id": "x"},
}
RECORDS = set(models.TABLES)
BAD: dict[str, dict[str, object]] = {
    "ck_incident_basis_persons": {"basis": "unknown"},
    "ck_incident_precision_when": {"precision": "unknown"},
    "ck_movement_when": {"left_at": None, "arrived_at": None},
    "ck_movement_order": {"left_at": 2, "arrived_at": 1},
    "ck_movement_places": {"to_facility_pk": 1},
    "ck_published_total_days": {"last_day": "2020-12-31"},
    "ck_statement_days": {"last_day": "2020-12-31"},
    "ck_context_event_days": {"last_day": "2020-12-31"},
    "ck_revision_position": {"position": 0},
    "ck_revision_station_seq": {"station_seq": 0},
    "ck_store_info_pk": {"pk": 2},
    "ck_sector_length_km": {"length_km": -1},
    "ck_situation_border_km": {"border_km": 0},
}


def bad_value(table: str, name: str) -> dict[str, object]:
    if name in BAD:
        return BAD[name]
    column = name.removeprefix(f"ck_{table}_")
    return {column: "never heard of" if isinstance(GOOD[table].get(column), str) else -1000}


@pytest.fixture(scope="module", params=["fresh", "migrated"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """An empty schema without references, so that each CHECK can be met alone."""
    path = tmp_path_factory.mktemp("checks") / "store.btrk"
    if request.param == "fresh":
        create_store(path, "S", "R").close()
    else:
        engine = create_engine(f"sqlite:///{path}", module=sqlcipher)
        schema.migrate(engine)
        engine.dispose()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA foreign_keys=OFF")
    for table in ("store_info", "revision", "station"):
        db.execute(f"DELETE FROM {table}")
    return db


def insert(db: sqlite3.Connection, table: str, changed: dict[str, object]) -> None:
    row = dict(GOOD[table])
    if table in RECORDS:
        row |= {"id": "x", "revision_id": "x", "illustrative": 0}
    if table == "revision":
        row["id"] = "x"
    row |= changed
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute("BEGIN")
    try:
        db.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
    finally:
        db.execute("ROLLBACK")


@pytest.mark.parametrize("table", sorted(GOOD))
def test_a_good_row_is_taken(empty: sqlite3.Connection, table: str) -> None:
    insert(empty, table, {})


@pytest.mark.parametrize(("table", "name"), CHECKS)
def test_every_check_bites(empty: sqlite3.Connection, table: str, name: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=re.escape(name)):
        insert(empty, table, bad_value(table, name))


def test_an_older_store_is_brought_up_to_date_after_a_copy(fresh: Path) -> None:
    # The oldest store there can be: ours by its header, and of no version yet.
    db = sqlcipher.connect(str(fresh))
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("DROP TABLE incident_search")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
        db.execute(f'DROP TABLE "{name}"')
    db.execute("PRAGMA user_version=0")
    db.close()
    with pytest.raises(NotAStore):  # migrated, but of no station: nothing was invented
        open_store(fresh, "R")
    copies = list(fresh.parent.glob("fresh.btrk.before-migration-*"))
    assert len(copies) == 1
    with sqlite3.connect(copies[0]) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA user_version").fetchone()[0] == 0
    with sqlite3.connect(fresh) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == len(schema.VERSIONS)
        assert db.execute("SELECT version_num FROM alembic_version").fetchone()[0] == schema.VERSIONS[-1]


def test_a_store_of_the_first_version_keeps_its_records(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk"
    small = small_store(path)
    recorded = small.record(persons=23)
    small.store.close()
    with contextlib.closing(sqlcipher.connect(str(path), isolation_level=None)) as db:
        db.execute("DROP INDEX ix_incident_persons")
        db.execute("CREATE INDEX ix_incident_persons ON incident (situation_pk, sort_persons, pk)")
        db.execute("DROP INDEX ix_group_incident")
        db.execute('CREATE INDEX ix_group_incident_pk ON "group" (incident_pk)')
        db.execute("DROP TABLE import_receipt")
        db.execute("DROP TABLE report")
        db.execute("PRAGMA user_version=1")
        db.execute("UPDATE alembic_version SET version_num='0001'")
    store = open_store(path, "R")
    with store.read() as session:
        assert [line.id for line in find_incidents(session, Filter(small.line.pk))] == [recorded]
    assert list(check(store)) == []
    store.close()
    assert len(list(tmp_path.glob("store.btrk.before-migration-*"))) == 1
    create_store(tmp_path / "fresh.btrk", "Padvarionys", "R").close()
    assert described(path) == described(tmp_path / "fresh.btrk")


@pytest.mark.parametrize("order", [Order.MOST_PERSONS, Order.FEWEST_PERSONS])
def test_a_page_by_persons_starts_at_its_row(tmp_path: Path, order: Order) -> None:
    small = small_store(tmp_path / "store.btrk")
    wanted, after = Filter(small.line.pk, order=order), Key(5, 5)
    for sql, values, _ in statements_of(small.store._reader, lambda: _page(small.store, wanted, after)):
        with contextlib.closing(sqlcipher.connect(str(small.store.path))) as db:
            plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values))
        assert re.search(r"ix_incident_persons \(situation_pk=\? AND <expr>[<>]\?\)", plan), plan


def _page(store: Store, wanted: Filter, after: Key) -> list[IncidentLine]:
    with store.read() as session:
        return find_incidents(session, wanted, after)


def test_a_newer_store_is_refused_and_left_alone(fresh: Path) -> None:
    with contextlib.closing(sqlite3.connect(fresh)) as db:
        db.execute(f"PRAGMA user_version={len(schema.VERSIONS) + 1}")
    before = fresh.read_bytes()
    with pytest.raises(StoreNewer):
        open_store(fresh, "R")
    assert fresh.read_bytes() == before


def test_another_programs_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
    with pytest.raises(NotAStore):
        open_store(path, "R")


def test_a_fresh_store_is_found_sound(fresh: Path) -> None:
    assert check_file(fresh) == []


def test_opening_imports_no_alembic(fresh: Path) -> None:
    import subprocess
    import sys

    code = f"""
import sys
from pathlib import Path
from tracker.store import open_store
open_store(Path({str(fresh)!r}), "R").close()
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
