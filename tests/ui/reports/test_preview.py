"""The pages of a report: what is shown, what can be pressed, and all of it by keyboard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui.shell import looks
from ui.palette import DARK
from ui.reports.preview import Preview
from ui.reports.sheet import SheetPage, Spot


def png(colour: str) -> bytes:
    image = QImage(595, 842, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def page(colour: str, *targets: str) -> SheetPage:
    spots = [
        Spot(0.1, 0.1 + 0.2 * n, 0.2, 0.1, target, f"{target} persons") for n, target in enumerate(targets)
    ]
    return SheetPage(png(colour), f"text of the {colour} page", spots)


@pytest.fixture
def preview(qtbot: QtBot) -> Iterator[Preview]:
    preview = Preview(looks().palette)
    qtbot.addWidget(preview)
    preview.resize(600, 700)
    preview.show_pages([page("red", "first", "second"), page("green"), page("blue", "last")])
    with qtbot.waitExposed(preview):
        preview.show()
    yield preview


def shown(preview: Preview) -> str:
    image = preview.sheet.grab().toImage()
    return image.pixelColor(image.width() // 2, 20).name()


def test_one_page_at_a_time(qtbot: QtBot, preview: Preview) -> None:
    assert preview.number.text() == "Page 1 of 3"
    assert not preview.before.isEnabled()
    assert QColor(shown(preview)) == QColor("red")
    preview.after.click()
    assert preview.number.text() == "Page 2 of 3"
    assert QColor(shown(preview)) == QColor("green")
    qtbot.keyClick(preview.sheet, Qt.Key.Key_PageDown)
    qtbot.keyClick(preview.sheet, Qt.Key.Key_PageDown)  # there is none behind it
    assert preview.number.text() == "Page 3 of 3"
    assert not preview.after.isEnabled()
    assert preview.sheet.accessibleDescription() == "text of the blue page"


def test_a_page_keeps_its_form(preview: Preview) -> None:
    sheet = preview.sheet
    assert sheet.heightForWidth(sheet.width()) == pytest.approx(sheet.width() * 842 / 595, abs=3)


def test_a_figure_leads_to_what_is_behind_it(qtbot: QtBot, preview: Preview) -> None:
    told: list[str] = []
    preview.spot_pressed.connect(told.append)
    sheet = preview.sheet
    spots = [sheet.rectangle(spot).center().toPoint() for spot in page("red", "first", "second").spots]
    qtbot.mouseMove(sheet, spots[1])
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=spots[1])
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))  # nothing is there
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=spots[0])
    assert told == ["second", "first"]


def test_figures_by_keyboard(qtbot: QtBot, preview: Preview) -> None:
    told: list[str] = []
    preview.spot_pressed.connect(told.append)
    sheet = preview.sheet
    sheet.setFocus()
    qtbot.keyClick(sheet, Qt.Key.Key_Return)  # on none yet
    qtbot.keyClick(sheet, Qt.Key.Key_Right)
    assert sheet.accessibleDescription() == "first persons"
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    qtbot.keyClick(sheet, Qt.Key.Key_Left)  # round
    qtbot.keyClick(sheet, Qt.Key.Key_Return)
    assert told == ["first", "second"]


def test_the_reader_stays_on_the_page_when_the_report_is_made_again(preview: Preview) -> None:
    preview.go_to(1)
    preview.show_pages([page("white"), page("black"), page("red")])
    assert preview.number.text() == "Page 2 of 3"
    preview.show_pages([page("white")])
    assert preview.number.text() == "Page 1 of 1"
    preview.show_pages([])
    assert preview.number.text() == ""
    assert not preview.sheet.isVisible()


def test_paper_is_white_in_the_dark_too(preview: Preview) -> None:
    preview.apply_palette(DARK)
    preview.show_pages([page("white")])
    assert QColor(shown(preview)) == QColor("white")
