"""Where labels stand so that none covers another: flags over the days, names at the right edge. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AIR = 8.0  # between two labels, in pixels
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
    placed: list[Place] = []
    spans: list[tuple[int, float, float]] = []  # row, from, to
    lines: list[tuple[int, float]] = []  # row, x
    for x, half, width in flags:
        found = None
        for row in range(rows):
            if any(r > row and lo - 3 < x < hi + 3 for r, lo, hi in spans):
                continue  # its own line would cross a label below
            for start in (x + half + DOT, x - half - DOT - width):
                low, high = min(start, x - half - 4), max(start + width, x + half + 4)
                limit = right - taken if row == 0 else right
                if (
                    start >= left
                    and start + width <= limit
                    and not any(r == row and low < hi + AIR and high > lo - AIR for r, lo, hi in spans)
                    and not any(r <= row and start - 4 < at < start + width + 4 for r, at in lines)
                ):
                    found = Place(row, start)
                    spans.append((row, low, high))
                    break
            if found:
                break
        placed.append(found or Place(rows, None))
        lines.append((placed[-1].row, x))
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
