"""Under which name what was chosen for a file is kept, asked in the page."""

import re

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tracker.nationalities import fold
from ui import look
from ui.controls import button, label, labelled, named
from ui.forms.fields import TextEdit
from ui.keys import listen
from ui.wrapped import Wrapped

LONGEST = 60  # signs of a name


class ProfilePanel(QFrame):
    """A name and two buttons; what is wrong with the name stands under it."""

    asked = Signal(str)  # name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_profile_panel")
        self.setProperty("card", "true")
        self.name = named(TextEdit(), "import_profile_name", _tr("Name of the profile"))
        self.name.setMaxLength(LONGEST)
        self.name.setMinimumWidth(280)
        self.keep = button("import_profile_keep", _tr("Keep it"), "primary")
        self.leave = button("import_profile_leave", _tr("Not now"))
        self.words = label("import_profile_words", role="small")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.TIGHT, look.PADDING, look.TIGHT)
        rows.setSpacing(look.TIGHT)
        rows.addLayout(Wrapped(labelled(_tr("Keep sheet, columns and values as a profile called"), self.name),
                               self.keep, self.leave))  # fmt: skip
        rows.addWidget(self.words)
        self.name.returnPressed.connect(self._ask)
        self.keep.clicked.connect(self._ask)
        self.leave.clicked.connect(self.hide)
        listen(self, "Esc", self.hide)
        self.hide()

    def start(self, file: str) -> None:
        """Ask, with the file's name as what may be meant."""
        self.name.setText(re.sub(r"[^a-z0-9]+", "-", fold(file)).strip("-")[:LONGEST])
        self.say(
            _tr(
                "It is offered for files that have the same columns. Small letters, digits, dots and hyphens."
            )
        )
        self.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def say(self, words: str, state: str = "") -> None:
        """What is asked, or with state "error" what is wrong."""
        self.words.setText(words)
        self.name.setAccessibleDescription(words)
        for widget in (self.words, self.name):
            widget.setProperty("state", state)
            look.restyle(widget)

    def _ask(self) -> None:
        name = self.name.text().strip()
        if name:
            self.asked.emit(name)
        else:
            self.say(_tr("Type a name first."), "error")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
