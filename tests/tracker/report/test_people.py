"""Arrivals by sector, nationality, sex and age come to the arrivals; nobody is counted twice or spread by guess."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOON, Small, small_store
from tracker import incidents
from tracker.codes import AgeBand, CountBasis, Kind, Sex, Status
from tracker.drafts import Group
from tracker.errors import Refused
from tracker.report.people import SexAndAge, by_axis, by_sex_and_age

DAY = date(2021, 8, 3)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "s.btrk")


def people(small: Small) -> SexAndAge:
    with small.store.read() as session:
        wanted = incidents.Filter(
            small.line.pk, small.line.time_zone, first_day=DAY, last_day=DAY, arrivals=True
        )
        return by_sex_and_age(session, wanted)


def test_separate_totals_are_counted_each_by_itself(small: Small) -> None:
    small.record(
        groups=[Group(15, "IRQ"), Group(4, age=AgeBand.MINOR), Group(3, sex=Sex.MALE, age=AgeBand.TEEN)]
    )
    found = people(small)
    assert found.persons == 23
    assert found.sexes == {Sex.MALE: 3, None: 20}
    # The boys are among the minors.
    assert found.ages == {AgeBand.TEEN: 3, AgeBand.MINOR: 1, None: 19}
    assert found.crossed == {(Sex.MALE, AgeBand.TEEN): 3}


def test_crossed_rows_are_parts_that_add_up(small: Small) -> None:
    small.record(
        crossed=True, groups=[Group(2, "IRQ", age=AgeBand.INFANT), Group(3, sex=Sex.MALE, age=AgeBand.INFANT)]
    )
    assert people(small).ages == {AgeBand.INFANT: 5, None: 18}


def test_who_was_seen_before_is_not_counted_again(small: Small) -> None:
    first = small.record(groups=[Group(23, sex=Sex.FEMALE)])
    small.record(seen_before=first, seen_persons=20, groups=[Group(23, sex=Sex.FEMALE)])
    assert people(small).sexes == {Sex.FEMALE: 23, None: 3}


@st.composite
def _incidents(draw: st.DrawFn) -> dict[str, object]:
    persons = draw(st.none() | st.integers(1, 40))
    groups = draw(
        st.lists(
            st.builds(
                Group,
                st.integers(1, 12),
                st.sampled_from([None, "IRQ", "SYR"]),
                st.sampled_from([None, *Sex]),
                st.sampled_from([None, *AgeBand]),
            ),
            max_size=4,
        )
    )
    return {
        "persons": persons,
        "basis": CountBasis.COUNTED if persons else CountBasis.UNKNOWN,
        "groups": groups,
        "crossed": draw(st.booleans()),
        "kind": draw(st.sampled_from(list(Kind))),
        "status": draw(st.sampled_from(list(Status))),
        "happened_at": NOON - timedelta(hours=draw(st.integers(0, 60))),
    }


@settings(max_examples=20)
@given(st.lists(_incidents(), max_size=6))
def test_each_breakdown_comes_to_the_arrivals(
    tmp_path_factory: pytest.TempPathFactory, drafts: list[dict[str, object]]
) -> None:
    from tracker.figures import read_counts

    small = small_store(tmp_path_factory.mktemp("people") / "s.btrk")
    for draft in drafts:
        try:
            small.record(**draft)
        except Refused:
            continue  # a composition that cannot be
    found = people(small)
    with small.store.read() as session:
        counts = read_counts(session, small.line)
        spans = [(DAY, DAY), (DAY - timedelta(days=9), DAY)]
        of_day = counts.day.get(str(DAY), 0)
        for axis in ("sector", "nationality"):
            lines = by_axis(session, small.line.pk, axis, spans)
            assert [sum(line.persons[n] for line in lines) for n in (0, 1)] == [
                of_day,
                sum(counts.day.values()),
            ]
    assert found.persons == sum(found.sexes.values()) == sum(found.ages.values()) == of_day
    assert min([0, *found.sexes.values(), *found.ages.values()]) == 0
    small.store.close()
