"""A card: a frame with a head. And a label that says a thing at the length there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import look
from ui.plots.wording import illustrative


class FittingLabel(QLabel):
    """Shows the longest of several forms of a text that fits; the last one is cut where not even that does.

    Pointing at it and a screen reader give the first form, which is the whole.
    """

    def __init__(self, role: str = "small", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._forms: tuple[str, ...] = ("",)

    def say(self, *forms: str) -> None:
        """Say this, longest form first; nothing hides the label."""
        forms = forms or ("",)
        if forms != self._forms:
            self._forms = forms
            self.setAccessibleName(forms[0])
            self._fit()
        self.setVisible(bool(forms[0]))

    @property
    def whole(self) -> str:
        """What is said, at full length."""
        return self._forms[0]

    def sizeHint(self) -> QSize:
        """As wide as the whole would be."""
        return QSize(self._width(self._forms[0]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another form."""
        super().resizeEvent(event)
        self._fit()

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 1

    def _fit(self) -> None:
        room = max(self.width(), 24)
        shown = next((form for form in self._forms if self._width(form) <= room), None)
        if shown is None:
            shown = self.fontMetrics().elidedText(self._forms[-1], Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip(look.plain(self._forms[0]) if shown != self._forms[0] else "")


class Card(QFrame):
    """A frame with a head: what it is, a quieter note, the mark of what was made up; widgets may follow in the head."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("card", "true")
        self.title = QLabel(title)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "title")
        self.note = FittingLabel("secondary")
        self.note.setObjectName(f"{name}_note")
        self.made_up = QLabel(illustrative())
        self.made_up.setObjectName(f"{name}_illustrative")
        self.made_up.setTextFormat(Qt.TextFormat.PlainText)
        self.made_up.setProperty("role", "illustrative")
        self.made_up.hide()
        self.head = QHBoxLayout()
        self.head.setSpacing(look.TIGHT)
        self.head.addWidget(self.title)
        self.head.addWidget(self.note, 1)
        self.head.addWidget(self.made_up)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(look.PADDING, 10, look.PADDING, look.PADDING)
        self.rows.setSpacing(look.TIGHT)
        self.rows.addLayout(self.head)

    def say(self, *forms: str) -> None:
        """The note beside the title, longest form first."""
        self.note.say(*forms)
        self.note.setVisible(True)  # it keeps what follows at the right edge

    def mark(self, made_up: bool) -> None:
        """Whether what the card shows was made up."""
        self.made_up.setVisible(made_up)


def labels(forms: Sequence[str]) -> tuple[str, ...]:
    """Forms of falling length without repetitions."""
    return tuple(dict.fromkeys(forms))
