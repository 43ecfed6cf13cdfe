"""Totals among the figures: of rows, and of columns under a joined heading."""

from pathlib import Path

import pytest

from tests.tracker.files.test_layout import book
from tests.tracker.terminal import border_tracker
from tracker.files.readers import read_table


def test_a_column_of_totals_under_a_heading_of_two_levels_is_none_of_the_figures(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        D=[
            ["Nationality", "2021", None, None, None],
            [None, "Jan", "Feb", "Mar", "Total"],
            ["Tunisia", 120, "..", 340, 460],
            ["Bangladesh", 80, 95, "-", 175],
            ["Pakistan", 12, 10, 5, 27],
        ],
    )
    table = read_table(path)
    assert table.header == ["Nationality", "month", "value"]
    assert [row.cells[-1] for row in table.rows()] == [120, "..", 340, 80, 95, "-", 12, 10, 5]
    assert [p.code for p in table.understood if p.code == "total_columns"] == ["total_columns"]


def test_a_total_of_figures_with_decimals_of_nothing_is_their_sum(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Tag;Personen\n2021-07-01;1.015\n2021-07-02;22,0\nGesamt;1.037\n", encoding="utf-8")
    asides = [row.aside.code for row in read_table(path).rows() if row.aside]
    assert asides == ["total_row"]


def test_what_stands_in_a_column_without_a_name_is_told(tmp_path: Path) -> None:
    path = book(tmp_path, D=[["day", "value"], ["2021-07-01", 5, "+2 later found"], ["2021-07-02", 6]])
    told = border_tracker("import", path, "--store", "s.btrk", "--as", "published-totals", cwd=tmp_path).out
    assert "such as “+2 later found”: rows 2." in told


@pytest.mark.parametrize("units", [",(persons)", "(month),(persons)", "[m],[n]", ",№", ",%"])
def test_a_row_of_units_is_no_row_of_the_table(tmp_path: Path, units: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"month,value\n{units}\n2021-07,2884\n2021-08,81\n", encoding="utf-8")
    table = read_table(path)
    assert table.header == ["month", "value"]
    assert [row.aside.code if row.aside else row.cells for row in table.rows()] == [
        "units_row", ["2021-07", "2884"], ["2021-08", "81"],
    ]  # fmt: skip
