"""Files with a row of HXL tags: it is no data, and says what the columns hold, whatever their names are."""

from pathlib import Path

import pytest
import xlsxwriter

from tests.tracker.files.importing import Desk, counts, reasons
from tracker import codec, drafts
from tracker.drafts import Draft
from tracker.errors import WrongUse
from tracker.files.fields import Subject, find_field
from tracker.files.hxl import fields_of, parse
from tracker.files.layout import Layout
from tracker.files.readers import read_table
from tracker.log import REVISIONS

INCIDENTS = """Séance de saisie 2021
Région,Quand,Combien,dont femmes,dont enfants,Décès,D'où,Pays,Où,Qui le dit
#adm1+name,#date+occurred,#affected,#affected+f,#affected+children+ind,#affected+killed,#country+origin+v_iso3,#country,#loc,#meta+source
Druskininkai,2021-07-30 02:10,23,4,5,1,IRQ,LTU,Švendubrė,Patrol 7
Varėna,2021-07-31 03:00,7,,,,SYR,LTU,,
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def recorded(desk: Desk, kind: str) -> list[Draft]:
    with desk.store() as store, store.read() as session:
        found = session.connection().execute(
            REVISIONS.select().where(REVISIONS.c.record_type == kind).order_by(REVISIONS.c.position)
        )
        return [codec.decode(kind, row.content) for row in found]


def test_incidents_of_somebody_elses_table_come_in_by_their_tags(desk: Desk) -> None:
    receipt = desk.receive(Subject.INCIDENTS, INCIDENTS)
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    assert receipt.not_read == ["Pays"]  # where it happened, which is no nationality
    assert any("HXL" in line and "3" in line for line in receipt.lines())
    first, second = recorded(desk, "incident")
    assert isinstance(first, drafts.Incident)
    assert isinstance(second, drafts.Incident)
    assert (first.persons, first.place, first.source) == (23, "Švendubrė", "Patrol 7")
    assert {(g.count, g.nationality, g.sex, g.age) for g in first.groups} == {
        (23, "IRQ", None, None), (4, None, "female", None), (5, None, None, "0-17"),
    }  # fmt: skip
    assert [(o.outcome.value, o.count) for o in first.outcomes] == [("dead", 1)]
    assert second.persons == 7
    assert [s.name for s in recorded(desk, "sector") if isinstance(s, drafts.Sector)] == [
        "Druskininkai",
        "Varėna",
    ]
    assert desk.receive(Subject.INCIDENTS, INCIDENTS).unchanged == 2


def test_tags_alone_are_the_header(desk: Desk) -> None:
    receipt = desk.receive(
        Subject.PUBLISHED_TOTALS,
        "#date,#affected,#date+reported\n2021-07-30,120,2021-08-01\n2021-07-31,130,2021-08-01\n",
    )
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    assert receipt.columns == {"day": "#date", "value": "#affected", "reported": "#date+reported"}


def test_spaces_capitals_and_a_workbook(desk: Desk) -> None:
    path = desk.folder / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for line, row in enumerate(
        [
            ["Facilities of the ministry"],
            ["Centre", "Where", "Beds", "Reserve", "N", "E"],
            ["#LOC +name", "#adm2 + name", "#Capacity", "#capacity+surge", "#geo+lat", "#geo+lon"],
            ["Pabradė", "Švenčionys", 500, 50, 54.98, 25.76],
            ["Rukla", "Jonava", 450, None, 55.03, 24.39],
        ]
    ):
        for at, cell in enumerate(row):
            sheet.write(line, at, cell)
    book.close()
    receipt = desk.receive(Subject.FACILITIES, path)
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    places = [one for one in recorded(desk, "facility") if isinstance(one, drafts.Facility)]
    assert [(p.name, p.place, p.latitude) for p in places] == [
        ("Pabradė", "Švenčionys", 54.98), ("Rukla", "Jonava", 55.03),
    ]  # fmt: skip
    beds = [one for one in recorded(desk, "capacity_change") if isinstance(one, drafts.CapacityChange)]
    assert [(b.nominal, b.surge) for b in beds] == [(500, 50), (450, None)]


@pytest.mark.parametrize(
    ("subject", "table", "records"),
    [
        (Subject.HEADCOUNTS, "x,y,z\n#loc+name,#date,#affected\nRukla,2021-07-31,0\n", "headcount"),
        (
            Subject.CAPACITY_CHANGES,
            "x,y,z\n#loc,#date+start,#capacity\nRukla,2021-07-31,40\n",
            "capacity_change",
        ),
        (Subject.CONTEXT_EVENTS, "x,y\n#event+name,#date\nDecree,late June 2021\n", "context_event"),
    ],
)
def test_other_kinds_too(desk: Desk, subject: Subject, table: str, records: str) -> None:
    assert counts(desk.receive(subject, table)) == (1, 1, 0, 0, 0, 0)
    assert len(recorded(desk, records)) == 1


def test_movements_between_places(desk: Desk) -> None:
    desk.receive(Subject.FACILITIES, "name\nPabradė\nRukla\n")
    table = "a,b,c,d,e\n#loc+from,#loc+to,#date+left,#date+arrived,#affected+ind\nPabradė,Rukla,2021-07-31 10:00,,12\n"
    assert counts(desk.receive(Subject.MOVEMENTS, table)) == (1, 1, 0, 0, 0, 0)


def test_a_row_behind_the_tags_keeps_its_number(desk: Desk) -> None:
    receipt = desk.receive(Subject.INCIDENTS, "w,p\n#date+occurred,#affected\n2021-07-30,x\n2021-07-31,3\n")
    assert reasons(receipt) == [(3, "not_a_number", "persons")]


def test_which_of_two_numbers_is_meant_is_asked(desk: Desk) -> None:
    table = "a,b,c\n#date,#affected+refugees,#affected+migrants\n2021-07-31,3,4\n"
    with pytest.raises(WrongUse) as caught:
        desk.receive(Subject.INCIDENTS, table)
    assert caught.value.code == "fields_missing"
    receipt = desk.receive(Subject.INCIDENTS, table.replace("#affected+refugees", "#affected"))
    assert recorded(desk, "incident")[0].persons == 3  # type: ignore[attr-defined]
    assert receipt.not_read == ["c"]


def test_households_and_parts_are_no_persons() -> None:
    for tag in (
        "#affected+hh",
        "#affected+f+adults",
        "#affected+injured",
        "#population",
        "#affected+adolescents",
    ):
        assert fields_of(Subject.INCIDENTS, {"x": tag}) == {}
    held = fields_of(Subject.INCIDENTS, {"x": "#affected+children+f"})
    assert held == {"x": ("group", (("sex", "female"), ("age", "0-17")))}
    assert fields_of(Subject.INCIDENTS, {"x": "#adm1+code"}) == {}


def test_a_header_that_somebody_names_is_kept(desk: Desk) -> None:
    path = desk.table(INCIDENTS)
    table = read_table(path, layout=Layout((2,)))
    assert [row.number for row in table.rows()] == [4, 5]
    assert table.tags["Région"] == "#adm1+name"


def test_words_with_a_sign_before_them_are_no_tags(desk: Desk) -> None:
    table = read_table(desk.table("when,text\n2021-07-31,#border\n#1,#2\n"))
    assert table.tags == {}
    assert len(list(table.rows())) == 2


def test_every_field_that_a_tag_stands_for_is_one() -> None:
    names = "affected date adm1 adm2 loc geo country value indicator capacity event status cause group"
    names += " description source"
    said = (
        "f killed min max groups occurred reported start end left lat coord origin destination rule value surge "
        "unusable type from to place code source year month arrived"
    )
    tags = [f"#{name}" for name in names.split()]
    tags += [f"#{name}+{attribute}" for name in (*names.split(), "meta") for attribute in said.split()]
    for subject in Subject:
        for tag in tags:
            for name, _ in fields_of(subject, {"x": tag}).values():
                assert find_field(subject, name) is not None, (subject, tag, name)
    assert parse(" #Affected + F +v_x+ind ") == ("affected", frozenset({"f"}))


def test_what_keeps_a_spreadsheet_from_executing_words_is_none_of_them(desk: Desk) -> None:
    desk.receive(Subject.INCIDENTS, "when,persons,text,place\n2021-07-31,3,'=1+1,'tis\n")
    (found,) = recorded(desk, "incident")
    assert isinstance(found, drafts.Incident)
    assert (found.text, found.place) == ("=1+1", "'tis")
