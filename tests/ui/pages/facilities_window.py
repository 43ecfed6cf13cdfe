"""A facilities page on a real store, with what the main window does for it; and what its tests enter beforehand."""

import threading
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tracker import drafts, facilities, occupancy
from tracker.change import Change
from tracker.errors import Refused
from ui import look
from ui.asked import Asked
from ui.bridge import READERS, Bridge
from ui.forms.record_form import RecordForm
from ui.pages.facilities import FacilitiesPage

HOUR = timedelta(hours=1)


class Window:
    """What the main window does for the page: writes what it asks for, and has it re-read what changed."""

    def __init__(self, qtbot: QtBot, small: Small) -> None:
        self.qtbot, self.small = qtbot, small
        self.bridge = Bridge()
        self.bridge.open(small.store.path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.said: list[str] = []
        self.refusals: list[Exception] = []
        self.page = FacilitiesPage(self.bridge, look.palette())
        qtbot.addWidget(self.page)
        self.page.asked.connect(self.write)
        self.bridge.changed.connect(self.page.refresh)
        self.page.resize(1254, 684)
        self.page.show()

    def write(self, asked: Asked) -> None:
        payload = asked.form.keep() if asked.form else {}
        if asked.form:
            asked.form.clear()

        def done(outcome: Any) -> None:
            self.said.append(asked.said)
            if asked.done:
                asked.done(outcome.value)

        def refused(error: Exception) -> None:
            self.refusals.append(error)
            if asked.form and isinstance(error, Refused):
                asked.form.restore(payload)
                asked.form.show_problems(error.problems)

        self.bridge.write(asked.command, *asked.args, done=done, refused=refused, **asked.kwargs)

    def show(self, day: date | None = None) -> FacilitiesPage:
        with self.qtbot.waitSignal(self.page.shown):
            self.page.show_situation(self.small.line, day)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Every read that was asked for has been answered, and those that were asked for because of it."""
        for _ in range(2):
            met: list[None] = []
            barrier = threading.Barrier(READERS)
            for _ in range(READERS):  # all readers at once: none is busy with anything else any more
                self.bridge.read(_meet, barrier, done=met.append)
            self.qtbot.waitUntil(lambda met=met: len(met) == READERS)

    def until_said(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.said)
        self.settle()

    def find(self, name: str) -> Any:
        found = self.page.findChild(QWidget, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)


def _meet(_session: object, barrier: threading.Barrier) -> None:
    barrier.wait(5)


def count(small: Small, persons: int, when: datetime = NOON - HOUR, place: int = 0) -> str:
    draft = drafts.Headcount(facility=small.facilities[place], counted_at=when, persons=persons)
    return small.store.write(facilities.take_headcount, draft).value


def capacity(small: Small, places: int, place: int = 0, when: datetime = NOON - 500 * HOUR) -> str:
    draft = drafts.CapacityChange(facility=small.facilities[place], from_at=when, operational=places)
    return small.store.write(facilities.change_capacity, draft).value


def on_the_road(small: Small, persons: int, place: int = 0, **changed: Any) -> str:
    values: dict[str, Any] = {
        "situation": small.situation,
        "persons": persons,
        "to_facility": small.facilities[place],
        "left_at": NOON - HOUR,
    }
    return small.store.write(facilities.move_people, drafts.Movement(**(values | changed))).value


def read(small: Small, place: int = 0) -> Any:
    with small.store.read() as session:
        return occupancy.read_facilities(session, small.line.pk, NOON + HOUR)[place]


def typed(form: RecordForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def tile(window: Window, name: str) -> tuple[str, str]:
    shown = window.page.view._tiles[name]
    return shown.figure.text(), shown.words.text()


def everything() -> Change:
    """Another program wrote: no records named."""
    return Change((), 0)
