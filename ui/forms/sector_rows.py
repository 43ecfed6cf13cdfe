"""The sectors of a situation, a row each: name, length, where the length is from. A last row waits for a new one."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tracker.drafts import Sector
from ui import look
from ui.forms.fields import DecimalEdit, TextEdit

COLUMNS = ("name", "length_km", "length_source")


class SectorRow(QWidget):
    """One sector."""

    edited = Signal()

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.sector_id: str | None = None
        self.standing = Sector()
        self.edits: dict[str, TextEdit] = {
            "name": TextEdit(),
            "length_km": DecimalEdit(),
            "length_source": TextEdit(),
        }
        words = {
            "name": (self.tr("Name of sector {n}"), self.tr("new sector")),
            "length_km": (self.tr("Length of sector {n} in km"), self.tr("km")),
            "length_source": (self.tr("Source of the length of sector {n}"), self.tr("source")),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for column, share in zip(COLUMNS, (5, 2, 4), strict=True):
            edit = self.edits[column]
            edit.setObjectName(f"{name}_{number}_{column}")
            edit.setAccessibleName(words[column][0].format(n=number))
            edit.setPlaceholderText(words[column][1])
            edit.textChanged.connect(self._typed)
            row.addWidget(edit, share)
        self.edits["length_km"].setAlignment(Qt.AlignmentFlag.AlignRight)

    def is_empty(self) -> bool:
        """Whether it says nothing and is no sector yet."""
        return self.sector_id is None and not any(edit.text().strip() for edit in self.edits.values())

    def draft(self) -> Sector:
        """What is typed; what the row does not show stays."""
        typed: dict[str, Any] = {column: edit.value() for column, edit in self.edits.items()}
        return replace(self.standing, **(typed | {"name": typed["name"] or ""}))

    def show_sector(self, sector_id: str | None, sector: Sector) -> None:
        """Show a sector."""
        self.sector_id, self.standing = sector_id, sector
        for column, edit in self.edits.items():
            value = getattr(sector, column)
            edit.setText("" if value is None else f"{value:g}" if column == "length_km" else str(value))
            edit.setCursorPosition(0)

    def mark(self, column: str | None) -> None:
        """Put the edge of what is wrong around a cell."""
        for name, edit in self.edits.items():
            wanted = "error" if name == column else ""
            if (edit.property("state") or "") != wanted:
                edit.setProperty("state", wanted)
                look.restyle(edit)

    def _typed(self) -> None:
        self.mark(None)
        self.edited.emit()


class SectorRows(QWidget):
    """All of them."""

    edited = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.lines: list[SectorRow] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._add()

    def _add(self) -> SectorRow:
        row = SectorRow(self._name, len(self.lines) + 1)
        row.edited.connect(self._typed)
        self._rows.addWidget(row)
        self.lines.append(row)
        self.setFocusProxy(self.lines[0].edits["name"])
        return row

    def _typed(self) -> None:
        if not self.lines[-1].is_empty():
            self._add()
        self.edited.emit()

    def value(self) -> list[tuple[str | None, Sector]]:
        """The sectors, each with its id, None for a new one."""
        return [(row.sector_id, row.draft()) for row in self.lines if not row.is_empty()]

    def row_of(self, place: int) -> SectorRow:
        """The row of the sector at a place of `value`."""
        return [row for row in self.lines if not row.is_empty()][place]

    def show_sectors(self, sectors: Sequence[tuple[str | None, Sector]]) -> None:
        """Show these, in their order, and no others."""
        for row in self.lines[len(sectors) + 1 :]:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self.lines[len(sectors) + 1 :]
        shown: list[tuple[str | None, Sector]] = [*sectors, (None, Sector())]
        for i, (sector_id, sector) in enumerate(shown):
            row = self.lines[i] if i < len(self.lines) else self._add()
            row.show_sector(sector_id, sector)

    def text(self) -> str:
        """The rows as typed, as JSON; empty where there are none."""
        held = [
            [row.sector_id, *(edit.text() for edit in row.edits.values())]
            for row in self.lines
            if not row.is_empty()
        ]
        return json.dumps(held, ensure_ascii=False) if held else ""

    def set_text(self, text: str) -> None:
        """Bring back what was kept. Of a sector that is shown, what the row does not say stays as it is."""
        try:
            kept = json.loads(text) if text else []
        except ValueError:
            kept = []
        known = {row.sector_id: row.standing for row in self.lines if row.sector_id}
        readable = [row for row in kept if isinstance(row, list) and len(row) == len(COLUMNS) + 1]
        self.show_sectors([(row[0], known.get(row[0], Sector())) for row in readable])
        for line, row in zip(self.lines, readable, strict=False):
            for edit, typed in zip(line.edits.values(), row[1:], strict=True):
                edit.setText(str(typed))
