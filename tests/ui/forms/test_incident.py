from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small
from tests.ui.shell import looks
from tests.ui.typist import Saved, chosen, text, told, typed
from tracker import drafts, incidents
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    Reliability,
    Service,
)
from tracker.drafts import Group, OutcomeCount, Referral
from tracker.errors import Problem
from ui.forms.fields import ChoiceEdit
from ui.forms.incident import IncidentForm

pytestmark = [pytest.mark.filterwarnings("error"), pytest.mark.usefixtures("noon")]


# The line fills the fields


def test_the_line_alone_is_an_incident(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    saved = Saved(form)
    qtbot.keyClicks(
        form.quick.line, "02:10 Druskininkai 23 IQ:15 Congo:5 SY:3 minors 4 party P-42 B2 > Pabrade"
    )
    form.quick.line.close_list()
    qtbot.keyClick(form.quick.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    draft, moved_to, party = saved.new[0]
    assert draft.situation == small.situation
    assert draft.sector == small.sectors[0]
    assert draft.happened_at == datetime(2021, 8, 2, 23, 10, tzinfo=UTC)
    assert draft.persons == 23 and draft.basis is CountBasis.COUNTED
    assert draft.groups == [
        Group(15, "IRQ"),
        Group(5, "XCG"),
        Group(3, "SYR"),
        Group(4, None, None, AgeBand.MINOR),
    ]
    assert (draft.reliability, draft.credibility) == (Reliability.B, Credibility.PROBABLE)
    assert moved_to == small.facilities[0]
    assert party == "P-42"
    small.store.write(incidents.record_incident, draft, moved_to, party)  # the store takes it as it is


def test_fields_fill_as_it_is_typed(form: IncidentForm, qtbot: QtBot) -> None:
    qtbot.keyClicks(form.quick.line, "14:00 ")
    assert text(form, "happened_at") == "3 Aug 2021 14:00"
    assert text(form, "persons") == ""
    qtbot.keyClicks(form.quick.line, "23 ")
    assert text(form, "persons") == "23"


def test_what_the_line_says_no_more_goes_back_to_what_was_there(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23 IQ:5 claimed")
    assert text(form, "status") == "claimed"
    form.quick.set_text("14:00")
    assert text(form, "persons") == ""
    assert text(form, "status") == "reported"
    assert text(form, "groups") == ""
    assert text(form, "happened_at") == "3 Aug 2021 14:00"


def test_what_is_typed_by_hand_is_not_written_over_and_that_is_said(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23")
    typed(form, qtbot, "persons", "25")
    form.quick.set_text("14:00 Druskininkai 23")
    assert text(form, "persons") == "25"
    assert form.untouched.isVisible()
    assert "Persons" in form.untouched.text() and "When" not in form.untouched.text()
    qtbot.mouseClick(form.take_line, Qt.MouseButton.LeftButton)
    assert text(form, "persons") == "23"
    assert not form.untouched.isVisible()


def test_a_composition_typed_by_hand_is_named_where_the_line_says_another(
    form: IncidentForm, qtbot: QtBot
) -> None:
    form.quick.set_text("14:00 IQ:5")
    form.composition.edited.emit()  # somebody typed into it
    form.quick.set_text("14:00 IQ:6")
    assert "Of whom" in form.untouched.text()


def test_a_field_that_is_emptied_is_the_lines_again(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23")
    typed(form, qtbot, "persons", "25")
    typed(form, qtbot, "persons", "")
    qtbot.keyClicks(form.quick.line, " Drusk")
    assert text(form, "persons") == "23"


def test_what_the_line_keeps_as_text_is_not_lost_beside_a_text_by_hand(
    form: IncidentForm, qtbot: QtBot
) -> None:
    typed(form, qtbot, "text", "All walking.")
    form.quick.set_text("14:00 Druskininkai 23 near the old mill")
    assert form.draft().text == "All walking.\nnear the old mill"


def test_the_level_of_the_facility_stands_beside_it(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    from tracker import facilities

    pabrade = small.facilities[0]
    small.store.write(
        facilities.change_capacity,
        drafts.CapacityChange(facility=pabrade, from_at=NOON - timedelta(days=9), nominal=500),
    )
    small.store.write(
        facilities.take_headcount,
        drafts.Headcount(facility=pabrade, counted_at=NOON - timedelta(hours=1), persons=686),
    )
    told(form, small)
    form.quick.set_text("23 > Pabrade")
    words = form.fields["moved_to"].words
    assert "over by 186" in words.text() and "over by 209" in words.text()
    assert words.property("state") == "over"
    assert "over by 186" in form.quick.words.text()


# The fields alone


def test_the_fields_alone_are_an_incident(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    saved = Saved(form)
    typed(form, qtbot, "happened_at", "1 Aug 13h")
    chosen(form, "sector", "Lavoriškės")
    chosen(form, "kind", "People on the line, not admitted")
    typed(form, qtbot, "persons", "25-35")
    form.fields["circumstances"].input().set_text("escorted")
    typed(form, qtbot, "place", "at the old mill")
    row = form.composition.nationalities.all_rows()[0]
    row.who.setText("Iraq")
    row.count.setText("12")
    outcome = form.fields["outcomes"].editor.all_rows()[0]  # type: ignore[attr-defined]
    outcome.choice.choose(Outcome.HOSPITAL)
    outcome.count.setText("2")
    referral = form.fields["referrals"].editor.all_rows()[0]  # type: ignore[attr-defined]
    referral.choice.choose(Service.ASYLUM)
    referral.count.setText("12")
    typed(form, qtbot, "source", "Patrol 7")
    typed(form, qtbot, "posted_at", "2 Aug 09:00")
    typed(form, qtbot, "destination", "Germany")
    typed(form, qtbot, "text", "قرب النهر 😀 <b>x</b>")
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    draft, moved_to, party = saved.new[0]
    assert (draft.happened_at, draft.precision) == (datetime(2021, 8, 1, 10, tzinfo=UTC), Precision.HOUR)
    assert draft.posted_at == datetime(2021, 8, 2, 6, tzinfo=UTC)
    assert draft.sector == small.sectors[1]
    assert draft.kind is Kind.NOT_ADMITTED
    assert (draft.persons, draft.basis, draft.low, draft.high) == (30, CountBasis.ESTIMATED, 25, 35)
    assert draft.circumstances == [Circumstance.ESCORTED]
    assert draft.groups == [Group(12, "IRQ")]
    assert draft.outcomes == [OutcomeCount(Outcome.HOSPITAL, 2)]
    assert draft.referrals == [Referral(Service.ASYLUM, 12)]
    assert (draft.place, draft.source, draft.destination) == ("at the old mill", "Patrol 7", "Germany")
    assert draft.text == "قرب النهر 😀 <b>x</b>"
    assert (draft.reliability, draft.credibility) == (Reliability.F, Credibility.CANNOT_BE_JUDGED)
    assert (moved_to, party) == (None, None)
    small.store.write(incidents.record_incident, draft)


def test_unknown_time_and_number_can_be_said(form: IncidentForm, qtbot: QtBot) -> None:
    saved = Saved(form)
    chosen(form, "precision", "not known")
    chosen(form, "basis", "not known")
    form.save()
    draft = saved.new[0][0]
    assert draft.happened_at is None and draft.precision is Precision.UNKNOWN
    assert draft.persons is None and draft.basis is CountBasis.UNKNOWN


def test_precision_can_be_made_coarser_and_is_asked_for_where_it_is_not_known(
    form: IncidentForm, qtbot: QtBot
) -> None:
    typed(form, qtbot, "happened_at", "3 Aug 13:20")
    form.quick.line.setFocus()
    chosen(form, "precision", "to the hour")
    assert text(form, "happened_at") == "3 Aug 2021 13h"
    chosen(form, "precision", "the day only")
    assert text(form, "happened_at") == "3 Aug 2021"
    chosen(form, "precision", "exact")
    assert text(form, "precision") == "day"
    assert "time of day" in form.fields["happened_at"].words.text()


def test_times_are_in_the_situations_zone_and_it_is_named(form: IncidentForm) -> None:
    assert form.fields["happened_at"].label.text() == "When (Vilnius time)"


# What is wrong


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("14:00 Druskininkai", "persons", "how many"),
        ("Druskininkai 23", "happened_at", "when it happened"),
        ("14:00 23 IQ:15 SY:15", "groups", "30"),
        ("14:00 23 asylum 30", "referrals", "more than the 23"),
        ("14:00 23 hospital 30", "outcomes", "more than the 23"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(form: IncidentForm, line: str, name: str, words: str) -> None:
    saved = Saved(form)
    form.quick.set_text(line)
    form.save()
    assert saved.new == []
    assert words.lower() in form.fields[name].words.text().lower()
    assert form.quick.text() == line


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("persons", "12a", "not a number"),
        ("persons", "-3", "below zero"),
        ("persons", "0", "at least one"),
        ("persons", "99999999999", "digit doubled"),
        ("happened_at", "28 Mar 2021 03:30", "put forward"),
        ("happened_at", "4 Aug 2021 10:00", "not come yet"),
        ("happened_at", "blah", "not a date"),
        ("posted_at", "soon", "not a date"),
        ("place", "x" * 300, "room for 200"),
        ("source", "x" * 30_000, "room for"),
    ],
)
def test_wrong_input_is_refused_in_words_and_stays(
    form: IncidentForm, qtbot: QtBot, name: str, wrong: str, words: str
) -> None:
    saved = Saved(form)
    form.quick.set_text("14:00 Druskininkai 23")
    form.fields[name].input().set_text(wrong)
    form.save()
    assert saved.new == []
    assert words in form.fields[name].words.text()
    assert text(form, name) == wrong
    assert form.fields[name].editor.property("state") == "error"


def test_a_time_that_does_not_exist_is_told_on_leaving_the_field(form: IncidentForm, qtbot: QtBot) -> None:
    typed(form, qtbot, "happened_at", "28 Mar 2021 03:30")
    qtbot.keyClick(form.when, Qt.Key.Key_Return)
    assert "put forward" in form.fields["happened_at"].words.text()


def test_problems_of_the_store_come_to_their_fields(form: IncidentForm) -> None:
    form.show_problems(
        [Problem("more_than_persons", "outcomes[0].count", values={"persons": 5}), Problem("already_void")]
    )
    assert "5 persons" in form.fields["outcomes"].words.text()
    assert form.trouble.isVisible()


def test_nothing_can_be_moved_whose_number_nobody_knows(form: IncidentForm) -> None:
    saved = Saved(form)
    form.quick.set_text("14:00 persons unknown > Pabrade")
    form.save()
    assert saved.new == []
    assert "unknown number" in form.fields["moved_to"].words.text()


def test_before_the_store_is_open_it_takes_every_key_and_says_why_it_waits(
    qtbot: QtBot, small: Small
) -> None:
    form = IncidentForm()
    qtbot.addWidget(form)
    form.show()
    form.start()
    saved = Saved(form)
    qtbot.keyClicks(form.quick.line, "02:10 Druskininkai 23")
    form.save()
    assert saved.new == []
    assert "still being opened" in form.trouble.text()
    told(form, small)
    assert form.sector.value() == small.sectors[0]
    form.save()
    assert saved.new[0][0].happened_at == datetime(2021, 8, 2, 23, 10, tzinfo=UTC)


# Keys


def test_enter_goes_through_every_field_and_saves_nothing(form: IncidentForm, qtbot: QtBot) -> None:
    saved = Saved(form)
    form.quick.set_text("14:00 Druskininkai 23 IQ:5")
    form.quick.line.setFocus()
    kept = form.keep()
    visited: list[str] = []
    for _ in range(60):
        at = form.focusWidget()
        assert at is not None
        if at is form.save_button:
            break
        visited.append(at.objectName())
        # In a text of several lines Enter is a new line, and on buttons and boxes it presses them.
        goes_on = at.objectName() != "incident_form_text" and not isinstance(at, QAbstractButton)
        qtbot.keyClick(at, Qt.Key.Key_Return if goes_on else Qt.Key.Key_Tab)
    else:
        pytest.fail(f"never came to the save button: {visited}")
    order = [
        "quick_line",
        "happened_at",
        "precision",
        "sector",
        "kind",
        "persons",
        "basis",
        "place",
        "moved_to",
    ]
    order += ["status", "reliability", "credibility", "source", "posted_at", "party", "destination", "text"]
    places = [next(i for i, v in enumerate(visited) if v.endswith(name)) for name in order]
    assert places == sorted(places)
    assert saved.new == []
    assert form.keep() == kept


def test_escape_leaves_and_what_is_typed_stays(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23")
    with qtbot.waitSignal(form.left):
        qtbot.keyClick(form.quick.line, Qt.Key.Key_Escape)
    assert form.quick.text() == "14:00 23"


def test_escape_closes_offers_first(form: IncidentForm, qtbot: QtBot) -> None:
    left: list[int] = []
    form.left.connect(lambda: left.append(1))
    qtbot.keyClicks(form.quick.line, "Drus")
    assert form.quick.line.is_offering
    qtbot.keyClick(form.quick.line, Qt.Key.Key_Escape)
    assert left == [] and not form.quick.line.is_offering


def test_everything_that_takes_the_keyboard_has_a_name(form: IncidentForm) -> None:
    nameless = [
        type(widget).__name__
        for widget in form.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.isHidden()
        and not (widget.objectName() and widget.accessibleName())
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QAbstractItemView)  # what drops down from a box is part of the box
    ]
    assert nameless == []


def test_nothing_in_it_renders_markup(form: IncidentForm) -> None:
    form.quick.set_text("<b>x</b> <img src=x width=3000> 14:00")
    for label in form.findChildren(QLabel):
        if "<" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("words", ["02:10 مجموعة من الناس", "14:00 😀 23", "14:00 परिवार"])
def test_the_line_is_as_high_as_letters_of_other_scripts(form: IncidentForm, words: str) -> None:
    looks()
    line = form.quick.line
    line.setText(words)
    layout = QTextLayout(words, line.font())
    layout.beginLayout()
    shown = layout.createLine()
    layout.endLayout()
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    room = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    assert room.height() >= shown.height()


@pytest.mark.parametrize("width", [400, 498])
def test_no_word_for_the_precision_is_cut(form: IncidentForm, width: int) -> None:
    looks()
    form.resize(width, 700)
    QApplication.processEvents()
    choice = form.fields["precision"].input()
    assert isinstance(choice, ChoiceEdit)
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    room = choice.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, choice
    )
    widest = max(choice.fontMetrics().horizontalAdvance(choice.itemText(n)) for n in range(choice.count()))
    assert room.width() >= widest
    assert choice.mapTo(form, choice.rect().topRight()).x() < form.width()


def test_tab_goes_from_top_to_bottom_and_through_the_duplicate_bar(form: IncidentForm, small: Small) -> None:
    small.record()
    form.resize(500, 1400)
    form.quick.set_text("14:00 Druskininkai ~23")
    with small.store.read() as session:
        form.show_duplicates(incidents.find_likely_duplicates(session, small.incident()))
    QApplication.processEvents()
    assert form.duplicates.isVisible()
    parts = [form.sheet, form.quick.line, *form.fields.values(), form.duplicates, form.save_button]
    gone: list[QWidget] = []
    at: QWidget = form.sheet
    while at is not form.save_button:
        part = next((one for one in parts if one is at or one.isAncestorOf(at)), None)
        reached = at.isVisible() and bool(at.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if part is not None and reached and gone[-1:] != [part]:
            gone.append(part)
        at = at.nextInFocusChain()
    assert form.duplicates in gone and form.fields["groups"] in gone
    assert len(gone) == len(set(gone)), "nothing is left and come back to"
    tops = [part.mapTo(form, part.rect().topLeft()) for part in gone]
    assert [(p.y(), p.x()) for p in tops] == sorted((p.y(), p.x()) for p in tops)
