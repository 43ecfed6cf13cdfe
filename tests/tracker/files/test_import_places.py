"""Facilities, headcounts and movements out of tables."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tracker.files.importing import Desk, counts, reasons
from tracker.codes import Level, Regime, Sex, Trust
from tracker.errors import WrongUse
from tracker.facilities import find_facilities
from tracker.files.fields import Subject
from tracker.files.layout import Layout, Wide
from tracker.occupancy import read_facilities
from tracker.situations import find_situations

FACILITIES, HEADCOUNTS, MOVEMENTS = Subject.FACILITIES, Subject.HEADCOUNTS, Subject.MOVEMENTS


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def readings(desk, at="2021-08-04T00:00+03:00"):
    with desk.store() as store, store.read() as session:
        (situation,) = find_situations(session)
        return {r.name: r for r in read_facilities(session, situation.pk, datetime.fromisoformat(at))}


def test_facilities_with_the_places_they_have_from_a_day_on(desk) -> None:
    receipt = desk.receive(
        FACILITIES,
        "name;regime;capacity;out_of_use;place\nPabradė;closed;500;20;Pabradė\nRukla;;450;;\nKybartai;;;;\n",
        sets=["from=2021-07-01"],
    )  # fmt: skip
    assert counts(receipt) == (3, 3, 0, 0, 0, 0)
    assert receipt.records == {"facility": 3, "capacity_change": 2}
    assert [(p.code, p.values) for p in receipt.assumed if p.code == "regime_assumed"] == [
        ("regime_assumed", {"count": 2})
    ]
    found = readings(desk)
    assert [(r.regime, r.capacity) for r in found.values()] == [
        (Regime.CLOSED, 480), (Regime.OPEN, 450), (Regime.OPEN, None),
    ]  # fmt: skip
    assert readings(desk, "2021-06-30T12:00Z")["Rukla"].capacity is None
    desk.check()


def test_a_facility_that_is_here_is_used_and_never_changed(desk) -> None:
    desk.receive(FACILITIES, "name,regime\nPabradė,closed\n")
    again = desk.receive(
        FACILITIES,
        "name,regime,nominal,from\npabrade,closed,,\nPABRADĖ,,500,2021-07-01\nPabradė,open,,\nRukla,open,,\n",
    )
    assert counts(again) == (4, 2, 0, 1, 0, 1)
    assert reasons(again) == [(4, "facility_differs", "regime")]
    assert again.records == {"capacity_change": 1, "facility": 1}
    assert readings(desk)["Pabradė"].capacity == 500
    desk.check()


def test_a_facility_of_a_refused_row_is_not_taken_to_be_here(desk) -> None:
    receipt = desk.receive(FACILITIES, "name,latitude,longitude\nRukla,99,23\nRukla,55,24\n")
    assert (counts(receipt), reasons(receipt)) == ((2, 1, 0, 0, 0, 1), [(2, "not_on_earth", "latitude")])
    assert list(readings(desk)) == ["Rukla"]
    desk.check()


def test_without_a_day_places_hold_from_now_on(desk) -> None:
    receipt = desk.receive(FACILITIES, "name,capacity\nRukla,450\n")
    assert "capacity_from_now" in [p.code for p in receipt.assumed]
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert (readings(desk)["Rukla"].capacity, readings(desk, soon)["Rukla"].capacity) == (None, 450)
    assert counts(desk.receive(FACILITIES, "name,capacity\nRukla,450\n")) == (1, 0, 0, 1, 0, 0)


def test_one_facility_a_kind_of_place_and_no_number_is_no_zero(desk) -> None:
    receipt = desk.receive(
        HEADCOUNTS,
        "Regione,Data_Report,hot,centri\nSicilia,2021-07-15,0,4000\nSicilia,2021-07-31,,4100\nMolise,2021-07-31,,\n",
        "facility=Regione", "day=Data_Report", "headcount@kind=hotspot@regime=closed=hot",
        "headcount@kind=centre=centri",
    )  # fmt: skip
    assert counts(receipt) == (3, 2, 0, 0, 1, 0)
    assert receipt.set_aside[0].code == "not_collected"
    assert receipt.created == {"facility": ["Sicilia, hotspot", "Sicilia, centre"]}
    assert receipt.records == {"facility": 2, "headcount": 3}
    hot, centre = readings(desk)["Sicilia, hotspot"], readings(desk)["Sicilia, centre"]
    assert (hot.occupancy, hot.regime, hot.as_of.date().isoformat()) == (0, Regime.CLOSED, "2021-07-15")
    assert (centre.occupancy, centre.regime, centre.level) == (4100, Regime.OPEN, Level.UNKNOWN)
    desk.check()


def test_a_row_with_one_bad_number_is_refused_as_a_whole(desk) -> None:
    receipt = desk.receive(
        HEADCOUNTS, "name,day,a,b\nX,2021-07-15,5,oops\nX,2021-07-16,6,7\n",
        "facility=name", "day=day", "headcount@kind=a=a", "headcount@kind=b=b",
    )  # fmt: skip
    assert reasons(receipt) == [(2, "not_a_number", "headcount@kind=b")]
    assert receipt.records["headcount"] == 2


def test_a_count_of_a_day_is_of_its_end_and_one_of_today_is_of_now(desk) -> None:
    now = datetime.now(UTC)
    desk.receive(HEADCOUNTS, "facility,day,persons\nA,2021-07-15,5\n")
    assert readings(desk)["A"].as_of == datetime.fromisoformat("2021-07-15T23:59+03:00")
    desk.receive(HEADCOUNTS, f"facility,day,persons\nA,{now:%Y-%m-%d},6\n", time_zone=None)
    found = readings(desk, (now + timedelta(minutes=5)).isoformat())["A"]
    assert (found.occupancy, found.trust) == (6, Trust.FRESH)


def test_a_count_with_its_time_split_and_needs(desk) -> None:
    receipt = desk.receive(
        HEADCOUNTS,
        "facility,at,persons,women,pregnant,arabic\nRukla,2021-08-03 07:00,100,40,3,12\nRukla,2021-08-03 19:00,5,9,,\n",
        "facility=facility", "at=at", "headcount=persons", "group@sex=female=women", "need@need=pregnant=pregnant",
        "need@language=ar=arabic",
    )  # fmt: skip
    assert reasons(receipt) == [(3, "composition_exceeds", "groups")]
    reading = readings(desk)["Rukla"]
    assert (reading.occupancy, reading.as_of) == (100, datetime.fromisoformat("2021-08-03T07:00+03:00"))
    with desk.store() as store, store.read() as session:
        from sqlalchemy import text

        connection = session.connection()
        assert connection.execute(text("SELECT count, sex FROM headcount_group")).all() == [(40, Sex.FEMALE)]
        needs = connection.execute(text("SELECT count, need, language FROM need_count")).all()
    assert needs == [(3, "pregnant", None), (12, None, "ar")]


def test_headcounts_of_one_facility_under_two_spellings_are_of_one(desk) -> None:
    receipt = desk.receive(HEADCOUNTS, "facility,day,persons\nPabradė,2021-07-15,5\npabrade,2021-07-16,6\n")
    assert receipt.created == {"facility": ["Pabradė"]}
    assert readings(desk)["Pabradė"].occupancy == 6


def test_movements_between_facilities_that_are_here(desk) -> None:
    desk.receive(HEADCOUNTS, "facility,day,persons\nPabradė,2021-07-31,100\nRukla,2021-07-31,50\n")
    table = (
        "from,to,persons,left,arrived,reason\n"
        ",Pabradė,10,,2021-08-01 10:00,\n"
        "Pabradė,Rukla,4,2021-08-02 10:00,2021-08-02 12:00,\n"
        "Pabradė,Rukla,3,2021-08-03 10:00,,transfer\n"  # on the road
        "Rukla,,2,2021-08-03 11:00,,left on their own\n"
        "Pabradė,,1,2021-08-03 11:00,,\n"
        "Pabradė,Nowhere,1,2021-08-03 11:00,,\n"
        "Pabradė,Pabradė,1,2021-08-03 11:00,,\n"
        "Pabradė,Rukla,,2021-08-03 11:00,,\n"
    )
    receipt = desk.receive(MOVEMENTS, table)
    assert reasons(receipt) == [
        (6, "required", "reason"), (7, "facility_unknown", "to"), (8, "same_place", "to_facility"),
        (9, "required", "persons"),
    ]  # fmt: skip
    found = readings(desk)
    assert (found["Pabradė"].occupancy, found["Rukla"].occupancy, found["Rukla"].expected) == (103, 52, 3)
    assert counts(desk.receive(MOVEMENTS, table)) == (8, 0, 0, 4, 0, 4)
    desk.check()


def test_two_movements_that_are_alike_are_two(desk) -> None:
    desk.receive(HEADCOUNTS, "facility,day,persons\nRukla,2021-07-31,50\n")
    desk.receive(MOVEMENTS, "to,persons,day\nRukla,5,2021-08-01\nRukla,5,2021-08-01\n")
    assert readings(desk)["Rukla"].occupancy == 60


def test_a_column_of_a_regime_that_there_is_not(desk) -> None:
    with pytest.raises(WrongUse):
        desk.receive(
            HEADCOUNTS, "facility,day,a\nX,2021-07-15,5\n",
            "facility=facility", "day=day", "headcount@regime=lax=a",
        )  # fmt: skip
    assert not desk.path.exists()


def test_facilities_that_rows_need_come_with_the_same_undo(desk) -> None:
    desk.receive(HEADCOUNTS, "facility,day,persons\nRukla,2021-07-31,50\n")
    desk.undo()
    with desk.store() as store, store.read() as session:
        assert find_facilities(session, find_situations(session)[0].pk) == []
    again = desk.receive(HEADCOUNTS, "facility,day,persons\nRukla,2021-07-31,50\n")
    assert again.created == {"facility": ["Rukla"]}
    desk.check()


def test_headcounts_with_a_day_a_column(desk) -> None:
    text = "Centre;2021-08-03;2021-08-04;5 sierpnia 2021\nKybartai;120;118;0\nRukla;415;..;400\n"
    receipt = desk.receive(Subject.HEADCOUNTS, text)
    assert counts(receipt) == (6, 5, 0, 0, 1, 0)


def test_headcounts_with_a_facility_a_column(desk) -> None:
    wide = Layout((1,), wide=Wide(("Kybartai", "Rukla"), "facility"))
    receipt = desk.receive(
        Subject.HEADCOUNTS, "Day;Kybartai;Rukla\n2021-08-03;120;..\n2021-08-04;0;400\n", layout=wide
    )
    assert counts(receipt) == (4, 3, 0, 0, 1, 0)
    assert receipt.records["facility"] == 2
