"""Files that cannot be opened at all, whatever they hold."""

import os
import sys
from pathlib import Path

import pytest

from tracker.errors import Unreadable
from tracker.files.readers import read_table


def _code(path: Path) -> str:
    with pytest.raises(Unreadable) as found:
        read_table(path)
    return found.value.code


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    assert _code(tmp_path / "none.csv") == "file_missing"
    assert _code(Path("a\0b.csv")) == "file_missing"
    assert _code(tmp_path) == "file_is_folder"
    (tmp_path / "a.csv").write_text("a,b\n")
    assert _code(tmp_path / "a.csv" / "b.csv") == "file_missing"
    assert _code(tmp_path / ("x" * 400)) == "file_unreadable"


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in the file system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _code(tmp_path / "pipe") == "file_not_regular"
    assert _code(Path("/dev/zero")) == "file_not_regular"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_is_not_ours_to_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    assert _code(path) == "file_not_permitted"


def test_permission_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert _code(path) == "file_not_permitted"


def test_a_file_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    table = read_table(path)
    path.unlink()
    with pytest.raises(Unreadable, match="file_missing"):
        list(table.rows())
