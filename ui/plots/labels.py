"""Where labels stand so that none covers another: flags over the days, names at the right edge. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

AIR = 8.0  # between two labels, in pixels
TRIES = 8  # flags without a label that are put before the others; of very many most stay without
DOT = 7.0  # from a flag's line to its label


@dataclass(frozen=True, slots=True)
class Place:
    """A flag's row (0 is the topmost) and where its label begins; without room for one (`left` None) under all rows."""

    row: int
    left: float | None


def place_flags(
    flags: Sequence[tuple[float, float, float]], left: float, right: float, rows: int, taken: float = 0.0
) -> list[Place]:
    """Places for flags given as (x of the line, half the width of its band, width of the label), in the order of x.

    A line runs down from its row, so it passes every lower row: no label of a lower row may cross it.
    `taken` pixels at the right end of the topmost row belong to something else.
    """
    order = list(range(len(flags)))
    placed = _placed_in(order, flags, left, right, rows, taken)
    without = [at for at, place in enumerate(placed) if place.left is None]
    for at in without[:TRIES]:
        if placed[at].left is None:  # what found no room may find it before the others, and they too after it
            tried = [at, *(i for i in order if i != at)]
            found = _placed_in(tried, flags, left, right, rows, taken)
            if _without(found) < _without(placed):
                order, placed = tried, found
    return placed


def _without(placed: Sequence[Place]) -> int:
    return sum(place.left is None for place in placed)


def _placed_in(
    order: Sequence[int],
    flags: Sequence[tuple[float, float, float]],
    left: float,
    right: float,
    rows: int,
    taken: float,
) -> list[Place]:
    """Each flag in turn in the topmost row that has room: right of its band, left of it, or within it."""
    placed = [Place(rows, None)] * len(flags)
    spans: list[tuple[int, float, float]] = []  # row, from, to
    lines: list[tuple[int, float]] = []  # row, x
    for one in order:
        x, half, width = flags[one]
        starts = [x + half + DOT, x - half - DOT - width]
        if half > DOT + width + DOT:
            starts.append(x + DOT)
        for row, start in product(range(rows), starts):
            if any(r > row and lo - 3 < x < hi + 3 for r, lo, hi in spans):
                continue  # its own line would cross a label below
            low, high = min(start, x - half - 4), max(start + width, x + half + 4)
            limit = right - taken if row == 0 else right
            if (
                start >= left
                and start + width <= limit
                and not any(r == row and low < hi + AIR and high > lo - AIR for r, lo, hi in spans)
                and not any(r <= row and start - 4 < at < start + width + 4 for r, at in lines)
            ):
                placed[one] = Place(row, start)
                spans.append((row, low, high))
                lines.append((row, x))  # without a label it begins under all rows, and crosses none
                break
    return placed


def spread(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles for labels near the wanted ones, in their order from above, without overlap, within top and bottom.

    What does not fit at all is squeezed evenly: the caller leaves the last ones out beforehand.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    middles = [0.0] * len(wanted)
    edge = top
    for i in order:
        middles[i] = max(wanted[i], edge + heights[i] / 2)
        edge = middles[i] + heights[i] / 2
    edge = bottom
    for i in reversed(order):
        middles[i] = min(middles[i], edge - heights[i] / 2)
        edge = middles[i] - heights[i] / 2
    return middles
