"""The latest incidents on the board: as many whole rows as there is room for; Enter or a click opens one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPushButton, QTableView, QWidget

from ui import incident_words as say
from ui import look
from ui.models.latest_incidents import Column, LatestIncidents
from ui.pages.card import Card
from ui.palette import Palette

if TYPE_CHECKING:
    from tracker.incidents import IncidentLine

LEAST = 4  # rows
EDGE = 11  # from a column's edge to its text, both sides: see QTableView::item


class LatestTable(QTableView):
    """Rows without a head, as on the board everywhere."""

    opened = Signal(str)  # id
    resized = Signal()

    def __init__(self, model: LatestIncidents, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("latest_incidents")
        self.setAccessibleName(self.tr("Latest incidents"))
        self.latest = model
        self._needed: dict[Column, int] | None = None  # until the rows are others
        for changed in (model.modelReset, model.dataChanged, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._measure_again)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(16)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(look.ROW)
        rows.setDefaultSectionSize(look.ROW)
        self.setMinimumHeight(LEAST * look.ROW + 4)
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(600, max(LEAST, self.latest.rowCount()) * look.ROW + 4)

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(200, LEAST * look.ROW + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out; the long texts give way."""
        super().resizeEvent(event)
        self.resized.emit()
        self.share_width()

    def share_width(self) -> None:
        """Give each column its width: times, numbers and statuses what they need, the texts the rest."""
        if self._needed is None:
            self._needed = self._measure()
        needed = self._needed
        fixed = {
            Column.WHEN: max(needed[Column.WHEN], 56),
            Column.PERSONS: max(needed[Column.PERSONS], 50),
            Column.STATUS: max(needed[Column.STATUS], 80),
        }
        room = max(self.contentsRect().width() - sum(fixed.values()), 120)  # there are no scroll bars
        place = min(needed[Column.PLACE] + 14, room * 3 // 10)
        kind = min(needed[Column.KIND] + 14, room * 4 // 10)
        texts = {Column.PLACE: place, Column.KIND: kind, Column.COMPOSITION: room - place - kind}
        for column, width in (fixed | texts).items():
            self.setColumnWidth(column, width)

    def _measure(self) -> dict[Column, int]:
        """How wide the longest text of each column is, with its edges."""
        plain, strong = QFontMetrics(look.font()), QFontMetrics(look.font(strong=True))
        rows = range(self.latest.rowCount())
        needed = {}
        for column in (Column.WHEN, Column.PERSONS, Column.STATUS, Column.PLACE, Column.KIND):
            metrics = strong if column is Column.PERSONS else plain
            texts = [str(self.latest.index(row, column).data()) for row in rows]
            needed[column] = max([metrics.horizontalAdvance(text) for text in texts] or [0]) + 2 * EDGE + 2
        return needed

    def _measure_again(self) -> None:
        self._needed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the incident that has the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are left to shortcuts."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard has a row to stand on."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.latest.rowCount():
            self.setCurrentIndex(self.latest.index(0, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the keyboard no row looks chosen."""
        super().focusOutEvent(event)
        self.clearSelection()

    def _open(self, index: QModelIndex) -> None:
        id_ = self.latest.id_of(index.row())
        if id_ is not None:
            self.opened.emit(id_)


class LatestCard(Card):
    """The newest rows of the list, and the way to all of the day."""

    incident_selected = Signal(str)  # id
    days_selected = Signal(date, date)
    new_requested = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("latest_card", "", parent)
        self.title.setText(self.tr("Latest incidents"))
        self.setAccessibleName(self.title.text())
        self._lines: Sequence[IncidentLine] = ()
        self._given: tuple[Mapping[int, str], ZoneInfo, date] = ({}, ZoneInfo("UTC"), date.min)
        self.model = LatestIncidents(self)
        self.model.apply_palette(palette)
        self.table = LatestTable(self.model)
        self.table.opened.connect(self.incident_selected)
        self.table.resized.connect(self._fill)
        self.all = QPushButton(self.tr("All of this day"))
        self.all.setObjectName("latest_all")
        self.all.setAccessibleName(self.tr("All incidents of this day"))
        self.all.setProperty("kind", "link")
        self.all.clicked.connect(lambda: self.days_selected.emit(self._given[2], self._given[2]))
        self.head.addWidget(self.all)
        self.empty = QLabel(self.tr("No incident recorded yet."))
        self.empty.setObjectName("latest_empty")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setProperty("role", "secondary")
        self.first = QPushButton(self.tr("Record the first incident"))
        self.first.setObjectName("latest_first")
        self.first.setAccessibleName(self.first.text())
        self.first.clicked.connect(self.new_requested)
        self.rows.addWidget(self.table, 1)
        self.rows.addWidget(self.empty)
        self.rows.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeft)
        self.first.setContentsMargins(0, 0, 0, 6)
        self.rows.addStretch(0)
        self.rows.setSpacing(4)
        self.rows.setContentsMargins(look.PADDING, 10, look.PADDING, 6)
        self.empty.hide()
        self.first.hide()

    def show_latest(
        self,
        lines: "Sequence[IncidentLine]",
        sectors: Mapping[int, str],
        zone: ZoneInfo,
        day: date,
        undated: int,
    ) -> None:
        """Show the newest up to the reporting day `day`; `undated` incidents have no day."""
        self._lines, self._given = lines, (sectors, zone, day)
        on = say.day(day, weekday=True)
        if undated:
            and_undated = self.tr("{day} · {n} of unknown day", "", undated).format(
                day=on, n=say.number(undated)
            )
            self.say(and_undated, on)
        else:
            self.say(on)
        self.mark(any(line.illustrative for line in lines))
        for widget in (self.empty, self.first):
            widget.setVisible(not lines)
        self.table.setVisible(bool(lines))
        self.all.setEnabled(bool(lines))
        self._fill()

    def wanted_height(self) -> int:
        """With all the rows that were given."""
        return self.minimumSizeHint().height() + (max(len(self._lines), LEAST) - LEAST) * look.ROW

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def _fill(self) -> None:
        """As many rows as there is room for."""
        room = max(LEAST, (self.table.height() - 4) // look.ROW)
        current = self.model.id_of(self.table.currentIndex().row())
        self.model.show_lines(self._lines[:room], *self._given)
        row = self.model.row_of(current)
        if row != self.table.currentIndex().row():
            self.table.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())
            if not self.table.hasFocus():
                self.table.clearSelection()
        self.table.share_width()
