"""The reports that were released: one is shown again, page by page, as it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tracker.codes import Purpose
from ui import look
from ui.incident_words import day
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable
from ui.palette import Palette

if TYPE_CHECKING:
    from tracker.report.release import ReportLine

MOST = 4  # rows before it scrolls
HEAD = 28


class Released(QWidget):
    """A row a report, the newest first; Return or a double click shows it."""

    report_selected = Signal(object)  # ReportLine

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("released_reports")
        self.title = QLabel(self.tr("Released"))
        self.title.setProperty("role", "title")
        self.model = LineTable(
            [
                LineColumn(self.tr("Day"), lambda r: day(r.day), lambda r: r.day, strong=True),
                LineColumn(self.tr("For"), self._purpose, lambda r: r.purpose),
                LineColumn(self.tr("By"), lambda r: r.author, lambda r: r.author, quiet=True),
            ],
            self,
        )
        self.model.apply_palette(palette)
        self.table = PlainTable("released_table", self.title.text(), self.model)
        self.table.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )  # its columns have room
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, 0, look.PADDING, look.PADDING)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.title)
        rows.addWidget(self.table)
        self.table.activated.connect(self._choose)
        self.hide()

    def show_reports(self, lines: "Sequence[ReportLine]") -> None:
        """Show these; nothing is shown of none."""
        self.model.show_lines(lines)
        self.setVisible(bool(lines))
        if lines:
            self.table.fit_columns()
            self.table.setFixedHeight(HEAD + min(len(lines), MOST) * look.ROW + 6)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def _purpose(self, line: "ReportLine") -> str:
        return self.tr("publication") if line.purpose is Purpose.PUBLICATION else self.tr("operational")

    def _choose(self, index: QModelIndex) -> None:
        line = self.model.line(index.row())
        if line is not None:
            self.report_selected.emit(line)
