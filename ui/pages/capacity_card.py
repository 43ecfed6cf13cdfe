"""Capacity on the board: the situation's gauge, and under it the facilities, the fullest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from tracker.codes import Level
from ui import look
from ui.incident_words import clock
from ui.pages.card import Card
from ui.palette import Palette
from ui.plots.bullets import FacilityBullets
from ui.plots.gauge import CapacityGauge

if TYPE_CHECKING:
    from tracker.readings import FacilityReading, GaugeReading

LEAST = 3  # facilities
GROWS = 66  # pixels by which the gauge grows where there is room
PRESSING = (Level.OVER, Level.FULL, Level.TIGHT, Level.UNKNOWN, Level.WITHIN)


def most_pressing(facilities: "Sequence[FacilityReading]") -> "list[FacilityReading]":
    """Over capacity first, the furthest over before the others; then full, tight, unknown, within."""
    return sorted(facilities, key=lambda f: (PRESSING.index(f.level), -f.over, -(f.ratio or 0.0)))


class CapacityCard(Card):
    """Level and trust of a count stand in two places; a forecast gets a third."""

    facility_selected = Signal(str)  # id
    more_requested = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("capacity_card", "", parent)
        self.title.setText(self.tr("Capacity"))
        self.setAccessibleName(self.title.text())
        self.gauge = CapacityGauge()
        self.bullets = FacilityBullets(max_rows=LEAST, say_illustrative=False)
        self._facilities: list[FacilityReading] = []
        self._at: datetime | None = None
        self.rows.setSpacing(2)
        self.rows.addWidget(self.gauge)
        self.rows.addWidget(self.bullets, 1)
        self.bullets.facility_selected.connect(self._select)
        self.bullets.more_requested.connect(self.more_requested)
        self.apply_palette(palette)

    def show_readings(
        self,
        gauge: "GaugeReading",
        facilities: "Sequence[FacilityReading]",
        at: datetime,
        zone: ZoneInfo,
        *,
        ended: bool,
    ) -> None:
        """Show who is where at a moment (aware), which may be the end of a day that has `ended`."""
        self._facilities, self._at = most_pressing(facilities), at
        self.gauge.show_reading(gauge, facilities)
        if ended:
            self.say(self.tr("operational, at the end of the day"), self.tr("end of the day"))
        else:
            self.say(
                self.tr("operational, at {time}").format(time=clock(at.astimezone(zone))),
                clock(at.astimezone(zone)),
            )
        self._fill()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.gauge.apply_palette(palette)
        self.bullets.apply_palette(palette)

    def least_height(self) -> int:
        """The gauge, and the few facilities that are worst off."""
        rows = min(LEAST, len(self._facilities)) + (len(self._facilities) > LEAST)
        return self.gauge.minimumSizeHint().height() + rows * look.ROW + 60

    def wanted_height(self) -> int:
        """A large gauge, and every facility."""
        return self.gauge.sizeHint().height() + 40 + len(self._facilities) * look.ROW + 60

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many facilities as there is room for."""
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        room = self.height() - self.gauge.minimumSizeHint().height() - self.title.sizeHint().height()
        room -= 10 + look.PADDING + 8
        fit = max(LEAST, room // look.ROW)
        if fit < len(self._facilities):
            fit = max(LEAST, (room - look.ROW) // look.ROW)  # a line for the rest
        spare = room - min(fit, len(self._facilities)) * look.ROW - (fit < len(self._facilities)) * look.ROW
        self.gauge.setFixedHeight(self.gauge.minimumSizeHint().height() + min(max(spare - 4, 0), GROWS))
        self.bullets.max_rows = fit
        if self._at is not None:
            self.bullets.show_readings(self._facilities, self._at)

    def _select(self, id_: str) -> None:
        self.bullets.select(None)  # the board has no chosen facility
        self.facility_selected.emit(id_)
