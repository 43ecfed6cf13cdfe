"""The cells of one row as the values that fields want; what cannot be read is noted as a problem of that field."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tracker import nationalities
from tracker.codes import Qualifier
from tracker.errors import Problem
from tracker.files.amounts import Amount, parse_amount
from tracker.files.cells import missing, plain, problem
from tracker.files.choices import choose
from tracker.files.dates import Order, from_serial
from tracker.files.mapping import Bound
from tracker.files.positions import parse_coordinates, parse_degrees
from tracker.files.spans import Span, parse_span
from tracker.files.sums import is_total_name
from tracker.files.tables import Cell, Row
from tracker.files.values import (
    MAX_COUNT,
    Moment,
    ValueProblem,
    parse_count,
    parse_date,
    parse_datetime,
    parse_month,
    parse_text,
    parse_year,
)

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_ALL = {
    "all",
    "all nationalities",
    "all countries",
    "visos",
    "wszystkie",
    "alle",
    "все",
}  # and what totals are called
_YES = {"yes", "y", "true", "1", "x", "sì", "si", "ja", "taip", "tak", "да", "oui"}
_NO = {"no", "n", "false", "0", "nein", "ne", "nie", "нет", "non"}

_BEFORE = {
    Qualifier.ABOUT: r"about|around|approx(?:imately)?\.?|circa|ca?\.|ca|~|≈|±",
    Qualifier.MORE_THAN: r"more than|over|>",
    Qualifier.AT_LEAST: r"at least|minimum|min\.?|>=|≥",
}
_QUALIFIED = re.compile(
    "|".join(rf"(?P<{q.name}>(?:{words})\s*(?=[\d.]))" for q, words in _BEFORE.items()), re.IGNORECASE
)
_RANGE = re.compile(r"(\d[\d.,' ]*?)\s*(?:-|–|—|to|\.\.)\s*(\d[\d.,' ]*)", re.IGNORECASE)
_SHORT, _MANY = 40, 50_000


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it was put: exactly, or with what qualifies it; `low` and `high` where a range was given."""

    value: int
    qualifier: Qualifier = Qualifier.EXACTLY
    low: int | None = None
    high: int | None = None


class Reader:
    """Reads one row after the other. The same text in many rows is read once."""

    def __init__(
        self,
        bound: Bound,
        zone: ZoneInfo,
        order: Order | None,
        decimal: str | None = None,
        serial: Collection[str] = (),
    ) -> None:
        self.bound = bound
        self.zone = zone
        self.order = order
        self.decimal = decimal
        self.row = Row(0, [])
        self.problems: list[Problem] = []
        self.shown_twice: list[
            int
        ] = []  # rows with a time that the clock showed twice, of which the first is taken
        self.serial = serial  # fields of days that a spreadsheet left as numbers
        self._known: dict[tuple[str, Any, str], Any] = {}
        # Most fields of a subject are in no file: those cost one look-up a row.
        self._places = {str(target): places for target, places in bound.places.items()}
        self._said = self._places.keys() | bound.constants.keys()

    def take(self, row: Row) -> None:
        """Go on to a row."""
        self.row, self.problems = row, []

    def cell(self, field: str) -> Cell:
        """The first of the field's columns that has something here, else what was set for all rows, else None.

        A field is named by its target's text: `persons`, `group@sex=female`.
        """
        places = self._places.get(field)
        if places is not None:
            cells = self.row.cells
            for at in places:
                cell = cells[at] if at < len(cells) else None
                if cell is not None and not (isinstance(cell, str) and (not cell or cell.isspace())):
                    return cell
        return self.bound.constants.get(field)

    def refuse(self, code: str, field: str, **values: Any) -> None:
        """Note what is wrong with the row."""
        self.problems.append(Problem(code, field, self.row.number, values))

    def text(self, field: str, limit: int = 10_000) -> str | None:
        """Words, None where there are none."""
        return self._read("text", field, lambda cell: parse_text(cell, limit=limit), str(limit))

    def count(self, field: str, maximum: int = MAX_COUNT) -> int | None:
        """A whole number of persons or places; None where it is not known."""
        return self._read(
            "count",
            field,
            lambda cell: parse_count(cell, maximum=maximum, decimal=self.decimal, guessed=True),
            str(maximum),
        )

    def quantity(self, field: str, maximum: int = MAX_COUNT) -> Quantity | None:
        """A number with what qualifies it: “about 20”, “20-25”, “4,000+”."""
        return self._read("quantity", field, lambda cell: self._quantity(cell, maximum), str(maximum))

    def _quantity(self, cell: Cell, maximum: int) -> Quantity | None:
        def number(text: Cell, *, written_out: bool = True) -> int | None:
            try:
                return parse_count(text, maximum=maximum, decimal=self.decimal, guessed=True)
            except ValueProblem as failed:
                if failed.code == "ambiguous_number" and written_out:
                    # “more than 4,000” was written by a person, and nobody puts three decimals to people.
                    return int(max(failed.values["readings"]))
                raise

        text = plain(cell) if isinstance(cell, str) else None
        if text is None or (text[0].isdigit() and text.isdigit()):
            value = number(cell, written_out=False)
            return None if value is None else Quantity(value)
        if match := _RANGE.fullmatch(text):
            low, high = number(match[1]), number(match[2])
            if low is None or high is None or low > high:
                raise problem("number_unclear", cell)
            return Quantity((low + high) // 2, Qualifier.ABOUT, low, high)
        qualifier = Qualifier.EXACTLY
        if match := _QUALIFIED.match(text):
            qualifier = Qualifier[match.lastgroup or ""]
            text = text[match.end() :]
        elif text.endswith("+"):
            qualifier, text = Qualifier.AT_LEAST, text[:-1]
        value = number(text, written_out=qualifier is not Qualifier.EXACTLY)
        return None if value is None else Quantity(value, qualifier)

    def degrees(self, field: str) -> float | None:
        """Decimal degrees, with a point or a comma."""
        return self._read("degrees", field, parse_degrees)

    def coordinates(self, field: str) -> tuple[float, float] | None:
        """Latitude and longitude in one cell."""
        return self._read("coordinates", field, parse_coordinates)

    def texts(self, field: str) -> list[str]:
        """The words in all of the field's columns, each once."""
        cells = [self.row.cells[at] for at in self._places.get(field, ()) if at < len(self.row.cells)]
        found = [text for cell in cells if (text := plain(cell)) is not None]
        return list(dict.fromkeys(found))

    def day(self, field: str) -> date | None:
        """A day."""
        return self._read("day", field, lambda cell: parse_date(self._as_day(field, cell), order=self.order))

    def span(self, field: str) -> Span | None:
        """A day, two days, or a rough date."""
        return self._read("span", field, lambda cell: parse_span(self._as_day(field, cell), order=self.order))

    def amount(self, field: str) -> Amount | None:
        """A sum of money."""
        return self._read("amount", field, lambda cell: parse_amount(cell, decimal=self.decimal))

    def moment(self, field: str) -> Moment | None:
        """Day and time in one cell, on the clock of the situation's place where no offset is given."""
        if field in self.serial:
            found = self._read("moment", field, lambda cell: self._moment(from_serial(cell)))
        else:
            found = self._read("moment", field, self._moment)
        if found is not None and found.assumed_first:
            self.shown_twice.append(self.row.number)
        return found

    def _as_day(self, field: str, cell: Cell) -> Cell:
        return from_serial(cell) if field in self.serial else cell

    def _moment(self, cell: Cell) -> Moment | None:
        return parse_datetime(cell, zone=self.zone, order=self.order)

    def day_and_time(self, day: str, time: str) -> Moment | None:
        """A day in one cell and a time in another; without a time the day alone."""
        on, at = self.day(day), plain(self.cell(time))
        if on is None or at is None or missing(at):
            return None if on is None else self._moment(on)
        if at.isdecimal() and len(at) <= 2:
            at += ":00"
        elif at.isdecimal() and len(at) in (3, 4):  # 0210, as patrols write it
            at = f"{at[:-2]}:{at[-2:]}"
        try:
            found = self._moment(f"{on.isoformat()} {at}")
            if found is not None and found.assumed_first:
                self.shown_twice.append(self.row.number)
            return found
        except ValueProblem as failed:
            self.refuse(failed.code, time, **(failed.values | {"value": at[:80]}))
            return None

    def month(self, field: str, year: str) -> date | None:
        """The first day of a month, written whole, or as a number or name with the year in another cell."""
        cell = self.cell(field)
        text = plain(cell)
        if text and not re.search(r"\d{4}", text) and not isinstance(cell, date):
            beside = self.year(year)
            if beside is not None:
                return self._put(
                    field, lambda: parse_month(f"{text} {beside}" if text.isalpha() else f"{text}/{beside}")
                )
        return self._read("month", field, parse_month)

    def year(self, field: str) -> int | None:
        """A year of four digits."""
        return self._read("year", field, parse_year)

    def flag(self, field: str) -> bool:
        """Yes or no; no where nothing is said."""
        text = (plain(self.cell(field)) or "").casefold()
        if text in _YES:
            return True
        if text and text not in _NO:
            self.refuse("flag_unreadable", field, value=text[:80])
        return False

    def choice(self, field: str, kind: type[E]) -> E | None:
        """A code of a list; None where nothing is said."""
        return self._read("choice", field, lambda cell: _choice(cell, kind))

    def choices(self, field: str, kind: type[E]) -> list[E]:
        """Codes of a list, with ; or | between them, or spaces as forms have it."""
        texts = re.split(r"[;|]", plain(self.cell(field)) or "")
        if len(texts) == 1 and choose(kind, texts[0]) is None and len(parts := texts[0].split()) > 1:
            texts = parts if all(choose(kind, part) for part in parts) else texts
        found: list[E] = []
        for text in texts:
            code = self._put(field, lambda text=text: _choice(text, kind))  # type: ignore[misc]
            if code is not None and code not in found:
                found.append(code)
        return found

    def nationality(self, field: str, *, required: bool = False) -> str | None:
        """An alpha-3 code; None for all together, and where nothing is said, unless it is `required`."""
        code = self._read("nationality", field, read_nationality)
        if code is None and required and plain(self.cell(field)) is None:
            self.refuse("nationality_empty", field)
        return code or None

    def _read(self, what: str, field: str, parse: Callable[[Cell], T | None], more: str = "") -> T | None:
        if field not in self._said:
            return None
        cell = self.cell(field)
        if cell is None:
            return None
        key = (what + more, cell, field)
        # A number and a text that is equal to it are different cells, and True is 1: only texts are remembered, and
        # of these only short ones, which come again.
        remembered = isinstance(cell, str) and len(cell) <= _SHORT
        if remembered and key in self._known:
            found = self._known[key]
        else:
            try:
                found = parse(cell)
            except ValueProblem as failed:
                # Anew: the one that was raised holds on to the frames that it came through, and all that is read.
                found = ValueProblem(failed.code, **failed.values)
            if remembered and len(self._known) < _MANY:
                self._known[key] = found
        if isinstance(found, ValueProblem):
            self.refuse(found.code, field, **found.values)
            return None
        return found  # type: ignore[no-any-return]

    def _put(self, field: str, parse: Callable[[], T | None]) -> T | None:
        try:
            return parse()
        except ValueProblem as failed:
            self.refuse(failed.code, field, **failed.values)
            return None


def _choice(cell: Cell, kind: type[E]) -> E | None:
    text = plain(cell)
    if text is None or missing(text):
        return None
    found = choose(kind, text)
    if found is None:
        raise problem("choice_unknown", cell, choices=[code.value for code in kind])
    return found


def read_nationality(cell: Cell) -> str | None:
    """A code or name; "" for all together, None for nothing. Raises ValueProblem."""
    text = plain(cell)
    if text is None:
        return None
    if text.casefold() in _ALL or (len(text) <= 40 and is_total_name(text)):
        return ""
    code = nationalities.parse(text)  # first: NA is Namibia
    if code is not None:
        return code
    if missing(text):
        return None
    meant = nationalities.candidates(text)
    if meant:
        raise problem("nationality_unclear", cell, choices=[f"{n.name} ({n.code})" for n in meant[:8]])
    raise problem("nationality_unknown", cell)
