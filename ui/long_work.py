"""A handle of work that takes a while beside the writes: whoever asked for it can cancel it, and it is waited for."""

import threading

PATIENCE = 15  # seconds for what was cancelled to stop; what is being put in takes two or three


class LongWork:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._cancelled, self._over = threading.Event(), threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self._over.is_set()

    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop."""
        self._cancelled.set()

    def end(self) -> None:
        """It has come to its end."""
        self._over.set()

    def wait(self) -> None:
        """Wait for its end."""
        self._over.wait(PATIENCE)
