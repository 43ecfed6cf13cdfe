"""To whom persons were handed: a row each with service, count and state; the rest of it opens under its row."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from tracker.codec import restore
from tracker.codes import ReferralState, Service
from tracker.drafts import Referral
from ui import look
from ui.forms.fields import ChoiceEdit, Field, TextEdit
from ui.forms.people_rows import ChoiceRow
from ui.forms.row_moment import DueEdit, moment_of
from ui.forms.rows import RowsEdit

translate = QCoreApplication.translate

DETAILS = ("receiver", "due_at", "consent", "reference")


class ReferralRow(ChoiceRow):
    """Service, persons and state; receiving service, due time, consent and reference under them, once asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            ("service", translate("IncidentForm", "Service"), Service),
            "persons",
            ("state", translate("IncidentForm", "Where it stands"), ReferralState),
            parent,
        )
        self.more = QToolButton()
        self.more.setObjectName("referral_more")
        self.more.setAccessibleName(self.tr("Receiving service, due time, consent, reference"))
        self.more.setToolTip(self.more.accessibleName())
        self.more.setCheckable(True)
        self.more.setProperty("kind", "icon")
        look.dress(self.more, "ellipsis", "secondary", size=14)
        policy = self.more.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the counts stand under each other
        self.more.setSizePolicy(policy)
        self.line.addWidget(self.more)
        self.receiver, self.due, self.consent, self.reference = (
            TextEdit(),
            DueEdit(),
            ChoiceEdit(),
            TextEdit(),
        )
        self.consent.setMinimumContentsLength(4)
        self.consent.fill(((self.tr("given"), True), (self.tr("not given"), False)), self.tr("not needed"))
        self._details = QWidget()
        self._fields = {
            "receiver": Field(self.tr("Receiving service"), self.receiver, "referral_receiver"),
            "due_at": Field(self.tr("Due"), self.due, "referral_due_at", self.tr("14:00, 5 Aug")),
            "consent": Field(self.tr("Consent"), self.consent, "referral_consent"),
            "reference": Field(
                self.tr("Reference"), self.reference, "referral_reference", self.tr("never a name")
            ),
        }
        grid = QGridLayout(self._details)
        grid.setContentsMargins(10, 0, 0, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for n, field in enumerate(self._fields.values()):
            grid.addWidget(field, n // 2, n % 2, Qt.AlignmentFlag.AlignTop)  # words under one move no other
            grid.setColumnStretch(n % 2, 1)
            field.edited.connect(self.edited)
        self._rows.addWidget(self._details)
        self._details.hide()
        self.more.toggled.connect(self._details.setVisible)
        self.edited.connect(self._offer_more)
        self._offer_more()

    def editors(self) -> Sequence[QWidget]:
        """What takes the keyboard, in order."""
        return (*super().editors(), self.more, self.receiver, self.due, self.consent, self.reference)

    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return super().is_empty() and not self._said()

    def _said(self) -> dict[str, Any]:
        said = {
            "receiver": self.receiver.value(),
            "due_at": self.due.kept(),
            "consent": self.consent.value(),
            "reference": self.reference.value(),
        }
        return {name: value for name, value in said.items() if value is not None}

    def held(self) -> dict[str, Any]:
        """As JSON values; what cannot be read stays as it was typed."""
        held = super().held()
        return {name: value for name, value in held.items() if name not in DETAILS} | self._said()

    def hold(self, held: Any) -> None:
        """The reverse."""
        super().hold(held)
        given = held or {}
        self.receiver.set_text(given.get("receiver") or "")
        self.due.give(given.get("due_at"))
        self.consent.choose(given.get("consent"))
        self.reference.set_text(given.get("reference") or "")
        self.clear_problems()
        self.more.setChecked(bool(self._said()))
        self._offer_more()

    def set_zone(self, time_zone: str, cutoff: int) -> None:
        """The zone that times are typed in."""
        self.due.set_zone(time_zone, cutoff)

    def point_at(self, name: str, words: str) -> QWidget | None:
        """Words beside what is wrong, where that is one of the details; the widget to go to."""
        field = self._fields.get(name)
        if field is None:
            return None
        self.more.setChecked(True)
        field.say(words, "error")
        return field.editor

    def clear_problems(self) -> None:
        """What was wrong is not said any more."""
        for field in self._fields.values():
            field.say("")

    def _offer_more(self) -> None:
        self.more.setVisible(not self.is_empty())


class ReferralsEdit(RowsEdit):
    """The table of referrals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._zone = ("UTC", 1440)
        super().__init__(self._new_row, parent=parent)

    def _new_row(self) -> QWidget:
        row = ReferralRow()
        row.set_zone(*self._zone)
        return row

    def set_zone(self, time_zone: str, cutoff: int) -> None:
        """The zone that times are typed in."""
        self._zone = (time_zone, cutoff)
        for row in self.all_rows():
            row.set_zone(time_zone, cutoff)

    def troubles(self) -> list[tuple[str, Any]]:
        """The path of each due time that cannot be read, and what is wrong with it."""
        found = []
        for n, row in enumerate(self.rows()):
            when = row.due.read()
            if when is not None and when.problem is not None:
                found.append((f"referrals[{n}].due_at", when.problem))
        return found


def adds_to(typed: str, said: str) -> bool:
    """Whether rows say all that other rows say, and more about them: who receives them, by when."""
    rows, others = (json.loads(text) if text else [] for text in (typed, said))
    pairs = zip(rows, others, strict=False)
    return len(rows) >= len(others) and all(other.items() <= row.items() for row, other in pairs)


def referrals_of(held: Iterable[dict[str, Any]]) -> list[Referral]:
    """The referrals that rows hold; a number or a time that is none goes in as it is."""
    made = []
    for one in held:
        own = {name: value for name, value in one.items() if name not in ("persons", "due_at")}
        referral: Referral = restore(Referral, own)
        referral.persons = one.get("persons", 0)
        referral.due_at = moment_of(one.get("due_at"))
        made.append(referral)
    return made
