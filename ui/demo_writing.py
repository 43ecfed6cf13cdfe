"""The demo is written into a store of its own: with progress, and until somebody cancels it or closes the window."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from ui.bridge import Bridge

PATIENCE = 10  # seconds for it to stop when the window is closed; what is under way takes one at most


class DemoWriting(QObject):
    """Writes on a thread of the bridge. Cancelled, it leaves no file."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._cancelled, self._over = threading.Event(), threading.Event()
        self._over.set()

    def start(
        self,
        path: Path,
        progress: Callable[[int, int], None],
        written: Callable[[], None],
        cancelled: Callable[[], None],
        refused: Callable[[Any], None],
    ) -> None:
        """Begin; one of the last three is called at the end, on the GUI thread."""
        self._cancelled.clear()
        self._over.clear()
        self._bridge.run(
            self._write,
            path,
            progress=self._bridge.on_gui(partial(self._tell, progress)),
            done=lambda whole: written() if whole else cancelled(),
            refused=refused,
        )

    def cancel(self) -> None:
        """Stop, and take away what was written."""
        self._cancelled.set()

    def stop(self) -> None:
        """The program ends: no half of a demo is left behind."""
        self.cancel()
        self._over.wait(PATIENCE)

    def _tell(self, progress: Callable[[int, int], None], done: int, of: int) -> None:
        if not self._cancelled.is_set():  # what was on its way when somebody cancelled
            progress(done, of)

    def _write(self, path: Path, progress: Callable[[int, int], None]) -> bool:
        from tracker.bulk import Cancelled
        from tracker.demo import write_demo

        try:
            write_demo(path, progress=progress, cancelled=self._cancelled.is_set)
        except Cancelled:
            return False
        finally:
            self._over.set()
        return True
