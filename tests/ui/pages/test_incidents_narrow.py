"""The incidents page in windows of all widths: nothing is cut off, nothing lies over something else."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import Small
from tests.ui.desk import Desk, several
from tests.ui.shell import Shell, looks
from ui import look
from ui.bridge import Bridge
from ui.models.incident_cells import Column
from ui.page_stack import PageStack
from ui.pages.incident_filters import IncidentFilters
from ui.palette import LIGHT
from ui.waiting import WaitingPage

Put = Callable[[QWidget, int, int], None]
WIDTHS = [532, 555, 672, 972, 1238]  # of the page, in windows of 660, 683 (200 % of 1366), 800, 1100 and 1366


@pytest.fixture
def desk(qtbot: QtBot, small: Small) -> Iterator[Desk]:
    looks()
    bridge = Bridge()
    bridge.open(small.store.path, "R. recorder")
    qtbot.waitUntil(lambda: bridge.is_ready)
    yield Desk(qtbot, small, bridge)
    bridge.close()


def place(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint(0, 0)), widget.size())


@pytest.fixture
def put(qtbot: QtBot) -> Iterator[Put]:
    """Make a widget part of a window: there it is as wide as it is told to be, whatever it would like."""
    host = QWidget()
    host.resize(1400, 800)
    held: list[QWidget] = []

    def put_in(widget: QWidget, width: int, height: int) -> None:
        held.append(widget)
        widget.setParent(host)
        widget.resize(1300, height)
        host.show()
        widget.show()
        widget.resize(width, height)
        qtbot.wait(10)

    yield put_in
    for widget in held:
        widget.setParent(None)  # who made it takes it away
    host.close()


def controls(within: QWidget) -> list[QWidget]:
    """What is shown that somebody types into or presses, without the parts of others."""
    kinds = (QLineEdit, QComboBox, QAbstractButton)
    found = [one for kind in kinds for one in within.findChildren(kind) if one.isVisible()]
    return [one for one in found if not isinstance(one.parentWidget(), kinds)]


def check_nothing_overlaps(within: QWidget) -> None:
    shown = [(one.objectName(), place(one, within)) for one in controls(within)]
    for n, (name, rect) in enumerate(shown):
        assert rect.left() >= 0 and rect.right() < within.width(), name
        for other, over in shown[n + 1 :]:
            assert not rect.intersects(over), (name, other)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("form", [True, False])
def test_nothing_lies_over_something_else(
    desk: Desk, small: Small, qtbot: QtBot, put: Put, width: int, form: bool
) -> None:
    several(small)
    desk.show()
    desk.page.list.filters.show_chosen(desk.page.list.filters.chosen())
    put(desk.page, width, 620)
    if form:
        desk.page.open_form()
        desk.page.form.coordinates.setText("54.7 25.3")
        desk.page.form.referrals.set_value([{"service": "asylum", "persons": 3, "receiver": "Red Cross"}])
        desk.page.form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    desk.settle()

    def nothing_overlaps() -> None:
        assert desk.page.width() == width
        if desk.page.list.isVisible():
            check_nothing_overlaps(desk.page.list.filters)
        if form:
            inside = desk.page.form.scroll.widget()
            assert inside.width() <= desk.page.form.scroll.viewport().width()
            check_nothing_overlaps(inside)
            assert desk.page.form.rect().contains(place(desk.page.form.save_button, desk.page.form))

    qtbot.waitUntil(nothing_overlaps)  # rows find their places in several steps


@pytest.mark.parametrize("width", [400, 452, 600, 640, 900])
def test_the_filters_take_two_rows_where_one_is_too_short(qtbot: QtBot, put: Put, width: int) -> None:
    looks()
    filters = IncidentFilters()
    put(filters, width, 130)
    check_nothing_overlaps(filters)
    two = filters.days.y() > filters.search.y()
    assert two is (width < 624)
    filters.resize(900, 100)
    qtbot.wait(10)
    assert filters.days.y() == filters.search.y()


@pytest.mark.parametrize("width", [400, 480, 560, 640, 900])
def test_a_column_has_room_for_its_words_or_is_not_there(desk: Desk, small: Small, width: int) -> None:
    several(small)
    desk.show()
    desk.page.list.resize(width, 600)
    table = desk.page.list.table
    table.share_width()
    shown = [column for column in Column if not table.isColumnHidden(column)]
    assert {Column.WHEN, Column.PERSONS, Column.STATUS, Column.ILLUSTRATIVE} < set(shown)
    assert sum(table.columnWidth(column) for column in shown) <= table.viewport().width()
    if width >= 480:
        words = QFontMetrics(look.font()).horizontalAdvance("Lavoriškės")
        assert table.columnWidth(Column.PLACE) >= words
    if width == 900:
        assert shown == list(Column)


def test_pages_do_not_keep_the_window_wide(qtbot: QtBot) -> None:
    """A page says less once it is narrow; the least of what it says now must not keep it from getting there."""
    stack = PageStack(LIGHT)
    qtbot.addWidget(stack)
    wide = QWidget()
    wide.setMinimumWidth(900)
    stack.show_other(wide)
    assert stack.minimumSizeHint().width() <= 532


def test_a_window_becomes_narrow_at_once(shell: Shell) -> None:
    shell.window.resize(1366, 700)
    shell.window.resize(660, 384)
    assert (shell.window.width(), shell.window.height()) == (660, 384)


@pytest.mark.parametrize(("width", "alone"), [(532, True), (1238, False)])
def test_before_there_is_a_list_the_form_has_the_same_room(
    qtbot: QtBot, put: Put, width: int, alone: bool
) -> None:
    looks()
    page, form = WaitingPage("incidents"), QWidget()
    put(page, width, 600)
    page.hold(form)
    qtbot.wait(10)
    assert page._card.isVisible() is not alone
    assert form.width() == (width - 4 if alone else 494)
    page.let_go()
    assert page._card.isVisible()
