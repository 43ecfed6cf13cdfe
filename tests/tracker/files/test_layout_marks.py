"""What a person marks in a sheet: the header, the first and the last row, rows that are none, columns that are rows."""

from pathlib import Path

import pytest

from tracker.errors import WrongUse
from tracker.files.grid import Grid
from tracker.files.layout import Layout, Wide
from tracker.files.layout_guess import guess_layout
from tracker.files.layout_marks import Mark, Marking, marked
from tracker.files.readers import read_grid, read_table

SHEET = """Ministry of the Interior
Region,2019,2020,2021
North,4,5,6
South,7,8,9
Total,11,13,15
Source: the ministry
"""


def grid_of(folder: Path, content: str = SHEET) -> Grid:
    path = folder / "t.csv"
    path.write_text(content, encoding="utf-8")
    grid = read_grid(path)
    assert grid is not None
    return grid


def numbers(folder: Path, layout: Layout) -> list[int]:
    table = read_table(folder / "t.csv", layout=layout)
    return [row.number for row in table.rows() if row.aside is None]


def test_rows_marked_as_the_header_are_it_and_columns_are_looked_at_anew(tmp_path: Path) -> None:
    grid = grid_of(tmp_path)
    wrong = Layout((1,), last=5, leave_out=(1, 4))
    layout = marked(grid, wrong, Mark(Marking.HEADER, (2,)))
    assert layout == Layout((2,), last=5, leave_out=(4,), wide=Wide(("2019", "2020", "2021"), "year"))


def test_no_header_names_columns_by_letters(tmp_path: Path) -> None:
    layout = marked(grid_of(tmp_path, "4,5\n6,7\n"), None, Mark(Marking.HEADER))
    assert layout is not None and layout.header == ()
    assert read_table(tmp_path / "t.csv", layout=layout).header == ["A", "B"]


def test_a_header_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as failed:
        marked(grid_of(tmp_path), None, Mark(Marking.HEADER, (1, 2, 3, 4, 5, 6)))
    assert failed.value.code == "header_too_tall"


def test_first_and_last_row(tmp_path: Path) -> None:
    grid = grid_of(tmp_path)
    layout = marked(grid, Layout((2,)), Mark(Marking.FIRST, (4, 5)))
    assert layout == Layout((2,), first=4)
    layout = marked(grid, layout, Mark(Marking.LAST, (4,)))
    assert layout == Layout((2,), first=4, last=4)
    assert numbers(tmp_path, layout) == [4]
    assert marked(grid, layout, Mark(Marking.TO_END)) == Layout((2,), first=4)
    # Right behind the header nothing needs to be said.
    assert marked(grid, layout, Mark(Marking.FIRST, (3,))) == Layout((2,), last=4)
    for mark in (Mark(Marking.FIRST, (5,)), Mark(Marking.LAST, (3,))):
        with pytest.raises(WrongUse) as failed:
            marked(grid, layout, mark)
        assert failed.value.code == "first_behind_last"


def test_a_first_row_on_the_header_says_that_there_is_none_above(tmp_path: Path) -> None:
    grid = grid_of(tmp_path)
    assert marked(grid, Layout((1, 2)), Mark(Marking.FIRST, (2,))) == Layout((1,))
    assert marked(grid, Layout((1,)), Mark(Marking.FIRST, (1,))) == Layout((), first=1)


def test_rows_are_left_out_and_taken_again(tmp_path: Path) -> None:
    grid = grid_of(tmp_path)
    layout = marked(grid, Layout((2,)), Mark(Marking.LEFT_OUT, (4, 3)))
    assert layout == Layout((2,), leave_out=(3, 4))
    layout = marked(grid, layout, Mark(Marking.LEFT_OUT, (4,)))
    assert layout == Layout((2,), leave_out=(3,))


def test_columns_that_stand_for_rows_are_put_on_and_off(tmp_path: Path) -> None:
    grid = grid_of(tmp_path)
    seeming = guess_layout(grid)
    assert seeming.wide == Wide(("2019", "2020", "2021"), "year")
    off = marked(grid, None, Mark(Marking.NO_COLUMNS))
    assert off is not None and off.wide is None
    assert marked(grid, off, Mark(Marking.COLUMNS)) == seeming
    own = Wide(("2020", "2021"), "year")
    assert marked(grid, off, Mark(Marking.COLUMNS, wide=own)) == Layout(seeming.header, wide=own)
    assert marked(grid, off, Mark(Marking.AS_IT_SEEMS)) is None


def test_columns_that_do_not_seem_to_be_rows_are_all_but_the_first(tmp_path: Path) -> None:
    grid = grid_of(tmp_path, "Region,Hot,Cold\nNorth,4,5\n")
    layout = marked(grid, None, Mark(Marking.COLUMNS))
    assert layout is not None and layout.wide == Wide(("Hot", "Cold"), "column")
    with pytest.raises(WrongUse) as failed:
        marked(grid_of(tmp_path, "Region\nNorth\n"), None, Mark(Marking.COLUMNS))
    assert failed.value.code == "too_few_columns"
