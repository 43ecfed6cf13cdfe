"""Words of several colours that wrap like a label: plain text with formats, never rich text."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import look


class Piece(NamedTuple):
    """Some words; `state` ("over", "tight", "within", "error", "warning", "strong", or none) colours them,
    `break_before` begins a line of its own.
    """

    text: str
    state: str = ""
    break_before: bool = False


class WordFlow(QWidget):
    """Shows pieces one after another. Its accessible name is the whole text."""

    def __init__(self, parent: QWidget | None = None, most_lines: int | None = None) -> None:
        """Of more lines than `most_lines` the rest is not shown; the accessible name has all of it."""
        super().__init__(parent)
        self._pieces: list[Piece] = []
        self._layout = QTextLayout()
        self._width = -1
        self._most_lines = most_lines
        self._cut_at: QPointF | None = None  # where the mark of what is not shown stands
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show these and nothing else."""
        self._pieces = [piece for piece in pieces if piece.text]
        self._width = -1
        self.setAccessibleName(self.text())
        self.setVisible(bool(self._pieces))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """All of it as plain text, a line break where a piece begins a line."""
        parts: list[str] = []
        for n, piece in enumerate(self._pieces):
            if n:
                parts.append("\n" if piece.break_before else " · ")
            parts.append(piece.text)
        return "".join(parts)

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as it is at this width."""
        return self._lay_out(width)

    def sizeHint(self) -> QSize:
        """At the width that it has."""
        width = max(self.width(), 200)
        return QSize(width, self._lay_out(width))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(60, self.fontMetrics().lineSpacing())

    def _lay_out(self, width: int) -> int:
        font = look.font(look.SMALL)
        if width != self._width:
            self._width = width
            self._layout = QTextLayout(self.text().replace("\n", "\u2028"), font)
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            option.setTextDirection(Qt.LayoutDirection.LeftToRight)
            self._layout.setTextOption(option)
            y = 0.0
            self._cut_at = None
            self._layout.beginLayout()
            while (line := self._layout.createLine()).isValid():
                line.setLineWidth(width)
                line.setPosition(QPointF(0, y))
                y += line.height() + 2
                if self._layout.lineCount() == self._most_lines:
                    if line.textStart() + line.textLength() < len(self._layout.text()):
                        self._cut_at = QPointF(0, y + self.fontMetrics().ascent())
                        y += self.fontMetrics().lineSpacing()
                    break
            self._layout.endLayout()
            self._height = int(y)
        return self._height

    def _formats(self) -> list[QTextLayout.FormatRange]:
        colours = look.palette()
        formats: list[QTextLayout.FormatRange] = []
        at = 0
        for n, piece in enumerate(self._pieces):
            if n:
                at += 1 if piece.break_before else 3
            shown = QTextCharFormat()
            colour = {
                "over": colours.over,
                "error": colours.over,
                "tight": colours.tight,
                "warning": colours.tight,
                "within": colours.within,
                "strong": colours.text,
            }.get(piece.state, colours.secondary)
            shown.setForeground(QColor(colour))
            if piece.state in ("over", "strong"):
                shown.setFontWeight(600)
            marked = QTextLayout.FormatRange()
            marked.start, marked.length, marked.format = at, len(piece.text), shown  # type: ignore[misc]
            formats.append(marked)
            at += len(piece.text)
        return formats

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words in the colours of now."""
        self._lay_out(self.width())
        painter = QPainter(self)
        painter.setPen(QColor(look.palette().secondary))
        self._layout.draw(painter, QPointF(0, 0), self._formats())
        if self._cut_at is not None:
            painter.setFont(look.font(look.SMALL))
            painter.drawText(self._cut_at, "…")
        painter.end()
