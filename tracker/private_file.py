"""Files that only their owner may read, whatever the system's habit for new files is: all of them hold records."""

import os
from pathlib import Path


def make_private(path: Path) -> None:
    """Make an empty file that nobody else can read, for a library to open and fill. One that is there stays."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
