"""A link to press whose words wrap: a push button has one line, and a long one runs off the page."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QWidget

EDGE = 4  # between the frame of the keyboard and the words
LONG_WORD = 28  # letters; a word that may be longer than the line is broken anywhere


class LinkButton(QPushButton):
    """Takes any text, as high as that is at the width that there is. It is not its `text()`: see `words`."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = words
        long = any(len(word) > LONG_WORD for word in words.split())
        self._wrap = Qt.TextFlag.TextWrapAnywhere if long else Qt.TextFlag.TextWordWrap
        self.setAccessibleName(words)
        self.setProperty("kind", "link")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as it is at this width."""
        return self._room(max(1, width - 2 * EDGE)).height() + 2 * EDGE

    def sizeHint(self) -> QSize:
        """At the width that it has."""
        width = max(self.width(), 120)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """One line of a word or two."""
        return QSize(60, self.fontMetrics().lineSpacing() + 2 * EDGE)

    def _room(self, width: int) -> QRect:
        return self.fontMetrics().boundingRect(QRect(0, 0, width, 10_000), int(self._wrap), self.words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame of a link, and the words in as many lines as they take."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        painter.drawText(room, int(self._wrap | Qt.AlignmentFlag.AlignLeft), self.words)
        painter.end()
