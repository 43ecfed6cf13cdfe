"""The quick line fills the fields of the incident form, and fields that depend on each other follow.

What a person typed into a field is hers: the line does not change it any more, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from tracker.codes import CountBasis, Precision
from tracker.days import zone
from tracker.quickline import Reading, Vocabulary
from ui.forms import level_words
from ui.forms.incident_layout import IncidentLayout
from ui.forms.incident_values import texts_of, unit_of
from ui.forms.moment import MomentEdit, When, written
from ui.forms.referrals import adds_to
from ui.words import explain

if TYPE_CHECKING:
    from tracker.readings import FacilityReading

PAUSE = 400  # ms without a key before it is looked for an incident like this one
FINENESS = (Precision.EXACT, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY)


class LineFilledForm(IncidentLayout):
    """`_hand` are the units that a person typed into, `_before` the texts that the line wrote over."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._time_zone = "UTC"
        self._facilities: dict[str, FacilityReading] = {}
        self._hand: set[str] = set()
        self._before: dict[str, str] = {}
        self._filling = False
        self._sheet_day: date | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        for name_, field in self.fields.items():
            field.edited.connect(partial(self._touched, name_))
        self.quick.now = self._reading_now
        self.quick.clock = lambda: self.now()  # not the sheet's day: nothing is in the future of an old sheet
        self.quick.understood.connect(self._take_reading)
        self.quick.edited.connect(self._edited)
        self.take_line.clicked.connect(self._take_line)
        for edit in (self.when, self.posted):
            edit.now = self._reading_now  # type: ignore[method-assign]
            edit.settled.connect(partial(self._settle, edit))
        self.fields["precision"].edited.connect(self._precision_chosen)
        self.fields["basis"].edited.connect(self._basis_chosen)
        self.persons.editingFinished.connect(self._settle_persons)

    def set_vocabulary(self, vocabulary: Vocabulary, facilities: Iterable[FacilityReading]) -> None:
        """Sectors and facilities by name, and how full the facilities are."""
        self._facilities = {one.facility_id: one for one in facilities}
        self._filling = True
        try:
            self.sector.offer((one.id, one.name) for one in vocabulary.sectors)
            self.moved_to.offer((one.id, one.name) for one in vocabulary.facilities)
        finally:
            self._filling = False
        self.quick.set_vocabulary(vocabulary, self._facilities)
        self.look_again()

    # The line fills the fields

    def _reading_now(self) -> datetime:
        """Now; on a sheet of paper of an earlier day, the end of that day."""
        now = self.now()
        if self._sheet_day is None:
            return now
        end = datetime.combine(self._sheet_day + timedelta(days=1), time(), zone(self._time_zone))
        return min(now, end.astimezone(UTC) - timedelta(seconds=1))

    def _take_reading(self, reading: Reading | None) -> None:
        wanted = self._said_by(reading)
        others: list[str] = []
        fill: dict[str, str] = {}
        for name, field in self.fields.items():
            by_hand = unit_of(name) in self._hand
            if name in wanted:
                if by_hand and name != "text" and _differs(name, field.input().text(), wanted[name]):
                    others.append(field.editor.accessibleName())  # the composition has no label
                elif not by_hand:
                    self._before.setdefault(name, field.input().text())
                    fill[name] = wanted[name]
            elif name in self._before and not by_hand:
                fill[name] = self._before.pop(name)
        self._fill(fill)
        self.show_untouched(others)
        self.look_again()

    def _said_by(self, reading: Reading | None) -> dict[str, str]:
        """The texts of the fields that the line sets."""
        if reading is None:
            return {}
        texts = texts_of(reading.draft, self._time_zone)
        said = {name: texts[name] for name in reading.fields if name in texts}
        if reading.moved_to:
            said["moved_to"] = reading.moved_to
        if reading.party_reference:
            said["party"] = reading.party_reference
        return said

    def _fill(self, texts: dict[str, str]) -> None:
        self._filling = True
        try:
            for name, text in texts.items():
                if name in self.fields and self.fields[name].input().text() != text:
                    self.fields[name].input().set_text(text)
        finally:
            self._filling = False

    def _touched(self, name: str) -> None:
        """A person changed a field. Emptied, it is the line's again."""
        if self._filling or self._restoring:
            return
        unit = unit_of(name)
        if name == unit and not self.fields[name].input().text():
            # Filled again with the next key in the line, and not while somebody deletes here.
            self._hand.discard(unit)
        else:
            self._hand.add(unit)
            for member in [n for n in self._before if unit_of(n) == unit]:
                del self._before[member]

    def _take_line(self) -> None:
        """What the line says goes into the fields after all."""
        for name in self._said_by(self.quick.reading):
            self._hand.discard(unit_of(name))
        self.quick.read_again()
        self.quick.line.setFocus()
        self._edited()

    def _edited(self) -> None:
        if not self._filling:
            super()._edited()

    # Fields that depend on each other

    def look_again(self) -> None:
        """Bring up to date what depends on something else."""
        basis = self.fields["basis"].value()
        self.show_range(basis is CountBasis.ESTIMATED)
        persons = self.persons.value()
        self.composition.show_persons(persons if isinstance(persons, int) else None)
        reading = self._facilities.get(self.moved_to.text())
        if reading is None:
            self.fields["moved_to"].say("")
        else:
            more = level_words.with_more(reading, persons) if isinstance(persons, int) else ""
            said = [level_words.stands(reading), more]
            self.fields["moved_to"].say("\n".join(s for s in said if s), level_words.state(reading))
        self.offer_discard()
        if not self._filling and not self._restoring:
            self._pause.start()

    def _settle(self, edit: MomentEdit) -> None:
        """The keyboard left a time: what is wrong with it is said now, how exact it is shown."""
        found = edit.read()
        field = self.fields["happened_at" if edit is self.when else "posted_at"]
        if found is not None and found.problem is not None:
            field.say(explain(found.problem), "error")
        elif edit is self.when and found is not None:
            self._fill({"precision": found.precision.value})

    def _precision_chosen(self) -> None:
        if self._filling or self._restoring:
            return
        chosen, found = self.fields["precision"].value(), self.when.read()
        if chosen is Precision.UNKNOWN:
            self._fill({"happened_at": ""})
        elif found is not None and found.at is not None:
            if FINENESS.index(chosen) >= FINENESS.index(found.precision):
                self._fill({"happened_at": written(found.at, chosen, self._time_zone)})
            else:
                self.fields["happened_at"].say(self.tr("Type the time of day as well, as 14:00 or 14h."))
                self._fill({"precision": found.precision.value})
        self._edited()

    def _basis_chosen(self) -> None:
        if not self._filling and not self._restoring and self.fields["basis"].value() is CountBasis.UNKNOWN:
            self._fill({"persons": "", "low": "", "high": ""})
            self._edited()

    def _settle_persons(self) -> None:
        found = self.persons.read()
        if found is not None:
            count, basis, low, high = found
            self._fill(
                {
                    "persons": str(count),
                    "basis": basis.value,
                    "low": "" if low is None else str(low),
                    "high": "" if high is None else str(high),
                }
            )
            self._edited()
        elif isinstance(self.persons.value(), int) and self.fields["basis"].value() is CountBasis.UNKNOWN:
            self._fill({"basis": CountBasis.COUNTED.value})
            self._edited()

    def _when(self) -> tuple[datetime | None, Precision]:
        found: When | None = self.when.read()
        if found is None or found.problem is not None or found.at is None:
            chosen = self.fields["precision"].value()
            return None, chosen if chosen is Precision.UNKNOWN else Precision.EXACT
        return found.at, found.precision


def _differs(name: str, typed: str, said: str) -> bool:
    """Whether what was typed by hand goes against the line, and does not only say more than it."""
    return typed != said and not (name == "referrals" and adds_to(typed, said))
