"""Figures beside their floors: two things timed in turn in one run, so that a machine's mood cancels out."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what was measured, in seconds or bytes, its floor, and the ratio that it must keep within."""

    name: str
    ours: float
    floor: float
    limit: float
    unit: str = "ms"
    floor_name: str = ""

    @property
    def ratio(self) -> float:
        """Ours by the floor."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.limit

    def line(self) -> str:
        """One line of the report."""
        scale = {"us": 1e6, "ms": 1000.0, "s": 1.0, "MB": 1e-6, "": 1.0}[self.unit]
        return (
            f"{'met    ' if self.met else 'NOT MET'}  {self.name:58} {self.ours * scale:10.2f} {self.unit:2}"
            f"  {self.floor_name:34} {self.floor * scale:10.2f} {self.unit:2}"
            f"  ratio {self.ratio:5.2f}  limit {self.limit:.2f}"
        )


def timed(action: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], floor: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The medians of both, in seconds, called in turn after one warm-up each."""
    ours()
    floor()
    pairs = [(timed(ours), timed(floor)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
