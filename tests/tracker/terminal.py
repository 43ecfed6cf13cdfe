"""The program at a terminal: the real command in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


def border_tracker(*words: str | Path, cwd: Path, code: int = 0, **environment: str) -> Ran:
    """Run a subcommand in `cwd`, and see that it ends with `code` and shows no traceback."""
    run = subprocess.run(
        [sys.executable, "-m", "tracker.cli", *map(str, words)],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    ran = Ran(run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8"))
    assert "Traceback" not in ran.out + ran.err, ran.err
    assert ran.code == code, f"exit code {ran.code}\n{ran.out}\n{ran.err}"
    return ran
