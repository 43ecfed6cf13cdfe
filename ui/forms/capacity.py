"""A change of capacity: how many places a facility has from a moment on."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker.drafts import CapacityChange
from tracker.errors import Problem
from ui.forms.about_facility import AboutFacility
from ui.forms.fields import NumberEdit, TextEdit, TickEdit
from ui.forms.level_words import people, places, room
from ui.incident_words import number

PLACES = ("nominal", "operational", "surge", "out_of_use")


class CapacityForm(AboutFacility):
    """Emits a CapacityChange draft. What it comes to, places that can be used, is said as it is typed."""

    save_requested = Signal(object, object)  # CapacityChange, tuple[str, str] | None
    record_type = "capacity_change"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("capacity_form", parent)
        self.add_facility("facility", self.tr("Facility"))
        self.add_moment("from_at", self.tr("From"), self.tr("3 Aug 2021, or with a time"))
        self.add_row(
            self.add("operational", self.tr("Operational places"), NumberEdit(), place=False),
            self.add("nominal", self.tr("Nominal places"), NumberEdit(), place=False),
        )
        self.add_row(
            self.add("out_of_use", self.tr("Of these out of use"), NumberEdit(), place=False),
            self.add("surge", self.tr("Surge, beyond these"), NumberEdit(), place=False),
        )
        # Leaving four fields empty may be a slip: that nothing is known is said by a tick.
        words = self.tr("The capacity is not known from then on")
        self.add("unknown", "", TickEdit(words, "capacity_form_unknown"))
        self.fields["unknown"].editor.setAccessibleName(words)
        self.comes_to = self.add_words("capacity_comes_to")
        self.add("source", self.tr("Source"), TextEdit(), self.tr("Ministry, order of 2 August"))
        self.entitle()
        self.take_as_plain()
        self.look_again()

    def entitle(self) -> None:
        """A new change, or a correction."""
        if self.correcting:
            self.name_it(self.tr("Correct a capacity"), self.tr("Save correction"))
        else:
            self.name_it(self.tr("Change capacity"), self.tr("Save capacity"))

    def draft(self) -> CapacityChange:
        """What is typed."""
        values = {name: field.value() for name, field in self.fields.items() if name != "unknown"}
        return CapacityChange(**values, **self.kept_from_standing())

    def own_problems(self) -> Iterator[Problem]:
        """A time that cannot be read; places neither said nor said to be unknown."""
        typed = [self.fields[name].value() is not None for name in ("operational", "nominal")]
        if self.fields["unknown"].value():
            if any(typed):
                yield Problem("capacity_said_and_unknown", "unknown")
        elif not any(typed):
            yield Problem("capacity_missing", "operational")
        yield from self.time_problems("from_at", to_the_hour=False)

    def show_values(self, values: dict[str, Any]) -> None:
        """A change that says that the capacity is not known has its tick."""
        super().show_values(values)
        if self.correcting and "operational" in values:
            nothing = values["operational"] is None and values.get("nominal") is None
            self.fields["unknown"].input().set_text("yes" if nothing else "")

    def ask_to_save(self, draft: CapacityChange) -> None:  # type: ignore[override]
        """All is in order."""
        self.save_requested.emit(draft, self.correcting)

    def look_again(self) -> None:
        """Say how full the facility is, and what the numbers come to."""
        self.say_level("facility")
        self.say_words(self.comes_to, self._comes_to())
        self.offer_discard()

    def _comes_to(self) -> str:
        typed: dict[str, Any] = {name: self.fields[name].value() for name in PLACES}
        if any(isinstance(value, str) for value in typed.values()):
            return ""
        base = typed["operational"] if typed["operational"] is not None else typed["nominal"]
        if base is None:
            return ""
        usable = max(0, base - (typed["out_of_use"] or 0))
        said = self.tr("{places} can be used").format(places=places(usable))
        if typed["out_of_use"]:
            said = self.tr("{places} can be used, {base} less {out} out of use").format(
                places=places(usable), base=number(base), out=number(typed["out_of_use"])
            )
        reading = self.reading_of("facility")
        if reading is None or reading.occupancy is None:
            return f"{said}."
        return self.tr("{said}. {people} are there now: {room}.").format(
            said=said, people=people(reading.occupancy), room=room(reading.occupancy, usable)
        )
