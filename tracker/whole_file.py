"""A file that is there as a whole or not at all: written beside its place, on the disk, then put in its place."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from tracker.errors import DiskFull, EnvironmentProblem
from tracker.ids import new_id
from tracker.private_file import make_private

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Windows says so too where another program has the file open.
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to. What is there takes the place of `path` once the block has ended well.

    Only its owner may read the file: it may hold records. Whatever ends the block otherwise, a full disk or somebody
    who stopped it, leaves `path` as it was and nothing beside it.

    Raises DiskFull, and EnvironmentProblem where the path cannot be written.
    """
    partial = path.with_name(f".{path.name[:80]}.{new_id()[-12:]}.part")
    try:
        make_private(partial)
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _explained(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _explained(path: Path, error: OSError) -> EnvironmentProblem:
    """What stands in the way, as what can be done about it differs."""
    if error.errno in _FULL:
        return DiskFull("file_disk_full", path=str(path))
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return EnvironmentProblem("file_without_folder", folder=str(path.parent))
    if error.errno == errno.EISDIR or (error.errno in _NOT_ALLOWED and path.is_dir()):
        return EnvironmentProblem("name_of_folder", path=str(path))
    if error.errno == errno.EROFS:
        return EnvironmentProblem("file_on_read_only", path=str(path))
    if error.errno in _NOT_ALLOWED:
        return EnvironmentProblem("file_not_allowed", path=str(path))
    reason = error.strerror or type(error).__name__
    return EnvironmentProblem("file_not_written", path=str(path), reason=reason)


def write_whole(path: Path, data: bytes) -> None:
    """Write bytes to a file, all or nothing. Raises as `whole_file` does."""
    with whole_file(path) as partial:
        partial.write_bytes(data)


def _sync_folder(folder: Path) -> None:
    """Without this a dead battery may leave the old name; Windows has no such thing."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
