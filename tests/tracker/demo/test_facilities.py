"""The demo's facilities: they fill up to over capacity, and movements agree with incidents and counts."""

from collections import Counter
from datetime import date

from tests.demo_records import LATER, THIRD, Record, line_of, of
from tracker import drafts, facilities, figures, occupancy
from tracker.codes import (
    ARRIVAL_KINDS,
    Level,
    Outcome,
    Regime,
    Status,
    Trust,
)
from tracker.store import Store

# --- Facilities ---


def test_facilities_fill_up_to_over_capacity(demo_store: Store) -> None:
    line = line_of(demo_store)
    with demo_store.read() as session:
        board = figures.read_board(session, line, THIRD, LATER)
        in_june = figures.read_board(session, line, date(2021, 6, 15), LATER)
    by_name = {f.name: f for f in board.facilities}
    assert {n: f.level for n, f in by_name.items()} == {
        "Druskininkai": Level.OVER,
        "Pabradė": Level.OVER,
        "Medininkai": Level.OVER,
        "Rukla": Level.TIGHT,
        "Verebiejai": Level.FULL,
        "Alytus": Level.WITHIN,
        "Kybartai": Level.UNKNOWN,
        "Vilnius hospital ward": Level.WITHIN,
    }
    assert {f.regime for f in board.facilities} == set(Regime)
    assert {f.trust for f in board.facilities} == set(Trust)
    assert by_name["Verebiejai"].trust is Trust.NEVER
    assert by_name["Kybartai"].capacity is None
    assert by_name["Kybartai"].occupancy
    assert by_name["Rukla"].as_of is not None
    assert int((board.until - by_name["Rukla"].as_of).total_seconds() // 3600) == 31
    assert any(f.difference for f in board.facilities)
    assert all(f.illustrative for f in board.facilities)
    assert by_name["Pabradė"].expected == 23
    # Rukla has room now, and not for those on their way.
    assert by_name["Rukla"].occupancy + by_name["Rukla"].expected > by_name["Rukla"].capacity
    gauge = board.gauge
    assert 1.05 < gauge.people / gauge.places < 1.3
    assert gauge.facilities_unknown == ["Kybartai"]
    assert gauge.people_unknown == by_name["Kybartai"].occupancy
    assert gauge.illustrative
    assert {a.code for a in board.alerts} == {
        "facilities_over", "facilities_full", "facilities_tight", "expected_over", "capacity_unknown",
        "never_counted", "headcount_old", "sizes_unknown",
    }  # fmt: skip
    assert not any(f.level in (Level.OVER, Level.FULL) for f in in_june.facilities)


def test_capacity_changes_are_dated(demo_store: Store) -> None:
    with demo_store.read() as session:
        found = {f.name: f.pk for f in facilities.find_facilities(session, line_of(demo_store).pk)}
        places = [c.places for c in facilities.find_capacity(session, found["Pabradė"])]
        assert facilities.find_capacity(session, found["Kybartai"]) == []
        school = facilities.find_capacity(session, found["Verebiejai"])
    assert places == [500, 330, 180]
    assert [(c.nominal, c.out_of_use, c.places) for c in school] == [(160, 14, 146)]


def test_nobody_leaves_who_was_not_there(demo_store: Store) -> None:
    with demo_store.read() as session:
        for facility in facilities.find_facilities(session, line_of(demo_store).pk):
            course = occupancy.occupancy_over_time(session, facility.id, None, LATER)
            known = [n for n in course.occupancy if n is not None]
            assert len(known) > 10
            assert None not in course.occupancy[course.occupancy.index(known[0]) :]
            for moment in course.times:
                assert occupancy.reckon(session.connection(), facility.pk, moment).uncounted == 0


def test_a_headcount_has_what_the_movements_gave(demo_store: Store) -> None:
    differences = Counter[int | None]()
    with demo_store.read() as session:
        for facility in facilities.find_facilities(session, line_of(demo_store).pk):
            lines = facilities.find_headcounts(session, facility.pk, limit=500)
            assert bool(lines) == (facility.name != "Verebiejai")
            for count in lines:
                assert count.reckoned == count.reckoned_now
                differences[count.difference] += 1
    assert {d for d in differences if d is not None} <= set(range(-3, 5))
    assert differences[0] < differences.total()


def test_movements_agree_with_incidents(demo_records: list[Record]) -> None:
    incidents = of(demo_records, drafts.Incident)
    brought = Counter[str]()
    for move in of(demo_records, drafts.Movement).values():
        if move.incident is None:
            continue
        incident = incidents[move.incident]
        brought[move.incident] += move.persons
        assert incident.kind in ARRIVAL_KINDS
        assert incident.status in (Status.REPORTED, Status.VERIFIED)
        assert move.left_at > incident.happened_at
        assert move.party == incident.party
    for incident_id, persons in brought.items():
        incident = incidents[incident_id]
        in_hospital = sum(o.count for o in incident.outcomes if o.outcome is Outcome.HOSPITAL)
        assert persons <= incident.persons - in_hospital
    assert sum(brought.values()) < 4112
    on_the_road = [
        m for m in of(demo_records, drafts.Movement).values() if m.to_facility and not m.arrived_at
    ]
    assert {m.left_at.date() for m in on_the_road} == {THIRD}
