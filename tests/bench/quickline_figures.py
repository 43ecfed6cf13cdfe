"""The quick line is read and completed at each key: both beside a millisecond, of which a key may cost a few."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

from tests.bench.measure import Figure, timed
from tracker.quickline import Named, Vocabulary, complete, read

LINE = (
    'yesterday 23:40 Lavoriškės ~30 (25-35) Iraq 12, Congo 5, women 3 claimed escorted "a villager" B2 > Ruk'
)
KNOWN = Vocabulary(
    situation="s",
    time_zone="Europe/Vilnius",
    cutoff=1440,
    sectors=[Named("d", "Druskininkai"), Named("l", "Lavoriškės")],
    facilities=[Named("r", "Rukla"), Named("p", "Pabradė")],
)
NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)
# Repeated until there is a page of it: what somebody may paste, and what a careless parser is slow at.
LONG = [
    "x", "x ", "9", "9 ", ":", '"', '""', "„", "„a“ ", "(", "the ", "🎉 ", "IQ:1 ", "5 Iraqis ", "from: ", "at ", "Va",
    "Druskinikai ", "> ", "> Pabr ", "a-", "~", "25-", "02:10 ", "Congo and the ", "سوريا ", "e\u0301", "\u202e",
    "text: ", "men women ", "IQ/f/", "-", ". ", "1,200", "moved to ", "sector: ", "party: ", "unknown ", "w1 w2 w3 w4 ",
]  # fmt: skip
SHORT_PAGE, LONG_PAGE = 1_000, 10_000  # characters


def quickline() -> Iterator[Figure]:
    """A reading and a completion of a long line."""
    steps: list[tuple[str, Callable[[], object], float]] = [
        ("the quick line read", lambda: read(LINE, KNOWN, NOW), 1.0),
        ("the quick line completed", lambda: complete(LINE, len(LINE), KNOWN), 5.0),
    ]
    for name, action, limit in steps:
        action()  # loads the names of countries
        yield Figure(
            name, median(timed(action) for _ in range(100)), 0.001, limit, floor_name="one millisecond"
        )
    slowest = max(LONG, key=lambda piece: timed(lambda: read(_page(piece, LONG_PAGE), KNOWN, NOW)))
    long, short = (
        median(timed(lambda size=size: read(_page(slowest, size), KNOWN, NOW)) for _ in range(5)) / size
        for size in (LONG_PAGE, SHORT_PAGE)
    )
    yield Figure(
        f"a character of a page of {slowest!r}, the slowest of {len(LONG)}", long, short, 3.0,
        unit="us", floor_name="of a tenth of a page",
    )  # fmt: skip


def _page(piece: str, size: int) -> str:
    return (piece * size)[:size]
