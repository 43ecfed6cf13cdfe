"""CSV as people and programs write it, and as it is when it has gone wrong."""

import csv
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.tracker.terminal import border_tracker
from tracker.errors import Refused, TrackerError, Unreadable
from tracker.files.csv_text import sniff
from tracker.files.readers import read_table
from tracker.files.tables import Row, Table

DATA = Path(__file__).parents[2] / "data"


def _table(folder: Path, content: str | bytes, **options: str) -> Table:
    path = folder / "t.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, **options)  # type: ignore[arg-type]


def _cells(table: Table) -> list[list[object]]:
    return [list(row.cells) for row in table.rows()]


def _problems(table: Table) -> list[tuple[int, str]]:
    return [(row.number, row.problem.code) for row in table.rows() if row.problem]


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("italy-daily-landings.csv", 4352, 5),
        ("italy-landings-by-nationality.csv", 1619, 4),
        ("italy-reception-by-region.csv", 2800, 8),
        ("frontex-eastern-borders-monthly.csv", 2945, 4),
    ],
)
def test_the_real_files_come_in_whole(name: str, rows: int, columns: int) -> None:
    table = read_table(DATA / name)
    found = list(table.rows())
    assert (len(found), len(table.header)) == (rows, columns)
    assert (table.kind, table.encoding, table.delimiter, table.notes) == ("csv", "utf-8", ",", [])
    assert not [row for row in found if row.problem]
    assert [row.number for row in found] == list(range(2, rows + 2))
    assert found == list(table.rows())  # each call begins anew


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = ["day,persons,note", '2021-08-03,12,"a, b; c | d"', "2021-08-04,5,", ""]
    text = end.join(
        line.replace(",", delimiter, 2) if "day" in line or "12" in line else line for line in lines
    )
    text = text.replace("2021-08-04,5,", delimiter.join(["2021-08-04", "5", ""]))
    table = _table(tmp_path, text)
    assert table.delimiter == delimiter
    assert _cells(table) == [["2021-08-03", "12", "a, b; c | d"], ["2021-08-04", "5", None]]


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["a;b", "1,5;2,5", "2,5;3,5"], ";"),
        (["Name, first;Date;Count", "x;y;1", "x, z;y;1"], ";"),
        (["a,b", "1;2,3", "4;5,6"], ","),
        (['"a,b";c', '"1,2";3'], ";"),
        (["a,b"], ","),
        (["a\tb c", "1\t2, 3"], "\t"),
        (["persons", "12"], ","),
        (["persons, all", "12", "15"], ";"),
        ([""], ","),
        (["Ministry; border", "as of 3 August", "day;place;persons", "30;N;1,5", "31;S;12"], ";"),
        (["Arrivals, detections, all", "Prepared", "day\tpersons\tplace", "30\t4\tV, c", "31\t5\tA"], "\t"),
        (["Arrivals, by day", "day;rate", *["30;1,5"] * 20], ";"),
        (["Title", "a;b", "1,5;2,5", "2,5;3,5"], ";"),
        (
            [
                "Ministry, border",
                "as of, today",
                "day;persons;x",
                "30;4;",
                "31;4;",
                "32;4;",
                "* a, b",
                "* c, d",
            ],
            ";",
        ),
        (["name;text", "Well, yes, no;x", "So, oh, my;y"], ";"),
        (["a,b", "1,2,3", "4,5,6"], ","),
        (["place,persons,from", "N,4,IQ;SY", "S,5,IQ;CD"], ","),
        (["a;b;c", "1;2;3;4", "1;2;3", "1;2;3", "x, y", "z, w"], ";"),
    ],
)
def test_sniff(lines: list[str], delimiter: str) -> None:
    assert sniff([line + "\n" for line in lines]) == delimiter


@settings(deadline=None)
@given(
    st.sampled_from(",;\t|"),
    st.lists(
        st.sampled_from(["Ministry", "Border; guard", "as of 3 August, all", "Arrivals, by day, by place"]),
        max_size=3,
    ),
    st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["N", "S o"]), st.integers(0, 99)), min_size=4),
    st.lists(st.sampled_from(["* provisional", "Source, ministry"]), max_size=2),
)
def test_sniff_finds_the_delimiter_under_any_title(
    delimiter: str, titles: list[str], rows: list[tuple[int, str, int]], notes: list[str]
) -> None:
    table = [
        ("day", "place", "persons", "note"),
        *((f"2021-07-{day:02}", place, n, "") for day, place, n in rows),
    ]
    assert sniff([*titles, *(delimiter.join(map(str, row)) for row in table), *notes]) == delimiter


def test_a_table_by_semicolons_under_titles_that_have_one_comes_in(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "Ministerium des Innern; Abteilung Grenze\nStand: 3. August 2021, vorläufig\n"
        "Tag;Abschnitt;Personen;Quelle\n2021-07-30;Nord;15;Bericht 1, Seite 2\n2021-07-31;Süd;1.234;x\n"
    )
    said = ("--store", "s.btrk", "--as", "published-totals", "--map", "day=Tag", "--map", "value=Personen")
    told = border_tracker("import", path, *said, "--json", cwd=tmp_path).json
    assert (told["read"], told["added"]) == (2, 2)
    assert any("Rows 1 to 2 stand above the table" in note for note in told["notes"])


def test_what_is_given_goes_before_what_is_seen(tmp_path: Path) -> None:
    table = _table(tmp_path, "a,b;c\n1,2;3\n", delimiter=";", encoding="latin-1")
    assert (table.header, table.encoding) == (["a,b", "c"], "latin-1")
    assert _cells(table) == [["1,2", "3"]]


@pytest.mark.parametrize(
    "options",
    [{"delimiter": ""}, {"delimiter": ";;"}, {"delimiter": '"'}, {"delimiter": "\0"}]
    + [
        {"encoding": name}
        for name in ("klingon", "zip", "rot13", "undefined", "idna", "utf\0", "unicode_escape")
    ],
)
def test_options_that_are_none_are_refused(tmp_path: Path, options: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        _table(tmp_path, "a,b\n", **options)
    assert refused.value.problems[0].field == next(iter(options))


def test_excel_says_its_delimiter_in_the_first_line(tmp_path: Path) -> None:
    table = _table(tmp_path, "\ufeffsep=|\r\na,x|b\r\n1|2\r\n")
    assert (table.header, table.header_row, table.delimiter) == (["a,x", "b"], 2, "|")
    assert list(table.rows()) == [Row(3, ["1", "2"])]


def test_numbers_are_those_of_the_lines(tmp_path: Path) -> None:
    table = _table(tmp_path, '\n\na,b\n1,2\n\n"x\ny\nz",3\n,\n4,5\n')
    assert table.header_row == 3
    assert [(row.number, row.cells) for row in table.rows()] == [
        (4, ["1", "2"]), (6, ["x\ny\nz", "3"]), (10, ["4", "5"]),
    ]  # fmt: skip


def test_an_unclosed_quote_costs_its_own_row_alone(tmp_path: Path) -> None:
    table = _table(tmp_path, 'a,b,c\n1,"x,3\n4,5,6\n7,"8",9\n10,11,12\n')
    assert _problems(table) == [(2, "unclosed_quote")]
    assert [row.number for row in table.rows()] == [2, 3, 4, 5]


def test_an_unclosed_quote_that_a_later_one_happens_to_close(tmp_path: Path) -> None:
    table = _table(tmp_path, 'a,b,c\n1,"x,3\n4,5,6\n7,8,9"\n10,11,12\n')
    assert _problems(table)[0] == (2, "unclosed_quote")
    assert ["4", "5", "6"] in _cells(table)
    assert ["10", "11", "12"] in _cells(table)


def test_an_unclosed_quote_far_from_the_end(tmp_path: Path) -> None:
    table = _table(tmp_path, 'a,b\n"x,1\n' + "2,3\n" * 50_000)
    rows = list(table.rows())
    assert len(rows) == 50_001
    assert [row.number for row in rows if row.problem] == [2]


def test_every_row_with_an_unclosed_quote(tmp_path: Path) -> None:
    table = _table(tmp_path, "a,b\n" + '"x,1\n' * 20_000)
    assert sum(row.problem is not None for row in table.rows()) == 20_000


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1,\0,3", "nul_bytes"),
        ("1,2,3,4", "too_many_cells"),
        ('1,"a"b,3', "stray_quote"),
        ("1," + "x" * 100_001 + ",3", "cell_too_long"),
        ('1,"' + "x" * 140_000 + '",3', "cell_too_long"),
        ("1" + ",1" * 500_000, "too_many_columns"),
        ("x" * 1_500_000, "line_too_long"),
    ],
)
def test_a_broken_row_is_named_and_the_others_come_in(tmp_path: Path, line: str, code: str) -> None:
    table = _table(tmp_path, f"a,b,c\n1,2,3\n{line}\n4,5,6\n")
    assert _problems(table) == [(3, code)]
    assert _cells(table) == [["1", "2", "3"], [], ["4", "5", "6"]]


def test_harmless_oddities_are_no_problem(tmp_path: Path) -> None:
    table = _table(tmp_path, 'a,b,c\n1,2,3,,\n1,2\n5" pipe,"say ""hi""",\n <b>,🚶,שלום\n')
    assert _cells(table) == [
        ["1", "2", "3"], ["1", "2", None], ['5" pipe', 'say "hi"', None], [" <b>", "🚶", "שלום"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf", "file_empty"),
        (b" \n\r\n;;\n", "file_empty"),
        (b"a" + b",a" * 1_000_000 + b"\n1\n", "too_many_columns"),
        (b'a,"b\n1,2\n', "header_unreadable"),
        (b"a,\0\n1,2\n", "header_unreadable"),
        (bytes(range(256)) * 20, "file_not_a_table"),
        (b"\0" * 5000, "file_not_a_table"),
        (b"%PDF-1.7\n", "file_of_other_kind"),
        (b"\x89PNG\r\n\x1a\n\0\0", "file_of_other_kind"),
        (b"SQLite format 3\0" + bytes(100), "file_of_other_kind"),
        (b"<html><p>1", "html_without_table"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "file_of_other_kind"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as found:
        _table(tmp_path, content)
    assert (found.value.code, found.value.values["file"]) == (code, "t.csv")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    table = _table(tmp_path, "a,b,c\n" + "2021-08-03,12,some words of a note\n" * 200_000)
    tracemalloc.start()
    assert sum(1 for _ in table.rows()) == 200_000
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_duplicate_titles_are_noted(tmp_path: Path) -> None:
    table = _table(tmp_path, "Day, day ,n,,\n1,2,3,,\n")
    assert [(note.code, note.values) for note in table.notes] == [
        ("duplicate_header", {"name": "Day", "columns": [1, 2]})
    ]
    assert table.columns(" DAY") == [0, 1]
    assert table.columns("nowhere") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet='a1,;\t|"\n\r\0 é', max_size=200).map(str.encode))
@example(b"\xff\xfea")
@example(b"\x00a\x00")
@example(b"\xef\xbb\xbf\x80")
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    try:
        table = _table(tmp_path, content)
    except TrackerError:
        return
    before = table.header_row
    for row in table.rows():
        assert row.number > before
        assert row.problem or len(row.cells) == len(table.header)
        before = row.number


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.lists(st.text("ab \"',;\n\té", min_size=1, max_size=8), min_size=3, max_size=3), min_size=1)
)
def test_what_the_csv_module_writes_is_read_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["x", "y", "z"], *rows])
    table = read_table(path, delimiter=",")
    wanted = [row for row in rows if any(cell.strip() for cell in row)]
    found = list(table.rows())
    # Cells whose lines look like rows are the one thing that is refused rather than believed.
    if not any(row.problem for row in found):
        assert [row.cells for row in found] == wanted
