"""What is chosen for an export: its purpose, form, situation, days, and how far it may be shared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from tracker.codes import Purpose, Sensitivity
from ui import look
from ui.controls import label, named
from ui.day_chooser import read_day
from ui.exporting.job import Choice
from ui.exporting.naming import FORMS
from ui.exporting.wording import class_hint, days_hint, form_hint, form_said, tr
from ui.forms.fields import ChoiceEdit, Field, TextEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.situations import SituationLine


class Choices(QFrame):
    """Says what is chosen, and beside each choice what goes with it. The class follows the content until chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_choices")
        self.setProperty("card", "true")
        self._class_chosen = False
        self._today = date.max
        self._situations: Sequence[SituationLine] = ()
        self._wanted: SituationLine | None = None  # to be chosen once they are listed
        self._purposes = QButtonGroup(self)
        self.operational = self._radio("export_operational", tr("Operational: whole records"))
        self.publication = self._radio("export_publication", tr("Publication: figures alone"))
        self.form = Field(tr("Form"), ChoiceEdit(), "export_form")
        self.hxl = named(QCheckBox(tr("With a row of HXL tags")), "export_hxl", tr("With a row of HXL tags"))
        self.situation = Field(tr("Situation"), ChoiceEdit(), "export_situation")
        self.first = Field(tr("From day"), TextEdit(), "export_first", tr("2021-07-01"))
        self.last = Field(tr("To day"), TextEdit(), "export_last", tr("2021-07-31"))
        self.sensitivity = Field(tr("May be shared"), ChoiceEdit(), "export_sensitivity")
        self.void_too = named(QCheckBox(tr("Voided records too")), "export_void", tr("Voided records too"))
        self.days_words = label("export_days_words", role="small")
        self.operational.setChecked(True)
        self._box(self.sensitivity).fill_codes(Sensitivity)
        self._fill_forms()
        self._lay_out()
        self._connect()

    def _radio(self, name: str, words: str) -> QRadioButton:
        made = named(QRadioButton(words), name, words)
        self._purposes.addButton(made)
        return made

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        rows.setSpacing(look.TIGHT)
        purposes = (
            (self.operational, tr("For those who work with them: with texts, places, times and ids.")),
            (
                self.publication,
                tr("Nobody can be singled out: no free text, no exact places or times, no evidence."),
            ),
        )
        for radio, said in purposes:
            radio.setAccessibleDescription(said)
            rows.addWidget(radio)
            words = label("export_purpose_words", said, "small")
            words.setIndent(26)
            rows.addWidget(words)
        rows.addSpacing(2)
        rows.addWidget(self.form)
        rows.addWidget(self.hxl)
        rows.addWidget(self.situation)
        days = QHBoxLayout()
        days.setSpacing(8)
        days.addWidget(self.first, 1)
        days.addWidget(self.last, 1)
        rows.addLayout(days)
        rows.addWidget(self.days_words)
        rows.addWidget(self.void_too)
        rows.addWidget(self.sensitivity)
        rows.addStretch(1)

    def _connect(self) -> None:
        self._purposes.buttonClicked.connect(lambda _: self._other_purpose())
        self._box(self.form).activated.connect(lambda _: self._tell())
        self._box(self.situation).activated.connect(lambda _: self._tell())
        self._box(self.sensitivity).activated.connect(lambda _: self._choose_class())
        self.hxl.toggled.connect(lambda _: self._tell())
        self.void_too.toggled.connect(lambda _: self._tell())
        for field in (self.first, self.last):
            field.edited.connect(self._tell)
            assert isinstance(field.editor, TextEdit)
            field.editor.editingFinished.connect(self._tell)

    @staticmethod
    def _box(field: Field) -> ChoiceEdit:
        assert isinstance(field.editor, ChoiceEdit)
        return field.editor

    @property
    def is_published(self) -> bool:
        """Whether figures are chosen, and no records."""
        return self.publication.isChecked()

    # What others say

    def show_situations(self, lines: Sequence[SituationLine], here: SituationLine, today: date) -> None:
        """The situations of the store, of which one is looked at; `today` is the day there."""
        self._today, self._situations = today, lines
        box = self._box(self.situation)
        wanted = self._wanted or (box.value() if box.count() else here)
        self._wanted = None
        self._fill_situations()
        box.choose(next((line for line in lines if wanted is not None and line.id == wanted.id), None))

    def _fill_situations(self) -> None:
        """What is published is of one situation."""
        offered: list[tuple[str, SituationLine | None]] = [(line.name, line) for line in self._situations]
        if not self.is_published:
            offered.append((tr("All in the store"), None))
        self._box(self.situation).fill(offered)

    def choose_situation(self, line: SituationLine) -> None:
        """Another one is looked at: it is what is exported, until something else is chosen."""
        self._wanted = line

    def choose_form(self, form: str, *, hxl: bool) -> bool:
        """Take the form that a file's name ends in; False where there is no such form of this purpose."""
        taken = self._box(self.form).value() == form or self._box(self.form).choose(form)
        if not taken:
            self._box(self.form).choose(FORMS[0])
        self.hxl.setChecked(hxl)
        self._tell()
        return taken

    def choice(self, kinds: tuple[str, ...]) -> Choice | None:
        """What is chosen, of these kinds; None where a day cannot be read, which is said beside it."""
        first, last = self._day(self.first), self._day(self.last)
        if first is False or last is False:
            return None
        if first and last and first > last:
            self.last.say(tr("This day is before the first one."), "error")
            return None
        form = self._box(self.form).value()
        published = self.is_published
        return Choice(
            form=form,
            hxl=self.hxl.isChecked() and form != "geojson",
            purpose=Purpose.PUBLICATION if published else Purpose.OPERATIONAL,
            kinds=kinds,
            situation=self._box(self.situation).value(),
            first=first or None,
            last=last or None,
            sensitivity=self._box(self.sensitivity).value() if self._class_chosen else None,
            void_too=self.void_too.isChecked() and not published,
        )

    def show_choice(self, choice: Choice) -> None:
        """What goes with what is chosen."""
        published = choice.is_published
        self.form.say(form_hint(choice.form, published=published))
        self.hxl.setEnabled(choice.form != "geojson")
        self.void_too.setVisible(not published)
        self.days_words.setText(days_hint(published=published))
        if not self._class_chosen:
            self._box(self.sensitivity).choose(choice.asks_for)
        self.sensitivity.say(*class_hint(choice))

    def _day(self, field: Field) -> date | bool | None:
        """The day that is typed; False where it is none."""
        text = str(field.value() or "")
        day = read_day(text, self._today) if text else None
        wrong = bool(text) and day is None
        typing = field.editor.hasFocus()  # it is no mistake before it is finished
        field.say(
            tr("Write it like 2021-08-03 or 3 Aug.") if wrong else "", "error" if wrong and not typing else ""
        )
        return False if wrong else day

    def _other_purpose(self) -> None:
        self._class_chosen = False
        self._fill_forms()
        self._fill_situations()
        self._tell()

    def _choose_class(self) -> None:
        self._class_chosen = True
        self._tell()

    def _fill_forms(self) -> None:
        published = self.is_published
        forms = [form for form in FORMS if not (published and form == "geojson")]
        self._box(self.form).fill((form_said(form, published=published), form) for form in forms)

    def _tell(self) -> None:
        self.changed.emit()
