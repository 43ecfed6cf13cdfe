"""What the rows of a table seem to be, by the names of its columns and by what repeats itself in them."""

from itertools import islice

from tracker.errors import WrongUse
from tracker.files.cells import plain
from tracker.files.fields import Subject
from tracker.files.mapping import Bound, bind, guess_mapping
from tracker.files.tables import Table

_SAMPLE = 200  # rows
_FIGURES, _NOTES = {"value"}, {"text", "source", "qualifier", "illustrative"}


def likely_subject(table: Table) -> Subject:
    """The subject that most columns are of, before all one for which nothing is missing.

    A list with several rows of the same days, places and nationalities has no published totals: each of those is of
    something of its own, and of incidents there may be several a day.
    """

    def weight(subject: Subject) -> tuple[bool, bool, int]:
        mapping = guess_mapping(subject, table)
        count = sum(map(len, mapping.columns.values()))
        try:
            bound = bind(subject, mapping, table)
        except WrongUse:
            return False, True, count
        return True, subject is not Subject.PUBLISHED_TOTALS or not _repeats(table, bound), count

    return max(Subject, key=weight)


def _repeats(table: Table, bound: Bound) -> bool:
    """Whether rows that are figures of the same thing differ in what they say of it."""
    about = [
        at for target, found in bound.places.items() if target.field not in _FIGURES | _NOTES for at in found
    ]
    figures = [at for target, found in bound.places.items() if target.field in _FIGURES for at in found]
    seen: dict[tuple[str | None, ...], tuple[str | None, ...]] = {}
    for row in islice(table.rows(), _SAMPLE):
        if row.problem is not None or row.aside is not None:
            continue
        said = tuple(plain(row.cells[at]) for at in figures)
        if seen.setdefault(tuple(plain(row.cells[at]) for at in about), said) != said:
            return True
    return False
