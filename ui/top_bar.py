"""The bar at the top: which situation, whose station, as of when, search, and the one thing that cannot wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from ui import look
from ui.pages.elided import Elided

if TYPE_CHECKING:
    from datetime import date

    from tracker.situations import SituationLine

SIGN = 14  # the little chevron
LEAST = 560  # pixels: there all that can be done is still seen
# Whether keys are said, which form of the day, whether words are short, how long a situation's name may be.
FORMS = (
    (True, 0, False, 48),
    (False, 0, False, 48),
    (False, 1, False, 48),
    (False, 1, True, 36),
    (False, 1, True, 20),
)


class TopBar(QFrame):
    """Says what is asked; the main window answers."""

    situation_chosen = Signal(str)  # id
    new_situation_asked = Signal()
    situation_amend_asked = Signal()
    day_asked = Signal()
    commands_asked = Signal()
    own_store_asked = Signal()  # from the demo
    new_incident_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAccessibleName(self.tr("Situation, day, search"))
        self.setFixedHeight(44)
        self._name, self._day_forms = "", ("", "")
        self.situation = QToolButton()
        self.situation.setObjectName("situation_chooser")
        self.situation.setAccessibleName(self.tr("Situation"))
        self.situation.setProperty("kind", "quiet")
        self.situation.setProperty("menu", True)
        self.situation.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.situation.setFont(look.font(strong=True))
        self.situation.setMenu(QMenu(self.situation))
        self.situation.setEnabled(False)
        self.station = Elided()
        self.station.setObjectName("station_name")
        self.station.setProperty("role", "secondary")
        self.illustrative = QLabel(self.tr("illustrative data"))
        self.illustrative.setObjectName("illustrative_note")
        self.illustrative.setProperty("role", "illustrative")
        self.illustrative.hide()
        self.is_demo = False
        self.demo = QPushButton()
        self.demo.setObjectName("demo_button")
        self.demo.setProperty("kind", "chip")
        self.demo.setAccessibleName(self.tr("This is the demo. Open your own store"))
        self.demo.setToolTip(self.tr("This is the demo, partly made up. Here you go to your own store."))
        self.demo.hide()
        self.day = QPushButton()
        self.day.setObjectName("day_button")
        self.day.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its sign stands after its words
        look.leave_room(self.day, SIGN)
        self.commands = KeyButton(self.tr("Search or command"), "Ctrl+K", short=self.tr("Search"))
        self.commands.setObjectName("commands_button")
        self.new_incident = KeyButton(self.tr("New incident"), "Ctrl+N", primary=True)
        self.new_incident.setObjectName("new_incident_button")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.situation)
        row.addWidget(self.station)
        row.addWidget(self.illustrative)
        row.addWidget(self.demo)
        row.addStretch(1)
        for button in (self.day, self.commands, self.new_incident):
            row.addWidget(button)
        self.day.clicked.connect(self.day_asked)
        self.demo.clicked.connect(self.own_store_asked)
        self.commands.clicked.connect(self.commands_asked)
        self.new_incident.clicked.connect(self.new_incident_asked)
        self.show_situation(None, [])
        self.show_day(None)

    def dress(self) -> None:
        """Draw the icons; after the first paint."""
        look.dress(self.day, "chevron-down", "secondary", size=SIGN)

    def show_situation(self, chosen: SituationLine | None, situations: list[SituationLine]) -> None:
        """Show the situation chosen and offer the others."""
        self._name = chosen.name if chosen else self.tr("Border Tracker")
        self.situation.setAccessibleDescription(self._name)
        self.situation.setEnabled(bool(situations))
        self.illustrative.setVisible(chosen is not None and chosen.illustrative)
        menu = self.situation.menu()
        menu.clear()
        for line in situations:
            action = QAction(_menu_text(line.name), menu)
            action.setCheckable(True)
            action.setChecked(chosen is not None and line.id == chosen.id)
            action.triggered.connect(lambda _checked=False, id_=line.id: self.situation_chosen.emit(id_))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.tr("This situation and its sectors …"), self.situation_amend_asked.emit)
        menu.addAction(self.tr("New situation …"), self.new_situation_asked.emit)
        self._fit()

    def _fit(self) -> None:
        """Say less where there is less room: the station is cut, keys go, words get short, the name is cut."""
        keyed = (self.commands, self.new_incident)
        for keys, day, words, most in FORMS:
            for button in keyed:
                button.show_forms(keys=keys, short=words)
            self.day.setText(self._day_forms[day])
            self.demo.setText(self.tr("Demo") if words else self.tr("Demo · to your own store"))
            self.situation.setText(_menu_text(self._name, most))
            if self._least() <= self.width():
                break

    def _least(self) -> int:
        self.layout().invalidate()
        return self.layout().minimumSize().width()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the shortest forms; the wide ones would keep the window from getting smaller."""
        return QSize(LEAST, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other forms."""
        super().resizeEvent(event)
        self._fit()

    def show_station(self, name: str) -> None:
        """Whose store this is."""
        self.station.show_text(name)
        self._fit()

    def show_demo(self, demo: bool) -> None:
        """Whether this is the demo."""
        self.is_demo = demo
        self.demo.setVisible(demo)
        self._fit()

    def show_day(self, day: date | None) -> None:
        """The day the board is of; None is now."""
        words = self.tr("Now") if day is None else self.tr("End of {day}").format(day=day_words(day))
        self._day_forms = (
            words,
            words if day is None else QLocale().toString(QDate(day.year, day.month, day.day), "d MMM yyyy"),
        )
        self._fit()
        keys = QKeySequence("Ctrl+D").toString(QKeySequence.SequenceFormat.NativeText)
        self.day.setToolTip(keys)
        self.day.setAccessibleName(self.tr("Board as of: {when}").format(when=words))


def day_words(day: date) -> str:
    """A day for a reader: Tue 3 August 2021."""
    return QLocale().toString(QDate(day.year, day.month, day.day), "ddd d MMMM yyyy")


def _menu_text(text: str, most: int = 48) -> str:
    """A name as it is: in a button or menu an ampersand would underline the next letter."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return cut.replace("&", "&&")


class KeyButton(QPushButton):
    """A button which says its keys beside its words, in a quieter colour."""

    def __init__(self, words: str, keys: str, *, primary: bool = False, short: str = "") -> None:
        super().__init__()
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleName(words)
        self.setAccessibleDescription(native)
        if primary:
            self.setProperty("kind", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(5)
        self._forms, self._labels = (words, short or words), list[QLabel]()
        for text, role in ((words, "button"), (native, "key")):
            label = QLabel(text)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setProperty("role", role)
            row.addWidget(label)
            self._labels.append(label)

    def show_forms(self, *, keys: bool, short: bool) -> None:
        """Say its keys or not, and its words at length or not."""
        said, key = self._labels
        said.setText(self._forms[short])
        key.setVisible(keys)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.layout().sizeHint().width(), 30)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
