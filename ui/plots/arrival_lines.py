"""The lines of the arrivals plot as arrays: the 7-day mean, the running total, the year before on the same days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ui.plots.graphs import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tracker.readings import ArrivalSeries

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """One value a day, NaN where there is none; `before` is empty where no year before was given."""

    cumulative: bool
    mean: Floats
    total: Floats
    before: Floats
    before_persons: list[int | None] | None  # of the same days a year before, for the readout and the table


def lines_of(series: ArrivalSeries, last_year: ArrivalSeries | None, *, cumulative: bool) -> Lines:
    """The lines over the days of `series`."""
    mean = _floats(series.mean7)
    if series.partial is not None and series.partial in series.days:
        mean[series.days.index(series.partial)] = np.nan  # a day that is not over would pull it down
    total = np.cumsum(np.array(series.persons, dtype=float))
    if last_year is None or not last_year.days:
        return Lines(cumulative, mean, total, np.array([]), None)
    where = align_year(series.days, last_year.days)
    persons = [None if i is None else last_year.persons[i] for i in where]
    means = [None if i is None else last_year.mean7[i] for i in where]
    if cumulative:
        daily = _floats(persons)
        before = np.where(np.isnan(daily), np.nan, np.nancumsum(daily))
    else:  # a line from day to day would be a thicket over the bars
        before = _floats(means if any(m is not None for m in means) else persons)
    return Lines(cumulative, mean, total, before, persons)


def align_year(days: Sequence[date], before: Sequence[date]) -> list[int | None]:
    """For each of `days` where the same day a year before stands in `before`; a 29 February has no other."""
    where = {(d.year + 1, d.month, d.day): i for i, d in enumerate(before)}
    return [where.get((d.year, d.month, d.day)) for d in days]


def last_known(values: Floats) -> float | None:
    """The last value that is there."""
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[-1]]) if known.size else None


def highest(*lines: Floats) -> float:
    """The highest value of all lines; 0 where there is none."""
    return max((float(np.nanmax(v)) for v in lines if v.size and np.isfinite(v).any()), default=0.0)


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if v is None else v for v in values], dtype=float)
