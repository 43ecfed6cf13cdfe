from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.codes import Precision
from ui.forms.moment import DayEdit, MomentEdit, read_when, written
from ui.words import explain

VILNIUS = "Europe/Vilnius"
NOW = datetime(2021, 8, 3, 11, 30, tzinfo=UTC)  # 14:30 in Vilnius


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "at", "precision"),
    [
        ("14:00", utc(2021, 8, 3, 11), Precision.EXACT),
        ("0210", utc(2021, 8, 2, 23, 10), Precision.EXACT),
        ("22:10", utc(2021, 8, 2, 19, 10), Precision.EXACT),  # not come yet today: yesterday
        ("3 Aug 2021 02:10", utc(2021, 8, 2, 23, 10), Precision.EXACT),
        ("2021-08-01", utc(2021, 7, 31, 21), Precision.DAY),
        ("1 Aug 13h", utc(2021, 8, 1, 10), Precision.HOUR),
        ("yesterday night", utc(2021, 8, 1, 21), Precision.PART_OF_DAY),
    ],
)
def test_what_people_type(typed: str, at: datetime, precision: Precision) -> None:
    found = read_when(typed, VILNIUS, NOW)
    assert found.problem is None
    assert (found.at, found.precision) == (at, precision)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("28 Mar 2021 03:30", "put forward"),
        ("25:00", "no clock"),
        ("31 Feb 2021", "any calendar"),
        ("02:", "half a time"),
        ("3/4", "two days"),
        ("soon", "not a date"),
        ("23", "not a date"),
        ("<b>14:00</b>", "not a date"),
        ("14:00 15:00", "two times"),
        ("x" * 5000, "not a date"),
    ],
)
def test_what_is_no_time_is_said_in_words(typed: str, words: str) -> None:
    found = read_when(typed, VILNIUS, NOW)
    assert found.at is None
    assert found.problem is not None
    assert words in explain(found.problem)


@given(
    st.integers(631152000, 1627948800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.sampled_from([Precision.EXACT, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY]),
    st.sampled_from([VILNIUS, "America/St_Johns", "Asia/Kathmandu", "UTC"]),
)
def test_what_is_written_out_reads_back_as_the_same(at: datetime, precision: Precision, zone: str) -> None:
    text = written(at, precision, zone)
    found = read_when(text, zone, NOW)
    assert found.problem is None
    assert found.precision is precision
    assert written(found.at, found.precision, zone) == text


def edit(qtbot: QtBot, cls: type[MomentEdit] = MomentEdit) -> MomentEdit:
    made = cls()
    made.set_zone(VILNIUS)
    made.now = lambda: NOW  # type: ignore[method-assign]
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_field_writes_out_what_it_took_so_that_a_slip_is_seen(qtbot: QtBot) -> None:
    field = edit(qtbot)
    qtbot.keyClicks(field, "0210")
    with qtbot.waitSignal(field.settled):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "3 Aug 2021 02:10"
    assert field.value() == utc(2021, 8, 2, 23, 10)


def test_what_cannot_be_read_stays_as_it_was_typed(qtbot: QtBot) -> None:
    field = edit(qtbot)
    qtbot.keyClicks(field, "half past two")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "half past two"
    assert field.value() == "half past two"


def test_a_day(qtbot: QtBot) -> None:
    field = edit(qtbot, DayEdit)
    assert isinstance(field, DayEdit)
    qtbot.keyClicks(field, "1 aug")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "1 Aug 2021"
    assert str(field.day()) == "2021-08-01"
    field.set_text("nonsense")
    assert field.day() is None
