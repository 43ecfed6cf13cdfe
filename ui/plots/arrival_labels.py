"""Direct labels at the right edge of the arrivals plot: lines where they end, parts as stacked, a short key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui import look
from ui.palette import Palette
from ui.plots import wording
from ui.plots.arrival_bars import part_colour
from ui.plots.arrival_lines import Lines, last_known
from ui.plots.canvas import LABELS_WIDEST, Frame, SideLabel, Swatch
from ui.plots.marks import MIDDLE, hatch, shortened, width_of, write

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries

translate = QCoreApplication.translate


def side_labels(series: ArrivalSeries, lines: Lines, frame: Frame, colours: Palette) -> list[SideLabel]:
    """All labels, the most needed first: the last ones are left out where there is no room."""
    made = []
    if lines.cumulative:
        total = int(lines.total[-1])
        made.append(SideLabel(_years(series), colours.accent, frame.y(total), wording.number(total)))
    else:
        made += _parts(series, frame, colours)
        mean = last_known(lines.mean)
        if mean is not None and not series.parts:
            name = translate("Arrivals", "7-day mean")
            made.append(SideLabel(name, colours.accent, frame.y(mean), wording.rounded(mean)))
    before = last_known(lines.before)
    if before is not None:
        value = wording.number(int(before)) if lines.cumulative else wording.rounded(before)
        made.append(SideLabel(str(series.days[-1].year - 1), colours.secondary, frame.y(before), value))
    return made if lines.cumulative else made + _key(series, frame, colours)


def _years(series: ArrivalSeries) -> str:
    first, last = series.days[0].year, series.days[-1].year
    return str(last) if first == last else f"{first}–{last}"


def _parts(series: ArrivalSeries, frame: Frame, colours: Palette) -> list[SideLabel]:
    whole = [i for i, d in enumerate(series.days) if d != series.partial and series.persons[i]]
    made, base = [], 0
    for index, name in enumerate(series.parts):
        part = series.parts[name]
        height = part[whole[-1]] if whole else 0
        count = wording.number(sum(part))
        room = LABELS_WIDEST - 20 - width_of(count, look.TINY)
        text = f"{shortened(name, room, look.TINY)} {count}"
        swatch = _filled(part_colour(colours, index, name))
        made.append(SideLabel(text, colours.text, frame.y(base + height / 2), swatch=swatch))
        base += height
    made.reverse()  # from above, as they are stacked
    return made


def _key(series: ArrivalSeries, frame: Frame, colours: Palette) -> list[SideLabel]:
    entries: list[tuple[bool, str, Swatch]] = [
        (any(series.claimed), translate("Arrivals", "claimed"), _outlined(colours)),
        (any(series.unknown_size), translate("Arrivals", "unknown size"), _question(colours)),
        (series.partial in series.days, translate("Arrivals", "day not over yet"), _hatched(colours)),
    ]
    shown = [(text, swatch) for there, text, swatch in entries if there]
    top = frame.rect.top()
    return [
        SideLabel(text, colours.secondary, top + i, swatch=swatch) for i, (text, swatch) in enumerate(shown)
    ]


def _filled(colour: str) -> Swatch:
    return lambda painter, rect: painter.fillRect(rect, QColor(colour))


def _outlined(colours: Palette) -> Swatch:
    def paint(painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(QColor(colours.secondary), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    return paint


def _question(colours: Palette) -> Swatch:
    return lambda painter, rect: write(painter, rect, "?", colours.text, look.TINY, MIDDLE, strong=True)


def _hatched(colours: Palette) -> Swatch:
    def paint(painter: QPainter, rect: QRectF) -> None:
        painter.fillRect(rect, QColor(colours.partial))
        hatch(painter, rect, colours.bar, 4)

    return paint
