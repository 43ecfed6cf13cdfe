"""Context events and changes of capacity out of tables."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.tracker.files.importing import Desk, counts, reasons
from tracker import drafts, records
from tracker.codes import ContextKind, DatePrecision, Regime
from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.occupancy import read_facilities
from tracker.rows import table_of
from tracker.situations import find_situations

EVENTS, CAPACITIES = Subject.CONTEXT_EVENTS, Subject.CAPACITY_CHANGES


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def events(desk):
    """The context events of the store, in the order in which they came."""
    with desk.store() as store, store.read() as session:
        c = table_of("context_event").c
        ids = session.connection().scalars(select(c.id).order_by(c.pk)).all()
        return [records.get(session, drafts.ContextEvent, record_id)[0] for record_id in ids]


def capacity(desk, at):
    with desk.store() as store, store.read() as session:
        (situation,) = find_situations(session)
        found = read_facilities(session, situation.pk, datetime.fromisoformat(at))
        return {r.name: (r.capacity, r.regime) for r in found}


TIMELINE = (
    "event;type;date;reason;condition;amount;source;note\n"
    "Visa-free decree;decree;late June 2021;COVID-19 vaccination;;;press;73 countries\n"
    "Money for a fence;wall;late June 2021;;;17.7 million USD;press;\n"
    "EU funds;funding;2 August 2021;;;;press;“Millions of euros”\n"
    "Threat;threat;late May 2021;;if new sanctions come;;;\n"
    "Disputed election;;2020;;;;;\n"
)


def test_a_timeline_with_its_rough_dates(desk) -> None:
    receipt = desk.receive(EVENTS, TIMELINE)
    assert counts(receipt) == (5, 5, 0, 0, 0, 0)
    assert receipt.records == {"context_event": 5}
    decree, fence, funds, threat, election = events(desk)
    assert (decree.kind, decree.first_day, decree.last_day) == (
        ContextKind.DECREE, date(2021, 6, 21), date(2021, 6, 30),
    )  # fmt: skip
    assert (decree.date_precision, decree.date_text) == (DatePrecision.ROUGH, "late June 2021")
    assert (decree.reason, decree.source, decree.text) == ("COVID-19 vaccination", "press", "73 countries")
    assert (fence.kind, fence.amount, fence.currency) == (ContextKind.FENCE, 17_700_000, "USD")
    assert (funds.first_day, funds.last_day, funds.date_precision, funds.amount) == (
        date(2021, 8, 2), date(2021, 8, 2), DatePrecision.DAY, None,
    )  # fmt: skip
    assert threat.condition == "if new sanctions come"
    assert (election.kind, election.date_text) == (ContextKind.OTHER, "2020")
    desk.check()


def test_a_timeline_a_second_time_adds_nothing(desk) -> None:
    desk.receive(EVENTS, TIMELINE)
    assert counts(desk.receive(EVENTS, TIMELINE)) == (5, 0, 0, 5, 0, 0)
    desk.undo()
    assert counts(desk.receive(EVENTS, TIMELINE)) == (5, 5, 0, 0, 0, 0)
    desk.check()


def test_first_and_last_day_apart_with_words_of_their_own(desk) -> None:
    desk.receive(
        EVENTS,
        "title,first_day,last_day,precision,as_said,amount,currency\n"
        "Cabinet meeting,2021-07-01,2021-07-31,rough,last month (July),,\n"
        "Conference,2021-07-05,2021-07-06,,,3,EUR\n"
        "Decree,2021-07-05,,,,,\n",
        "title=title", "from=first_day", "to=last_day", "precision=precision", "as_said=as_said", "amount=amount",
        "currency=currency",
    )  # fmt: skip
    cabinet, conference, decree = events(desk)
    assert (cabinet.date_precision, cabinet.date_text) == (DatePrecision.ROUGH, "last month (July)")
    assert (conference.first_day, conference.last_day, conference.date_precision) == (
        date(2021, 7, 5), date(2021, 7, 6), DatePrecision.DAY,
    )  # fmt: skip
    assert (conference.amount, conference.currency, decree.last_day) == (3, "EUR", date(2021, 7, 5))


def test_events_that_say_too_little(desk) -> None:
    receipt = desk.receive(
        EVENTS,
        "title,date,kind,amount\n,2021-07-01,,\nA,,,\nB,last month,,\nC,2021-07-01,party,\nD,2021-07-01,,lots\n"
        "E,2021-07-01,,-5\n",
    )  # fmt: skip
    assert reasons(receipt) == [
        (2, "required", "title"), (3, "required", "day"), (4, "not_a_date", "day"), (5, "choice_unknown", "kind"),
        (6, "not_a_number", "amount"), (7, "negative", "amount"),
    ]  # fmt: skip
    with pytest.raises(WrongUse) as wrong:
        desk.receive(EVENTS, "title,amount\nA,5\n")
    assert wrong.value.code == "fields_missing"


@pytest.mark.parametrize(
    "said", ["kind=party", "precision=exactly so", "day=some day", "from=x", "amount=lots"]
)
def test_values_for_all_rows_that_no_event_can_have(desk, said) -> None:
    with pytest.raises(WrongUse) as wrong:
        desk.receive(EVENTS, "title,date\nA,2021-07-01\n", sets=[said])
    assert wrong.value.code == "set_unreadable"


def test_a_reason_of_an_event_is_free_words(desk) -> None:
    desk.receive(EVENTS, "title,date\nA,2021-07-01\n", sets=["reason=COVID-19 vaccination"])
    assert events(desk)[0].reason == "COVID-19 vaccination"


CHANGES = (
    "facility;from;capacity;out_of_use;unknown;regime\n"
    "Pabradė;2021-07-01;500;20;;closed\n"
    "Pabradė;2021-07-15;700;;;\n"
    "Pabradė;2021-08-01;;;yes;\n"
    "Rukla;2021-07-01 12:00;450;;;\n"
    "Kybartai;2021-07-01;;;;\n"
)


def test_changes_of_capacity_one_after_the_other(desk) -> None:
    receipt = desk.receive(CAPACITIES, CHANGES)
    assert counts(receipt) == (5, 4, 0, 0, 1, 0)
    assert receipt.records == {"facility": 2, "capacity_change": 4}
    assert receipt.created == {"facility": ["Pabradė", "Rukla"]}
    assert [p.code for p in receipt.set_aside] == ["not_collected"]
    assert capacity(desk, "2021-07-02T00:00Z") == {
        "Pabradė": (480, Regime.CLOSED),
        "Rukla": (450, Regime.OPEN),
    }
    assert capacity(desk, "2021-07-16T00:00Z")["Pabradė"] == (700, Regime.CLOSED)
    assert capacity(desk, "2021-08-02T00:00Z")["Pabradė"] == (None, Regime.CLOSED)
    assert counts(desk.receive(CAPACITIES, CHANGES)) == (5, 0, 0, 4, 1, 0)
    desk.check()


def test_a_change_that_came_with_the_facilities_is_known_again(desk) -> None:
    desk.receive(Subject.FACILITIES, "name,nominal,from\nRukla,450,2021-07-01\n")
    assert counts(desk.receive(CAPACITIES, "facility,from,nominal\nRukla,2021-07-01,450\n")) == (
        1,
        0,
        0,
        1,
        0,
        0,
    )


def test_changes_that_cannot_be(desk) -> None:
    receipt = desk.receive(
        CAPACITIES,
        "facility,from,nominal,out_of_use,unknown\nA,,5,,\n,2021-07-01,5,,\nA,2021-07-01,5,6,\nA,2021-07-01,5,,yes\n"
        "A,2021-07-01,-5,,\nA,2021-07-01,5,,perhaps\n",
    )  # fmt: skip
    assert reasons(receipt) == [
        (2, "required", "from"), (3, "required", "facility"), (4, "more_out_of_use", "out_of_use"),
        (5, "capacity_said_and_unknown", "unknown"), (6, "negative", "nominal"), (7, "flag_unreadable", "unknown"),
    ]  # fmt: skip
    assert not desk.path.exists()  # of refused rows no facility was made, and no store
