"""A sheet before anybody has decided where its header is: all its rows, from the first one on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import Problem
from tracker.files.tables import Row


@dataclass(slots=True)
class Grid:
    """Rows with anything in them, by the number that a person sees. `encoding`, `delimiter` are of a CSV alone."""

    path: Path
    kind: str  # csv, xlsx, xls, ods, html
    _rows: Callable[[int], Iterator[Row]] = field(repr=False)
    encoding: str | None = None
    encoding_certain: bool = True
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: list[Problem] = field(default_factory=list)

    def rows(self, width: int = 0) -> Iterator[Row]:
        """The rows in order; each call begins anew.

        With a `width` each row has as many cells, and one with more in it a problem. With 0 rows are as long as they
        are. Raises Unreadable where the file cannot be read on.
        """
        return self._rows(width)
