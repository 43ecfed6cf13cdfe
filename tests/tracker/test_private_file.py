"""Nobody else on the laptop can read what is recorded, half typed, staged or copied."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import small_store
from tracker.bulk import stage
from tracker.draftbox import DraftBox, path_beside
from tracker.ids import new_id
from tracker.private_file import make_private
from tracker.schema import back_up

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its own lists of who may read")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def readable_by_others(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return {p.name: oct(p.stat().st_mode) for p in files if stat.S_IMODE(p.stat().st_mode) & 0o077}


def test_all_files_of_a_store_are_its_owners(tmp_path: Path) -> None:
    small = small_store(tmp_path / "store.btrk")
    box = DraftBox(path_beside(small.store.path))
    box.keep("a", "incident_form", {"line": "02:10 Druskininkai 23"})
    staged = stage(small.store, [(new_id(), small.incident())])
    back_up(small.store._writer, small.store.path)
    small.record()
    assert readable_by_others(tmp_path) == {}
    staged.discard()
    box.close()


def test_a_damaged_file_of_drafts_is_followed_by_a_private_one(tmp_path: Path) -> None:
    path = tmp_path / "store.btrk.drafts"
    make_private(path)
    path.write_bytes(b"no database" * 500)
    box = DraftBox(path)
    assert box.set_aside is not None
    assert readable_by_others(tmp_path) == {}
    box.close()


def test_what_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("kept")
    make_private(path)
    assert path.read_text() == "kept"
