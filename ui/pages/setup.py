"""The page of a first start: the set-up form in the middle of the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.forms.setup import SetupForm

WIDTH = 680


class SetupPage(QWidget):
    """Holds the form."""

    def __init__(self, author: str, zone: str, where: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("setup_page")
        self.setAccessibleName(self.tr("Set up this station"))
        self.form = SetupForm(author, zone, where)
        card = QFrame()
        card.setProperty("card", True)
        card.setMaximumWidth(WIDTH)
        card.setMaximumHeight(690)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 8, 8, 8)
        inside.addWidget(self.form)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(card, 100, Qt.AlignmentFlag.AlignVCenter)
        across.addStretch(1)
