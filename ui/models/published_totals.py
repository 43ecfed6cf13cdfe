"""What others published beside what was counted, as a table model: a row a figure, its vintages told in it."""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor

from tracker.codes import Qualifier, Rule
from ui import look
from ui.incident_words import DASH, day, days, number
from ui.palette import Palette

if TYPE_CHECKING:
    from tracker.published import Published, TotalLine

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 1  # the native value
MARK = "◇"

_RULES = {
    Rule.APPREHENSIONS.value: QT_TRANSLATE_NOOP("Published", "{value} apprehensions"),
    Rule.DETECTIONS.value: QT_TRANSLATE_NOOP("Published", "{value} detections"),
    Rule.EVENTS.value: QT_TRANSLATE_NOOP("Published", "{value} events"),
    Rule.BOATS.value: QT_TRANSLATE_NOOP("Published", "{value} boats"),
    Rule.PREVENTED.value: QT_TRANSLATE_NOOP("Published", "{value} prevented"),
}
_QUALIFIERS = {
    Qualifier.MORE_THAN.value: QT_TRANSLATE_NOOP("Published", "more than {value}"),
    Qualifier.AT_LEAST.value: QT_TRANSLATE_NOOP("Published", "at least {value}"),
    Qualifier.ABOUT.value: QT_TRANSLATE_NOOP("Published", "about {value}"),
}


class Column(IntEnum):
    """The columns."""

    PERIOD = 0
    PUBLISHED = 1
    COUNTED = 2
    DIFFERENCE = 3
    EARLIER = 4
    REPORTED = 5
    SOURCE = 6


def value_said(total: "TotalLine") -> str:
    """More than 4,000; 970 detections: the value with what was said about it, and what it counts if not persons."""
    said = number(total.value)
    if total.qualifier in _QUALIFIERS:
        said = QCoreApplication.translate("Published", _QUALIFIERS[total.qualifier]).format(value=said)
    if total.rule in _RULES:
        said = QCoreApplication.translate("Published", _RULES[total.rule]).format(value=said)
    return said


class PublishedTotals(QAbstractTableModel):
    """Figures as `published.read_published` gives them, the latest period first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Published] = []
        self._palette = look.palette()

    def show_lines(self, lines: "Sequence[Published]") -> None:
        """Show these."""
        if list(lines) == self._lines:
            return
        same = [p.total.id for p in lines] == [p.total.id for p in self._lines]
        if same:
            self._lines = list(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))

    def line(self, row: int) -> "Published | None":
        """The figure of a row; None where there is none."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A row a figure."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("Period"),
                self.tr("Published"),
                self.tr("Counted"),
                self.tr("Difference"),
                self.tr("As first reported"),
                self.tr("Reported on"),
                self.tr("Source"),
            )[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, what they look like, and the values themselves."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._text(line, column)
            if column == Column.COUNTED and line.illustrative:
                return self.tr("{counted}, illustrative").format(counted=text)
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.plain(self._tip(line, column))
        if role == SORT_ROLE:
            return self._native(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return look.font(strong=column == Column.PUBLISHED)
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = column >= Column.EARLIER or (column == Column.COUNTED and line.counted is None)
            return QColor(self._palette.secondary if quiet else self._palette.text)
        return None

    def _text(self, line: "Published", column: Column) -> str:
        total = line.total
        match column:
            case Column.PERIOD:
                return days(total.first_day, total.last_day)
            case Column.PUBLISHED:
                return value_said(total)
            case Column.COUNTED:
                if line.counted is None:
                    return DASH
                counted = number(line.counted)
                if line.unknown_size:
                    counted = self.tr("{counted} + {n} of unknown size", "", line.unknown_size).format(
                        counted=counted, n=number(line.unknown_size)
                    )
                return f"{counted} {MARK}" if line.illustrative else counted
            case Column.DIFFERENCE:
                return _difference(line)
            case Column.EARLIER:
                return value_said(line.earlier[0]) if line.earlier else DASH
            case Column.REPORTED:
                return day(total.reported) if total.reported else DASH
            case Column.SOURCE:
                return " ".join((total.source or "").split()) or DASH

    def _tip(self, line: "Published", column: Column) -> str:
        if column == Column.COUNTED and line.counted is None:
            return self.tr("It counts something else than persons: the two are not held against each other.")
        if column == Column.COUNTED and line.illustrative:
            return self.tr("Rests on illustrative data: it corroborates nothing.")
        if column == Column.EARLIER and line.earlier:
            return "\n".join(
                self.tr("reported {day}: {value}").format(
                    day=day(v.reported) if v.reported else DASH, value=value_said(v)
                )
                for v in (*line.earlier, line.total)
            )
        if column == Column.PUBLISHED and line.total.text:
            return line.total.text
        return self._text(line, column)

    def _native(self, line: "Published", column: Column) -> Any:
        return {
            Column.PERIOD: line.total.first_day,
            Column.PUBLISHED: line.total.value,
            Column.COUNTED: line.counted,
            Column.DIFFERENCE: line.difference,
            Column.EARLIER: line.earlier[0].value if line.earlier else None,
            Column.REPORTED: line.total.reported,
            Column.SOURCE: line.total.source or "",
        }[column]


def _difference(line: "Published") -> str:
    if line.difference is None:
        return DASH
    if not line.difference:
        return QCoreApplication.translate("Published", "equal")
    said = f"+{number(line.difference)}" if line.difference > 0 else f"−{number(-line.difference)}"
    if line.difference > 0 and line.total.qualifier in (Qualifier.MORE_THAN, Qualifier.AT_LEAST):
        return QCoreApplication.translate("Published", "{difference}, agrees").format(difference=said)
    return said


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = column in (Column.PUBLISHED, Column.COUNTED, Column.DIFFERENCE, Column.EARLIER)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
