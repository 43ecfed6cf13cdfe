"""A short list as a model: texts, values behind them, voided lines."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.models.line_table import ROW_ROLE, SORT_ROLE, LineColumn, LineTable


@dataclass
class Line:
    id: str
    persons: int
    void_reason: str | None = None


COLUMNS = [
    LineColumn("Id", lambda line: line.id, lambda line: line.id),
    LineColumn(
        "Persons", lambda line: f"+{line.persons}", lambda line: line.persons, numbers=True, strong=True
    ),
]


@pytest.fixture
def model(qtbot: QtBot) -> LineTable:
    made = LineTable(COLUMNS)
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show_lines([Line("a", 5), Line("b", 30, "the <b>wrong</b> house"), Line("c", 7, "undone")])
    return made


def test_texts_and_what_is_behind_them(model: LineTable) -> None:
    assert (model.rowCount(), model.columnCount()) == (3, 2)
    cell = model.index(0, 1)
    assert (cell.data(), cell.data(SORT_ROLE), cell.data(ROW_ROLE)) == ("+5", 5, Line("a", 5))
    assert cell.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert cell.data(Qt.ItemDataRole.FontRole).bold() or cell.data(Qt.ItemDataRole.FontRole).weight() >= 600
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Persons"
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.line(7) is None


def test_voided_lines_are_struck_out_and_say_why(model: LineTable) -> None:
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole).strikeOut() for row in range(3)]
    assert fonts == [False, True, True]
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;wrong&lt;/b&gt;" in tip
    assert model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole) == "voided: taken back by undo"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "b, voided"


def test_the_same_lines_change_nothing(qtbot: QtBot, model: LineTable) -> None:
    same = [model.line(row) for row in range(3)]
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_lines(same)
    with qtbot.waitSignal(model.modelReset):
        model.show_lines(same[:1])
    assert model.rowCount() == 1
