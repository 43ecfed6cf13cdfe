"""The shortcuts page: every action with its keys, read from the one table of actions."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import look
from ui.actions import GROUPS, ROWS, group_words, keys_of, words_of
from ui.keys import listen


class ShortcutsPage(QWidget):
    """Two columns of groups."""

    closed = Signal()

    def __init__(
        self, more: Iterable[tuple[str, list[tuple[str, str]]]] = (), parent: QWidget | None = None
    ) -> None:
        """`more` are groups of pages: a title, and rows of words and keys."""
        super().__init__(parent)
        self.setObjectName("shortcuts_page")
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        title = QLabel(self.tr("Keyboard shortcuts"))
        title.setProperty("role", "heading")
        close = QPushButton(self.tr("Back"))
        close.setObjectName("shortcuts_close")
        close.setAccessibleName(self.tr("Back"))
        close.setToolTip(QKeySequence("Esc").toString(QKeySequence.SequenceFormat.NativeText))
        listen(self, "Esc", self.closed.emit)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(close)
        groups = [
            (
                group_words(group),
                [(words_of(row), " · ".join(keys_of(row))) for row in ROWS if row.group == group],
            )
            for group in GROUPS
        ] + list(more)
        columns = QHBoxLayout()
        columns.setSpacing(look.GAP)
        for side in (groups[0::2], groups[1::2]):
            column = QVBoxLayout()
            column.setSpacing(look.GAP)
            for words, rows in side:
                column.addWidget(_group(words, rows))
            column.addStretch(1)
            columns.addLayout(column, 1)
        inner = QWidget()
        inner.setLayout(columns)
        columns.setContentsMargins(0, 0, 6, 0)
        scroll = QScrollArea()
        scroll.setObjectName("shortcuts_scroll")
        scroll.setAccessibleName(self.tr("Keyboard shortcuts"))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.GAP)
        rows.addLayout(head)
        rows.addWidget(scroll, 1)


def _group(words: str, rows: list[tuple[str, str]]) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    grid = QGridLayout(card)
    grid.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
    grid.setVerticalSpacing(8)
    title = QLabel(words)
    title.setProperty("role", "title")
    grid.addWidget(title, 0, 0, 1, 2)
    for n, (said, keys) in enumerate(rows, 1):
        what, chip = QLabel(said), QLabel(keys)
        for label in (what, chip):
            label.setTextFormat(Qt.TextFormat.PlainText)
        chip.setProperty("role", "secondary")
        grid.addWidget(what, n, 0)
        grid.addWidget(chip, n, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return card
