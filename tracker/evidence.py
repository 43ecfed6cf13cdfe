"""Evidence: files taken in beside the store, each under the SHA-256 of what is in it.

A file is copied and hashed in one reading, made durable, and only then given its name; the same file twice is one copy.
"""

import errno
import hashlib
import mimetypes
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tracker.drafts import Evidence
from tracker.errors import DiskFull, EnvironmentProblem, StoreReadOnly, Unreadable
from tracker.ids import new_id
from tracker.whole_file import write_whole

CHUNK = 1 << 20


class Stopped(Exception):
    """The person does not want the file any more; nothing is left of it."""


def folder_of(store: Path) -> Path:
    """Where the evidence of a store is kept."""
    return store.with_name(f"{store.name}.evidence")


def path_of(store: Path, sha256: str) -> Path:
    """Where the file with this hash is kept."""
    return folder_of(store) / sha256


def take_in(source: Path, store: Path, go_on: Callable[[int], bool] = lambda done: True) -> Evidence:
    """Copy a file beside the store; returns what an incident says of it. `go_on` is told the bytes read so far.

    Raises Unreadable for what is no file to be read, EnvironmentProblem where the copy cannot be written, Stopped.
    """
    folder = folder_of(store)
    partial = folder / f"{new_id()}.part"
    digest, size = hashlib.sha256(), 0
    with _opened(source) as reading, _explained(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            # Opened like this, nobody else on the laptop can read it.
            with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
                while chunk := _read(reading, source):
                    digest.update(chunk)
                    copy.write(chunk)
                    size += len(chunk)
                    if not go_on(size):
                        raise Stopped
                copy.flush()
                os.fsync(copy.fileno())
            if size == 0:
                raise Unreadable("file_empty", file=source.name)
            partial.replace(folder / digest.hexdigest())
            _make_durable(folder)
        finally:
            partial.unlink(missing_ok=True)
    media_type, _ = mimetypes.guess_type(source.name)
    return Evidence(name=source.name, sha256=digest.hexdigest(), size=size, media_type=media_type)


def keep(content: bytes, store: Path) -> str:
    """Keep bytes beside the store as a file by their hash, which is returned. Raises EnvironmentProblem."""
    sha256 = hashlib.sha256(content).hexdigest()
    folder = folder_of(store)
    with _explained(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / sha256, content)
    return sha256


def is_whole(store: Path, evidence: Evidence) -> bool:
    """Whether the copy is there and is still what was taken in."""
    try:
        with path_of(store, evidence.sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == evidence.sha256
    except OSError:
        return False


def _opened(source: Path) -> BinaryIO:
    """The file for reading. A pipe would wait for ever, so what is no plain file is refused before it is opened."""
    try:
        mode = source.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unreadable("file_is_folder", file=source.name)
        if not stat.S_ISREG(mode):
            raise Unreadable("file_not_regular", file=source.name)
        return source.open("rb")
    except FileNotFoundError:
        raise Unreadable("file_missing", file=source.name) from None
    except PermissionError:
        raise Unreadable("file_not_permitted", file=source.name) from None
    except (OSError, ValueError) as e:
        raise Unreadable("file_unreadable", file=source.name, reason=str(e)) from None


def _read(reading: BinaryIO, source: Path) -> bytes:
    try:
        return reading.read(CHUNK)
    except OSError as e:  # a stick pulled out half-way
        raise Unreadable("file_unreadable", file=source.name, reason=e.strerror) from None


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What stands in the way of the copy, as errors that a person can act on."""
    try:
        yield
    except OSError as e:
        if e.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull("disk_full", path=str(folder)) from e
        if e.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise StoreReadOnly("store_read_only", path=str(folder)) from e
        raise EnvironmentProblem("disk_error", path=str(folder)) from e


def _make_durable(folder: Path) -> None:
    """Have the new name survive a dead battery; Windows does so by itself and has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
