"""A table to read and to copy from: Ctrl+C takes the rows chosen, all of them where none is, with their heads."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import look

MEASURED = 24  # rows that widths go by, from the first one that is seen
RING = 4  # pixels that the ring takes around the cell with the keyboard
LAST = 120  # pixels of the last column, at least


class PlainTable(QTableView):
    """Rows of one height; columns as wide as what stands in them."""

    def __init__(
        self, name: str, spoken: str, model: QAbstractItemModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(look.ROW)
        rows.setDefaultSectionSize(look.ROW)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setMinimumSectionSize(40)
        heads.setStretchLastSection(True)
        heads.setResizeContentsPrecision(MEASURED)

    def fit_columns(self, most: int = 0) -> None:
        """Give each column what it needs, at `most` so many pixels where that is said; the last one takes the rest, and
        is cut where it needs more.
        """
        heads = self.horizontalHeader()
        heads.setStretchLastSection(False)
        self.resizeColumnsToContents()
        last = self.model().columnCount() - 1
        end = self.model().rowCount() - 1  # the last row's numbers have the most digits
        for at in range(last):
            widest = max(heads.sectionSize(at), self.sizeHintForIndex(self.model().index(end, at)).width())
            wanted = widest + RING
            heads.resizeSection(at, min(wanted, most) if most else wanted)
        room = self.viewport().width() - heads.sectionPosition(last)
        heads.resizeSection(last, max(min(heads.sectionSize(last), room), LAST))
        heads.setStretchLastSection(True)

    def copied(self) -> str:
        """The rows chosen, or all, as text with tabs: what a spreadsheet takes."""
        model, columns = self.model(), range(self.model().columnCount())
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = chosen or range(model.rowCount())
        role = Qt.ItemDataRole.DisplayRole
        heads = [str(model.headerData(c, Qt.Orientation.Horizontal, role)) for c in columns]
        lines = [heads] + [[_cell(model.index(r, c).data(role)) for c in columns] for r in rows]
        return "\n".join("\t".join(line) for line in lines) + "\n"

    def copy(self) -> None:
        """Put them on the clipboard."""
        QGuiApplication.clipboard().setText(self.copied())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies whole rows with their heads."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)


class Tinted(QStyledItemDelegate):
    """Paints the ground that the model gives a cell, which the stylesheet else leaves out."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground, and what stands on it."""
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if ground is not None:
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


def _cell(text: object) -> str:
    """A text that stays in its cell, and that no spreadsheet takes for a formula."""
    said = " ".join(str(text).split())
    return (
        f"'{said}" if said[:1] in ("=", "@") or (said[:1] in ("+", "-") and not said[1:2].isdigit()) else said
    )
