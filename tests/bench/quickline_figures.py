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
