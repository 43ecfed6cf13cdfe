"""Asking why an incident is void, beside the incident: nothing is voided without a reason."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tracker.errors import Problem
from ui import look
from ui.keys import listen
from ui.words import explain


class VoidPanel(QFrame):
    """A reason, and two buttons. Enter goes on to the button; Ctrl+Return voids. Left, it keeps what was typed."""

    asked = Signal(str)  # reason
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("void_panel")
        self._about = ""
        self._typed: dict[str, str] = {}  # reasons not sent yet, by incident
        self.label = QLabel(
            self.tr("Why is this incident void? It stays readable, and its people stay where they are.")
        )
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setObjectName("void_reason")
        self.reason.setAccessibleName(self.tr("Reason for voiding"))
        self.reason.setPlaceholderText(self.tr("entered twice, wrong day, …"))
        self.label.setBuddy(self.reason)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "small")
        self.words.setProperty("state", "error")
        self.words.setWordWrap(True)
        self.words.hide()
        self.void_button = QPushButton(self.tr("Void it"))
        self.void_button.setObjectName("void_confirm")
        self.void_button.setAccessibleName(self.tr("Void it"))
        self.void_button.setProperty("kind", "danger")
        self.cancel_button = QPushButton(self.tr("Leave it"))
        self.cancel_button.setObjectName("void_cancel")
        self.cancel_button.setAccessibleName(self.tr("Leave it"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.void_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.label)
        rows.addWidget(self.reason)
        rows.addWidget(self.words)
        rows.addLayout(buttons)
        self.setTabOrder(self.reason, self.void_button)
        self.setTabOrder(self.void_button, self.cancel_button)
        self.reason.returnPressed.connect(self._go_on)
        self.reason.textEdited.connect(self._keep)
        self.void_button.clicked.connect(self._ask)
        self.cancel_button.clicked.connect(self.left)
        listen(self, "Ctrl+Return", self._ask)
        self.hide()

    def start(self, id_: str) -> None:
        """Show the panel with the keyboard in it, and the reason that was begun for this incident."""
        self._about = id_
        self.reason.setText(self._typed.get(id_, ""))
        self.words.hide()
        self.show()
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def finish(self, id_: str) -> None:
        """This incident is void."""
        self._typed.pop(id_, None)
        if id_ == self._about:
            self.reason.clear()
            self.hide()

    def _keep(self, text: str) -> None:
        self._typed[self._about] = text
        self.words.hide()

    def _go_on(self) -> None:
        # On the button, letters that are typed on would be shortcuts: without a reason the keyboard stays.
        if self._has_reason():
            self.void_button.setFocus()

    def _ask(self) -> None:
        if self._has_reason():
            self.asked.emit(self.reason.text().strip())

    def _has_reason(self) -> bool:
        if self.reason.text().strip():
            return True
        self.words.setText(explain(Problem("reason_missing", "reason")))
        self.words.show()
        self.reason.setFocus()
        return False
