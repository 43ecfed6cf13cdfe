"""The facilities page: all of them by how full they are, the selected one, and beside it the form asked for."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracker import drafts, facilities, occupancy, records
from tracker.days import day_of, end_of_day, zone
from tracker.errors import NotFound
from tracker.facility_detail import FacilityDetail, read_facility
from tracker.readings import FacilityReading
from tracker.rows import key_of
from tracker.situations import SectorLine, SituationLine, find_sectors
from ui import look
from ui.asked import Asked
from ui.bridge import Bridge
from ui.keys import listen
from ui.models.incident_list import Changed
from ui.pages.facility_list_card import FacilityListCard
from ui.pages.facility_panel import FacilityPanel
from ui.pages.facility_view import FacilityView
from ui.palette import Palette
from ui.plots import wording

ABOUT = frozenset({"facility", "capacity_change", "headcount", "movement", "situation", "sector"})
ALL_FIT = 1010  # pixels from which the selected facility keeps its place beside a form
BESIDE = 692  # from which the list has a place beside it
LIST_HIGH, FACILITY_HIGH = 460, 560  # under each other
MINUTE = 60_000


class FacilitiesPage(QWidget):
    """Reads through the bridge; what is to be written it asks for with `asked`."""

    asked = Signal(object)  # Asked
    shown = Signal()  # the facilities are on the screen

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facilities_page")
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._zone: ZoneInfo = zone("UTC")
        self._day: date | None = None  # the end of it is what is shown; None for now
        self._selected: str | None = None
        self._readings: list[FacilityReading] = []
        self._answered = False  # whether it is known which facilities there are
        self._keyboard_waits = False
        self.card = FacilityListCard()
        self.view = FacilityView()
        self.panel = FacilityPanel()
        self.middle = QStackedWidget()
        self._lay_out()
        self._connect()
        self._add_shortcuts()
        self._minute = QTimer(self)  # counts grow older
        self._minute.setInterval(MINUTE)
        self._minute.timeout.connect(self._read_if_seen)
        self._minute.start()
        self.apply_palette(palette)

    def _lay_out(self) -> None:
        self.hint = QFrame()
        self.hint.setProperty("card", "true")
        words = QLabel()
        words.setObjectName("facilities_hint")
        words.setText(
            self.tr(
                "A facility is a place that houses people: a centre, a border post, a ward.\n\n"
                "Add the first one. Then say how many places it has, and take a headcount."
            )
        )
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setProperty("role", "secondary")
        words.setContentsMargins(40, 0, 40, 6)
        self.first_button = QPushButton(self.tr("Add the first facility"))
        self.first_button.setObjectName("facilities_first")
        self.first_button.setAccessibleName(self.tr("Add the first facility"))
        self.first_button.setProperty("kind", "primary")
        inside = QVBoxLayout(self.hint)
        inside.addStretch(2)
        inside.addWidget(words)
        inside.addWidget(self.first_button, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(3)
        self.loading = QLabel(wording.loading())  # until the first answer nobody knows whether there are none
        self.loading.setObjectName("facilities_loading")
        self.loading.setTextFormat(Qt.TextFormat.PlainText)
        self.loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.loading.setProperty("role", "secondary")
        self.middle.addWidget(self.loading)
        self.middle.addWidget(self.hint)
        self.middle.addWidget(self.view)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("facilities_splitter")
        self.splitter.setAccessibleName(self.tr("Shares of the list, the facility and the form"))
        self.splitter.setHandleWidth(look.GAP)
        self.splitter.setChildrenCollapsible(False)
        for widget, stretch in ((self.card, 0), (self.middle, 1), (self.panel, 0)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.indexOf(widget), stretch)
        self.card.setMinimumWidth(300)
        self.middle.setMinimumWidth(380)
        self.panel.setMinimumWidth(380)
        self.splitter.setSizes([392, 842, 0])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.scroll = QScrollArea()  # in a window too narrow for both, figures are scrolled to, never cut
        self.scroll.setObjectName("facilities_scroll")
        self.scroll.setAccessibleName(self.tr("Facilities"))
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(self.splitter)
        whole.addWidget(self.scroll)

    def _connect(self) -> None:
        view, panel = self.view, self.panel
        self.card.facility_selected.connect(self.show_facility)
        self.card.new_asked.connect(self.add_facility)
        self.first_button.clicked.connect(self.add_facility)
        view.headcount_asked.connect(self.take_headcount)
        view.movement_asked.connect(self.move_people)
        view.capacity_asked.connect(self.change_capacity)
        view.amend_asked.connect(self._amend_facility)
        view.void_facility_asked.connect(self._void_facility)
        view.arrived_asked.connect(self._confirm_arrival)
        view.correct_asked.connect(self._correct)
        view.void_asked.connect(self._void)
        view.span_chosen.connect(self._read_detail)
        panel.asked.connect(self.asked)
        panel.reckoning_asked.connect(self._read_reckoning)
        panel.opened.connect(self._share_room)
        panel.closed.connect(self._form_closed)

    def _add_shortcuts(self) -> None:
        # On the list and on the facility alone: in the forms these are letters.
        for widget in (self.card, self.view):
            for keys, call in (
                ("H", self.take_headcount),
                ("M", self.move_people),
                ("C", self.change_capacity),
                ("N", self.add_facility),
            ):
                listen(widget, keys, call)

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """Show a situation's facilities as of the end of a day, None for now."""
        if self._situation is None or self._situation.pk != situation.pk:
            self._selected = None
            self._readings = []
            self._answered = False
        self._situation, self._zone, self._day = situation, zone(situation.time_zone), now_day
        self.panel.show_situation(situation)
        self._read()

    def refresh(self, change: Changed) -> None:
        """Something was written: read again what it is about."""
        if not change.records or change.types & ABOUT:
            self._read()
            self.panel.headcount.ask_again()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.card.apply_palette(palette)
        self.view.apply_palette(palette)

    def show_facility(self, facility_id: str) -> None:
        """Select a facility."""
        self._selected = facility_id
        self.card.select(facility_id)
        self._show_selected()
        self._read_detail()

    def show_form(self, form: QWidget) -> None:
        """Show one of the forms as it is."""
        self.panel.open(form)

    def take_keyboard(self) -> None:
        """The keyboard goes to the facility that is selected."""
        self._keyboard_waits = not self._answered
        self.card.take_keyboard()

    def at(self) -> datetime:
        """The moment that is shown, UTC: the end of the day, or now."""
        if self._day is None or self._situation is None:
            return datetime.now(UTC)
        return end_of_day(self._day, self._situation.time_zone, self._situation.cutoff)

    # Reading

    def _read_if_seen(self) -> None:
        if self.isVisible() and self._day is None:
            self._read()

    def _read(self) -> None:
        if self._situation is None:
            return
        at = self.at()
        self._bridge.read(
            _read_all,
            self._situation,
            at,
            done=partial(self._take, self._situation.pk, at),
            key="facilities.readings",
        )
        self._read_detail()

    def _take(
        self, situation_pk: int, at: datetime, found: tuple[list[FacilityReading], list[SectorLine]]
    ) -> None:
        if self._situation is None or situation_pk != self._situation.pk:
            return
        self._readings, sectors = found
        self._answered = True
        self.card.show_readings(self._readings, occupancy.gauge_of(self._readings), at)
        self.panel.show_facilities(self._readings, [(s.name, s.id) for s in sectors])
        if self._selected not in {r.facility_id for r in self._readings}:
            # The most pressing one, so that the page is never half empty.
            first = next(iter(self.card.in_order()), None)
            self._selected = None
            if first is not None:
                self.show_facility(first.facility_id)
        self.card.select(self._selected)
        self._show_selected()
        if self._keyboard_waits:  # it was taken before there was a facility
            self._keyboard_waits = False
            if self.card.new_button.hasFocus():
                self.card.take_keyboard()
        self.shown.emit()

    def _show_selected(self) -> None:
        reading = self._reading()
        without = self.hint if self._answered else self.loading
        self.middle.setCurrentWidget(self.view if reading else without)
        if reading is not None:
            self.view.show_reading(reading, self.at())

    def _reading(self) -> FacilityReading | None:
        return next((r for r in self._readings if r.facility_id == self._selected), None)

    def _read_detail(self) -> None:
        if self._selected is None:
            return
        at, days = self.at(), self.view.days
        first = at - timedelta(days=days) if days is not None else None
        self._bridge.read(
            read_facility,
            self._selected,
            first,
            at,
            self.view.with_voided,
            done=partial(self._take_detail, at),
            refused=self._miss_detail,
            key="facilities.detail",
        )

    def _take_detail(self, at: datetime, detail: FacilityDetail) -> None:
        if detail.id == self._selected:
            self.view.show_detail(detail, self._zone, at)

    def _miss_detail(self, error: Exception) -> None:
        if isinstance(error, NotFound):  # it came from a store that is not open any more
            self._selected = None
            self._show_selected()

    def _read_reckoning(self, facility_id: str, at: datetime) -> None:
        self._bridge.read(
            _read_reckoning,
            facility_id,
            at,
            done=partial(self.panel.headcount.show_reckoning, facility_id, at),
            key="facilities.reckoning",
        )

    # Forms

    def take_headcount(self) -> None:
        """Open the headcount form on the selected facility."""
        self.panel.take_headcount(self._selected, self._plain_time())

    def move_people(self) -> None:
        """Open the movement form with the selected facility as where they go."""
        self.panel.move_people(self._selected, self._plain_time())

    def change_capacity(self) -> None:
        """Open the capacity form on the selected facility."""
        self.panel.change_capacity(self._selected, self._plain_time())

    def add_facility(self) -> None:
        """Open the form for a new facility."""
        self.panel.add_facility()

    def _plain_time(self) -> datetime | str:
        """The time that a form begins with: now; where a past day is shown, that day, and the hour is to be typed."""
        if self._day is None or (
            self._situation is not None
            and self._day == day_of(datetime.now(UTC), self._situation.time_zone, self._situation.cutoff)
        ):
            return datetime.now(UTC).replace(second=0, microsecond=0)
        return f"{self._day.day} {_MONTHS[self._day.month - 1]} {self._day.year} "

    def _amend_facility(self) -> None:
        detail = self.view.detail
        if detail is not None:
            self.panel.correct("facility", detail.id, (detail.draft, detail.revision_id))

    def _correct(self, record_type: str, record_id: str) -> None:
        self._bridge.read(
            records.get,
            _DRAFTS[record_type],
            record_id,
            done=partial(self.panel.correct, record_type, record_id),
            key="facilities.correct",
        )

    def _confirm_arrival(self, movement_id: str) -> None:
        line = (
            next((m for m in self.view.detail.on_the_road if m.id == movement_id), None)
            if self.view.detail
            else None
        )
        if line is not None:
            self._bridge.read(
                records.get,
                drafts.Movement,
                movement_id,
                done=partial(self.panel.confirm_arrival, line, self._plain_time()),
                key="facilities.correct",
            )

    def _form_closed(self) -> None:
        self._share_room()
        self.card.take_keyboard()

    # Voiding

    def _void(self, record_type: str, record_id: str, reason: str) -> None:
        self.asked.emit(
            Asked(
                records.void,
                (record_type, record_id, reason),
                said={
                    "headcount": self.tr("Headcount voided."),
                    "movement": self.tr("Movement voided."),
                    "capacity_change": self.tr("Change of capacity voided."),
                }[record_type],
                done=partial(self._voided, record_type),
            )
        )

    def _voided(self, record_type: str, _value: Any) -> None:
        self.view.finish_voiding(record_type)

    def _void_facility(self, reason: str) -> None:
        if self._selected is not None:
            self.asked.emit(
                Asked(
                    facilities.void_facility,
                    (self._selected, reason),
                    said=self.tr("Facility voided."),
                    done=partial(self._facility_voided, self._selected),
                )
            )

    def _facility_voided(self, facility_id: str, _value: Any) -> None:
        self.view.void_panel.finish(facility_id)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window a form takes the place of the facility; in a very narrow one, that of the list too."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        form, stacked = self.panel.isVisibleTo(self), self.width() < BESIDE
        self.middle.setVisible(not form or self.width() >= ALL_FIT)
        self.card.setVisible(not (form and stacked))
        if stacked == (self.splitter.orientation() == Qt.Orientation.Vertical):
            return
        self.splitter.setOrientation(Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal)
        for widget, high in ((self.card, LIST_HIGH), (self.middle, FACILITY_HIGH)):
            widget.setMinimumHeight(high if stacked else 0)  # under each other they are scrolled to


def _read_all(
    session: Any, situation: SituationLine, at: datetime
) -> tuple[list[FacilityReading], list[SectorLine]]:
    readings = occupancy.read_facilities(session, situation.pk, at, situation.tight_at)
    return readings, find_sectors(session, situation.pk)


def _read_reckoning(session: Any, facility_id: str, at: datetime) -> int | None:
    return occupancy.reckoned_at(session, key_of(session, "facility", facility_id), at)


_DRAFTS: dict[str, type[drafts.Draft]] = {
    "headcount": drafts.Headcount,
    "movement": drafts.Movement,
    "capacity_change": drafts.CapacityChange,
}
# The words of the quick line's grammar, which is English in every language of the windows.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
