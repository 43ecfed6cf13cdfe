"""Small things that the plots paint alike: hatching, level shapes, a readout. QPainter alone, no pyqtgraph."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from ui import look
from ui.palette import Palette

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


def snap(value: float, ratio: float) -> float:
    """The nearest whole device pixel, so that edges are crisp at every scale."""
    return math.floor(value * ratio + 0.5) / ratio


def faded(colour: str, alpha: float) -> QColor:
    """A colour let through to `alpha` of its strength."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def write(
    painter: QPainter, rect: QRectF, text: str, colour: str, size: int, align: Any = LEFT, **style: bool
) -> None:
    """One line of plain text, elided where it does not fit."""
    font = look.font(size, **style)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) > rect.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine), text)


def width_of(text: str, size: int, **style: bool) -> float:
    """The width of a text in the text font."""
    return QFontMetricsF(look.font(size, **style)).horizontalAdvance(text)


def shortened(text: str, room: float, size: int) -> str:
    """The text, elided to the room there is."""
    return QFontMetricsF(look.font(size)).elidedText(text, Qt.TextElideMode.ElideRight, room)


def hatch(painter: QPainter, rect: QRectF, colour: str | QColor, gap: float = 5.0) -> None:
    """Slanted lines over a rectangle: not over yet, or only expected."""
    if rect.width() <= 0 or rect.height() <= 0:
        return
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(colour), 1.2))
    low, high = rect.left() + rect.top(), rect.right() + rect.bottom()
    at = math.floor(low / gap) * gap
    while at <= high:
        painter.drawLine(QPointF(at - rect.top(), rect.top()), QPointF(at - rect.bottom(), rect.bottom()))
        at += gap
    painter.restore()


def level_mark(painter: QPainter, centre: QPointF, level: str, colours: Palette, size: float = 9.0) -> None:
    """The shape of a level, painted: the same on every laptop, whatever its fonts."""
    colour = QColor(look.level_colour(level, colours))
    r = size / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    shape = look.level_shape(level)
    if shape == "●":
        painter.drawEllipse(centre, r * 0.9, r * 0.9)
    elif shape == "◆":
        points = [(0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x * r, y * r) for x, y in points]))
    elif shape == "▲":
        points = [(0, -1), (1.1, 0.85), (-1.1, 0.85)]
        painter.drawPolygon(QPolygonF([centre + QPointF(x * r, y * r) for x, y in points]))
    else:
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, r * 0.8, r * 0.8)
    painter.restore()


def focus_ring(painter: QPainter, rect: QRectF, colours: Palette) -> None:
    """The ring around what has the keyboard."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colours.focus), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 5, 5)
    painter.restore()


def readout_size(title: str, rows: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Width and height that `readout` needs."""
    widest = max(
        [width_of(title, look.SMALL, strong=True)]
        + [width_of(name, look.TINY) + width_of(value, look.TINY, strong=True) + 14 for name, value in rows]
    )
    return min(widest, 280) + 20, 24 + 16 * len(rows) + 4


def readout(
    painter: QPainter, rect: QRectF, title: str, rows: Sequence[tuple[str, str]], colours: Palette
) -> None:
    """A compact box: a title, then names with their values."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(colours.field_line), 1))
    painter.setBrush(QColor(colours.card))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    line = QRectF(rect.left() + 10, rect.top() + 5, rect.width() - 20, 18)
    write(painter, line, title, colours.text, look.SMALL, strong=True)
    line = QRectF(line.left(), line.bottom(), line.width(), 16)
    for name, value in rows:
        room = line.width() - width_of(value, look.TINY, strong=True) - 10
        write(painter, QRectF(line.left(), line.top(), room, 16), name, colours.secondary, look.TINY)
        write(painter, line, value, colours.text, look.TINY, RIGHT, strong=True)
        line.translate(0, 16)
    painter.restore()
