"""A facility: its name, its regime, where it is; with a new one, how many places it has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker import rules
from tracker.codes import Regime
from tracker.drafts import CapacityChange, Facility
from tracker.errors import Problem
from ui.forms.fields import ChoiceEdit, DecimalEdit, NoteEdit, NumberEdit, TextEdit
from ui.forms.level_words import places
from ui.forms.record_form import RecordForm

SHOWN = ("name", "regime", "sector", "place", "latitude", "longitude", "text")


class FacilityForm(RecordForm):
    """Emits a Facility draft, its places, and the id and revision of the one that it corrects, None for a new one."""

    save_requested = Signal(object, object, object)  # Facility, int | None, tuple[str, str] | None
    record_type = "facility"

    def __init__(self, name: str = "facility_form", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.situation: str | None = None
        regime, sector = ChoiceEdit(), ChoiceEdit()
        regime.fill_codes(Regime)
        regime.choose(Regime.OPEN)
        sector.fill([], self.tr("Not said"))
        self.add("name", self.tr("Name"), TextEdit(), self.tr("Pabradė"))
        self.add_row(
            self.add("regime", self.tr("Regime"), regime, place=False),
            self.add("places", self.tr("Operational places"), NumberEdit(), place=False),
        )
        self.add("sector", self.tr("Sector"), sector)
        self.add("place", self.tr("Where it is"), TextEdit(), self.tr("Vilniaus g. 100"))
        self.add_row(
            self.add("latitude", self.tr("Latitude"), DecimalEdit(), "54.98", place=False),
            self.add("longitude", self.tr("Longitude"), DecimalEdit(), "25.77", place=False),
        )
        self.add("text", self.tr("Note"), NoteEdit(lines=3))
        self.entitle()
        self.take_as_plain()
        self.look_again()

    def entitle(self) -> None:
        """A new facility, or a correction; its capacity changes by dates, in a form of its own."""
        self.fields["places"].setVisible(self.correcting is None)
        if self.correcting:
            self.name_it(self.tr("Correct a facility"), self.tr("Save correction"))
        else:
            self.name_it(self.tr("New facility"), self.tr("Save facility"))

    def show_sectors(self, sectors: Sequence[tuple[str, str]]) -> None:
        """Offer the sectors, as (name, id)."""
        was_untouched = self.is_untouched()
        cast(ChoiceEdit, self.fields["sector"].editor).fill(sectors, self.tr("Not said"))
        if was_untouched:
            self.take_as_plain()

    def clear(self) -> None:
        """Empty the form for a new facility; most are open."""
        super().clear()
        self.prepare(regime=Regime.OPEN)

    def draft(self) -> Facility:
        """What is typed."""
        situation = self.standing.situation if isinstance(self.standing, Facility) else self.situation
        values: dict[str, Any] = {name: self.fields[name].value() for name in SHOWN}
        values["name"] = values["name"] or ""
        return Facility(situation=situation, **values, **self.kept_from_standing())

    def own_problems(self) -> Iterator[Problem]:
        """The places, which are no part of the facility's own draft."""
        if self.correcting is None:
            change = CapacityChange(
                facility="", from_at=self.now(), operational=self.fields["places"].value()
            )
            for problem in rules.problems_of(change, self.now()):
                yield replace(problem, field="places")

    def ask_to_save(self, draft: Facility) -> None:  # type: ignore[override]
        """All is in order."""
        count = self.fields["places"].value() if self.correcting is None else None
        self.save_requested.emit(draft, count, self.correcting)

    def look_again(self) -> None:
        """Say what the number of places means."""
        field = self.fields["places"]
        if field.editor.property("state") != "error":
            count = field.value()
            if count is None:
                field.say(self.tr("Empty: not known"))
            else:
                field.say(places(count) if isinstance(count, int) and count >= 0 else "")
        self.offer_discard()
