"""Degrees in a cell: one number, or latitude and longitude together."""

import re

from tracker.coordinates import read_coordinates
from tracker.files.cells import missing, plain, problem
from tracker.files.tables import Cell

_MOST = 10**9  # projected coordinates, in metres, are refused as being no place on earth
_NUMBER = r"(-?\d{1,3}(?:\.\d{1,20})?)"
_POINT = re.compile(rf"{_NUMBER}(?:\s+|\s*,\s*){_NUMBER}(?:[\s,]+-?[\d.]{{1,20}}){{0,2}}", re.ASCII)
_DEGREES = re.compile(r"([-−]?\d{1,3}(?:[.,]\d{1,15})?)\s*°?", re.ASCII)


def parse_coordinates(cell: Cell) -> tuple[float, float] | None:
    """Latitude and longitude in one cell. Raises ValueProblem: not_coordinates."""
    text = plain(cell)
    if text is None or missing(text):
        return None
    # Forms add height and accuracy in metres; some write [54.1, 24.2].
    match = _POINT.fullmatch(text.strip("[]() ")) if len(text) < 200 else None
    found = (float(match[1]), float(match[2])) if match else read_coordinates(text)
    if found is None:
        raise problem("not_coordinates", cell)
    return found


def parse_degrees(cell: Cell) -> float | None:
    """Decimal degrees, with a point or a comma. Raises ValueProblem: not_a_number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if abs(cell) > _MOST:  # a whole number may be longer than any float
            raise problem("not_a_number", cell)
        return float(cell)
    text = plain(cell)
    if text is None or missing(text):
        return None
    match = _DEGREES.fullmatch(text)
    if match is None:
        raise problem("not_a_number", cell)
    return float(match[1].replace(",", ".").replace("−", "-"))
