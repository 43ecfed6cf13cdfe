"""The top bar says less where there is less room; what can be done stays on the screen."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell import looks
from ui.status_line import StatusLine
from ui.top_bar import TopBar


@pytest.mark.parametrize("width", [600, 660, 800, 1000, 1366])
def test_every_button_stays_inside(qtbot: QtBot, width: int) -> None:
    looks()
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.show_station("The station with the long name at Padvarionys")
    bar.resize(width, 44)
    bar.show()
    assert bar.minimumSizeHint().width() <= 600
    qtbot.waitUntil(lambda: bar.new_incident.geometry().right() < width)
    assert bar.layout().minimumSize().width() <= width
    keys = bar.new_incident.findChildren(type(bar.station).__base__)
    assert [label.isVisible() for label in keys][-1] == (width >= 660)
    assert bar.new_incident.accessibleName() == "New incident"
    bar.resize(1366, 44)
    qtbot.waitUntil(lambda: keys[-1].isVisible())


def test_the_status_line_keeps_what_was_saved_and_leaves_out_the_log(qtbot: QtBot) -> None:
    looks()
    line = StatusLine()
    qtbot.addWidget(line)
    line.resize(600, 24)
    line.show()
    assert (line.saved.isVisible(), line.not_yet.isVisible(), line.log.isVisible()) == (True, True, False)
    assert line.minimumSizeHint().width() <= 600
    line.resize(1366, 24)
    qtbot.waitUntil(line.log.isVisible)
