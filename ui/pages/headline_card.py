"""One of the board's figures on a card that can be pressed: it leads to the incidents behind the figure."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import look
from ui.pages import headline_words
from ui.pages.card import FittingLabel
from ui.plots.wording import illustrative

if TYPE_CHECKING:
    from tracker.headlines import Headline

LINES = 4


class HeadlineCard(QPushButton):
    """Figure, how it compares, and what others published; people arriving are drawn in no status colour."""

    days_selected = Signal(date, date)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"headline_{name}")
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setEnabled(False)
        self.title = FittingLabel("secondary")
        self.made_up = FittingLabel("illustrative")
        self.made_up.setFont(look.font(look.TINY, italic=True))
        self.figure = QLabel()
        self.figure.setObjectName(f"headline_{name}_figure")
        self.figure.setProperty("role", "figure")
        self.change = FittingLabel("secondary")
        self.change.setObjectName(f"headline_{name}_change")
        self.lines = [FittingLabel("small") for _ in range(LINES)]
        head = QHBoxLayout()
        head.setSpacing(look.TIGHT)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head.addWidget(self.title)
        head.addWidget(self.made_up, 1)
        self.made_up.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        middle = QHBoxLayout()
        middle.setSpacing(look.TIGHT)
        middle.addWidget(self.figure)
        middle.addWidget(self.change, 1, Qt.AlignmentFlag.AlignBaseline)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(look.PADDING, 9, 10, 10)
        self._rows.setSpacing(1)
        self._rows.addLayout(head)
        self._rows.addLayout(middle)
        for line in self.lines:
            line.hide()
            self._rows.addWidget(line)
        self._rows.addStretch(1)
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._days: tuple[date, date] | None = None
        self.clicked.connect(self._press)

    def show_headline(self, headline: "Headline", until: datetime) -> None:
        """Show a figure; `until` is the moment it goes to, in the situation's zone."""
        said = headline_words.say(headline, until)
        self._days = headline.now.first, headline.now.last
        self.title.say(said.title)
        self.made_up.say(*((illustrative(), self.tr("illustrative"), "◇") if said.illustrative else ("",)))
        self.figure.setText(said.figure)
        self.change.say(said.change)
        for i, label in enumerate(self.lines):
            label.say(*(said.lines[i] if i < len(said.lines) else ("",)))
        self.setAccessibleName(f"{said.title}: {said.figure} {said.change}")
        self.setAccessibleDescription(said.tip)
        self.setToolTip(look.plain(said.tip))
        self.setEnabled(True)

    def sizeHint(self) -> QSize:
        """As its lines need."""
        return QSize(200, self._rows.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrower than its lines: they have shorter forms."""
        return QSize(150, self._rows.minimumSize().height())

    def _press(self) -> None:
        if self._days is not None:
            self.days_selected.emit(*self._days)
