"""A figure of arrivals leads to the list that it is made of: the figure and the persons of the list are the same."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.desk import DAY, Desk
from tracker.codes import CountBasis, Kind, Status
from tracker.drafts import Group
from ui.pages.arrivals import ArrivalsPage
from ui.pages.board import BoardPage
from ui.palette import LIGHT


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    first = made.record(persons=20, groups=[Group(12, "IRQ"), Group(5, "SYR")])
    made.record(persons=10, seen_before=first, seen_persons=4, groups=[Group(10, "IRQ")])
    made.record(persons=7, sector=made.sectors[1], happened_at=NOON - timedelta(days=1))
    made.record(persons=100, status=Status.CLAIMED)
    made.record(persons=200, kind=Kind.PUSHBACK)
    made.record(persons=None, basis=CountBasis.UNKNOWN)
    yield made
    made.store.close()


def test_the_figure_of_a_day_and_its_list_are_the_same(desk: Desk, small: Small, qtbot: QtBot) -> None:
    board = BoardPage(desk.bridge, LIGHT)
    qtbot.addWidget(board)
    board.arrivals_selected.connect(
        lambda first, last: desk.page.show_filter(first_day=first, last_day=last, arrivals=True)
    )
    desk.show()
    board.show()
    with qtbot.waitSignal(board.shown):
        board.show_situation(small.line, DAY)
    said = {
        "26": "3 of 6 incidents · 30 persons · less 4 seen before: 26 arrivals · and 1 incident of unknown size",
        "33": "4 of 6 incidents · 37 persons · less 4 seen before: 33 arrivals · and 1 incident of unknown size",
    }
    for card, figure in zip(board.headlines, ("26", "33", "33", "33"), strict=True):
        assert card.figure.text() == figure
        qtbot.keyClick(card, Qt.Key.Key_Space)
        desk.settle()
        assert desk.counts() == said[figure]
        assert desk.page.list.filters.arrivals.isChecked()


def test_the_chip_lets_go_of_it(desk: Desk) -> None:
    desk.show()
    filters = desk.page.list.filters
    assert desk.counts() == "6 incidents · 337 persons · and 1 incident of unknown size"
    desk.click("filter_arrivals")
    desk.settle()
    assert sorted(desk.rows()) == ["10", "20", "7", "?"]
    assert not filters.voided.isEnabled()
    assert "4 of 6 incidents" in desk.counts()
    desk.click("filter_arrivals")
    desk.settle()
    assert desk.counts().startswith("6 incidents")
    assert filters.voided.isEnabled()
    desk.click("filter_arrivals")
    desk.settle()
    desk.click("filter_clear")
    desk.settle()
    assert not filters.arrivals.isChecked()


def test_a_span_of_whom_was_chosen_leads_to_these(desk: Desk, small: Small, qtbot: QtBot) -> None:
    page = ArrivalsPage(desk.bridge, LIGHT)
    qtbot.addWidget(page)
    desk.show()
    page.show()
    with qtbot.waitSignal(page.shown):
        page.show_situation(small.line, DAY)
    sector = next(one for one in page._read.sectors if one.id == small.sectors[1])

    def asked_after(choose: object) -> list[object]:
        before = page._read
        choose()  # type: ignore[operator]
        qtbot.waitUntil(lambda: page._read is not before)
        with qtbot.waitSignal(page.arrivals_selected) as asked:
            page.readout.show_incidents.click()
        first, last, sector_pk, nationality = asked.args
        desk.page.show_filter(
            first_day=first, last_day=last, sector_pk=sector_pk, arrivals=True, nationality=nationality
        )
        desk.settle()
        return [page.readout.tiles[0].value.whole, desk.counts(), desk.page.list.filters.arrivals.text()]

    assert asked_after(lambda: page.choices.whom.choose(sector)) == [
        "7", "1 of 6 incidents · 7 persons", "Arrivals only",
    ]  # fmt: skip
    # Twelve of the twenty; and of the ten, six who were not seen before.
    assert asked_after(lambda: page.choices.whom.choose("IRQ")) == [
        "18", "2 of 6 incidents · 30 persons · 18 of them counted as Iraq", "Arrivals: Iraq",
    ]  # fmt: skip
    desk.click("filter_arrivals")
    assert desk.page.list.filters.chosen().nationality is None
