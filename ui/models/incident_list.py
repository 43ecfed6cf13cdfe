"""The list of incidents as a table model: as long as the list is, and holding only the rows that are looked at.

Rows are read in blocks, each one keyset read; the keys are read once in the background. A change to a few incidents
is worked into what is in memory; anything larger re-reads the keys, and rows stay on screen until the new ones are in.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor

from tracker.days import zone
from tracker.errors import EnvironmentProblem, StoreDamaged
from tracker.incidents import (
    Filter,
    IncidentLine,
    Key,
    count_incidents,
    descends,
    find_anchors,
    find_incidents,
    find_lines,
)
from ui import look
from ui.models.blocks import Block, Blocks
from ui.models.incident_cells import Column, IncidentCells, alignment, font
from ui.palette import Palette

Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = Qt.ItemDataRole.UserRole + 1  # the native value: datetime, int, text
ROW_ROLE = Qt.ItemDataRole.UserRole + 2  # the IncidentLine; None until it has been read

PAGE = 64  # rows of a block: more than a screen has, and no more, since a jump waits for them
FEW = 20  # changed incidents that are worked in one by one
RETRY_AFTER = 1000  # ms until what could not be read is read again
AT_ONCE = 2  # block reads under way at the same time
WAITING = 4  # blocks asked for and not read yet; more were scrolled past
_ANSWERED = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.TextAlignmentRole,
        SORT_ROLE,
        ROW_ROLE,
    }
)
NOT_READ = "…"


class Changed(Protocol):
    """What a commit changed, as the store tells it: pairs of record type and id, none for another program's write."""

    @property
    def records(self) -> tuple[tuple[str, str], ...]:
        """Record type and id."""

    @property
    def types(self) -> frozenset[str]:
        """The record types."""


def measure(session: Any, wanted: Filter) -> tuple[int, list[Key]]:
    """How long a list is and the keys of its blocks, both of one state of the store."""
    return count_incidents(session, wanted), find_anchors(session, wanted, PAGE)


class IncidentList(QAbstractTableModel):
    """Incidents of a filter. `read` is the bridge's."""

    counted = Signal(int)  # the length of the list is known, or has changed
    shuffled = Signal()  # rows may be other records than before: select by id again
    looked = Signal()  # `marked` or `years` has changed
    located = Signal(str, int)  # where a record is; -1 where the list does not have it
    missed = Signal(object)  # the error of a read that failed; told once until one comes back

    def __init__(self, read: Callable[..., None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._wanted: Filter | None = None
        self._generation = 0
        self._blocks: Blocks[IncidentLine] = Blocks(True, PAGE)
        self.marked = False  # an incident that was read is illustrative
        self.years = False  # one is of another year than the one whose dates go without
        self._opened = False
        self._settled = False  # the keys are those of the list as it is
        self._again = False  # something changed while they were read
        self._sought: str | None = None
        self._changing: frozenset[str] | None = None  # being read, to be worked in
        self._missed = self._told = False  # a read failed, and is to be asked again; that was told
        self._asked: set[Block[IncidentLine]] = set()
        self._waiting: list[Block[IncidentLine]] = []
        self.cells = IncidentCells()
        self._palette = look.palette()
        self._pump = QTimer(self)
        self._pump.setSingleShot(True)
        self._pump.setInterval(0)
        self._pump.timeout.connect(self._ask_for_blocks)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_AFTER)
        self._retry.timeout.connect(self._read_again)

    # What is shown

    @property
    def wanted(self) -> Filter | None:
        """The filter in force."""
        return self._wanted

    @property
    def is_counted(self) -> bool:
        """Whether the length of the list is known."""
        return self._opened and self._settled

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return self._blocks.held

    def show(self, wanted: Filter, year: int) -> None:
        """Show another list, from its top; dates of `year` are written without it."""
        self._generation += 1
        self._wanted = wanted
        self.cells.year, self.cells.zone = year, zone(wanted.time_zone)
        self._opened = self._settled = self._again = self.marked = self.years = False
        self._missed = self._told = False
        self._sought = None
        self._waiting.clear()
        self._asked.clear()
        self._read_first()

    def name_sectors(self, names: Mapping[int, str]) -> None:
        """The names of sectors by their local keys."""
        self.cells.sectors = names
        self._repaint(Column.PLACE, Column.PLACE)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self._palette = palette
        self._repaint(Column.WHEN, Column.ILLUSTRATIVE)

    def refresh(self, change: Changed) -> None:
        """Something was written: re-read what changed."""
        ids = {id_ for type_, id_ in change.records if type_ == "incident"}
        if self._missed:
            self._read_again()
            if not self._settled:
                return
        if self._wanted is None or (change.records and not ids):
            return
        if not self._settled:
            self._again = True
        elif not ids or len(ids) > FEW:
            self._measure_again()
        else:
            # Until they are in, a second change must not be worked in on top of them.
            self._settled = False
            self._changing = frozenset(ids)
            self._ask(find_lines, ids, take=partial(self._take_changed, self._changing))

    def locate(self, id_: str) -> None:
        """Find the row of a record; `located` tells. It may take a read or two."""
        found = self._blocks.find(id_) if self._opened else None
        if found is not None and self._settled:
            self._sought = None
            self.located.emit(id_, found[0])
            return
        self._sought = id_
        self._seek()

    def line(self, row: int) -> IncidentLine | None:
        """The incident of a row, if it is in memory; asks for it if not."""
        block, found = self._blocks.look(row)
        if block is not None and (found is None or block.stale):
            self._want(block)
        return found

    def row_of(self, id_: str) -> int | None:
        """The row of a record, if it is in memory."""
        found = self._blocks.find(id_)
        return found[0] if found else None

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as the list has, in memory or not."""
        return 0 if parent.isValid() else self._blocks.count

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
            return alignment(section)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (
                self.tr("When"),
                self.tr("Place"),
                self.tr("What happened"),
                self.tr("Persons"),
                self.tr("Of whom"),
                self.tr("Status"),
                self.tr("Illustrative") if role == Qt.ItemDataRole.AccessibleTextRole else "",
            )[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, what they look like, and the row itself."""
        # A cell is asked for eight roles each time that it is painted: those that say nothing leave at once.
        if role not in _ANSWERED or not index.isValid():
            return None
        row, column = index.row(), index.column()
        if row >= self._blocks.count:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        line = self.line(row)
        if role == ROW_ROLE:
            return line
        if line is None:
            return NOT_READ if role == Qt.ItemDataRole.DisplayRole and column == Column.PLACE else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if column == Column.ILLUSTRATIVE and role == Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("illustrative") if line.illustrative else ""
            return self.cells.text(line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.plain(self.cells.tip(line, column))
        if role == Qt.ItemDataRole.FontRole:
            return font(column, line)
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = line.void_reason is not None or column in (Column.STATUS, Column.ILLUSTRATIVE)
            return QColor(self._palette.secondary if quiet else self._palette.text)
        if role == SORT_ROLE:
            return self.cells.native(line, column)
        return None

    def _repaint(self, first: Column, last: Column) -> None:
        if self._blocks.count:
            self.dataChanged.emit(self.index(0, first), self.index(self._blocks.count - 1, last))

    # Reading

    def _ask(
        self, query: Callable[..., Any], *args: Any, take: Callable[..., None], key: str | None = None
    ) -> None:
        generation = self._generation
        refused = partial(self._miss, generation)
        self._read(query, self._wanted, *args, done=partial(take, generation), refused=refused, key=key)

    def _read_first(self) -> None:
        self._ask(find_incidents, None, PAGE, take=self._take_first, key="incidents.first")

    def _read_measure(self) -> None:
        self._ask(measure, take=self._take_measure, key="incidents.measure")

    def _take_first(self, generation: int, lines: list[IncidentLine]) -> None:
        if generation != self._generation:
            return
        wanted = cast(Filter, self._wanted)
        self.beginResetModel()
        self._blocks = Blocks(descends(wanted), PAGE)
        self._blocks.open(lines)
        self._look_at(lines)
        self._opened = True
        self._settled = len(lines) < PAGE
        self.endResetModel()
        if self._settled:
            self._settle()
            return
        # Only an early word: the keys, which come later, bring the count as well.
        self._read(
            count_incidents,
            wanted,
            done=partial(self._take_count, generation),
            refused=lambda _error: None,
            key="incidents.count",
        )
        self._read_measure()

    def _look_at(self, lines: list[IncidentLine]) -> None:
        """What the page shows beside the list, or needs room for, once it is among the rows."""
        marked = self.marked or any(line.illustrative for line in lines)
        years = self.years or any(
            line.listed_at.astimezone(self.cells.zone).year != self.cells.year for line in lines
        )
        if (marked, years) != (self.marked, self.years):
            self.marked, self.years = marked, years
            self.looked.emit()

    def _take_count(self, generation: int, count: int) -> None:
        # The keys may have come first, and they know better.
        if generation == self._generation and not self._settled and count > self._blocks.count:
            self.beginInsertRows(QModelIndex(), self._blocks.count, count - 1)
            self._blocks.tell_count(count)
            self.endInsertRows()
            self.counted.emit(count)

    def _measure_again(self) -> None:
        self._changing, self._settled, self._again = None, False, False
        self._blocks.spoil()
        self._read_measure()

    def _take_measure(self, generation: int, measured: tuple[int, list[Key]]) -> None:
        if generation != self._generation:
            return
        count, keys = measured
        before = self._blocks.count
        self._asked.clear()
        self._waiting.clear()
        # First as long as it is, then its rows: those that are in memory must not change while rows come and go.
        if count > before:
            self.beginInsertRows(QModelIndex(), before, count - 1)
            self._blocks.resize(count)
            self.endInsertRows()
        elif count < before:
            self.beginRemoveRows(QModelIndex(), count, before - 1)
            self._blocks.resize(count)
            self.endRemoveRows()
        self._blocks.anchor(keys, count)
        self._settled = True
        self._repaint(Column.WHEN, Column.ILLUSTRATIVE)
        self._settle()
        self.shuffled.emit()

    def _settle(self) -> None:
        """The list is known as it is, or was when it was read."""
        self._told = False
        self.counted.emit(self._blocks.count)
        if self._again:
            self._measure_again()
        else:
            self._seek()

    def _want(self, block: Block[IncidentLine]) -> None:
        """Ask for a block soon; the one asked for last is read first."""
        if block in self._asked:
            return
        if block in self._waiting:
            self._waiting.remove(block)
        self._waiting.append(block)
        del self._waiting[:-WAITING]
        if not self._pump.isActive():
            self._pump.start()

    def _ask_for_blocks(self) -> None:
        while self._waiting and len(self._asked) < AT_ONCE:
            block = self._waiting.pop()
            span = self._blocks.span_of(block)
            if span is None:
                continue
            self._asked.add(block)
            self._read(
                find_incidents,
                self._wanted,
                block.after,
                span[1],
                done=partial(self._take_block, self._generation, block),
                refused=partial(self._miss_block, self._generation, block),
            )

    def _take_block(self, generation: int, block: Block[IncidentLine], lines: list[IncidentLine]) -> None:
        if generation != self._generation or block not in self._asked:
            return
        self._asked.discard(block)
        span = self._blocks.span_of(block)
        if span is not None and self._blocks.put(block, lines):
            self._look_at(lines)
            first, length = span
            self.dataChanged.emit(self.index(first, 0), self.index(first + length - 1, len(Column) - 1))
            self._seek()
        elif span is not None:
            # Written to meanwhile: by us, which is being worked in, or by others, whose notice has not come yet.
            if self._settled:
                self._measure_again()
            else:
                self._again = True
        if self._waiting:
            self._pump.start()

    def _miss_block(self, generation: int, block: Block[IncidentLine], error: Exception) -> None:
        self._asked.discard(block)
        self._miss(generation, error)

    def _miss(self, generation: int, error: Exception) -> None:
        """A read failed: the next change asks again, and so does the clock where what stood in the way may pass."""
        if generation != self._generation:
            return
        self._missed = True
        if isinstance(error, EnvironmentProblem) and not isinstance(error, StoreDamaged):
            self._retry.start()
        if not self._told:
            self._told = True
            self.missed.emit(error)

    def _read_again(self) -> None:
        self._retry.stop()
        if not self._missed:
            return
        self._missed = False
        if not self._opened:
            self._read_first()
        elif not self._settled:
            self._measure_again()
        else:
            self._seek()
            self._repaint(Column.WHEN, Column.ILLUSTRATIVE)  # rows that are looked at ask for their blocks

    # A few incidents changed

    def _take_changed(
        self, ids: frozenset[str], generation: int, found: tuple[list[IncidentLine], int]
    ) -> None:
        if generation != self._generation or ids is not self._changing:
            return  # everything was read anew since
        self._changing, self._settled = None, True
        lines, count = {line.id: line for line in found[0]}, found[1]
        before = {id_: row for id_ in ids if (row := self._blocks.find(id_)) is not None}
        unseen = [id_ for id_ in ids if id_ not in before]
        # Of those not in memory the counts say whether they are new, if they are all new or all elsewhere.
        rest = count - self._blocks.count - sum((id_ in lines) - 1 for id_ in before)
        new = [id_ for id_ in unseen if id_ in lines]
        if self._again or rest not in (0, len(new)) or (rest == 0 and new):
            self._measure_again()
            return
        for id_, (_, old) in before.items():
            self._work_in(old, lines.get(id_))
        for id_ in new:
            self._add_row(lines[id_])
        self._settle()

    def _work_in(self, old: IncidentLine, new: IncidentLine | None) -> None:
        if new is not None and new.key == old.key:
            row = self._blocks.replace(new)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))
            return
        row = self._blocks.place_of(old)
        self.beginRemoveRows(QModelIndex(), row, row)
        self._blocks.remove(old)
        self.endRemoveRows()
        if new is not None:
            self._add_row(new)

    def _add_row(self, line: IncidentLine) -> None:
        row = self._blocks.place_of(line)
        self.beginInsertRows(QModelIndex(), row, row)
        self._blocks.insert(line)
        self.endInsertRows()

    # Finding a record

    def _seek(self) -> None:
        if self._sought is None or not self._settled or self._wanted is None:
            return
        found = self._blocks.find(self._sought)
        if found is not None:
            sought, self._sought = self._sought, None
            self.located.emit(sought, found[0])
            return
        self._ask(
            find_lines, [self._sought], take=partial(self._take_sought, self._sought), key="incidents.seek"
        )

    def _take_sought(self, id_: str, generation: int, found: tuple[list[IncidentLine], int]) -> None:
        if generation != self._generation or id_ != self._sought:
            return
        if not found[0]:
            self._sought = None
            self.located.emit(id_, -1)
            return
        block = self._blocks.of(found[0][0].key)
        if block.rows is not None and not block.stale:
            # Its block is here and has it not: a notice is under way that will bring it.
            self._sought = None
            self.located.emit(id_, -1)
            return
        self._want(block)
