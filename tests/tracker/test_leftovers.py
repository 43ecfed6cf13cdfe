"""What a kill left beside a store is deleted, and nothing else is. `test_bulk.py` and `test_store.py` kill for it."""

import os
from pathlib import Path

import pytest

from tests.builders import small_store
from tracker.evidence import folder_of
from tracker.leftovers import sweep

LONG = 2 * 24 * 3600  # seconds


@pytest.mark.parametrize("name", ["store.btrk", "night [2].btrk", "[ab].btrk"])
def test_what_was_left_goes_and_what_stands_stays(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    small_store(path).store.close()
    small_store(tmp_path / "a.btrk").store.close()
    folder_of(path).mkdir()
    left = [
        tmp_path / f"{name}.new-0",
        tmp_path / f"{name}.staged-0",
        tmp_path / f"{name}.before-migration-20261125T000000Z.part",
        folder_of(path) / "0.part",
    ]
    kept = [
        tmp_path / "a.btrk.new-0",
        tmp_path / f"{name}.before-migration-20261125T000000Z",
        folder_of(path) / "0123",
        folder_of(path) / "1.part",  # of a file that is on its way in
    ]
    for file in [*left, *kept]:
        file.write_bytes(b"half a page")
    for file in left:
        then = file.stat().st_mtime - LONG
        os.utime(file, (then, then))
    sweep(path)
    assert [file for file in left if file.exists()] == []
    assert [file for file in kept if not file.exists()] == []
