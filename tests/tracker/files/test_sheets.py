"""Spreadsheets: real files of each kind, and files made to do harm.

`old-table.xls` was written once with xlwt 1.3.0: sheet "Arrivals" with three rows, and an empty sheet.
"""

import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.errors import TrackerError, Unreadable
from tracker.files import packages
from tracker.files.readers import read_table
from tracker.files.tables import Row

OLD = Path(__file__).with_name("old-table.xls")
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def _xlsx(path: Path, sheet: str, shared: str | None = None, **members: str) -> Path:
    """A workbook as a program might write it by hand: `sheet` is what stands inside sheetData."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Target="xl/workbook.xml" '
        f'Type="{OFFICE}/officeDocument"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Target="worksheets/sheet1.xml" Type="{OFFICE}/worksheet"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SHEET}">{shared}</sst>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in (parts | members).items():
            file.writestr(name, text)
    return path


def _ods(path: Path, rows: str) -> Path:
    names = ["office", "table", "text"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def _ods_row(*texts: str, rows: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def _code(path: Path, **options: str) -> str:
    with pytest.raises(Unreadable) as found:
        read_table(path, **options)  # type: ignore[arg-type]
    assert found.value.values["file"] == path.name
    return found.value.code


def test_cells_of_every_kind(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        clock = book.add_format({"num_format": "hh:mm"})
        length = book.add_format({"num_format": "[h]:mm"})
        sheet.write_row(0, 0, ["whole", "part", "day", "moment", "clock", "length", "yes", "text", "none"])
        sheet.write(1, 0, 12)
        sheet.write(1, 1, 0.5)
        sheet.write_datetime(1, 2, date(2021, 8, 3), day)
        sheet.write_datetime(1, 3, datetime(2021, 8, 3, 2, 10), moment)  # noqa: DTZ001
        sheet.write_datetime(1, 4, time(2, 10), clock)
        sheet.write_datetime(1, 5, timedelta(hours=30), length)
        sheet.write(1, 6, True)
        sheet.write(1, 7, " <b>Šalčininkai</b> 🚶")

    table = read_table(_workbook(tmp_path / "t.xlsx", fill))
    assert (table.kind, table.sheet, table.encoding, table.delimiter) == ("xlsx", "Data", None, None)
    assert table.header[0] == "whole"
    row = next(table.rows())
    moment = datetime(2021, 8, 3, 2, 10)  # noqa: DTZ001
    assert row.cells == [
        12, 0.5, date(2021, 8, 3), moment, "02:10:00", "1 day, 6:00:00", "TRUE", " <b>Šalčininkai</b> 🚶", None,
    ]  # fmt: skip
    assert type(row.cells[0]) is int


def test_rows_are_numbered_as_they_are_seen(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("B3", ["day", "n"])
        sheet.write_row("B4", ["2021-08-03", 1])
        sheet.write_row("B9", [" ", ""])
        sheet.write_row("B10", ["2021-08-04", 2])

    table = read_table(_workbook(tmp_path / "t.xlsx", fill))
    assert table.header_row == 3
    assert list(table.rows()) == [Row(4, ["2021-08-03", 1]), Row(10, ["2021-08-04", 2])]
    assert list(table.rows()) == list(table.rows())


def test_the_first_visible_sheet_with_anything_is_taken_and_named(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Empty").activate()
        hidden = book.add_worksheet("Hidden")
        hidden.write("A1", "hidden")
        hidden.hide()
        book.add_worksheet("Data").write("A1", "n")
        book.add_worksheet("More").write("A1", "m")

    path = _workbook(tmp_path / "t.xlsx", fill)
    table = read_table(path)
    assert (table.sheet, table.header) == ("Data", ["n"])
    assert [note.code for note in table.notes] == ["sheet_chosen"]
    chosen = read_table(path, sheet=" hidden ")
    assert (chosen.sheet, chosen.header, chosen.notes) == ("Hidden", ["hidden"], [])
    assert _code(path, sheet="Nowhere") == "sheet_missing"
    assert _code(path, sheet="Empty") == "sheet_empty"


def test_merged_cells_are_noted_and_never_counted_twice(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["place", "n"])
        sheet.merge_range("B2:B3", 5)
        sheet.write("A2", "x")
        sheet.write("A3", "y")

    table = read_table(_workbook(tmp_path / "t.xlsx", fill))
    assert [row.cells for row in table.rows()] == [["x", 5], ["y", None]]
    assert [(note.code, note.values) for note in table.notes] == [("merged_cells", {"count": 1})]


def test_a_cell_too_long_costs_its_row_alone(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "t.xlsx",
        lambda book: book.add_worksheet().write_column("A1", ["n", "x" * 500, "y"]) and None,
    )
    rows = list(read_table(path, max_cell=100).rows())
    assert [row.problem.code if row.problem else row.cells for row in rows] == ["cell_too_long", ["y"]]


def test_a_sheet_too_wide(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "t.xlsx", lambda book: book.add_worksheet().write(0, 1000, 1) and None)
    assert read_table(path).header == ["1"]  # what is empty to the left does not count
    path = _workbook(
        tmp_path / "t.xlsx", lambda book: book.add_worksheet().write_row(0, 0, [1] * 1001) and None
    )
    assert _code(path) == "too_many_columns"


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    path = _workbook(
        tmp_path / "t.xlsx", lambda book: book.add_worksheet().write_row("A1", ["a", "b"]) and None
    )
    assert read_table(path.rename(tmp_path / "t.csv")).kind == "xlsx"
    (tmp_path / "u.xlsx").write_text("a;b\n1;2\n")
    assert read_table(tmp_path / "u.xlsx").kind == "csv"


def test_ods(tmp_path: Path) -> None:
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        + _ods_row("day", "n", "note")
        + '<table:table-row><table:table-cell office:value-type="date" office:date-value="2021-08-03"/>'
        '<table:table-cell office:value-type="float" office:value="12"/><table:table-cell/></table:table-row>'
        + _ods_row("2021-08-04", "5", "Šalčininkai", rows=2)
        # What LibreOffice puts behind everything.
        + '<table:table-row table:number-rows-repeated="1048570">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read_table(_ods(tmp_path / "t.ods", rows))
    assert (table.kind, table.header, table.header_row) == ("ods", ["day", "n", "note"], 3)
    assert list(table.rows()) == [
        Row(4, [date(2021, 8, 3), 12, None]),
        Row(5, ["2021-08-04", "5", "Šalčininkai"]),
        Row(6, ["2021-08-04", "5", "Šalčininkai"]),
    ]


def test_xls() -> None:
    table = read_table(OLD)
    assert (table.kind, table.sheet, table.header) == (
        "xls",
        "Arrivals",
        ["day", "persons", "sector", "note"],
    )
    assert list(table.rows()) == [
        Row(2, [date(2021, 8, 1), 23, "Druskininkai", None]),
        Row(3, [date(2021, 8, 2), 5, "Šalčininkai", "с детьми"]),
        Row(4, [date(2021, 8, 3), 0, "Varėna", "العراق"]),
    ]


# Made to do harm: each of these would take all memory, or never end, if the library got it.


def _cell(name: str, value: str = "1", kind: str = "n") -> str:
    return f'<row><c r="{name}" t="{kind}"><v>{value}</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (_cell("A1") + _cell("XFD1048576"), "sheet_too_large"),
        (
            _cell("A1") + '<x:row xmlns:x="x"><x:c y=">" r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
            "sheet_too_large",
        ),
        ('<row r="1"><c><v>1</v></c></row><row r="9999999"><c><v>1</v></c></row>', "sheet_too_large"),
        (_cell("A1") + _cell("ALM1"), "too_many_columns"),
        (_cell("A0"), "file_damaged"),
        (_cell("7"), "file_damaged"),
        (_cell("A1", "7", "s"), "file_damaged"),
        (_cell("A1", "x", "s"), "file_damaged"),
        ("<row><c>", "file_damaged"),
        ("", "sheet_empty"),
        ('<row><c r="A1" t="str"><v> </v></c></row>', "sheet_empty"),
    ],
)
def test_sheets_that_claim_too_much(tmp_path: Path, sheet: str, code: str) -> None:
    assert _code(_xlsx(tmp_path / "t.xlsx", sheet)) == code


def test_empty_cells_far_away_claim_nothing(tmp_path: Path) -> None:
    sheet = _cell("A1") + _cell("A2") + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert [row.cells for row in read_table(_xlsx(tmp_path / "t.xlsx", sheet)).rows()] == [[1]]


def test_a_long_text_that_every_cell_shares(tmp_path: Path) -> None:
    sheet = "".join(_cell(f"A{row}", "0", "s") for row in range(1, 3000))
    path = _xlsx(tmp_path / "t.xlsx", sheet, shared=f"<si><t>{'x' * 100_000}</t></si>")
    assert path.stat().st_size < 100_000
    assert _code(path) == "file_too_large_inside"


def test_a_part_that_inflates(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "t.xlsx", _cell("A1"), media="0" * 1_000_000)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as file,
        file.open("xl/media/big.bin", "w") as member,
    ):
        for _ in range(401):
            member.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert _code(path) == "file_too_large_inside"


def test_sizes_that_lie(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "t.xlsx", _cell("A1"), big="0" * 1_000_000)
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")  # the directory's entry of the last member
    struct.pack_into("<I", content, at + 24, 10)
    path.write_bytes(content)
    assert _code(path) == "file_damaged"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet xmlns="{SHEET}"><sheetData/></worksheet>'
    assert _code(_xlsx(tmp_path / "t.xlsx", "", **{"xl/worksheets/sheet1.xml": bomb})) == "file_damaged"


def test_a_sheet_by_another_name_does_not_get_past(tmp_path: Path) -> None:
    relations = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Target="x.bin" Type="{OFFICE}/worksheet"/>'
    )
    path = _xlsx(tmp_path / "t.xlsx", "", **{"xl/_rels/workbook.xml.rels": relations + "</Relationships>"})
    assert _code(path) == "file_damaged"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (_ods_row("a") + _ods_row("b", rows=6_000_000), "sheet_too_large"),
        (
            '<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value="1"/>'
            "</table:table-row>" * 400,
            "sheet_too_large",
        ),
        (_ods_row("a") + '<table:table-row table:number-rows-repeated="-1"/>', "file_damaged"),
        (_ods_row("a") + '<table:table-row table:number-rows-repeated="x"/>', "file_damaged"),
        (_ods_row('<text:s text:c="4000000000"/>'), "file_too_large_inside"),
        (_ods_row("x" * 10_000, rows=100_000), "file_too_large_inside"),
        ("", "sheet_empty"),
    ],
)
def test_ods_that_claim_too_much(tmp_path: Path, rows: str, code: str) -> None:
    assert _code(_ods(tmp_path / "t.ods", rows)) == code


@pytest.mark.parametrize("member", ["word/document.xml", "xl/workbook.bin", "anything"])
def test_packages_of_other_programs(tmp_path: Path, member: str) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(member, "x")
    assert _code(path) == "file_of_other_kind"


def test_a_package_that_is_two_things_is_none(tmp_path: Path) -> None:
    assert _code(_xlsx(tmp_path / "t.xlsx", _cell("A1"), **{"content.xml": "<x/>"})) == "file_damaged"
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = _xlsx(tmp_path / "u.xlsx", _cell("A1"))
        with zipfile.ZipFile(path, "a") as file:
            file.writestr("xl/workbook.xml", "<x/>")
    assert _code(path) == "file_damaged"


def test_a_file_too_big_to_begin_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MAX_FILE", 1000)
    assert _code(OLD) == "file_too_large_inside"


def test_passwords(tmp_path: Path) -> None:
    path = _xlsx(tmp_path / "t.xlsx", _cell("A1"))
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert _code(path) == "file_encrypted"
    # Excel makes a compound file with this stream of it.
    old = bytearray(OLD.read_bytes())
    at = old.index("Workbook".encode("utf-16-le"))
    old[at : at + 66] = "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 34)
    (tmp_path / "u.xlsx").write_bytes(old)
    assert _code(tmp_path / "u.xlsx") == "file_encrypted"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.data(), st.sampled_from(["xlsx", "ods", "xls"]))
def test_damaged_files_are_read_or_refused(tmp_path: Path, data: st.DataObject, kind: str) -> None:
    path = tmp_path / f"t.{kind}"
    if kind == "xlsx":
        _xlsx(path, _cell("A1", "0", "s") + _cell("B2"), shared="<si><t>day</t></si>")
    elif kind == "ods":
        _ods(path, _ods_row("day", "n") + _ods_row("1", "2", rows=3))
    else:
        path.write_bytes(OLD.read_bytes())
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 1] = data.draw(st.binary(max_size=3))
    path.write_bytes(content)
    try:
        for row in read_table(path).rows():
            assert row.problem or row.cells
    except TrackerError:
        pass


@pytest.mark.parametrize(("above", "left"), [(0, 0), (0, 1), (3, 0), (3, 2)])
def test_words_that_are_merged_down_stand_in_each_row_and_numbers_do_not(
    tmp_path: Path, above: int, left: int
) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row, cells in enumerate(
            [
                ["Sector", "Place", "Persons"], ["Varėna", "Kuznica", 12], [None, None, None], [None, None, 7],
                [None, None, None], ["Lavoriškės", "Dieveniškės", 2], [None, None, 3],
            ]
        ):  # fmt: skip
            for at, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(above + row, left + at, cell)
        sheet.merge_range(above + 1, left, above + 4, left, "Varėna")
        sheet.merge_range(above + 1, left + 2, above + 2, left + 2, 12)
        sheet.write(above + 2, left + 1, "Kuznica")

    path = _workbook(tmp_path / "t.xlsx", fill)
    assert [row.cells for row in read_table(path).rows()] == [
        ["Varėna", "Kuznica", 12], ["Varėna", "Kuznica", None], ["Varėna", None, 7],
        ["Lavoriškės", "Dieveniškės", 2], [None, None, 3],
    ]  # fmt: skip
