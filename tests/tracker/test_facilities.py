"""Commands about facilities, and the lists of what was counted, moved and changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.builders import NOON, Small, small_store
from tracker import drafts, facilities, occupancy, records, situations
from tracker.codes import AgeBand, MovementReason, Need, Regime, Sex
from tracker.errors import Conflict, Refused
from tracker.rows import key_of

HOUR = timedelta(hours=1)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def move(small: Small, **changed: Any) -> str:
    return small.store.write(facilities.move_people, movement(small, **changed)).value


def movement(small: Small, **changed: Any) -> drafts.Movement:
    values: dict[str, Any] = {
        "situation": small.situation,
        "persons": 23,
        "to_facility": small.facilities[0],
        "left_at": NOON - HOUR,
    }
    return drafts.Movement(**(values | changed))


def present(small: Small, place: int = 0) -> int | None:
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[place])
        return occupancy.reckon(session.connection(), pk, NOON).occupancy


def codes_of(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(p.code, p.field) for p in refusal.value.problems]


# --- Facilities ---


@pytest.mark.parametrize("name", ["Pabradė", "PABRADĖ", "  pabradė "])
def test_two_facilities_of_one_name_are_refused(small: Small, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.add_facility, drafts.Facility(situation=small.situation, name=name))
    assert codes_of(refusal) == [("name_taken", "name")]


def test_a_name_is_taken_in_its_own_situation_alone(small: Small) -> None:
    other = small.store.write(situations.open_situation, drafts.Situation(name="Poland")).value
    small.store.write(facilities.add_facility, drafts.Facility(situation=other, name="Pabradė"))
    with small.store.read() as session:
        found = facilities.find_facilities(session, key_of(session, "situation", other))
    assert [f.name for f in found] == ["Pabradė"]


def test_a_facility_is_corrected_and_may_keep_its_name(small: Small) -> None:
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Facility, small.facilities[0])
    draft.regime, draft.place = Regime.MEDICAL, "Vilniaus g. 100"
    small.store.write(facilities.amend_facility, small.facilities[0], draft, revision)
    with small.store.read() as session:
        line = facilities.find_facilities(session, small.line.pk)[0]
    assert (line.name, line.regime, line.place) == ("Pabradė", Regime.MEDICAL, "Vilniaus g. 100")
    draft.name = "Rukla"
    with pytest.raises(Refused):
        small.store.write(facilities.amend_facility, small.facilities[0], draft)
    draft.name = "Pabradė 2"
    with pytest.raises(Conflict):
        small.store.write(facilities.amend_facility, small.facilities[0], draft, revision)


def test_a_facility_that_records_name_is_not_voided(small: Small) -> None:
    id_ = move(small)
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.void_facility, small.facilities[0], "entered twice")
    assert codes_of(refusal) == [("facility_in_use", None)]
    assert refusal.value.problems[0].values == {"headcounts": 0, "movements": 1, "changes": 0}
    small.store.write(records.void, "movement", id_, "never happened")
    small.store.write(facilities.void_facility, small.facilities[0], "entered twice")
    with small.store.read() as session:
        assert [f.name for f in facilities.find_facilities(session, small.line.pk)] == ["Rukla"]
        assert [r.name for r in occupancy.read_facilities(session, small.line.pk, NOON)] == ["Rukla"]


def test_nobody_is_moved_to_or_counted_in_a_voided_facility(small: Small) -> None:
    small.store.write(facilities.void_facility, small.facilities[0], "entered twice")
    with pytest.raises(Refused) as refusal:
        move(small)
    assert codes_of(refusal) == [("facility_void", "to_facility")]
    headcount = drafts.Headcount(facility=small.facilities[0], counted_at=NOON, persons=4)
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.take_headcount, headcount)
    assert codes_of(refusal) == [("facility_void", "facility")]
    change = drafts.CapacityChange(facility=small.facilities[0], from_at=NOON, nominal=4)
    with pytest.raises(Refused):
        small.store.write(facilities.change_capacity, change)


def test_nobody_is_moved_into_another_situation(small: Small) -> None:
    other = small.store.write(situations.open_situation, drafts.Situation(name="Poland")).value
    elsewhere = small.store.write(
        facilities.add_facility, drafts.Facility(situation=other, name="Bialystok")
    ).value
    with pytest.raises(Refused) as refusal:
        move(small, to_facility=elsewhere)
    assert codes_of(refusal) == [("facility_elsewhere", "to_facility")]
    id_ = move(small)
    with pytest.raises(Refused):
        small.store.write(facilities.amend_movement, id_, movement(small, to_facility=elsewhere))


# --- People on the road ---


def test_all_arrive(small: Small) -> None:
    id_ = move(small)
    small.store.write(facilities.confirm_arrival, id_, NOON)
    assert present(small) == 23
    with small.store.read() as session:
        assert facilities.find_on_the_road(session, small.line.pk) == []
        assert [v.verb for v in records.history_of(session, id_)] == ["record", "amend"]


def test_fewer_arrive_and_the_rest_stay_on_the_road(small: Small) -> None:
    small.store.write(
        facilities.take_headcount,
        drafts.Headcount(facility=small.facilities[1], counted_at=NOON - 5 * HOUR, persons=50),
    )
    id_ = move(small, reason=MovementReason.TRANSFER, from_facility=small.facilities[1])
    small.store.write(facilities.confirm_arrival, id_, NOON, 21)
    assert (present(small, 0), present(small, 1)) == (21, 27)
    with small.store.read() as session:
        rest = facilities.find_on_the_road(session, small.line.pk)
    assert [(line.persons, line.from_name, line.to_name) for line in rest] == [(2, "Rukla", "Pabradė")]
    small.store.write(facilities.confirm_arrival, rest[0].id, NOON)
    assert (present(small, 0), present(small, 1)) == (23, 27)


def test_more_arrive_than_set_out(small: Small) -> None:
    id_ = move(small)
    small.store.write(facilities.confirm_arrival, id_, NOON, 25)
    assert present(small) == 25
    with small.store.read() as session:
        assert facilities.find_on_the_road(session, small.line.pk) == []


@pytest.mark.parametrize(
    ("persons", "arrived_at", "problem"),
    [
        (0, NOON, ("no_persons", "persons")),
        (-3, NOON, ("negative", "persons")),
        (20_000_000, NOON, ("too_many", "persons")),
        (None, NOON - 3 * HOUR, ("arrived_before_left", "arrived_at")),
    ],
)
def test_an_arrival_that_cannot_be(
    small: Small, persons: int | None, arrived_at: Any, problem: tuple[str, str]
) -> None:
    id_ = move(small)
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.confirm_arrival, id_, arrived_at, persons)
    assert codes_of(refusal) == [problem]
    with small.store.read() as session:
        assert [line.persons for line in facilities.find_on_the_road(session, small.line.pk)] == [23]


def test_nobody_arrives_twice_or_after_voiding(small: Small) -> None:
    id_ = move(small, arrived_at=NOON)
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.confirm_arrival, id_, NOON)
    assert codes_of(refusal) == [("arrived_already", "arrived_at")]
    small.store.write(records.void, "movement", id_, "never happened")
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.confirm_arrival, id_, NOON)
    assert codes_of(refusal) == [("already_void", None)]


def test_on_the_road_to_one_facility_at_a_moment(small: Small) -> None:
    move(small, persons=5, left_at=NOON - 3 * HOUR, arrived_at=NOON - HOUR)
    move(small, persons=7, left_at=NOON - 2 * HOUR)
    move(small, persons=9, to_facility=small.facilities[1])
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[0])
        now = facilities.find_on_the_road(session, small.line.pk, NOON, pk)
        then = facilities.find_on_the_road(session, small.line.pk, NOON - 2 * HOUR, pk)
        everywhere = facilities.find_on_the_road(session, small.line.pk)
    assert [line.persons for line in now] == [7]
    assert [line.persons for line in then] == [5, 7]
    assert [line.persons for line in everywhere] == [7, 9]


# --- What a reason asks for ---


@pytest.mark.parametrize("reason", MovementReason)
def test_each_reason_has_a_way_to_say_it(small: Small, reason: MovementReason) -> None:
    wants_source = reason not in (
        MovementReason.ARRIVAL,
        MovementReason.BIRTH,
        MovementReason.BACK_FROM_HOSPITAL,
    )
    wants_target = reason in (
        MovementReason.ARRIVAL,
        MovementReason.TRANSFER,
        MovementReason.BIRTH,
        MovementReason.BACK_FROM_HOSPITAL,
    )
    move(
        small,
        reason=reason,
        persons=1,
        from_facility=small.facilities[1] if wants_source else None,
        to_facility=small.facilities[0] if wants_target else None,
        arrived_at=NOON if wants_target else None,
    )
    with small.store.read() as session:
        line = facilities.find_movements(session, small.line.pk)[0]
    assert (line.reason, line.from_name, line.to_name) == (
        reason,
        "Rukla" if wants_source else "",
        "Pabradė" if wants_target else "",
    )
    assert line.to_id == (small.facilities[0] if wants_target else "")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"reason": MovementReason.TRANSFER}, ("reason_needs", "from_facility")),
        ({"reason": MovementReason.RELEASE}, ("reason_needs", "from_facility")),
        ({"persons": None}, ("required", "persons")),
        ({"persons": 0}, ("no_persons", "persons")),
        ({"left_at": None}, ("required", "arrived_at")),
        ({"arrived_at": NOON - 2 * HOUR}, ("arrived_before_left", "arrived_at")),
    ],
)
def test_a_movement_that_cannot_be(small: Small, changed: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        move(small, **changed)
    assert problem in codes_of(refusal)


# --- Lists ---


def test_movements_newest_first_of_one_facility_up_to_a_moment(small: Small) -> None:
    first = move(small, persons=1, left_at=NOON - 6 * HOUR, arrived_at=NOON - 5 * HOUR)
    second = move(small, persons=2, left_at=NOON - 4 * HOUR)
    elsewhere = move(small, persons=3, to_facility=small.facilities[1], left_at=NOON - 3 * HOUR)
    voided = move(small, persons=4, left_at=NOON - 2 * HOUR)
    small.store.write(records.void, "movement", voided, "entered twice")
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[0])

        def ids(**asked: Any) -> list[str]:
            return [line.id for line in facilities.find_movements(session, small.line.pk, **asked)]

        assert ids() == [elsewhere, second, first]
        assert ids(facility_pk=pk) == [second, first]
        assert ids(facility_pk=pk, until=NOON - 5 * HOUR) == [first]
        assert ids(limit=1) == [elsewhere]
        assert ids(facility_pk=pk, voided=True) == [voided, second, first]
        line = facilities.find_movements(session, small.line.pk, voided=True)[0]
    assert line.void_reason == "entered twice"


def test_headcounts_and_capacity_newest_first(small: Small) -> None:
    for hours, persons in ((9, 10), (3, 12), (6, 11)):
        draft = drafts.Headcount(
            facility=small.facilities[0], counted_at=NOON - hours * HOUR, persons=persons
        )
        last = small.store.write(facilities.take_headcount, draft).value
        change = drafts.CapacityChange(
            facility=small.facilities[0], from_at=NOON - hours * HOUR, nominal=persons * 10, out_of_use=5
        )
        small.store.write(facilities.change_capacity, change)
    small.store.write(records.void, "headcount", last, "the wrong house")
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[0])
        assert [c.persons for c in facilities.find_headcounts(session, pk)] == [12, 10]
        assert [c.persons for c in facilities.find_headcounts(session, pk, voided=True)] == [12, 11, 10]
        assert [c.persons for c in facilities.find_headcounts(session, pk, until=NOON - 4 * HOUR)] == [10]
        assert [c.places for c in facilities.find_capacity(session, pk)] == [115, 105, 95]


def test_a_headcount_with_all_that_was_asked(small: Small) -> None:
    draft = drafts.Headcount(
        facility=small.facilities[0],
        counted_at=NOON,
        persons=220,
        groups=[
            drafts.HeadcountGroup(120, Sex.MALE, AgeBand.ADULT),
            drafts.HeadcountGroup(30, None, AgeBand.MINOR),
        ],
        needs=[drafts.NeedCount(3, Need.PREGNANT), drafts.NeedCount(40, None, "Sorani")],
    )
    id_ = small.store.write(facilities.take_headcount, draft).value
    with small.store.read() as session:
        kept, _ = records.get(session, drafts.Headcount, id_)
    assert (kept.groups, kept.needs) == (draft.groups, draft.needs)
    draft.groups[0].count = 200
    with pytest.raises(Refused) as refusal:
        small.store.write(facilities.take_headcount, draft)
    assert codes_of(refusal) == [("composition_exceeds", "groups")]


def test_a_facility_comes_with_its_places_in_one_action(small: Small) -> None:
    draft = drafts.Facility(situation=small.situation, name="Kybartai")
    outcome = small.store.write(facilities.add_facility, draft, 120)
    assert [record_type for record_type, _ in outcome.change.records] == ["facility", "capacity_change"]
    with small.store.read() as session:
        pk = key_of(session, "facility", outcome.value)
        assert [line.places for line in facilities.find_capacity(session, pk)] == [120]
    with pytest.raises(Refused) as refusal:
        small.store.write(
            facilities.add_facility, drafts.Facility(situation=small.situation, name="Alytus"), -1
        )
    assert codes_of(refusal) == [("negative", "places")]
    with small.store.read() as session:
        assert len(facilities.find_facilities(session, small.line.pk)) == 3


def test_a_corrected_headcount_keeps_its_difference_unless_it_is_of_another_time(small: Small) -> None:
    def counted(hours: float, persons: int) -> drafts.Headcount:
        return drafts.Headcount(facility=small.facilities[0], counted_at=NOON - hours * HOUR, persons=persons)

    small.store.write(facilities.take_headcount, counted(9, 100))
    move(small, persons=5, arrived_at=NOON - 3 * HOUR, left_at=None)
    id_ = small.store.write(facilities.take_headcount, counted(1, 111)).value
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Headcount, id_)
    draft.persons = 110
    small.store.write(facilities.amend_headcount, id_, draft, revision)
    with small.store.read() as session:
        pk = key_of(session, "facility", small.facilities[0])
        assert facilities.find_headcounts(session, pk)[0].difference == 5
    draft.counted_at = NOON - 4 * HOUR
    small.store.write(facilities.amend_headcount, id_, draft)
    with small.store.read() as session:
        line = facilities.find_headcounts(session, pk)[0]
    assert (line.reckoned, line.difference, line.difference_now) == (100, 10, 10)


def test_people_can_arrive_in_the_hour_that_comes_twice(small: Small) -> None:
    left = datetime(2021, 10, 31, 3, 45, tzinfo=ZoneInfo("Europe/Vilnius"))
    arrived = datetime(2021, 10, 31, 3, 30, fold=1, tzinfo=ZoneInfo("Europe/Vilnius"))  # 45 minutes later
    move(small, left_at=left, arrived_at=arrived)
    with pytest.raises(Refused):
        move(small, left_at=arrived, arrived_at=left)
