"""The frame of a page until the page itself is there: what will stand where, and that it is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import look

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QProgressBar, QPushButton

# The heads of the list of incidents, which is there from the first frame on, and their shares of its width.
HEADS = (
    (QT_TRANSLATE_NOOP("WaitingPage", "When"), 10),
    (QT_TRANSLATE_NOOP("WaitingPage", "Where"), 16),
    (QT_TRANSLATE_NOOP("WaitingPage", "Kind"), 24),
    (QT_TRANSLATE_NOOP("WaitingPage", "Persons"), 9),
    (QT_TRANSLATE_NOOP("WaitingPage", "Composition"), 28),
    (QT_TRANSLATE_NOOP("WaitingPage", "Status"), 13),
)

SIDE = 498  # pixels of a form beside what is waited for
BOTH_FIT = 970  # pixels from which they stand beside each other


class WaitingPage(QWidget):
    """Cards in the places that they will have. The form of a new incident can be typed into before there is a list."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"waiting_{name}")
        self.setAccessibleName(self.tr("Loading"))
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(look.GAP)
        card = self._card = _card()
        self._columns.addWidget(card, 3)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        if name == "incidents":
            heads = QHBoxLayout()
            for words, share in HEADS:
                heads.addWidget(_label(QCoreApplication.translate("WaitingPage", words), "small"), share)
            inner.addLayout(heads)
            rule = QFrame()
            rule.setProperty("rule", True)
            inner.addWidget(rule)
        self.words = _label(self.tr("Loading …"), "secondary")
        self.words.setObjectName("loading")
        inner.addWidget(self.words)
        inner.addStretch(1)
        self._inner = inner
        self._progress: QProgressBar | None = None
        self._cancel_button: QPushButton | None = None
        self._cancel: Callable[[], None] | None = None
        self._side: QFrame | None = None

    def hold(self, form: QWidget) -> None:
        """Show a form where the page will have it."""
        if self._side is None:
            self._side = _card()
            inside = QVBoxLayout(self._side)
            inside.setContentsMargins(1, 1, 1, 1)
            self._side.setMinimumWidth(400)
            self._side.setMaximumWidth(SIDE)
            self._columns.addWidget(self._side, 100)
        self._side.layout().addWidget(form)
        self._side.show()
        form.show()
        self._share_room()

    def show_working(self, words: str, done: int, of: int, cancel: Callable[[], None] | None = None) -> None:
        """Say what takes a while, and how far it is; `of` is 0 where that is not known yet. `cancel` stops it."""
        numbers = QLocale()
        self.words.setText(
            self.tr("{what}: {done} of {of}").format(
                what=words, done=numbers.toString(done), of=numbers.toString(of)
            )
            if of
            else f"{words} …"
        )
        if self._progress is None:
            from PySide6.QtWidgets import QProgressBar  # not needed for the first paint

            self._progress = QProgressBar()
            self._progress.setObjectName("loading_progress")
            self._progress.setAccessibleName(self.tr("Progress"))
            self._progress.setTextVisible(False)
            self._progress.setMaximumWidth(360)
            self._inner.insertWidget(self._inner.indexOf(self.words) + 1, self._progress)
        self._progress.setRange(0, of)
        self._progress.setValue(done)
        self._progress.show()
        self._cancel = cancel
        if cancel is not None and self._cancel_button is None:
            from PySide6.QtWidgets import QPushButton  # nor is this

            self._cancel_button = QPushButton(self.tr("Cancel"))
            self._cancel_button.setObjectName("loading_cancel")
            self._cancel_button.setAccessibleName(self.tr("Cancel"))
            self._cancel_button.clicked.connect(self._ask_to_cancel)
            self._inner.insertWidget(
                self._inner.indexOf(self._progress) + 1, self._cancel_button, 0, Qt.AlignmentFlag.AlignLeft
            )
        if self._cancel_button is not None:
            self._cancel_button.setVisible(cancel is not None)

    def _ask_to_cancel(self) -> None:
        if self._cancel is not None:
            self.words.setText(self.tr("Stopping …"))
            self._cancel()

    def _end_work(self) -> None:
        self._cancel = None
        for widget in (self._progress, self._cancel_button):
            if widget is not None:
                widget.hide()

    def show_loading(self) -> None:
        """Back to the short wait."""
        self.words.setText(self.tr("Loading …"))
        self._end_work()

    def show_broken(self) -> None:
        """The page will not come."""
        self.words.setText(self.tr("This page has a fault and cannot be shown. The other pages work."))
        self._end_work()

    def let_go(self) -> None:
        """Close the form."""
        if self._side is not None:
            self._side.hide()
            self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the form has all of the room, as it will have in the page."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        alone = self._side is not None and not self._side.isHidden() and self.width() < BOTH_FIT
        self._card.setVisible(not alone)
        if self._side is not None:
            self._side.setMaximumWidth(16_777_215 if alone else SIDE)


def _card() -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    return card


def _label(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
