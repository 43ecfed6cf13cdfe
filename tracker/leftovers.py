"""What a kill left beside a store, and nobody needs."""

import glob
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from tracker.evidence import folder_of


def sweep(store_path: Path) -> None:
    """Delete what a kill left beside a store: staging files, but not that of an import that is running; stores that
    were being made under this name, which is taken now; stores as they were (`past.py`) that nobody reads any more;
    halves of copies, of the store and of files of evidence and reports.
    """
    for path in _beside(store_path, "new-*"):
        _delete(path)
    left = [path for path in _beside(store_path, "staged-*") if not _is_held(path)]
    if left:
        time.sleep(_A_MOMENT)
    for path in left:
        if not _is_held(path):
            _delete(path)
    halves = [*_beside(store_path, "before-migration-*.part"), *folder_of(store_path).glob("*.part")]
    for path in [*halves, *_beside(store_path, "known-*")]:
        with suppress(OSError):  # gone by itself
            if time.time() - path.stat().st_mtime > _LONG:
                _delete(path)


def _beside(store_path: Path, ending: str) -> Iterator[Path]:
    return store_path.parent.glob(f"{glob.escape(store_path.name)}.{ending}")


def _delete(path: Path) -> None:
    with suppress(OSError):  # it is in nobody's way
        path.unlink(missing_ok=True)


_LONG = 24 * 3600  # seconds since anything was written to a copy; nobody is at work on it any more
_A_MOMENT = 0.1  # seconds; an import lets go for far less than that, between writing its file and holding it


def _is_held(path: Path) -> bool:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlcipher.connect(uri, uri=True, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
    except sqlcipher.DatabaseError as error:
        return "locked" in str(error)  # else it is gone, or was never finished
    return False
