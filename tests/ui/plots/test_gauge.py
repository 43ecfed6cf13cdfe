from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from tests.ui.plots.readings import facility, gauge
from tracker import occupancy
from tracker.codes import Regime
from ui.palette import DARK, LIGHT
from ui.plots.gauge import (
    CapacityGauge,
    arc_parts,
    detail_lines,
    scale_for,
    situation_level,
    status_text,
)

people = st.integers(0, 5000)
places = st.one_of(st.none(), st.integers(0, 3000))


@given(st.lists(st.tuples(people, places), max_size=12))
def test_the_arc_never_clips_and_never_nets(loads: list[tuple[int, int | None]]) -> None:
    reading = gauge(*(facility(f"F{i}", n, p) for i, (n, p) in enumerate(loads)))
    parts = {name: (start, end) for name, start, end in arc_parts(reading)}
    assert all(0 <= start <= end <= 1 for start, end in parts.values())
    assert ("over" in parts) == (reading.over > 0)
    if not reading.places:
        return
    full = scale_for(reading)
    assert full >= 1.25  # the mark stands inside the arc
    if reading.over:
        start, end = parts["over"]
        assert start == pytest.approx(1 / full)
        assert (end - start) * full * reading.places == pytest.approx(reading.over)
    held = parts.get("load", (0, 0))[1] * full * reading.places
    assert held == pytest.approx(reading.places - reading.free)


def test_free_places_never_hide_people_over() -> None:
    """900 people in 1,000 places, and one facility over."""
    crowded, roomy = facility("Medininkai", 400, 300), facility("Rukla", 500, 700)
    reading = gauge(crowded, roomy)
    assert (reading.people, reading.places) == (900, 1000)
    assert situation_level(reading) == "over"
    assert status_text(reading, [crowded, roomy]) == "over by 100 in 1 facility"
    assert detail_lines(reading) == ["900 people in 1,000 places · 200 free elsewhere"]


@pytest.mark.parametrize(
    ("loads", "level", "said"),
    [
        ([(60, 100)], "within", "within, 40 places free"),
        ([(95, 100), (10, 100)], "tight", "tight in 1 facility, 95 places free"),
        ([(100, 100)], "full", "full"),
        ([(57, 0)], "over", "over by 57 in 1 facility"),
        ([(0, 0)], "full", "full"),
        ([(124, None)], "unknown", "No capacity known yet"),
        ([], "unknown", "No facilities yet"),
    ],
)
def test_the_status_is_a_word(loads: list[tuple[int, int | None]], level: str, said: str) -> None:
    facilities = [facility(f"F{i}", n, p) for i, (n, p) in enumerate(loads)]
    reading = gauge(*facilities)
    assert situation_level(reading, facilities) == level
    assert status_text(reading, facilities) == said


def test_who_is_left_out_is_named() -> None:
    reading = gauge(facility("Pabradė", 686, 500), facility("Kybartai", 124, None))
    assert detail_lines(reading) == ["686 people in 500 places", "124 more, places unknown: Kybartai"]
    assert detail_lines(gauge(facility("Kybartai", 124, None))) == ["124 people, places unknown: Kybartai"]
    assert detail_lines(gauge(facility("Kybartai", None, None))) == ["places unknown: Kybartai"]


def test_names_that_do_not_fit_are_counted_and_told_in_full_elsewhere(shown: CapacityGauge) -> None:
    names = ["Vereshchyn", "Kybartai", "Padvarionys", "Medininkai", "Druskininkai"]
    reading = gauge(*(facility(name, 10, None) for name in names))
    assert detail_lines(reading, lambda line: len(line) <= 60) == [
        "50 people, places unknown: Vereshchyn, Kybartai and 3 more"
    ]
    assert detail_lines(reading, lambda _: False) == ["50 people, places unknown: Vereshchyn and 4 more"]
    shown.show_reading(reading)
    assert all(name in shown.toolTip() and name in shown.accessibleDescription() for name in names)


def test_who_needs_a_count_is_left_out_with_the_reason(shown: CapacityGauge) -> None:
    left = replace(facility("Rukla", None, 450), uncounted=4)
    reading = occupancy.gauge_of([facility("Alytus", 60, 100), left])
    assert detail_lines(reading) == ["60 people in 100 places", "count needed, more left than came: Rukla"]
    alone = occupancy.gauge_of([left])
    assert (situation_level(alone), status_text(alone)) == ("unknown", "count needed")


def test_places_that_are_known_are_not_said_to_be_unknown() -> None:
    """Nobody has counted there yet: that is what is missing, and not how many places there are."""
    new = occupancy.gauge_of([facility("Rukla", None, 450)])
    assert (situation_level(new), status_text(new)) == ("unknown", "Nobody counted yet")
    assert detail_lines(new) == ["not counted yet: Rukla"]
    beside = occupancy.gauge_of([facility("Alytus", 60, 100), facility("Rukla", None, 450)])
    assert detail_lines(beside) == ["60 people in 100 places", "not counted yet: Rukla"]
    neither = occupancy.gauge_of([facility("Kybartai", None, None), facility("Rukla", None, 450)])
    assert status_text(neither) == "Not known yet"
    assert detail_lines(neither) == ["places unknown: Kybartai", "not counted yet: Rukla"]


@pytest.fixture
def shown(qtbot):
    widget = CapacityGauge()
    qtbot.addWidget(widget)
    widget.resize(370, 260)
    return widget


def test_it_says_everything_to_a_screen_reader(shown: CapacityGauge) -> None:
    facilities = [
        facility("Pabradė", 686, 500, regime=Regime.CLOSED),
        facility("Rukla", 438, 450),
        facility("Kybartai", 124, None),
    ]
    shown.show_reading(gauge(*facilities, illustrative=True), facilities)
    said = shown.accessibleDescription()
    for part in ("over by 186 in 1 facility", "Kybartai", "Closed, 686 / 500", "Open, 438 / 450", "12 free"):
        assert part in said
    assert "illustrative data" in said
    assert shown.accessibleName()
    assert shown.objectName() == "capacity_gauge"


@pytest.mark.parametrize("size", [(240, 150), (370, 260), (900, 300), (300, 700)])
@pytest.mark.parametrize("load", [(0, 100), (50, 100), (99, 100), (150, 100), (38000, 100), (57, 0)])
def test_the_arc_fits_its_widget(shown: CapacityGauge, size: tuple[int, int], load: tuple[int, int]) -> None:
    shown.resize(*size)
    shown.show_reading(gauge(facility("A", *load)))
    centre, radius, thickness = shown.arc_geometry()
    assert centre.x() - radius >= 0
    assert centre.x() + radius <= size[0]
    assert centre.y() - radius >= 10
    assert 0 < thickness < radius
    assert centre.y() <= size[1]


def inks(widget: CapacityGauge) -> set[str]:
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(0, image.height(), 2)
    }


def test_what_is_over_is_painted_in_its_colour_in_both_palettes(shown: CapacityGauge) -> None:
    shown.show_reading(gauge(facility("A", 90, 100)))
    assert QColor(LIGHT.over).name().upper() not in inks(shown)
    shown.show_reading(gauge(facility("A", 110, 100), facility("B", 0, 400)))
    assert QColor(LIGHT.over).name().upper() in inks(shown)
    shown.apply_palette(DARK)
    assert QColor(DARK.over).name().upper() in inks(shown)


def test_markup_in_a_name_is_shown_as_it_is_written(shown: CapacityGauge) -> None:
    shown.show_reading(gauge(facility("<b>Kybartai</b>", 3, None)))
    assert "<b>" not in shown.toolTip()
    assert "&lt;b&gt;" in shown.toolTip()


def test_nothing_to_show_yet(shown: CapacityGauge) -> None:
    shown.show_reading(None)
    shown.grab()
    shown.show_reading(gauge())
    shown.grab()
    assert shown.figure() == ""
