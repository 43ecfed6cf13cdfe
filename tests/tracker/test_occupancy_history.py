"""Occupancy against a model that walks through time, for anything entered, voided and corrected in any order."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.builders import Small, small_store
from tracker import drafts, facilities, occupancy, records
from tracker.codes import MovementReason
from tracker.rows import key_of

VILNIUS = ZoneInfo("Europe/Vilnius")
# The night on which the clocks of Vilnius go back from 04:00 to 03:00, at 01:00 UTC: one wall time, two moments.
BEGIN = datetime(2021, 10, 30, 22, 0, tzinfo=UTC)
STEP = timedelta(minutes=15)
STEPS = 32


def at(step: int) -> datetime:
    """The moment of a step, as somebody in Vilnius writes it down."""
    return (BEGIN + step * STEP).astimezone(VILNIUS)


@dataclass
class Count:
    place: int
    step: int
    persons: int
    standing: bool = True


@dataclass
class Move:
    source: int | None
    target: int | None
    persons: int
    left: int | None
    arrived: int | None
    standing: bool = True


@dataclass
class Model:
    """The same facts, played forward step by step."""

    counts: list[Count] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    places: list[tuple[int, int, int | None]] = field(default_factory=list)

    def present(self, place: int, until: int) -> int | None:
        people, known = 0, False
        for step in range(until + 1):
            for move in (m for m in self.moves if m.standing):
                if move.target == place and move.arrived == step:
                    people, known = people + move.persons, True
                if move.source == place and move.left == step:
                    people, known = people - move.persons, True
            for count in (c for c in self.counts if c.standing and (c.place, c.step) == (place, step)):
                people, known = count.persons, True
        return people if known and people >= 0 else None

    def expected(self, place: int, when: int) -> int:
        return sum(
            m.persons
            for m in self.moves
            if m.standing
            and m.target == place
            and m.left is not None
            and m.left <= when
            and (m.arrived is None or m.arrived > when)
        )

    def capacity(self, place: int, until: int) -> int | None:
        found = None
        for step in range(until + 1):
            for where, when, places in self.places:
                if (where, when) == (place, step):
                    found = places
        return found


steps = st.integers(0, STEPS - 1)
numbers = st.integers(1, 60)
ends = st.sampled_from([(None, 0), (None, 1), (0, 1), (1, 0), (0, None), (1, None)])
REASONS = {
    (False, True): MovementReason.ARRIVAL,
    (True, True): MovementReason.TRANSFER,
    (True, False): MovementReason.RELEASE,
}


class History(RuleBasedStateMachine):
    """Two facilities; whoever is on duty enters, corrects and voids as the paper comes in."""

    small: Small

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.count_ids: list[str] = []
        self.move_ids: list[str] = []
        self.situation = self.small.store.write(
            records.record, drafts.Situation(name="Night", time_zone="Europe/Vilnius")
        ).value
        self.ids = [self._facility(name) for name in ("Alytus", "Kybartai")]
        with self.small.store.read() as session:
            self.pks = [key_of(session, "facility", id_) for id_ in self.ids]
            self.situation_pk = key_of(session, "situation", self.situation)

    def _facility(self, name: str) -> str:
        draft = drafts.Facility(situation=self.situation, name=name)
        return self.small.store.write(facilities.add_facility, draft).value

    def _draft(self, move: Move) -> drafts.Movement:
        return drafts.Movement(
            situation=self.situation,
            reason=REASONS[move.source is not None, move.target is not None],
            persons=move.persons,
            from_facility=None if move.source is None else self.ids[move.source],
            to_facility=None if move.target is None else self.ids[move.target],
            left_at=None if move.left is None else at(move.left),
            arrived_at=None if move.arrived is None else at(move.arrived),
        )

    @rule(place=st.integers(0, 1), step=steps, persons=st.integers(0, 60))
    def count(self, place: int, step: int, persons: int) -> None:
        draft = drafts.Headcount(facility=self.ids[place], counted_at=at(step), persons=persons)
        self.count_ids.append(self.small.store.write(facilities.take_headcount, draft).value)
        self.model.counts.append(Count(place, step, persons))

    @rule(ends=ends, persons=numbers, left=steps, takes=st.integers(0, 8), on_the_road=st.booleans())
    def move(
        self, ends: tuple[int | None, int | None], persons: int, left: int, takes: int, on_the_road: bool
    ) -> None:
        source, target = ends
        arrived = None if target is None or on_the_road else min(left + takes, STEPS - 1)
        move = Move(source, target, persons, left, arrived)
        self.move_ids.append(self.small.store.write(facilities.move_people, self._draft(move)).value)
        self.model.moves.append(move)

    @precondition(lambda self: self.model.moves)
    @rule(data=st.data(), persons=numbers, left=steps)
    def correct_a_movement(self, data: st.DataObject, persons: int, left: int) -> None:
        i = data.draw(st.integers(0, len(self.move_ids) - 1))
        move = self.model.moves[i]
        if not move.standing:
            return
        move.persons, move.left = persons, left
        if move.arrived is not None:
            move.arrived = max(move.arrived, left)
        self.small.store.write(facilities.amend_movement, self.move_ids[i], self._draft(move))

    @precondition(lambda self: any(m.standing and m.target is not None for m in self.model.moves))
    @rule(data=st.data(), takes=st.integers(0, 8), fewer=st.integers(0, 5))
    def arrive(self, data: st.DataObject, takes: int, fewer: int) -> None:
        on_the_road = [
            i
            for i, m in enumerate(self.model.moves)
            if m.standing and m.target is not None and m.arrived is None
        ]
        if not on_the_road:
            return
        i = data.draw(st.sampled_from(on_the_road))
        move = self.model.moves[i]
        assert move.left is not None
        step, persons = min(move.left + takes, STEPS - 1), max(1, move.persons - fewer)
        self.small.store.write(facilities.confirm_arrival, self.move_ids[i], at(step), persons)
        if persons < move.persons:
            rest = Move(move.source, move.target, move.persons - persons, move.left, None)
            self.model.moves.append(rest)
            self.move_ids.append(self._newest_movement())
        move.arrived, move.persons = step, persons

    def _newest_movement(self) -> str:
        with self.small.store.read() as session:
            lines = facilities.find_on_the_road(session, self.situation_pk)
        return next(line.id for line in lines if line.id not in self.move_ids)

    @precondition(lambda self: self.model.moves)
    @rule(data=st.data())
    def void_a_movement(self, data: st.DataObject) -> None:
        i = data.draw(st.integers(0, len(self.move_ids) - 1))
        if self.model.moves[i].standing:
            self.model.moves[i].standing = False
            self.small.store.write(records.void, "movement", self.move_ids[i], "entered twice")

    @precondition(lambda self: self.model.counts)
    @rule(data=st.data())
    def void_a_headcount(self, data: st.DataObject) -> None:
        i = data.draw(st.integers(0, len(self.count_ids) - 1))
        if self.model.counts[i].standing:
            self.model.counts[i].standing = False
            self.small.store.write(records.void, "headcount", self.count_ids[i], "the wrong house")

    @rule(place=st.integers(0, 1), step=steps, places=st.one_of(st.none(), st.integers(0, 60)))
    def change_capacity(self, place: int, step: int, places: int | None) -> None:
        draft = drafts.CapacityChange(facility=self.ids[place], from_at=at(step), operational=places)
        self.small.store.write(facilities.change_capacity, draft)
        self.model.places.append((place, step, places))

    @invariant()
    def every_reading_is_the_models(self) -> None:
        with self.small.store.read() as session:
            for place in (0, 1):
                series = occupancy.occupancy_over_time(session, self.ids[place], at(0), at(STEPS - 1))
                assert series.times == sorted(set(series.times))
                for step in range(0, STEPS, 3):
                    i = bisect_right(series.times, at(step)) - 1
                    assert series.occupancy[i] == self.model.present(place, step)
                    assert series.capacity[i] == self.model.capacity(place, step)
                    reckoned = occupancy.reckon(session.connection(), self.pks[place], at(step))
                    assert series.occupancy[i] == reckoned.occupancy
            for step in (0, 9, STEPS - 1):
                self._readings_are_the_models(session, step)

    def _readings_are_the_models(self, session: object, step: int) -> None:
        readings = occupancy.read_facilities(session, self.situation_pk, at(step))  # type: ignore[arg-type]
        for place, reading in enumerate(readings):
            assert reading.occupancy == self.model.present(place, step)
            assert reading.capacity == self.model.capacity(place, step)
            assert reading.expected == self.model.expected(place, step)
            on_the_road = facilities.find_on_the_road(
                session,  # type: ignore[arg-type]
                self.situation_pk,
                at(step),
                self.pks[place],
            )
            assert sum(line.persons for line in on_the_road) == reading.expected


@pytest.mark.slow
def test_any_order_of_entry(tmp_path: Path) -> None:
    small = small_store(tmp_path / "s.btrk")

    class InThisStore(History):
        pass

    InThisStore.small = small
    try:
        run_state_machine_as_test(
            InThisStore, settings=settings(max_examples=25, stateful_step_count=15, deadline=None)
        )
    finally:
        small.store.close()
