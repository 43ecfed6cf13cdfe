"""The panel beside the page: one form at a time, and the others wait as they were left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ui.forms.form import Form

WIDTH = 498


class SidePanel(QWidget):
    """Holds forms. Closing it throws nothing away."""

    form_added = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_panel")
        self.setAccessibleName(self.tr("Entry"))
        card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(WIDTH)
        self._forms = QStackedLayout(card)
        self._forms.setContentsMargins(1, 1, 1, 1)
        room = QVBoxLayout(self)
        room.setContentsMargins(0, 14, 16, 14)
        room.addWidget(card)
        self.hide()

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
        form.start()

    def close_form(self) -> None:
        """Close the panel; what is typed stays."""
        self.hide()
