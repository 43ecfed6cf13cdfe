from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.plots.readings import NOW, occupancy
from ui.palette import DARK, LIGHT
from ui.plots.occupancy import OccupancyPlot


@pytest.fixture
def plot(qtbot):
    widget = OccupancyPlot()
    qtbot.addWidget(widget)
    widget.resize(600, 260)
    widget.show_series(occupancy())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_it_says_what_stands_at_the_end(plot: OccupancyPlot) -> None:
    assert plot.accessibleDescription() == "Pabradė: 118 people, 100 places at the end, over by 18."
    plot.show_series(occupancy(capacity=None, illustrative=True))
    assert (
        plot.accessibleDescription() == "Pabradė: 118 people, unknown places at the end. Illustrative data."
    )


def test_the_table_twin_equals_the_series(plot: OccupancyPlot) -> None:
    series = occupancy()
    plot.show_series(series, zone=ZoneInfo("Europe/Vilnius"))
    table = plot.table_rows()
    assert [row[1] for row in table] == series.occupancy
    assert [row[2] for row in table] == series.capacity
    assert [row[3] for row in table if row[3] is not None] == series.headcounts
    assert table[0][0] == series.times[0]
    assert len(plot.table_header()) == len(table[0])


def test_hover_reads_a_moment(plot: OccupancyPlot, qtbot) -> None:
    frame = plot.frame_now()
    x = frame.x(timedelta(days=5.4).total_seconds())
    qtbot.mouseMove(plot.viewport(), QPoint(round(x), round(frame.rect.center().y())))
    qtbot.waitUntil(lambda: plot.at == 5)
    title, rows = plot.readout()
    assert title == "30 Jul 2021 11:00"
    assert rows == [("People", "102"), ("Places", "100"), ("Over by", "2"), ("Headcount", "103")]


def test_keys_read_too(plot: OccupancyPlot, qtbot) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.at == 9
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.at == 0
    assert "82" in plot.accessibleDescription()


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_what_is_over_is_seen_and_nothing_else_is_red(plot: OccupancyPlot, palette) -> None:
    plot.apply_palette(palette)

    def reddish() -> int:
        image = plot.grab().toImage()
        colours = (
            image.pixelColor(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
        )
        return sum(
            1 for c in colours if c.red() > 150 and c.red() > 1.6 * c.blue() and c.red() > 1.3 * c.green()
        )

    assert reddish() > 20
    plot.show_series(occupancy(capacity=500))
    assert reddish() == 0


def test_nothing_yet(plot: OccupancyPlot, qtbot) -> None:
    plot.show_series(None)
    assert "headcount" in plot.empty_text
    assert plot.table_rows() == []
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    plot.grab()


def test_gaps_and_a_single_moment_are_drawn(plot: OccupancyPlot) -> None:
    series = occupancy()
    series.occupancy[3] = None
    plot.show_series(series, until=NOW + timedelta(days=1))
    plot.grab()
    one = type(series)("A", [NOW], [3], [None], [NOW], [3])
    plot.show_series(one)
    plot.grab()
