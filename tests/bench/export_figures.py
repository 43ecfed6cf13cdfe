"""How long an export takes, beside a bare SELECT of the same revisions and the bare writer over the cells they make."""

import csv
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.bench import stores
from tests.bench.measure import Figure
from tests.bench.store_figures import raw_connection
from tracker import bulk
from tracker.files.out.columns import Kind, columns_of
from tracker.files.out.export import Asked, export
from tracker.files.out.sheets import OFFSET
from tracker.store import Store, create_store

ROWS = 100_000
TURNS = 3
SQL = (
    "SELECT incident.pk, incident.id, revision.content FROM incident "
    "JOIN revision ON revision.id = incident.revision_id ORDER BY incident.pk"
)


def _the_store(path: Path) -> Store:
    store = create_store(path, "Padvarionys", "R. recorder")
    known = stores.begin(store)
    known.facilities.clear()  # incidents alone
    rows = stores.generated(known, ROWS, random.Random(4))
    bulk.write_staged(store, bulk.stage(store, rows))
    return store


def _ours(store: Store, path: Path) -> float:
    begin = time.perf_counter()
    made = export(store, Asked(path, kinds=("incident",)), datetime.now().astimezone())
    spent = time.perf_counter() - begin
    assert made.counts == {"incident": ROWS}
    return spent


def _read(raw: Any) -> None:
    assert sum(1 for _ in raw.execute(SQL)) == ROWS


def _synced(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _cells(path: Path) -> list[list[str]]:
    """The rows of the CSV that was made, header first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _csv_floor(raw: Any, rows: list[list[str]], path: Path) -> float:
    begin = time.perf_counter()
    _read(raw)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)
    _synced(path)
    return time.perf_counter() - begin


Put = tuple[int, Any]


def _prepared(rows: list[list[str]]) -> list[list[Put]]:
    """What is in each row of the sheet, by column: numbers, flags, days, times and texts as Python has them."""
    columns = [(column.name, column.kind) for column in columns_of("incident")]
    heads = []
    for name, kind in columns:
        heads += [name, name + OFFSET] if kind is Kind.MOMENT else [name]
    places = {name: at for at, name in enumerate(heads)}
    prepared: list[list[Put]] = [list(enumerate(heads))]
    for row in rows[1:]:
        made: list[Put] = []
        for (name, kind), cell in zip(columns, row, strict=True):
            if cell:
                at = places[name]
                made.append((at, _typed(kind, cell)))
                if kind is Kind.MOMENT:
                    made.append((at + 1, cell[19:]))
        prepared.append(made)
    return prepared


def _typed(kind: Kind, cell: str) -> Any:
    match kind:
        case Kind.COUNT:
            return int(cell)
        case Kind.NUMBER:
            return float(cell)
        case Kind.FLAG:
            return cell == "true"
        case Kind.DAY:
            return date.fromisoformat(cell)
        case Kind.MOMENT:
            return datetime.fromisoformat(cell).replace(tzinfo=None)
    return cell


def _xlsx_floor(raw: Any, rows: list[list[Put]], path: Path) -> float:
    begin = time.perf_counter()
    _read(raw)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    sheet = book.add_worksheet()
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for line, row in enumerate(rows):
        for at, value in row:
            if isinstance(value, str):
                sheet.write_string(line, at, value)
            elif isinstance(value, bool):
                sheet.write_boolean(line, at, value)
            elif isinstance(value, date):
                sheet.write_datetime(line, at, value, moment)
            else:
                sheet.write_number(line, at, value)
    book.close()
    _synced(path)
    return time.perf_counter() - begin


def _in_turn(ours: Callable[[], float], floor: Callable[[], float]) -> tuple[float, float]:
    """The best of each, timed in turn after one warm-up of ours: the disk's cache is the same for both."""
    ours()
    pairs = [(ours(), floor()) for _ in range(TURNS)]
    return min(a for a, _ in pairs), min(b for _, b in pairs)


def exports() -> Iterator[Figure]:
    """100,000 incidents to a CSV and to a workbook."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = _the_store(folder / "s.btrk")
        raw = raw_connection(store.path)
        try:
            _ours(store, folder / "ours.csv")
            rows = _cells(folder / "ours.csv")
            ours, floor = _in_turn(
                lambda: _ours(store, folder / "ours.csv"), lambda: _csv_floor(raw, rows, folder / "floor.csv")
            )
            yield _figure("CSV", ours, floor)
            prepared = _prepared(rows)
            rows.clear()
            ours, floor = _in_turn(
                lambda: _ours(store, folder / "ours.xlsx"),
                lambda: _xlsx_floor(raw, prepared, folder / "floor.xlsx"),
            )
            yield _figure("XLSX", ours, floor)
        finally:
            raw.close()
            store.close()


def _figure(form: str, ours: float, floor: float) -> Figure:
    name = f"an export of {ROWS:,} incidents to {form}"
    return Figure(name, ours, floor, 2.0, unit="s", floor_name="the same SELECT and rows, bare")
