"""The day of the board: one that has not come is said to be so, and is not taken."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.day_chooser import DayChooser

TODAY = date(2021, 8, 3)


def test_a_day_that_has_not_come_is_not_taken(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    button.show()
    chooser = DayChooser(button)
    chooser.open(button, TODAY, None, TODAY)
    chooser.typed.clear()
    qtbot.keyClicks(chooser.typed, "2021-08-04")
    assert chooser.words.text() == "That day has not come yet."
    with qtbot.assertNotEmitted(chooser.day_chosen):
        qtbot.keyClick(chooser.typed, Qt.Key.Key_Return)
    assert chooser.isVisible()
    chooser.typed.setText("2021-08-02")
    with qtbot.waitSignal(chooser.day_chosen) as chosen:
        qtbot.keyClick(chooser.typed, Qt.Key.Key_Return)
    assert chosen.args == [date(2021, 8, 2)]
