"""The import page on a store, and what the main window does for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Small, turn
from tests.ui.shell import looks
from ui.bridge import Bridge
from ui.message_bar import Message
from ui.models.line_table import LineTable
from ui.pages.importing import ImportingPage
from ui.pages.plain_table import PlainTable

TABLE = """when,sector,persons,nationality,note
2021-08-03 02:10,Druskininkai,23,Iraq,by the river
2021-08-03 25:10,Druskininkai,23,Iraq,
2021-08-02 10:00,Druskininkai,7,,
"""


class ImportDesk:
    """The page with a store behind it; every model of it is watched for what a view may not be told."""

    def __init__(self, qtbot: QtBot, small: Small, folder: Path) -> None:
        self.qtbot, self.small, self.folder = qtbot, small, folder
        self.bridge = Bridge()
        self.bridge.open(small.store.path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.failed: list[Exception] = []
        self.bridge.failed.connect(self.failed.append)
        self.page = ImportingPage(self.bridge, looks().palette)
        self.parts = self.page.parts
        for table in self.page.findChildren(PlainTable):
            QAbstractItemModelTester(
                table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, self.page
            )
        self.said: list[Message] = []
        self.page.said.connect(self.said.append)
        self.page.undo_requested.connect(self._undo)
        qtbot.addWidget(self.page)
        self.page.resize(1240, 680)
        self.bridge.changed.connect(self.page.refresh)
        self.page.show_situation(small.line, None)
        self.page.show()
        qtbot.waitExposed(self.page)

    def _undo(self) -> None:
        self.bridge.write_by(lambda store: turn(store))

    def close(self) -> None:
        """The end; nothing may have failed behind the page's back."""
        self.bridge.close()
        assert self.failed == []

    def write(self, text: str, name: str = "table.csv") -> Path:
        """A file of this text."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def look_at(self, file: str | Path) -> None:
        """Type the path of a file, or of one that holds this text, and press Enter."""
        path = self.write(file) if isinstance(file, str) else file
        self.parts.path.setText(str(path))
        self.after(lambda: self.qtbot.keyClick(self.parts.path, Qt.Key.Key_Return))

    def after(self, act: Callable[[], Any]) -> None:
        """Do something that has the file looked at again."""
        with self.looked_again():
            act()

    @contextmanager
    def looked_again(self) -> Iterator[None]:
        """Wait until the page shows what came of it."""
        with self.qtbot.waitSignal(self.page.shown, timeout=20_000):
            yield

    def bring_in(self) -> None:
        """Press Import."""
        with self.qtbot.waitSignal(self.page.imported, timeout=20_000):
            self.press(self.parts.bring_in)

    def press(self, button: QAbstractButton) -> None:
        """A button that can be seen and pressed."""
        assert button.isVisible() and button.isEnabled(), button.objectName()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def tab(self, name: str) -> None:
        """Show a view."""
        self.press(self.parts.tabs[name])

    def type(self, editor: QLineEdit, text: str) -> None:
        """Type in place of what stands there, and press Enter."""
        assert editor.isVisible()
        editor.setFocus()
        editor.selectAll()
        self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, Qt.Key.Key_Return)

    def key(self, widget: QWidget, *keys: Qt.Key, shift: bool = False) -> None:
        """Keys into a widget that has the keyboard."""
        widget.setFocus()
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys:
            self.qtbot.keyClick(widget, key, held)

    @property
    def note(self) -> str:
        """The line that says how it was understood, or what went wrong."""
        return self.parts.note.text()


def shown(model: LineTable) -> list[list[str]]:
    """What stands in a table."""
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
