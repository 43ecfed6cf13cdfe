import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.coordinates import read_coordinates, write_coordinates


@pytest.mark.parametrize(
    ("text", "latitude", "longitude"),
    [
        ("54.7 25.3", 54.7, 25.3),
        ("54.7, 25.3", 54.7, 25.3),
        ("54.7,25.3", 54.7, 25.3),
        ("54,7; 25,3", 54.7, 25.3),
        ("54,7 25,3", 54.7, 25.3),
        ("54.7 N 25.3 E", 54.7, 25.3),
        ("54.7N, 25.3E", 54.7, 25.3),
        ("N54.7 E25.3", 54.7, 25.3),
        ("25.3 E 54.7 N", 54.7, 25.3),
        ("54.7 north 25.3 east", 54.7, 25.3),
        ("33.9 S 18.4 E", -33.9, 18.4),
        ("-33.9 -70.6", -33.9, -70.6),
        ("−33.9, −70.6", -33.9, -70.6),
        ("54°42'N 25°18'E", 54.7, 25.3),
        ("54° 42′ 25° 18′", 54.7, 25.3),
        ("54 42 N 25 18 E", 54.7, 25.3),
        ("54 42, 25 18", 54.7, 25.3),
        ("54°42.5'N 25°18'E", 54.7083333, 25.3),
        ("54°41'15\"N, 25°16'48\"E", 54.6875, 25.28),
        ("0 0", 0.0, 0.0),
        ("95 25", 95.0, 25.0),  # the rules say that this is no place on earth
    ],
)
def test_ways_to_type_a_place(text: str, latitude: float, longitude: float) -> None:
    assert read_coordinates(text) == (latitude, longitude)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "54.7",
        "54.7 N",
        "54,25",  # one number with a decimal comma
        "54.7 N 25.3",
        "54.7 N 25.3 N",
        "-54.7 S 25.3 E",
        "54 75 N 25 18 E",
        "54.5 10 N 25 18 E",
        "54 42 25",
        "river bend",
        "54.7 25.3 x",
        "54'42° 25'18°",
        "1" * 200 + " 2",
        "54.7 25.3 10 11 12 13 14",
    ],
)
def test_what_is_no_pair_of_coordinates(text: str) -> None:
    assert read_coordinates(text) is None


@given(
    st.floats(-90, 90).map(lambda number: round(number, 9)),
    st.floats(-180, 180).map(lambda number: round(number, 9)),
)
def test_what_is_written_reads_back(latitude: float, longitude: float) -> None:
    assert read_coordinates(write_coordinates(latitude, longitude)) == (latitude, longitude)


def test_it_is_written_with_its_sides() -> None:
    assert write_coordinates(54.7, 25.3) == "54.7 N, 25.3 E"
    assert write_coordinates(-33.9, -70.6) == "33.9 S, 70.6 W"
    assert write_coordinates(None, 25.3) == ""


@given(st.text(max_size=100))
def test_any_text_is_read_or_not(text: str) -> None:
    found = read_coordinates(text)
    assert found is None or len(found) == 2
