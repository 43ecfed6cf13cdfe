"""Incidents out of tables."""

import tracemalloc
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.tracker.files.importing import Desk, counts, reasons
from tracker import drafts, records
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    Reliability,
    Sex,
    Status,
)
from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.incidents import Filter, Order, find_incidents
from tracker.situations import find_sectors, find_situations

INCIDENTS = Subject.INCIDENTS
VILNIUS = ZoneInfo("Europe/Vilnius")


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def incidents(desk) -> list[drafts.Incident]:
    with desk.store() as store, store.read() as session:
        (situation,) = find_situations(session)
        lines = find_incidents(session, Filter(situation.pk, order=Order.OLDEST))
        found = [records.get(session, drafts.Incident, line.id)[0] for line in lines]
        names = {s.id: s.name for s in find_sectors(session, situation.pk)}
    for draft in found:
        draft.sector = names.get(draft.sector)
    return found


def only(desk) -> drafts.Incident:
    (draft,) = incidents(desk)
    return draft


def test_every_plain_field(desk) -> None:
    desk.receive(
        INCIDENTS,
        "when;posted;kind;circumstances;status;grade;sector;place;latitude;longitude;persons;low;high;basis;"
        "destination;source;text;party;illustrative\n"
        "2021-07-01 02:10;2021-07-02;Rescue;escorted; claimed;B2;Druskininkai;by the river;54,02;23.97;23;20;30;"
        "estimated;Germany;border guard;<b>two</b> boats;P-7;yes\n",
    )
    draft = only(desk)
    assert draft.happened_at == datetime(2021, 7, 1, 2, 10, tzinfo=VILNIUS)
    assert draft.precision is Precision.EXACT
    assert draft.posted_at == datetime(2021, 7, 2, tzinfo=VILNIUS)
    assert (draft.kind, draft.status, draft.circumstances) == (
        Kind.RESCUE,
        Status.CLAIMED,
        [Circumstance.ESCORTED],
    )
    assert (draft.reliability, draft.credibility) == (Reliability.B, Credibility.PROBABLE)
    assert (draft.sector, draft.place, draft.latitude, draft.longitude) == (
        "Druskininkai",
        "by the river",
        54.02,
        23.97,
    )
    assert (draft.persons, draft.low, draft.high, draft.basis) == (23, 20, 30, CountBasis.ESTIMATED)
    assert (draft.destination, draft.source, draft.text) == ("Germany", "border guard", "<b>two</b> boats")
    assert draft.party is not None and draft.illustrative
    desk.check()


@pytest.mark.parametrize(
    ("header", "cells", "at", "precision"),
    [
        ("when", "2021-07-01 02:10", "2021-07-01T02:10+03:00", Precision.EXACT),
        ("when", "2021-07-01T02:10Z", "2021-07-01T05:10+03:00", Precision.EXACT),
        ("when", "2021-07-01", "2021-07-01T00:00+03:00", Precision.DAY),
        ("day;time", "1.7.2021;0210", "2021-07-01T02:10+03:00", Precision.EXACT),
        ("day;time", "2021-07-01;2", "2021-07-01T02:00+03:00", Precision.EXACT),
        ("day;time", "2021-07-01;2:10", "2021-07-01T02:10+03:00", Precision.EXACT),
        ("day;time", "2021-07-01;", "2021-07-01T00:00+03:00", Precision.DAY),
        ("day;time;precision", "2021-07-01;14:00;hour", "2021-07-01T14:00+03:00", Precision.HOUR),
    ],
)
def test_when_it_happened(desk, header, cells, at, precision) -> None:
    desk.receive(INCIDENTS, f"{header};persons\n{cells};5\n")
    assert (only(desk).happened_at, only(desk).precision) == (datetime.fromisoformat(at), precision)


def test_a_day_of_posting_alone_leaves_the_time_unknown(desk) -> None:
    desk.receive(INCIDENTS, "posted,persons\n2021-08-03,5\n")
    assert (only(desk).happened_at, only(desk).precision) == (None, Precision.UNKNOWN)
    assert only(desk).posted_at == datetime(2021, 8, 3, tzinfo=VILNIUS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23", (23, CountBasis.COUNTED, None, None)),
        ("", (None, CountBasis.UNKNOWN, None, None)),
        ("n/a", (None, CountBasis.UNKNOWN, None, None)),
        ("about 20", (20, CountBasis.ESTIMATED, None, None)),
        ("~20", (20, CountBasis.ESTIMATED, None, None)),
        ("20-26", (23, CountBasis.ESTIMATED, 20, 26)),
        ("20+", (20, CountBasis.ESTIMATED, 20, None)),
        ("more than 20", (20, CountBasis.ESTIMATED, 20, None)),
    ],
)
def test_how_many_and_how_that_is_known(desk, text, expected) -> None:
    desk.receive(INCIDENTS, f"day,persons\n2021-07-01,{text}\n")
    draft = only(desk)
    assert (draft.persons, draft.basis, draft.low, draft.high) == expected


def test_composition_by_columns(desk) -> None:
    desk.receive(
        INCIDENTS,
        "day,persons,Iraqis,Syrians,kids,f\n2021-07-01,23,15,3,4,9\n2021-07-02,5,,0,,\n",
        "day=day", "persons=persons", "group@nationality=IQ=Iraqis", "group@nationality=Syria=Syrians", "minors=kids",
        "female=f",
    )  # fmt: skip
    first, second = incidents(desk)
    assert first.groups == [
        drafts.Group(15, "IRQ"), drafts.Group(3, "SYR"), drafts.Group(4, age=AgeBand.MINOR),
        drafts.Group(9, sex=Sex.FEMALE),
    ]  # fmt: skip
    assert not first.crossed
    assert second.groups == []  # nothing written is nothing known


def test_columns_of_two_things_each_are_parts_of_the_whole(desk) -> None:
    desk.receive(
        INCIDENTS, "day,persons,a,b\n2021-07-01,9,5,4\n",
        "day=day", "persons=persons", "group@sex=female@age=18-59=a", "group@sex=male@age=18-59=b",
    )  # fmt: skip
    assert only(desk).crossed
    assert only(desk).groups == [
        drafts.Group(5, sex=Sex.FEMALE, age=AgeBand.ADULT), drafts.Group(4, sex=Sex.MALE, age=AgeBand.ADULT),
    ]  # fmt: skip


def test_outcomes_and_one_nationality_for_all(desk) -> None:
    desk.receive(
        INCIDENTS, "day,persons,Nationality,ill\n2021-07-01,9,Kongo,2\n2021-07-02,,Iraq,\n",
        "day=day", "persons=persons", "nationality=nationality", "outcome@outcome=hospital=ill",
    )  # fmt: skip
    known, unknown = incidents(desk)
    assert known.groups == [drafts.Group(9, "XCG")]
    assert known.outcomes == [drafts.OutcomeCount(Outcome.HOSPITAL, 2)]
    # A group has a count; where nobody knows it the nationality is kept in words.
    assert (unknown.groups, unknown.text) == ([], "Nationality: IRQ")


def test_rows_that_cannot_be_are_refused_with_the_reason(desk) -> None:
    receipt = desk.receive(
        INCIDENTS,
        "when,persons,sector,kind,grade,latitude,minors,text\n"
        "2021-03-28 03:30,5,,,,,,\n"  # 2: the clock was put forward over it
        "2021-07-01,0,,,,,,\n"
        "2021-07-01,5,,dance,,,,\n"
        "2021-07-01,5,,,Z9,,,\n"
        "2021-07-01,5,,,,99,,\n"
        "2021-07-01,5,,,,,7,\n"
        "2021-07-01,99999999,,,,,,\n"
        "soon,5,,,,,,\n"
        f"2021-07-01,5,,,,,,{'x' * 20_001}\n"
        "2021-07-01,five,,,,,,\n"
        "2021-07-01,5,,,,,2,fine\n",
    )
    assert reasons(receipt) == [
        (2, "no_such_local_time", "when"),
        (3, "no_persons", "persons"),
        (4, "choice_unknown", "kind"),
        (5, "grade_unreadable", "grade"),
        (6, "half_a_place", "longitude"),
        (7, "totals_exceed", "groups"),
        (8, "absurd_count", "persons"),
        (9, "not_a_date", "when"),
        (10, "text_too_long", "text"),
        (11, "not_a_number", "persons"),
    ]
    assert only(desk).text == "fine"


def test_rows_that_cannot_be_read_cost_only_themselves(desk) -> None:
    path = desk.folder / "broken.csv"
    path.write_bytes(
        b"day,persons,text\n2021-07-01,5,ok\n2021-07-02,6,\x00\n2021-07-03,7,\xff\xfe\n2021-07-04,8,a,b,c\n"
        b'2021-07-05,9,"never closed\n2021-07-06,10,ok \xc4\x97\n'
    )
    receipt = desk.receive(INCIDENTS, path, encoding="utf-8")
    assert reasons(receipt) == [
        (3, "nul_bytes", None), (4, "undecodable", None), (5, "too_many_cells", None), (6, "unclosed_quote", None),
    ]  # fmt: skip
    assert [d.persons for d in incidents(desk)] == [5, 10]


def test_words_in_any_script_come_in_as_they_stand(desk) -> None:
    text = "שלום \U0001f469\u200d\U0001f467 <img src=x onerror=alert(1)> مرحبا"
    desk.receive(INCIDENTS, f"day;persons;text;place\n2021-07-01;5;{text};Švenčionys 🎉\n")
    assert (only(desk).text, only(desk).place) == (text, "Švenčionys 🎉")


@pytest.mark.parametrize(
    "column",
    ["group@nationality=Atlantis=a", "group@sex=x=a", "group@age=7-9=a", "group=a", "outcome@outcome=x=a"],
)
def test_a_column_of_what_there_is_not_is_wrong_use(desk, column) -> None:
    with pytest.raises(WrongUse) as wrong:
        desk.receive(INCIDENTS, "day,persons,a\n2021-07-01,5,1\n", "day=day", "persons=persons", column)
    assert wrong.value.code == "set_unreadable"
    assert not desk.path.exists()


def test_a_party_is_the_same_by_its_reference(desk) -> None:
    receipt = desk.receive(INCIDENTS, "day,persons,party\n2021-07-01,5,P-7\n2021-07-02,5,p-7\n")
    assert receipt.created == {"party": ["P-7"]}
    later = desk.receive(INCIDENTS, "day,persons,party\n2021-07-03,5,P-7\n")
    assert counts(later) == (1, 1, 0, 0, 0, 0)
    assert later.created == {}
    assert len({d.party for d in incidents(desk)}) == 1


@pytest.mark.slow
def test_a_row_costs_little_memory_while_it_is_prepared(desk) -> None:
    """Of each row its key is kept, and not its draft: a draft of this size takes several kilobytes."""

    def peak(rows: int) -> int:
        lines = [
            f"2021-07-{i % 28 + 1:02},{i % 90 + 1},row {i} of {rows} {'x' * 1500}\n" for i in range(rows)
        ]
        path = desk.table("day,persons,text\n" + "".join(lines), "many.csv")
        del lines
        tracemalloc.start()
        try:
            assert counts(desk.receive(INCIDENTS, path)) == (rows, rows, 0, 0, 0, 0)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    desk.receive(INCIDENTS, "day,persons\n2021-07-01,5\n")  # what is loaded once does not count
    few, many = 2_500, 5_000  # more than one batch
    assert peak(many) - peak(few) < (many - few) * 1_500


def test_a_moment_that_a_spreadsheet_left_as_a_number_is_a_time_of_the_place(desk) -> None:
    receipt = desk.receive(Subject.INCIDENTS, "when;persons\n44378.090277777781;12\n44379;3\n")
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    with desk.store() as store, store.read() as session:
        found = find_incidents(session, Filter(find_situations(session)[0].pk))
    assert sorted((f"{line.happened_at.astimezone(UTC):%d %H:%M}", line.precision) for line in found) == [
        ("01 21:00", "day"), ("30 23:10", "exact"),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["when;persons\n2021-10-31 03:30;4\n2021-10-31 02:30;4\n",
                                   "day;time;persons\n31.10.2021;03:30;4\n31.10.2021;0230;4\n"])  # fmt: skip
def test_a_time_that_the_clock_showed_twice_is_told(desk, table) -> None:
    receipt = desk.receive(Subject.INCIDENTS, table)
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    assert [p.values for p in receipt.assumed if p.code == "shown_twice"] == [{"rows": [2]}]
