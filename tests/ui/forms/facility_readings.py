"""Facilities for the forms' tests."""

from datetime import UTC, datetime
from typing import Any

from tracker.codes import Level, Regime, Trust
from tracker.readings import FacilityReading

AT = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)


def reading(
    name: str, people: int | None, places: int | None, level: Level, **changed: Any
) -> FacilityReading:
    """A facility of this name and id."""
    values: dict[str, Any] = {
        "facility_id": name,
        "name": name,
        "regime": Regime.OPEN,
        "occupancy": people,
        "capacity": places,
        "surge": None,
        "expected": 0,
        "level": level,
        "trust": Trust.FRESH,
        "as_of": AT,
        "since": 0,
        "difference": None,
    }
    return FacilityReading(**(values | changed))


READINGS = [
    reading("Druskininkai", 214, 160, Level.OVER),
    reading("Pabradė", 686, 700, Level.TIGHT, expected=10),
    reading("Rukla", 96, 150, Level.WITHIN),
    reading("Kybartai", 124, None, Level.UNKNOWN),
    reading("Alytus", None, 90, Level.UNKNOWN),
]
