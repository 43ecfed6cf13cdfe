"""An export of this program read back: the same records under the same ids, in one action.

What is here already stays as it is; where the file says something else of it, the row is set aside. What the records
name and is neither here nor in the file is made (`links.py`).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from tracker import bulk, drafts, log, rules
from tracker.codec import plain
from tracker.drafts import DRAFTS
from tracker.errors import Problem, WrongUse
from tracker.files.marks import mark_of
from tracker.files.out.columns import NotAsWritten, draft_of, values_of
from tracker.files.out.links import Links
from tracker.files.out.own_files import Cells, OwnExport
from tracker.files.receipt import Receipt
from tracker.ids import new_id
from tracker.rows import table_of
from tracker.settings import laptop_zone
from tracker.store import Store, create_store, open_store

_CHUNK = 2_000  # rows

Waiting = tuple[int, str, dict[str, object], dict[str, object]]  # row, id, values and cells


def import_own(
    store_path: Path,
    export: OwnExport,
    author: str,
    *,
    station: str | None = None,
    time_zone: str | None = None,
    good_only: bool = True,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Receipt:
    """Take in what an export holds and is not here; the store is made if it does not exist.

    `time_zone` is of situations that the file only names; without `good_only` one refused row and nothing comes in.
    Raises Unreadable for a file that is damaged, WrongUse where a name in it is taken by another record, Refused,
    bulk.Cancelled. Then nothing was written, and no store was made.
    """
    new = not store_path.exists()
    receipt = _receipt(export, store_path, dry_run)
    receipt.new_store = new
    zone = time_zone or laptop_zone()
    rules.check(drafts.Situation(name="-", time_zone=zone), datetime.now(UTC))
    if new and dry_run:
        for _ in _records(export, None, receipt, zone):
            if cancelled():
                raise bulk.Cancelled
        return receipt
    store = (
        create_store(store_path, station or "This station", author) if new else open_store(store_path, author)
    )
    done = False
    try:
        _take(store, export, receipt, zone, good_only, progress, cancelled)
        done = receipt.came_in or not new
    finally:
        store.close()
        if new and not done:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{store_path}{suffix}").unlink(missing_ok=True)
    return receipt


def import_own_into(
    store: Store,
    export: OwnExport,
    *,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Receipt:
    """The same into an open store. Raises as `import_own` does."""
    receipt = _receipt(export, store.path, dry_run)
    _take(store, export, receipt, laptop_zone(), True, progress, cancelled)
    return receipt


def _receipt(export: OwnExport, store_path: Path, dry_run: bool) -> Receipt:
    return Receipt(export.path.name, "own export", str(store_path), "all in the file", dry_run=dry_run)


def _take(
    store: Store,
    export: OwnExport,
    receipt: Receipt,
    zone: str,
    good_only: bool,
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool],
) -> None:
    if receipt.dry_run:
        with store.read() as session:
            for _ in _records(export, session, receipt, zone):
                if cancelled():
                    raise bulk.Cancelled
        return

    def records() -> Iterator[tuple[str, drafts.Draft]]:
        with store.read() as session:
            yield from _records(export, session, receipt, zone)

    staged = bulk.stage(store, records(), progress, cancelled, checked=True)
    if receipt.refused and not good_only:
        receipt.withhold()
    if not staged.count or receipt.withheld:
        staged.discard()
        return
    receipt.action = bulk.write_staged(store, staged).action_id


def _records(
    export: OwnExport, session: Session | None, receipt: Receipt, zone: str
) -> Iterator[tuple[str, drafts.Draft]]:
    """The records that are not here, each after those that it refers to."""
    now = datetime.now(UTC)
    links = Links(session, receipt, zone)
    mark = mark_of(export.path)
    situation: str | None = None
    for record_id, draft in _new_records(export, session, links, receipt, now):
        situation = situation or (
            record_id if draft.type == "situation" else getattr(draft, "situation", None)
        )
        yield record_id, draft
    receipt.assumed += links.told()
    if receipt.came_in and situation is not None:
        yield new_id(), receipt.kept(situation, mark.sha256)


def _new_records(
    export: OwnExport, session: Session | None, links: Links, receipt: Receipt, now: datetime
) -> Iterator[tuple[str, drafts.Draft]]:
    for kind, rows in export.sheets():
        later: list[Waiting] = []
        here = _standing(session, kind, rows)
        for number, cells, content in here:
            receipt.read += 1
            try:
                record_id, values = values_of(kind, cells)
            except NotAsWritten as wrong:
                _refuse(receipt, number, _not_as_written(wrong))
                continue
            if record_id is None:
                _refuse(receipt, number, Problem("required", "id"))
            elif content is not None and (others := _differing(kind, values, content)):
                receipt.set_aside.append(Problem("own_differs", row=number, values={"fields": others}))
            elif record_id in links.ids(kind):
                receipt.unchanged += 1
            elif values.get("seen_before", values.get("answers")) is not None:
                later.append((number, record_id, values, cells))
            else:
                yield from _taken(kind, (number, record_id, values, cells), links, receipt, now)
        for one in _in_order(later):
            yield from _taken(kind, one, links, receipt, now)


def _standing(
    session: Session | None, kind: str, rows: Iterator[tuple[int, Cells]]
) -> Iterator[tuple[int, Cells, str | None]]:
    """The rows, each with what the record of its id holds here; None where there is none."""
    c = table_of(kind).c
    while chunk := list(islice(rows, _CHUNK)):
        known: dict[str, str] = {}
        if session is not None:
            wanted = [str(cells["id"]) for _, cells in chunk if cells.get("id")]
            found = (
                select(c.id, log.REVISIONS.c.content)
                .join(log.REVISIONS, log.REVISIONS.c.id == c.revision_id)
                .where(c.id.in_(wanted))
            )
            known = {row[0]: row[1] for row in session.connection().execute(found)}
        for number, cells in chunk:
            yield number, cells, known.get(str(cells.get("id")))


def _differing(kind: str, values: dict[str, object], content: str) -> list[str]:
    """The fields in which a row says something else than the record here. Links are not compared: they go by name."""
    try:
        said = plain(draft_of(kind, values))
    except NotAsWritten as wrong:
        return [wrong.column]
    held = json.loads(content)
    links = {f.name for f in fields(DRAFTS[kind]) if "ref" in f.metadata}
    return sorted(name for name in (said.keys() | held.keys()) - links if said.get(name) != held.get(name))


def _taken(
    kind: str, row: Waiting, links: Links, receipt: Receipt, now: datetime
) -> Iterator[tuple[str, drafts.Draft]]:
    """The record of a row, after what is made for it; none where it is refused."""
    number, record_id, values, cells = row
    links.settle(kind, values, cells)
    try:
        draft = draft_of(kind, values)
    except NotAsWritten as wrong:
        problems = [_not_as_written(wrong)]
    else:
        problems = [*rules.problems_of(draft, now)]
    if problems:
        _refuse(receipt, number, *problems)
        return
    taken = links.name_taken(draft)
    if taken is not None:
        raise WrongUse("own_name_taken", kind=kind.replace("_", " "), name=taken)
    yield from links.needed_by(draft)
    links.came_in(record_id, draft)
    receipt.added += 1
    receipt.records[kind] += 1
    yield record_id, draft


def _not_as_written(wrong: NotAsWritten) -> Problem:
    return Problem("not_as_written", wrong.column, values={"value": wrong.cell})


def _refuse(receipt: Receipt, number: int, *problems: Problem) -> None:
    receipt.refused.append((number, [Problem(p.code, p.field, number, p.values) for p in problems]))


def _in_order(waiting: list[Waiting]) -> Iterator[Waiting]:
    """Records that refer to others of their kind, those that are referred to first."""
    left = {row[1]: row for row in waiting}
    while left:
        ready = [
            record_id
            for record_id, (_, _, values, _) in left.items()
            if values.get("seen_before") not in left and values.get("answers") not in left
        ] or list(left)
        for record_id in ready:
            yield left.pop(record_id)
