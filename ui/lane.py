"""Threads that take work from one queue."""

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Lane:
    """Threads that take work from one queue, in order."""

    def __init__(self, name: str, threads: int) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._dropping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, work: Callable[[], None]) -> None:
        """Queue work; it handles its own exceptions."""
        self._queue.put(work)

    def finish(self, seconds: float | None) -> None:
        """With no time given: do all that is queued. Else: drop it, and wait so long for what is under way."""
        self._dropping = seconds is not None
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            if not self._dropping:
                work()
