"""What one incident adds to the kept totals, against a plain count of its persons one by one."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tracker import drafts, totals
from tracker.codes import ARRIVAL_KINDS, CountBasis, Kind, Status

GROUPS = st.lists(
    st.builds(drafts.Group, st.integers(1, 9), st.sampled_from([None, "IRQ", "SYR", "COD"])), max_size=4
)


@st.composite
def incidents(draw: st.DrawFn) -> drafts.Incident:
    groups = draw(GROUPS)
    counted = sum(g.count for g in groups)
    persons = draw(st.none() | st.integers(max(1, counted), counted + 9))
    seen = draw(st.none() | st.just("another"))
    return drafts.Incident(
        situation="s",
        kind=draw(st.sampled_from([Kind.CROSSING, Kind.ARRIVAL, Kind.RESCUE])),
        status=draw(st.sampled_from(Status)),
        persons=persons,
        basis=CountBasis.UNKNOWN if persons is None else CountBasis.COUNTED,
        seen_before=seen,
        seen_persons=draw(st.none() | st.integers(0, persons)) if seen and persons else None,
        groups=groups,
        illustrative=draw(st.booleans()),
    )


def people(incident: drafts.Incident) -> list[str]:
    """A nationality for each who arrived, "" where it is not known."""
    if incident.kind not in ARRIVAL_KINDS or incident.persons is None:
        return []
    known = [g.nationality for g in incident.groups if g.nationality for _ in range(g.count)]
    everybody = known + [""] * (incident.persons - len(known))
    if incident.seen_before is None:
        return everybody
    gone = incident.persons if incident.seen_persons is None else incident.seen_persons
    if gone == 0:
        return everybody
    # Who of them was seen before is told only where all are of one nationality.
    return ([everybody[0]] if len(set(everybody)) == 1 else [""]) * (incident.persons - gone)


@given(incidents())
def test_totals_are_those_of_the_people_counted_one_by_one(incident: drafts.Incident) -> None:
    found = totals.contributions(incident, "2021-07-31", 7)
    if incident.status is Status.REFUTED:
        assert found == {}
        return
    arrived = people(incident)
    column = 1 if incident.status is Status.CLAIMED else 0
    of_unknown = incident.kind in ARRIVAL_KINDS and incident.persons is None and incident.seen_before is None
    for axis, key in (("all", ""), ("sector", "7")):
        amounts = found[axis, "2021-07-31", key]
        assert (amounts[column], amounts[1 - column]) == (len(arrived), 0)
        assert (amounts[2 + column], amounts[4], amounts[5]) == (of_unknown, 1, incident.illustrative)
    by_nationality = {
        key: amounts[column] for (axis, _, key), amounts in found.items() if axis == "nationality"
    }
    assert +Counter(by_nationality) == Counter(arrived)


@given(st.lists(incidents(), max_size=5))
def test_what_is_counted_out_leaves_nothing(listed: list[drafts.Incident]) -> None:
    tally = totals.Tally(1, {})
    for sign in (1, -1):
        for incident in listed:
            tally.add(incident, "2021-07-31", None, sign)
    assert not any(any(amounts) for amounts in tally.cells.values())
