"""Spreadsheets as KoboToolbox exports them: repeats on sheets of their own."""

from datetime import UTC, datetime

import pytest
import xlsxwriter
from sqlalchemy import select

from tests.tracker.files.importing import Desk, counts
from tracker import drafts, records
from tracker.codes import AgeBand, Sex
from tracker.files.fields import Subject
from tracker.files.readers import read_table
from tracker.rows import table_of

MAIN = [
    ["start", "group/place", "_gps_latitude", "_gps_longitude", "_uuid", "_submission_time", "_index"],
    ["2021-07-31T02:10:00.000+03:00", "Druskininkai", 53.95, 24.05, "u-1", "2021-07-30T23:20:00", 1],
    ["2021-08-01T02:10:00.000+03:00", "Varėna", 54.2, 24.5, "u-2", "2021-08-01T00:00:00", 2],
    ["2021-08-02T02:10:00.000+03:00", "Rukla", None, None, "u-3", "2021-08-02T00:00:00", 3],
]
PEOPLE = [
    ["people/nationality", "people/sex", "people/age", "_index", "_parent_table_name", "_parent_index"],
    ["IRQ", "female", 34, 1, "arrivals", 1],
    ["IRQ", "female", 40, 2, "arrivals", 1],
    ["SYR", "m", 12, 3, "arrivals", 2],
]
INNER = [["name", "_index", "_parent_table_name", "_parent_index"], ["x", 1, "people", 1]]


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def book(desk, **sheets):
    path = desk.folder / "form.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_repeats_come_into_their_submissions_row(desk) -> None:
    table = read_table(book(desk, arrivals=MAIN, people=PEOPLE, inner=INNER, empty=[]))
    assert table.header == [*MAIN[0], "people", "people[]"]
    rows = [row.cells[-2:] for row in table.rows()]
    assert rows == [
        [2, "people/nationality: IRQ, people/sex: female, people/age: 34; "
            "people/nationality: IRQ, people/sex: female, people/age: 40"],
        [1, "people/nationality: SYR, people/sex: m, people/age: 12"],
        [None, None],
    ]  # fmt: skip
    assert [(note.code, note.values["sheets"]) for note in table.notes if note.code.startswith("repeats")] == [
        ("repeats_joined", ["people"]), ("repeats_not_joined", ["inner"]),
    ]  # fmt: skip


def test_an_export_becomes_incidents_and_a_second_one_adds_nothing(desk) -> None:
    path = book(desk, arrivals=MAIN[:3], people=PEOPLE)
    assert counts(desk.receive(Subject.INCIDENTS, path)) == (2, 2, 0, 0, 0, 0)
    assert counts(desk.receive(Subject.INCIDENTS, book(desk, arrivals=MAIN, people=PEOPLE))) == (
        3,
        1,
        0,
        2,
        0,
        0,
    )
    with desk.store() as store, store.read() as session:
        c = table_of("incident").c
        ids = session.connection().scalars(select(c.id).order_by(c.happened_at)).all()
        first, second, third = (records.get(session, drafts.Incident, record_id)[0] for record_id in ids)
    assert (first.persons, first.place, first.latitude, first.longitude) == (2, "Druskininkai", 53.95, 24.05)
    assert [(g.count, g.nationality, g.sex, g.age) for g in first.groups] == [
        (2, "IRQ", Sex.FEMALE, AgeBand.ADULT)
    ]
    assert [(g.count, g.age) for g in second.groups] == [(1, AgeBand.TEEN)]
    assert (third.groups, third.latitude) == ([], None)
    desk.check()


def test_repeats_in_files_beside_a_csv(desk) -> None:
    text = "SubmissionDate,start,meta-instanceID,KEY\n2021-08-01T00:00:00.000Z,2021-07-31T02:10+03:00,uuid:1,uuid:1\n"
    people = "IRQ,f,uuid:1,uuid:1/people[1]\nSYR,,uuid:1,uuid:1/people[2]\n"
    desk.table(f"nationality,sex,PARENT_KEY,KEY\n{people}", "t-people.csv")
    desk.table("name,PARENT_KEY,KEY\nx,uuid:1/people[1],uuid:1/people[1]/inner[1]\n", "t-inner.csv")
    desk.table("other,n\n1,2\n", "t-other.csv")
    path = desk.table(text)
    table = read_table(path)
    assert [row.cells[-2:] for row in table.rows()] == [[2, "nationality: IRQ, sex: f; nationality: SYR"]]
    assert [(n.code, n.values["sheets"]) for n in table.notes] == [
        ("repeats_joined", ["people"]), ("repeats_not_joined", ["inner"]),
    ]  # fmt: skip
    desk.receive(Subject.INCIDENTS, path)
    with desk.store() as store, store.read() as session:
        record_id = session.connection().scalar(select(table_of("incident").c.id))
        incident, _ = records.get(session, drafts.Incident, record_id)
    assert (incident.persons, [(g.count, g.nationality, g.sex) for g in incident.groups]) == (
        2, [(1, "IRQ", Sex.FEMALE), (1, "SYR", None)],
    )  # fmt: skip


def test_the_servers_clock_is_in_utc(desk) -> None:
    path = book(desk, arrivals=MAIN[:2])
    desk.receive(Subject.INCIDENTS, path, "when=start", "posted=_submission_time", sets=["persons=3"])
    with desk.store() as store, store.read() as session:
        record_id = session.connection().scalar(select(table_of("incident").c.id))
        incident, _ = records.get(session, drafts.Incident, record_id)
    assert incident.posted_at == datetime(2021, 7, 30, 23, 20, tzinfo=UTC)


def test_sheets_that_hang_on_each_other(desk) -> None:
    rows = [["start", "_uuid", "_index", "_parent_index"], ["2021-07-31", "u", 1, 1]]
    table = read_table(book(desk, a=rows, b=rows))
    assert [row.cells[-2:] for row in table.rows()] == [[1, "start: 2021-07-31"]]


def test_other_workbooks_are_left_as_they_are(desk) -> None:
    table = read_table(
        book(desk, a=[["day", "_index"], ["2021-07-31", 1]], b=[["n", "_parent_index"], [1, 1]])
    )
    assert table.header == ["day", "_index"]
