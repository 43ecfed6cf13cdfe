"""`make bench`: prints each figure beside its floor from the same run; exit 1 if a goal is not met.

`make bench ARGS="export"` measures those whose name has that word in it; with several words, those with any of them.
Stores are built through the product's own write path at the first run and kept in the folder named by BENCH_FOLDER
(else a folder of the system's for temporary files).
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from tests.bench import (
    export_figures,
    import_figures,
    quickline_figures,
    store_figures,
    stores,
    window_figures,
)
from tests.bench.measure import Figure

Measure = Callable[[], Iterator[Figure]]


def all_figures(folder: Path, million: int) -> dict[str, Measure]:
    """What measures the figures, by what they are of, in order; stores are built once one needs them."""

    @cache
    def small() -> Path:
        return stores.the_store(folder, 10_000)

    @cache
    def large() -> Path:
        return stores.the_store(folder, million)

    return {
        "window": lambda: window_figures.windows(large(), small()),
        "page of the list": lambda: store_figures.pages(large(), small()),
        "save": lambda: store_figures.saves(large(), small()),
        "save during an import": lambda: store_figures.import_and_saves(small()),
        "import": import_figures.imports,
        "export": export_figures.exports,
        "board": lambda: store_figures.boards(large(), small()),
        "quick line": quickline_figures.quickline,
    }


def main(words: list[str]) -> int:
    """Measure and print."""
    folder = Path(os.environ.get("BENCH_FOLDER") or Path(tempfile.gettempdir()) / "border-tracker-bench")
    folder.mkdir(parents=True, exist_ok=True)
    million = int(os.environ.get("BENCH_MILLION", "1000000"))
    if million != 1_000_000:
        print(f"Not the real thing: {million:,} incidents stand in for a million.")
    figures = all_figures(folder, million)
    chosen = [name for name in figures if not words or any(word.casefold() in name for word in words)]
    if not chosen:
        print(f"There are no such figures. There are: {', '.join(figures)}.")
        return 2
    missed = 0
    for name in chosen:
        for figure in figures[name]():
            print(figure.line(), flush=True)
            missed += not figure.met
    print(f"{missed} not met" if missed else "all met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
