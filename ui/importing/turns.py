"""Work on the GUI thread in steps, one a turn of the event loop: keys and the pointer are answered between them."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer


class Turns(QObject):
    """Steps that are begun later put an end to those before."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] = iter(())

    def stop(self) -> None:
        """What is under way is not gone on with."""
        self._steps = iter(())

    def take(self, steps: Iterator[None], then: Callable[[], None]) -> None:
        """Take the first step now, each other one in a turn of its own, and call `then` after the last."""
        self._steps = steps

        def go_on() -> None:
            if steps is not self._steps:
                return
            try:
                next(steps)
            except StopIteration:
                then()
            else:
                QTimer.singleShot(0, self, go_on)

        go_on()
