"""The capacity form: what the numbers come to is said as they are typed; that nothing is known is ticked."""

from datetime import UTC, datetime

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from tests.ui.forms.facility_readings import READINGS
from tracker.drafts import CapacityChange
from ui.forms.capacity import CapacityForm

NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)  # 14:00 in Vilnius


@pytest.fixture(autouse=True)
def noon():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def form(qtbot: QtBot) -> CapacityForm:
    made = CapacityForm()
    qtbot.addWidget(made)
    made.set_zone("Europe/Vilnius", 1440)
    made.show_facilities(READINGS)
    made.prepare(facility="Druskininkai", from_at=NOW)
    made.show()
    return made


def typed(form: CapacityForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def test_places_from_a_moment_on(qtbot: QtBot, form: CapacityForm) -> None:
    typed(
        form,
        operational="480",
        nominal="500",
        out_of_use="30",
        surge="50",
        source="order",
        from_at="2 Aug 2021",
    )
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    assert signal.args == [
        CapacityChange(
            facility="Druskininkai",
            from_at=datetime(2021, 8, 1, 21, 0, tzinfo=UTC),  # midnight in Vilnius
            nominal=500,
            operational=480,
            surge=50,
            out_of_use=30,
            source="order",
        ),
        None,
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, ""),
        ({"surge": "50"}, ""),
        ({"nominal": "250"}, "250 places can be used. 214 people are there now: 36 free."),
        (
            {"operational": "214", "nominal": "300"},
            "214 places can be used. 214 people are there now: ◆\N{NO-BREAK SPACE}full.",
        ),
        (
            {"operational": "240", "out_of_use": "40"},
            "200 places can be used, 240 less 40 out of use. 214 people are there now: ▲\N{NO-BREAK SPACE}over by 14.",
        ),
        (
            {"operational": "0"},
            "0 places can be used. 214 people are there now: ▲\N{NO-BREAK SPACE}over by 214.",
        ),
        ({"operational": "x"}, ""),
    ],
)
def test_what_it_comes_to(form: CapacityForm, texts: dict[str, str], said: str) -> None:
    typed(form, **texts)
    assert form.comes_to.text() == said


@pytest.mark.parametrize("texts", [{}, {"surge": "50"}])
def test_nothing_typed_is_no_answer(qtbot: QtBot, form: CapacityForm, texts: dict[str, str]) -> None:
    typed(form, **texts)
    with qtbot.assertNotEmitted(form.save_requested):
        form.save()
    assert form.fields["operational"].words.text().startswith("Say how many places there are")


def test_that_the_capacity_is_not_known_is_ticked(qtbot: QtBot, form: CapacityForm) -> None:
    box = form.findChild(QCheckBox, "capacity_form_unknown_box")
    assert box is not None
    assert box.accessibleName() == "The capacity is not known from then on"
    assert box.focusPolicy() & Qt.FocusPolicy.TabFocus
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    typed(form, nominal="5")
    form.save()
    assert form.fields["unknown"].words.text().startswith("Places are given above")
    typed(form, nominal="")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    draft = signal.args[0]
    assert (draft.nominal, draft.operational, draft.surge, draft.out_of_use) == (None, None, None, None)


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"operational": "-1"}, "operational", "below zero"),
        (
            {"operational": "100", "out_of_use": "101"},
            "out_of_use",
            "More places are out of use than the 100",
        ),
        ({"nominal": "1e9"}, "nominal", "“1e9” is not a number."),
        ({"from_at": ""}, "from_at", "This is needed."),
        ({"from_at": "whenever"}, "from_at", "“whenever” is not a date"),
        ({"facility": ""}, "facility", "This is needed."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: CapacityForm, texts: dict[str, str], field: str, said: str
) -> None:
    typed(form, **texts)
    form.save()
    assert said in form.fields[field].words.text()


def test_a_correction(qtbot: QtBot, form: CapacityForm) -> None:
    standing = CapacityChange(facility="Rukla", from_at=NOW, operational=450, origin="file:2")
    form.correct("id", "rev", standing)
    assert form.title.text() == "Correct a capacity"
    typed(form, operational="460")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    standing.operational = 460
    assert signal.args == [standing, ("id", "rev")]


def test_a_correction_of_what_said_unknown_begins_with_its_tick(qtbot: QtBot, form: CapacityForm) -> None:
    standing = CapacityChange(facility="Rukla", from_at=NOW, source="fire")
    form.correct("id", "rev", standing)
    assert form.fields["unknown"].value()
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args == [standing, ("id", "rev")]
    form.clear()
    assert not form.fields["unknown"].value()
