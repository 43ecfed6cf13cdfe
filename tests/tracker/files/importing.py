"""What the tests of imports share: a table of text, and its import into the store of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker import integrity, undo
from tracker.files.fields import Subject
from tracker.files.intake import import_table
from tracker.files.receipt import Receipt
from tracker.files.request import Request
from tracker.store import Store, open_store

AUTHOR = "R. recorder"


class Desk:
    """A folder with a store and tables; `receive` imports a table that is given as text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "s.btrk"

    def table(self, text: str, name: str = "t.csv") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def receive(self, subject: Subject, table: str | Path, *maps: str, **more: Any) -> Receipt:
        """Import; the classes of the receipt always sum to the rows read."""
        path = self.table(table) if isinstance(table, str) else table
        more.setdefault("time_zone", "Europe/Vilnius")
        receipt = import_table(self.path, Request(path, subject, list(maps), **more), AUTHOR)
        counts = receipt.counts()
        assert counts["read"] == sum(counts.values()) - counts["read"]
        return receipt

    @contextmanager
    def store(self) -> Iterator[Store]:
        opened = open_store(self.path, AUTHOR)
        try:
            yield opened
        finally:
            opened.close()

    def undo(self) -> None:
        with self.store() as store:
            store.write(undo.undo_last, AUTHOR, store.station_id)

    def check(self) -> None:
        """The store is sound."""
        assert integrity.check_file(self.path) == []


def reasons(receipt: Receipt) -> list[tuple[int, str, str | None]]:
    """Row, code and field of every refused row's first problem."""
    return [(row, problems[0].code, problems[0].field) for row, problems in receipt.refused]


def counts(receipt: Receipt) -> tuple[int, int, int, int, int, int]:
    """read, added, superseded, unchanged, set aside, refused."""
    found = receipt.counts()
    return tuple(found.values())  # type: ignore[return-value]
