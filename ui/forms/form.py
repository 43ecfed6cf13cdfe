"""What every form does: Enter goes on, Ctrl+Return saves, what is wrong stands beside its field, nothing is lost."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tracker import rules
from tracker.drafts import Draft
from tracker.errors import Problem
from ui import look
from ui.forms.fields import Field
from ui.keys import listen
from ui.words import explain

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Form(QWidget):
    """A panel with a title, fields and a save button. A subclass adds its fields and says what they make.

    It emits a signal of its own, `save_requested`, from `ask_to_save`. `kept` keeps what is typed until somebody
    calls `clear`: leaving the panel throws nothing away.
    """

    edited = Signal()  # something was typed: keep it
    left = Signal()  # Escape, or Close: what is typed stays

    def __init__(self, name: str, title: str, save: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.fields: dict[str, Field] = {}
        self._restoring = False
        self.title = QLabel(title)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "title")
        self.note = _words("note")
        self.trouble = _words("trouble")
        self.trouble.setProperty("state", "error")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(10)
        inner = QWidget()
        inner_rows = QVBoxLayout(inner)
        inner_rows.setContentsMargins(look.PADDING, 2, look.PADDING, 8)
        inner_rows.addLayout(self.rows)
        inner_rows.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inner)
        self.save_button = QPushButton(save)
        self.save_button.setObjectName(f"{name}_save")
        self.save_button.setAccessibleName(save)
        self.save_button.setProperty("kind", "primary")
        self.save_button.setToolTip(
            QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        )
        self.save_button.clicked.connect(self.save)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setObjectName(f"{name}_close")
        self.close_button.setAccessibleName(self.tr("Close"))
        self.close_button.setToolTip(self.tr("Esc: what is typed is kept"))
        self.close_button.clicked.connect(self.left)
        self._discarded: dict[str, Any] = {}
        self.discard_button = QPushButton()
        self.discard_button.setObjectName(f"{name}_discard")
        self.discard_button.setProperty("kind", "quiet")
        self.discard_button.clicked.connect(self._discard_or_bring_back)
        self.discard_button.hide()
        self._lay_out()
        listen(self, "Ctrl+Return", self.save)
        listen(self, "Ctrl+Enter", self.save)
        listen(self, "Esc", self.left.emit)

    def _lay_out(self) -> None:
        self.head = QHBoxLayout()
        self.head.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, 6)
        self.head.setSpacing(8)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(look.PADDING, 0, look.PADDING, 6)
        words.addWidget(self.note)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.PADDING, 8, look.PADDING, look.PADDING)
        foot.addWidget(self.trouble)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self.discard_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.save_button)
        foot.addLayout(self.buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self.head)
        rows.addLayout(words)
        rows.addWidget(self.scroll, 1)
        rows.addLayout(foot)

    # What a subclass says

    def draft(self) -> Draft:
        """What is typed, as a draft; what cannot be read stands in it as text."""
        raise NotImplementedError

    def ask_to_save(self, draft: Draft) -> None:
        """Emit the form's own signal: the draft is in order."""
        raise NotImplementedError

    def own_problems(self) -> Iterator[Problem]:
        """What the form itself cannot read."""
        yield from ()

    def now(self) -> datetime:
        """Now, aware; the rules refuse what lies in the future."""
        return datetime.now().astimezone()

    # What a subclass asks

    def add(self, name: str, label: str, editor: QWidget, hint: str = "", *, place: bool = True) -> Field:
        """A field for what the draft calls `name`."""
        field = Field(label, editor, f"{self.objectName()}_{name}", hint)
        field.edited.connect(self._edited)
        editor.installEventFilter(self)
        self.fields[name] = field
        if place:
            self.rows.addWidget(field)
        return field

    def add_row(self, *fields: Field, stretch: Iterable[int] = ()) -> None:
        """Put fields beside each other."""
        row = QHBoxLayout()
        row.setSpacing(8)
        shares = list(stretch) or [1] * len(fields)
        for field, share in zip(fields, shares, strict=True):
            row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(row)

    def add_words(self, name: str) -> QLabel:
        """A line of words between the fields, hidden while it says nothing."""
        label = _words(name)
        self.rows.addWidget(label)
        return label

    def say_words(self, label: QLabel, words: str, state: str = "") -> None:
        """Put words into such a line; the state colours them, as it does a field's."""
        label.setText(words)
        label.setVisible(bool(words))
        if (label.property("state") or "") != state:
            label.setProperty("state", state)
            look.restyle(label)

    def name_it(self, title: str, save: str) -> None:
        """Title and save button: a subclass translates them in its own name."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.save_button.setText(save)
        self.save_button.setAccessibleName(save)

    # What others ask

    def save(self) -> None:
        """Ask for saving, or say what is wrong. Nothing typed changes either way."""
        problems = list(self.own_problems())
        said = {p.field for p in problems}
        draft = self.draft()
        problems += [p for p in rules.problems_of(draft, self.now()) if p.field not in said]
        self.show_problems(problems)
        if not problems:
            self.ask_to_save(draft)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put the words of each problem beside its field; what is about no field of the form stands at the foot."""
        for field in self.fields.values():
            if field.editor.property("state") == "error":
                field.say("")
            if hasattr(field.editor, "clear_problems"):
                field.editor.clear_problems()
        rest: list[str] = []
        first: QWidget | None = None
        said: set[str] = set()
        for problem in problems:
            name = self.field_of(problem)
            if name is None:
                rest.append(explain(problem))
            elif (inner := self._point_at(self.fields[name], problem)) is not None:
                first = first or inner
            elif name not in said:
                said.add(name)
                self.fields[name].say(explain(problem), "error")
                first = first or self.fields[name]
        self.trouble.setText("\n".join(rest))
        self.trouble.setVisible(bool(rest))
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.scroll.ensureWidgetVisible(first)

    def _point_at(self, field: Field, problem: Problem) -> QWidget | None:
        """An editor that has rows may have a place for the words within one: the widget that they stand beside."""
        point = getattr(field.editor, "point_at", None)
        return point(problem.field or "", explain(problem)) if point is not None else None

    def field_of(self, problem: Problem) -> str | None:
        """The field that a problem is about: `groups[3].count` belongs to `groups`."""
        name = (problem.field or "").split("[")[0].split(".")[0]
        return name if name in self.fields and not self.fields[name].isHidden() else None

    def say(self, words: str) -> None:
        """A line under the title."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def keep(self) -> dict[str, Any]:
        """What is typed, as JSON values."""
        return {name: text for name, field in self.fields.items() if (text := field.input().text())}

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept, in place of all that stands here: what was empty is empty again.

        Names that this form does not know are left alone.
        """
        self._restoring = True
        try:
            for name, field in self.fields.items():
                field.input().set_text(str(kept.get(name, "")))
        finally:
            self._restoring = False
        self.look_again()

    def clear(self) -> None:
        """Empty the form: what it held is saved."""
        self.restore({})
        self.show_problems([])

    def look_again(self) -> None:
        """Something changed: bring up to date what depends on it."""

    def offer_discard(self) -> None:
        """Show the button that empties the form once something is typed, and brings it back once it has."""
        words = self.tr("Discard") if self.keep() else self.tr("Bring back") if self._discarded else ""
        self.discard_button.setText(words)
        self.discard_button.setAccessibleName(words)
        self.discard_button.setVisible(bool(words))

    def _discard_or_bring_back(self) -> None:
        held = self.keep()
        if held:
            self.clear()
            self._discarded = held
        else:
            self.restore(self._discarded)
            self._discarded = {}
        self.edited.emit()  # what is kept of it on disk follows
        self.offer_discard()
        self.start()

    def start(self) -> None:
        """Put the keyboard into the first field that can take it."""
        field = next((f for f in self.fields.values() if not f.isHidden() and f.editor.isEnabled()), None)
        if field is not None:
            field.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _edited(self) -> None:
        if not self._restoring:
            self.look_again()
            self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field within a field goes on as well; on a button it presses it."""
        if event.key() in ENTER and _is_plain(event):
            holder = self.focusWidget()
            if isinstance(holder, QAbstractButton):
                holder.click()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on to the next field; it never saves and never empties."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTER:
            completing = QApplication.activePopupWidget() is not None
            if (
                _is_plain(event)
                and not completing
                and not isinstance(watched, QPlainTextEdit | QAbstractButton)
            ):
                self.focusNextChild()
                return True
        return super().eventFilter(watched, event)


def _is_plain(event: QKeyEvent) -> bool:
    return event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def _words(name: str) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    made.setProperty("role", "small")
    made.hide()
    return made
