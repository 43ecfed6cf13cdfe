from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell import looks
from ui.message_bar import MessageBar

LONG = "The store cannot be written. " * 12


class Window(QWidget):
    """A page with a field at its head, a list, and a field at its foot; the bar over it."""

    def __init__(self) -> None:
        super().__init__()
        self.head = QWidget()
        self.page = QWidget()
        self.first, self.list, self.last = QLineEdit(), QTextEdit(), QLineEdit()
        inside = QVBoxLayout(self.page)
        for widget in (self.first, self.list, self.last):
            inside.addWidget(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self.head.setFixedHeight(40)
        rows.addWidget(self.head)
        rows.addWidget(self.page, 1)
        self.bar = MessageBar(self.page, self)

    def place_of(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    looks()
    made = Window()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made


@pytest.mark.parametrize("size", [(1366, 700), (660, 700), (683, 384)])
def test_nothing_moves_when_messages_come_and_go(window: Window, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.wait(10)
    before = [window.place_of(one) for one in (window.page, window.first, window.list, window.last)]
    window.bar.say("Incident recorded.", "good", [("Undo", lambda: None)])
    window.bar.say(LONG, "error")
    qtbot.wait(10)
    assert [window.place_of(one) for one in (window.page, window.first, window.list, window.last)] == before
    assert window.place_of(window.page).contains(window.bar.geometry())
    for label in window.bar.findChildren(QLabel, "message_words"):
        assert label.height() >= label.heightForWidth(label.width())
    for button in window.bar.findChildren(QPushButton):
        assert window.bar.rect().contains(QRect(button.mapTo(window.bar, QPoint(0, 0)), button.size()))
    for strip in window.bar.findChildren(QPushButton, "message_offer_0"):
        strip.click()
    qtbot.wait(10)
    assert window.bar.texts() == [LONG]


def test_it_goes_along_with_the_page(window: Window, qtbot: QtBot) -> None:
    window.bar.say(LONG)
    foot = window.bar.geometry().bottom()
    window.resize(1200, 500)
    qtbot.wait(10)
    assert window.bar.geometry().bottom() == foot - 200


def test_a_form_that_has_all_of_the_page_keeps_its_buttons(window: Window, qtbot: QtBot) -> None:
    window.resize(683, 600)
    window.activateWindow()
    window.list.setFocus()
    window.bar.say("Incident recorded.")
    qtbot.wait(10)
    assert window.bar.geometry().bottom() > 560
    save = QPushButton("Save", window.page)
    window.page.layout().addWidget(save)  # a form is opened, and has the keyboard
    window.first.setFocus()
    qtbot.waitUntil(lambda: window.bar.geometry().bottom() < window.place_of(save).top())


def test_it_goes_out_of_the_way_of_the_keyboard(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    window.first.setFocus()
    window.bar.say("Incident recorded.")
    assert window.bar.geometry().intersects(window.place_of(window.last))
    window.last.setFocus()
    qtbot.waitUntil(lambda: not window.bar.geometry().intersects(window.place_of(window.last)))


def test_what_is_being_typed_is_not_hidden(window: Window, qtbot: QtBot) -> None:
    window.activateWindow()
    window.last.setFocus()
    qtbot.waitUntil(window.last.hasFocus)
    window.bar.say("Incident recorded.")
    assert not window.bar.geometry().intersects(window.place_of(window.last))
    assert window.last.hasFocus()
    window.list.setFocus()  # there is more of it to see
    window.bar.say("Another.")
    assert window.bar.geometry().top() > 350


def test_without_messages_it_is_not_there(window: Window, qtbot: QtBot) -> None:
    window.bar.say("Light looks.", topic="look")
    assert window.bar.isVisible()
    window.bar.drop("look")
    assert not window.bar.isVisible()


def test_what_was_offered_about_a_store_goes_with_it(window: Window) -> None:
    window.bar.say("A half-typed incident was kept.", "warning", [("Go on with it", lambda: None)])
    window.bar.say("Not yet for real records.", "warning")
    window.bar.leave_store()
    assert window.bar.texts() == ["Not yet for real records."]


def test_what_is_said_about_a_topic_gets_other_words_in_its_place(window: Window) -> None:
    bar = window.bar
    bar.say("0 of 30", offers=[("Cancel", lambda: None)], topic="undoing")
    bar.say("Saved", topic="saving")
    button = bar.findChild(QPushButton, "message_offer_0")
    bar.reword("undoing", "10 of 30")
    assert bar.texts() == ["10 of 30", "Saved"]
    assert [label.text() for label in bar.findChildren(QLabel, "message_words")] == bar.texts()
    assert bar.findChild(QPushButton, "message_offer_0") is button  # who is about to press it still can
    bar.reword("nothing said about it", "20 of 30")
    assert bar.texts() == ["10 of 30", "Saved"]
