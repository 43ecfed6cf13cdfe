"""Rows that are totals of those above them, and what a total is called."""

import re
from dataclasses import replace
from functools import lru_cache

from tracker.errors import Problem
from tracker.files.cells import plain
from tracker.files.tables import Cell, Row
from tracker.files.values import without_remark
from tracker.nationalities import fold

_TOTALS = {
    "total", "totals", "grand total", "sub total", "subtotal", "sum", "totale", "totale complessivo", "totale generale",
    "is viso", "viso", "bendrai", "razem", "ogolem", "lacznie", "suma", "всего", "итого", "разом", "summe", "gesamt",
    "insgesamt", "kokku", "kopa", "celkem", "yhteensa", "gesamtsumme", "suma total", "общо", "ukupno",
}  # fmt: skip


class Sums:
    """Tells rows that are totals of those above, by what they are called, and checks their numbers.

    A total is that of all rows so far, or of those since the last one.
    """

    def __init__(self, width: int) -> None:
        self._all, self._since = [0.0] * width, [0.0] * width
        self._first: int | None = None
        self._begin: int | None = None  # the first row since the last total
        self._last = 0

    def looked_at(self, row: Row) -> Row:
        """The row; set aside if it is a total."""
        numbers = [_number(cell) for cell in row.cells]
        words = _first_words(row)
        named = _names_total(words)
        if self._first is not None and (named or _speaks_of_total(words)):
            for sums, first in ((self._all, self._first), (self._since, self._begin)):
                if first is not None and self._is_sum(numbers, sums, named):
                    return self._aside("total_row", row, first)
            if named:
                return self._aside("total_row_differs", row, self._first)
        for at, number in enumerate(numbers):
            self._all[at] += number or 0
            self._since[at] += number or 0
        self._first = row.number if self._first is None else self._first
        self._begin = row.number if self._begin is None else self._begin
        self._last = row.number
        return row

    def _is_sum(self, numbers: list[float | None], sums: list[float], named: bool) -> bool:
        """Whether the numbers are the sums; one that only speaks of a total must have numbers to prove it."""
        compared = [
            (number, total) for number, total in zip(numbers, sums, strict=True) if number is not None
        ]
        return (named or bool(compared)) and all(abs(number - total) < 0.5 for number, total in compared)

    def _aside(self, code: str, row: Row, first: int) -> Row:
        values = {"first": first, "last": self._last}
        self._since = [0.0] * len(self._since)
        self._begin = None
        return replace(row, aside=Problem(code, row=row.number, values=values))


def _speaks_of_total(words: str | None) -> bool:
    """Whether the first words have a total among them: Q1 total, Iš viso 2021."""
    if words is None or len(words) > 40 or not _LETTER.search(words):
        return False
    parts = folded_once(words).split()
    return 1 < len(parts) <= 4 and (bool(_SINGLE.intersection(parts)) or " ".join(parts[:2]) in _FOLDED)


def names_total(text: str) -> bool:
    """Whether a name is that of several together: Total South, All facilities, Iš viso."""
    if text[0] in DIGITS or len(text) > 40:
        return False
    return is_total_name(text) or _speaks_of_total(text) or bool(_ALL.match(text))


_ALL = re.compile(r"(?:all|tutt[ie]|visi|visos|wszystkie|alle|все)\s+\w+$", re.IGNORECASE)


def is_total(row: Row) -> bool:
    """Whether the first words of a row say that it is a total of others."""
    return _names_total(_first_words(row))


def _names_total(words: str | None) -> bool:
    return words is not None and len(words) <= 40 and words[0] not in DIGITS and is_total_name(words)


def _first_words(row: Row) -> str | None:
    """The first cell that says something, if it is a text."""
    for cell in row.cells:
        if cell is not None and plain(cell):
            return cell if isinstance(cell, str) else None
    return None


def is_total_name(words: str) -> bool:
    """Whether a text is what a total is called."""
    return folded_once(words.strip(" :.*()\"'-–")) in _FOLDED


_FOLDED = {fold(name) for name in _TOTALS}
DIGITS = frozenset("0123456789")
_LETTER = re.compile(r"[^\W\d_]")
_SINGLE = {name for name in _FOLDED if " " not in name}
folded_once = lru_cache(10_000)(fold)


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell) if abs(cell) < 1e15 else None
    if not isinstance(cell, str) or not cell or len(cell) > 30:
        return None
    if cell.isdecimal():
        return float(cell) if len(cell) <= 15 else None
    if cell[0].isalpha() or "-" in cell or ":" in cell or not any(sign.isdigit() for sign in cell[:3]):
        return None
    text = re.sub(r"[\s\u00a0\u202f'’]", "", without_remark(cell))
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        text = re.sub(r"[.,]", "", text)
    return (
        float(text.partition(".")[0].partition(",")[0])
        if re.fullmatch(r"\d{1,15}(?:[.,]0+)?", text)
        else None
    )
