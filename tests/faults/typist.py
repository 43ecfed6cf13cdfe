"""The real program, and a person at it: types into the form of a new incident key by key, saves, types on.

Each key and each acknowledgement goes into a diary as it happens. Run by `rounds.py`, which kills it at some moment
and then holds the store to what the diary says: `python -m tests.faults.typist PLAN`, the plan as JSON.
"""

import json
import os
import random
import sys
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

from tracker import drafts
from ui.asked import Asked
from ui.autosave import Autosave
from ui.bridge import Bridge
from ui.forms.incident import IncidentForm
from ui.message_bar import MessageBar
from ui.program import Program
from ui.saving import Saving

T = TypeVar("T", bound=QObject)
TEXT = (
    "seen at the old mill by two wardens and brought to the road where they rest with blankets and tea until the "
    "bus comes at ten from the station in town with a nurse and the interpreter for Kurdish who knows two of them"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`beside`: saves go on from elsewhere in the window while the form is half typed. `look`: only recover."""

    round: int
    store: str
    diary: str
    beside: bool = False
    look: bool = False


class Diary:
    """One JSON line a thing that happened, handed to the system at once: it outlives the process."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, what: str, **more: Any) -> None:
        """Write it down, with the time that all processes share."""
        line = json.dumps({"at": time.monotonic(), "what": what, **more}) + "\n"
        os.write(self._file, line.encode())


class Typist(QObject):
    """Waits until the form can save, goes on with what was kept, then types until it is killed."""

    def __init__(self, program: Program, plan: Plan) -> None:
        super().__init__(program)
        self._program, self._window, self._plan = program, program.window, plan
        self._diary = Diary(plan.diary)
        self._random = random.Random(f"{plan.store} {plan.round}")
        self._waiting: deque[str] = (
            deque()
        )  # asked for and not answered, in the order in which they are written
        self._number = 0
        self._line = ""
        self._typed = 0
        self._found: list[str] = []
        program.window.first_painted.connect(self._begin)  # after the program itself: all is built by then

    # Coming back

    def _begin(self) -> None:
        self._part(Autosave).found.connect(
            lambda found: self._found.extend(_line_of(k.payload) for k in found)
        )
        self._part(Bridge).failed.connect(lambda error: self._diary.note("failed", error=repr(error)))
        self._saving, self._messages = self._part(Saving), self._part(MessageBar)
        self._saving.saved.connect(self._acknowledged)
        self._saving.not_saved.connect(self._refused)
        QTest.keyClick(self._window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        self._form = self._part(IncidentForm)
        self._wait_for_page()

    def _part(self, kind: type[T]) -> T:
        for parent in (self._program, self._window):
            found = parent.findChild(kind)
            if found is not None:
                return found
        raise AssertionError(f"no {kind.__name__}")

    def _wait_for_page(self) -> None:
        if self._form.draft().situation is None or self._window.pages.page("incidents") is None:
            QTimer.singleShot(10, self._wait_for_page)
            return
        store = Path(self._plan.store)
        self._diary.note(
            "ready",
            found=self._found,
            offered=self._offers_there(),
            staged=[path.name for path in store.parent.glob(f"{store.name}.staged-*")],
        )
        self._situation = self._form.draft().situation
        self._go_on()

    def _offers_there(self) -> int:
        waiting = [message.words for message in self._messages._waiting]
        return sum(words.startswith("A half-typed incident") for words in self._messages.texts() + waiting)

    def _go_on(self) -> None:
        """Take each offer as a person does, see what comes back, and throw that away."""
        for strip in self._messages.findChildren(QFrame, "message"):
            if not strip.isHidden() and strip.accessibleName().startswith("A half-typed incident"):
                button = strip.findChild(QPushButton, "message_offer_0")
                QTest.keyClick(button, Qt.Key.Key_Space)
                self._diary.note("restored", line=self._form.quick.text())
                QTest.keyClick(self._form.discard_button, Qt.Key.Key_Space)
                self._diary.note("discarded", left=self._form.keep())
                QTimer.singleShot(0, self._go_on)
                return
        if self._plan.look:
            self._diary.note("leaves")
            self._window.close()
            return
        self._next_line()
        if self._plan.beside:
            self._ask_beside()
        self._type()

    # Typing

    def _next_line(self) -> None:
        self._number += 1
        name = f"w{self._plan.round}x{self._number}"
        more = " ".join(
            self._random.choices(TEXT.split(), k=self._random.randint(40, 60) if self._plan.beside else 5)
        )
        self._line = f"{name} 10:00 Druskininkai {self._random.randint(2, 40)} IQ:1 minors 1 {more}"
        self._typed = 0

    def _type(self) -> None:
        line = self._form.quick.line
        if QApplication.focusWidget() is not line:  # in the list, once an incident is saved
            QTest.keyClick(self._window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
            self._diary.note("new")
        elif self._typed < len(self._line):
            sign = self._line[self._typed]
            QTest.keyClicks(line, sign)
            self._typed += 1
            self._diary.note("key", line=self._number, sign=sign)
        else:
            name = self._line.split()[0]
            self._asks(name)
            QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            if self._form.keep():
                said = {
                    name: field.words.text()
                    for name, field in self._form.fields.items()
                    if field.words.text()
                }
                self._diary.note("problem", line=self._line, kept=self._form.keep(), said=said)
            self._next_line()
        QTimer.singleShot(self._random.randint(8, 60), self._type)

    def _ask_beside(self) -> None:
        from tracker.incidents import record_incident

        name = f"b{self._plan.round}x{self._number}x{time.monotonic_ns()}"
        draft = drafts.Incident(
            situation=self._situation,
            happened_at=datetime.now(UTC),
            persons=self._random.randint(1, 40),
            text=name,
        )
        self._asks(name)
        self._saving.ask(Asked(record_incident, (draft,), said="Incident recorded."))

    # What comes of it

    def _asks(self, name: str) -> None:
        self._waiting.append(name)
        self._diary.note("asked", name=name)

    def _acknowledged(self) -> None:
        name = self._waiting.popleft()
        self._diary.note("acknowledged", name=name)
        if name.startswith("b"):
            QTimer.singleShot(self._random.randint(0, 30), self._ask_beside)

    def _refused(self) -> None:
        self._diary.note("refused", name=self._waiting.popleft())


def _line_of(payload: dict[str, Any]) -> str:
    return str(payload.get("line", ""))


def main() -> int:
    """Run until killed."""
    plan = Plan(**json.loads(sys.argv[1]))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("border-tracker")
    program = Program(app, Path(plan.store), demo=False, page="incidents")
    if not program.start():
        return 1
    typist = Typist(program, plan)
    program.window.activateWindow()
    code = app.exec()
    program.stop()
    del typist
    return code


if __name__ == "__main__":
    sys.exit(main())
