"""Files that cannot be opened at all, whatever they hold."""

import os
import sys
from pathlib import Path

import pytest

from tests.tracker.files.test_layout import book
from tests.tracker.terminal import border_tracker
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


ROWS = "<table><tr><th>day</th><th>persons</th></tr><tr><td>2021-07-30</td><td>4</td></tr></table>"
TEXT = "day\tpersons\n2021-07-30\t4\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("t.csv", f"\n <html><body>{ROWS}</body></html>".encode(), "a web page"),
        ("t.xls", f'<meta charset="utf-8">\n<!-- saved -->\n{ROWS}'.encode(), "a web page"),
        ("t.xls", f"<!-- saved --><div class='x'>{ROWS}</div>".encode("utf-8-sig"), "a web page"),
        (
            "t.xls",
            f'<?xml version="1.0"?>\n<html xmlns="x"><body>{ROWS}</body></html>'.encode(),
            "a web page",
        ),
        ("t.xlsx", f"<html>{ROWS}</html>".encode("utf-16"), "a web page"),
        ("t.html", f"<html>{ROWS}</html>".encode("utf-16"), None),
        ("t.xls", TEXT.encode(), "text with delimiters"),
        ("t.xls", TEXT.encode("utf-16"), "text with delimiters"),
        ("t.txt", TEXT.encode("utf-16"), None),
        ("t.csv", TEXT.encode("utf-16-le"), None),
    ],
)
def test_a_file_is_read_as_what_it_is_and_not_as_what_it_is_called(
    tmp_path: Path, name: str, content: bytes, kind: str | None
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    told = border_tracker(
        "import", path, "--store", "s.btrk", "--as", "incidents", "--dry-run", "--json", cwd=tmp_path
    ).json
    assert (told["read"], told["added"]) == (1, 1)
    notes = [note for note in told["notes"] if note.startswith("It is called")]
    assert notes == ([f"It is called {path.suffix} and is {kind}: it is read as that."] if kind else [])


def test_spreadsheets_of_each_others_names(tmp_path: Path) -> None:
    made = book(tmp_path, S=[["day", "persons"], ["2021-07-30", 4]])
    new = made.rename(tmp_path / "new.xls")
    old = tmp_path / "old.xlsx"
    old.write_bytes((Path(__file__).parent / "old-table.xls").read_bytes())
    for path, kind in ((new, "XLSX"), (old, "XLS")):
        told = border_tracker(
            "import", path, "--store", "s.btrk", "--as", "incidents", "--dry-run", "--json", cwd=tmp_path
        ).json
        assert told["added"] > 0
        assert f"It is called {path.suffix} and is {kind}: it is read as that." in told["notes"]


@pytest.mark.parametrize(
    "content", ["<p>note</p>,day\nx,2021-07-30\n", "<day,persons\n1,2\n", "a<table,b\n1,2\n"]
)
def test_text_with_an_angle_is_no_page(tmp_path: Path, content: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content)
    assert (read_table(path).kind, len(read_table(path).header)) == ("csv", 2)
