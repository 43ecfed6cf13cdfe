"""The small widgets that the parts of the import and export pages are made of, each with its name."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui import look

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, spoken: str) -> W:
    """The widget with its objectName and its accessible name."""
    widget.setObjectName(name)
    widget.setAccessibleName(spoken)
    return widget


def button(name: str, words: str, kind: str = "") -> QPushButton:
    """A button that Return presses too."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    return named(made, name, words)


def chip(name: str, words: str) -> QPushButton:
    """A button that stays down."""
    made = button(name, words, "chip")
    made.setCheckable(True)
    return made


def label(name: str, words: str = "", role: str = "") -> QLabel:
    """Plain text that wraps."""
    made = QLabel(words)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(bool(name))
    if role:
        made.setProperty("role", role)
    return made


def labelled(words: str, editor: QWidget) -> QWidget:
    """An editor with its label before it, as one."""
    pair = QWidget()
    line = QHBoxLayout(pair)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(look.TIGHT)
    before = label("", words)
    before.setBuddy(editor)
    line.addWidget(before)
    line.addWidget(editor)
    return pair
