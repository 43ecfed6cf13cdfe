"""A short list as a table model: columns say what they show of a line. For what fits in memory, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ui import look
from ui.palette import Palette

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1  # the line itself
SORT_ROLE = Qt.ItemDataRole.UserRole + 2  # the value itself


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column: its name, the text of a line in it, the value behind the text, and how it is set.

    An `optional` one gives way where there is no room for all. `why` are words about a line's cell, empty for none:
    its tip, and read out behind its text. `ground` is the colour of the palette that it stands on, empty for none.
    """

    title: str
    text: Callable[[Any], str]
    native: Callable[[Any], Any]
    numbers: bool = False
    strong: bool = False
    quiet: bool = False
    stretch: bool = False
    optional: bool = False
    why: Callable[[Any], str] | None = None
    ground: Callable[[Any], str] | None = None


class LineTable(QAbstractTableModel):
    """Lines that may have a `void_reason`: voided ones are struck out, and say why when they are pointed at."""

    def __init__(self, columns: Sequence[LineColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._lines: list[Any] = []
        self._palette = look.palette()

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show these lines."""
        if list(lines) != self._lines:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()

    def set_columns(self, columns: Sequence[LineColumn]) -> None:
        """The same columns, for another zone or facility."""
        self.beginResetModel()
        self.columns = list(columns)
        self.endResetModel()

    def line(self, row: int) -> Any:
        """The line of a row; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A row a line."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """See `columns`."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, what they look like, and the line itself."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None or not 0 <= index.column() < len(self.columns):
            return None
        column = self.columns[index.column()]
        if role == ROW_ROLE:
            return line
        if role == SORT_ROLE:
            return column.native(line)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = column.text(line)
            why = column.why(line) if column.why is not None else ""
            said = f"{text}, {why}" if why else text
            return said if _reason(line) is None else self.tr("{text}, voided").format(text=said)
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.plain(self._tip(line, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.FontRole:
            font = look.font(strong=column.strong)
            font.setStrikeOut(_reason(line) is not None)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = column.quiet or _reason(line) is not None
            return QColor(self._palette.secondary if quiet else self._palette.text)
        if role == Qt.ItemDataRole.BackgroundRole and column.ground is not None:
            ground = column.ground(line)
            return QColor(getattr(self._palette, ground)) if ground else None
        return None

    def _tip(self, line: Any, column: LineColumn) -> str:
        reason = _reason(line)
        if reason is None:
            why = column.why(line) if column.why is not None else ""
            return f"{column.text(line)}\n{why}" if why else column.text(line)
        if reason == "undone":  # tracker.undo.UNDONE, the program's own reason
            return self.tr("voided: taken back by undo")
        return self.tr("voided: {reason}").format(reason=reason if len(reason) <= 300 else reason[:299] + "…")

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].numbers else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def _reason(line: Any) -> str | None:
    """Why a line is void; None for one that stands, or that is no record."""
    return getattr(line, "void_reason", None)
