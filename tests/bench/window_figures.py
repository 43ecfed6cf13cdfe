"""The windows' figures: the first paint, the whole board, its redraw, a jump in the table; each beside its floor."""

import contextlib
import json
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import stores
from tests.bench.measure import Figure
from tests.bench.screens import BARE, PROGRAM, ROOT, Screen, screens, seconds_to, started
from tracker.demo import write_demo
from tracker.draftbox import DraftBox, path_beside

STARTS = 15
REDRAWS = 30
JUMPS = 60
TYPED = "02:10 Druskininkai 23 minors 4 wet clothes"
BARE_NAME = "bare PySide6 window"


def windows(large: Path, small: Path) -> Iterator[Figure]:
    """All of them; limits apply to a real window, where there is a display for one."""
    with contextlib.ExitStack() as stack:
        found = stack.enter_context(screens())
        ours = stores.a_copy(small)
        for screen in found:
            limited = screen is found[-1]
            yield first_paint(screen, ours, limited=limited)
        yield from typed_at_once(found[-1], ours)
        for screen in found:
            limited = screen is found[-1]
            for name, store in (("10 thousand", ours), ("the demo", the_demo(small.parent))):
                yield whole_board(screen, name, store, limited=limited)
        yield redraws(found[-1], large, small)
        yield from jumps(found[-1], large)


def the_demo(folder: Path) -> Path:
    """The demo's store, written once."""
    path = folder / "demo.btrk"
    if not path.exists():
        write_demo(path)
    return path


def starts(screen: Screen, store: Path, mark: str) -> tuple[float, float]:
    """Medians of whole processes started in turn: the program to a mark, and a bare window to its paint."""
    command = [*PROGRAM, "--store", str(store)]
    pairs = []
    for n in range(STARTS + 1):
        pair = seconds_to(command, screen, mark), seconds_to(BARE, screen, "bare")
        if n:  # the first of them warms the disk's cache
            pairs.append(pair)
    return statistics.median(ours for ours, _ in pairs), statistics.median(bare for _, bare in pairs)


def first_paint(screen: Screen, store: Path, *, limited: bool) -> Figure:
    """From the start of the process to the painted shell."""
    ours, bare = starts(screen, store, "shell")
    limit = 1.6 if limited else float("inf")
    return Figure(f"first painted shell, {screen.name}", ours, bare, limit, floor_name=BARE_NAME)


def whole_board(screen: Screen, name: str, store: Path, *, limited: bool) -> Figure:
    """From the start of the process to the board with figures, plot and gauge."""
    ours, bare = starts(screen, store, "board")
    limit = 6.0 if limited else float("inf")
    return Figure(f"whole board, {name}, {screen.name}", ours, bare, limit, floor_name=BARE_NAME)


def typed_at_once(screen: Screen, store: Path) -> Iterator[Figure]:
    """Ctrl+N and a line typed as soon as the shell is painted: what of it is in the kept draft."""
    if not screen.is_real or not shutil.which("xdotool"):
        return
    drafts = path_beside(store)
    for leftover in drafts.parent.glob(f"{drafts.name}*"):
        leftover.unlink()
    keys = ["xdotool", "key", "ctrl+n", "type", "--delay", "0", TYPED]
    with started([*PROGRAM, "--store", str(store)], screen, "shell"):
        subprocess.run(keys, env=screen.environment, check=True)
        time.sleep(6)
    box = DraftBox(drafts)
    kept = [one.payload.get("line", "") for one in box.read_all()]
    box.close()
    same = sum(a == b for a, b in zip(TYPED, kept[0] if kept else "", strict=False))
    yield Figure(
        f"keys lost of {len(TYPED)} typed from the first painted shell on",
        float(len(TYPED) - same),
        1.0,
        0.0,
        unit="",
        floor_name="one",
    )


def redraws(screen: Screen, large: Path, small: Path) -> Figure:
    """The board of a day read and painted, a million against ten thousand."""
    command = [sys.executable, "-m", "tests.bench.board_redraws", str(large), str(small), str(REDRAWS)]
    run = subprocess.run(
        command, cwd=ROOT, env=screen.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    pairs = json.loads(run.stdout)
    return Figure(
        "the board's figures and redraw: 1 million",
        statistics.median(big for big, _ in pairs),
        statistics.median(little for _, little in pairs),
        2.0,
        floor_name="10 thousand",
    )


def jumps(screen: Screen, large: Path) -> Iterator[Figure]:
    """A jump anywhere in the list, and what the list takes in memory: two processes, asked in turn.

    Memory is what each process has resident, all of it: what SQLite and Qt hold for the list counts as well.
    """
    with contextlib.ExitStack() as stack:
        lazy, full = (stack.enter_context(_table(kind, screen, large)) for kind in ("lazy", "full"))
        count = int(_answer(lazy))
        if int(_answer(full)) != count:
            raise SystemExit("the two lists are not of one length")
        rng = random.Random(count)
        pairs = []
        for n in range(JUMPS + 5):
            row = rng.randrange(count)
            pair = float(_ask(lazy, str(row))), float(_ask(full, str(row)))
            if n >= 5:
                pairs.append(pair)
        yield Figure(
            f"table: a jump anywhere among {count:,} rows",
            statistics.median(ours for ours, _ in pairs),
            statistics.median(floor for _, floor in pairs),
            1.3,
            floor_name="every row in memory",
        )
        yield Figure(
            "table: memory of the process",
            float(_ask(lazy, "memory")),
            float(_ask(full, "memory")),
            0.25,
            unit="MB",
            floor_name="every row in memory",
        )


@contextlib.contextmanager
def _table(kind: str, screen: Screen, store: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.table_jumps", kind, str(store)],
        cwd=ROOT,
        env=screen.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SystemExit(f"{process.args} ended")
    return line


def _ask(process: subprocess.Popen[str], line: str) -> str:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return _answer(process)
