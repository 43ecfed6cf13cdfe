from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.reads import Reads
from tracker import bulk, drafts, incidents, records
from tracker.change import Change
from tracker.codes import Circumstance, CountBasis, Kind, Precision, Status
from tracker.errors import StoreLocked
from tracker.ids import new_id
from tracker.incidents import Filter, IncidentLine, Order, find_incidents
from ui.models.incident_cells import Column
from ui.models.incident_list import ROW_ROLE, SORT_ROLE, IncidentList
from ui.palette import DARK

YEAR = 2021


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of four rows and few of them in memory, so that a short list is a long one."""
    monkeypatch.setattr("ui.models.incident_list.PAGE", 4)


def fill(small: Small, count: int) -> list[str]:
    """Record so many incidents, one a minute; returns their ids, newest first."""
    records = [
        (new_id(), small.incident(happened_at=NOON - timedelta(minutes=n), persons=n % 7 + 1))
        for n in range(count)
    ]
    bulk.write_staged(small.store, bulk.stage(small.store, records))
    return [id_ for id_, _ in records]


def wanted(small: Small, **changed: Any) -> Filter:
    return replace(Filter(small.line.pk, "Europe/Vilnius"), **changed)


def listed(small: Small, model: IncidentList) -> list[str]:
    """The oracle: the whole list, read at once."""
    assert model.wanted is not None
    with small.store.read() as session:
        return [line.id for line in find_incidents(session, model.wanted, None, 10_000)]


def shown(model: IncidentList, reads: Reads) -> list[str]:
    """What the model shows in every row, read as it is looked at."""
    ids = []
    for row in range(model.rowCount()):
        reads.answer() if model.line(row) is None else None
        model.line(row)
        reads.answer()
        line = model.index(row, 0).data(ROW_ROLE)
        assert isinstance(line, IncidentLine)
        ids.append(line.id)
    return ids


def made(qtbot: QtBot, small: Small, **changed: Any) -> tuple[IncidentList, Reads]:
    reads = Reads(small.store)
    model = IncidentList(reads)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show(wanted(small, **changed), YEAR)
    reads.answer()
    return model, reads


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 40])
def test_it_is_as_long_as_the_list_and_shows_every_row(qtbot: QtBot, small: Small, count: int) -> None:
    fill(small, count)
    model, reads = made(qtbot, small)
    assert model.rowCount() == count
    assert shown(model, reads) == listed(small, model)


@pytest.mark.parametrize("order", list(Order))
def test_every_order(qtbot: QtBot, small: Small, order: Order) -> None:
    fill(small, 30)
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    model, reads = made(qtbot, small, order=order)
    assert shown(model, reads) == listed(small, model)


def test_a_filter_that_was_changed_shows_nothing_of_the_one_before(qtbot: QtBot, small: Small) -> None:
    fill(small, 30)
    small.record(sector=small.sectors[1])
    model, reads = made(qtbot, small)
    model.line(20)
    model.show(wanted(small, kind=Kind.RESCUE), YEAR)  # while the other one is still being read
    model.show(wanted(small, status=Status.REPORTED, typed="Lavor"), YEAR)
    reads.answer()
    assert shown(model, reads) == listed(small, model)
    assert model.rowCount() == 1


def test_rows_that_are_not_here_yet_say_so_and_a_jump_is_one_read(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 400)
    model, reads = made(qtbot, small)
    reads.asked.clear()
    index = model.index(300, Column.PLACE)
    assert index.data() == "…"
    assert model.index(300, Column.PERSONS).data() is None
    reads.answer()
    assert reads.asked == ["find_incidents"]
    assert model.index(300, 0).data(ROW_ROLE).id == ids[300]
    assert index.data() == "Druskininkai" or index.data() == "not known"


def test_memory_does_not_grow_with_what_was_scrolled_past(qtbot: QtBot, small: Small) -> None:
    fill(small, 400)
    model, reads = made(qtbot, small)
    for row in range(0, 400, 7):
        model.line(row)
        reads.answer()
    assert 0 < model.held <= 16 * 8


def test_what_was_scrolled_past_is_not_read(qtbot: QtBot, small: Small) -> None:
    fill(small, 400)
    model, reads = made(qtbot, small)
    reads.asked.clear()
    for row in range(400):
        model.line(row)
    reads.answer()
    assert len(reads.asked) <= 4
    assert model.index(399, 0).data(ROW_ROLE) is not None


# Changes


def outcome(small: Small, command: Any, *args: Any) -> Change:
    return small.store.write(command, *args).change


def test_a_new_incident_comes_in_where_it_belongs_and_little_is_read(qtbot: QtBot, small: Small) -> None:
    fill(small, 40)
    model, reads = made(qtbot, small)
    shown(model, reads)
    reads.asked.clear()
    change = outcome(
        small, incidents.record_incident, small.incident(happened_at=NOON - timedelta(minutes=1, seconds=30))
    )
    inserted: list[int] = []
    model.rowsInserted.connect(lambda parent, first, last: inserted.append(first))
    model.refresh(change)
    reads.answer()
    assert inserted == [2]
    assert reads.asked == ["find_lines"]
    assert shown(model, reads) == listed(small, model)


def test_an_amended_one_is_told_alone(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 40)
    model, reads = made(qtbot, small)
    shown(model, reads)
    model.line(5)
    reads.answer()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, ids[5])
    change = outcome(small, incidents.amend_incident, ids[5], replace(draft, persons=99), revision)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.refresh(change)
    reads.answer()
    assert told == [(5, 5)]
    assert model.index(5, Column.PERSONS).data() == "99"


def test_an_amended_one_moves_where_it_now_belongs(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 40)
    model, reads = made(qtbot, small, order=Order.MOST_PERSONS)
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, ids[3])
    model.refresh(outcome(small, incidents.amend_incident, ids[3], replace(draft, persons=500), revision))
    reads.answer()
    assert shown(model, reads)[0] == ids[3]
    assert shown(model, reads) == listed(small, model)


def test_a_voided_one_goes(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 40)
    model, reads = made(qtbot, small)
    model.line(0)
    reads.answer()
    removed: list[int] = []
    model.rowsRemoved.connect(lambda parent, first, last: removed.append(first))
    model.refresh(outcome(small, incidents.void_incident, ids[0], "entered twice"))
    reads.answer()
    assert removed == [0]
    assert shown(model, reads) == listed(small, model)


def test_one_that_is_not_in_memory_is_found_out_about(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 200)
    model, reads = made(qtbot, small)
    model.refresh(outcome(small, incidents.void_incident, ids[150], "entered twice"))
    reads.answer()
    assert model.rowCount() == 199
    assert shown(model, reads) == listed(small, model)


def test_other_programs_writes_and_large_ones_are_read_anew(qtbot: QtBot, small: Small) -> None:
    fill(small, 20)
    model, reads = made(qtbot, small)
    for _ in range(25):
        small.record()
    model.refresh(Change((), 99))
    reads.answer()
    assert shown(model, reads) == listed(small, model)
    assert model.rowCount() == 45


def test_changes_that_come_faster_than_they_are_worked_in(qtbot: QtBot, small: Small) -> None:
    fill(small, 20)
    model, reads = made(qtbot, small)
    for n in range(5):
        model.refresh(outcome(small, incidents.record_incident, small.incident(persons=n + 1)))
        reads.answer(times=1)
    reads.answer()
    assert shown(model, reads) == listed(small, model)


def test_a_change_of_something_else_reads_nothing(qtbot: QtBot, small: Small) -> None:
    fill(small, 5)
    model, reads = made(qtbot, small)
    reads.asked.clear()
    model.refresh(Change((("facility", "x"),), 99))
    reads.answer()
    assert reads.asked == []


LOCKED = StoreLocked("store_locked", path="")


@pytest.mark.parametrize("query", ["find_incidents", "count_incidents", "measure", "find_lines"])
@pytest.mark.parametrize("error", [LOCKED, ZeroDivisionError()], ids=["locked", "defect"])
def test_after_a_read_that_failed_the_next_change_reads_again(
    qtbot: QtBot, small: Small, query: str, error: Exception
) -> None:
    fill(small, 20)
    reads, told = Reads(small.store), []
    model = IncidentList(reads)
    model.missed.connect(told.append)
    if query == "find_lines":
        model.show(wanted(small), YEAR)
        reads.answer()
    reads.failing[query] = error
    if query == "find_lines":
        model.refresh(outcome(small, incidents.record_incident, small.incident()))
    else:
        model.show(wanted(small), YEAR)
    reads.answer()
    assert told == ([] if query == "count_incidents" else [error])
    reads.failing.clear()
    model.refresh(outcome(small, incidents.record_incident, small.incident(persons=9)))
    reads.answer()
    assert shown(model, reads) == listed(small, model)
    assert model.is_counted


@pytest.mark.parametrize("query", ["find_incidents", "measure"])
def test_what_a_locked_store_kept_back_is_read_a_moment_later(
    qtbot: QtBot, small: Small, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("ui.models.incident_list.RETRY_AFTER", 1)
    fill(small, 20)
    reads, told = Reads(small.store), []
    model = IncidentList(reads)
    model.missed.connect(told.append)
    reads.failing[query] = LOCKED
    model.show(wanted(small), YEAR)
    for _ in range(3):
        qtbot.waitUntil(lambda: bool(reads.waiting))
        reads.answer()
    assert told == [LOCKED], "told once, not each time"
    reads.failing.clear()
    qtbot.waitUntil(lambda: bool(reads.waiting))
    reads.answer()
    assert shown(model, reads) == listed(small, model)


def test_rows_that_could_not_be_read_are_asked_for_again(
    qtbot: QtBot, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.models.incident_list.RETRY_AFTER", 1)
    ids = fill(small, 400)
    model, reads = made(qtbot, small)
    # A view asks for what it shows whenever it is told that it may have changed.
    model.dataChanged.connect(lambda *_: model.line(300))
    reads.failing["find_incidents"] = LOCKED
    model.line(300)
    reads.answer()
    assert model.line(300) is None
    reads.failing.clear()
    qtbot.waitUntil(lambda: bool(reads.waiting))
    reads.answer()
    assert model.line(300).id == ids[300]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_it_ends_as_the_list(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    small = small_store(tmp_path_factory.mktemp("h") / "s.btrk")
    fill(small, data.draw(st.integers(0, 30), label="rows"))
    order = data.draw(st.sampled_from(list(Order)))
    model, reads = made(qtbot, small, order=order)
    for _ in range(data.draw(st.integers(1, 8))):
        everything = listed(small, model)
        what = data.draw(st.sampled_from(["look", "record", "void", "amend", "answer", "fail"]))
        reads.failing = {}
        if what == "fail":
            query = data.draw(st.sampled_from(["find_incidents", "measure", "find_lines"]))
            reads.failing[query] = ZeroDivisionError()
        if what == "look" and model.rowCount():
            model.line(data.draw(st.integers(0, model.rowCount() - 1)))
        elif what == "record":
            minutes, persons = data.draw(st.integers(0, 40)), data.draw(st.integers(1, 9))
            new = small.incident(happened_at=NOON - timedelta(minutes=minutes), persons=persons)
            model.refresh(outcome(small, incidents.record_incident, new))
        elif what == "void" and everything:
            model.refresh(
                outcome(small, incidents.void_incident, data.draw(st.sampled_from(everything)), "no")
            )
        elif what == "amend" and everything:
            id_ = data.draw(st.sampled_from(everything))
            with small.store.read() as session:
                draft, revision = records.get(session, drafts.Incident, id_)
            later = NOON - timedelta(minutes=data.draw(st.integers(0, 40)))
            draft = replace(draft, happened_at=later, persons=data.draw(st.integers(1, 9)))
            model.refresh(outcome(small, incidents.amend_incident, id_, draft, revision))
        reads.answer(times=data.draw(st.integers(0, 3)))
    reads.failing = {}
    model.refresh(outcome(small, incidents.record_incident, small.incident()))
    reads.answer()
    assert shown(model, reads) == listed(small, model)
    small.store.close()


# Finding a record


def test_a_record_is_located_wherever_it_is(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 300)
    model, reads = made(qtbot, small)
    with qtbot.waitSignal(model.located) as told:
        model.locate(ids[250])
        reads.answer()
    assert told.args == [ids[250], 250]


def test_a_record_that_the_list_does_not_have_is_said_to_be_missing(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 30)
    model, reads = made(qtbot, small, kind=Kind.RESCUE)
    with qtbot.waitSignal(model.located) as told:
        model.locate(ids[3])
        reads.answer()
    assert told.args == [ids[3], -1]


def test_a_record_is_located_before_the_list_is_known(qtbot: QtBot, small: Small) -> None:
    ids = fill(small, 300)
    reads = Reads(small.store)
    model = IncidentList(reads)
    model.show(wanted(small), YEAR)
    with qtbot.waitSignal(model.located) as told:
        model.locate(ids[200])
        reads.answer()
    assert told.args == [ids[200], 200]


# What rows say


def row_of(qtbot: QtBot, small: Small, **changed: Any) -> IncidentList:
    small.record(**changed)
    model, reads = made(qtbot, small, voided=True)
    with small.store.read() as session:
        from tracker.situations import find_sectors

        model.name_sectors({s.pk: s.name for s in find_sectors(session, small.line.pk)})
    reads.answer()
    return model


def said(model: IncidentList, column: Column, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    return model.index(0, column).data(role)


def test_a_plain_one(qtbot: QtBot, small: Small) -> None:
    groups = [drafts.Group(15, "IRQ"), drafts.Group(5, "XCG")]
    model = row_of(qtbot, small, groups=groups, circumstances=[Circumstance.ESCORTED], status=Status.VERIFIED)
    assert said(model, Column.WHEN) == "3 Aug 12:00"  # in Vilnius, not in Kathmandu and not in UTC
    assert said(model, Column.PLACE) == "Druskininkai"
    assert said(model, Column.KIND) == "Crossing detected · escorted"
    assert said(model, Column.PERSONS) == "23"
    assert said(model, Column.COMPOSITION) == "Iraq 15 · Congo 5 · not specified 3"
    assert said(model, Column.STATUS) == "verified"
    assert said(model, Column.ILLUSTRATIVE) == ""
    assert said(model, Column.PERSONS, SORT_ROLE) == 23
    assert said(model, Column.WHEN, SORT_ROLE) == datetime(2021, 8, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"persons": None, "basis": CountBasis.UNKNOWN}, "?"),
        ({"persons": 30, "basis": CountBasis.ESTIMATED}, "~30"),
        ({"persons": 30, "basis": CountBasis.ESTIMATED, "low": 25, "high": 35}, "25–35"),
        ({"persons": 1234}, "1,234"),
    ],
)
def test_numbers(qtbot: QtBot, small: Small, changed: dict[str, Any], words: str) -> None:
    assert said(row_of(qtbot, small, **changed), Column.PERSONS) == words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"precision": Precision.HOUR, "happened_at": datetime(2021, 8, 3, 10, tzinfo=UTC)}, "3 Aug 13 h"),
        (
            {"precision": Precision.PART_OF_DAY, "happened_at": datetime(2021, 8, 3, 3, tzinfo=UTC)},
            "3 Aug morning",
        ),
        ({"precision": Precision.DAY, "happened_at": datetime(2020, 8, 2, 21, tzinfo=UTC)}, "3 Aug 2020"),
        ({"precision": Precision.UNKNOWN, "happened_at": None, "posted_at": NOON}, "3 Aug —"),
    ],
)
def test_times_as_exactly_as_they_are_known(
    qtbot: QtBot, small: Small, changed: dict[str, Any], words: str
) -> None:
    assert said(row_of(qtbot, small, **changed), Column.WHEN) == words


def test_what_people_wrote_is_text_and_short(qtbot: QtBot, small: Small) -> None:
    place = "<b>Bold</b>\n😀 قرب النهر " + "x" * 150
    model = row_of(qtbot, small, sector=None, place=place)
    shown_ = said(model, Column.PLACE)
    assert "\n" not in shown_ and shown_.startswith("<b>Bold</b>")
    tip = said(model, Column.PLACE, Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


def test_what_was_made_up_carries_its_mark_in_every_form(qtbot: QtBot, small: Small) -> None:
    model = row_of(qtbot, small, illustrative=True)
    assert model.marked
    assert said(model, Column.ILLUSTRATIVE)
    assert said(model, Column.ILLUSTRATIVE, Qt.ItemDataRole.AccessibleTextRole) == "illustrative"
    assert "made up" in said(model, Column.ILLUSTRATIVE, Qt.ItemDataRole.ToolTipRole)


def test_a_voided_one_is_struck_out_and_says_why(qtbot: QtBot, small: Small) -> None:
    id_ = small.record()
    small.store.write(incidents.void_incident, id_, "entered <i>twice</i>")
    model, _ = made(qtbot, small, voided=True)
    assert said(model, Column.STATUS) == "voided"
    assert "entered &lt;i&gt;twice" in said(model, Column.STATUS, Qt.ItemDataRole.ToolTipRole)
    assert said(model, Column.KIND, Qt.ItemDataRole.FontRole).strikeOut()


def test_numbers_stand_at_the_right_and_colours_follow(qtbot: QtBot, small: Small) -> None:
    model = row_of(qtbot, small)
    for index in (model.index(0, Column.PERSONS),):
        assert index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
        assert index.data(Qt.ItemDataRole.FontRole).bold()
    model.apply_palette(DARK)
    assert said(model, Column.STATUS, Qt.ItemDataRole.ForegroundRole).name().upper() == DARK.secondary


def test_the_oracle_would_notice(qtbot: QtBot, small: Small) -> None:
    """A model that lies about one row is found out by `shown` against `listed`."""
    fill(small, 8)
    model, reads = made(qtbot, small)
    ids = shown(model, reads)
    assert ids != list(reversed(listed(small, model)))
    assert model.index(8, 0) == QModelIndex() or not model.index(8, 0).isValid()
    assert date(2021, 8, 3) == model.index(0, 0).data(SORT_ROLE).date()
