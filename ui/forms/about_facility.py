"""What the forms about a facility share: which one, when, and a form that knows whether anything was typed into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from tracker.codes import Precision
from tracker.errors import Problem
from tracker.readings import FacilityReading
from ui.forms.fields import ChoiceEdit, Field
from ui.forms.form import Form
from ui.forms.level_words import stands, state
from ui.forms.moment import MomentEdit


class AboutFacility(Form):
    """A form that begins with a facility and a time. `prepare` fills in what is plain; only what is typed is kept."""

    def __init__(self, name: str, title: str, save: str, parent: QWidget | None = None) -> None:
        super().__init__(name, title, save, parent)
        self.readings: dict[str, FacilityReading] = {}
        self._plain: dict[str, Any] = {}  # what the form holds when nobody has typed anything
        self._time_zone = "UTC"

    def add_facility(self, name: str, label: str, *, place: bool = True) -> Field:
        """A field that chooses a facility."""
        edit = ChoiceEdit()
        edit.setProperty("facilities", True)
        edit.fill([], self.tr("Choose a facility …"))
        return self.add(name, label, edit, place=place)

    def add_moment(self, name: str, label: str, hint: str = "", *, place: bool = True) -> Field:
        """A field for a time, typed as people say it."""
        edit = MomentEdit()
        edit.settled.connect(self.look_again)
        return self.add(
            name, label, edit, hint or self.tr("14:00, yesterday 22:10, 3 Aug 14:00"), place=place
        )

    def moment(self, name: str) -> datetime | None:
        """The time in a field, aware; None for nothing and for what is no time."""
        found = self.fields[name].value()
        return found if isinstance(found, datetime) else None

    def set_zone(self, time_zone: str, cutoff: int) -> None:
        """The zone that times are typed in."""
        self._time_zone = time_zone
        for field in self.fields.values():
            if isinstance(field.editor, MomentEdit):
                field.editor.set_zone(time_zone, cutoff)

    def show_facilities(self, readings: Sequence[FacilityReading]) -> None:
        """Offer the facilities, as full as they are now. What is chosen stays chosen."""
        self.readings = {r.facility_id: r for r in readings}
        was_untouched = self.is_untouched()
        for field in self.fields.values():
            if isinstance(field.editor, ChoiceEdit) and field.editor.property("facilities"):
                field.editor.fill([(r.name, r.facility_id) for r in readings], self.nowhere(field))
        if was_untouched:
            self.take_as_plain()
        self.look_again()

    def nowhere(self, field: Field) -> str:
        """The words for no facility in a field."""
        return self.tr("Choose a facility …")

    def prepare(self, **plain: Any) -> None:
        """Fill in what is plain (a facility, the time now), unless somebody has begun to type."""
        if not self.is_untouched():
            return
        self._restoring = True
        for name, value in plain.items():
            editor = self.fields[name].editor
            if isinstance(editor, MomentEdit):
                editor.set_moment(value)
            else:
                self.fields[name].input().set_text(str(value))
        self._restoring = False
        self.take_as_plain()
        self.look_again()

    def is_untouched(self) -> bool:
        """Whether the form holds nothing that somebody typed."""
        return super().keep() == self._plain

    def take_as_plain(self) -> None:
        """What the form holds now is what it begins with."""
        self._plain = super().keep()

    def keep(self) -> dict[str, Any]:
        """What is typed; nothing where the form is as it began."""
        held = super().keep()
        return {} if held == self._plain else held

    def clear(self) -> None:
        """Empty the form: what it held is saved."""
        super().clear()
        self.take_as_plain()

    def reading_of(self, name: str) -> FacilityReading | None:
        """The facility chosen in a field, as full as it is."""
        return self.readings.get(str(self.fields[name].value() or ""))

    def say_level(self, name: str) -> None:
        """Under a facility, how full it is."""
        reading, field = self.reading_of(name), self.fields[name]
        if field.editor.property("state") != "error":
            field.say(stands(reading) if reading else "", state(reading) if reading else "")

    def exact_problems(self, *names: str) -> Iterator[Problem]:
        """Times that leave the hour open: what comes before and what after could not be told apart."""
        for name in names:
            editor = self.fields[name].editor
            if self.fields[name].isHidden() or not isinstance(editor, MomentEdit):
                continue
            found = editor.read()
            if found is None:
                continue
            if found.problem is not None:
                yield Problem(found.problem.code, name, values=found.problem.values)
            elif found.precision not in (Precision.EXACT, Precision.HOUR):
                yield Problem("time_of_day_missing", name)
