"""An import that is killed: all of it is there or nothing is, and it can be done again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders import small_store
from tests.tracker.terminal import ROOT, border_tracker

ROWS = 6_000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9")
def test_a_killed_import_leaves_all_or_nothing(tmp_path: Path) -> None:
    lines = [
        f"2021-07-{i % 28 + 1:02} {i % 24:02}:{i % 60:02},{i % 90 + 1},Druskininkai" for i in range(ROWS)
    ]
    (tmp_path / "t.csv").write_text("\n".join(["when,persons,sector", *lines]), encoding="utf-8")
    small_store(tmp_path / "s.btrk").store.close()
    words = ("import", "t.csv", "--as", "incidents", "--store", "s.btrk")
    start = time.monotonic()
    border_tracker(*words, "--dry-run", cwd=tmp_path)
    whole = time.monotonic() - start
    for share in (0.6, 1.2, 1.8):
        with subprocess.Popen(
            [sys.executable, "-m", "tracker.cli", *words],
            cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ) as run:  # fmt: skip
            time.sleep(whole * share)
            run.kill()
        border_tracker("check", "--store", "s.btrk", cwd=tmp_path)
        (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
        assert figures["counted"]["total"] in (0, sum(i % 90 + 1 for i in range(ROWS)))
    receipt = border_tracker(*words, "--json", cwd=tmp_path).json
    assert receipt["added"] + receipt["unchanged"] == ROWS
    assert receipt["added"] in (0, ROWS)
    again = border_tracker(*words, "--json", cwd=tmp_path).json
    assert again["unchanged"] == ROWS
    assert not list(tmp_path.glob("*staged*"))
