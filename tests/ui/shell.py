"""A main window on a store, with small stand-ins for the pages: what the shell does is tried without them."""

import sys
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tracker import drafts
from tracker.incidents import record_incident
from ui import look
from ui.asked import Asked
from ui.bridge import Bridge
from ui.forms.fields import NumberEdit, TextEdit
from ui.forms.form import Form
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
