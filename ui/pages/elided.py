"""A label of one line that gives way: what there is no room for is cut with an ellipsis, and the tip shows all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import look


class Elided(QLabel):
    """Takes any text; line breaks in it are spaces here."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show a text, whatever is in it."""
        shown = " ".join(text.split())
        self.setText(shown)
        self.setAccessibleName(shown)
        self.setToolTip(look.plain(text))

    def minimumSizeHint(self) -> QSize:
        """Next to nothing: a long name must not push the window apart."""
        return QSize(min(40, super().sizeHint().width()), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text as far as there is room."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
