import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from tracker.draftbox import DraftBox, path_beside
from tracker.errors import DiskFull, EnvironmentProblem, StoreDamaged

AT = datetime(2021, 8, 3, 2, 14, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return path_beside(tmp_path / "store.btrk")


def test_the_file_is_beside_the_store(tmp_path: Path) -> None:
    assert path_beside(tmp_path / "store.btrk") == tmp_path / "store.btrk.drafts"


def test_what_is_kept_is_there_for_the_next_run(path: Path) -> None:
    box = DraftBox(path)
    assert box.read_all() == []
    typed = {"quick": "02:10 Druskininkai 23 <b>IQ</b>:15 Ž 🧒 مرحبا", "persons": "23"}
    assert box.keep("incident-1", "incident_form", typed, AT) == AT
    box.keep("headcount-1", "headcount_form", {"persons": "4"}, AT)
    box.close()
    box = DraftBox(path)
    found = {kept.key: kept for kept in box.read_all()}
    assert found.keys() == {"incident-1", "headcount-1"}
    assert found["incident-1"].payload == typed
    assert found["incident-1"].form == "incident_form"
    assert found["incident-1"].kept_at == AT
    box.close()


def test_the_latest_state_of_a_key_stands(path: Path) -> None:
    box = DraftBox(path)
    for text in ("2", "23", "23 IQ"):
        box.keep("incident-1", "incident_form", {"quick": text})
    assert [kept.payload for kept in box.read_all()] == [{"quick": "23 IQ"}]
    box.discard("incident-1")
    box.discard("never there")
    assert box.read_all() == []
    box.close()


def test_oldest_first(path: Path) -> None:
    box = DraftBox(path)
    for n, key in enumerate("cab"):
        box.keep(key, "f", {"n": str(n)}, AT.replace(minute=n))
    assert [kept.key for kept in box.read_all()] == ["c", "a", "b"]
    box.close()


@pytest.mark.parametrize("content", [b"this was a file once" * 300, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_damaged_file_is_set_aside_and_blocks_nothing(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    box = DraftBox(path)
    assert box.set_aside is not None
    assert box.set_aside.read_bytes() == content
    box.keep("incident-1", "incident_form", {"quick": "23"})
    box.close()
    again = DraftBox(path)
    assert again.set_aside is None
    assert [kept.payload for kept in again.read_all()] == [{"quick": "23"}]
    again.close()


def test_two_that_open_a_new_file_at_once_wait_for_each_other(tmp_path: Path) -> None:
    refused = []

    def open_it(path: Path) -> None:
        try:
            DraftBox(path).close()
        except EnvironmentProblem as error:
            refused.append(error.values["reason"])

    for n in range(100):  # without the wait some seven of a hundred are refused
        both = [threading.Thread(target=open_it, args=(tmp_path / f"{n}.drafts",)) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    assert refused == []


def test_a_flipped_byte_is_noticed_and_the_other_drafts_are_there(path: Path) -> None:
    box = DraftBox(path)
    box.keep("a", "f", {"quick": "Druskininkai 23"})
    box.keep("b", "f", {"quick": "Lavoriškės 8"})
    box.close()
    content = path.read_bytes()
    assert b"Druskininkai 23" in content
    path.write_bytes(content.replace(b"Druskininkai 23", b"Druskininkai 29"))
    box = DraftBox(path)
    assert [kept.key for kept in box.read_all()] == ["b"]
    assert box.unreadable == 1
    box.close()


def test_a_file_of_another_shape_is_told(path: Path) -> None:
    connection = sqlcipher.connect(str(path))
    connection.execute("CREATE TABLE draft (something_else)")
    connection.close()
    with pytest.raises(EnvironmentProblem) as caught:
        DraftBox(path)
    assert caught.value.code == "drafts_not_written"


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(EnvironmentProblem) as caught:
        DraftBox(path)
    assert caught.value.code == "drafts_not_written"


def test_a_full_disk_is_told_and_what_was_kept_stays(path: Path) -> None:
    box = DraftBox(path)
    box.keep("a", "f", {"quick": "kept"})
    box._connection.execute("PRAGMA max_page_count=5")
    with pytest.raises(DiskFull):
        box.keep("a", "f", {"quick": "x" * 100_000})
    assert [kept.payload for kept in box.read_all()] == [{"quick": "kept"}]
    box.close()


def test_damage_found_while_open_is_told(path: Path) -> None:
    box = DraftBox(path)
    box.keep("a", "f", {"quick": "x" * 9000})
    box._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    box.close()
    box = DraftBox(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(StoreDamaged):
        box.read_all()
    box.close()


WRITER = """
import sys, pathlib
from tracker.draftbox import DraftBox
box = DraftBox(pathlib.Path(sys.argv[1]))
n = 0
while True:
    box.keep("incident-1", "incident_form", {"quick": "x" * n, "n": n})
    print(n, flush=True)
    n += 1
"""


def test_a_kill_loses_nothing_that_was_acknowledged(path: Path) -> None:
    for turn in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())

        def kill(process: subprocess.Popen[str] = process, turn: int = turn) -> None:
            time.sleep(0.01 + 0.007 * turn)
            process.send_signal(signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        for line in process.stdout:
            if line.endswith("\n"):
                acknowledged = int(line)
        killer.join()
        process.wait()
        process.stdout.close()
        box = DraftBox(path)
        (kept,) = box.read_all()
        assert kept.payload["n"] >= acknowledged
        assert len(kept.payload["quick"]) == kept.payload["n"]
        assert box.set_aside is None
        box.close()


def test_only_the_driver_and_the_standard_library_are_imported() -> None:
    code = "import json, sys; import tracker.draftbox; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    found = {name.split(".")[0] for name in json.loads(run.stdout)}
    # What .pth files import into every process is nobody's doing.
    bare = subprocess.run(
        [sys.executable, "-c", "import json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    found -= {name.split(".")[0] for name in json.loads(bare.stdout)}
    assert found - sys.stdlib_module_names == {"tracker", "sqlcipher3"}
