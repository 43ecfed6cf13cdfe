import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.plots.ticks import AIR, count_ticks, date_ticks, time_ticks


def six(text: str) -> float:
    return 6.0 * len(text)


@given(st.floats(0.01, 1e7), st.floats(1, 2000))
def test_counts_are_whole_and_apart(top: float, height: float) -> None:
    ticks = count_ticks(top, height)
    assert ticks[0] == 0
    assert all(isinstance(t, int) for t in ticks)
    assert ticks[-1] <= max(top, 0)
    assert all((b - a) / top * height >= 36 for a, b in itertools.pairwise(ticks))


def test_counts_step_by_one_two_five() -> None:
    assert count_ticks(240, 200) == [0, 50, 100, 150, 200]
    assert count_ticks(3, 300) == [0, 1, 2, 3]


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 9000), st.floats(60, 2500))
def test_date_labels_never_overlap(first: date, days: int, width: float) -> None:
    last = first + timedelta(days)
    ticks = date_ticks(first, last, width, six)
    assert ticks
    assert all(first <= d <= last for d, _ in ticks)
    per_day = width / (days + 1)
    edges = [((d - first).days * per_day, six(text) / 2) for d, text in ticks]
    for (x, half), (next_x, next_half) in itertools.pairwise(edges):
        assert x + half + AIR <= next_x - next_half + 1e-6


@pytest.mark.parametrize(
    ("first", "days", "expected"),
    [
        (date(2021, 7, 28), 7, ["28 Jul 2021", "29 Jul", "30 Jul"]),
        (date(2021, 6, 1), 64, ["1 Jun 2021", "15 Jun", "1 Jul", "15 Jul", "1 Aug"]),
        (date(2020, 11, 5), 120, ["Dec 2020", "Jan 2021", "Feb", "Mar"]),
    ],
)
def test_the_year_stands_where_it_changes(first: date, days: int, expected: list[str]) -> None:
    ticks = date_ticks(first, first + timedelta(days - 1), 620 if days < 100 else 320, six)
    assert [text for _, text in ticks][: len(expected)] == expected


def test_hours_are_the_zones_own() -> None:
    start = datetime(2021, 8, 2, 20, 0, tzinfo=UTC)
    ticks = time_ticks(start, start + timedelta(hours=24), 300, six, ZoneInfo("Europe/Vilnius"))
    assert "3 Aug" in [text for _, text in ticks]
    assert all(t.utcoffset() == timedelta(hours=3) for t, _ in ticks)
