"""An export of this program read back: the same records under the same ids, in one action.

Of a workbook its first sheet says what it is, of a zip its manifest. What is here already stays as it is.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tracker import bulk, codec, drafts, rules
from tracker.drafts import DRAFTS
from tracker.errors import Problem, Unreadable, WrongUse
from tracker.files import packages
from tracker.files.out.cells import MARK, from_csv, from_sheet
from tracker.files.out.columns import columns_of, values_of
from tracker.files.out.export import MANIFEST
from tracker.files.out.sheets import LONG_TEXTS, NOTES, OFFSET, SIGN
from tracker.files.receipt import Receipt
from tracker.models import TABLES
from tracker.rows import table_of
from tracker.store import Store, create_store

_MOST = 500_000_000  # bytes of a member, unpacked
_CHUNK = 500

Sheet = tuple[str, Iterator[tuple[int, dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class OwnExport:
    """A file that this program wrote. `sheets` reads it anew: each kind with its rows, by number."""

    path: Path
    sheets: Callable[[], Iterator[Sheet]]


def own_export(path: Path) -> OwnExport | None:
    """The export that a file holds; None for any other file."""
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return None
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if MANIFEST in names:
                manifest = json.loads(package.read(MANIFEST)[:1_000_000])
                if manifest.get("format") != SIGN:
                    raise Unreadable("export_newer", file=path.name)
                return OwnExport(path, lambda: _zipped(path, bool(manifest.get("hxl"))))
            if "xl/workbook.xml" not in names:
                return None
        return _book(path)
    except (OSError, zipfile.BadZipFile, ValueError, AttributeError, RuntimeError):
        return None  # whatever it is, the readers of tables say what is wrong with it


def _zipped(path: Path, hxl: bool) -> Iterator[Sheet]:
    with zipfile.ZipFile(path) as package:
        sizes = {info.filename: info.file_size for info in package.infolist()}
        for kind in TABLES:
            name = f"{kind}.csv"
            if name in sizes:
                if sizes[name] > _MOST:
                    raise Unreadable("file_too_large_inside", file=path.name, limit=_MOST)
                with (
                    package.open(name) as raw,
                    io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as file,
                ):
                    yield kind, _csv_rows(file, hxl)


def _csv_rows(file: io.TextIOWrapper, hxl: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(10_000_000)
    reader = csv.reader(file)
    header = next(reader, [])
    if hxl:
        next(reader, None)
    for number, cells in enumerate(reader, 3 if hxl else 2):
        named = dict(zip(header, cells, strict=False))
        yield number, {name: from_csv(cell) for name, cell in named.items() if cell != ""}


def _book(path: Path) -> OwnExport | None:
    from python_calamine import CalamineWorkbook

    data = path.read_bytes()
    packages.check(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    if not book.sheet_names or book.sheet_names[0] != NOTES:
        return None
    first = book.get_sheet_by_name(NOTES).to_python()
    said = str(first[0][0]) if first and first[0] else ""
    if said != SIGN:
        if said.startswith(SIGN.partition(",")[0]):
            raise Unreadable("export_newer", file=path.name)
        return None
    names = set(book.sheet_names)

    def sheets() -> Iterator[Sheet]:
        long = _long_texts(book.get_sheet_by_name(LONG_TEXTS).to_python() if LONG_TEXTS in names else [])
        for kind in TABLES:
            if kind in names:
                yield kind, _sheet_rows(kind, book.get_sheet_by_name(kind).to_python(), long)

    return OwnExport(path, sheets)


def _long_texts(rows: list[list[Any]]) -> dict[tuple[str, int, str], str]:
    found: dict[tuple[str, int, str], str] = {}
    for sheet, row, column, text in (row[:4] for row in rows[1:] if len(row) >= 4):
        key = (str(sheet), int(row), str(column))
        found[key] = found.get(key, "") + str(text)[1:]
    return found


def _sheet_rows(
    kind: str, rows: list[list[Any]], long: dict[tuple[str, int, str], str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    if not rows:
        return
    header = [str(cell) for cell in rows[0]]
    tagged = len(rows) > 1 and str(rows[1][0]) == columns_of(kind)[0].tag
    for number, cells in enumerate(rows[2 if tagged else 1 :], 3 if tagged else 2):
        named: dict[str, Any] = {}
        offsets: dict[str, str] = {}
        for name, cell in zip(header, cells, strict=False):
            if cell is None or cell == "":
                continue
            if name.endswith(OFFSET):
                offsets[name.removesuffix(OFFSET)] = str(cell)
                continue
            text = long.get((kind, number, name), cell) if cell == MARK else cell
            named[name] = _typed(from_sheet(text))
        for name, offset in offsets.items():
            if name in named:
                named[name] = f"{_to_the_second(str(named[name]))}{offset}"
        yield number, named


def _to_the_second(text: str) -> str:
    """A sheet keeps times as parts of a day, which are a little beside the second; midnight comes as a day alone."""
    moment = datetime.fromisoformat(text) + timedelta(milliseconds=500)  # its offset stands beside it
    return moment.replace(microsecond=0).isoformat()


def _typed(cell: Any) -> Any:
    """A sheet's cell as the text or number that was put in: it has only floats, and days as times."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime):
        return cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else cell


def import_own(
    store_path: Path,
    export: OwnExport,
    author: str,
    *,
    station: str | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Receipt:
    """Take in what an export holds and is not here; the store is made if it does not exist.

    Raises Unreadable for a file that is damaged, WrongUse where a name in it is taken by another record, Refused,
    bulk.Cancelled. Then nothing was written, and no store was made.
    """
    from tracker.store import open_store

    new = not store_path.exists()
    receipt = _receipt(export, store_path, dry_run)
    receipt.new_store = new
    if new and dry_run:
        for _ in _records(export, None, receipt):
            if cancelled():
                raise bulk.Cancelled
        return receipt
    store = (
        create_store(store_path, station or "This station", author) if new else open_store(store_path, author)
    )
    done = False
    try:
        _take(store, export, receipt, progress, cancelled)
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
    _take(store, export, receipt, progress, cancelled)
    return receipt


def _receipt(export: OwnExport, store_path: Path, dry_run: bool) -> Receipt:
    return Receipt(export.path.name, "own export", str(store_path), "all in the file", dry_run=dry_run)


def _take(
    store: Store,
    export: OwnExport,
    receipt: Receipt,
    progress: Callable[[int], None] | None,
    cancelled: Callable[[], bool],
) -> None:
    if receipt.dry_run:
        with store.read() as session:
            for _ in _records(export, session, receipt):
                if cancelled():
                    raise bulk.Cancelled
        return

    def records() -> Iterator[tuple[str, drafts.Draft]]:
        with store.read() as session:
            yield from _records(export, session, receipt)

    staged = bulk.stage(store, records(), progress, cancelled, checked=True)
    if not staged.count:
        staged.discard()
        return
    receipt.action = bulk.write_staged(store, staged).action_id


def _records(
    export: OwnExport, session: Session | None, receipt: Receipt
) -> Iterator[tuple[str, drafts.Draft]]:
    """The records that are not here, each after those that it refers to."""
    now = datetime.now(UTC)
    later: list[tuple[str, drafts.Draft]] = []
    for kind, rows in export.sheets():
        here = _ids_here(session, kind)
        names = _names_here(session, kind)
        for number, cells in rows:
            receipt.read += 1
            try:
                record_id, values = values_of(kind, cells)
                draft: drafts.Draft = codec.restore(DRAFTS[kind], values)
                problems = [*rules.problems_of(draft, now)]
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise Unreadable("export_damaged", file=export.path.name, sheet=kind, row=number) from error
            if record_id is None:
                raise Unreadable("export_damaged", file=export.path.name, sheet=kind, row=number)
            if record_id in here:
                receipt.unchanged += 1
                continue
            if problems:
                receipt.refused.append(
                    (number, [Problem(p.code, p.field, number, p.values) for p in problems])
                )
                continue
            taken = names.get(_name_key(draft))
            if taken is not None and draft.void_reason is None:
                raise WrongUse("own_name_taken", kind=kind.replace("_", " "), name=taken)
            receipt.added += 1
            receipt.records[kind] += 1
            if isinstance(draft, drafts.Incident | drafts.Statement) and _refers_to_own(draft):
                later.append((record_id, draft))
            else:
                yield record_id, draft
        yield from _in_order(later)
        later.clear()


def _refers_to_own(draft: drafts.Incident | drafts.Statement) -> bool:
    return (draft.seen_before if isinstance(draft, drafts.Incident) else draft.answers) is not None


def _in_order(waiting: list[tuple[str, drafts.Draft]]) -> Iterator[tuple[str, drafts.Draft]]:
    """Records that refer to others of their kind, those that are referred to first."""
    left = dict(waiting)
    while left:
        ready = [
            record_id
            for record_id, draft in left.items()
            if getattr(draft, "seen_before", None) not in left and getattr(draft, "answers", None) not in left
        ] or list(left)
        for record_id in ready:
            yield record_id, left.pop(record_id)


def _ids_here(session: Session | None, kind: str) -> set[str]:
    return set() if session is None else set(session.connection().scalars(select(table_of(kind).c.id)))


_NAMED = {"situation": "name", "sector": "name", "facility": "name"}


def _names_here(session: Session | None, kind: str) -> dict[tuple[str, str], str]:
    """Names that standing records of a kind have, each within its situation."""
    if session is None or kind not in _NAMED:
        return {}
    c, owners = table_of(kind).c, table_of("situation")
    if kind == "situation":
        found = session.connection().execute(select(c.name).where(c.void_reason.is_(None)))
        return {("", row[0].strip().casefold()): row[0] for row in found}
    joined = table_of(kind).join(owners, owners.c.pk == c.situation_pk)
    found = session.connection().execute(
        select(owners.c.id, c.name).select_from(joined).where(c.void_reason.is_(None))
    )
    return {(row[0], row[1].strip().casefold()): row[1] for row in found}


def _name_key(draft: drafts.Draft) -> tuple[str, str]:
    return getattr(draft, "situation", None) or "", str(getattr(draft, "name", "")).strip().casefold()
