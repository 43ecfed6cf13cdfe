"""Files that only their owner may read, whatever the system's habit for new files is: all of them hold records."""

import contextlib
import os
from pathlib import Path


def make_private(path: Path) -> None:
    """Make an empty file that nobody else can read, for a library to fill. One that is there keeps its content."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if hasattr(os, "fchmod"):
            with contextlib.suppress(OSError):  # somebody else's file, or a stick that knows no owners
                os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
