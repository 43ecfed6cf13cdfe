"""What an import would do, told before it does: the preview agrees with the import, row by row."""

import gc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOON, small_store
from tests.tracker.files.importing import Desk, counts
from tests.tracker.terminal import ROOT
from tracker import bulk, drafts
from tracker.codes import CountBasis, Precision
from tracker.files.fields import Subject
from tracker.files.likeness import Standing
from tracker.files.mapping import bind, guess_mapping, parse_mapping
from tracker.files.preparation import Preparation
from tracker.files.preview import Preview, preview_import
from tracker.files.profiles import get_profile, with_profile
from tracker.files.readers import read_table
from tracker.files.reading import Reader
from tracker.files.receipt import Fate
from tracker.files.request import Decided, Decision, Request
from tracker.incidents import Filter, find_incidents, find_likely_duplicates
from tracker.messages import words
from tracker.situations import find_situations


def preview_of(desk: Desk, subject: Subject, table: str | Path, *maps: str, **more: Any) -> Preview:
    """A preview into the desk's store, or into none where there is none."""
    most = more.pop("most", 2_000)
    cancelled = more.pop("cancelled", lambda: False)
    path = desk.table(table) if isinstance(table, str) else table
    request = Request(path, subject, list(maps), **more)
    read = read_table(path)
    mapping = parse_mapping(subject, request.maps, request.sets)
    if not request.maps:
        mapping.columns = guess_mapping(subject, read).columns
    bound = bind(subject, mapping, read)
    if not desk.path.exists():
        draft = drafts.Situation(name="s", time_zone="Europe/Vilnius")
        return preview_import(None, request, read, bound, draft, most=most, cancelled=cancelled)
    with desk.store() as store, store.read() as session:
        (line,) = find_situations(session)
        return preview_import(session, request, read, bound, line, most=most, cancelled=cancelled)


def said(preview: Preview) -> list[tuple[int, str]]:
    return [(row.number, row.fate.value) for row in preview.rows]


INCIDENTS = """when,sector,persons,nationality,place
2021-08-03 02:10,Druskininkai,23,Iraq,by the river
2021-08-03 25:10,Druskininkai,23,Iraq,
2021-08-02,Varėna,about 7,,
"""


def test_rows_are_shown_as_they_will_be_and_as_they_stood(tmp_path: Path) -> None:
    preview = preview_of(Desk(tmp_path), Subject.INCIDENTS, INCIDENTS)
    assert said(preview) == [(2, "added"), (3, "refused"), (4, "added")]
    first, second, third = preview.rows
    assert first.values["happened_at"] == "2021-08-03 02:10"
    assert first.values["groups"] == "Iraq 23"
    assert (first.values["sector"], first.values["persons"]) == ("Druskininkai", "23")
    assert first.raw["when"] == "2021-08-03 02:10"
    assert [(d.code, d.field) for d in first.doubts] == [("doubt_new_name", "sector")]
    assert second.values == {}
    assert [p.field for p in second.problems] == ["when"]
    assert (third.raw["persons"], third.values["basis"]) == ("about 7", "estimated")
    assert preview.columns()[:2] == ["sector", "kind"]


def test_a_preview_writes_nothing_and_says_what_the_import_then_does(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, "when,sector,persons\n2021-08-01 10:00,Varėna,4\n")
    before = desk.path.read_bytes()
    preview = preview_of(desk, Subject.INCIDENTS, INCIDENTS, create_sectors=True)
    assert desk.path.read_bytes() == before
    receipt = desk.receive(Subject.INCIDENTS, INCIDENTS, create_sectors=True)
    assert preview.receipt.counts() == receipt.counts()


@pytest.mark.parametrize(
    "name",
    [
        "italy-daily-landings",
        "italy-landings-by-nationality",
        "italy-reception-by-region",
        "frontex-eastern-borders-monthly",
    ],
)
def test_the_real_files_row_by_row(name: str, tmp_path: Path) -> None:
    path = ROOT / "tests" / "data" / f"{name}.csv"
    profile = get_profile(name)
    request = with_profile(Request(path, profile.subject), profile)
    table = read_table(path)
    bound = bind(profile.subject, parse_mapping(profile.subject, request.maps, request.sets), table)
    draft = drafts.Situation(name="s", time_zone="Europe/Rome")
    preview = preview_import(None, request, table, bound, draft, most=100_000)
    fates = {fate: len({row.number for row in preview.rows if row.fate is fate}) for fate in Fate}
    counted = preview.receipt.counts()
    assert {fate.value: n for fate, n in fates.items()} == {
        name: n for name, n in counted.items() if name != "read"
    }
    assert preview.more == 0


def test_at_most_so_many_rows_those_to_be_looked_at_first(tmp_path: Path) -> None:
    good = "".join(f"2021-07-{day:02},5\n" for day in range(1, 29))
    table = "day,persons\n" + good + "2021-13-01,5\n" + good.replace(",5", ",6") + "2021-07-30,many\n"
    preview = preview_of(Desk(tmp_path), Subject.INCIDENTS, table, most=10)
    assert len(preview.rows) == 10
    assert preview.more == 58 - 10
    assert [row.number for row in preview.rows if row.fate is Fate.REFUSED] == [30, 59]
    assert [row.number for row in preview.rows] == sorted(row.number for row in preview.rows)


def test_a_question_for_a_person(tmp_path: Path) -> None:
    table = "day,persons\n03/04/2021,4\n05/06/2021,7\n"
    (question,) = preview_of(Desk(tmp_path), Subject.INCIDENTS, table).questions
    assert (question.code, question.choices, question.count) == ("date_order", ("dmy", "mdy"), 2)
    assert question.examples == ("2021-04-03", "2021-03-04")
    answered = preview_of(Desk(tmp_path), Subject.INCIDENTS, table, order="mdy")
    assert (answered.questions, said(answered)) == ([], [(2, "added"), (3, "added")])


@pytest.mark.parametrize(("proof", "first"), [("13/04/2021", "2021-04-03"), ("04/13/2021", "2021-03-04")])
def test_one_date_that_proves_the_order_answers_for_all(tmp_path: Path, proof: str, first: str) -> None:
    preview = preview_of(Desk(tmp_path), Subject.INCIDENTS, f"day,persons\n03/04/2021,4\n{proof},7\n")
    assert preview.rows[0].values["happened_at"] == f"{first} 00:00"
    (note,) = [p for p in preview.receipt.assumed if p.code.startswith("order_")]
    assert proof in words(note)


def test_dates_that_prove_both_orders_prove_none(tmp_path: Path) -> None:
    table = "day,persons\n03/04/2021,4\n13/04/2021,7\n04/13/2021,8\n"
    assert said(preview_of(Desk(tmp_path), Subject.INCIDENTS, table))[0] == (2, "refused")


def test_doubts_have_their_reason_in_words(tmp_path: Path) -> None:
    rows = "".join(f"2021-07-{day:02},Varėna,5\n" for day in range(1, 9))
    table = "day,sector,persons\n" + rows + "2021-07-01,Varėna,5\n2021-07-20,Varėna,5000\n"
    preview = preview_of(Desk(tmp_path), Subject.INCIDENTS, table)
    doubts = {row.number: [d.code for d in row.doubts if d.code != "doubt_new_name"] for row in preview.rows}
    assert {number: codes for number, codes in doubts.items() if codes} == {
        10: ["doubt_twin"],
        11: ["doubt_many"],
    }
    assert all(words(doubt) for row in preview.rows for doubt in row.doubts)


LIST = "when,sector,persons\n2021-08-03 02:10,Druskininkai,23\n2021-08-03 09:00,Druskininkai,5\n"
LIKE_IT = "when,sector,persons\n2021-08-03 02:40,Druskininkai,24\n2021-08-03 18:00,Druskininkai,5\n"


def test_possible_duplicates_stand_side_by_side_and_a_person_decides(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, LIST)
    preview = preview_of(desk, Subject.INCIDENTS, LIKE_IT)
    (row,) = [row for row in preview.rows if row.likely]
    (likely,) = row.likely
    assert row.number == 2
    assert likely.words["happened_at"] == "2021-08-03 02:10"
    assert (likely.words["sector"], likely.words["persons"]) == ("Druskininkai", "23")

    left_out = {2: Decided(Decision.LEAVE_OUT, likely.record_id)}
    receipt = desk.receive(Subject.INCIDENTS, LIKE_IT, decisions=left_out)
    assert counts(receipt) == (2, 1, 0, 1, 0, 0)
    assert receipt.left_out == [2]
    desk.undo()

    seen = {2: Decided(Decision.SEEN_BEFORE, likely.record_id)}
    receipt = desk.receive(Subject.INCIDENTS, LIKE_IT, decisions=seen)
    assert counts(receipt) == (2, 2, 0, 0, 0, 0)
    with desk.store() as store, store.read() as session:
        (line,) = find_situations(session)
        arrivals = find_incidents(session, Filter(line.pk, line.time_zone, line.cutoff))
        assert sum(one.persons or 0 for one in arrivals) == 23 + 5 + 24 + 5
        from tracker.figures import read_counts

        assert sum(read_counts(session, line).year.values()) == 23 + 5 + 5  # the 24 were counted before
    desk.check()


def test_all_rows_to_decide_about_are_kept_however_many_rows_are_shown(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, LIST)
    again = LIKE_IT + LIKE_IT.splitlines()[2] + "\n"  # its last row once more
    preview = preview_of(desk, Subject.INCIDENTS, again, most=1)
    assert len(preview.rows) == 1
    assert [(row.number, len(row.likely), [d.code for d in row.doubts]) for row in preview.alike] == [
        (2, 1, []),
        (4, 0, ["doubt_twin"]),
    ]
    assert preview.alike[0].values["persons"]


@settings(max_examples=40, deadline=None)
@given(
    hours=st.integers(-30, 30),
    persons=st.sampled_from([None, 1, 19, 22, 23, 27, 28]),
    here=st.sampled_from([None, 1, 22, 23]),
    precision=st.sampled_from(list(Precision)),
    of_here=st.sampled_from([Precision.EXACT, Precision.DAY]),
    where=st.sampled_from(["same", "other", "none"]),
)
def test_what_is_like_a_row_is_what_the_form_finds(
    hours: int, persons: int | None, here: int | None, precision: Precision, of_here: Precision, where: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    small = small_store(tmp_path_factory.mktemp("like") / "s.btrk")
    known = {"basis": CountBasis.UNKNOWN} if here is None else {}
    for later in (0, 1, 1):
        small.record(
            persons=here,
            happened_at=NOON + timedelta(hours=later),
            precision=of_here,
            sector=small.sectors[0],
            **known,
        )
    draft = drafts.Incident(
        situation=small.situation,
        happened_at=NOON + timedelta(hours=hours),
        persons=persons,
        precision=precision,
        sector={"same": small.sectors[0], "other": small.sectors[1], "none": None}[where],
    )
    with small.store.read() as session:
        found = [line.id for line in find_likely_duplicates(session, draft)]
        assert Standing(session, small.line.pk).like(draft) == found
    small.store.close()


def test_what_was_read_is_let_go_of_without_the_collector(tmp_path: Path) -> None:
    """Which walks through all that a long table left behind, on the thread that the windows are on."""
    desk = Desk(tmp_path)
    desk.receive(Subject.INCIDENTS, LIST)
    gc.collect()
    gc.disable()
    try:
        preview = preview_of(desk, Subject.INCIDENTS, INCIDENTS)
        desk.receive(Subject.INCIDENTS, INCIDENTS)
        alive = [one for one in gc.get_objects() if isinstance(one, Preparation | Reader)]
    finally:
        gc.enable()
    assert preview.receipt.counts()["refused"] > 0
    assert alive == []


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    table = "day,persons\n" + "2021-07-01,5\n" * 2_000
    with pytest.raises(bulk.Cancelled):
        preview_of(Desk(tmp_path), Subject.INCIDENTS, table, cancelled=lambda: True)


cells = st.sampled_from(
    ["", "2021-07-01", "01/02/2021", "13/02/2021", "x", "5", "many", "~7", "Varėna", "10:00"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), max_size=12))
def test_the_receipt_of_a_preview_is_that_of_the_import(rows: list[tuple[str, str, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.receive(Subject.INCIDENTS, "day,persons,sector\n2021-07-01,5,Varėna\n")
        table = "day,persons,sector\n" + "".join(",".join(row) + "\n" for row in rows)
        preview = preview_of(desk, Subject.INCIDENTS, table)
        fates = [row.fate.value for row in preview.rows]
        receipt = desk.receive(Subject.INCIDENTS, table)
        assert preview.receipt.counts() == receipt.counts()
        assert {name: fates.count(name) for name in set(fates)} == {
            name: n for name, n in receipt.counts().items() if n and name != "read"
        }
