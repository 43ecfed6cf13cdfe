import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Small, small_store
from tests.ui.shell import FakePage, looks, put_in_fakes
from tracker import drafts
from tracker.draftbox import DraftBox, path_beside
from tracker.errors import DiskFull, StoreDamaged
from tracker.incidents import Filter, count_incidents, record_incident, void_incident
from tracker.situations import open_situation
from ui.actions import ROWS
from ui.asked import Asked
from ui.autosave import Autosave
from ui.bridge import Bridge, Defect
from ui.main_window import MainWindow
from ui.models.commands import CommandModel, Entry, rate
from ui.status_line import zone_words
from ui.top_bar import TopBar


@dataclass
class Shell:
    window: MainWindow
    bridge: Bridge
    autosave: Autosave
    small: Small
    path: Path
    qtbot: QtBot

    def page(self, name: str) -> Any:
        self.window.pages.show_page(name)
        self.qtbot.waitUntil(lambda: self.window.pages.page(name) is not None)
        return self.window.pages.page(name)

    def key(self, keys: str) -> None:
        """Press keys where the keyboard is, in this window."""
        target = self.window.focusWidget() or self.window
        combination = QKeySequence(keys)[0]
        self.qtbot.keyClick(target, combination.key(), combination.keyboardModifiers())

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.window.focusWidget(), text)

    def count(self) -> int:
        with self.small.store.read() as session:
            return count_incidents(session, Filter(situation_pk=self.small.line.pk))

    def said(self) -> list[str]:
        return self.window.messages.texts()

    def offer(self, words: str) -> QPushButton:
        found = [b for b in self.window.messages.findChildren(QPushButton) if b.text() == words]
        assert found, f"{words} is not offered; said: {self.said()}"
        return found[-1]


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    put_in_fakes(monkeypatch)
    path = tmp_path / "store.btrk"
    small = small_store(path)
    bridge, autosave = Bridge(), Autosave()
    window = MainWindow(looks(), "incidents")
    window.first_painted.connect(lambda: window.furnish(bridge, autosave))
    qtbot.addWidget(window)
    shell = Shell(window, bridge, autosave, small, path, qtbot)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: hasattr(window, "saving"))
    yield shell
    autosave.close()
    bridge.close()
    small.store.close()


@pytest.fixture
def opened(shell: Shell) -> Shell:
    shell.autosave.open(shell.path)
    shell.bridge.open(shell.path, "R. recorder")
    shell.qtbot.waitUntil(lambda: shell.window.pages.page("incidents") is not None)
    return shell


def text(window: QWidget, name: str) -> str:
    found = window.findChild(QLabel, name)
    assert found is not None
    return found.text()


# --- From the first frame on ---


def test_the_first_frame_has_rail_list_and_new_incident(shell: Shell) -> None:
    window = shell.window
    assert not shell.bridge.is_ready
    assert [b.text() for b in window.rail.findChildren(QToolButton)] == [
        "Board", "Incidents", "Arrivals", "Facilities",
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


def kept_on_disk(path: Path) -> list[dict[str, Any]]:
    box = DraftBox(path_beside(path))
    try:
        return [kept.payload for kept in box.read_all()]
    finally:
        box.close()


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
    assert shell.window.top.day.text() == "End of Tue 3 August 2021"
    assert text(shell.window, "status_zone") == "Times in Vilnius (UTC+3)"
    assert shell.window.pages.page("incidents").told == [
        ("situation", ("Lithuania – Belarus 2021", date(2021, 8, 3)))
    ]
    shell.key("Ctrl+Shift+D")
    assert shell.window.top.day.text() == "Now"
    assert shell.window.pages.page("incidents").told[-1] == ("situation", ("Lithuania – Belarus 2021", None))


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


# --- Writes, and the road back ---


def fill_form(shell: Shell, place: str = "Druskininkai", persons: str = "23") -> Any:
    shell.key("Ctrl+N")
    form = shell.window.pages.page("incidents").form
    form.fields["place"].editor.setText(place)
    form.fields["persons"].editor.setText(persons)
    return form


def test_a_saved_incident_is_said_and_its_draft_is_gone(opened: Shell) -> None:
    form = fill_form(opened)
    opened.qtbot.waitUntil(lambda: len(kept_on_disk(opened.path)) == 1)
    opened.key("Ctrl+Return")
    opened.qtbot.waitUntil(lambda: opened.said() == ["Incident recorded."])
    assert opened.count() == 1
    assert text(opened.window, "status_saved").startswith("● Saved ")
    assert form.keep() == {}
    opened.qtbot.waitUntil(lambda: kept_on_disk(opened.path) == [])
    opened.qtbot.waitUntil(lambda: text(opened.window, "status_log").startswith("Log 7 · "))
    assert ("refresh", ("incident",)) in [
        (kind, tuple(sorted(what.types)))
        for kind, what in opened.window.pages.page("incidents").told
        if kind == "refresh"
    ]


def test_undo_and_redo_from_the_message_and_from_the_keyboard(opened: Shell) -> None:
    fill_form(opened)
    opened.key("Ctrl+Return")
    opened.qtbot.waitUntil(lambda: opened.count() == 1)
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    opened.offer("Undo").click()
    opened.qtbot.waitUntil(lambda: opened.said() == ["Undone: incident recorded."])
    assert opened.count() == 0
    opened.offer("Redo").click()
    opened.qtbot.waitUntil(lambda: opened.said() == ["Brought back: incident."])
    assert opened.count() == 1
    opened.window.setFocus()
    opened.key("Ctrl+Z")
    opened.qtbot.waitUntil(lambda: opened.count() == 0)


def test_inside_a_field_undo_is_the_fields_own(opened: Shell) -> None:
    fill_form(opened)
    opened.key("Ctrl+Return")
    opened.qtbot.waitUntil(lambda: opened.count() == 1)
    opened.key("Ctrl+N")
    opened.type("Ruk")
    field = opened.window.focusWidget()
    assert isinstance(field, QLineEdit)
    opened.key("Ctrl+Z")
    opened.qtbot.wait(100)
    assert field.text() == ""
    assert opened.count() == 1


def test_nothing_to_undo_is_said(opened: Shell) -> None:
    other = opened.bridge
    other.close()
    opened.window.saving.undo()  # no store: nothing happens
    assert opened.said() == []


def test_a_refusal_comes_back_into_the_form(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    # The form lets it pass, so that the command is what refuses.
    monkeypatch.setattr("tracker.rules.problems_of", lambda draft, now: [])
    form = fill_form(opened, persons="23")
    monkeypatch.undo()
    put_in_fakes(monkeypatch)
    form.situation = opened.small.situation
    draft = form.draft()
    draft.persons = -4
    opened.window.saving.ask(Asked(record_incident, (draft,), said="Incident recorded.", form=form))
    assert form.keep() == {}, "emptied at once, so that the next one can be typed"
    opened.qtbot.waitUntil(lambda: form.keep() != {})
    assert form.keep() == {"place": "Druskininkai", "persons": "23"}
    assert "below zero" in form.fields["persons"].words.text()
    assert opened.count() == 0
    opened.qtbot.waitUntil(lambda: len(kept_on_disk(opened.path)) == 1)


def test_a_refusal_does_not_touch_what_is_typed_meanwhile(opened: Shell) -> None:
    form = fill_form(opened)
    draft = form.draft()
    draft.persons = -4
    opened.window.saving.ask(Asked(record_incident, (draft,), form=form))
    form.fields["place"].editor.setText("the next one")
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    assert "Not saved." in opened.said()[0]
    assert form.keep() == {"place": "the next one"}
    opened.offer("Go back to it").click()
    assert form.keep() == {"place": "Druskininkai", "persons": "23"}
    opened.qtbot.waitUntil(lambda: len(kept_on_disk(opened.path)) == 2)


def test_a_full_disk_keeps_the_draft_and_says_so(opened: Shell) -> None:
    def fill_the_disk(_session: object) -> None:
        raise DiskFull("disk_full", path="/somewhere")

    form = fill_form(opened)
    opened.window.saving.ask(Asked(fill_the_disk, form=form))
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    assert "make room" in opened.said()[0]
    assert form.keep() == {"place": "Druskininkai", "persons": "23"}


def test_a_defect_is_said_without_a_traceback_and_nothing_is_lost(opened: Shell, home: Path) -> None:
    def stumble(_session: object) -> None:
        raise ZeroDivisionError("Jonas Jonaitis")

    form = fill_form(opened)
    opened.window.saving.ask(Asked(stumble, form=form))
    opened.qtbot.waitUntil(lambda: bool(opened.said()))
    assert "A fault of the program (stumble, ZeroDivisionError)" in opened.said()[0]
    assert "Nothing of it was saved" in opened.said()[0]
    assert form.keep() == {"place": "Druskininkai", "persons": "23"}
    log = (home / "data" / "border-tracker" / "crash.log").read_text()
    assert "ZeroDivisionError" in log
    assert "Jonas" not in log
    assert str(home) not in log


def test_damage_is_said(opened: Shell) -> None:
    opened.bridge.failed.emit(StoreDamaged("store_damaged", path="/x"))
    assert "is damaged" in opened.said()[0]
    opened.bridge.failed.emit(Defect("find", ValueError(), wrote=False))
    assert "Your records are not touched." in opened.said()[1]


def test_a_page_asks_for_a_write(opened: Shell) -> None:
    id_ = opened.small.record()
    page = opened.page("incidents")
    done: list[object] = []
    page.asked.emit(Asked(void_incident, (id_, "double"), said="Incident voided.", done=done.append))
    opened.qtbot.waitUntil(lambda: opened.said() == ["Incident voided."])
    assert opened.count() == 0
    assert done == [id_]


# --- Signals of pages ---


def test_where_pages_lead(opened: Shell) -> None:
    board, incidents = opened.page("board"), opened.page("incidents")
    opened.page("board")
    board.days_selected.emit(date(2021, 7, 1), date(2021, 7, 3))
    assert opened.window.pages.shown == "incidents"
    assert incidents.told[-1] == ("filter", {"first_day": date(2021, 7, 1), "last_day": date(2021, 7, 3)})
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


# --- Drafts of an earlier run ---


def test_a_draft_of_an_earlier_run_is_offered_and_taken_up(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    at = datetime.now().astimezone().replace(microsecond=0) - timedelta(seconds=1)
    box.keep("incident_form-x", "incident_form", {"place": "Lavoriškės", "persons": "8"}, at)
    box.close()
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    assert shell.said() == [f"A half-typed incident from {at:%H:%M} was kept."]
    shell.key("Ctrl+N")  # a new one is begun before the old one is looked at
    shell.type("Kabeliai")
    shell.qtbot.waitUntil(lambda: len(kept_on_disk(shell.path)) == 2)
    shell.offer("Go on with it").click()
    form = shell.window.findChild(QWidget, "incident_form")
    assert form.keep() == {"place": "Lavoriškės", "persons": "8"}
    assert shell.said() == []
    assert {kept["place"] for kept in kept_on_disk(shell.path)} == {"Lavoriškės", "Kabeliai"}


def test_a_draft_can_be_discarded(shell: Shell) -> None:
    box = DraftBox(path_beside(shell.path))
    box.keep("incident_form-x", "incident_form", {"place": "Lavoriškės"})
    box.close()
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    shell.offer("Discard").click()
    shell.qtbot.waitUntil(lambda: kept_on_disk(shell.path) == [])
    assert shell.said() == []


def test_a_damaged_draft_file_is_told_and_blocks_nothing(shell: Shell) -> None:
    path_beside(shell.path).write_bytes(b"nothing that anybody could read" * 200)
    shell.autosave.open(shell.path)
    shell.qtbot.waitUntil(lambda: bool(shell.said()))
    assert "half-typed forms" in shell.said()[0]
    shell.key("Ctrl+N")
    shell.type("Druskininkai")
    shell.qtbot.waitUntil(lambda: kept_on_disk(shell.path) == [{"place": "Druskininkai"}])


def test_drafts_are_kept_while_a_long_write_is_under_way(opened: Shell) -> None:
    release = threading.Event()
    opened.bridge.write(lambda _session: release.wait(10))
    opened.key("Ctrl+N")
    opened.type("Druskininkai")
    opened.qtbot.waitUntil(lambda: kept_on_disk(opened.path) == [{"place": "Druskininkai"}], timeout=1000)
    assert opened.bridge.is_busy
    assert text(opened.window, "status_saved") == "◌ Saving"
    release.set()
    opened.qtbot.waitUntil(lambda: not opened.bridge.is_busy)


# --- Situations, day, palette, shortcuts, looks ---


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


def test_search_or_command(opened: Shell) -> None:
    opened.key("Ctrl+K")
    palette = opened.window.findChild(QWidget, "command_palette")
    assert palette.isVisible()
    opened.qtbot.waitUntil(lambda: any(e.kind == "facility" for e in entries(palette.model)))
    opened.type("pabrad")
    assert entries(palette.model)[0].words == "Pabradė"
    opened.key("Return")
    assert not palette.isVisible()
    opened.qtbot.waitUntil(lambda: opened.window.pages.page("facilities") is not None)
    assert opened.window.pages.page("facilities").told[-1] == ("facility", opened.small.facilities[0])
    opened.key("Ctrl+K")
    opened.type("anything at all")
    assert [e.kind for e in entries(palette.model)] == ["search"]
    opened.key("Return")
    assert opened.window.pages.page("incidents").told[-1] == ("filter", {"typed": "anything at all"})
    opened.key("Ctrl+K")
    opened.key("Esc")
    assert not palette.isVisible()


def entries(model: CommandModel) -> list[Entry]:
    return [entry for row in range(model.rowCount()) if (entry := model.entry(row)) is not None]


def test_the_palettes_model(qtbot: QtBot) -> None:
    model = CommandModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries([Entry("sector", 1, "Druskininkai", "sector"), Entry("page", 2, "Board")])
    model.narrow("dsk", Entry("search", "dsk", "Search"))
    assert [e.words for e in entries(model)] == ["Druskininkai", "Search"]
    model.narrow("")
    assert len(entries(model)) == 2


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("boa", "board", "choose the day of the board"),
        ("inc", "incidents", "new incident"),
        ("nwinc", "new incident", "druskininkai"),
        ("druskn", "druskininkai", None),
        ("", "anything", None),
    ],
)
def test_the_closest_comes_first(wanted: str, better: str, worse: str | None) -> None:
    first = rate(wanted, better)
    assert first is not None
    if worse is not None:
        second = rate(wanted, worse)
        assert second is None or first < second


def test_what_has_not_all_letters_is_not_found() -> None:
    assert rate("xyz", "druskininkai") is None
    assert rate("iksurd", "druskininkai") is None


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
    keys = [key for row in ROWS for key in row.keys]
    assert len(keys) == len(set(keys))


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
