"""Printing, to a printer that writes a file."""

from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from ui.reports.printing import make_printer, print_pages


def png(colour: str, width: int = 595, height: int = 842) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def to_file(printer: QPrinter, path: Path) -> QPrinter:
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_every_page_comes_on_its_paper(
    qapp: QApplication, tmp_path: Path, paper: str, size: tuple[int, int]
) -> None:
    path = tmp_path / "printed.pdf"
    assert print_pages(to_file(make_printer(paper), path), [png("red", *size), png("green", *size)])
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2
        box = [float(edge) for edge in pdf.pages[0].mediabox]
        assert box[2:] == pytest.approx(size, abs=1)


def test_only_the_pages_that_were_chosen(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    printer = to_file(make_printer("a4"), path)
    printer.setFromTo(2, 3)
    assert print_pages(printer, [png("red"), png("green"), png("blue"), png("white")])
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 2


@pytest.mark.qt_log_ignore("QPainter::begin")  # Qt says it once more
def test_a_printer_that_takes_nothing_is_told(qapp: QApplication, tmp_path: Path) -> None:
    printer = to_file(make_printer("a4"), tmp_path / "no such folder" / "printed.pdf")
    assert not print_pages(printer, [png("red")])
