"""What the forms about a facility share: choosing one, and saying beside it how full it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tracker.readings import FacilityReading
from ui.forms.fields import ChoiceEdit, Field
from ui.forms.level_words import stands, state
from ui.forms.record_form import RecordForm


class AboutFacility(RecordForm):
    """A form that names facilities."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.readings: dict[str, FacilityReading] = {}

    def add_facility(self, name: str, label: str, *, place: bool = True) -> Field:
        """A field that chooses a facility."""
        edit = ChoiceEdit()
        edit.setProperty("facilities", True)
        edit.fill([], self.nowhere())
        return self.add(name, label, edit, place=place)

    def nowhere(self) -> str:
        """The words for no facility."""
        return self.tr("Choose a facility …")

    def show_facilities(self, readings: Sequence[FacilityReading]) -> None:
        """Offer the facilities, as full as they are now. What is chosen stays chosen."""
        self.readings = {r.facility_id: r for r in readings}
        was_untouched = self.is_untouched()
        for field in self.fields.values():
            if isinstance(field.editor, ChoiceEdit) and field.editor.property("facilities"):
                field.editor.fill([(r.name, r.facility_id) for r in readings], self.nowhere())
        if was_untouched:
            self.take_as_plain()
        self.look_again()

    def reading_of(self, name: str) -> FacilityReading | None:
        """The facility chosen in a field, as full as it is."""
        return self.readings.get(str(self.fields[name].value() or ""))

    def say_level(self, name: str, after: str = "", more: int = 0) -> None:
        """Under a facility, how full it is, and in words of `after` how full with `more` people."""
        reading, field = self.reading_of(name), self.fields[name]
        if field.editor.property("state") == "error":
            return
        if reading is None:
            field.say("")
        else:
            field.say(f"{stands(reading)}\n{after}".strip(), state(reading, more))
