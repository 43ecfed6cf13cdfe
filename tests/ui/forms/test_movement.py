"""The movement form: the reason decides what is asked for, and the ends say how full they are and would be."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from pytestqt.qtbot import QtBot

from tests.ui.forms.facility_readings import READINGS
from tracker import rules
from tracker.codes import MovementReason
from tracker.drafts import Movement
from ui.forms.movement import ASKED, MovementForm

NOW = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)  # 14:00 in Vilnius
ONE = datetime(2021, 8, 3, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():  # type: ignore[no-untyped-def]
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def form(qtbot: QtBot) -> MovementForm:
    made = MovementForm()
    qtbot.addWidget(made)
    made.situation = "situation"
    made.set_zone("Europe/Vilnius", 1440)
    made.show_facilities(READINGS)
    made.resize(400, 700)
    made.show()
    return made


def typed(form: MovementForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def words(form: MovementForm, name: str) -> str:
    return form.fields[name].words.text()


def shown(form: MovementForm) -> set[str]:
    return {name for name in ASKED if form.fields[name].isVisible()}


def saved(qtbot: QtBot, form: MovementForm) -> Movement:
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    draft = signal.args[0]
    assert isinstance(draft, Movement)
    return draft


ENDS: dict[MovementReason, tuple[str, ...]] = {
    MovementReason.ARRIVAL: ("to_facility",),
    MovementReason.TRANSFER: ("from_facility", "to_facility"),
    MovementReason.RELEASE: ("from_facility",),
    MovementReason.RETURN: ("from_facility",),
    MovementReason.HOSPITAL: ("from_facility",),
    MovementReason.BACK_FROM_HOSPITAL: ("to_facility",),
    MovementReason.BIRTH: ("to_facility",),
    MovementReason.DEATH: ("from_facility",),
    MovementReason.LEFT: ("from_facility",),
}


@pytest.mark.parametrize("reason", MovementReason)
def test_the_reason_decides_which_ends_are_asked_for_and_they_are_enough(
    qtbot: QtBot, form: MovementForm, reason: MovementReason
) -> None:
    typed(form, reason=reason, persons="3", left_at="13:00", arrived_at="13:40")
    for name, facility in (("from_facility", "Rukla"), ("to_facility", "Pabradė")):
        typed(form, **{name: facility if name in ENDS[reason] else ""})
    wanted = {
        name
        for name, needed in zip(("from_facility", "to_facility"), rules.ENDS[reason], strict=True)
        if needed is not False
    }
    assert shown(form) & {"from_facility", "to_facility"} == wanted
    draft = saved(qtbot, form)
    assert not list(rules.problems_of(draft, NOW))
    assert (draft.from_facility is not None) == ("from_facility" in ENDS[reason])
    assert (draft.to_facility is not None) == ("to_facility" in ENDS[reason])
    assert (draft.left_at is not None) == ("from_facility" in ENDS[reason])
    assert (draft.arrived_at is not None) == ("to_facility" in ENDS[reason])


def test_a_transfer_with_both_times(qtbot: QtBot, form: MovementForm) -> None:
    typed(
        form,
        reason="transfer",
        persons="23",
        from_facility="Rukla",
        to_facility="Pabradė",
        left_at="13:00",
        arrived_at="13:40",
        text="by bus",
    )
    assert saved(qtbot, form) == Movement(
        situation="situation",
        reason=MovementReason.TRANSFER,
        persons=23,
        from_facility="Rukla",
        to_facility="Pabradė",
        left_at=ONE,
        arrived_at=datetime(2021, 8, 3, 10, 40, tzinfo=UTC),
        text="by bus",
    )


def test_on_the_road_there_is_no_arrival(qtbot: QtBot, form: MovementForm) -> None:
    typed(form, reason="arrival", persons="23", to_facility="Pabradė", arrived_at="13:40", on_the_road="yes")
    assert shown(form) == {"to_facility", "on_the_road", "left_at"}
    assert form.fields["left_at"].label.text() == "Set out at"
    form.save()
    assert words(form, "left_at") == "This is needed."
    typed(form, left_at="13:00")
    draft = saved(qtbot, form)
    assert (draft.left_at, draft.arrived_at) == (ONE, None)


def test_to_a_hospital_that_is_one_of_ours_or_none(qtbot: QtBot, form: MovementForm) -> None:
    typed(form, reason="hospital", persons="1", from_facility="Rukla", left_at="13:00")
    assert shown(form) == {"from_facility", "to_facility", "left_at"}
    assert saved(qtbot, form).arrived_at is None
    typed(form, to_facility="Pabradė")
    assert shown(form) == {"from_facility", "to_facility", "on_the_road", "left_at", "arrived_at"}
    form.save()
    assert words(form, "arrived_at") == "This is needed."


def test_an_end_that_is_not_asked_for_is_left_out_and_not_forgotten(qtbot: QtBot, form: MovementForm) -> None:
    typed(
        form,
        reason="transfer",
        persons="3",
        from_facility="Rukla",
        to_facility="Pabradė",
        left_at="13:00",
        arrived_at="13:40",
    )
    typed(form, reason="arrival")
    assert saved(qtbot, form).from_facility is None
    typed(form, reason="transfer")
    assert form.draft().from_facility == "Rukla"


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"persons": ""}, "persons", "This is needed."),
        ({"persons": "0"}, "persons", "at least one"),
        ({"persons": "-3"}, "persons", "below zero"),
        ({"persons": "many"}, "persons", "“many” is not a number."),
        ({"from_facility": ""}, "from_facility", "name it"),
        ({"to_facility": ""}, "to_facility", "name it"),
        ({"to_facility": "Rukla"}, "to_facility", "cannot be moved to where they are"),
        ({"left_at": ""}, "left_at", "This is needed."),
        ({"arrived_at": ""}, "arrived_at", "This is needed."),
        ({"arrived_at": "12:00"}, "arrived_at", "cannot have arrived before they left"),
        ({"left_at": "3 Aug 2021"}, "left_at", "Say the hour as well"),
        ({"arrived_at": "3 Aug 2021 20:00"}, "arrived_at", "has not come yet"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: MovementForm, texts: dict[str, str], field: str, said: str
) -> None:
    typed(
        form,
        reason="transfer",
        persons="3",
        from_facility="Rukla",
        to_facility="Pabradė",
        left_at="13:00",
        arrived_at="13:40",
    )
    typed(form, **texts)
    before = form.keep()
    form.save()
    assert said in words(form, field)
    assert form.keep() == before


@pytest.mark.parametrize(
    ("target", "persons", "said", "state"),
    [
        ("Druskininkai", "23", "With these 23: ▲\N{NO-BREAK SPACE}over by 77", "over"),
        ("Pabradė", "4", "With these 4 and those on the road: ◆\N{NO-BREAK SPACE}full", "tight"),
        ("Pabradė", "23", "With these 23 and those on the road: ▲\N{NO-BREAK SPACE}over by 19", "over"),
        ("Rukla", "23", "With these 23: 31 free", "within"),
    ],
)
def test_the_target_says_how_full_it_would_be_before_saving(
    form: MovementForm, target: str, persons: str, said: str, state: str
) -> None:
    typed(form, reason="arrival", persons=persons, to_facility=target)
    assert words(form, "to_facility").splitlines()[1] == said
    assert form.fields["to_facility"].words.property("state") == state


def test_an_unknown_capacity_is_said_and_not_reckoned_with(form: MovementForm) -> None:
    typed(form, reason="arrival", persons="23", to_facility="Kybartai")
    assert words(form, "to_facility") == "○\N{NO-BREAK SPACE}unknown · 124 people · capacity unknown"


def test_the_source_says_who_stays(form: MovementForm) -> None:
    typed(form, reason="release", persons="6", from_facility="Rukla")
    assert words(form, "from_facility").splitlines()[1] == "Without these 6: 90 people"
    typed(form, persons="100")
    assert words(form, "from_facility").splitlines()[1] == "4 more than are there by the last count"


def test_a_correction_keeps_what_no_field_shows(qtbot: QtBot, form: MovementForm) -> None:
    standing = Movement(
        situation="other",
        reason=MovementReason.ARRIVAL,
        persons=23,
        to_facility="Pabradė",
        left_at=ONE,
        incident="incident",
        party="party",
        origin="file:3",
        illustrative=True,
    )
    form.correct("id", "rev", standing)
    assert form.draft() == standing
    assert form.fields["on_the_road"].value()
    assert "With these" not in words(form, "to_facility")
    typed(form, persons="22")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    standing.persons = 22
    assert signal.args == [standing, ("id", "rev")]


def test_keeping(qtbot: QtBot, form: MovementForm) -> None:
    assert form.keep() == {}
    typed(form, reason="transfer", persons="3", to_facility="Pabradė", on_the_road="yes", left_at="13:")
    kept = form.keep()
    other = MovementForm()
    qtbot.addWidget(other)
    other.restore(kept)
    other.show_facilities(READINGS)
    assert other.keep() == kept
    assert other.fields["to_facility"].value() == "Pabradė"
    assert other.fields["on_the_road"].value() is True


@pytest.mark.parametrize("name", ["<b>Rukla</b><img src=x>", "م" * 300, "🏠" * 50, "Rukla\nsecond line"])
def test_names_are_shown_as_they_are(qtbot: QtBot, form: MovementForm, name: str) -> None:
    from dataclasses import replace

    form.show_facilities([replace(READINGS[0], name=name)])
    typed(form, reason="arrival", to_facility="Druskininkai")
    editor: Any = form.fields["to_facility"].editor
    assert editor.currentText() == name
    assert form.width() == 400
