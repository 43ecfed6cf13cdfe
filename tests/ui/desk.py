"""An incidents page with a store behind it, and the main window's part: what is asked for is written."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tracker.change import Outcome
from tracker.codes import CountBasis, Kind
from tracker.errors import Refused
from ui.asked import Asked
from ui.bridge import Bridge
from ui.models.incident_cells import Column
from ui.pages.incidents import IncidentsPage
from ui.palette import LIGHT

DAY = date(2021, 8, 3)


class Desk:
    """A page with a store behind it, and the main window's part: what is asked is written."""

    def __init__(self, qtbot: QtBot, small: Small, bridge: Bridge) -> None:
        self.qtbot, self.small, self.bridge = qtbot, small, bridge
        self.page = IncidentsPage(bridge, LIGHT)
        QAbstractItemModelTester(
            self.page.list.model, QAbstractItemModelTester.FailureReportingMode.Warning, self.page
        )
        qtbot.addWidget(self.page)
        self.page.resize(1240, 680)
        self.page.show()
        qtbot.waitExposed(self.page)
        bridge.changed.connect(self.page.refresh)
        self.asked: list[Asked] = []
        self.refused: list[Exception] = []
        self.page.asked.connect(self._write)

    def _write(self, asked: Asked) -> None:
        self.asked.append(asked)
        kept = asked.form.keep() if asked.form is not None else {}
        if asked.form is not None:
            asked.form.clear()

        def done(outcome: Outcome[Any]) -> None:
            if asked.done is not None:
                asked.done(outcome.value)

        def refused(error: Exception) -> None:
            self.refused.append(error)
            if asked.form is not None:
                asked.form.restore(kept)
                asked.form.show_problems(error.problems if isinstance(error, Refused) else [])

        self.bridge.write(asked.command, *asked.args, done=done, refused=refused, **asked.kwargs)

    def show(self) -> None:
        self.page.show_situation(self.small.line, DAY)
        self.settle()

    def settle(self) -> None:
        """Until nothing that was asked for is still on its way."""
        self.until(lambda: self.page.list.model.is_counted and self.page.list._sums is not None)
        self.until(lambda: not self.bridge.is_busy)

    def until(self, holds: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=5000)

    def rows(self) -> list[str]:
        """Persons of the rows, as shown."""
        model = self.page.list.model
        self.until(lambda: all(model.line(n) is not None for n in range(model.rowCount())))
        return [model.index(n, Column.PERSONS).data() for n in range(model.rowCount())]

    def counts(self) -> str:
        return self.page.list.filters.counts.text()

    def words(self, widget: QWidget | None = None) -> str:
        """Everything that is written in the detail."""
        root = widget or self.page.view.scroll

        def labels() -> list[str]:
            return [label.text() for label in root.findChildren(QLabel) if not label.isHidden()]

        self.until(labels)  # a label that was just made is shown a moment later
        said = labels()
        return "\n".join(said + [text.toPlainText() for text in root.findChildren(QPlainTextEdit)])

    def read(self, id_: str) -> None:
        self.page.show_incident(id_)
        self.until(lambda: self.page.view.detail is not None and self.page.view.detail.id == id_)

    def key(self, key: Qt.Key, widget: QWidget | None = None, **modifiers: Any) -> None:
        target = widget or self.page.list.table
        target.setFocus()
        self.qtbot.keyClick(target, key, **modifiers)

    def click(self, name: str) -> None:
        button = self.page.findChild(QPushButton, name)
        assert button is not None, name
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def several(small: Small) -> list[str]:
    """Five incidents, newest first: of 1 to 4 persons, and one of unknown number."""
    ids = [
        small.record(persons=n, happened_at=NOON - timedelta(days=n), sector=small.sectors[n % 2])
        for n in range(1, 5)
    ]
    unknown = small.record(
        persons=None, basis=CountBasis.UNKNOWN, happened_at=NOON - timedelta(days=9), kind=Kind.RESCUE
    )
    return [*ids, unknown]
