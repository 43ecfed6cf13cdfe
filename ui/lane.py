"""Threads that take work from one queue, and leave to the GUI thread what only that may let go of."""

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Lane:
    """Threads that take work from one queue, in order. Its methods are called on the GUI thread.

    Work holds callbacks, and with them Qt objects, which must not be destroyed on another thread: what is done is put
    aside and let go of when the next work comes.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._done: list[Callable[[], None]] = []
        self._dropping = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, work: Callable[[], None]) -> None:
        """Queue work; it handles its own exceptions."""
        self._done.clear()
        self._queue.put(work)

    def finish(self, seconds: float | None) -> None:
        """With no time given: do all that is queued. Else: drop it, and wait so long for what is under way."""
        self._dropping = seconds is not None
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(seconds)
        self._done.clear()

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            if not self._dropping:
                work()
            self._done.append(work)
            del work
