"""What is fuzzed: one function a parser, from bytes to nothing. Only errors that the program can explain are let go.

Files are written to one path, since parsers open files by their names.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker import drafts
from tracker.errors import TrackerError
from tracker.files import values
from tracker.files.amounts import parse_amount
from tracker.files.fields import FIELDS, Subject
from tracker.files.forms import items_text, read_items
from tracker.files.mapping import bind, guess_mapping, parse_mapping
from tracker.files.positions import parse_coordinates, parse_degrees
from tracker.files.preparation import Preparation
from tracker.files.profiles import read_profile, with_profile
from tracker.files.readers import read_table
from tracker.files.reading import read_nationality
from tracker.files.request import Request
from tracker.files.spans import parse_span
from tracker.files.submission_xml import BadSubmission, flatten, parse_submission, repeated
from tracker.quickline.complete import complete
from tracker.quickline.parser import read as read_line
from tracker.quickline.reading import Named, Vocabulary

Target = Callable[[bytes], None]

_MEMORY = Path("/dev/shm")
_FOLDER = tempfile.TemporaryDirectory(
    prefix="border-tracker-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None
)
_FILE = Path(_FOLDER.name) / "t"
_VILNIUS = ZoneInfo("Europe/Vilnius")
_NOW = datetime(2021, 8, 4, 2, 0, tzinfo=UTC)
_PARSERS = (
    values.parse_count,
    values.parse_date,
    lambda text: values.parse_date(text, order="dmy"),
    lambda text: values.parse_datetime(text, zone=_VILNIUS),
    lambda text: values.parse_datetime(text, zone=_VILNIUS, order="mdy"),
    values.parse_month,
    values.parse_year,
    values.parse_text,
    parse_span,
    parse_amount,
    read_nationality,
    parse_coordinates,
    parse_degrees,
    lambda text: values.parse_count(text, decimal=","),
)
_VOCABULARY = Vocabulary(
    "situation",
    "Europe/Vilnius",
    1440,
    [Named(name, name) for name in ("Druskininkai", "Lavoriškės", "Varėna", "Old Mill")],
    [Named(name, name) for name in ("Pabradė", "Rukla", "Medininkai")],
)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")  # as the system hands over what was typed in a terminal


def _table(data: bytes, encoding: str | None = None) -> None:
    _FILE.write_bytes(data)
    try:
        for row in read_table(_FILE, encoding=encoding).rows():
            assert row.problem or row.cells is not None
    except TrackerError:
        pass


def csv(data: bytes) -> None:
    """Any text as a table; the first byte says whether its encoding is known or has to be found out."""
    _table(data[1:], "utf-8" if data[:1] > b"?" else None)


def geojson(data: bytes) -> None:
    """JSON as a table."""
    _table(b'{"' + data)


def html(data: bytes) -> None:
    """HTML as a table."""
    _table(b"<table" + data)


def xls(data: bytes) -> None:
    """An old spreadsheet: a compound file."""
    _table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data[8:])


_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_XLSX = {
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData><row><c r="A1" t="s"><v>0</v></c></row>'
    "</sheetData></worksheet>",
    "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}"><si><t>day</t></si></sst>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><cellXfs count="1"><xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
    f'Target="worksheets/sheet1.xml" Type="{_OFFICE}/worksheet"/></Relationships>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Target="xl/workbook.xml" '
    f'Type="{_OFFICE}/officeDocument"/></Relationships>',
    "[Content_Types].xml": "<Types/>",
}
_ODS = {
    "content.xml": "",
    "META-INF/manifest.xml": "<manifest/>",
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
}
_ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def _package(parts: dict[str, str], data: bytes) -> bytes:
    """The first byte says which part of the package the rest is; beyond them, it is the whole file."""
    names = list(parts)
    which = data[0] if data else 0
    if which >= len(names):
        return b"PK\x03\x04" + data[5:]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            package.writestr(name, data[1:] if name == names[which] else text)
    return file.getvalue()


def xlsx(data: bytes) -> None:
    """A part of a workbook, or the whole zip."""
    _table(_package(_XLSX, data))


def ods(data: bytes) -> None:
    """The tables of an OpenDocument sheet, or the whole zip."""
    if data[:1] == b"\0":
        head = f"<office:document-content {_ODS_SPACES}><office:body><office:spreadsheet>".encode()
        data = b"\0" + head + data[1:] + b"</office:spreadsheet></office:body></office:document-content>"
    _table(_package(_ODS, data))


def submission(data: bytes) -> None:
    """The XML of a form's submission."""
    try:
        root = parse_submission(data)
    except BadSubmission:
        return
    for items in flatten(root, repeated(root)).repeats.values():
        read_items(items_text(items))
    _table(data)


def quickline(data: bytes) -> None:
    """A line as it is typed."""
    read_line(_text(data), _VOCABULARY, _NOW)


def completion(data: bytes) -> None:
    """What is offered at the end of a line."""
    line = _text(data)
    complete(line, len(line), _VOCABULARY)


def cells(data: bytes) -> None:
    """Numbers, days, times, amounts and nationalities in a cell; the first byte chooses."""
    if not data:
        return
    with suppress(TrackerError):
        _PARSERS[data[0] % len(_PARSERS)](_text(data[1:]))


def mapping(data: bytes) -> None:
    """What --map and --set say, a line each; the first byte chooses the subject."""
    subjects = list(Subject)
    maps = _text(data[1:]).split("\n")
    for given in (maps, []), ([], maps):
        with suppress(TrackerError):
            parse_mapping(subjects[data[0] % len(subjects) if data else 0], *given)


def profile(data: bytes) -> None:
    """A profile's file: the options of an import, how the sheet is laid out, and what both make of a table."""
    _FILE.write_bytes(data)
    with suppress(TrackerError):
        found = read_profile(_FILE)
        _FILE.write_bytes(b"title\nday,JAN2021,FEB2021\na,1,2\ntotal,1,2\n")
        request = with_profile(Request(_FILE, found.subject), found)
        options = {"layout": request.layout} if hasattr(request, "layout") else {}
        for _ in read_table(_FILE, encoding="utf-8", delimiter=",", **options).rows():
            pass


def rows(data: bytes) -> None:
    """A CSV as records of the subject that the first byte chooses, with the columns that the fields are called by."""
    subject = list(Subject)[data[0] % len(Subject) if data else 0]
    named = ",".join(field.name for field in FIELDS[subject] if not field.of)
    _FILE.write_bytes(f"{named}\n".encode() + data[1:])
    _records(subject)


def features(data: bytes) -> None:
    """The properties of a GeoJSON feature as a record of the subject that the first byte chooses."""
    subject = list(Subject)[data[0] % len(Subject) if data else 0]
    _FILE.write_bytes(b'{"type":"Feature","geometry":null,"properties":{' + data[1:] + b"}}")
    _records(subject)


def _records(subject: Subject) -> None:
    with suppress(TrackerError):
        table = read_table(_FILE, encoding="utf-8", delimiter=",")
        bound = bind(subject, guess_mapping(subject, table), table)
        situation = drafts.Situation(name="S", time_zone="Europe/Vilnius")
        request = Request(_FILE, subject, dry_run=True)
        preparation = Preparation(_FILE, request, table, bound, situation)
        for _ in preparation.records(None):
            pass
        assert json.dumps(preparation.receipt.as_json()) and preparation.receipt.lines()


TARGETS: dict[str, Target] = {
    target.__name__: target
    for target in (
        csv,
        geojson,
        html,
        xlsx,
        ods,
        xls,
        submission,
        quickline,
        completion,
        cells,
        mapping,
        profile,
        rows,
        features,
    )
}
