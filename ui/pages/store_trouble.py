"""What stands in the way of opening the store: what happened, what was kept, what to do. Never a dead end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import look


class StoreTroublePage(QWidget):
    """One card in words, with the ways on."""

    try_again_asked = Signal()
    other_store_asked = Signal()
    demo_asked = Signal()
    override_asked = Signal()  # open in spite of another machine's lock

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("store_trouble")
        self.setAccessibleName(self.tr("The store could not be opened"))
        card = QFrame()
        card.setProperty("card", True)
        card.setMaximumWidth(640)
        title = QLabel(self.tr("▲ The store could not be opened"))
        title.setProperty("role", "heading")
        self.happened = _words("trouble_happened")
        self.kept = _words("trouble_kept")
        self.kept.setProperty("role", "secondary")
        rows = QVBoxLayout(card)
        rows.setContentsMargins(24, 22, 24, 22)
        rows.setSpacing(look.GAP)
        for widget in (title, self.happened, self.kept):
            rows.addWidget(widget)
        buttons = QHBoxLayout()
        self.again = self._button("trouble_again", self.tr("Try again"), self.try_again_asked)
        self.other = self._button("trouble_other", self.tr("Open another store …"), self.other_store_asked)
        self.override = self._button("trouble_override", self.tr("Open it all the same"), self.override_asked)
        self.demo = self._button("trouble_demo", self.tr("Look at the demo"), self.demo_asked)
        self.override.setProperty("kind", "danger")
        for button in (self.again, self.other, self.demo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.override)
        rows.addSpacing(6)
        rows.addLayout(buttons)
        # Not by alignment: words of several lines would be cut to the height of one.
        middle = QVBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(2)
        across = QHBoxLayout(self)
        across.addStretch(1)
        across.addLayout(middle, 100)
        across.addStretch(1)

    def show_trouble(self, happened: str, kept: str, *, can_override: bool = False) -> None:
        """Say what happened, and what became of the data."""
        self.happened.setText(happened)
        self.kept.setText(kept)
        self.override.setVisible(can_override)
        self.again.setFocus()

    def _button(self, name: str, words: str, signal: object) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(signal)
        return button


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
