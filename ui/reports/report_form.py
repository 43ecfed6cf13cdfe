"""What is chosen for a report: whom it is for, how far it may be shared, the paper; and the coordinator's remarks."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tracker.codes import Purpose, Sensitivity
from tracker.rules import LONGEST_TEXT
from ui.forms.fields import ChoiceEdit, NoteEdit
from ui.forms.form import Form

# What a report of each purpose is taken for until somebody says otherwise.
CLASS_OF = {Purpose.OPERATIONAL: Sensitivity.CONFIDENTIAL, Purpose.PUBLICATION: Sensitivity.PUBLIC}


class ReportForm(Form):
    """Says what is chosen; releasing asks twice, since nothing takes it back. Remarks are kept as they are typed."""

    changed = Signal()  # something else is to be shown
    file_asked = Signal()
    print_asked = Signal()
    release_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("report_form", self.tr("Situation report"), self.tr("Release …"), parent)
        self.purpose, self.sensitivity, self.paper = ChoiceEdit(), ChoiceEdit(), ChoiceEdit()
        self.remarks = NoteEdit(lines=6)
        self.add("purpose", self.tr("For"), self.purpose)
        self.add("sensitivity", self.tr("May be shared"), self.sensitivity)
        self.add("paper", self.tr("Paper"), self.paper)
        self.add("remarks", self.tr("Remarks, kept with the report"), self.remarks)
        self.purpose.fill(
            [
                (self.tr("Operational: everything"), Purpose.OPERATIONAL),
                (self.tr("Publication: nobody can be singled out"), Purpose.PUBLICATION),
            ]
        )
        self.sensitivity.fill_codes(Sensitivity)
        self.paper.fill([(self.tr("A4"), "a4"), (self.tr("Letter"), "letter")])
        self.sensitivity.choose(CLASS_OF[Purpose.OPERATIONAL])
        self.close_button.hide()
        self.file_button = self._button("report_file", self.tr("Save as PDF …"))
        self.print_button = self._button("report_print", self.tr("Print …"))
        for at, button in enumerate((self.file_button, self.print_button)):
            self.buttons.insertWidget(at + 1, button)
        self.sure = QWidget()
        self.sure.setObjectName("report_sure")
        self.yes = self._button("report_release_yes", self.tr("Release it"))
        self.no = self._button("report_release_no", self.tr("Not yet"))
        row = QHBoxLayout(self.sure)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.sure.hide()
        self.rows.addWidget(self.sure)
        self.purpose.currentIndexChanged.connect(self._other_purpose)
        for box in (self.sensitivity, self.paper):
            box.currentIndexChanged.connect(self.changed)
        self.remarks.textChanged.connect(self.changed)
        self.file_button.clicked.connect(self.file_asked)
        self.print_button.clicked.connect(self.print_asked)
        self.yes.clicked.connect(self._release)
        self.no.clicked.connect(self._not_yet)

    def _button(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        return button

    def offer(self, *, there: bool, released: bool) -> None:
        """What can be done with what is shown: with nothing nothing, with a released report no second release."""
        self.file_button.setEnabled(there)
        self.print_button.setEnabled(there)
        self.save_button.setEnabled(there and not released)
        if not there or released:
            self._not_yet()

    def show_fields(self, *, report: bool) -> None:
        """What is chosen for a report is nothing of the other documents."""
        published = self.purpose.value() is Purpose.PUBLICATION
        for name in ("purpose", "sensitivity"):
            self.fields[name].setVisible(report)
        self.fields["remarks"].setVisible(report and not published)
        self.save_button.setVisible(report)

    def save(self) -> None:
        """Ctrl+Return or the button: ask once more."""
        if not self.save_button.isEnabled():
            return
        if len(self.remarks.toPlainText()) > LONGEST_TEXT:
            said = self.tr("Remarks have {most} characters at most.").format(most=LONGEST_TEXT)
            self.fields["remarks"].say(said, "error")
            return
        self.fields["remarks"].say("")
        self.say(
            self.tr(
                "Released, this report is part of the log with its figures and remarks as they stand now. "
                "Nothing takes it back; a correction is a report of its own."
            )
        )
        self.sure.show()
        self.yes.setFocus()

    def _release(self) -> None:
        self._not_yet()
        self.release_asked.emit()

    def _not_yet(self) -> None:
        self.sure.hide()
        self.say("")

    def _other_purpose(self) -> None:
        self.sensitivity.choose(CLASS_OF[self.purpose.value()])
        self.show_fields(report=True)  # what is published has no free text
        self.changed.emit()

    def keep(self) -> dict[str, Any]:
        """Remarks, with what was chosen for them; choices alone are nothing that could be lost."""
        return super().keep() if self.remarks.toPlainText().strip() else {}

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept; the choices stay as they are where nothing was."""
        chosen = {name: self.fields[name].input().text() for name in ("purpose", "sensitivity", "paper")}
        super().restore(chosen | kept)
