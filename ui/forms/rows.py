"""Rows of a small table in a form: there is always one more to type into, and an emptied one is none.

A row is a widget made of editors. It says what it holds as JSON values; nothing is dropped that cannot be read.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import look
from ui.forms.fields import NumberEdit

LEAST_COUNT = 50  # width of a count


class RowWidget(Protocol):
    """What a table needs of its rows; all of them are widgets."""

    edited: Any

    def editors(self) -> Sequence[QWidget]:
        """What takes the keyboard, in order."""

    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""

    def held(self) -> Any:
        """What it holds, as a JSON value."""

    def hold(self, held: Any) -> None:
        """Bring back what it held; None empties it."""


class CountEdit(NumberEdit):
    """A number at the end of a row."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setProperty("kind", "cell")
        self.setFont(look.font(strong=True))
        self.setFixedWidth(LEAST_COUNT)
        self.setMaxLength(20)


class RowsEdit(QWidget):
    """A list of such rows under their heads."""

    edited = Signal()

    def __init__(
        self,
        make_row: Callable[[], RowWidget],
        heads: Sequence[tuple[str, int]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`heads` are words and their share of the width; 0 is as wide as a count."""
        super().__init__(parent)
        self._make_row = make_row
        self._rows: list[RowWidget] = []
        self._filling = False
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)
        if heads:
            line = QHBoxLayout()
            line.setContentsMargins(2, 0, 4, 0)
            for words, share in heads:
                label = QLabel(words)
                label.setProperty("role", "tiny")
                if not share:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
                    label.setFixedWidth(LEAST_COUNT)
                line.addWidget(label, share)
            self._body.addLayout(line)
        self._add_row()

    def rows(self) -> list[RowWidget]:
        """The rows that hold something."""
        return [row for row in self._rows if not row.is_empty()]

    def all_rows(self) -> list[RowWidget]:
        """The empty one at the end too."""
        return list(self._rows)

    def value(self) -> list[Any]:
        """What the rows hold."""
        return [row.held() for row in self.rows()]

    def text(self) -> str:
        """The same as JSON text; nothing for nothing."""
        held = self.value()
        return json.dumps(held, ensure_ascii=False) if held else ""

    def set_text(self, text: str) -> None:
        """Bring back what `text` gave."""
        self.set_value(json.loads(text) if text else [])

    def set_value(self, held: Sequence[Any]) -> None:
        """Hold these and nothing else."""
        self._filling = True
        try:
            for row in self._rows[len(held) + 1 :]:
                self._remove(row)
            while len(self._rows) <= len(held):
                self._add_row()
            for row, one in zip(self._rows, [*held, None], strict=True):
                row.hold(one)
        finally:
            self._filling = False
        self.edited.emit()

    def editors(self) -> list[QWidget]:
        """Everything that takes the keyboard, in order."""
        return [editor for row in self._rows for editor in row.editors()]

    def point_at(self, path: str, words: str) -> QWidget | None:
        """Words beside what is wrong within a row (`referrals[2].due_at`); None where the row has no place for them."""
        found = re.fullmatch(r"[^\[]*\[([0-9]+)\]\.(\w+)", path)
        rows = self.rows()
        if found is None or int(found[1]) >= len(rows):
            return None
        row = rows[int(found[1])]
        return row.point_at(found[2], words) if hasattr(row, "point_at") else None

    def clear_problems(self) -> None:
        """What was wrong within rows is not said any more."""
        for row in self._rows:
            if hasattr(row, "clear_problems"):
                row.clear_problems()

    def _add_row(self) -> None:
        row = self._make_row()
        row.edited.connect(self._row_edited)  # type: ignore[attr-defined]
        before = self.editors()
        self._rows.append(row)
        self._body.addWidget(row)
        if before:
            for one, other in zip(
                [before[-1], *row.editors()],
                row.editors(),
                strict=False,  # type: ignore[attr-defined]
            ):
                QWidget.setTabOrder(one, other)

    def _remove(self, row: QWidget) -> None:
        self._rows.remove(row)
        self._body.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _row_edited(self) -> None:
        if self._filling:
            return
        if not self._rows[-1].is_empty():
            self._add_row()
        empty = [row for row in self._rows[:-1] if row.is_empty()]
        for row in empty:
            # Not the one that is being typed into: it may only be on its way from one thing to another.
            if not any(editor.hasFocus() for editor in row.editors()) and len(self._rows) > 1:
                self._remove(row)
        self.edited.emit()
