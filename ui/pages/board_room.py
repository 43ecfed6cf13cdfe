"""Where the cards of the board stand: two columns where both fit, one where not; lower than its cards it scrolls."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import look
from ui.pages.alerts_card import AlertsCard
from ui.pages.capacity_card import CapacityCard
from ui.pages.daily_card import DailyCard
from ui.pages.headline_card import HeadlineCard
from ui.pages.latest_card import LatestCard

GAP = look.GAP
TWO_COLUMNS = 1130  # pixels from which capacity stands beside the plot
SIDE_BY_SIDE = 700  # and from which capacity and alerts stand beside each other under it
PLOT = 230  # the least height of the card with the plot
ALERTS = 110  # of the alerts: the most pressing one is always seen


class BoardRoom(QWidget):
    """Places cards by hand: nothing moves because a number has one digit more."""

    def __init__(
        self,
        headlines: Sequence[HeadlineCard],
        daily: DailyCard,
        latest: LatestCard,
        capacity: CapacityCard,
        alerts: AlertsCard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._headlines = list(headlines)
        self._daily, self._latest, self._capacity, self._alerts = daily, latest, capacity, alerts
        for card in (*headlines, daily, latest, capacity, alerts):
            card.setParent(self)

    def arrange(self) -> None:
        """Give each card its place at this size."""
        if self.width() >= TWO_COLUMNS:
            self._two_columns()
        else:
            self._one_column()

    def _two_columns(self) -> None:
        right = min(max(round(self.width() * 0.315), 400), 620)
        left = self.width() - right - GAP
        heads = self._heads_height()
        capacity_least, alerts_want = self._capacity.least_height(), self._alerts.wanted_height(right)
        alerts_least = min(max(alerts_want, ALERTS), 160)
        latest_least, latest_want = self._latest_heights()
        least = max(heads + PLOT + latest_least + 2 * GAP, capacity_least + alerts_least + GAP)
        self._ask_for(least)
        height = max(self.height(), least)
        alerts = max(min(alerts_want, height - GAP - capacity_least, round(height * 0.31)), alerts_least)
        spare = height - GAP - self._capacity.wanted_height()
        alerts = max(alerts, min(spare, max(alerts_want, round(height * 0.42))))
        rest = height - heads - 2 * GAP
        latest = min(max(round(rest * 0.42), latest_least), latest_want)
        if latest_least <= alerts <= rest - PLOT:
            latest = alerts  # both columns break at one line
        x = left + GAP
        self._capacity.setGeometry(x, 0, right, height - alerts - GAP)
        self._alerts.setGeometry(x, height - alerts, right, alerts)
        self._place_heads(left, heads, columns=4)
        self._daily.setGeometry(0, heads + GAP, left, rest - latest)
        self._latest.setGeometry(0, height - latest, left, latest)

    def _one_column(self) -> None:
        width, heads = self.width(), self._heads_height()
        columns = 4 if width >= SIDE_BY_SIDE else 2
        y = self._place_heads(width, heads, columns=columns) + GAP
        plot = max(PLOT, min(300, width // 2))
        self._daily.setGeometry(0, y, width, plot)
        y += plot + GAP
        if width >= SIDE_BY_SIDE:
            half = (width - GAP) // 2
            both = max(self._capacity.wanted_height(), self._alerts.wanted_height(half))
            self._capacity.setGeometry(0, y, half, both)
            self._alerts.setGeometry(half + GAP, y, width - half - GAP, both)
            y += both + GAP
        else:
            for card, height in (
                (self._alerts, self._alerts.wanted_height(width)),
                (self._capacity, self._capacity.wanted_height()),
            ):
                card.setGeometry(0, y, width, height)
                y += height + GAP
        latest = self._latest_heights()[1]
        self._latest.setGeometry(0, y, width, latest)
        self._ask_for(y + latest)

    def _place_heads(self, width: int, height: int, *, columns: int) -> int:
        """Returns where they end."""
        for i, card in enumerate(self._headlines):
            row, column = divmod(i, columns)
            step = (width + GAP) / columns
            x, end = round(column * step), round((column + 1) * step) - GAP
            card.setGeometry(QRect(x, row * (height + GAP), end - x, height))
        rows = -(-len(self._headlines) // columns)
        return rows * (height + GAP) - GAP

    def _heads_height(self) -> int:
        return max(card.sizeHint().height() for card in self._headlines)

    def _latest_heights(self) -> tuple[int, int]:
        hint = self._latest.sizeHint().height()
        return self._latest.minimumSizeHint().height(), max(hint, self._latest.wanted_height())

    def _ask_for(self, height: int) -> None:
        if self.minimumHeight() != height:
            self.setMinimumHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, other places."""
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font, other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_alerts"):
            self.arrange()
