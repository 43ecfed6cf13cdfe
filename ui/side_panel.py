"""The panel beside the page: one form at a time, and the others wait as they were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ui.forms.form import Form

WIDTH = 498
LEAST = 32


class SidePanel(QWidget):
    """Holds forms. Closing it throws nothing away."""

    form_added = Signal(QWidget)
    opened_or_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_panel")
        self.setAccessibleName(self.tr("Entry"))
        self._card = card = QFrame()
        card.setProperty("card", True)
        self._forms = QStackedLayout(card)
        self._forms.setContentsMargins(1, 1, 1, 1)
        room = QVBoxLayout(self)
        room.addWidget(card)
        self.fill(False)
        self.hide()

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: the window may get so narrow that the panel takes the room of the page."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def fill(self, whole: bool) -> None:
        """Take all the room there is, or as much as a form needs beside a page."""
        self._card.setMinimumWidth(0 if whole else WIDTH)
        self._card.setMaximumWidth(16_777_215 if whole else WIDTH)
        self.layout().setContentsMargins(16 if whole else 0, 14, 16, 14)

    def add(self, form: Form) -> None:
        """Take a form in, without showing it."""
        if self._forms.indexOf(form) < 0:
            self._forms.addWidget(form)
            form.left.connect(self.close_form)
            self.form_added.emit(form)

    def open(self, form: Form) -> None:
        """Show a form, and put the keyboard into it."""
        self.add(form)
        self._forms.setCurrentWidget(form)
        self.show()
        self.opened_or_closed.emit()
        form.start()

    def close_form(self) -> None:
        """Close the panel; what is typed stays."""
        self.hide()
        self.opened_or_closed.emit()
