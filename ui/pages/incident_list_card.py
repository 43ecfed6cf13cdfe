"""The card with the list of incidents: filters, what is counted, the table, and what to do where it is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from tracker import incidents, nationalities
from tracker.arrivals import Arrivals, sum_arrivals
from tracker.days import zone
from tracker.errors import StoreDamaged, TrackerError
from tracker.incidents import Filter, IncidentLine, Order
from tracker.situations import SectorLine, SituationLine, find_sectors
from ui import incident_words as say
from ui import look
from ui.bridge import Bridge
from ui.models.incident_cells import Column
from ui.models.incident_list import Changed, IncidentList
from ui.pages.incident_filters import IncidentFilters
from ui.pages.incident_rows import line_said
from ui.pages.incident_table import IncidentTable
from ui.palette import Palette


@dataclass(frozen=True, slots=True)
class Sums:
    """What the list comes to, and how many incidents the situation has."""

    arrivals: Arrivals
    whole: int


def read_sums(session: Any, wanted: Filter, whole: Filter) -> Sums:
    """The sums of a list; `whole` finds all of the situation. Only of a list of arrivals are those seen before told."""
    if wanted.arrivals:
        found = sum_arrivals(session, wanted)
    else:
        persons, unknown = incidents.sum_persons(session, wanted)
        found = Arrivals(persons, 0, unknown, None)
    return Sums(found, incidents.count_incidents(session, whole))


class IncidentListCard(QFrame):
    """The list of a situation. It remembers what is selected by id, not by row."""

    chosen = Signal(object)  # IncidentLine: another row is current
    opened = Signal(object)  # IncidentLine: it is to be read
    lost = Signal(str)  # id: what was selected is not in the list any more
    new_requested = Signal()

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._today = date(2000, 1, 1)
        self._zone: ZoneInfo = zone("UTC")
        self._sectors: dict[int, SectorLine] = {}
        self._sums: Sums | None = None
        self._order = Order.NEWEST
        self.selected: str | None = None
        self._going = False  # rows are being taken out
        self._unread = False  # the keyboard went to a row that is still to be read
        self._gone: str | None = None  # it left the list, and its row is not read again yet
        self._place = -1  # row of what was selected, while it is looked for
        self._other_list = False  # it is looked for because another list is shown
        self._awaited: str | None = None  # to be scrolled to once it is located
        self.model = IncidentList(bridge.read, self)
        self.model.apply_palette(palette)
        self.filters = IncidentFilters()
        self.table = IncidentTable(self.model)
        self.empty = QLabel()
        self.empty_button = QPushButton()
        self.lists = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.empty.setObjectName("incidents_empty")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "secondary")
        self.empty_button.setObjectName("incidents_empty_action")
        self.empty_button.setAccessibleName(self.tr("What to do about an empty list"))
        empty = QWidget()
        rows = QVBoxLayout(empty)
        rows.setContentsMargins(40, 0, 40, 60)
        rows.addStretch(1)
        rows.addWidget(self.empty)
        rows.addSpacing(10)
        rows.addWidget(self.empty_button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(2)
        self.lists.addWidget(self.table)
        self.lists.addWidget(empty)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(look.PADDING, look.PADDING, 4, 8)
        inside.setSpacing(6)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, look.PADDING - 4, 0)
        top.addWidget(self.filters)
        inside.addLayout(top)
        inside.addWidget(self.lists, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._show_list)
        self.filters.list_asked.connect(self.take_keyboard)
        self.model.modelReset.connect(self._select_in_other)
        self.model.shuffled.connect(self._select_again)
        self.model.counted.connect(self._say_counts)
        self.model.rowsAboutToBeRemoved.connect(self._rows_go)
        self.model.counted.connect(self._rows_gone)
        self.model.modelReset.connect(self._say_counts)
        self.model.looked.connect(self._say_counts)
        self.model.located.connect(self._take_located)
        self.model.missed.connect(self._tell_missed)
        self.model.dataChanged.connect(self._rows_came)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.opened.connect(self._open_row)
        self.table.sort_asked.connect(self._sort_by)
        self.empty_button.clicked.connect(self._empty_action)

    # What others ask

    def show_situation(self, situation: SituationLine, today: date) -> None:
        """Show a situation's incidents; `today` is the reporting day that it is."""
        same = self._situation is not None and self._situation.pk == situation.pk
        self._situation, self._zone, self._today = situation, zone(situation.time_zone), today
        if not same:
            self.selected = self._awaited = None
            self.table.selectionModel().clear()  # its rows stand there until those of the other have come
            self._sectors = {}
        self.filters.show_situation(situation, today, list(self._sectors.values()))
        self._read_sectors()
        if not same:
            self._show_list()

    def select(self, id_: str) -> None:
        """Make an incident the current one, wherever it is in the list; nothing is current if it is not in it."""
        self.selected = self._awaited = id_
        self.model.locate(id_)

    def refresh(self, change: Changed) -> None:
        """Something was written."""
        if self._situation is None:
            return
        if not change.records or "sector" in change.types:
            self._read_sectors()
        if not change.records or "incident" in change.types:
            self.model.refresh(change)
            self._read_sums()

    def take_keyboard(self) -> None:
        """The keyboard goes into the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.selected is None and not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.select_row(0, scroll=True)

    def has_current(self, id_: str) -> bool:
        """Whether this incident is the row that the keyboard is on."""
        current = self.table.currentIndex()
        line = self.model.line(current.row()) if current.isValid() else None
        return line is not None and line.id == id_

    def line_said(self, line: IncidentLine) -> str:
        """An incident in a line of words."""
        sector = self._sectors.get(line.sector_pk or 0)
        return line_said(line, None, self._zone, sector.name if sector else "")

    # What is shown

    def _filter(self) -> Filter | None:
        if self._situation is None:
            return None
        chosen = self.filters.chosen()
        return Filter(
            situation_pk=self._situation.pk,
            time_zone=self._situation.time_zone,
            cutoff=self._situation.cutoff,
            sector_pk=chosen.sector_pk,
            kind=chosen.kind,
            status=chosen.status,
            first_day=chosen.first_day,
            last_day=chosen.last_day,
            arrivals=chosen.arrivals,
            nationality=chosen.nationality,
            typed=chosen.typed,
            voided=chosen.voided,
            order=self._order,
        )

    def _show_list(self) -> None:
        wanted = self._filter()
        if wanted is None:
            return
        self._sums = None
        self.model.show(wanted, self._today.year)
        self._show_order()
        self._read_sums()

    def _read_sums(self) -> None:
        wanted = self._filter()
        if wanted is not None:
            whole = Filter(wanted.situation_pk, wanted.time_zone, wanted.cutoff)
            self._bridge.read(read_sums, wanted, whole, done=self._take_sums, key="incidents.sums")

    def _take_sums(self, sums: Sums) -> None:
        self._sums = sums
        self._say_counts()

    def _say_counts(self) -> None:
        count = self.model.rowCount()
        narrows = self.filters.chosen().narrows
        if self._sums is None:
            self.filters.counts.setText(self.tr("counting …"))
        else:
            found, unknown = self._sums.arrivals, self._sums.arrivals.unknown_size
            said = [self._counted(count, self._sums.whole, narrows), *self._persons_said(found)]
            if unknown == 1:
                said.append(self.tr("and 1 incident of unknown size"))
            elif unknown:
                said.append(self.tr("and {n} incidents of unknown size").format(n=say.number(unknown)))
            if self.model.marked:
                said.append(self.tr("◇\u00a0illustrative"))
            self.filters.counts.setText(say.DOT.join(said))
        self.filters.counts.setToolTip(look.plain(self.filters.counts.text()))
        self._show_empty(count, narrows)

    def _persons_said(self, found: Arrivals) -> Iterator[str]:
        """Persons of the list; where the figure that it stands behind is another number, that number and why."""
        yield say.n_persons(found.persons)
        chosen = self.filters.chosen()
        if found.of_nationality is not None and chosen.nationality:
            of_it = self.tr("{n} of them counted as {nationality}").format(
                n=say.number(found.of_nationality), nationality=nationalities.name_of(chosen.nationality)
            )
            yield of_it
        elif found.seen:
            yield self.tr("less {n} seen before: {arrivals} arrivals").format(
                n=say.number(found.seen), arrivals=say.number(found.persons - found.seen)
            )

    def _counted(self, count: int, whole: int, narrows: bool) -> str:
        if narrows:
            return self.tr("{n} of {whole} incidents").format(n=say.number(count), whole=say.number(whole))
        if count == 1:
            return self.tr("1 incident")
        return self.tr("{n} incidents").format(n=say.number(count))

    def _show_empty(self, count: int, narrows: bool) -> None:
        if count or not self.model.is_counted:
            self.lists.setCurrentIndex(0)
            return
        if narrows:
            self.empty.setText(self.tr("No incident fits the filters."))
            self.empty_button.setText(self.tr("Clear filters"))
        else:
            self.empty.setText(
                self.tr(
                    "No incidents yet. Record the first one: its time, its sector and a number are enough."
                )
            )
            self.empty_button.setText(self.tr("New incident  Ctrl+N"))
        self.empty_button.setAccessibleName(self.empty_button.text())
        self.empty_button.setProperty("kind", "" if narrows else "primary")
        look.restyle(self.empty_button)
        self.lists.setCurrentIndex(1)

    def _empty_action(self) -> None:
        if self.filters.chosen().narrows:
            self.filters.clear()
            self.filters.search.setFocus()
        else:
            self.new_requested.emit()

    def _sort_by(self, column: int) -> None:
        turns = {
            Column.WHEN: (Order.NEWEST, Order.OLDEST),
            Column.PERSONS: (Order.MOST_PERSONS, Order.FEWEST_PERSONS),
        }
        if column in turns:
            first, second = turns[Column(column)]
            self._order = second if self._order is first else first
            self._show_list()
        else:
            self._show_order()  # Qt has moved the arrow already

    def _show_order(self) -> None:
        if self.filters.search.text().strip():
            self.table.show_order(-1, True)  # what is found by text comes newest entered first
            return
        column = Column.WHEN if self._order in (Order.NEWEST, Order.OLDEST) else Column.PERSONS
        self.table.show_order(column, self._order in (Order.NEWEST, Order.MOST_PERSONS))

    def _tell_missed(self, error: Exception) -> None:
        # Defects and damage are told by the bridge itself, whoever asked.
        if isinstance(error, TrackerError) and not isinstance(error, StoreDamaged):
            self._bridge.failed.emit(error)

    # What is selected

    def _row_chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._going or self._awaited is not None:
            # Qt moved on by itself: because a row goes, which may come back elsewhere (see _rows_gone), or because
            # the list got the keyboard while nothing was current.
            return
        line = self.model.line(current.row()) if current.isValid() else None
        if line is not None and line.id == self._gone:
            line = None  # it stands there until the row is read again
        self._unread = current.isValid() and line is None
        if line is not None:
            self._choose(line)

    def _rows_go(self) -> None:
        self._going = True

    def _rows_gone(self) -> None:
        """A change is worked in. What was selected may have moved; where it left the list, its neighbour is next."""
        if not self._going:
            return
        self._going = False
        current = self.table.currentIndex()
        if self.selected is not None and self.model.row_of(self.selected) is not None:
            self._select_again()
        elif current.isValid() and (line := self.model.line(current.row())) is not None:
            self._choose(line)

    def _rows_came(self, first: QModelIndex, last: QModelIndex) -> None:
        current = self.table.currentIndex()
        # Rows that were here and are others now have shifted: `shuffled` brings the selection to its record.
        if self._unread and current.isValid() and first.row() <= current.row() <= last.row():
            line = self.model.line(current.row())
            if line is not None and self._awaited is None and line.id not in (self.selected, self._gone):
                self._choose(line)

    def _choose(self, line: IncidentLine) -> None:
        self.selected, self._awaited, self._unread, self._gone = line.id, None, False, None
        self.chosen.emit(line)

    def _select_in_other(self) -> None:
        self._other_list = True
        self._select_again()

    def _select_again(self) -> None:
        """Rows may be other records than before: look for the one that was selected."""
        if self.selected is None:
            return
        row = self.model.row_of(self.selected)
        if row is not None:
            self._awaited = None
            self._other_list = False
        if row is None:
            if self.table.currentIndex().isValid():
                self._place = self.table.currentIndex().row()
            self.table.selectionModel().clear()
            self.model.locate(self.selected)
        elif row != self.table.currentIndex().row():
            self.table.select_row(row, scroll=False)

    def _take_located(self, id_: str, row: int) -> None:
        if id_ != self.selected:
            return
        wanted, self._awaited = self._awaited == id_, None
        place, self._place = self._place, -1
        other, self._other_list = self._other_list, False
        if row >= 0:
            self.table.select_row(row, scroll=wanted)
        else:
            self.table.selectionModel().setCurrentIndex(
                QModelIndex(), QItemSelectionModel.SelectionFlag.Clear
            )
            if wanted:
                return  # somebody asked to read it, in the list or not
            if not other and place >= 0 and self.model.rowCount():
                # A change took it out of the list: its neighbour is next.
                self.selected, self._gone = None, id_
                self.table.select_row(min(place, self.model.rowCount() - 1), scroll=False)
            elif other or place >= 0:
                self.selected = None
                self.lost.emit(id_)

    def _open_row(self, row: int) -> None:
        line = self.model.line(row)
        if line is not None:
            self.opened.emit(line)

    # Sectors

    def _read_sectors(self) -> None:
        if self._situation is not None:
            self._bridge.read(
                find_sectors, self._situation.pk, done=self._take_sectors, key="incidents.sectors"
            )

    def _take_sectors(self, sectors: list[SectorLine]) -> None:
        if self._situation is None:
            return
        self._sectors = {s.pk: s for s in sectors}
        self.model.name_sectors({s.pk: s.name for s in sectors})
        self.filters.show_situation(self._situation, self._today, sectors)
