"""The foot of the export page: the file, what became of it, and the question before one is overwritten."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import look
from ui.controls import button, label, named
from ui.exporting.wording import tr
from ui.forms.fields import TextEdit
from ui.keys import listen

LONGEST = 48  # signs of a file's name on a button


class FileBar(QFrame):
    """Path and buttons; under them one line of words, or a question with its answers."""

    overwrite_wanted = Signal()
    other_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_bar")
        self.path = named(TextEdit(), "export_path", tr("File to write"))
        self.path.setPlaceholderText(tr("Where the file is to be"))
        self.choose = button("export_choose", tr("Choose …"))
        self.progress = named(QProgressBar(), "export_progress", tr("Progress"))
        self.progress.setFixedWidth(150)
        self.progress.setTextVisible(False)
        self.cancel = button("export_cancel", tr("Cancel"))
        self.save = button("export_now", tr("Export"), "primary")
        self.save.setToolTip(tr("Ctrl+Return"))
        self.words = label("export_note")
        self.overwrite = button("export_overwrite", tr("Overwrite it"), "danger")
        self.other = button("export_other", "")
        self.keep = button("export_keep", tr("Not now"))
        # At the right: at the left messages lie over the foot of a page.
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._answers = QWidget()
        answers = QHBoxLayout(self._answers)
        answers.setContentsMargins(0, 0, 0, 0)
        answers.setSpacing(look.TIGHT)
        answers.addStretch(1)
        for widget in (self.keep, self.other, self.overwrite):
            answers.addWidget(widget)
        first = QHBoxLayout()
        first.setSpacing(look.TIGHT)
        before = label("", tr("File"))
        before.setBuddy(self.path)
        first.addWidget(before)
        first.addWidget(self.path, 1)
        for widget in (self.choose, self.progress, self.cancel, self.save):
            first.addWidget(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.words)
        rows.addWidget(self._answers)
        rows.addLayout(first)
        self.overwrite.clicked.connect(self.overwrite_wanted)
        self.other.clicked.connect(self.other_wanted)
        self.keep.clicked.connect(self.give_up_asking)
        listen(self._answers, "Esc", self.give_up_asking)
        self._answers.hide()
        self.say("")

    @property
    def is_asking(self) -> bool:
        """Whether it asks if a file is to be overwritten."""
        return not self._answers.isHidden()

    def say(self, words: str, state: str = "") -> None:
        """One line above the file; the question, if there is one, is over."""
        self._answers.hide()
        self._say(words, state)

    def ask(self, question: str, other: str) -> None:
        """Ask whether a file is to be overwritten; `other` is a name that is free. Enter alone overwrites nothing."""
        self._say(question, "warning")
        words = tr("Write “{file}”")
        self.other.setText(words.format(file=other if len(other) <= LONGEST else f"…{other[1 - LONGEST :]}"))
        self.other.setAccessibleName(words.format(file=other))
        for answer in (self.keep, self.other, self.overwrite):
            answer.setAccessibleDescription(question)
        self._answers.show()
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up_asking(self) -> None:
        """What is there stays."""
        self.say("")
        self.path.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_work(self, *, busy: bool) -> None:
        """Progress and Cancel in the place of what else can be pressed."""
        for widget in (self.progress, self.cancel):
            widget.setVisible(busy)
        for widget in (self.path, self.choose):
            widget.setEnabled(not busy)
        if busy:
            self.progress.setRange(0, 0)

    def show_progress(self, done: int, of: int) -> None:
        """So many of so many, 0 where that is not known."""
        self.progress.setRange(0, max(of, done) if of else 0)
        self.progress.setValue(done)

    def _say(self, words: str, state: str) -> None:
        self.words.setText(words)
        if (self.words.property("state") or "") != state:
            self.words.setProperty("state", state)
            look.restyle(self.words)
        self.words.setVisible(bool(words))
