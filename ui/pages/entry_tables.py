"""What was entered about a facility, in tables with a few keys: correct (E), void with a reason (Del), voided too."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui import look
from ui.keys import listen
from ui.models.line_table import LineColumn, LineTable
from ui.pages.void_panel import VoidPanel
from ui.palette import Palette

EDGE = 24  # beside the text of a cell, both sides together


class EntryTable(QTableView):
    """One list. A row is selected as a whole; the last text column takes the width that is left."""

    def __init__(self, name: str, words: str, model: LineTable) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: where it came and went with the widths, each would go on changing the other.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(look.ROW)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setMinimumSectionSize(18)
        model.modelReset.connect(self.share_width)

    def lines(self) -> LineTable:
        """Its model."""
        model = self.model()
        assert isinstance(model, LineTable)
        return model

    def selected(self) -> Any:
        """The line of the current row; None for none."""
        return self.lines().line(self.currentIndex().row()) if self.currentIndex().isValid() else None

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the page."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self.share_width()

    def share_width(self) -> None:
        """Each column as wide as its texts, the stretching one as wide as there is room; optional ones may go."""
        columns = self.lines().columns
        widths = [self._wanted(column) for column in columns]
        room = self.viewport().width()
        shown = [True] * len(columns)
        for i in reversed(range(len(columns))):
            if columns[i].optional and sum(w for w, s in zip(widths, shown, strict=True) if s) > room:
                shown[i] = False
        spare = max(0, room - sum(w for w, s in zip(widths, shown, strict=True) if s))
        # Without a stretching column the first takes what is left, so that the figures stay together at the right.
        taker = next((i for i, column in enumerate(columns) if column.stretch and shown[i]), 0)
        for i, width in enumerate(widths):
            self.setColumnHidden(i, not shown[i])
            self.setColumnWidth(i, width + (spare if i == taker else 0))

    def _wanted(self, column: LineColumn) -> int:
        head = _width(column.title, look.font(look.SMALL)) + EDGE
        if column.stretch:
            return max(head, 110)
        font = look.font(strong=column.strong)
        rows = range(min(self.lines().rowCount(), 60))
        cells = max((_width(column.text(self.lines().line(row)), font) for row in rows), default=0)
        return min(max(head, cells + EDGE), 280)


def _width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


class EntryList(QWidget):
    """A table with what can be done to its rows under it, or words where there is nothing yet."""

    correct_asked = Signal(str)  # id
    void_asked = Signal(str, str)  # id, reason
    voided_wanted = Signal(bool)  # whether voided entries are to be listed too

    def __init__(self, name: str, words: str, nothing: str, why: str, columns: Sequence[LineColumn]) -> None:
        """`nothing` is said where there are no entries, `why` asks for the reason of voiding one."""
        super().__init__()
        self.setObjectName(f"{name}_list")
        self.model = LineTable(columns, self)
        self.table = EntryTable(name, words, self.model)
        self.nothing = QLabel(nothing)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setProperty("role", "secondary")
        self.correct_button = self._button(f"{name}_correct", self.tr("Correct"), "E", self.correct)
        self.void_button = self._button(f"{name}_void", self.tr("Void"), "Del", self.void)
        self.voided = QCheckBox(self.tr("Voided too"))
        self.voided.setObjectName(f"{name}_voided")
        self.voided.setAccessibleName(self.tr("Show voided entries too"))
        self.voided.toggled.connect(self.voided_wanted)
        self.void_panel = VoidPanel()
        self.void_panel.label.setText(why)
        self._voiding: str | None = None
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._show_what_can_be_done)
        self.model.modelReset.connect(self._show_what_can_be_done)
        self.table.doubleClicked.connect(self.correct)
        self.void_panel.asked.connect(self._ask_to_void)
        self.void_panel.left.connect(self._leave_voiding)
        listen(self.void_panel, "Esc", self._leave_voiding)
        for keys, call in (("E", self.correct), ("Return", self.correct), ("Del", self.void)):
            listen(self.table, keys, call)
        self._show_what_can_be_done()

    def _button(self, name: str, words: str, keys: str, call: Any) -> QPushButton:
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        made = QPushButton(f"{words}  {native}")
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setProperty("kind", "quiet")
        made.clicked.connect(call)
        return made

    def _lay_out(self) -> None:
        self.stack = QStackedLayout()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(self.table)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self.foot.addWidget(self.correct_button)
        self.foot.addWidget(self.void_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.voided)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(self.stack, 1)
        rows.addWidget(self.void_panel)
        rows.addLayout(self.foot)

    def show_lines(self, lines: Sequence[Any]) -> None:
        """Show these; the row that was current stays so if it is still there."""
        current = self.table.selected()
        self.model.show_lines(lines)
        self.stack.setCurrentIndex(1 if lines else 0)
        row = next((i for i, line in enumerate(lines) if current is not None and line.id == current.id), -1)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, 0))
        self._show_what_can_be_done()

    def show_voided_wanted(self, wanted: bool) -> None:
        """Another list was asked for voided entries: this one shows them too."""
        with QSignalBlocker(self.voided):
            self.voided.setChecked(wanted)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def correct(self) -> None:
        """Ask for the form on the current row."""
        line = self.table.selected()
        if line is not None and line.void_reason is None:
            self.correct_asked.emit(line.id)

    def void(self) -> None:
        """Ask why the current row is void."""
        line = self.table.selected()
        if line is not None and line.void_reason is None:
            self._voiding = line.id
            self.void_panel.start(line.id)

    def finish(self) -> None:
        """It is voided."""
        if self._voiding is not None:
            self.void_panel.finish(self._voiding)
        self._voiding = None
        self.table.setFocus()

    def _ask_to_void(self, reason: str) -> None:
        if self._voiding is not None:
            self.void_asked.emit(self._voiding, reason)

    def _leave_voiding(self) -> None:
        self.void_panel.hide()
        self.table.setFocus()

    def _show_what_can_be_done(self) -> None:
        line = self.table.selected()
        standing = line is not None and line.void_reason is None
        self.correct_button.setEnabled(standing)
        self.void_button.setEnabled(standing)
        if line is None or line.id != self._voiding:
            self.void_panel.hide()
