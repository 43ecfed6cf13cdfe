"""Asking in which earlier incident people of this one were counted already."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tracker.errors import Problem
from ui import look
from ui.incident_words import on_button
from ui.keys import listen
from ui.words import explain

SHOWN = 4


class LinkPanel(QFrame):
    """Likely earlier incidents, the one selected in the list, and how many of the people it is about."""

    asked = Signal(object, object)  # id of the earlier incident, None to unlink; persons, None for all
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link_panel")
        self.label = QLabel(self.tr("Where were these people counted before?"))
        self.hint = QLabel(self.tr("Or select the earlier incident in the list."))
        self.hint.setProperty("role", "small")
        self.label.setWordWrap(True)
        self.hint.setWordWrap(True)
        self.choices = QButtonGroup(self)
        self.list = QVBoxLayout()
        self.list.setSpacing(2)
        self.picked = QRadioButton()
        self.picked.setObjectName("link_picked")
        self.picked.setAccessibleName(self.tr("The incident selected in the list"))
        self.picked.hide()
        self.choices.addButton(self.picked)
        self.persons = QLineEdit()
        self.persons.setObjectName("link_persons")
        self.persons.setAccessibleName(self.tr("How many of them"))
        self.persons.setPlaceholderText(self.tr("all"))
        self.persons.setFixedWidth(70)
        persons_label = QLabel(self.tr("How many of them"))
        persons_label.setBuddy(self.persons)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "small")
        self.words.setProperty("state", "error")
        self.words.setWordWrap(True)
        self.words.hide()
        self.link_button = QPushButton(self.tr("Link"))
        self.unlink_button = QPushButton(self.tr("Unlink"))
        self.cancel_button = QPushButton(self.tr("Leave it"))
        for button, name in (
            (self.link_button, "link_confirm"),
            (self.unlink_button, "link_undo"),
            (self.cancel_button, "link_cancel"),
        ):
            button.setObjectName(name)
            button.setAccessibleName(button.text())
        self.link_button.setProperty("kind", "primary")
        foot = QHBoxLayout()
        foot.addWidget(persons_label)
        foot.addWidget(self.persons)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.unlink_button)
        foot.addWidget(self.link_button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.label)
        rows.addLayout(self.list)
        rows.addWidget(self.picked)
        rows.addWidget(self.hint)
        rows.addWidget(self.words)
        rows.addLayout(foot)
        self.persons.returnPressed.connect(self.link_button.setFocus)
        self.link_button.clicked.connect(self._ask)
        self.unlink_button.clicked.connect(lambda: self.asked.emit(None, None))
        self.cancel_button.clicked.connect(self.left)
        listen(self, "Ctrl+Return", self._ask)
        self.hide()

    def start(self, linked: bool) -> None:
        """Show the panel; `linked` if there is a link to undo."""
        self._forget()
        self.persons.clear()
        self.words.hide()
        self.unlink_button.setVisible(linked)
        self.show()
        self.persons.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, candidates: list[tuple[str, str]]) -> None:
        """Likely ones: id and words."""
        self._forget()
        for id_, said in candidates[:SHOWN]:
            choice = QRadioButton(on_button(said))
            choice.setObjectName("link_candidate")
            choice.setAccessibleName(said)
            choice.setProperty("incident", id_)
            self.choices.addButton(choice)
            self.list.addWidget(choice)
        found = self.choices.buttons()
        if len(found) > 1:
            found[1].setChecked(True)
            found[1].setFocus(Qt.FocusReason.OtherFocusReason)
        self.label.setText(
            self.tr("Where were these people counted before?")
            if candidates
            else self.tr("No incident near in time and place has a like number of people.")
        )

    def pick(self, id_: str, said: str) -> None:
        """The one that is selected in the list."""
        self.picked.setText(on_button(said))
        self.picked.setAccessibleName(said)
        self.picked.setProperty("incident", id_)
        self.picked.show()
        self.picked.setChecked(True)

    def _forget(self) -> None:
        for button in self.choices.buttons():
            if button is not self.picked:
                self.choices.removeButton(button)
                button.hide()
                button.deleteLater()
        self.picked.hide()
        self.picked.setProperty("incident", None)

    def _ask(self) -> None:
        chosen = self.choices.checkedButton()
        earlier = chosen.property("incident") if chosen is not None else None
        typed = self.persons.text().strip()
        persons = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None
        if earlier is None:
            self._say(self.tr("Choose the earlier incident first."))
        elif typed and persons is None:
            self._say(explain(Problem("not_a_number", "seen_persons", values={"value": typed})))
            self.persons.setFocus()
        else:
            self.words.hide()
            self.asked.emit(earlier, persons)

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.show()
