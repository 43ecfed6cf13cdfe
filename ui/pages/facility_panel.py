"""The forms of the facilities page: one at a time beside the facility, the others wait as they were left."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from tracker import drafts, facilities, records
from tracker.codes import MovementReason
from tracker.readings import FacilityReading
from tracker.situations import SituationLine
from ui.asked import Asked
from ui.forms.arrival import ArrivalForm
from ui.forms.capacity import CapacityForm
from ui.forms.facility import FacilityForm
from ui.forms.headcount import HeadcountForm
from ui.forms.movement import MovementForm
from ui.forms.record_form import RecordForm
from ui.pages.road_list import who

if TYPE_CHECKING:
    from tracker.facilities import MovementLine

Correcting = tuple[str, str] | None


class FacilityPanel(QFrame):
    """Opens forms and turns what they ask for into what is to be written. Closing it throws nothing away."""

    asked = Signal(object)  # Asked
    reckoning_asked = Signal(str, object)  # facility id, aware datetime
    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facility_panel")
        self.setAccessibleName(self.tr("Entry"))
        self.setProperty("card", "true")
        self.headcount = HeadcountForm(self)
        self.movement = MovementForm(parent=self)
        self.capacity = CapacityForm(self)
        self.facility = FacilityForm(parent=self)
        self.arrival = ArrivalForm(self)
        self._forms: dict[str, RecordForm] = {
            "headcount": self.headcount,
            "movement": self.movement,
            "capacity_change": self.capacity,
            "facility": self.facility,
            "arrival": self.arrival,
        }
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        for form in self._forms.values():
            self._stack.addWidget(form)
            form.left.connect(self.close_form)
        self.headcount.reckoning_asked.connect(self.reckoning_asked)
        self.headcount.save_requested.connect(self._save_headcount)
        self.movement.save_requested.connect(self._save_movement)
        self.capacity.save_requested.connect(self._save_capacity)
        self.facility.save_requested.connect(self._save_facility)
        self.arrival.save_requested.connect(self._save_arrival)
        self.hide()

    @property
    def form(self) -> QWidget | None:
        """The form that is shown; None while the panel is closed."""
        return self._stack.currentWidget() if self.isVisibleTo(self.parentWidget()) else None

    def show_situation(self, situation: SituationLine) -> None:
        """What is entered is entered in this situation and its zone."""
        self.movement.situation = self.facility.situation = situation.id
        for form in self._forms.values():
            form.set_zone(situation.time_zone, situation.cutoff)

    def show_facilities(
        self, readings: Sequence[FacilityReading], sectors: Sequence[tuple[str, str]]
    ) -> None:
        """Offer the facilities, as full as they are, and the sectors as (name, id)."""
        for form in (self.headcount, self.movement, self.capacity, self.arrival):
            form.show_facilities(readings)
        self.facility.show_sectors(sectors)

    def open(self, form: QWidget) -> None:
        """Show a form, and put the keyboard into it."""
        self._stack.setCurrentWidget(form)
        self.show()
        self.opened.emit()
        if isinstance(form, RecordForm):
            form.start()

    def close_form(self) -> None:
        """Close the panel; what is typed stays."""
        if self.isVisibleTo(self.parentWidget()):
            self.hide()
            self.closed.emit()

    # Opening

    def take_headcount(self, facility_id: str | None, at: datetime | str) -> None:
        """The headcount form."""
        self.headcount.prepare(facility=facility_id or "", counted_at=at)
        self.open(self.headcount)
        if self.headcount.fields["facility"].value():
            self.headcount.fields["persons"].editor.setFocus()

    def move_people(self, facility_id: str | None, at: datetime | str) -> None:
        """The movement form; most people arrive."""
        self.movement.prepare(
            reason=MovementReason.ARRIVAL,
            from_facility=facility_id or "",
            to_facility=facility_id or "",
            left_at=at,
            arrived_at=at,
        )
        self.open(self.movement)

    def change_capacity(self, facility_id: str | None, at: datetime | str) -> None:
        """The capacity form."""
        self.capacity.prepare(facility=facility_id or "", from_at=at)
        self.open(self.capacity)
        if self.capacity.fields["facility"].value():
            self.capacity.fields["operational"].editor.setFocus()

    def add_facility(self) -> None:
        """The form for a new facility."""
        self.facility.prepare()
        self.open(self.facility)

    def correct(self, record_type: str, record_id: str, found: tuple[drafts.Draft, str]) -> None:
        """The form on a record that is there."""
        draft, revision = found
        form = self._forms[record_type]
        form.correct(record_id, revision, draft)
        self.open(form)

    def confirm_arrival(
        self, line: "MovementLine", at: datetime | str, found: tuple[drafts.Movement, str]
    ) -> None:
        """The form on people who have arrived."""
        draft, revision = found
        self.arrival.confirm(line.id, revision, draft, who(line), at)
        self.open(self.arrival)

    # Saving

    def _ask(self, form: RecordForm, command: Any, *args: Any, said: str, **kwargs: Any) -> None:
        done = partial(self._saved, form)
        self.asked.emit(Asked(command, args, kwargs, said=said, form=form, done=done))

    def _saved(self, form: RecordForm, _value: Any) -> None:
        # Somebody who has begun the next one goes on with it.
        if self.form is form and form.is_untouched():
            self.close_form()

    def _save_headcount(self, draft: drafts.Headcount, correcting: Correcting) -> None:
        if correcting:
            said = self.tr("Headcount corrected.")
            self._ask(
                self.headcount, facilities.amend_headcount, correcting[0], draft, correcting[1], said=said
            )
        else:
            self._ask(self.headcount, facilities.take_headcount, draft, said=self.tr("Headcount saved."))

    def _save_movement(self, draft: drafts.Movement, correcting: Correcting) -> None:
        if correcting:
            said = self.tr("Movement corrected.")
            self._ask(
                self.movement, facilities.amend_movement, correcting[0], draft, correcting[1], said=said
            )
        else:
            self._ask(self.movement, facilities.move_people, draft, said=self.tr("Movement saved."))

    def _save_capacity(self, draft: drafts.CapacityChange, correcting: Correcting) -> None:
        if correcting:
            said = self.tr("Change of capacity corrected.")
            self._ask(self.capacity, records.amend, correcting[0], draft, correcting[1], said=said)
        else:
            said = self.tr("Change of capacity saved.")
            self._ask(self.capacity, facilities.change_capacity, draft, said=said)

    def _save_facility(self, draft: drafts.Facility, places: int | None, correcting: Correcting) -> None:
        if correcting:
            said = self.tr("Facility corrected.")
            self._ask(
                self.facility, facilities.amend_facility, correcting[0], draft, correcting[1], said=said
            )
        else:
            self._ask(self.facility, facilities.add_facility, draft, places, said=self.tr("Facility saved."))

    def _save_arrival(self, movement_id: str, at: datetime, persons: int) -> None:
        said = self.tr("Arrival saved.")
        self._ask(self.arrival, facilities.confirm_arrival, movement_id, at, persons, said=said)
