"""The headcount form: what it makes of what is typed, what it says beside it, and that nothing typed is lost."""

from datetime import UTC, datetime

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.forms.facility_readings import READINGS
from tracker.codes import AgeBand, Need, Sex
from tracker.drafts import Headcount, HeadcountGroup, NeedCount
from tracker.errors import Problem
from ui.forms.headcount import HeadcountForm, difference_said

NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)  # 14:00 in Vilnius


@pytest.fixture
def form(qtbot: QtBot) -> HeadcountForm:
    made = HeadcountForm()
    qtbot.addWidget(made)
    made.set_zone("Europe/Vilnius", 1440)
    made.show_facilities(READINGS)
    made.prepare(facility="Druskininkai", counted_at=NOW)
    made.resize(400, 700)
    made.show()
    return made


@pytest.fixture(autouse=True)
def noon():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


def typed(form: HeadcountForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def words(form: HeadcountForm, name: str) -> str:
    return form.fields[name].words.text()


def saved(qtbot: QtBot, form: HeadcountForm) -> Headcount:
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    assert signal.args[1] is None
    draft = signal.args[0]
    assert isinstance(draft, Headcount)
    return draft


def test_persons_alone_are_enough(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(form, persons="220")
    draft = saved(qtbot, form)
    assert (draft.facility, draft.persons, draft.counted_at) == ("Druskininkai", 220, NOW)
    assert (draft.groups, draft.needs, draft.reckoned) == ([], [], None)


def test_all_that_can_be_said(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(
        form,
        persons="1 220",
        counted_at="13:10",
        source="Night shift",
        text="Two rooms closed",
        need_pregnant="3",
    )
    form.grid.cells[AgeBand.ADULT, Sex.MALE].setText("120")
    form.grid.cells[AgeBand.MINOR, None].setText("30")
    form.grid.cells[None, Sex.FEMALE].setText("0")
    for (language, count), (name, persons) in zip(form.languages.lines[:1], [("Arabic", "40")], strict=True):
        language.setText(name)
        count.setText(persons)
    form.languages.lines[1][0].setText("the Kabyle of the hills")
    form.languages.lines[1][1].setText("2")
    draft = saved(qtbot, form)
    assert draft.counted_at == datetime(2021, 8, 3, 10, 10, tzinfo=UTC)
    assert draft.groups == [
        HeadcountGroup(30, None, AgeBand.MINOR),
        HeadcountGroup(120, Sex.MALE, AgeBand.ADULT),
    ]
    assert draft.needs == [
        NeedCount(3, Need.PREGNANT, None),
        NeedCount(40, None, "ar"),
        NeedCount(2, None, "the Kabyle of the hills"),
    ]
    assert (draft.persons, draft.source, draft.text) == (1220, "Night shift", "Two rooms closed")


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"persons": ""}, "persons", "This is needed."),
        ({"persons": "twelve"}, "persons", "“twelve” is not a number."),
        ({"persons": "-4"}, "persons", "-4 is below zero"),
        ({"persons": "99999999"}, "persons", "99,999,999 is more than 10,000,000"),
        ({"persons": "٣"}, "persons", "“٣” is not a number."),
        ({"persons": "5", "counted_at": ""}, "counted_at", "This is needed."),
        ({"persons": "5", "counted_at": "3 Aug 2021"}, "counted_at", "Say the hour as well"),
        ({"persons": "5", "counted_at": "some day"}, "counted_at", "“some day” is not a date"),
        ({"persons": "5", "counted_at": "4 Aug 2021 10:00"}, "counted_at", "has not come yet"),
        ({"persons": "5", "counted_at": "28 Mar 2021 03:30"}, "counted_at", "does not exist"),
        ({"persons": "5", "facility": ""}, "facility", "This is needed."),
        ({"persons": "5", "need_injured": "6"}, "need_injured", "more than the 5 persons"),
        ({"persons": "5", "need_injured": "x"}, "need_injured", "“x” is not a number."),
        ({"persons": "5", "source": "\x00"}, "source", "characters that cannot be kept"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: HeadcountForm, texts: dict[str, str], field: str, said: str
) -> None:
    asked: list[object] = []
    form.save_requested.connect(lambda *args: asked.append(args))
    typed(form, **texts)
    before = form.keep()
    form.save()
    assert said in words(form, field)
    assert form.fields[field].editor.property("state") == "error"
    assert form.keep() == before
    assert not asked
    assert form.trouble.text() == ""


def test_a_split_beyond_the_persons_is_said_at_once_and_on_saving(form: HeadcountForm) -> None:
    typed(form, persons="100")
    form.split.setChecked(True)
    form.grid.cells[AgeBand.ADULT, Sex.MALE].setText("60")
    assert words(form, "groups") == "60 of 100 are split, 40 not specified"
    form.grid.cells[AgeBand.CHILD, Sex.FEMALE].setText("50")
    assert words(form, "groups") == "110 are split, more than the 100 counted"
    form.split.setChecked(False)
    form.save()
    assert "The parts come to 110" in words(form, "groups")
    assert form.fields["groups"].isVisible()


def test_a_language_without_its_people(form: HeadcountForm) -> None:
    typed(form, persons="100")
    form.languages.lines[0][0].setText("Arabic")
    form.save()
    assert words(form, "languages") == "Say how many need an interpreter for Arabic."


def test_the_level_stands_under_the_facility_as_shape_and_word(form: HeadcountForm) -> None:
    said = {}
    for facility in ("Druskininkai", "Pabradė", "Rukla", "Kybartai", "Alytus"):
        typed(form, facility=facility)
        said[facility] = (words(form, "facility"), form.fields["facility"].words.property("state"))
    # The shape and its word stay on one line.
    said = {name: (words.replace("\N{NO-BREAK SPACE}", "~"), state) for name, (words, state) in said.items()}
    assert said == {
        "Druskininkai": ("▲~over by 54 · 214 people in 160 places", "over"),
        "Pabradė": (
            "◆~tight, 14 free · 686 people in 700 places · 10 more on the road to it",
            "tight",
        ),
        "Rukla": ("●~within, 54 free · 96 people in 150 places", "within"),
        "Kybartai": ("○~unknown · 124 people · capacity unknown", ""),
        "Alytus": ("○~unknown · nobody has counted there · 90 places", ""),
    }


# --- What the movements give ---


def test_the_difference_is_shown_as_it_is_typed(qtbot: QtBot, form: HeadcountForm) -> None:
    with qtbot.waitSignal(form.reckoning_asked) as signal:
        typed(form, counted_at="13:00")
    assert signal.args == ["Druskininkai", datetime(2021, 8, 3, 10, 0, tzinfo=UTC)]
    form.show_reckoning(*signal.args, 214)
    assert form.difference.text() == "The movements give 214."
    typed(form, persons="220")
    assert form.difference.text() == "The movements give 214, you counted 220: difference +6."
    typed(form, persons="200")
    assert form.difference.text() == "The movements give 214, you counted 200: difference −14."
    typed(form, persons="214")
    assert form.difference.text() == "The movements give 214 as well: no difference."


def test_an_answer_for_another_time_is_not_shown(form: HeadcountForm) -> None:
    typed(form, persons="220", counted_at="13:00")
    form.show_reckoning("Druskininkai", datetime(2021, 8, 3, 9, 0, tzinfo=UTC), 999)
    assert form.difference.text() == ""
    assert form.difference.isHidden()


def test_of_a_day_without_its_hour_nothing_is_asked(qtbot: QtBot, form: HeadcountForm) -> None:
    with qtbot.assertNotEmitted(form.reckoning_asked, wait=10):
        typed(form, counted_at="2 Aug 2021")
    assert form.difference.isHidden()


def test_movements_that_give_less_than_nobody_are_said_so() -> None:
    assert difference_said(-5, 3)[0] == "The movements give −5, you counted 3: difference +8."
    assert "first count" in difference_said(None, 3)[0]


def test_the_question_is_asked_again_once_something_was_written(qtbot: QtBot, form: HeadcountForm) -> None:
    with qtbot.assertNotEmitted(form.reckoning_asked, wait=10):
        form.look_again()
    with qtbot.waitSignal(form.reckoning_asked):
        form.ask_again()


# --- Keeping ---


def test_what_it_begins_with_is_not_kept(form: HeadcountForm) -> None:
    assert form.keep() == {}
    form.prepare(facility="Rukla", counted_at=NOW)
    assert form.fields["facility"].value() == "Rukla"
    assert form.keep() == {}
    assert form.discard_button.isHidden()


def test_what_is_typed_is_kept_and_brought_back_whole(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(form, persons="12a", counted_at="13:1", text="half a wo", need_disabled="2")
    form.grid.cells[AgeBand.ADULT, Sex.MALE].setText("7x")
    form.languages.lines[0][0].setText("Sora")
    kept = form.keep()
    other = HeadcountForm()
    qtbot.addWidget(other)
    other.restore(kept)  # before it knows any facility
    other.set_zone("Europe/Vilnius", 1440)
    other.show_facilities(READINGS)
    assert other.keep() == kept
    assert other.fields["facility"].value() == "Druskininkai"
    assert other.grid.cells[AgeBand.ADULT, Sex.MALE].text() == "7x"
    assert not other.fields["groups"].isHidden()
    # What somebody typed is not written over by what a form begins with.
    other.prepare(facility="Rukla", counted_at=NOW)
    assert other.keep() == kept


def test_what_is_brought_back_is_not_mixed_with_what_is_typed(qtbot: QtBot, form: HeadcountForm) -> None:
    """Nor is the record amended that was being corrected: it is about another one."""
    typed(form, persons="220")
    kept = form.keep()
    form.clear()
    form.correct("id-1", "rev-1", standing())
    typed(form, source="The day shift", need_pregnant="3")
    form.restore(kept)
    assert form.keep() == kept
    form.prepare(facility="Rukla", counted_at=NOW)
    draft = saved(qtbot, form)
    assert (draft.persons, draft.source, draft.groups, draft.needs) == (220, None, [], [])


@pytest.mark.parametrize(
    "junk", [{"groups": "{not json"}, {"groups": "[1]"}, {"languages": '{"a": 1}'}, {"new": "x"}]
)
def test_a_draft_of_another_version_does_not_stop_the_form(form: HeadcountForm, junk: dict[str, str]) -> None:
    form.restore(junk)
    assert form.grid.value() == []


def test_it_says_when_the_draft_was_kept(form: HeadcountForm) -> None:
    typed(form, persons="220")
    form.show_kept(NOW)
    assert form.kept.text() == "draft kept 14:00:00"  # in Vilnius
    form.clear()
    assert form.kept.text() == ""


def test_discarding_can_be_taken_back(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(form, persons="220")
    assert form.discard_button.text() == "Discard"
    with qtbot.waitSignal(form.edited):
        qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.keep() == {}
    assert form.discard_button.text() == "Bring back"
    qtbot.mouseClick(form.discard_button, Qt.MouseButton.LeftButton)
    assert form.fields["persons"].value() == 220


def test_a_refusal_from_the_store_brings_words_to_the_fields(form: HeadcountForm) -> None:
    typed(form, persons="5", need_injured="3")
    form.show_problems(
        [
            Problem("more_than_persons", "needs[0].count", values={"persons": 2}),
            Problem("facility_void", "facility", values={"name": "Rukla"}),
            Problem("required", "something_else"),
        ]
    )
    assert "more than the 2 persons" in words(form, "need_injured")
    assert "“Rukla” was voided" in words(form, "facility")
    assert form.trouble.text() == "This is needed."


# --- Keyboard ---


def test_enter_goes_on_through_every_field_and_loses_nothing(qtbot: QtBot, form: HeadcountForm) -> None:
    asked: list[object] = []
    form.save_requested.connect(lambda *args: asked.append(args))
    form.activateWindow()
    form.fields["facility"].editor.setFocus()
    seen = []
    for _ in range(12):
        holder = QApplication.focusWidget()
        assert holder is not None
        seen.append(holder.objectName())
        if isinstance(holder, QLineEdit) and holder.objectName() == "headcount_form_persons":
            qtbot.keyClicks(holder, "220")
        if holder.objectName() == "headcount_form_text":
            break
        if holder.objectName() == "headcount_split":
            holder.nextInFocusChain().setFocus()
            form.focusNextChild()
            continue
        qtbot.keyClick(holder, Qt.Key.Key_Return)
    assert seen[:3] == ["headcount_form_facility", "headcount_form_persons", "headcount_form_counted_at"]
    assert "headcount_form_need_pregnant" in seen
    assert not asked
    assert form.fields["persons"].value() == 220


def test_ctrl_return_saves_from_any_field(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(form, persons="220")
    form.activateWindow()
    form.fields["source"].editor.setFocus()
    with qtbot.waitSignal(form.save_requested):
        qtbot.keyClick(form.fields["source"].editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_escape_leaves_and_keeps(qtbot: QtBot, form: HeadcountForm) -> None:
    typed(form, persons="220")
    form.activateWindow()
    form.fields["persons"].editor.setFocus()
    with qtbot.waitSignal(form.left):
        qtbot.keyClick(form.fields["persons"].editor, Qt.Key.Key_Escape)
    assert form.fields["persons"].value() == 220


def test_everything_that_takes_the_keyboard_has_a_name(form: HeadcountForm) -> None:
    form.split.setChecked(True)
    for widget in form.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.objectName().startswith("qt_"):
            if widget.parent() is not None and widget.parent().inherits("QComboBox"):
                continue
            if widget.inherits("QAbstractItemView") or widget.inherits("QComboBoxPrivateContainer"):
                continue
            assert widget.objectName(), widget
            assert widget.accessibleName() or widget is form.discard_button, widget.objectName()


# --- Correcting ---


def standing() -> Headcount:
    return Headcount(
        facility="Rukla",
        counted_at=datetime(2021, 8, 2, 17, 0, tzinfo=UTC),
        persons=419,
        reckoned=422,
        source="Evening",
        origin="file:1",
        groups=[HeadcountGroup(200, Sex.MALE, AgeBand.ADULT)],
        needs=[NeedCount(4, Need.INJURED, None), NeedCount(9, None, "ar")],
    )


def test_a_correction_says_all_that_stood_and_what_is_new(qtbot: QtBot, form: HeadcountForm) -> None:
    form.correct("id-1", "rev-1", standing())
    assert form.title.text() == "Correct a headcount"
    assert form.draft() == standing()
    assert form.keep() == {}
    typed(form, persons="420")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    wanted = standing()
    wanted.persons = 420
    assert signal.args == [wanted, ("id-1", "rev-1")]


def test_a_half_typed_correction_survives(qtbot: QtBot, form: HeadcountForm) -> None:
    form.correct("id-1", "rev-1", standing())
    typed(form, persons="42")
    kept = form.keep()
    other = HeadcountForm()
    qtbot.addWidget(other)
    other.set_zone("Europe/Vilnius", 1440)
    other.show_facilities(READINGS)
    other.restore(kept)
    assert other.correcting == ("id-1", "rev-1")
    assert other.title.text() == "Correct a headcount"
    assert other.draft().origin == "file:1"
    assert other.draft().persons == 42


def test_a_half_typed_headcount_is_not_written_over_by_a_correction(form: HeadcountForm) -> None:
    typed(form, persons="220")
    form.correct("id-1", "rev-1", standing())
    assert form.correcting is None
    assert form.fields["persons"].value() == 220
    assert "half typed" in form.note.text()
    form.clear()
    form.correct("id-1", "rev-1", standing())
    assert form.correcting == ("id-1", "rev-1")
    form.prepare(facility="Rukla", counted_at=NOW)  # a new one is asked for, and nothing was typed
    assert form.correcting is None
    assert form.fields["persons"].value() is None


def test_what_it_began_with_comes_back_after_a_refusal(form: HeadcountForm) -> None:
    payloads: list[dict[str, object]] = []

    def take(*_args: object) -> None:
        payloads.append(form.keep())
        form.clear()

    form.save_requested.connect(take)
    typed(form, persons="5")
    form.save()
    assert payloads[0]["facility"] == "Druskininkai"
    assert form.keep() == {}
    form.restore(payloads[0])
    assert (form.fields["facility"].value(), form.moment("counted_at")) == ("Druskininkai", NOW)
