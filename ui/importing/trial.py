"""What the import page has done off the GUI thread: a file looked at and tried, and brought in. Makes no Qt class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.files.mapping import Bound, bind, guess_mapping, parse_mapping
from tracker.files.preview import Preview, preview_import
from tracker.files.profiles import Profile, suggest_profile, with_profile
from tracker.files.readers import read_grid, read_table
from tracker.situations import get_situation

if TYPE_CHECKING:
    from tracker.files.receipt import Receipt
    from tracker.files.request import Request
    from tracker.files.tables import Table

SHEET_ROWS = 40  # of the sheet as it stands
SAMPLES = 3
SAMPLE_ROWS = 50  # looked through for samples


@dataclass(slots=True)
class Looked:
    """A file as it was understood. `missing` says what keeps it from being tried, then `preview` is None.

    `maps` are columns by target, spelt as on the command line; `sheet_rows` are (number, cells).
    """

    request: Request
    table: Table
    sheet_rows: list[tuple[int, list[str]]]
    samples: list[str]
    suggested: Profile | None
    missing: WrongUse | None = None
    bound: Bound | None = None
    preview: Preview | None = None
    sheets: tuple[str, ...] = field(default=())


def look_at(
    store: Any,
    request: Request,
    *,
    guess_subject: bool,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool],
) -> Looked:
    """Read a file and try its import. Raises as `preview_import` and `read_table` do, and bulk.Cancelled."""
    table = _table(request)
    if guess_subject:
        request = replace(request, subject=_likely_subject(table))
    if not request.maps:
        request = replace(request, maps=_guessed(request.subject, table))
    grid = read_grid(request.path, request.sheet, encoding=request.encoding, delimiter=request.delimiter)
    rows = [(row.number, [_said(cell) for cell in row.cells]) for row in islice(grid.rows(), SHEET_ROWS)]
    suggested = suggest_profile(table) if request.profile is None else None
    looked = Looked(request, table, rows, _samples(table), suggested, sheets=grid.sheets)
    try:
        mapping = parse_mapping(request.subject, request.maps, request.sets)
        looked.bound = bind(request.subject, mapping, table)
    except WrongUse as missing:
        looked.missing = missing
        return looked
    with store.read() as session:
        situation = get_situation(session, request.situation)
        looked.preview = preview_import(
            session, request, table, looked.bound, situation, store.path.name, progress, cancelled
        )
    return looked


def bring_in(
    store: Any,
    looked: Looked,
    request: Request,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool],
) -> Receipt:
    """Import what was looked at. Raises as `import_into` does."""
    from tracker.files.intake import import_into
    from tracker.files.refusals import check_place

    if request.refused_to is not None:
        check_place(request.refused_to)
    assert looked.bound is not None
    return import_into(store, request, looked.table, looked.bound, progress, cancelled)


def as_profile_says(request: Request, profile: Profile) -> Request:
    """The request with what a profile says in the place of what was guessed."""
    bare = replace(request, subject=profile.subject, maps=[], sets=[], order=None, layout=None)
    return with_profile(bare, profile)


def _table(request: Request) -> Table:
    return read_table(
        request.path,
        request.sheet,
        encoding=request.encoding,
        delimiter=request.delimiter,
        layout=request.layout,
    )


def _guessed(subject: Subject, table: Table) -> list[str]:
    columns = guess_mapping(subject, table).columns
    return [f"{target}={column}" for target, named in columns.items() for column in named]


def _likely_subject(table: Table) -> Subject:
    """The subject that most columns are of, before all one for which nothing is missing."""

    def weight(subject: Subject) -> tuple[bool, int]:
        mapping = guess_mapping(subject, table)
        count = sum(map(len, mapping.columns.values()))
        try:
            bind(subject, mapping, table)
        except WrongUse:
            return False, count
        return True, count

    return max(Subject, key=weight)


def _samples(table: Table) -> list[str]:
    found: list[list[str]] = [[] for _ in table.header]
    for row in islice(table.rows(), SAMPLE_ROWS):
        for values, cell in zip(found, row.cells, strict=False):
            said = _said(cell)
            if said and said not in values and len(values) < SAMPLES:
                values.append(said)
    return [" · ".join(values) for values in found]


def _said(cell: Any) -> str:
    return "" if cell is None else str(cell)[:60]
