"""Of whom: separate totals (nationality beside sex and age, never spread over each other) or crossed rows."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tracker import drafts
from tracker.codec import plain
from tracker.errors import Problem
from tracker.rules import separate_totals
from ui import incident_words as say
from ui.forms.rows import RowsEdit
from ui.forms.who import ANYBODY, NATIONALITY, SEX_AND_AGE, WhoRow, group_of


class CompositionEdit(QWidget):
    """Two tables or one, and beneath what is not specified."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._persons: int | None = None
        self._filling = False
        self._order: list[dict[str, Any]] = []  # as it was given: an amendment must not reshuffle it
        self.separate = self._mode("composition_separate", self.tr("separate totals"))
        self.crossed = self._mode("composition_crossed", self.tr("crossed"))
        modes = QButtonGroup(self)
        for button in (self.separate, self.crossed):
            modes.addButton(button)
        self.separate.setChecked(True)
        self.nationalities = self._table(NATIONALITY, self.tr("Nationality"))
        self.sexes_and_ages = self._table(SEX_AND_AGE, self.tr("Sex and age"))
        self.together = self._table(ANYBODY, self.tr("Nationality, sex and age"))
        self.rest = QLabel()
        self.rest.setObjectName("composition_rest")
        self.rest.setTextFormat(Qt.TextFormat.PlainText)
        self.rest.setProperty("role", "small")
        self.rest.setWordWrap(True)
        self._lay_out()
        self.crossed.toggled.connect(self._mode_changed)
        self._show_mode()

    def _mode(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(self.tr("Composition: {how}").format(how=words))
        button.setCheckable(True)
        button.setProperty("kind", "chip")
        return button

    def _table(self, about: str, who: str) -> RowsEdit:
        table = RowsEdit(lambda: WhoRow(about, who), ((who, 1), (self.tr("Persons"), 0)))
        table.edited.connect(self._edited)
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        words = QLabel(self.tr("Of whom, as it is known"))
        words.setProperty("role", "small")
        head.addWidget(words)
        head.addStretch(1)
        head.addWidget(self.separate)
        head.addWidget(self.crossed)
        tables = QHBoxLayout()
        tables.setSpacing(16)
        for table in (self.nationalities, self.sexes_and_ages, self.together):
            tables.addWidget(table, 1, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addLayout(tables)
        rows.addWidget(self.rest)

    # As an editor

    def value(self) -> list[drafts.Group]:
        """The groups; a count that is none is in them as it was typed."""
        return [group_of(held) for held in self._held() if "who" not in held]

    def is_crossed(self) -> bool:
        """Whether the rows are disjoint parts of the persons."""
        return self.crossed.isChecked()

    def text(self) -> str:
        """All of it as JSON text; nothing for nothing."""
        held = self._held()
        if not held and not self.is_crossed():
            return ""
        return json.dumps({"crossed": self.is_crossed(), "rows": held}, ensure_ascii=False)

    def set_text(self, text: str) -> None:
        """Bring back what `text` gave."""
        kept = json.loads(text) if text else {}
        rows = kept.get("rows", [])
        self._filling = True
        try:
            self._order = list(rows)
            (self.crossed if kept.get("crossed") else self.separate).setChecked(True)
            if kept.get("crossed"):
                self._put(rows, [], [])
            else:
                self._put([], *_apart(rows))
        finally:
            self._filling = False
        self._show_mode()
        self._edited()

    def _put(self, together: Sequence[Any], nationality: Sequence[Any], rest: Sequence[Any]) -> None:
        for table, rows in (
            (self.together, together),
            (self.nationalities, nationality),
            (self.sexes_and_ages, rest),
        ):
            table.set_value(rows)

    def _held(self) -> list[dict[str, Any]]:
        if self.is_crossed():
            held = self.together.value()
        else:
            held = self.nationalities.value() + self.sexes_and_ages.value()
        same = sorted(map(_sorted, held)) == sorted(map(_sorted, self._order))
        return list(self._order) if same else held

    def problems(self) -> Iterator[Problem]:
        """Rows whose words are no group."""
        tables = (self.together,) if self.is_crossed() else (self.nationalities, self.sexes_and_ages)
        for table in tables:
            for row in table.rows():
                found = row.who.group()
                if isinstance(found, Problem):
                    yield found
                elif found is None:
                    yield Problem("group_of_nothing", "groups")

    # What is not specified

    def show_persons(self, persons: int | None) -> None:
        """Of how many persons this is the composition."""
        self._persons = persons
        self._show_rest()

    def _show_rest(self) -> None:
        groups = [g for g in self.value() if isinstance(g.count, int)]
        self.rest.setText(say.DOT.join(self._rest(groups)) if groups else "")
        self.rest.setVisible(bool(self.rest.text()))

    def _rest(self, groups: list[drafts.Group]) -> Iterator[str]:
        if self._persons is None:
            return
        if self.is_crossed():
            rest = self._persons - sum(g.count for g in groups)
            if rest > 0:
                yield self.tr("not specified {n}").format(n=say.number(rest))
            return
        words = {
            "nationality": self.tr("nationality not specified {n}"),
            "sex": self.tr("sex not specified {n}"),
            "age": self.tr("age not specified {n}"),
        }
        for dimension, total in separate_totals(groups).items():
            if total < self._persons:
                yield words[dimension].format(n=say.number(self._persons - total))

    def _mode_changed(self) -> None:
        if self._filling:
            return
        self._filling = True
        try:
            if self.is_crossed():
                self._put(self.nationalities.value() + self.sexes_and_ages.value(), [], [])
            else:
                self._put([], *_apart(self.together.value()))
        finally:
            self._filling = False
        self._show_mode()
        self._edited()

    def _show_mode(self) -> None:
        crossed = self.is_crossed()
        self.together.setVisible(crossed)
        self.nationalities.setVisible(not crossed)
        self.sexes_and_ages.setVisible(not crossed)

    def _edited(self) -> None:
        if not self._filling:
            self._show_rest()
            self.edited.emit()


def text_of(groups: Sequence[drafts.Group], crossed: bool) -> str:
    """The composition of a draft as the editor keeps it."""
    if not groups and not crossed:
        return ""
    return json.dumps({"crossed": crossed, "rows": [plain(g) for g in groups]}, ensure_ascii=False)


def _apart(rows: Sequence[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Rows that name a nationality, or something that cannot be read, and the others."""
    named = [row for row in rows if "nationality" in row or "who" in row]
    return named, [row for row in rows if row not in named]


def _sorted(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)
