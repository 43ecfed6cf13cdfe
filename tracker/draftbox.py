"""What is half typed, in a small file of its own beside the store, so that no long write delays it.

Drafts are not revisions: each is whatever JSON a form makes of what stands in it, and is gone once it is saved or
discarded. Only the standard library and the driver are imported here: keys are kept from the first window on.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from tracker.errors import DiskFull, EnvironmentProblem, StoreDamaged
from tracker.private_file import make_private

BUSY_SECONDS = 2

_CREATE = """
CREATE TABLE IF NOT EXISTS draft (
    key TEXT PRIMARY KEY NOT NULL,
    form TEXT NOT NULL,
    payload TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept draft: its key, the form that it belongs to, what that form kept, and when (aware, UTC)."""

    key: str
    form: str
    payload: dict[str, Any]
    kept_at: datetime


def path_beside(store: Path) -> Path:
    """Where the drafts of a store are."""
    return store.with_name(store.name + ".drafts")


class DraftBox:
    """The open file. One thread uses it.

    `set_aside` names where a file that could not be read was moved to; `unreadable` counts drafts that were damaged.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises EnvironmentProblem when it cannot be written."""
        self.path = path
        self.set_aside: Path | None = None
        self.unreadable = 0
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = _connect_in_turn(path)
            except sqlcipher.DatabaseError as error:
                if isinstance(error, sqlcipher.OperationalError):
                    raise
                # A damaged file is moved away, never deleted: somebody may still get something out of it.
                self.set_aside = _move_away(path)
                self._connection = _connect_in_turn(path)

    def keep(self, key: str, form: str, payload: dict[str, Any], at: datetime | None = None) -> datetime:
        """Put what a form holds in place of what was kept under the key; on disk when this returns. Returns when."""
        kept_at = at or datetime.now(UTC)
        text = json.dumps(payload, ensure_ascii=False)
        with _explained(self.path):
            self._connection.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)",
                (key, form, text, kept_at.isoformat(), _hash(key, form, text)),
            )
        return kept_at

    def discard(self, key: str) -> None:
        """Forget a draft; one that is not there is no error."""
        with _explained(self.path):
            self._connection.execute("DELETE FROM draft WHERE key = ?", (key,))

    def read_all(self) -> list[Kept]:
        """All kept drafts, oldest first. Damaged ones are left out and counted in `unreadable`."""
        found = []
        self.unreadable = 0
        with _explained(self.path):
            rows = self._connection.execute(
                "SELECT key, form, payload, kept_at, hash FROM draft ORDER BY kept_at, key"
            ).fetchall()
        for key, form, text, kept_at, kept_hash in rows:
            if _hash(key, form, text) == kept_hash:
                found.append(Kept(key, form, json.loads(text), datetime.fromisoformat(kept_at)))
            else:
                self.unreadable += 1
        return found

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlcipher.Error):
            self._connection.close()


def _connect_in_turn(path: Path) -> Any:
    # A new file becomes a WAL file under an exclusive lock, and for that SQLite does not wait: of two that open it at
    # once, one is told that it is locked.
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _connect(path)
        except sqlcipher.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(0.01)


def _connect(path: Path) -> Any:
    make_private(path)
    connection = sqlcipher.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        # One fsync for each draft; after a kill, or a dead battery, the last one is there.
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(_CREATE)
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlcipher.DatabaseError("malformed")
        connection.execute("SELECT key, form, payload, kept_at, hash FROM draft LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def _move_away(path: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    target = path.with_name(f"{path.name}.damaged-{stamp}")
    path.replace(target)
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(target.with_name(target.name + suffix))
    return target


def _hash(key: str, form: str, text: str) -> bytes:
    return sha256("\0".join((key, form, text)).encode()).digest()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlcipher.Error as error:
        said = str(error)
        if "full" in said:
            raise DiskFull("drafts_disk_full", path=str(path)) from error
        if "malformed" in said or "not a database" in said:
            raise StoreDamaged("drafts_damaged", path=str(path)) from error
        raise EnvironmentProblem("drafts_not_written", path=str(path), reason=said) from error
    except OSError as error:
        raise EnvironmentProblem(
            "drafts_not_written", path=str(path), reason=error.strerror or type(error).__name__
        ) from error
