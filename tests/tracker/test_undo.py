"""Undo and redo beyond the random history of `test_log.py`: imports of all kinds, and what stands in the way."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store, turn
from tracker import bulk_undo, drafts, facilities, figures, incidents, log, records, undo
from tracker.bulk import stage, write_staged
from tracker.codes import MovementReason, Verb
from tracker.demo import write_demo
from tracker.drafts import DRAFTS, Draft
from tracker.errors import Conflict, Refused
from tracker.ids import new_id
from tracker.integrity import check
from tracker.store import open_store


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def some_of_each(small: Small) -> list[tuple[str, Draft]]:
    """A record of each type, each after those that it refers to."""
    day = NOON.date()
    situation, sector, facility, incident, total, event = (new_id() for _ in range(6))
    return [
        (situation, drafts.Situation(name="Another", time_zone="Europe/Vilnius")),
        (sector, drafts.Sector(situation=situation, name="Varėna")),
        (new_id(), drafts.Station(name="Varėna", situation=situation)),
        (new_id(), drafts.Party(situation=situation, reference="P-1")),
        (facility, drafts.Facility(situation=situation, name="Alytus")),
        (incident, drafts.Incident(situation=situation, sector=sector, happened_at=NOON, persons=23)),
        (new_id(), drafts.CapacityChange(facility=facility, from_at=NOON, operational=100)),
        (new_id(), drafts.Headcount(facility=facility, counted_at=NOON, persons=50)),
        (
            new_id(),
            drafts.Movement(
                situation=situation,
                reason=MovementReason.ARRIVAL,
                persons=23,
                to_facility=facility,
                left_at=NOON - timedelta(hours=1),
                incident=incident,
            ),
        ),
        (total, drafts.PublishedTotal(situation=situation, first_day=day, last_day=day, value=23)),
        (
            event,
            drafts.ContextEvent(situation=situation, title="Decree", first_day=day, last_day=day, reason="x"),
        ),
        (
            new_id(),
            drafts.Statement(
                situation=situation,
                speaker="S",
                quotation="Q",
                first_day=day,
                last_day=day,
                about_event=event,
            ),
        ),
        (
            new_id(),
            drafts.ImportReceipt(situation=situation, file="a.csv", subject="incidents", read=1, added=1),
        ),
    ]


@pytest.mark.parametrize("many", [1, 1000], ids=["as a whole", "record by record"])
def test_an_import_of_every_record_type_is_taken_back_and_brought_back(
    small: Small, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    made = some_of_each(small)
    assert {d.type for _, d in made} == set(DRAFTS) - set(undo.FINAL)  # reports are released one by one
    write_staged(small.store, stage(small.store, made))
    store = small.store
    for _ in range(2):
        turn(store)
        with store.read() as session:
            assert {log.current(session, d.type, i).void_reason for i, d in made} == {undo.UNDONE}
        assert list(check(store)) == []
        turn(store, Verb.REDO)
        with store.read() as session:
            assert {log.current(session, d.type, i).void_reason for i, d in made} == {None}
        assert list(check(store)) == []


@pytest.mark.parametrize("many", [1, 1000])
def test_redo_does_not_double_what_was_imported_again(
    small: Small, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    rows: list[tuple[str, Draft]] = [(new_id(), small.incident(origin=f"row:{i}")) for i in range(3)]
    write_staged(small.store, stage(small.store, rows))
    turn(small.store)
    other = open_store(small.store.path, "S. second")
    write_staged(other, stage(other, [(new_id(), d) for _, d in rows]))
    other.close()
    with pytest.raises(Conflict) as caught:
        turn(small.store, Verb.REDO)
    assert caught.value.code == "imported_meanwhile"
    with small.store.read() as session:
        assert sum(figures.read_counts(session, small.line).day.values()) == 69


def test_nothing_of_a_fresh_demo_is_hers_to_undo(tmp_path: Path) -> None:
    write_demo(tmp_path / "demo.btrk")
    store = open_store(tmp_path / "demo.btrk", "recorder")
    with pytest.raises(Refused) as caught:
        store.write(undo.undo_last, store.author, store.station_id)
    assert caught.value.problems[0].code == "nothing_to_undo"
    store.close()


def test_a_party_is_one_whatever_its_capitals(small: Small) -> None:
    first = small.store.write(incidents.record_incident, small.incident(), None, "Š-12").value
    second = small.store.write(incidents.record_incident, small.incident(), None, "š-12 ").value
    with small.store.read() as session:
        parties = [records.get(session, drafts.Incident, i)[0].party for i in (first, second)]
    assert parties[0] is not None
    assert parties[0] == parties[1]


def test_a_day_that_was_corrected_away_is_not_the_first(small: Small) -> None:
    small.record()
    wrong = small.record(happened_at=NOON.replace(year=1950))
    small.store.write(incidents.void_incident, wrong, "wrong year")
    with small.store.read() as session:
        assert figures.first_day_of(session, small.line.pk) == NOON.date()


def test_what_was_amended_comes_back_as_it_was(small: Small) -> None:
    facility = small.facilities[0]
    with small.store.read() as session:
        before, revision = records.get(session, drafts.Facility, facility)
    small.store.write(facilities.amend_facility, facility, replace(before, name="Pabrade II"), revision)
    small.store.write(undo.undo_last, small.store.author, small.store.station_id)
    with small.store.read() as session:
        assert records.get(session, drafts.Facility, facility)[0].name == "Pabradė"


def test_nothing_is_put_in_a_facility_that_went_with_its_import(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer has the facility in mind from the headcount; that the import was undone must reach it."""
    monkeypatch.setattr(bulk_undo, "MANY", 1)
    facility, store = new_id(), small.store
    draft = drafts.Facility(situation=small.situation, name="Alytus")
    write_staged(store, stage(store, [(facility, draft)]))
    count = drafts.Headcount(facility=facility, counted_at=NOON, persons=50)
    store.write(records.record, count)
    turn(store)
    turn(store)
    with pytest.raises(Refused) as caught:
        store.write(records.record, count)
    assert [p.code for p in caught.value.problems] == ["facility_void"]
