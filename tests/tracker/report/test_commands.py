"""Reports on the command line, as a person calls it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracker.report.pdf import opened, text_of
from tests.tracker.terminal import border_tracker
from tracker.store import Store

DAY = ("--day", "2021-07-31")


@pytest.fixture
def store(demo_store: Store, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_store.path, tmp_path / "demo.btrk"))


def there(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm")))


def test_from_a_draft_to_a_release_and_back(store: Path, tmp_path: Path) -> None:
    (tmp_path / "remarks.txt").write_text("\ufeffA *quiet* night.\n\nTwo patrols.\n", encoding="utf-8")
    said = border_tracker("report", *DAY, "r.pdf", "--store", store, cwd=tmp_path)
    assert "a draft, not released" in said.out
    assert "2,884" in text_of((tmp_path / "r.pdf").read_bytes())
    words = ("released.pdf", "--store", store, "--release", "--remarks", "remarks.txt", "--json")
    released = border_tracker("report", *DAY, *words, cwd=tmp_path).json
    assert released["released"] and released["figures"]["month"] == "2,884"
    assert "A *quiet* night." in text_of((tmp_path / "released.pdf").read_bytes())
    (listed,) = border_tracker("reports", "--store", store, "--json", cwd=tmp_path).json
    assert listed["sha256"] == released["sha256"]
    assert Path(listed["file"]).read_bytes() == (tmp_path / "released.pdf").read_bytes()
    # A year later, after more was recorded, by its position alone.
    words = ("again.pdf", "--store", store, "--at", str(released["position"]))
    said = border_tracker("report", *DAY, *words, cwd=tmp_path)
    assert "released." in said.out
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / "released.pdf").read_bytes()
    assert "2021-07-31" in border_tracker("reports", "--store", store, cwd=tmp_path).out


def test_a_release_whose_file_cannot_be_written_is_told(store: Path, tmp_path: Path) -> None:
    ran = border_tracker(
        "report", *DAY, "no/such/r.pdf", "--store", store, "--release", cwd=tmp_path, code=1
    )  # fmt: skip
    (listed,) = border_tracker("reports", "--store", store, "--json", cwd=tmp_path).json
    assert f"released all the same, and is kept as {listed['file']}" in ran.err


def test_radio_handover_and_form(store: Path, tmp_path: Path) -> None:
    said = border_tracker("report", "--radio", *DAY, "--store", store, cwd=tmp_path).out
    assert "Arrivals of the month: 2884, I spell: two eight eight four." in said
    assert "local time of Vilnius" in said
    said = border_tracker("handover", *DAY, "--store", store, cwd=tmp_path).out
    assert "Promised: referrals not received yet" in said
    border_tracker("handover", *DAY, "h.pdf", "--store", store, "--paper", "letter", cwd=tmp_path)
    assert "Promised" in text_of((tmp_path / "h.pdf").read_bytes())
    for paper in ("a4", "letter"):
        border_tracker("form", "f.pdf", "--paper", paper, cwd=tmp_path)
        assert len(opened((tmp_path / "f.pdf").read_bytes()).pages) == 1


def test_the_command_line_waits_for_no_typesetter_and_no_solver() -> None:
    code = "import sys, tracker.cli; print(*sorted({'typst', 'highspy', 'numpy', 'sqlalchemy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.split() == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "Name the new file"),
        (("r.pdf", "--at", "99999"), 1, "there is no position 99999 in it"),
        (("r.pdf", "--situation", "Nowhere"), 2, "There is no situation “Nowhere” here"),
        (("no/such/r.pdf",), 1, "There is no folder no/such"),
        (("r.pdf", "--remarks", "gone.txt"), 1, "There is no file gone.txt"),
        (("r.pdf", "--remarks", "latin.txt"), 1, "no plain text"),
        (("r.pdf", "--remarks", "long.txt"), 1, "more than 20,000 characters"),
        (("r.pdf", "--purpose", "publication", "--remarks", "few.txt"), 1, "no free text"),
        (("r.pdf", "--purpose", "everything"), 2, "everything"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left(
    store: Path, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "latin.txt").write_bytes("né".encode("latin-1"))
    (tmp_path / "long.txt").write_text("中" * 30_000, encoding="utf-8")
    (tmp_path / "few.txt").write_text("By the river.", encoding="utf-8")
    before = there(tmp_path)
    ran = border_tracker("report", *DAY, *words, "--store", store, cwd=tmp_path, code=code)
    assert said in ran.err
    assert there(tmp_path) == before
