"""A situation with its sectors: opened, amended, half typed."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from tracker.drafts import Sector, Situation
from tracker.errors import Problem
from ui.forms.situation import SituationForm


@pytest.fixture
def form(qtbot: QtBot) -> SituationForm:
    made = SituationForm()
    qtbot.addWidget(made)
    made.resize(460, 700)
    made.show()
    return made


def typed(form: SituationForm, **texts: str) -> None:
    for name, text in texts.items():
        form.fields[name].input().set_text(text)


def sector(form: SituationForm, row: int, name: str, km: str = "", source: str = "") -> None:
    for column, text in zip(("name", "length_km", "length_source"), (name, km, source), strict=True):
        form.sectors.lines[row].edits[column].setText(text)


def saved(qtbot: QtBot, form: SituationForm) -> list[object]:
    with qtbot.waitSignal(form.save_requested) as signal:
        form.save()
    assert signal.args is not None
    return list(signal.args)


def words(form: SituationForm, name: str) -> str:
    return form.fields[name].words.text()


def test_a_new_situation(qtbot: QtBot, form: SituationForm) -> None:
    assert form.keep() == {}
    typed(
        form,
        name="Lithuania – Belarus 2021",
        time_zone="Europe/Vilnius",
        cutoff="8",
        tight_at="85",
        first_day="1 Jan 2020",
        border_km="220 mi",
        border_source="Press report of 3 August",
    )
    sector(form, 0, "Druskininkai", "98,5", "Border guard")
    sector(form, 1, "Lavoriškės")
    assert saved(qtbot, form) == [
        Situation(
            name="Lithuania – Belarus 2021",
            time_zone="Europe/Vilnius",
            cutoff=480,
            tight_at=85,
            first_day=date(2020, 1, 1),
            border_km=354.1,
            border_source="Press report of 3 August",
        ),
        [
            (None, Sector(name="Druskininkai", length_km=98.5, length_source="Border guard")),
            (None, Sector(name="Lavoriškės")),
        ],
        None,
    ]


def test_a_name_alone_takes_what_is_usual(qtbot: QtBot, form: SituationForm) -> None:
    typed(form, name="Poland", cutoff="", tight_at="")
    assert saved(qtbot, form) == [Situation(name="Poland"), [], None]


@pytest.mark.parametrize(
    ("texts", "field", "said"),
    [
        ({"name": ""}, "name", "This is needed."),
        ({"time_zone": "Atlantis"}, "time_zone", "“Atlantis” is not a time zone."),
        ({"cutoff": "25:00"}, "cutoff", "The day ends at a time like 24:00 or 08:00"),
        ({"cutoff": "noon"}, "cutoff", "The day ends at a time like 24:00 or 08:00"),
        ({"tight_at": "0"}, "tight_at", "from 1 to 100"),
        ({"tight_at": "101"}, "tight_at", "from 1 to 100"),
        ({"border_km": "-4"}, "border_km", "more than zero"),
        ({"border_km": "far"}, "border_km", "“far” is not a number."),
        ({"border_km": "far mi"}, "border_km", "“far mi” is not a number."),
        ({"first_day": "some day"}, "first_day", "“some day” is not a date"),
        ({"first_day": "2 Jan 2021", "last_day": "1 Jan 2021"}, "last_day", "before the first"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    form: SituationForm, texts: dict[str, str], field: str, said: str
) -> None:
    typed(form, **({"name": "Poland"} | texts))
    form.save()
    assert said in words(form, field)


def test_what_is_wrong_with_a_sector_marks_its_cell(form: SituationForm) -> None:
    typed(form, name="Poland")
    sector(form, 0, "Kuźnica", "60")
    sector(form, 1, "", "12")
    sector(form, 2, "kuźnica", "-2")
    form.save()
    states = [
        {column for column, edit in row.edits.items() if edit.property("state") == "error"}
        for row in form.sectors.lines
    ]
    assert states[0] == set()
    assert states[1] == {"name"}
    assert states[2] & {"name", "length_km"}
    assert "This is needed." in words(form, "sectors")
    form.show_problems([Problem("name_taken", "sectors[0].name", values={"name": "Kuźnica"})])
    assert form.sectors.lines[0].edits["name"].property("state") == "error"
    sector(form, 0, "Kuźnica 2", "60")
    assert form.sectors.lines[0].edits["name"].property("state") == ""


def test_a_row_waits_for_the_next_sector(form: SituationForm) -> None:
    assert len(form.sectors.lines) == 1
    sector(form, 0, "A")
    sector(form, 1, "B")
    assert len(form.sectors.lines) == 3


def test_lengths_are_summed_beside_the_border(form: SituationForm) -> None:
    typed(form, border_km="354")
    sector(form, 0, "A", "100.5")
    sector(form, 1, "B", "98")
    assert (
        words(form, "sectors")
        == "The sectors' own lengths come to 198.5 km; the border's is given as 354 km."
    )


# --- A situation that is there ---


def standing() -> tuple[Situation, list[tuple[str, Sector]]]:
    situation = Situation(
        name="Lithuania",
        time_zone="Europe/Vilnius",
        cutoff=480,
        tight_at=80,
        first_day=date(2020, 1, 1),
        last_day=date(2021, 12, 31),
        border_km=354.0,
        border_source="report",
        text="as told",
        illustrative=True,
    )
    sectors = [
        ("s1", Sector(situation="sit", name="Druskininkai", length_km=98.5, latitude=54.0, longitude=24.0)),
        ("s2", Sector(situation="sit", name="Lavoriškės")),
    ]
    return situation, sectors


def test_amending_says_what_stood_and_what_is_new(qtbot: QtBot, form: SituationForm) -> None:
    situation, sectors = standing()
    form.correct_situation("sit", "rev", situation, sectors)
    assert form.keep() == {}
    assert form.draft() == situation
    assert form.sectors.value() == sectors
    form.sectors.lines[1].edits["name"].setText("Lavoriškės ir Švenčionys")
    sector(form, 2, "Adutiškis", "12")
    draft, found, correcting = saved(qtbot, form)
    assert draft == situation
    assert found == [
        sectors[0],
        ("s2", Sector(situation="sit", name="Lavoriškės ir Švenčionys")),
        (None, Sector(name="Adutiškis", length_km=12.0)),
    ]
    assert correcting == ("sit", "rev")


def test_a_half_typed_amendment_survives_with_what_no_row_shows(qtbot: QtBot, form: SituationForm) -> None:
    situation, sectors = standing()
    form.correct_situation("sit", "rev", situation, sectors)
    form.sectors.lines[0].edits["length_km"].setText("9x")
    typed(form, tight_at="7")
    kept = form.keep()
    other = SituationForm()
    qtbot.addWidget(other)
    other.restore(kept)
    assert other.correcting == ("sit", "rev")
    assert other.draft().tight_at == 7
    id_, again = other.sectors.value()[0]
    assert (id_, again.length_km, again.latitude) == ("s1", "9x", 54.0)
    assert other.keep() == kept


def test_a_half_typed_one_is_not_written_over(form: SituationForm) -> None:
    typed(form, name="Pola")
    situation, sectors = standing()
    form.correct_situation("sit", "rev", situation, sectors)
    assert form.correcting is None
    assert form.draft().name == "Pola"
    assert "half typed" in form.note.text()
