"""What became of persons: outcomes, a row each with a count; referrals have such rows too, see `referrals.py`."""

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracker.codec import plain, restore
from tracker.codes import Outcome
from tracker.drafts import OutcomeCount, Referral
from ui.forms.fields import ChoiceEdit
from ui.forms.rows import CountEdit, RowsEdit
from ui.words import word

translate = QCoreApplication.translate

STATE = 82  # width of where a referral stands


class ChoiceRow(QWidget):
    """A choice and a count; a referral's state beside it. What else the row was given stays with it."""

    edited = Signal()

    def __init__(
        self,
        choice: tuple[str, str, Iterable[StrEnum]],
        counted: str,
        state: tuple[str, str, Iterable[StrEnum]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`choice` and `state`: what the record calls it, its words, its codes."""
        super().__init__(parent)
        self._given: dict[str, Any] = {}
        self._names = (choice[0], counted, state[0] if state else "")
        self.choice = _cell(*choice, empty="+")
        self.state = _cell(*state) if state else None
        self.count = CountEdit(f"row_{counted}", self.tr("Persons"))
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        row = self.line = QHBoxLayout()
        row.setSpacing(4)
        self._rows.addLayout(row)
        row.addWidget(self.choice, 3)
        row.addWidget(self.count)
        if self.state is not None:
            self.state.setFixedWidth(STATE)
            row.addWidget(self.state)
            self.state.currentIndexChanged.connect(self.edited)
        self.choice.currentIndexChanged.connect(self.edited)
        self.count.textChanged.connect(self.edited)

    def editors(self) -> Sequence[QWidget]:
        """The choice, the count, the state."""
        return (self.choice, self.count) if self.state is None else (self.choice, self.count, self.state)

    def is_empty(self) -> bool:
        """Whether nothing is chosen and no number typed."""
        return self.choice.value() is None and not self.count.text().strip()

    def held(self) -> dict[str, Any]:
        """As JSON values; a count that is none stays as it was typed."""
        held = dict(self._given)
        chosen, counted, state = self._names
        values = {chosen: self.choice.value(), counted: self.count.value()}
        if self.state is not None:
            values[state] = self.state.value()
        for name, value in values.items():
            held.pop(name, None)
            if value is not None:
                held[name] = value if isinstance(value, int) else str(value)
        return held

    def hold(self, held: Any) -> None:
        """The reverse."""
        self._given = dict(held or {})
        chosen, counted, state = self._names
        self.choice.set_text(str(self._given.get(chosen, "")))
        self.count.setText(str(self._given.get(counted, "")))
        if self.state is not None:
            self.state.set_text(str(self._given.get(state, "")))


def _cell(name: str, words: str, codes: Iterable[StrEnum], empty: str | None = None) -> ChoiceEdit:
    made = ChoiceEdit()
    made.setObjectName(f"row_{name}")
    made.setAccessibleName(words)
    made.setProperty("kind", "cell")
    made.setMinimumWidth(60)
    made.fill(((word(code), code) for code in codes), empty)
    return made


def outcomes_edit() -> RowsEdit:
    """The table of outcomes."""
    words = translate("IncidentForm", "Outcome")
    return RowsEdit(lambda: ChoiceRow(("outcome", words, Outcome), "count"))


def outcomes_of(held: Iterable[dict[str, Any]]) -> list[OutcomeCount]:
    """The outcomes that rows hold; nothing chosen is an unknown outcome, a count that is none goes in as it is."""
    made = []
    for one in held:
        outcome: OutcomeCount = restore(OutcomeCount, {n: v for n, v in one.items() if n != "count"})
        outcome.count = one.get("count", 0)
        made.append(outcome)
    return made


def held_of(rows: Iterable[OutcomeCount | Referral]) -> str:
    """Outcomes or referrals of a draft as their table keeps them."""
    held = [plain(row) for row in rows]
    return json.dumps(held, ensure_ascii=False) if held else ""
