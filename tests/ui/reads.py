"""Reads that are answered when a test says so: what a page asks for and what comes of it can be watched."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from tracker.store import Store


class Reads:
    """In place of `bridge.read`: same arguments, same dropping of older answers with the same key."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.waiting: list[tuple[str | None, Callable[[], None]]] = []
        self.asked: list[str] = []
        self.failing: dict[str, Exception] = {}  # by the query's name: what it comes back with

    def __call__(
        self,
        query: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        refused: Callable[[Exception], None] | None = None,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.asked.append(query.__name__)

        def work() -> None:
            error = self.failing.get(query.__name__)
            if error is not None:
                if refused is not None:
                    refused(error)
                return
            with self.store.read() as session:
                answer = query(session, *args, **kwargs)
            done(answer)

        if key is not None:
            self.waiting = [one for one in self.waiting if one[0] != key]
        self.waiting.append((key, work))

    def answer(self, times: int = 1000) -> None:
        """Answer what was asked, and what is asked because of that, in order."""
        for _ in range(times):
            QCoreApplication.processEvents()
            if not self.waiting:
                return
            self.waiting.pop(0)[1]()
