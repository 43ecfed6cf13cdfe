"""What the arrivals plot says: a day's values, a span's, a summary sentence, the rows of its table twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.plots import wording

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries, Flag

translate = QCoreApplication.translate
Rows = list[tuple[str, str]]


def day_rows(
    series: ArrivalSeries,
    index: int,
    flags: Sequence[Flag],
    expected: Sequence[tuple[float, float] | None],
    before: int | None,
) -> tuple[str, Rows]:
    """Title and values of one day; `before` is the count of the same day a year earlier."""
    on = series.days[index]
    rows: Rows = []
    count = wording.number(series.persons[index])
    if on == series.partial:
        rows.append((translate("Arrivals", "Persons, day not over"), count))
    else:
        rows.append((translate("Arrivals", "Persons"), count))
    rows += [(f"  {name}", wording.number(part[index])) for name, part in series.parts.items() if part[index]]
    if series.claimed[index]:
        rows.append((translate("Arrivals", "Claimed, not counted"), wording.number(series.claimed[index])))
    if series.unknown_size[index]:
        rows.append(
            (translate("Arrivals", "Incidents of unknown size"), wording.number(series.unknown_size[index]))
        )
    mean = series.mean7[index]
    if mean is not None and on != series.partial:
        rows.append((translate("Arrivals", "7-day mean"), wording.rounded(mean)))
    pair = expected[index] if index < len(expected) else None
    if pair is not None:
        low, high = (wording.number(round(v)) for v in pair)
        rows.append((translate("Arrivals", "Expected"), f"{low}–{high}"))
    if before is not None:
        rows.append((translate("Arrivals", "A year before"), wording.number(before)))
    rows += [(flag.label, "") for flag in flags if flag.first <= on <= flag.last]
    return wording.day(on, year=True, weekday=True), rows


def span_rows(series: ArrivalSeries, first: int, last: int) -> tuple[str, Rows]:
    """Title and totals of the days from first to last."""
    days = last - first + 1
    persons = sum(series.persons[first : last + 1])
    rows: Rows = [(translate("Arrivals", "Persons"), wording.number(persons))]
    if days > 1:
        rows.append((translate("Arrivals", "A day"), wording.rounded(persons / days)))
    claimed, unknown = sum(series.claimed[first : last + 1]), sum(series.unknown_size[first : last + 1])
    if claimed:
        rows.append((translate("Arrivals", "Claimed, not counted"), wording.number(claimed)))
    if unknown:
        rows.append((translate("Arrivals", "Incidents of unknown size"), wording.number(unknown)))
    return wording.span(series.days[first], series.days[last]), rows


def as_sentence(title: str, rows: Rows) -> str:
    """A readout as one line for a screen reader."""
    return "; ".join([title, *(f"{name.strip()}: {value}" if value else name for name, value in rows)])


def summary(series: ArrivalSeries) -> str:
    """The plot in a sentence or three."""
    total = sum(series.persons)
    said = [
        translate("Arrivals", "{persons} from {span}").format(
            persons=wording.persons(total), span=wording.span(series.days[0], series.days[-1])
        )
    ]
    if total:
        most = max(series.persons)
        on = wording.day(series.days[series.persons.index(most)], year=True)
        said.append(translate("Arrivals", "most on {day}: {n}").format(day=on, n=wording.number(most)))
    text = ", ".join(said) + "."
    more = []
    if claimed := sum(series.claimed):
        more.append(
            translate("Arrivals", "{persons} claimed, not counted.").format(persons=wording.persons(claimed))
        )
    if unknown := sum(series.unknown_size):
        more.append(wording.of_unknown_size(unknown).capitalize() + ".")
    if series.partial in series.days and series.partial is not None:
        more.append(translate("Arrivals", "{day} is not over.").format(day=wording.day(series.partial)))
    if series.illustrative:
        more.append(wording.illustrative().capitalize() + ".")
    return " ".join([text, *more])


def table_header(series: ArrivalSeries | None, with_year_before: bool) -> list[str]:
    """The columns of the table twin."""
    header = [
        translate("Arrivals", "Day"),
        translate("Arrivals", "Persons"),
        translate("Arrivals", "Claimed"),
        translate("Arrivals", "Unknown size"),
        translate("Arrivals", "7-day mean"),
        *(series.parts if series else ()),
    ]
    return [*header, translate("Arrivals", "A year before")] if with_year_before else header


def table_rows(series: ArrivalSeries, before: Sequence[int | None] | None) -> list[tuple[object, ...]]:
    """A row a day, oldest first, of plain values: date, counts, the mean or None."""
    columns: list[Sequence[object]] = [
        series.days,
        series.persons,
        series.claimed,
        series.unknown_size,
        series.mean7,
        *series.parts.values(),
    ]
    if before is not None:
        columns.append(before)
    return list(zip(*columns, strict=True))
