"""The export page on a store, and what a person does with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from tests.builders import Small
from tests.ui.shell import looks
from ui.bridge import Bridge
from ui.message_bar import Message
from ui.models.export_kinds import CHECK, ExportKinds
from ui.pages.exporting import ExportingPage
from ui.pages.plain_table import PlainTable


class ExportDesk:
    """The page with a store behind it; every model of it is watched for what a view may not be told."""

    def __init__(self, qtbot: QtBot, small: Small, folder: Path) -> None:
        self.qtbot, self.small, self.folder = qtbot, small, folder
        self.bridge = Bridge()
        self.bridge.open(small.store.path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.failed: list[Exception] = []
        self.bridge.failed.connect(self.failed.append)
        self.page = ExportingPage(self.bridge, looks().palette)
        for table in self.page.findChildren(PlainTable):
            QAbstractItemModelTester(
                table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, self.page
            )
        self.said: list[Message] = []
        self.page.said.connect(self.said.append)
        qtbot.addWidget(self.page)
        self.page.resize(1240, 660)
        self.bridge.changed.connect(self.page.refresh)
        with self.looked():
            self.page.show_situation(small.line, None)
        self.page.show()
        qtbot.waitExposed(self.page)

    @property
    def choices(self) -> Any:
        return self.page.choices

    @property
    def bar(self) -> Any:
        return self.page.bar

    @property
    def kinds(self) -> ExportKinds:
        return self.page.contents.model

    @property
    def title(self) -> str:
        return self.page.contents.title.text()

    @property
    def left_out(self) -> str:
        return self.page.contents.out.text()

    @property
    def note(self) -> str:
        return str(self.bar.words.text())

    def close(self) -> None:
        """The end; nothing may have failed behind the page's back."""
        self.bridge.close()
        assert self.failed == []

    def looked(self) -> Any:
        """Wait until the page shows what an export would hold."""
        return self.qtbot.waitSignal(self.page.shown, timeout=20_000)

    def press(self, button: QAbstractButton) -> None:
        """A button that can be seen and pressed."""
        assert button.isVisible() and button.isEnabled(), button.objectName()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def type(self, editor: QLineEdit, text: str) -> None:
        """Type in place of what stands there, and go on with Tab."""
        assert editor.isVisible() and editor.isEnabled()
        editor.setFocus()
        editor.selectAll()
        self.qtbot.keyClick(editor, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(editor, text)
        self.qtbot.keyClick(editor, Qt.Key.Key_Tab)

    def choose(self, box: Any, value: Any) -> None:
        """Choose in a box, as a person does."""
        assert box.isVisible() and box.choose(value), value
        box.activated.emit(box.currentIndex())

    def choose_form(self, form: str) -> None:
        with self.looked():
            self.choose(self.choices.form.editor, form)

    def publish(self) -> None:
        with self.looked():
            self.press(self.choices.publication)

    def tick(self, *kinds: str) -> None:
        """Have these kinds ticked and no others, by the keyboard."""
        table = self.page.contents.table
        table.setFocus()
        for row in range(self.kinds.rowCount()):
            index = self.kinds.index(row, 0)
            name = self.kinds._kinds[row][0]
            if (index.data(CHECK) == Qt.CheckState.Checked) != (name in kinds):
                table.setCurrentIndex(index)
                self.qtbot.keyClick(table, Qt.Key.Key_Space)

    def path(self, name: str) -> Path:
        """Type the file's path; returns it."""
        path = self.folder / name
        self.type(self.bar.path, str(path))
        return path

    def export(self, act: Callable[[], Any] | None = None) -> None:
        """Press Export, or do something that writes, and wait for the receipt."""
        with self.qtbot.waitSignal(self.page.exported, timeout=20_000):
            if act is None:
                self.press(self.bar.save)
            else:
                act()

    def told(self) -> None:
        """Wait until the work that is under way is over."""
        self.qtbot.waitUntil(lambda: not self.bar.cancel.isVisible(), timeout=20_000)
