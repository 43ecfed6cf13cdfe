"""What `check` finds, each kind of damage made on a real file; and that it cries wolf over nothing."""

import contextlib
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tests.builders import NOON, small_store
from tracker import drafts, evidence, facilities, incidents, records, undo
from tracker.codes import AgeBand
from tracker.integrity import check_file
from tracker.soundness import Finding
from tracker.store import open_store


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some of everything, closed and in one file."""
    path = tmp_path_factory.mktemp("sound") / "store.btrk"
    small = small_store(path)
    for i in range(30):
        small.record(
            persons=10 + i,
            groups=[drafts.Group(5, "IRQ"), drafts.Group(2, age=AgeBand.MINOR)],
            moved_to=small.facilities[0] if i % 3 == 0 else None,
            text=f"Group {i} found by the river",
        )
    incident = small.record(outcomes=[drafts.OutcomeCount(count=1)], referrals=[drafts.Referral(persons=2)])
    small.store.write(incidents.verify_incident, incident)
    small.store.write(
        facilities.take_headcount,
        drafts.Headcount(
            facility=small.facilities[0],
            counted_at=NOON,
            persons=40,
            groups=[drafts.HeadcountGroup(3, age=AgeBand.CHILD)],
            needs=[drafts.NeedCount(1, language="ku")],
        ),
    )
    small.store.write(undo.undo_last, small.store.author, small.store.station_id)
    small.store.write(undo.redo_last, small.store.author, small.store.station_id)
    small.store.close()
    with contextlib.closing(sqlcipher.connect(str(path), isolation_level=None)) as db:
        db.execute("VACUUM")  # no bytes of rows that are no more
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound, tmp_path / "copy.btrk"))


def test_a_sound_store_has_no_findings(copy: Path) -> None:
    assert check_file(copy) == []


TAMPERED = [
    ("row_changed", "UPDATE incident SET persons = persons + 1 WHERE pk = (SELECT max(pk) FROM incident)"),
    ("row_changed", "UPDATE incident SET text = 'nothing happened'"),
    ("row_changed", "UPDATE incident SET happened_at = happened_at + 1"),
    ("row_changed", "UPDATE incident SET listed_at = listed_at + 1 WHERE pk % 2 = 0"),
    ("row_changed", "UPDATE incident SET day = '2021-08-04'"),
    ("row_changed", "UPDATE incident SET status = 'refuted' WHERE status = 'verified'"),
    ("row_changed", "UPDATE incident SET void_reason = 'x' WHERE pk = (SELECT min(pk) FROM incident)"),
    ("row_changed", 'UPDATE "group" SET count = count - 1'),
    ("row_changed", 'DELETE FROM "group" WHERE pk = 2'),
    ("row_changed", "DELETE FROM referral"),
    ("row_changed", "UPDATE need_count SET language = 'ar'"),
    ("row_changed", "UPDATE facility SET name = 'Elsewhere' WHERE name = 'Rukla'"),
    ("row_changed", "UPDATE headcount SET persons = 41"),
    ("row_changed", "UPDATE movement SET persons = 1"),
    ("row_changed", "UPDATE situation SET cutoff = 480"),
    ("row_missing", "DELETE FROM movement WHERE pk = (SELECT max(pk) FROM movement)"),
    ("reference_broken", "INSERT INTO outcome_count (incident_pk, outcome, count) VALUES (99999, 'dead', 1)"),
    (
        "row_changed",
        "INSERT INTO outcome_count (incident_pk, outcome, count) SELECT min(pk), 'dead', 1 FROM incident",
    ),
    (
        "row_without_revision",
        "INSERT INTO party (id, revision_id, illustrative, situation_pk, reference) VALUES ('x', 'x', 0, 2, 'P')",
    ),
    (
        "content_changed",
        "UPDATE revision SET content = replace(content, 'river', 'tower')",
    ),
    ("content_changed", "UPDATE revision SET salt = zeroblob(16) WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET author = 'nobody' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET at = at + 1 WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET action_id = 'x' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET verb = 'amend' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET parents = 'null' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET parents = '{}' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET parents = '[1]' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET parents = '[' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET author = x'ff00' WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET undoes = 7 WHERE position = 12"),
    ("chain_broken", "UPDATE revision SET chain_hash = zeroblob(32) WHERE position = 12"),
    ("revision_missing", "DELETE FROM revision WHERE position = 12"),
    ("revision_missing", "UPDATE revision SET position = 5000 WHERE position = 12"),
    ("totals_differ", "UPDATE daily_total SET arrivals = arrivals + 1 WHERE axis = 'all'"),
    ("totals_differ", "DELETE FROM daily_total WHERE axis = 'nationality'"),
    ("table_missing", "DROP TABLE evidence"),
    ("table_missing", "DROP TABLE daily_total"),
    ("schema_missing", "DROP INDEX ix_incident_listed"),
    ("schema_missing", "DROP INDEX ix_revision_station"),
    ("schema_added", "CREATE INDEX other ON incident (text)"),
    ("schema_added", "CREATE TABLE other (pk INTEGER)"),
    ("schema_added", "CREATE VIEW other AS SELECT 1"),
    ("schema_added", "CREATE TRIGGER other AFTER INSERT ON incident BEGIN DELETE FROM party; END"),
    ("schema_changed", "ALTER TABLE party ADD COLUMN other TEXT"),
    ("schema_changed", "DROP INDEX ix_incident_listed; CREATE INDEX ix_incident_listed ON incident (pk)"),
    ("station_missing", "UPDATE store_info SET station_id = 'x'"),
    ("store_newer", "PRAGMA user_version = 99"),
    ("not_a_store", "PRAGMA application_id = 1"),
]


@pytest.mark.parametrize(("code", "sql"), TAMPERED, ids=[f"{c}-{i}" for i, (c, _) in enumerate(TAMPERED)])
def test_what_was_done_behind_the_logs_back_is_found(copy: Path, code: str, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.executescript(sql)
    assert code in {f.code for f in check_file(copy)}


def test_a_missing_search_entry_is_found(copy: Path) -> None:
    with contextlib.closing(sqlcipher.connect(str(copy), isolation_level=None)) as db:
        db.execute("DELETE FROM incident_search WHERE rowid = (SELECT max(pk) FROM incident)")
    assert [f.code for f in check_file(copy)] == ["search_differs"]


def test_a_search_entry_that_says_something_else_is_found(copy: Path) -> None:
    with contextlib.closing(sqlcipher.connect(str(copy), isolation_level=None)) as db:
        pk, id_ = db.execute("SELECT pk, id FROM incident ORDER BY pk DESC").fetchone()
        db.execute("DELETE FROM incident_search WHERE rowid = ?", (pk,))
        db.execute("INSERT INTO incident_search(rowid, body) VALUES (?, 'nothing of it')", (pk,))
    assert check_file(copy) == [Finding("search_changed", {"id": id_})]


def test_a_search_index_without_its_table_is_found(copy: Path) -> None:
    with contextlib.closing(sqlcipher.connect(str(copy), isolation_level=None)) as db:
        db.execute("DROP TABLE incident_search")
    assert {f.code for f in check_file(copy)} == {"table_missing"}


def test_an_index_changed_by_many_amendments_is_sound(copy: Path) -> None:
    store = open_store(copy, "R. recorder")
    with store.read() as session:
        lines = incidents.find_incidents(session, incidents.Filter(2))
        drafted = [records.get(session, drafts.Incident, line.id) for line in lines]
    for line, (draft, revision) in zip(lines, drafted, strict=True):
        draft.text = f"Amended {line.pk} by the tower"
        store.write(incidents.amend_incident, line.id, draft, revision)
    store.close()
    assert check_file(copy) == []


def test_an_analysed_store_is_sound(copy: Path) -> None:
    with contextlib.closing(sqlcipher.connect(str(copy), isolation_level=None)) as db:
        db.execute("ANALYZE")
    assert check_file(copy) == []


def test_evidence_that_is_missing_or_changed_is_found(copy: Path, tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"picture")
    taken = evidence.take_in(source, copy)
    store = open_store(copy, "R. recorder")
    with store.read() as session:
        (line,) = incidents.find_incidents(session, incidents.Filter(2), limit=1)
        draft, revision = records.get(session, drafts.Incident, line.id)
    draft.evidence = [taken]
    store.write(incidents.amend_incident, line.id, draft, revision)
    store.close()
    assert check_file(copy) == []
    kept = evidence.path_of(copy, taken.sha256)
    kept.write_bytes(b"another")
    assert check_file(copy) == [Finding("evidence_changed", {"name": "photo.jpg", "id": line.id})]
    kept.unlink()
    assert check_file(copy) == [Finding("evidence_missing", {"name": "photo.jpg", "id": line.id})]


def read_all(path: Path) -> object:
    """Everything that the tables say, read without any of the program; the error where they cannot be read."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as db:
            names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            wanted = sorted(n for n in names if not n.startswith(("incident_search", "alembic")))
            return [db.execute(f'SELECT * FROM "{name}"').fetchall() for name in wanted]
    except (sqlite3.Error, UnicodeDecodeError) as e:
        return type(e)


def test_a_flipped_byte_that_changes_what_is_read_is_found(sound: Path, tmp_path: Path) -> None:
    whole, before = sound.read_bytes(), read_all(sound)
    rng = random.Random(7)
    places = []
    for needle in (b"found by the river", b"reported", b"Druskininkai", b"IRQ", b"crossing", b"R. recorder"):
        at = [i for i in range(len(whole)) if whole.startswith(needle, i)]
        places += [i + rng.randrange(len(needle)) for i in rng.sample(at, min(5, len(at)))]
    places += [rng.randrange(4096, len(whole)) for _ in range(30)]
    path, harmful, missed = tmp_path / "flipped.btrk", 0, []
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.randrange(7)
        path.write_bytes(damaged)
        if read_all(path) != before:
            harmful += 1
            if not check_file(path):
                missed.append((place, whole[place - 20 : place + 20]))
        for leftover in tmp_path.glob("flipped*"):
            leftover.unlink()
    assert harmful > 10
    assert missed == []


def test_a_second_station_in_one_file_has_a_chain_of_its_own(copy: Path) -> None:
    store = open_store(copy, "R")
    own = store.station_id
    store.station_id = "01a20000-0000-7000-8000-000000000000"
    with store.read() as session:
        found = incidents.find_incidents(session, incidents.Filter(2), limit=1)
    store.write(incidents.void_incident, found[0].id, "seen from elsewhere")
    store.station_id = own
    store.write(incidents.void_incident, _another(store), "entered twice")
    store.close()
    assert check_file(copy) == []


def _another(store: object) -> str:
    with store.read() as session:  # type: ignore[attr-defined]
        return incidents.find_incidents(session, incidents.Filter(2), limit=1)[0].id
