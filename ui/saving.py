"""The one road of a write: what a page asked for goes to the bridge, what came of it to the form, or into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale, QObject, Signal
from shiboken6 import isValid

from tracker.crash import note
from tracker.errors import Conflict, EnvironmentProblem, Refused, TrackerError
from ui.asked import Asked
from ui.autosave import Autosave
from ui.bridge import Bridge, Defect
from ui.message_bar import MessageBar
from ui.undoing import Undoing

if TYPE_CHECKING:
    from tracker.change import Outcome
    from tracker.undo import ActionLine
    from ui.forms.form import Form

UNDO_SECONDS = 12
ONE_THING = 20  # records that go with a facility or a situation, at most

RECORDS = {
    "incident": QT_TRANSLATE_NOOP("Saving", "incident"),
    "facility": QT_TRANSLATE_NOOP("Saving", "facility"),
    "capacity_change": QT_TRANSLATE_NOOP("Saving", "change of capacity"),
    "headcount": QT_TRANSLATE_NOOP("Saving", "headcount"),
    "movement": QT_TRANSLATE_NOOP("Saving", "movement"),
    "situation": QT_TRANSLATE_NOOP("Saving", "situation"),
    "sector": QT_TRANSLATE_NOOP("Saving", "sector"),
    "station": QT_TRANSLATE_NOOP("Saving", "station"),
    "party": QT_TRANSLATE_NOOP("Saving", "party"),
    "published_total": QT_TRANSLATE_NOOP("Saving", "published total"),
    "statement": QT_TRANSLATE_NOOP("Saving", "statement"),
    "context_event": QT_TRANSLATE_NOOP("Saving", "context event"),
    "import_receipt": QT_TRANSLATE_NOOP("Saving", "receipt of an import"),
    "report": QT_TRANSLATE_NOOP("Saving", "report"),
}


@dataclass(slots=True)
class _Sent:
    """A form's content while it is being saved: emptied on the screen, still kept on disk."""

    form: Form | None = None
    key: str | None = None
    payload: dict[str, Any] | None = None


class Saving(QObject):
    """Writes what is asked for, says what came of it, and loses nothing that was typed."""

    saved = Signal(object)  # aware datetime
    not_saved = Signal()
    form_wanted = Signal(object)  # Form: a refused draft was brought back into it

    def __init__(self, bridge: Bridge, autosave: Autosave, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._autosave = autosave
        self._messages = messages
        self._undoing = Undoing(bridge, messages, self)
        self._undoing.undone.connect(self._undone)
        self._undoing.redone.connect(self._redone)
        self._undoing.refused.connect(partial(self._refused, _Sent()))

    def ask(self, asked: Asked) -> None:
        """Write what a page or form asked for."""
        sent = _Sent()
        if asked.form is not None:
            key, payload = self._autosave.detach(asked.form)
            sent = _Sent(asked.form, key, payload)
            # Emptied now, so that the next one can be typed while this one is written.
            asked.form.clear()
            self._autosave.look_at(asked.form)  # what waited behind it may have come back
        self._bridge.write(
            asked.command,
            *asked.args,
            **asked.kwargs,
            done=partial(self._done, asked, sent),
            refused=partial(self._refused, sent),
        )

    def undo(self) -> None:
        """Take back the last action of this person at this station."""
        if self._bridge.is_ready:
            self._undoing.undo()

    def redo(self) -> None:
        """Bring back the action that was undone last."""
        if self._bridge.is_ready:
            self._undoing.redo()

    def tell(self, error: object) -> None:
        """An error that nobody took, in words."""
        if isinstance(error, Defect):
            note(error.cause, error.what)
            self._messages.say(self._defect_words(error), "error")
        elif isinstance(error, TrackerError):
            self._messages.say(
                error_words(error), "error" if isinstance(error, EnvironmentProblem) else "warning"
            )
        else:
            self._messages.say(self.tr("Something went wrong in the program."), "error")

    def _done(self, asked: Asked, sent: _Sent, outcome: Outcome[Any]) -> None:
        if sent.key is not None:
            self._autosave.discard(sent.key)
        self.saved.emit(datetime.now().astimezone())
        if asked.said:
            self._messages.say(
                asked.said, "good", [(self.tr("Undo"), self.undo)], seconds=UNDO_SECONDS, topic="undo"
            )
        if asked.done is not None:
            asked.done(outcome.value)

    def _refused(self, sent: _Sent, error: Exception) -> None:
        self.not_saved.emit()
        form = sent.form if sent.form is not None and isValid(sent.form) else None
        if form is None or sent.payload is None:
            if not isinstance(error, Defect):  # a defect is told by the bridge's own signal
                self.tell(error)
            return
        if form.keep():
            # The next one is being typed: it is not touched.
            self._messages.say(
                self.tr("Not saved. {why}").format(why=error_words(error)),
                "error",
                [(self.tr("Go back to it"), partial(self._bring_back, form, sent, error))],
            )
            return
        self._bring_back(form, sent, error)
        if not isinstance(error, Refused | Defect):
            self.tell(error)

    def _bring_back(self, form: Form, sent: _Sent, error: Exception) -> None:
        if sent.key is not None and sent.payload is not None:
            self._autosave.take_up(sent.key, sent.payload, form)
        elif sent.payload is not None:
            form.restore(sent.payload)
        if isinstance(error, Refused):
            form.show_problems(error.problems)
        self.form_wanted.emit(form)

    def _undone(self, outcome: Outcome[ActionLine]) -> None:
        self._turned(
            self.tr("Undone: {what}.").format(what=action_words(outcome.value)), self.tr("Redo"), self.redo
        )

    def _redone(self, outcome: Outcome[ActionLine]) -> None:
        # The action brought back is named by what it is about; its own verb is "undone".
        words = self.tr("Brought back: {what}.").format(what=_records_words(outcome.value))
        self._turned(words, self.tr("Undo"), self.undo)

    def _turned(self, words: str, offer: str, call: Callable[[], None]) -> None:
        self.saved.emit(datetime.now().astimezone())
        self._messages.say(words, "good", [(offer, call)], seconds=UNDO_SECONDS, topic="undo")

    def _defect_words(self, defect: Defect) -> str:
        kept = (
            self.tr("Nothing of it was saved; what is typed is still there.")
            if defect.wrote
            else self.tr("Your records are not touched.")
        )
        return self.tr(
            "A fault of the program ({what}). {kept} Try again; if it comes back, report it with the crash log."
        ).format(what=f"{defect.what}, {type(defect.cause).__name__}", kept=kept)


def record_word(record_type: str) -> str:
    """The word for a type of record."""
    return QCoreApplication.translate("Saving", RECORDS.get(record_type, record_type))


def action_words(action: ActionLine) -> str:
    """An action for a reader: "incident recorded", "12 records amended"."""
    from ui.words import word  # the code lists with it: not needed before something is written

    return f"{_records_words(action)} {word(action.verb)}"


def _records_words(action: ActionLine) -> str:
    # An incident with its movement, or a facility with its places, is one thing to whoever recorded it.
    whole = action.records == 1 or action.record_type in ("incident", "situation", "facility")
    if not whole or action.records > ONE_THING:
        number = QLocale().toString(action.records)
        return QCoreApplication.translate("Saving", "{number} records").format(number=number)
    return record_word(action.record_type)


def error_words(error: Exception) -> str:
    """An error in words, its problems one a line."""
    from ui.words import explain

    if isinstance(error, Refused) and error.problems:
        return "\n".join(explain(problem) for problem in error.problems)
    if isinstance(error, Conflict | TrackerError):
        return explain(error)
    return QCoreApplication.translate("Saving", "A fault of the program.")
