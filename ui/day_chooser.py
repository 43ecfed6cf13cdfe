"""Which day the board is of: typed, or chosen from a month. A small panel under its button; nothing waits for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tracker.codes import Precision
from ui import look
from ui.forms.moment import read_when


class DayChooser(QFrame):
    """Opens with the keyboard in a field that takes 2021-08-03, 3.8.2021, 3 Aug or yesterday; Enter takes it."""

    day_chosen = Signal(object)  # date; None for now

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("day_chooser")
        self.setAccessibleName(self.tr("Day of the board"))
        self.setProperty("card", True)
        title = QLabel(self.tr("Board as of the end of this day"))
        title.setProperty("role", "strong")
        self.typed = QLineEdit()
        self.typed.setObjectName("day_typed")
        self.typed.setAccessibleName(self.tr("Day"))
        self.typed.setPlaceholderText(self.tr("2021-08-03"))
        self.words = QLabel()
        self.words.setObjectName("day_words")
        self.words.setProperty("role", "small")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName("day_calendar")
        self.calendar.setAccessibleName(self.tr("Month"))
        self.calendar.setNavigationBarVisible(False)  # its colours are the selection's: ours is below
        self.calendar.setGridVisible(False)
        self.calendar.setMinimumSize(286, 196)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        # Qt paints week-ends red, and red is for what is over.
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(day, QTextCharFormat())
        self.month = QLabel()
        self.month.setObjectName("day_month")
        self.month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        turn = QHBoxLayout()
        turn.addWidget(self._turner("day_month_before", "chevron-left", self.tr("The month before"), -1))
        turn.addWidget(self.month, 1)
        turn.addWidget(self._turner("day_month_after", "chevron-right", self.tr("The month after"), 1))
        self.now = QPushButton(self.tr("Now"))
        self.now.setObjectName("day_now")
        self.now.setAccessibleName(self.tr("Now"))
        self.latest = QPushButton()
        self.latest.setObjectName("day_latest")
        self.latest.setAccessibleName(self.tr("Last day with incidents"))
        self._latest_day: date | None = None
        self._today = date.max
        buttons = QHBoxLayout()
        buttons.addWidget(self.now)
        buttons.addWidget(self.latest, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        rows.setSpacing(look.TIGHT)
        for widget in (title, self.typed, self.words):
            rows.addWidget(widget)
        rows.addLayout(turn)
        rows.addWidget(self.calendar)
        rows.addLayout(buttons)
        self.typed.textEdited.connect(self._read)
        self.typed.returnPressed.connect(self._take_typed)
        self.calendar.currentPageChanged.connect(self._show_month)
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)
        self.now.clicked.connect(lambda: self._chosen(None))
        self.latest.clicked.connect(lambda: self._chosen(self._latest_day))

    def open(self, below: QWidget, day: date, latest: date | None, today: date) -> None:
        """Open under a widget, on a day. `latest` is the last day with an incident, `today` the one under way."""
        self._today = today
        self._latest_day = latest
        self.latest.setVisible(latest is not None)
        if latest is not None:
            words = self.tr("Last day with incidents: {day}").format(day=latest.isoformat())
            self.latest.setText(words)
            self.latest.setAccessibleName(words)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._show_month(self.calendar.yearShown(), self.calendar.monthShown())
        self.typed.setText(day.isoformat())
        self.words.clear()
        self.words.hide()
        self.adjustSize()
        corner = below.mapToGlobal(QPoint(below.width() - self.width(), below.height() + 4))
        screen = below.screen().availableGeometry()
        corner.setX(max(screen.left() + 4, min(corner.x(), screen.right() - self.width() - 4)))
        self.move(corner)
        self.show()
        self.typed.setFocus()
        self.typed.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _turner(self, name: str, icon: str, words: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setProperty("kind", "quiet")
        look.dress(button, icon, "secondary", size=16)
        turn = self.calendar.showNextMonth if by > 0 else self.calendar.showPreviousMonth
        button.clicked.connect(turn)
        return button

    def _show_month(self, year: int, month: int) -> None:
        self.month.setText(QLocale().toString(QDate(year, month, 1), "MMMM yyyy"))

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))

    def _read(self, text: str) -> None:
        day = read_day(text, self._today)
        if day is not None:
            self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        words = "" if day or not text.strip() else self.tr("A day is written like 2021-08-03 or 3 Aug.")
        self._say(self._not_yet() if day and day > self._today else words)

    def _take_typed(self) -> None:
        day = read_day(self.typed.text(), self._today)
        if day is None:
            self._say(self.tr("This is not a day. It is written like 2021-08-03 or 3 Aug."))
        else:
            self._chosen(day)

    def _take(self, day: QDate) -> None:
        self._chosen(date(day.year(), day.month(), day.day()))

    def _not_yet(self) -> str:
        return self.tr("That day has not come yet.")

    def _chosen(self, day: date | None) -> None:
        if day is not None and day > self._today:
            self._say(self._not_yet())
            return
        self.close()
        self.day_chosen.emit(day)


FORMATS = ("yyyy-MM-dd", "yyyyMMdd", "d.M.yyyy", "d/M/yyyy", "d MMM yyyy", "d MMMM yyyy")


def read_day(text: str, today: date) -> date | None:
    """A typed day, also as the forms take it: 24 nov, yesterday. None if it is none, or not between 1900 and 2999."""
    for pattern in FORMATS:
        found = QDate.fromString(text.strip(), pattern)
        if found.isValid() and 1900 <= found.year() <= 2999:
            return date(found.year(), found.month(), found.day())
    when = read_when(text, "UTC", datetime.combine(today, time(23, 59), UTC))
    return when.at.date() if when.at is not None and when.precision is Precision.DAY else None
