"""Tables of web pages, as ministries publish them and as programs save them."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.terminal import border_tracker
from tracker.errors import Unreadable
from tracker.files.readers import read_table

PAGE = """<!DOCTYPE html><html><head><meta charset="windows-1257"><title>x</title>
<style>table { color: red }</style><script>var t = "<table><tr><td>no</td></tr></table>";</script></head><body>
<table class=nav><tr><td><a href=/>Pradžia</a></td><td>Naujienos</td></tr></table>
<h2>Neteisėti migrantai <b>2021</b> m.</h2>
<table><caption></caption>
<thead><tr><th rowspan=2>Data<th colspan=2>Asmenys</tr><tr><th>Sulaikyta<th>Iš jų vaikai</tr></thead>
<tbody><tr><td>2021-07-31<td align=right>1&nbsp;155<td>12
<tr><td>2021-07-30</td><td>89<sup>*</sup></td><td>&ndash;</td></tr>
<tr><th>Iš viso</th><td>1&nbsp;244</td><td>12</td></tr></tbody></table>
<p>* patikslinta</p></body></html>"""


def page(folder: Path, content: str | bytes, name: str = "t.html", encoding: str = "windows-1257") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def test_the_table_of_a_page(tmp_path: Path) -> None:
    table = read_table(page(tmp_path, PAGE))
    assert (table.kind, table.encoding) == ("html", "windows-1257")
    assert table.sheet == "Neteisėti migrantai 2021 m."
    assert table.sheets == ("Table 1", "Neteisėti migrantai 2021 m.")
    assert table.header == ["Data", "Asmenys / Sulaikyta", "Asmenys / Iš jų vaikai"]
    rows = list(table.rows())
    assert [row.cells for row in rows[:2]] == [["2021-07-31", "1\xa0155", "12"], ["2021-07-30", "89*", "–"]]
    assert rows[2].aside is not None
    assert rows[2].aside.code == "total_row"


def test_it_comes_in_by_the_command_line(tmp_path: Path) -> None:
    path = page(tmp_path, PAGE, "t.xls")  # what some programs save under this name
    said = border_tracker(
        "import", path, "--store", "s.btrk", "--as", "published-totals", "--map", "day=Data",
        "--map", "value=Asmenys / Sulaikyta", "--set", "source=VSAT", "--json", cwd=tmp_path,
    ).json  # fmt: skip
    assert (said["added"], said["set_aside"], said["refused"]) == (2, 1, 0)
    (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
    assert {p["from"]: p["value"] for p in figures["published"]} == {"2021-07-31": 1155, "2021-07-30": 89}


def test_another_table_by_its_name(tmp_path: Path) -> None:
    assert read_table(page(tmp_path, PAGE), "table 1").header == ["Pradžia", "Naujienos"]
    with pytest.raises(Unreadable) as caught:
        read_table(page(tmp_path, PAGE), "Table 9")
    assert caught.value.code == "sheet_missing"


def test_spans_keep_their_columns(tmp_path: Path) -> None:
    html = "<table><tr><td>a<td>b<td>c<tr><td rowspan=2>1<td>2<td>3<tr><td>5<td>6<tr><td>7<td colspan=2>8</table>"
    table = read_table(page(tmp_path, html))
    assert [row.cells for row in table.rows()] == [["1", "2", "3"], [None, "5", "6"], ["7", "8", None]]


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = "<table><tr><td>day<td>value<tr><td>2021-07-31<td>4</table>"
    table = read_table(page(tmp_path, f"<table><tr><td>left<td>{inner}<td>right</table>"))
    assert table.header == ["day", "value"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<html><p>nothing</p></html>", "html_without_table"),
        ("<table></table>", "html_without_table"),
        ("<table>" * 60 + "<tr><td>x", "too_many_tables"),
        ("<table><tr>" + "<td>x" * 1_100, "too_many_columns"),
        ("<table><tr><td colspan=1000><td>x", "too_many_columns"),
    ],
)
def test_what_cannot_be_a_table_is_told(tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_table(page(tmp_path, content))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "content",
    [
        "<table><tr><td rowspan=999999999>a<td>b<tr><td>1<tr><td>2",
        "<table><tr><td colspan=-3>a<td colspan=x>b<tr><td>1<td>2",
        "<table><tr><td>a\0b<td>c<tr><td>1<td>2",
        "<table>" + "<tr><td>a<td>1" * 5_000,
        "<table><td>a<td>b<tr><td>&#x110000;&bogus;<td>2",
    ],
)
def test_odd_pages_are_read(tmp_path: Path, content: str) -> None:
    assert list(read_table(page(tmp_path, content)).rows())


tags = st.sampled_from(
    ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th rowspan=3>", "<td colspan=2>", "<caption>",
     "</caption>", "<script>", "</script>", "<h1>", "</h1>", "<br>", "x", "&amp;", "<!-- -->", "<", ">", "12"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(tags, max_size=60))
def test_any_soup_is_a_table_or_told(parts: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = page(Path(folder), "<!doctype html>" + "".join(parts))
        try:
            table = read_table(path)
        except Unreadable:
            return
        assert all(len(row.cells) == len(table.header) for row in table.rows() if row.problem is None)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("175<sup>1</sup>", "175¹"),
        ("89<sup>*</sup>", "89*"),
        ("3<br>123", "3; 123"),
        ("Number of<br>persons", "Number of persons"),
        ("<del>40</del> 440", "440"),
        ('12<span style="display: none">9<b>9</b>9</span>', "12"),
        ("5<span hidden>7", "5"),
        ('<a hidden href="x">9</a>6', "6"),
        ("7<s>8</s>9", "79"),
        ('1<img style="display:none" src=x>2', "12"),
        ("88<a>[2]</a>", "88[2]"),
    ],
)
def test_what_is_struck_hidden_or_a_footnote_is_no_digit_of_a_figure(
    tmp_path: Path, cell: str, shown: str
) -> None:
    text = f"<table><tr><th>day<th>value<th>note</tr><tr><td>2021-07-01<td>{cell}<td>x</tr></table>"
    (row,) = read_table(page(tmp_path, text)).rows()
    assert row.cells == ["2021-07-01", shown, "x"]


def test_a_figure_with_a_footnote_comes_in_as_it_is(tmp_path: Path) -> None:
    text = "<table><tr><th>day<th>value</tr><tr><td>2021-07-01<td>1 175<sup>12</sup></tr></table>"
    said = border_tracker("import", page(tmp_path, text), "--store", "s.btrk", "--as", "published-totals", "--json",
                          cwd=tmp_path).json  # fmt: skip
    assert said["added"] == 1
    (figures,) = border_tracker("figures", "--store", "s.btrk", "--json", cwd=tmp_path).json
    assert [p["value"] for p in figures["published"]] == [1175]
