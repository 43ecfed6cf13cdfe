"""Published totals out of tables: periods, vintages, and what is set aside or refused."""

from datetime import date

import pytest

from tests.tracker.files.importing import Desk, counts, reasons
from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.published import find_totals
from tracker.situations import find_sectors, find_situations

TOTALS = Subject.PUBLISHED_TOTALS


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def totals(desk, situation=0):
    with desk.store() as store, store.read() as session:
        return find_totals(session, find_situations(session)[situation].pk)


def only(desk):
    (line,) = totals(desk)
    return line


@pytest.mark.parametrize(
    ("header", "row", "first", "last"),
    [
        ("day", "2021-07-31", (2021, 7, 31), (2021, 7, 31)),
        ("month", "2021-07", (2021, 7, 1), (2021, 7, 31)),
        ("month", "February 2020", (2020, 2, 1), (2020, 2, 29)),
        ("month;year", "7;2021", (2021, 7, 1), (2021, 7, 31)),
        ("month;year", "July;2021", (2021, 7, 1), (2021, 7, 31)),
        ("year", "2020", (2020, 1, 1), (2020, 12, 31)),
        ("week", "2021-W27", (2021, 7, 5), (2021, 7, 11)),
        ("Woche", "KW 53/2020", (2020, 12, 28), (2021, 1, 3)),
        ("quarter", "Q3 2021", (2021, 7, 1), (2021, 9, 30)),
        ("period", "1 July 2021 to 3 July 2021", (2021, 7, 1), (2021, 7, 3)),
        ("from;to", "2021-01-01;2021-08-03", (2021, 1, 1), (2021, 8, 3)),
        ("from;reported", "2021-01-01;2021-08-03", (2021, 1, 1), (2021, 8, 3)),
        ("cumulative;reported", "yes;2021-08-03", (2021, 1, 1), (2021, 8, 3)),
        ("cumulative;reported;day", "yes;2021-08-04;2021-08-03", (2021, 1, 1), (2021, 8, 3)),
        ("cumulative;reported;from", "yes;2021-08-03;2020-08-01", (2020, 8, 1), (2021, 8, 3)),
        ("cumulative;reported;day", "no;2021-08-04;2021-08-03", (2021, 8, 3), (2021, 8, 3)),
    ],
)
def test_the_days_that_a_figure_is_about(desk, header, row, first, last) -> None:
    receipt = desk.receive(TOTALS, f"value;{header}\n12;{row}\n")
    assert counts(receipt) == (1, 1, 0, 0, 0, 0)
    line = only(desk)
    assert (line.first_day, line.last_day, line.value) == (date(*first), date(*last), 12)
    desk.check()


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("0", 0, "exactly"),
        ("more than 4,000", 4000, "more than"),
        ("> 4000", 4000, "more than"),
        ("4,000+", 4000, "at least"),
        ("at least 17", 17, "at least"),
        ("about 300", 300, "about"),
        ("~300", 300, "about"),
        ("20-25", 20, "at least"),
    ],
)
def test_figures_come_with_what_qualifies_them(desk, text, value, qualifier) -> None:
    desk.receive(TOTALS, f'day;value\n2021-07-01;"{text}"\n')
    assert (only(desk).value, only(desk).qualifier) == (value, qualifier)


def test_a_qualifier_that_is_said_goes_before_how_the_figure_is_written(desk) -> None:
    desk.receive(TOTALS, "day,value,qualifier\n2021-07-01,~300,at least\n")
    assert (only(desk).value, only(desk).qualifier) == (300, "at least")


def test_nothing_is_not_zero_and_what_cannot_be_read_is_refused_with_its_row(desk) -> None:
    receipt = desk.receive(
        TOTALS,
        "day,value,rule\n"
        "2021-07-01,,persons\n"  # 2: not collected
        "2021-07-02,n/a,persons\n"
        "2021-07-03,0[VALORE]0,persons\n"  # 4: damaged
        "2021-02-30,5,persons\n"
        "03/04/2021,5,persons\n"
        ",5,persons\n"
        "2021-07-05,-5,persons\n"
        "2021-07-06,5,souls\n"
        "2021-07-07,1.5,persons\n"
        "2021-07-08,5,\n",
    )
    assert counts(receipt) == (10, 1, 0, 0, 2, 7)
    assert [(p.row, p.code) for p in receipt.set_aside] == [(2, "not_collected"), (3, "not_collected")]
    assert reasons(receipt) == [
        (4, "not_a_number", "value"),
        (5, "impossible_date", "day"),
        (6, "ambiguous_date", "day"),
        (7, "required", "day"),
        (8, "negative", "value"),
        (9, "choice_unknown", "rule"),
        (10, "not_whole", "value"),
    ]
    assert [(t.last_day, t.value) for t in totals(desk)] == [(date(2021, 7, 8), 5)]


def test_a_later_report_counts_whatever_the_order_in_the_file(desk) -> None:
    receipt = desk.receive(
        TOTALS,
        "day,value,reported\n"
        "2021-07-01,310,2021-07-31\n"
        "2021-07-01,301,2021-07-15\n"
        "2021-07-02,7,2021-07-15\n"
        "2021-07-20,9,2021-07-15\n"  # after its own report
        "2021-07-20,what,2021-07-15\n",
    )
    assert counts(receipt) == (5, 2, 1, 0, 2, 0)
    assert [p.code for p in receipt.set_aside] == ["after_report", "after_report_damaged"]
    assert [(t.value, t.latest) for t in totals(desk)] == [(301, False), (310, True), (7, True)]


def test_a_later_report_supersedes_what_the_store_has(desk) -> None:
    desk.receive(TOTALS, "day,value,reported\n2021-07-01,301,2021-07-15\n2021-07-02,7,2021-07-15\n")
    newer = desk.receive(TOTALS, "day,value,reported\n2021-07-01,310,2021-07-31\n")
    assert (counts(newer), newer.supersedes) == ((1, 1, 0, 0, 0, 0), 1)
    older = desk.receive(TOTALS, "day,value,reported\n2021-07-01,290,2021-07-10\n")
    assert (counts(older), older.supersedes) == ((1, 0, 1, 0, 0, 0), 0)
    assert [(t.value, t.latest) for t in totals(desk)] == [(290, False), (301, False), (310, True), (7, True)]


def test_of_two_reports_of_one_day_the_one_that_came_later_counts(desk) -> None:
    desk.receive(TOTALS, "day,value\n2021-07-01,5\n2021-07-01,5\n")
    receipt = desk.receive(TOTALS, "day,value\n2021-07-01,6\n")
    assert (counts(receipt), receipt.supersedes) == ((1, 1, 0, 0, 0, 0), 1)
    assert [(t.value, t.latest) for t in totals(desk)] == [(5, False), (6, True)]


def test_figures_of_one_file_that_nothing_tells_apart_are_all_refused(desk) -> None:
    receipt = desk.receive(
        TOTALS, "Year;District;Value\n2020;North;2591\n2020;South;1\n2020;East;2591\n2021;North;8\n"
    )
    assert counts(receipt) == (4, 1, 0, 0, 0, 3)
    row, (problem,) = receipt.refused[1]
    assert (row, problem.code, problem.field) == (3, "figures_differ_unread", "value")
    assert problem.values == {"one": "2591", "other": "1", "rows": [2, 3, 4], "columns": ["District"]}
    assert [(t.first_day.year, t.value) for t in totals(desk)] == [(2021, 8)]
    told = desk.receive(TOTALS, "Year;District;Value\n2020;North;2591\n2020;South;1\n", "sector=District",
                        "year=Year", "value=Value")  # fmt: skip
    assert counts(told) == (2, 2, 0, 0, 0, 0)


def test_a_report_of_its_own_tells_figures_apart(desk) -> None:
    receipt = desk.receive(TOTALS, "day,value,reported\n2021-07-01,5,2021-07-02\n2021-07-01,6,2021-07-03\n"
                                   "2021-07-01,7,2021-07-03\n")  # fmt: skip
    assert counts(receipt) == (3, 1, 0, 0, 0, 2)
    assert reasons(receipt) == [(3, "figures_differ", "value"), (4, "figures_differ", "value")]


def test_other_sources_rules_nationalities_and_sectors_are_other_figures(desk) -> None:
    receipt = desk.receive(
        TOTALS,
        "day,value,source,rule,nationality,sector\n"
        "2021-07-01,5,A,persons,all,\n"
        "2021-07-01,6,B,persons,all,\n"
        "2021-07-01,7,A,boats,all,\n"
        "2021-07-01,8,A,persons,Iraq,\n"
        "2021-07-01,9,A,persons,all,Druskininkai\n",
    )
    assert counts(receipt) == (5, 5, 0, 0, 0, 0)
    assert all(t.latest for t in totals(desk))
    assert [(t.nationality, t.sector) for t in totals(desk)][-2:] == [("IRQ", None), (None, "Druskininkai")]
    assert receipt.created == {"sector": ["Druskininkai"]}


def test_nationalities_by_code_and_name(desk) -> None:
    receipt = desk.receive(
        TOTALS,
        "day,value,nationality\n"
        "2021-07-01,1,IQ\n2021-07-01,2,CMR\n2021-07-01,3,Siria\n2021-07-01,4,altre\n2021-07-01,5,NA\n"
        "2021-07-01,6,unknown\n2021-07-01,7,stateless\n2021-07-01,8,Congo\n2021-07-01,9,All\n"
        "2021-07-01,10,\n2021-07-01,11,Atlantis\n2021-07-01,12,Korea\n",
    )
    assert {t.value: t.nationality for t in totals(desk)} == {
        1: "IRQ", 2: "CMR", 3: "SYR", 4: "XOT", 5: "NAM", 6: "XXX", 7: "XXA", 8: "XCG", 9: None,
    }  # fmt: skip
    assert reasons(receipt) == [
        (11, "nationality_empty", "nationality"),
        (12, "nationality_unknown", "nationality"),
        (13, "nationality_unclear", "nationality"),
    ]


def test_sectors_are_made_in_a_new_situation_and_asked_for_in_one_that_has_some(desk) -> None:
    first = desk.receive(TOTALS, "day,value,sector\n2021-07-01,1,Druskininkai\n2021-06-30,2,DRUSKININKAI\n")
    assert first.created == {"sector": ["Druskininkai"]}
    second = desk.receive(TOTALS, "day,value,sector\n2021-07-02,1,Varena\n2021-07-02,2,druskininkai \n")
    assert (counts(second), reasons(second)) == ((2, 1, 0, 0, 0, 1), [(2, "sector_unknown", "sector")])
    third = desk.receive(TOTALS, "day,value,sector\n2021-07-02,1,Varena\n", create_sectors=True)
    assert third.created == {"sector": ["Varena"]}
    with desk.store() as store, store.read() as session:
        names = [s.name for s in find_sectors(session, find_situations(session)[0].pk)]
    assert names == ["Druskininkai", "Varena"]
    desk.check()


def test_what_is_set_fills_in_where_no_column_has_a_value(desk) -> None:
    desk.receive(
        TOTALS, "day,value,rule\n2021-07-01,1,\n2021-07-02,2,boats\n",
        "day=day", "value=value", "rule=rule", sets=["rule=events", "source=Coast guard"],
    )  # fmt: skip
    assert [(t.rule, t.source) for t in totals(desk)] == [("events", "Coast guard"), ("boats", "Coast guard")]


@pytest.mark.parametrize(
    ("set_", "words"),
    [("rule=souls", "persons"), ("cumulative=perhaps", "neither"), ("reported=2021-02-30", "calendar"),
     ("nationality=Atlantis", "no nationality"), ("qualifier=roughly", "about")],
)  # fmt: skip
def test_what_cannot_be_set_is_told_at_once(desk, set_, words) -> None:
    with pytest.raises(WrongUse) as wrong:
        desk.receive(TOTALS, "day,value\n2021-07-01,1\n", sets=[set_])
    assert wrong.value.code == "set_unreadable"
    assert words in wrong.value.values["reason"]
    assert not desk.path.exists()


def test_figures_marked_as_made_up_stay_so(desk) -> None:
    desk.receive(TOTALS, "day,value\n2021-07-01,1\n", sets=["illustrative=yes"])
    assert only(desk).illustrative


def test_thousands_by_the_sign_that_the_column_uses(desk) -> None:
    desk.receive(TOTALS, 'day;value\n2021-07-01;"1.000"\n2021-07-02;"2.345"\n')
    assert [t.value for t in totals(desk)] == [1000, 2345]


def test_a_week_that_a_year_has_not_is_refused(desk) -> None:
    receipt = desk.receive(TOTALS, "value;week\n12;2021-W53\n7;2021-W52\n")
    assert counts(receipt) == (2, 1, 0, 0, 0, 1)
    assert reasons(receipt) == [(2, "impossible_date", "period")]


def test_days_that_a_spreadsheet_left_as_numbers_are_read_and_told(desk) -> None:
    receipt = desk.receive(TOTALS, "Tag;Personen\n44378;1.015\n44379;22\n44380;–\n")
    assert counts(receipt) == (3, 2, 0, 0, 1, 0)
    assert [str(line.first_day) for line in totals(desk)] == ["2021-07-01", "2021-07-02"]
    told = [p for p in receipt.assumed if p.code == "serial_days"]
    assert [p.values for p in told] == [{"value": "44378", "day": "2021-07-01"}]


def test_numbers_among_days_are_no_days(desk) -> None:
    receipt = desk.receive(TOTALS, "day;value\n2021-07-01;5\n44379;22\n")
    assert reasons(receipt) == [(3, "not_a_date", "day")]
    assert not [p for p in receipt.assumed if p.code == "serial_days"]


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        (["1,000", "1.100"], 2),
        (["1,000", "500,0"], 2),
        (["1,234", "1.000"], 3),
        (["1.000", "12,0", "7"], None),
    ],
)
def test_a_thousand_is_never_read_as_one(desk, figures, wrong) -> None:
    rows = "".join(f"2021-07-{day:02};{figure}\n" for day, figure in enumerate(figures, 1))
    receipt = desk.receive(TOTALS, f"day;value\n{rows}")
    assert reasons(receipt) == ([] if wrong is None else [(wrong, "ambiguous_number", "value")])
    assert 1 not in {line.value for line in totals(desk)}
