from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
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
    Status,
)
from tracker.drafts import Evidence, Group, OutcomeCount, Referral
from tracker.errors import Problem
from tracker.occupancy import read_facilities
from tracker.quickline import Named, Vocabulary
from tracker.situations import find_sectors
from ui.forms.incident import IncidentForm

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def told(form: IncidentForm, small: Small) -> None:
    """What the page tells the form once the store is open."""
    with small.store.read() as session:
        sectors = find_sectors(session, small.line.pk)
        readings = read_facilities(session, small.line.pk, NOON)
    form.set_situation(small.line, small.store.path)
    form.set_vocabulary(
        Vocabulary(
            small.situation,
            small.line.time_zone,
            small.line.cutoff,
            [Named(one.id, one.name) for one in sectors],
            [Named(one.facility_id, one.name) for one in readings],
        ),
        readings,
    )


@pytest.fixture
def form(qtbot: QtBot, small: Small) -> IncidentForm:
    made = IncidentForm()
    qtbot.addWidget(made)
    made.resize(500, 700)
    made.show()
    qtbot.waitExposed(made)
    told(made, small)
    made.start()
    qtbot.waitUntil(made.quick.line.hasFocus)
    return made


class Saved:
    """What the form asked to be written."""

    def __init__(self, form: IncidentForm) -> None:
        self.new: list[tuple[drafts.Incident, str | None, str | None]] = []
        self.amended: list[tuple[str, drafts.Incident, str, str | None]] = []
        form.save_requested.connect(lambda *asked: self.new.append(asked))
        form.amend_requested.connect(lambda *asked: self.amended.append(asked))


def typed(form: IncidentForm, qtbot: QtBot, name: str, text: str) -> None:
    """Put text into a field as a person does: over what stands there."""
    editor = form.fields[name].editor
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    if text.isascii():
        qtbot.keyClicks(editor, text)
    else:  # QTest knows no other keys
        editor.insertPlainText(text) if hasattr(editor, "insertPlainText") else editor.insert(text)  # type: ignore[attr-defined]


def chosen(form: IncidentForm, name: str, words: str) -> None:
    box: Any = form.fields[name].editor
    at = box.findText(words)
    assert at >= 0, words
    box.setCurrentIndex(at)
    box.activated.emit(at)


def text(form: IncidentForm, name: str) -> str:
    return form.fields[name].input().text()


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


# Keeping


def test_an_untouched_form_keeps_nothing(form: IncidentForm) -> None:
    assert form.keep() == {}
    form.quick.set_text("x")
    form.quick.set_text("")
    assert form.keep() == {}


def test_what_is_kept_comes_back_whole(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 Druskininkai 23 IQ:15 > Pabrade")
    typed(form, qtbot, "persons", "25")
    typed(form, qtbot, "text", "قرب النهر " + "x" * 10_000)
    form.sheet.setChecked(True)
    form.fields["evidence"].input().set_text('[{"name":"a.jpg","sha256":"ab","size":5}]')
    kept = form.keep()
    draft = form.draft()
    other = IncidentForm()
    qtbot.addWidget(other)
    other.restore(kept)
    told(other, small)  # the store opens later than the draft comes back
    assert other.keep() == kept
    assert other.draft() == draft


def test_half_typed_rows_are_kept_too(form: IncidentForm, qtbot: QtBot) -> None:
    row = form.composition.nationalities.all_rows()[0]
    qtbot.keyClicks(row.who, "Nowh")
    kept = form.keep()
    form.clear()
    form.restore(kept)
    assert form.composition.nationalities.all_rows()[0].who.text() == "Nowh"


def test_each_key_is_told_once_it_changes_something(form: IncidentForm, qtbot: QtBot) -> None:
    heard: list[int] = []
    form.edited.connect(lambda: heard.append(1))
    qtbot.keyClicks(form.quick.line, "23")
    assert len(heard) >= 2
    heard.clear()
    qtbot.keyClicks(form.fields["place"].editor, "x")
    assert heard


def test_clearing_after_saving_leaves_an_empty_form(form: IncidentForm) -> None:
    form.quick.set_text(
        "14:00 Druskininkai 23 IQ:15 B2 claimed escorted asylum 2 hospital 1 party P-1 > Pabrade"
    )
    form.clear()
    assert form.keep() == {}
    assert form.quick.text() == ""
    assert {n: f.input().text() for n, f in form.fields.items() if f.input().text()} == {
        "precision": "exact",
        "kind": "crossing",
        "basis": "counted",
        "status": "reported",
        "reliability": "F",
        "credibility": "6",
    }


def test_discarded_by_mistake_it_can_be_brought_back(form: IncidentForm, qtbot: QtBot) -> None:
    form.quick.set_text("14:00 23")
    form.look_again()
    qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.quick.text() == ""
    qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.quick.text() == "14:00 23"


# The next one


def save(form: IncidentForm, line: str) -> None:
    """Type a line and save it, as the window does: emptied while it is being written."""
    form.quick.set_text(line)
    form.save()
    assert form.trouble.isHidden() and not any(
        f.editor.property("state") == "error" for f in form.fields.values()
    )
    form.clear()


def test_sector_source_and_grade_of_the_last_one_are_offered_and_not_put_in(
    form: IncidentForm, small: Small, qtbot: QtBot
) -> None:
    assert form.as_last.isHidden()
    save(form, "14:00 Druskininkai 23 B2 from: Patrol 7")
    assert form.keep() == {}
    assert "Druskininkai · Patrol 7 · B2" in form.as_last.accessibleName()
    qtbot.keyClick(form.quick.line, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert form.sector.value() == small.sectors[0]
    assert text(form, "source") == "Patrol 7"
    assert text(form, "reliability") == "B"
    assert form.as_last.isHidden()


def test_a_stack_of_paper_keeps_date_and_sector(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    saved = Saved(form)
    form.quick.set_text("1 Jul 2021 23:50 Lavoriškės 5")
    form.sheet.setChecked(True)
    assert form.keeps_on
    form.save()
    form.clear()
    assert form.quick.line.hasFocus()
    assert "1 Jul 2021" in form.sheet.text()
    assert form.keep() == {}  # nothing is typed on this sheet yet
    save(form, "0210 7")
    save(form, "14:00 8")
    drafts_ = [draft for draft, _, _ in saved.new]
    assert [d.persons for d in drafts_] == [5, 7, 8]
    assert {d.sector for d in drafts_} == {small.sectors[1]}
    assert [d.happened_at for d in drafts_[1:]] == [
        datetime(2021, 6, 30, 23, 10, tzinfo=UTC),
        datetime(2021, 7, 1, 11, 0, tzinfo=UTC),
    ]
    form.sheet.setChecked(False)
    save(form, "14:00 Druskininkai 9")
    assert saved.new[-1][0].happened_at == NOON


# Amending


@pytest.fixture
def full(small: Small) -> tuple[str, drafts.Incident, str]:
    id_ = small.record(
        groups=[Group(4, None, None, AgeBand.MINOR), Group(15, "IRQ")],
        outcomes=[OutcomeCount(Outcome.ADMITTED, 20)],
        referrals=[
            Referral(Service.MEDICAL, 2, receiver="Red Cross", due_at=NOON, reference="R-1", consent=True)
        ],
        evidence=[Evidence("a.jpg", "ab" * 32, 5, "image/jpeg", "Patrol 7", NOON)],
        latitude=54.0,
        longitude=24.0,
        origin="file:7",
        illustrative=True,
        circumstances=[Circumstance.FORCE_USED],
        persons=23,
        basis=CountBasis.ESTIMATED,
        low=20,
        high=25,
        posted_at=NOON,
        source="Patrol 7",
        text="As found.",
        status=Status.VERIFIED,
    )
    with small.store.read() as session:
        draft, revision = incidents.get_incident(session, id_)
    return id_, draft, revision


def test_an_amendment_with_nothing_changed_says_the_same(form: IncidentForm, full: Any) -> None:
    id_, draft, revision = full
    form.amend(id_, draft, revision)
    assert form.draft() == draft
    assert form.keep() == {}
    assert form.title.text() == "Amend incident"
    assert form.fields["moved_to"].isHidden()


def test_an_amendment_changes_what_was_changed_and_no_more(
    form: IncidentForm, small: Small, full: Any, qtbot: QtBot
) -> None:
    id_, draft, revision = full
    saved = Saved(form)
    form.amend(id_, draft, revision)
    typed(form, qtbot, "persons", "24")
    form.save()
    asked_id, changed, based_on, party = saved.amended[0]
    assert (asked_id, based_on, party) == (id_, revision, None)
    small.store.write(incidents.amend_incident, id_, changed, based_on)
    from tracker.incident_detail import read_incident

    with small.store.read() as session:
        assert set(read_incident(session, id_).versions[-1].changes) == {"persons"}


def test_what_was_half_typed_waits_for_the_amendment(form: IncidentForm, full: Any, qtbot: QtBot) -> None:
    id_, draft, revision = full
    form.quick.set_text("14:00 Druskininkai 9")
    form.amend(id_, draft, revision)
    assert form.quick.text() == ""
    assert form.keep()["parked"]["line"] == "14:00 Druskininkai 9"
    typed(form, qtbot, "persons", "24")
    kept = form.keep()
    form.save()
    form.clear()
    assert form.title.text() == "New incident"
    assert form.quick.text() == "14:00 Druskininkai 9"
    form.restore(kept)  # it was refused
    assert form.title.text() == "Amend incident"
    assert text(form, "persons") == "24"
    form.clear()
    assert form.quick.text() == "14:00 Druskininkai 9"


# Likely duplicates


def duplicates(small: Small, draft: drafts.Incident) -> list[Any]:
    with small.store.read() as session:
        return incidents.find_likely_duplicates(session, draft)


def test_an_incident_like_it_is_told_and_can_be_linked(
    form: IncidentForm, small: Small, qtbot: QtBot
) -> None:
    earlier = small.record(happened_at=NOON - timedelta(minutes=20))
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    assert form.duplicates.isVisible()
    assert "13:40" in form.duplicates.words.text() and "23 persons" in form.duplicates.words.text()
    qtbot.mouseClick(form.duplicates.link, Qt.MouseButton.LeftButton)
    assert form.draft().seen_before == earlier
    kept = form.keep()
    form.clear()
    assert form.draft().seen_before is None
    form.restore(kept)
    assert form.draft().seen_before == earlier
    qtbot.mouseClick(form.duplicates.back, Qt.MouseButton.LeftButton)
    assert form.draft().seen_before is None


def test_after_a_no_it_is_not_asked_again(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    small.record(happened_at=NOON - timedelta(minutes=20))
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    qtbot.mouseClick(form.duplicates.no, Qt.MouseButton.LeftButton)
    assert form.duplicates.isHidden()
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:01 Druskininkai 22")
    assert form.duplicates.isHidden()


def test_nothing_near_is_nothing_told(form: IncidentForm, small: Small, qtbot: QtBot) -> None:
    form.duplicates_wanted.connect(lambda draft, leave_out: form.show_duplicates(duplicates(small, draft)))
    with qtbot.waitSignal(form.duplicates_wanted, timeout=3000):
        form.quick.set_text("14:00 Druskininkai 22")
    assert form.duplicates.isHidden()


# Evidence


def test_a_file_is_taken_in_beside_the_store(
    form: IncidentForm, small: Small, tmp_path: Path, qtbot: QtBot
) -> None:
    from tracker.evidence import path_of

    (tmp_path / "a photo.jpg").write_bytes(b"photo")
    form.evidence.choose = lambda: [str(tmp_path / "a photo.jpg")]
    qtbot.mouseClick(form.evidence.add, Qt.MouseButton.LeftButton)
    form.quick.set_text("14:00 Druskininkai 22")
    saved = Saved(form)
    form.save()
    assert saved.new == [] or form.evidence.value()  # a file on its way holds up the save
    qtbot.waitUntil(lambda: bool(form.evidence.value()))
    form.save()
    evidence = saved.new[-1][0].evidence[0]
    assert (evidence.name, evidence.size, evidence.media_type) == ("a photo.jpg", 5, "image/jpeg")
    assert path_of(small.store.path, evidence.sha256).read_bytes() == b"photo"
    assert form.keep()["fields"]["evidence"]


def test_what_cannot_be_taken_in_is_said(form: IncidentForm, tmp_path: Path, qtbot: QtBot) -> None:
    form.evidence.take(tmp_path)
    qtbot.waitUntil(form.evidence.trouble.isVisible)
    assert "folder" in form.evidence.trouble.text()
    assert form.evidence.value() == [] and not form.evidence.is_waiting()


def test_a_file_can_be_taken_off(form: IncidentForm, qtbot: QtBot) -> None:
    form.evidence.set_text('[{"name":"<b>a</b>.jpg","sha256":"ab","size":5}]')
    row = form.evidence.findChild(QWidget, "evidence_remove")
    assert row is not None
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert form.evidence.value() == []
