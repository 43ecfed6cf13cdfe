"""The store as it was: after any operations, what was known then is what a query found then."""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.builders import NOON, Small, dump, small_store
from tracker import drafts, facilities, incidents, records, situations
from tracker.errors import NotFound, StoreReadOnly, TrackerError
from tracker.log import find_head
from tracker.past import as_known, head_at
from tracker.store import Store, open_store
from tracker.undo import undo_last


def position_of(small: Small) -> int:
    with small.store.read() as session:
        return find_head(session).position


def known(small: Small, position: int) -> dict[str, list[dict[str, Any]]]:
    with as_known(small.store, position) as then:
        return dump(Small(then, small.situation, small.sectors, small.facilities))


def beside(small: Small) -> list[str]:
    return sorted(p.name for p in small.store.path.parent.iterdir() if ".known-" in p.name)


def _headcount(small: Small, n: int) -> None:
    draft = drafts.Headcount(facility=small.facilities[n % 2], counted_at=NOON, persons=n)
    small.store.write(facilities.take_headcount, draft)


def _amend(small: Small, n: int) -> None:
    with small.store.read() as session:
        found = incidents.find_incidents(session, incidents.Filter(small.line.pk))
        if not found:
            return
        draft, revision = records.get(session, drafts.Incident, found[n % len(found)].id)
    draft.persons = n + 1
    small.store.write(incidents.amend_incident, found[n % len(found)].id, draft, revision)


def _rename(small: Small, n: int) -> None:
    draft = drafts.Sector(situation=small.situation, name=f"Sector {n}")
    small.store.write(situations.amend_sector, small.sectors[n % 2], draft)


def _undo(small: Small, n: int) -> None:
    if position_of(small) > FIRST:
        small.store.write(undo_last, small.store.author, small.store.station_id)


def _move_cutoff(small: Small, n: int) -> None:
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Situation, small.situation)
    draft.cutoff = 60 * (n % 24) + 1
    small.store.write(records.amend, small.situation, draft, revision)


OPERATIONS: dict[str, Callable[[Small, int], object]] = {
    "incident": lambda small, n: small.record(
        persons=n + 1, groups=[drafts.Group(1, "IRQ")], happened_at=NOON - timedelta(hours=n)
    ),
    "amend": _amend,
    "headcount": _headcount,
    "rename a sector": _rename,
    "another cut-off": _move_cutoff,
    "undo": _undo,
}
FIRST = 6  # revisions of a small store: station, situation, two sectors, two facilities


@settings(max_examples=12)
@example([("another cut-off", 0), ("undo", 0), ("undo", 0), ("headcount", 1)])
@given(st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 40)), min_size=1, max_size=8))
def test_as_known_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    small = small_store(tmp_path_factory.mktemp("past") / "s.btrk")
    was = {position_of(small): dump(small)}
    for name, n in steps:
        with contextlib.suppress(TrackerError):  # an undo may have taken back what it needs
            OPERATIONS[name](small, n)
        was[position_of(small)] = dump(small)
    for position, rows in was.items():
        assert known(small, position) == rows, position
    assert beside(small) == []
    small.store.close()


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A store with three incidents."""
    small = small_store(tmp_path / "s.btrk")
    for _ in range(3):
        small.record()
    return small


def test_at_the_newest_position_it_is_the_store_itself(small: Small) -> None:
    with as_known(small.store, FIRST + 3) as then:
        assert then is small.store


@pytest.mark.parametrize("position", [-1, 0, FIRST + 4])
def test_a_position_that_is_not_there_is_told(small: Small, position: int) -> None:
    with pytest.raises(NotFound) as caught, as_known(small.store, position):
        pass
    assert caught.value.values == {"position": position, "newest": FIRST + 3}


def test_nothing_can_be_recorded_in_the_past_and_the_chain_is_that_of_then(small: Small) -> None:
    with small.store.read() as session:
        head = find_head(session)
    small.record()
    with small.store.read() as session:
        assert head_at(session, FIRST + 3) == head
    with as_known(small.store, FIRST + 3) as then:
        with then.read() as session:
            assert find_head(session) == head
        with pytest.raises(StoreReadOnly):
            then.write(incidents.record_incident, small.incident())
        assert then.station_id == small.store.station_id


def test_what_goes_wrong_on_the_way_leaves_nothing(small: Small) -> None:
    class Stop(Exception):
        pass

    def stop(what: str, done: int, of: int) -> None:
        assert beside(small)
        raise Stop

    with pytest.raises(Stop), as_known(small.store, FIRST, stop):
        pass
    assert beside(small) == []
    with pytest.raises(Stop), as_known(small.store, FIRST):
        raise Stop
    assert beside(small) == []


def _look_and_wait(path: Path) -> None:
    store: Store = open_store(path, "R. recorder")
    with as_known(store, FIRST):
        time.sleep(60)


def test_what_a_kill_left_is_swept_once_it_is_old(small: Small) -> None:
    from tracker.leftovers import sweep

    reader = multiprocessing.get_context("spawn").Process(target=_look_and_wait, args=(small.store.path,))
    reader.start()
    end = time.monotonic() + 60
    while not beside(small) and time.monotonic() < end:
        time.sleep(0.05)
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGKILL)
    reader.join()
    left = beside(small)
    assert left
    sweep(small.store.path)
    assert beside(small) == left  # somebody may be reading it
    for name in left:
        path = small.store.path.with_name(name)
        then = path.stat().st_mtime - 2 * 24 * 3600
        os.utime(path, (then, then))
    sweep(small.store.path)
    assert beside(small) == []
