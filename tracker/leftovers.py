"""What a kill left beside a store, and nobody needs."""

import time
from contextlib import closing, suppress
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher


def sweep(store_path: Path) -> None:
    """Delete what a kill left beside a store: staging files, but not that of an import that is running, and stores
    that were being made under this name, which is taken now.
    """
    for path in store_path.parent.glob(f"{store_path.name}.new-*"):
        with suppress(OSError):
            path.unlink(missing_ok=True)
    left = [path for path in store_path.parent.glob(f"{store_path.name}.staged-*") if not _is_held(path)]
    if left:
        time.sleep(_A_MOMENT)
    for path in left:
        if not _is_held(path):
            with suppress(OSError):  # it is in nobody's way
                path.unlink(missing_ok=True)


_A_MOMENT = 0.1  # seconds; an import lets go for far less than that, between writing its file and holding it


def _is_held(path: Path) -> bool:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlcipher.connect(uri, uri=True, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
    except sqlcipher.DatabaseError as error:
        return "locked" in str(error)  # else it is gone, or was never finished
    return False
