"""Importing a table: read, checked and prepared outside the write lock, then put in by one transaction, as one action.

Every row of the file ends in one class of the receipt (`receipt.py`). A second import of the same rows finds their
origins (`items.py`) and changes nothing; records that were voided, or whose import was undone, do not count as here.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from tracker import bulk, drafts, rules
from tracker.errors import Conflict, EnvironmentProblem, Problem, WrongUse
from tracker.evidence import folder_of
from tracker.files.cutoff import find_cutoff
from tracker.files.fields import Subject
from tracker.files.mapping import Bound, bind, guess_mapping, parse_mapping
from tracker.files.preparation import Preparation
from tracker.files.readers import read_table
from tracker.files.receipt import Receipt
from tracker.files.refusals import check_place, write_refused
from tracker.files.request import Request
from tracker.files.tables import Table
from tracker.import_receipts import find_import_of
from tracker.leftovers import sweep
from tracker.settings import known_laptop_zone, laptop_zone
from tracker.situations import SituationLine, find_situations, open_situation
from tracker.store import Store, create_store, explained, open_store

_TRIES = 3
_MEANWHILE = {"imported_meanwhile", "named_meanwhile", "changed_since"}

Progress = Callable[[int], None]


def import_table(
    store_path: Path,
    request: Request,
    author: str,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Receipt:
    """Import a table into a store, which is made if it does not exist. Returns the receipt.

    Raises WrongUse, Unreadable for the table, Refused for options of it, EnvironmentProblem for the store, and
    bulk.Cancelled; then nothing was written, and no store was made.
    """
    if request.refused_to is not None:
        check_place(request.refused_to)
    table = read_table(
        request.path,
        request.sheet,
        encoding=request.encoding,
        delimiter=request.delimiter,
        layout=request.layout,
    )
    if request.sheet is not None and table.kind == "csv":
        raise WrongUse("sheet_of_csv", file=request.path.name)
    mapping = parse_mapping(request.subject, request.maps, request.sets)
    if not request.maps:
        mapping.columns = guess_mapping(request.subject, table).columns
    bound = bind(request.subject, mapping, table)
    if not _there(store_path):
        return _into_new_store(store_path, request, table, bound, author, progress, cancelled)
    store = open_store(store_path, author)
    try:
        sweep(store_path)
        return import_into(store, request, table, bound, progress, cancelled)
    finally:
        store.close()


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # opening it says what stands in the way


def import_into(
    store: Store,
    request: Request,
    table: Table,
    bound: Bound,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Receipt:
    """Import a table whose mapping is settled into an open store. Raises as `import_table` does."""
    for tried in range(_TRIES):
        with store.read() as session:
            line = _choose(find_situations(session), request)
        preparation = Preparation(store.path, request, table, bound, line)
        preparation.receipt.assumed += _other_cutoff(table, request, line.cutoff)
        try:
            _write(store, preparation, request, progress, cancelled)
            _write_refused(preparation, request)
            if isinstance(line, drafts.Situation):
                preparation.receipt.assumed += _assumed(line.time_zone, request)
            return preparation.receipt
        except Conflict as conflict:
            # While these were prepared somebody imported the same rows, or changed what they refer to: the next
            # preparation goes by what is here by then.
            if conflict.code not in _MEANWHILE or tried == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _write(
    store: Store,
    preparation: Preparation,
    request: Request,
    progress: Progress | None,
    cancelled: Callable[[], bool],
) -> None:
    if request.dry_run:
        with store.read() as session:
            for _ in preparation.records(session):
                if cancelled():
                    raise bulk.Cancelled
        return

    def records() -> Iterator[tuple[str, drafts.Draft]]:
        # Read from here on only, so that what is found to be here was here when the staging began.
        with store.read() as session:
            yield from preparation.records(session)

    staged = bulk.stage(store, records(), progress, cancelled, checked=True)
    receipt = preparation.receipt
    if receipt.refused and not request.good_only:
        staged.discard()
        receipt.withhold()
        return
    if not staged.count:
        staged.discard()
        receipt.before = _imported_before(store, preparation)
        return
    preparation.receipt.action = bulk.write_staged(store, staged).action_id


def _write_refused(preparation: Preparation, request: Request) -> None:
    """After the rows came in: whoever corrects the file finds in it what is still missing, and nothing else."""
    if request.refused_to is not None and preparation.refused_rows:
        try:
            write_refused(request.refused_to, preparation.table, preparation.refused_rows)
            preparation.receipt.refused_to = str(request.refused_to)
        except EnvironmentProblem as failed:  # the good rows are in, and the receipt is to say so
            preparation.receipt.notes.append(Problem(failed.code, values=failed.values))


def _imported_before(store: Store, preparation: Preparation) -> tuple[datetime, str] | None:
    pk, mark = preparation.place.pk, preparation.table.mark
    if pk is None or mark is None:
        return None
    with store.read() as session:
        found = find_import_of(session, pk, mark.sha256)
    return None if found is None else (found.at, found.author)


def _into_new_store(
    path: Path,
    request: Request,
    table: Table,
    bound: Bound,
    author: str,
    progress: Progress | None,
    cancelled: Callable[[], bool],
) -> Receipt:
    """The store is made with its station and situation, and taken away again if nothing comes in."""
    name = request.situation or request.path.stem
    draft = _new_situation(name, request)
    assumed = _assumed(draft.time_zone, request)
    cutoff = find_cutoff(table) if request.subject is Subject.PUBLISHED_TOTALS else None
    if cutoff is not None:
        draft.cutoff = cutoff[0]
        assumed.append(Problem("cutoff_read", values={"hour": _clock(cutoff[0]), "text": cutoff[1]}))
    if request.dry_run:
        preparation = Preparation(path, request, table, bound, draft)
        for _ in preparation.records(None):
            if cancelled():
                raise bulk.Cancelled
        preparation.receipt.assumed += assumed
        return preparation.receipt
    station = request.station or "This station"
    store = _create(path, station, author, draft)
    files = folder_of(path)
    files_here = files.exists()
    receipt: Receipt | None = None
    try:
        request.situation = name
        receipt = import_into(store, request, table, bound, progress, cancelled)
    finally:
        store.close()
        if receipt is None or not receipt.came_in:
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    Path(f"{path}{suffix}").unlink()
            if not files_here:
                shutil.rmtree(files, ignore_errors=True)
    receipt.new_store = True
    receipt.assumed += assumed
    return receipt


def _create(path: Path, station: str, author: str, draft: drafts.Situation) -> Store:
    def opened(session: Session) -> None:
        open_situation(session, draft)

    try:
        with explained(path):
            return create_store(path, station, author, then=opened)
    except FileExistsError:
        raise EnvironmentProblem("store_exists", path=str(path)) from None
    except OSError as error:
        raise EnvironmentProblem(
            "store_cannot_open", path=str(path), reason=error.strerror or type(error).__name__
        ) from None


def _choose(situations: list[SituationLine], request: Request) -> SituationLine | drafts.Situation:
    """The situation that the table is about, or the draft of one that is to be opened. Raises WrongUse."""
    names = [line.name for line in situations]
    if request.situation is None:
        if len(situations) == 1:
            return _of_zone(situations[0], request)
        if situations:
            raise WrongUse("situation_needed", known=names)
        raise WrongUse("store_without_situation")
    wanted = request.situation.casefold()
    for line in situations:
        if line.id == request.situation or line.name.casefold() == wanted:
            return _of_zone(line, request)
    if not request.open_situation:
        raise WrongUse("situation_unknown", name=request.situation, known=names or "none yet")
    return _new_situation(request.situation, request)


def _of_zone(line: SituationLine, request: Request) -> SituationLine:
    """The situation, unless another zone than its own was asked for: its times would be read wrongly."""
    if request.time_zone not in (None, line.time_zone):
        raise WrongUse("zone_differs", name=line.name, zone=line.time_zone)
    return line


def _new_situation(name: str, request: Request) -> drafts.Situation:
    """Raises Refused for a name or a time zone that cannot be."""
    draft = drafts.Situation(name=name, time_zone=request.time_zone or laptop_zone())
    rules.check(draft, datetime.now(UTC))
    return draft


def _other_cutoff(table: Table, request: Request, own: int) -> list[Problem]:
    """That the days of a table end at another hour than the situation's."""
    cutoff = find_cutoff(table) if request.subject is Subject.PUBLISHED_TOTALS else None
    if cutoff is None or cutoff[0] == own:
        return []
    values = {"hour": _clock(cutoff[0]), "text": cutoff[1], "own": _clock(own)}
    return [Problem("cutoff_differs", values=values)]


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _assumed(zone_name: str, request: Request) -> list[Problem]:
    if request.time_zone:
        return []
    return [Problem("zone_assumed" if known_laptop_zone() else "zone_unknown", values={"zone": zone_name})]
