from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell import looks
from ui.keys import OverEditing, listen
from ui.rail import Rail

UI = Path(__file__).parents[2] / "ui"


def test_keys_are_heard_where_the_keyboard_is_and_nowhere_else(qtbot: QtBot) -> None:
    heard: list[str] = []
    window = QWidget()
    rows = QVBoxLayout(window)
    holders: dict[str, QWidget] = {}
    for name in ("one", "other"):
        part, holders[name] = QWidget(), QWidget()
        holders[name].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        QVBoxLayout(part).addWidget(holders[name])
        rows.addWidget(part)
        listen(part, "H", lambda name=name: heard.append(name))
    line = QLineEdit()
    rows.addWidget(line)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for name in ("one", "other"):
        holders[name].setFocus()
        qtbot.keyClick(holders[name], Qt.Key.Key_H)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_H)
    assert heard == ["one", "other"]
    assert line.text() == "h"


def test_no_shortcut_is_made_in_another_way() -> None:
    # Given to the constructor beside a function, the context is silently not taken: two of the same key in one
    # window are then ambiguous, and neither is heard.
    made_in = {path.name for path in UI.rglob("*.py") if "QShortcut(" in path.read_text(encoding="utf-8")}
    assert made_in == {"keys.py"}


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit])
def test_keys_of_the_window_are_heard_also_where_a_text_field_would_take_them(
    qtbot: QtBot, make: type[QLineEdit | QPlainTextEdit]
) -> None:
    """Ctrl+E and Ctrl+K are such keys on Linux; Ctrl+A is one everywhere."""
    heard: list[str] = []
    window, field = QWidget(), make("by the river")
    QVBoxLayout(window).addWidget(field)
    for keys in ("Ctrl+A", "Ctrl+Z"):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: heard.append(keys))
        window.addAction(action)
    OverEditing([QKeySequence("Ctrl+A")], window)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    field.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_X, Qt.Key.Key_Z):
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(field, key, control if key is not Qt.Key.Key_X else Qt.KeyboardModifier.NoModifier)
    assert heard == ["Ctrl+A"]  # and nothing was selected that X would have taken the place of
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
    assert text == "by the river"  # Ctrl+Z is the field's own


def test_the_words_of_the_rail_are_whole_in_a_low_window(qtbot: QtBot) -> None:
    looks()
    host = QWidget()
    rail = Rail(host)
    qtbot.addWidget(host)
    for name in ("Board", "Incidents", "Arrivals", "Facilities", "Reports", "Import", "Export"):
        rail.add_page(name, name, "list", "")
    rail.dress()
    with qtbot.waitExposed(host):
        host.show()
    buttons = rail.findChildren(QToolButton)
    for height in (560, 310):  # a laptop of 1366x768 has these, and at 200 % those
        rail.resize(rail.width(), height)
        qtbot.wait(1)
        assert all(button.height() <= height // len(buttons) for button in buttons)
        assert buttons[0].iconSize().height() == (20 if height == 560 else 14)
    assert all(button.sizeHint().height() <= button.height() for button in buttons)
