"""Amounts of money as people write them: 17,700,000, “17.7 million USD”, “€ 5.5m”."""

import math
import re
from dataclasses import dataclass
from datetime import date

from tracker.files.cells import DIGITS, missing, plain, problem
from tracker.files.tables import Cell

MOST = 10**15

_SCALES = {
    1_000: "thousand k tsd", 1_000_000: "million millions m mn mln mio",
    1_000_000_000: "billion billions bn mrd mld",
}  # fmt: skip
_SCALE = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "us$": "USD", "us dollars": "USD", "us dollar": "USD", "£": "GBP",
    "zł": "PLN", "$": "$",
}  # fmt: skip
_CURRENCY = rf"{'|'.join(re.escape(mark) for mark in sorted(_CURRENCIES, key=len, reverse=True))}|[a-z]{{3}}"
_SPACES = " \u00a0\u2009\u202f"
_AMOUNT = re.compile(
    rf"(?P<before>{_CURRENCY})?\s?(?P<number>\d[\d{_SPACES}'’.,]*?)\s?(?P<scale>{'|'.join(_SCALE)})?\.?"
    rf"(?:\s?(?:of\s)?(?P<after>{_CURRENCY}))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(\d{{1,3}}(?:([{_SPACES}'’.,])\d{{3}})(?:\2\d{{3}})*|\d+)(?:([.,])(\d{{1,9}}))?", re.ASCII
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money; `currency` where the cell names one: an ISO 4217 code, or the sign as it stands."""

    value: float
    currency: str | None = None


def parse_amount(cell: Cell, *, decimal: str | None = None) -> Amount | None:
    """A sum of money; `decimal` (. or ,) is the sign that the file has before decimals. Raises ValueProblem.

    Codes: not_a_number, ambiguous_number (readings), negative, absurd_count (maximum).
    """
    if isinstance(cell, date | bool):
        raise problem("not_a_number", cell)
    if isinstance(cell, int | float):
        return Amount(_within(cell, cell))
    text = plain(cell)
    if text is None or missing(text):
        return None
    if text[:1] in "-−" and text[1:2].isdigit():
        raise problem("negative", cell)
    match = _AMOUNT.fullmatch(text.translate(DIGITS)) if len(text) <= _LONGEST else None
    if match is None or (match["before"] and match["after"]):
        raise problem("not_a_number", cell)
    scale = _SCALE[match["scale"].lower()] if match["scale"] else 1
    mark = match["before"] or match["after"]
    value = _within(_number(match["number"], cell, decimal) * scale, cell)
    # 17.7 million is 17,700,000 and not a hair less.
    return Amount(round(value, 6), _CURRENCIES.get(mark.lower(), mark.upper()) if mark else None)


def _within(value: float, cell: Cell) -> float:
    if isinstance(value, float) and math.isnan(value):
        raise problem("not_a_number", cell)
    if value < 0:
        raise problem("negative", cell)
    if value > MOST:
        raise problem("absurd_count", cell, maximum=MOST)
    return float(value)


def _number(text: str, cell: Cell, decimal: str | None) -> float:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise problem("not_a_number", cell)
    whole, thousands, sign, decimals = match.groups()
    if thousands in (".", ",") and thousands == sign:
        raise problem("not_a_number", cell)
    groups = re.split(r"[.,]", whole)
    if thousands in (".", ",") and sign is None and len(groups) == 2:
        fraction, thousand = float(".".join(groups)), float("".join(groups))
        if decimal is None and groups[0] != "0":
            raise problem("ambiguous_number", cell, readings=[f"{fraction:g}", f"{thousand:,.0f}"])
        return thousand if decimal not in (None, thousands) else fraction
    if decimal and sign and sign != decimal:
        raise problem("not_a_number", cell)
    return float(f"{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}")
