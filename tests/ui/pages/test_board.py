"""The board on a real store: its figures follow each step, and whatever is pressed says where it leads."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.shell import looks
from tracker import drafts, facilities, figures, incidents, records, situations, undo
from tracker.change import Change
from tracker.codes import CountBasis, Qualifier, Regime
from tracker.situations import find_situations
from ui.bridge import Bridge
from ui.pages import board as board_module
from ui.pages.alerts_card import AlertRow
from ui.pages.board import BoardPage
from ui.pages.card import FittingLabel
from ui.palette import DARK
from ui.plots.bullets import FacilityRow

DAY = date(2021, 8, 3)


class Shown:
    """A board on a store, and what the main window does for it."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        looks()
        self.bridge = Bridge()
        self.page = BoardPage(self.bridge, looks().palette)
        qtbot.addWidget(self.page)
        self.page.resize(1270, 698)
        self.bridge.changed.connect(self.page.refresh)
        self.bridge.open(path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.page.show()

    def show(self, situation: situations.SituationLine, day: date | None = DAY) -> None:
        with self.qtbot.waitSignal(self.page.shown):
            self.page.show_situation(situation, day)

    def write(self, command: Callable[..., Any], *args: Any) -> Any:
        """Write, wait until the board has read again, and give back what the command returned."""
        outcomes: list[Any] = []
        before = self.page._read
        self.bridge.write(command, *args, done=outcomes.append)
        self.qtbot.waitUntil(lambda: bool(outcomes) and self.page._read is not before)
        return outcomes[0].value

    def undo(self) -> None:
        self.write(undo.undo_last, "R. recorder", self.bridge.station_id)

    def figures(self) -> list[str]:
        return [card.figure.text() for card in self.page.headlines]

    def lines(self, index: int) -> list[str]:
        return [label.whole for label in self.page.headlines[index].lines if label.whole]

    def facility(self, name: str) -> Any:
        rows = self.page.findChildren(FacilityRow)
        return next(row.reading for row in rows if row.reading.name == name)

    def alerts(self) -> list[str]:
        rows = self.page.findChildren(AlertRow)
        return [f"{row.said.head} {row.said.text}" for row in rows if row.said and not row.isHidden()]

    def find(self, name: str, kind: type[Any] = QWidget) -> Any:
        found = self.page.findChild(kind, name)
        assert found is not None, name
        return found


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture
def shown(qtbot: QtBot, small: Small) -> Iterator[Shown]:
    made = Shown(qtbot, small.store.path)
    yield made
    made.bridge.close()


@pytest.fixture
def demo(qtbot: QtBot, demo_path: Path) -> Iterator[Shown]:
    made = Shown(qtbot, demo_path)
    lines: list[Any] = []
    made.bridge.read(find_situations, done=lines.extend)
    qtbot.waitUntil(lambda: bool(lines))
    made.show(lines[0])
    yield made
    made.bridge.close()


# --- The figures follow each step ---


def test_every_step_is_followed(shown: Shown, small: Small) -> None:
    pabrade = small.facilities[0]
    shown.show(small.line)
    assert shown.figures() == ["0", "0", "0", "0"]

    first = shown.write(incidents.record_incident, small.incident(), None)
    assert shown.figures() == ["23", "23", "23", "23"]
    assert shown.page.daily.plot.table_rows()[-1][1] == 23
    assert shown.page.latest.model.id_of(0) == first

    shown.write(
        facilities.change_capacity,
        drafts.CapacityChange(facility=pabrade, from_at=NOON - timedelta(days=1), operational=20),
    )
    movement = shown.write(
        facilities.move_people,
        drafts.Movement(
            situation=small.situation, persons=23, to_facility=pabrade, left_at=NOON - timedelta(hours=1)
        ),
    )
    assert shown.facility("Pabradė").expected == 23
    assert shown.facility("Pabradė").occupancy is None
    assert "Pabradė will be over capacity. 23 people on the road to it, 3 more than places." in shown.alerts()

    shown.write(facilities.confirm_arrival, movement, NOON)
    assert shown.facility("Pabradė").occupancy == 23
    assert shown.alerts()[0] == "1 facility over capacity. 3 people more than places in Pabradė."
    assert shown.page.capacity.gauge.figure().startswith("115")

    shown.write(
        facilities.take_headcount,
        drafts.Headcount(facility=pabrade, counted_at=NOON + timedelta(hours=1), persons=21),
    )
    assert shown.facility("Pabradė").occupancy == 21
    assert shown.page.capacity.gauge.figure().startswith("105")

    shown.write(incidents.void_incident, first, "entered twice")
    assert shown.figures() == ["0", "0", "0", "0"]
    assert shown.page.latest.model.rowCount() == 0
    assert shown.page.latest.empty.isVisible()

    shown.undo()
    assert shown.figures() == ["23", "23", "23", "23"]
    assert shown.page.latest.model.id_of(0) == first

    shown.undo()  # the headcount
    assert shown.facility("Pabradė").occupancy == 23


def test_the_same_span_before_and_a_year_before(shown: Shown, small: Small) -> None:
    small.record(persons=40, happened_at=NOON)
    small.record(persons=10, happened_at=NOON - timedelta(days=1))
    small.record(persons=25, happened_at=NOON - timedelta(days=8))
    small.record(persons=5, happened_at=NOON.replace(year=2020))
    shown.show(small.line)
    day, week, month, year = shown.page.headlines
    assert shown.figures() == ["40", "50", "50", "75"]
    assert day.change.whole == "▲ 30"
    assert shown.lines(0) == ["10 on Monday", "5 on 3 Aug 2020 · ▲ 8.0 ×"]
    assert week.change.whole == "▲ 100\N{NARROW NO-BREAK SPACE}%"
    assert shown.lines(1) == ["25 the week before", "5 a year before · ▲ 10 ×"]
    assert month.change.whole == ""
    assert shown.lines(2)[0] == "none in the same days of July"
    assert "25 in all of July" in shown.lines(2)
    assert year.change.whole == "▲ 15 ×"
    assert shown.lines(3) == ["5 in the same days of 2020", "5 in all of 2020"]


def test_unknown_is_never_zero(shown: Shown, small: Small) -> None:
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    small.record(persons=4)
    shown.show(small.line)
    assert shown.figures()[0] == "4"
    assert shown.lines(0)[-1] == "and 1 incident of unknown size"
    assert "1 incident of unknown size. In no figure of the day." in shown.alerts()
    with shown.qtbot.waitSignal(shown.page.arrivals_selected) as asked:
        next(r for r in shown.page.findChildren(AlertRow) if r.said and not r.said.facility).click()
    assert asked.args == [DAY, DAY]


def test_published_stands_beside_counted(shown: Shown, small: Small) -> None:
    small.record(persons=23)
    shown.show(small.line)
    for first, last, value, qualifier in (
        (date(2021, 1, 1), DAY, 20, Qualifier.MORE_THAN),
        (date(2020, 1, 1), date(2020, 12, 31), 81, Qualifier.EXACTLY),
    ):
        shown.write(
            records.record,
            drafts.PublishedTotal(
                situation=small.situation,
                first_day=first,
                last_day=last,
                value=value,
                qualifier=qualifier,
                source="The press",
            ),
        )
    assert shown.lines(3)[1:] == [
        "published more than 20 · counted 23",
        "2020: published 81 · counted 0",
    ]
    assert "The press" in shown.page.headlines[3].toolTip()


def test_now_goes_up_to_this_minute(shown: Shown, small: Small) -> None:
    small.record(persons=5, happened_at=NOON - timedelta(days=1, hours=1))
    small.record(persons=7, happened_at=NOON - timedelta(hours=20))  # yesterday, later than it is now
    small.record(persons=9, happened_at=NOON - timedelta(hours=1))
    with time_machine.travel(NOON, tick=True):
        shown.show(small.line, None)
        day, week, *_ = shown.page.headlines
        assert day.title.whole == "Today, until 14:00"
        assert shown.lines(0)[0] == "5 on Monday by 14:00"
        assert day.change.whole == "▲ 4"
        assert week.title.whole == "Last 7 days"
        assert not shown.find("board_as_of").isVisible()
        assert shown.page.capacity.note.whole == "operational, at 14:00"


# --- As of a day ---


def test_a_past_day_says_so_and_leads_back_to_now(shown: Shown, small: Small) -> None:
    small.record(persons=23)
    shown.show(small.line)
    assert shown.find("board_as_of", QLabel).text() == "As of the end of Tue 3 Aug 2021, not of now."
    assert shown.page.headlines[0].title.whole == "Tue 3 Aug 2021"
    with shown.qtbot.waitSignal(shown.page.day_selected) as asked:
        shown.find("board_to_now", QPushButton).click()
    assert asked.args == [None]


def test_a_day_before_knows_nothing_of_what_came_later(shown: Shown, small: Small) -> None:
    small.record(persons=23)
    small.record(persons=4, happened_at=NOON - timedelta(days=3))
    shown.show(small.line, date(2021, 7, 31))
    assert shown.figures() == ["4", "4", "4", "4"]
    assert shown.page.headlines[2].title.whole == "July"
    assert shown.page.latest.model.rowCount() == 1


# --- What it leads to ---


def test_a_figure_leads_to_its_incidents(shown: Shown, small: Small) -> None:
    small.record()
    shown.show(small.line)
    for card, first in zip(
        shown.page.headlines,
        (DAY, DAY - timedelta(days=6), DAY.replace(day=1), date(2021, 1, 1)),
        strict=True,
    ):
        with shown.qtbot.waitSignal(shown.page.arrivals_selected) as asked:
            shown.qtbot.keyClick(card, Qt.Key.Key_Space)
        assert asked.args == [first, DAY]
    with shown.qtbot.waitSignal(shown.page.arrivals_selected) as asked:
        shown.page.daily.plot._select(62, 63)
    assert asked.args == [date(2021, 8, 2), DAY]
    with shown.qtbot.waitSignal(shown.page.days_selected) as asked:
        shown.find("latest_all", QPushButton).click()
    assert asked.args == [DAY, DAY]


def test_latest_incidents_open_by_mouse_and_by_keyboard(shown: Shown, small: Small) -> None:
    earlier = small.record(persons=3, happened_at=NOON - timedelta(hours=3))
    later = small.record(persons=4)
    shown.show(small.line)
    table = shown.page.latest.table
    model = shown.page.latest.model
    assert [model.index(row, 0).data() for row in range(2)] == ["12:00", "11:00"]
    with shown.qtbot.waitSignal(shown.page.incident_selected) as asked:
        spot = table.visualRect(model.index(0, 2)).center()
        shown.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert asked.args == [later]
    table.setFocus()
    shown.qtbot.keyClick(table, Qt.Key.Key_Down)
    with shown.qtbot.waitSignal(shown.page.incident_selected) as asked:
        shown.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked.args == [earlier]


def test_alerts_and_bars_lead_to_the_facility(demo: Shown) -> None:
    readings = {row.reading.name: row.reading.facility_id for row in demo.page.findChildren(FacilityRow)}
    row = demo.page.findChildren(AlertRow)[0]
    with demo.qtbot.waitSignal(demo.page.facility_selected) as asked:
        demo.qtbot.keyClick(row, Qt.Key.Key_Return)
    assert asked.args == [readings["Pabradė"]]
    with demo.qtbot.waitSignal(demo.page.facility_selected):
        demo.page.findChildren(FacilityRow)[1].click()
    with demo.qtbot.waitSignal(demo.page.facilities_requested):
        demo.find("facility_bullets_more", QPushButton).click()


def test_alerts_are_walked_by_arrows(demo: Shown) -> None:
    rows = demo.page.findChildren(AlertRow)
    demo.page.activateWindow()
    rows[0].setFocus()
    demo.qtbot.waitUntil(rows[0].hasFocus)
    demo.qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    demo.qtbot.keyClick(rows[1], Qt.Key.Key_End)
    assert rows[-1].hasFocus()


# --- Empty, strange, much ---


def test_an_empty_store_says_what_to_do_next(qtbot: QtBot, tmp_path: Path) -> None:
    from tracker.store import create_store

    store = create_store(tmp_path / "empty.btrk", "Padvarionys", "a")
    store.write(situations.open_situation, drafts.Situation(name="New", time_zone="Europe/Vilnius"))
    with store.read() as session:
        line = find_situations(session)[0]
    store.close()
    shown = Shown(qtbot, tmp_path / "empty.btrk")
    shown.show(line, None)
    assert shown.figures() == ["0", "0", "0", "0"]
    assert [card.change.whole for card in shown.page.headlines] == [""] * 4
    with qtbot.waitSignal(shown.page.new_requested):
        shown.find("latest_first", QPushButton).click()
    with qtbot.waitSignal(shown.page.facilities_requested):
        shown.find("alerts_add_facility", QPushButton).click()
    assert not shown.find("latest_all").isEnabled()
    shown.bridge.close()


def test_names_are_shown_as_they_were_written(shown: Shown, small: Small) -> None:
    name = "<b>Camp</b> <img src=x> العربية"
    place = small.store.write(
        facilities.add_facility, drafts.Facility(situation=small.situation, name=name, regime=Regime.OPEN)
    ).value
    small.store.write(
        facilities.change_capacity,
        drafts.CapacityChange(facility=place, from_at=NOON - timedelta(days=1), nominal=2),
    )
    small.store.write(facilities.take_headcount, drafts.Headcount(facility=place, counted_at=NOON, persons=9))
    shown.show(small.line)
    assert name in shown.alerts()[0]
    rich = [
        label.objectName()
        for label in shown.page.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and label.text()
    ]
    assert rich == []


def test_the_demo_is_told_as_published(demo: Shown) -> None:
    assert demo.figures()[3] == "4,112"
    assert demo.lines(2)[2] == "2,884 in all of July · published 2,884"
    assert demo.lines(3)[1] == "published more than 4,000 · counted 4,112"
    assert demo.lines(3)[2] == "81 in all of 2020 · published 81"
    assert all(card.made_up.whole == "illustrative data" for card in demo.page.headlines)
    assert demo.page.latest.made_up.isVisible()
    assert demo.page.alerts.made_up.isVisible()
    assert "3 facilities over capacity." in demo.alerts()[0]
    assert demo.page.alerts.note.whole == "3, and 3 to find out"
    named = [row.reading.name for row in demo.page.findChildren(FacilityRow)][:3]
    assert named == ["Pabradė", "Druskininkai", "Medininkai"]


@pytest.mark.parametrize(
    "size", [(1238, 650), (1152, 600), (1131, 600), (2432, 1340), (860, 600), (555, 320)]
)
def test_nothing_is_clipped(demo: Shown, size: tuple[int, int]) -> None:
    page = demo.page
    page.resize(*size)
    page.room.arrange()
    QApplication.processEvents()
    cards = [*page.headlines, page.daily, page.latest, page.capacity, page.alerts]
    room = page.room.rect()
    assert all(room.contains(card.geometry()) for card in cards)
    for i, card in enumerate(cards):
        assert not any(card.geometry().intersects(other.geometry()) for other in cards[i + 1 :])
    for card in page.headlines:
        for label in card.findChildren(FittingLabel):
            if label.isVisible():
                assert not label.text().endswith("…"), label.whole
                assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() + 1
                assert QRect(0, 0, card.width(), card.height()).contains(label.geometry())
    bullets = page.capacity.bullets
    assert bullets.mapTo(page.capacity, bullets.rect().bottomLeft()).y() <= page.capacity.height()
    table = page.latest.table
    last = table.visualRect(table.model().index(table.model().rowCount() - 1, 0))
    assert last.bottom() <= table.viewport().height()
    for column in range(table.model().columnCount()):
        if column != 4:  # of whom gives way
            wide = max(
                table.fontMetrics().horizontalAdvance(str(table.model().index(r, column).data()))
                for r in range(table.model().rowCount())
            )
            assert wide <= table.columnWidth(column) or size[0] < 900


# --- Reading no more than need be, and without flicker ---


def test_changes_that_come_together_are_read_once(
    shown: Shown, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.show(small.line)
    asked: list[str] = []
    read = shown.bridge.read
    monkeypatch.setattr(
        shown.bridge, "read", lambda query, *a, **k: (asked.append(query.__name__), read(query, *a, **k))
    )
    for type_ in ("incident", "movement", "headcount"):
        shown.page.refresh(Change(((type_, "x"),), 9))
    shown.page.refresh(Change(((("party"), "x"),), 9))
    shown.qtbot.waitUntil(lambda: bool(asked))
    shown.qtbot.wait(3 * board_module.SOON)
    assert asked == ["read_all"]
    shown.page.refresh(Change((("party", "x"),), 10))
    shown.qtbot.wait(3 * board_module.SOON)
    assert asked == ["read_all"]
    shown.page.refresh(Change((), 11))  # another program wrote: anything may have changed
    shown.qtbot.waitUntil(lambda: len(asked) == 2)


def test_a_change_keeps_rows_widgets_scroll_and_what_is_read_out(shown: Shown, small: Small) -> None:
    for hours in range(6):
        small.record(happened_at=NOON - timedelta(hours=hours + 1), persons=hours + 1)
    shown.show(small.line)
    shown.page.resize(700, 320)
    QApplication.processEvents()
    shown.page.scroll.verticalScrollBar().setValue(120)
    shown.page.daily.plot.move_to(60)
    table, model = shown.page.latest.table, shown.page.latest.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.setCurrentIndex(model.index(1, 0))
    current, rows = model.id_of(1), shown.page.findChildren(FacilityRow)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))

    new = shown.write(incidents.record_incident, small.incident(persons=99, happened_at=NOON), None)

    assert model.id_of(0) == new
    assert model.id_of(table.currentIndex().row()) == current
    assert not resets
    assert shown.page.scroll.verticalScrollBar().value() == 120
    assert shown.page.daily.plot.at == 60
    assert shown.page.findChildren(FacilityRow) == rows
    assert tester.model() is model


def test_other_colours(demo: Shown) -> None:
    demo.page.apply_palette(DARK)
    assert demo.page.daily.plot.palette_in_use is DARK
    assert demo.page.alerts.palette_in_use is DARK
    assert demo.page.grab().width() == 1270
    demo.page.apply_palette(looks().palette)


def test_the_rule_stands_beside_the_figures(demo: Shown) -> None:
    rule = demo.find("rule", QLabel)
    assert not rule.isVisible()
    demo.find("rule_button").click()
    assert rule.isVisible()
    assert "less those linked as seen before" in rule.text()
    assert "Vilnius" in demo.page.daily.note.whole
    assert all("seen before" in card.accessibleDescription() for card in demo.page.headlines)


def test_everything_pressed_has_a_name(demo: Shown) -> None:
    from PySide6.QtWidgets import QAbstractButton, QTableView

    for kind in (QAbstractButton, QTableView):
        for widget in demo.page.findChildren(kind):
            if widget.isVisible() and widget.objectName() != "qt_tableview_cornerbutton":
                assert widget.objectName(), widget
                assert widget.accessibleName() or widget.text(), widget.objectName()


def test_the_whole_read_is_one(small: Small) -> None:
    small.record()
    with small.store.read() as session:
        read = board_module.read_all(session, small.line, DAY, NOON)
    assert isinstance(read.board, figures.Board)
    assert set(read.sectors.values()) == {"Druskininkai", "Lavoriškės"}
