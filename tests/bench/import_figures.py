"""How long a table takes to come in, beside a bare parse and `executemany` of the very rows that it becomes."""

import csv
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from tests.bench.measure import Figure
from tracker import drafts
from tracker.files.fields import Subject
from tracker.files.intake import import_table
from tracker.files.request import Request
from tracker.situations import open_situation
from tracker.store import create_store

ROWS = 100_000
TURNS = 3
TABLES = ("incident", '"group"', "revision", "daily_total")
NATIONALITIES = ("IRQ", "COD", "CMR", "SYR", "AFG", "GIN", "LKA", "RUS")
SECTORS = ("Druskininkai", "Varėna", "Medininkai", "Adutiškis", "Lavoriškės", "Dieveniškės")


def write_table(path: Path, rows: int) -> None:
    """A list of incidents as a coordinator's spreadsheet has it."""
    chance = random.Random(4)
    begin = datetime(2020, 1, 1, tzinfo=UTC)  # the clock of a place that never changes it
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["when", "sector", "persons", "nationality", "text"])
        for number in range(rows):
            when = begin + timedelta(minutes=7 * number)
            writer.writerow(
                [
                    f"{when:%Y-%m-%d %H:%M}",
                    chance.choice(SECTORS),
                    chance.randint(1, 40),
                    chance.choice(NATIONALITIES),
                    f"Found by patrol {number % 97} near post {number % 311}",
                ]
            )


def _new_store(path: Path) -> None:
    def opened(session: Any) -> None:
        open_situation(session, drafts.Situation(name="bench", time_zone="Europe/Minsk"))

    create_store(path, "Padvarionys", "R. recorder", then=opened).close()


def _ours(folder: Path, table: Path) -> tuple[float, Path]:
    path = Path(tempfile.mkdtemp(dir=folder)) / "ours.btrk"
    _new_store(path)
    begin = time.perf_counter()
    receipt = import_table(path, Request(table, Subject.INCIDENTS), "R. recorder")
    spent = time.perf_counter() - begin
    assert receipt.added == ROWS
    return spent, path


def _prepared(path: Path) -> list[tuple[str, int, list[tuple[Any, ...]]]]:
    """The rows that the import made, as tuples, with the number of their columns."""
    raw = sqlcipher.connect(str(path))
    try:
        found = []
        for table in TABLES:
            where = "WHERE record_type IN ('incident', 'sector')" if table == "revision" else ""
            rows = raw.execute(f"SELECT * FROM {table} {where}").fetchall()
            found.append((table, len(rows[0]), rows))
        bodies = raw.execute(
            "SELECT pk, coalesce(text, '') || ' ' || coalesce(place, '') FROM incident"
        ).fetchall()
        found.append(("incident_search(rowid, body)", 2, bodies))
        return found
    finally:
        raw.close()


def _floor(folder: Path, table: Path, prepared: list[tuple[str, int, list[tuple[Any, ...]]]]) -> float:
    """Parse the file, then put the prepared rows into the same tables of a fresh store: one transaction, one fsync."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "floor.btrk"
    _new_store(path)
    raw = sqlcipher.connect(str(path), isolation_level=None)
    try:
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("PRAGMA synchronous=FULL")
        begin = time.perf_counter()
        with table.open(encoding="utf-8", newline="") as file:
            parsed = sum(1 for _ in csv.reader(file))
        raw.execute("BEGIN IMMEDIATE")
        for name, width, rows in prepared:
            raw.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)
        raw.execute("COMMIT")
        spent = time.perf_counter() - begin
        assert parsed == ROWS + 1
        return spent
    finally:
        raw.close()


def imports() -> Iterator[Figure]:
    """100,000 incidents from a CSV into a fresh store."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "t.csv"
        write_table(table, ROWS)
        spent, path = _ours(folder, table)
        prepared = _prepared(path)
        ours, floors = [spent], [_floor(folder, table, prepared)]
        for _ in range(TURNS - 1):
            ours.append(_ours(folder, table)[0])
            floors.append(_floor(folder, table, prepared))
        yield Figure(
            f"an import of {ROWS:,} incidents",
            min(ours),
            min(floors),
            3.0,
            unit="s",
            floor_name="the same rows, bare",
        )
