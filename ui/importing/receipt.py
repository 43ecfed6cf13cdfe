"""What became of an import: its counts with what they mean, and every row that did not come in with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracker.errors import Problem
from ui import look
from ui.controls import button, label
from ui.importing.wording import field_title, rows_said, said, to_do, where_said
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable
from ui.palette import Palette
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from tracker.files.receipt import Receipt
    from tracker.import_receipts import ReceiptLine

SIDE = 420  # pixels of the counts
HEAD = 34  # and of the line above them
WIDEST = 300  # of a column of words


@dataclass(frozen=True, slots=True)
class Count:
    """One class of rows, with how many are in it."""

    name: str
    rows: int


@dataclass(frozen=True, slots=True)
class NotIn:
    """A row of which nothing came: the problem, or the sentence that was kept of it."""

    row: int
    fate: str  # refused, set_aside
    problem: Problem | None = None
    kept: str = ""


class ReceiptView(QWidget):
    """Of the import that was just made, or of one whose receipt was kept."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("import_receipt_title", role="title")
        self.words = label("import_receipt_words")
        self.counts_model = LineTable(_count_columns())
        self.counts = PlainTable("import_counts", _tr("Rows by what became of them"), self.counts_model)
        self.head = label("import_not_in_words", role="title")
        self.model = LineTable(_row_columns())
        self.rows = PlainTable("import_not_in", _tr("Rows that did not come in"), self.model)
        self.reason = label("import_not_in_reason")
        self.undo = button("import_undo", _tr("Undo the import"))
        self.show_them = button("import_show", _tr("Show what came in"))
        self.save_refused = button("import_save_refused", _tr("Save the refused rows …"))
        self.corrected = button("import_corrected", _tr("Import the corrected file"))
        self._lay_out()
        self.rows.selectionModel().currentRowChanged.connect(self._show_reason)

    def _lay_out(self) -> None:
        self.counts.setFixedHeight(look.ROW * 6 + HEAD)
        self.counts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QWidget()
        left.setMinimumWidth(SIDE // 2)
        left.setMaximumWidth(SIDE)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(look.TIGHT)
        for widget in (self.title, self.counts, self.words):
            side.addWidget(widget)
        side.addLayout(Wrapped(self.undo, self.show_them))
        side.addStretch(1)
        rows = QVBoxLayout()
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.head, 0, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(self.rows, 1)
        rows.addWidget(self.reason)
        rows.addLayout(Wrapped(self.save_refused, self.corrected))
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(look.GAP)
        both.addWidget(left, 2)
        both.addLayout(rows, 3)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        for model in (self.counts_model, self.model):
            model.apply_palette(palette)

    def show_receipt(self, receipt: "Receipt") -> None:
        """The receipt of an import that was just made, or of a trial."""
        title = _tr("Trial of {file}") if receipt.dry_run else _tr("Receipt of {file}")
        self.title.setText(title.format(file=receipt.file))
        self.words.setText(details_said(receipt))
        self.words.setVisible(bool(self.words.text()))
        rows = [NotIn(row, "refused", problem) for row, problems in receipt.refused for problem in problems]
        rows += [NotIn(problem.row or 0, "set_aside", problem) for problem in receipt.set_aside]
        self._show(receipt.counts(), rows)

    def show_kept(self, line: "ReceiptLine", clock: tzinfo) -> None:
        """A receipt that was kept with what came in, by a clock."""
        self.title.setText(_tr("Receipt of {file}").format(file=line.file))
        when = _tr("Imported on {at} by {author}.").format(
            at=f"{line.at.astimezone(clock):%Y-%m-%d %H:%M}", author=line.author
        )
        taken_back = _taken_back() if line.void_reason else ""
        self.words.setText(f"{when} {taken_back}".strip())
        self.words.show()
        rows = []
        for kept in line.details.get("rows", []):
            for sentence in kept.get("refused", []):
                rows.append(NotIn(kept["row"], "refused", kept=sentence))
            if "set_aside" in kept:
                rows.append(NotIn(kept["row"] or 0, "set_aside", kept=kept["set_aside"]))
        self._show(line.counts(), rows, line.details.get("left_out", 0))

    def say_taken_back(self) -> None:
        """The import whose receipt is shown was undone."""
        self.words.setText(_taken_back())
        self.words.show()
        self.undo.hide()
        self.show_them.hide()

    def _show(self, counts: dict[str, int], rows: Sequence[NotIn], left_out: int = 0) -> None:
        self.counts_model.show_lines([Count(name, n) for name, n in counts.items()])
        self.counts.fit_columns()
        self.model.show_lines(rows)
        self.rows.fit_columns(most=WIDEST)
        if counts["refused"] or counts["set_aside"]:
            head = _tr("Rows that did not come in: {refused} refused, {aside} set aside.").format(
                refused=f"{counts['refused']:,}", aside=f"{counts['set_aside']:,}"
            )
            if left_out:
                head += " " + _tr("The first ones were kept, {n} were not.").format(n=f"{left_out:,}")
        else:
            head = _tr("No row was refused or set aside.")
        self.head.setText(head)
        self.rows.setVisible(bool(rows))
        if rows:
            self.rows.selectRow(0)
        self._show_reason()

    def _show_reason(self, *_: object) -> None:
        line = self.model.line(self.rows.currentIndex().row())
        if line is None:
            self.reason.setText("")
            return
        said = [f"{_tr('Row {n}').format(n=line.row)}, {where}: " if (where := _where(line)) else
                f"{_tr('Row {n}').format(n=line.row)}: ", _wrong(line), " ", _to_do(line)]  # fmt: skip
        self.reason.setText("".join(said).strip())

    def show_buttons(self, *, action: bool, came_in: bool, refused: bool, written: bool) -> None:
        """What can be done about it now."""
        self.undo.setVisible(action)
        self.show_them.setVisible(came_in)
        self.save_refused.setVisible(refused)
        self.corrected.setVisible(written)


def fate_words(name: str) -> str:
    """What became of rows, in a word."""
    return {
        "read": _tr("read"),
        "added": _tr("added"),
        "superseded": _tr("superseded"),
        "unchanged": _tr("unchanged"),
        "set_aside": _tr("set aside"),
        "refused": _tr("refused"),
    }[name]


def meaning(name: str) -> str:
    """What a class of rows is."""
    return {
        "read": _tr("all rows, the sum of these:"),
        "added": _tr("new here, and they count"),
        "superseded": _tr("kept; a later report counts"),
        "unchanged": _tr("here already, or said before"),
        "set_aside": _tr("understood, and saying nothing"),
        "refused": _tr("not understood, or against a rule"),
    }[name]


def was_taken_back(receipt: "Receipt", lines: Sequence["ReceiptLine"]) -> bool:
    """Whether the import of a receipt, the latest one, was undone; `lines` are those that are kept, latest first."""
    return bool(receipt.action and lines and lines[0].void_reason and lines[0].file == receipt.file)


def _taken_back() -> str:
    return _tr("It was taken back: the file can be imported again.")


def outcome_said(receipt: "Receipt", clock: tzinfo) -> str:
    """Whether anything was written, and whether the file was there before, by a clock."""
    out = []
    if receipt.withheld:
        out.append(_tr("Nothing was written, since not every row is good."))
    elif not receipt.came_in:
        out.append(_tr("Nothing was added: the store is as it was."))
    else:
        out.append(_tr("Written as one action, which Undo takes back as a whole."))
    if receipt.before is not None:
        at, author = receipt.before
        out.append(_tr("This very file was imported before, on {at} by {author}.").format(
            at=f"{at.astimezone(clock):%Y-%m-%d %H:%M}", author=author
        ))  # fmt: skip
    return " ".join(out)


def details_said(receipt: "Receipt") -> str:
    """What came with it, and what was taken for granted."""
    out = []
    if receipt.left_out:
        out.append(_tr("Left out, as you said: {n}.").format(n=f"{len(receipt.left_out):,}"))
    if receipt.supersedes:
        out.append(_tr("Figures here that no longer count, since a later report came: {n}.").format(
            n=f"{receipt.supersedes:,}"
        ))  # fmt: skip
    for record_type, names in receipt.created.items():
        out.append(_tr("New here: {n} × {kind} ({names}).").format(
            n=f"{len(names):,}", kind=field_title(record_type), names=_some(names)
        ))  # fmt: skip
    return " ".join([*out, *(said(note) for note in receipt.assumed)])


def counts_said(receipt: "Receipt") -> str:
    """Read, and what became of each row: they sum to it."""
    counts = receipt.counts()
    others = ", ".join(f"{n:,} {fate_words(name)}" for name, n in counts.items() if name != "read")
    return _tr("{file}: {rows} read: {others}.").format(
        file=receipt.file, rows=rows_said(counts["read"]), others=others
    )


def _some(names: list[str]) -> str:
    shown = "; ".join(names[:6])
    return (
        shown if len(names) <= 6 else _tr("{names} and {n} more").format(names=shown, n=f"{len(names) - 6:,}")
    )


def _count_columns() -> list[LineColumn]:
    return [
        LineColumn(_tr("Rows"), lambda c: fate_words(c.name), lambda c: c.name, strong=True),
        LineColumn(_tr("How many"), lambda c: f"{c.rows:,}", lambda c: c.rows, numbers=True),
        LineColumn(_tr("Which are"), lambda c: meaning(c.name), lambda c: c.name, quiet=True),
    ]


def _row_columns() -> list[LineColumn]:
    # Words are made when they are shown: there may be ten thousands of rows.
    return [
        LineColumn(_tr("Row"), lambda r: str(r.row or "–"), lambda r: r.row, numbers=True),
        LineColumn(_tr("What became of it"), lambda r: fate_words(r.fate), lambda r: r.fate, strong=True),
        LineColumn(_tr("Field"), _where, _where),
        LineColumn(_tr("What is wrong"), _wrong, _wrong),
        LineColumn(_tr("What to do"), _to_do, _to_do, quiet=True),
    ]


def _where(line: Any) -> str:
    return "" if line.problem is None else where_said(line.problem)


def _wrong(line: Any) -> str:
    return line.kept if line.problem is None else said(line.problem)


def _to_do(line: Any) -> str:
    return "" if line.problem is None or line.fate != "refused" else to_do(line.problem)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
