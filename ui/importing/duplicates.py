"""Rows that may be here already, each beside what it is like: the person decides, row by row or for all the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracker.files.preview import Likely, PreviewRow
from tracker.files.request import Decided, Decision
from ui import look
from ui.controls import button, label, named
from ui.forms.fields import ChoiceEdit
from ui.importing.wording import field_title, rows_said, value_said
from ui.keys import listen
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable, Tinted
from ui.palette import Palette
from ui.wrapped import Wrapped

DIFFERS = "≠"
COMPARED = ("happened_at", "sector", "place", "kind", "persons", "status")


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of a row, beside that of what it is like."""

    field: str
    in_file: str
    here: str

    @property
    def differs(self) -> bool:
        """Whether the two say something else; where one says nothing they do not."""
        return bool(self.in_file and self.here) and self.in_file != self.here


class DuplicatesView(QWidget):
    """A list of such rows, and the chosen one side by side with its like. Rows not decided about come in."""

    decided = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PreviewRow] = []
        self._decisions: dict[int, Decided] = {}
        self.words = label("import_alike_words")
        self.model = LineTable(self._list_columns())
        self.rows = PlainTable("import_alike", _tr("Rows that may be here already"), self.model)
        self.pairs = LineTable(_pair_columns("", ""))
        self.compared = PlainTable("import_compared", _tr("The row beside what it is like"), self.pairs)
        self.compared.setItemDelegate(Tinted(self.compared))
        self.like = named(ChoiceEdit(), "import_like", _tr("Which of those that it is like"))
        self.like.setMinimumContentsLength(24)
        self.take = button("import_take", _tr("Another one: take it (T)"))
        self.leave_out = button("import_leave_out", _tr("The same: leave it out (O)"))
        self.seen = button("import_seen", _tr("Same people, seen before: take and link (S)"))
        self.rest = button("import_rest", _tr("The rest likewise (R)"))
        self.rest.setToolTip(_tr("Decide about all rows that are not decided yet as about this one"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        beside = QVBoxLayout()
        beside.setSpacing(look.TIGHT)
        beside.addWidget(self.like)
        beside.addWidget(self.compared, 1)
        both = QHBoxLayout()
        both.setSpacing(look.GAP)
        both.addWidget(self.rows, 4)
        both.addLayout(beside, 5)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(look.TIGHT)
        lines.addWidget(self.words)
        lines.addLayout(both, 1)
        lines.addLayout(Wrapped(self.take, self.leave_out, self.seen, self.rest))

    def _connect(self) -> None:
        for pressed, key, what in (
            (self.take, "T", Decision.TAKE),
            (self.leave_out, "O", Decision.LEAVE_OUT),
            (self.seen, "S", Decision.SEEN_BEFORE),
        ):
            pressed.clicked.connect(lambda _=False, what=what: self._decide(what))
            listen(self.rows, key, lambda what=what: self._decide(what))
            offered = QAction(pressed.text(), self.rows)
            offered.triggered.connect(pressed.click)
            self.rows.addAction(offered)
        self.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.rest.clicked.connect(self._decide_rest)
        listen(self.rows, "R", self._decide_rest)
        self.rows.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.like.activated.connect(lambda _: self._show_pairs())

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)
        self.pairs.apply_palette(palette)

    def show_rows(self, rows: Sequence[PreviewRow]) -> None:
        """Show these; what was decided about rows that are among them holds on."""
        self._rows = list(rows)
        known = {row.number for row in rows}
        self._decisions = {row: decided for row, decided in self._decisions.items() if row in known}
        self.model.show_lines([])
        self.model.show_lines(self._rows)
        self.rows.fit_columns()
        if self._rows:
            self.rows.selectRow(0)
        self._show_current()
        self._say()

    def forget(self) -> None:
        """Another file: nothing is decided."""
        self._decisions = {}

    def decisions(self) -> dict[int, Decided]:
        """What was decided, by row."""
        return dict(self._decisions)

    def left_out(self) -> set[int]:
        """Rows that are left out."""
        return {row for row, one in self._decisions.items() if one.what is Decision.LEAVE_OUT}

    def _current(self) -> PreviewRow | None:
        row: PreviewRow | None = self.model.line(self.rows.currentIndex().row())
        return row

    def _decide(self, what: Decision) -> None:
        row = self._current()
        if row is None or (what is Decision.SEEN_BEFORE and not row.likely):
            return
        like = self.like.value()
        self._decisions[row.number] = Decided(what, like.record_id if like is not None else None)
        self._after()
        at = self.rows.currentIndex().row()
        if at + 1 < self.model.rowCount():  # on to the next
            self.rows.selectRow(at + 1)

    def _decide_rest(self) -> None:
        row = self._current()
        as_this = self._decisions.get(row.number) if row is not None else None
        if as_this is None:
            # The keyboard has gone on from the one that was decided last.
            as_this = next(reversed(self._decisions.values()), None)
        if as_this is None:
            self.words.setText(_tr("Decide about one row first: the rest is decided likewise."))
            return
        for other in self._rows:
            if other.number in self._decisions or (as_this.what is Decision.SEEN_BEFORE and not other.likely):
                continue
            like = other.likely[0].record_id if other.likely else None
            self._decisions[other.number] = Decided(as_this.what, like)
        self._after()

    def _after(self) -> None:
        if self._rows:
            last = self.model.columnCount() - 1
            self.model.dataChanged.emit(self.model.index(0, 0), self.model.index(len(self._rows) - 1, last))
        self._say()
        self.decided.emit()

    def _say(self) -> None:
        count, open_ = len(self._rows), len(self._rows) - len(self._decisions)
        if not count:
            said = [_tr("No row is like anything that is here.")]
        else:
            said = [_tr("Like what is here, or like an earlier row: {rows}.").format(rows=rows_said(count))]
            said.append(
                _tr("Not decided, and coming in as others: {n}.").format(n=f"{open_:,}")
                if open_
                else _tr("All are decided.")
            )
        self.words.setText(" ".join(said))

    def _show_current(self) -> None:
        row = self._current()
        for pressed in (self.take, self.leave_out, self.rest):
            pressed.setEnabled(row is not None)
        self.seen.setEnabled(row is not None and bool(row.likely))
        likes = row.likely if row is not None else []
        many = _tr("{n} of {all}: {what}")
        self.like.fill(
            (many.format(n=n, all=len(likes), what=_like_said(like)), like) for n, like in enumerate(likes, 1)
        )
        if likes:
            self.like.choose(likes[0])
        self.like.setVisible(len(likes) > 1)
        self._show_pairs()

    def _show_pairs(self) -> None:
        row, like = self._current(), self.like.value()
        if row is None:
            self.pairs.show_lines([])
            return
        here = like.words if like is not None else row.values
        twin = next((d.values["other"] for d in row.doubts if d.code == "doubt_twin"), None)
        beside = _tr("Already here") if like is not None else _tr("Row {n} of the file").format(n=twin)
        self.pairs.set_columns(_pair_columns(_tr("Row {n} of the file").format(n=row.number), beside))
        self.pairs.show_lines(
            [
                Pair(
                    field_title(name),
                    value_said(name, row.values.get(name, "")),
                    value_said(name, here.get(name, "")),
                )
                for name in [*COMPARED, *(name for name in row.values if name not in COMPARED)]
                if row.values.get(name) or here.get(name)
            ]
        )
        self.compared.fit_columns()

    def _list_columns(self) -> list[LineColumn]:
        def of(name: str) -> LineColumn:
            def text(row: PreviewRow) -> str:
                return value_said(name, row.values.get(name, ""))

            return LineColumn(field_title(name), text, text, numbers=name == "persons")

        return [
            LineColumn(_tr("Row"), lambda r: str(r.number), lambda r: r.number, numbers=True),
            of("happened_at"),
            of("sector"),
            of("persons"),
            LineColumn(_tr("Decision"), self._decision_said, self._decision_said, strong=True),
        ]

    def _decision_said(self, row: PreviewRow) -> str:
        decided = self._decisions.get(row.number)
        if decided is None:
            return _tr("not decided")
        return {
            Decision.TAKE: _tr("take it"),
            Decision.LEAVE_OUT: _tr("leave it out"),
            Decision.SEEN_BEFORE: _tr("take and link"),
        }[decided.what]


def _pair_columns(file: str, here: str) -> list[LineColumn]:
    def ground(pair: Pair) -> str:
        return "partial" if pair.differs else ""

    def mark(pair: Pair) -> str:
        return DIFFERS if pair.differs else ""

    def why(pair: Pair) -> str:
        return _tr("differs") if pair.differs else ""

    return [
        LineColumn(_tr("Field"), lambda p: p.field, lambda p: p.field, quiet=True),
        LineColumn(file, lambda p: p.in_file, lambda p: p.in_file, why=why, ground=ground),
        LineColumn("", mark, mark, strong=True),
        LineColumn(here, lambda p: p.here, lambda p: p.here, why=why, ground=ground),
    ]


def _like_said(like: Likely) -> str:
    return " · ".join(
        value_said(name, like.words[name])
        for name in ("happened_at", "sector", "persons")
        if name in like.words
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
