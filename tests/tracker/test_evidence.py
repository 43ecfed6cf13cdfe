import errno
import hashlib
import os
import sys
from pathlib import Path

import pytest

from tracker import evidence
from tracker.errors import DiskFull, EnvironmentProblem, StoreReadOnly, Unreadable
from tracker.evidence import Stopped, folder_of, is_whole, path_of, take_in


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.btrk"


@pytest.fixture(autouse=True)
def folder(store: Path) -> None:
    store.parent.mkdir()


def left(store: Path) -> list[str]:
    return sorted(path.name for path in folder_of(store).iterdir()) if folder_of(store).exists() else []


def test_a_file_is_kept_under_its_hash(tmp_path: Path, store: Path) -> None:
    content = os.urandom(3 * evidence.CHUNK + 17)
    source = tmp_path / "IMG 2041.JPG"
    source.write_bytes(content)
    taken = take_in(source, store)
    assert taken.name == "IMG 2041.JPG"
    assert taken.sha256 == hashlib.sha256(content).hexdigest()
    assert taken.size == len(content)
    assert taken.media_type == "image/jpeg"
    assert path_of(store, taken.sha256).read_bytes() == content
    assert left(store) == [taken.sha256]
    assert is_whole(store, taken)


def test_the_same_file_twice_is_one_copy(tmp_path: Path, store: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"same")
    first, second = take_in(tmp_path / "a.pdf", store), take_in(tmp_path / "b.pdf", store)
    assert first.sha256 == second.sha256
    assert left(store) == [first.sha256]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_on_the_laptop_can_read_it(tmp_path: Path, store: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    taken = take_in(tmp_path / "a", store)
    assert path_of(store, taken.sha256).stat().st_mode & 0o077 == 0
    assert folder_of(store).stat().st_mode & 0o077 == 0


def test_a_copy_that_was_changed_is_found_out(tmp_path: Path, store: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    taken = take_in(tmp_path / "a", store)
    path_of(store, taken.sha256).write_bytes(b"y")
    assert not is_whole(store, taken)
    path_of(store, taken.sha256).unlink()
    assert not is_whole(store, taken)


def test_what_is_no_file_is_refused(tmp_path: Path, store: Path) -> None:
    (tmp_path / "empty").touch()
    for source, code in (
        (tmp_path / "none", "file_missing"),
        (tmp_path, "file_is_folder"),
        (tmp_path / "empty", "file_empty"),
        (Path("/dev/zero"), "file_not_regular"),
    ):
        if source.parts[1:2] == ("dev",) and not source.exists():
            continue
        with pytest.raises(Unreadable) as refused:
            take_in(source, store)
        assert refused.value.code == code
    assert left(store) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe")
def test_a_pipe_is_not_waited_for(tmp_path: Path, store: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unreadable):
        take_in(tmp_path / "pipe", store)


def test_stopping_leaves_nothing(tmp_path: Path, store: Path) -> None:
    (tmp_path / "video.mp4").write_bytes(bytes(5 * evidence.CHUNK))
    told: list[int] = []

    def go_on(done: int) -> bool:
        told.append(done)
        return len(told) < 3

    with pytest.raises(Stopped):
        take_in(tmp_path / "video.mp4", store, go_on)
    assert told == [evidence.CHUNK, 2 * evidence.CHUNK, 3 * evidence.CHUNK]
    assert left(store) == []


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, DiskFull), (errno.EROFS, StoreReadOnly), (errno.EIO, EnvironmentProblem)],
)
def test_a_disk_that_will_not_leaves_nothing_and_is_told(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    (tmp_path / "a").write_bytes(b"x")

    def fail(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error):
        take_in(tmp_path / "a", store)
    assert left(store) == []
