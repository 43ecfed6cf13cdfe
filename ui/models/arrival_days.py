"""The table twin of the arrivals plot: a row a day, the newest first, the same numbers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui import look
from ui.incident_words import DASH, day, locale, number
from ui.palette import Palette

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 1  # the native value


class ArrivalDays(QAbstractTableModel):
    """Columns and rows as the plot gives them: a date first, then counts, means, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._header: list[str] = []
        self._rows: list[tuple[Any, ...]] = []
        self._partial: date | None = None
        self._palette = look.palette()

    def show_rows(
        self, header: Sequence[str], rows: Sequence[tuple[Any, ...]], partial: date | None = None
    ) -> None:
        """Show these, given oldest first; `partial` is the day that is not over."""
        newest_first = list(reversed(rows))
        if (list(header), newest_first, partial) == (self._header, self._rows, self._partial):
            return
        if list(header) == self._header and len(newest_first) == len(self._rows):
            self._rows, self._partial = newest_first, partial
            if self._rows:
                self.dataChanged.emit(
                    self.index(0, 0), self.index(len(self._rows) - 1, len(self._header) - 1)
                )
            return
        self.beginResetModel()
        self._header, self._rows, self._partial = list(header), newest_first, partial
        self.endResetModel()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._header) - 1))

    def day(self, row: int) -> date | None:
        """The day of a row; None where there is none."""
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def row_of(self, on: date) -> int:
        """The row of a day; -1 where it is not there."""
        return next((i for i, row in enumerate(self._rows) if row[0] == on), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A row a day."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As the plot gives them."""
        return 0 if parent.isValid() else len(self._header)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self._header):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return self._header[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, what they look like, and the values themselves."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        value = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(value)
        if role == SORT_ROLE:
            return value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.FontRole:
            return look.font(strong=index.column() == 1)
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = value is None or (index.column() > 1 and value == 0)
            return QColor(self._palette.secondary if quiet else self._palette.text)
        return None

    def _text(self, value: Any) -> str:
        if isinstance(value, date):
            said = day(value, weekday=True)
            return self.tr("{day}, not over").format(day=said) if value == self._partial else said
        if value is None:
            return DASH
        return locale().toString(value, "f", 1) if isinstance(value, float) else number(value)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
