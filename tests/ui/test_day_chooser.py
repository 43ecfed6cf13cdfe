"""The day of the board: one that has not come is said to be so, and is not taken."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ui.day_chooser import DayChooser, read_day

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


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-08-01", date(2021, 8, 1)),
        ("3.8.2020", date(2020, 8, 3)),
        ("31 Jul", date(2021, 7, 31)),
        ("24 november", date(2020, 11, 24)),  # the last such day
        ("1 aug 2021", date(2021, 8, 1)),
        ("yesterday", date(2021, 8, 2)),
        ("today", TODAY),
        ("monday", date(2021, 8, 2)),
        ("31 Feb", None),
        ("yesterday 14:00", None),  # a moment is no day
        ("23", None),
        ("", None),
    ],
)
def test_a_day_is_typed_as_in_the_forms(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day
