"""The rows as they will be: what becomes of each, what is doubtful about it, and which of them to show."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tracker.files.preview import Preview, PreviewRow
from ui.models.line_table import LineColumn
from ui.words import explain

if TYPE_CHECKING:
    from tracker.files.receipt import Receipt

ALL, DOUBTFUL, LIKELY = "all", "doubtful", "likely"
CHOICES = (ALL, "added", "superseded", "unchanged", "set_aside", "refused", DOUBTFUL, LIKELY)
MARK = "▲ "  # of a doubtful value: a shape, whatever the colours


def fate_words(name: str) -> str:
    """What became of rows, in a word."""
    return {
        ALL: _tr("all"),
        "read": _tr("read"),
        "added": _tr("added"),
        "superseded": _tr("superseded"),
        "unchanged": _tr("unchanged"),
        "set_aside": _tr("set aside"),
        "refused": _tr("refused"),
        DOUBTFUL: _tr("doubtful"),
        LIKELY: _tr("possible duplicates"),
    }[name]


def columns_of(preview: Preview) -> list[LineColumn]:
    """Number, fate, and one column a field; of a row of which nothing comes the reason."""
    return [
        LineColumn(_tr("Row"), lambda r: str(r.number), lambda r: r.number, numbers=True),
        LineColumn(_tr("What becomes of it"), _fate, lambda r: r.fate.value, strong=True),
        *(
            LineColumn(name.replace("_", " "), partial(_value, name), partial(_value, name))
            for name in preview.columns()
        ),
        LineColumn(_tr("Why"), reasons, reasons, quiet=True),
    ]


def belongs(row: PreviewRow, choice: str) -> bool:
    """Whether a row is one of those that are to be shown."""
    if choice == DOUBTFUL:
        return bool(row.doubts)
    if choice == LIKELY:
        return bool(row.likely)
    return choice in (ALL, row.fate.value)


def count_of(preview: Preview, choice: str) -> int:
    """How many rows there are of a choice, of the whole file where that is known."""
    counts = preview.receipt.counts()
    if choice == ALL:
        return counts["read"]
    return counts[choice] if choice in counts else sum(belongs(row, choice) for row in preview.rows)


def reasons(row: PreviewRow) -> str:
    """Why it is refused, set aside or doubtful, and as it stood where it cannot be read."""
    said = [explain(problem) for problem in [*row.problems, *row.doubts]]
    for likely in row.likely:
        said.append(_tr("like what is here: ") + ", ".join(likely.words.values()))
    return " ".join(said)


def receipt_words(receipt: "Receipt") -> str:
    """Read, and what became of each row: they sum to it."""
    counts = receipt.counts()
    others = ", ".join(f"{n:,} {fate_words(name)}" for name, n in counts.items() if name != "read")
    said = [_tr("{file}: {n} rows read: {others}.").format(
        file=receipt.file, n=f"{counts['read']:,}", others=others
    )]  # fmt: skip
    if receipt.withheld:
        said.append(_tr("Nothing was written, since not every row is good."))
    elif not receipt.came_in:
        said.append(_tr("Nothing came in: the store is as it was."))
    if receipt.before is not None:
        at, author = receipt.before
        said.append(_tr("This very file was imported before, on {at} by {author}.").format(
            at=f"{at:%Y-%m-%d %H:%M}", author=author
        ))  # fmt: skip
    return " ".join([*said, *(explain(note) for note in receipt.notes)])


def shown_rows(preview: Preview, choice: str) -> Sequence[PreviewRow]:
    """The rows of a choice, in the file's order."""
    return [row for row in preview.rows if belongs(row, choice)]


def _fate(row: PreviewRow) -> str:
    return (MARK if row.doubts or row.likely or row.problems else "") + fate_words(row.fate.value)


def _value(name: str, row: PreviewRow) -> str:
    value = row.values.get(name) or (row.raw.get(name, "") if not row.values else "")
    doubtful = any(problem.field == name for problem in [*row.doubts, *row.problems])
    return MARK + value if doubtful else value


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
