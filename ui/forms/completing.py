"""A line that offers how a word may go on: a list under it, and the rest of the word in grey behind the cursor."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui import look
from ui.forms.fields import TextEdit

SHOWN = 8


class Offer(NamedTuple):
    """`text` may stand for the line from `start` to `end`; `label` is what the list shows."""

    start: int
    end: int
    text: str
    label: str


class _List(QListWidget):
    """The offers. A child of the window and never focused, so that typing goes on."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("kind", "popup")
        self.setObjectName("completions")
        self.setAccessibleName(self.tr("Completions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()


class CompletingEdit(TextEdit):
    """What is offered comes from `offers()`. Tab, Enter and, at the end of the line, → take the one that is marked."""

    taken = Signal()  # an offer was taken

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: list[Offer] = []
        self._list: _List | None = None
        self.textEdited.connect(self.offer)
        self.cursorPositionChanged.connect(self._cursor_moved)

    def offers(self) -> Sequence[Offer]:
        """What may stand at the cursor."""
        raise NotImplementedError

    @property
    def is_offering(self) -> bool:
        """Whether there are offers: then Tab, Enter, Esc and the arrows are for them."""
        return self._list is not None and bool(self._offers)

    def offer(self) -> None:
        """Look for offers and show them."""
        self._offers = list(self.offers())[:SHOWN] if self.hasFocus() else []
        if not self._offers:
            self.close_list()
            return
        shown = self._open_list()
        shown.clear()
        for one in self._offers:
            item = QListWidgetItem(one.label)
            item.setSizeHint(QSize(10, look.ROW))
            shown.addItem(item)
        shown.setCurrentRow(0)
        if len(self._offers) == 1 and self.rest():
            shown.hide()  # the grey rest says it all, and what was understood stands under the line
        else:
            self._place(shown)
        self.update()

    def close_list(self) -> None:
        """Offer nothing."""
        self._offers = []
        if self._list is not None:
            self._list.hide()
        self.update()

    def take(self, row: int | None = None) -> None:
        """Put an offer into the line."""
        if self._list is None or not self._offers:
            return
        at = self._list.currentRow() if row is None else row
        offer = self._offers[max(0, at)]
        self.close_list()
        self.put(offer)
        self.taken.emit()

    def put(self, offer: Offer) -> None:
        """What taking an offer does."""
        text = self.text()
        self.setText(text[: offer.start] + offer.text + text[offer.end :])
        self.setCursorPosition(offer.start + len(offer.text))
        self.textEdited.emit(self.text())

    def _open_list(self) -> _List:
        if self._list is None or self._list.parentWidget() is not self.window():
            self._list = _List(self.window())
            self._list.itemClicked.connect(lambda item: self.take(self._list.row(item)))  # type: ignore[union-attr]
        return self._list

    def _place(self, shown: QListWidget) -> None:
        wide = max(shown.fontMetrics().horizontalAdvance(one.label) for one in self._offers) + 34
        width = max(180, min(wide, self.width()))
        height = look.ROW * len(self._offers) + 8
        left = min(max(0, self.cursorRect().left() - 30), max(0, self.width() - width))
        below = self.mapTo(self.window(), QPoint(left, self.height() + 2))
        if below.y() + height > self.window().height():
            below = self.mapTo(self.window(), QPoint(left, -height - 2))
        shown.setGeometry(QRect(below, QSize(width, height)))
        shown.show()
        shown.raise_()

    def _cursor_moved(self, before: int, now: int) -> None:
        if self._offers and not self._offers[0].start <= now <= self._offers[0].end:
            self.close_list()

    def event(self, event: QEvent) -> bool:
        """While the list is open its keys are not the form's."""
        if self.is_offering and isinstance(event, QKeyEvent):
            key, plain = (
                event.key(),
                event.modifiers()
                in (
                    Qt.KeyboardModifier.NoModifier,
                    Qt.KeyboardModifier.KeypadModifier,
                ),
            )
            if plain and event.type() == QEvent.Type.ShortcutOverride and key in _KEYS:
                event.accept()
                return True
            if plain and event.type() == QEvent.Type.KeyPress and self._list_key(key):
                event.accept()
                return True
        return super().event(event)

    def _list_key(self, key: int) -> bool:
        assert self._list is not None
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
            key == Qt.Key.Key_Right and self.cursorPosition() == len(self.text())
        ):
            self.take()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((self._list.currentRow() + step) % len(self._offers))
            self.update()
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down asks for offers where none are shown."""
        if event.key() == Qt.Key.Key_Down and not self.is_offering:
            self.offer()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nobody is typing here any more."""
        self.close_list()
        super().focusOutEvent(event)

    def rest(self) -> str:
        """What the marked offer would add behind the cursor; empty where it would change more."""
        if not self.is_offering or self.cursorPosition() != len(self.text()):
            return ""
        assert self._list is not None
        offer = self._offers[max(0, self._list.currentRow())]
        typed = self.text()[offer.start : offer.end]
        begins = offer.text.casefold().startswith(typed.casefold()) and offer.end == len(self.text())
        return offer.text[len(typed) :].rstrip() if begins else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and in grey how it may go on."""
        super().paintEvent(event)
        rest = self.rest()
        if rest:
            painter = QPainter(self)
            painter.setFont(self.font())
            painter.setPen(QColor(look.palette().secondary))
            at = self.cursorRect()
            area = QRect(at.center().x() + 1, 0, self.width() - at.right() - 8, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, rest)
            painter.end()


_KEYS = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Right,
)
