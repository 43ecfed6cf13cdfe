"""The demo: every published fact is in it with its source, as given, and the file is whole or not there."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.demo_records import LITHUANIA, TURKEY, VILNIUS, Record, contents, line_of, of
from tracker import demo, drafts, figures, integrity, situations
from tracker.bulk import Cancelled
from tracker.codec import encode
from tracker.codes import (
    Circumstance,
    CountBasis,
    DatePrecision,
    Precision,
    Status,
)
from tracker.demo import write_demo, writing
from tracker.demo.data import FOLDER
from tracker.rows import table_of
from tracker.store import Store

ROOT = Path(__file__).parents[3]


# --- What was published and said ---

ROUGH = DatePrecision.ROUGH
# Words of the title or text, first and last day, the report's words for the date, and further fields.
EVENTS: list[tuple[str, str, str, str | None, dict[str, Any]]] = [
    ("result of the election in Belarus is disputed", "2020-01-01", "2020-12-31", "2020", {}),
    ("Protests", "2020-01-01", "2020-12-31", "2020", {}),
    ("lobbies for sanctions", "2020-01-01", "2020-12-31", "2020", {}),
    ("shelters leaders of the opposition", "2020-01-01", "2020-12-31", "2020", {}),
    ("flood Europe with “drugs and migrants”", "2021-05-21", "2021-05-31", "late May",
     {"condition": "if new sanctions come"}),
    ("citizens of 73 countries may enter Belarus visa-free for up to five days", "2021-06-21", "2021-07-01",
     "about a month later", {"reason": "COVID-19 vaccination"}),
    ("state of emergency", "2021-06-21", "2021-06-30", "late June", {}),
    ("17.7 million US dollars for a fence on the 220-mile (354 km) border", "2021-06-21", "2021-06-30",
     "late June", {"amount": 17_700_000, "currency": "USD"}),
    ("cabinet meeting", "2021-07-01", "2021-07-31", "last month (July)", {}),
    ("“Millions of euros” of EU money for border security", "2021-08-02", "2021-08-02", None, {"amount": None}),
    ("statement of the EU commissioner", "2021-08-02", "2021-08-02", None, {}),
    ("Vehicles of the European border agency (Frontex) patrol the border", "2021-08-03", "2021-08-04",
     "photo in the report of 3–4 August; its day is not given", {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "first", "last", "date_text", "more"), EVENTS, ids=[e[0][:20] for e in EVENTS]
)
def test_each_event_is_there_with_its_source(
    demo_records: list[Record], words: str, first: str, last: str, date_text: str | None, more: dict[str, Any]
) -> None:
    found = [
        e
        for e in of(demo_records, drafts.ContextEvent).values()
        if words.casefold() in f"{e.title} {e.text}".casefold()
    ]
    assert len(found) == 1
    (event,) = found
    assert (str(event.first_day), str(event.last_day), event.date_text) == (first, last, date_text)
    assert (event.date_precision is ROUGH) == (first != last)
    assert "3–4 August 2021" in event.source
    assert {name: getattr(event, name) for name in more} == more


# The words as said, who said them, from and to when, and what they are about or answer.
STATEMENTS = [
    ("has increased at least five times", "Minister of Lithuania", "2021-06-01", "2021-07-31", "81"),
    ("we have reached the limit of our possibilities", "Border guard of Lithuania", "2021-08-02", "2021-08-03", None),
    ("we have never really faced such huge flows", "Lithuania", "2021-08-03", "2021-08-03", "4000"),
    ("to destabilize the European Union", "Lithuania", "2021-08-03", "2021-08-03", None),
    ("hybrid warfare", "Lithuania", "2021-08-03", "2021-08-03", None),
    ("drugs and migrants", "Belarus", "2021-05-21", "2021-05-31", "Threat"),
    ("will not hold anyone back", "Belarus", "2021-07-01", "2021-07-31", "Cabinet"),
    ("we are not their final destination", "Belarus", "2021-07-01", "2021-07-31", "Cabinet"),
    ("likely proof", "Not named", "2021-08-03", "2021-08-03", "video"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "speaker", "first", "last", "about"), STATEMENTS)
def test_each_statement_is_there_as_said(
    demo_records: list[Record], words: str, speaker: str, first: str, last: str, about: str | None
) -> None:
    (said,) = [s for s in of(demo_records, drafts.Statement).values() if s.quotation == words]
    assert (said.speaker, str(said.first_day), str(said.last_day)) == (speaker, first, last)
    assert "3–4 August 2021" in said.source
    assert said.date_text
    by_id = dict(demo_records)
    target = by_id.get(said.about_total or said.about_event or said.about_incident)
    assert (target is None) == (about is None)
    if about is not None and target is not None:
        assert about in str([getattr(target, f.name) for f in fields(target)])


def test_nothing_is_quoted_that_the_report_does_not_quote(demo_records: list[Record]) -> None:
    said = of(demo_records, drafts.Statement)
    assert {s.quotation for s in said.values() if s.quotation} == {s[0] for s in STATEMENTS}
    outlined = {s.speaker: s for s in said.values() if not s.quotation}
    assert set(outlined) == {"Belarus", "EU commissioner"}
    assert "COVID-19 vaccination" in outlined["Belarus"].text
    assert all(s.text for s in said.values())
    assert {s.reliability.value for s in said.values()} == {"B", "C", "F"}


def test_who_answers_stands_beside(demo_records: list[Record]) -> None:
    said = of(demo_records, drafts.Statement)
    answers = {s.quotation: said[s.answers] for s in said.values() if s.answers}
    assert {a.quotation for a in answers.values()} == {"to destabilize the European Union", "hybrid warfare"}
    assert all(a.speaker == "Lithuania" and a.credibility.value == "6" for a in answers.values())
    assert all(s.speaker == "Belarus" for s in said.values() if s.answers)


def test_further_words_of_the_report(demo_records: list[Record]) -> None:
    by_words = {s.quotation: s.text for s in of(demo_records, drafts.Statement).values()}
    assert "No facilities are left" in by_words["we have reached the limit of our possibilities"]
    assert (
        "spill over into the rest of the European Union"
        in by_words["we have never really faced such huge flows"]
    )
    assert "travel on to other EU states" in by_words["we have never really faced such huge flows"]
    assert "president of Belarus in person" in by_words["hybrid warfare"]
    assert "sending people across the border" in by_words["to destabilize the European Union"]


def test_the_video(demo_records: list[Record]) -> None:
    (video,) = [d for d in of(demo_records, drafts.Incident).values() if not d.illustrative]
    assert (video.status, video.circumstances) == (Status.CLAIMED, [Circumstance.ESCORTED])
    assert (video.happened_at, video.precision) == (None, Precision.UNKNOWN)
    assert (video.persons, video.basis, video.groups) == (None, CountBasis.UNKNOWN, [])
    assert (video.sector, video.place, video.latitude) == (None, None, None)
    assert video.posted_at == datetime(2021, 8, 3, tzinfo=VILNIUS)
    assert video.posted_at.strftime("%A") == "Tuesday"
    assert "hour not known" in video.text
    (evidence,) = video.evidence
    shipped = (FOLDER / evidence.name).read_bytes()
    assert (evidence.sha256, evidence.size) == (hashlib.sha256(shipped).hexdigest(), len(shipped))
    assert b"not shipped" in shipped
    assert video.source and evidence.source
    assert evidence.taken_at is None


def test_the_other_situation_has_no_figure_but_thousands(
    demo_store: Store, demo_records: list[Record]
) -> None:
    line = line_of(demo_store, TURKEY)
    assert not of(demo_records, drafts.PublishedTotal, TURKEY)
    assert not of(demo_records, drafts.Incident, TURKEY)
    events = of(demo_records, drafts.ContextEvent, TURKEY).values()
    assert [(e.title, str(e.first_day), str(e.last_day)) for e in events] == [
        ("EU–Turkey deal", "2016-01-01", "2016-12-31"),
        ("Turkey: “open the gates”", "2020-03-01", "2020-03-31"),
        ("Thousands head for the border", "2020-03-01", "2020-03-31"),
        ("Violent confrontations", "2020-03-01", "2020-03-31"),
    ]
    assert all(e.date_text and e.source and e.amount is None for e in events)
    (said,) = of(demo_records, drafts.Statement, TURKEY).values()
    assert (said.speaker, said.quotation) == ("Turkey", "open the gates")
    assert "millions of Syrian refugees" in said.text
    (situation,) = [d for _, d in demo_records if isinstance(d, drafts.Situation) and d.name == TURKEY]
    assert "thousands" in situation.text
    with demo_store.read() as session:
        counts = figures.read_counts(session, line)
    assert not counts.day and not counts.illustrative


def test_words_that_stand_only_in_quotations(demo_records: list[Record]) -> None:
    """In a quotation of somebody, or between quotation marks in a text."""
    for _, draft in demo_records:
        if isinstance(draft, drafts.Statement):
            draft = drafts.Statement(
                **{f.name: getattr(draft, f.name) for f in fields(draft)} | {"quotation": ""}
            )
        bare = re.sub("“[^”]*”", "", encode(draft))
        assert not re.search(r"migrant|illegal|alien|bogus", bare, re.IGNORECASE), bare


# --- The store ---


def test_the_store_has_what_was_made(demo_store: Store, demo_records: list[Record]) -> None:
    with demo_store.read() as session:
        for record_type in drafts.DRAFTS:
            table = table_of(record_type)
            stored = len(session.connection().execute(select(table.c.pk)).all())
            made = len([d for _, d in demo_records if d.type == record_type])
            assert stored == made + (record_type == "station"), record_type
        assert situations.get_station_name(session, demo_store.station_id) == writing.STATION
        assert [s.name for s in situations.find_situations(session)] == [LITHUANIA, TURKEY]


def test_check_finds_nothing(demo_store: Store) -> None:
    assert list(integrity.check(demo_store)) == []


def test_two_demos_are_equal(demo_records: list[Record]) -> None:
    """The other one comes from a process of its own, in which sets have another order."""
    code = (
        "import hashlib; from tests.demo_records import contents; from tracker.demo import demo_records;"
        "print(hashlib.sha256(contents(demo_records()).encode()).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert other.strip() == hashlib.sha256(contents(demo_records).encode()).hexdigest()


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    demo.write_demo(tmp_path / "new folder" / "demo.btrk", lambda done, of: told.append((done, of)))
    assert len(told) > 10
    assert told == sorted(told)
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 1000
    there = {p.name for p in (tmp_path / "new folder").iterdir()}
    assert there == {"demo.btrk", "demo.btrk.evidence"}


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.btrk"
    path.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        demo.write_demo(path)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_taken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.btrk"

    def take(done: int, of: int) -> None:
        path.write_bytes(b"mine")

    with pytest.raises(FileExistsError):
        demo.write_demo(path, take)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_left_of_a_demo_that_was_stopped(tmp_path: Path) -> None:
    def stop(done: int, of: int) -> None:
        if done > 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.write_demo(tmp_path / "demo.btrk", stop)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 1, 3])
def test_cancelled_it_leaves_nothing(tmp_path: Path, after: int) -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > after

    with pytest.raises(Cancelled):
        write_demo(tmp_path / "demo.btrk", cancelled=cancelled)
    assert list(tmp_path.iterdir()) == []
