"""Undo and redo: in turn with the saves; of many records beside them, with progress, until somebody cancels it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, Signal

from ui.bridge import Bridge
from ui.long_work import LongWork
from ui.message_bar import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracker.change import Outcome
    from tracker.codes import Verb
    from tracker.undo import ActionLine

TOPIC = "undoing"


class Undoing(QObject):
    """Asks the store for it, and says how far it is; what came of it is told by signals."""

    undone = Signal(object)  # Outcome of an ActionLine
    redone = Signal(object)
    refused = Signal(object)  # the error

    def __init__(self, bridge: Bridge, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._messages = messages
        self._long: LongWork | None = None

    def undo(self) -> None:
        """Take back the last action. Only once the bridge is ready."""
        from tracker.codes import Verb  # imported by now, never before the first paint

        self._begin(Verb.UNDO)

    def redo(self) -> None:
        """Bring back the action that was undone last. Only once the bridge is ready."""
        from tracker.codes import Verb

        self._begin(Verb.REDO)

    def _begin(self, verb: Verb) -> None:
        from tracker.bulk_undo import begin

        self._bridge.write_by(begin, verb, done=partial(self._begun, verb), refused=self.refused.emit)

    def _begun(self, verb: Verb, found: Outcome[ActionLine] | ActionLine) -> None:
        from tracker.change import Outcome

        if isinstance(found, Outcome):
            self._done(verb, found)
        elif self._long is None or self._long.is_over:  # else it is under way: asked for twice
            self._tell(verb, found.records, 0, new=True)
            self._long = self._bridge.work(
                _finish,
                found,
                verb,
                progress=self._bridge.on_gui(partial(self._tell, verb, found.records)),
                done=partial(self._finished, verb),
                refused=self._not_finished,
            )

    def _tell(self, verb: Verb, of: int, done: int, *, new: bool = False) -> None:
        if verb == "undo":
            words = self.tr("Taking back {number} records: {done} are prepared.")
        else:
            words = self.tr("Bringing back {number} records: {done} are prepared.")
        words = words.format(number=QLocale().toString(of), done=QLocale().toString(done))
        if new:
            self._messages.say(words, offers=[(self.tr("Cancel"), self._cancel)], topic=TOPIC)
        else:
            self._messages.reword(TOPIC, words)

    def _cancel(self) -> None:
        if self._long is not None:
            self._long.cancel()

    def _finished(self, verb: Verb, outcome: Outcome[ActionLine] | None) -> None:
        self._messages.drop(TOPIC)
        if outcome is None:
            self._messages.say(self.tr("Cancelled. All is as it was before."), seconds=12)
        else:
            self._done(verb, outcome)

    def _not_finished(self, error: Exception) -> None:
        self._messages.drop(TOPIC)
        self.refused.emit(error)

    def _done(self, verb: Verb, outcome: Outcome[ActionLine]) -> None:
        (self.undone if verb == "undo" else self.redone).emit(outcome)


def _finish(
    store: Any,  # only the bridge knows it
    line: ActionLine,
    verb: Verb,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> Any:
    """The outcome; None if it was cancelled."""
    from tracker.bulk_undo import Cancelled, finish

    try:
        return finish(store, line, verb, progress, cancelled)
    except Cancelled:
        return None
