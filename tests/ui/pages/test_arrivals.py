"""The arrivals page on a real store: what is chosen is what is drawn, and the table says what the plot says."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.shell import looks
from tracker import drafts, incidents, records, situations, undo
from tracker.change import Change
from tracker.codes import CountBasis, Qualifier, Rule, Status
from tracker.situations import find_situations
from ui.bridge import Bridge
from ui.models.arrival_days import SORT_ROLE, ArrivalDays
from ui.models.published_totals import Column
from ui.pages.arrivals import ArrivalsPage
from ui.pages.arrivals_choices import Preset, first_of
from ui.pages.card import FittingLabel
from ui.palette import DARK

DAY = date(2021, 8, 3)


class Shown:
    """The page on a store, and what the main window does for it."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        self.bridge = Bridge()
        self.page = ArrivalsPage(self.bridge, looks().palette)
        qtbot.addWidget(self.page)
        self.page.resize(1270, 698)
        self.bridge.changed.connect(self.page.refresh)
        self.bridge.open(path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.page.show()

    def show(self, situation: situations.SituationLine, day: date | None = DAY) -> None:
        with self.qtbot.waitSignal(self.page.shown):
            self.page.show_situation(situation, day)
        self.compared()

    def compared(self) -> None:
        """Wait for what the span is compared to: it is read last."""
        self.qtbot.waitUntil(lambda: bool(self.page.readout.tiles[3].value.whole))

    def read_again(self, act: Callable[[], Any]) -> None:
        before = self.page._read
        act()
        self.qtbot.waitUntil(lambda: self.page._read is not before)

    def write(self, command: Callable[..., Any], *args: Any) -> Any:
        outcomes: list[Any] = []
        self.read_again(lambda: self.bridge.write(command, *args, done=outcomes.append))
        return outcomes[0].value

    def button(self, name: str) -> QAbstractButton:
        found = self.page.findChild(QAbstractButton, name)
        assert found is not None, name
        return found

    def persons(self) -> dict[date, int]:
        return {row[0]: row[1] for row in self.page.plot.table_rows()}

    def tiles(self) -> list[str]:
        return [tile.value.whole for tile in self.page.readout.tiles]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture
def shown(qtbot: QtBot, small: Small) -> Iterator[Shown]:
    made = Shown(qtbot, small.store.path)
    yield made
    made.bridge.close()


@pytest.fixture
def demo(qtbot: QtBot, demo_path: Path) -> Iterator[Shown]:
    made = Shown(qtbot, demo_path)
    lines: list[Any] = []
    made.bridge.read(find_situations, done=lines.extend)
    qtbot.waitUntil(lambda: bool(lines))
    made.show(lines[0])
    yield made
    made.bridge.close()


def test_spans_end_with_the_day_of_the_board() -> None:
    assert first_of(Preset.MONTH, DAY, None) == date(2021, 7, 5)
    assert first_of(Preset.QUARTER, DAY, None) == date(2021, 5, 6)
    assert first_of(Preset.HALF, DAY, None) == date(2021, 2, 4)
    assert first_of(Preset.HALF, date(2021, 8, 31), None) == date(2021, 3, 1)
    assert first_of(Preset.YEAR, DAY, None) == date(2021, 1, 1)
    assert first_of(Preset.ALL, DAY, date(2020, 3, 5)) == date(2020, 3, 5)
    assert first_of(Preset.ALL, DAY, None) == date(2021, 7, 5)
    assert first_of(Preset.ALL, date(2020, 1, 1), date(2020, 3, 5)) == date(2020, 1, 1)


def test_each_step_is_followed(shown: Shown, small: Small) -> None:
    shown.show(small.line)
    assert set(shown.persons().values()) == {0}
    id_ = shown.write(incidents.record_incident, small.incident(), None)
    assert shown.persons()[DAY] == 23
    assert shown.tiles()[0] == "23"
    shown.write(incidents.void_incident, id_, "twice")
    assert shown.persons()[DAY] == 0
    shown.write(undo.undo_last, "R. recorder", shown.bridge.station_id)
    assert shown.persons()[DAY] == 23


def test_presets_split_and_whom(shown: Shown, small: Small) -> None:
    groups = [drafts.Group(nationality="IRQ", count=15), drafts.Group(nationality="SYR", count=3)]
    small.record(groups=groups)
    small.record(persons=4, sector=small.sectors[1], happened_at=NOON - timedelta(days=70))
    shown.show(small.line)
    page = shown.page
    assert len(shown.persons()) == 90
    shown.read_again(shown.button("span_days30").click)
    assert len(shown.persons()) == 30

    shown.read_again(lambda: page.choices.split.choose("nationality"))
    assert page.plot.table_header()[5:] == ["Iraq", "Syria", "not specified"]
    assert page.plot.table_rows()[-1][5:] == (15, 3, 5)
    shown.read_again(lambda: page.choices.split.choose("sector"))
    assert page.plot.table_header()[5:] == ["Druskininkai"]

    shown.read_again(lambda: page.choices.whom.choose("IRQ"))
    assert shown.persons()[DAY] == 15
    assert not page.choices.split.isEnabled()
    assert len(page.plot.table_header()) == 5
    assert page.card.note.whole.startswith("nationality Iraq · ")

    second = next(s for s in page._read.sectors if s.name == "Lavoriškės")
    shown.read_again(lambda: page.choices.whom.choose(second))
    shown.read_again(shown.button("span_all").click)
    assert sum(shown.persons().values()) == 4
    assert min(shown.persons()) == DAY - timedelta(days=70)


def test_a_choice_stays_while_numbers_change(shown: Shown, small: Small) -> None:
    small.record(groups=[drafts.Group(nationality="IRQ", count=15)])
    shown.show(small.line)
    shown.read_again(lambda: shown.page.choices.whom.choose("IRQ"))
    shown.write(
        incidents.record_incident,
        small.incident(persons=9, groups=[drafts.Group(nationality="SYR", count=9)]),
        None,
    )
    assert shown.page.choices.whom.value() == "IRQ"
    assert shown.persons()[DAY] == 15
    assert any("Syria" in shown.page.choices.whom.itemText(i) for i in range(6))


def test_claimed_and_unknown_stand_apart(shown: Shown, small: Small) -> None:
    small.record(persons=5)
    small.record(persons=50, status=Status.CLAIMED)
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    shown.show(small.line)
    assert shown.page.plot.table_rows()[-1][1:4] == (5, 50, 1)
    persons = shown.page.readout.tiles[0]
    assert persons.value.whole == "5"
    assert persons.line.whole == "and 1 incident of unknown size · 50 more claimed"


def test_the_year_before_and_cumulative(shown: Shown, small: Small) -> None:
    small.record(persons=5)
    small.record(persons=2, happened_at=NOON - timedelta(days=1))
    small.record(persons=7, happened_at=NOON.replace(year=2020))
    shown.show(small.line)
    shown.read_again(shown.button("arrivals_year_before").click)
    assert shown.page.plot.table_header()[-1] == "A year before"
    assert shown.page.plot.table_rows()[-1][-1] == 7
    read = shown.page._read
    shown.button("arrivals_cumulative").click()
    assert shown.page._read is read  # how it is drawn needs no new read
    assert shown.page.card.title.text() == "Arrivals since the first day shown"
    shown.page.plot.move_to(89)
    assert ("Persons since the first day", "7") in shown.page.plot.readout()[1]


def test_events_can_be_left_out(demo: Shown) -> None:
    assert demo.page.plot._flags
    demo.button("arrivals_events").click()
    assert not demo.page.plot._flags
    demo.button("arrivals_events").click()
    assert demo.page.plot._flags


# --- A span ---


def test_a_span_in_figures_against_the_same_span_before(shown: Shown, small: Small) -> None:
    for back, persons in ((0, 30), (1, 10), (2, 5), (3, 20)):
        small.record(persons=persons, happened_at=NOON - timedelta(days=back))
    shown.show(small.line)
    assert shown.tiles()[:3] == ["65", "0.7", "30"]
    assert shown.page.readout.tiles[3].line.whole == "nothing was recorded so early"
    shown.page.plot._select(88, 89)
    shown.qtbot.waitUntil(lambda: shown.tiles()[3] == "25  ▲ 15")
    assert shown.tiles()[:3] == ["40", "20", "30"]
    assert shown.page.readout.span.text() == "2 Aug – 3 Aug 2021"
    assert shown.page.readout.tiles[2].line.whole == "Tue 3 Aug 2021"
    with shown.qtbot.waitSignal(shown.page.arrivals_selected) as asked:
        shown.button("span_incidents").click()
    assert asked.args == [date(2021, 8, 2), DAY, None, None]
    shown.button("span_clear").click()
    assert shown.page.plot.span is None
    assert shown.tiles()[0] == "65"


def test_a_span_by_keyboard(shown: Shown, small: Small) -> None:
    small.record(persons=5)
    shown.show(small.line)
    plot = shown.page.plot
    shown.page.activateWindow()
    plot.setFocus()
    shown.qtbot.waitUntil(plot.hasFocus)
    shown.qtbot.keyClick(plot, Qt.Key.Key_End)
    shown.qtbot.keyClick(plot, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    shown.qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert plot.span == (date(2021, 8, 2), DAY)
    assert shown.page.readout.span.text() == "2 Aug – 3 Aug 2021"
    assert shown.tiles()[0] == "5"
    shown.qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert shown.page.readout.span.text() == "6 May – 3 Aug 2021"


def test_the_comparison_is_of_whom_was_chosen(shown: Shown, small: Small) -> None:
    iraq, syria = (drafts.Group(nationality=n, count=6) for n in ("IRQ", "SYR"))
    small.record(persons=6, groups=[iraq], happened_at=NOON)
    small.record(persons=6, groups=[syria], happened_at=NOON - timedelta(days=1))
    shown.show(small.line)
    shown.read_again(lambda: shown.page.choices.whom.choose("IRQ"))
    shown.page.plot._select(89, 89)
    shown.qtbot.waitUntil(lambda: shown.page.readout.tiles[3].line.whole == "2 Aug 2021")
    assert shown.tiles()[3] == "none"


# --- The table ---


def test_the_table_says_what_the_plot_says(demo: Shown) -> None:
    demo.read_again(lambda: demo.page.choices.split.choose("nationality"))
    tester = QAbstractItemModelTester(demo.page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    demo.button("arrivals_table_toggle").click()
    table = demo.page.table
    assert table.isVisible()
    assert demo.page.card.made_up.isVisible()
    model, rows = demo.page.model, demo.page.plot.table_rows()
    assert model.rowCount() == len(rows) == 90
    for r, row in enumerate(reversed(rows)):
        assert [model.index(r, c).data(SORT_ROLE) for c in range(model.columnCount())] == list(row)
    assert model.index(0, 0).data() == "Tue 3 Aug 2021"
    assert model.index(0, 1).data() == "94"
    assert tester.model() is model


def test_the_table_is_copied_with_its_heads(demo: Shown) -> None:
    demo.button("arrivals_table_toggle").click()
    table, model = demo.page.table, demo.page.model
    demo.qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 91
    assert lines[0].split("\t")[:3] == ["Day", "Persons", "Claimed"]
    assert lines[1].split("\t")[:2] == ["Tue 3 Aug 2021", "94"]
    rows = QItemSelectionModel.SelectionFlag.Rows | QItemSelectionModel.SelectionFlag.Select
    for row in (1, 2):
        table.selectionModel().select(model.index(row, 0), rows)
    table.copy()
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == [
        "Day", "Mon 2 Aug 2021", "Sun 1 Aug 2021",
    ]  # fmt: skip
    assert demo.page.plot.span == (date(2021, 8, 1), date(2021, 8, 2))
    assert demo.tiles()[0] == str(91 + 73)


def test_rows_are_changed_in_place(qtbot: QtBot) -> None:
    model = ArrivalDays()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(["Day", "Persons"], [(DAY - timedelta(days=1), 1), (DAY, 2)], DAY)
    assert model.index(0, 0).data() == "Tue 3 Aug 2021, not over"
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show_rows(["Day", "Persons"], [(DAY - timedelta(days=1), 1), (DAY, 3)], None)
    assert (model.index(0, 0).data(), model.index(0, 1).data()) == ("Tue 3 Aug 2021", "3")
    with qtbot.waitSignal(model.modelReset):
        model.show_rows(["Day", "Persons", "Claimed"], [(DAY, None, 0)])
    assert model.index(0, 1).data() == "—"
    assert model.row_of(DAY) == 0
    assert model.row_of(date.min) == -1
    assert tester.model() is model


# --- Published beside counted ---


def publish(small: Small, value: int, **more: Any) -> None:
    values = {"first_day": DAY, "last_day": DAY, "source": "=The press"} | more
    small.store.write(records.record, drafts.PublishedTotal(situation=small.situation, value=value, **values))


def test_published_totals_beside_the_count_with_their_vintages(shown: Shown, small: Small) -> None:
    small.record(persons=23)
    publish(small, 20, reported=DAY)
    publish(small, 22, reported=DAY + timedelta(days=1), qualifier=Qualifier.MORE_THAN)
    publish(small, 3, rule=Rule.EVENTS)
    publish(small, 9, nationality="IRQ")
    publish(small, 7, first_day=date(2020, 1, 1), last_day=date(2020, 1, 1))
    shown.show(small.line)
    card = shown.page.published
    tester = QAbstractItemModelTester(card.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [[card.model.index(r, c).data() for c in Column] for r in range(card.model.rowCount())]
    assert sorted(rows) == [
        ["3 Aug 2021", "3 events", "—", "—", "—", "—", "=The press"],
        ["3 Aug 2021", "more than 22", "23", "+1, agrees", "20", "4 Aug 2021", "=The press"],
    ]
    assert card.note.whole == "2 more for other days, nationalities or sectors"
    vintages = next(r for r in range(2) if card.model.index(r, Column.EARLIER).data() == "20")
    assert card.model.index(vintages, Column.EARLIER).data(Qt.ItemDataRole.ToolTipRole).splitlines() == [
        "reported 3 Aug 2021: 20",
        "reported 4 Aug 2021: more than 22",
    ]
    assert "'=The press" in card.table.copied()  # no spreadsheet takes it for a formula
    assert tester.model() is card.model


def test_years_as_first_reported_beside_as_known_now(shown: Shown, small: Small) -> None:
    publish(small, 20, reported=DAY)
    publish(small, 1_022, reported=DAY + timedelta(days=1))
    publish(small, 9, first_day=date(2020, 1, 1), last_day=date(2020, 12, 31), rule=Rule.DETECTIONS)
    publish(
        small, 7, cumulative=True, first_day=date(2020, 1, 1), last_day=date(2020, 3, 1), nationality="IRQ"
    )
    shown.show(small.line)
    card = shown.page.published
    button = shown.button("published_by_year")
    button.click()
    assert card.year_table.isVisible()
    assert not card.table.isVisible()
    assert card.title.text() == "Published, year by year"
    model = card.year_model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
    assert rows[0] == [
        "2021",
        "20",
        "1,022",
        "1 of 1: +1,002",
        "persons by day",
        "1 of 365 days, until 3 Aug 2021",
        "=The press",
    ]
    assert sorted(row[4:6] for row in rows[1:]) == [
        ["detections by year", "the whole year"],
        ["persons, cumulative, by nationality", "61 of 366 days, until 1 Mar 2020"],
    ]
    button.click()
    assert card.table.isVisible()
    assert not card.year_table.isVisible()
    assert tester.model() is model


def test_without_published_totals_the_card_says_so(shown: Shown, small: Small) -> None:
    shown.show(small.line)
    assert not shown.page.published.table.isVisible()
    assert not shown.button("published_by_year").isVisible()
    assert shown.page.published.note.whole == "no published total is in this store yet"


def test_the_demo_is_told_as_published(demo: Shown) -> None:
    demo.read_again(demo.button("span_all").click)
    model = demo.page.published.model
    rows = [[model.index(r, c).data() for c in list(Column)[:4]] for r in range(model.rowCount())]
    assert rows == [
        ["1 Jan – 3 Aug 2021", "more than 4,000", "4,112 + 8 of unknown size ◇", "+112, agrees"],
        ["1 – 31 Jul 2021", "2,884", "2,884 + 3 of unknown size ◇", "equal"],
        ["1 Jan – 31 Dec 2020", "81", "81 ◇", "equal"],
    ]


# --- Looks, reading ---


@pytest.mark.parametrize("size", [(1238, 650), (1152, 600), (2432, 1340), (860, 600), (555, 320)])
def test_nothing_is_clipped(demo: Shown, size: tuple[int, int]) -> None:
    page = demo.page
    page.resize(*size)
    QApplication.processEvents()
    inside = page.scroll.widget()
    for card in (page.choices, page.card, page.published):
        assert inside.rect().contains(card.geometry())
    assert page.plot.height() >= 200
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.objectName()
            parent = button.parentWidget()
            assert parent is not None
            assert parent.rect().contains(button.geometry()), button.objectName()
    for tile in page.readout.tiles:
        for label in tile.findChildren(FittingLabel):
            assert label.geometry().bottom() <= tile.height()
    assert not page.readout.tiles[0].value.text().endswith("…")


def test_only_what_is_shown_is_read_again(
    shown: Shown, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.show(small.line)
    asked: list[str] = []
    read = shown.bridge.read
    monkeypatch.setattr(
        shown.bridge, "read", lambda query, *a, **k: (asked.append(query.__name__), read(query, *a, **k))
    )
    for type_ in ("headcount", "movement", "capacity_change"):
        shown.page.refresh(Change(((type_, "x"),), 9))
    shown.qtbot.wait(60)
    assert asked == []
    for _ in range(3):
        shown.page.refresh(Change((("incident", "x"),), 9))
    shown.qtbot.waitUntil(lambda: "read_before" in asked)
    assert asked == ["read_all", "read_before"]


def test_a_change_keeps_the_span_and_what_is_read_out(shown: Shown, small: Small) -> None:
    small.record(persons=5)
    shown.show(small.line)
    shown.page.plot._select(80, 89)
    shown.page.plot.move_to(85)
    shown.write(incidents.record_incident, small.incident(persons=7), None)
    assert shown.page.plot.span == (date(2021, 7, 25), DAY)
    assert shown.page.plot.at == 85
    assert shown.tiles()[0] == "12"


def test_other_colours(demo: Shown) -> None:
    demo.page.apply_palette(DARK)
    assert demo.page.plot.palette_in_use is DARK
    demo.page.apply_palette(looks().palette)


def test_everything_that_takes_the_keyboard_has_a_name(demo: Shown) -> None:
    for kind in (QAbstractButton, QTableView):
        for widget in demo.page.findChildren(kind):
            if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                assert widget.objectName(), widget
                assert widget.accessibleName(), widget.objectName()
    for box in (demo.page.choices.split, demo.page.choices.whom):
        assert any(label.buddy() is box for label in demo.page.findChildren(QLabel))
