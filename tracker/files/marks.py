"""Whether a file is still what it was: somebody may save it anew, or a sync may put another in its place, meanwhile."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tracker.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Mark:
    """Size in bytes, time of the last change in nanoseconds, SHA-256 (hex); of a folder, that of its list of files."""

    size: int
    modified: int
    sha256: str


def mark_of(path: Path) -> Mark:
    """The mark of a file or folder as it is now. OSError as it comes."""
    state = path.stat()
    if path.is_dir():
        digest = hashlib.sha256()
        for found in sorted(path.rglob("*")):
            if found.is_file() and not found.is_symlink():
                stat = found.stat()
                digest.update(
                    f"{found.relative_to(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode(
                        errors="replace"
                    )
                )
        return Mark(0, 0, digest.hexdigest())
    with path.open("rb") as file:
        return Mark(state.st_size, state.st_mtime_ns, hashlib.file_digest(file, "sha256").hexdigest())


def check_unchanged(path: Path, mark: Mark) -> None:
    """Raise Unreadable if the file is no longer what it was when the mark was made."""
    try:
        same = mark_of(path) == mark
    except OSError:
        same = False
    if not same:
        raise Unreadable("file_changed", file=path.name)
