"""Bulk writes give what single writes give, in one action; nothing is left of one that failed."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from tests.builders import NOON, Small, small_store, turn
from tracker import bulk, bulk_undo, drafts, facilities, figures, incidents, log, records, situations, undo
from tracker.bulk import Cancelled, stage, write_staged
from tracker.codec import encode
from tracker.codes import AgeBand, Verb
from tracker.errors import Conflict, NotFound, Refused
from tracker.ids import new_id
from tracker.integrity import check
from tracker.leftovers import sweep
from tracker.store import LOG_PAGES, open_store


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def some(small: Small, number: int) -> list[tuple[str, drafts.Draft]]:
    """Incidents, with a facility and its headcount among them that refer to each other."""
    facility, sector = new_id(), new_id()
    records: list[tuple[str, drafts.Draft]] = [
        (facility, drafts.Facility(situation=small.situation, name="Verebiejai")),
        (sector, drafts.Sector(situation=small.situation, name="Varėna")),
        (new_id(), drafts.Headcount(facility=facility, counted_at=NOON, persons=10)),
    ]
    previous = None
    for i in range(number):
        incident = small.incident(
            persons=1 + i % 30,
            sector=sector if i % 2 else small.sectors[0],
            happened_at=NOON - timedelta(hours=i),
            groups=[drafts.Group(1, "IRQ"), drafts.Group(1, age=AgeBand.CHILD)],
            seen_before=previous if i % 7 == 3 else None,
        )
        previous = new_id()
        records.append((previous, incident))
    return records


def test_bulk_gives_the_rows_that_single_writes_give(small: Small) -> None:
    small.record()
    records = some(small, 60)
    outcome = write_staged(small.store, stage(small.store, records))
    assert outcome.value == len(records)
    assert list(check(small.store)) == []
    with small.store.read() as session:
        for record_id, draft in records:
            assert encode(log.current(session, draft.type, record_id)) == encode(draft)
        line = small.line
        assert incidents.count_incidents(session, incidents.Filter(line.pk)) == 61
        assert len(incidents.find_incidents(session, incidents.Filter(line.pk, typed="varena"))) == 30
        counts = figures.read_counts(session, line)
    expected = 23 + sum(
        d.persons or 0 for _, d in records if isinstance(d, drafts.Incident) and not d.seen_before
    )
    assert sum(counts.day.values()) == expected
    assert sum(counts.sector.values()) == expected


def test_one_import_after_the_other_in_one_program(small: Small) -> None:
    for _ in range(3):
        records = [(new_id(), small.incident(persons=2)) for _ in range(5)]
        assert write_staged(small.store, stage(small.store, records)).value == 5
    small.record()
    assert list(check(small.store)) == []
    with small.store.read() as session:
        assert incidents.count_incidents(session, incidents.Filter(small.line.pk)) == 16


def test_a_save_between_staging_and_writing_is_kept_and_chained(small: Small) -> None:
    staged = stage(small.store, some(small, 10))
    between = small.record(persons=7)
    write_staged(small.store, staged)
    assert list(check(small.store)) == []
    with small.store.read() as session:
        assert records.get(session, drafts.Incident, between)[0].persons == 7


@pytest.mark.parametrize("many", [5, 1000], ids=["as a whole", "record by record"])
def test_one_undo_takes_all_of_it_back(small: Small, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    write_staged(small.store, stage(small.store, some(small, 25)))
    undone = turn(small.store)
    assert undone.records == 28
    with small.store.read() as session:
        assert incidents.count_incidents(session, incidents.Filter(small.line.pk)) == 0
    assert list(check(small.store)) == []
    for _ in range(2):
        turn(small.store, Verb.REDO)
        with small.store.read() as session:
            assert incidents.count_incidents(session, incidents.Filter(small.line.pk)) == 25
        assert list(check(small.store)) == []
        turn(small.store)
        with small.store.read() as session:
            assert incidents.count_incidents(session, incidents.Filter(small.line.pk)) == 0
        assert list(check(small.store)) == []


@pytest.mark.parametrize("many", [5, 1000])
def test_an_import_that_somebody_amended_is_not_undone(
    small: Small, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    records = some(small, 10)
    write_staged(small.store, stage(small.store, records))
    other = open_store(small.store.path, "S. second")
    other.write(incidents.verify_incident, records[-1][0])
    other.close()
    with small.store.read() as session:
        before = log.find_head(session)
    with pytest.raises(Conflict):
        turn(small.store)
    with small.store.read() as session:
        assert log.find_head(session) == before


def test_every_check_is_asked_before_the_write_lock_is_taken(small: Small) -> None:
    too_far = small.incident(latitude=91.0, longitude=25.0)
    with pytest.raises(IntegrityError, match="ck_incident_latitude"):
        stage(small.store, [(new_id(), too_far)], checked=True)
    assert leftovers(small) == []


def test_after_an_import_the_checks_are_asked_and_the_log_is_moved_as_ever(small: Small) -> None:
    write_staged(small.store, stage(small.store, some(small, 2000)))
    assert small.store.path.stat().st_size > 2_000_000  # the write-ahead log was moved into it
    with small.store._writer.connect() as connection:
        for pragma, value in (("ignore_check_constraints", 0), ("wal_autocheckpoint", LOG_PAGES)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def leftovers(small: Small) -> list[Path]:
    return list(small.store.path.parent.glob("*.staged-*"))


def test_a_wrong_record_is_named_by_its_number_and_nothing_is_written(small: Small) -> None:
    records = some(small, 5)
    records.append((new_id(), small.incident(persons=-1)))
    with pytest.raises(Refused) as caught:
        stage(small.store, records)
    assert [(p.code, p.field, p.row) for p in caught.value.problems] == [("negative", "persons", 9)]
    assert leftovers(small) == []
    with pytest.raises(NotFound):
        stage(small.store, [(new_id(), small.incident(sector=new_id()))])
    assert leftovers(small) == []
    assert list(check(small.store)) == []


def test_cancelling_leaves_nothing(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 10)
    seen: list[int] = []
    with pytest.raises(Cancelled):
        stage(small.store, some(small, 100), progress=seen.append, cancelled=lambda: len(seen) >= 3)
    assert seen == [10, 20, 30]
    assert leftovers(small) == []


def test_a_situation_that_changed_meanwhile_is_a_conflict(small: Small) -> None:
    staged = stage(small.store, some(small, 3))
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Situation, small.situation)
    small.store.write(records.amend, small.situation, replace(draft, cutoff=480), revision)
    with pytest.raises(Conflict):
        write_staged(small.store, staged)
    assert leftovers(small) == []
    assert list(check(small.store)) == []


def test_a_sector_that_was_voided_meanwhile_is_a_conflict(small: Small) -> None:
    staged = stage(small.store, [(new_id(), small.incident())])
    small.store.write(records.void, "sector", small.sectors[0], "no such place")
    with pytest.raises(Conflict) as caught:
        write_staged(small.store, staged)
    assert (caught.value.code, caught.value.values["type"]) == ("changed_since", "sector")
    staged = stage(small.store, [(new_id(), small.incident(sector=None))])
    small.store.write(records.void, "sector", small.sectors[1], "no such place either")
    assert write_staged(small.store, staged).value == 1  # nobody refers to it


def test_an_incident_that_was_voided_meanwhile_is_a_conflict(small: Small) -> None:
    earlier = small.record()
    staged = stage(small.store, [(new_id(), small.incident(seen_before=earlier))])
    small.store.write(incidents.void_incident, earlier, "entered twice")
    with pytest.raises(Conflict):
        write_staged(small.store, staged)


@pytest.mark.parametrize("name", ["Varėna", " varĖna "])
def test_a_name_that_was_given_meanwhile_is_a_conflict(small: Small, name: str) -> None:
    staged = stage(small.store, some(small, 3))
    small.store.write(situations.add_sector, drafts.Sector(situation=small.situation, name=name))
    with pytest.raises(Conflict) as caught:
        write_staged(small.store, staged)
    assert caught.value.code == "named_meanwhile"
    assert leftovers(small) == []


def test_a_name_of_another_situation_or_of_a_void_one_is_none_of_theirs(small: Small) -> None:
    elsewhere = drafts.Situation(name="Elsewhere", time_zone="UTC")
    other = small.store.write(situations.open_situation, elsewhere).value
    staged = stage(small.store, some(small, 3))
    small.store.write(situations.add_sector, drafts.Sector(situation=other, name="Varėna"))
    place = drafts.Facility(situation=small.situation, name="Verebiejai")
    small.store.write(facilities.add_facility, place)
    small.store.write(undo.undo_last, small.store.author, small.store.station_id)
    assert write_staged(small.store, staged).value == 6


def test_the_same_rows_imported_meanwhile_are_a_conflict(small: Small) -> None:
    records: list[tuple[str, drafts.Draft]] = [(new_id(), small.incident(origin="file:1"))]
    staged = stage(small.store, records)
    small.record(origin="file:1")
    with pytest.raises(Conflict):
        write_staged(small.store, staged)


STAGES_AND_WAITS = """
import sys
from pathlib import Path
from tests.builders import NOON
from tracker.bulk import stage, write_staged
from tracker.drafts import Incident
from tracker.ids import new_id
from tracker.situations import find_situations
from tracker.store import LOG_PAGES, open_store
store = open_store(Path(sys.argv[1]), "importer")
with store.read() as session:
    draft = Incident(situation=find_situations(session)[0].id, happened_at=NOON, persons=3)
records = ((new_id(), draft) for _ in range(int(sys.argv[2])))
staged = stage(store, records, progress=lambda n: print("staging", flush=True))
print("staged", flush=True)
sys.stdin.read(1)
print(write_staged(store, staged).value, flush=True)
"""


@contextmanager
def importing(small: Small, count: int, until: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", STAGES_AND_WAITS, str(small.store.path), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin and process.stdout
    try:
        assert process.stdout.readline().strip() == until
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("count", "until"), [(3, "staged"), (10_000_000, "staging")])
def test_what_a_killed_import_left_is_swept(small: Small, count: int, until: str) -> None:
    with importing(small, count, until):
        pass
    assert len(leftovers(small)) == 1
    sweep(small.store.path)
    assert leftovers(small) == []


@pytest.mark.parametrize(("count", "until"), [(3, "staged"), (10_000_000, "staging")])
def test_what_a_running_import_holds_is_not_swept(small: Small, count: int, until: str) -> None:
    with importing(small, count, until):
        sweep(small.store.path)
        assert len(leftovers(small)) == 1


def test_a_swept_over_import_goes_on(small: Small) -> None:
    with importing(small, 3, "staged") as process:
        sweep(small.store.path)
        assert process.communicate("\n", timeout=30)[0].strip() == "3"
    assert leftovers(small) == []
    assert list(check(small.store)) == []


def test_an_import_of_this_process_is_not_swept(small: Small) -> None:
    staged = stage(small.store, some(small, 3))
    sweep(small.store.path)
    assert leftovers(small) == [staged.path]
    assert write_staged(small.store, staged).value == 6
    assert leftovers(small) == []


def test_a_new_situation_can_come_in_bulk(small: Small) -> None:
    situation = new_id()
    records: list[tuple[str, drafts.Draft]] = [
        (situation, drafts.Situation(name="Turkey – Greece 2020", time_zone="Europe/Athens")),
        (new_id(), small.incident(situation=situation, sector=None)),
    ]
    write_staged(small.store, stage(small.store, records))
    assert list(check(small.store)) == []
    with small.store.read() as session:
        line = situations.get_situation(session, situation)
        assert sum(figures.read_counts(session, line).day.values()) == 23
