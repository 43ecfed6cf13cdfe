"""Screens to measure windows on, and programs started on them: from the start of the process to a mark it prints."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ui.measure import VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "ui.app"]
BARE = [sys.executable, str(Path(__file__).with_name("bare_window.py"))]
LONGEST = 120.0  # seconds that anything is waited for


@dataclass(frozen=True, slots=True)
class Screen:
    """Where windows are shown, and the environment of what is started there."""

    name: str
    is_real: bool
    environment: dict[str, str]


@contextlib.contextmanager
def screens() -> Iterator[list[Screen]]:
    """The screens that there are, the one that limits apply to last: an X server of its own where Xvfb is there."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plain = _environment(folder)
        found = [Screen("offscreen", False, plain | {"QT_QPA_PLATFORM": "offscreen"})]
        if shutil.which("Xvfb"):
            display = stack.enter_context(_x_server())
            real = plain | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}
            if shutil.which("openbox"):
                stack.enter_context(_running(["openbox"], real))
                time.sleep(0.5)
            found.append(Screen("real window", True, real))
        yield found


def _environment(folder: Path) -> dict[str, str]:
    """A user's second start: settings are there, and compiled modules are kept."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "WAYLAND_DISPLAY")}
    settings = folder / "border-tracker" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('author = "R. recorder"\ntold_not_for_real_records = true\n', encoding="utf-8")
    where = {f"XDG_{what}_HOME": str(folder) for what in ("CONFIG", "DATA", "STATE", "CACHE")}
    return kept | where | {VARIABLE: "1", "PYTHONPATH": str(ROOT)}


@contextlib.contextmanager
def _x_server() -> Iterator[str]:
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def started(command: list[str], screen: Screen, mark: str) -> Iterator[float]:
    """A program that has reached a mark, and the seconds that it took; killed afterwards."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=screen.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    said: list[str] = []
    try:
        for line in process.stderr:
            if line.startswith(f"mark {mark} "):
                break
            said.append(line)
            if time.perf_counter() - start > LONGEST:
                raise SystemExit(f"no mark {mark} after {LONGEST:.0f} s: {''.join(said)}")
        else:
            raise SystemExit(f"{command} ended before mark {mark}: {''.join(said)}")
        yield time.perf_counter() - start
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def seconds_to(command: list[str], screen: Screen, mark: str) -> float:
    """Seconds from the start of the process to a mark."""
    with started(command, screen, mark) as spent:
        return spent
