from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tests.ui.desk import Desk, several
from tracker import incidents
from tracker.change import Change
from tracker.codes import Kind
from tracker.incident_detail import read_incident
from ui.forms.incident import IncidentForm
from ui.message_bar import Message
from ui.models.incident_cells import Column
from ui.pages.incidents import FORM, HINT, VIEW, IncidentsPage
from ui.palette import LIGHT

# Writing


def test_v_verifies(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.key(Qt.Key.Key_V)
    desk.until(lambda: desk.page.view.status.text() == "verified")
    assert not desk.page.view.verify_button.isEnabled()
    desk.until(lambda: desk.page.list.model.index(0, Column.STATUS).data() == "verified")
    desk.key(Qt.Key.Key_V)  # nothing to do, and nothing asked
    assert len(desk.asked) == 1


def test_del_voids_with_a_reason_and_not_without(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.key(Qt.Key.Key_Delete)
    panel = desk.page.view.void_panel
    assert panel.isVisible() and panel.reason.hasFocus()
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)  # Enter goes on, it does not void
    assert desk.asked == [] and "reason" in panel.words.text()
    assert panel.reason.hasFocus(), "without a reason, what is typed on goes into it"
    desk.click("void_confirm")
    assert desk.asked == [] and "reason" in panel.words.text()
    qtbot.keyClicks(panel.reason, "entered twice")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: desk.page.list.model.rowCount() == 4)
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.id == ids[1])  # the next one
    desk.until(panel.isHidden)
    desk.until(lambda: panel.reason.text() == "")
    desk.read(ids[0])
    assert desk.page.view.status.text() == "voided"
    assert "entered twice" in desk.words()
    assert not any(button.isEnabled() for button in (desk.page.view.amend_button, desk.page.view.void_button))


def test_enter_after_a_reason_goes_on_to_the_button(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.page.view.void()
    panel = desk.page.view.void_panel
    qtbot.keyClicks(panel.reason, "entered twice")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert panel.void_button.hasFocus() and panel.words.isHidden()


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_E, Qt.Key.Key_V, Qt.Key.Key_L])
def test_no_key_acts_on_one_that_the_filter_took_away(desk: Desk, small: Small, key: Qt.Key) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.until(lambda: desk.page.list.table.currentIndex().isValid())
    desk.page.show_filter(kind=Kind.RESCUE)
    desk.settle()
    desk.until(lambda: desk.page.view.detail is None)
    assert desk.page.stack.currentIndex() == HINT
    desk.key(key)  # the list may go to its own first row by that, which is not read yet
    assert desk.asked == [] and desk.page.stack.currentIndex() != FORM
    assert desk.page.view.void_panel.isHidden() and desk.page.view.link_panel.isHidden()


def test_one_that_was_asked_for_past_the_filter_stays_but_no_key_in_the_list_acts_on_it(
    desk: Desk, small: Small
) -> None:
    ids = several(small)
    desk.show()
    desk.page.show_filter(kind=Kind.RESCUE)
    desk.settle()
    desk.read(ids[0])
    small.store.write(incidents.verify_incident, ids[1])
    desk.bridge.changed.emit(Change((), 0))
    desk.settle()
    assert desk.page.view.detail is not None and desk.page.view.detail.id == ids[0]
    desk.page.list.table.clearSelection()
    desk.key(Qt.Key.Key_Delete)
    assert desk.page.view.void_panel.isHidden()


def test_the_list_may_be_filtered_while_the_earlier_one_is_looked_for(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.until(lambda: desk.page.list.table.currentIndex().isValid())
    desk.key(Qt.Key.Key_L)
    desk.page.show_filter(kind=Kind.RESCUE)
    desk.settle()
    assert desk.page.view.detail is not None and desk.page.view.detail.id == ids[0]
    assert desk.page.view.link_panel.isVisible()


def test_in_a_narrow_window_what_del_asks_is_seen(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.page.resize(800, 680)
    desk.show()
    desk.page.list.take_keyboard()
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.id == ids[0])
    assert not desk.page.side.isVisible()
    desk.key(Qt.Key.Key_Delete)
    assert desk.page.view.void_panel.reason.isVisible()


def test_letters_are_letters_where_one_types(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.key(Qt.Key.Key_Delete)
    qtbot.keyClicks(desk.page.view.void_panel.reason, "seen before: evL")
    assert desk.page.view.void_panel.reason.text() == "seen before: evL"
    assert desk.page.stack.currentIndex() == VIEW and desk.asked == []


def test_a_reason_that_was_begun_belongs_to_its_incident(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.page.view.void()
    panel = desk.page.view.void_panel
    qtbot.keyClicks(panel.reason, "entered")
    desk.read(ids[1])
    assert panel.isHidden()
    desk.page.view.void()
    assert panel.reason.text() == ""
    desk.read(ids[0])
    desk.page.view.void()
    assert panel.reason.text() == "entered"


def test_escape_leaves_the_reason_and_then_the_detail(desk: Desk, small: Small, qtbot: QtBot) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.key(Qt.Key.Key_Delete)
    qtbot.keyClick(desk.page.view.void_panel.reason, Qt.Key.Key_Escape)
    assert desk.page.view.void_panel.isHidden()
    qtbot.keyClick(desk.page.view.scroll, Qt.Key.Key_Escape)
    assert desk.page.list.table.hasFocus()


def test_an_earlier_incident_is_offered_or_picked_in_the_list(desk: Desk, small: Small, qtbot: QtBot) -> None:
    near = small.record(happened_at=NOON - timedelta(hours=5), persons=22)
    far = small.record(happened_at=NOON - timedelta(days=20), persons=90)
    id_ = small.record()
    desk.show()
    desk.read(id_)
    desk.until(lambda: desk.page.list.table.currentIndex().isValid())
    desk.key(Qt.Key.Key_L)
    panel = desk.page.view.link_panel
    desk.until(lambda: panel.findChildren(QRadioButton, "link_candidate"))
    assert panel.choices.checkedButton().property("incident") == near
    row = desk.page.list.model.row_of(far)
    assert row is not None
    desk.page.list.table.select_row(row, scroll=True)
    assert panel.choices.checkedButton().property("incident") == far
    assert desk.page.view.detail is not None and desk.page.view.detail.id == id_
    panel.persons.setText("5")
    desk.click("link_confirm")
    desk.until(lambda: "5 of them" in desk.words())
    with small.store.read() as session:
        assert read_incident(session, id_).draft.seen_before == far
    desk.until(lambda: panel.isHidden())
    desk.page.view.link()
    desk.click("link_undo")
    desk.until(lambda: "of them" not in desk.words().split("History")[0])


def test_e_amends_in_the_form(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.key(Qt.Key.Key_E)
    desk.until(lambda: desk.page.stack.currentIndex() == FORM)
    form = desk.page.form
    assert form.title.text() == "Amend incident"
    form.persons.setText("17")
    form.save()
    desk.until(lambda: "17" in desk.rows())
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.draft.persons == 17)
    desk.until(lambda: desk.page.stack.currentIndex() == VIEW)


def test_what_was_changed_meanwhile_is_not_written_over(desk: Desk, small: Small) -> None:
    ids = several(small)
    desk.show()
    desk.read(ids[0])
    desk.page.view.amend()
    small.store.write(incidents.verify_incident, ids[0])
    desk.page.form.persons.setText("17")
    desk.page.form.save()
    desk.until(lambda: desk.refused)
    assert desk.page.form.persons.text() == "17"  # nothing typed is lost
    with small.store.read() as session:
        assert read_incident(session, ids[0]).draft.persons == 1


def test_a_new_one_is_recorded_and_shown(desk: Desk, small: Small, qtbot: QtBot) -> None:
    several(small)
    desk.show()
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text("1 Aug 2021 10:00 Druskininkai 77 > Pabrade")
    form.save()
    desk.until(lambda: "77" in desk.rows())
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.draft.persons == 77)
    assert desk.page.stack.currentIndex() == VIEW
    assert form.keep() == {}
    desk.until(lambda: desk.page.list.table.currentIndex().row() == desk.rows().index("77"))
    assert "to Pabradė" in desk.words()


def test_a_refused_one_comes_back_with_what_is_wrong_beside_it(desk: Desk, small: Small) -> None:
    desk.show()
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text("1 Aug 2021 10:00 Druskininkai 77")
    draft = form.draft()
    form.save_requested.emit(replace(draft, persons=-1), None, None)  # past the form's own check
    desk.until(lambda: desk.refused)
    assert form.quick.text() == "1 Aug 2021 10:00 Druskininkai 77"
    assert "below zero" in form.fields["persons"].words.text()
    assert desk.page.stack.currentIndex() == FORM


def test_a_stack_of_paper_stays_in_the_form(desk: Desk, small: Small) -> None:
    desk.show()
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text("1 Aug 2021 10:00 Druskininkai 77")
    form.sheet.setChecked(True)
    form.save()
    desk.until(lambda: desk.page.list.model.rowCount() == 1)
    assert desk.page.stack.currentIndex() == FORM
    form.quick.set_text("11:00 78")
    form.save()
    desk.until(lambda: desk.rows() == ["78", "77"])
    assert desk.page.stack.currentIndex() == FORM


def test_likely_duplicates_come_from_the_store(desk: Desk, small: Small) -> None:
    small.record()
    desk.show()
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text("3 Aug 2021 12:10 Druskininkai 22")
    desk.until(form.duplicates.isVisible)
    assert "12:00" in form.duplicates.words.text()


def saved_at_once(desk: Desk, line: str) -> list[Message]:
    """A line saved before the form has asked about duplicates, and what is said after it."""
    said: list[Message] = []
    desk.page.said.connect(said.append)
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text(line)
    assert not form.duplicates.isVisible()
    form.save()
    desk.until(lambda: desk.page.view.detail is not None)
    desk.settle()
    return said


def test_what_was_saved_before_the_warning_is_asked_about_afterwards(desk: Desk, small: Small) -> None:
    earlier = small.record()
    desk.show()
    said = saved_at_once(desk, "3 Aug 2021 13:10 Druskininkai 22")
    desk.until(lambda: said)
    assert "Like the incident of" in said[0].words and "23 persons" in said[0].words
    assert [words for words, _ in said[0].offers] == ["Link", "No"]
    assert len(desk.asked) == 1 and not desk.refused  # it is saved whatever the answer
    id_ = desk.page.view.detail.id if desk.page.view.detail else ""
    said[0].offers[1][1]()
    assert len(desk.asked) == 1
    said[0].offers[0][1]()
    desk.until(lambda: desk.page.view.detail and desk.page.view.detail.draft.seen_before == earlier)
    assert desk.page.view.detail is not None and desk.page.view.detail.id == id_


def test_what_is_like_nothing_is_not_asked_about(desk: Desk, small: Small) -> None:
    small.record()
    desk.show()
    assert saved_at_once(desk, "3 Aug 2021 13:10 Druskininkai 90") == []


def test_what_was_answered_in_the_form_is_not_asked_again(desk: Desk, small: Small, qtbot: QtBot) -> None:
    small.record()
    desk.show()
    said: list[Message] = []
    desk.page.said.connect(said.append)
    desk.page.open_form()
    form = desk.page.form
    desk.until(lambda: form.sector.count() == 3)
    form.quick.set_text("3 Aug 2021 13:10 Druskininkai 22")
    desk.until(form.duplicates.isVisible)
    qtbot.mouseClick(form.duplicates.no, Qt.MouseButton.LeftButton)
    form.save()
    desk.until(lambda: desk.page.view.detail is not None)
    desk.settle()
    assert said == []


@pytest.mark.parametrize("width", [1300, 820])
def test_the_form_of_the_first_frame_keeps_its_text_and_the_keyboard(
    qtbot: QtBot, small: Small, desk: Desk, width: int
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, 700)
    form = IncidentForm(window)
    window.show()
    qtbot.waitExposed(window)
    form.start()
    qtbot.keyClicks(form.quick.line, "14:00 Drusk")
    form.quick.line.close_list()
    page = IncidentsPage(desk.bridge, LIGHT, form=form)
    page.setParent(window)
    page.resize(width, 700)
    page.show()
    assert page.stack.currentIndex() == FORM
    assert form.quick.text() == "14:00 Drusk"
    qtbot.waitUntil(form.quick.line.hasFocus)
    assert form.quick.line.cursorPosition() == len("14:00 Drusk")
    assert form.isVisible()


def test_leaving_the_form_loses_nothing(desk: Desk, small: Small, qtbot: QtBot) -> None:
    several(small)
    desk.show()
    desk.page.open_form()
    desk.page.form.quick.set_text("14:00 23")
    qtbot.keyClick(desk.page.form.quick.line, Qt.Key.Key_Escape)
    assert desk.page.stack.currentIndex() != FORM
    assert desk.page.list.table.hasFocus()
    desk.page.open_form()
    assert desk.page.form.quick.text() == "14:00 23"
