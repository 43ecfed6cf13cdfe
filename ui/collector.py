"""Python's cycle collector, on the GUI thread alone: on another it would destroy Qt objects where they do not live."""

import gc
from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # ms
STARTING = 5  # looks during which domain and pages are still being imported


class Collector(QObject):
    """While there is one, cycles are collected by its timer instead of wherever an object happens to be made.

    While long work is under way (`is_working`) they wait: it holds as many objects as its file has cells, few of them
    in cycles, and to walk through them all takes several frames.
    """

    _living: ClassVar[int] = 0
    _was_enabled: ClassVar[bool] = True

    def __init__(self, parent: QObject | None = None, is_working: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        if Collector._living == 0:
            Collector._was_enabled = gc.isenabled()
            gc.disable()
            gc.freeze()  # what has been imported by now is never garbage
        Collector._living += 1
        self._starting = STARTING
        self._is_working = is_working
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(EVERY)

    def _look(self) -> None:
        if self._starting:
            # Hundreds of thousands of objects that stay for good: each full collection would walk through them.
            self._starting -= 1
            gc.freeze()
        elif not self._is_working():
            collect()

    def stop(self) -> None:
        """There are no other threads any more."""
        self._timer.stop()
        Collector._living -= 1
        if Collector._living == 0 and Collector._was_enabled:
            gc.enable()


def collect() -> None:
    """Collect the generations that are due by Python's own thresholds."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
