"""What the tables of a facility say of a line."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tracker.facilities import CapacityLine, HeadcountLine, MovementLine
from ui.models import facility_lines as lines

VILNIUS = ZoneInfo("Europe/Vilnius")
AT = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def movement(**changed: Any) -> MovementLine:
    values: dict[str, Any] = {
        "id": "m",
        "reason": "transfer",
        "persons": 1200,
        "from_name": "Rukla",
        "to_name": "Pabradė",
        "left_at": AT - 2 * HOUR,
        "arrived_at": AT - HOUR,
        "incident_pk": None,
        "void_reason": None,
        "illustrative": False,
        "from_id": "rukla",
        "to_id": "pabrade",
    }
    return MovementLine(**(values | changed))


def texts(columns: list[lines.LineColumn], line: object) -> list[str]:
    return [column.text(line) for column in columns]


@pytest.mark.parametrize(
    ("seen_from", "changed", "said"),
    [
        ("pabrade", {}, ["3 Aug 13:00", "+1,200", "Transfer", "from Rukla", ""]),
        ("rukla", {}, ["3 Aug 12:00", "−1,200", "Transfer", "to Pabradė", ""]),
        (
            "pabrade",
            {"arrived_at": None},
            ["3 Aug 12:00", "1,200 on the road", "Transfer", "from Rukla", ""],
        ),
        (  # as of the moment shown they had not arrived yet
            "pabrade",
            {"arrived_at": AT + HOUR},
            ["3 Aug 12:00", "1,200 on the road", "Transfer", "from Rukla", ""],
        ),
        (
            "rukla",
            {"arrived_at": None, "illustrative": True},
            ["3 Aug 12:00", "−1,200", "Transfer", "to Pabradė", "◇"],
        ),
        (
            "pabrade",
            {"from_id": "", "from_name": "", "reason": "arrival", "left_at": None},
            ["3 Aug 13:00", "+1,200", "Arrival", "", ""],
        ),
    ],
)
def test_a_movement_is_told_from_where_one_stands(
    seen_from: str, changed: dict[str, Any], said: list[str]
) -> None:
    assert texts(lines.movement_columns(VILNIUS, 2021, seen_from, AT), movement(**changed)) == said


def headcount(**changed: Any) -> HeadcountLine:
    values: dict[str, Any] = {
        "id": "h",
        "counted_at": AT,
        "persons": 220,
        "reckoned": 214,
        "source": "night\nshift",
        "void_reason": None,
        "illustrative": False,
        "reckoned_now": 214,
    }
    return HeadcountLine(**(values | changed))


@pytest.mark.parametrize(
    ("changed", "gave", "difference"),
    [
        ({}, "214", "+6"),
        ({"reckoned": 220, "reckoned_now": 220}, "220", "0"),
        ({"reckoned": None, "reckoned_now": None}, "—", "—"),
        ({"reckoned": -5, "reckoned_now": -5}, "−5", "+225"),
        ({"reckoned_now": 218}, "214", "+6, by now +2"),
        ({"reckoned": None, "reckoned_now": 218}, "—", "—, by now +2"),
    ],
)
def test_the_difference_as_kept_and_as_it_is_by_now(
    changed: dict[str, Any], gave: str, difference: str
) -> None:
    said = texts(lines.headcount_columns(VILNIUS, 2021), headcount(**changed))
    assert said == ["3 Aug 14:00", "220", gave, difference, "night shift", ""]


def test_another_year_is_said() -> None:
    assert texts(lines.headcount_columns(VILNIUS, 2022), headcount())[0] == "3 Aug 2021 14:00"


def test_a_text_of_any_length_is_a_row() -> None:
    said = texts(lines.headcount_columns(VILNIUS, 2021), headcount(source="x" * 20_000))[4]
    assert len(said) == 300


def test_capacity_unknown_is_a_word() -> None:
    line = CapacityLine("c", AT, None, None, None, None, None, None, False)
    assert texts(lines.capacity_columns(VILNIUS, 2021), line)[:6] == [
        "3 Aug 14:00",
        "unknown",
        "—",
        "—",
        "—",
        "—",
    ]
    line = CapacityLine("c", AT, 500, 480, 50, 30, "order", None, True)
    assert texts(lines.capacity_columns(VILNIUS, 2021), line) == [
        "3 Aug 14:00",
        "450",
        "480",
        "500",
        "30",
        "50",
        "order",
        "◇",
    ]
