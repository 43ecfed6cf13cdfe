"""A layout as somebody says it in options: `--header 6-7`, `--rows 8-40`, `--wide month=JAN2009..DEC2024`."""

import re
from dataclasses import replace

from tracker.errors import WrongUse
from tracker.files.grid import Grid
from tracker.files.layout import Layout, Wide, header_of
from tracker.files.layout_guess import guess_layout, guess_wide

_ROWS = re.compile(r"\s*(\d{1,7})\s*(?:(-)\s*(\d{1,7})?)?\s*")
_LEVELS = 5


def layout_of(grid: Grid, header: str | None, rows: str | None, wide: str | None) -> Layout:
    """The layout that was said; what was not is as it seems. Raises WrongUse, and Unreadable for no such header."""
    layout = guess_layout(grid)
    if header is not None:
        first, last = _span(header)
        last = first if last is None else last
        if not first <= last < first + _LEVELS:
            raise WrongUse("rows_unreadable", text=header)
        layout = Layout(tuple(range(first, last + 1)))
        layout = replace(layout, wide=guess_wide(grid, layout))
    if rows is not None:
        first, last = _span(rows)
        layout = replace(layout, first=first, last=last if "-" in rows else first)
    if wide is not None:
        layout = replace(layout, wide=_wide(wide, header_of(grid, layout)))
    return layout


def _span(text: str) -> tuple[int, int | None]:
    match = _ROWS.fullmatch(text)
    if match is None or int(match[1]) < 1:
        raise WrongUse("rows_unreadable", text=text)
    return int(match[1]), int(match[3]) if match[3] else None


def _wide(text: str, names: list[str]) -> Wide | None:
    if text.strip().casefold() == "none":
        return None
    name, equals, columns = text.partition("=")
    first, _, last = columns.partition("..")
    folded = [one.casefold() for one in names]
    ends = [end.strip().casefold() for end in (first, last or first)]
    if not (equals and name.strip()) or not all(end in folded for end in ends):
        raise WrongUse("wide_unreadable", text=text)
    begin, end = (folded.index(one) for one in ends)
    chosen = [one for one in names[begin : end + 1] if one]
    if not chosen:
        raise WrongUse("wide_unreadable", text=text)
    return Wide(tuple(chosen), name.strip(), "value" if "value" not in folded else "cell")
