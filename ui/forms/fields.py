"""Fields that all forms share: an editor under its label, with a line for what is wrong with it, and the editors.

An editor's `value()` gives what a draft takes. What cannot be read ("12a" persons) comes back as it was typed, so that
the rules of the domain say what is wrong with it; nothing typed is ever dropped. `text()` and `set_text()` are what
a form keeps and brings back.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Protocol, cast

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import look
from ui.words import word

_GROUPED = re.compile(r"[0-9]{1,3}(?:[\s,.'’\u202f\u00a0][0-9]{3})+")


class Editor(Protocol):
    """What a form needs of an editor; all of them are widgets."""

    def value(self) -> Any:
        """What a draft takes; the text itself where it cannot be read."""

    def text(self) -> str:
        """What was typed or chosen, to be kept."""

    def set_text(self, text: str) -> None:
        """Bring back what was kept."""


def whole(text: str) -> int | str | None:
    """A whole number as people type it, thousands apart or not; None for nothing, the text if it is none."""
    bare = text.strip()
    if not bare:
        return None
    digits = re.sub(r"[^0-9]", "", bare) if _GROUPED.fullmatch(bare) else bare
    # Only 0 to 9, and no more of them than any count has: int() takes far more than that.
    return int(digits) if re.fullmatch(r"[-+]?[0-9]{1,15}", digits) else bare


def decimal(text: str) -> float | str | None:
    """A number with a decimal point or comma; None for nothing, the text if it is none."""
    bare = text.strip()
    if not bare:
        return None
    return (
        float(bare.replace(",", ".")) if re.fullmatch(r"[-+]?[0-9]{1,12}(?:[.,][0-9]{1,9})?", bare) else bare
    )


class TextEdit(QLineEdit):
    """One line of text."""

    def value(self) -> str | None:
        """The text without blanks around it, None for nothing."""
        return self.text().strip() or None

    def set_text(self, text: str) -> None:
        """Put text in place of what stands there."""
        self.setText(text)


class NumberEdit(TextEdit):
    """A number of persons or places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def value(self) -> Any:
        """The number, None for nothing, the text if it is no number."""
        return whole(self.text())


class DecimalEdit(TextEdit):
    """A length or a place in degrees."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def value(self) -> Any:
        """The number, None for nothing, the text if it is no number."""
        return decimal(self.text())


class NoteEdit(QPlainTextEdit):
    """Text of several lines; Tab goes on to the next field."""

    def __init__(self, parent: QWidget | None = None, lines: int = 3) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        # A paste of ten thousand characters is scrolled, it does not push the form apart.
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 20)

    def value(self) -> str | None:
        """The text, None for nothing."""
        return self.toPlainText().strip() or None

    def text(self) -> str:
        """The text as typed."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put text in place of what stands there."""
        self.setPlainText(text)


class ChoiceEdit(QComboBox):
    """One of a list; `value()` is what stands behind the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
        # Kept here: as Qt's item data a code would come back as bare text, of no list.
        self._values: list[Any] = []
        self._wanted = ""  # brought back before it was on offer
        self.activated.connect(self._forget_wanted)

    def fill(self, choices: Iterable[tuple[str, Any]], empty: str | None = None) -> None:
        """Offer (words, value) pairs, first of all "nothing" in the words of `empty`; the choice stays if it can."""
        chosen = self.value()
        offered = list(choices) if empty is None else [(empty, None), *choices]
        with QSignalBlocker(self):
            self.clear()
            self._values = [value for _, value in offered]
            for words, value in offered:
                self.addItem(words, value)
            self.choose(chosen)
            if self._wanted:
                self.set_text(self._wanted)

    def fill_codes(self, members: Iterable[StrEnum]) -> None:
        """Offer the codes of a list in their words."""
        self.fill((word(m), m) for m in members)

    def choose(self, value: Any) -> bool:
        """Choose by value; the first choice if it is not there, and then False."""
        found = self._values.index(value) if value in self._values else -1
        self.setCurrentIndex(max(found, 0))
        return found >= 0

    def value(self) -> Any:
        """The value behind the choice; None where there is nothing to choose from."""
        return self._values[self.currentIndex()] if 0 <= self.currentIndex() < len(self._values) else None

    def text(self) -> str:
        """The value, as text."""
        return self._wanted or str(self.value() or "")

    def set_text(self, text: str) -> None:
        """Choose by the value's text; what is not on offer is chosen once it is."""
        found = next((i for i, value in enumerate(self._values) if str(value or "") == text), -1)
        self._wanted = text if found < 0 else ""
        self.setCurrentIndex(max(found, 0))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form: it must not choose something on its way."""
        event.ignore()

    def _forget_wanted(self) -> None:
        self._wanted = ""


class TickEdit(QWidget):
    """Yes or no, with its words beside it."""

    edited = Signal()

    def __init__(self, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(words)
        self.box.setObjectName(f"{name}_box")
        self.box.setAccessibleName(words)
        self.box.toggled.connect(self.edited)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def text(self) -> str:
        """The word yes, or nothing."""
        return "yes" if self.box.isChecked() else ""

    def set_text(self, text: str) -> None:
        """Tick it for any text."""
        self.box.setChecked(bool(text))


class Field(QWidget):
    """An editor under its label; under it, when there is something to say, words about it."""

    edited = Signal()

    def __init__(self, label: str, editor: QWidget, name: str, hint: str = "") -> None:
        """`name` is the editor's objectName; `hint` stands in the empty field as an example."""
        super().__init__()
        self.editor = editor
        self.label = QLabel(label)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setProperty("role", "small")
        self.label.setBuddy(editor)  # some screen readers take a box's name from its label alone
        editor.setObjectName(name)
        editor.setAccessibleName(label)
        if hint and isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.setPlaceholderText(hint)
        self.words = QLabel()
        self.words.setObjectName(f"{name}_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        # A word without end in it (a name of two hundred letters) must not push the form apart.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setProperty("role", "small")
        self.words.hide()
        self.setFocusProxy(editor)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(self.label)
        self.label.setVisible(bool(label))  # once it has a parent: before, it would flash up as a window
        rows.addWidget(editor)
        rows.addWidget(self.words)
        # Not Maximum: words of several lines would be cut to the height of one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._listen(editor)

    def _listen(self, editor: QWidget) -> None:
        own = getattr(editor, "edited", None)
        if own is not None:
            own.connect(self._changed)
        elif isinstance(editor, QComboBox):
            editor.currentIndexChanged.connect(self._changed)
        elif isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.textChanged.connect(self._changed)

    def _changed(self) -> None:
        # What was wrong may be right now; the rules are asked again on saving.
        if self.editor.property("state") == "error":
            self.say("")
        self.edited.emit()

    def input(self) -> Editor:
        """The editor as a form uses it."""
        return cast(Editor, self.editor)

    def value(self) -> Any:
        """The editor's value."""
        return self.input().value()

    def rename(self, label: str) -> None:
        """Another label, where what is asked for depends on another field."""
        self.label.setText(label)
        self.editor.setAccessibleName(label)

    def add_link(self, link: QPushButton) -> None:
        """Put a link beside the label: what more can be said of the same."""
        rows = self.layout()
        assert isinstance(rows, QVBoxLayout)
        head = QHBoxLayout()
        head.setSpacing(4)
        rows.removeWidget(self.label)
        head.addWidget(self.label)
        head.addStretch(1)
        link.setFixedHeight(self.label.sizeHint().height())
        head.addWidget(link)
        rows.insertLayout(0, head)

    def say(self, words: str, state: str = "") -> None:
        """Put words under the field; state "error", "warning", "over", "tight", "within" or none colours them."""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.editor.setAccessibleDescription(words)
        edge = state if state in ("error", "warning") else ""
        for widget, wanted in ((self.words, state), (self.editor, edge)):
            if (widget.property("state") or "") != wanted:
                widget.setProperty("state", wanted)
                look.restyle(widget)
