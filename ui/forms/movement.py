"""A movement: why people moved decides which ends are asked for; with no arrival yet they are on the road."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker.codes import MovementReason
from tracker.drafts import Movement
from tracker.errors import Problem
from tracker.rules import ENDS
from ui.forms.about_facility import AboutFacility
from ui.forms.fields import ChoiceEdit, NoteEdit, NumberEdit, TickEdit
from ui.forms.level_words import with_more, without

ASKED = ("from_facility", "to_facility", "on_the_road", "left_at", "arrived_at")


class MovementForm(AboutFacility):
    """Emits a Movement draft; with it the id and revision of the movement that it corrects, None for a new one."""

    save_requested = Signal(object, object)  # Movement, tuple[str, str] | None
    record_type = "movement"

    def __init__(self, name: str = "movement_form", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.situation: str | None = None
        reason = ChoiceEdit()
        reason.fill_codes(MovementReason)
        self.add_row(
            self.add("persons", self.tr("Persons"), NumberEdit(), place=False),
            self.add("reason", self.tr("Why they move"), reason, place=False),
            stretch=(1, 2),
        )
        self.add_facility("from_facility", self.tr("From"))
        self.add_facility("to_facility", self.tr("To"))
        self.add("on_the_road", "", TickEdit(self.tr("On the road, not arrived yet"), f"{name}_on_the_road"))
        self.add_row(
            self.add_moment("left_at", self.tr("Left at"), place=False),
            self.add_moment("arrived_at", self.tr("Arrived at"), place=False),
        )
        self.add("text", self.tr("Note"), NoteEdit(lines=2))
        self.entitle()
        self.take_as_plain()
        self.look_again()

    def entitle(self) -> None:
        """A new movement, or a correction."""
        if self.correcting:
            self.name_it(self.tr("Correct a movement"), self.tr("Save correction"))
        else:
            self.name_it(self.tr("Move people"), self.tr("Save movement"))

    def nowhere(self) -> str:
        """The words for no facility."""
        return self.tr("No facility")

    # What is asked for

    def reason(self) -> MovementReason:
        """Why they move."""
        return MovementReason(self.fields["reason"].value())

    def asks_for(self, name: str) -> bool:
        """Whether a field has something to say, for this reason and what the other fields say."""
        source, target = ENDS[self.reason()]
        from_here = source is True or (source is None and bool(self.fields["from_facility"].value()))
        to_here = target is True or (target is None and bool(self.fields["to_facility"].value()))
        on_the_road = to_here and bool(self.fields["on_the_road"].value())
        return {
            "from_facility": source is not False,
            "to_facility": target is not False,
            "on_the_road": to_here,
            "left_at": from_here or on_the_road or not to_here,
            "arrived_at": to_here and not on_the_road,
        }[name]

    def draft(self) -> Movement:
        """What is typed; what the reason does not ask for is left out. A correction keeps what no field shows."""
        standing = (
            self.standing if isinstance(self.standing, Movement) else Movement(situation=self.situation)
        )
        ends: dict[str, Any] = {
            name: self.fields[name].value() if self.asks_for(name) else None
            for name in ("from_facility", "to_facility", "left_at", "arrived_at")
        }
        return Movement(
            situation=standing.situation,
            reason=self.reason(),
            persons=self.fields["persons"].value(),
            incident=standing.incident,
            party=standing.party,
            text=self.fields["text"].value(),
            **ends,
            **self.kept_from_standing(),
        )

    def own_problems(self) -> Iterator[Problem]:
        """A time that is asked for and not there, or leaves the hour open."""
        for name in ("left_at", "arrived_at"):
            if self.asks_for(name) and not self.fields[name].input().text().strip():
                yield Problem("required", name)
        yield from self.time_problems("left_at", "arrived_at")

    def ask_to_save(self, draft: Movement) -> None:  # type: ignore[override]
        """All is in order."""
        self.save_requested.emit(draft, self.correcting)

    def show_values(self, values: dict[str, Any]) -> None:
        """A standing movement with somewhere to arrive and no arrival is on the road."""
        super().show_values(values)
        if self.correcting and "to_facility" in values:
            on_the_road = values["to_facility"] is not None and values["arrived_at"] is None
            self.fields["on_the_road"].input().set_text("yes" if on_the_road else "")

    def look_again(self) -> None:
        """Show the fields that are asked for, and how full the ends are and would be."""
        for name in ASKED:
            self.fields[name].setVisible(self.asks_for(name))
        setting_out = self.fields["on_the_road"].value() and not self.asks_for("from_facility")
        self.fields["left_at"].rename(self.tr("Set out at") if setting_out else self.tr("Left at"))
        persons = self.fields["persons"].value()
        # A correction's people are in the figures already.
        count = persons if isinstance(persons, int) and persons > 0 and not self.correcting else None
        source, target = self.reading_of("from_facility"), self.reading_of("to_facility")
        self.say_level("from_facility", without(source, count) if source and count else "")
        self.say_level("to_facility", with_more(target, count) if target and count else "", count or 0)
        self.offer_discard()
