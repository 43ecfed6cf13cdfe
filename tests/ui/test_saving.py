from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui.shell import Shell, fill_form, kept_on_disk, put_in_fakes, text
from tracker.errors import DiskFull, StoreDamaged
from tracker.incidents import record_incident, void_incident
from ui.asked import Asked
from ui.bridge import Defect


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
    # What gave way is a click away, and not only after the next start.
    opened.offer("Go on with it").click()
    assert form.keep() == {"place": "the next one"}
    opened.offer("Go on with it").click()
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
