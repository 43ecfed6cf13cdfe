"""Labels for words that people wrote: as they were written, wrapped, and never read as anything but text."""

import math
import re
from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QSizePolicy, QWidget

_NO_BREAK = re.compile(r"\S{40}")
LONG = 1500


def shown(text: str, role: str = "", *, quiet: bool = False) -> QWidget:
    """A widget that shows a text whole, whatever is in it."""
    if len(text) > LONG or _NO_BREAK.search(text):
        return TextBlock(text)
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    # A label of one language in another's layout starts where its own language starts.
    if _is_right_to_left(text):
        label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    if role or quiet:
        label.setProperty("role", role or "secondary")
    return label


def _is_right_to_left(text: str) -> bool:
    strong = (kind for c in text if (kind := bidirectional(c)) in ("L", "R", "AL"))
    return next(strong, "L") != "L"


class TextBlock(QPlainTextEdit):
    """Text too long, or with words too long, for a label: breaks anywhere, as high as it needs to be."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlainText(text)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "shown")
        self.setStyleSheet("QPlainTextEdit { border: none; padding: 0px; background: transparent; }")
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the text is at this width."""
        super().resizeEvent(event)
        height, block = 0.0, self.document().firstBlock()
        while block.isValid():
            height += self.blockBoundingRect(block).height()  # lines of other scripts are higher
            block = block.next()
        self.setFixedHeight(math.ceil(height) + 4)
