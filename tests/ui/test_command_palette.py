import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell import Shell
from ui.models.commands import CommandModel, Entry, rate


def test_search_or_command(opened: Shell) -> None:
    opened.key("Ctrl+K")
    palette = opened.window.findChild(QWidget, "command_palette")
    assert palette.isVisible()
    opened.qtbot.waitUntil(lambda: any(e.kind == "facility" for e in entries(palette.model)))
    opened.type("pabrad")
    assert entries(palette.model)[0].words == "Pabradė"
    opened.key("Return")
    assert not palette.isVisible()
    opened.qtbot.waitUntil(lambda: opened.window.pages.page("facilities") is not None)
    assert opened.window.pages.page("facilities").told[-1] == ("facility", opened.small.facilities[0])
    opened.key("Ctrl+K")
    opened.type("anything at all")
    assert [e.kind for e in entries(palette.model)] == ["search"]
    opened.key("Return")
    assert opened.window.pages.page("incidents").told[-1] == ("filter", {"typed": "anything at all"})
    opened.key("Ctrl+K")
    opened.key("Esc")
    assert not palette.isVisible()


def entries(model: CommandModel) -> list[Entry]:
    return [entry for row in range(model.rowCount()) if (entry := model.entry(row)) is not None]


def test_the_palettes_model(qtbot: QtBot) -> None:
    model = CommandModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_entries([Entry("sector", 1, "Druskininkai", "sector"), Entry("page", 2, "Board")])
    model.narrow("dsk", Entry("search", "dsk", "Search"))
    assert [e.words for e in entries(model)] == ["Druskininkai", "Search"]
    model.narrow("")
    assert len(entries(model)) == 2


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("boa", "board", "choose the day of the board"),
        ("inc", "incidents", "new incident"),
        ("nwinc", "new incident", "druskininkai"),
        ("druskn", "druskininkai", None),
        ("", "anything", None),
    ],
)
def test_the_closest_comes_first(wanted: str, better: str, worse: str | None) -> None:
    first = rate(wanted, better)
    assert first is not None
    if worse is not None:
        second = rate(wanted, worse)
        assert second is None or first < second


def test_what_has_not_all_letters_is_not_found() -> None:
    assert rate("xyz", "druskininkai") is None
    assert rate("iksurd", "druskininkai") is None
