from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tracker.codes import AgeBand, Sex
from tracker.drafts import Group
from ui import incident_words as say

VILNIUS = ZoneInfo("Europe/Vilnius")
AT = datetime(2021, 8, 3, 10, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        (date(2021, 8, 3), date(2021, 8, 3), "3 Aug 2021"),
        (date(2021, 8, 1), date(2021, 8, 3), "1 – 3 Aug 2021"),
        (date(2021, 7, 31), date(2021, 8, 3), "31 Jul – 3 Aug 2021"),
        (date(2020, 12, 31), date(2021, 8, 3), "31 Dec 2020 – 3 Aug 2021"),
        (date(2021, 8, 1), None, "from 1 Aug 2021"),
        (None, date(2021, 8, 3), "until 3 Aug 2021"),
    ],
)
def test_spans_of_days(first: date | None, last: date | None, words: str) -> None:
    assert say.days(first, last) == words


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        ("exact", "Tue 3 Aug 2021, 13:40"),
        ("hour", "Tue 3 Aug 2021, 13–14 h"),
        ("part_of_day", "Tue 3 Aug 2021, afternoon"),
        ("day", "Tue 3 Aug 2021"),
    ],
)
def test_a_moment_as_exactly_as_it_is_known(precision: str, words: str) -> None:
    assert say.moment(AT, precision, VILNIUS) == words
    assert say.moment(None, "unknown", VILNIUS) == "time not known"


def test_the_last_hour_of_a_day_ends_at_midnight() -> None:
    assert say.time_of_day(datetime(2021, 8, 3, 23, tzinfo=UTC), "hour") == "23–00 h"


@pytest.mark.parametrize(
    ("count", "basis", "low", "high", "short", "words"),
    [
        (None, "unknown", None, None, "?", "number not known"),
        (1, "counted", None, None, "1", "1 person, counted"),
        (23, "reported", None, None, "23", "23 persons, reported"),
        (30, "estimated", None, None, "~30", "30 persons, estimated"),
        (30, "estimated", 25, 35, "25–35", "30 persons, estimated (25–35)"),
        (30, "estimated", 25, None, "~30", "30 persons, estimated (at least 25)"),
        (30, "estimated", None, 35, "~30", "30 persons, estimated (at most 35)"),
        (30, "estimated", 30, 30, "~30", "30 persons, estimated"),
        (12345, "counted", None, None, "12,345", "12,345 persons, counted"),
    ],
)
def test_numbers_of_persons(
    count: int | None, basis: str, low: int | None, high: int | None, short: str, words: str
) -> None:
    assert say.persons(count, basis, low, high) == short
    assert say.persons_said(count, basis, low, high) == words


@pytest.mark.parametrize(
    ("parts", "count", "words"),
    [
        ([], 12, "not specified 12"),
        ([], None, "not specified"),
        ([("IRQ", 12)], 12, "Iraq 12"),
        ([("IRQ", 7), ("IRQ", 5), ("XCG", 3)], 20, "Iraq 12 · Congo 3 · not specified 5"),
        ([("IRQ", 12)], None, "Iraq 12"),
        ([("IRQ", 12)], 10, "Iraq 12"),
        ([("QQQ", 1)], 1, "QQQ 1"),
    ],
)
def test_of_whom(parts: list[tuple[str, int]], count: int | None, words: str) -> None:
    assert say.composition(parts, count) == words


def test_whom_a_row_is_about() -> None:
    assert say.group(Group(1, "IRQ", Sex.FEMALE, AgeBand.INFANT)) == "Iraq, female, 0–4"
    assert say.group(Group(1, None, Sex.UNKNOWN, AgeBand.UNKNOWN)) == "sex not known, age not known"
    assert say.group(Group(1, "XCG")) == "Congo, not said which"


def test_kinds_with_what_went_with_them() -> None:
    assert say.kind("crossing") == "Crossing detected"
    assert say.kind("crossing", '["escorted","force_used"]') == "Crossing detected · escorted · force used"
    assert say.kind("from a newer program", '["also new"]') == "from a newer program · also new"


def test_grades_in_words() -> None:
    assert say.grade("B", "6") == "B, usually reliable · 6, cannot be judged"


def test_an_ampersand_on_a_button_underlines_nothing() -> None:
    assert say.on_button("Ben & Jerry") == "Ben && Jerry"
