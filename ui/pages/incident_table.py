"""The table of incidents: how its rows are drawn, how its columns share the width, and what its keys do."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import look
from ui.models.incident_cells import Column
from ui.models.incident_list import ROW_ROLE, IncidentList

PATIENCE = (
    120  # ms that the old rows stay on the screen after a jump; then the new ones are shown as not read yet
)
EDGE = 9  # beside the text of a cell, as the stylesheet has it
# The widest that a text column needs to be, the least that it can do with, and its share of what is between.
_ELASTIC = {Column.PLACE: (100, 160, 2), Column.KIND: (128, 230, 2), Column.COMPOSITION: (120, 2000, 6)}

_FIRST_TO_GO = (Column.COMPOSITION, Column.KIND)  # where the list is narrow


class RowDelegate(QStyledItemDelegate):
    """Draws the day apart from the time, so that both stand in columns; the rest as the style does."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The current row is marked as a whole; a frame around one cell would say that cells can be chosen."""
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
        if index.column() == Column.WHEN:
            option.text = ""  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a cell."""
        super().paint(painter, option, index)
        line = index.data(ROW_ROLE) if index.column() == Column.WHEN else None
        if line is None:
            return
        model = index.model()
        assert isinstance(model, IncidentList)
        date, time = model.cells.when_parts(line)
        painter.save()
        colours = option.palette  # type: ignore[attr-defined]
        area: QRect = option.rect.adjusted(EDGE, 0, -EDGE, -1)  # type: ignore[attr-defined]
        end = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        font = look.font()
        font.setStrikeOut(line.void_reason is not None)
        painter.setFont(font)
        painter.setPen(
            colours.color(QPalette.ColorRole.PlaceholderText if line.void_reason else QPalette.ColorRole.Text)
        )
        painter.drawText(area, end, time)
        taken = QFontMetrics(font).horizontalAdvance(time)
        small = look.font(look.SMALL)
        painter.setFont(small)
        painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        room = area.adjusted(0, 0, -taken - 6 if time else 0, 0)
        shown = QFontMetrics(small).elidedText(date, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class IncidentTable(QTableView):
    """Incidents, one row each. Enter opens the one that is current; a header that sorts says so by its arrow."""

    opened = Signal(int)  # row: Enter or a double click
    sort_asked = Signal(int)  # column

    def __init__(self, model: IncidentList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("incident_list")
        self.setAccessibleName(self.tr("Incidents"))
        self._list = model
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        rows = self.verticalHeader()
        rows.hide()
        # Fixed and minimal: a header that measures rows would ask for all of them.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(look.ROW)
        rows.setDefaultSectionSize(look.ROW)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setMinimumSectionSize(16)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(True)
        columns.sectionClicked.connect(self.sort_asked)
        model.looked.connect(self.share_width)
        model.modelReset.connect(self.share_width)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._paint_again)
        model.dataChanged.connect(self._rows_came)
        model.modelReset.connect(self._paint_again)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def show_order(self, column: int, descending: bool) -> None:
        """The arrow of the header; -1 for no column."""
        header = self.horizontalHeader()
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out: nothing is cut off at the right, the long texts give way."""
        super().resizeEvent(event)
        self.share_width()

    def share_width(self) -> None:
        """Give each column its width."""
        strong, plain = QFontMetrics(look.font(strong=True)), QFontMetrics(look.font())
        head = QFontMetrics(look.font(look.SMALL))
        fixed = {
            Column.WHEN: head.horizontalAdvance("30 Sep 2020" if self._list.years else "30 Sep")
            + plain.horizontalAdvance("00–00 h")
            + 3 * EDGE,
            Column.PERSONS: max(
                strong.horizontalAdvance("00,000"), head.horizontalAdvance(self.tr("Persons")) + 14
            )
            + 2 * EDGE,
            Column.STATUS: plain.horizontalAdvance(self.tr("reported")) + 2 * EDGE + 6,
            Column.ILLUSTRATIVE: plain.horizontalAdvance("◇") + 2 * EDGE,
        }
        room = self.viewport().width() - sum(fixed.values())
        widths = {column: least for column, (least, _most, _share) in _ELASTIC.items()}
        for column in _FIRST_TO_GO:
            fits = room >= sum(widths.values())
            self.setColumnHidden(column, not fits)
            if not fits:  # two letters and a dot say nothing: what is beside the list says all of it
                del widths[column]
        if room < sum(widths.values()):
            widths = {column: max(0, room) for column in widths}
        spare = max(0, room - sum(widths.values()))
        shares = sum(_ELASTIC[column][2] for column in widths)
        for column in widths:
            _least, most, share = _ELASTIC[column]
            widths[column] = min(most, widths[column] + spare * share // shares)
        widths[list(widths)[-1]] += max(0, room - sum(widths.values()))
        for column, width in (fixed | widths).items():
            self.setColumnWidth(column, width)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's
        """Scroll. Rows that are not in memory are there in a few ms: what stands there now is painted over once."""
        if dy and not self._has_rows():
            self.viewport().setUpdatesEnabled(False)
            if not self._patience.isActive():  # who goes on scrolling sees where
                self._patience.start()
        super().scrollContentsBy(dx, dy)

    def _has_rows(self) -> bool:
        """Whether the rows on the screen are in memory; asks for them if not."""
        top = self.verticalScrollBar().value()
        last = min((top + self.viewport().height() - 1) // look.ROW, self._list.rowCount() - 1)
        there = [self._list.line(row) is not None for row in (min(top // look.ROW, last), last) if row >= 0]
        return all(there)

    def _rows_came(self) -> None:
        if not self.viewport().updatesEnabled() and self._has_rows():
            self._paint_again()

    def _paint_again(self) -> None:
        self._patience.stop()
        self.viewport().setUpdatesEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; letters are left to the page's shortcuts instead of searching the rows in memory."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt would look through every row, and so have every row read."""

    def select_row(self, row: int, *, scroll: bool) -> None:
        """Make a row the current one."""
        index = self.model().index(row, 0)
        here = self.verticalScrollBar().value()
        self.setCurrentIndex(index)
        if scroll:
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        else:
            self.verticalScrollBar().setValue(here)
