"""The set-up: a time zone is found by its town."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.forms.setup import ZoneEdit


@pytest.fixture
def edit(qtbot: QtBot) -> ZoneEdit:
    made = ZoneEdit("UTC")
    qtbot.addWidget(made)
    made.show()
    line = made.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vil", "Europe/Vilnius"),
        ("vilnius", "Europe/Vilnius"),
        ("europe/warsaw", "Europe/Warsaw"),
        ("new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Indiana/Knox", "America/Indiana/Knox"),
        ("San", "San"),  # of several none is taken
        ("Atlantis", "Atlantis"),
    ],
)
def test_a_zone_is_found_by_its_town(qtbot: QtBot, edit: ZoneEdit, typed: str, meant: str) -> None:
    line = edit.lineEdit()
    qtbot.keyClicks(line, typed)
    assert line.text() == typed  # nothing is written behind what is typed
    assert edit.value() == meant
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert edit.currentText() == meant
