"""The store on a real file, with real faults: full disks, killed writers, locks, wrong files, several threads."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from sqlmodel import Session

from tests.builders import NOON, Small, small_store
from tracker import drafts, facilities, incidents, records
from tracker import store as store_module
from tracker.change import Change
from tracker.errors import (
    DiskFull,
    EnvironmentProblem,
    NotAStore,
    NotFound,
    Refused,
    StoreDamaged,
    StoreLocked,
    StoreReadOnly,
)
from tracker.integrity import check, check_file
from tracker.leftovers import sweep
from tracker.store import create_store, open_store


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def run(code: str, *args: str, **more: object) -> subprocess.Popen[str]:
    """A program of its own that uses the store."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *args],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        **more,  # type: ignore[arg-type]
    )


def test_pragmas_are_what_the_promises_rest_on(small: Small) -> None:
    with small.store._writer.connect() as connection:
        said = {
            p: connection.execute(text(f"PRAGMA {p}")).scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys", "query_only")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "query_only": 0}
    with small.store.read() as session:
        connection = session.connection()
        assert connection.execute(text("PRAGMA query_only")).scalar() == 1
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_change_names_what_was_written(small: Small) -> None:
    seen: list[Change] = []
    small.store.on_change(seen.append)
    incident = small.record(moved_to=small.facilities[0])
    assert seen[0].records[0] == ("incident", incident)
    assert seen[0].types == {"incident", "movement"}
    with pytest.raises(Exception):  # noqa: B017
        small.record(persons=-5)
    assert len(seen) == 1


def test_two_threads_write_one_after_the_other(small: Small) -> None:
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(15):
                small.record(persons=3)
        except BaseException as e:
            failed.append(e)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert list(check(small.store)) == []
    with small.store.read() as session:
        assert incidents.count_incidents(session, incidents.Filter(small.line.pk)) == 60


def test_a_reader_sees_one_state_while_others_write(small: Small) -> None:
    small.record()
    wanted = incidents.Filter(small.line.pk)
    with small.store.read() as session:
        before = incidents.count_incidents(session, wanted)
        small.record()
        assert incidents.count_incidents(session, wanted) == before
    with small.store.read() as session:
        assert incidents.count_incidents(session, wanted) == before + 1


def test_a_full_disk_is_told_and_loses_nothing(small: Small) -> None:
    kept = small.record()
    # The page limit is a property of one connection: the writer's pool has just this one.
    with small.store._writer.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages}"))
        connection.commit()
    with pytest.raises(DiskFull) as caught:
        for _ in range(200):
            small.record(text="x" * 5000)
    assert caught.value.code == "disk_full"
    with small.store._writer.connect() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
        connection.commit()
    assert list(check(small.store)) == []
    with small.store.read() as session:
        assert records.get(session, drafts.Incident, kept)[0].persons == 23
    small.record()  # and there is room again
    assert list(check(small.store)) == []


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """The same through the system: a file may not grow beyond a size (the write comes back as an error)."""
    if not hasattr(signal, "SIGXFSZ"):
        pytest.skip("no RLIMIT_FSIZE here")
    small = small_store(tmp_path / "store.btrk")
    small.store.close()
    code = """
        import resource, signal, sys
        from pathlib import Path
        from tracker.store import open_store
        from tracker import incidents, drafts, situations
        from tracker.errors import EnvironmentProblem
        store = open_store(Path(sys.argv[1]), "R")
        with store.read() as session:
            situation = situations.find_situations(session)[0].id
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))
        saved = 0
        try:
            for _ in range(2000):
                draft = drafts.Incident(situation=situation, persons=1, precision="unknown", text="y" * 3000)
                from tracker.codes import Precision
                draft.precision = Precision.UNKNOWN
                store.write(incidents.record_incident, draft)
                saved += 1
        except EnvironmentProblem as e:
            print(saved, e.code)
    """
    out, _ = run(code, str(small.store.path)).communicate(timeout=60)
    saved, said = out.split()
    assert said in ("disk_full", "disk_error")
    assert int(saved) > 5
    assert check_file(small.store.path) == []
    store = open_store(small.store.path, "R")
    with store.read() as session:
        assert incidents.count_incidents(session, incidents.Filter(2)) == int(saved)
    store.close()


KILLED = """
    import sys
    from pathlib import Path
    from tracker.store import open_store
    from tracker import bulk, incidents, drafts, situations
    from tracker.codes import Precision
    from tracker.ids import new_id
    store = open_store(Path(sys.argv[1]), "R")
    with store.read() as session:
        situation = situations.find_situations(session)[0].id
    def draft(n):
        return drafts.Incident(situation=situation, persons=1 + n % 20, precision=Precision.UNKNOWN)
    n = 0
    while True:
        if n % 10 == 9:
            staged = bulk.stage(store, ((new_id(), draft(i)) for i in range(300)))
            bulk.write_staged(store, staged)
            print("many 300", flush=True)
        else:
            print("one", store.write(incidents.record_incident, draft(n)).value, flush=True)
        n += 1
"""


def test_a_killed_writer_loses_nothing_that_was_acknowledged(small: Small) -> None:
    path = small.store.path
    small.store.close()
    acknowledged: set[str] = set()
    many = 0
    for round_ in range(8):
        writer = run(KILLED, str(path))
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]
        time.sleep(0.05 + 0.11 * round_)
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        lines += rest.splitlines()
        for line in lines:
            kind, _, value = line.strip().partition(" ")
            if kind == "one" and len(value) == 36:
                acknowledged.add(value)
            elif line.strip() == "many 300":
                many += 1
        assert check_file(path) == []
    store = open_store(path, "R")
    with store.read() as session:
        for incident in acknowledged:
            records.get(session, drafts.Incident, incident)
        total = incidents.count_incidents(session, incidents.Filter(2))
    store.close()
    # What was written and not yet acknowledged may be there: at most one action a kill.
    surplus = total - len(acknowledged) - 300 * many
    assert 0 <= surplus <= 8 * 300
    assert len(acknowledged) > 8


def test_a_lock_held_by_another_program_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    path = small.store.path
    small.store.close()
    store = open_store(path, "R")
    # The same library: of another one in this process the system would see no lock, since both are one program.
    with contextlib.closing(sqlcipher.connect(str(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            store.write(incidents.record_incident, small.incident())
        other.execute("ROLLBACK")
    store.write(incidents.record_incident, small.incident())
    store.close()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "store_is_empty"),
        (b"when;persons\n2021-08-03;23\n", "not_a_store"),
        (b"SQLite format 3\x00" + b"\x00" * 84 + b"damaged" * 100, "not_a_store"),
        (os.urandom(5000), "not_a_store"),
    ],
    ids=["empty", "table", "header only", "noise"],
)
def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises((NotAStore, StoreDamaged)) as caught:
        open_store(path, "R")
    assert caught.value.code in (code, "store_damaged")
    assert path.read_bytes() == content


def test_a_folder_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match="store_is_directory"):
        open_store(tmp_path, "R")
    with pytest.raises(NotFound, match="no_such_store"):
        open_store(tmp_path / "nothing", "R")


def test_a_truncated_store_is_damaged(small: Small) -> None:
    for i in range(50):
        small.record(text=f"{i}" * 500)
    small.store.close()
    whole = small.store.path.read_bytes()
    small.store.path.write_bytes(whole[: len(whole) // 2])
    findings = check_file(small.store.path)
    assert findings
    assert findings[0].code in ("store_damaged", "pages_damaged", "not_a_store")


def test_a_store_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """As another user than root, who may write everything."""
    if os.geteuid() != 0:
        small = small_store(tmp_path / "store.btrk")
        small.store.close()
        tmp_path.chmod(0o500)
        try:
            with pytest.raises(StoreReadOnly):
                open_store(small.store.path, "R")
        finally:
            tmp_path.chmod(0o700)
        return
    folder = Path("/tmp") / f"border-tracker-readonly-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        small = small_store(folder / "store.btrk")
        small.store.close()
        small.store.path.chmod(0o644)
        code = """
            import os, sys
            from pathlib import Path
            from tracker.store import open_store
            from tracker.errors import TrackerError
            os.setgid(65534); os.setuid(65534)
            try:
                open_store(Path(sys.argv[1]), "R")
            except TrackerError as e:
                print(e.code)
        """
        out, _ = run(code, str(small.store.path)).communicate(timeout=60)
        assert out.strip() == "store_read_only"
    finally:
        for leftover in folder.iterdir():
            leftover.unlink()
        folder.rmdir()


def test_creating_over_something_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        create_store(path, "S", "R")
    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """It is no file at the store's own place: to name another there would not help."""
    (tmp_path / "file").write_text("mine")
    for path in (tmp_path / "file" / "store.btrk", tmp_path / "file" / "deeper" / "store.btrk"):
        with pytest.raises(EnvironmentProblem) as caught:
            create_store(path, "S", "R")
        assert caught.value.code == "store_cannot_open"
        assert caught.value.values["path"] == str(path.parent)


def test_a_store_that_could_not_be_created_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk"

    def fail(_session: object) -> None:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        create_store(path, "S", "R", then=fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_kill_while_a_store_is_created_leaves_its_name_free(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk"
    code = (
        "import os, pathlib, sys; from tracker.store import create_store;"
        "create_store(pathlib.Path(sys.argv[1]), 'S', 'R', then=lambda _: os.kill(os.getpid(), 9))"
    )
    killed = run(code, str(path))
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert not path.exists()
    assert list(tmp_path.iterdir())
    create_store(path, "S", "R").close()
    open_store(path, "R").close()
    sweep(path)
    assert list(tmp_path.iterdir()) == [path]


def test_errors_of_the_database_print_no_values(small: Small) -> None:
    with (
        pytest.raises(Exception, match=r"(?i)constraint") as caught,
        small.store._writer.connect() as connection,
    ):
        connection.execute(
            text(
                "INSERT INTO party (id, revision_id, illustrative, situation_pk, reference) "
                "VALUES (:a, 'x', 0, 99, 'x')"
            ),
            {"a": "secret words"},
        )
        connection.commit()
    assert "secret words" not in str(caught.value)


def test_another_programs_write_moves_the_data_version(small: Small) -> None:
    before = small.store.data_version()
    assert small.store.data_version() == before
    other = open_store(small.store.path, "S")
    other.write(incidents.record_incident, small.incident())
    other.close()
    assert small.store.data_version() != before


def test_the_file_is_for_its_owner_alone(small: Small) -> None:
    if os.name == "posix":
        assert small.store.path.stat().st_mode & 0o077 == 0
    with contextlib.closing(sqlcipher.connect(str(small.store.path))) as db:
        assert db.execute("PRAGMA application_id").fetchone()[0] == 0x4254726B


@pytest.mark.parametrize(
    "name", ["is it?.btrk", "week 100%25.btrk", "a#b.btrk", "Größe ž.btrk", "a&b=c.btrk"]
)
def test_a_name_is_the_name_of_the_file(tmp_path: Path, name: str) -> None:
    small = small_store(tmp_path / name)
    small.record()
    small.store.close()
    assert {p.name for p in tmp_path.iterdir()} == {name}
    assert check_file(tmp_path / name) == []


def test_a_listener_that_fails_makes_no_write_look_failed(small: Small) -> None:
    def fail(_change: Change) -> None:
        raise RuntimeError("on purpose")

    small.store.on_change(fail)
    incident = small.record()
    with small.store.read() as session:
        assert records.get(session, drafts.Incident, incident)[0].persons == 23


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux shows them")
def test_a_refused_store_is_let_go_of(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk"
    small_store(path).store.close()
    with contextlib.closing(sqlcipher.connect(str(path), isolation_level=None)) as db:
        db.execute("DELETE FROM store_info")

    def refuse() -> None:
        with pytest.raises(NotAStore):
            open_store(path, "R")

    refuse()
    still_open = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile: the one of this very list
            still_open.append(str(descriptor.readlink()))
    assert [name for name in still_open if name.startswith(str(path))] == []


# --- What the writer has in mind from one save to the next ---


def counted(small: Small) -> drafts.Headcount:
    return drafts.Headcount(facility=small.facilities[0], counted_at=NOON, persons=50)


def test_the_writer_knows_what_it_has_changed_itself(small: Small) -> None:
    headcount = small.store.write(records.record, counted(small)).value
    small.store.write(records.void, "headcount", headcount, "typed twice")
    small.store.write(facilities.void_facility, small.facilities[0], "entered twice")
    with pytest.raises(Refused):
        small.store.write(records.record, counted(small))


def test_the_writer_knows_what_another_program_has_changed(small: Small) -> None:
    headcount = small.store.write(records.record, counted(small)).value
    other = open_store(small.store.path, "S. second")
    other.write(records.void, "headcount", headcount, "typed twice")
    other.write(facilities.void_facility, small.facilities[0], "entered twice")
    other.close()
    with pytest.raises(Refused):
        small.store.write(records.record, counted(small))


def test_the_writer_forgets_what_was_not_written(small: Small) -> None:
    def void_and_count(session: Session) -> None:
        facilities.void_facility(session, small.facilities[0], "entered twice")
        records.record(session, counted(small))

    with pytest.raises(Refused):
        small.store.write(void_and_count)
    small.store.write(records.record, counted(small))
