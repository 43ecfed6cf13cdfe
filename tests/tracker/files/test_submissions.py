"""Forms of ODK and KoboToolbox: folders of submissions, zips of these, their CSV, and XML made to do harm."""

import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.tracker.files.importing import Desk, counts, reasons
from tracker import drafts, evidence, records
from tracker.codes import AgeBand, Circumstance, CountBasis, Sex
from tracker.errors import TrackerError, Unreadable
from tracker.files.fields import Subject
from tracker.files.readers import read_table
from tracker.rows import table_of

INCIDENTS = Subject.INCIDENTS


def person(nationality="IRQ", sex="female", age=""):
    return f"<people><nationality>{nationality}</nationality><sex>{sex}</sex><age>{age}</age></people>"


def submission(number=1, more="", corrects="", start="2021-07-31T02:10:00.000+03:00", persons="3"):
    deprecated = f"<orx:deprecatedID>uuid:{corrects}</orx:deprecatedID>" if corrects else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<data xmlns:orx="http://openrosa.org/xforms" id="arrivals" version="3">'
        f"<start>{start}</start><end>2021-07-31T02:20:00.000+03:00</end>"
        f"<group><persons>{persons}</persons><gps>53.95 24.05 110.5 4.2</gps>"
        f"<circumstances>escorted prevented</circumstances></group>{more}"
        f"<orx:meta><orx:instanceID>uuid:{number}</orx:instanceID>{deprecated}</orx:meta></data>"
    )


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "form").mkdir()
    return Desk(tmp_path)


def put(desk, number, text, media=(), under="instances"):
    folder = desk.folder / "form" / under / f"uuid{number}"
    folder.mkdir(parents=True)
    (folder / "submission.xml").write_text(text, encoding="utf-8")
    for name in media:
        (folder / name).write_bytes(b"picture " + name.encode())
    return desk.folder / "form"


def zipped(desk, folder):
    path = desk.folder / "form.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for found in sorted(folder.rglob("*")):
            file.write(found, found.relative_to(desk.folder))
    return path


def incidents(desk):
    with desk.store() as store, store.read() as session:
        c = table_of("incident").c
        ids = session.connection().scalars(select(c.id).where(c.void_reason.is_(None)).order_by(c.pk)).all()
        return [records.get(session, drafts.Incident, record_id)[0] for record_id in ids]


def code(path):
    with pytest.raises(Unreadable) as found:
        read_table(path)
    return found.value.code


def test_a_folder_of_submissions_is_a_table(desk) -> None:
    put(desk, 2, submission(2, person("IRQ", "female", "34") + person("SYR", "m")))
    folder = put(desk, 1, submission(1, person("COD")))
    table = read_table(folder)
    assert table.kind == "submissions"
    assert table.header == [
        "folder", "start", "end", "group/persons", "group/gps", "group/circumstances", "people", "people[]",
        "meta/instanceID",
    ]  # fmt: skip
    rows = list(table.rows())
    assert [(row.number, row.cells[0], row.cells[6]) for row in rows] == [
        (1, "instances/uuid1", 1), (2, "instances/uuid2", 2),
    ]  # fmt: skip
    assert rows[1].cells[7] == "nationality: IRQ, sex: female, age: 34; nationality: SYR, sex: m"


def test_submissions_become_incidents_by_the_names_of_their_questions(desk) -> None:
    people = person("IRQ", "female", "34") + person("IRQ", "female", "40") + person("SYR", "m", "12")
    receipt = desk.receive(INCIDENTS, put(desk, 1, submission(1, people)))
    assert counts(receipt) == (1, 1, 0, 0, 0, 0)
    (incident,) = incidents(desk)
    assert incident.happened_at == datetime.fromisoformat("2021-07-31T02:10:00+03:00")
    assert incident.posted_at == datetime.fromisoformat("2021-07-31T02:20:00+03:00")
    assert (incident.latitude, incident.longitude, incident.persons) == (53.95, 24.05, 3)
    assert incident.circumstances == [Circumstance.ESCORTED, Circumstance.PREVENTED]
    assert incident.crossed is True
    assert [(g.count, g.nationality, g.sex, g.age) for g in incident.groups] == [
        (2, "IRQ", Sex.FEMALE, AgeBand.ADULT), (1, "SYR", Sex.MALE, AgeBand.TEEN),
    ]  # fmt: skip
    desk.check()


def test_columns_can_be_named_and_a_repeat_says_how_many(desk) -> None:
    folder = put(desk, 1, submission(1, person() + person(), persons=""))
    put(desk, 2, submission(2, person()))
    receipt = desk.receive(INCIDENTS, folder, "persons=people", "when=start", "submission=meta/instanceID")
    assert (counts(receipt), [i.persons for i in incidents(desk)]) == ((2, 2, 0, 0, 0, 0), [2, 1])
    desk.undo()
    desk.receive(INCIDENTS, folder, "groups=people[]", "when=start")
    assert [(i.persons, i.basis) for i in incidents(desk)] == [
        (2, CountBasis.COUNTED),
        (1, CountBasis.COUNTED),
    ]
    desk.undo()
    receipt = desk.receive(INCIDENTS, folder, "persons=group/persons", "when=start")
    assert [i.persons for i in incidents(desk)] == [None, 3]


def test_the_folder_the_zip_and_one_alone_are_the_same_submissions(desk) -> None:
    folder = put(desk, 1, submission(1))
    put(desk, 2, submission(2))
    assert counts(desk.receive(INCIDENTS, folder)) == (2, 2, 0, 0, 0, 0)
    assert counts(desk.receive(INCIDENTS, folder)) == (2, 0, 0, 2, 0, 0)
    assert counts(desk.receive(INCIDENTS, zipped(desk, folder))) == (2, 0, 0, 2, 0, 0)
    alone = folder / "instances" / "uuid1"
    assert counts(desk.receive(INCIDENTS, alone)) == (1, 0, 0, 1, 0, 0)
    assert counts(desk.receive(INCIDENTS, alone / "submission.xml")) == (1, 0, 0, 1, 0, 0)
    desk.check()


def test_as_the_device_itself_keeps_them(desk) -> None:
    folder = desk.folder / "form" / "arrivals_2021-07-31_02-10-00"
    folder.mkdir()
    (folder / "arrivals_2021-07-31_02-10-00.xml").write_text(submission(1))
    assert [row.cells[0] for row in read_table(desk.folder / "form").rows()] == [folder.name]


def test_the_csv_of_a_server_is_known_again_too(desk) -> None:
    desk.receive(INCIDENTS, put(desk, 1, submission(1)))
    kobo = "start,group/persons,group/circumstances,group/circumstances/escorted,_gps_latitude,_gps_longitude,_uuid\n"
    rows = "2021-07-31T02:10:00.000+03:00,3,escorted,1,53.95,24.05,1\n2021-08-01T00:00:00.000+03:00,4,,0,54,25,5\n"
    receipt = desk.receive(INCIDENTS, kobo + rows)
    assert counts(receipt) == (2, 1, 0, 1, 0, 0)
    assert (incidents(desk)[1].latitude, incidents(desk)[1].persons) == (54, 4)
    central = "SubmissionDate,start,group-persons,meta-instanceID,KEY\n"
    rows = "2021-08-01T00:00:00.000Z,2021-08-01T00:00:00.000+03:00,4,uuid:5,uuid:5\n"
    assert counts(desk.receive(INCIDENTS, central + rows)) == (1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    "said", ["[53.95, 24.05]", "53.95 24.05 110.5 4.2", "53.95,24.05", "53°57' N 24°3' E"]
)
def test_a_place_in_one_cell(desk, said) -> None:
    desk.receive(INCIDENTS, f"start;persons;_uuid;_geolocation\n2021-07-31T02:10+03:00;5;1;{said}\n")
    assert (incidents(desk)[0].latitude, incidents(desk)[0].longitude) == (53.95, 24.05)


def test_the_day_and_the_time_of_two_questions(desk) -> None:
    more = "<day>2021-07-30</day><time>23:50:00.000+02:00</time>"
    desk.receive(INCIDENTS, put(desk, 1, submission(1, more)))
    assert incidents(desk)[0].happened_at == datetime.fromisoformat("2021-07-30T23:50:00+02:00")


def test_a_form_about_headcounts_is_corrected_too(desk) -> None:
    desk.receive(Subject.HEADCOUNTS, "centre;at;persons;_uuid\nRukla;2021-07-31 07:00;5;1\n")
    again = "centre;at;persons;_uuid\nRukla;2021-07-31 07:00;5;1\nRukla;2021-08-01 07:00;5;2\n"
    assert counts(desk.receive(Subject.HEADCOUNTS, again)) == (2, 1, 0, 1, 0, 0)
    corrected = "centre;at;persons;_uuid;meta/deprecatedID\nRukla;2021-07-31 07:00;6;3;uuid:1\n"
    receipt = desk.receive(Subject.HEADCOUNTS, corrected)
    assert [(p.row, p.code) for p in receipt.set_aside] == [(2, "correction_of_earlier")]


def test_a_correction_of_what_is_in_the_same_folder_counts_instead(desk) -> None:
    folder = put(desk, 1, submission(1))
    put(desk, 2, submission(2, corrects=1, persons="5"))
    receipt = desk.receive(INCIDENTS, folder)
    assert counts(receipt) == (2, 1, 0, 0, 1, 0)
    assert [(p.row, p.code, p.values) for p in receipt.set_aside] == [(1, "corrected_later", {"by": 2})]
    assert [i.persons for i in incidents(desk)] == [5]
    assert counts(desk.receive(INCIDENTS, folder)) == (2, 0, 0, 1, 1, 0)


@pytest.mark.parametrize("form", ["xml", "kobo", "central"])
def test_a_correction_of_what_came_in_before_is_told(desk, form) -> None:
    desk.receive(INCIDENTS, put(desk, 1, submission(1), under="first") / "first")
    table = {
        "xml": put(desk, 2, submission(2, corrects=1, persons="5")),
        "kobo": "start,persons,_uuid,meta/rootUuid\n2021-07-31T02:10:00.000+03:00,5,2,uuid:1\n",
        "central": "SubmissionDate,start,persons,meta-instanceID,KEY\n,2021-07-31T02:10:00.000+03:00,5,uuid:2,uuid:1\n",
    }[form]
    receipt = desk.receive(INCIDENTS, table)
    assert counts(receipt) == (1, 0, 0, 0, 1, 0)
    assert [(p.row, p.code) for p in receipt.set_aside] == [
        (1 if form == "xml" else 2, "correction_of_earlier")
    ]
    desk.undo()  # once the first one is void, the correction comes in
    assert counts(desk.receive(INCIDENTS, table)) == (1, 1, 0, 0, 0, 0)
    assert [i.persons for i in incidents(desk)] == [5]


def test_a_submission_that_stands_twice_is_one(desk) -> None:
    receipt = desk.receive(
        INCIDENTS, "start,persons,_uuid\n2021-07-31T02:10+03:00,5,2\n2021-07-31T02:10+03:00,5,2\n"
    )
    assert (counts(receipt), receipt.repeated) == ((2, 1, 0, 1, 0, 0), [(3, 2)])


@pytest.mark.parametrize("as_zip", [False, True])
def test_media_that_a_submission_names_become_evidence(desk, as_zip) -> None:
    more = "<photo>a.jpg</photo><film>b.mp4</film><sign>drawing.png</sign>"
    folder = put(desk, 1, submission(1, more), ["a.jpg", "b.mp4", "other.txt"])
    path = zipped(desk, folder) if as_zip else folder
    trial = desk.receive(INCIDENTS, path, dry_run=True)
    assert not evidence.folder_of(desk.path).exists()
    receipt = desk.receive(INCIDENTS, path)
    for told in (trial, receipt):
        (missing,) = [p for p in told.assumed if p.code == "evidence_not_found"]
        assert (missing.values["count"], missing.values["names"][0].endswith("uuid1/drawing.png")) == (
            1,
            True,
        )
    (incident,) = incidents(desk)
    assert [(e.name, e.media_type) for e in incident.evidence] == [
        ("a.jpg", "image/jpeg"),
        ("b.mp4", "video/mp4"),
    ]
    assert evidence.path_of(desk.path, incident.evidence[0].sha256).read_bytes() == b"picture a.jpg"
    desk.check()


@pytest.mark.parametrize(
    "name", ["../secret.jpg", "/etc/passwd", "link.jpg", "C:\\x.jpg", "a/../../secret.jpg", "\0"]
)
def test_nothing_outside_the_folder_is_taken_for_evidence(desk, name) -> None:
    (desk.folder / "secret.jpg").write_bytes(b"secret")
    folder = desk.folder / "form"
    if name == "link.jpg":
        (folder / name).symlink_to(desk.folder / "secret.jpg")
    (folder / "t.csv").write_text(f'day,persons,evidence\n2021-07-31,5,"{name}"\n')
    receipt = desk.receive(INCIDENTS, folder / "t.csv")
    if name != "\0":
        assert [p.code for p in receipt.assumed if p.code == "evidence_not_found"] == ["evidence_not_found"]
        assert incidents(desk)[0].evidence == []


def test_files_beside_a_csv_are_evidence_too(desk) -> None:
    (desk.folder / "a.jpg").write_bytes(b"a")
    desk.receive(INCIDENTS, "day,persons,evidence\n2021-07-31,5,a.jpg; b.jpg\n")
    assert [e.name for e in incidents(desk)[0].evidence] == ["a.jpg"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><data id="x"><a>&a;</a></data>', "xml_doctype"),
        (
            '<data id="x" encrypted="yes"><base64EncryptedKey>a</base64EncryptedKey></data>',
            "submission_encrypted",
        ),
        ('<data id="x"><encryptedXmlFile>a.enc</encryptedXmlFile></data>', "submission_encrypted"),
        ('<data id="x"><a>', "xml_damaged"),
        ('<data id="x"/>', "submission_none"),
        ('<data id="x">' + "<a>" * 100 + "</a>" * 100 + "</data>", "xml_too_deep"),
        ('<data id="x">' + "<a/>" * 30_000 + "</data>", "xml_too_large"),
        # Each path is put together from the names that it leads through: 9,000 times 100,000 characters.
        (f'<data id="x"><{"a" * 100_000}>' + "".join(f"<b{n}/>" for n in range(9_000)) + f"</{'a' * 100_000}></data>",
         "xml_too_large"),
        ('<data id="x">' + "".join(f"<b{n}>1</b{n}>" for n in range(9_000)) + "</data>", "xml_too_large"),
        ('<data id="x"><a>' + "x" * 4_000_001 + "</a></data>", "xml_too_large"),
        ('<?xml version="1.0" encoding="none-such"?><data id="x"><a>1</a></data>', "xml_damaged"),
        ('<data id="x"><a>\0</a></data>', "xml_damaged"),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_submissions_that_are_not_read_cost_their_row_alone(desk, text, expected) -> None:
    folder = put(desk, 1, text)
    put(desk, 2, submission(2))
    receipt = desk.receive(INCIDENTS, folder)
    assert (counts(receipt), reasons(receipt)) == ((2, 1, 0, 0, 0, 1), [(1, expected, None)])
    assert receipt.refused[0][1][0].values["folder"] == "instances/uuid1"
    assert code(folder / "instances" / "uuid1") == expected


def test_values_that_no_incident_can_have_are_told_by_field(desk) -> None:
    folder = put(desk, 1, submission(1, person(sex="perhaps") + person()))
    put(desk, 2, submission(2).replace("53.95 24.05 110.5 4.2", "north"))
    put(desk, 3, submission(3).replace("53.95", "99.5"))
    assert reasons(desk.receive(INCIDENTS, folder)) == [
        (1, "group_unreadable", "groups"), (2, "not_coordinates", "coordinates"), (3, "not_on_earth", "latitude"),
    ]  # fmt: skip


def test_a_folder_without_submissions_is_only_a_folder(desk) -> None:
    assert code(desk.folder / "form") == "file_is_folder"
    with zipfile.ZipFile(desk.folder / "form.zip", "w") as file:
        file.writestr("a.txt", "a")
    assert code(desk.folder / "form.zip") == "file_of_other_kind"


def test_another_xml_is_no_submission(desk) -> None:
    path = desk.folder / "t.xml"
    path.write_text('<?xml version="1.0"?><gpx><wpt lat="1" lon="2"/></gpx>')
    assert code(path) == "file_of_other_kind"


def test_other_columns_than_a_table_can_have(desk) -> None:
    more = "".join(f"<q{n}>1</q{n}>" for n in range(1_100))
    assert code(put(desk, 1, submission(1, more))) == "too_many_columns"


def test_a_zip_that_lists_without_end_or_unpacks_to_more_than_there_is(desk) -> None:
    path = desk.folder / "form.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("i/a/submission.xml", submission(1))
        file.writestr("i/b/submission.xml", b" " * 50_000_000)
    receipt = desk.receive(INCIDENTS, path)
    assert (counts(receipt)[1], reasons(receipt)) == (1, [(2, "xml_too_large", None)])
    content = bytearray(path.read_bytes())
    content[-10:-6] = (100_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    assert code(path) in ("too_many_submissions", "file_damaged")


def test_a_folder_comes_in_by_the_command_line(desk) -> None:
    folder = put(desk, 1, submission(1, "<photo>a.jpg</photo>"), ["a.jpg"])
    done = subprocess.run(
        [sys.executable, "-m", "tracker.cli", "import", str(folder), "--as", "incidents", "--store", str(desk.path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert len(incidents(desk)[0].evidence) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.data())
def test_damaged_submissions_are_read_or_refused(tmp_path, data) -> None:
    content = bytearray(submission(1, person() + person("SYR", "m", "12")).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + 1] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b"<a>", b"</", b"&lt;", b"<!--"])
        )
    path = tmp_path / "submission.xml"
    path.write_bytes(content)
    try:
        for row in read_table(Path(path)).rows():
            assert row.problem or row.cells
    except TrackerError:
        pass
