"""A headcount: who was there, how many, when; and, where somebody asked, of what sex, age and need."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tracker.codes import Need
from tracker.drafts import Headcount, NeedCount
from tracker.errors import Problem
from ui import look
from ui.forms.about_facility import AboutFacility
from ui.forms.count_grid import CountGrid, LanguageRows, language_said
from ui.forms.fields import Field, NoteEdit, NumberEdit, TextEdit
from ui.incident_words import number
from ui.words import word

translate = QCoreApplication.translate

NEEDS = {f"need_{need}": need for need in Need}


class HeadcountForm(AboutFacility):
    """Emits a Headcount draft; with it the id and revision of the headcount that it corrects, None for a new one.

    What the movements give is asked for, and shown beside the number as it is typed.
    """

    save_requested = Signal(object, object)  # Headcount, tuple[str, str] | None
    reckoning_asked = Signal(str, object)  # facility id, aware datetime
    record_type = "headcount"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("headcount_form", parent)
        self._reckoned: tuple[str, datetime, int | None] | None = None
        self._asked: tuple[str, datetime] | None = None
        self.add_facility("facility", self.tr("Facility"))
        self.add_row(
            self.add("persons", self.tr("Persons counted"), NumberEdit(), place=False),
            self.add_moment("counted_at", self.tr("Counted at"), place=False),
            stretch=(2, 3),
        )
        self.difference = self.add_words("headcount_difference")
        self._add_split()
        self._add_needs()
        self.add("source", self.tr("Counted by"), TextEdit(), self.tr("Night shift, at the evening meal"))
        self.add("text", self.tr("Note"), NoteEdit(lines=2))
        self.entitle()
        self.take_as_plain()
        self.look_again()

    def entitle(self) -> None:
        """A new headcount, or a correction."""
        if self.correcting:
            self.name_it(self.tr("Correct a headcount"), self.tr("Save correction"))
        else:
            self.name_it(self.tr("Headcount"), self.tr("Save headcount"))

    def _add_split(self) -> None:
        self.split = QPushButton()
        self.split.setObjectName("headcount_split")
        self.split.setText(self.tr("Split by sex and age"))
        self.split.setAccessibleName(self.tr("Split by sex and age"))
        self.split.setCheckable(True)
        self.split.setProperty("kind", "link")
        look.dress(self.split, "chevron-right", size=14)
        self.split.toggled.connect(self._unfold)
        self.rows.addWidget(self.split, 0, Qt.AlignmentFlag.AlignLeft)
        self.grid = CountGrid("headcount_group")
        self.add("groups", self.tr("Persons"), self.grid).hide()

    def _add_needs(self) -> None:
        fields: list[Field] = [
            self.add(name, word(need), NumberEdit(), place=False) for name, need in NEEDS.items()
        ]
        self.add_row(*fields)
        self.languages = LanguageRows("headcount_language")
        self.add("languages", self.tr("Need an interpreter"), self.languages)

    def _unfold(self, unfolded: bool) -> None:
        self.fields["groups"].setVisible(unfolded)
        look.dress(self.split, "chevron-down" if unfolded else "chevron-right", size=14)

    def draft(self) -> Headcount:
        """What is typed."""
        values = {name: field.value() for name, field in self.fields.items()}
        standing = self.standing if isinstance(self.standing, Headcount) else None
        needs = [
            NeedCount(values[name], need) for name, need in NEEDS.items() if values[name] not in (None, 0)
        ]
        return Headcount(
            facility=values["facility"],
            counted_at=values["counted_at"],
            persons=values["persons"],
            source=values["source"],
            text=values["text"],
            groups=values["groups"],
            needs=needs + values["languages"],
            reckoned=standing.reckoned if standing else None,
            **self.kept_from_standing(),
        )

    def show_values(self, values: dict[str, Any]) -> None:
        """The groups and needs of a standing headcount, each in its place."""
        plain = {name: value for name, value in values.items() if name != "groups"}
        super().show_values(plain)
        if isinstance(self.standing, Headcount) and "groups" in values:
            self.grid.show_groups(self.standing.groups)
            needs = {need.need: need.count for need in self.standing.needs if need.need}
            for name, need in NEEDS.items():
                self.fields[name].input().set_text(str(needs.get(need, "")))
            self.languages.show_needs([need for need in self.standing.needs if need.language])
            self.split.setChecked(bool(self.standing.groups))

    def own_problems(self) -> Iterator[Problem]:
        """A count without its hour, and a language without its people."""
        yield from self.time_problems("counted_at")
        for need in self.fields["languages"].value():
            if need.count is None:
                said = language_said(need.language or "")
                yield Problem("language_without_persons", "languages", values={"language": said})

    def field_of(self, problem: Problem) -> str | None:
        """The needs of a draft stand in fields of their own."""
        if problem.field and problem.field.startswith("needs["):
            needs = self.draft().needs
            row = int(problem.field[6 : problem.field.index("]")])
            need = needs[row].need if row < len(needs) else None
            return f"need_{need}" if need is not None else "languages"
        if problem.field and problem.field.startswith("groups"):
            self.split.setChecked(True)
        return super().field_of(problem)

    def ask_to_save(self, draft: Headcount) -> None:  # type: ignore[override]
        """All is in order."""
        self.save_requested.emit(draft, self.correcting)

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept, unfolded where something stands in the grid."""
        super().restore(kept)
        self.split.setChecked(bool(self.grid.text()))

    # What the movements give

    def look_again(self) -> None:
        """Say how full it is, and ask what the movements give at the time typed."""
        self.say_level("facility")
        facility, at = self.fields["facility"].value(), self.moment("counted_at")
        if any(self.time_problems("counted_at")):
            at = None  # of a day without its hour nothing can be said yet
        asked = (str(facility), at.astimezone(UTC)) if facility and at else None
        if asked != self._asked:
            self._asked = asked
            if asked is not None:
                self.reckoning_asked.emit(*asked)
        self._say_difference()
        self._say_split()
        self.offer_discard()

    def ask_again(self) -> None:
        """Something was written: what the movements give may be another number now."""
        self._asked = None
        self.look_again()

    def show_reckoning(self, facility_id: str, at: datetime, reckoned: int | None) -> None:
        """What the movements give there at that moment; None where there is nothing to compare with."""
        self._reckoned = (facility_id, at, reckoned)
        self._say_difference()

    def _say_difference(self) -> None:
        counted = self.fields["persons"].value()
        words, state = "", ""
        if self._asked is not None and self._reckoned is not None and self._reckoned[:2] == self._asked:
            words, state = difference_said(self._reckoned[2], counted if isinstance(counted, int) else None)
        self.say_words(self.difference, words, state)

    def _say_split(self) -> None:
        counted, total, field = self.fields["persons"].value(), self.grid.total(), self.fields["groups"]
        if field.editor.property("state") == "error" or not isinstance(counted, int):
            return
        if total and counted >= total:
            field.say(
                self.tr("{total} of {counted} are split, {rest} not specified").format(
                    total=number(total), counted=number(counted), rest=number(counted - total)
                )
            )
        elif total:
            field.say(
                self.tr("{total} are split, more than the {counted} counted").format(
                    total=number(total), counted=number(counted)
                ),
                "warning",
            )
        else:
            field.say("")


def signed(value: int) -> str:
    """+6, −6 or 0."""
    return f"+{number(value)}" if value > 0 else number(value).replace("-", "−")


def difference_said(reckoned: int | None, counted: int | None) -> tuple[str, str]:
    """What the movements give, what was counted and the difference between them, and the state of the words."""
    if reckoned is None:
        return translate("Headcount", "Nothing was written down there before: this is the first count."), ""
    if counted is None:
        return translate("Headcount", "The movements give {reckoned}.").format(
            reckoned=signed_number(reckoned)
        ), ""
    if counted == reckoned:
        return translate("Headcount", "The movements give {reckoned} as well: no difference.").format(
            reckoned=signed_number(reckoned)
        ), ""
    return translate(
        "Headcount", "The movements give {reckoned}, you counted {counted}: difference {difference}."
    ).format(
        reckoned=signed_number(reckoned), counted=number(counted), difference=signed(counted - reckoned)
    ), "accent"


def signed_number(value: int) -> str:
    """A number with a real minus sign."""
    return number(value).replace("-", "−")
