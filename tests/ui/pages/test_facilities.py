"""The facilities page on a real store: what it shows. Entering is in `test_facilities_entry.py`."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.pages.facilities_window import (
    HOUR,
    Window,
    capacity,
    count,
    everything,
    on_the_road,
    tile,
    typed,
)
from tracker import drafts, facilities, situations
from tracker.codes import MovementReason
from tracker.errors import Problem


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture
def window(qtbot: QtBot, small: Small) -> Iterator[Window]:
    with time_machine.travel(NOON, tick=True):
        made = Window(qtbot, small)
        yield made
        made.bridge.close()


def test_with_no_facility_it_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    from tracker.store import create_store

    store = create_store(tmp_path / "s.btrk", "Padvarionys", "R. recorder")
    situation = store.write(situations.open_situation, drafts.Situation(name="Empty")).value
    window = Window(qtbot, Small(store, situation, [], []))
    page = window.show()
    assert page.middle.currentWidget() is page.hint
    assert "Add the first one" in window.find("facilities_hint").text()
    assert not page.card.gauge.isVisible()
    window.press("facilities_first")
    assert page.panel.form is page.panel.facility
    typed(page.panel.facility, name="Kybartai", places="120")
    page.panel.facility.save()
    window.until_said("Facility saved.")
    assert page.middle.currentWidget() is page.view
    assert page.view.name.text() == "Kybartai"
    assert tile(window, "places") == ("120", "can be used")
    window.bridge.close()
    store.close()


def test_until_it_is_known_which_there_are_it_does_not_say_that_there_are_none(
    window: Window, small: Small
) -> None:
    page = window.page
    assert page.middle.currentWidget() is page.loading
    page.show_facility(small.facilities[0])
    assert page.middle.currentWidget() is page.loading
    window.show()
    assert page.middle.currentWidget() is page.view


def test_level_trust_and_what_is_expected_stand_apart(window: Window, small: Small) -> None:
    capacity(small, 200)
    count(small, 220, NOON - 31 * HOUR)
    on_the_road(small, 23)
    window.show()
    assert tile(window, "people") == ("220", "▲ over by 20")
    assert tile(window, "places") == ("200", "can be used")
    assert tile(window, "expected") == ("23", "expected, not present")
    assert tile(window, "counted") == ("31 h old", "220 counted")
    assert window.find("facility_tabs").tabText(0) == "On the road 1"


def test_unknown_is_never_zero(window: Window, small: Small) -> None:
    page = window.show()
    page.show_facility(small.facilities[1])
    window.settle()
    assert tile(window, "people") == ("?", "○ unknown")
    assert tile(window, "places") == ("?", "capacity unknown")
    assert tile(window, "counted") == ("—", "never counted")


def test_the_most_pressing_facility_is_shown_first(window: Window, small: Small) -> None:
    for place, people in ((0, 20), (1, 90)):
        capacity(small, 50, place)
        count(small, people, place=place)
    page = window.show()
    assert page.view.name.text() == "Rukla"
    assert [r.name for r in page.card.in_order()] == ["Rukla", "Pabradė"]
    assert page.card.bullets.selected == small.facilities[1]


def test_difference_and_what_came_since(window: Window, small: Small) -> None:
    count(small, 100, NOON - 30 * HOUR)
    count(small, 106, NOON - 5 * HOUR)
    on_the_road(small, 4, arrived_at=NOON - HOUR / 2)
    window.show()
    assert tile(window, "counted") == ("5 h old", "106 counted, difference +6, since then +4")


def test_more_leaving_than_were_counted_is_said(window: Window, small: Small) -> None:
    count(small, 10, NOON - 5 * HOUR)
    on_the_road(
        small,
        14,
        reason=MovementReason.RELEASE,
        from_facility=small.facilities[0],
        to_facility=None,
        left_at=NOON - HOUR,
    )
    window.show()
    assert tile(window, "people") == ("?", "○ count needed: 4 more left than were counted in")


def test_a_past_day_is_shown_as_it_was(window: Window, small: Small) -> None:
    count(small, 100, NOON - 30 * HOUR)  # 2 August
    count(small, 150, NOON - 2 * HOUR)  # 3 August
    on_the_road(small, 9)
    page = window.show(date(2021, 8, 2))
    assert tile(window, "people")[0] == "100"
    assert tile(window, "expected") == ("0", "nobody")
    assert page.view.headcounts.model.rowCount() == 1
    assert page.view.movements.model.rowCount() == 0
    window.show(None)
    assert tile(window, "people")[0] == "150"


def test_spans_reach_back_as_far_as_they_say(window: Window, small: Small) -> None:
    count(small, 10, NOON - timedelta(days=200))
    count(small, 20, NOON - timedelta(days=20))
    page = window.show()

    def first() -> timedelta:
        assert page.view.detail is not None
        return page.at() - page.view.detail.series.times[0]

    days = {}
    for name in ("7", "30", "90", "all"):
        window.press(f"facility_span_{name}")
        window.settle()
        days[name] = round(first() / timedelta(days=1))
    assert days == {"7": 7, "30": 30, "90": 90, "all": 200}


def test_the_tables_have_what_was_entered(window: Window, small: Small) -> None:
    capacity(small, 200)
    count(small, 100, NOON - 30 * HOUR)
    count(small, 106, NOON - 5 * HOUR)
    on_the_road(small, 4)
    on_the_road(
        small,
        3,
        reason=MovementReason.TRANSFER,
        from_facility=small.facilities[0],
        to_facility=small.facilities[1],
    )
    page = window.show()
    page.show_facility(small.facilities[0])
    window.settle()
    view = page.view

    def texts(entries: Any) -> list[list[str]]:
        model = entries.model
        return [
            [model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())
        ]

    assert texts(view.headcounts) == [
        ["3 Aug 09:00", "106", "100", "+6", "", ""],
        ["2 Aug 08:00", "100", "—", "—", "", ""],
    ]
    assert texts(view.movements) == [
        ["3 Aug 13:00", "−3", "Transfer", "to Rukla", ""],
        ["3 Aug 13:00", "4 on the road", "Arrival", "", ""],
    ]
    assert texts(view.capacity)[0][1:6] == ["200", "200", "—", "—", "—"]
    for entries in (view.headcounts, view.movements, view.capacity):
        QAbstractItemModelTester(entries.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        entries.show_lines([])
        assert not entries.table.isVisibleTo(entries)


def test_the_models_hold_while_they_change(qtbot: QtBot, window: Window, small: Small) -> None:
    page = window.show()
    testers = [
        QAbstractItemModelTester(e.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for e in (page.view.headcounts, page.view.movements, page.view.capacity)
    ]
    for persons in range(3):
        count(small, persons, NOON - persons * HOUR)
        capacity(small, persons + 5)
        page.refresh(everything())
        window.settle()
    assert page.view.headcounts.model.rowCount() == 3
    assert len(testers) == 3


def test_sixty_facilities_can_be_searched_and_ordered(window: Window, small: Small) -> None:
    def many(session: Any) -> None:
        for i in range(58):
            draft = drafts.Facility(situation=small.situation, name=f"Place {i:02}")
            facilities.add_facility(session, draft, 100)

    small.store.write(many)
    page = window.show()
    card = page.card
    assert card.sieve.isVisible()
    card.search.setText("place 1")
    assert [r.name for r in card.in_order()] == [f"Place {i}" for i in range(10, 20)]
    assert card.found.text() == "10 of 60 facilities"
    card.search.setText("")
    card.order.set_text("name")
    assert [r.name for r in card.in_order()][:2] == ["Pabradė", "Place 00"]


def test_names_are_text_whatever_is_in_them(window: Window, small: Small) -> None:
    name = "<img src=x onerror=1><b>Bold</b>"
    draft = drafts.Facility(situation=small.situation, name=name, place="<i>x</i>\nsecond", text="<u>t</u>")
    id_ = small.store.write(facilities.add_facility, draft).value
    page = window.show()
    page.show_facility(id_)
    window.settle()
    assert page.view.name.text() == name
    for label in page.findChildren(QLabel):
        if label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
    for widget in page.findChildren(QWidget):
        assert "<b>" not in widget.toolTip(), widget.objectName()


def test_everything_that_takes_the_keyboard_has_names(window: Window, small: Small) -> None:
    on_the_road(small, 4)
    count(small, 5)
    page = window.show()
    for button in page.findChildren(QAbstractButton):
        if button.isVisible() and not isinstance(button.parent(), QTabBar):
            assert button.objectName()
            assert button.accessibleName(), button.objectName()
    for widget in page.view.findChildren(QWidget):
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible()
        if takes and not widget.objectName().startswith("qt_"):
            viewport = isinstance(widget.parent(), QAbstractScrollArea)
            assert widget.objectName() or viewport or isinstance(widget, QTabBar), widget


def test_other_colours(window: Window, small: Small) -> None:
    from ui.palette import DARK, LIGHT

    count(small, 5)
    page = window.show()
    page.apply_palette(DARK)
    model = page.view.headcounts.model
    assert model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole).name().upper() == DARK.text.upper()
    page.apply_palette(LIGHT)
    assert model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole).name().upper() == LIGHT.text.upper()


def test_a_name_without_end_pushes_nothing_apart(window: Window, small: Small) -> None:
    draft = drafts.Facility(situation=small.situation, name="W" * 200, place="M" * 200)
    id_ = small.store.write(facilities.add_facility, draft).value
    on_the_road(small, 4, to_facility=id_)
    page = window.show()
    page.show_facility(id_)
    window.settle()
    page.move_people()
    assert page.width() == 1254
    assert page.minimumSizeHint().width() < 1254
    form = page.panel.movement
    form.show_problems([Problem("name_taken", "persons", values={"name": "W" * 200})])
    QApplication.processEvents()
    inner = form.scroll.widget()
    assert inner.width() <= form.scroll.viewport().width()


@pytest.mark.parametrize("width", [500, 560, 640, 700])
def test_in_a_narrow_window_nothing_is_beside_the_window(window: Window, small: Small, width: int) -> None:
    count(small, 690, NOON - HOUR)
    page = window.show()
    page.resize(width, 620)
    window.settle()
    sideways = page.scroll.horizontalScrollBar()
    assert sideways.maximum() == 0
    assert page.card.isVisible() and page.view.isVisible()
    if width < 690:
        assert page.card.geometry().bottom() < page.middle.geometry().top()
        assert page.middle.width() == page.card.width() == page.scroll.viewport().width()
    page.take_headcount()
    window.settle()
    assert sideways.maximum() == 0
    assert page.panel.isVisible() and not page.view.isVisible()
    assert page.card.isVisible() == (width >= 690)
    page.panel.close_form()
    window.settle()
    assert page.card.isVisible() and page.view.isVisible()
    page.resize(1254, 684)
    assert page.card.geometry().right() < page.middle.geometry().left()


def test_the_keyboard_goes_to_the_facility_though_it_was_given_before_any_was_read(
    window: Window, small: Small
) -> None:
    window.page.take_keyboard()
    assert window.page.card.new_button.hasFocus()
    page = window.show()
    row = page.focusWidget()
    assert row is not None and page.card.bullets.isAncestorOf(row)
