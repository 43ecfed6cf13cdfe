"""A main window on a store, with small stand-ins for the pages: what the shell does is tried without them."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Small
from tracker import drafts
from tracker.draftbox import DraftBox, path_beside
from tracker.incidents import Filter, count_incidents, record_incident
from ui import look
from ui.asked import Asked
from ui.autosave import Autosave
from ui.bridge import Bridge
from ui.forms.fields import NumberEdit, TextEdit
from ui.forms.form import Form
from ui.main_window import MainWindow
from ui.page_stack import PLACES
from ui.palette import Palette


class FakeIncidentForm(Form):
    """Two fields, and the road that a real one takes."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__("incident_form", "New incident", "Save")
        self.situation = ""
        self.add("place", "Place", TextEdit())
        self.add("persons", "Persons", NumberEdit())

    def draft(self) -> drafts.Incident:
        return drafts.Incident(
            situation=self.situation,
            happened_at=self.now(),
            place=self.fields["place"].value(),
            persons=self.fields["persons"].value(),
        )

    def ask_to_save(self, draft: drafts.Draft) -> None:
        self.asked.emit(Asked(record_incident, (draft,), said="Incident recorded.", form=self))


class FakePage(QWidget):
    """Notes what it is told."""

    asked = Signal(object)
    new_requested = Signal()
    day_selected = Signal(object)
    days_selected = Signal(object, object)
    arrivals_selected = Signal(object, object, object, object)
    sector_selected = Signal(int)
    facility_selected = Signal(str)
    incident_selected = Signal(str)
    shown = Signal()

    def __init__(self, bridge: Bridge, palette: Palette, form: Form | None = None) -> None:
        super().__init__()
        self.bridge, self.palette_, self.form = bridge, palette, form
        self.told: list[tuple[str, Any]] = []
        self.search = QLineEdit(self)
        if form is not None:
            form.setParent(self)
            form.show()

    def show_situation(self, situation: Any, day: date | None) -> None:
        self.told.append(("situation", (situation.name, day)))
        if isinstance(self.form, FakeIncidentForm):
            self.form.situation = situation.id

    def refresh(self, change: Any) -> None:
        self.told.append(("refresh", change))

    def apply_palette(self, palette: Palette) -> None:
        self.told.append(("palette", palette.name))

    def open_form(self) -> None:
        assert self.form is not None
        self.form.show()
        self.form.start()

    def start_search(self) -> None:
        self.told.append(("start_search", None))
        self.search.setFocus()

    def show_filter(self, **wanted: Any) -> None:
        self.told.append(("filter", wanted))

    def show_incident(self, id_: str) -> None:
        self.told.append(("incident", id_))

    def take_keyboard(self) -> None:
        self.told.append(("keyboard", None))

    def show_facility(self, id_: str) -> None:
        self.told.append(("facility", id_))


class FakeIncidentsPage(FakePage):
    def __init__(self, bridge: Bridge, palette: Palette, form: Form | None = None) -> None:
        super().__init__(bridge, palette, form or FakeIncidentForm())


def put_in_fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for all pages and for the incident's form."""
    for place in PLACES:
        module = ModuleType(place.module)
        setattr(module, place.made_by, FakeIncidentsPage if place.name == "incidents" else FakePage)
        monkeypatch.setitem(sys.modules, place.module, module)
    form = ModuleType("ui.forms.incident")
    form.IncidentForm = FakeIncidentForm  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ui.forms.incident", form)


def looks() -> look.Look:
    """The looks, put on once a test session."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if look._look is None:
        return look.start(app, "light")
    look._look.choose("light")
    return look._look


@dataclass
class Shell:
    window: MainWindow
    bridge: Bridge
    autosave: Autosave
    small: Small
    path: Path
    qtbot: QtBot

    def page(self, name: str) -> Any:
        self.window.pages.show_page(name)
        self.qtbot.waitUntil(lambda: self.window.pages.page(name) is not None)
        return self.window.pages.page(name)

    def key(self, keys: str) -> None:
        """Press keys where the keyboard is, in this window."""
        target = self.window.focusWidget() or self.window
        combination = QKeySequence(keys)[0]
        self.qtbot.keyClick(target, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.window.focusWidget(), text)

    def count(self) -> int:
        with self.small.store.read() as session:
            return count_incidents(session, Filter(situation_pk=self.small.line.pk))

    def said(self) -> list[str]:
        return self.window.messages.texts()

    def offer(self, words: str) -> QPushButton:
        found = [b for b in self.window.messages.findChildren(QPushButton) if b.text() == words]
        assert found, f"{words} is not offered; said: {self.said()}"
        return found[-1]


def text(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return found.text()


def kept_on_disk(path: Path) -> list[dict[str, Any]]:
    box = DraftBox(path_beside(path))
    try:
        return [kept.payload for kept in box.read_all()]
    finally:
        box.close()


def fill_form(shell: Shell, place: str = "Druskininkai", persons: str = "23") -> Any:
    shell.key("Ctrl+N")
    form = shell.window.pages.page("incidents").form
    form.fields["place"].editor.setText(place)
    form.fields["persons"].editor.setText(persons)
    return form
