"""The form on paper is the form on the screen: the same fields in the same order, the same labels, the same words."""

from pytestqt.qtbot import QtBot

from tracker.report.paper_form import ROWS, WORDS
from ui.forms.incident import IncidentForm
from ui.words import word


def test_fields_stand_in_the_order_of_the_entry_form(qtbot: QtBot) -> None:
    form = IncidentForm()
    qtbot.addWidget(form)
    on_paper = [cell for row in ROWS for cell in row]
    names = list(dict.fromkeys(cell.name for cell in on_paper))
    assert names == list(form.fields)
    labels = {cell.name: cell.label for cell in on_paper if cell.label}
    for name, field in form.fields.items():
        if name == "groups":  # has its label within
            continue
        assert labels[name] == field.label.text().partition(" (")[0], name


def test_choices_are_called_as_in_the_program() -> None:
    for codes, words in WORDS.items():
        assert words == {member.value: word(member) for member in codes}
