"""Whom a count is about: a nationality by name or code, a sex, an age band, or several of them: "Iraq women 18-59"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tracker import nationalities, quickline
from tracker.codec import plain, restore
from tracker.codes import AgeBand, Sex
from tracker.drafts import Group
from tracker.errors import Problem
from ui import incident_words as say
from ui.forms.completing import CompletingEdit, Offer
from ui.forms.rows import CountEdit
from ui.words import word

NATIONALITY, SEX_AND_AGE, ANYBODY = "nationality", "sex_and_age", "anybody"
LONGEST = 200


@cache
def _nobody_named() -> quickline.Vocabulary:
    return quickline.Vocabulary("", "UTC", 1440, (), ())


def read_who(text: str) -> Group | Problem:
    """Whom a text means, as a group without a count."""
    typed = text.strip()
    if len(typed) > LONGEST:
        return Problem("nationality_unknown", "groups", values={"value": typed})
    code = nationalities.parse(typed)
    if code:
        return Group(nationality=code)
    found = quickline.read(f"{typed}: 1", _nobody_named(), datetime(2000, 1, 1, tzinfo=UTC)).draft
    if len(found.groups) == 1 and not found.text:
        return replace(found.groups[0], count=0)
    meant = nationalities.candidates(typed)
    if len(meant) > 1:
        choices = ", ".join(one.name for one in meant[:4])
        return Problem("nationality_unclear", "groups", values={"value": typed, "choices": choices})
    return Problem("nationality_unknown", "groups", values={"value": typed})


def _sexes_and_ages() -> list[tuple[str, Group]]:
    """What can be chosen without typing, in its words."""
    choices = [
        (word(age), Group(age=age))
        for age in (AgeBand.MINOR, *(a for a in AgeBand if a is not AgeBand.MINOR))
    ]
    choices[1:1] = [(word(sex), Group(sex=sex)) for sex in (Sex.FEMALE, Sex.MALE)]
    choices += [
        (say.group(group), group)
        for group in (
            Group(sex=Sex.FEMALE, age=AgeBand.MINOR),
            Group(sex=Sex.MALE, age=AgeBand.MINOR),
            Group(sex=Sex.OTHER),
            Group(sex=Sex.UNKNOWN),
        )
    ]
    return choices


class WhoEdit(CompletingEdit):
    """One of them. What was chosen stays what it is while its words stand there."""

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = about
        self._meant: tuple[str, Group] | None = None
        self._choices: dict[str, Group] = {}
        self.setProperty("kind", "cell")
        self.setMaxLength(LONGEST)
        self.editingFinished.connect(self._write_out)

    def offers(self) -> Sequence[Offer]:
        """Nationalities in English and their own language, sexes and ages."""
        typed = self.text()
        folded = nationalities.fold(typed)
        found: list[tuple[str, Group]] = []
        if self._about != NATIONALITY:
            found += [
                (words, group)
                for words, group in _sexes_and_ages()
                if any(
                    part.startswith(folded)
                    for part in [nationalities.fold(words), *nationalities.fold(words).split()]
                )
            ]
        if folded and self._about != SEX_AND_AGE:
            found += [(_spelled(one), Group(nationality=one.code)) for one in nationalities.search(typed)]
        self._choices = {say.group(group): group for _, group in found}
        if self._meant is not None and self._meant[0] == typed:
            return []
        return [Offer(0, len(typed), say.group(group), words) for words, group in found]

    def put(self, offer: Offer) -> None:
        """Take a choice: it is meant, whatever its words could also mean."""
        self.mean(self._choices[offer.text])
        self.textEdited.emit(self.text())
        self.close_list()

    def mean(self, group: Group) -> None:
        """Show a group."""
        words = say.group(group)
        self._meant = (words, replace(group, count=0))
        self.setText(words)

    def group(self) -> Group | Problem | None:
        """Whom the text means; None for nothing."""
        typed = self.text()
        if not typed.strip():
            return None
        if self._meant is not None and self._meant[0] == typed:
            return self._meant[1]
        return read_who(typed)

    def _write_out(self) -> None:
        found = self.group()
        if isinstance(found, Group):
            self.mean(found)


def _spelled(one: nationalities.Nationality) -> str:
    own = [name for name in one.own_names if name != one.name][:1]
    return " · ".join([one.name, *own, one.code])


class WhoRow(QWidget):
    """Who, and how many."""

    edited = Signal()

    def __init__(self, about: str, who: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.who = WhoEdit(about)
        self.who.setObjectName(f"group_{about}")
        self.who.setAccessibleName(who)
        self.who.setPlaceholderText("+")
        self.count = CountEdit("group_count", self.tr("Persons"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.who, 1)
        row.addWidget(self.count)
        self.who.textChanged.connect(self.edited)
        self.count.textChanged.connect(self.edited)

    def editors(self) -> Sequence[QWidget]:
        """Who, then how many."""
        return (self.who, self.count)

    def is_empty(self) -> bool:
        """Whether nothing is typed in either."""
        return not self.who.text().strip() and not self.count.text().strip()

    def held(self) -> dict[str, Any]:
        """A group as JSON; `who` as typed where it cannot be read, `number` where that cannot."""
        found, number = self.who.group(), self.count.value()
        held: dict[str, Any] = plain(found) if isinstance(found, Group) else {}
        held.pop("count", None)
        if isinstance(found, Problem):
            held["who"] = self.who.text()
        if isinstance(number, int):
            held["count"] = number
        elif number is not None:
            held["number"] = number
        return held

    def hold(self, held: Any) -> None:
        """The reverse."""
        held = held or {}
        dimensions = {name: held[name] for name in ("nationality", "sex", "age") if name in held}
        if dimensions:
            self.who.mean(restore(Group, dimensions))
        elif self.who.text() != held.get("who", ""):
            self.who.setText(held.get("who", ""))
        number = held.get("count", held.get("number", ""))
        if self.count.text() != str(number):
            self.count.setText(str(number))


def group_of(held: dict[str, Any]) -> Group:
    """The group that a row holds; a count that is none goes in as it is, for the rules to refuse."""
    values = {name: held[name] for name in ("nationality", "sex", "age") if name in held}
    group: Group = restore(Group, values)
    group.count = held.get("count", held.get("number", 0))
    return group
