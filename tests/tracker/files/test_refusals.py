"""Refused rows in a file of their own, and the receipt that is kept."""

import csv
from pathlib import Path

from tests.tracker.files.importing import Desk, counts
from tests.tracker.terminal import border_tracker
from tracker.files.fields import Subject
from tracker.files.request import Request
from tracker.import_receipts import find_receipts
from tracker.situations import find_situations

TABLE = """day,persons,place,text
2021-07-31,23,Druskininkai,=1+1
31.13.2021,4,Medininkai,"two
lines"
2021-07-30,many,Varėna,
2021-07-29,7,Adutiškis,last
"""


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_refused_rows_stand_in_the_file_as_they_stood_and_come_in_corrected(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bad = tmp_path / "bad.csv"
    first = desk.receive(Subject.INCIDENTS, TABLE, refused_to=bad)
    assert counts(first) == (4, 2, 0, 0, 0, 2)
    head, *rows = rows_of(bad)
    assert head == ["day", "persons", "place", "text", "Row in the first file", "Why it was refused"]
    assert [row[:5] for row in rows] == [
        ["31.13.2021", "4", "Medininkai", "two\nlines", "3"],
        ["2021-07-30", "many", "Varėna", "", "5"],
    ]
    assert all(row[5] for row in rows)
    corrected = bad.read_text(encoding="utf-8-sig").replace("31.13.2021", "31.12.2020").replace("many", "9")
    bad.write_text(corrected, encoding="utf-8")
    second = desk.receive(Subject.INCIDENTS, bad)
    assert counts(second) == (2, 2, 0, 0, 0, 0)
    assert second.not_read == []
    third = desk.receive(Subject.INCIDENTS, bad)
    assert counts(third) == (2, 0, 0, 2, 0, 0)


def test_no_file_where_nothing_was_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    receipt = desk.receive(Subject.INCIDENTS, "day,persons\n2021-07-31,4\n", refused_to=tmp_path / "bad.csv")
    assert receipt.refused_to is None
    assert not (tmp_path / "bad.csv").exists()


def test_a_line_that_is_no_row_has_its_number_and_reason(tmp_path: Path) -> None:
    desk, bad = Desk(tmp_path), tmp_path / "bad.csv"
    desk.receive(Subject.INCIDENTS, "day;persons\n2021-07-31;4;5;6\n2021-07-30;4\n", refused_to=bad)
    (_, row) = rows_of_semicolons(bad)
    assert row[:3] == ["", "", "2"]
    assert row[3]


def rows_of_semicolons(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_all_or_nothing_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    said = border_tracker(
        "import", "t.csv", "--store", "s.btrk", "--as", "incidents", "--all-or-nothing", "--refused", "bad.csv",
        cwd=tmp_path, code=1,
    )  # fmt: skip
    assert "Nothing was written, since not every row is good" in said.out
    assert not (tmp_path / "s.btrk").exists()
    assert len(rows_of(tmp_path / "bad.csv")) == 3
    (tmp_path / "t.csv").write_text("day,persons\n2021-07-31,4\n", encoding="utf-8")
    border_tracker(
        "import", "t.csv", "--store", "s.btrk", "--as", "incidents", "--all-or-nothing", cwd=tmp_path
    )
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    refused = border_tracker(
        "import", "t.csv", "--store", "s.btrk", "--as", "incidents", "--all-or-nothing", "--json",
        cwd=tmp_path, code=1,
    ).json  # fmt: skip
    assert (refused["withheld"], refused["records"]) == (True, {})
    assert len(border_tracker("receipts", "--store", "s.btrk", "--json", cwd=tmp_path).json) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    said = border_tracker(
        "import", "t.csv", "--store", "s.btrk", "--as", "incidents", "--refused", "none/bad.csv",
        cwd=tmp_path, code=1,
    )  # fmt: skip
    assert "There is no folder" in said.err
    assert not (tmp_path / "s.btrk").exists()  # told before anything came in


def test_the_receipt_is_kept_with_its_reasons_and_taken_back_with_the_rows(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, TABLE)
    with desk.store() as store, store.read() as session:
        (line,) = find_situations(session)
        (kept,) = find_receipts(session, line.pk)
    assert kept.counts() == {
        "read": 4,
        "added": 2,
        "superseded": 0,
        "unchanged": 0,
        "set_aside": 0,
        "refused": 2,
    }
    assert (kept.file, kept.subject, kept.author, kept.void_reason) == (
        "t.csv",
        "incidents",
        "R. recorder",
        None,
    )
    assert [row["row"] for row in kept.details["rows"]] == [3, 5]
    assert kept.details["left_out"] == 0
    assert kept.at.tzinfo is not None
    desk.check()
    desk.undo()
    with desk.store() as store, store.read() as session:
        (taken_back,) = find_receipts(session, line.pk)
    assert taken_back.void_reason is not None
    again = desk.receive(Subject.INCIDENTS, TABLE)
    assert (counts(again), again.before) == ((4, 2, 0, 0, 0, 2), None)
    desk.check()


def test_more_reasons_than_fit_are_counted(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bad = "".join(f"2021-13-{n},{n},{'x' * 60}\n" for n in range(1_000))
    desk.receive(Subject.INCIDENTS, "day,persons,place\n2021-07-31,4,here\n" + bad)
    with desk.store() as store, store.read() as session:
        (line,) = find_situations(session)
        (kept,) = find_receipts(session, line.pk)
    assert kept.refused == 1_000
    assert 0 < len(kept.details["rows"]) < 1_000
    assert len(kept.details["rows"]) + kept.details["left_out"] == 1_000


def test_a_trial_keeps_none(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, "day,persons\n2021-07-31,4\n")
    desk.receive(Subject.INCIDENTS, "day,persons\n2021-07-30,4\n", dry_run=True)
    with desk.store() as store, store.read() as session:
        (line,) = find_situations(session)
        assert len(find_receipts(session, line.pk)) == 1


def test_decisions_and_files_are_nothing_until_asked_for() -> None:
    request = Request(Path("t.csv"), Subject.INCIDENTS)
    assert (request.decisions, request.refused_to, request.good_only) == ({}, None, True)
