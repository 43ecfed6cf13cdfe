"""Rows of a table of published totals that say different figures of the same days, with nothing that tells them apart.

None of them can be taken: a column that was not read (the country, the district) may be what they differ in, or the
date of the report. Taking the last one would make one country's figure that of all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from tracker.errors import Problem
from tracker.files.published_rows import figure_of
from tracker.files.reading import Reader
from tracker.files.tables import Row

Place = tuple[int, str | None]  # a row, and the column that it was made from


def find_conflicts(
    reader: Reader, rows: Iterable[Row], counts: Callable[[Row], bool], not_read: list[str]
) -> dict[Place, Problem]:
    """Of each row that conflicts with another one: what to say. `counts` tells whether a row is a figure at all."""
    said: dict[tuple[Any, ...], tuple[str, list[Place]]] = {}
    differ: dict[tuple[Any, ...], str] = {}
    for row in rows:
        if not counts(row):
            continue
        reader.take(row)
        figure = figure_of(reader)
        if figure is None:
            continue
        series, value = figure
        first, places = said.setdefault(series, (value, []))
        places.append((row.number, row.column))
        if value != first:
            differ.setdefault(series, value)
    found: dict[Place, Problem] = {}
    for series, other in differ.items():
        first, places = said[series]
        code = "figures_differ_unread" if not_read else "figures_differ"
        values = {"one": first, "other": other, "rows": [number for number, _ in places], "columns": not_read}
        for place in places:
            found[place] = Problem(code, "value", place[0], values)
    return found
