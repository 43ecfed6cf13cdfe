"""The store's figures: a page, a save, a save during an import, the board's queries; each beside raw sqlite3."""

import random
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import event

from tests.bench import stores
from tests.bench.measure import Figure, in_turn, timed
from tracker import bulk, drafts, figures, incidents
from tracker.codes import AgeBand, Kind, Status

ROUNDS = 60


def raw_connection(path: Path) -> Any:
    """The same driver with the product's own pragmas, and nothing else."""
    raw = sqlcipher.connect(str(path), isolation_level=None, timeout=15)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-32768", "temp_store=MEMORY"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def statements_of(engine: Any, action: Any) -> list[tuple[str, Any, bool]]:
    """The SQL that an action sends, with its parameters, and whether it is one of many rows."""
    caught: list[tuple[str, Any, bool]] = []

    def catch(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            caught.append((sql, values, many))

    event.listen(engine, "before_cursor_execute", catch)
    try:
        action()
    finally:
        event.remove(engine, "before_cursor_execute", catch)
    return caught


def places(
    store: Any, line: Any, sectors: Any
) -> Iterator[tuple[str, incidents.Filter, incidents.Key | None]]:
    """Where pages are read: start, middle and end, filtered and not."""
    filters = {
        "": incidents.Filter(line.pk),
        ", one sector": incidents.Filter(line.pk, sector_pk=sectors[0].pk),
        ", one kind": incidents.Filter(line.pk, kind=Kind.RESCUE),
        ", one status": incidents.Filter(line.pk, status=Status.CLAIMED),
        ", most persons": incidents.Filter(line.pk, order=incidents.Order.MOST_PERSONS),
    }
    for said, wanted in filters.items():
        with store.read() as session:
            anchors = incidents.find_anchors(session, wanted)
        middle = min(len(anchors) // 2, len(anchors) - 2)  # leaves a whole page after it
        spots = {"start": None, "middle": anchors[middle], "end": anchors[-2]}
        for spot, key in spots.items():
            yield f"{spot}{said}", wanted, key


def pages(large: Path, small: Path) -> Iterator[Figure]:
    """A page of 200 against raw, and a million against ten thousand."""
    big, line, sectors = stores.opened(large)
    little, little_line, little_sectors = stores.opened(small)
    raw = raw_connection(large)
    of_small = {name: (w, k) for name, w, k in places(little, little_line, little_sectors)}
    for name, wanted, after in places(big, line, sectors):

        def ours(store: Any = big, wanted: Any = wanted, after: Any = after) -> list[Any]:
            with store.read() as session:
                return incidents.find_incidents(session, wanted, after)

        sent = statements_of(big._reader, ours)

        def floor(sent: Any = sent) -> None:
            for sql, values, _ in sent:
                raw.execute(sql, values).fetchall()

        a, b = in_turn(ours, floor, ROUNDS)
        yield Figure(f"page of 200 at 1 million, {name}", a, b, 2.5, floor_name="raw sqlite3, same SQL")
        small_wanted, small_after = of_small[name]

        def fewer(wanted: Any = small_wanted, after: Any = small_after) -> list[Any]:
            return ours(little, wanted, after)

        a, b = in_turn(ours, fewer, ROUNDS)
        yield Figure(f"page of 200, {name}: 1 million", a, b, 1.3, floor_name="10 thousand")
    raw.close()
    big.close()
    little.close()


def a_draft(line: Any, sectors: Any) -> drafts.Incident:
    """What a coordinator saves."""
    return drafts.Incident(
        situation=line.id,
        sector=sectors[0].id,
        persons=23,
        happened_at=datetime.now().astimezone(),
        text="Group found 300 m west of the river, all walking.",
        source="Patrol 7, own observation",
        groups=[drafts.Group(15, "IRQ"), drafts.Group(5, "XCG"), drafts.Group(4, age=AgeBand.MINOR)],
    )


def saves(large: Path, small: Path) -> Iterator[Figure]:
    """One acknowledged save: against raw writing the same rows with one fsync, and a million against ten thousand."""
    big, line, sectors = stores.opened(stores.a_copy(large))
    little, little_line, little_sectors = stores.opened(stores.a_copy(small))
    twin = stores.a_copy(
        large, "twin"
    )  # a writer's cache is its own only while nobody else writes to its file
    raw = raw_connection(twin)

    def ours() -> Any:
        return big.write(incidents.record_incident, a_draft(line, sectors))

    times: list[float] = []
    floors: list[float] = []
    ours()
    for _ in range(ROUNDS):
        times.append(timed(ours))
        # Another one is watched, and what it writes is written to the twin.
        written = [sent for sent in statements_of(big._writer, ours) if sent[0].lstrip().startswith("INSERT")]
        floors.append(timed(lambda written=written: _write_raw(raw, written)))
    yield Figure(
        "one save at 1 million",
        statistics.median(times),
        statistics.median(floors),
        3.0,
        floor_name="raw sqlite3, same rows, one fsync",
    )
    a, b = in_turn(
        ours, lambda: little.write(incidents.record_incident, a_draft(little_line, little_sectors)), ROUNDS
    )
    yield Figure("one save: 1 million", a, b, 1.5, floor_name="10 thousand")
    raw.close()
    twin.unlink()
    big.close()
    little.close()


def _write_raw(raw: Any, written: list[tuple[str, Any, bool]]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    for sql, values, many in written:
        (raw.executemany if many else raw.execute)(sql, values)
    raw.execute("COMMIT")


def import_and_saves(small: Path) -> Iterator[Figure]:
    """The longest wait of a save while 100,000 rows come in; the limit of two seconds is the floor."""
    store, line, sectors = stores.opened(stores.a_copy(small))
    known = stores.Known(line.id, [s.id for s in sectors], [])
    rows = stores.generated(known, 100_000, random.Random(5))
    waits: list[float] = []
    over = threading.Event()

    def keep_saving() -> None:
        while not over.is_set():
            waits.append(timed(lambda: store.write(incidents.record_incident, a_draft(line, sectors))))
            time.sleep(0.05)

    saver = threading.Thread(target=keep_saving)
    saver.start()
    try:
        spent = timed(lambda: bulk.write_staged(store, bulk.stage(store, rows)))
    finally:
        over.set()
        saver.join()
    yield Figure(
        f"longest wait of {len(waits)} saves during an import of 100,000 ({spent:.0f} s)",
        max(waits),
        2.0,
        1.0,
        unit="s",
        floor_name="two seconds",
    )
    store.close()


def boards(large: Path, small: Path) -> Iterator[Figure]:
    """The board's queries: a million against ten thousand."""
    big, line, _ = stores.opened(large)
    little, little_line, _ = stores.opened(small)
    now = stores.LAST
    day = figures.today(line, now)

    def read(store: Any, situation: Any) -> Any:
        with store.read() as session:
            return figures.read_board(session, situation, day, now)

    a, b = in_turn(lambda: read(big, line), lambda: read(little, little_line), ROUNDS)
    yield Figure("the board's figures: 1 million", a, b, 2.0, floor_name="10 thousand")
    big.close()
    little.close()
