"""Marks for `tests/bench` and for tests of a real window: what was on the screen, and when. Silent unless asked for."""

import os
import sys
import time

VARIABLE = "BORDER_TRACKER_MARKS"
_started = time.perf_counter()


def mark(name: str) -> None:
    """With BORDER_TRACKER_MARKS set, print `mark NAME SECONDS` to standard error; seconds since Python's start-up.

    The variable is for measuring: whoever starts the program waits for the line, and needs no picture of the screen.
    """
    if os.environ.get(VARIABLE):
        sys.stderr.write(f"mark {name} {time.perf_counter() - _started:.4f}\n")
        sys.stderr.flush()
