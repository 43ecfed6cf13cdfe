"""What a figure counts, and of whom, where names and cells say it: no two things are taken for one."""

from pathlib import Path

import pytest

from tests.tracker.files.importing import Desk, counts
from tracker.codes import Qualifier, Rule
from tracker.files.fields import Subject
from tracker.files.measures import counts_persons, is_running, rule_of
from tracker.published import find_totals
from tracker.situations import find_sectors, find_situations

TOTALS = Subject.PUBLISHED_TOTALS


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def totals(desk: Desk) -> list:
    with desk.store() as store, store.read() as session:
        return find_totals(session, find_situations(session)[0].pk)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Detections", Rule.DETECTIONS),
        ("Novērsti šķērsošanas mēģinājumi", Rule.PREVENTED),
        ("Próby przekroczenia granicy", Rule.PREVENTED),
        ("Eventi / Lampedusa", Rule.EVENTS),
        ("Persons prevented", Rule.PREVENTED),
        ("Feststellungen", Rule.DETECTIONS),
        ("Boats detected", None),
        ("Sbarcati", None),
        ("Wert", None),
    ],
)
def test_the_rule_that_a_name_says(name: str, rule: Rule | None) -> None:
    assert rule_of(name) is rule


def test_names_of_people_and_of_running_sums() -> None:
    assert all(map(counts_persons, ("Persons", "Migranti sbarcati", "Liczba osób", "человек", "Arrivals")))
    assert not any(map(counts_persons, ("Persons prevented", "Wert", "Figure", "Eventi")))
    assert all(
        map(is_running, ("Arrivals since 1 January", "Year to date", "Kumulativ", "с начала года", "YTD"))
    )
    assert not any(map(is_running, ("Data as of", "Arrivals", "Date")))


def test_what_a_name_leaves_open_is_assumed_and_told(desk: Desk) -> None:
    receipt = desk.receive(TOTALS, "day;Wert\n2021-07-01;5\n")
    assert [(p.code, p.values) for p in receipt.assumed if p.field == "rule"] == [
        ("rule_assumed", {"column": "Wert"})
    ]
    other = desk.receive(TOTALS, "day;Eventi\n2021-07-01;5\n")
    assert not [p for p in other.assumed if p.field == "rule"]
    assert [line.rule for line in totals(desk)] == ["persons", "events"]


def test_a_column_of_running_sums_is_no_column_of_days(desk: Desk) -> None:
    desk.receive(TOTALS, "Month;Year to date\n2021-01;220\n2021-02;470\n")
    assert [(line.first_day.isoformat(), line.last_day.isoformat(), line.cumulative) for line in totals(desk)] == [
        ("2021-01-01", "2021-01-31", True), ("2021-01-01", "2021-02-28", True),
    ]  # fmt: skip


def test_a_country_is_a_nationality_where_what_it_holds_are(desk: Desk) -> None:
    receipt = desk.receive(TOTALS, "Year;Country;Value\n2020;Iraq;2591\n2020;Syria;1\n")
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    assert [(line.nationality, line.value) for line in totals(desk)] == [("IRQ", 2591), ("SYR", 1)]


def test_sectors_together_are_no_sector(desk: Desk) -> None:
    receipt = desk.receive(
        TOTALS, "day;sector;value\n2021-07-01;Varėna;10\n2021-07-01;Subtotal;10\n2021-07-01;Kena;25\n"
        "2021-07-01;Total South;35\n2021-07-01;All sectors;35\n",
    )  # fmt: skip
    assert counts(receipt) == (5, 2, 0, 0, 3, 0)
    with desk.store() as store, store.read() as session:
        assert {s.name for s in find_sectors(session, find_situations(session)[0].pk)} == {"Varėna", "Kena"}


def test_facilities_together_are_no_facility(desk: Desk) -> None:
    receipt = desk.receive(
        Subject.HEADCOUNTS, "Centre;Day;Persons\nRukla;2021-08-03;1006\nPabradė;2021-08-03;680\n"
        "All facilities;2021-08-03;1686\n",
    )  # fmt: skip
    assert (counts(receipt), receipt.records["facility"]) == ((3, 2, 0, 0, 1, 0), 2)


def test_a_grand_total_is_of_all_nationalities(desk: Desk) -> None:
    receipt = desk.receive(TOTALS, "year;nationality;value\n2020;Iraq;5\n2021;Grand total;9\n")
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    assert [line.nationality for line in totals(desk)] == ["IRQ", None]


def test_an_estimate_says_so_and_no_figure_is_beyond_all_people(desk: Desk) -> None:
    receipt = desk.receive(
        TOTALS, "day;value\n2021-07-01;100 (est.)\n2021-07-02;99999999999\n2021-07-03;7 (r)\n"
    )
    assert counts(receipt) == (3, 2, 0, 0, 0, 1)
    assert [(line.value, line.qualifier) for line in totals(desk)] == [
        (100, Qualifier.ABOUT), (7, Qualifier.EXACTLY),
    ]  # fmt: skip
