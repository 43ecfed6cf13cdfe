"""Daily arrivals on the board, with the rule by which they are counted beside them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from ui import arrivals_rule, look
from ui.pages.card import Card
from ui.palette import Palette
from ui.plots.arrivals import ArrivalsPlot

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries, Flag
    from tracker.situations import SituationLine

ROUGHLY = timedelta(days=14)


class RuleButton(QToolButton):
    """Shows or hides the whole rule in a label."""

    def __init__(self, label: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rule_button")
        self.setAccessibleName(self.tr("How arrivals are counted"))
        self.setToolTip(look.plain(arrivals_rule.rule()))
        self.setProperty("kind", "icon")
        self.setCheckable(True)
        look.dress(self, "info", "secondary", size=16)
        label.setObjectName("rule")
        label.setText(arrivals_rule.rule())
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "small")
        label.setWordWrap(True)
        label.hide()
        self.toggled.connect(label.setVisible)


class DailyCard(Card):
    """The plot; a span of it leads to the incidents of these days."""

    days_selected = Signal(date, date)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("daily_card", "", parent)
        self.title.setText(self.tr("Daily arrivals"))
        self.setAccessibleName(self.title.text())
        self.rule = QLabel()
        self.head.addWidget(RuleButton(self.rule))
        self.plot = ArrivalsPlot()
        self.plot.apply_palette(palette)
        self.plot.span_selected.connect(self.days_selected)
        self.rows.setSpacing(0)
        self.rows.addWidget(self.rule)
        self.rows.addWidget(self.plot, 1)

    def show_situation(self, situation: "SituationLine") -> None:
        """Whose days these are, and when they end."""
        place = arrivals_rule.place_of(situation.time_zone)
        ends = arrivals_rule.day_ends(situation.cutoff, place)
        forms = arrivals_rule.rule_in_short()
        self.say(*(f"{form} · {ends}" for form in forms), forms[-2], forms[-1])

    def show_series(self, series: "ArrivalSeries", flags: "Sequence[Flag]") -> None:
        """Draw the days, and the events that are dated well enough for so few of them."""
        dated = [flag for flag in flags if flag.last - flag.first <= ROUGHLY]
        self.plot.show_series(series, flags=dated)
        self.plot.clear_span()  # it led to the list; nothing here is filtered by it

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.plot.apply_palette(palette)
