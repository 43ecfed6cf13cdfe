"""The pages of a report on a printer: the very pages, drawn as images at the printer's own resolution."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

RESOLUTION = 300  # dots an inch: small print is sharp, and a page is 35 MB for as long as it is drawn

SIZES = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}


def make_printer(paper: str) -> QPrinter:
    """A printer set to the report's paper, without margins of its own: the pages have theirs."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(RESOLUTION)
    layout = QPageLayout(
        QPageSize(SIZES[paper]),
        QPageLayout.Orientation.Portrait,
        QMarginsF(0, 0, 0, 0),
        QPageLayout.Unit.Point,
    )
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    return printer


def print_pages(
    printer: QPrinter, pages: Sequence[bytes], cancelled: Callable[[], bool] = lambda: False
) -> bool:
    """Print pages, each a PNG, those of the range that was chosen. False if the printer did not take them.

    Any thread may call it.
    """
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    try:
        for number, png in enumerate(pages[first - 1 : last]):
            if cancelled():
                printer.abort()
                return False
            if number and not printer.newPage():
                return False
            _draw(painter, printer, QImage.fromData(png))
    finally:
        painter.end()
    return True


def _draw(painter: QPainter, printer: QPrinter, image: QImage) -> None:
    """Fill the paper; on paper of another form the page is kept whole and in its own."""
    room = QSizeF(printer.paperRect(QPrinter.Unit.DevicePixel).size())
    scale = min(room.width() / image.width(), room.height() / image.height())
    width, height = image.width() * scale, image.height() * scale
    painter.drawImage(QRectF((room.width() - width) / 2, (room.height() - height) / 2, width, height), image)
