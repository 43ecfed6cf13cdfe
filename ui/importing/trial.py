"""What the import page has done off the GUI thread: a file looked at and tried, and brought in. Makes no Qt class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from tracker import bulk
from tracker.errors import WrongUse
from tracker.files.cells import plain
from tracker.files.fields import Subject
from tracker.files.layout import header_of
from tracker.files.layout_marks import Mark, marked
from tracker.files.mapping import Bound, bind, guess_mapping, parse_mapping
from tracker.files.out.own import import_own_into
from tracker.files.out.own_files import OwnExport, own_export
from tracker.files.preview import Preview, preview_import
from tracker.files.profiles import Profile, find_profiles, suggest_profile, with_profile
from tracker.files.readers import read_grid, read_table
from tracker.files.sheet_parts import SheetRow, read_sheet
from tracker.files.subjects import likely_subject
from tracker.situations import get_situation

if TYPE_CHECKING:
    from tracker.files.grid import Grid
    from tracker.files.receipt import Receipt
    from tracker.files.request import Request
    from tracker.files.tables import Table

SAMPLES = 3
SAMPLE_ROWS = 50  # looked through for samples
LONGEST = 60  # signs of a sample


@dataclass(slots=True)
class Looked:
    """A file as it was understood. `missing` says what keeps it from being tried, then `preview` is None.

    The request's maps are spelt as on the command line. `sheet_rows` are none, and `columns` too, of a file that is
    no sheet; `columns` are those of the sheet, before any of them became rows. `other_zone` is the one in which a
    profile says that such tables have their days, where it is not the situation's.
    """

    request: Request
    table: Table
    samples: list[str]
    suggested: Profile | None
    sheet_rows: list[SheetRow] = field(default_factory=list)
    sheet_count: int = 0
    columns: list[str] = field(default_factory=list)
    missing: WrongUse | None = None
    bound: Bound | None = None
    preview: Preview | None = None
    sheets: tuple[str, ...] = field(default=())
    other_zone: str | None = None
    profiles: list[Profile] = field(default_factory=list)


@dataclass(slots=True)
class OwnLooked:
    """An export of this program: nothing about it is to be chosen. `receipt` is that of a trial."""

    request: Request
    export: OwnExport
    receipt: Receipt


def look_at(store: Any, request: Request, **how: Any) -> Looked | OwnLooked | None:
    """`tried`, or the trial of an export of this program; None where it was cancelled."""
    try:
        own = own_export(request.path)
        if own is None:
            return tried(store, request, **how)
        receipt = import_own_into(store, own, dry_run=True, cancelled=how["cancelled"])
        return OwnLooked(request, own, receipt)
    except bulk.Cancelled:
        return None


def tried(
    store: Any,
    request: Request,
    *,
    guess_subject: bool,
    marks: Sequence[Mark] = (),
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool],
) -> Looked:
    """Read a file, laid out as is said and marked, and try its import, nothing being decided about any row.

    Raises as `marked`, `preview_import` and `read_table` do, and bulk.Cancelled.
    """
    grid = _grid(request)
    if grid is not None:
        for mark in marks:
            request = _marked(grid, request, mark)
    table = _table(request)
    suggested = suggest_profile(table) if request.profile is None else None
    if guess_subject:
        request = replace(request, subject=suggested.subject if suggested else likely_subject(table))
    if not request.maps:
        request = replace(request, maps=_guessed(request.subject, table))
    if cancelled():
        raise bulk.Cancelled
    looked = Looked(request, table, _samples(table), suggested, sheets=table.sheets, profiles=find_profiles())
    if grid is not None and table.layout is not None:
        looked.columns = header_of(grid, table.layout)
        looked.sheet_rows, looked.sheet_count = read_sheet(grid, table, cancelled)
    try:
        mapping = parse_mapping(request.subject, request.maps, request.sets)
        looked.bound = bind(request.subject, mapping, table)
    except WrongUse as missing:
        looked.missing = missing
        return looked
    with store.read() as session:
        situation = get_situation(session, request.situation)
        looked.other_zone = request.time_zone if request.time_zone != situation.time_zone else None
        undecided = replace(request, decisions={})
        looked.preview = preview_import(
            session, undecided, table, looked.bound, situation, store.path.name, progress, cancelled
        )
    return looked


def bring_in(
    store: Any,
    looked: Looked,
    request: Request,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool],
) -> Receipt | None:
    """Import what was looked at; None where it was cancelled, and nothing written. Raises as `import_into` does."""
    from tracker.files.intake import import_into
    from tracker.files.refusals import check_place

    if request.refused_to is not None:
        check_place(request.refused_to)
    assert looked.bound is not None
    # A profile's zone is for a situation that is opened with the table; this one has its own.
    request = replace(request, time_zone=None)
    try:
        return import_into(store, request, looked.table, looked.bound, progress, cancelled)
    except bulk.Cancelled:
        return None


def bring_in_own(
    store: Any,
    looked: OwnLooked,
    *,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool],
) -> Receipt | None:
    """Take in what an export of this program holds and is not here; None where it was cancelled."""
    try:
        return import_own_into(store, looked.export, progress=progress, cancelled=cancelled)
    except bulk.Cancelled:
        return None


def as_profile_says(request: Request, profile: Profile) -> Request:
    """The request with what a profile says in the place of what was guessed."""
    bare = replace(request, subject=profile.subject, maps=[], sets=[], order=None, layout=None)
    return with_profile(bare, profile)


def _marked(grid: Grid, request: Request, mark: Mark) -> Request:
    """The request with what was marked in the sheet; columns are known anew where there are other ones then."""
    layout = marked(grid, request.layout, mark)
    other = mark.changes_columns
    return replace(
        request,
        layout=layout,
        maps=[] if other else request.maps,
        profile=None if other else request.profile,
    )


def _grid(request: Request) -> Grid | None:
    return read_grid(request.path, request.sheet, encoding=request.encoding, delimiter=request.delimiter)


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


def _samples(table: Table) -> list[str]:
    found: list[list[str]] = [[] for _ in table.header]
    for row in islice(table.rows(), SAMPLE_ROWS):
        if row.aside is not None:
            continue
        for values, cell in zip(found, row.cells, strict=False):
            said = " ".join((plain(cell) or "").split())[:LONGEST]
            if said and said not in values and len(values) < SAMPLES:
                values.append(said)
    return [" · ".join(values) for values in found]
