import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from tests.ui.shell import FakeIncidentForm, kept_on_disk
from tracker.draftbox import DraftBox, Kept, path_beside
from tracker.errors import EnvironmentProblem, StoreDamaged
from ui.autosave import EVERY, Autosave


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.btrk"


@pytest.fixture
def autosave(qtbot: QtBot) -> Iterator[Autosave]:
    autosave = Autosave()
    yield autosave
    autosave.close()


@pytest.fixture
def form(qtbot: QtBot, autosave: Autosave) -> FakeIncidentForm:
    form = FakeIncidentForm()
    qtbot.addWidget(form)
    autosave.watch(form)
    return form


def type_into(form: FakeIncidentForm, text: str) -> None:
    form.fields["place"].editor.setText(text)


def test_it_is_on_disk_soon_after_the_last_key(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    autosave.open(store)
    told: list[Any] = []
    autosave.kept.connect(lambda one, at: told.append((one, at)))
    type_into(form, "Druskininkai")
    qtbot.waitUntil(lambda: bool(told))  # `make faults` measures the second
    assert kept_on_disk(store) == [{"place": "Druskininkai"}]
    assert told[0][0] is form
    assert told[0][1].tzinfo is not None


def test_steady_typing_is_kept_too(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    autosave.open(store)
    for n in range(12):
        type_into(form, "x" * (n + 1))
        qtbot.wait(EVERY // 4)
    assert len(kept_on_disk(store)[0]["place"]) >= 6


def test_what_is_typed_before_the_file_is_open_is_kept(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    type_into(form, "early")
    qtbot.wait(2 * EVERY)
    autosave.open(store)
    qtbot.waitUntil(lambda: kept_on_disk(store) == [{"place": "early"}])


def test_closing_keeps_the_last_keys(autosave: Autosave, form: FakeIncidentForm, store: Path) -> None:
    autosave.open(store)
    type_into(form, "the last keys")
    autosave.close()
    assert kept_on_disk(store) == [{"place": "the last keys"}]


def test_an_emptied_form_keeps_nothing(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    autosave.open(store)
    type_into(form, "x")
    qtbot.waitUntil(lambda: len(kept_on_disk(store)) == 1)
    type_into(form, "")
    qtbot.waitUntil(lambda: kept_on_disk(store) == [])


def test_each_form_has_a_draft_of_its_own(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    other = FakeIncidentForm()
    qtbot.addWidget(other)
    autosave.watch(other)
    autosave.open(store)
    type_into(form, "one")
    type_into(other, "two")
    qtbot.waitUntil(lambda: len(kept_on_disk(store)) == 2)
    autosave.let_go(form)
    qtbot.waitUntil(lambda: kept_on_disk(store) == [{"place": "two"}])


def test_a_deleted_form_is_no_trouble(qtbot: QtBot, autosave: Autosave, store: Path) -> None:
    form = FakeIncidentForm()
    autosave.watch(form)
    autosave.open(store)
    type_into(form, "x")
    shiboken6.delete(form)
    qtbot.wait(2 * EVERY)
    assert kept_on_disk(store) == []


def test_what_an_earlier_run_left_is_told(qtbot: QtBot, autosave: Autosave, store: Path) -> None:
    box = DraftBox(path_beside(store))
    box.keep("k", "incident_form", {"place": "left"})
    box.close()
    with qtbot.waitSignal(autosave.found) as caught:
        autosave.open(store)
    (kept,) = caught.args[0]
    assert isinstance(kept, Kept)
    assert (kept.key, kept.payload) == ("k", {"place": "left"})


def test_a_file_that_cannot_be_written_is_told_once(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    path_beside(store).mkdir()
    told: list[EnvironmentProblem] = []
    autosave.trouble.connect(told.append)
    autosave.open(store)
    qtbot.waitUntil(lambda: len(told) == 1)
    for text in ("a", "b", "c"):
        type_into(form, text)
        qtbot.wait(EVERY + 50)
    assert [error.code for error in told] == ["drafts_not_written"]


def test_what_could_not_be_kept_is_kept_as_soon_as_it_can(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    path_beside(store).mkdir()
    autosave.open(store)
    with qtbot.waitSignal(autosave.trouble):
        type_into(form, "typed once, then no key more")
        qtbot.wait(2 * EVERY)
    path_beside(store).rmdir()
    with qtbot.waitSignal(autosave.kept):
        pass
    assert kept_on_disk(store) == [{"place": "typed once, then no key more"}]


def test_a_damaged_file_is_told_and_a_new_one_begun(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    path_beside(store).write_bytes(b"no such thing" * 500)
    with qtbot.waitSignal(autosave.trouble) as caught:
        autosave.open(store)
    assert isinstance(caught.args[0], StoreDamaged)
    type_into(form, "x")
    qtbot.waitUntil(lambda: kept_on_disk(store) == [{"place": "x"}])


def test_a_file_damaged_while_it_is_open_is_moved_away_and_a_new_one_begun(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    box = DraftBox(path_beside(store))
    box.keep("k", "incident_form", {"place": "x" * 8_000_000})  # more than SQLite keeps in memory
    box.close()
    with qtbot.waitSignal(autosave.found):
        autosave.open(store)
    told: list[Any] = []
    autosave.trouble.connect(told.append)
    with path_beside(store).open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(path_beside(store).stat().st_size - 4096))
    autosave.discard("k")
    qtbot.waitUntil(lambda: bool(told))
    type_into(form, "after")
    qtbot.waitUntil(lambda: bool(list(store.parent.glob("*.damaged-*"))))
    qtbot.waitUntil(lambda: kept_on_disk(store) == [{"place": "after"}])
    assert {type(error) for error in told} == {StoreDamaged}


def test_taking_up_leaves_what_was_typed_kept(
    qtbot: QtBot, autosave: Autosave, form: FakeIncidentForm, store: Path
) -> None:
    box = DraftBox(path_beside(store))
    box.keep("k", "incident_form", {"place": "left"})
    box.close()
    autosave.open(store)
    type_into(form, "typed since")
    autosave.take_up("k", {"place": "left"}, form)
    assert form.keep() == {"place": "left"}
    qtbot.waitUntil(lambda: len(kept_on_disk(store)) == 2)
    type_into(form, "left, and went on")
    qtbot.waitUntil(
        lambda: {kept["place"] for kept in kept_on_disk(store)} == {"typed since", "left, and went on"}
    )


def test_no_thread_is_left(qtbot: QtBot) -> None:
    autosave = Autosave()
    autosave.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("drafts")]
