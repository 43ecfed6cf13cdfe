"""What the reader took each row of a sheet for."""

from pathlib import Path

import pytest

from tracker import bulk
from tracker.files.layout import Layout
from tracker.files.readers import read_grid, read_table
from tracker.files.sheet_parts import HEAD, TAIL, Part, SheetRow, read_sheet


def parts(path: Path, layout: Layout | None = None) -> list[SheetRow]:
    grid = read_grid(path)
    assert grid is not None
    return read_sheet(grid, read_table(path, layout=layout))[0]


def test_each_row_is_told_with_its_number_and_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Ministry of the Interior\n\nday,sector,persons\n2021-08-01,North,4\n2021-08-02,North,5\n"
        "2021-08-02,North,5,6\nTotal,,9\n2021-08-03,North,5\nSource: the ministry\n",
        encoding="utf-8",
    )
    rows = parts(path)
    assert [(row.number, row.part) for row in rows] == [
        (1, Part.TITLE),
        (3, Part.HEADER),
        (4, Part.DATA),
        (5, Part.DATA),
        (6, Part.UNREADABLE),
        (7, Part.TOTAL),
        (8, Part.DATA),
        (9, Part.FOOTNOTE),
    ]
    assert rows[2].cells == ["2021-08-01", "North", "4"]
    assert rows[5].reason is not None and rows[5].reason.code == "total_row"


def test_what_somebody_marked_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("day,persons\nx,1\n2021-08-01,4\n2021-08-02,5\n2021-08-03,6\n", encoding="utf-8")
    rows = parts(path, Layout((1,), first=3, last=4, leave_out=(3,)))
    assert [row.part for row in rows] == [Part.HEADER, Part.NOT_READ, Part.LEFT_OUT, Part.DATA, Part.BELOW]


def test_of_a_long_sheet_the_head_the_tail_and_what_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"2021-08-01,{n}" for n in range(1, 1_001)]
    lines[499] = "2021-08-01,7,8"
    path.write_text("\n".join(["day,persons", *lines]) + "\n", encoding="utf-8")
    rows = parts(path)
    assert len(rows) == HEAD + 1 + TAIL
    assert sum(row.skipped for row in rows) + len(rows) == 1_001
    assert rows[HEAD].number == 501 and rows[HEAD].part is Part.UNREADABLE
    assert rows[HEAD].skipped == 501 - HEAD - 1
    assert rows[-1].number == 1_001


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("day,persons\n2021-08-01,4\n", encoding="utf-8")
    grid = read_grid(path)
    assert grid is not None
    with pytest.raises(bulk.Cancelled):
        read_sheet(grid, read_table(path), lambda: True)
