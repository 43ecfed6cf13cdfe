"""People on the road to a facility: who, from where, for how long, and a button for when they have arrived."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.incident_words import clock, day
from ui.pages.elided import Elided
from ui.plots import wording

if TYPE_CHECKING:
    from tracker.facilities import MovementLine

translate = QCoreApplication.translate


def who(line: "MovementLine") -> str:
    """23 people from Rukla to Pabradė."""
    people = wording.people(line.persons)
    if line.from_name:
        return translate("RoadList", "{people} from {source} to {target}").format(
            people=people, source=line.from_name, target=line.to_name
        )
    return translate("RoadList", "{people} to {target}").format(people=people, target=line.to_name)


class RoadRow(QWidget):
    """One movement that has not arrived."""

    arrived_asked = Signal(str)  # movement id
    correct_asked = Signal(str)

    def __init__(self, line: "MovementLine", said: str, how_long: str, *, can_arrive: bool) -> None:
        super().__init__()
        self.setObjectName(f"road_{line.id}")
        words = Elided(said)
        words.setProperty("role", "strong")
        since = QLabel(how_long)
        since.setTextFormat(Qt.TextFormat.PlainText)
        since.setProperty("role", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 5, 6, 5)
        row.setSpacing(8)
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(words)
        lines.addWidget(since)
        row.addLayout(lines, 1)
        for name, text, signal in (
            ("correct", self.tr("Correct"), self.correct_asked),
            ("arrived", self.tr("Arrived …"), self.arrived_asked),
        ):
            button = QPushButton(text)
            button.setObjectName(f"road_{name}_{line.id}")
            button.setAccessibleName(f"{text}: {said}")
            if name == "correct":
                button.setProperty("kind", "quiet")
            button.clicked.connect(partial(signal.emit, line.id))
            button.setEnabled(can_arrive)
            row.addWidget(button)


class RoadList(QScrollArea):
    """All of them, oldest first."""

    arrived_asked = Signal(str)  # movement id
    correct_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facility_road")
        self.setAccessibleName(self.tr("People on the road"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner = QWidget()
        self._rows = QVBoxLayout(self._inner)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self.nothing = QLabel(self.tr("Nobody is on the road to it."))
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setProperty("role", "secondary")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setContentsMargins(0, 24, 0, 0)
        self._rows.addWidget(self.nothing)
        self._rows.addStretch(1)
        self.setWidget(self._inner)

    def show_lines(self, lines: Sequence["MovementLine"], zone: ZoneInfo, at: datetime) -> None:
        """Show movements as of a moment. A row whose people arrived by now cannot arrive again."""
        focused = self._focused()
        for row in self._inner.findChildren(RoadRow):
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.nothing.setVisible(not lines)
        for i, line in enumerate(lines):
            row = RoadRow(line, who(line), self._how_long(line, zone, at), can_arrive=line.arrived_at is None)
            row.arrived_asked.connect(self.arrived_asked)
            row.correct_asked.connect(self.correct_asked)
            self._rows.insertWidget(i, row)
        if focused:
            again = self._inner.findChild(QPushButton, focused)
            if again is not None:
                again.setFocus()

    def _focused(self) -> str:
        holder = self._inner.focusWidget()
        return holder.objectName() if holder is not None and holder.hasFocus() else ""

    def _how_long(self, line: "MovementLine", zone: ZoneInfo, at: datetime) -> str:
        if line.left_at is None:
            return ""
        local = line.left_at.astimezone(zone)
        left = clock(local)
        if local.date() != at.astimezone(zone).date():
            left = f"{day(local.date(), year=False)} {left}"
        return self.tr("left {when}, {age} ago").format(when=left, age=wording.age(at - line.left_at))
