"""Published totals as series: what they come to in a year, as first reported and as known now, and from sum to sum.

A series is what one source published by one rule, in one step (by day, by month …), over all persons or in parts of
one kind. Unlike things are never added: rules, a whole and its parts, periods that overlap, sums since 1 January.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from tracker.codes import Qualifier
from tracker.errors import Problem, Refused
from tracker.published import TotalLine

_DAY = timedelta(days=1)


class Step(StrEnum):
    """How long a period is that a figure of a series is about."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OTHER = "other"
    SINCE = "cumulative"  # from one first day on, longer with each report


class Parts(StrEnum):
    """What the figures of a series are about: all persons, or a part of them each."""

    ALL = "all"
    NATIONALITY = "nationality"
    SECTOR = "sector"
    BOTH = "nationality and sector"


@dataclass(frozen=True, slots=True)
class SeriesYear:
    """What a series comes to in one year.

    `first` is the sum of the figures as first reported, `now` as known now: figures that only a later report has are
    in both. Both None where periods overlap and no sum can be made. `days` of the `days_of_year` are covered by a
    figure, `revised` figures were changed by a later report, by `up` and `down` in all (neither below zero). Of a
    cumulative series it is the last report of the year, which covers the days up to `until`. `left_out` figures reach
    over a turn of the year. `inexact` ones are more, about or at least what is added.
    """

    source: str | None
    rule: str
    step: Step
    parts: Parts
    year: int
    figures: int
    first: int | None
    now: int | None
    until: date
    days: int
    days_of_year: int
    revised: int
    up: int
    down: int
    inexact: int
    left_out: int
    illustrative: bool


@dataclass(frozen=True, slots=True)
class Rise:
    """How much a cumulative figure rose from one report to the next: persons (or what `rule` says) of these days.

    `value` is None where the later figure is the lower one: a correction, of which nobody can tell what days it is of.
    """

    source: str | None
    rule: str
    nationality: str | None
    sector: str | None
    first_day: date
    last_day: date
    value: int | None

    @property
    def daily(self) -> bool:
        """Whether it is a figure of one day."""
        return self.first_day == self.last_day


def step_of(line: TotalLine) -> Step:
    """How long the period of a figure is."""
    if line.cumulative:
        return Step.SINCE
    first, after = line.first_day, line.last_day + _DAY
    if after - first == _DAY:
        return Step.DAY
    if after - first == 7 * _DAY:
        return Step.WEEK
    if first.day == after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return Step.MONTH
        if months == 12 and first.month == 1:
            return Step.YEAR
    return Step.OTHER


def parts_of(line: TotalLine) -> Parts:
    """What part of the persons a figure is about."""
    if line.nationality and line.sector:
        return Parts.BOTH
    return Parts.NATIONALITY if line.nationality else Parts.SECTOR if line.sector else Parts.ALL


def sum_of(lines: Iterable[TotalLine]) -> int:
    """What figures come to together.

    Raises Refused where they cannot be added: unlike_measures (the rules), whole_and_parts, periods_overlap.
    """
    added = list(lines)
    rules = sorted({line.rule for line in added})
    if len(rules) > 1:
        raise Refused([Problem("unlike_measures", "rule", values={"rules": rules})])
    kinds = sorted({parts_of(line).value for line in added})
    if len(kinds) > 1:
        raise Refused([Problem("whole_and_parts", values={"parts": kinds})])
    overlap = _overlap(added)
    if overlap is not None:
        raise Refused(
            [Problem("periods_overlap", "last_day", values={"first": overlap[0], "last": overlap[1]})]
        )
    return sum(line.value for line in added)


def _overlap(lines: Sequence[TotalLine]) -> tuple[date, date] | None:
    """Days that two figures of one part are both about; None where there are none."""
    by_part = defaultdict(list)
    for line in lines:
        by_part[line.nationality, line.sector].append((line.first_day, line.last_day))
    for periods in by_part.values():
        for (_, last), (first, its_last) in pairwise(sorted(periods)):
            if first <= last:
                return first, min(last, its_last)
    return None


def years_of(lines: Sequence[TotalLine]) -> list[SeriesYear]:
    """The years of each series among all standing totals (as `find_totals` gives them), by source, rule and year."""
    series: dict[tuple[str | None, str, Step, Parts], list[TotalLine]] = defaultdict(list)
    for line in lines:
        series[line.source, line.rule, step_of(line), parts_of(line)].append(line)
    found: list[SeriesYear] = []
    for (source, rule, step, parts), members in series.items():
        years: dict[int, list[TotalLine]] = defaultdict(list)
        crossing: dict[int, int] = defaultdict(int)
        for line in members:
            years[line.last_day.year].append(line)
        for year, of_year in years.items():
            whole = [line for line in of_year if line.first_day.year == year]
            crossing[year] = sum(1 for line in of_year if line.latest) - sum(
                1 for line in whole if line.latest
            )
            if whole:
                found.append(_year(source, rule, step, parts, year, whole, crossing[year]))
    return sorted(found, key=lambda y: (y.source or "", y.rule, y.step, y.parts, y.year))


def _year(
    source: str | None, rule: str, step: Step, parts: Parts, year: int, lines: list[TotalLine], left_out: int
) -> SeriesYear:
    if step is Step.SINCE:
        end = max(line.last_day for line in lines)
        lines = [line for line in lines if line.last_day == end]
    vintages: dict[tuple[object, ...], list[TotalLine]] = defaultdict(list)
    for line in lines:
        vintages[line.series].append(line)
    first = [reports[0] for reports in vintages.values()]
    now = [reports[-1] for reports in vintages.values()]
    changes = [last.value - earliest.value for earliest, last in zip(first, now, strict=True)]
    covered = {
        line.first_day + n * _DAY for line in now for n in range((line.last_day - line.first_day).days + 1)
    }
    summable = _overlap(now) is None
    return SeriesYear(
        source=source,
        rule=rule,
        step=step,
        parts=parts,
        year=year,
        figures=len(now),
        first=sum_of(first) if summable else None,
        now=sum_of(now) if summable else None,
        until=max(line.last_day for line in now),
        days=len(covered),
        days_of_year=(date(year + 1, 1, 1) - date(year, 1, 1)).days,
        revised=sum(change != 0 for change in changes),
        up=sum(change for change in changes if change > 0),
        down=-sum(change for change in changes if change < 0),
        inexact=sum(line.qualifier != Qualifier.EXACTLY for line in now),
        left_out=left_out,
        illustrative=any(line.illustrative for line in now),
    )


def rises_of(lines: Iterable[TotalLine]) -> list[Rise]:
    """What cumulative figures rose by between their reports, by series and day.

    Each figure as known now. A figure of the first days stands as the first rise. Where one of two is not exact
    ("more than 4,000") nothing can be said of the days between, and there is no rise.
    """
    sums: dict[tuple[object, ...], list[TotalLine]] = defaultdict(list)
    for line in lines:
        if line.cumulative and line.latest:
            sums[line.source, line.rule, line.nationality, line.sector, line.first_day].append(line)
    rises = []
    for of_one in sums.values():
        of_one.sort(key=lambda line: line.last_day)
        before: TotalLine | None = None
        for line in of_one:
            exact = line.qualifier == Qualifier.EXACTLY and (
                before is None or before.qualifier == Qualifier.EXACTLY
            )
            if exact:
                rose = line.value - (before.value if before else 0)
                first_day = before.last_day + _DAY if before else line.first_day
                rises.append(
                    Rise(
                        line.source,
                        line.rule,
                        line.nationality,
                        line.sector,
                        first_day,
                        line.last_day,
                        rose if rose >= 0 else None,
                    )
                )
            before = line
    return rises
