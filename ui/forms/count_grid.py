"""A headcount split by sex and age as it stands on a count sheet, and the languages that need an interpreter."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from tracker.codes import AgeBand, Sex
from tracker.drafts import HeadcountGroup, NeedCount
from ui.forms.fields import NumberEdit
from ui.words import word

# "Under 18" is for those of whom no more is known; None is not said.
AGES = (
    AgeBand.INFANT,
    AgeBand.CHILD,
    AgeBand.TEEN,
    AgeBand.MINOR,
    AgeBand.ADULT,
    AgeBand.OLDER,
    None,
)
SEXES = (Sex.FEMALE, Sex.MALE, Sex.OTHER, None)


class CountGrid(QWidget):
    """Ages down, sexes across. A cell left empty says nothing; what is in no cell is not specified."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: dict[tuple[AgeBand | None, Sex | None], NumberEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        for column, sex in enumerate(SEXES):
            head = _quiet(word(sex) if sex else self.tr("not said"))
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(head, 0, column + 1)
            grid.setColumnStretch(column + 1, 1)
        for row, age in enumerate(AGES):
            grid.addWidget(_quiet(word(age) if age else self.tr("age not said")), row + 1, 0)
            for column, sex in enumerate(SEXES):
                if age is None and sex is None:
                    continue  # of whom nothing is said stands in no cell
                cell = NumberEdit()
                cell.setObjectName(f"{name}_{age or 'any'}_{sex or 'any'}")
                cell.setAccessibleName(self._said(age, sex))
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
                cell.setMinimumWidth(44)
                cell.textChanged.connect(self.edited)
                grid.addWidget(cell, row + 1, column + 1)
                self.cells[age, sex] = cell
        self.setFocusProxy(next(iter(self.cells.values())))

    def _said(self, age: AgeBand | None, sex: Sex | None) -> str:
        return ", ".join(
            [word(sex) if sex else self.tr("sex not said"), word(age) if age else self.tr("age not said")]
        )

    def value(self) -> list[HeadcountGroup]:
        """The cells that say something; what is no number stands in them as it was typed."""
        groups = []
        for (age, sex), cell in self.cells.items():
            count = cell.value()
            if count not in (None, 0):
                groups.append(HeadcountGroup(count, sex, age))
        return groups

    def show_groups(self, groups: Sequence[HeadcountGroup]) -> None:
        """Show the groups of a headcount; what stands in no cell of its own (sex not known) counts as not said."""
        counts: dict[tuple[AgeBand | None, Sex | None], int] = {}
        for group in groups:
            age = None if group.age is AgeBand.UNKNOWN else group.age
            sex = None if group.sex is Sex.UNKNOWN else group.sex
            counts[age, sex] = counts.get((age, sex), 0) + group.count
        for key, cell in self.cells.items():
            cell.setText(str(counts.get(key, "")))

    def total(self) -> int:
        """The sum of the cells that are numbers."""
        return sum(g.count for g in self.value() if isinstance(g.count, int))

    def text(self) -> str:
        """The cells as typed, as JSON; empty for an empty grid."""
        typed = {f"{age or ''}|{sex or ''}": cell.text() for (age, sex), cell in self.cells.items()}
        held = {key: text for key, text in typed.items() if text}
        return json.dumps(held, ensure_ascii=False) if held else ""

    def set_text(self, text: str) -> None:
        """Bring back what was kept."""
        kept = _kept(text, dict)
        for (age, sex), cell in self.cells.items():
            cell.setText(str(kept.get(f"{age or ''}|{sex or ''}", "")))


class LanguageRows(QWidget):
    """A language and how many people need an interpreter for it; a new row comes when the last one is begun."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.lines: list[tuple[QLineEdit, NumberEdit]] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._add()
        self.setFocusProxy(self.lines[0][0])

    def _add(self) -> None:
        number = len(self.lines) + 1
        language, count = QLineEdit(), NumberEdit()
        language.setObjectName(f"{self._name}_{number}")
        language.setAccessibleName(self.tr("Language {n}").format(n=number))
        language.setPlaceholderText(self.tr("Arabic, Sorani, Lingala …"))
        completer = QCompleter(sorted(_languages()), language)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        language.setCompleter(completer)
        count.setObjectName(f"{self._name}_{number}_persons")
        count.setAccessibleName(self.tr("Persons for language {n}").format(n=number))
        count.setPlaceholderText(self.tr("persons"))
        count.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(language, 3)
        row.addWidget(count, 1)
        self._rows.addLayout(row)
        self.lines.append((language, count))
        for edit in (language, count):
            edit.textChanged.connect(self._typed)

    def _typed(self) -> None:
        if any(edit.text() for edit in self.lines[-1]):
            self._add()
        self.edited.emit()

    def value(self) -> list[NeedCount]:
        """A language known by its name is kept by its code, any other as it was typed."""
        needs = []
        for language, count in self.lines:
            said, persons = language.text().strip(), count.value()
            if said or persons is not None:
                needs.append(NeedCount(persons, None, _languages().get(said, said) or None))  # type: ignore[arg-type]
        return needs

    def show_needs(self, needs: Sequence[NeedCount]) -> None:
        """Show the languages of a headcount."""
        self.set_text(json.dumps([[language_said(n.language or ""), str(n.count)] for n in needs]))

    def text(self) -> str:
        """The rows as typed, as JSON; empty for empty rows."""
        typed = [[language.text(), count.text()] for language, count in self.lines]
        held = [pair for pair in typed if any(pair)]
        return json.dumps(held, ensure_ascii=False) if held else ""

    def set_text(self, text: str) -> None:
        """Bring back what was kept."""
        kept = _kept(text, list)
        for language, count in self.lines:
            language.clear()
            count.clear()
        for i, pair in enumerate(kept):
            if isinstance(pair, list) and len(pair) == 2:
                self.lines[i][0].setText(str(pair[0]))
                self.lines[i][1].setText(str(pair[1]))
                if not any(str(one) for one in pair):
                    break


@cache
def _languages() -> dict[str, str]:
    """English names of languages to their ISO 639 codes, as Qt's CLDR data has them."""
    names = {}
    for language in QLocale.Language:
        code = QLocale.languageToCode(language)
        if code and language not in (QLocale.Language.C, QLocale.Language.AnyLanguage):
            names[QLocale.languageToString(language)] = code
    return names


def language_said(code: str) -> str:
    """The name of a language by its code; a text that is no code is the name."""
    found = QLocale.codeToLanguage(code) if len(code) <= 3 else QLocale.Language.AnyLanguage
    known = found not in (QLocale.Language.AnyLanguage, QLocale.Language.C)
    return QLocale.languageToString(found) if known else code


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    return label


def _kept(text: str, kind: type) -> Any:
    """What was kept, if it is still readable: a draft written by another version must not stop the form."""
    try:
        found = json.loads(text) if text else kind()
    except ValueError:
        return kind()
    return found if isinstance(found, kind) else kind()
