"""The reference situation in a new store: Lithuania–Belarus 2021, and Turkey–Greece in March 2020 beside it.

What was published and said comes from resources/demo/lithuania-2021.toml and turkey-greece-2020.toml, each with its
source. Incidents, facilities, capacities, headcounts and movements are made up and marked illustrative.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker import drafts
from tracker.bulk import Cancelled, stage, write_staged
from tracker.demo.data import FOLDER, Records, add_facts
from tracker.demo.facilities import add_facilities
from tracker.demo.incidents import add_incidents
from tracker.evidence import take_in
from tracker.ids import new_id
from tracker.store import create_store, explained, give_name

STATION = "Padvarionys"
EVIDENCE = "video-posted-2021-08-03.txt"
EVERY = 50  # records between two words of progress

Progress = Callable[[int, int], None]


def write_demo(
    path: Path,
    progress: Progress | None = None,
    author: str = "demo",
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Write the demo into a new store at `path`; `progress(done, of)` is told of records.

    The file has its name only once it is whole. Raises FileExistsError, EnvironmentProblem, and Cancelled, which
    leaves nothing behind.
    """
    beside = path.with_name(f"{path.name}.new-{new_id()}")
    records = demo_records()
    try:
        with explained(path):
            if path.exists():
                raise FileExistsError(path)
            store = create_store(beside, STATION, author)
            try:
                write_staged(store, stage(store, _told(records, progress, cancelled)))
            finally:
                store.close()  # moves what is in the write-ahead log into the file
            if cancelled():
                raise Cancelled
            give_name(beside, path)
            take_in(FOLDER / EVIDENCE, path)
    finally:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{beside}{suffix}").unlink()


def demo_records() -> list[tuple[str, drafts.Draft]]:
    """All records of the demo, new ids and drafts, each after those that it refers to."""
    records = Records()
    situation_id, situation = add_facts(records, "lithuania-2021.toml")
    zone = ZoneInfo(situation.time_zone)
    happened = add_incidents(records, situation_id, zone)
    add_facilities(records, situation_id, zone, happened)
    add_facts(records, "turkey-greece-2020.toml")
    return records.made


def _told(
    records: list[tuple[str, drafts.Draft]], progress: Progress | None, cancelled: Callable[[], bool]
) -> Iterator[tuple[str, drafts.Draft]]:
    for done, record in enumerate(records):
        if done % EVERY == 0:
            if cancelled():
                raise Cancelled
            if progress:
                progress(done, len(records))
        yield record
    if progress:
        progress(len(records), len(records))
