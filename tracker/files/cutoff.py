"""The hour at which a reporting day ends, as notes of tables say it: "entro le ore 8:00 del giorno di riferimento"."""

import re
from collections.abc import Iterable
from itertools import islice

from tracker.files.cells import plain
from tracker.files.tables import Table
from tracker.nationalities import fold

_SAMPLE = 2_000  # rows
_BEFORE = (
    r"entro le(?: ore)?|alle ore|fino alle(?: ore)?|as of|until|up to|till|cut-?off(?: time)?(?: at| is)?|"
    r"do godz(?:iny|\.)?|iki|kuni kell|kell|bis|stand|до|по состоянию на"
)
_HOUR = re.compile(
    rf"(?:{_BEFORE})\s*:?\s*(?:ore\s*)?([01]?\d|2[0-4])\s*[:.h]\s*([0-5]\d)(?!\s*[./-]?\s*\d)", re.IGNORECASE
)
_NOTES = {
    fold(name)
    for name in (
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
        "pastabos",
        "uwagi",
        "anmerkung",
    )
}


def find_cutoff(table: Table) -> tuple[int, str] | None:
    """The minute of the day at which the days of a table end (1440 for midnight), and the words that say so.

    From its notes column, its title and footnotes; None where nothing says it, or different rows say different hours.
    """
    found: dict[int, str] = {}
    for text in _notes(table):
        match = _HOUR.search(text)
        if match:
            minute = int(match[1]) * 60 + int(match[2])
            if minute <= 1440:
                found.setdefault(minute or 1440, match[0])
    return next(iter(found.items())) if len(found) == 1 else None


def _notes(table: Table) -> Iterable[str]:
    yield from table.around
    places = [at for at, name in enumerate(table.header) if fold(name) in _NOTES]
    seen: set[str] = set()
    for row in islice(table.rows(), _SAMPLE) if places else ():
        for at in places:
            text = plain(row.cells[at]) if at < len(row.cells) else None
            if text and text not in seen and len(seen) < 200:
                seen.add(text)
                yield text[:1_000]
