"""Counts and text in cells; nothing but a value, None or a ValueProblem for any cell."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.files import values
from tracker.files.values import ValueProblem, guess_decimal, missing, parse_count, parse_text

ANY_CELL: st.SearchStrategy[Any] = (
    st.none()
    | st.text()
    | st.text(alphabet="0123456789.,' \u00a0-+/:٣۳tTZapm", max_size=25)
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.booleans()
)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("0", 0), ("12", 12), (" 12 ", 12), ("+7", 7), ("007", 7), ("12.0", 12), ("12,00", 12), ("1 234", 1234),
        ("1\u00a0234", 1234), ("1\u2009234", 1234), ("1\u202f234 567", None), ("1'234", 1234), ("1’234", 1234),
        ("1,234", 1234), ("1.234", 1234), ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("1,234.00", 1234),
        ("1.234,0", 1234), ("٢٣", 23), ("۲۳", 23), ("١٬٢٣٤", 1234), ("٢٣٫٠", 23), ("\u200f23\u200e", 23),
        (5, 5), (5.0, 5), (0, 0), ("10000000", 10_000_000),
    ],
)  # fmt: skip
def test_counts(cell: Any, count: int | None) -> None:
    if count is None:
        with pytest.raises(ValueProblem):
            parse_count(cell)
    else:
        assert parse_count(cell) == count


@pytest.mark.parametrize(
    "cell",
    [None, "", " ", "-", "–", "—", "..", "...", "…", "n/a", "N/A", "NA", "n.a.", ":", "\u00a0", "\u200b"],
)
def test_what_says_that_nothing_is_known_is_never_zero(cell: str | None) -> None:
    assert parse_count(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("abc", "not_a_number"), ("0[VALORE]0", "not_a_number"), ("nan", "not_a_number"), ("inf", "not_a_number"),
        ("1e3", "not_a_number"), ("0x10", "not_a_number"), ("1_000", "not_a_number"), ("(5)", "not_a_number"),
        ("२३", "not_a_number"), ("２３", "not_a_number"), ("²", "not_a_number"), ("12 persons", "not_a_number"),
        (">4000", "not_a_number"), ("1,2,3", "not_a_number"), ("1.234.5", "not_a_number"), ("1,23,456", "not_a_number"),
        ("9" * 5000, "not_a_number"), (float("nan"), "not_a_number"), (float("inf"), "not_a_number"),
        (True, "not_a_number"), (date(2021, 8, 3), "not_a_number"), (datetime(2021, 8, 3, 1), "not_a_number"),  # noqa: DTZ001
        ("12.5", "not_whole"), ("0.250", "not_whole"), ("1234,5", "not_whole"), (5.5, "not_whole"),
        ("-3", "negative"), ("−3", "negative"), (-3, "negative"), (-0.5, "negative"),
        ("99999999", "absurd_count"), (10**400, "absurd_count"), (1e300, "absurd_count"),
        ("1.000", "ambiguous_number"), ("12,000", "ambiguous_number"),
    ],
)  # fmt: skip
def test_what_is_no_count(cell: Any, code: str) -> None:
    with pytest.raises(ValueProblem) as found:
        parse_count(cell)
    assert found.value.code == code
    assert len(found.value.values["value"]) <= 80


def test_readings_of_an_ambiguous_number_are_named() -> None:
    with pytest.raises(ValueProblem) as found:
        parse_count("12.000")
    assert found.value.values["readings"] == [12, 12_000]


def test_a_decimal_sign_that_is_known_settles_it() -> None:
    assert parse_count("12.000", decimal=".") == 12
    assert parse_count("12.000", decimal=",") == 12_000
    assert parse_count("12,000", decimal=".") == 12_000
    for cell, decimal in (("1.234", "."), ("1,234", ","), ("12,5", ".")):
        with pytest.raises(ValueProblem):
            parse_count(cell, decimal=decimal)


def test_the_decimal_sign_of_a_column() -> None:
    assert guess_decimal(["1,000", "2,345", None, "12"]) == "."
    assert guess_decimal(["1.000", "1.234.567"]) == ","
    assert guess_decimal(["1,000", "12.5"]) == "."
    assert guess_decimal(["1,000", "3"]) is None
    assert guess_decimal(["1,234", "1.234"]) is None
    assert guess_decimal([]) is None


def test_a_maximum_of_ones_own() -> None:
    assert parse_count("300", maximum=300) == 300
    with pytest.raises(ValueProblem, match="absurd_count"):
        parse_count("301", maximum=300)


def test_text() -> None:
    assert parse_text("  Šalčininkai\u00a0") == "Šalčininkai"
    assert parse_text("<b>x</b>\n🚶") == "<b>x</b>\n🚶"
    assert parse_text("می\u200cخواهم") == "می\u200cخواهم"  # joiners inside words are letters' business
    assert parse_text(5) == "5"
    assert parse_text(date(2021, 8, 3)) == "2021-08-03"
    assert parse_text(" ") is parse_text(None) is None
    assert parse_text("-") == "-"
    with pytest.raises(ValueProblem, match="text_too_long"):
        parse_text("x" * 10_001)


def test_missing_is_for_callers_that_ask() -> None:
    assert missing(" NA ")
    assert not missing("0")


@given(ANY_CELL)
def test_any_cell_is_a_count_or_a_problem(cell: Any) -> None:
    try:
        count = parse_count(cell)
    except ValueProblem as found:
        assert found.values["value"] is not None
    else:
        assert count is None or 0 <= count <= values.MAX_COUNT
    guess_decimal([cell])


@given(st.integers(0, values.MAX_COUNT), st.sampled_from(["{:d}", "{:d}.0", "{:,d}.00", "{:d},0"]))
def test_counts_are_read_back(count: int, form: str) -> None:
    assert parse_count(form.format(count)) == count


@given(ANY_CELL)
def test_any_cell_is_text_or_a_problem(cell: Any) -> None:
    try:
        text = parse_text(cell, limit=50)
    except ValueProblem:
        return
    assert text is None or 0 < len(text) <= 50
