from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tests.ui.desk import DAY, Desk, several
from tracker import drafts, incidents, records
from tracker.codes import Circumstance, Kind, Precision, Status
from tracker.drafts import Group
from ui.models.incident_cells import Column
from ui.pages.incident_rows import doubt_of
from ui.pages.incidents import HINT, VIEW
from ui.pages.link_button import LinkButton
from ui.palette import DARK

# The list and its filters


def test_the_list_and_what_is_in_it(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    assert desk.rows() == ["1", "2", "3", "4", "?"]
    assert desk.counts() == "5 incidents · 10 persons · and 1 incident of unknown size"


def test_filters_say_how_many_of_how_many(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    desk.page.list.filters.kind.choose(Kind.CROSSING)
    desk.settle()
    assert desk.rows() == ["1", "2", "3", "4"]
    assert desk.counts() == "4 of 5 incidents · 10 persons"
    desk.click("filter_clear")
    desk.settle()
    assert len(desk.rows()) == 5


def test_a_span_of_days_from_a_plot(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    desk.page.show_filter(first_day=date(2021, 7, 31), last_day=date(2021, 8, 1))
    desk.settle()
    assert desk.rows() == ["2", "3"]
    assert desk.page.list.filters.days.currentText() == "31 Jul – 1 Aug 2021"


def test_another_choice_lets_go_of_the_one_before(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    desk.page.show_filter(first_day=date(2021, 7, 31), last_day=date(2021, 8, 1))
    desk.settle()
    with small.store.read() as session:
        from tracker.situations import find_sectors

        pk = find_sectors(session, small.line.pk)[1].pk
    desk.page.show_filter(sector_pk=pk)
    desk.settle()
    assert desk.rows() == ["1", "3"]


def test_search_finds_text_place_and_nationality_as_it_is_typed(
    desk: Desk, small: Small, qtbot: QtBot
) -> None:
    several(small)
    small.record(persons=50, text="found by the old mill", groups=[Group(3, "IRQ")])
    desk.show()
    desk.page.start_search()
    for typed in ("old mi", "iraq", '"AND (', "IRQ mill"):
        desk.page.list.filters.search.clear()
        qtbot.keyClicks(desk.page.list.filters.search, typed)
        desk.until(lambda wanted=typed: desk.page.list.model.wanted.typed == wanted)
        desk.settle()
        assert desk.rows() == ([] if typed == '"AND (' else ["50"])


def test_voided_ones_are_shown_when_asked(desk: Desk, small: Small) -> None:
    ids = several(small)
    small.store.write(incidents.void_incident, ids[0], "entered twice")
    desk.show()
    assert len(desk.rows()) == 4
    desk.page.list.filters.voided.setChecked(True)
    desk.settle()
    assert len(desk.rows()) == 5


def test_headers_sort(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    header = desk.page.list.table.horizontalHeader()
    for column, wanted in (
        (Column.PERSONS, ["4", "3", "2", "1", "?"]),
        (Column.PERSONS, ["?", "1", "2", "3", "4"]),
        (Column.WHEN, ["1", "2", "3", "4", "?"]),
        (Column.WHEN, ["?", "4", "3", "2", "1"]),
    ):
        header.sectionClicked.emit(column)
        desk.settle()
        assert desk.rows() == wanted


def test_an_empty_list_says_what_to_do(desk: Desk, small: Small, qtbot: QtBot) -> None:
    desk.show()
    assert desk.page.list.lists.currentIndex() == 1
    assert "No incidents yet" in desk.page.list.empty.text()
    with qtbot.waitSignal(desk.page.new_requested):
        desk.click("incidents_empty_action")
    small.record()
    desk.page.show_filter(kind=Kind.RESCUE)
    desk.settle()
    assert "No incident fits" in desk.page.list.empty.text()
    desk.click("incidents_empty_action")
    desk.settle()
    assert desk.page.list.lists.currentIndex() == 0


def test_days_can_be_typed_and_wrong_ones_are_told(desk: Desk, small: Small, qtbot: QtBot) -> None:
    several(small)
    desk.show()
    filters = desk.page.list.filters
    filters.days.showPopup()
    panel = filters.days_panel
    panel.first.setText("blah")
    qtbot.keyClick(panel.last, Qt.Key.Key_Return)
    assert panel.isVisible() and "no day" in panel._first.words.text()
    panel.first.setText("1 Aug 2021")
    panel.last.setText("31 Jul 2021")  # the wrong way round
    qtbot.keyClick(panel.last, Qt.Key.Key_Return)
    assert not panel.isVisible()
    assert (filters.chosen().first_day, filters.chosen().last_day) == (date(2021, 7, 31), date(2021, 8, 1))
    filters.days.showPopup()
    qtbot.mouseClick(panel.findChild(QPushButton, "filter_days_week"), Qt.MouseButton.LeftButton)
    assert filters.chosen().first_day == DAY - timedelta(days=6)


# Selecting and reading


def test_arrows_read_one_after_the_other(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    assert desk.page.stack.currentIndex() == HINT
    desk.page.list.take_keyboard()
    for id_ in ids[:3]:
        desk.until(lambda wanted=id_: desk.page.view.detail and desk.page.view.detail.id == wanted)
        assert desk.page.stack.currentIndex() == VIEW
        desk.key(Qt.Key.Key_Down)


def test_the_detail_says_everything_in_words(desk: Desk, small: Small) -> None:
    id_ = small.store.write(
        incidents.record_incident,
        small.incident(
            groups=[Group(15, "IRQ"), Group(5, "XCG")],
            circumstances=[Circumstance.ESCORTED],
            text="<b>Found</b> by the river",
            source="Patrol 7",
            destination="Germany",
            illustrative=True,
            posted_at=NOON - timedelta(hours=1),
            evidence=[drafts.Evidence("a.jpg", "ab" * 32, 2_400_000, "image/jpeg", "Patrol 7")],
        ),
        small.facilities[0],
        "P-42",
    ).value
    desk.show()
    desk.read(id_)
    view = desk.page.view
    assert view.kind.text() == "Irregular crossing detected"
    assert view.where.text() == "Tue 3 Aug 2021, 12:00 · Druskininkai"
    assert view.mark.isVisible() and "illustrative" in view.mark.text()
    words = desk.words()
    for part in (
        "23 persons, counted",
        "Iraq: 15\nCongo, not said which: 5\nnationality not specified: 3",
        "escorted to the line by the neighbour's officials",
        "Tue 3 Aug 2021, 13:00",
        "<b>Found</b> by the river",
        "F, cannot be judged · 6, cannot be judged",
        "to Pabradė",
        "on the road",
        "P-42",
        "Germany",
        "a.jpg",
        "R. recorder at Padvarionys",
    ):
        assert part in words, part
    assert "crossing" not in words.lower().replace("crossing detected", "")  # no codes


def test_the_history_is_side_by_side_in_words(desk: Desk, small: Small) -> None:
    id_ = small.record()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, id_)
    changed = replace(draft, persons=25, sector=small.sectors[1], precision=Precision.DAY)
    small.store.write(incidents.amend_incident, id_, changed, revision)
    small.store.write(incidents.verify_incident, id_)
    desk.show()
    desk.read(id_)
    from ui.pages.incident_rows import steps_of

    assert desk.page.view.detail is not None
    steps = steps_of(desk.page.view.detail, desk.page._zone)
    assert [step.what for step in steps] == ["verified", "amended", "recorded"]
    assert steps[0].changes == [("Status", "reported", "verified")]
    assert {label: (old, new) for label, old, new in steps[1].changes} == {
        "When": ("Tue 3 Aug 2021, 12:00", "Tue 3 Aug 2021"),
        "Where": ("Druskininkai", "Lavoriškės"),
        "Persons": ("23 persons, counted", "25 persons, counted"),
    }
    words = desk.words()
    assert "Lavoriškės" in words and "{" not in words


def test_any_text_is_shown_whole_and_as_text(desk: Desk, small: Small) -> None:
    text = "😀 مجموعة من الناس <img src=x width=3000> " + "long " * 2000 + "y" * 500
    id_ = small.record(text=text, place="x" * 200, source="https://example.org/" + "a" * 150)
    small.store.write(incidents.link_as_seen_before, small.record(place="y" * 200), id_, None)
    desk.show()
    desk.read(id_)
    words = desk.words()
    assert text in words
    width = desk.page.view.scroll.viewport().width()
    inner = desk.page.view.scroll.widget()
    assert inner is not None and inner.width() <= width
    assert desk.page.view.minimumSizeHint().width() <= 440
    for label in desk.page.view.findChildren(QLabel):
        if "<" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText


def test_one_that_the_filter_leaves_out_is_read_all_the_same(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.page.show_filter(kind=Kind.RESCUE)
    desk.settle()
    desk.read(ids[0])
    assert desk.page.stack.currentIndex() == VIEW
    assert not desk.page.list.table.currentIndex().isValid()


def test_selection_stays_with_its_record(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[2])
    desk.until(lambda: desk.page.list.table.currentIndex().row() == 2)
    desk.bridge.write(
        incidents.record_incident, small.incident(happened_at=NOON - timedelta(minutes=5), persons=99)
    )
    desk.until(lambda: desk.page.list.model.rowCount() == 6)
    desk.until(lambda: desk.page.list.table.currentIndex().row() == 3)
    assert desk.page.view.detail is not None and desk.page.view.detail.id == ids[2]
    desk.page.list.table.horizontalHeader().sectionClicked.emit(Column.WHEN)
    desk.settle()
    desk.until(lambda: desk.page.list.table.currentIndex().row() == 2)


# Room, looks


def test_where_both_do_not_fit_one_stands_at_a_time(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.page.resize(700, 600)
    assert desk.page.list.isVisible() and not desk.page.side.isVisible()
    desk.page.list.table.select_row(0, scroll=True)
    desk.key(Qt.Key.Key_Return)
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.id == ids[0])
    assert desk.page.side.isVisible() and not desk.page.list.isVisible()
    desk.key(Qt.Key.Key_Escape, desk.page.view.scroll)
    assert desk.page.list.isVisible()
    desk.page.resize(1240, 680)
    assert desk.page.list.isVisible() and desk.page.side.isVisible()


@pytest.mark.parametrize("width", [480, 620, 728, 1000, 1800])
def test_no_column_is_cut_off_at_the_right(desk: Desk, small: Small, width: int) -> None:
    several(small)
    desk.show()
    table = desk.page.list.table
    desk.page.list.resize(width, 600)
    table.share_width()
    total = sum(table.columnWidth(column) for column in Column)
    assert total <= table.viewport().width()


def test_everything_that_takes_the_keyboard_has_a_name(desk: Desk) -> None:
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in [*desk.page.list.findChildren(QWidget), *desk.page.view.findChildren(QWidget)]
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.objectName() and widget.accessibleName())
        and not widget.objectName().startswith("qt_")
        and type(widget).__name__ not in ("QListView", "QComboBoxListView")
    ]
    assert nameless == []


def test_other_colours(desk: Desk, small: Small) -> None:
    several(small)
    desk.show()
    desk.page.apply_palette(DARK)
    index = desk.page.list.model.index(0, Column.STATUS)
    assert index.data(Qt.ItemDataRole.ForegroundRole).name().upper() == DARK.secondary


def test_another_situation_is_another_list(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    from tracker.situations import find_situations, open_situation

    small.store.write(
        open_situation, drafts.Situation(name="Turkey – Greece 2020", time_zone="Europe/Athens")
    )
    with small.store.read() as session:
        other = find_situations(session)[1]
    desk.page.show_situation(other, None)
    desk.settle()
    assert desk.page.list.model.rowCount() == 0
    assert desk.page.stack.currentIndex() == HINT
    assert desk.page.form.fields["happened_at"].label.text() == "When (Athens time)"


def test_status_words(desk: Desk, small: Small) -> None:
    small.record(status=Status.CLAIMED, happened_at=datetime.fromisoformat("2021-08-01T10:00:00+03:00"))
    desk.show()
    assert desk.page.list.model.index(0, Column.STATUS).data() == "claimed"


def test_the_link_to_one_seen_later_wraps_and_the_history_with_it(desk: Desk, small: Small) -> None:
    id_ = small.record()
    small.store.write(incidents.link_as_seen_before, small.record(place="By the old mill " * 5), id_, None)
    desk.page.resize(1000, 680)
    desk.show()
    desk.read(id_)
    desk.words()
    view = desk.page.view
    button = view.findChild(LinkButton, "incident_jump")
    assert button is not None and "Seen again later" in button.words
    desk.until(lambda: button.height() >= button.heightForWidth(button.width()))
    assert button.height() > 2 * button.fontMetrics().lineSpacing()
    room = view.scroll.viewport().width()
    for widget in (*view.scroll.findChildren(QLabel), button):
        if widget.isVisible():
            assert widget.mapTo(view.scroll.viewport(), widget.rect().topRight()).x() < room


def test_that_the_earlier_one_is_void_is_said(
    desk: Desk, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = small.record()
    id_ = small.record(seen_before=earlier)
    # From another station: here nothing that others were counted in can be voided.
    monkeypatch.setattr("tracker.standing.refuse_linked", lambda session, incident_id: None)
    small.store.write(incidents.void_incident, earlier, "entered twice")
    desk.show()
    desk.read(id_)
    assert "that one is voided" in desk.words()
    button = desk.page.view.findChild(LinkButton, "incident_jump")
    assert button is not None and "that one is voided" in button.accessibleName()


def test_an_incident_that_is_refuted_counts_nobody_and_that_is_said(small: Small) -> None:
    ids = {small.record(status=Status.REFUTED), small.record()}
    with small.store.read() as session:
        said = sorted(doubt_of(line) for line in incidents.find_by_ids(session, ids))
    assert said == ["", "that one is refuted"]
