"""Files that are there whole or not at all, also where the disk is full."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.terminal import ROOT
from tracker.errors import EnvironmentProblem
from tracker.messages import words
from tracker.whole_file import whole_file, write_whole


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    write_whole(path, b"after")
    assert path.read_bytes() == b"after"
    assert left(tmp_path) == ["report.pdf"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_whoever_stops_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as partial:
        partial.write_bytes(b"half of it")
        raise KeyboardInterrupt
    assert path.read_bytes() == b"before"
    assert left(tmp_path) == ["report.pdf"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("no such folder/report.pdf", "file_without_folder"),
        ("folder", "name_of_folder"),
        ("x" * 300, "file_not_written"),
    ],
)
def test_a_path_that_cannot_be_written_is_told(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(EnvironmentProblem) as caught:
        write_whole(tmp_path / name, b"x")
    assert caught.value.code == code
    assert name.partition("/")[0][:20] in words(caught.value)
    assert left(tmp_path) == ["folder"]


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="who may write is a matter of POSIX, and of no root"
)
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o500)
    with pytest.raises(EnvironmentProblem) as caught:
        write_whole(folder / "x.pdf", b"x")
    assert caught.value.code == "file_not_allowed"
    assert "close it there, or choose another place" in words(caught.value)
    assert left(folder) == []


FILL = """
import resource, signal, sys
from pathlib import Path
from tracker.errors import DiskFull
from tracker.messages import words
from tracker.whole_file import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 100_000)
except DiskFull as full:
    print(words(full))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as POSIX systems do")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"before")
    run = subprocess.run(
        [sys.executable, "-c", FILL, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "is full" in run.stdout, run.stderr
    assert path.read_bytes() == b"before"
    assert left(tmp_path) == ["report.pdf"]
