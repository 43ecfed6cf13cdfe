"""What the command palette offers, filtered by what is typed: letters in order, the closest first."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

MOST = 60  # rows; nobody reads further


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be chosen: what kind it is ("action", "sector", …), which one, its words, and a note."""

    kind: str
    id: Any
    words: str
    note: str = ""


class CommandModel(QAbstractListModel):
    """The entries that match, best first. With nothing typed: all, in their own order."""

    NOTE = Qt.ItemDataRole.UserRole + 1
    ENTRY = Qt.ItemDataRole.UserRole + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Entry] = ()
        self._shown: list[Entry] = []
        self._typed = ""
        self._last: Entry | None = None

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries."""
        self._all = entries
        self.narrow(self._typed, self._last)

    def narrow(self, typed: str, last: Entry | None = None) -> None:
        """Show what matches; `last` is offered after all others, whatever is typed."""
        self.beginResetModel()
        self._typed, self._last = typed, last
        wanted = _plain(typed)
        rated = [(rate(wanted, _plain(entry.words)), n, entry) for n, entry in enumerate(self._all)]
        found = sorted((row for row in rated if row[0] is not None), key=lambda row: (row[0], row[1]))
        self._shown = [entry for _, _, entry in found[:MOST]]
        if last is not None and typed.strip():
            self._shown.append(last)
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry of a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.words}, {entry.note}" if entry.note else entry.words
        return {self.NOTE: entry.note, self.ENTRY: entry}.get(role)


def rate(wanted: str, text: str) -> float | None:
    """How far a text is from what is wanted, 0 the closest; None where it does not match.

    All letters have to be there in order. The start of the text comes first, then the start of a word, then
    anywhere; then letters apart, the closer the better.
    """
    letters = wanted.replace(" ", "")
    if not letters:
        return 0.0
    start = text.find(wanted.strip())
    if start >= 0:
        if start == 0:
            return 1 + len(text) / 1000
        return (2 if not text[start - 1].isalnum() else 3) + start / 1000
    place, first, gaps = -1, -1, 0
    for letter in letters:
        found = text.find(letter, place + 1)
        if found < 0:
            return None
        if first < 0:
            first = found
        elif found != place + 1 and text[found - 1].isalnum():
            gaps += found - place - 1
        place = found
    # Letters strewn over a whole sentence are no match that anybody meant.
    return 4 + gaps / 10 + first / 1000 if gaps <= len(letters) else None


def _plain(text: str) -> str:
    """Without accents and case, so that "pabrade" finds Pabradė."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
