"""GeoJSON (RFC 7946): features as rows, their properties as columns, a point as latitude and longitude.

A collection, one feature, a bare geometry, or one of these a line. Row 3 is the third feature. Properties within
properties are told apart by a point: `place.name`. Only points are places here: a line or an area comes in without
one, and a note says so. The file is read twice, first for its columns, and never held in memory as a whole.

Codes of `Unreadable`: geojson_damaged (row, of the feature where it is), geojson_crs (crs), geojson_feature_too_large
(row, limit), file_of_other_kind, file_empty, too_many_columns. Codes of a row's problem: geojson_no_feature,
geojson_no_point, coordinates_swapped, not_on_earth, those of `json_text`, too_many_columns, cell_too_long, nul_bytes,
undecodable, unreadable_text. Codes of notes: geojson_not_points (count, kinds).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tracker.errors import Problem, Unreadable
from tracker.files.json_text import MAX_VALUE, NotJson, Odd, Source, TooBig, parse
from tracker.files.tables import Cell, Limits, Row, Table, unreadable

_GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_WGS84 = {"crs84", "epsg:4326", "epsg::4326", "ogc:1.3:crs84", "ogc::crs84"}
_MOST_NESTED = 8  # objects in objects that become columns of their own; what is deeper stays one text
_LONGEST_NAME = 1_000  # characters of a column's name
_PLACE = ("latitude", "longitude")
_BAD = re.compile(
    "[\udc80-\udcff]"
)  # bytes that are no UTF-8, which the format demands, as Python's surrogateescape marks them


def read(path: Path, limits: Limits) -> Table:
    """Opens a GeoJSON file and looks through it for its columns. Raises Unreadable, and OSError."""
    columns: dict[str, None] = {}
    others: Counter[str] = Counter()
    points = features = 0
    for _, found in _features(path, limits):
        features += 1
        if isinstance(found, Problem):
            continue
        points += found.place is not None
        if found.other is not None:
            others[found.other] += 1
        columns.update(dict.fromkeys(found.cells))
        if len(columns) > limits.columns:
            raise Unreadable("too_many_columns", file=path.name, limit=limits.columns)
    if not features:
        raise Unreadable("file_empty", file=path.name)
    header = [*(_PLACE if points else ()), *columns]
    table = Table(
        path,
        "geojson",
        header,
        0,
        lambda: _rows(path, header, bool(points), limits),
        encoding="utf-8",
    )
    if others:
        values = {"count": others.total(), "kinds": sorted(others)}
        table.notes.append(Problem("geojson_not_points", values=values))
    return table


class _Feature:
    """A feature: its cells by column, its place (latitude, longitude), or what other geometry it has."""

    __slots__ = ("cells", "other", "place")

    def __init__(self, cells: dict[str, Cell], place: tuple[float, float] | None, other: str | None) -> None:
        self.cells, self.place, self.other = cells, place, other


def _rows(path: Path, header: list[str], placed: bool, limits: Limits) -> Iterator[Row]:
    try:
        for number, found in _features(path, limits):
            if isinstance(found, Problem):
                yield Row(number, [], Problem(found.code, found.field, number, found.values))
                continue
            problem = _strange(found.cells, limits)
            if problem is not None:
                yield Row(number, [], Problem(problem.code, problem.field, number, problem.values))
                continue
            cells: list[Cell] = [found.cells.get(name) for name in header[2 if placed else 0 :]]
            yield Row(number, [*(found.place or (None, None)), *cells] if placed else cells)
    except OSError as error:
        raise unreadable(path, error) from None


def _strange(cells: dict[str, Cell], limits: Limits) -> Problem | None:
    """What is wrong with the texts of a feature, as in a CSV."""
    for name, cell in cells.items():
        if not isinstance(cell, str):
            continue
        if len(cell) > limits.cell:
            return Problem("cell_too_long", name[:80], values={"limit": limits.cell})
        if _BAD.search(cell):
            return Problem("undecodable", name[:80], values={"encoding": "UTF-8"})
        if "\0" in cell:
            return Problem("nul_bytes")
    return None


def _features(path: Path, limits: Limits) -> Iterator[tuple[int, "_Feature | Problem"]]:
    """Each feature with its number from 1, or what is wrong with it. Raises Unreadable, and OSError."""
    number = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        source = Source(file)
        try:
            while source.peek():
                for text in _texts(source, path):
                    number += 1
                    yield number, _feature(text, path, limits)
        except NotJson:
            raise Unreadable("geojson_damaged", file=path.name, row=number + 1) from None
        except TooBig:
            raise Unreadable(
                "geojson_feature_too_large", file=path.name, row=number + 1, limit=MAX_VALUE
            ) from None
        except Odd as odd:
            raise Unreadable("header_unreadable", file=path.name, problem=odd.code, row=number + 1) from None


def _texts(source: Source, path: Path) -> Iterator[str]:
    """The features of the next value as texts: those of a collection, or the value itself."""
    members: dict[str, str] = {}
    collection, length = False, 0
    for key in source.members():
        source.take(":")
        if key in members:
            raise Odd("json_key_twice", key=key[:80])
        if key == "features" and source.peek() == "[":
            members[key], collection = "[]", True
            yield from source.elements()
            continue
        members[key] = source.value()
        length += len(key) + len(members[key])
        if length > MAX_VALUE:
            raise TooBig
    if "crs" in members:
        _check_crs(parse(members["crs"]), path)
    kind = parse(members.get("type", "null"))
    if collection and kind == "FeatureCollection":
        return
    if collection or not isinstance(kind, str) or (kind != "Feature" and kind not in _GEOMETRIES):
        raise Unreadable(
            "file_of_other_kind", file=path.name, kind="TopoJSON" if kind == "Topology" else "JSON"
        )
    yield "{" + ",".join(f"{json.dumps(key)}:{text}" for key, text in members.items()) + "}"


def _check_crs(crs: Any, path: Path) -> None:
    """Coordinates of another system than WGS 84 would be places elsewhere."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    said = name if isinstance(name, str) else json.dumps(crs)
    bare = (
        said.strip()
        .casefold()
        .removeprefix("urn:ogc:def:crs:")
        .removeprefix("http://www.opengis.net/def/crs/")
    )
    if bare not in _WGS84:
        raise Unreadable("geojson_crs", file=path.name, crs=said[:80])


def _feature(text: str, path: Path, limits: Limits) -> _Feature | Problem:
    try:
        value = parse(text)
    except Odd as odd:
        return Problem(odd.code, values=odd.values)
    if not isinstance(value, dict):
        return Problem("geojson_no_feature")
    if "crs" in value:
        _check_crs(value["crs"], path)
    kind = value.get("type")
    if isinstance(kind, str) and kind in _GEOMETRIES:
        value = {"geometry": value, "properties": {}}
    elif kind != "Feature":
        return Problem("geojson_no_feature")
    properties = value.get("properties")
    if properties is not None and not isinstance(properties, dict):
        return Problem("geojson_no_feature")
    cells: dict[str, Cell] = {}
    if isinstance(value.get("id"), str | int | float):
        cells["id"] = _cell(value["id"])
    try:
        _flatten(properties or {}, "", cells, limits)
    except Odd as odd:
        return Problem(odd.code, values=odd.values)
    if any(
        not _is_unicode(name) or (isinstance(cell, str) and not _is_unicode(cell))
        for name, cell in cells.items()
    ):
        return Problem("unreadable_text")
    geometry = value.get("geometry")
    if geometry is None:
        return _Feature(cells, None, None)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in _GEOMETRIES:
        return Problem("geojson_no_feature")
    if kind != "Point":
        return _Feature(cells, None, kind)
    place = _place(geometry.get("coordinates"))
    return place if isinstance(place, Problem) else _Feature(cells, place, None)


def _place(position: Any) -> tuple[float, float] | Problem | None:
    """Latitude and longitude of a position, which has the longitude first; None for a point that is nowhere."""
    if position == []:
        return None
    if not isinstance(position, list) or len(position) < 2:
        return Problem("geojson_no_point", "latitude")
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in position[:2]):
        return Problem("geojson_no_point", "latitude")
    longitude, latitude = position[:2]
    if abs(longitude) <= 90 < abs(latitude) <= 180:
        return Problem(
            "coordinates_swapped", "latitude", values={"first": str(longitude), "last": str(latitude)}
        )
    for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not (abs(value) <= most):
            return Problem("not_on_earth", name, values={"value": f"{value:.12g}" if _writes(value) else "∞"})
    return float(latitude), float(longitude)


def _writes(value: float) -> bool:
    return abs(value) < 10**100 and not math.isinf(value)


def _flatten(
    properties: dict[str, Any], before: str, cells: dict[str, Cell], limits: Limits, depth: int = 0
) -> None:
    """Raises Odd for more columns, or longer names, than a table may have: each name is put together anew."""
    for key, value in properties.items():
        name = f"{before}{key}".strip()
        if len(name) > _LONGEST_NAME:
            raise Odd("cell_too_long", limit=_LONGEST_NAME)
        if isinstance(value, dict) and value and depth < _MOST_NESTED:
            _flatten(value, f"{name}.", cells, limits, depth + 1)
        elif name not in cells or cells[name] is None:
            cells[name] = _cell(value)
        if len(cells) > limits.columns:
            raise Odd("too_many_columns", limit=limits.columns)


def _cell(value: Any) -> Cell:
    """What a table holds; several values of one property with ; between."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, list) and all(isinstance(part, str | int | float) for part in value):
        return (
            ";".join(str(_cell(part) or "") for part in value if not isinstance(part, int) or _writes(part))
            or None
        )
    return json.dumps(value, ensure_ascii=False)


def _is_unicode(text: str) -> bool:
    try:
        _BAD.sub("", text).encode()
    except UnicodeEncodeError:
        return False
    return True


def looks_like(head: bytes) -> bool:
    """Whether a file that begins like this is JSON with an object in it."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    return start[:1] == b"{" and start[1:].lstrip()[:1] in (b'"', b"}", b"")
