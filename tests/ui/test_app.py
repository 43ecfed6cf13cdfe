"""The program as it is started: each in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import small_store
from tracker.draftbox import DraftBox, Kept, path_beside
from tracker.incidents import Filter, count_incidents
from tracker.settings import default_store_path
from tracker.store import open_store
from ui.app import Wanted, read_arguments

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "pyqtgraph", "numpy", "typer", "babel"}
# What is imported only once there is something to show: kept out so that the first paint waits for nothing.
LATER = {"sqlcipher3", "PySide6.QtNetwork", "PySide6.QtSvg", "tracker.drafts", "tracker.codes", "ui.saving"}


def start(*arguments: str, **environment: str | None) -> subprocess.Popen[str]:
    """Start the program; a variable that is None is taken away."""
    env = {**os.environ, "BORDER_TRACKER_MARKS": "1"}
    for name, value in environment.items():
        env.pop(name, None)
        if value is not None:
            env[name] = value
    return subprocess.Popen(
        [sys.executable, "-m", "ui.app", *arguments],
        cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for_mark(process: subprocess.Popen[str], name: str) -> None:
    """Read its marks up to this one."""
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(f"mark {name} "):
            return
    pytest.fail(f"ended (exit code {process.wait(5)}) before the mark {name!r}")


@pytest.fixture
def ended() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes put in here are ended."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def test_what_is_said_to_the_window_and_what_to_the_command_line() -> None:
    assert read_arguments([]) == Wanted()
    assert read_arguments(["--demo"]) == Wanted(demo=True)
    assert read_arguments(["--store", "/x/a.btrk", "--page=incidents"]) == Wanted(
        Path("/x/a.btrk"), page="incidents"
    )
    assert read_arguments(["--store=/x/a.btrk"]) == Wanted(Path("/x/a.btrk"))
    for other in (
        ["--help"],
        ["demo", "x"],
        ["check", "--store", "x"],
        ["--store"],
        ["--demmo"],
        ["--page", "nowhere"],
        ["--store", "postgresql://here/x"],
        ["--demo=yes"],
    ):
        assert read_arguments(other) is None


def test_subcommands_import_no_qt() -> None:
    code = (
        "import sys; from ui.app import main\ntry: main(['--help'])\nfinally: print('PySide6' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.splitlines()[-1] == "False"


def test_a_wrong_option_is_a_line_and_exit_code_2() -> None:
    process = start("--demmo")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--demmo" in err
    assert "Traceback" not in out + err


@pytest.mark.parametrize("display", [None, ":9797"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_no_display_is_one_clear_line_and_exit_code_2(display: str | None) -> None:
    process = start(QT_QPA_PLATFORM=None, DISPLAY=display, WAYLAND_DISPLAY=None, XDG_RUNTIME_DIR=None)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert out == ""
    (line,) = err.splitlines()
    assert "cannot show its window" in line
    assert (display or "DISPLAY") in line


FIRST_PAINT = """
import json, sys
import ui.shell

def mark(name):
    print(json.dumps(sorted(sys.modules)))
    sys.stdout.flush()
    import os
    os._exit(0)

ui.shell.mark = mark
from ui.app import main
main(["--page", "incidents"])
"""


def test_the_first_paint_waits_for_nothing_heavy(home: Path) -> None:
    small_store(default_store_path()).store.close()
    run = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    modules = set(json.loads(run.stdout.splitlines()[-1]))
    assert "ui.shell" in modules
    assert not modules & (HEAVY | LATER)


def test_it_opens_and_a_shutdown_closes_it(home: Path, ended: list[subprocess.Popen[str]]) -> None:
    small_store(default_store_path()).store.close()
    process = start("--page", "incidents")
    ended.append(process)
    wait_for_mark(process, "shell")
    wait_for_mark(process, "incidents-built")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not (home / "data" / "border-tracker" / "crash.log").exists()
    assert not default_store_path().with_name("store.btrk.lock").exists()


def test_a_second_start_raises_the_first_window(home: Path, ended: list[subprocess.Popen[str]]) -> None:
    small_store(default_store_path()).store.close()
    first = start("--page", "incidents")
    ended.append(first)
    wait_for_mark(first, "shell")
    second = start()
    ended.append(second)
    assert second.wait(20) == 0
    wait_for_mark(first, "raised")
    assert first.poll() is None


def test_a_first_start_paints_the_set_up(ended: list[subprocess.Popen[str]]) -> None:
    process = start()
    ended.append(process)
    wait_for_mark(process, "shell")
    assert not default_store_path().exists()


# --- In a real window, with a real keyboard ---


def xdotool(screen: dict[str, str], *arguments: str) -> str:
    run = subprocess.run(
        ["xdotool", *arguments],
        env=os.environ | screen,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return run.stdout


def kept_drafts() -> list[Kept]:
    box = DraftBox(path_beside(default_store_path()))
    try:
        return box.read_all()
    finally:
        box.close()


def wait_until(true: "object", seconds: float = 10) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.real_window
@pytest.mark.slow
def test_keys_from_the_first_frame_on_are_kept_and_survive_a_kill(
    home: Path, xvfb: dict[str, str], ended: list[subprocess.Popen[str]]
) -> None:
    small_store(default_store_path()).store.close()
    process = start("--page", "incidents", **xvfb)
    ended.append(process)
    wait_for_mark(process, "shell")
    xdotool(xvfb, "search", "--sync", "--onlyvisible", "--name", "Border Tracker")
    xdotool(xvfb, "key", "ctrl+n")
    xdotool(xvfb, "type", "--delay", "12", "02:10 Druskininkai 23 IQ:15")
    wait_until(lambda: "02:10 Druskininkai 23 IQ:15" in json.dumps([k.payload for k in kept_drafts()]), 5)
    process.kill()
    process.wait(10)

    again = start("--page", "incidents", **xvfb)
    ended.append(again)
    wait_for_mark(again, "incidents-built")
    time.sleep(1)
    assert len(kept_drafts()) == 1, "offered, not silently brought back or thrown away"
    again.send_signal(signal.SIGTERM)
    assert again.wait(20) == 0
    assert len(kept_drafts()) == 1


@pytest.mark.real_window
@pytest.mark.slow
def test_an_incident_is_recorded_and_undone_by_keyboard_alone(
    home: Path, xvfb: dict[str, str], ended: list[subprocess.Popen[str]]
) -> None:
    small_store(default_store_path()).store.close()

    def count() -> int:
        store = open_store(default_store_path(), "x")
        with store.read() as session:
            found = count_incidents(session, Filter(situation_pk=2))
        store.close()
        return found

    process = start("--page", "incidents", **xvfb)
    ended.append(process)
    wait_for_mark(process, "incidents-built")
    xdotool(xvfb, "search", "--sync", "--onlyvisible", "--name", "Border Tracker")
    xdotool(xvfb, "key", "ctrl+n")
    xdotool(xvfb, "type", "--delay", "12", "yesterday 02:10 Druskininkai 23 IQ:15")
    xdotool(xvfb, "key", "ctrl+Return")
    wait_until(lambda: count() == 1)
    xdotool(xvfb, "key", "Escape")
    xdotool(xvfb, "key", "ctrl+z")
    wait_until(lambda: count() == 0)
    xdotool(xvfb, "key", "ctrl+shift+z")
    wait_until(lambda: count() == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert kept_drafts() == []


def test_no_source_is_read_of_what_is_imported_after_qt() -> None:
    code = (
        "import linecache; from ui.app import import_qt; import_qt(); "
        "import wave, ui.look; print([name for name in linecache.cache if name.endswith(('wave.py', 'look.py'))])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]", run.stdout
