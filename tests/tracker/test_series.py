"""What published figures come to in a year, and what cumulative ones rose by."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.terminal import border_tracker
from tracker.errors import Refused
from tracker.published import TotalLine
from tracker.series import Parts, Step, parts_of, rises_of, step_of, sum_of, years_of

DATA = Path(__file__).parents[1] / "data"
DAY = timedelta(days=1)


def line(
    first: str | date,
    last: str | date | None = None,
    value: int = 1,
    *,
    rule: str = "persons",
    qualifier: str = "exactly",
    reported: str | None = None,
    nationality: str | None = None,
    sector: str | None = None,
    cumulative: bool = False,
    latest: bool = True,
) -> TotalLine:
    begin = first if isinstance(first, date) else date.fromisoformat(first)
    end = begin if last is None else last if isinstance(last, date) else date.fromisoformat(last)
    return TotalLine(
        id=f"{begin}{end}{rule}{nationality}{sector}{reported}{value}",
        first_day=begin,
        last_day=end,
        value=value,
        rule=rule,
        qualifier=qualifier,
        reported=date.fromisoformat(reported) if reported else None,
        nationality=nationality,
        sector=sector,
        cumulative=cumulative,
        source="S",
        text=None,
        illustrative=False,
        latest=latest,
    )


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("2021-07-31", "2021-07-31", Step.DAY),
        ("2021-07-26", "2021-08-01", Step.WEEK),
        ("2020-02-01", "2020-02-29", Step.MONTH),
        ("2021-02-01", "2021-02-28", Step.MONTH),
        ("2021-01-01", "2021-12-31", Step.YEAR),
        ("2020-07-01", "2021-06-30", Step.OTHER),
        ("2021-02-02", "2021-03-01", Step.OTHER),
        ("2021-01-01", "2021-08-03", Step.OTHER),
    ],
)
def test_a_step_is_how_long_a_period_is(first: str, last: str, step: Step) -> None:
    assert step_of(line(first, last)) is step
    assert step_of(line(first, last, cumulative=True)) is Step.SINCE


def test_parts() -> None:
    assert parts_of(line("2021-01-01")) is Parts.ALL
    assert parts_of(line("2021-01-01", nationality="IRQ")) is Parts.NATIONALITY
    assert parts_of(line("2021-01-01", sector="S")) is Parts.SECTOR
    assert parts_of(line("2021-01-01", sector="S", nationality="IRQ")) is Parts.BOTH


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line("2021-01-01"), line("2021-01-02", rule="detections")], "unlike_measures"),
        ([line("2021-01-01"), line("2021-01-02", nationality="IRQ")], "whole_and_parts"),
        ([line("2021-01-01", "2021-01-31"), line("2021-01-31", "2021-02-03")], "periods_overlap"),
        ([line("2021-01-01"), line("2021-01-01")], "periods_overlap"),
    ],
)
def test_unlike_things_are_not_added(lines: list[TotalLine], code: str) -> None:
    with pytest.raises(Refused) as caught:
        sum_of(lines)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_parts_of_the_same_days_are_added() -> None:
    both = [line("2021-01-01", value=3, nationality="IRQ"), line("2021-01-01", value=4, nationality="SYR")]
    assert sum_of(both) == 7


def test_first_reported_and_known_now_stand_beside_each_other() -> None:
    lines = [
        line("2021-07-01", value=10, reported="2021-07-02", latest=False),
        line("2021-07-01", value=8, reported="2021-07-09", latest=False),
        line("2021-07-01", value=13, reported="2021-08-01"),
        line("2021-07-02", value=5, reported="2021-07-03", latest=False),
        line("2021-07-02", value=4, reported="2021-08-01"),
        line("2021-07-03", value=9, reported="2021-08-01"),
    ]
    (year,) = years_of(lines)
    assert (year.first, year.now) == (10 + 5 + 9, 13 + 4 + 9)
    assert (year.figures, year.revised, year.up, year.down) == (3, 2, 3, 1)
    assert (year.days, year.days_of_year, year.until) == (3, 365, date(2021, 7, 3))


def test_series_are_apart_by_rule_step_and_part() -> None:
    lines = [
        line("2021-07-01", value=1),
        line("2021-07-01", value=2, rule="boats"),
        line("2021-07-01", "2021-07-31", 40),
        line("2021-07-01", value=1, nationality="IRQ"),
    ]
    assert {(y.rule, y.step, y.parts, y.now) for y in years_of(lines)} == {
        ("persons", Step.DAY, Parts.ALL, 1),
        ("boats", Step.DAY, Parts.ALL, 2),
        ("persons", Step.MONTH, Parts.ALL, 40),
        ("persons", Step.DAY, Parts.NATIONALITY, 1),
    }


def test_overlapping_periods_make_no_sum() -> None:
    (year,) = years_of([line("2021-01-01", "2021-01-10", 5), line("2021-01-05", "2021-01-20", 5)])
    assert (year.first, year.now, year.days) == (None, None, 20)


def test_a_figure_over_a_turn_of_the_year_is_left_out_and_told() -> None:
    lines = [line("2020-12-20", "2021-01-10", 5), line("2021-02-01", "2021-02-03", 7)]
    (year,) = years_of(lines)
    assert (year.year, year.now, year.left_out) == (2021, 7, 1)


def test_of_a_cumulative_series_the_last_report_of_the_year_counts() -> None:
    lines = [
        line("2021-01-01", "2021-06-30", 70, cumulative=True, nationality="IRQ"),
        line("2021-01-01", "2021-08-03", 90, cumulative=True, nationality="IRQ"),
        line("2021-01-01", "2021-08-03", 20, cumulative=True, nationality="SYR"),
    ]
    (year,) = years_of(lines)
    assert (year.now, year.figures, year.until) == (110, 2, date(2021, 8, 3))


def test_rises_are_told_where_they_can_be() -> None:
    lines = [
        line("2021-01-01", "2021-01-10", 10, cumulative=True),
        line("2021-01-01", "2021-01-11", 14, cumulative=True),
        line("2021-01-01", "2021-01-15", 12, cumulative=True),  # corrected down
        line("2021-01-01", "2021-01-20", 30, cumulative=True, qualifier="more than"),
        line("2021-01-01", "2021-01-21", 33, cumulative=True),
        line("2021-01-01", "2021-01-23", 39, cumulative=True),
    ]
    assert [(r.first_day.day, r.last_day.day, r.value, r.daily) for r in rises_of(lines)] == [
        (1, 10, 10, False),
        (11, 11, 4, True),
        (12, 15, None, False),
        (22, 23, 6, False),
    ]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 500)), min_size=1, max_size=12))
def test_rises_that_are_all_known_sum_to_the_last_figure(steps: list[tuple[int, int]]) -> None:
    day, total, lines = date(2021, 1, 1) - DAY, 0, []
    for days, rose in steps:
        day, total = day + days * DAY, total + rose
        lines.append(line("2021-01-01", day, total, cumulative=True))
    rises = rises_of(reversed(lines))
    assert sum(rise.value or 0 for rise in rises) == total
    assert [rise.value for rise in rises] == [rose for _, rose in steps]
    assert all(a.last_day + DAY == b.first_day for a, b in pairwise(rises))


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(tmp_path: Path, name: str, *options: str) -> list[dict[str, object]]:
    border_tracker(
        "import", DATA / name, "--store", "s.btrk", "--as", "published-totals", *options, cwd=tmp_path
    )
    (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
    return list(figures["published_years"])


def years(found: Sequence[dict[str, object]], key: str) -> dict[object, object]:
    return {year["year"]: year[key] for year in found}


def test_italys_years_as_first_reported_and_as_known_now(tmp_path: Path) -> None:
    reports: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in read("italy-daily-landings.csv"):
        if row["Data"] <= row["Data_Report"] and row["Valore"].isdigit() and is_day(row["Data"]):
            reports[row["Data"]].append((row["Data_Report"], int(row["Valore"])))
    first: dict[int, int] = defaultdict(int)
    now: dict[int, int] = defaultdict(int)
    for day, vintages in reports.items():
        first[int(day[:4])] += min(vintages)[1]
        now[int(day[:4])] += max(vintages)[1]
    found = imported(
        tmp_path,
        "italy-daily-landings.csv",
        "--map",
        "day=Data",
        "--map",
        "value=Valore",
        "--map",
        "reported=Data_Report",
        "--map",
        "source=Fonte",
    )
    assert years(found, "first_reported") == first
    assert years(found, "known_now") == now
    assert now[2023] == 155_515


def is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def test_frontex_years_are_detections(tmp_path: Path) -> None:
    now: dict[int, int] = defaultdict(int)
    for row in read("frontex-eastern-borders-monthly.csv"):
        now[int(row["month"][:4])] += int(row["detections"])
    found = imported(
        tmp_path,
        "frontex-eastern-borders-monthly.csv",
        "--map",
        "month=month",
        "--map",
        "nationality=nationality",
        "--map",
        "value=detections",
        "--set",
        "rule=detections",
    )
    assert years(found, "known_now") == now
    assert {year["rule"] for year in found} == {"detections"}
    assert {year["parts"] for year in found} == {"nationality"}
