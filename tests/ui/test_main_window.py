import threading
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
import time_machine
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON
from tests.ui.shell import FakePage, Shell, kept_on_disk, looks, text
from tracker import drafts
from tracker.change import Change
from tracker.days import zone
from tracker.incidents import record_incident
from tracker.situations import open_situation
from ui.actions import ROWS
from ui.status_line import zone_words
from ui.top_bar import TopBar

# --- From the first frame on ---


def test_the_first_frame_has_rail_list_and_new_incident(shell: Shell) -> None:
    window = shell.window
    assert not shell.bridge.is_ready
    assert [b.text() for b in window.rail.findChildren(QToolButton)] == [
        "Board", "Incidents", "Arrivals", "Facilities", "Reports", "Import", "Export",
    ]  # fmt: skip
    assert text(window, "loading") == "Loading …"
    assert window.top.new_incident.isVisible()
    assert "Not yet for real records" in text(window, "status_not_yet")
    assert text(window, "status_offline") == "Offline"


def test_keys_typed_before_the_store_is_open_are_kept(shell: Shell) -> None:
    shell.key("Ctrl+N")
    shell.type("Druskininkai")
    shell.autosave.open(shell.path)
    shell.bridge.open(shell.path, "R. recorder")
    shell.qtbot.waitUntil(lambda: shell.window.pages.page("incidents") is not None)
    form = shell.window.pages.page("incidents").form
    assert form.fields["place"].value() == "Druskininkai"
    shell.qtbot.waitUntil(lambda: bool(kept_on_disk(shell.path)))
    assert kept_on_disk(shell.path) == [{"place": "Druskininkai"}]


# --- Opened ---


def test_an_opened_store_says_whose_it_is_and_where_its_log_stands(opened: Shell) -> None:
    window = opened.window
    opened.qtbot.waitUntil(lambda: text(window, "status_log") != "")
    assert text(window, "station_name") == "Padvarionys"
    assert window.top.situation.text() == "Lithuania – Belarus 2021"
    # A station, a situation, two sectors and two facilities.
    assert text(window, "status_log").startswith("Log 6 · ")
    assert text(window, "status_zone").startswith("Times in Vilnius (UTC+")
    assert text(window, "status_saved") == "● Nothing unsaved"
    assert window.top.day.text() == "Now"
    page = window.pages.page("incidents")
    assert page.told[0] == ("situation", ("Lithuania – Belarus 2021", None))


def test_a_situation_long_over_is_looked_at_from_its_last_day(shell: Shell) -> None:
    shell.small.record()  # the builder's incidents are of 3 August 2021
    shell.bridge.open(shell.path, "R. recorder")
    shell.qtbot.waitUntil(lambda: shell.window.pages.page("incidents") is not None)
    assert shell.window.standpoint.day == date(2021, 8, 3)
    # In so narrow a window the font decides whether the long form of the day has room.
    assert shell.window.top.day.text() in ("End of Tue 3 August 2021", "3 Aug 2021")
    assert shell.window.top.day.accessibleName() == "Board as of: End of Tue 3 August 2021"
    assert text(shell.window, "status_zone") == "Times in Vilnius (UTC+3)"
    assert shell.window.pages.page("incidents").told == [
        ("situation", ("Lithuania – Belarus 2021", date(2021, 8, 3)))
    ]
    shell.key("Ctrl+Shift+D")
    assert shell.window.top.day.text() == "Now"
    assert shell.window.pages.page("incidents").told[-1] == ("situation", ("Lithuania – Belarus 2021", None))


def test_the_last_day_with_incidents_goes_on_with_what_is_recorded(opened: Shell) -> None:
    stand = opened.window.standpoint
    assert stand.latest is None
    opened.bridge.write(record_incident, opened.small.incident())
    opened.qtbot.waitUntil(lambda: stand.latest == date(2021, 8, 3))
    opened.small.record(happened_at=NOON + timedelta(days=2))  # by another program
    opened.qtbot.waitUntil(lambda: stand.latest == date(2021, 8, 5))
    assert stand.day is None, "nobody is moved to another day by it"


def test_pages_are_built_when_they_are_looked_at_and_catch_up_then(opened: Shell) -> None:
    assert opened.window.pages.page("board") is None
    board = opened.page("board")
    opened.page("incidents")
    before = len(board.told)
    opened.bridge.write(record_incident, opened.small.incident())
    opened.bridge.write(record_incident, opened.small.incident())
    opened.qtbot.waitUntil(lambda: opened.count() == 2)
    opened.qtbot.wait(50)
    assert len(board.told) == before, "a hidden page re-reads nothing"
    opened.window.pages.show_page("board")
    kinds = board.told[before:]
    assert [kind for kind, _ in kinds] == ["refresh"]
    assert len(kinds[0][1].records) == 2


@pytest.mark.parametrize(
    ("keys", "name"),
    [("Ctrl+1", "board"), ("Ctrl+2", "incidents"), ("Ctrl+3", "arrivals"), ("Ctrl+4", "facilities")],
)
def test_pages_by_keyboard(opened: Shell, keys: str, name: str) -> None:
    opened.key("Ctrl+1" if name != "board" else "Ctrl+2")
    opened.key(keys)
    assert opened.window.pages.shown == name
    button = opened.window.findChild(QToolButton, f"rail_{name}")
    assert button.isChecked()


# --- Signals of pages ---


def test_the_keyboard_goes_to_a_page_that_was_gone_to(opened: Shell) -> None:
    """Its keys are letters and arrows; whoever is in a field of it stays there."""
    opened.key("Ctrl+4")
    opened.qtbot.waitUntil(lambda: opened.window.pages.page("facilities") is not None)
    page = opened.window.pages.page("facilities")
    assert page.told.count(("keyboard", None)) == 1
    page.search.setFocus()
    opened.key("Ctrl+4")
    assert page.told.count(("keyboard", None)) == 1


def test_where_pages_lead(opened: Shell) -> None:
    board, incidents = opened.page("board"), opened.page("incidents")
    opened.page("board")
    board.days_selected.emit(date(2021, 7, 1), date(2021, 7, 3))
    assert opened.window.pages.shown == "incidents"
    assert incidents.told[-1] == ("filter", {"first_day": date(2021, 7, 1), "last_day": date(2021, 7, 3)})
    board.arrivals_selected.emit(date(2021, 7, 1), date(2021, 7, 3), 7, "IRQ")
    assert incidents.told[-1] == (
        "filter",
        {
            "first_day": date(2021, 7, 1), "last_day": date(2021, 7, 3), "arrivals": True,
            "sector_pk": 7, "nationality": "IRQ",
        },
    )  # fmt: skip
    board.sector_selected.emit(7)
    assert incidents.told[-1] == ("filter", {"sector_pk": 7})
    board.incident_selected.emit("an-id")
    assert incidents.told[-1] == ("incident", "an-id")
    board.facility_selected.emit("f-id")
    opened.qtbot.waitUntil(lambda: opened.window.pages.page("facilities") is not None)
    assert opened.window.pages.page("facilities").told[-1] == ("facility", "f-id")
    board.day_selected.emit(date(2021, 7, 4))
    assert opened.window.standpoint.day == date(2021, 7, 4)


def test_what_is_asked_of_a_page_that_is_not_there_yet_is_done_once_it_is(shell: Shell) -> None:
    shell.key("Ctrl+F")
    shell.bridge.open(shell.path, "R. recorder")
    shell.qtbot.waitUntil(lambda: shell.window.pages.page("incidents") is not None)
    assert ("start_search", None) in shell.window.pages.page("incidents").told


# --- Situations, day, shortcuts, looks ---


def test_a_situation_is_opened_and_corrected_in_the_panel(opened: Shell) -> None:
    opened.window.top.new_situation_asked.emit()
    form = opened.window.findChild(QWidget, "situation_form")
    assert form.isVisible()
    form.fields["name"].editor.setText("Greece – Turkey 2020")
    form.save()
    opened.qtbot.waitUntil(lambda: opened.window.top.situation.text() == "Greece – Turkey 2020")
    assert not form.isVisible()
    opened.window.top.situation_amend_asked.emit()
    opened.qtbot.waitUntil(form.isVisible)
    assert form.fields["name"].editor.text() == "Greece – Turkey 2020"
    form.fields["name"].editor.setText("Evros 2020")
    form.save()
    opened.qtbot.waitUntil(lambda: opened.window.top.situation.text() == "Evros 2020")
    assert opened.said() == ["Situation saved."]


def test_another_situation(opened: Shell) -> None:
    opened.bridge.write(open_situation, drafts.Situation(name="Greece & Turkey <b>2020</b>"))
    opened.qtbot.waitUntil(lambda: len(opened.window.standpoint.situations) == 2)
    menu = opened.window.top.situation.menu()
    action = next(a for a in menu.actions() if "Greece" in a.text())
    assert action.text() == "Greece && Turkey <b>2020</b>"
    chosen: list[str] = []
    opened.window.standpoint.situation_chosen.connect(chosen.append)
    action.trigger()
    opened.qtbot.waitUntil(
        lambda: (
            opened.window.pages.page("incidents").told[-1]
            == ("situation", ("Greece & Turkey <b>2020</b>", None))
        )
    )
    assert len(chosen) == 1
    assert text(opened.window, "status_zone") == "Times in UTC"


def test_the_day_by_keyboard(opened: Shell) -> None:
    opened.key("Ctrl+D")
    chooser = opened.window.findChild(QWidget, "day_chooser")
    assert chooser.isVisible()
    typed = chooser.findChild(QLineEdit, "day_typed")
    typed.selectAll()
    opened.qtbot.keyClicks(typed, "never")
    opened.qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert chooser.isVisible()
    assert "not a day" in text(chooser, "day_words")
    typed.selectAll()
    opened.qtbot.keyClicks(typed, "3.8.2021")
    opened.qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert not chooser.isVisible()
    assert opened.window.standpoint.day == date(2021, 8, 3)


def test_a_day_to_come_is_now(opened: Shell) -> None:
    opened.window.standpoint.show_day(date(2999, 1, 1))
    assert opened.window.top.day.text() == "Now"


def test_the_shortcuts_page_lists_every_action(opened: Shell) -> None:
    opened.key("F1")
    page = opened.window.findChild(QWidget, "shortcuts_page")
    assert page.isVisible()
    words = {label.text() for label in page.findChildren(QLabel)}
    for action in opened.window.findChildren(QAction):
        if action.objectName().startswith("action_"):
            assert action.text() in words
            assert " · ".join(key.toString() for key in action.shortcuts()) in words
    assert len([row for row in ROWS if row.keys]) == len(ROWS)
    opened.key("Esc")
    assert opened.window.pages.shown == "incidents"


def test_no_two_actions_have_the_same_keys() -> None:
    """Within a group they differ, and from what the window listens for; two parts of the window may use one key."""
    for one, other in combinations(ROWS, 2):
        apart = one.group != other.group and not (one.bound and other.bound)
        assert apart or not set(one.keys) & set(other.keys), f"{one.name} and {other.name}"
    # A key that both the window and a part listen for would be ambiguous to Qt, and do nothing.
    bound = {key for row in ROWS if row.bound for key in row.keys}
    assert not bound & {key for row in ROWS if not row.bound for key in row.keys}


def test_looks_by_keyboard(opened: Shell) -> None:
    page = opened.window.pages.page("incidents")
    chosen: list[str] = []
    opened.window.look_chosen.connect(chosen.append)
    opened.key("Ctrl+Shift+L")
    assert chosen == ["dark"]
    assert page.told[-1] == ("palette", "dark")
    looks()


# --- Closing ---


def test_the_window_waits_for_a_save(opened: Shell) -> None:
    release = threading.Event()
    opened.bridge.write(lambda _session: release.wait(10))
    assert not opened.window.close()
    assert "closes when that is done" in opened.said()[0]
    release.set()
    opened.qtbot.waitUntil(lambda: not opened.window.isVisible())


# --- What everything has ---


def test_every_widget_that_takes_input_has_a_name(opened: Shell) -> None:
    opened.key("Ctrl+K")
    opened.key("Esc")
    opened.key("Ctrl+D")
    opened.window.findChild(QWidget, "day_chooser").close()
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} {widget.accessibleName()!r}"
        for widget in opened.window.findChildren(QWidget)
        if isinstance(widget, QPushButton | QToolButton | QLineEdit)
        and not widget.objectName().startswith("qt_")
        and not is_stand_in(widget)
        and not (widget.objectName() and (widget.accessibleName() or widget.text()))
    ]
    assert not nameless


def is_stand_in(widget: QWidget) -> bool:
    """Whether it belongs to a page of the tests."""
    parent = widget.parentWidget()
    return isinstance(widget, FakePage) or (parent is not None and is_stand_in(parent))


@pytest.mark.parametrize(
    ("name", "at", "words"),
    [
        ("Europe/Vilnius", datetime(2021, 8, 3, 12).astimezone(), "Vilnius (UTC+3)"),
        ("Europe/Vilnius", datetime(2021, 1, 3, 12).astimezone(), "Vilnius (UTC+2)"),
        ("Asia/Kathmandu", datetime(2021, 1, 3, 12).astimezone(), "Kathmandu (UTC+5:45)"),
        ("America/New_York", datetime(2021, 1, 3, 12).astimezone(), "New York (UTC−5)"),
        ("UTC", datetime(2021, 1, 3, 12).astimezone(), "UTC"),
    ],
)
def test_zones_in_words(name: str, at: datetime, words: str) -> None:
    assert zone_words(name, at) == words


def test_a_name_with_markup_is_shown_as_it_is(qtbot: QtBot) -> None:
    bar = TopBar()
    qtbot.addWidget(bar)
    bar.show_station("<img src=x> & co")
    assert bar.station.text() == "<img src=x> & co"
    assert bar.station.textFormat() == Qt.TextFormat.PlainText
    assert isinstance(bar.day_asked, SignalInstance)


def test_in_a_narrow_window_the_panel_has_the_room_of_the_page(opened: Shell) -> None:
    window = opened.window
    window.resize(1366, 700)
    window.situations.open_new()
    assert window.pages.isVisible()
    assert window.panel._card.width() == 498
    window.resize(660, 400)
    assert window.width() == 660
    opened.qtbot.waitUntil(lambda: not window.pages.isVisible())
    form = window.situations.form()
    opened.qtbot.waitUntil(lambda: form.width() > 500)
    assert window.panel.rect().contains(
        form.save_button.mapTo(window.panel, form.save_button.rect().bottomRight())
    )
    window.messages.say("Saved.")
    assert window.panel.geometry().contains(window.messages.geometry())
    form.fields["name"].input().set_text("Half")
    opened.key("Ctrl+2")  # another page is not shown behind it
    assert window.pages.isVisible() and not window.panel.isVisible()
    assert form.fields["name"].input().text() == "Half"
    window.situations.open_new()
    assert not window.pages.isVisible()
    opened.key("Ctrl+N")
    assert window.pages.isVisible()
    window.situations.open_new()
    window.resize(1366, 700)
    opened.qtbot.waitUntil(lambda: window.pages.isVisible() and window.panel.isVisible())
    assert window.panel._card.width() == 498


def test_a_clock_that_was_set_back_is_told_and_not_twice(opened: Shell) -> None:
    behind = datetime.now(UTC) - timedelta(days=5)
    with time_machine.travel(behind, tick=True):
        opened.bridge.changed.emit(Change((), 0))
        opened.qtbot.waitUntil(lambda: bool(opened.said()))
        (said,) = opened.said()
        shown = behind.astimezone(zone("Europe/Vilnius"))
        assert f"clock says {shown.day} {shown:%b %Y %H:%M}, but something was saved at " in said
        opened.window.messages.drop("clock")
        opened.window._read_head()
        opened.qtbot.wait(100)
        assert opened.said() == []
