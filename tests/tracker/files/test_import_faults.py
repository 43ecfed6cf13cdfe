"""What goes wrong under an import: the file changes, the disk fills. The store is unchanged, and a person is told."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.files.importing import AUTHOR, Desk, counts
from tracker import bulk, evidence
from tracker.errors import Unreadable
from tracker.files.fields import Subject
from tracker.files.intake import import_table
from tracker.files.request import Request
from tracker.integrity import check_file

INCIDENTS = Subject.INCIDENTS


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def table(rows: int, text: str = "x") -> str:
    return "day,persons,text\n" + "".join(
        f"2021-07-{n % 28 + 1:02},{n % 50 + 1},{text}{n}\n" for n in range(rows)
    )


@pytest.mark.parametrize("how", ["longer", "as long", "gone", "in its place"])
@pytest.mark.parametrize("new", [True, False])
def test_a_file_that_changes_while_it_is_read_writes_nothing(desk, how, new) -> None:
    if not new:
        desk.receive(INCIDENTS, "day,persons\n2021-07-01,5\n", situation="t")
    path = desk.table(table(2_010))
    text = path.read_text()

    def change(_rows: int) -> None:  # called in the midst of it
        if how == "longer":
            path.write_text(text + "2021-07-01,5,more\n")
        elif how == "as long":
            path.write_text(text.replace("x2009", "y2009"))
        elif how == "gone":
            path.unlink(missing_ok=True)
        else:
            path.with_name("u.csv").write_text(text + "2021-07-01,5,more\n")
            path.with_name("u.csv").replace(path)

    before = None if new else desk.path.read_bytes()
    with pytest.raises(Unreadable) as told:
        import_table(desk.path, Request(path, INCIDENTS, time_zone="Europe/Vilnius"), AUTHOR, progress=change)
    assert told.value.code == "file_changed"
    if new:
        assert list(desk.folder.glob("s.btrk*")) == []
    else:
        assert (desk.path.read_bytes(), list(desk.folder.glob("*staged*"))) == (before, [])
        desk.check()


def test_a_file_that_is_only_touched_is_told_too_and_comes_in_afterwards(desk) -> None:
    path = desk.table(table(10))
    assert counts(desk.receive(INCIDENTS, path)) == (10, 10, 0, 0, 0, 0)
    path.touch()
    assert counts(desk.receive(INCIDENTS, path)) == (10, 0, 0, 10, 0, 0)


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write comes back as an error, as on a full disk
from tracker.cli import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(main())
"""


def import_on_a_small_disk(desk: Desk, path: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """No file may grow beyond `limit` bytes."""
    command = [sys.executable, "-c", FULL, str(limit), "import", str(path), "--as", "incidents"]
    return subprocess.run(
        [*command, "--store", str(desk.path)], capture_output=True, text=True, check=False, timeout=120
    )


def sizes_of_an_import(folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How large the file of prepared records is, and the journal of the transaction that puts them in."""
    folder.mkdir()
    other, sizes = Desk(folder), []
    write = bulk.write_staged

    def measured(store, staged):
        sizes.append(staged.path.stat().st_size)
        outcome = write(store, staged)
        sizes.append(Path(f"{store.path}-wal").stat().st_size)
        return outcome

    other.receive(INCIDENTS, "day,persons\n2021-07-01,5\n")
    with monkeypatch.context() as patched:
        patched.setattr(bulk, "write_staged", measured)
        other.receive(INCIDENTS, path)
    return sizes[0], sizes[1]


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit on a file's size here")
@pytest.mark.parametrize("under", ["the preparation", "the transaction"])
def test_a_disk_that_fills_under_an_import_leaves_the_store_as_it_was(desk, under, monkeypatch) -> None:
    desk.receive(INCIDENTS, "day,persons\n2021-07-01,5\n")
    path = desk.table(table(600, "y" * 300), "big.csv")
    prepared, journal = sizes_of_an_import(desk.folder / "other", path, monkeypatch)
    assert journal > prepared
    limit = prepared * 3 // 4 if under == "the preparation" else (prepared + journal) // 2
    done = import_on_a_small_disk(desk, path, limit)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "disk" in done.stderr and str(desk.path) in done.stderr
    assert (check_file(desk.path), list(desk.folder.glob("*staged*"))) == ([], [])
    assert counts(desk.receive(INCIDENTS, path))[:2] == (
        600,
        600,
    )  # nothing of it was in, and now there is room
    desk.check()


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit on a file's size here")
def test_a_disk_that_fills_before_there_is_a_store_leaves_none(desk) -> None:
    done = import_on_a_small_disk(desk, desk.table(table(600, "y" * 300), "big.csv"), 1_000_000)
    assert (done.returncode, "disk" in done.stderr) == (1, True)
    assert list(desk.folder.glob("s.btrk*")) == []


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="no limit on a file's size here")
def test_a_disk_that_fills_under_evidence_writes_nothing(desk) -> None:
    desk.receive(INCIDENTS, "day,persons\n2021-07-01,5\n")
    (desk.folder / "film.mp4").write_bytes(bytes(3_000_000))
    path = desk.table("day,persons,evidence\n2021-07-02,5,film.mp4\n", "media.csv")
    done = import_on_a_small_disk(desk, path, 2_000_000)
    assert (done.returncode, "disk" in done.stderr) == (1, True)
    assert list(evidence.folder_of(desk.path).glob("*")) == []
    assert counts(desk.receive(INCIDENTS, path))[:2] == (1, 1)
    desk.check()


def test_of_a_store_that_was_not_made_no_evidence_is_left(desk) -> None:
    (desk.folder / "photo.jpg").write_bytes(b"a photo")
    path = desk.table("day,persons,evidence\n" + "2021-07-02,5,photo.jpg\n" * 2_010)

    def change(_rows: int) -> None:
        path.write_text("")

    with pytest.raises(Unreadable):
        import_table(desk.path, Request(path, INCIDENTS, time_zone="Europe/Vilnius"), AUTHOR, progress=change)
    assert sorted(p.name for p in desk.folder.iterdir()) == ["photo.jpg", "t.csv"]


def test_a_path_that_cannot_be_written_is_told(desk, tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    done = subprocess.run(
        [sys.executable, "-m", "tracker.cli", "import", str(desk.table(table(3))), "--as", "incidents", "--store",
         str(tmp_path / "file" / "s.btrk")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert done.stderr
