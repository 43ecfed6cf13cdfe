"""The facilities page on a real store: what it shows, and each thing that can be entered from it."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tracker import drafts, facilities, occupancy, records, situations
from tracker.codes import MovementReason
from tracker.errors import Refused
from ui import look
from ui.asked import Asked
from ui.bridge import READERS, Bridge
from ui.forms.record_form import RecordForm
from ui.pages.facilities import FacilitiesPage

HOUR = timedelta(hours=1)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


class Window:
    """What the main window does for the page: writes what it asks for, and has it re-read what changed."""

    def __init__(self, qtbot: QtBot, small: Small) -> None:
        self.qtbot, self.small = qtbot, small
        self.bridge = Bridge()
        self.bridge.open(small.store.path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.said: list[str] = []
        self.refusals: list[Exception] = []
        self.page = FacilitiesPage(self.bridge, look.palette())
        qtbot.addWidget(self.page)
        self.page.asked.connect(self.write)
        self.bridge.changed.connect(self.page.refresh)
        self.page.resize(1254, 684)
        self.page.show()

    def write(self, asked: Asked) -> None:
        payload = asked.form.keep() if asked.form else {}
        if asked.form:
            asked.form.clear()

        def done(outcome: Any) -> None:
            self.said.append(asked.said)
            if asked.done:
                asked.done(outcome.value)

        def refused(error: Exception) -> None:
            self.refusals.append(error)
            if asked.form and isinstance(error, Refused):
                asked.form.restore(payload)
                asked.form.show_problems(error.problems)

        self.bridge.write(asked.command, *asked.args, done=done, refused=refused, **asked.kwargs)

    def show(self, day: date | None = None) -> FacilitiesPage:
        with self.qtbot.waitSignal(self.page.shown):
            self.page.show_situation(self.small.line, day)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Every read that was asked for has been answered, and those that were asked for because of it."""
        for _ in range(2):
            met: list[None] = []
            barrier = threading.Barrier(READERS)
            for _ in range(READERS):  # all readers at once: none is busy with anything else any more
                self.bridge.read(_meet, barrier, done=met.append)
            self.qtbot.waitUntil(lambda met=met: len(met) == READERS)

    def until_said(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.said)
        self.settle()

    def find(self, name: str) -> Any:
        found = self.page.findChild(QWidget, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)


def _meet(_session: object, barrier: threading.Barrier) -> None:
    barrier.wait(5)


@pytest.fixture
def window(qtbot: QtBot, small: Small) -> Iterator[Window]:
    with time_machine.travel(NOON, tick=True):
        made = Window(qtbot, small)
        yield made
        made.bridge.close()


def count(small: Small, persons: int, when: datetime = NOON - HOUR, place: int = 0) -> str:
    draft = drafts.Headcount(facility=small.facilities[place], counted_at=when, persons=persons)
    return small.store.write(facilities.take_headcount, draft).value


def capacity(small: Small, places: int, place: int = 0, when: datetime = NOON - 500 * HOUR) -> str:
    draft = drafts.CapacityChange(facility=small.facilities[place], from_at=when, operational=places)
    return small.store.write(facilities.change_capacity, draft).value


def on_the_road(small: Small, persons: int, place: int = 0, **changed: Any) -> str:
    values: dict[str, Any] = {
        "situation": small.situation,
        "persons": persons,
        "to_facility": small.facilities[place],
        "left_at": NOON - HOUR,
    }
    return small.store.write(facilities.move_people, drafts.Movement(**(values | changed))).value


def read(small: Small, place: int = 0) -> Any:
    with small.store.read() as session:
        return occupancy.read_facilities(session, small.line.pk, NOON + HOUR)[place]


def typed(form: RecordForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def tile(window: Window, name: str) -> tuple[str, str]:
    shown = window.page.view._tiles[name]
    return shown.figure.text(), shown.words.text()


# --- What it shows ---


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
    assert tile(window, "people") == ("0", "4 more left than were counted in")


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
        page.refresh(_everything())
        window.settle()
    assert page.view.headcounts.model.rowCount() == 3
    assert len(testers) == 3


def _everything() -> Any:
    from tracker.store import Change

    return Change((), 0)


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


# --- Entering ---


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
    assert "With these 23: ▲ over by 13" in form.fields["to_facility"].words.text()
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
    page.view.void_panel.start()
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
    page.refresh(_everything())
    window.settle()
    assert "4 more on the road to it" in page.panel.movement.fields["to_facility"].words.text()
    assert page.panel.movement.fields["persons"].value() == 5


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
