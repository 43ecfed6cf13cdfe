"""The sheet as it stands, each row with what it was taken for, and the keys and buttons that say it otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from tracker.files.layout import Layout, Wide, letters
from tracker.files.layout_marks import Mark, Marking, begins
from tracker.files.sheet_parts import Part, SheetRow
from ui import look
from ui.controls import button, label, labelled, named
from ui.forms.fields import ChoiceEdit, TextEdit
from ui.importing.wording import part_said, rows_said, said
from ui.keys import listen
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable, Tinted
from ui.palette import Palette
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from pathlib import Path

    from ui.importing.trial import Looked

MOST_COLUMNS = 60  # that are shown
# Named in words beside: the colour alone says nothing.
GROUNDS = {Part.HEADER: "partial", Part.TITLE: "hover", Part.DATA: "", Part.UNREADABLE: "band"}
OTHER_GROUND = "track"
ENCODINGS = ("utf-8", "utf-16", "windows-1250", "windows-1251", "windows-1252", "windows-1257", "iso-8859-13")


class SheetView(QWidget):
    """Rows are chosen with the pointer or with Shift and the arrows; what they are is said by a button or its key."""

    marked = Signal(object)  # Mark
    text_read_so = Signal(object, object)  # delimiter, encoding; None for found out

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout: Layout | None = None
        self._path: Path | None = None
        self._columns: list[str] = []
        self.model = LineTable([])
        self.rows = PlainTable("import_sheet_rows", _tr("The sheet as it stands"), self.model)
        self.rows.setItemDelegate(Tinted(self.rows))
        self.header_here = button("import_mark_header", _tr("Header (H)"))
        self.first_here = button("import_mark_first", _tr("First row (F)"))
        self.last_here = button("import_mark_last", _tr("Last row (L)"))
        self.leave_out = button("import_mark_left_out", _tr("No row of the table (X)"))
        self.as_it_seems = button("import_as_it_seems", _tr("As it seems"), "quiet")
        self.as_it_seems.setToolTip(
            _tr("Take back what was marked: the sheet is read as it seems to be laid out")
        )
        self.header = named(TextEdit(), "import_header", _tr("Header rows"))
        self.header.setPlaceholderText(_tr("none"))
        self.first = named(TextEdit(), "import_first", _tr("First row of the table"))
        self.last = named(TextEdit(), "import_last", _tr("Last row of the table"))
        self.last.setPlaceholderText(_tr("end"))
        for edit in (self.header, self.first, self.last):
            edit.setFixedWidth(72)
        self.wide = named(
            QCheckBox(_tr("Columns stand for rows:")), "import_wide", _tr("Columns stand for rows")
        )
        self.wide_from = named(ChoiceEdit(), "import_wide_from", _tr("First column that stands for rows"))
        self.wide_to = named(ChoiceEdit(), "import_wide_to", _tr("Last column that stands for rows"))
        for choice in (self.wide_from, self.wide_to):
            choice.setMinimumContentsLength(10)
        self.wide_name = named(TextEdit(), "import_wide_name", _tr("What the names of these columns are"))
        self.wide_name.setFixedWidth(110)
        self.wide_parts = [
            self.wide_from,
            label("", _tr("to")),
            self.wide_to,
            label("", _tr("each a")),
            self.wide_name,
        ]
        self.delimiter = named(ChoiceEdit(), "import_delimiter", _tr("What stands between columns"))
        self.delimiter.setMinimumContentsLength(11)
        self.delimiter.fill(
            [(_tr("comma ,"), ","), (_tr("semicolon ;"), ";"), (_tr("tab"), "\t"), (_tr("bar |"), "|")],
            empty=_tr("found out"),
        )
        self.encoding = named(ChoiceEdit(), "import_encoding", _tr("Encoding of the letters"))
        self.encoding.setMinimumContentsLength(12)
        self.encoding.fill([(name, name) for name in ENCODINGS], empty=_tr("found out"))
        self.of_text = [
            labelled(_tr("Between columns:"), self.delimiter),
            labelled(_tr("letters:"), self.encoding),
        ]
        self.reason = label("import_sheet_reason")
        self.none = label(
            "import_no_sheet", _tr("This file is no sheet: it has no rows above or below its records.")
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        said_first = label("", _tr("The rows chosen are:"))
        said_first.setProperty("role", "secondary")
        self.tools = QWidget()
        lines = QVBoxLayout(self.tools)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(look.TIGHT)
        marks = (self.header_here, self.first_here, self.last_here, self.leave_out, self.as_it_seems)
        lines.addLayout(Wrapped(said_first, *marks, *self.of_text))
        lines.addLayout(
            Wrapped(
                labelled(_tr("Header: rows"), self.header),
                labelled(_tr("Table: from row"), self.first),
                labelled(_tr("to row"), self.last),
                self.wide,
                *self.wide_parts,
            )
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.tools)
        rows.addWidget(self.none)
        rows.addWidget(self.rows, 1)
        rows.addWidget(self.reason)
        self.none.hide()

    def _connect(self) -> None:
        for pressed, key, what in (
            (self.header_here, "H", Marking.HEADER),
            (self.first_here, "F", Marking.FIRST),
            (self.last_here, "L", Marking.LAST),
            (self.leave_out, "X", Marking.LEFT_OUT),
        ):
            pressed.clicked.connect(lambda _=False, what=what: self._mark_chosen(what))
            listen(self.rows, key, lambda what=what: self._mark_chosen(what))
            offered = QAction(pressed.text(), self.rows)
            offered.triggered.connect(pressed.click)
            self.rows.addAction(offered)
        self.rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.as_it_seems.clicked.connect(lambda: self.marked.emit(Mark(Marking.AS_IT_SEEMS)))
        self.header.editingFinished.connect(self._header_typed)
        self.first.editingFinished.connect(self._first_typed)
        self.last.editingFinished.connect(self._last_typed)
        self.wide.clicked.connect(
            lambda on: self.marked.emit(Mark(Marking.COLUMNS if on else Marking.NO_COLUMNS))
        )
        self.wide_from.activated.connect(lambda _: self._wide_chosen())
        self.wide_to.activated.connect(lambda _: self._wide_chosen())
        self.wide_name.editingFinished.connect(self._wide_chosen)
        for choice in (self.delimiter, self.encoding):
            choice.activated.connect(
                lambda _: self.text_read_so.emit(self.delimiter.value(), self.encoding.value())
            )
        self.rows.selectionModel().currentChanged.connect(self._show_reason)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def show_looked(self, looked: Looked) -> None:
        """Show the sheet of a file, and how it was understood."""
        self._layout = looked.table.layout
        self._columns = looked.columns
        is_sheet = self._layout is not None
        self.tools.setVisible(is_sheet)
        self.rows.setVisible(is_sheet)
        self.none.setVisible(not is_sheet)
        for part in self.of_text:
            part.setVisible(looked.table.kind == "csv")
        self.delimiter.choose(looked.request.delimiter)
        self.encoding.choose(looked.request.encoding)
        # Of the same file the keyboard stays in the row where it was.
        chosen = self.rows.currentIndex().row() if looked.request.path == self._path else 0
        self._path = looked.request.path
        width = min(MOST_COLUMNS, max((len(row.cells) for row in looked.sheet_rows), default=0))
        columns = self._table_columns(width, self._layout)
        self.model.show_lines([])
        self.model.set_columns(columns)
        self.model.show_lines(looked.sheet_rows)
        self.rows.fit_columns()
        if 0 <= chosen < self.model.rowCount():
            self.rows.selectRow(chosen)
        self._show_reason()
        if self._layout is not None:
            self._show_layout(self._layout, looked.request.layout is not None)

    def restore(self) -> None:
        """What was typed could not be: show what holds."""
        if self._layout is not None:
            self._show_layout(self._layout, self.as_it_seems.isEnabled())

    def _show_layout(self, layout: Layout, is_said: bool) -> None:
        self.header.setText(_span(layout.header))
        self.first.setText(str(begins(layout)))
        self.last.setText("" if layout.last is None else str(layout.last))
        self.as_it_seems.setEnabled(is_said)
        wide = layout.wide
        self.wide.setChecked(wide is not None)
        for part in self.wide_parts:
            part.setVisible(wide is not None)
        if wide is not None:
            names = [(name, name) for name in self._columns if name]
            self.wide_from.fill(names)
            self.wide_to.fill(names)
            self.wide_from.choose(wide.columns[0])
            self.wide_to.choose(wide.columns[-1])
            self.wide_name.setText(wide.name)

    def _table_columns(self, width: int, layout: Layout | None) -> list[LineColumn]:
        moved = set(layout.wide.columns) if layout is not None and layout.wide is not None else set()
        names = [name if name in moved else "" for name in self._columns]

        def ground(row: SheetRow) -> str:
            return GROUNDS.get(row.part, OTHER_GROUND)

        def ground_at(at: int, row: SheetRow) -> str:
            in_wide = row.part is Part.DATA and at < len(names) and names[at]
            return "selection" if in_wide else ground(row)

        def part(row: SheetRow) -> str:
            return part_said(row.part)

        return [
            LineColumn(_tr("Row"), _number, lambda r: r.number, numbers=True, ground=ground),
            LineColumn(_tr("Taken for"), part, part, strong=True, why=_why, ground=ground),
            *(
                LineColumn(
                    letters(at),
                    lambda r, at=at: _cell(r, at),  # type: ignore[misc]
                    lambda r, at=at: _cell(r, at),  # type: ignore[misc]
                    ground=lambda r, at=at: ground_at(at, r),  # type: ignore[misc]
                )
                for at in range(width)
            ),
        ]

    def _chosen(self) -> tuple[int, ...]:
        places = sorted(index.row() for index in self.rows.selectionModel().selectedRows())
        return tuple(self.model.line(place).number for place in places)

    def _mark_chosen(self, what: Marking) -> None:
        rows = self._chosen()
        if rows:
            self.marked.emit(Mark(what, rows))
        else:
            self.reason.setText(_tr("Choose the row first: with the pointer, or with the arrows."))

    def _header_typed(self) -> None:
        text = self.header.text().strip()
        if self._layout is not None and text != _span(self._layout.header):
            rows = _rows_of(text)
            if rows is None:
                self._not_rows(text)
            else:
                self.marked.emit(Mark(Marking.HEADER, rows))

    def _first_typed(self) -> None:
        text = self.first.text().strip()
        if self._layout is not None and text != str(begins(self._layout)):
            self._mark_number(Marking.FIRST, text)

    def _last_typed(self) -> None:
        text = self.last.text().strip()
        if self._layout is None or text == ("" if self._layout.last is None else str(self._layout.last)):
            return
        if text:
            self._mark_number(Marking.LAST, text)
        else:
            self.marked.emit(Mark(Marking.TO_END))

    def _mark_number(self, what: Marking, text: str) -> None:
        if text.isdecimal() and 0 < int(text) <= 10_000_000:
            self.marked.emit(Mark(what, (int(text),)))
        else:
            self._not_rows(text)

    def _not_rows(self, text: str) -> None:
        self.reason.setText(
            _tr("“{text}” names no row: write 7, or 6-7 for a header of two rows.").format(text=text)
        )
        self.restore()

    def _wide_chosen(self) -> None:
        if self._layout is None or self._layout.wide is None:
            return
        names = [name for name in self._columns if name]
        first, last = self.wide_from.value(), self.wide_to.value()
        begin, end = sorted((names.index(first), names.index(last)))
        before = self._layout.wide
        columns = tuple(names[begin : end + 1])
        if (before.columns[0], before.columns[-1]) == (names[begin], names[end]):
            columns = before.columns  # among them may be others, which are none of it
        wide = Wide(columns, self.wide_name.text().strip() or before.name, before.value)
        if wide != before:
            self.marked.emit(Mark(Marking.COLUMNS, wide=wide))

    def _show_reason(self, *_: object) -> None:
        row = self.model.line(self.rows.currentIndex().row())
        self.reason.setText("" if row is None else _row_said(row))


def _row_said(row: SheetRow) -> str:
    part = _tr("Row {n}: {part}.").format(n=row.number, part=part_said(row.part))
    before = _tr("Before it {rows} are not shown.").format(rows=rows_said(row.skipped)) if row.skipped else ""
    return " ".join(words for words in (part, _why(row), before) if words)


def _why(row: SheetRow) -> str:
    return "" if row.reason is None else said(row.reason)


def _number(row: SheetRow) -> str:
    return str(row.number) if not row.skipped else f"… {row.number}"


def _cell(row: SheetRow, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _span(rows: Sequence[int]) -> str:
    if not rows:
        return ""
    return str(rows[0]) if len(rows) == 1 else f"{rows[0]}-{rows[-1]}"


def _rows_of(text: str) -> tuple[int, ...] | None:
    """Rows as they are typed: 7, 6-7, or nothing; None for what names none."""
    if not text:
        return ()
    first, dash, last = text.replace("–", "-").partition("-")
    ends = [end.strip() for end in ((first, last) if dash else (first, first))]
    if not all(end.isdecimal() and 0 < int(end) <= 10_000_000 for end in ends):
        return None
    begin, end = int(ends[0]), int(ends[1])
    return tuple(range(begin, end + 1)) if begin <= end <= begin + 100 else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
