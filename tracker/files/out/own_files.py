"""Files that this program wrote, known again and read: a workbook, a zip of CSVs, one CSV, GeoJSON.

Of a workbook its first sheet says what it is, of a zip its manifest, of GeoJSON its first member, and of a CSV its
columns: those of one kind of records, all of them and in their order.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.errors import Unreadable
from tracker.files import packages
from tracker.files.json_text import MAX_VALUE, NotJson, Odd, Source, TooBig, parse
from tracker.files.out.cells import MARK, from_csv, from_sheet
from tracker.files.out.columns import columns_of
from tracker.files.out.sheets import LONG_TEXTS, MANIFEST, NOTES, OFFSET, SIGN
from tracker.models import TABLES

_MOST = 500_000_000  # bytes of a member, unpacked
_LONGEST_HEADER = 10_000  # characters

Cells = dict[str, Any]
Sheet = tuple[str, Iterator[tuple[int, Cells]]]


@dataclass(frozen=True, slots=True)
class OwnExport:
    """A file that this program wrote. `sheets` reads it anew: each of its kinds with its rows, by number."""

    path: Path
    kinds: tuple[str, ...]
    sheets: Callable[[], Iterator[Sheet]]


def own_export(path: Path) -> OwnExport | None:
    """The export that a file holds; None for any other file. Raises Unreadable for one of a newer version."""
    try:
        with path.open("rb") as file:
            head = file.read(_LONGEST_HEADER)
        if head.startswith(b"PK\x03\x04"):
            return _packed(path)
        return _geojson(path, head) or _one_csv(path, head)
    except (OSError, zipfile.BadZipFile, ValueError, AttributeError, KeyError, RuntimeError):
        return None  # whatever it is, the readers of tables say what is wrong with it


def _packed(path: Path) -> OwnExport | None:
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        if MANIFEST in names:
            manifest = json.loads(package.read(MANIFEST)[:1_000_000])
            if manifest.get("format") != SIGN:
                raise Unreadable("export_newer", file=path.name)
            kinds = tuple(kind for kind in TABLES if f"{kind}.csv" in names)
            return OwnExport(path, kinds, lambda: _zipped(path, kinds))
        if "xl/workbook.xml" not in names:
            return None
    return _book(path)


# --- CSV ---


def _zipped(path: Path, kinds: tuple[str, ...]) -> Iterator[Sheet]:
    with zipfile.ZipFile(path) as package:
        for kind in kinds:
            member = package.getinfo(f"{kind}.csv")
            if member.file_size > _MOST:
                raise Unreadable("file_too_large_inside", file=path.name, limit=_MOST)
            with package.open(member) as raw, io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file:
                yield kind, _csv_rows(path, kind, file)


def _one_csv(path: Path, head: bytes) -> OwnExport | None:
    text = head.decode("utf-8-sig", errors="ignore")
    if not text.startswith("id,"):
        return None
    header = next(csv.reader([text.splitlines()[0]]))
    kind = next((kind for kind in TABLES if [c.name for c in columns_of(kind)] == header), None)
    if kind is None:
        return None

    def sheets() -> Iterator[Sheet]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield kind, _csv_rows(path, kind, file)

    return OwnExport(path, (kind,), sheets)


def _csv_rows(path: Path, kind: str, file: io.TextIOBase | Any) -> Iterator[tuple[int, Cells]]:
    """Rows by the number of the line that they begin on."""
    csv.field_size_limit(10_000_000)
    reader = csv.reader(file)
    try:
        header = next(reader, [])
        tagged = columns_of(kind)[0].tag
        number = reader.line_num + 1
        for cells in reader:
            if cells and not (number == 2 and cells[0] == tagged):
                named = zip(header, cells, strict=False)
                yield number, {name: from_csv(cell) for name, cell in named if cell != ""}
            number = reader.line_num + 1
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile):
        raise Unreadable("file_damaged", file=path.name) from None


# --- GeoJSON ---


def _geojson(path: Path, head: bytes) -> OwnExport | None:
    before, features, _ = head.decode("utf-8", errors="ignore").partition(',"features":[')
    if not features or not before.startswith('{"type":"FeatureCollection","generator":"Border Tracker'):
        return None
    said = json.loads(before + "}")
    if said["generator"] != SIGN:
        raise Unreadable("export_newer", file=path.name)
    kinds = tuple(kind for kind in TABLES if kind in said["kinds"])

    def sheets() -> Iterator[Sheet]:
        for kind in kinds:
            yield kind, _features(path, kind, kinds)

    return OwnExport(path, kinds, sheets)


def _features(path: Path, kind: str, kinds: tuple[str, ...]) -> Iterator[tuple[int, Cells]]:
    """The features of a kind by their number; what is of none has no cells, and counts among the first kind."""
    number = 0
    try:
        with path.open(encoding="utf-8", newline="") as file:
            source = Source(file)
            for key in source.members():
                source.take(":")
                if key != "features":
                    source.value()
                    continue
                for text in source.elements():
                    number += 1
                    record, cells = _cells(parse(text))
                    if record not in kinds:
                        record, cells = kinds[0], {}
                    if record == kind:
                        yield number, cells
    except (NotJson, Odd, UnicodeDecodeError):
        raise Unreadable("geojson_damaged", file=path.name, row=number + 1) from None
    except TooBig:
        raise Unreadable(
            "geojson_feature_too_large", file=path.name, row=number + 1, limit=MAX_VALUE
        ) from None


def _cells(feature: Any) -> tuple[Any, Cells]:
    """The kind of record that a feature is, and its cells."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return None, {}
    cells = {name: cell for name, cell in properties.items() if cell is not None}
    geometry = feature.get("geometry")
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(place, list) and len(place) == 2:
        cells["longitude"], cells["latitude"] = place
    if "id" in feature:
        cells["id"] = feature["id"]
    return cells.pop("record", None), cells


# --- Workbooks ---


def _book(path: Path) -> OwnExport | None:
    from python_calamine import CalamineWorkbook

    data = path.read_bytes()
    packages.check(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if not book.sheet_names or book.sheet_names[0] != NOTES:
        return None
    first = book.get_sheet_by_name(NOTES).to_python()
    said = str(first[0][0]) if first and first[0] else ""
    if said != SIGN:
        if said.startswith(SIGN.partition(",")[0]):
            raise Unreadable("export_newer", file=path.name)
        return None
    names = set(book.sheet_names)
    kinds = tuple(kind for kind in TABLES if kind in names)
    if not kinds:  # figures for publication are tables like any other
        return None

    def sheets() -> Iterator[Sheet]:
        long = _long_texts(book.get_sheet_by_name(LONG_TEXTS).to_python() if LONG_TEXTS in names else [])
        for kind in kinds:
            yield kind, _sheet_rows(kind, book.get_sheet_by_name(kind).to_python(), long)

    return OwnExport(path, kinds, sheets)


def _long_texts(rows: list[list[Any]]) -> dict[tuple[str, int, str], str]:
    found: dict[tuple[str, int, str], str] = {}
    for sheet, row, column, text in (row[:4] for row in rows[1:] if len(row) >= 4):
        key = (str(sheet), int(row), str(column))
        found[key] = found.get(key, "") + str(text)[1:]
    return found


def _sheet_rows(
    kind: str, rows: list[list[Any]], long: dict[tuple[str, int, str], str]
) -> Iterator[tuple[int, Cells]]:
    if not rows:
        return
    header = [str(cell) for cell in rows[0]]
    tagged = len(rows) > 1 and str(rows[1][0]) == columns_of(kind)[0].tag
    for number, cells in enumerate(rows[2 if tagged else 1 :], 3 if tagged else 2):
        named: Cells = {}
        offsets: dict[str, str] = {}
        for name, cell in zip(header, cells, strict=False):
            if cell is None or cell == "":
                continue
            if name.endswith(OFFSET):
                offsets[name.removesuffix(OFFSET)] = str(cell)
                continue
            text = long.get((kind, number, name), cell) if cell == MARK else cell
            named[name] = _typed(_plain(text))
        for name, offset in offsets.items():
            if name in named:
                named[name] = f"{_to_the_second(str(named[name]))}{offset}"
        if named:
            yield number, named


def _plain(cell: Any) -> Any:
    try:
        return from_sheet(cell)
    except ValueError:  # somebody typed the mark
        return cell


def _to_the_second(text: str) -> str:
    """A sheet keeps times as parts of a day, which are a little beside the second; midnight comes as a day alone."""
    try:
        moment = datetime.fromisoformat(text) + timedelta(milliseconds=500)  # its offset stands beside it
    except ValueError:  # somebody typed something else, and hears of it
        return text
    return moment.replace(microsecond=0).isoformat()


def _typed(cell: Any) -> Any:
    """A sheet's cell as the text or number that was put in: it has only floats, and days as times."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell
