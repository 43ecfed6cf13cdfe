"""Undo of many records from the window: beside the saves, with progress, until somebody cancels it or leaves."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON
from tests.ui.shell import Shell, fill_form
from tracker import bulk, bulk_undo, drafts
from tracker.bulk import stage, write_staged
from tracker.incidents import verify_incident
from tracker.integrity import check
from tracker.store import open_store

WORDS = "Taking back 30 records: {} are prepared."


class Gate:
    """Preparing waits here, until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._opened, self._flush = threading.Event(), bulk_undo.flush
        monkeypatch.setattr(bulk_undo, "flush", self._wait)

    def _wait(self, *args: Any) -> None:
        assert self._opened.wait(20)
        self._flush(*args)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def imported(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of thirty incidents that came in at once; so many go as a whole here."""
    monkeypatch.setattr(bulk_undo, "MANY", 30)
    monkeypatch.setattr(bulk, "BATCH", 10)
    store = opened.small.store
    made: list[tuple[str, drafts.Draft]] = [
        (f"{n:08}-0000-7000-8000-000000000000", opened.small.incident(happened_at=NOON - timedelta(hours=n)))
        for n in range(30)
    ]
    write_staged(store, stage(store, made))
    return [record_id for record_id, _ in made]


def leftovers(shell: Shell) -> list[Path]:
    return list(shell.path.parent.glob("*.staged-*"))


@pytest.mark.usefixtures("imported")
def test_an_import_is_undone_and_brought_back(opened: Shell) -> None:
    saving = opened.window.saving
    for call, words, count in (
        (saving.undo, "Undone: 30 records recorded.", 0),
        (saving.redo, "Brought back: 30 records.", 30),
    ):
        call()
        opened.qtbot.waitUntil(lambda words=words: opened.said() == [words])
        assert opened.count() == count
    assert list(check(opened.small.store)) == []


@pytest.mark.usefixtures("imported")
def test_who_saves_meanwhile_does_not_wait_and_asking_twice_undoes_once(
    opened: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.said() == [WORDS.format(0)])
    opened.window.saving.undo()
    fill_form(opened)
    opened.key("Ctrl+Return")
    opened.qtbot.waitUntil(lambda: opened.count() == 31)
    opened.qtbot.waitUntil(lambda: "Incident recorded." in opened.said())
    assert WORDS.format(0) in opened.said()
    gate.open()
    opened.qtbot.waitUntil(lambda: opened.count() == 1)
    opened.qtbot.waitUntil(lambda: opened.said() == ["Undone: 30 records recorded."])
    # The next is what was saved meanwhile.
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.count() == 0)
    assert list(check(opened.small.store)) == []


@pytest.mark.usefixtures("imported")
def test_it_says_how_far_it_is_and_can_be_cancelled(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        opened.window.messages, "reword", lambda topic, words: told.append(f"{topic}: {words}")
    )
    gate = Gate(monkeypatch)
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.said() == [WORDS.format(0)])
    opened.offer("Cancel").click()
    gate.open()
    opened.qtbot.waitUntil(lambda: opened.said() == ["Cancelled. All is as it was before."])
    assert told == [f"undoing: {WORDS.format(10)}"]
    assert (opened.count(), leftovers(opened)) == (30, [])


def test_what_stands_in_the_way_is_said(
    opened: Shell, imported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.said() == [WORDS.format(0)])
    other = open_store(opened.path, "S. second")
    other.write(verify_incident, imported[7])
    other.close()
    gate.open()
    opened.qtbot.waitUntil(lambda: "S. second changed this record" in " ".join(opened.said()))
    assert len(opened.said()) == 1
    assert (opened.count(), leftovers(opened)) == (30, [])


@pytest.mark.usefixtures("imported")
def test_the_window_is_closed_meanwhile(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.said() == [WORDS.format(0)])
    threading.Timer(0.3, gate.open).start()
    opened.bridge.close()
    assert (opened.count(), leftovers(opened)) == (30, [])


@pytest.mark.usefixtures("imported")
def test_another_store_is_opened_meanwhile(opened: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(monkeypatch)
    opened.window.saving.undo()
    opened.qtbot.waitUntil(lambda: opened.said() == [WORDS.format(0)])
    with opened.qtbot.waitSignal(opened.bridge.ready):
        opened.bridge.open(opened.path, "R. recorder")
        gate.open()
    assert (opened.count(), leftovers(opened)) == (30, [])
