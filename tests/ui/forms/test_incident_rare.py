"""What few incidents have: coordinates, the rest of a referral, when a file was taken, how many were seen before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tests.ui.typist import Saved, told, typed
from tracker import drafts
from tracker.codes import ReferralState, Service
from tracker.drafts import Evidence, Referral
from ui.forms.incident import IncidentForm
from ui.forms.referrals import ReferralRow
from ui.forms.row_moment import read_due

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.usefixtures("noon")]


def referral(form: IncidentForm, qtbot: QtBot) -> ReferralRow:
    """The first row, with a service and a number chosen by hand."""
    row = form.referrals.all_rows()[0]
    row.choice.setCurrentIndex(1)
    qtbot.keyClicks(row.count, "2")
    row.more.click()
    return row  # type: ignore[no-any-return]


def full() -> drafts.Incident:
    """An incident that has all of it, to parts of a second and in other zones' offsets."""
    at = datetime(2021, 7, 30, 9, 15, 20, 123456, tzinfo=UTC)
    return drafts.Incident(
        situation="s",
        happened_at=NOON,
        persons=9,
        latitude=54.123456789012,
        longitude=-0.0000004,
        seen_before="earlier",
        seen_persons=3,
        referrals=[
            Referral(
                Service.ASYLUM, 4, ReferralState.ACCEPTED, False, "Red Cross", at + timedelta(days=9), "R-7", "party"
            ),
            Referral(Service.MEDICAL, 1, ReferralState.OFFERED, True),
        ],
        evidence=[Evidence("a.jpg", "ab" * 32, 5, "image/jpeg", "a phone", at)],
    )  # fmt: skip


# Coordinates


def test_coordinates_are_one_field_behind_a_link(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    assert form.fields["coordinates"].isHidden()
    qtbot.mouseClick(form.on_map, Qt.MouseButton.LeftButton)
    assert form.coordinates.hasFocus()
    qtbot.keyClicks(form.coordinates, "54 42 N 25 18 E")
    qtbot.keyClick(form.coordinates, Qt.Key.Key_Return)
    assert form.coordinates.text() == "54.7 N, 25.3 E"
    saved = Saved(form)
    form.quick.set_text("02:10 23")
    form.save()
    assert (saved.new[0][0].latitude, saved.new[0][0].longitude) == (54.7, 25.3)
    form.clear()
    assert form.fields["coordinates"].isHidden()
    assert form.on_map.isVisible()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("at the bend", "“at the bend” is no latitude and longitude."),
        ("95 25", "95.0 is no place on earth"),
        ("54 190", "190.0 is no place on earth"),
        ("54.7", "“54.7” is no latitude and longitude."),
    ],
)
def test_what_is_wrong_with_coordinates_stands_beside_them(
    form: IncidentForm, qtbot: QtBot, text: str, words: str
) -> None:
    saved = Saved(form)
    form.quick.set_text("02:10 23")
    form.on_map.click()
    typed(form, qtbot, "coordinates", text)
    form.save()
    assert words in form.fields["coordinates"].words.text()
    assert form.fields["coordinates"].isVisible()
    assert not saved.new
    assert form.coordinates.text() == text


# Referrals


def test_the_rest_of_a_referral_opens_under_its_row(form: IncidentForm, qtbot: QtBot) -> None:
    first = form.referrals.all_rows()[0]
    assert not first.more.isVisible()
    row = referral(form, qtbot)
    qtbot.keyClicks(row.receiver, "Red Cross, Vilnius")
    qtbot.keyClicks(row.due, "tomorrow 9:00")
    row.consent.setCurrentIndex(2)
    qtbot.keyClicks(row.reference, "R-7")
    saved = Saved(form)
    form.quick.set_text("02:10 23")
    form.save()
    found = saved.new[0][0].referrals
    assert len(found) == 1
    assert (found[0].persons, found[0].consent) == (2, False)
    assert (found[0].receiver, found[0].reference) == ("Red Cross, Vilnius", "R-7")
    assert found[0].due_at == NOON.replace(hour=6) + timedelta(days=1)


def test_a_due_time_that_is_none_is_said_beside_it(form: IncidentForm, qtbot: QtBot) -> None:
    row = referral(form, qtbot)
    qtbot.keyClicks(row.due, "soonish")
    row.more.click()  # closed again: it opens where something in it is wrong
    form.quick.set_text("02:10 23")
    saved = Saved(form)
    form.save()
    assert not saved.new
    assert row.more.isChecked()
    assert "soonish" in row._fields["due_at"].words.text()
    assert row.due.accessibleDescription() == row._fields["due_at"].words.text()
    assert form.fields["referrals"].words.isHidden()
    qtbot.waitUntil(row.due.hasFocus)
    qtbot.keyClicks(row.due, "x")
    assert row._fields["due_at"].words.isHidden()


def test_details_alone_are_a_row_and_are_told_at_once(form: IncidentForm, qtbot: QtBot) -> None:
    row = referral(form, qtbot)
    heard: list[int] = []
    form.edited.connect(lambda: heard.append(1))
    qtbot.keyClicks(row.receiver, "R")
    assert heard
    row.choice.setCurrentIndex(0)
    row.count.clear()
    assert form.referrals.value() == [{"receiver": "R", "state": "offered"}]


def test_more_about_what_the_line_said_does_not_go_against_it(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("02:10 23 asylum 4 medical 2")
    row = form.referrals.rows()[0]
    row.more.click()
    qtbot.keyClicks(row.receiver, "Red Cross")
    form.quick.set_text("02:10 23 asylum 4 medical 2 B2")
    assert form.untouched.isHidden()
    assert row.receiver.text() == "Red Cross"
    form.quick.set_text("02:10 23 asylum 5 medical 2 B2")
    assert "Referred to" in form.untouched.text()


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("16:00", 3, "16:00"),
        ("02:00", 4, "02:00"),
        ("tomorrow", 4, "23:59"),
        ("today", 3, "23:59"),
        ("5 Aug", 5, "23:59"),
        ("5 Aug 14:00", 5, "14:00"),
        ("2 Aug 2021 14:00", 2, "14:00"),
        ("today 01:00", 3, "01:00"),
    ],
)
def test_what_is_due_lies_ahead_where_it_can(text: str, day: int, clock: str) -> None:
    at = read_due(text, "Europe/Vilnius", NOON).at
    assert at is not None
    assert (at.year, at.month, at.day, f"{at:%H:%M}") == (2021, 8, day, clock)


# Evidence


def test_a_file_has_its_time(form: IncidentForm, qtbot: QtBot) -> None:
    form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    taken = form.evidence._rows[0].taken
    qtbot.keyClicks(taken, "1 Aug 22:15")
    form.quick.set_text("02:10 23")
    saved = Saved(form)
    form.save()
    assert saved.new[0][0].evidence[0].taken_at == datetime(2021, 8, 1, 19, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["when it rained", "tomorrow"])
def test_a_time_that_no_file_has_is_said_under_the_files(form: IncidentForm, qtbot: QtBot, text: str) -> None:
    form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    taken = form.evidence._rows[0].taken
    qtbot.keyClicks(taken, text)
    form.quick.set_text("02:10 23")
    saved = Saved(form)
    form.save()
    assert not saved.new
    assert form.evidence.trouble.text().startswith("a.jpg: ")
    assert taken.property("state") == "error"
    taken.clear()
    form.save()
    assert saved.new
    assert form.evidence.trouble.isHidden()


def test_the_keyboard_goes_through_the_files_before_the_buttons(form: IncidentForm, qtbot: QtBot) -> None:
    form.fields["evidence"].input().set_text(
        '[{"name":"a.jpg","sha256":"ab","size":5},{"name":"b.jpg","sha256":"ac","size":5}]'
    )
    first, second = form.evidence._rows
    qtbot.waitUntil(second.isVisible)
    wanted = [first.source, first.taken, first.remove, second.source, second.taken, second.remove]
    form.fields["text"].editor.setFocus()
    for one in (*wanted, form.evidence.add, form.save_button):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        assert form.focusWidget() is one


# All of it


def test_an_amendment_changes_nothing_that_nobody_touched(form: IncidentForm, qtbot: QtBot) -> None:
    draft = full()
    form.amend("id", draft, "revision")
    form._situation = None  # whose id is another's
    assert form.is_untouched()
    assert form.fields["coordinates"].isVisible()
    assert form.fields["seen_persons"].isVisible()
    assert form.draft() == replace(draft, situation=None)


def test_it_is_kept_and_comes_back_before_the_store_is_open(
    form: IncidentForm, small: Small, qtbot: QtBot
) -> None:
    form.amend("id", full(), "revision")
    typed(form, qtbot, "seen_persons", "2")
    typed(form, qtbot, "coordinates", "54.7 25.")
    row = form.referrals.all_rows()[0]
    qtbot.keyClicks(row.receiver, "!")
    form.referrals.all_rows()[1].due.setText("half a ti")
    form.evidence._rows[0].taken.setText("1 Aug 22:1")
    kept, draft = form.keep(), form.draft()
    other = IncidentForm()
    qtbot.addWidget(other)
    other.restore(kept)
    told(other, small)
    assert other.keep() == kept
    assert other.draft() == draft
    assert draft.referrals[0].due_at == full().referrals[0].due_at
    assert draft.referrals[0].party == "party"


def test_how_many_were_seen_before_is_asked_once_there_is_a_link(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("02:10 23")
    assert form.fields["seen_persons"].isHidden()
    form.duplicates.restore(("earlier", "another"))
    form.duplicates.edited.emit()
    typed(form, qtbot, "seen_persons", "30")
    saved = Saved(form)
    form.save()
    assert "more than the 23" in form.fields["seen_persons"].words.text()
    typed(form, qtbot, "seen_persons", "3")
    form.save()
    assert (saved.new[0][0].seen_before, saved.new[0][0].seen_persons) == ("earlier", 3)
    form.duplicates.back.click()
    assert form.fields["seen_persons"].isHidden()
    form.save()
    assert (saved.new[1][0].seen_before, saved.new[1][0].seen_persons) == (None, None)


def test_each_of_it_has_a_name_for_screen_readers(form: IncidentForm, qtbot: QtBot) -> None:
    row = referral(form, qtbot)
    form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    widgets = [*row.editors(), form.evidence._rows[0].taken, form.on_map, form.coordinates]
    assert all(one.accessibleName() and one.objectName() for one in widgets)
