import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlmodel import Session

from tracker import drafts
from tracker.change import Change, Outcome
from tracker.errors import (
    EnvironmentProblem,
    NotAStore,
    NotFound,
    Refused,
    StoreDamaged,
    StoreLocked,
    TrackerError,
)
from tracker.incidents import Filter, count_incidents, record_incident
from tracker.messages import words
from tracker.situations import add_sector, find_sectors, find_situations, open_situation
from tracker.store import Store, create_store, open_store
from ui.bridge import Bridge, Defect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.btrk"
    store = create_store(path, "Padvarionys", "a")
    store.write(open_situation, drafts.Situation(name="Lithuania", time_zone="Europe/Vilnius"))
    store.close()
    return path


@pytest.fixture
def bridge(qtbot: QtBot, path: Path) -> Iterator[Bridge]:
    bridge = Bridge()
    bridge.open(path, "a")
    qtbot.waitUntil(lambda: bridge.is_ready)
    yield bridge
    bridge.close()


def test_opening_sweeps_what_a_killed_import_left(qtbot: QtBot, path: Path) -> None:
    left = path.with_name(f"{path.name}.staged-0")
    left.write_bytes(b"half a page")
    bridge = Bridge()
    bridge.open(path, "a")
    qtbot.waitUntil(lambda: bridge.is_ready)
    bridge.close()
    assert not left.exists()


def incident(path: Path) -> drafts.Incident:
    store = open_store(path, "a")
    with store.read() as session:
        situation = find_situations(session)[0].id
    store.close()
    return drafts.Incident(situation=situation, happened_at=datetime(2021, 7, 1, tzinfo=UTC), persons=3)


def on_gui_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


class Asker(QObject):
    """Takes answers the way a page does, and notes on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []
        self.errors: list[Exception] = []
        self.on_gui_thread = True

    def take(self, answer: Any) -> None:
        self.answers.append(answer)
        self.on_gui_thread &= QThread.currentThread() is self.thread()

    def refuse(self, error: Exception) -> None:
        self.errors.append(error)
        self.on_gui_thread &= QThread.currentThread() is self.thread()


def gate(release: threading.Event) -> Callable[..., Any]:
    def wait(_session: Session, answer: Any = None) -> Any:
        assert release.wait(10)
        return answer

    return wait


def test_a_write_comes_back_on_the_gui_thread(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    asker, changes, busy = Asker(), [], []
    bridge.changed.connect(changes.append)
    bridge.busy.connect(busy.append)
    bridge.write(record_incident, incident(path), done=asker.take, refused=asker.refuse)
    assert busy == [True]
    qtbot.waitUntil(lambda: bool(asker.answers))
    outcome: Outcome[str] = asker.answers[0]
    assert changes[0].records == (("incident", outcome.value),)
    assert asker.on_gui_thread
    qtbot.waitUntil(lambda: busy == [True, False])
    assert not asker.errors
    asker.answers.clear()
    bridge.read(count_incidents, Filter(situation_pk=2), done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    assert asker.answers == [1]


def test_writes_keep_their_order(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    asker, situation = Asker(), incident(path).situation
    names = [f"Sector {n}" for n in range(20)]
    for name in names:
        bridge.write(add_sector, drafts.Sector(situation=situation, name=name), done=asker.take)
    qtbot.waitUntil(lambda: len(asker.answers) == 20)
    positions = [outcome.change.position for outcome in asker.answers]
    assert positions == sorted(positions)
    bridge.read(lambda session: [s.name for s in find_sectors(session, 2)], done=asker.take)
    qtbot.waitUntil(lambda: len(asker.answers) == 21)
    assert asker.answers[-1] == names


def test_a_refused_draft_takes_the_same_road_back(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    asker, failures = Asker(), []
    bridge.failed.connect(failures.append)
    draft = incident(path)
    draft.persons = -1
    bridge.write(record_incident, draft, done=asker.take, refused=asker.refuse)
    qtbot.waitUntil(lambda: bool(asker.errors))
    assert isinstance(asker.errors[0], Refused)
    assert asker.errors[0].problems[0].field == "persons"
    assert asker.on_gui_thread
    assert not asker.answers
    assert not failures
    qtbot.waitUntil(lambda: not bridge.is_busy)  # told last


def test_an_error_that_nobody_takes_is_sent(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    draft = incident(path)
    draft.persons = -1
    with qtbot.waitSignal(bridge.failed) as caught:
        bridge.write(record_incident, draft)
    assert isinstance(caught.args[0], Refused)


def test_a_defect_is_told_to_the_asker_and_to_the_window(qtbot: QtBot, bridge: Bridge) -> None:
    def add_nothing(session: Session) -> None:
        open_situation(session, drafts.Situation(name="half written"))
        raise ZeroDivisionError

    asker = Asker()
    with qtbot.waitSignal(bridge.failed) as caught:
        bridge.write(add_nothing, refused=asker.refuse)
    defect = caught.args[0]
    assert isinstance(defect, Defect)
    assert (defect.what, defect.wrote) == ("add_nothing", True)
    assert isinstance(defect.cause, ZeroDivisionError)
    assert asker.errors == [defect]
    bridge.read(find_situations, done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    assert [s.name for s in asker.answers[0]] == ["Lithuania"]


def test_a_read_cannot_write(qtbot: QtBot, bridge: Bridge) -> None:
    asker = Asker()
    bridge.read(open_situation, drafts.Situation(name="x"), done=asker.take, refused=asker.refuse)
    with qtbot.waitSignal(bridge.failed):
        pass
    assert asker.errors and not asker.answers


def test_of_reads_with_one_key_only_the_newest_answers(qtbot: QtBot, bridge: Bridge) -> None:
    asker, release = Asker(), threading.Event()
    bridge.read(gate(release), "old", done=asker.take, key="list")
    bridge.read(gate(release), "other", done=asker.take, key="board")
    bridge.read(gate(release), "new", done=asker.take, key="list")
    release.set()
    qtbot.waitUntil(lambda: len(asker.answers) == 2)
    qtbot.wait(50)
    assert sorted(asker.answers) == ["new", "other"]


def test_a_stale_read_that_has_not_begun_is_not_begun(qtbot: QtBot, bridge: Bridge) -> None:
    asker, release, begun = Asker(), threading.Event(), []
    for _ in range(3):
        bridge.read(gate(release), done=asker.take)
    for n in range(5):
        bridge.read(lambda _session, n=n: begun.append(n), done=asker.take, key="typed")
    release.set()
    qtbot.waitUntil(lambda: len(asker.answers) == 4)
    assert begun == [4]


def test_a_long_read_does_not_hold_up_a_save(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    asker, release = Asker(), threading.Event()
    for _ in range(3):
        bridge.read(gate(release), "read", done=asker.take)
    bridge.write(record_incident, incident(path), done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    assert asker.answers[0] != "read"
    release.set()
    qtbot.waitUntil(lambda: len(asker.answers) == 4)


def test_a_deleted_asker_is_told_nothing(qtbot: QtBot, bridge: Bridge) -> None:
    label, asker, release = QLabel(), Asker(), threading.Event()
    bridge.read(gate(release), "text", done=label.setText)
    bridge.read(gate(release), "text", done=lambda answer: label.setText(answer))
    bridge.read(gate(release), "text", done=asker.take)
    shiboken6.delete(label)
    release.set()
    qtbot.waitUntil(lambda: asker.answers == ["text"])
    qtbot.wait(50)  # an answer to the label would raise, which fails the test


def test_when_ready_waits_and_then_does_not(qtbot: QtBot, path: Path) -> None:
    bridge, told = Bridge(), []
    bridge.when_ready(lambda: told.append(1))
    bridge.read(find_situations, done=lambda found: told.append(len(found)))
    assert told == []
    bridge.open(path, "a")
    qtbot.waitUntil(lambda: told == [1, 1])
    bridge.when_ready(lambda: told.append(2))
    assert told == [1, 1, 2]
    bridge.close()


def test_another_programs_write_is_noticed_once(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    changes: list[Change] = []
    bridge.changed.connect(changes.append)
    bridge.write(record_incident, incident(path))
    qtbot.waitUntil(lambda: len(changes) == 1)
    qtbot.wait(1500)
    assert len(changes) == 1, "our own write is not taken for another's"
    code = (
        "import sys, pathlib; from tracker import drafts, situations, store;"
        "s = store.open_store(pathlib.Path(sys.argv[1]), 'b');"
        "s.write(situations.open_situation, drafts.Situation(name='Greece'))"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
    qtbot.waitUntil(lambda: len(changes) == 2, timeout=5000)
    assert changes[1].records == ()
    assert changes[1].position == changes[0].position + 1
    qtbot.wait(1500)
    assert len(changes) == 2


def test_another_programs_write_just_before_our_own_is_noticed(
    qtbot: QtBot, bridge: Bridge, path: Path
) -> None:
    changes: list[Change] = []
    bridge.changed.connect(changes.append)
    bridge._watch.stop()  # what a slow moment does: our save comes before the next look
    draft, other = incident(path), open_store(path, "b")
    theirs = other.write(open_situation, drafts.Situation(name="Greece")).change.position
    other.close()
    bridge.write(record_incident, draft)
    qtbot.waitUntil(lambda: not bridge.is_busy)
    ours = changes[0]
    assert (ours.since, ours.position) == (theirs, theirs + 1)
    assert [change.records for change in changes[1:]] == [()], "everything is to be read anew"
    bridge.write(record_incident, draft)
    qtbot.waitUntil(lambda: not bridge.is_busy)
    assert len(changes) == 3, "the second write has nobody's before it"


def test_a_look_that_fails_is_told_once_and_tried_again(
    qtbot: QtBot, bridge: Bridge, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Exception] = []
    bridge.failed.connect(failures.append)
    changes: list[Change] = []
    bridge.changed.connect(changes.append)
    bridge._watch.setInterval(50)
    looks: list[int] = []

    def in_the_way(_self: Store) -> int:
        looks.append(1)
        raise StoreLocked("store_locked", path="")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "data_version", in_the_way)
        qtbot.waitUntil(lambda: len(looks) > 2)
    assert len(failures) == 1
    other = open_store(path, "b")
    other.write(open_situation, drafts.Situation(name="Greece"))
    other.close()
    qtbot.waitUntil(lambda: len(changes) == 1)


def test_a_look_that_fails_since_the_store_was_left_is_nobodys_trouble(
    qtbot: QtBot, bridge: Bridge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Exception] = []
    bridge.failed.connect(failures.append)
    left, looking, closed = bridge._open_store(), threading.Event(), threading.Event()
    look = Store.data_version

    def cut_off(store: Store) -> int:
        if store is not left:
            return look(store)
        looking.set()
        closed.wait(10)
        raise StoreLocked("store_locked", path="")

    monkeypatch.setattr(Store, "data_version", cut_off)
    bridge._look_for_others()
    assert looking.wait(10)
    create_store(tmp_path / "other.btrk", "P", "a").close()
    with qtbot.waitSignal(bridge.ready):
        bridge.open(tmp_path / "other.btrk", "a")
    closed.set()
    qtbot.waitUntil(lambda: not bridge._looking)
    assert failures == []


def test_a_write_for_a_store_that_does_not_open_is_not_done_in_the_next(
    qtbot: QtBot, tmp_path: Path, path: Path
) -> None:
    bridge, asker, busy, draft = Bridge(), Asker(), [], drafts.Situation(name="Greece")
    bridge.busy.connect(busy.append)
    bridge.write(open_situation, draft, done=asker.take, refused=asker.refuse)
    with qtbot.waitSignal(bridge.not_opened):
        bridge.open(tmp_path / "absent.btrk", "a")
    assert [type(error) for error in asker.errors] == [EnvironmentProblem]
    assert words(asker.errors[0]) == "No store is open. Nothing was saved."
    assert busy == [True, False]
    # Nor one that is asked for while what stands in the way is on the screen.
    bridge.write(open_situation, draft, done=asker.take, refused=asker.refuse)
    qtbot.waitUntil(lambda: len(asker.errors) == 2)
    assert not bridge.is_busy
    with qtbot.waitSignal(bridge.ready):
        bridge.open(path, "a")
    bridge.read(find_situations, done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    assert [line.name for line in asker.answers[0]] == ["Lithuania"]
    bridge.write(open_situation, draft, done=asker.take, refused=asker.refuse)
    qtbot.waitUntil(lambda: len(asker.answers) == 2)
    bridge.close()


def test_a_write_for_a_store_is_not_done_in_another_chosen_meanwhile(
    qtbot: QtBot, tmp_path: Path, path: Path
) -> None:
    bridge, asker = Bridge(), Asker()
    bridge.open(tmp_path / "absent.btrk", "a")
    bridge.write(open_situation, drafts.Situation(name="Greece"), done=asker.take, refused=asker.refuse)
    with qtbot.waitSignal(bridge.ready):
        bridge.open(path, "a")
    assert len(asker.errors) == 1 and not asker.answers
    assert not bridge.is_busy
    bridge.close()


def test_closing_finishes_writes_and_drops_reads(qtbot: QtBot, bridge: Bridge, path: Path) -> None:
    asker, release, draft = Asker(), threading.Event(), incident(path)
    bridge.write(gate(release))
    for _ in range(5):
        bridge.write(record_incident, draft, done=asker.take)
    bridge.read(lambda _session: time.sleep(1), done=asker.take)
    threading.Timer(0.2, release.set).start()
    bridge.close()
    qtbot.wait(300)
    # Whoever asked for a write has been told; a read's answer goes nowhere.
    assert [type(answer) for answer in asker.answers] == [Outcome] * 5
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM incident").fetchone() == (5,)
    connection.close()


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda path: path.mkdir(), NotAStore),
        (lambda path: path.write_bytes(b""), NotAStore),
        (lambda path: path.write_bytes(b"no store at all" * 100), NotAStore),
        (lambda path: None, NotFound),
        (lambda path: path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8000), TrackerError),
    ],
    ids=["directory", "empty", "not SQLite", "absent", "damaged"],
)
def test_what_cannot_be_opened_is_told_and_another_can(
    qtbot: QtBot, tmp_path: Path, path: Path, make: Callable[[Path], None], error: type[Exception]
) -> None:
    wrong = tmp_path / "wrong.btrk"
    make(wrong)
    bridge = Bridge()
    with qtbot.waitSignal(bridge.not_opened) as caught:
        bridge.open(wrong, "a")
    assert isinstance(caught.args[0], error), caught.args[0]
    assert not bridge.is_ready
    with qtbot.waitSignal(bridge.ready):
        bridge.open(path, "a")
    bridge.close()


def test_creating_is_all_or_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    path, bridge = tmp_path / "new" / "store.btrk", Bridge()
    with qtbot.waitSignal(bridge.not_opened) as caught:
        bridge.create(path, "Padvarionys", "a", open_situation, drafts.Situation(name=""))
    assert isinstance(caught.args[0], Refused)
    assert list(path.parent.iterdir()) == []
    with qtbot.waitSignal(bridge.ready):
        bridge.create(path, "Padvarionys", "a", open_situation, drafts.Situation(name="Lithuania"))
    asker = Asker()
    bridge.read(find_situations, done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    assert [s.name for s in asker.answers[0]] == ["Lithuania"]
    bridge.close()


def test_answers_of_a_store_that_was_left_are_dropped(qtbot: QtBot, bridge: Bridge, tmp_path: Path) -> None:
    asker, release = Asker(), threading.Event()
    bridge.read(gate(release), "of the old store", done=asker.take)
    with qtbot.waitSignal(bridge.ready):
        bridge.create(tmp_path / "other.btrk", "Other", "a")
    release.set()
    bridge.read(find_situations, done=asker.take)
    qtbot.waitUntil(lambda: bool(asker.answers))
    qtbot.wait(50)
    assert asker.answers == [[]]


def test_long_work_tells_its_progress_on_the_gui_thread(qtbot: QtBot, bridge: Bridge) -> None:
    asker, threads = Asker(), []

    def job(steps: int, progress: Callable[[int], None]) -> str:
        threads.append(on_gui_thread())
        for n in range(steps):
            progress(n)
        return "done"

    bridge.run(job, 3, progress=bridge.on_gui(asker.take), done=asker.take)
    qtbot.waitUntil(lambda: "done" in asker.answers)
    assert asker.answers == [0, 1, 2, "done"]
    assert asker.on_gui_thread
    assert threads == [False]


def test_damage_found_later_is_told_to_the_window_too(qtbot: QtBot, bridge: Bridge) -> None:
    def read_damage(_session: Session) -> None:
        raise StoreDamaged("store_damaged", path="")

    asker = Asker()
    with qtbot.waitSignal(bridge.failed):
        bridge.read(read_damage, done=asker.take, refused=asker.refuse)
    assert isinstance(asker.errors[0], StoreDamaged)
