"""The rows as they will be: what becomes of each, what is doubtful about it, and which of them to show."""

from collections.abc import Collection, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication

from tracker.errors import Problem
from tracker.files.preview import Preview, PreviewRow
from tracker.files.receipt import Fate
from ui.importing import receipt
from ui.importing.wording import field_title, said, value_said, where_said
from ui.models.line_table import LineColumn

ALL, DOUBTFUL = "all", "doubtful"
CHOICES = (ALL, "added", "superseded", "unchanged", "set_aside", "refused", DOUBTFUL)
FIRST_FIELD = 2  # the column in which the first field stands
MARK = "▲ "  # of a doubtful value: a shape, whatever the colours


def choice_words(name: str) -> str:
    """A choice of rows, in a word."""
    return {ALL: _tr("all"), DOUBTFUL: _tr("doubtful")}.get(name) or receipt.fate_words(name)


def columns_of(preview: Preview, left_out: Collection[int]) -> list[LineColumn]:
    """Number, fate, and one column a field; of a row of which nothing comes the reason.

    `left_out` are rows of which somebody decided so. Where nothing comes of any row, what stood in its cells is shown.
    """

    def fate(row: PreviewRow) -> str:
        if row.number in left_out and row.fate is Fate.ADDED:
            return _tr("left out")
        doubtful = row.doubts or row.likely or row.problems
        return (MARK if doubtful else "") + receipt.fate_words(row.fate.value)

    return [
        LineColumn(_tr("Row"), lambda r: str(r.number), lambda r: r.number, numbers=True),
        LineColumn(_tr("What becomes of it"), fate, lambda r: r.fate.value, strong=True, why=_of_row),
        *(
            LineColumn(
                field_title(name),
                partial(_value, name),
                partial(_value, name),
                numbers=name in _NUMBERS,
                why=partial(why, name),
                ground=partial(_ground, name),
            )
            for name in fields_of(preview)
        ),
        LineColumn(_tr("Why"), reasons, reasons, quiet=True),
    ]


def fields_of(preview: Preview) -> list[str]:
    """The fields that have a column: what a reader looks for first, then the others as the record has them."""
    names = [name for name in preview.columns() if any(row.values.get(name) for row in preview.rows)]
    if not names:
        return list(preview.rows[0].raw) if preview.rows else []
    return [
        *(name for name in _FIRST if name in names),
        *(name for name in names if name not in _FIRST and name not in _LAST),
        *(name for name in _LAST if name in names),
    ]


_FIRST = (
    "title", "name", "facility", "happened_at", "counted_at", "from_at", "first_day", "last_day", "left_at",
    "arrived_at", "from_facility", "to_facility", "sector", "place", "value", "qualifier", "rule", "persons",
    "nominal", "operational", "surge", "out_of_use", "groups", "nationality", "reported", "kind", "reason",
)  # fmt: skip
_LAST = ("basis", "precision", "reliability", "credibility", "crossed", "source")
_NUMBERS = {"value", "persons", "low", "high", "nominal", "operational", "surge", "out_of_use", "amount"}


def belongs(row: PreviewRow, choice: str) -> bool:
    """Whether a row is one of those that are to be shown."""
    if choice == DOUBTFUL:
        return bool(row.doubts or row.likely)
    return choice in (ALL, row.fate.value)


def count_of(preview: Preview, choice: str) -> int:
    """How many rows there are of a choice, of the whole file where that is known."""
    counts = preview.receipt.counts()
    if choice == ALL:
        return counts["read"]
    return counts[choice] if choice in counts else sum(belongs(row, choice) for row in preview.rows)


def shown_rows(preview: Preview, choice: str) -> Sequence[PreviewRow]:
    """The rows of a choice, in the file's order."""
    return [row for row in preview.rows if belongs(row, choice)]


def why(name: str, row: PreviewRow) -> str:
    """What is wrong or doubtful about the value of a field."""
    return " ".join(said(problem) for problem in _about(name, row))


def reasons(row: PreviewRow) -> str:
    """Why a row is refused, set aside or doubtful."""
    out = [_with_field(problem) for problem in [*row.problems, *row.doubts]]
    for likely in row.likely:
        like = ", ".join(value_said(name, words) for name, words in likely.words.items())
        out.append(_tr("Like what is here: {like}.").format(like=like))
    return " ".join(out)


def reason_at(row: PreviewRow, name: str | None) -> str:
    """The words under the table: first those about the cell that has the keyboard, then the others of the row."""
    own = list(_about(name, row)) if name else []
    first = [_with_field(problem) for problem in own]
    others = [_with_field(p) for p in [*row.problems, *row.doubts] if p not in own]
    if row.likely:
        others.append(_tr("It may be here already: see Possible duplicates."))
    return " ".join([_tr("Row {n}:").format(n=row.number), *first, *others]) if first or others else ""


def _about(name: str, row: PreviewRow) -> list[Problem]:
    return [
        problem for problem in [*row.problems, *row.doubts] if problem.field in _KNOWN_AS.get(name, (name,))
    ]


# A file's field and that of the record, where they are called something else.
_KNOWN_AS = {
    "happened_at": ("happened_at", "when", "day", "time"),
    "posted_at": ("posted_at", "posted"),
    "first_day": ("first_day", "day", "from", "month", "year"),
    "last_day": ("last_day", "to"),
    "from_at": ("from_at", "from", "day"),
    "counted_at": ("counted_at", "at", "day", "time"),
    "persons": ("persons", "headcount"),
    "groups": ("groups", "group", "nationality", "female", "male", "minors"),
    "left_at": ("left_at", "left", "day"),
    "arrived_at": ("arrived_at", "arrived"),
    "from_facility": ("from_facility", "from"),
    "to_facility": ("to_facility", "to"),
    "latitude": ("latitude", "coordinates"),
    "longitude": ("longitude", "coordinates"),
}


def _with_field(problem: Problem) -> str:
    where = where_said(problem)
    return f"{where}: {said(problem)}" if where else said(problem)


def _of_row(row: PreviewRow) -> str:
    return reasons(row)


def _ground(name: str, row: PreviewRow) -> str:
    return "partial" if _about(name, row) else ""


def _value(name: str, row: PreviewRow) -> str:
    value = value_said(name, row.values.get(name, ""))
    if not row.values:  # nothing was made of it: as it stood
        value = next((row.raw[known] for known in _KNOWN_AS.get(name, (name,)) if row.raw.get(known)), "")
    return MARK + value if _about(name, row) else value


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
