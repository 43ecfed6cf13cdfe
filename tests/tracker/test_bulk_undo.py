"""Undo and redo as a whole: what record by record gives, prepared outside the write lock, and all of it or nothing."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from tests.builders import NOON, Small, dump, small_store, turn
from tracker import bulk, bulk_undo, drafts, incidents, log, records, rows, totals, undo
from tracker.bulk import Cancelled, stage, write_staged
from tracker.codes import CountBasis, Kind, Status, Verb
from tracker.errors import Conflict, Refused, TrackerError
from tracker.ids import new_id
from tracker.integrity import check
from tracker.leftovers import sweep
from tracker.store import open_store
from tracker.undo import ActionLine


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


@pytest.fixture(autouse=True)
def as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few records go the way of many, in small batches."""
    monkeypatch.setattr(bulk_undo, "MANY", 3)
    monkeypatch.setattr(bulk, "BATCH", 4)


def imported(small: Small, number: int = 10) -> list[str]:
    made: list[tuple[str, drafts.Draft]] = [
        (new_id(), small.incident(origin=f"row:{i}", happened_at=NOON - timedelta(hours=i)))
        for i in range(number)
    ]
    write_staged(small.store, stage(small.store, made))
    return [record_id for record_id, _ in made]


def begun(small: Small, verb: Verb = Verb.UNDO) -> ActionLine:
    line = bulk_undo.begin(small.store, verb)
    assert isinstance(line, ActionLine)
    return line


def standing(small: Small) -> int:
    with small.store.read() as session:
        return incidents.count_incidents(session, incidents.Filter(small.line.pk))


def leftovers(small: Small) -> list[Path]:
    return list(small.store.path.parent.glob("*.staged-*"))


def once(call: Callable[[], Any]) -> Callable[[int], None]:
    """A progress function that calls the first time it is told something: in the midst of the preparation."""
    calls = [call]
    return lambda _done: calls.pop()() if calls else None


# As record by record


@dataclass(slots=True)
class Plain:
    """What should stand: imported incidents and those of the coordinator's own saves, by plain lists."""

    voided: dict[str, bool] = field(default_factory=dict)
    done: list[list[str]] = field(default_factory=list)
    undone: list[list[str]] = field(default_factory=list)

    def act(self, ids: list[str]) -> None:
        self.voided |= dict.fromkeys(ids, False)
        self.done.append(ids)
        self.undone.clear()

    def move(self, source: list[list[str]], target: list[list[str]], *, void: bool) -> None:
        ids = source.pop()
        target.append(ids)
        self.voided |= dict.fromkeys(ids, void)


@st.composite
def imports(draw: st.DrawFn) -> list[dict[str, Any]]:
    return draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "persons": st.none() | st.integers(1, 40),
                    "kind": st.sampled_from([Kind.CROSSING, Kind.ARRIVAL, Kind.RESCUE]),
                    "status": st.sampled_from(Status),
                    "hours": st.integers(0, 100),
                    "sector": st.sampled_from([None, 0, 1, 2]),  # 2 is one that comes with the import
                    "link": st.booleans(),
                    "iraqis": st.integers(0, 3),
                }
            ),
            min_size=1,
            max_size=8,
        )
    )


@pytest.fixture(scope="module")
def begun_with(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """What is copied for each example. Who opened it is somebody else: that is not the recorder's to undo."""
    small = small_store(tmp_path_factory.mktemp("begun") / "store.btrk", "A. opener")
    small.store.close()
    return small


STEPS = ("undo", "redo", "save", "else saves", "else verifies", "else links", "else voids sector", "again")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    imports(), st.lists(st.sampled_from(STEPS) | st.sampled_from(["undo", "redo"]), min_size=2, max_size=9)
)
def test_as_a_whole_and_record_by_record_give_the_same(
    begun_with: Small, made: list[dict[str, Any]], steps: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        first = Path(folder) / "first.btrk"
        shutil.copy(begun_with.store.path, first)
        small = replace(begun_with, store=open_store(first, "R. recorder"))
        sector, ids = new_id(), [new_id() for _ in made]
        coming: list[tuple[str, drafts.Draft]] = [
            (sector, drafts.Sector(situation=small.situation, name="Varėna"))
        ]
        for i, one in enumerate(made):
            coming.append((ids[i], incident_of(small, one, [None, *small.sectors, sector], i, ids)))
        write_staged(small.store, stage(small.store, coming))
        small.store.close()
        shutil.copy(first, Path(folder) / "second.btrk")
        outcomes = []
        for name, many in (("first", 1), ("second", 1_000_000)):
            small.store = open_store(Path(folder) / f"{name}.btrk", "R. recorder")
            bulk_undo.MANY = many
            outcomes.append(play(small, coming, steps, ids, sector))
            small.store.close()
    assert outcomes[0] == outcomes[1]


def incident_of(
    small: Small, one: dict[str, Any], sectors: list[str | None], i: int, ids: list[str]
) -> drafts.Incident:
    persons = one["persons"]
    iraqis = min(one["iraqis"], persons or 0)
    return small.incident(
        persons=persons,
        basis=CountBasis.UNKNOWN if persons is None else CountBasis.COUNTED,
        kind=one["kind"],
        status=one["status"],
        sector=sectors[0 if one["sector"] is None else 1 + one["sector"]],
        happened_at=NOON - timedelta(hours=one["hours"]),
        groups=[drafts.Group(iraqis, "IRQ")] if iraqis else [],
        seen_before=ids[i - 1] if one["link"] and i else None,
        origin=f"row:{i}",
    )


def play(
    small: Small, coming: list[tuple[str, drafts.Draft]], steps: list[str], ids: list[str], sector: str
) -> tuple[list[Any], Any]:
    """Take the steps; returns what each came to, and what the store holds in the end, less ids made on the way."""
    other = open_store(small.store.path, "S. second")
    plain, told = Plain(), []
    plain.act([record_id for record_id, _ in coming])
    for step in steps:
        try:
            match step:
                case "undo":
                    told.append((turn(small.store).records, "undone"))
                    plain.move(plain.done, plain.undone, void=True)
                case "redo":
                    told.append((turn(small.store, Verb.REDO).records, "redone"))
                    plain.move(plain.undone, plain.done, void=False)
                case "save":
                    plain.act([small.record(persons=5)])
                case "again":  # by somebody else: the same file
                    write_staged(other, stage(other, [(new_id(), d) for _, d in coming[1:]], checked=True))
                case "else saves":
                    other.write(incidents.record_incident, small.incident(sector=sector))
                case "else verifies":
                    other.write(incidents.verify_incident, ids[0])
                case "else links":
                    later = other.write(incidents.record_incident, small.incident(sector=None)).value
                    other.write(incidents.link_as_seen_before, later, ids[-1], None)
                case _:
                    other.write(records.void, "sector", small.sectors[1], "no such place")
        except Refused as error:
            told.append([p.code for p in error.problems])
        except TrackerError as error:
            told.append((error.code, error.values.get("type"), error.values.get("by")))
    other.close()
    assert list(check(small.store)) == []
    assert leftovers(small) == []
    with small.store.read() as session:
        for record_id, void in plain.voided.items():
            found = log.current(session, log.head_of(session.connection(), record_id).record_type, record_id)
            assert found.void_reason == (undo.UNDONE if void else None)
        persons = sum(
            arrivals_of(log.current(session, "incident", record_id))
            for (record_id,) in session.connection().execute(
                rows.table_of("incident").select().with_only_columns(rows.table_of("incident").c.id)
            )
        )
        kept = totals.kept(session.connection(), small.line.pk)
    assert sum(amounts[0] for (axis, _, _), amounts in kept.items() if axis == "all") == persons
    made_here = ("id", "revision_id", "listed_at")
    held = {
        name: [{k: v for k, v in row.items() if k not in made_here} for row in found]
        for name, found in dump(small).items()
    }
    return told, held


def arrivals_of(draft: drafts.Draft) -> int:
    """The arrivals rule, less what is seen before in part, which nothing here is."""
    assert isinstance(draft, drafts.Incident)
    counts = draft.void_reason is None and draft.status in (Status.REPORTED, Status.VERIFIED)
    kinds = (Kind.CROSSING, Kind.ARRIVAL)
    return draft.persons or 0 if counts and draft.kind in kinds and draft.seen_before is None else 0


def test_what_was_more_than_recorded_goes_record_by_record(small: Small) -> None:
    ids = [small.record(persons=n) for n in (1, 2, 3, 4)]

    def doubled(session: Session) -> None:
        for record_id in ids:
            draft, _ = records.get(session, drafts.Incident, record_id)
            records.amend(session, record_id, replace(draft, persons=2 * (draft.persons or 0)))

    def twice(session: Session) -> None:
        doubled(session)
        doubled(session)

    for command in (doubled, twice):
        small.store.write(command)
        assert turn(small.store).records == 4
        with small.store.read() as session:
            assert [records.get(session, drafts.Incident, i)[0].persons for i in ids] == [1, 2, 3, 4]
    assert list(check(small.store)) == []


# Outside the write lock, and what happens meanwhile


def test_it_is_prepared_while_somebody_else_has_the_write_lock(small: Small) -> None:
    ids = imported(small)
    with sqlcipher.connect(str(small.store.path), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        staged = bulk_undo.stage(small.store, begun(small), Verb.UNDO)
        other.execute("ROLLBACK")
    other.close()
    assert staged is not None
    bulk_undo.write_staged(small.store, staged)
    assert standing(small) == 0
    # That somebody has changed one is found without the lock too.
    turn(small.store, Verb.REDO)
    second = open_store(small.store.path, "S. second")
    second.write(incidents.verify_incident, ids[3])
    second.close()
    with sqlcipher.connect(str(small.store.path), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict) as caught:
            bulk_undo.finish(small.store, begun(small), Verb.UNDO)
        other.execute("ROLLBACK")
    other.close()
    assert (caught.value.code, caught.value.values["by"]) == ("changed_since", "S. second")
    assert caught.value.values["id"] == ids[3]
    assert leftovers(small) == []


def test_what_was_saved_meanwhile_is_kept_and_is_the_next_to_undo(small: Small) -> None:
    imported(small)
    bulk_undo.finish(small.store, begun(small), Verb.UNDO, progress=once(small.record))
    assert standing(small) == 1
    assert list(check(small.store)) == []
    assert turn(small.store).records == 1
    assert standing(small) == 0
    turn(small.store, Verb.REDO)
    turn(small.store, Verb.REDO)
    assert standing(small) == 11
    assert list(check(small.store)) == []


def test_what_somebody_changes_meanwhile_is_a_conflict(small: Small) -> None:
    ids = imported(small)
    second = open_store(small.store.path, "S. second")
    change = once(lambda: second.write(incidents.verify_incident, ids[0]))
    with pytest.raises(Conflict) as caught:
        bulk_undo.finish(small.store, begun(small), Verb.UNDO, progress=change)
    assert caught.value.values["by"] == "S. second"
    assert standing(small) == 10
    # Once it is taken back again, it stands in nobody's way.
    second.write(undo.undo_last, second.author, second.station_id)
    second.close()
    turn(small.store)
    assert standing(small) == 0
    assert list(check(small.store)) == []
    assert leftovers(small) == []


def test_days_go_by_the_cutoff_that_is_set_meanwhile(small: Small) -> None:
    imported(small, 30)

    def set_cutoff() -> None:
        with small.store.read() as session:
            draft, revision = records.get(session, drafts.Situation, small.situation)
        small.store.write(records.amend, small.situation, replace(draft, cutoff=480), revision)

    bulk_undo.finish(small.store, begun(small), Verb.UNDO, progress=once(set_cutoff))
    assert standing(small) == 0
    assert list(check(small.store)) == []


def test_what_another_window_undoes_meanwhile_is_undone_once(small: Small) -> None:
    imported(small)
    line = begun(small)
    second = open_store(small.store.path, small.store.author)
    with pytest.raises(Refused) as caught:
        bulk_undo.finish(small.store, line, Verb.UNDO, progress=once(lambda: turn(second)))
    assert [p.code for p in caught.value.problems] == ["nothing_to_undo"]
    assert standing(small) == 0
    line = begun(small, Verb.REDO)
    turn(second, Verb.REDO)
    with pytest.raises(Refused) as caught:
        bulk_undo.finish(small.store, line, Verb.REDO)
    assert [p.code for p in caught.value.problems] == ["nothing_to_redo"]
    second.close()
    assert standing(small) == 10
    assert list(check(small.store)) == []


def test_cancelled_it_leaves_nothing(small: Small) -> None:
    imported(small)
    told: list[int] = []
    with pytest.raises(Cancelled):
        bulk_undo.finish(small.store, begun(small), Verb.UNDO, told.append, lambda: len(told) == 2)
    assert told == [4, 8]
    assert (standing(small), leftovers(small)) == (10, [])
    assert begun(small).records == 10


UNDOES_AND_WAITS = """
import sys, time
from pathlib import Path
from tracker import bulk_undo
from tracker.codes import Verb
from tracker.store import open_store
def wait(*_):
    print("there", flush=True)
    time.sleep(60)
store, moment = open_store(Path(sys.argv[1]), "R. recorder"), sys.argv[2]
line = bulk_undo.begin(store, Verb.UNDO)
if moment == "amid":  # the rows are marked, the log is longer, the totals are next
    bulk_undo.totals.keep = wait
bulk_undo.finish(store, line, Verb.UNDO, wait if moment == "preparing" else None)
wait()
"""


@pytest.mark.parametrize(("moment", "left"), [("preparing", 2500), ("amid", 2500), ("done", 0)])
def test_a_kill_leaves_all_or_nothing(small: Small, moment: str, left: int) -> None:
    imported(small, 2500)
    process = subprocess.Popen(
        [sys.executable, "-c", UNDOES_AND_WAITS, str(small.store.path), moment],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    assert process.stdout.readline().strip() == "there"
    process.kill()
    process.communicate()
    assert len(leftovers(small)) == (0 if moment == "done" else 1)
    sweep(small.store.path)
    assert leftovers(small) == []
    assert standing(small) == left
    assert list(check(small.store)) == []
    small.record()
    turn(small.store)
    turn(small.store, Verb.UNDO if left else Verb.REDO)
    assert standing(small) == (0 if left else 1)
    assert list(check(small.store)) == []
