"""What makes a draft wrong, each with its code and field; and that nothing typed makes the rules themselves fail."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOON
from tracker import drafts
from tracker.codec import decode, encode
from tracker.codes import AgeBand, CountBasis, MovementReason, Precision, Sex
from tracker.drafts import DRAFTS, Draft
from tracker.errors import Refused
from tracker.rules import check, problems_of, separate_totals

ID = "01a20000-0000-7000-8000-000000000000"
OTHER = "01a20000-0000-7000-8000-000000000001"


def incident(**changed: Any) -> drafts.Incident:
    return drafts.Incident(**({"situation": ID, "happened_at": NOON, "persons": 23} | changed))


def movement(**changed: Any) -> drafts.Movement:
    values = {"situation": ID, "persons": 5, "to_facility": ID, "arrived_at": NOON}
    return drafts.Movement(**(values | changed))


def total(**changed: Any) -> drafts.PublishedTotal:
    values = {"situation": ID, "first_day": date(2021, 7, 1), "last_day": date(2021, 7, 31), "value": 2884}
    return drafts.PublishedTotal(**(values | changed))


Group = drafts.Group
GOOD: list[Draft] = [
    drafts.Situation(name="L", time_zone="Europe/Vilnius"),
    drafts.Sector(situation=ID, name="Druskininkai", length_km=12.5, latitude=54.0, longitude=23.9),
    drafts.Station(name="Padvarionys"),
    drafts.Party(situation=ID, reference="P-17"),
    incident(),
    incident(persons=None, basis=CountBasis.UNKNOWN),
    incident(happened_at=None, precision=Precision.UNKNOWN),
    incident(basis=CountBasis.ESTIMATED, low=20, high=30),
    incident(groups=[Group(15, "IRQ"), Group(8, "SYR"), Group(4, age=AgeBand.MINOR)]),
    incident(groups=[Group(4, age=AgeBand.MINOR), Group(3, age=AgeBand.CHILD), Group(19, age=AgeBand.ADULT)]),
    incident(crossed=True, groups=[Group(20, "IRQ", Sex.MALE, AgeBand.ADULT), Group(3, "IRQ", Sex.FEMALE)]),
    incident(text="<b>not bold</b> مرحبا 🛶 " + "x" * 10_000),
    drafts.Facility(situation=ID, name="Pabradė"),
    drafts.CapacityChange(facility=ID, from_at=NOON, operational=500, out_of_use=20),
    drafts.CapacityChange(facility=ID, from_at=NOON + timedelta(days=365)),
    drafts.Headcount(facility=ID, counted_at=NOON, persons=0),
    movement(),
    movement(reason=MovementReason.TRANSFER, from_facility=OTHER, left_at=NOON, arrived_at=None),
    total(),
    drafts.Statement(
        situation=ID, speaker="S", quotation="Q", first_day=date(2021, 6, 1), last_day=date(2021, 7, 31)
    ),
    drafts.ContextEvent(
        situation=ID, title="Decree", first_day=date(2021, 6, 25), last_day=date(2021, 6, 30), amount=17.7e6
    ),
    drafts.ImportReceipt(situation=ID, file="a.csv", subject="incidents", read=3, added=2, refused=1),
    drafts.Report(
        situation=ID, day=date(2021, 7, 31), position=9, log_head="0" * 64, sha256="f" * 64, size=1
    ),
]

BAD: list[tuple[Draft, str, str]] = [
    (incident(circumstances=["escorted", "dancing"]), "not_in_list", "circumstances"),
    (incident(groups=[Group(4, "IRQ"), Group(2, sex="lady")]), "not_in_list", "groups[1].sex"),
    (incident(groups=[Group(-4, "IRQ")]), "negative", "groups[0].count"),
    (incident(groups=[Group(4.5, "IRQ")]), "not_a_number", "groups[0].count"),
    (incident(evidence=[drafts.Evidence(name="x" * 300)]), "too_long", "evidence[0].name"),
    (incident(referrals=[drafts.Referral(receiver="a\0b")]), "unreadable_text", "referrals[0].receiver"),
    (drafts.ImportReceipt(situation=ID, file="a.csv", read=3, added=2), "rows_unaccounted", "read"),
    (drafts.ImportReceipt(situation=ID, file=" "), "required", "file"),
    (drafts.Report(situation=ID, position=9, log_head="0" * 64, sha256="f" * 64), "required", "day"),
    (
        drafts.Report(situation=ID, day=date(2021, 7, 31), position=9, log_head="0" * 64, sha256="F" * 64),
        "required",
        "sha256",
    ),
    (
        drafts.Report(situation=ID, day=date(2021, 7, 31), log_head="0" * 64, sha256="f" * 64),
        "required",
        "position",
    ),
    (
        drafts.Report(
            situation=ID, day=date(2021, 7, 31), paper="a3", position=9, log_head="0" * 64, sha256="f" * 64
        ),
        "choice_unknown",
        "paper",
    ),
    (drafts.Situation(name=" "), "required", "name"),
    (drafts.Situation(name="L", time_zone="Europe/Atlantis"), "no_such_time_zone", "time_zone"),
    (drafts.Situation(name="L", time_zone="../etc/passwd"), "no_such_time_zone", "time_zone"),
    (drafts.Situation(name="L", cutoff=0), "not_a_cutoff", "cutoff"),
    (drafts.Situation(name="L", cutoff=1441), "not_a_cutoff", "cutoff"),
    (drafts.Situation(name="L", tight_at=101), "not_a_percentage", "tight_at"),
    (drafts.Situation(name="L", border_km=0.0), "not_a_length", "border_km"),
    (drafts.Situation(name="L", border_km=float("nan")), "not_a_number", "border_km"),
    (drafts.Sector(situation=ID, name="S", length_km=-2.0), "not_a_length", "length_km"),
    (drafts.Sector(situation=ID, name="S", latitude=54.0), "half_a_place", "longitude"),
    (drafts.Sector(situation=ID, name="S", latitude=91.0, longitude=0.0), "not_on_earth", "latitude"),
    (drafts.Sector(name="S"), "required", "situation"),
    (incident(situation=None), "required", "situation"),
    (incident(persons=-1), "negative", "persons"),
    (incident(persons=0), "no_persons", "persons"),
    (incident(persons=10_000_001), "too_many", "persons"),
    (incident(persons="23"), "not_a_number", "persons"),
    (incident(persons=True), "not_a_number", "persons"),
    (incident(persons=None), "persons_missing", "persons"),
    (incident(basis=CountBasis.UNKNOWN), "persons_not_unknown", "basis"),
    (incident(happened_at=None), "when_missing", "happened_at"),
    (incident(precision=Precision.UNKNOWN), "when_not_unknown", "precision"),
    (incident(happened_at=datetime(2021, 8, 3)), "no_time_zone", "happened_at"),  # noqa: DTZ001
    (incident(happened_at=NOON + timedelta(days=1)), "in_the_future", "happened_at"),
    (incident(happened_at=datetime(21, 8, 3, tzinfo=UTC)), "too_early", "happened_at"),
    (incident(kind="holiday"), "not_in_list", "kind"),
    (incident(text="x" * 20_001), "too_long", "text"),
    (incident(text="a\x00b"), "unreadable_text", "text"),
    (incident(text="half a pair \ud800"), "unreadable_text", "text"),
    (incident(groups=[Group(24, "IRQ")]), "totals_exceed", "groups"),
    (incident(groups=[Group(15, "IRQ"), Group(9, "SYR")]), "totals_exceed", "groups"),
    (incident(groups=[Group(20, age=AgeBand.MINOR), Group(4, age=AgeBand.ADULT)]), "totals_exceed", "groups"),
    (
        incident(crossed=True, groups=[Group(20, "IRQ"), Group(4, "IRQ", Sex.MALE)]),
        "composition_exceeds",
        "groups",
    ),
    (incident(groups=[Group(0, "IRQ")]), "no_persons", "groups[0].count"),
    (incident(groups=[Group(5)]), "group_of_nothing", "groups[0].nationality"),
    (incident(low=20), "range_not_estimated", "low"),
    (incident(basis=CountBasis.ESTIMATED, low=24), "range_excludes", "low"),
    (incident(basis=CountBasis.ESTIMATED, high=22), "range_excludes", "high"),
    (incident(outcomes=[drafts.OutcomeCount(count=24)]), "more_than_persons", "outcomes[0].count"),
    (incident(referrals=[drafts.Referral(persons=24)]), "more_than_persons", "referrals[0].persons"),
    (incident(seen_persons=5), "seen_where", "seen_before"),
    (incident(seen_before=ID, seen_persons=24), "more_than_persons", "seen_persons"),
    (
        drafts.CapacityChange(facility=ID, from_at=NOON, nominal=5, out_of_use=6),
        "more_out_of_use",
        "out_of_use",
    ),
    (drafts.CapacityChange(facility=ID), "required", "from_at"),
    (drafts.Headcount(facility=ID, persons=5), "required", "counted_at"),
    (drafts.Headcount(facility=ID, counted_at=NOON), "required", "persons"),
    (
        drafts.Headcount(facility=ID, counted_at=NOON, persons=5, groups=[drafts.HeadcountGroup(6)]),
        "composition_exceeds",
        "groups",
    ),
    (
        drafts.Headcount(facility=ID, counted_at=NOON, persons=5, needs=[drafts.NeedCount(1)]),
        "need_of_nothing",
        "needs[0].need",
    ),
    (movement(persons=0), "no_persons", "persons"),
    (movement(to_facility=None), "reason_needs", "to_facility"),
    (movement(from_facility=OTHER, left_at=NOON), "reason_forbids", "from_facility"),
    (movement(arrived_at=None), "required", "arrived_at"),
    (movement(left_at=NOON + timedelta(minutes=1)), "arrived_before_left", "arrived_at"),
    (
        movement(reason=MovementReason.TRANSFER, from_facility=ID, left_at=NOON),
        "same_place",
        "to_facility",
    ),
    (
        movement(reason=MovementReason.RELEASE, from_facility=ID, to_facility=None, left_at=NOON),
        "arrived_nowhere",
        "arrived_at",
    ),
    (total(value=None), "required", "value"),
    (total(value=-1), "negative", "value"),
    (total(first_day=None), "required", "first_day"),
    (total(last_day=date(2021, 6, 30)), "ends_before_start", "last_day"),
    (total(reported=date(2021, 6, 30)), "reported_before", "reported"),
    (total(first_day=datetime(2021, 7, 1, tzinfo=UTC)), "not_a_date", "first_day"),
]


@pytest.mark.parametrize("draft", GOOD, ids=lambda d: d.type)
def test_good_drafts_pass_and_survive_the_log(draft: Draft) -> None:
    check(draft, NOON)
    assert encode(decode(draft.type, encode(draft))) == encode(draft)


@pytest.mark.parametrize(("draft", "code", "field"), BAD, ids=[f"{c}-{f}" for _, c, f in BAD])
def test_bad_drafts_say_what_is_wrong_and_where(draft: Draft, code: str, field: str) -> None:
    with pytest.raises(Refused) as caught:
        check(draft, NOON)
    assert (code, field) in [(p.code, p.field) for p in caught.value.problems]


def test_every_record_type_has_a_good_example() -> None:
    assert {d.type for d in GOOD} == set(DRAFTS)


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.data())
def test_nothing_typed_makes_the_rules_fail(data: st.DataObject) -> None:
    draft = data.draw(st.sampled_from(GOOD))
    plain = [f.name for f in fields(draft) if not isinstance(getattr(draft, f.name), list)]
    changed = data.draw(st.dictionaries(st.sampled_from(plain), junk, max_size=4))
    list(problems_of(replace(draft, **changed), NOON))


BOYS, GIRLS = Group(2, sex=Sex.MALE, age=AgeBand.MINOR), Group(1, sex=Sex.FEMALE, age=AgeBand.MINOR)


@given(
    st.lists(
        st.builds(
            Group,
            st.integers(1, 50),
            st.sampled_from([None, "IRQ", "SYR"]),
            st.sampled_from([None, *Sex]),
            st.sampled_from([None, *AgeBand]),
        )
    )
)
def test_separate_totals_against_a_plain_count(groups: list[Group]) -> None:
    found = separate_totals(groups)
    assert found.get("nationality", 0) == sum(g.count for g in groups if g.nationality)
    assert found.get("sex", 0) == sum(g.count for g in groups if g.sex)
    said = sum(g.count for g in groups if g.age)
    assert found.get("age", 0) <= said
    # Only a row of an age alone may hold others.
    if not any(g.age is AgeBand.MINOR or (g.age and not g.sex and not g.nationality) for g in groups):
        of_one_kind = len({(g.sex is None, g.nationality is None) for g in groups if g.age}) < 2
        assert found.get("age", 0) == said or not of_one_kind


@pytest.mark.parametrize(
    ("groups", "age"),
    [
        ([Group(4, age=AgeBand.MINOR), BOYS, GIRLS], 4),
        ([BOYS, GIRLS], 3),
        ([Group(2, age=AgeBand.MINOR), BOYS, GIRLS], 3),
        ([Group(4, age=AgeBand.MINOR), Group(1, age=AgeBand.INFANT), BOYS], 4),
        ([Group(4, age=AgeBand.MINOR), Group(5, age=AgeBand.ADULT), BOYS], 9),
        ([Group(3, age=AgeBand.TEEN), Group(2, sex=Sex.MALE, age=AgeBand.TEEN)], 3),
        ([Group(4, age=AgeBand.MINOR), Group(3, "IRQ", age=AgeBand.MINOR), BOYS], 4),
    ],
)
def test_boys_are_among_the_minors(groups: list[Group], age: int) -> None:
    assert separate_totals(groups)["age"] == age


def test_of_one_age_there_are_not_more_than_of_it_in_all() -> None:
    def said(*groups: Group) -> list[tuple[str, dict[str, object]]]:
        found = problems_of(incident(persons=23, groups=list(groups)), NOON)
        return [(problem.code, problem.values) for problem in found]

    minors = Group(4, age=AgeBand.MINOR)
    assert said(minors, BOYS, GIRLS) == []
    assert said(minors, Group(5, sex=Sex.MALE, age=AgeBand.MINOR)) == [
        ("parts_exceed", {"of": AgeBand.MINOR, "total": 5, "whole": 4})
    ]
    assert said(minors, Group(3, age=AgeBand.TEEN), Group(2, age=AgeBand.INFANT)) == [
        ("parts_exceed", {"of": AgeBand.MINOR, "total": 5, "whole": 4})
    ]
    # Men and boys are no parts of each other, whatever the sexes are in all.
    assert said(Group(2, sex=Sex.MALE), Group(5, sex=Sex.MALE, age=AgeBand.MINOR)) == []
