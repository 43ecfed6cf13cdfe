"""The real program in a real window: keys go in through the X server, what stands there comes out as a screen reader
is told it. Nothing in here knows a widget."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent.parent
SYSTEM_PYTHON = "/usr/bin/python3"
READER = [SYSTEM_PYTHON, str(Path(__file__).with_name("screen_reader.py"))]
WAIT = 20.0  # seconds for something to appear, on a slow machine

T = TypeVar("T")


def missing_for_reading() -> str:
    """What is not installed that reading the screen needs; empty if all is there."""
    # Named as the packages of Debian, which `make test` installs.
    missing = [] if shutil.which("dbus-daemon") else ["dbus"]
    missing += [] if Path("/usr/libexec/at-spi-bus-launcher").exists() else ["at-spi2-core"]
    try:
        subprocess.run([SYSTEM_PYTHON, "-c", "import gi.repository.Gio"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        missing.append("python3-gi")
    return ", ".join(missing)


@contextmanager
def virtual_screen() -> Iterator[dict[str, str]]:
    """A screen of 1366x768 with a window manager; yields what goes into the environment of a program on it."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write_end],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    with os.fdopen(read_end) as pipe:  # one line, once the server takes connections
        number = pipe.readline().strip()
    if not number:
        raise AssertionError(f"Xvfb did not start (exit code {server.wait(10)})")
    screen = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(
        ["openbox", "--sm-disable"],
        env=os.environ | screen,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield screen
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


@contextmanager
def session_bus(folder: Path) -> Iterator[dict[str, str]]:
    """A message bus for screen readers; yields what goes into the environment of a program that is to be read."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    address = f"unix:path={runtime}/bus"
    environment = {
        "XDG_RUNTIME_DIR": str(runtime),
        "DBUS_SESSION_BUS_ADDRESS": address,
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    # In a group of its own: what the bus starts, such as the registry of screen readers, ends with it.
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address=1"],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert bus.stdout is not None
        if not bus.stdout.readline():
            raise AssertionError(f"dbus-daemon did not start (exit code {bus.wait(10)})")
        yield environment
    finally:
        with suppress(ProcessLookupError):
            os.killpg(bus.pid, 9)
        bus.communicate()


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing on the screen, as it is told to a screen reader."""

    role: str
    name: str
    description: str
    label: str
    text: str
    states: tuple[str, ...]


class RealWindow:
    """The program on a store. `screen` is the environment with its display, and its bus if it is to be read."""

    def __init__(self, store: Path, screen: dict[str, str], *arguments: str) -> None:
        self._environment = os.environ | screen
        self.said = store.with_name("said.txt")
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-X", "dev", "-m", "ui.app", "--store", str(store), *arguments],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self._reader: subprocess.Popen[str] | None = None

    # In

    def press(self, *keys: str) -> None:
        """Press keys, by xdotool's names: "ctrl+n", "Tab"."""
        self._xdotool("key", *keys)

    def type(self, text: str) -> None:
        """Type plain ASCII: what stands on no key would have the keyboard laid out anew in the midst of it."""
        assert text.isascii()
        self._xdotool("type", "--delay", "4", text)

    def go_to(self, name: str, back: bool = False) -> Seen:
        """Press Tab until the keyboard is in what is called `name`."""
        passed: list[str] = []
        while len(passed) < 60:
            focused: Seen | None = None
            # At first it is in no part of the window.
            with suppress(AssertionError):
                focused = self.wait_until(self.focused, "", seconds=2)
            if focused is not None and matches(name, focused.label or focused.name):
                return focused
            passed.append(focused.label or focused.name if focused else "")
            self.press("shift+Tab" if back else "Tab")
            # The next thing may be called the same, so this is no failure.
            with suppress(AssertionError):
                self.wait_until(lambda before=focused: self.focused() not in (None, before), "", seconds=2)
        raise AssertionError(f"Tab does not come to {name!r}, only to {passed}")

    # Out

    def seen(self) -> list[Seen]:
        """All that is showing."""
        assert self.process.poll() is None, (
            f"the program has ended ({self.process.poll()}): {self.said.read_text()}"
        )
        if self._reader is None:
            self._reader = subprocess.Popen(
                READER,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._reader.stdin is not None and self._reader.stdout is not None
        self._reader.stdin.write(f"{self.process.pid}\n")
        self._reader.stdin.flush()
        found: list[dict[str, Any]] = json.loads(self._reader.stdout.readline())
        return [Seen(**one | {"states": tuple(one["states"])}) for one in found]

    def focused(self) -> Seen | None:
        """What has the keyboard. The current part of a table or of tabs says so all the time."""
        others = ("frame", "cell", "page tab", "list item")
        held = [one for one in self.seen() if "focused" in one.states and one.role not in others]
        return held[-1] if held else None

    def find(self, name: str, role: str = "") -> Seen | None:
        """The first thing whose name begins as the regular expression says, and has that role."""
        for one in self.seen():
            if matches(name, one.name) and role in ("", one.role):
                return one
        return None

    def wait_for(self, name: str, role: str = "", seconds: float = WAIT) -> Seen:
        """Wait until such a thing is showing."""
        return self.wait_until(
            lambda: self.find(name, role), f"{role or 'something'} called {name!r}", seconds
        )

    def wait_gone(self, name: str) -> None:
        """Wait until no such thing is showing."""
        self.wait_until(lambda: self.find(name) is None, f"the end of {name!r}")

    def wait_until(self, look: Callable[[], T | None], what: str, seconds: float = WAIT) -> T:
        """Wait until `look` gives something true, and return that."""
        until = time.monotonic() + seconds
        while not (found := look()):
            if time.monotonic() > until:
                names = [
                    f"{one.role} {one.name!r} {one.text!r} {' '.join(one.states)}"
                    for one in self.seen()
                    if one.name
                ]
                raise AssertionError(f"no {what} in {seconds} s among:\n" + "\n".join(names))
            time.sleep(0.03)
        return found

    # The end

    def close(self) -> None:
        """Close the window by its key, and see that the program ends in good order."""
        self.press("ctrl+q")
        code = self.process.wait(WAIT)
        self.kill()
        assert code == 0, self.said.read_text()

    def kill(self) -> None:
        """End it as a dead battery would."""
        for process in (self.process, self._reader):
            if process is not None and process.poll() is None:
                process.kill()
            if process is not None:
                process.communicate()
        self._reader = None

    def __enter__(self) -> "RealWindow":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=WAIT)


def matches(pattern: str, name: str) -> bool:
    """Whether a name begins as the regular expression says."""
    return re.match(pattern, name) is not None
