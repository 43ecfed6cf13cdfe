"""`make fuzz RUNS=1000000`: each parser under a coverage-guided fuzzer, one after the other; exit 1 if one failed.

TARGETS="csv rows" chooses some; FOR=300 ends each after so many seconds, whatever RUNS says. Time and memory are
bounded for each input: 20 seconds, and 1 GB for the process. What made a parser fail is kept in `tests/fuzz/found/`,
from where a test takes it.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.seeds import FOUND, seeds
from tests.fuzz.targets import TARGETS

_MEMORY = Path("/dev/shm")
_LIMITS = ("-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1", "-use_value_profile=0")
_LONGEST = {
    "xls": 12_000,
    "quickline": 120,
    "completion": 120,
    "cells": 60,
    "mapping": 120,
    "rows": 300,
    "features": 300,
}  # bytes; else 600


def main() -> int:
    """Fuzz; print a line for each target."""
    runs = int(os.environ.get("RUNS") or 1_000_000)
    chosen = (os.environ.get("TARGETS") or " ".join(TARGETS)).split()
    print(f"{'parser':<12}{'runs':>12}{'seconds':>10}{'a second':>10}{'edges':>8}   outcome", flush=True)
    return max([_fuzz(name, runs) for name in chosen], default=0)


def _fuzz(name: str, runs: int) -> int:
    # In memory where the system has such a folder. The child leaves it behind when it ends: it is ours to take away.
    with tempfile.TemporaryDirectory(
        prefix="border-tracker-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None
    ) as folder:
        corpus, log = Path(folder) / "corpus", Path(folder) / "log"
        corpus.mkdir()
        for number, seed in enumerate(seeds(name)):
            (corpus / f"seed-{number}").write_bytes(seed)
        kept = FOUND / name
        kept.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable, "-m", "tests.fuzz.run", name, f"-runs={runs}", f"-max_len={_LONGEST.get(name, 600)}",
            f"-max_total_time={os.environ.get('FOR') or 0}", f"-artifact_prefix={kept}{os.sep}", *_LIMITS,
            str(corpus),
        ]  # fmt: skip
        began = time.monotonic()
        with log.open("wb") as out:
            environment = os.environ | {"TMPDIR": folder}
            run = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, env=environment, check=False)
        seconds = time.monotonic() - began
        said = log.read_text(errors="replace")
    if not any(kept.iterdir()):
        kept.rmdir()
    done = re.findall(r"number_of_executed_units:\s*(\d+)|^#(\d+)", said, re.MULTILINE)
    count = max((int(number) for pair in done for number in pair if number), default=0)
    edges = max((int(number) for number in re.findall(r"cov: (\d+)", said)), default=0)
    code = run.returncode
    outcome = "no failure" if code == 0 else f"failed ({code}): {kept}"
    print(
        f"{name:<12}{count:>12,}{seconds:>10.0f}{count / seconds:>10,.0f}{edges:>8,}   {outcome}", flush=True
    )
    if code:
        print(said[said.find("=== Uncaught") - 1 :][-3_000:], flush=True)
    return int(code != 0)


if __name__ == "__main__":
    sys.exit(main())
