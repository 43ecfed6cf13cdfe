"""Typing into the incident form as a person does, and what it then asks to be written."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tracker import drafts
from tracker.occupancy import read_facilities
from tracker.quickline import Named, Vocabulary
from tracker.situations import find_sectors
from ui.forms.incident import IncidentForm

pytestmark = pytest.mark.filterwarnings("error")


def told(form: IncidentForm, small: Small) -> None:
    """What the page tells the form once the store is open."""
    with small.store.read() as session:
        sectors = find_sectors(session, small.line.pk)
        readings = read_facilities(session, small.line.pk, NOON)
    form.set_situation(small.line, small.store.path)
    form.set_vocabulary(
        Vocabulary(
            small.situation,
            small.line.time_zone,
            small.line.cutoff,
            [Named(one.id, one.name) for one in sectors],
            [Named(one.facility_id, one.name) for one in readings],
        ),
        readings,
    )


class Saved:
    """What the form asked to be written."""

    def __init__(self, form: IncidentForm) -> None:
        self.new: list[tuple[drafts.Incident, str | None, str | None]] = []
        self.amended: list[tuple[str, drafts.Incident, str, str | None]] = []
        form.save_requested.connect(lambda *asked: self.new.append(asked))
        form.amend_requested.connect(lambda *asked: self.amended.append(asked))


def typed(form: IncidentForm, qtbot: QtBot, name: str, text: str) -> None:
    """Put text into a field as a person does: over what stands there."""
    editor = form.fields[name].editor
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    if text.isascii():
        qtbot.keyClicks(editor, text)
    else:  # QTest knows no other keys
        editor.insertPlainText(text) if hasattr(editor, "insertPlainText") else editor.insert(text)  # type: ignore[attr-defined]


def chosen(form: IncidentForm, name: str, words: str) -> None:
    box: Any = form.fields[name].editor
    at = box.findText(words)
    assert at >= 0, words
    box.setCurrentIndex(at)
    box.activated.emit(at)


def text(form: IncidentForm, name: str) -> str:
    return form.fields[name].input().text()


def save(form: IncidentForm, line: str) -> None:
    """Type a line and save it, as the window does: emptied while it is being written."""
    form.quick.set_text(line)
    form.save()
    assert form.trouble.isHidden() and not any(
        f.editor.property("state") == "error" for f in form.fields.values()
    )
    form.clear()
