"""The board: are we coping? Four figures, daily arrivals, capacity, what needs a decision, the latest incidents."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tracker import figures
from tracker.days import zone
from tracker.situations import SituationLine, find_sectors
from ui import look
from ui.bridge import Bridge
from ui.models.incident_list import Changed
from ui.pages.alerts_card import AlertsCard
from ui.pages.board_room import BoardRoom
from ui.pages.capacity_card import CapacityCard
from ui.pages.daily_card import DailyCard
from ui.pages.headline_card import HeadlineCard
from ui.pages.latest_card import LatestCard
from ui.palette import Palette
from ui.plots import wording

SHOWN = frozenset(
    {
        "incident",
        "facility",
        "capacity_change",
        "headcount",
        "movement",
        "published_total",
        "context_event",
        "situation",
        "sector",
    }
)
LATEST = 24  # incidents: more than a large screen has room for
SOON = 20  # ms in which changes come together
EVERY_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Read:
    """All that the board shows, read at once."""

    board: figures.Board
    sectors: dict[int, str]


def read_all(session: Any, situation: SituationLine, day: date | None, now: datetime) -> Read:
    """The board as of reporting day `day`, None for the one under way."""
    day = day or figures.today(situation, now)
    board = figures.read_board(session, situation, day, now, latest=LATEST)
    return Read(board, {s.pk: s.name for s in find_sectors(session, situation.pk)})


class BoardPage(QWidget):
    """Reads through the bridge; whatever is pressed leads to where more is known."""

    incident_selected = Signal(str)  # id
    facility_selected = Signal(str)  # id
    facilities_requested = Signal()
    days_selected = Signal(date, date)  # all incidents of these days
    arrivals_selected = Signal(date, date)  # those that a figure of arrivals is made of
    day_selected = Signal(object)  # date, None for now
    new_requested = Signal()
    shown = Signal()  # figures are on the screen, for the first time

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board_page")
        self.setAccessibleName(self.tr("Board"))
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._day: date | None = None
        self._painted_with: Read | None = None
        self._read: Read | None = None
        self.headlines = [HeadlineCard(name) for name in ("day", "week", "month", "year")]
        self.daily = DailyCard(palette)
        self.capacity = CapacityCard(palette)
        self.alerts = AlertsCard(palette)
        self.latest = LatestCard(palette)
        self.as_of = QLabel()
        self.as_of.setObjectName("board_as_of")
        self.as_of.setTextFormat(Qt.TextFormat.PlainText)
        self.as_of.setProperty("role", "secondary")
        self.to_now = QPushButton(self.tr("Show now"))
        self.to_now.setObjectName("board_to_now")
        self.to_now.setAccessibleName(self.tr("Show the board as of now"))
        self.to_now.setProperty("kind", "link")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY_MINUTE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        # From the outside in: a stylesheet goes through all that is in a widget each time that this moves into another.
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.scroll = QScrollArea()
        whole.addWidget(self.scroll)
        self.scroll.setObjectName("board_scroll")
        self.scroll.setAccessibleName(self.tr("Board"))
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self.scroll.setWidget(inside)
        self._as_of_row = QWidget(inside)
        row = QHBoxLayout(self._as_of_row)
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(self.as_of)
        row.addWidget(self.to_now)
        row.addStretch(1)
        self._as_of_row.hide()
        self.room = BoardRoom(self.headlines, self.daily, self.latest, self.capacity, self.alerts, inside)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self._as_of_row)
        rows.addWidget(self.room, 1)
        self.scroll.setUpdatesEnabled(
            False
        )  # nothing is painted that would say that there is nothing: see `_take`

    def _connect(self) -> None:
        self._soon.timeout.connect(self._ask)
        self._minute.timeout.connect(self._go_on)
        for card in self.headlines:
            card.days_selected.connect(self.arrivals_selected)
        self.daily.days_selected.connect(self.arrivals_selected)
        self.latest.incident_selected.connect(self.incident_selected)
        self.latest.days_selected.connect(self.days_selected)
        self.latest.new_requested.connect(self.new_requested)
        self.capacity.facility_selected.connect(self.facility_selected)
        self.capacity.more_requested.connect(self.facilities_requested)
        self.alerts.facility_selected.connect(self.facility_selected)
        self.alerts.facilities_requested.connect(self.facilities_requested)
        self.alerts.sizes_selected.connect(self._show_the_day)
        self.to_now.clicked.connect(lambda: self.day_selected.emit(None))

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """Show a situation as of the end of a reporting day, None for now."""
        self._situation, self._day = situation, now_day
        self._say_as_of(now_day)
        self.daily.show_situation(situation)
        self._ask()

    def refresh(self, change: Changed) -> None:
        """Something was written: read again, once for what comes together."""
        if not change.records or change.types & SHOWN:
            self._soon.start()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        for card in (self.daily, self.capacity, self.alerts, self.latest):
            card.apply_palette(palette)

    # Reading

    def _ask(self) -> None:
        if self._situation is not None:
            now = datetime.now(UTC)
            self._bridge.read(read_all, self._situation, self._day, now, done=self._take, key="board")

    def _go_on(self) -> None:
        if self._day is None:  # a day that is over does not change by the minute
            self._ask()

    def _take(self, read: Read) -> None:
        if self._situation is None:
            return
        self._read = read
        board, where = read.board, zone(self._situation.time_zone)
        until = board.until.astimezone(where)
        for card, headline in zip(self.headlines, board.headlines, strict=True):
            card.show_headline(headline, until)
        self.daily.show_series(board.series, board.flags)
        self.capacity.show_readings(
            board.gauge, board.facilities, board.at, where, ended=board.at > board.until
        )
        self.alerts.show_alerts(board.alerts, board.facilities)
        self.latest.show_latest(board.latest, read.sectors, where, board.day, board.undated)
        self.room.arrange()
        self.scroll.setUpdatesEnabled(True)
        self.update()

    def _say_as_of(self, day: date | None) -> None:
        self._as_of_row.setVisible(day is not None)
        if day is not None:
            said = wording.day(day, weekday=True, year=True)
            self.as_of.setText(self.tr("As of the end of {day}, not of now.").format(day=said))

    def _show_the_day(self) -> None:
        if self._read is not None:
            self.arrivals_selected.emit(self._read.board.day, self._read.board.day)

    # Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once the first figures are on the screen."""
        super().paintEvent(event)
        if self._painted_with is None and self._read is not None:
            self._painted_with = self._read
            QTimer.singleShot(0, self.shown.emit)

    def showEvent(self, event: QShowEvent) -> None:
        """While the day goes on, figures that go to this minute go on with it."""
        super().showEvent(event)
        if self._read is not None and self._day is None:  # the first reading is under way
            self._soon.start()
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._minute.stop()
