"""Which incidents the list shows: search, sector, kind, status, days; what is filtered stands there to be taken off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tracker import nationalities
from tracker.codes import Kind, Status
from tracker.situations import SectorLine, SituationLine
from ui import arrivals_rule, look
from ui import incident_words as say
from ui.forms.fields import ChoiceEdit, Field
from ui.forms.moment import DayEdit
from ui.words import word

TYPING_PAUSE = 150  # ms
ONE_ROW = 624  # pixels that the search and the choices need beside each other


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is filtered for; days are reporting days, both included; a nationality goes with arrivals alone."""

    typed: str = ""
    sector_pk: int | None = None
    kind: Kind | None = None
    status: Status | None = None
    first_day: date | None = None
    last_day: date | None = None
    voided: bool = False
    arrivals: bool = False
    nationality: str | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered out but voided ones."""
        days = self.first_day, self.last_day
        return any((self.typed.strip(), self.sector_pk, self.kind, self.status, *days, self.arrivals))


class SearchEdit(QLineEdit):
    """The search field; Down goes to the list, Esc empties it."""

    list_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter leave for the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list_asked.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class DaysBox(ChoiceEdit):
    """Looks like the other boxes; what drops down from it is the panel."""

    dropped = Signal()

    def showPopup(self) -> None:
        """Have the panel shown in place of a list."""
        self.dropped.emit()

    def say(self, words: str) -> None:
        """What is chosen."""
        self.fill([(words, words)])


class DaysPanel(QFrame):
    """First and last day, typed or by a button. A panel that drops down from its button and takes no decision away."""

    chosen = Signal(object, object)  # first, last; None where open

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("days_panel")
        self.setAccessibleName(self.tr("Days"))
        self.setProperty("card", "true")
        self._today = date(2000, 1, 1)
        self.first = DayEdit()
        self.last = DayEdit()
        self._first = Field(self.tr("From"), self.first, "filter_first_day", self.tr("1 Aug 2021"))
        self._last = Field(self.tr("Until"), self.last, "filter_last_day", self.tr("3 Aug 2021"))
        grid = QGridLayout(self)
        grid.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        grid.setSpacing(8)
        grid.addWidget(self._first, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._last, 0, 1, Qt.AlignmentFlag.AlignTop)
        spans = (
            ("today", self.tr("Today"), 0, 0),
            ("yesterday", self.tr("Yesterday"), 1, 1),
            ("week", self.tr("Last 7 days"), 6, 0),
            ("days30", self.tr("Last 30 days"), 29, 0),
        )
        for n, (name, words, first, last) in enumerate(spans):
            self._add_button(grid, name, words, n, partial(self._back, first, last))
        self._add_button(grid, "month", self.tr("This month"), 4, self._month)
        self._add_button(grid, "all", self.tr("All days"), 5, partial(self._choose, None, None))
        apply = QPushButton(self.tr("Show these days"))
        apply.setObjectName("filter_days_apply")
        apply.setAccessibleName(apply.text())
        apply.setProperty("kind", "primary")
        apply.clicked.connect(self._apply)
        grid.addWidget(apply, 5, 0, 1, 2)
        self.first.returnPressed.connect(self.last.setFocus)
        self.last.returnPressed.connect(self._apply)

    def _add_button(self, grid: QGridLayout, name: str, words: str, n: int, call: Callable[[], None]) -> None:
        button = QPushButton(words)
        button.setObjectName(f"filter_days_{name}")
        button.setAccessibleName(words)
        button.clicked.connect(lambda: call())  # not with whether it is checked
        grid.addWidget(button, 1 + n // 2, n % 2)

    def start(self, below: QWidget, zone: str, today: date, first: date | None, last: date | None) -> None:
        """Drop down below a widget."""
        self._today = today
        for edit, day in ((self.first, first), (self.last, last)):
            edit.set_zone(zone)
            edit.set_day(day)
        for field in (self._first, self._last):
            field.say("")
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(below.width() - self.width(), below.height() + 4))
        self.move(corner)
        self.show()
        self.first.setFocus(Qt.FocusReason.PopupFocusReason)
        self.first.selectAll()

    def _back(self, first: int, last: int) -> None:
        self._choose(self._today - timedelta(days=first), self._today - timedelta(days=last))

    def _month(self) -> None:
        self._choose(self._today.replace(day=1), self._today)

    def _apply(self) -> None:
        for edit, field in ((self.first, self._first), (self.last, self._last)):
            if edit.text().strip() and edit.day() is None:
                field.say(self.tr("“{text}” is no day.").format(text=edit.text().strip()[:40]), "error")
                edit.setFocus()
                self.adjustSize()
                return
        first, last = self.first.day(), self.last.day()
        if first and last and last < first:
            first, last = last, first
        self._choose(first, last)

    def _choose(self, first: date | None, last: date | None) -> None:
        self.hide()
        self.chosen.emit(first, last)


class IncidentFilters(QWidget):
    """The bar above the list."""

    changed = Signal()
    list_asked = Signal()  # the keyboard wants to go on to the list

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._today = "UTC", date(2000, 1, 1)
        self._first: date | None = None
        self._last: date | None = None
        self.search = SearchEdit()
        self.search.setObjectName("incident_search")
        self.search.setAccessibleName(self.tr("Search incidents"))
        self.search.setPlaceholderText(self.tr("Search text, place …  Ctrl+F"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(200)
        self.search.setMinimumWidth(150)
        self.sector = self._choice("filter_sector", self.tr("Sector"))
        self.kind = self._choice("filter_kind", self.tr("What happened"))
        self.status = self._choice("filter_status", self.tr("Status"))
        self.kind.fill(((say.kind(k), k) for k in Kind), self.tr("Any kind"))
        self.status.fill(((word(s), s) for s in Status), self.tr("Any status"))
        self.days = DaysBox()
        self.days.setObjectName("filter_days")
        self.days.setToolTip(self.tr("Days"))
        self.days_panel = DaysPanel(self)
        self._nationality: str | None = None
        self.arrivals = QPushButton()
        self.arrivals.setObjectName("filter_arrivals")
        self.arrivals.setToolTip(look.plain(arrivals_rule.rule()))
        self.arrivals.setCheckable(True)
        self.arrivals.setProperty("kind", "chip")
        self.voided = QPushButton(self.tr("Voided too"))
        self.voided.setObjectName("filter_voided")
        self.voided.setAccessibleName(self.tr("Show voided incidents too"))
        self.voided.setCheckable(True)
        self.voided.setProperty("kind", "chip")
        self.clear_button = QPushButton(self.tr("Clear filters"))
        self.clear_button.setObjectName("filter_clear")
        self.clear_button.setAccessibleName(self.tr("Clear all filters"))
        self.clear_button.setProperty("kind", "chip")
        look.dress(self.clear_button, "x", size=12)
        self.counts = QLabel()
        self.counts.setObjectName("incident_counts")
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.counts.setProperty("role", "secondary")
        self.counts.setWordWrap(True)  # none of it may be cut off: persons of unknown number are no zero
        self.counts.setMinimumWidth(120)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._lay_out()
        self._connect()
        self._show_days()
        self._show_arrivals()

    def _choice(self, name: str, words: str) -> ChoiceEdit:
        made = ChoiceEdit()
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setToolTip(words)
        made.setMinimumContentsLength(6)
        return made

    def _lay_out(self) -> None:
        top = self._top = QHBoxLayout()
        self._second = QHBoxLayout()
        for row in (top, self._second):
            row.setSpacing(8)
        top.addWidget(self.search, 1)
        for choice, width in self._widths():
            choice.setFixedWidth(width)
            top.addWidget(choice)
        under = QHBoxLayout()
        under.setSpacing(8)
        under.addWidget(self.counts, 1)
        under.addWidget(self.clear_button)
        under.addWidget(self.arrivals)
        under.addWidget(self.voided)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addLayout(top)
        rows.addLayout(self._second)
        rows.addLayout(under)

    def _widths(self) -> tuple[tuple[QWidget, int], ...]:
        return (self.sector, 112), (self.kind, 104), (self.status, 104), (self.days, 122)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is too little room for one row, the choices stand under the search."""
        super().resizeEvent(event)
        wrap = event.size().width() < ONE_ROW
        if wrap == (self._second.count() > 0):
            return
        row, other = (self._second, self._top) if wrap else (self._top, self._second)
        for choice, width in self._widths():
            other.removeWidget(choice)
            choice.setMinimumWidth(84 if wrap else width)
            choice.setMaximumWidth(16_777_215 if wrap else width)
            row.addWidget(choice, width if wrap else 0)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._pause.start())
        self._pause.timeout.connect(self._tell)
        for choice in (self.sector, self.kind, self.status):
            choice.currentIndexChanged.connect(self._tell)
        self.voided.toggled.connect(self._tell)
        self.arrivals.toggled.connect(self._arrivals_toggled)
        self.days.dropped.connect(self._drop_days)
        self.days_panel.chosen.connect(self.set_days)
        self.clear_button.clicked.connect(self.clear)
        self.search.list_asked.connect(self.list_asked)
        self.clear_button.hide()

    # What is chosen

    def chosen(self) -> Chosen:
        """What is filtered for."""
        return Chosen(
            self.search.text(),
            self.sector.value(),
            self.kind.value(),
            self.status.value(),
            self._first,
            self._last,
            self.voided.isChecked(),
            self.arrivals.isChecked(),
            self._nationality,
        )

    def show_chosen(self, chosen: Chosen) -> None:
        """Filter for something else, all at once."""
        with QSignalBlocker(self.search), QSignalBlocker(self.sector), QSignalBlocker(self.kind):
            self.search.setText(chosen.typed)
            self.sector.choose(chosen.sector_pk)
            self.kind.choose(chosen.kind)
        with QSignalBlocker(self.status), QSignalBlocker(self.voided), QSignalBlocker(self.arrivals):
            self.status.choose(chosen.status)
            self.voided.setChecked(chosen.voided)
            self.arrivals.setChecked(chosen.arrivals)
        self._nationality = chosen.nationality
        self._show_arrivals()
        self._first, self._last = chosen.first_day, chosen.last_day
        self._show_days()
        self._tell()

    def set_days(self, first: date | None, last: date | None) -> None:
        """Filter for a span of reporting days."""
        self._first, self._last = first, last
        self._show_days()
        self._tell()

    def clear(self) -> None:
        """Show all incidents; voided ones stay shown if they were."""
        self.show_chosen(Chosen(voided=self.voided.isChecked()))

    def show_situation(self, situation: SituationLine, today: date, sectors: Sequence[SectorLine]) -> None:
        """The sectors to choose among, and what "today" is."""
        self._zone, self._today = situation.time_zone, today
        with QSignalBlocker(self.sector):
            self.sector.fill(((s.name, s.pk) for s in sectors), self.tr("All sectors"))

    def _arrivals_toggled(self, on: bool) -> None:
        self._nationality = None
        self._show_arrivals()
        self._tell()

    def _show_arrivals(self) -> None:
        on = self.arrivals.isChecked()
        name = nationalities.name_of(self._nationality) if self._nationality else ""
        self.arrivals.setText(
            self.tr("Arrivals: {nationality}").format(nationality=name) if name else self.tr("Arrivals only")
        )
        self.arrivals.setAccessibleName(
            self.tr("Show only what counts as arrivals, {nationality}").format(nationality=name)
            if name
            else self.tr("Show only what counts as arrivals")
        )
        self.voided.setEnabled(not on)  # what is void counts nowhere

    def _tell(self) -> None:
        self._pause.stop()
        self.clear_button.setVisible(self.chosen().narrows)
        self.changed.emit()

    def _show_days(self) -> None:
        words = say.days(self._first, self._last) or self.tr("All days")
        self.days.say(words)
        self.days.setAccessibleName(self.tr("Days: {days}").format(days=words))

    def _drop_days(self) -> None:
        self.days_panel.start(self.days, self._zone, self._today, self._first, self._last)
