"""The same in a real window: keys through the X server, a kill, and what a screen reader is told at the next start."""

import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import home_environment
from tests.faults.rounds import Broken, Row, Tally
from tests.real_window import RealWindow, session_bus, virtual_screen

LINE = "w{round}x{number} 10:00 Druskininkai {persons} IQ:1 minors 1 seen at the old mill by two wardens"
OFFER = r"A half-typed incident from \d\d:\d\d was kept"


class WindowRow(Row):
    """Rounds on one store in a window of the real program."""

    def __init__(self, folder: Path, name: str, screen: dict[str, str]) -> None:
        super().__init__(folder, name)
        self._screen = screen | home_environment(self.folder / "home")

    def kill(self, number: int) -> None:
        """Go on with what was kept and save it; then half of the next one, with an import in flight, and the kill."""
        self.tally.rounds += 1
        notes: list[dict[str, Any]] = []
        with RealWindow(self.store, self._screen, "--page", "incidents") as window:
            window.wait_for("● Nothing unsaved", seconds=60)
            self._same("staging files after the next open", self._staged(), 0)
            self._go_on(window, notes)
            window.press("ctrl+n")
            window.go_to("Quick line")
            persons = random.randint(2, 40)
            self._type(window, notes, number, LINE.format(round=number, number=2, persons=persons)[:-9])
            rows = random.choice((10_000, 20_000))
            importer = self._import(number, rows)
            try:
                until = time.monotonic() + 60
                while not self._staged() and importer.poll() is None and time.monotonic() < until:
                    time.sleep(0.005)
                self._type(window, notes, number, "two warde")
                importing = importer.poll() is None
                killed_at = time.monotonic()
                os.killpg(window.process.pid, signal.SIGKILL)
                if importing:
                    os.killpg(importer.pid, signal.SIGKILL)
            finally:
                importer.wait()
        self.tally.import_in_flight += importing
        self._look(number, notes, killed_at, rows, importer.returncode == 0)

    def _go_on(self, window: RealWindow, notes: list[dict[str, Any]]) -> None:
        """What the round before left is offered, comes back into the line, and is saved."""
        left = self._left.drafts
        self.tally.swept += self._left.staged
        for line in left:
            window.wait_for(OFFER, seconds=60)
            window.go_to("Go on with it")
            window.press("space")
            window.wait_until(lambda line=line: self._line(window) == line, f"line {line!r}")
            window.wait_for(r"When \(GMT", "label")  # the form knows the situation, and so can save
            window.press("ctrl+Return")
            name = line.split(" ")[0]
            notes.append({"at": time.monotonic(), "what": "asked", "name": name})
            window.wait_for("Incident recorded")
            notes.append({"at": time.monotonic(), "what": "acknowledged", "name": name})
            self.tally.offered += 1
            self.tally.brought_back += 1

    def _line(self, window: RealWindow) -> str | None:
        line = window.find("Quick line$", "text")
        return line.text if line else None

    def _type(self, window: RealWindow, notes: list[dict[str, Any]], number: int, text: str) -> None:
        for sign in text:
            window.type(sign)
            notes.append({"at": time.monotonic(), "what": "key", "line": number, "sign": sign})

    def finish(self) -> None:
        """Once more: what was kept is saved, and the window is closed in good order."""
        notes: list[dict[str, Any]] = []
        with RealWindow(self.store, self._screen, "--page", "incidents") as window:
            window.wait_for("● Nothing unsaved", seconds=60)
            self._go_on(window, notes)
            window.close()
        said = re.sub(r"^qt\.accessibility.*\n", "", window.said.read_text(), flags=re.MULTILINE)
        self._same("what the program said", said, "")
        self._look(0, notes, time.monotonic(), 0, came_in=False)
        self._same("drafts after all were saved", self._left.drafts, [])


def rounds_in_a_window(folder: Path, rounds: int, said: Callable[[str], None]) -> Tally:
    """Kill that often in a real window."""
    tally = Tally()
    (folder / "bus").mkdir()
    with virtual_screen() as screen, session_bus(folder / "bus") as bus:
        row = WindowRow(folder, "window", screen | bus)
        try:
            for number in range(1, rounds + 1):
                row.kill(number)
            row.finish()
        except (Broken, AssertionError) as broken:
            row.tally.failed.append(f"{type(broken).__name__}: {broken} (in {row.folder})")
        else:
            shutil.rmtree(row.folder)
        tally.add(row.tally)
    said(f"in a window: {tally.words()}")
    return tally
