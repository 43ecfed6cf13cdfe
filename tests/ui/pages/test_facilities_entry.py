"""What can be entered from the facilities page, on a real store: by its forms, by keys, refused, voided, corrected."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.pages.facilities_window import (
    HOUR,
    Window,
    capacity,
    count,
    everything,
    on_the_road,
    read,
    tile,
    typed,
)
from tracker import facilities, records


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


def test_a_headcount_by_keyboard(qtbot: QtBot, window: Window, small: Small) -> None:
    count(small, 214, NOON - 5 * HOUR)
    capacity(small, 300)
    capacity(small, 50, place=1)
    count(small, 49, place=1)
    page = window.show()
    assert page.card.in_order()[0].name == "Rukla"
    page.activateWindow()
    page.show_facility(small.facilities[0])
    page.card.take_keyboard()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_H)
    form = page.panel.headcount
    assert page.panel.form is form
    assert form.fields["facility"].value() == small.facilities[0]
    holder = QApplication.focusWidget()
    assert holder is form.fields["persons"].editor
    window.settle()
    qtbot.keyClicks(holder, "320")
    assert form.difference.text() == "The movements give 214, you counted 320: difference +106."
    qtbot.keyClick(holder, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.until_said("Headcount saved.")
    assert read(small).occupancy == 320
    assert read(small).difference == 106
    assert tile(window, "people") == ("320", "▲ over by 20")
    assert page.card.in_order()[0].name == "Pabradė"
    assert page.panel.form is None
    assert form.keep() == {}
    # The keyboard is back where it was, although the list is in another order by now.
    assert QApplication.focusWidget().objectName() == f"facility_{small.facilities[0]}"


def test_moving_people_to_the_selected_facility(window: Window, small: Small) -> None:
    capacity(small, 200)
    count(small, 190)
    page = window.show()
    window.press("facility_movement_button")
    form = page.panel.movement
    typed(form, persons="23")
    assert "With these 23: ▲\N{NO-BREAK SPACE}over by 13" in form.fields["to_facility"].words.text()
    form.save()
    window.until_said("Movement saved.")
    assert read(small).occupancy == 213
    assert page.view.movements.model.rowCount() == 1


def test_changing_capacity(window: Window, small: Small) -> None:
    count(small, 190)
    page = window.show()
    window.press("facility_capacity_button")
    typed(page.panel.capacity, operational="190")
    page.panel.capacity.save()
    window.until_said("Change of capacity saved.")
    assert tile(window, "people") == ("190", "◆ full")


def test_people_on_the_road_arrive_with_one_more_key(qtbot: QtBot, window: Window, small: Small) -> None:
    count(small, 100, NOON - 5 * HOUR)
    id_ = on_the_road(small, 23)
    page = window.show()
    assert page.view.tabs.currentWidget() is page.view.road
    window.press(f"road_arrived_{id_}")
    qtbot.waitUntil(lambda: page.panel.form is page.panel.arrival)
    form = page.panel.arrival
    assert form.note.text() == "23 people to Pabradė"
    typed(form, persons="21")
    form.save()
    window.until_said("Arrival saved.")
    assert (read(small).occupancy, read(small).expected) == (121, 2)
    assert tile(window, "expected")[0] == "2"


def test_a_refusal_comes_back_to_its_field(qtbot: QtBot, window: Window, small: Small) -> None:
    page = window.show()
    window.press("facilities_new")
    form = page.panel.facility
    typed(form, name="rukla", place="Somewhere")
    form.save()
    qtbot.waitUntil(lambda: bool(window.refusals))
    assert "“rukla” already" in form.fields["name"].words.text()
    assert form.fields["place"].value() == "Somewhere"
    assert page.panel.form is form


def test_an_entry_is_voided_with_a_reason_and_shown_if_wanted(
    qtbot: QtBot, window: Window, small: Small
) -> None:
    count(small, 100, NOON - 5 * HOUR)
    count(small, 900, NOON - HOUR)
    page = window.show()
    entries = page.view.headcounts
    page.view.tabs.setCurrentIndex(1)
    entries.table.selectRow(0)
    entries.table.setFocus()
    qtbot.keyClick(entries.table, Qt.Key.Key_Delete)
    assert entries.void_panel.isVisible()
    entries.void_panel.void_button.click()
    assert "Say why" in entries.void_panel.words.text()
    qtbot.keyClicks(entries.void_panel.reason, "a nought too many")
    qtbot.keyClick(entries.void_panel.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.until_said("Headcount voided.")
    assert read(small).occupancy == 100
    assert entries.model.rowCount() == 1
    entries.voided.click()
    window.settle()
    assert entries.model.rowCount() == 2
    assert page.view.movements.voided.isChecked()
    index = entries.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "voided: a nought too many"
    assert index.data(Qt.ItemDataRole.FontRole).strikeOut()
    entries.table.selectRow(0)
    assert not entries.void_button.isEnabled()


@pytest.mark.parametrize("record_type", ["movement", "capacity_change"])
def test_other_entries_are_voided_too(window: Window, small: Small, record_type: str) -> None:
    capacity(small, 50)
    on_the_road(small, 5, arrived_at=NOON - HOUR / 2)
    page = window.show()
    page.show_facility(small.facilities[0])
    window.settle()
    entries = page.view._lists[record_type]
    entries.table.selectRow(0)
    entries.void()
    entries.void_panel.reason.setText("never so")
    entries.void_panel.void_button.click()
    window.qtbot.waitUntil(lambda: bool(window.said))
    window.settle()
    assert entries.model.rowCount() == 0
    assert (read(small).occupancy, read(small).capacity) == {
        "movement": (None, 50),
        "capacity_change": (5, None),
    }[record_type]


def test_an_entry_is_corrected(qtbot: QtBot, window: Window, small: Small) -> None:
    id_ = count(small, 190, NOON - HOUR)
    page = window.show()
    page.view.tabs.setCurrentIndex(1)
    page.view.headcounts.table.selectRow(0)
    page.view.headcounts.correct_button.click()
    form = page.panel.headcount
    qtbot.waitUntil(lambda: page.panel.form is form)
    typed(form, persons="109")
    form.save()
    window.until_said("Headcount corrected.")
    assert read(small).occupancy == 109
    with small.store.read() as session:
        assert [v.verb for v in records.history_of(session, id_)] == ["record", "amend"]


def test_a_facility_is_corrected_and_one_by_mistake_voided(
    qtbot: QtBot, window: Window, small: Small
) -> None:
    page = window.show()
    page.show_facility(small.facilities[1])
    window.settle()
    page.view.amend_asked.emit()
    typed(page.panel.facility, name="Rukla II")
    page.panel.facility.save()
    window.until_said("Facility corrected.")
    assert page.view.name.text() == "Rukla II"
    page.view.ask_why_void()
    page.view.void_panel.reason.setText("entered twice")
    page.view.void_panel.void_button.click()
    window.until_said("Facility voided.")
    assert page.view.name.text() == "Pabradė"
    assert [r.name for r in page.card.in_order()] == ["Pabradė"]


def test_a_form_that_is_left_keeps_what_is_typed_and_letters_stay_letters(
    qtbot: QtBot, window: Window, small: Small
) -> None:
    page = window.show()
    page.activateWindow()
    page.take_headcount()
    form = page.panel.headcount
    source: Any = form.fields["source"].editor
    source.setFocus()
    qtbot.keyClicks(source, "hmc Night shift")
    assert source.text() == "hmc Night shift"
    assert page.panel.form is form
    qtbot.keyClick(source, Qt.Key.Key_Escape)
    assert page.panel.form is None
    page.show_facility(small.facilities[1])
    page.take_headcount()
    assert form.fields["facility"].value() == small.facilities[0]
    assert source.text() == "hmc Night shift"


def test_beside_a_past_day_the_hour_must_be_typed(window: Window, small: Small) -> None:
    page = window.show(date(2021, 7, 1))
    page.take_headcount()
    form = page.panel.headcount
    assert form.fields["counted_at"].input().text() == "1 Jul 2021 "
    typed(form, persons="5")
    form.save()
    assert "Say the hour as well" in form.fields["counted_at"].words.text()
    typed(form, counted_at="1 Jul 2021 14:00")
    form.save()
    window.until_said("Headcount saved.")
    with small.store.read() as session:
        found = [
            h.counted_at
            for pk in (f.pk for f in facilities.find_facilities(session, small.line.pk))
            for h in facilities.find_headcounts(session, pk)
        ]
    assert found == [datetime(2021, 7, 1, 11, 0, tzinfo=UTC)]


def test_narrow_a_form_takes_the_place_of_the_facility(window: Window, small: Small) -> None:
    page = window.show()
    page.resize(820, 600)
    page.take_headcount()
    assert not page.middle.isVisible()
    page.panel.close_form()
    assert page.middle.isVisible()


def test_another_programs_write_is_shown(qtbot: QtBot, window: Window, small: Small) -> None:
    window.show()
    count(small, 77, NOON - HOUR)
    qtbot.waitUntil(lambda: tile(window, "people")[0] == "77", timeout=5000)


def test_what_is_typed_is_offered_the_facilities_of_now(window: Window, small: Small) -> None:
    capacity(small, 100)
    count(small, 90)
    page = window.show()
    page.move_people()
    typed(page.panel.movement, persons="5")
    on_the_road(small, 4)
    page.refresh(everything())
    window.settle()
    assert "4 more on the road to it" in page.panel.movement.fields["to_facility"].words.text()
    assert page.panel.movement.fields["persons"].value() == 5
