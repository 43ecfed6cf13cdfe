"""The kinds of records as a table to tick, with how many of each there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from ui import look
from ui.incident_words import number
from ui.palette import Palette

Index = QModelIndex | QPersistentModelIndex

CHECK = Qt.ItemDataRole.CheckStateRole
KIND, RECORDS = 0, 1


class ExportKinds(QAbstractTableModel):
    """A row a kind. Where only one kind can be chosen, ticking one takes the tick from the other."""

    ticked = Signal()  # by a person

    def __init__(self, kinds: Sequence[tuple[str, str]], parent: QObject | None = None) -> None:
        """`kinds` are names with their words."""
        super().__init__(parent)
        self._kinds = list(kinds)
        self._on = {name for name, _ in kinds}
        self._many = set(self._on)  # what was ticked before only one could be
        self._there = set(self._on)
        self._why = ""
        self._single = False
        self._counts: Mapping[str, int] | None = None
        self._palette = look.palette()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The kinds that are ticked and that there can be."""
        return tuple(name for name, _ in self._kinds if name in self._on and name in self._there)

    def choose(self, names: Iterable[str]) -> None:
        """Tick these and no others; of what there can be."""
        wanted = set(names)
        self._on = set(self.of(wanted)[:1]) if self._single else wanted
        self._tell()
        self.ticked.emit()

    def of(self, names: set[str]) -> list[str]:
        """Those of the names that there can be, in order."""
        return [name for name, _ in self._kinds if name in names and name in self._there]

    def offer(self, there: Iterable[str], why: str, *, single: bool) -> None:
        """Which kinds there can be, why not the others, and whether it is one alone."""
        self._there, self._why = set(there), why
        if single and not self._single:
            self._many = set(self._on)
            first = [name for name in ("incident",) if name in self._on]
            self._on = set((first or self.of(self._on) or [name for name, _ in self._kinds])[:1])
        elif self._single and not single:
            self._on = set(self._many)
        self._single = single
        self._tell()

    def show_counts(self, counts: Mapping[str, int] | None) -> None:
        """How many there are of each kind; None while they are counted."""
        self._counts = counts
        self._tell()

    def toggle(self, row: int) -> None:
        """Tick a row, or take its tick."""
        index = self.index(row, KIND)
        if index.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            on = index.data(CHECK) == Qt.CheckState.Checked
            self.setData(index, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked, CHECK)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        self._tell()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """A row a kind."""
        return 0 if parent.isValid() else len(self._kinds)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Kind and records."""
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Vertical or section not in (KIND, RECORDS):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Kind") if section == KIND else self.tr("Records")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What there cannot be is greyed, and is not ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        wanted = Qt.ItemFlag.ItemIsSelectable
        if self._kinds[index.row()][0] in self._there:
            wanted |= Qt.ItemFlag.ItemIsEnabled
            if index.column() == KIND:
                wanted |= Qt.ItemFlag.ItemIsUserCheckable
        return wanted

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words, the ticks, the numbers."""
        if not index.isValid():
            return None
        name, words = self._kinds[index.row()]
        there = name in self._there
        if role == CHECK and index.column() == KIND:
            return Qt.CheckState.Checked if there and name in self._on else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words if index.column() == KIND else self._number(name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{words}, {self._number(name)}" if index.column() == KIND else self._number(name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = not there or name not in self._on
            return QColor(self._palette.secondary if quiet else self._palette.text)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick."""
        if role != CHECK or not index.isValid() or index.column() != KIND:
            return False
        name = self._kinds[index.row()][0]
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        if name not in self._there or (self._single and not on):
            return False
        if self._single:
            self._on = {name}
        elif on:
            self._on.add(name)
        else:
            self._on.discard(name)
        self._tell()
        self.ticked.emit()
        return True

    def _number(self, name: str) -> str:
        if name not in self._there:
            return self._why
        return "…" if self._counts is None else number(self._counts.get(name, 0))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column == RECORDS else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def _tell(self) -> None:
        if self._kinds:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._kinds) - 1, RECORDS))
