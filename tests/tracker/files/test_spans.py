"""Days of context events, exact and rough."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.files.cells import ValueProblem
from tracker.files.spans import Span, parse_span


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("late June 2021", "2021-06-21", "2021-06-30"),
        ("Late May, 2021", "2021-05-21", "2021-05-31"),
        ("mid-July 2021", "2021-07-11", "2021-07-20"),
        ("early February 2021", "2021-02-01", "2021-02-10"),
        ("the end of February 2020", "2020-02-21", "2020-02-29"),
        ("second half of June 2021", "2021-06-16", "2021-06-30"),
        ("June 2021", "2021-06-01", "2021-06-30"),
        ("2021-06", "2021-06-01", "2021-06-30"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("early 2021", "2021-01-01", "2021-04-30"),
        ("late 2021", "2021-09-01", "2021-12-31"),
        ("first half of 2021", "2021-01-01", "2021-06-30"),
        ("summer 2021", "2021-06-01", "2021-08-31"),
        ("Q3 2021", "2021-07-01", "2021-09-30"),
        ("2021 Q4", "2021-10-01", "2021-12-31"),
    ],
)
def test_rough_dates_keep_their_words(text: str, first: str, last: str) -> None:
    assert parse_span(text) == Span(date.fromisoformat(first), date.fromisoformat(last), True, text)


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-21 to 2021-06-30",
        "21.06.2021 – 30.06.2021",
        "2021-06-21/2021-06-30",
        "from 21 June 2021 until 30 June 2021",
    ],
)
def test_two_days_are_exact(text: str) -> None:
    assert parse_span(text) == Span(date(2021, 6, 21), date(2021, 6, 30))


def test_a_day_is_a_day() -> None:
    assert (
        parse_span("2 August 2021")
        == parse_span(date(2021, 8, 2))
        == Span(date(2021, 8, 2), date(2021, 8, 2))
    )
    assert parse_span("") is parse_span("n/a") is parse_span(None) is None
    assert parse_span(2020) == Span(date(2020, 1, 1), date(2020, 12, 31), True, "2020")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("last month", "not_a_date"),
        ("winter 2021", "not_a_date"),  # of which of two years?
        ("late June", "not_a_date"),
        ("late June 21", "two_digit_year"),
        ("03/04/2021", "ambiguous_date"),
        ("2021-06-30 to 2021-06-21", "not_a_date"),
        ("late June 0021", "year_out_of_range"),
        ("9999", "year_out_of_range"),
        ("early " * 30, "not_a_date"),
    ],
)
def test_what_is_no_date(text: str, code: str) -> None:
    with pytest.raises(ValueProblem) as found:
        parse_span(text)
    assert found.value.code == code


@given(st.text(max_size=70) | st.from_regex(r"(early|late|end of) \w{0,9} ?\d{0,5}", fullmatch=True))
def test_nothing_but_a_span_or_a_problem(text: str) -> None:
    try:
        found = parse_span(text)
    except ValueProblem:
        return
    assert found is None or found.first <= found.last
