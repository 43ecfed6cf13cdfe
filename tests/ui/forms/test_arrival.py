"""People who arrived: all of them, fewer, more."""

from datetime import UTC, datetime

import pytest
import time_machine
from pytestqt.qtbot import QtBot

from tracker.codes import MovementReason
from tracker.drafts import Movement
from ui.forms.arrival import ArrivalForm

NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)


def on_the_road() -> Movement:
    return Movement(
        situation="situation",
        reason=MovementReason.ARRIVAL,
        persons=23,
        to_facility="Pabradė",
        left_at=datetime(2021, 8, 3, 10, 0, tzinfo=UTC),
    )


@pytest.fixture
def form(qtbot: QtBot):  # type: ignore[no-untyped-def]
    made = ArrivalForm()
    qtbot.addWidget(made)
    made.set_zone("Europe/Vilnius", 1440)
    with time_machine.travel(NOW, tick=False):
        made.confirm("id", "rev", on_the_road(), "23 people to Pabradė", NOW)
        made.show()
        yield made


def typed(form: ArrivalForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def test_all_of_them_now_is_one_key(qtbot: QtBot, form: ArrivalForm) -> None:
    assert form.note.text() == "23 people to Pabradė"
    assert form.keep() == {}
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args == ["id", NOW, 23]


@pytest.mark.parametrize(
    ("persons", "said"),
    [
        ("21", "2 people of 23 stay on the road: expected there, present nowhere."),
        ("22", "1 person of 23 stay on the road: expected there, present nowhere."),
        ("25", "2 more than set out. The movement will say 25 people."),
        ("23", ""),
    ],
)
def test_another_number_says_what_becomes_of_the_others(form: ArrivalForm, persons: str, said: str) -> None:
    typed(form, persons=persons)
    assert form.rest.text() == said


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"persons": "0"}, "persons", "at least one"),
        ({"persons": ""}, "persons", "This is needed."),
        ({"arrived_at": "12:00"}, "arrived_at", "before they left"),
        ({"arrived_at": ""}, "arrived_at", "This is needed."),
        ({"arrived_at": "3 Aug 2021"}, "arrived_at", "Say the hour as well"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: ArrivalForm, texts: dict[str, str], field: str, said: str
) -> None:
    typed(form, **texts)
    form.save()
    assert said in form.fields[field].words.text()


def test_half_typed_it_is_kept_with_whose_it_is(qtbot: QtBot, form: ArrivalForm) -> None:
    typed(form, persons="2")
    kept = form.keep()
    other = ArrivalForm()
    qtbot.addWidget(other)
    other.set_zone("Europe/Vilnius", 1440)
    other.restore(kept)
    assert other.note.text() == "23 people to Pabradė"
    assert other.correcting == ("id", "rev")
    assert other.draft().persons == 2
    # Another arrival does not write over it.
    other.confirm("id-2", "rev-2", on_the_road(), "23 people to Rukla", NOW)
    assert other.correcting == ("id", "rev")
