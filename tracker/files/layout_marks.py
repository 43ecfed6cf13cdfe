"""What a person marks in a sheet with a pointer or a key, as a layout: this is the header, here the rows end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.errors import WrongUse
from tracker.files.grid import Grid
from tracker.files.layout import Layout, Wide, header_of
from tracker.files.layout_guess import guess_layout, guess_wide

MOST_LEVELS = 5  # of a heading


class Marking(StrEnum):
    """What is said of rows, or of columns."""

    HEADER = "header"  # these rows are the header; of no rows: there is none
    FIRST = "first"  # the table begins with this row
    LAST = "last"  # it ends with this row
    TO_END = "to end"  # it goes to the end of the sheet
    LEFT_OUT = "left out"  # these rows are none of the table's; said once more, they are
    COLUMNS = "columns"  # columns stand for rows: these, or those that seem to
    NO_COLUMNS = "no columns"  # none does
    AS_IT_SEEMS = "as it seems"  # nothing is said any more


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is said. `rows` by the sheet's own numbers; `wide` of COLUMNS, None for those that seem to."""

    what: Marking
    rows: tuple[int, ...] = ()
    wide: Wide | None = None

    @property
    def changes_columns(self) -> bool:
        """Whether the table has other columns then, so that what was said of them no longer holds."""
        return self.what not in (Marking.LAST, Marking.TO_END, Marking.LEFT_OUT)


def marked(grid: Grid, layout: Layout | None, mark: Mark) -> Layout | None:
    """The layout with what was marked; None for as it seems. Raises WrongUse for a mark that cannot be."""
    if mark.what is Marking.AS_IT_SEEMS:
        return None
    layout = layout or guess_layout(grid)
    match mark.what:
        case Marking.HEADER:
            return _header(grid, layout, tuple(sorted(mark.rows)))
        case Marking.FIRST:
            return _first(layout, min(mark.rows))
        case Marking.LAST:
            return _last(layout, max(mark.rows))
        case Marking.TO_END:
            return replace(layout, last=None)
        case Marking.LEFT_OUT:
            return _left_out(layout, mark.rows)
        case Marking.COLUMNS:
            return replace(layout, wide=mark.wide or _seeming(grid, layout))
        case _:
            return replace(layout, wide=None)


def begins(layout: Layout) -> int:
    """The first row that may be the table's."""
    return layout.first or (layout.header[-1] + 1 if layout.header else 1)


def _header(grid: Grid, layout: Layout, rows: tuple[int, ...]) -> Layout:
    if len(rows) > MOST_LEVELS:
        raise WrongUse("header_too_tall", count=len(rows), limit=MOST_LEVELS)
    end = rows[-1] if rows else 0
    laid = Layout(
        rows,
        last=layout.last if layout.last is not None and layout.last > end else None,
        leave_out=tuple(row for row in layout.leave_out if row > end),
    )
    return replace(laid, wide=guess_wide(grid, laid))


def _first(layout: Layout, row: int) -> Layout:
    if layout.last is not None and row > layout.last:
        raise WrongUse("first_behind_last", first=row, last=layout.last)
    header = tuple(one for one in layout.header if one < row)
    follows = header and row == header[-1] + 1
    # Under other names, or none, other columns stand for rows, if any.
    wide = layout.wide if header == layout.header else None
    return replace(layout, header=header, first=None if follows else row, wide=wide)


def _last(layout: Layout, row: int) -> Layout:
    if row < begins(layout):
        raise WrongUse("first_behind_last", first=begins(layout), last=row)
    return replace(layout, last=row)


def _left_out(layout: Layout, rows: Sequence[int]) -> Layout:
    before = set(layout.leave_out)
    after = before - set(rows) if before.issuperset(rows) else before | set(rows)
    return replace(layout, leave_out=tuple(sorted(after)))


def _seeming(grid: Grid, layout: Layout) -> Wide:
    """The columns that seem to stand for rows; where none do, all but the first."""
    bare = replace(layout, wide=None)
    found = guess_wide(grid, bare)
    if found is not None:
        return found
    names = [name for name in header_of(grid, bare) if name]
    if len(names) < 2:
        raise WrongUse("too_few_columns")
    taken = {name.casefold() for name in names}
    return Wide(
        tuple(names[1:]),
        "column" if "column" not in taken else "column (column)",
        "value" if "value" not in taken else "cell",
    )
