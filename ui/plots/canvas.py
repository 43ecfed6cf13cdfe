"""What the pyqtgraph plots share: axes painted in crisp pixels, labels at the right edge, focus, no menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsObject, QSizePolicy, QStyleOptionGraphicsItem, QWidget

from ui import look
from ui.palette import Palette
from ui.plots import wording
from ui.plots.graphs import pg
from ui.plots.labels import spread
from ui.plots.marks import LEFT, MIDDLE, RIGHT, faded, focus_ring, snap, width_of, write
from ui.plots.ticks import count_ticks

Swatch = Callable[[QPainter, QRectF], None]

LABEL_ROW = 14.0
LABELS_WIDEST = 150.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plot stands in its widget, and how values become pixels."""

    rect: QRectF
    first: float
    last: float
    top: float
    ratio: float  # device pixels a pixel

    def x(self, value: float) -> float:
        """The pixel of a value on the long axis."""
        return self.rect.left() + (value - self.first) / (self.last - self.first) * self.rect.width()

    def y(self, value: float) -> float:
        """The pixel of a count."""
        return self.rect.bottom() - value / self.top * self.rect.height()

    def at(self, pixel: float) -> float:
        """The value on the long axis under a pixel."""
        return self.first + (pixel - self.rect.left()) / self.rect.width() * (self.last - self.first)


@dataclass(frozen=True, slots=True)
class SideLabel:
    """A direct label at the right edge: near what it names, with a second line in a quieter colour."""

    text: str
    colour: str
    wanted: float  # pixel that it would like to stand at
    second: str = ""
    swatch: Swatch | None = None

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return LABEL_ROW * (2 if self.second else 1) + 2

    @property
    def width(self) -> float:
        """Its width in pixels."""
        widest = max(width_of(self.text, look.TINY, strong=True), width_of(self.second, look.TINY))
        return widest + (13 if self.swatch else 0)


class Layer(QGraphicsObject):
    """One sheet over or under the curves, painted in the widget's own pixels."""

    def __init__(self, paint_on: Callable[[QPainter], None], depth: float) -> None:
        super().__init__()
        self._rect, self._paint_on = QRectF(), paint_on
        self.setZValue(depth)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        return self._rect

    def resize(self, size: QSize) -> None:
        """The widget has another size."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, size.width(), size.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self._paint_on(painter)


class Canvas(pg.GraphicsView):
    """A view box of pyqtgraph's without mouse and menu; subclasses give numbers, labels and the two sheets.

    Not a PlotWidget, whose axes, title, buttons and menus would be made to be hidden.
    """

    hovered = Signal(int)  # index of what is read out, -1 for none

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setObjectName(name)
        self.palette_in_use = look.palette()
        self.at: int | None = None  # index of what is read out
        self.empty_text = ""
        self.illustrative = False
        self.sides: list[SideLabel] = []
        self._x = (0.0, 1.0)
        self._highest = 0.0
        self._headroom = 0.0
        self._above = 8.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCentralItem(None)
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False)
        self._under = Layer(self._paint_under, -500)
        self._under.setCacheMode(
            QGraphicsObject.CacheMode.DeviceCoordinateCache
        )  # hovering paints the over one alone
        self._over = Layer(self._paint_over, 500)
        for item in (self._under, self.box, self._over):
            self.addItem(item)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setMinimumSize(260, 130)

    def useOpenGL(self, b: bool = True) -> None:  # noqa: N802 - pyqtgraph's
        """Never. The viewport is made here: to tell what Qt made there, PySide6 would look through all its types."""
        self.setViewport(QWidget())

    # What a subclass says

    def paint_under(self, painter: QPainter, frame: Frame) -> None:
        """Paint what stands under the curves."""

    def paint_over(self, painter: QPainter, frame: Frame) -> None:
        """Paint what stands over the curves."""

    def draw_curves(self) -> None:
        """Give the curves their values and pens, for the palette and the screen in use."""

    def date_labels(self, width: float) -> Sequence[tuple[float, str]]:
        """Value and text of each label of the long axis."""
        return []

    def lay_out(self, frame: Frame) -> None:
        """Find places for what depends on the size; may call `set_room`."""

    # What a subclass asks

    def set_extent(self, first: float, last: float, most: float, headroom: float = 8.0) -> None:
        """The values shown: the long axis from first to last, counts up to `most` and some pixels above it."""
        self._x = (first, last if last > first else first + 1)
        self._highest, self._headroom = most, headroom

    def set_room(self, above: float) -> None:
        """Pixels over the plot for what stands there."""
        self._above = above

    def frame_now(self) -> Frame:
        """Where everything stands at this size."""
        size = self.viewport().size()
        ticks = width_of(wording.number(round(max(self._highest, 1))), look.TINY)
        right = min(LABELS_WIDEST, max((s.width for s in self.sides), default=0.0)) + (
            14 if self.sides else 8
        )
        left = ticks + 12
        rect = QRectF(left, self._above, size.width() - left - right, size.height() - self._above - 22)
        rect.setWidth(max(rect.width(), 10))
        rect.setHeight(max(rect.height(), 10))
        top = max(self._highest, 1.0) * rect.height() / max(rect.height() - self._headroom, 10)
        return Frame(rect, *self._x, top, self.devicePixelRatioF())

    def refresh(self) -> None:
        """Lay out again and paint."""
        self.lay_out(self.frame_now())
        frame = self.frame_now()
        self.box.setGeometry(frame.rect)
        self.box.setRange(
            xRange=(frame.first, frame.last), yRange=(0, frame.top), padding=0, disableAutoRange=True
        )
        self._under.update()
        self._over.update()

    def repaint_over(self) -> None:
        """Paint what stands over the curves again; nothing else has changed."""
        self._over.update()

    def add_curve(self, **options: Any) -> pg.PlotCurveItem:
        """A new line of the plot, kept as painted until its values change."""
        curve = pg.PlotCurveItem(connect="finite", **options)
        curve.setCacheMode(QGraphicsObject.CacheMode.DeviceCoordinateCache)
        self.box.addItem(curve)
        return curve

    def apply_palette(self, palette: Palette) -> None:
        """Take the colours of another palette."""
        self.palette_in_use = palette
        self.draw_curves()
        self.refresh()

    def move_to(self, index: int | None) -> None:
        """Read out another index, or none."""
        if index != self.at:
            self.at = index
            self.repaint_over()
            self.hovered.emit(-1 if index is None else index)

    # Painting

    def _paint_under(self, painter: QPainter) -> None:
        frame, colours = self.frame_now(), self.palette_in_use
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.empty_text:
            write(
                painter, QRectF(self.viewport().rect()), self.empty_text, colours.secondary, look.TEXT, MIDDLE
            )
            return
        painter.save()
        painter.setClipRect(frame.rect.adjusted(-1, -frame.rect.top(), 1, 1))
        self._paint_grid(painter, frame)
        self.paint_under(painter, frame)
        painter.restore()
        self._paint_axes(painter, frame)

    def _paint_grid(self, painter: QPainter, frame: Frame) -> None:
        strength = 0.3 if self.palette_in_use.high_contrast else 1.0  # the grid is no edge
        painter.setPen(QPen(faded(self.palette_in_use.line, strength), 1 / frame.ratio))
        for value in count_ticks(frame.top, frame.rect.height()):
            y = snap(frame.y(value), frame.ratio)
            painter.drawLine(QPointF(frame.rect.left(), y), QPointF(frame.rect.right(), y))

    def _paint_axes(self, painter: QPainter, frame: Frame) -> None:
        colour = self.palette_in_use.secondary
        for value in count_ticks(frame.top, frame.rect.height()):
            line = QRectF(0, frame.y(value) - 8, frame.rect.left() - 7, 16)
            write(painter, line, wording.number(value), colour, look.TINY, RIGHT)
        width = float(self.viewport().width())
        for value, text in self.date_labels(frame.rect.width()):
            half = width_of(text, look.TINY) / 2 + 1
            middle = min(max(frame.x(value), half), width - half)
            line = QRectF(middle - half, frame.rect.bottom() + 4, 2 * half, 16)
            write(painter, line, text, colour, look.TINY, MIDDLE)

    def _paint_over(self, painter: QPainter) -> None:
        if not self.empty_text:
            frame = self.frame_now()
            self._paint_sides(painter, frame)
            painter.save()
            self.paint_over(painter, frame)
            painter.restore()
        if self.hasFocus():
            focus_ring(painter, QRectF(self.viewport().rect()), self.palette_in_use)

    def _paint_sides(self, painter: QPainter, frame: Frame) -> None:
        room = frame.rect.height()
        shown = list(self.sides)
        while sum(s.height for s in shown) > room + 24 and len(shown) > 1:
            shown.pop()
        middles = spread(
            [s.wanted for s in shown],
            [s.height for s in shown],
            frame.rect.top() - 10,
            frame.rect.bottom() + 4,
        )
        left = frame.rect.right() + 8
        width = self.viewport().width() - left - 2
        for label, middle in zip(shown, middles, strict=True):
            line = QRectF(left, middle - label.height / 2 + 1, width, LABEL_ROW)
            text = line
            if label.swatch:
                label.swatch(painter, QRectF(line.left(), line.center().y() - 4, 8, 8))
                text = line.adjusted(13, 0, 0, 0)
            write(painter, text, label.text, label.colour, look.TINY, LEFT, strong=not label.swatch)
            if label.second:
                second = text.translated(0, LABEL_ROW - 1)
                write(painter, second, label.second, self.palette_in_use.secondary, look.TINY)

    def write_illustrative(self, painter: QPainter, frame: Frame) -> None:
        """Say in the corner over the plot that the data is made up, where it is."""
        if self.illustrative:
            line = QRectF(frame.rect.left(), 4, self.viewport().width() - frame.rect.left() - 7, LABEL_ROW)
            write(
                painter,
                line,
                wording.illustrative(),
                self.palette_in_use.secondary,
                look.TINY,
                RIGHT,
                italic=True,
            )

    def illustrative_width(self) -> float:
        """The pixels that `write_illustrative` takes at the right end of the topmost row."""
        return width_of(wording.illustrative(), look.TINY, italic=True) + 8 if self.illustrative else 0.0

    # Qt's own

    def close(self) -> bool:
        """Close as every widget does: pyqtgraph takes the scene apart by hand, and crashes over the sheets."""
        return QWidget.close(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_over"):  # pyqtgraph resizes while it is being built
            for layer in (self._under, self._over):
                layer.resize(self.viewport().size())
            self.refresh()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange and hasattr(self, "_over"):
            self.draw_curves()  # pens are as wide as device pixels
            self.refresh()
        return bool(super().event(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.move_to(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.repaint_over()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.repaint_over()
