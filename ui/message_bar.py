"""The message bar: what happened, what was kept, what to do, over the foot of the page, which stays where it is."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import look

SHAPES = {"": "●", "good": "●", "warning": "◆", "error": "▲"}
AT_ONCE = 2  # the others wait until one is gone
EDGE = 24  # pixels to the edges of the page, so that it lies within its cards
LEAST, WIDEST = 440, 620  # pixels
TALL = 140  # pixels: more than any field has
FORM_FOOT = 60  # pixels of the buttons at the foot of a form


@dataclass(slots=True)
class Message:
    """Words, a state ("", "good", "warning", "error"), what is offered, after how many seconds it goes by itself."""

    words: str
    state: str = ""
    offers: Sequence[tuple[str, Callable[[], None]]] = ()
    seconds: float | None = None
    topic: str = ""  # a newer message of the same topic takes its place


class MessageBar(QWidget):
    """Messages, newest at the bottom. Each can be closed; offers close it too.

    It lies over a widget, `over`, at the left of its foot, and moves nothing: what the mouse points at stays there.
    """

    def __init__(self, over: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setAccessibleName(self.tr("Messages"))
        self._over = over
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(look.TIGHT)
        self._shown: list[_Strip] = []
        self._waiting: deque[Message] = deque()
        self.hide()
        if over is not None:
            over.installEventFilter(self)
            # The keyboard goes to what was opened, or on to the next field: neither may lie under a message.
            app = QApplication.instance()
            assert isinstance(app, QApplication)
            app.focusChanged.connect(self._keyboard_went)

    def say(
        self,
        words: str,
        state: str = "",
        offers: Sequence[tuple[str, Callable[[], None]]] = (),
        *,
        seconds: float | None = None,
        topic: str = "",
    ) -> None:
        """Show a message. `topic` names what it is about: a newer one about the same thing takes its place."""
        self.show_message(Message(words, state, offers, seconds, topic))

    def show_message(self, message: Message) -> None:
        """The same for a message that somebody else put together."""
        if message.topic:
            self.drop(message.topic)
        elif not message.offers:
            for strip in [strip for strip in self._shown if strip.message.words == message.words]:
                # The same again: not twice. What something is offered with is about something of its own, such as
                # the second of two forms that were kept in the same minute.
                self._close(strip)
        urgent = message.state == "error" or bool(message.topic)
        if len(self._shown) >= AT_ONCE and not urgent:
            self._waiting.append(message)
        else:
            self._show(message)

    def reword(self, topic: str, words: str) -> None:
        """Other words for what is on the screen about a topic, such as how far it is; nobody is called to it again."""
        for strip in [strip for strip in self._shown if strip.message.topic == topic]:
            strip.reword(words)

    def drop(self, topic: str) -> None:
        """Take back what was said about a topic."""
        self._waiting = deque(message for message in self._waiting if message.topic != topic)
        for strip in [strip for strip in self._shown if strip.message.topic == topic]:
            self._close(strip)

    def leave_store(self) -> None:
        """Another store is to be opened: what is offered was about this one."""
        self._waiting = deque(message for message in self._waiting if not message.offers)
        for strip in [strip for strip in self._shown if strip.message.offers]:
            self._close(strip)

    def texts(self) -> list[str]:
        """The words that are on the screen."""
        return [strip.message.words for strip in self._shown]

    def _show(self, message: Message) -> None:
        strip = _Strip(message)
        strip.closed.connect(lambda: self._close(strip))
        self._shown.append(strip)
        self._rows.addWidget(strip)
        strip.show()
        self.show()
        self.lie()
        # Spoken by screen readers without taking the keyboard from what is being typed.
        from PySide6.QtGui import (
            QAccessible,
            QAccessibleAnnouncementEvent,
        )  # hundreds of names, none yet needed

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message.words))
        if message.seconds is not None:
            QTimer.singleShot(int(message.seconds * 1000), strip, strip.closed.emit)

    def _close(self, strip: "_Strip") -> None:
        if strip not in self._shown:
            return
        self._shown.remove(strip)
        self._rows.removeWidget(strip)
        strip.hide()
        strip.deleteLater()
        if self._waiting and len(self._shown) < AT_ONCE:
            self._show(self._waiting.popleft())
        if not self._shown:
            self.hide()
        self.lie()

    # Where it lies

    def lie_over(self, over: QWidget) -> None:
        """Lie over another widget."""
        if over is not self._over:
            if self._over is not None:
                self._over.removeEventFilter(self)
            over.installEventFilter(self)
            self._over = over
        self.lie()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it lies over has another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.lie()
        return super().eventFilter(watched, event)

    def _keyboard_went(self, _before: QWidget | None, to: QWidget | None) -> None:
        if self._shown and to is not None and not self.isAncestorOf(to):
            QTimer.singleShot(0, self, self.lie)  # once what was opened has its place

    def event(self, event: QEvent) -> bool:
        """What is said takes more room, or less."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.lie()
        return super().event(event)

    def lie(self) -> None:
        """Take the room that the messages need: at the foot, or at the head where they would hide what is typed."""
        over, within = self._over, self.parentWidget()
        if over is None or within is None or not self._shown:
            return
        room = QRect(over.mapTo(within, QPoint(0, 0)), over.size()).adjusted(EDGE, EDGE, -EDGE, -EDGE)
        width = min(room.width(), max(LEAST, min(WIDEST, room.width() // 2)))
        height = self._rows.totalHeightForWidth(width)
        low = QRect(room.left(), room.bottom() + 1 - height, width, height)
        high = QRect(room.left(), room.top(), width, height)
        if self._hides_buttons(low):  # a form has all of the page: there they stay free
            low.translate(0, -FORM_FOOT)
        self.setGeometry(high if self._hides_typing(low) and not self._hides_typing(high) else low)
        self.raise_()

    def _hides_buttons(self, place: QRect) -> bool:
        within = self.parentWidget()
        if self._over is None or within is None:
            return False
        return any(
            QRect(button.mapTo(within, QPoint(0, 0)), button.size()).intersects(place)
            for button in self._over.findChildren(QPushButton)
            if button.isVisible() and not button.visibleRegion().isEmpty()
        )

    def _hides_typing(self, place: QRect) -> bool:
        typing, within = QApplication.focusWidget(), self.parentWidget()
        if typing is None or within is None or not within.isAncestorOf(typing) or self.isAncestorOf(typing):
            return False
        if typing.height() > TALL:
            return False  # of a list or a plot there is more to see
        return QRect(typing.mapTo(within, QPoint(0, 0)), typing.size()).intersects(place)


class _Strip(QFrame):
    """One message."""

    closed = Signal()

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message
        self.setObjectName("message")
        self.setProperty("card", True)
        self.setAccessibleName(message.words)
        shape = QLabel(SHAPES[message.state])
        shape.setProperty("state", message.state or "accent")
        words = self._words = QLabel(message.words)
        words.setObjectName("message_words")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.PADDING, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        shape.setContentsMargins(0, 6, 0, 0)
        words.setContentsMargins(0, 5, 0, 5)
        for n, (label, call) in enumerate(message.offers):
            button = QPushButton(label)
            button.setObjectName(f"message_offer_{n}")
            button.setAccessibleName(label)
            button.clicked.connect(lambda _checked=False, call=call: self._take(call))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        close = QToolButton()
        close.setObjectName("message_close")
        close.setAccessibleName(self.tr("Close this message"))
        close.setProperty("kind", "quiet")
        look.dress(close, "x", "secondary", size=14)
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def reword(self, words: str) -> None:
        """Say it in other words."""
        self.message.words = words
        self._words.setText(words)
        self.setAccessibleName(words)

    def _take(self, call: Callable[[], None]) -> None:
        self.closed.emit()
        call()
