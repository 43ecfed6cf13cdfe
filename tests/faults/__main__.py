"""`make faults ROUNDS=200`: kills the program that often in the midst of its work; exit 1 if anything is lost."""

import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.rounds import Tally, rounds_on_rows
from tests.faults.window_rounds import rounds_in_a_window

SIDE_BY_SIDE = 2
IN_A_WINDOW = 5  # rounds, beside the others


def show(words: str) -> None:
    """Print at once, also into a pipe."""
    print(words, flush=True)


def main() -> int:
    """Run the rounds and print what they came to."""
    rounds = int(os.environ.get("ROUNDS", "200"))
    folder = Path(tempfile.mkdtemp(prefix="border-tracker-faults-"))
    began = time.monotonic()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        rows = [
            pool.submit(
                rounds_on_rows,
                folder,
                f"row{i}",
                list(range(1 + i, rounds + 1, SIDE_BY_SIDE)),
                lambda s: print(s, flush=True),
            )
            for i in range(SIDE_BY_SIDE)
        ]
        tally = Tally()
        for row in rows:
            tally.add(row.result())
    tally.add(rounds_in_a_window(folder, min(IN_A_WINDOW, rounds), show))
    for words in tally.failed:
        print(words)
    print(f"{tally.words()} {time.monotonic() - began:.0f} s.")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
