"""What stands in a cell: counts and text here, dates in `dates.py` and given out from here too.

Each `parse_` takes a cell as `tables` gives it and returns a value, or None where the cell says that nothing is known
(never zero), or raises `ValueProblem`; nothing else. Digits are ASCII's, and the Arabic and Persian ones on purpose;
those of other scripts are not read, so that none is by accident.

Codes, each with `value` (the cell, shortened): not_a_number, not_whole, negative, absurd_count (maximum),
ambiguous_number (readings), text_too_long (limit), and those of `dates.py`.
"""

import math
import re
from datetime import date

from tracker.files.cells import DIGITS, INVISIBLE, ValueProblem, missing, plain, problem
from tracker.files.dates import Moment, parse_date, parse_datetime, parse_month, parse_year
from tracker.files.tables import Cell

__all__ = [
    "MAX_COUNT",
    "Moment",
    "ValueProblem",
    "guess_decimal",
    "missing",
    "parse_count",
    "parse_date",
    "parse_datetime",
    "parse_month",
    "parse_text",
    "parse_year",
    "remark_of",
]

MAX_COUNT = 10_000_000  # persons; more than ever crossed one border at once

# Thousands are set off by a space of any width, an apostrophe, the Arabic sign, or the one of . and , that is not
# the decimal sign.
_SPACES = " \u00a0\u2009\u202f"
_MARKS = "'’\u066c"
_NUMBER = re.compile(
    rf"\+?(\d{{1,3}}(?:([{_SPACES}{_MARKS}.,])\d{{3}})(?:\2\d{{3}})*|\d+)(?:([.,\u066b])(\d+))?",
    re.ASCII,  # or \d would take the digits of every script
)
_AROUND = INVISIBLE + " \t\r\n\v\f\u00a0\u2009\u202f"
_REMARK = re.compile(
    r"(?<=\d)(?:\s*\*{1,3}|\s*[†‡⁰¹²³⁴-⁹]+|\s*[(\[](?:r|p|e|b|\d|rev\.?|revised|prov\.?|provisional|est\.?|estimated?)[)\]]|"
    r"\s+(?:r|p|e|rev\.?|revised|prov\.?|provisional))\s*$",
    re.IGNORECASE,
)
_FORMULA = ("=", "+", "-", "@")
_NEGATIVE = re.compile(r"[-−–]\s*[\d.,]")


def parse_count(
    cell: Cell, *, maximum: int = MAX_COUNT, decimal: str | None = None, guessed: bool = False
) -> int | None:
    """A number of persons, or of whatever is counted in wholes: 0 to `maximum`.

    `decimal` (. or ,) says which sign the file has before decimals. Without it "1,234" is a thousand and more, since
    nothing else would be whole, "12.0" is twelve, and "12.000" could be either: ambiguous_number. So it could where the
    sign is `guessed` from other cells: 1,000 beside 1.100 is more likely a slip than a one.
    """
    if isinstance(cell, date | bool):  # Excel likes to take counts for dates
        raise problem("not_a_number", cell)
    if isinstance(cell, int):
        return _within(cell, cell, maximum)
    if isinstance(cell, float):
        if not math.isfinite(cell):
            raise problem("not_a_number", cell)
        if cell < 0:
            raise problem("negative", cell)
        if not cell.is_integer():
            raise problem("not_whole", cell)
        return _within(int(cell), cell, maximum)
    text = plain(cell)
    if text is None or missing(text):
        return None
    return _within(_whole(without_remark(text.translate(DIGITS)), cell, decimal, guessed), cell, maximum)


def without_remark(text: str) -> str:
    """A number without what was put behind it: 1,234 (r), 1,234*, 1,234 revised, 1,234 p."""
    return _REMARK.sub("", text)


def remark_of(cell: Cell) -> str | None:
    """What was put behind the number in a cell; None for nothing."""
    match = _REMARK.search(plain(cell) or "") if isinstance(cell, str) and len(cell) <= 60 else None
    return match[0].strip() if match else None


def _within(count: int, cell: Cell, maximum: int) -> int:
    if count < 0:
        raise problem("negative", cell)
    if count > maximum:
        raise problem("absurd_count", cell, maximum=maximum)
    return count


def _whole(text: str, cell: Cell, decimal: str | None, guessed: bool) -> int:
    if _NEGATIVE.match(text):
        raise problem("negative", cell)
    match = _NUMBER.fullmatch(text)
    if not match or len(text) > 40:
        raise problem("not_a_number", cell)
    whole, thousands, sign, decimals = match.groups()
    if thousands in (".", ","):
        groups = re.split(r"[.,]", whole)
        if sign == thousands:  # 1.234.5
            raise problem("not_a_number", cell)
        unsettled = decimal is None or (guessed and decimal == thousands)
        if unsettled and not sign and groups[1:] == ["000"] and groups[0] != "0":
            raise problem("ambiguous_number", cell, readings=[int(groups[0]), int(groups[0]) * 1000])
        if decimal == thousands or (len(groups) == 2 and groups[0] == "0"):
            # After all these are decimals: 1.234 where the file writes decimals with a point, or 0.250.
            if sign or len(groups) > 2:
                raise problem("not_a_number", cell)
            whole, sign, decimals = groups[0], thousands, groups[1]
    if decimal and sign and sign not in (decimal, "\u066b"):
        raise problem("not_a_number", cell)
    if decimals and decimals.strip("0"):
        raise problem("not_whole", cell)
    return int(re.sub(r"[^0-9]", "", whole))


def guess_decimal(cells: list[Cell]) -> str | None:
    """The decimal sign of a column, if its cells leave no doubt: for `parse_count`, so that "1,000" can be read."""
    signs = set()
    for cell in cells:
        match = (
            _NUMBER.fullmatch((plain(cell) or "")[:41].translate(DIGITS)) if isinstance(cell, str) else None
        )
        if not match:
            continue
        whole, thousands, sign, _decimals = match.groups()
        if sign in (".", ","):
            signs.add(sign)
        elif thousands in (".", ",") and not whole.endswith("000") and not whole.startswith("0"):
            signs.add("," if thousands == "." else ".")
    return signs.pop() if len(signs) == 1 else None


def parse_text(cell: Cell, *, limit: int = 10_000) -> str | None:
    """Words as they stand, but for spaces around them; a number or a date in the usual writing. None where empty.

    An apostrophe before a sign that begins a formula is none of the words: it keeps a spreadsheet from executing them.
    """
    text = cell.strip(_AROUND) if isinstance(cell, str) else plain(cell)
    if not text:
        return None
    if text[0] == "'" and text[1:2] in _FORMULA:
        text = text[1:]
    if len(text) > limit:
        raise problem("text_too_long", cell, limit=limit)
    return text
