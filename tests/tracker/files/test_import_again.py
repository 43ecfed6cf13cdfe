"""The same rows once more: after an undo, a void, in another format, by two programs at once."""

from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tracker.files.importing import AUTHOR, Desk, counts
from tracker import bulk, drafts, figures, incidents, log, records, situations
from tracker.errors import Conflict
from tracker.files import intake
from tracker.files.fields import Subject
from tracker.files.intake import import_table
from tracker.files.request import Request
from tracker.published import find_totals
from tracker.situations import find_situations

TOTALS, INCIDENTS = Subject.PUBLISHED_TOTALS, Subject.INCIDENTS
ROWS = (
    "day,value,source\n2021-07-01,5,Sienos apsauga\n2021-07-02,6,Sienos apsauga\n2021-07-03,7,Pasieniečiai\n"
)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def position(desk) -> int:
    with desk.store() as store, store.read() as session:
        return log.find_head(session).position


def test_the_same_file_twice_changes_nothing(desk) -> None:
    first = desk.receive(TOTALS, ROWS)
    assert first.action is not None
    before = position(desk)
    again = desk.receive(TOTALS, ROWS)
    assert counts(again) == (3, 0, 0, 3, 0, 0)
    assert (again.action, again.records.total(), position(desk)) == (None, 0, before)


def test_an_import_is_one_action_and_can_be_undone_and_done_again(desk) -> None:
    desk.receive(TOTALS, ROWS)
    desk.undo()
    with desk.store() as store, store.read() as session:
        (situation,) = find_situations(session)
        assert find_totals(session, situation.pk) == []
    again = desk.receive(TOTALS, ROWS)
    assert counts(again) == (3, 3, 0, 0, 0, 0)
    assert counts(desk.receive(TOTALS, ROWS)) == (3, 0, 0, 3, 0, 0)
    desk.check()


def test_a_record_that_was_voided_does_not_count_as_here(desk) -> None:
    desk.receive(TOTALS, ROWS)
    with desk.store() as store:
        with store.read() as session:
            line = find_totals(session, find_situations(session)[0].pk)[1]
        store.write(records.void, "published_total", line.id, "a slip")
    assert counts(desk.receive(TOTALS, ROWS)) == (3, 1, 0, 2, 0, 0)


def test_rows_are_known_in_another_order_encoding_delimiter_and_format(desk) -> None:
    desk.receive(TOTALS, ROWS)
    header, *rows = ROWS.splitlines()
    turned = desk.folder / "turned.csv"
    turned.write_bytes("\r\n".join([header, *rows[::-1]]).replace(",", ";").encode("utf-16"))
    assert counts(desk.receive(TOTALS, turned)) == (3, 0, 0, 3, 0, 0)

    sheet = desk.folder / "t.xlsx"
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet("Figures")
        page.write_row(0, 0, ["Source", "Date", "Value"])
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for i, row in enumerate(rows, 1):
            day, value, source = row.split(",")
            page.write_string(i, 0, source)
            page.write_datetime(i, 1, datetime.fromisoformat(day), as_day)
            page.write_number(i, 2, int(value))
    assert counts(desk.receive(TOTALS, sheet)) == (3, 0, 0, 3, 0, 0)


def test_the_same_figures_in_another_situation_are_others(desk) -> None:
    desk.receive(TOTALS, ROWS)
    other = desk.receive(TOTALS, ROWS, situation="Another border", open_situation=True)
    assert counts(other) == (3, 3, 0, 0, 0, 0)
    assert other.created == {"situation": ["Another border"]}
    assert counts(desk.receive(TOTALS, ROWS, situation="another BORDER")) == (3, 0, 0, 3, 0, 0)
    desk.check()


def test_incidents_that_are_alike_are_as_many_as_are_listed(desk) -> None:
    two = "day,sector,persons\n2021-07-01,Druskininkai,5\n2021-07-01,Druskininkai,5\n"
    assert counts(desk.receive(INCIDENTS, two)) == (2, 2, 0, 0, 0, 0)
    assert counts(desk.receive(INCIDENTS, two)) == (2, 0, 0, 2, 0, 0)
    three = two + "2021-07-01,Druskininkai,5\n"
    assert counts(desk.receive(INCIDENTS, three)) == (3, 1, 0, 2, 0, 0)
    desk.check()


def test_a_figure_that_a_file_says_twice_is_unchanged_and_its_row_is_named(desk) -> None:
    table = "day,value\n2021-07-01,5\n2021-07-02,6\n2021-07-01,5\n2021-07-01,5\n"
    first = desk.receive(TOTALS, table)
    assert counts(first) == (4, 2, 0, 2, 0, 0)
    assert first.repeated == [(4, 2), (5, 2)]
    said = first.lines()
    assert "  unchanged            2   said before in this file" in said
    assert said[
        said.index("Unchanged, since they say nothing that an earlier row of the file does not:") + 1
    ] == ("  row 4 as row 2, row 5 as row 2")
    again = desk.receive(TOTALS, table + "2021-07-03,7\n")
    assert (counts(again), again.repeated) == ((5, 1, 0, 4, 0, 0), [(4, 2), (5, 2)])
    assert "  unchanged            4   here already; 2 of them said before in this file" in again.lines()
    assert again.as_json()["repeated_rows"] == [{"row": 4, "repeats": 2}, {"row": 5, "repeats": 2}]


def test_a_place_that_a_file_says_twice_is_unchanged_and_its_row_is_named(desk) -> None:
    found = desk.receive(
        Subject.FACILITIES,
        "name,nominal,from\nRukla,50,2021-07-01\nrukla,50,2021-07-01\nRukla,60,2021-08-01\n",
    )
    assert (counts(found), found.repeated) == ((3, 2, 0, 1, 0, 0), [(3, 2)])
    counted = desk.receive(
        Subject.HEADCOUNTS,
        "facility,day,persons\nRukla,2021-07-02,5\nRukla,2021-07-02,5\nRukla,2021-07-02,6\n",
    )
    assert (counts(counted), counted.repeated) == ((3, 2, 0, 1, 0, 0), [(3, 2)])


def test_a_row_that_repeats_a_refused_one_is_refused_too(desk) -> None:
    found = desk.receive(TOTALS, "day,value\n2021-02-30,5\n2021-02-30,5\n2021-07-01,5\n")
    assert (counts(found), found.repeated) == ((3, 1, 0, 0, 0, 2), [])


@pytest.mark.parametrize(
    ("subject", "table"),
    [
        (INCIDENTS, "day,persons\n2021-07-01,5\n2021-07-02,6\n2021-07-01,5\n2021-07-01,5\n"),
        (
            Subject.MOVEMENTS,
            "to,day,persons\nRukla,2021-07-01,5\nRukla,2021-07-02,6\nRukla,2021-07-01,5\nRukla,2021-07-01,5\n",
        ),
    ],
)
def test_what_happens_twice_alike_comes_in_twice_and_is_named(desk, subject, table) -> None:
    """Two groups of five on one day are common; a row that is written down twice is too. Only a person can tell."""
    desk.receive(Subject.FACILITIES, "name,nominal\nRukla,50\n")
    first = desk.receive(subject, table)
    assert (counts(first), first.repeated, first.alike) == ((4, 4, 0, 0, 0, 0), [], [(4, 2), (5, 2)])
    said = first.lines()
    assert said[
        said.index("Added, though an earlier row of the file says just the same; void what was listed twice:")
        + 1
    ] == ("  row 4 as row 2, row 5 as row 2")
    assert first.as_json()["alike_rows"] == [{"row": 4, "like": 2}, {"row": 5, "like": 2}]
    again = desk.receive(subject, table)
    assert (counts(again), again.repeated, again.alike) == ((4, 0, 0, 4, 0, 0), [], [])


def test_of_many_repeated_rows_the_first_are_named(desk) -> None:
    found = desk.receive(TOTALS, "day,value\n" + "2021-07-01,5\n" * 40)
    (line,) = [line for line in found.lines() if "row 3 as row 2" in line]
    assert line.endswith("row 9 as row 2 and 32 more")
    assert len(found.as_json()["repeated_rows"]) == 39


def test_incidents_like_ones_that_were_here_are_named(desk) -> None:
    desk.receive(INCIDENTS, "day,sector,persons\n2021-07-01,Druskininkai,5\n2021-07-02,Druskininkai,6\n")
    more = desk.receive(
        INCIDENTS,
        "day,sector,persons,place\n2021-07-01,Druskininkai,5,by the river\n2021-07-03,Druskininkai,6,\n",
    )
    assert counts(more) == (2, 2, 0, 0, 0, 0)
    assert [(p.code, p.values) for p in more.assumed] == [("like_others", {"rows": [2]})]


def test_a_trial_writes_nothing(desk) -> None:
    trial = desk.receive(TOTALS, ROWS, dry_run=True)
    assert counts(trial) == (3, 3, 0, 0, 0, 0)
    assert not desk.path.exists()
    desk.receive(TOTALS, ROWS)
    before = position(desk)
    trial = desk.receive(TOTALS, ROWS + "2021-07-04,8,x\n2021-07-05,eight,x\n", dry_run=True)
    assert counts(trial) == (5, 1, 0, 3, 0, 1)
    assert position(desk) == before
    assert [path.name for path in desk.folder.glob("*staged*")] == []


def test_where_nothing_comes_in_no_store_is_left(desk) -> None:
    receipt = desk.receive(TOTALS, "day,value\n2021-02-30,5\n2021-07-01,\n")
    assert counts(receipt) == (2, 0, 0, 0, 1, 1)
    assert [path.name for path in desk.folder.iterdir()] == ["t.csv"]
    assert "no store was made" in "\n".join(receipt.lines())


def test_rows_that_another_program_brought_in_meanwhile_are_unchanged(desk, monkeypatch) -> None:
    desk.receive(TOTALS, "day,value\n2021-06-30,1\n")
    table = desk.table(ROWS, "meanwhile.csv")
    write = bulk.write_staged
    others = [lambda: import_table(desk.path, Request(table, TOTALS), AUTHOR)]

    def write_after_another(store, staged):
        if others:
            monkeypatch.setattr(intake.bulk, "write_staged", write)
            others.pop()()
            monkeypatch.setattr(intake.bulk, "write_staged", write_after_another)
        return write(store, staged)

    monkeypatch.setattr(intake.bulk, "write_staged", write_after_another)
    assert counts(desk.receive(TOTALS, table)) == (3, 0, 0, 3, 0, 0)
    desk.check()


def before_each_write(monkeypatch, act, times) -> list[int]:
    """Have somebody else act in the store before the first writes of an import; returns the writes left to do so."""
    write, left = bulk.write_staged, list(range(times))

    def write_after(store, staged):
        if left:
            left.pop()
            act(store)
        return write(store, staged)

    monkeypatch.setattr(intake.bulk, "write_staged", write_after)
    return left


def cut_off_at(minute):
    def act(store):
        with store.read() as session:
            line = find_situations(session)[0]
            draft, revision = records.get(session, drafts.Situation, line.id)
        draft.cutoff = minute
        store.write(records.amend, line.id, draft, revision)

    return act


def test_a_situation_that_changed_meanwhile_is_read_anew(desk, monkeypatch) -> None:
    desk.receive(INCIDENTS, "day,persons\n2021-06-30,1\n")
    before = position(desk)
    before_each_write(monkeypatch, cut_off_at(480), 1)
    desk.receive(INCIDENTS, "when,persons\n2021-07-01 09:00,1\n")
    assert position(desk) == before + 3  # what somebody else wrote, the incident, its receipt
    with desk.store() as store, store.read() as session:
        counted = figures.read_counts(session, find_situations(session)[0])
    assert "2021-07-02" in counted.day  # of the new cut-off
    desk.check()


def test_a_situation_that_changes_all_the_time_stops_the_import(desk, monkeypatch) -> None:
    desk.receive(INCIDENTS, "day,persons\n2021-06-30,1\n")
    before = position(desk)
    left = before_each_write(monkeypatch, cut_off_at(480), 10)
    with pytest.raises(Conflict):
        desk.receive(INCIDENTS, "day,persons\n2021-07-01,1\n")
    assert position(desk) == before + 10 - len(left)
    desk.check()


def test_a_sector_that_somebody_added_or_voided_meanwhile_is_not_there_twice(desk, monkeypatch) -> None:
    desk.receive(INCIDENTS, "day,persons\n2021-06-30,1\n")

    def add(store):
        with store.read() as session:
            situation = find_situations(session)[0].id
        store.write(situations.add_sector, drafts.Sector(situation=situation, name="Varėna"))

    before_each_write(monkeypatch, add, 1)
    desk.receive(INCIDENTS, "day,persons,sector\n2021-07-01,1,Varėna\n", create_sectors=True)
    with desk.store() as store, store.read() as session:
        (sector,) = situations.find_sectors(session, find_situations(session)[0].pk)
    monkeypatch.undo()

    def move_and_void(store):
        with store.read() as session:
            wanted = incidents.Filter(find_situations(session)[0].pk, sector_pk=sector.pk)
            (line,) = incidents.find_incidents(session, wanted)
        store.write(incidents.void_incident, line.id, "entered twice")
        store.write(records.void, "sector", sector.id, "no such place")

    before_each_write(monkeypatch, move_and_void, 1)
    desk.receive(INCIDENTS, "day,persons,sector\n2021-07-02,1,Varėna\n", create_sectors=True)
    with desk.store() as store, store.read() as session:
        (new,) = situations.find_sectors(session, find_situations(session)[0].pk)
    assert new.pk != sector.pk
    desk.check()


CELLS = st.sampled_from(
    ["", "5", "0", "-3", "n/a", "about 20", "20-25", "1,234", "2021-07-01", "2021-07-31", "2021-02-30", "31.12.2020",
     "IQ", "Congo", "all", "Druskininkai", "Varėna", "persons", "crossing", "yes", "🎉", "<b>x</b>", "עברית", "\u202ex",
     "x" * 300, "2021-07-01 02:10", "2021-03-28 03:30", "2999-01-01", "F6", "54.1"]
)  # fmt: skip
FIELDS = ["day", "value", "reported", "nationality", "sector", "source", "cumulative"]
INCIDENT_FIELDS = [
    "when",
    "persons",
    "sector",
    "nationality",
    "kind",
    "place",
    "minors",
    "posted",
    "grade",
    "text",
]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([(TOTALS, FIELDS), (INCIDENTS, INCIDENT_FIELDS)]), st.data())
def test_any_table_is_accounted_for_and_known_again(tmp_path_factory, subject_fields, data) -> None:
    subject, fields = subject_fields
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(fields), max_size=len(fields)), max_size=12))
    desk = Desk(tmp_path_factory.mktemp("any"))
    text = "\n".join(";".join(cells) for cells in [fields, *rows, ["5"] * len(fields)]) + "\n"
    first = desk.receive(subject, text)
    if not first.came_in:
        assert not desk.path.exists()
        return
    second = desk.receive(subject, text)
    assert second.records.total() == 0
    assert second.unchanged == first.added + first.superseded + first.unchanged
    assert (len(second.set_aside), len(second.refused)) == (len(first.set_aside), len(first.refused))
    desk.check()


def test_the_future_is_refused_and_the_present_is_not(desk) -> None:
    now = datetime.now(UTC)
    receipt = desk.receive(INCIDENTS, f"when,persons\n{now:%Y-%m-%d %H:%M}Z,5\n2999-01-01,5\n")
    assert counts(receipt) == (2, 1, 0, 0, 0, 1)
    assert receipt.refused[0][1][0].code == "year_out_of_range"
