import json

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tracker.codes import AgeBand, Sex
from tracker.drafts import Group
from tracker.errors import Problem
from ui.forms.composition import CompositionEdit, text_of
from ui.forms.who import ANYBODY, NATIONALITY, SEX_AND_AGE, WhoEdit, read_who
from ui.words import explain


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("Iraq", Group(nationality="IRQ")),
        ("IQ", Group(nationality="IRQ")),
        ("IRQ", Group(nationality="IRQ")),
        ("العراق", Group(nationality="IRQ")),
        ("Sīrija", Group(nationality="SYR")),
        ("Congo", Group(nationality="XCG")),
        ("Congo - Kinshasa", Group(nationality="COD")),
        ("stateless", Group(nationality="XXA")),
        ("minors", Group(age=AgeBand.MINOR)),
        ("women", Group(sex=Sex.FEMALE)),
        ("18-59", Group(age=AgeBand.ADULT)),
        ("boys", Group(sex=Sex.MALE, age=AgeBand.MINOR)),
        ("IQ/f/0-4", Group(nationality="IRQ", sex=Sex.FEMALE, age=AgeBand.INFANT)),
    ],
)
def test_whom_people_mean(typed: str, group: Group) -> None:
    assert read_who(typed) == group


@pytest.mark.parametrize("typed", ["Nowhereland", "<b>Iraq</b>", "😀", "x" * 5000, "Guinea or so", "5"])
def test_who_is_nobody_known(typed: str) -> None:
    found = read_who(typed)
    assert isinstance(found, Problem)
    assert explain(found)


def typing(qtbot: QtBot, about: str, text: str) -> WhoEdit:
    edit = WhoEdit(about)
    qtbot.addWidget(edit)
    edit.resize(300, 30)
    edit.show()
    qtbot.waitExposed(edit)
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    qtbot.keyClicks(edit, text)
    return edit


def test_a_nationality_is_offered_by_name_code_and_own_language(qtbot: QtBot) -> None:
    edit = typing(qtbot, NATIONALITY, "ira")
    labels = [offer.label for offer in edit.offers()]
    assert any("Iraq" in label and "IRQ" in label and "العراق" in label for label in labels)
    assert any("Iran" in label for label in labels)


def test_enter_takes_the_offer_and_it_is_meant_whatever_else_its_words_mean(qtbot: QtBot) -> None:
    edit = typing(qtbot, NATIONALITY, "con")
    labels = [offer.label for offer in edit.offers()]
    at = next(n for n, label in enumerate(labels) if "Kinshasa" in label)
    for _ in range(at):
        qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert edit.group() == Group(nationality="COD")
    assert not edit.is_offering


def test_down_offers_sexes_and_ages_without_typing(qtbot: QtBot) -> None:
    edit = typing(qtbot, SEX_AND_AGE, "")
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.is_offering
    qtbot.keyClick(edit, Qt.Key.Key_Tab)
    assert isinstance(edit.group(), Group)


def test_escape_closes_the_offers_and_no_more(qtbot: QtBot) -> None:
    edit = typing(qtbot, ANYBODY, "ira")
    assert edit.is_offering
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert not edit.is_offering
    assert edit.text() == "ira"


def test_what_was_typed_after_a_choice_is_read_anew(qtbot: QtBot) -> None:
    edit = typing(qtbot, ANYBODY, "")
    edit.mean(Group(nationality="IRQ"))
    edit.setText("Iran")
    assert edit.group() == Group(nationality="IRN")


# The composition


@pytest.fixture
def composition(qtbot: QtBot) -> CompositionEdit:
    edit = CompositionEdit()
    qtbot.addWidget(edit)
    edit.show()
    return edit


def put(composition: CompositionEdit, groups: list[Group], crossed: bool = False) -> None:
    composition.set_text(text_of(groups, crossed))


MIXED = [Group(4, None, None, AgeBand.MINOR), Group(15, "IRQ"), Group(5, "XCG")]


def test_separate_totals_stand_apart_and_come_back_in_their_order(composition: CompositionEdit) -> None:
    put(composition, MIXED)
    assert [row.who.text() for row in composition.nationalities.rows()] == ["Iraq", "Congo, not said which"]
    assert [row.who.text() for row in composition.sexes_and_ages.rows()] == ["under 18"]
    assert composition.value() == MIXED
    assert not composition.is_crossed()


def test_what_is_not_specified_is_said(composition: CompositionEdit) -> None:
    put(composition, MIXED)
    composition.show_persons(23)
    assert composition.rest.text() == "nationality not specified 3 · age not specified 19"
    composition.show_persons(None)
    assert composition.rest.text() == ""


def test_crossed_rows_stand_together(composition: CompositionEdit, qtbot: QtBot) -> None:
    put(composition, MIXED)
    qtbot.mouseClick(composition.crossed, Qt.MouseButton.LeftButton)
    assert composition.is_crossed()
    assert len(composition.together.rows()) == 3
    composition.show_persons(30)
    assert composition.rest.text() == "not specified 6"
    qtbot.mouseClick(composition.separate, Qt.MouseButton.LeftButton)
    assert sorted(composition.value(), key=lambda g: g.count) == sorted(MIXED, key=lambda g: g.count)


def test_there_is_always_one_more_row(composition: CompositionEdit, qtbot: QtBot) -> None:
    rows = composition.nationalities.all_rows
    assert len(rows()) == 1
    rows()[0].who.setText("Iraq")
    assert len(rows()) == 2
    rows()[0].count.setText("15")
    rows()[1].who.setText("Syria")
    rows()[1].count.setText("3")
    assert composition.value() == [Group(15, "IRQ"), Group(3, "SYR")]
    rows()[0].who.setText("")
    rows()[0].count.setText("")
    assert composition.value() == [Group(3, "SYR")]


def test_rows_that_say_nobody_or_no_number_are_problems_and_stay(composition: CompositionEdit) -> None:
    row = composition.nationalities.all_rows()[0]
    row.who.setText("Nowhereland")
    row.count.setText("12a")
    assert [p.code for p in composition.problems()] == ["nationality_unknown"]
    kept = composition.text()
    composition.set_text("")
    assert composition.value() == []
    composition.set_text(kept)
    row = composition.nationalities.all_rows()[0]
    assert (row.who.text(), row.count.text()) == ("Nowhereland", "12a")
    row.who.setText("Iraq")
    assert composition.value()[0].count == "12a"  # the rules say what is wrong with it


def test_what_is_kept_is_json(composition: CompositionEdit) -> None:
    put(composition, MIXED, crossed=True)
    assert json.loads(composition.text())["crossed"] is True
