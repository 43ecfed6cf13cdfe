"""The situation's capacity as an arc: people in places, the 100 % mark, and who is over it. QPainter alone.

What is over stands beyond the mark, what is free is left empty before it: places free in one facility never
hide people over in another, also where the percentage is below 100.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import look
from ui.palette import Palette
from ui.plots import wording
from ui.plots.marks import LEFT, MIDDLE, RIGHT, level_mark, width_of, write
from ui.words import word

if TYPE_CHECKING:
    from tracker.readings import FacilityReading, GaugeReading, RegimeLoad

translate = QCoreApplication.translate

SCALES = (1.25, 1.5, 2.0, 3.0, 4.0, 5.0, 8.0)
SMALLEST, LARGEST = 54.0, 120.0  # outer radius
LINE = 18.0


def scale_for(reading: GaugeReading) -> float:
    """The ratio at the right end of the arc: beyond 100 % in any case, and beyond whatever there is."""
    if not reading.places:
        return SCALES[0]
    need = max(1 + reading.over / reading.places, reading.people / reading.places) * 1.03
    for scale in SCALES:
        if need <= scale:
            return scale
    size = 10.0 ** math.floor(math.log10(need))
    return next(size * step for step in (1.0, 2.0, 5.0, 10.0) if need <= size * step)


def arc_parts(reading: GaugeReading) -> list[tuple[str, float, float]]:
    """The arc as (colour name, from, to) in shares of the whole sweep, 0 at the left end."""
    if not reading.places:
        return [("over", 0.0, 1.0)] if reading.over else []
    full = scale_for(reading)
    held = (reading.places - reading.free) / reading.places / full
    parts = [("load", 0.0, held)] if held else []
    if reading.over:
        parts.append(("over", 1 / full, (1 + reading.over / reading.places) / full))
    return parts


def situation_level(reading: GaugeReading, facilities: Sequence[FacilityReading] = ()) -> str:
    """The level of the whole: over as soon as one facility is over."""
    if reading.over:
        return "over"
    if not reading.regimes:
        return "unknown"
    if reading.people >= reading.places:
        return "full"
    crowded = any(f.level in ("tight", "full") for f in facilities)
    return "tight" if crowded or reading.people >= 0.9 * reading.places else "within"


def status_text(reading: GaugeReading, facilities: Sequence[FacilityReading] = ()) -> str:
    """The status in words: "over by 272 in 3 facilities"."""
    level = situation_level(reading, facilities)
    if level == "unknown":
        if reading.facilities_unknown and reading.never_counted:
            return translate("Gauge", "Not known yet")
        if reading.facilities_unknown:
            return translate("Gauge", "No capacity known yet")
        if reading.never_counted:
            return translate("Gauge", "Nobody counted yet")
        return wording.count_needed() if reading.count_needed else translate("Gauge", "No facilities yet")
    if level == "over":
        count = sum(1 for f in facilities if f.over)
        text = wording.over_by(reading.over)
        if not count:
            return text
        return translate("Gauge", "{over} in {facilities}").format(
            over=text, facilities=wording.facilities(count)
        )
    crowded = sum(1 for f in facilities if f.level in ("tight", "full"))
    if level == "tight" and crowded:
        word = translate("Gauge", "tight in {facilities}").format(facilities=wording.facilities(crowded))
    else:
        word = look.level_word(level)
    if not reading.free:
        return word
    return translate("Gauge", "{level}, {places} free").format(
        level=word, places=wording.places(reading.free)
    )


def detail_lines(reading: GaugeReading, fits: Callable[[str], bool] | None = None) -> list[str]:
    """What stands under the status: people and places, and who is left out and why.

    Names are given as far as a line `fits`, the rest is counted; without `fits` all are given.
    """
    lines = []
    if reading.regimes:
        text = translate("Gauge", "{people} in {places}").format(
            people=wording.people(reading.people), places=wording.places(reading.places)
        )
        if reading.over and reading.free:
            free = translate("Gauge", "{n} free elsewhere", None, reading.free).format(
                n=wording.number(reading.free)
            )
            text = f"{text} · {free}"
        lines.append(text)
    if reading.facilities_unknown:
        people = reading.people_unknown
        if people and reading.regimes:
            text = translate("Gauge", "{n} more, places unknown: {names}", None, people)
        elif people:
            text = translate("Gauge", "{people}, places unknown: {names}", None, people)
        else:
            text = translate("Gauge", "places unknown: {names}")
        text = text.replace("{n}", wording.number(people)).replace("{people}", wording.people(people))
        lines.append(_with_names(text, reading.facilities_unknown, fits))
    if reading.never_counted:
        text = translate("Gauge", "not counted yet: {names}")
        lines.append(_with_names(text, reading.never_counted, fits))
    if reading.count_needed:
        text = translate("Gauge", "count needed, more left than came: {names}")
        lines.append(_with_names(text, reading.count_needed, fits))
    return lines


def _with_names(text: str, names: Sequence[str], fits: Callable[[str], bool] | None) -> str:
    """Put as many names into a text as fit, at least one, and count the others."""
    for shown in range(len(names), 0, -1):
        said, rest = ", ".join(names[:shown]), len(names) - shown
        if rest:
            more = translate("Gauge", "and {n} more", None, rest).format(n=wording.number(rest))
            said = f"{said} {more}"
        line = text.replace("{names}", said)
        if fits is None or shown == 1 or fits(line):
            return line
    return text


class CapacityGauge(QWidget):
    """The gauge. Takes a `GaugeReading`, and the facilities behind it to say in how many of them people are over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("capacity_gauge")
        self.setAccessibleName(translate("Gauge", "Capacity"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._palette = look.palette()
        self._reading: GaugeReading | None = None
        self._facilities: Sequence[FacilityReading] = ()

    def show_reading(self, reading: GaugeReading | None, facilities: Sequence[FacilityReading] = ()) -> None:
        """Show a reading; None while there is none."""
        self._reading, self._facilities = reading, facilities
        self.setAccessibleDescription(self.description())
        self.setToolTip(look.plain("\n".join(self._details())))
        self.updateGeometry()
        self.update()

    def description(self) -> str:
        """The gauge in a few sentences."""
        reading = self._reading
        if reading is None:
            return ""
        said = [self.figure()] if self.figure() else []
        said += [status_text(reading, self._facilities), *detail_lines(reading)]
        said += [", ".join(text for text in _regime_texts(load) if text) for load in reading.regimes]
        said += [wording.illustrative()] if reading.illustrative else []
        return ". ".join(said) + "."

    def figure(self) -> str:
        """The figure in the middle: people by places, or a dash where there are no places."""
        reading = self._reading
        if reading is None or not reading.regimes:
            return ""
        return wording.percent(reading.people / reading.places) if reading.places else "—"

    def apply_palette(self, palette: Palette) -> None:
        """Take the colours of another palette."""
        self._palette = palette
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(370, int(92 + self._text_height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, int(SMALLEST + 22 + self._text_height()))

    def arc_geometry(self) -> tuple[QPointF, float, float]:
        """Centre of the arc, its outer radius and its thickness."""
        above = 24.0
        room = self.height() - self._text_height() - above
        radius = max(min(LARGEST, room, self.width() / 2 - 48), 20.0)
        return QPointF(self.width() / 2, above + radius), radius, max(9.0, radius * 0.19)

    def _details(self, fits: Callable[[str], bool] | None = None) -> list[str]:
        return detail_lines(self._reading, fits) if self._reading else []

    def _regimes(self) -> list[RegimeLoad]:
        return self._reading.regimes if self._reading and len(self._reading.regimes) > 1 else []

    def _text_height(self) -> float:
        gap = 6.0 if self._regimes() else 0.0
        return 12 + 20 + LINE * len(self._details()) + gap + LINE * len(self._regimes())

    def paintEvent(self, event: QPaintEvent) -> None:
        reading = self._reading
        if reading is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        centre, radius, thickness = self.arc_geometry()
        self._paint_arc(painter, reading, centre, radius, thickness)
        level = situation_level(reading, self._facilities)
        colour = look.level_colour(level, self._palette)
        size = 22 if radius < 64 else 26 if radius < 90 else 34
        middle = QRectF(centre.x() - radius, centre.y() - size - 6, 2 * radius, size + 6)
        write(
            painter,
            middle,
            self.figure(),
            colour if reading.over else self._palette.text,
            size,
            MIDDLE,
            strong=True,
        )
        self._paint_words(painter, reading, level, centre.y() + 10)
        if reading.illustrative:
            corner = QRectF(0, 2, self.width() - 2, 14)
            write(
                painter, corner, wording.illustrative(), self._palette.secondary, look.TINY, LEFT, italic=True
            )
        painter.end()

    def _paint_arc(
        self, painter: QPainter, reading: GaugeReading, centre: QPointF, radius: float, thickness: float
    ) -> None:
        colours, middle = self._palette, radius - thickness / 2
        box = QRectF(centre.x() - middle, centre.y() - middle, 2 * middle, 2 * middle)
        pen = QPen(QColor(colours.track), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if not reading.regimes:
            pen = QPen(QColor(colours.field_line), 1.5, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            for r in (radius, radius - thickness):
                painter.drawArc(QRectF(centre.x() - r, centre.y() - r, 2 * r, 2 * r), 0, 180 * 16)
            return
        painter.setPen(pen)
        painter.drawArc(box, 0, 180 * 16)
        for name, start, end in arc_parts(reading):
            pen.setColor(QColor(getattr(colours, name)))
            painter.setPen(pen)
            painter.drawArc(box, round((180 - 180 * start) * 16), -round(180 * (end - start) * 16))
        if reading.places:
            self._paint_mark(painter, 1 / scale_for(reading), centre, radius, thickness)

    def _paint_mark(
        self, painter: QPainter, share: float, centre: QPointF, radius: float, thickness: float
    ) -> None:
        angle = math.pi * (1 - share)
        toward = QPointF(math.cos(angle), -math.sin(angle))
        for colour, width, out in ((self._palette.card, 5.0, 0.0), (self._palette.text, 2.0, 5.0)):
            painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(
                centre + toward * (radius - thickness - out / 2), centre + toward * (radius + out)
            )
        text = wording.percent(1)
        width = width_of(text, look.TINY)
        at = centre + toward * (radius + 9)
        left = at.x() - (1 - math.cos(angle)) / 2 * width  # from under the left end to over the right one
        line = QRectF(left - 2, at.y() - 7 - 7 * math.sin(angle), width + 4, 14)
        write(painter, line, text, self._palette.secondary, look.TINY, MIDDLE)

    def _paint_words(self, painter: QPainter, reading: GaugeReading, level: str, top: float) -> None:
        colours, width = self._palette, float(self.width())
        text = status_text(reading, self._facilities)
        room = min(width_of(text, look.TEXT, strong=True), width - 20)
        left = (width - room - 14) / 2
        level_mark(painter, QPointF(left + 5, top + 9), level, colours)
        line = QRectF(left + 15, top, room + 2, LINE)
        write(painter, line, text, look.level_colour(level, colours), look.TEXT, LEFT, strong=True)
        line = QRectF(0, top + 20, width, LINE)
        for text in self._details(lambda text: width_of(text, look.SMALL) <= width):
            write(painter, line, text, colours.secondary, look.SMALL, MIDDLE)
            line.translate(0, LINE)
        line.translate(0, 6)
        self._paint_regimes(painter, line.top())

    def _paint_regimes(self, painter: QPainter, top: float) -> None:
        rows = [_regime_texts(load) for load in self._regimes()]
        if not rows:
            return
        colours = self._palette
        widths = [max(width_of(row[i], look.SMALL) for row in rows) for i in range(4)]
        mark = 14.0
        gap = min(16.0, max(5.0, (self.width() - sum(widths) - mark - 12) / 3))
        left = max(0.0, (self.width() - sum(widths) - 3 * gap - mark - 4) / 2)
        for load, (name, load_text, over, free) in zip(self._regimes(), rows, strict=True):
            line = QRectF(left, top, widths[0] + 1, LINE)
            write(painter, line, name, colours.text, look.SMALL)
            line = QRectF(line.right() + gap, top, widths[1] + 1, LINE)
            write(painter, line, load_text, colours.text, look.SMALL, RIGHT)
            line = QRectF(line.right() + gap, top, widths[2] + mark + 1, LINE)
            level = "over" if load.over else "full" if load.people >= load.places else "within"
            if over:
                level_mark(painter, QPointF(line.left() + 5, line.center().y()), level, colours, 8)
            write(painter, line.adjusted(mark, 0, 0, 0), over, look.level_colour(level, colours), look.SMALL)
            line = QRectF(line.right() + gap, top, widths[3] + 1, LINE)
            write(painter, line, free, colours.secondary, look.SMALL, RIGHT)
            top += LINE


def _regime_texts(load: RegimeLoad) -> tuple[str, str, str, str]:
    free = (
        translate("Gauge", "{n} free", None, load.free).format(n=wording.number(load.free))
        if load.free
        else ""
    )
    if load.over:
        status = wording.over_by(load.over)
    else:
        status = look.level_word("full" if load.people >= load.places else "within")
    return (
        word(load.regime),
        f"{wording.number(load.people)} / {wording.number(load.places)}",
        status,
        free,
    )
