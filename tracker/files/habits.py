"""How a file writes its numbers and days, found in the cells of its first rows."""

from dataclasses import dataclass, field
from itertools import chain, islice

from tracker.errors import Problem
from tracker.files.dates import Order, find_serial, from_serial, guess_order
from tracker.files.mapping import Bound
from tracker.files.tables import Cell, Table
from tracker.files.values import guess_decimal

_SAMPLE = 5_000  # rows
_NUMERIC = {"value", "persons", "headcount", "group", "nominal", "operational", "surge", "outcome", "need",
            "amount"}  # fmt: skip
_DATES = {"day", "when", "posted", "reported", "from", "to", "left", "arrived", "at"}


@dataclass(slots=True)
class Habits:
    """`decimal` is the sign before decimals, `order` what comes first in a date, None where nothing says it.

    `serial` are fields of days that a spreadsheet left as numbers; `assumed` is what is to be told of all that.
    """

    decimal: str | None
    order: Order | None
    serial: set[str] = field(default_factory=set)
    assumed: list[Problem] = field(default_factory=list)


def find_habits(table: Table, bound: Bound, order: Order | None) -> Habits:
    """The habits of a table; `order` is what a person says comes first in its dates."""
    numbers, days = _sample(table, bound)
    proven = None if order else guess_order(chain.from_iterable(days.values()))
    habits = Habits(guess_decimal(numbers), order or (proven[0] if proven else None))
    for name, cells in sorted(days.items()):
        if first := find_serial(cells):
            habits.serial.add(name)
            said = {"value": first, "day": str(from_serial(first))}
            habits.assumed.append(Problem("serial_days", name, values=said))
    if proven:
        code = "order_dmy" if proven[0] == "dmy" else "order_mdy"
        habits.assumed.append(Problem(code, values={"value": proven[1]}))
    return habits


def _sample(table: Table, bound: Bound) -> tuple[list[Cell], dict[str, list[Cell]]]:
    """Cells of the first rows that hold numbers, and those that hold days by their fields."""
    numbers: list[Cell] = []
    days: dict[str, list[Cell]] = {}
    into = [
        (at, numbers) for target, found in bound.places.items() if target.field in _NUMERIC for at in found
    ]
    for target, found in bound.places.items():
        if target.field in _DATES:
            into += [(at, days.setdefault(target.field, [])) for at in found]
    for row in islice(table.rows(), _SAMPLE):
        for at, cells in into:
            if at < len(row.cells):
                cells.append(row.cells[at])
    return numbers, days
