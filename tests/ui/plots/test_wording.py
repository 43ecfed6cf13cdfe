from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale

from ui.plots import wording


def test_thousands_are_separated_also_where_the_system_names_no_language() -> None:
    QLocale.setDefault(QLocale.c())
    assert wording.number(12345) == "12,345"
    QLocale.setDefault(QLocale("de_DE"))
    assert wording.number(12345) == "12.345"


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [(0.999, "99"), (1.0, "100"), (1.001, "101"), (1.115, "112"), (0.0, "0"), (12.3, "1,230")],
)
def test_a_percentage_never_claims_the_mark_it_misses(ratio: float, shown: str) -> None:
    assert wording.percent(ratio) == f"{shown}\N{NARROW NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("locale", "shown"), [("en_GB", "1 Jul 2021"), ("en_US", "Jul 1, 2021"), ("lt_LT", "2021 liep. 1")]
)
def test_days_follow_the_locale(locale: str, shown: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert wording.day(date(2021, 7, 1), year=True) == shown


@pytest.mark.parametrize(
    ("old", "shown"),
    [
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=31), "31 h"),
        (timedelta(hours=71), "71 h"),
        (timedelta(hours=73), "3 days"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_ages(old: timedelta, shown: str) -> None:
    assert wording.age(old) == shown


def test_one_person_is_one_person() -> None:
    assert wording.people(1) == wording.persons(1) == "1 person"
    assert wording.people(0) == "0 people"
    assert wording.persons(1200) == "1,200 persons"
