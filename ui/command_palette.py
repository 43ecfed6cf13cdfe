"""The command palette: pages, actions, sectors, facilities and situations by a few letters, and search for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ui import look
from ui.actions import ROWS, keys_of, words_of
from ui.models.commands import CommandModel, Entry

if TYPE_CHECKING:
    from tracker.facilities import FacilityLine
    from tracker.situations import SectorLine, SituationLine

ROWS_SHOWN = 11
AROUND = 78  # px: the field, and the edges
PASSED_ON = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QFrame):
    """Lies over the page; Esc, or a click elsewhere, and it is gone."""

    chosen = Signal(object)  # Entry

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Search or command"))
        self.setProperty("card", True)
        self.typed = QLineEdit()
        self.typed.setObjectName("command_typed")
        self.typed.setAccessibleName(self.tr("Search or command"))
        self.typed.setPlaceholderText(
            self.tr("A page, an action, a sector, a facility, a situation, or any text")
        )
        self.typed.setProperty("kind", "quickline")
        self.model = CommandModel(self)
        self.list = QListView()
        self.list.setObjectName("command_list")
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_Delegate(self.list))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(10, 10, 10, 10)
        rows.setSpacing(look.TIGHT)
        rows.addWidget(self.typed)
        rows.addWidget(self.list)
        self.typed.textChanged.connect(self._narrow)
        self.typed.installEventFilter(self)
        self.list.clicked.connect(self._take)
        self._before: QWidget | None = None  # who had the keyboard
        self.hide()

    def open(self, entries: Sequence[Entry]) -> None:
        """Open with nothing typed."""
        if not self.isVisible():
            self._before = self.parentWidget().focusWidget()
        self.model.set_entries(entries)
        self.typed.clear()
        self._narrow("")
        self.show()
        self.raise_()
        self.typed.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def offer(self, entries: Sequence[Entry]) -> None:
        """Offer other entries, without touching what is typed."""
        self.model.set_entries(entries)
        self._select_first()

    def close_palette(self) -> None:
        """Close it; the keyboard goes back to where it was."""
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.close_palette()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
            if event.key() in PASSED_ON:
                QApplication.sendEvent(self.list, event)
                return True
        if event.type() == QEvent.Type.FocusOut:
            self._before = None  # somebody else has been given the keyboard
            self.hide()
        return super().eventFilter(watched, event)

    def _narrow(self, typed: str) -> None:
        search = Entry(
            "search", typed.strip(), self.tr("Search the incidents for “{text}”").format(text=typed.strip())
        )
        self.model.narrow(typed, search)
        self._select_first()

    def _select_first(self) -> None:
        self.list.setCurrentIndex(self.model.index(0))
        host = self.parentWidget()
        width = min(620, host.width() - 40)
        rows = max(1, min(ROWS_SHOWN, self.model.rowCount()))
        height = min(AROUND + rows * (look.ROW + 4), host.height() - 90)
        self.setGeometry((host.width() - width) // 2, 52, width, height)

    def _take(self, index: QModelIndex | QPersistentModelIndex) -> None:
        entry = self.model.entry(index.row())
        if entry is not None:
            self.close_palette()
            self.chosen.emit(entry)


def entries_of(
    situations: Sequence[SituationLine],
    sectors: Sequence[SectorLine] = (),
    facilities: Sequence[FacilityLine] = (),
) -> list[Entry]:
    """What can be gone to or done."""

    def note(words: str) -> str:
        return QCoreApplication.translate("CommandPalette", words)

    return [
        *(
            Entry("action", row.name, words_of(row), " · ".join(keys_of(row)))
            for row in ROWS
            if row.bound and row.name != "commands"
        ),
        *(Entry("situation", line.id, line.name, note("situation")) for line in situations),
        *(Entry("sector", line.pk, line.name, note("incidents of the sector")) for line in sectors),
        *(Entry("facility", line.id, line.name, note("facility")) for line in facilities),
    ]


class _Delegate(QStyledItemDelegate):
    """Words at the left, the note in a quieter colour at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, look.ROW + 4)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = look.palette()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection if chosen else colours.hover))
            painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 5, 5)
        inside: QRect = option.rect.adjusted(10, 0, -10, 0)
        note = str(index.data(CommandModel.NOTE) or "")
        painter.setFont(look.font(look.SMALL))
        note_width = painter.fontMetrics().horizontalAdvance(note)
        painter.setPen(QColor(colours.secondary))
        painter.drawText(inside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, note)
        painter.setFont(look.font())
        painter.setPen(QColor(colours.text))
        room = inside.width() - note_width - 16
        words = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
