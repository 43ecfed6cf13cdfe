"""The latest incidents as a table model: a handful of rows, changed in place so that nothing flickers."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from tracker.codes import Precision, Status
from ui import incident_words as say
from ui import look
from ui.palette import Palette
from ui.words import word

if TYPE_CHECKING:
    from tracker.incidents import IncidentLine

Index = QModelIndex | QPersistentModelIndex
MARK = "◇"


class Column(IntEnum):
    """The columns."""

    WHEN = 0
    PLACE = 1
    KIND = 2
    PERSONS = 3
    COMPOSITION = 4
    STATUS = 5


SORT_ROLE = Qt.ItemDataRole.UserRole + 1  # the native value
ID_ROLE = Qt.ItemDataRole.UserRole + 2  # the incident's id


class LatestIncidents(QAbstractTableModel):
    """Incidents as `figures.read_board` gives them, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[IncidentLine] = []
        self._sectors: Mapping[int, str] = {}
        self._zone = ZoneInfo("UTC")
        self._day = date.min
        self._palette = look.palette()

    def show_lines(
        self, lines: "Sequence[IncidentLine]", sectors: Mapping[int, str], zone: ZoneInfo, day: date
    ) -> None:
        """Show these; the time stands alone in those of reporting day `day`."""
        before = len(self._lines)
        same = self._zone == zone and self._day == day and self._sectors == sectors
        changed = [
            i for i, (old, new) in enumerate(zip(self._lines, lines, strict=False)) if not same or old != new
        ]
        self._sectors, self._zone, self._day = sectors, zone, day
        if len(lines) > before:
            self.beginInsertRows(QModelIndex(), before, len(lines) - 1)
            self._lines = list(lines)
            self.endInsertRows()
        elif len(lines) < before:
            self.beginRemoveRows(QModelIndex(), len(lines), before - 1)
            self._lines = list(lines)
            self.endRemoveRows()
        else:
            self._lines = list(lines)
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(Column) - 1))

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))

    def row_of(self, id_: str | None) -> int:
        """The row of an incident; -1 where it is not among the latest."""
        return next((i for i, line in enumerate(self._lines) if line.id == id_), -1)

    def id_of(self, row: int) -> str | None:
        """The incident of a row; None where there is none."""
        return self._lines[row].id if 0 <= row < len(self._lines) else None

    def when(self, line: "IncidentLine") -> str:
        """13:40 on the day; 2 Aug 23:05 on another; a dash where the hour is not known."""
        local = line.listed_at.astimezone(self._zone)
        time = say.DASH
        if line.happened_at is not None:
            time = say.time_of_day(local, line.precision) or say.DASH
        if line.day == self._day.isoformat() or (not line.day and local.date() == self._day):
            return time
        on = say.day(local.date(), year=local.year != self._day.year)
        return on if time == say.DASH else f"{on} {time}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A row an incident."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names: not shown, but read out."""
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(Column):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                self.tr("When"),
                self.tr("Place"),
                self.tr("What happened"),
                self.tr("Persons"),
                self.tr("Of whom"),
                self.tr("Status"),
            )[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, what they look like, and the incident's id."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line, column = self._lines[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.plain(self._tip(line, column))
        if role == ID_ROLE:
            return line.id
        if role == SORT_ROLE:
            return self._native(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column in (Column.WHEN, Column.PERSONS)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return look.font(strong=column == Column.PERSONS)
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = column == Column.STATUS or (column == Column.WHEN and line.day != self._day.isoformat())
            return QColor(self._palette.secondary if quiet else self._palette.text)
        return None

    def _place(self, line: "IncidentLine") -> str:
        sector = self._sectors.get(line.sector_pk or 0, "")
        return sector or " ".join((line.place or "").split()) or self.tr("place not known")

    def _text(self, line: "IncidentLine", column: Column) -> str:
        match column:
            case Column.WHEN:
                return self.when(line)
            case Column.PLACE:
                return self._place(line)
            case Column.KIND:
                return say.kind(line.kind, line.circumstances)
            case Column.PERSONS:
                return say.persons(line.persons, line.basis, line.low, line.high)
            case Column.COMPOSITION:
                return say.composition(line.groups, line.persons)
            case Column.STATUS:
                status = word(Status(line.status))
                return f"{status} {MARK}" if line.illustrative else status

    def _said(self, line: "IncidentLine", column: Column) -> str:
        if column == Column.PERSONS:
            return say.persons_said(line.persons, line.basis, line.low, line.high)
        if column == Column.STATUS and line.illustrative:
            return self.tr("{status}, illustrative").format(status=word(Status(line.status)))
        return self._text(line, column)

    def _tip(self, line: "IncidentLine", column: Column) -> str:
        if column == Column.WHEN:
            said = say.moment(line.happened_at, line.precision, self._zone)
            if line.posted_at is not None:
                posted = say.moment(line.posted_at, Precision.EXACT, self._zone)
                said += "\n" + self.tr("posted or reported {when}").format(when=posted)
            return said
        if column == Column.PLACE and line.place:
            return say.DOT.join((self._place(line), line.place))
        return self._said(line, column)

    def _native(self, line: "IncidentLine", column: Column) -> Any:
        if column == Column.WHEN:
            return line.listed_at
        if column == Column.PERSONS:
            return -1 if line.persons is None else line.persons
        return self._text(line, column)
