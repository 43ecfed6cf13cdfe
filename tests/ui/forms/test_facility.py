"""The facility form, new and as a correction."""

import pytest
from pytestqt.qtbot import QtBot

from tracker.codes import Regime
from tracker.drafts import Facility
from tracker.errors import Problem
from ui.forms.facility import FacilityForm


@pytest.fixture
def form(qtbot: QtBot) -> FacilityForm:
    made = FacilityForm()
    qtbot.addWidget(made)
    made.situation = "situation"
    made.show_sectors([("Varėna", "sector-1"), ("Lavoriškės", "sector-2")])
    made.show()
    return made


def typed(form: FacilityForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def test_a_name_is_enough_and_most_are_open(qtbot: QtBot, form: FacilityForm) -> None:
    assert form.keep() == {}
    typed(form, name="  Kybartai ")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args == [Facility(situation="situation", name="Kybartai", regime=Regime.OPEN), None, None]


def test_all_that_can_be_said(qtbot: QtBot, form: FacilityForm) -> None:
    typed(
        form,
        name="Pabradė",
        regime="closed",
        places="1,200",
        sector="sector-2",
        place="Vilniaus g. 100",
        latitude="54,98",
        longitude="25.77",
        text="Two buildings",
    )
    assert form.fields["places"].words.text() == "1,200 places"
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    draft, places, correcting = signal.args
    assert draft == Facility(
        situation="situation",
        name="Pabradė",
        regime=Regime.CLOSED,
        sector="sector-2",
        place="Vilniaus g. 100",
        latitude=54.98,
        longitude=25.77,
        text="Two buildings",
    )
    assert isinstance(draft.regime, Regime)
    assert (places, correcting) == (1200, None)


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"name": ""}, "name", "This is needed."),
        ({"name": "x" * 10_000}, "name", "This has 10,000 characters; there is room for 200."),
        ({"places": "-5"}, "places", "below zero"),
        ({"places": "lots"}, "places", "“lots” is not a number."),
        ({"latitude": "95", "longitude": "1"}, "latitude", "no place on earth"),
        ({"latitude": "54"}, "longitude", "needs both latitude and longitude"),
        ({"latitude": "north"}, "latitude", "“north” is not a number."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: FacilityForm, texts: dict[str, str], field: str, said: str
) -> None:
    typed(form, **({"name": "Kybartai"} | texts))
    form.save()
    assert said in form.fields[field].words.text()


def test_a_name_that_is_taken_comes_back_to_its_field(form: FacilityForm) -> None:
    typed(form, name="Rukla")
    form.show_problems([Problem("name_taken", "name", values={"name": "Rukla"})])
    assert "“Rukla” already" in form.fields["name"].words.text()


def test_a_correction_shows_no_places_since_these_change_by_dates(qtbot: QtBot, form: FacilityForm) -> None:
    standing = Facility(
        situation="other",
        name="Rukla",
        regime=Regime.MEDICAL,
        sector="sector-1",
        origin="file:9",
        illustrative=True,
    )
    form.correct("id", "rev", standing)
    assert form.fields["places"].isHidden()
    assert form.fields["sector"].value() == "sector-1"
    typed(form, name="Rukla 2")
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    standing.name = "Rukla 2"
    assert signal.args == [standing, None, ("id", "rev")]
    form.clear()
    assert not form.fields["places"].isHidden()
    assert form.title.text() == "New facility"
    assert form.draft() == Facility(situation="situation")
