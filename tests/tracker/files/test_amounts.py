"""Sums of money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.files.amounts import Amount, parse_amount
from tracker.files.cells import ValueProblem


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        (17_700_000, 17_700_000, None),
        (0.5, 0.5, None),
        ("17.7 million US dollars", 17_700_000, "USD"),
        ("17.7 million", 17_700_000, None),
        ("€5m", 5_000_000, "EUR"),
        ("EUR 17 700 000", 17_700_000, "EUR"),
        ("17,700,000 usd", 17_700_000, "USD"),
        ("1.234.567,5", 1_234_567.5, None),
        ("3,5 mln. EUR", 3_500_000, "EUR"),
        ("2 bn of euros", 2_000_000_000, "EUR"),
        ("$ 12", 12, "$"),
    ],
)
def test_amounts(cell: str | float, value: float, currency: str | None) -> None:
    assert parse_amount(cell) == Amount(value, currency)


def test_a_point_before_three_digits_goes_by_the_file() -> None:
    assert parse_amount("1.234", decimal=".") == Amount(1.234)
    assert parse_amount("1.234", decimal=",") == Amount(1234)
    with pytest.raises(ValueProblem) as found:
        parse_amount("1.234")
    assert (found.value.code, found.value.values["readings"]) == ("ambiguous_number", ["1.234", "1,234"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("millions of euros", "not_a_number"),
        ("-5", "negative"),
        (-5, "negative"),
        (float("nan"), "not_a_number"),
        (10**16, "absurd_count"),
        (10**400, "absurd_count"),
        ("9" * 50, "absurd_count"),
        ("1.2.3", "not_a_number"),
        ("EUR 5 USD", "not_a_number"),
        (True, "not_a_number"),
    ],
)
def test_what_is_no_amount(cell: str | float, code: str) -> None:
    with pytest.raises(ValueProblem) as found:
        parse_amount(cell)
    assert found.value.code == code


def test_nothing_is_no_zero() -> None:
    assert parse_amount("") is parse_amount("–") is parse_amount(None) is None


@given(
    st.text(max_size=70)
    | st.integers()
    | st.floats()
    | st.from_regex(r"[\d.,' ]{1,20} ?[a-z]{0,7}", fullmatch=True)
)
def test_nothing_but_an_amount_or_a_problem(cell: str | float) -> None:
    try:
        found = parse_amount(cell)
    except ValueProblem:
        return
    assert found is None or found.value >= 0
