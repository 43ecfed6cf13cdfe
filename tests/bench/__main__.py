"""`make bench`: prints each figure beside its floor from the same run; exit 1 if a goal is not met.

Stores are built through the product's own write path at the first run and kept in the folder named by BENCH_FOLDER
(else a folder of the system's for temporary files).
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import import_figures, quickline_figures, store_figures, stores, window_figures
from tests.bench.measure import Figure


def all_figures(folder: Path, million: int) -> Iterator[Figure]:
    """Every figure, in the order of the issue."""
    small, large = stores.the_store(folder, 10_000), stores.the_store(folder, million)
    yield from window_figures.windows(large, small)
    yield from store_figures.pages(large, small)
    yield from store_figures.saves(large, small)
    yield from store_figures.import_and_saves(small)
    yield from import_figures.imports()
    yield from store_figures.boards(large, small)
    yield from quickline_figures.quickline()


def main() -> int:
    """Measure and print."""
    folder = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir()) / "border-tracker-bench")
    folder.mkdir(parents=True, exist_ok=True)
    million = int(os.environ.get("BENCH_MILLION", "1000000"))
    if million != 1_000_000:
        print(f"Not the real thing: {million:,} incidents stand in for a million.")
    missed = 0
    for figure in all_figures(folder, million):
        print(figure.line(), flush=True)
        missed += not figure.met
    print(f"{missed} not met" if missed else "all met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
