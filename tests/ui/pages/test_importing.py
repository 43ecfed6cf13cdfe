"""The import page: a file looked at, tried and brought in, with a receipt that sums."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Small, small_store
from tests.ui.shell import looks
from tracker.files.fields import Subject
from ui.bridge import Bridge
from ui.pages.importing import ImportingPage

TABLE = """when,sector,persons,nationality,note
2021-08-03 02:10,Druskininkai,23,Iraq,by the river
2021-08-03 25:10,Druskininkai,23,Iraq,
2021-08-02 10:00,Druskininkai,7,,
"""


class Desk:
    """The page on a store, and what the main window does for it."""

    def __init__(self, qtbot: QtBot, small: Small, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge = Bridge()
        self.bridge.open(folder / "s.btrk", "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.page = ImportingPage(self.bridge, looks().palette)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 700)
        self.bridge.changed.connect(self.page.refresh)
        self.page.show_situation(small.line, None)
        self.page.show()

    def look_at(self, text: str) -> None:
        path = self.folder / "table.csv"
        path.write_text(text, encoding="utf-8")
        self.page.parts.path.setText(str(path))
        self.after(lambda: self.qtbot.keyClick(self.page.parts.path, Qt.Key.Key_Return))

    def after(self, act: Any) -> None:
        with self.qtbot.waitSignal(self.page.shown, timeout=20_000):
            act()

    def bring_in(self) -> None:
        with self.qtbot.waitSignal(self.page.imported, timeout=20_000):
            self.qtbot.keyClick(self.page.parts.bring_in, Qt.Key.Key_Space)

    @property
    def note(self) -> str:
        return self.page.parts.note.text()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    small = small_store(tmp_path / "s.btrk")
    desk = Desk(qtbot, small, tmp_path)
    yield desk
    desk.bridge.close()
    small.store.close()


def test_a_file_is_understood_and_tried_before_anything_is_written(desk: Desk) -> None:
    desk.look_at(TABLE)
    parts = desk.page.parts
    assert parts.subject.value() is Subject.INCIDENTS
    assert [choice.value() for choice in parts.columns.choices][:3] == ["when", "sector", "persons"]
    assert parts.chips["all"].text() == "all 3"
    assert parts.chips["refused"].text() == "refused 1"
    assert parts.model.rowCount() == 3
    QAbstractItemModelTester(parts.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    parts.chips["refused"].click()
    parts.rows.selectRow(0)
    assert parts.model.rowCount() == 1
    assert "25:10" in parts.reason.text()
    assert parts.past_model.rowCount() == 0


def test_a_second_import_of_the_same_file_adds_nothing_and_says_so(desk: Desk) -> None:
    desk.look_at(TABLE)
    desk.bring_in()
    assert "3 rows read: 2 added, 0 superseded, 0 unchanged, 0 set aside, 1 refused." in desk.note
    desk.qtbot.waitUntil(lambda: desk.page.parts.past_model.rowCount() == 1)
    desk.look_at(TABLE)
    desk.bring_in()
    assert "3 rows read: 0 added, 0 superseded, 2 unchanged, 0 set aside, 1 refused." in desk.note
    assert "imported before" in desk.note


def test_only_if_every_row_is_good_writes_nothing(desk: Desk) -> None:
    desk.look_at(TABLE)
    desk.page.parts.all_rows.setChecked(True)
    desk.bring_in()
    assert "Nothing was written" in desk.note
    assert not desk.page.parts.receipt.undo.isVisible()


def test_what_is_missing_is_said_and_another_field_can_be_chosen(desk: Desk) -> None:
    desk.look_at(TABLE)
    parts = desk.page.parts
    first = parts.columns.choices[0]
    first.choose(None)
    desk.after(lambda: first.activated.emit(0))
    assert not parts.bring_in.isEnabled()
    assert "when" in desk.note
    first.choose("when")
    desk.after(lambda: first.activated.emit(1))
    assert parts.bring_in.isEnabled()


def test_sectors_are_made_only_where_that_is_ticked(desk: Desk) -> None:
    desk.look_at("when,sector,persons\n2021-08-02 10:00,Varėna,7\n")
    assert desk.page.parts.chips["refused"].text() == "refused 1"
    desk.after(lambda: desk.page.parts.new_sectors.setChecked(True))
    assert desk.page.parts.chips["added"].text() == "added 1"
    desk.bring_in()
    assert "1 added" in desk.note


def test_a_file_that_is_not_there_is_told_in_words(desk: Desk) -> None:
    desk.after(lambda: desk.page.open_file(desk.folder / "none.csv"))
    assert "none.csv" in desk.note or desk.note
    assert not desk.page.parts.bring_in.isEnabled()


def test_refused_rows_go_to_a_file(desk: Desk) -> None:
    desk.look_at(TABLE)
    desk.bring_in()
    target = desk.folder / "refused.csv"
    with desk.qtbot.waitSignal(desk.page.said, timeout=20_000):
        desk.page.write_refused(target)
    assert "25:10" in target.read_text(encoding="utf-8-sig")


def test_every_part_has_a_name(desk: Desk) -> None:
    desk.look_at(TABLE)
    for part in vars(desk.page.parts).values():
        if isinstance(part, QWidget) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert part.objectName()
            assert part.accessibleName() or not part.isVisible()
