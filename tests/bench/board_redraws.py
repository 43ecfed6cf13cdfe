"""Redraws the board of two stores in turn, each in a window of its own; prints the seconds of each as JSON.

One redraw: the figures of another day are asked for, read, and painted with plot and gauge.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from tests.bench import stores
from tracker.situations import find_situations
from ui import look
from ui.bridge import Bridge
from ui.pages.board import BoardPage

DAYS = tuple(stores.LAST.date() - timedelta(days=n) for n in (0, 1))


class Board(QObject):
    """A board in a window, which stands between it and its bridge to know when figures have come."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._bridge = Bridge(self)
        self._loop = QEventLoop()
        self._has_figures = False
        self._bridge.ready.connect(self._loop.quit)
        self._bridge.open(path, "R. recorder")
        self._loop.exec()
        self._situation: Any = None
        self._bridge.read(find_situations, done=self._take_situations)
        self._loop.exec()
        self._page = BoardPage(self, look.palette())  # type: ignore[arg-type]
        self._page.installEventFilter(self)
        self._page.resize(1270, 700)
        self._page.show()

    def redraw(self, turn: int) -> float:
        """Seconds of one redraw."""
        self._has_figures = False
        start = time.perf_counter()
        self._page.show_situation(self._situation, DAYS[turn % len(DAYS)])
        self._loop.exec()
        return time.perf_counter() - start

    def close(self) -> None:
        self._page.close()
        self._bridge.close()

    def read(self, query: Callable[..., Any], *args: Any, done: Callable[[Any], None], **more: Any) -> None:
        """The bridge's `read`, as the page knows it."""
        self._bridge.read(query, *args, done=partial(self._answered, done), **more)

    def _answered(self, done: Callable[[Any], None], answer: Any) -> None:
        done(answer)
        self._has_figures = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._has_figures:
            QTimer.singleShot(0, self._loop.quit)  # all that is painted with it has been painted then
        return super().eventFilter(watched, event)

    def _take_situations(self, found: list[Any]) -> None:
        self._situation = found[0]
        self._loop.quit()


def main(large: str, small: str, rounds: str) -> None:
    """Redraw both in turn."""
    app = QApplication(sys.argv[:1])
    look.start(app)
    boards = [Board(Path(large)), Board(Path(small))]
    for turn in range(4):  # warm
        for board in boards:
            board.redraw(turn)
    print(json.dumps([[board.redraw(turn) for board in boards] for turn in range(int(rounds))]))
    for board in boards:
        board.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
