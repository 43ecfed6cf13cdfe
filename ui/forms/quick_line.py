"""The quick line: one line of text, how it was understood under it, and offers for the word at the cursor."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tracker import rules
from tracker.errors import Problem
from tracker.quickline import Reading, Vocabulary, complete, read
from tracker.readings import FacilityReading
from ui.forms.completing import CompletingEdit, Offer
from ui.forms.understood import understood
from ui.forms.word_flow import WordFlow

MOST_LINES = 9  # under the line; a pasted text of any length leaves the fields and buttons on the screen
LONGEST = 2000  # characters; a longer text belongs into the field for text


class LineEdit(CompletingEdit):
    """The line itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vocabulary = Vocabulary("", "UTC", 1440, (), ())
        self.setProperty("kind", "quickline")
        self.setMaxLength(LONGEST)

    def offers(self) -> Sequence[Offer]:
        """Sectors, facilities, nationalities, words of the grammar; none that would change nothing."""
        text = self.text()
        found = complete(text, self.cursorPosition(), self.vocabulary)
        offers = [Offer(one.start, one.end, one.text, one.label) for one in found]
        typed = {text[offer.start : offer.end].rstrip(": ").casefold() for offer in offers}
        return [] if any(offer.text.rstrip(": ").casefold() in typed for offer in offers) else offers


# What a line that is still being typed may lack.
NOT_YET = ("required", "when_missing", "persons_missing")


class QuickLine(QWidget):
    """Tells how the line reads with each key. `now` says what "today" is: on a sheet of paper it is the sheet's day."""

    edited = Signal()
    understood = Signal(object)  # Reading

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self.clock: Callable[[], datetime] = lambda: datetime.now().astimezone()  # what the rules go by
        self.reading: Reading | None = None
        self._facilities: Mapping[str, FacilityReading] = {}
        self.line = LineEdit()
        self.line.setObjectName("quick_line")
        self.line.setAccessibleName(self.tr("Quick line"))
        self.words = WordFlow(most_lines=MOST_LINES)
        self.words.setObjectName("quick_line_words")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(5)
        rows.addWidget(self.line)
        rows.addWidget(self.words)
        self.setFocusProxy(self.line)
        self.words.hide()
        self.line.textChanged.connect(self._changed)

    def set_vocabulary(self, vocabulary: Vocabulary, facilities: Mapping[str, FacilityReading]) -> None:
        """The names it knows, and how full the facilities are."""
        self.line.vocabulary = vocabulary
        self._facilities = facilities
        self.read_again()

    def text(self) -> str:
        """The line."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put a line in place of what stands there."""
        self.line.setText(text)

    def read_again(self) -> None:
        """What the line means may have changed with the names, or with the day."""
        text = self.line.text()
        self.reading = read(text, self.line.vocabulary, self.now()) if text.strip() else None
        pieces = (
            understood(
                text,
                self.reading,
                self._facilities,
                self.line.vocabulary.time_zone,
                self.clock(),  # in the words, today is never the day of an old sheet
                self._refused(),
            )
            if self.reading is not None
            else []
        )
        self.words.show_pieces(pieces)
        self.line.setAccessibleDescription(self.words.text() if pieces else "")
        self.understood.emit(self.reading)

    def _refused(self) -> list[Problem]:
        """What is wrong with what was read, told while the line is typed; what is missing yet is not wrong."""
        if self.reading is None:
            return []
        draft = self.reading.draft
        # While the store opens there is no situation yet, and the rules would look no further than that.
        known = replace(draft, situation=draft.situation or "opening")
        return [p for p in rules.problems_of(known, self.clock()) if p.code not in NOT_YET]

    def _changed(self) -> None:
        self.read_again()
        self.edited.emit()
