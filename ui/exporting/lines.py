"""Sentences one below the other, each behind a dash and in a block of its own."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui import look
from ui.controls import label


class Lines(QWidget):
    """Shows as many as there are."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._lines: list[str] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.TIGHT)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Show these."""
        wanted = list(lines)
        if wanted == self._lines:
            return
        self._lines = wanted
        empty(self._grid)
        for row, said in enumerate(wanted):
            self._grid.addWidget(label("", "–", "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(f"{self.objectName()}_{row}", said), row, 1)

    def text(self) -> str:
        """All that is said."""
        return "\n".join(self._lines)


def empty(grid: QGridLayout) -> None:
    """Take everything out of it."""
    while (item := grid.takeAt(0)) is not None:
        if (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
