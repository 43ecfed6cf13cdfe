"""People who were on the road have arrived: how many of them, and when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker.drafts import Movement
from tracker.errors import Problem
from ui.forms.about_facility import AboutFacility
from ui.forms.fields import NumberEdit
from ui.forms.level_words import people
from ui.incident_words import number


class ArrivalForm(AboutFacility):
    """Emits the id of the movement, the time of arrival and the number of persons."""

    save_requested = Signal(str, object, int)  # movement id, aware datetime, persons
    record_type = "movement"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("arrival_form", parent)
        self._from_to = ""
        self.add_row(
            self.add("persons", self.tr("Persons arrived"), NumberEdit(), place=False),
            self.add_moment("arrived_at", self.tr("Arrived at"), place=False),
            stretch=(2, 3),
        )
        self.rest = self.add_words("arrival_rest")
        self.entitle()
        self.take_as_plain()

    def entitle(self) -> None:
        """Whose arrival it is stands under the title."""
        self.name_it(self.tr("Arrived"), self.tr("Save arrival"))

    def confirm(
        self, movement_id: str, revision: str, draft: Movement, from_to: str, at: datetime | str
    ) -> None:
        """Ask for the arrival of a movement at a time; `from_to` says in words who they are and where they go."""
        self.correct(movement_id, revision, draft)
        if self.is_untouched() and self.correcting and self.correcting[0] == movement_id:
            self._from_to = from_to
            self.say(from_to)
            self._fill({"arrived_at": at})
            self.take_as_plain()
            self.look_again()

    def keep(self) -> dict[str, Any]:
        """What is typed, and of whom."""
        held = super().keep()
        return held | {"from_to": self._from_to} if held else {}

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept."""
        super().restore(kept)
        self._from_to = str(kept.get("from_to", self._from_to))
        self.say(self._from_to)

    def draft(self) -> Movement:
        """The movement as it will be."""
        standing = self.standing if isinstance(self.standing, Movement) else Movement()
        typed: dict[str, Any] = {
            "persons": self.fields["persons"].value(),
            "arrived_at": self.fields["arrived_at"].value(),
        }
        return replace(standing, **typed)

    def own_problems(self) -> Iterator[Problem]:
        """An arrival without its hour."""
        if not self.fields["arrived_at"].input().text().strip():
            yield Problem("required", "arrived_at")
        yield from self.time_problems("arrived_at")

    def ask_to_save(self, draft: Movement) -> None:  # type: ignore[override]
        """All is in order."""
        if self.correcting:
            self.save_requested.emit(self.correcting[0], draft.arrived_at, draft.persons)

    def look_again(self) -> None:
        """Say what becomes of those who did not arrive."""
        set_out = self.standing.persons if isinstance(self.standing, Movement) else None
        arrived, words = self.fields["persons"].value(), ""
        if isinstance(arrived, int) and set_out is not None and arrived > 0:
            if arrived < set_out:
                words = self.tr(
                    "{people} of {all} stay on the road: expected there, present nowhere."
                ).format(people=people(set_out - arrived), all=number(set_out))
            elif arrived > set_out:
                words = self.tr("{n} more than set out. The movement will say {all}.").format(
                    n=number(arrived - set_out), all=people(arrived)
                )
        self.say_words(self.rest, words)
        self.offer_discard()
