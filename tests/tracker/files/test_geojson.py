"""GeoJSON in: features as rows, points as places, and files made to do harm."""

import json
import tracemalloc
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.files.importing import Desk, counts, reasons
from tracker import drafts, records
from tracker.errors import TrackerError, Unreadable
from tracker.files.fields import Subject
from tracker.files.readers import read_table
from tracker.rows import table_of


def feature(longitude=None, latitude=None, **properties):
    point = None if longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more)


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes, name: str = "t.geojson") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def code(path):
    with pytest.raises(Unreadable) as found:
        read_table(path)
    return found.value.code


def problems(path):
    return [
        (row.number, row.problem.code, row.problem.field) for row in read_table(path).rows() if row.problem
    ]


def test_features_are_rows_and_properties_columns(written) -> None:
    table = read_table(
        written(
            collection(
                feature(
                    24.1, 54.2, when="2021-07-31", persons=23, place={"name": "Kapčiamiestis", "of": {"a": 1}}
                ),
                feature(None, None, persons=None, tags=["a", "b"], more=[{"x": 1}], sure=True, part=0.5),
                {"type": "Feature", "id": 7, "geometry": None, "properties": None},
            )
        )
    )
    assert (table.kind, table.header_row, table.encoding) == ("geojson", 0, "utf-8")
    assert table.header == [
        "latitude", "longitude", "when", "persons", "place.name", "place.of.a", "tags", "more", "sure", "part", "id",
    ]  # fmt: skip
    rows = list(table.rows())
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[0].cells == [54.2, 24.1, "2021-07-31", 23, "Kapčiamiestis", 1, None, None, None, None, None]
    assert rows[1].cells == [None] * 6 + ["a;b", '[{"x": 1}]', "TRUE", 0.5, None]
    assert rows[2].cells == [None] * 10 + [7]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(feature(24, 54, n=1)),
        collection(feature(24, 54, n=1)),
        "\ufeff \n"
        + collection(feature(24, 54, n=1), crs={"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
        '{"features":[' + json.dumps(feature(24, 54, n=1)) + '],"crs":null,"type":"FeatureCollection"}',
        "\x1e" + json.dumps(feature(24, 54, n=1)) + "\n",
    ],
)
def test_ways_to_write_one_feature(written, text) -> None:
    table = read_table(written(text))
    assert (table.header, [row.cells for row in table.rows()]) == (
        ["latitude", "longitude", "n"],
        [[54, 24, 1]],
    )


def test_one_feature_a_line_and_bare_geometries(written) -> None:
    text = "\n".join([json.dumps(feature(24, 54, n=1)), '{"type":"Point","coordinates":[25,55,100]}', ""])
    assert [row.cells for row in read_table(written(text)).rows()] == [[54, 24, 1], [55, 25, None]]


def test_lines_and_areas_come_in_without_a_place_and_it_is_said(written) -> None:
    line = {"type": "LineString", "coordinates": [[24, 54], [25, 55]]}
    area = {"type": "Polygon", "coordinates": [[[24, 54], [25, 55], [24, 55], [24, 54]]]}
    table = read_table(
        written(collection(feature(24, 54, n=1), *(feature(n=2) | {"geometry": g} for g in (line, area))))
    )
    assert [row.cells for row in table.rows()] == [[54, 24, 1], [None, None, 2], [None, None, 2]]
    assert [(note.code, note.values) for note in table.notes] == [
        ("geojson_not_points", {"count": 2, "kinds": ["LineString", "Polygon"]})
    ]


@pytest.mark.parametrize(
    ("position", "found"),
    [
        ([54.2, 124.1], ("coordinates_swapped", "latitude")),
        ([24.1, 154.2], ("coordinates_swapped", "latitude")),
        ([500_000, 6_000_000], ("not_on_earth", "latitude")),
        ([200, 54], ("not_on_earth", "longitude")),
        ([200, 100], ("not_on_earth", "latitude")),
        ([24], ("geojson_no_point", "latitude")),
        (["24", "54"], ("geojson_no_point", "latitude")),
        ([True, False], ("geojson_no_point", "latitude")),
        ([[24, 54]], ("geojson_no_point", "latitude")),
        (None, ("geojson_no_point", "latitude")),
        ([10**400, 5], ("not_on_earth", "longitude")),
    ],
)
def test_places_that_are_none(written, position, found) -> None:
    path = written(
        collection(feature(n=1) | {"geometry": {"type": "Point", "coordinates": position}}, feature(1, 1))
    )
    assert problems(path) == [(1, *found)]
    assert [row.number for row in read_table(path).rows() if not row.problem] == [2]


def test_a_point_that_is_nowhere_has_no_place(written) -> None:
    path = written(collection(feature(n=1) | {"geometry": {"type": "Point", "coordinates": []}}))
    assert [row.cells for row in read_table(path).rows()] == [[1]]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::3346", "EPSG:3857", "urn:ogc:def:crs:EPSG::43260"])
@pytest.mark.parametrize("first", [True, False])
def test_coordinates_of_another_system_are_refused(written, name, first) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    found = {"crs": crs} if first else {}
    found |= {"type": "FeatureCollection", "features": [feature(24, 54)]} | {"crs": crs}
    path = written(json.dumps(found))
    with pytest.raises(Unreadable) as wrong:
        read_table(path)
    assert (wrong.value.code, wrong.value.values["crs"]) == ("geojson_crs", name)


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_the_usual_system_may_be_named(written, name) -> None:
    path = written(collection(feature(24, 54), crs={"type": "name", "properties": {"name": name}}))
    assert [row.cells for row in read_table(path).rows()] == [[54, 24]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"type":"FeatureCollection","features":[]}', "file_empty"),
        ('{"type":"FeatureCollection"}', "file_of_other_kind"),
        ('{"type":"Topology","objects":{}}', "file_of_other_kind"),
        ('{"a":1}', "file_of_other_kind"),
        ("{}", "file_of_other_kind"),
        ('{"type":["Feature"]}', "file_of_other_kind"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature"}', "geojson_damaged"),
        ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"', "geojson_damaged"),
        ('{"type":"FeatureCollection","features":[1 2]}', "geojson_damaged"),
        ('{"type":"FeatureCollection" "features":[]}', "geojson_damaged"),
        ('{"type":"Feature"}x', "geojson_damaged"),
        ('{"type":"Feature","type":"Feature"}', "header_unreadable"),
        ('{"type":', "geojson_damaged"),
        ("{" + ",".join(f'"a{n}":1' for n in range(300_000)) + "}", "file_of_other_kind"),
        ("{" + ",".join(f'"a{n}":1' for n in range(1_000_000)) + "}", "geojson_feature_too_large"),
        ('{"type":"Feature","properties":' + "[" * 100_000, "geojson_damaged"),
    ],
)
def test_files_that_are_no_geojson(written, text, expected) -> None:
    assert code(written(text)) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('{"a":NaN}', "json_not_a_number"),
        ('{"a":-Infinity}', "json_not_a_number"),
        ('{"a":1,"a":2}', "json_key_twice"),
        ('{"a":' + "[" * 5000 + "]" * 5000 + "}", "json_too_deep"),
        ('{"a":' + '{"b":' * 200 + "1" + "}" * 201, "json_too_deep"),
        ('{"a":"\\ud800"}', "unreadable_text"),
        ('{"a":"\\u0000"}', "nul_bytes"),
        ('{"a":"' + "x" * 200_000 + '"}', "cell_too_long"),
        ("{" + ",".join(f'"{n}":1' for n in range(2_000)) + "}", "too_many_columns"),
        ("[]", "geojson_no_feature"),
        # Each name is put together with the one that it stands in: 30,000 times half a million characters.
        ('{"' + "k" * 500_000 + '":{' + ",".join(f'"{n}":1' for n in range(30_000)) + "}}", "cell_too_long"),
    ],
)
def test_a_feature_that_cannot_be_read_costs_its_row_alone(written, properties, expected) -> None:
    bad = '{"type":"Feature","geometry":null,"properties":' + properties + "}"
    good = json.dumps(feature(24, 54, n=1))
    path = written('{"type":"FeatureCollection","features":[' + f"{bad},{good}" + "]}")
    rows = list(read_table(path).rows())
    assert (rows[0].problem.code, rows[0].number) == (expected, 1)
    assert rows[1].cells[:2] == [54, 24]


def test_numbers_too_long_for_any_computer(written) -> None:
    path = written(json.dumps(feature(24, 54)).replace("54", "9" * 5000))
    assert code(path) == "geojson_damaged"


def test_bytes_that_no_text_has(written) -> None:
    texts = [json.dumps(feature(24, 54, n="š" * 20), ensure_ascii=False).encode() for _ in range(2)]
    path = written(texts[0].replace("š".encode(), b"\xff", 1) + b"\n" + texts[1])
    assert problems(path) == [(1, "undecodable", "n")]


def test_different_properties_in_each_feature_are_too_many_columns(written) -> None:
    assert code(written(collection(*(feature(**{f"p{n}": 1}) for n in range(1_001))))) == "too_many_columns"


def test_a_million_properties_are_told(written) -> None:
    path = written('{"type":"Feature","properties":{' + ",".join(f'"{n}":1' for n in range(1_000_000)) + "}}")
    assert code(path) == "geojson_feature_too_large"


def test_a_big_file_is_read_in_little_memory(written, tmp_path) -> None:
    path = tmp_path / "big.geojson"
    one = json.dumps(feature(24, 54, text="x" * 1000))
    with path.open("w") as file:
        file.write('{"type":"FeatureCollection","features":[' + one)
        for _ in range(6_000):
            file.write("," + one)
        file.write("]}")
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_table(path).rows()) == 6_001
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size / 4
    finally:
        tracemalloc.stop()


def test_incidents_of_a_map_come_in_once(tmp_path) -> None:
    desk = Desk(tmp_path)
    text = collection(
        feature(24.05, 53.95, when="2021-07-31T02:10:00+03:00", persons=23, place="Druskininkai"),
        feature(124.05, 53.95, when="2021-07-31", persons="about 5"),
        feature(54, 124, when="2021-07-31", persons=5),
    )
    receipt = desk.receive(Subject.INCIDENTS, desk.table(text, "i.geojson"))
    assert (counts(receipt), reasons(receipt)) == (
        (3, 2, 0, 0, 0, 1),
        [(3, "coordinates_swapped", "latitude")],
    )
    assert counts(desk.receive(Subject.INCIDENTS, desk.folder / "i.geojson")) == (3, 0, 0, 2, 0, 1)
    with desk.store() as store, store.read() as session:
        first = session.connection().scalar(
            table_of("incident").select().with_only_columns(table_of("incident").c.id)
        )
        incident, _ = records.get(session, drafts.Incident, first)
    assert (incident.latitude, incident.longitude, incident.persons) == (53.95, 24.05, 23)
    assert incident.happened_at == datetime.fromisoformat("2021-07-31T02:10:00+03:00")
    desk.check()


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e308, True], ids=["long", "below", "float", "yes"])
def test_numbers_that_no_field_can_have_are_told(tmp_path, number) -> None:
    desk = Desk(tmp_path)
    fields = (
        "latitude",
        "longitude",
        "persons",
        "low",
        "when",
        "nationality",
        "group@sex=female",
        "evidence",
    )
    features = [feature(when="2021-07-31") for _ in fields]
    for of, name in zip(features, fields, strict=True):
        of["properties"] |= {"persons": 5, "when": "2021-07-31", name: number}
    maps = [f"{name}={name}" for name in fields]
    receipt = desk.receive(Subject.INCIDENTS, desk.table(collection(*features), "i.geojson"), *maps)
    assert counts(receipt)[5] >= 6


def test_facilities_of_a_map(tmp_path) -> None:
    desk = Desk(tmp_path)
    text = collection(feature(25.38, 54.98, name="Pabradė", properties={"capacity": 500}))
    receipt = desk.receive(
        Subject.FACILITIES, desk.table(text, "f.geojson"), "name=name", "latitude=latitude", "longitude=longitude",
        "nominal=properties.capacity",
    )  # fmt: skip
    assert receipt.records == {"facility": 1, "capacity_change": 1}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.data())
def test_damaged_files_are_read_or_refused(tmp_path, data) -> None:
    whole = collection(feature(24, 54, n=1, place={"a": "ž"}), feature(None, None, n="\\x"), crs=None)
    content = bytearray(whole.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 1] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"{", b"[", b'"', b"]", b"1e999"])
        )
    path = tmp_path / "t.geojson"
    path.write_bytes(b"{" + content[1:])
    try:
        for row in read_table(path).rows():
            assert row.problem or len(row.cells) >= 0
    except TrackerError:
        pass
