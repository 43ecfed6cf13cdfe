from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from tests.ui.plots.readings import series, with_parts
from tracker.readings import ArrivalSeries, Flag
from ui.palette import DARK
from ui.plots.arrivals import ArrivalsPlot, Mode

FIRST = date(2021, 7, 5)


def day(index: int) -> date:
    return FIRST + timedelta(index)


@pytest.fixture
def plot(qtbot):
    widget = ArrivalsPlot()
    qtbot.addWidget(widget)
    widget.resize(760, 280)
    widget.show_series(series())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def spot(plot: ArrivalsPlot, index: int) -> QPoint:
    frame = plot.frame_now()
    return QPoint(round(frame.x(index)), round(frame.rect.center().y()))


def move(plot: ArrivalsPlot, index: int, *, pressed: bool = False) -> None:
    at = QPointF(spot(plot, index))
    button = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    where = plot.viewport().mapToGlobal(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, where, Qt.MouseButton.NoButton, button, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(plot.viewport(), event)


def drag(plot: ArrivalsPlot, qtbot, start: int, end: int) -> None:
    qtbot.mousePress(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(plot, start))
    move(plot, (start + end) // 2, pressed=True)
    move(plot, end, pressed=True)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(plot, end))


@pytest.mark.parametrize(("start", "end"), [(3, 11), (11, 3), (0, 29)])
def test_a_drag_selects_the_days_it_passes(plot: ArrivalsPlot, qtbot, start: int, end: int) -> None:
    with qtbot.waitSignal(plot.span_selected) as said:
        drag(plot, qtbot, start, end)
    assert said.args == [day(min(start, end)), day(max(start, end))]
    assert plot.span == (day(min(start, end)), day(max(start, end)))


def test_a_drag_beyond_the_edge_ends_at_the_edge(plot: ArrivalsPlot, qtbot) -> None:
    with qtbot.waitSignal(plot.span_selected) as said:
        drag(plot, qtbot, 25, 29 + 40)
    assert said.args == [day(25), day(29)]


def test_a_click_selects_nothing_and_a_double_click_clears(plot: ArrivalsPlot, qtbot) -> None:
    with qtbot.assertNotEmitted(plot.span_selected):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(plot, 5))
    plot.select_span(day(2), day(4))
    with qtbot.waitSignal(plot.span_cleared):
        qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot(plot, 5))
    assert plot.span is None


@pytest.mark.parametrize("index", [0, 4, 5, 17, 29])
def test_hover_reads_the_day(plot: ArrivalsPlot, index: int) -> None:
    move(plot, index)
    assert plot.at == index
    title, rows = plot.readout()
    assert str(day(index).day) in title
    values = dict(rows)
    shown = "Persons, day not over" if index == 29 else "Persons"
    assert values[shown] == str(10 + index)
    assert ("Claimed, not counted" in values) == (index == 4)
    assert ("Incidents of unknown size" in values) == (index == 5)
    assert ("7-day mean" in values) == (6 <= index < 29)


def test_hover_ends_outside(plot: ArrivalsPlot) -> None:
    move(plot, 4)
    QApplication.sendEvent(plot, QEvent(QEvent.Type.Leave))
    assert plot.at is None
    assert plot.readout() == ("", [])


def test_keys_walk_extend_and_select(plot: ArrivalsPlot, qtbot) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.at == 29
    qtbot.keyClick(plot, Qt.Key.Key_PageUp)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.at == 21
    for _ in range(3):
        qtbot.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert plot.readout()[1][0] == ("Persons", str(sum(10 + i for i in range(18, 22))))
    assert "Persons: " in plot.accessibleDescription()
    with qtbot.waitSignal(plot.span_selected) as said:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert said.args == [day(18), day(21)]
    with qtbot.waitSignal(plot.span_cleared):
        qtbot.keyClick(plot, Qt.Key.Key_Escape)


def test_return_without_a_span_selects_the_day(plot: ArrivalsPlot, qtbot) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    with qtbot.waitSignal(plot.span_selected) as said:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert said.args == [day(0), day(0)]


def test_a_span_chosen_elsewhere_is_silent_and_survives_new_numbers(plot: ArrivalsPlot, qtbot) -> None:
    with qtbot.assertNotEmitted(plot.span_selected):
        plot.select_span(day(3), day(6))
        plot.show_series(series(each=20))
    assert plot.span == (day(3), day(6))
    plot.show_series(series(first=date(2020, 1, 1)))
    assert plot.span is None


@pytest.mark.parametrize("split", [False, True])
def test_the_table_twin_equals_the_series(plot: ArrivalsPlot, *, split: bool) -> None:
    shown = with_parts(series()) if split else series()
    plot.show_series(shown)
    table = plot.table_rows()
    assert [row[0] for row in table] == shown.days
    assert [row[1] for row in table] == shown.persons
    assert [row[2] for row in table] == shown.claimed
    assert [row[3] for row in table] == shown.unknown_size
    assert [row[4] for row in table] == shown.mean7
    assert [list(row[5:]) for row in table] == [
        list(p) for p in zip(*shown.parts.values(), strict=True)
    ] or not split
    assert len(plot.table_header()) == len(table[0])


def test_the_year_before_stands_on_the_same_days(plot: ArrivalsPlot) -> None:
    leap = series(40, date(2020, 2, 10))
    plot.show_series(series(40, date(2021, 2, 10)), last_year=leap)
    assert plot.table_header()[-1] == "A year before"
    before = {row[0]: row[-1] for row in plot.table_rows()}
    assert before[date(2021, 2, 28)] == leap.persons[18]
    assert before[date(2021, 3, 1)] == leap.persons[20]  # 29 February has no other


def test_cumulative_counts_up(plot: ArrivalsPlot) -> None:
    plot.show_series(series(), last_year=series(first=date(2020, 7, 5)), mode=Mode.CUMULATIVE)
    move(plot, 3)
    assert plot.readout()[1][0] == ("Persons since the first day", "46")
    assert [label.text for label in plot.sides] == ["2021", "2020"]
    plot.grab()


def test_a_summary_stands_for_the_picture(plot: ArrivalsPlot) -> None:
    plot.show_series(series(illustrative=True))
    assert plot.accessibleName() == "Daily arrivals"
    assert plot.accessibleDescription() == (
        "735 persons from 5 Jul – 3 Aug 2021, most on 3 Aug 2021: 39. 7 persons claimed, not counted. "
        "1 incident of unknown size. 3 Aug is not over. Illustrative data."
    )


def test_before_the_first_answer_it_does_not_say_that_there_are_none(plot: ArrivalsPlot) -> None:
    plot.show_series(None)
    assert plot.empty_text == "Loading …"
    assert plot.accessibleDescription() == plot.empty_text


@pytest.mark.parametrize("given", ["empty", "zeros"])
def test_an_empty_plot_says_what_to_do(plot: ArrivalsPlot, qtbot, given: str) -> None:
    days = series().days if given == "zeros" else []
    zeros = [0] * len(days)
    nothing = ArrivalSeries(days, zeros, zeros, zeros, [None] * len(days))
    plot.show_series(nothing)
    assert "Ctrl+N" in plot.empty_text
    assert plot.accessibleDescription() == plot.empty_text
    drag(plot, qtbot, 2, 9)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.readout() == ("", [])
    plot.grab()
    plot.show_series(series())
    assert not plot.empty_text


def test_labels_at_the_edge_name_lines_and_parts(plot: ArrivalsPlot) -> None:
    assert [s.text for s in plot.sides] == ["7-day mean", "claimed", "unknown size", "day not over yet"]
    plot.show_series(with_parts(series()))
    assert plot.sides[0].text.startswith("other ")
    assert plot.sides[1].text.startswith("Iraq ")


@pytest.mark.parametrize("height", [130, 200, 280, 600])
def test_flags_and_bands_fit_every_height(plot: ArrivalsPlot, height: int) -> None:
    flags = [
        Flag(day(3), day(9), "Visa-free decree"),
        Flag(day(5), day(5), "State of emergency"),
        Flag(day(6), day(6), "A third thing"),
        Flag(day(29), day(29), "EU funds"),
        Flag(date(2019, 1, 1), date(2019, 1, 2), "long ago"),
    ]
    plot.show_series(series(illustrative=True), flags=flags)
    plot.resize(760, height)
    plot.grab()
    frame = plot.frame_now()
    assert frame.rect.height() >= 40
    move(plot, 5)
    names = [name for name, _ in plot.readout()[1]]
    assert "Visa-free decree" in names
    assert "State of emergency" in names


def test_the_view_and_the_sheets_agree(plot: ArrivalsPlot) -> None:
    """Curves are pyqtgraph's, bars our own: both must mean the same pixel."""
    QApplication.processEvents()
    frame = plot.frame_now()
    point = plot.box.childGroup.mapToScene(QPointF(10, 20))
    assert point.x() == pytest.approx(frame.x(10), abs=1)
    assert point.y() == pytest.approx(frame.y(20), abs=1)


def test_bars_are_as_high_as_they_should_be(plot: ArrivalsPlot) -> None:
    plot.show_series(series(each=50), expected=[(20.0, 60.0)] * 30)
    image = plot.grab().toImage()
    frame, bar = plot.frame_now(), plot.palette_in_use.bar
    column = [image.pixelColor(round(frame.x(2)), y).name().upper() for y in range(image.height())]
    assert column.count(bar) == pytest.approx(frame.rect.bottom() - frame.y(52), abs=2)
    plot.apply_palette(DARK)
    image = plot.grab().toImage()
    assert image.pixelColor(round(frame.x(2)), round(frame.rect.bottom()) - 20).name().upper() == DARK.bar


def test_the_wheel_scrolls_the_page_not_the_plot(plot: ArrivalsPlot) -> None:
    event = QWheelEvent(
        QPointF(200, 100), QPointF(200, 100), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = plot.box.viewRange()
    plot.wheelEvent(event)
    assert not event.isAccepted()
    assert plot.box.viewRange() == before
