"""Sheets as the world has them: where the header is, which columns are rows, what is set aside, nothing lost."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.files.importing import Desk, counts
from tests.tracker.terminal import border_tracker
from tracker.errors import Unreadable, WrongUse
from tracker.files.cells import plain
from tracker.files.cutoff import find_cutoff
from tracker.files.fields import Subject
from tracker.files.layout import Layout, Wide, letters
from tracker.files.layout_options import layout_of
from tracker.files.readers import read_grid, read_table
from tracker.files.tables import Table
from tracker.files.values import parse_count, remark_of
from tracker.messages import words

MONTHS = ["JAN2021", "FEB2021", "MAR2021", "APR2021"]


def book(folder: Path, **sheets: list[list[Any]]) -> Path:
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, at, cell)
    return path


def text(folder: Path, content: str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def body(table: Table) -> list[list[Any]]:
    return [row.cells for row in table.rows() if row.problem is None and row.aside is None]


def asides(table: Table) -> list[tuple[int, str]]:
    return [(row.number, row.aside.code) for row in table.rows() if row.aside]


# --- Where the header is ---


def test_title_rows_above_the_header(tmp_path: Path) -> None:
    path = text(
        tmp_path, "Ministry of the Interior\nArrivals as of 3 August 2021\n\nday,persons\n2021-07-31,4\n"
    )
    table = read_table(path)
    assert (table.header, table.header_row) == (["day", "persons"], 4)
    assert body(table) == [["2021-07-31", "4"]]
    assert [words(note) for note in table.understood] == [
        "Rows 1 to 2 stand above the table: “Ministry of the Interior · Arrivals as of 3 August 2021”.",
        "The header is row 4.",
    ]


FACILITIES = [
    ["Reception and detention facilities"],
    ["as of 3 August 2021"],
    [],
    ["Prepared by the department"],
    [],
    [None, None, "Capacity", None, None, "Population"],
    ["Facility", "Type", "Nominal", "Operational", "Out of use", "Present", "Date of count"],
    ["Pabradė", "closed", "1,000", "500", None, "664", "03/08/2021"],
    ["Rukla", "open", "450", "450", "0", "430", "30/07/2021"],
    ["Kybartai", "closed", "..", "n/a", "-", "117", "31/07/2021"],
    ["Total", None, "1,450", "950", "0", "1,211"],
    [],
    ["* Provisional figures"],
]


def test_a_header_in_row_7_under_group_headings(tmp_path: Path) -> None:
    table = read_table(book(tmp_path, Centres=FACILITIES))
    assert table.header_row == 7
    assert table.header[:3] == ["Facility", "Type", "Capacity / Nominal"]
    assert table.header[5:] == ["Population / Present", "Population / Date of count"]
    assert [row[0] for row in body(table)] == ["Pabradė", "Rukla", "Kybartai"]
    assert asides(table) == [(11, "total_row"), (13, "footnote")]


def test_such_a_workbook_comes_in_without_a_word(tmp_path: Path) -> None:
    path = book(tmp_path, Centres=FACILITIES)
    words_ = ("import", path, "--store", "s.btrk", "--json")
    first = border_tracker(*words_, "--as", "facilities", "--set", "from=2021-01-01", cwd=tmp_path).json
    assert (first["added"], first["set_aside"], first["refused"]) == (3, 2, 0)
    second = border_tracker(*words_, "--as", "headcounts", cwd=tmp_path).json
    assert (second["added"], second["set_aside"], second["refused"]) == (3, 2, 0)
    (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
    told = {f["name"]: (f["capacity"], f["occupancy"]) for f in figures["facilities"]}
    assert told == {"Pabradė": (500, 664), "Rukla": (450, 430), "Kybartai": (None, 117)}


def test_three_levels_of_a_heading(tmp_path: Path) -> None:
    rows = [
        ["Site", "Present", None, None, None],
        [None, "Men", None, "Women", None],
        [None, "0-17", "18+", "0-17", "18+"],
        ["Rukla", 1, 2, 3, 4],
        ["Alytus", 5, 6, 7, 8],
    ]
    table = read_table(book(tmp_path, S=rows))
    assert table.header == [
        "Site",
        "Present / Men / 0-17",
        "Present / Men / 18+",
        "Present / Women / 0-17",
        "Present / Women / 18+",
    ]
    assert body(table)[0] == ["Rukla", 1, 2, 3, 4]


@pytest.mark.parametrize(
    "content",
    [
        "day,persons\n2021-07-31,4\n",
        "Facility,Place\nRukla,Jonava\nAlytus,Alytus\n",
        "name\nRukla\nAlytus\n",
        "a;b;c\n;;3\n1;;\n",
        "2021,2022\n4,5\n",
        "day,persons,note\n2021-07-31,4,\n2021-07-30,,x\n",
    ],
)
def test_a_plain_table_is_read_as_it_is(tmp_path: Path, content: str) -> None:
    table = read_table(text(tmp_path, content))
    lines = content.splitlines()
    assert table.header_row == 1
    assert table.header == lines[0].replace(";", ",").split(",")
    assert len(list(table.rows())) == len(lines) - 1
    assert table.understood == []
    assert asides(table) == []


def test_the_sheet_with_the_table_is_taken_and_not_the_cover(tmp_path: Path) -> None:
    rows = [["day", "persons"], *[[f"2021-07-{day:02}", day] for day in range(1, 20)]]
    path = book(tmp_path, Cover=[["Ministry"], ["Contact"]], Notes=[["Persons, not detections."]], Data=rows)
    table = read_table(path)
    assert table.sheet == "Data"
    assert any(note.code == "sheet_chosen" for note in table.notes)
    with pytest.raises(Unreadable):
        read_table(path, "Nowhere")


# --- What is no row of the table ---


def test_totals_are_told_by_name_and_by_arithmetic(tmp_path: Path) -> None:
    path = text(tmp_path, "place,persons\nVarėna,4\nAdutiškis,5\nIš viso,9\nTotal:,10\n")
    assert asides(read_table(path)) == [(4, "total_row"), (5, "total_row_differs")]
    receipt = Desk(tmp_path).receive(Subject.INCIDENTS, "day,place,persons\n2021-07-31,Varėna,4\nRazem,,4\n")
    assert counts(receipt) == (2, 1, 0, 0, 1, 0)


def test_a_total_of_published_figures_is_a_figure_of_its_own(tmp_path: Path) -> None:
    table = "nationality,2020,2021,2022\nIraq,1,2,3\nSyria,4,5,6\nTotal,5,7,9\n"
    receipt = Desk(tmp_path).receive(Subject.PUBLISHED_TOTALS, table)
    assert counts(receipt) == (9, 9, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "name", ["*Total", "* Total", "**Total**", ": Total", "(Total)", '"Total"', "- Total", "Łącznie"]
)
def test_a_total_by_any_mark(tmp_path: Path, name: str) -> None:
    table = read_table(book(tmp_path, D=[["place", "persons"], ["Varėna", 4], ["Adutiškis", 5], [name, 9]]))
    assert asides(table) == [(4, "total_row")]


def test_sums_beside_columns_that_are_rows_are_no_figures(tmp_path: Path) -> None:
    rows = [["Nationality", *MONTHS, "Total"], ["Iraq", 5, 6, 7, 8, 26], ["Syria", 1, "..", 3, 4, 8]]
    table = read_table(book(tmp_path, D=rows))
    assert table.header == ["Nationality", "month", "value"]
    assert [row[2] for row in body(table)] == [5, 6, 7, 8, 1, "..", 3, 4]
    assert "Columns of sums are left out" in words(table.understood[-1])


def test_totals_of_quarters(tmp_path: Path) -> None:
    lines = ["01,1", "02,2", "Q1 total,3", "04,4", "05,5", "Q2 total,9", "Total,12"]
    table = read_table(text(tmp_path, "month,persons\n" + "\n".join(lines)))
    assert asides(table) == [(4, "total_row"), (7, "total_row"), (8, "total_row")]
    # What only speaks of a total and is none is a row.
    table = read_table(text(tmp_path, "place,persons\nVarėna,4\nTotal station,7\n"))
    assert asides(table) == []


def test_a_second_table_below_is_none_of_the_first(tmp_path: Path) -> None:
    rows = "Table 1\nDay,Persons\n2021-07-30,4\nTable 2\nDay,Persons\n2021-07-30,1\n2021-07-31,2\n"
    table = read_table(text(tmp_path, rows))
    assert body(table) == [["2021-07-30", "4"]]
    assert [code for _, code in asides(table)] == [
        "second_table",
        "second_table",
        "below_table",
        "below_table",
    ]


def test_a_header_after_a_pages_end_is_no_row(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, "Day,Persons\n2021-07-30,4\nDAY,persons\n2021-07-31,5\n"))
    assert body(table) == [["2021-07-30", "4"], ["2021-07-31", "5"]]
    assert asides(table) == [(3, "header_again")]


def test_words_over_figures_are_no_rows_of_a_wide_table(tmp_path: Path) -> None:
    rows = [
        ["Nationality", *MONTHS],
        ["Land borders"],
        ["Iraq", 5, 6, 7, 8],
        ["Sea borders"],
        ["Syria", 1, 2, 3, 4],
    ]
    table = read_table(book(tmp_path, D=rows))
    assert asides(table) == [(2, "text_row"), (4, "text_row")]


def test_a_centre_is_what_is_in_a_region(tmp_path: Path) -> None:
    table = "Region,Centre,Present\nNorth,Alytus,93\n,Rukla,430\n"
    receipt = Desk(tmp_path).receive(Subject.HEADCOUNTS, table, sets=["day=2021-08-03"])
    assert receipt.created["facility"] == ["Alytus", "Rukla"]


def test_what_a_name_begins_with_is_no_footnote(tmp_path: Path) -> None:
    path = text(
        tmp_path, "name,nominal\nNote Street 5,4\nSources Hotel,\nProvisional camp,\nSource: the ministry,\n"
    )
    table = read_table(path)
    assert asides(table) == [(4, "text_row"), (5, "footnote")] or asides(table) == [(5, "footnote")]
    assert ["Sources Hotel", None] in body(table)


def test_rows_between_the_header_and_the_first_are_accounted_for(tmp_path: Path) -> None:
    path = text(
        tmp_path, "day,persons\nNote: some\n2021-07-01,9,9,9\n2021-07-29,9\n2021-07-30,4\n2021-07-31,5\n"
    )
    said = ("--store", "s.btrk", "--as", "incidents", "--rows", "5-5", "--json")
    told = border_tracker("import", path, *said, cwd=tmp_path).json
    assert (told["read"], told["added"], told["set_aside"]) == (5, 1, 4)
    codes = [(row["row"], row["code"]) for row in told["set_aside_rows"]]
    assert codes == [*((at, "before_first") for at in (2, 3, 4)), (6, "below_table")]


# --- Columns that are rows ---


def wide_sheet(marks: bool = False) -> list[list[Any]]:
    return [
        ["Nationality", "Border", *MONTHS],
        ["Iraq", "Land", 5, "-" if marks else 1, 7, 8],
        ["Syria", "Land", 1, 2, 3, 4],
        ["Total", None, 6, 2 if marks else 3, 10, 12],
    ]


def test_a_column_a_month(tmp_path: Path) -> None:
    table = read_table(book(tmp_path, D=wide_sheet()))
    assert table.header == ["Nationality", "Border", "month", "value"]
    assert body(table)[:2] == [["Iraq", "Land", "JAN2021", 5], ["Iraq", "Land", "FEB2021", 1]]
    assert [row.column for row in table.rows()][:2] == ["JAN2021", "FEB2021"]
    assert words(table.understood[-1]) == (
        "4 columns, JAN2021 to APR2021, are taken as rows of their own, by month."
    )


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (["2021-01", "2021-02", "2021-03"], "month"),
        (["Jan-21", "Feb-21", "Mar-21"], None),  # two digits of a year may be a day
        (["Jan 2021", "Feb 2021", "Mar 2021"], "month"),
        (["01/2021", "02/2021", "03/2021"], "month"),
        (["2019", "2020", "2021"], "year"),
        ([2019, 2020, 2021], "year"),
        (["Iraq", "Syria", "Kamerūnas"], "nationality"),
        (["IRQ", "SYR", "COD"], "nationality"),
        (["women", "men", "minors"], None),
    ],
)
def test_what_columns_stand_for_rows(tmp_path: Path, columns: list[Any], name: str | None) -> None:
    rows = [["Place", *columns], ["Varėna", 1, 2, 3], ["Adutiškis", 4, 5, 6]]
    table = read_table(book(tmp_path, D=rows))
    assert table.header == (["Place", name, "value"] if name else ["Place", *map(str, columns)])


def test_a_wide_table_says_row_and_column(tmp_path: Path) -> None:
    rows = [["Nationality", *MONTHS], ["Iraq", 5, "many", "..", 8]]
    path = book(tmp_path, D=rows)
    said = border_tracker("import", path, "--store", "s.btrk", "--as", "published-totals", cwd=tmp_path)
    assert "Row 2, column FEB2021: value: “many”" in said.out
    assert "Row 2, column MAR2021: value: There is no value: not collected" in said.out


# --- What somebody says about it ---


def test_a_layout_that_was_said_goes_before_what_it_seems(tmp_path: Path) -> None:
    path = book(
        tmp_path, D=[["x", "y"], ["a", "b"], ["day", "persons"], ["2021-07-31", 4], ["2021-07-30", 5]]
    )
    table = read_table(path, layout=Layout((3,), last=4))
    assert (table.header, body(table)) == (["day", "persons"], [["2021-07-31", 4]])
    assert asides(table) == [(5, "below_table")]
    left_out = read_table(path, layout=Layout((3,), leave_out=(4,)))
    assert asides(left_out) == [(4, "left_out_by_layout")]
    bare = read_table(path, layout=Layout((), first=4))
    assert (bare.header, body(bare)) == (["A", "B"], [["2021-07-31", 4], ["2021-07-30", 5]])
    with pytest.raises(Unreadable):
        read_table(path, layout=Layout((9,)))
    with pytest.raises(Unreadable):
        read_table(path, layout=Layout((3,), wide=Wide(("none",), "month")))


def test_options_say_a_layout(tmp_path: Path) -> None:
    path = book(tmp_path, D=[["x", "y"], *wide_sheet()])
    grid = read_grid(path)
    assert grid is not None
    assert layout_of(grid, "2", None, None) == Layout((2,), wide=Wide(tuple(MONTHS), "month"))
    assert layout_of(grid, "1-2", "3-4", "none") == Layout((1, 2), 3, 4)
    said = layout_of(grid, "2", "3", "when=FEB2021..mar2021")
    assert said == Layout((2,), 3, 3, wide=Wide(("FEB2021", "MAR2021"), "when"))
    for bad in ({"header": "x"}, {"rows": "0"}, {"wide": "month"}, {"wide": "month=a..b"}, {"header": "1-9"}):
        with pytest.raises(WrongUse):
            layout_of(grid, **{"header": None, "rows": None, "wide": None} | bad)


def test_a_layout_is_kept_in_a_profile(tmp_path: Path) -> None:
    path = book(tmp_path, D=[["x", "y"], *wide_sheet()])
    home = {"XDG_CONFIG_HOME": str(tmp_path / "home")}
    called = ("--as", "published-totals", "--header", "2", "--rows", "3-4", "--save-profile", "wide")
    first = border_tracker("import", path, "--store", "a.btrk", *called, "--json", cwd=tmp_path, **home).json
    again = border_tracker(
        "import", path, "--store", "b.btrk", "--profile", "wide", "--json", cwd=tmp_path, **home
    ).json
    assert first["read"] == again["read"] == 9
    assert first["added"] == again["added"] == 8


@given(
    st.builds(
        Layout,
        st.lists(st.integers(1, 99), max_size=3).map(tuple),
        st.none() | st.integers(1, 99),
        st.none() | st.integers(1, 99),
        st.lists(st.integers(1, 99), max_size=3).map(tuple),
        st.none()
        | st.builds(Wide, st.lists(st.text(), min_size=1, max_size=3).map(tuple), st.text(), st.text()),
    )
)
def test_a_layout_reads_back_from_json(layout: Layout) -> None:
    assert Layout.from_json(json.loads(json.dumps(layout.as_json()))) == layout


@pytest.mark.parametrize(
    "said", [{}, {"header": 5}, {"header": ["x"]}, {"header": [1], "wide": {"columns": 5}}]
)
def test_what_is_no_layout_is_told(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Layout.from_json(said)


def test_letters() -> None:
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- Numbers with remarks, and the hour at which days end ---


@pytest.mark.parametrize(
    ("cell", "value", "remark"),
    [
        ("1,234 (r)", 1234, "(r)"),
        ("1.234*", 1234, "*"),
        ("25 revised", 25, "revised"),
        ("25 p", 25, "p"),
        ("25¹", 25, "¹"),
        ("25", 25, None),
        (25, 25, None),
    ],
)
def test_a_remark_beside_a_number(cell: Any, value: int, remark: str | None) -> None:
    assert (parse_count(cell), remark_of(cell)) == (value, remark)


@pytest.mark.parametrize(
    ("note", "minute"),
    [
        ("dati entro le ore 8:00 del giorno di riferimento", 480),
        ("as of 06:30", 390),
        ("Days end at 24 h; until 24:00", 1440),
        ("до 8:00", 480),
        ("as of 3 August 2021", None),
        ("at 8:00 sharp", None),
        ("as of 08.08.2021", None),
    ],
)
def test_the_hour_at_which_days_end(tmp_path: Path, note: str, minute: int | None) -> None:
    table = read_table(text(tmp_path, f"day,value,Note\n2021-07-31,4,{note}\n"))
    found = find_cutoff(table)
    assert (found[0] if found else None) == minute


def test_a_new_situation_takes_the_hour_and_another_one_is_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    table = "day,value,Note\n2021-07-31,4,as of 08:00\n"
    receipt = desk.receive(Subject.PUBLISHED_TOTALS, table)
    assert "cutoff_read" in [problem.code for problem in receipt.assumed]
    other = desk.receive(Subject.PUBLISHED_TOTALS, table.replace("08:00", "06:00").replace("31", "30"))
    assert "cutoff_differs" in [problem.code for problem in other.assumed]
    mixed = "day,value,Note\n2021-07-01,4,as of 08:00\n2021-07-02,4,as of 09:00\n"
    neither = desk.receive(Subject.PUBLISHED_TOTALS, mixed)
    assert not [p for p in neither.assumed if p.code.startswith("cutoff")]


# --- Nothing vanishes ---

cell = st.sampled_from(
    [None, None, "x", "Total", "12", 7, 2021, "2021-07-31", "..", "* note", "Iraq", "JAN2021"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cell, min_size=1, max_size=6), min_size=1, max_size=12))
def test_every_cell_is_above_in_the_header_in_a_row_or_set_aside(rows: list[list[Any]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = book(Path(folder), S=rows)
        try:
            table = read_table(path)
        except Unreadable as nothing:
            assert nothing.code in ("sheet_empty", "file_empty")
            assert not any(plain(cell) for row in rows for cell in row)
            return
        assert table.layout is not None
        seen = {row.number for row in table.rows()}
        heading = set(table.layout.header)
        above = set(range(1, max(heading) + 1)) - heading
        for number, row in enumerate(rows, 1):
            if any(plain(cell) for cell in row):
                assert number in seen | heading | above
        told = Counter(text for text in table.around)
        for number in above & set(range(1, len(rows) + 1)):
            for one in rows[number - 1]:
                if plain(one):
                    assert told[str(plain(one))] > 0


titles = st.lists(st.sampled_from(["Ministry", "Arrivals in July", "as of 3 August"]), max_size=3)
notes = st.lists(st.sampled_from(["* Provisional", "Source: the ministry", "Note: revised"]), max_size=2)
numbers = st.lists(st.lists(st.integers(0, 2_000), min_size=3, max_size=3), min_size=3, max_size=8)


@settings(max_examples=100, deadline=None)
@given(titles, notes, numbers, st.booleans(), st.booleans(), st.booleans())
def test_a_clean_table_dressed_up_is_read_clean(
    title: list[str], below: list[str], values: list[list[int]], total: bool, groups: bool, gap: bool
) -> None:
    import tempfile

    names = ["Facility", "Nominal", "Operational", "Present"]
    clean = [[f"Centre {n}", *row] for n, row in enumerate(values)]
    rows: list[list[Any]] = [[one] for one in title]
    rows += [[]] if gap else []
    rows += [[None, "Places", None, "People"]] if groups else []
    rows.append(names)
    rows += clean
    if total:
        rows.append(["Total", *(sum(row[at] for row in values) for at in range(3))])
    rows += [[one] for one in below]
    with tempfile.TemporaryDirectory() as folder:
        table = read_table(book(Path(folder), S=rows))
        assert [name.rpartition(" / ")[2] for name in table.header] == names
        assert body(table) == clean
        assert len(asides(table)) == total + len(below)
