"""What all readers of cells share: the plain text of a cell, what stands for nothing, and how a cell is refused."""

from datetime import date, datetime
from typing import Any

from tracker.errors import TrackerError
from tracker.files.tables import Cell

# Arabic-Indic, and its eastern form for Persian, Kurdish, Pashto and Urdu.
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)

# "nan" is not among them: it means that something went wrong on the way.
_MISSING = {"", "-", "–", "—", ".", "..", "...", "…", "n/a", "na", "n.a.", "n.d.", "nd", "#n/a", ":"}
_MISSING |= {
    "н/д",
    "нет данных",
    "b.d.",
    "brak danych",
    "k.a.",
    "keine angabe",
    "nėra duomenų",
    "nav datu",
    "no data",
}
# Marks that steer the direction of writing, byte-order marks and the like: not seen, so not meant.
INVISIBLE = "\ufeff\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NOT_SEEN = dict.fromkeys(map(ord, INVISIBLE))
_SHOWN = 80  # characters of a refused cell that a message repeats


class ValueProblem(TrackerError):
    """A cell that cannot be read as what it should be."""


def problem(code: str, cell: Cell, **values: Any) -> ValueProblem:
    """The exception to raise for a cell."""
    return ValueProblem(code, value=(plain(cell) or "")[:_SHOWN], **values)


def plain(cell: Cell) -> str | None:
    """A cell as text without outer spaces and invisible marks; None where nothing is left."""
    if cell is None:
        return None
    if isinstance(cell, str):
        text = cell.translate(_NOT_SEEN).strip()
    elif isinstance(cell, datetime):
        text = cell.isoformat(sep=" ")
    elif isinstance(cell, date):
        text = cell.isoformat()
    elif isinstance(cell, int) and abs(cell) >= 10**100:
        text = hex(cell)  # Python refuses to write very long ones in decimal
    else:
        text = str(cell)
    return text or None


def missing(text: str) -> bool:
    """Whether a text is one of the usual marks for *not known*. For names of countries ask first: NA is Namibia."""
    return text.strip().casefold() in _MISSING
