"""Says that an incident like the one being typed is there already, and asks whether the people are the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui import incident_words as say


class Like(Protocol):
    """What it needs to know of an incident; an IncidentLine will do."""

    id: str
    happened_at: datetime | None
    listed_at: datetime
    precision: str
    persons: int | None
    basis: str
    low: int | None
    high: int | None
    sector_pk: int | None


class DuplicateBar(QFrame):
    """`linked` holds the id of the incident that was said to be about the same people."""

    edited = Signal()
    show_asked = Signal(str)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("duplicate_bar")
        self.linked: tuple[str, str] | None = None  # id, and the incident in words
        self._said_no: set[str] = set()
        self._like: tuple[str, str] | None = None
        self.words = QLabel()
        self.words.setObjectName("duplicate_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "small")
        self.words.setProperty("state", "warning")
        self.link = self._button(
            "duplicate_link", self.tr("Link"), self.tr("Same people: link as seen before")
        )
        self.no = self._button("duplicate_no", self.tr("No"), self.tr("Other people"))
        self.back = self._button("duplicate_back", self.tr("Take back"), self.tr("Take the link back"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        for button in (self.link, self.no, self.back):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.link.clicked.connect(self._link)
        self.no.clicked.connect(self._no)
        self.back.clicked.connect(self._take_back)
        self.hide()

    def _button(self, name: str, words: str, meaning: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(meaning)
        button.setToolTip(meaning)
        button.setProperty("kind", "link")
        return button

    def show_likes(self, likes: Sequence[Like], zone: ZoneInfo) -> None:
        """What was found, likeliest first; what was said no to is not asked again."""
        left = [like for like in likes if like.id not in self._said_no]
        self._like = (left[0].id, like_said(left[0], zone)) if left else None
        self._more = len(left) - 1
        self._show()

    def answered(self) -> list[str]:
        """Ids of those that were said to be about other people."""
        return sorted(self._said_no)

    def restore(self, linked: tuple[str, str] | None) -> None:
        """Bring back a link, or none; nothing was said no to."""
        self.linked, self._like = linked, None
        self._said_no.clear()
        self._show()

    def _show(self) -> None:
        if self.linked is not None:
            self.words.setText(self.tr("Seen before, in the incident of {what}.").format(what=self.linked[1]))
        elif self._like is not None:
            words = self.tr("◆ Like the incident of {what}. Same people?").format(what=self._like[1])
            if self._more:
                words += " " + self.tr("({n} more are like it.)").format(n=say.number(self._more))
            self.words.setText(words)
        self.link.setVisible(self.linked is None)
        self.no.setVisible(self.linked is None)
        self.back.setVisible(self.linked is not None)
        self.setVisible(self.linked is not None or self._like is not None)

    def _link(self) -> None:
        self.linked = self._like
        self._show()
        self.back.setFocus()
        self.edited.emit()

    def _no(self) -> None:
        if self._like is not None:
            self._said_no.add(self._like[0])
        self._like = None
        self._go_on()

    def _take_back(self) -> None:
        self.linked = None
        self._go_on()
        self.edited.emit()

    def _go_on(self) -> None:
        self.focusNextChild()
        self._show()


def like_said(like: Like, zone: ZoneInfo) -> str:
    """Tue 3 Aug 13:40: 23 persons, counted, same sector."""
    at = (like.happened_at or like.listed_at).astimezone(zone)
    known = say.time_of_day(at, like.precision) if like.happened_at else ""
    on = say.day(at.date(), year=False, weekday=True)
    when = f"{on} {known}" if known else on
    people = say.persons_said(like.persons, like.basis, like.low, like.high)
    where = (
        say.translate("DuplicateBar", "same sector")
        if like.sector_pk is not None
        else say.translate("DuplicateBar", "sector not known")
    )
    return f"{when}: {people}, {where}"
