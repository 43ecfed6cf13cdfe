"""One page of a report as it will be printed: the very page as an image, with the figures on it to be pressed."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import look
from ui.palette import Palette

EDGE = 1  # pixels of the line around the paper


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure on a page: where, in parts of the page's width and height; what it leads to; and in words."""

    left: float
    top: float
    width: float
    height: float
    target: Any
    words: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page: its image as PNG, its text for a screen reader, and the figures on it in reading order."""

    png: bytes
    text: str = ""
    spots: list[Spot] = field(default_factory=list)


class Sheet(QWidget):
    """Shows a page as wide as there is room for. Arrows go from figure to figure, Return opens what is behind it."""

    spot_pressed = Signal(object)  # the spot's target
    turned = Signal(int)  # -1 or 1: the page before or after was asked for

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_sheet")
        self.setAccessibleName(self.tr("Page of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._page: SheetPage | None = None
        self._image = QImage()
        self._scaled: QImage | None = None
        self._at = -1  # the figure that the keyboard is on
        self._colours = palette

    @property
    def spot(self) -> Spot | None:
        """The figure that the keyboard is on."""
        return self._page.spots[self._at] if self._page and 0 <= self._at < len(self._page.spots) else None

    def show_page(self, page: SheetPage | None) -> None:
        """Show a page; None for an empty place."""
        self._page, self._scaled, self._at = page, None, -1
        self._image = QImage.fromData(page.png) if page else QImage()
        self.setAccessibleDescription(page.text if page else "")
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours, around the paper: paper is white."""
        self._colours = palette
        self.update()

    def rectangle(self, spot: Spot) -> QRectF:
        """Where a figure is on the screen, in this widget's own pixels."""
        paper = self._paper()
        return QRectF(
            paper.left() + spot.left * paper.width(),
            paper.top() + spot.top * paper.height(),
            spot.width * paper.width(),
            spot.height * paper.height(),
        )

    def hasHeightForWidth(self) -> bool:
        """It keeps the paper's form."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the paper is at this width."""
        if self._image.isNull():
            return 240
        return round((width - 2 * EDGE) * self._image.height() / self._image.width()) + 2 * EDGE

    def sizeHint(self) -> QSize:
        """At the width that it has."""
        width = max(self.width(), 320)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """A page that is any narrower cannot be read at all."""
        return QSize(240, 240)

    def _paper(self) -> QRectF:
        return QRectF(self.rect()).adjusted(EDGE, EDGE, -EDGE, -EDGE)

    def _under(self, place: QPointF) -> int:
        if self._page is not None:
            for at, spot in enumerate(self._page.spots):
                if self.rectangle(spot).adjusted(-3, -3, 3, 3).contains(place):
                    return at
        return -1

    def _go(self, at: int) -> None:
        if self._page is not None and self._page.spots:
            self._at = at % len(self._page.spots)
            self.setAccessibleDescription(self._page.spots[self._at].words)
            self.update()

    def _press(self, at: int) -> None:
        if self._page is not None and 0 <= at < len(self._page.spots):
            self.spot_pressed.emit(self._page.spots[at].target)

    # Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        """The paper, and a frame around the figure that the keyboard is on."""
        painter = QPainter(self)
        painter.setPen(QPen(QColor(self._colours.line), EDGE))
        painter.setBrush(QColor("white"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if not self._image.isNull():
            painter.drawImage(self._paper(), self._fitting())
            if self.hasFocus() and self.spot is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self._colours.focus), 2))
                painter.drawRoundedRect(self.rectangle(self.spot).adjusted(-3, -2, 3, 2), 3, 3)
        painter.end()

    def _fitting(self) -> QImage:
        """The image at the screen's own pixels: scaled once a size, and smoothly, or small print breaks."""
        ratio = self.devicePixelRatioF()
        wanted = (self._paper().size() * ratio).toSize()
        if self._scaled is None or self._scaled.size() != wanted:
            self._scaled = self._image.scaled(
                wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A figure that can be pressed says so."""
        at = self._under(event.position())
        if self._page is not None and at >= 0:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(look.plain(self._page.spots[at].words))
        else:
            self.unsetCursor()
            self.setToolTip("")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press(self._under(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From figure to figure, from page to page."""
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down if self._page is not None and self._page.spots:
                self._go(self._at + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up if self._page is not None and self._page.spots:
                self._go(self._at - 1 if self._at > 0 else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if self.spot is not None:
                self._press(self._at)
            case Qt.Key.Key_PageDown:
                self.turned.emit(1)
            case Qt.Key.Key_PageUp:
                self.turned.emit(-1)
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame comes with the keyboard."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And goes with it."""
        super().focusOutEvent(event)
        self.update()
