"""More spreadsheets made to do harm, or not meant to: depth, width, entities, NULs, formulas."""

import struct
from pathlib import Path

import pytest

from tests.tracker.files.importing import Desk, counts, reasons
from tests.tracker.files.test_sheets import _cell, _code, _ods, _ods_row, _xlsx
from tracker.files import packages
from tracker.files.fields import Subject
from tracker.files.readers import read_table

DEEP = 200_000
MANY = 1_000_000


def nested(tag: str, inside: str = "") -> str:
    return f"<{tag}>" * DEEP + inside + f"</{tag}>" * DEEP


def test_depth_without_end_is_read_past(tmp_path: Path) -> None:
    table = read_table(_xlsx(tmp_path / "t.xlsx", nested("a") + _cell("A1", "7") + _cell("A2", "8")))
    assert (table.header, [row.cells for row in table.rows()]) == (["7"], [[8]])


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        ("xlsx", "<a>" * DEEP, "file_damaged"),
        ("xlsx", f'<row><c r="A1" t="inlineStr">{nested("is")}</c></row>', "sheet_empty"),
        ("xlsx", "<row>" + "<c><v>1</v></c>" * 100_000 + "</row>", "too_many_columns"),
        ("xlsx", '<row><c r="A1" t="str"><v>a&#0;b</v></c></row>', "file_damaged"),
        ("xlsx", '<row><c r="A1" t="str"><v>&lol;</v></c></row>', "file_damaged"),
        ("ods", nested("table:table"), "sheet_empty"),
        ("ods", nested("table:table-row"), "file_damaged"),
        ("ods", "&lol;", "file_damaged"),
        ("ods", '<table:table-row><table:table-cell office:value="1" '
                f'table:number-columns-repeated="{MANY}"/></table:table-row>', "too_many_columns"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_no_person_made(tmp_path: Path, kind: str, inside: str, expected: str) -> None:
    make = _xlsx if kind == "xlsx" else _ods
    assert _code(make(tmp_path / "t", inside)) == expected


def test_entities_that_grow_without_end(tmp_path: Path) -> None:
    lines = [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{"".join(lines)}]><x>&a9;</x>'
    path = _xlsx(tmp_path / "t.xlsx", _cell("A1"), **{"xl/styles.xml": bomb})
    assert _code(path) == "file_damaged"


def test_a_list_of_members_without_end_is_not_read(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "t.xlsx", _cell("A1"))
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x05\x06")
    content[at + 12 : at + 16] = struct.pack("<I", 60_000_000)
    path.write_bytes(content)
    assert _code(path) == "file_damaged"
    # The same as the larger kind of zip says it.
    content[at + 12 : at + 16] = struct.pack("<I", 0xFFFFFFFF)
    larger = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, 60_000_000, 0)
    content[at:at] = larger + b"PK\x06\x07" + struct.pack("<IQI", 0, at, 1)
    assert packages.directory_size(bytes(content)) == 60_000_000
    path.write_bytes(content)
    assert _code(path) == "file_damaged"


def test_a_nul_that_a_sheet_writes_out_costs_its_row_alone(tmp_path: Path) -> None:
    rows = "".join(
        f'<row><c t="str"><v>{day}</v></c><c t="str"><v>{persons}</v></c>'
        f'<c t="inlineStr"><is><t>{text}</t></is></c></row>'
        for day, persons, text in [
            ("day", "persons", "text"), ("2021-07-01", "5", "a_x0000_b"), ("2021-07-02", "6", "good"),
        ]
    )  # fmt: skip
    desk = Desk(tmp_path)
    receipt = desk.receive(Subject.INCIDENTS, _xlsx(tmp_path / "t.xlsx", rows))
    assert (counts(receipt), reasons(receipt)) == ((2, 1, 0, 0, 0, 1), [(2, "unreadable_text", "text")])


def test_formulas_are_read_by_their_results_and_those_without_are_told(tmp_path: Path) -> None:
    sheet = (
        _cell("A1", "n", "str")
        + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
        + '<row r="3"><c r="A3"><f>1+1</f><v/></c></row>'
        + '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    table = read_table(_xlsx(tmp_path / "t.xlsx", sheet))
    assert [row.cells for row in table.rows()] == [[2]]
    assert [(note.code, note.values) for note in table.notes] == [("formulas_without_result", {"count": 2})]
    rows = (
        _ods_row("n")
        + '<table:table-row><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
        '</table:table-row><table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'
    )
    table = read_table(_ods(tmp_path / "t.ods", rows))
    assert [row.cells for row in table.rows()] == [[2]]
    assert [(note.code, note.values) for note in table.notes] == [("formulas_without_result", {"count": 1})]


def test_rows_of_another_encoding_than_the_rest_are_refused_alone(tmp_path: Path) -> None:
    lines = ["day,persons,place", *(f"2021-07-{n:02},5,Šalčininkai" for n in range(1, 21))]
    content = "\n".join(lines).encode() + b"\n" + "2021-07-21,6,Šalčininkai\n".encode("cp1257")
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    receipt = Desk(tmp_path).receive(Subject.INCIDENTS, path)
    assert (counts(receipt), reasons(receipt)) == ((21, 20, 0, 0, 0, 1), [(22, "undecodable", None)])


def test_what_a_spreadsheet_would_compute_is_only_text_in_a_csv(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('day,persons,text\n2021-07-01,=1+1,x\n2021-07-01,5,"=HYPERLINK(1)"\n')
    receipt = Desk(tmp_path).receive(Subject.INCIDENTS, tmp_path / "t.csv")
    assert reasons(receipt) == [(2, "not_a_number", "persons")]
