"""How the days of the arrivals plot are painted: bars, parts, what was expected, flags. QPainter on a Frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui import look
from ui.palette import Palette
from ui.plots import wording
from ui.plots.canvas import LABEL_ROW, Frame
from ui.plots.labels import Place
from ui.plots.marks import LEFT, MIDDLE, faded, hatch, snap, width_of, write

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries, Flag

Expected = Sequence[tuple[float, float] | None]


def bar_width(frame: Frame, days: int) -> float:
    """The width of one bar: a fifth of the step is air, as long as there is room for it."""
    step = frame.rect.width() / max(days, 1)
    if step < 3:
        return step
    return max(1.0, min(snap(step * 0.8, frame.ratio), 56.0))


def bar_rect(frame: Frame, index: int, width: float, low: float, high: float) -> QRectF:
    """The bar of a day between two counts, on whole device pixels."""
    left = snap(frame.x(index) - width / 2, frame.ratio)
    top, bottom = snap(frame.y(high), frame.ratio), snap(frame.y(low), frame.ratio)
    return QRectF(left, top, width, bottom - top)


def part_colour(colours: Palette, index: int, name: str) -> str:
    """The colour of a part: "other" is grey, and so is one too many; "not specified" is a lighter grey."""
    if name == wording.not_specified():
        return colours.field_line
    if name == wording.other_parts() or index >= len(colours.parts):
        return colours.rest
    return colours.parts[index]


def paint_expected(painter: QPainter, frame: Frame, expected: Expected, colours: Palette) -> None:
    """What was expected, as a band behind the bars."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.band))
    run: list[tuple[int, float, float]] = []
    for i, pair in enumerate([*expected, None]):
        if pair is not None:
            run.append((i, *pair))
            continue
        if run:
            above = [QPointF(frame.x(i), frame.y(high)) for i, _, high in _to_edges(run)]
            below = [QPointF(frame.x(i), frame.y(low)) for i, low, _ in reversed(_to_edges(run))]
            painter.drawPolygon(QPolygonF(above + below))
        run = []


def _to_edges(run: list[tuple[int, float, float]]) -> list[tuple[float, float, float]]:
    first, last = run[0], run[-1]
    return [(first[0] - 0.5, *first[1:]), *run, (last[0] + 0.5, *last[1:])]


def paint_bars(painter: QPainter, frame: Frame, series: ArrivalSeries, colours: Palette) -> None:
    """Persons a day, the claimed ones apart on top of them, and a mark where a number is not known."""
    count = len(series.days)
    width = bar_width(frame, count)
    partial = _partial_index(series)
    painter.setPen(Qt.PenStyle.NoPen)
    if series.parts:
        _paint_parts(painter, frame, series, colours, width)
    else:
        painter.setBrush(QColor(colours.bar))
        whole = [bar_rect(frame, i, width, 0, n) for i, n in enumerate(series.persons) if n and i != partial]
        painter.drawRects(whole)
        if partial is not None:
            painter.fillRect(
                bar_rect(frame, partial, width, 0, series.persons[partial]), QColor(colours.partial)
            )
    if partial is not None:
        bar = bar_rect(frame, partial, width, 0, series.persons[partial])
        hatch(painter, bar, colours.card if series.parts else colours.bar)
    _paint_claimed(painter, frame, series, colours, width)
    _paint_unknown(painter, frame, series, colours)


def paint_read(painter: QPainter, frame: Frame, series: ArrivalSeries, colours: Palette, index: int) -> None:
    """The day that is read out, over everything: its column tinted, its bar in the accent."""
    left, right = frame.x(index - 0.5), frame.x(index + 0.5)
    column = QRectF(left, frame.rect.top(), max(1.0, right - left), frame.rect.height())
    painter.fillRect(column, faded(colours.accent, 0.12))
    if series.persons[index] and not series.parts and series.days[index] != series.partial:
        width = bar_width(frame, len(series.days))
        painter.fillRect(bar_rect(frame, index, width, 0, series.persons[index]), faded(colours.accent, 0.7))


def _partial_index(series: ArrivalSeries) -> int | None:
    return series.days.index(series.partial) if series.partial in series.days else None


def _paint_parts(
    painter: QPainter, frame: Frame, series: ArrivalSeries, colours: Palette, width: float
) -> None:
    gap = 1 / frame.ratio if width >= 3 else 0.0
    base = [0] * len(series.days)
    for index, name in enumerate(series.parts):
        bars = []
        for i, n in enumerate(series.parts[name]):
            if n:
                bar = bar_rect(frame, i, width, base[i], base[i] + n)
                bars.append(bar.adjusted(0, 0, 0, -gap) if bar.height() > 3 and base[i] else bar)
                base[i] += n
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(part_colour(colours, index, name)))
        painter.drawRects(bars)


def _paint_claimed(
    painter: QPainter, frame: Frame, series: ArrivalSeries, colours: Palette, width: float
) -> None:
    painter.save()
    outlined = width >= 4
    line = 1 / frame.ratio if frame.ratio > 1.5 else 1.0
    for i, n in enumerate(series.claimed):
        if not n:
            continue
        bar = bar_rect(frame, i, width, series.persons[i], series.persons[i] + n)
        if outlined and bar.height() > 2:
            painter.setPen(QPen(QColor(colours.secondary), line))
            painter.setBrush(faded(colours.card, 0.6))
            painter.drawRect(bar.adjusted(line / 2, line / 2 - 1, -line / 2, -line / 2 - 1))
        else:
            painter.fillRect(bar, faded(colours.secondary, 0.45))
    painter.restore()


def _paint_unknown(painter: QPainter, frame: Frame, series: ArrivalSeries, colours: Palette) -> None:
    free = float("-inf")
    for i, n in enumerate(series.unknown_size):
        x = frame.x(i)
        if n and x > free:
            y = frame.y(series.persons[i] + series.claimed[i])
            write(painter, QRectF(x - 6, y - 14, 12, 13), "?", colours.text, look.TINY, MIDDLE, strong=True)
            free = x + 7


def paint_bands(
    painter: QPainter, frame: Frame, flags: Sequence[tuple[Flag, float, float]], colours: Palette
) -> None:
    """The days within which a roughly known event lies, behind the bars; where several overlap, as dark as one."""
    spans: list[tuple[float, float]] = []
    for _, first, last in sorted((f for f in flags if f[0].last > f[0].first), key=lambda f: f[1]):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    for first, last in spans:
        left, right = frame.x(first - 0.5), frame.x(last + 0.5)
        band = QRectF(left, frame.rect.top(), right - left, frame.rect.height())
        painter.fillRect(band, faded(colours.secondary, 0.13))


def paint_flags(
    painter: QPainter,
    frame: Frame,
    flags: Sequence[tuple[Flag, float, float]],
    places: Sequence[Place],
    colours: Palette,
) -> None:
    """Context events: a dot with its label over the days, a line down, a band where the date is known roughly."""
    for (flag, first, last), place in zip(flags, places, strict=True):
        middle = (first + last) / 2
        x = snap(frame.x(middle), frame.ratio)
        y = 4 + LABEL_ROW * place.row + LABEL_ROW / 2
        if flag.last > flag.first:
            for left, right in _beside(flag.label, place, frame.x(first - 0.5), frame.x(last + 0.5)):
                painter.fillRect(QRectF(left, y - 1, right - left, 2), QColor(colours.secondary))
            bottom = frame.rect.top()
        else:
            bottom = frame.rect.bottom()
        painter.setPen(QPen(QColor(colours.secondary), 1, Qt.PenStyle.DashLine))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(QPointF(x, y), QPointF(x, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.secondary))
        painter.drawEllipse(QPointF(x, y), 3.2, 3.2)
    for (flag, _, _), place in zip(flags, places, strict=True):
        if place.left is not None:
            line = QRectF(place.left, 4 + LABEL_ROW * place.row, 400, LABEL_ROW)
            write(painter, line, flag.label, colours.secondary, look.TINY, LEFT)


def _beside(label: str, place: Place, left: float, right: float) -> list[tuple[float, float]]:
    """A band's bar; it makes room for a label within it."""
    if place.left is None or not left < place.left < right:
        return [(left, right)]
    return [(left, place.left - 4), (place.left + width_of(label, look.TINY) + 4, right)]


def paint_span(painter: QPainter, frame: Frame, first: int, last: int, colours: Palette) -> None:
    """The days selected."""
    left, right = frame.x(first - 0.5), frame.x(last + 0.5)
    painter.fillRect(
        QRectF(left, frame.rect.top(), right - left, frame.rect.height()), faded(colours.accent, 0.13)
    )
    painter.setPen(QPen(QColor(colours.accent), 1))
    for x in (left, right):
        painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))
