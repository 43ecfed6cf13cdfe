"""Nothing stands on what is void: void commands and undo refuse alike, and people are counted in one incident."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import NOON, Small, small_store, turn
from tracker import bulk, bulk_undo, drafts, facilities, figures, incidents, records, situations, undo
from tracker.codes import Kind, MovementReason, Status, Verb
from tracker.errors import Refused
from tracker.ids import new_id
from tracker.integrity import check
from tracker.messages import words
from tracker.store import Store, open_store


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


@pytest.fixture
def second(small: Small) -> Any:
    """Somebody else at the same store."""
    store = open_store(small.store.path, "S. second")
    yield store
    store.close()


def refused(write: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as caught:
        write()
    assert words(caught.value)
    return [p.code for p in caught.value.problems]


def undone(store: Store) -> Callable[[], Any]:
    return lambda: turn(store)


def arrivals(small: Small) -> int:
    with small.store.read() as session:
        return sum(figures.read_counts(session, small.line).day.values())


def link(small: Small, later: str, earlier: str | None) -> Callable[[], Any]:
    return lambda: small.store.write(incidents.link_as_seen_before, later, earlier, None)


def test_an_incident_that_counts_for_others_is_not_voided(small: Small) -> None:
    earlier, later = small.record(), small.record(persons=20)
    link(small, later, earlier)()
    assert arrivals(small) == 23
    with pytest.raises(Refused) as caught:
        small.store.write(incidents.void_incident, earlier, "entered twice")
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["number"]) == ("incident_linked", 1)
    assert problem.values["incidents"] == ["2021-08-03 12:00 Druskininkai"]
    assert arrivals(small) == 23
    link(small, later, None)()
    small.store.write(incidents.void_incident, earlier, "entered twice")
    assert arrivals(small) == 20


@pytest.mark.parametrize("change", [{"status": Status.REFUTED}, {"kind": Kind.PUSHBACK}])
def test_an_incident_that_counts_for_others_goes_on_counting(small: Small, change: dict[str, Any]) -> None:
    earlier, later = small.record(), small.record()
    link(small, later, earlier)()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, earlier)
    amend = incidents.amend_incident
    assert refused(lambda: small.store.write(amend, earlier, replace(draft, **change), revision)) == [
        "incident_linked"
    ]
    small.store.write(amend, earlier, replace(draft, place="Raigardas"), revision)
    small.store.write(incidents.void_incident, later, "entered twice")
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, earlier)
    small.store.write(amend, earlier, replace(draft, **change), revision)


def test_people_are_linked_only_to_where_they_were_counted(small: Small) -> None:
    void, refuted = small.record(), small.record(status=Status.REFUTED)
    small.store.write(incidents.void_incident, void, "entered twice")
    other = small.store.write(
        situations.open_situation, drafts.Situation(name="Elsewhere", time_zone="UTC")
    ).value
    wrong = {
        "seen_in_void": void,
        "seen_in_refuted": refuted,
        "seen_in_uncounted": small.record(kind=Kind.PUSHBACK),
        "seen_elsewhere": small.record(situation=other, sector=None),
    }
    own = small.record()
    for code, target in wrong.items():
        assert refused(link(small, own, target)) == [code]
        assert refused(lambda target=target: small.record(seen_before=target)) == [code]
    assert refused(link(small, own, own)) == ["seen_in_itself"]
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, own)
    amended = replace(draft, seen_before=void)
    assert refused(lambda: small.store.write(incidents.amend_incident, own, amended, revision)) == [
        "seen_in_void"
    ]


def test_links_do_not_go_round(small: Small) -> None:
    a, b, c = small.record(), small.record(), small.record()
    link(small, b, a)()
    link(small, c, b)()
    assert refused(link(small, a, c)) == ["seen_in_circle"]
    assert arrivals(small) == 23


def test_a_voided_incident_comes_back_only_with_a_link_that_counts(small: Small, second: Store) -> None:
    earlier, later = small.record(), small.record()
    link(small, later, earlier)()
    small.store.write(incidents.void_incident, later, "entered twice")
    second.write(incidents.void_incident, earlier, "never happened")
    assert refused(undone(small.store)) == ["seen_in_void"]
    assert arrivals(small) == 0
    assert list(check(small.store)) == []


def test_undo_takes_no_incident_from_under_a_link(small: Small, second: Store) -> None:
    earlier = small.record()
    later = second.write(incidents.record_incident, small.incident(seen_before=earlier)).value
    assert refused(undone(small.store)) == ["incident_linked"]
    assert arrivals(small) == 23
    second.write(incidents.void_incident, later, "entered twice")
    undone(small.store)()
    assert arrivals(small) == 0


def count(small: Small, facility: str) -> drafts.Headcount:
    return drafts.Headcount(facility=facility, counted_at=NOON, persons=40)


def test_undo_takes_no_facility_from_under_its_people(small: Small, second: Store) -> None:
    draft = drafts.Facility(situation=small.situation, name="Verebiejai")
    facility = small.store.write(facilities.add_facility, draft, 50).value
    taken = second.write(facilities.take_headcount, count(small, facility)).value
    assert refused(undone(small.store)) == ["facility_in_use"]
    second.write(records.void, "headcount", taken, "the wrong house")
    undone(small.store)()
    with small.store.read() as session:
        assert records.get(session, drafts.Facility, facility)[0].void_reason == undo.UNDONE
    assert list(check(small.store)) == []


def test_a_change_of_capacity_by_another_keeps_a_facility_from_undo(small: Small, second: Store) -> None:
    draft = drafts.Facility(situation=small.situation, name="Verebiejai")
    facility = small.store.write(facilities.add_facility, draft).value
    change = drafts.CapacityChange(facility=facility, from_at=NOON, operational=50)
    second.write(facilities.change_capacity, change)
    assert refused(undone(small.store)) == ["facility_in_use"]


def test_undo_takes_no_sector_or_situation_from_under_records(small: Small, second: Store) -> None:
    sector = small.store.write(
        situations.add_sector, drafts.Sector(situation=small.situation, name="Varėna")
    ).value
    second.write(incidents.record_incident, small.incident(sector=sector))
    assert refused(undone(small.store)) == ["sector_in_use"]
    other = drafts.Situation(name="Elsewhere", time_zone="UTC")
    situation = small.store.write(
        situations.arrange_situation, other, [(None, drafts.Sector(name="North"))]
    ).value
    second.write(incidents.record_incident, small.incident(situation=situation, sector=None))
    assert refused(undone(small.store)) == ["situation_in_use"]


def test_a_situation_with_its_own_sectors_is_undone(small: Small) -> None:
    other = drafts.Situation(name="Elsewhere", time_zone="UTC")
    small.store.write(situations.arrange_situation, other, [(None, drafts.Sector(name="North"))])
    undone(small.store)()
    with small.store.read() as session:
        assert [s.name for s in situations.find_situations(session)] == [small.line.name]


@pytest.mark.parametrize("many", [3, 1000], ids=["as a whole", "record by record"])
def test_undo_of_an_import_asks_the_same(
    small: Small, second: Store, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    facility, sector, incident = new_id(), new_id(), new_id()
    imported: list[tuple[str, drafts.Draft]] = [
        (facility, drafts.Facility(situation=small.situation, name="Verebiejai")),
        (sector, drafts.Sector(situation=small.situation, name="Varėna")),
        (new_id(), count(small, facility)),
        (incident, small.incident(sector=sector)),
        (new_id(), small.incident(sector=sector, seen_before=incident)),
    ]
    bulk.write_staged(small.store, bulk.stage(small.store, imported))
    for code, command, draft in (
        ("facility_in_use", facilities.take_headcount, count(small, facility)),
        ("sector_in_use", incidents.record_incident, small.incident(sector=sector)),
        ("incident_linked", incidents.record_incident, small.incident(seen_before=incident)),
    ):
        own = second.write(command, draft).value
        assert refused(undone(small.store)) == [code]
        second.write(records.void, draft.type, own, "entered twice")
    undone(small.store)()
    assert arrivals(small) == 0
    turn(small.store, Verb.REDO)
    assert arrivals(small) == 23
    assert list(check(small.store)) == []


@pytest.mark.parametrize("many", [2, 1000], ids=["as a whole", "record by record"])
def test_redo_puts_nothing_on_what_was_voided_since(
    small: Small, second: Store, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_undo, "MANY", many)
    imported: list[tuple[str, drafts.Draft]] = [(new_id(), small.incident()) for _ in range(3)]
    bulk.write_staged(small.store, bulk.stage(small.store, imported))
    undone(small.store)()
    second.write(records.void, "sector", small.sectors[0], "no such place")
    assert refused(lambda: turn(small.store, Verb.REDO)) == ["sector_void"]
    assert list(check(small.store)) == []


def test_nothing_is_recorded_into_what_is_void(small: Small) -> None:
    store, (sector, other), (facility, _) = small.store, small.sectors, small.facilities
    standing = small.record(sector=other)
    store.write(records.void, "sector", sector, "no such place")
    store.write(facilities.void_facility, facility, "entered twice")
    assert refused(small.record) == ["sector_void"]
    assert refused(lambda: small.record(moved_to=facility, sector=None)) == ["facility_void"]
    place = drafts.Facility(situation=small.situation, sector=sector, name="Verebiejai")
    assert refused(lambda: store.write(facilities.add_facility, place)) == ["sector_void"]
    # What was reckoned already is a count like any other.
    taken = replace(count(small, facility), reckoned=3)
    assert refused(lambda: store.write(facilities.take_headcount, taken)) == ["facility_void"]
    away = drafts.Movement(
        situation=small.situation,
        reason=MovementReason.LEFT,
        persons=2,
        from_facility=facility,
        left_at=NOON,
    )
    assert refused(lambda: store.write(facilities.move_people, away)) == ["facility_void"]
    with store.read() as session:
        draft, revision = records.get(session, drafts.Incident, standing)
    moved = replace(draft, sector=sector)
    assert refused(lambda: store.write(incidents.amend_incident, standing, moved, revision)) == [
        "sector_void"
    ]


def test_nothing_is_recorded_into_a_void_situation(small: Small) -> None:
    other = small.store.write(
        situations.open_situation, drafts.Situation(name="Elsewhere", time_zone="UTC")
    ).value
    undone(small.store)()
    assert refused(lambda: small.record(situation=other, sector=None)) == ["situation_void"]


def test_a_sector_or_situation_in_use_is_not_voided(small: Small) -> None:
    small.record()
    for record_type, record_id in (("sector", small.sectors[0]), ("situation", small.situation)):
        assert refused(
            lambda t=record_type, i=record_id: small.store.write(records.void, t, i, "no such place")
        ) == [f"{record_type}_in_use"]
