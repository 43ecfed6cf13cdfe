"""What became of an export: where the file is, what it may be used for, what is in it and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QVBoxLayout, QWidget

from ui import look
from ui.controls import button, label
from ui.exporting.lines import Lines, empty
from ui.exporting.wording import counted_said, facts_of, left_out_said, tr, written_said
from ui.incident_words import number
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from ui.exporting.job import Written
    from ui.palette import Palette

HEAD = 34  # pixels of the line above the rows
LEAST_ROWS = 6
WIDEST = 210  # pixels of the words of a fact's name


class ReceiptCard(QFrame):
    """Of the export that was made last."""

    folder_failed = Signal(str)  # the folder that nothing here can show

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_receipt")
        self.setProperty("card", "true")
        self.written: Written | None = None
        self._facts: list[tuple[str, str]] = []
        self.title = label("export_receipt_title", role="title")
        self.model = LineTable(
            [
                LineColumn(tr("Written"), lambda line: line[0], lambda line: line[0]),
                LineColumn(tr("Rows"), lambda line: number(line[1]), lambda line: line[1], numbers=True),
            ],
            self,
        )
        self.table = PlainTable("export_counts", tr("Rows that were written"), self.model)
        self.out_title = label("export_receipt_left_out_title", tr("Left out"), "title")
        self.out = Lines("export_receipt_left_out")
        self.open_folder = button("export_open_folder", tr("Open the folder"))
        self.copy_it = button("export_copy_receipt", tr("Copy the receipt"))
        self._grid = QGridLayout()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.open_folder.clicked.connect(self._open)
        self.copy_it.clicked.connect(self._copy)

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(look.ROW * LEAST_ROWS + HEAD)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._grid.setHorizontalSpacing(look.GAP)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        right = QVBoxLayout()
        right.setSpacing(look.TIGHT)
        right.addLayout(self._grid)
        right.addSpacing(look.TIGHT)
        right.addWidget(self.out_title)
        right.addWidget(self.out)
        right.addSpacing(look.TIGHT)
        right.addLayout(Wrapped(self.open_folder, self.copy_it))
        right.addStretch(1)
        self._halves.setSpacing(look.GAP * 2)
        self._halves.addWidget(self.table, 2)
        self._halves.addLayout(right, 3)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.title)
        rows.addLayout(self._halves, 1)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def stand(self, *, narrow: bool) -> None:
        """Beside each other where there is room."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)

    def show_written(self, written: Written, clock: str) -> None:
        """Show what was written; `clock` names the zone of its time."""
        self.written = written
        self.title.setText(written_said(written))
        self.model.show_lines(counted_said(written))
        self.table.fit_columns()
        self._facts = facts_of(written, clock)
        empty(self._grid)
        for row, (what, said) in enumerate(self._facts):
            name, words = label("", what, "secondary"), label("export_fact", said)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 1)
        self.out.show_lines(self._left_out())

    def text(self) -> str:
        """The receipt as plain text, to be sent on: without the folder, which often has a person's name in it."""
        if self.written is None:
            return ""
        lines = [self.title.text(), ""]
        folder = str(self.written.made.path.parent)
        lines += [f"{what}: {said}" for what, said in self._facts if said != folder]
        lines += ["", *(f"{words}: {number(count)}" for words, count in counted_said(self.written))]
        return "\n".join([*lines, "", f"{self.out_title.text()}:", *self._left_out()]) + "\n"

    def _left_out(self) -> list[str]:
        return [left_out_said(one) for one in self.written.made.omitted] if self.written else []

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _open(self) -> None:
        if self.written is None:
            return
        folder = str(self.written.made.path.parent)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(folder)):
            self.folder_failed.emit(folder)
