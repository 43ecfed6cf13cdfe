import gc
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.collector import Collector, collect
from ui.lane import Lane


class Knot(QObject):
    """A Qt object in a cycle: only the collector frees it."""

    freed_on: list[str]

    def __init__(self, freed_on: list[str]) -> None:
        super().__init__()
        self.freed_on, self.itself = freed_on, self

    def __del__(self) -> None:
        self.freed_on.append(threading.current_thread().name)


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.stop()


def test_cycles_made_on_another_thread_are_freed_on_this_one(collector: Collector) -> None:
    freed_on: list[str] = []
    Knot(freed_on)

    def make_garbage() -> None:
        for _ in range(200_000):
            one: list[object] = []
            one.append(one)

    thread = threading.Thread(target=make_garbage, name="other")
    thread.start()
    thread.join()
    assert freed_on == []
    collect()
    gc.collect()
    assert freed_on == [threading.main_thread().name]


def test_while_long_work_is_under_way_garbage_waits(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.collector.EVERY", 5)
    monkeypatch.setattr("ui.collector.STARTING", 0)
    working, freed_on = [True], list[str]()
    collector = Collector(is_working=lambda: bool(working))
    kept: list[list[object]] = []

    def make_due() -> None:
        kept.extend([] for _ in range(gc.get_threshold()[0] + 1))

    Knot(freed_on)
    make_due()
    qtbot.wait(50)
    assert freed_on == []
    working.clear()
    qtbot.waitUntil(lambda: bool(freed_on))
    assert freed_on == [threading.main_thread().name]
    collector.stop()


def test_afterwards_python_collects_by_itself_again(qtbot: QtBot) -> None:
    assert gc.isenabled()
    first, second = Collector(), Collector()
    assert not gc.isenabled()
    first.stop()
    assert not gc.isenabled()
    second.stop()
    assert gc.isenabled()


def test_work_that_is_done_is_let_go_of_on_this_thread(qtbot: QtBot) -> None:
    destroyed_on: list[str] = []
    lane, done = Lane("lane", 1), threading.Event()

    class Owned(QObject):
        def __del__(self) -> None:
            destroyed_on.append(threading.current_thread().name)

    def put(owned: Owned) -> None:
        lane.put(lambda: (owned.objectName(), done.set()))  # type: ignore[arg-type,func-returns-value]

    put(Owned())
    assert done.wait(5)
    lane.finish(None)
    assert destroyed_on == [threading.main_thread().name]
    assert shiboken6.isValid(QObject())
