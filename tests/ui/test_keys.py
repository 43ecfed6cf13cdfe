from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.keys import listen

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
