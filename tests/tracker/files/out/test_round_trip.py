"""One kind of records in one file, exported and imported by the command line into a store that is not there yet."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from tests.builders import small_store
from tests.tracker.terminal import border_tracker
from tracker import bulk, cli, drafts, facilities, incidents, records
from tracker.codes import (
    AgeBand,
    Circumstance,
    ContextKind,
    CountBasis,
    Credibility,
    DatePrecision,
    Kind,
    MovementReason,
    Need,
    Outcome,
    Precision,
    Qualifier,
    ReferralState,
    Regime,
    Reliability,
    Rule,
    Service,
    Sex,
    Status,
)
from tracker.drafts import Draft
from tracker.files.out.commands import What
from tracker.ids import new_id

EXECUTED = ["=1+1", "+49 5", "-5 km", "@x", "'=1", "'", "\ttab", "§1"]
WORDS = [
    *EXECUTED,
    'said "no"; left\nback, "again"',
    "Ранок, تفتيش, 分隊, Žaliūkai",
    " spaces ",
    "n/a",
    "007",
]
SUMMER, WINTER = timezone(timedelta(hours=3)), timezone(timedelta(hours=2))
# 31 October 2021: the clocks of Vilnius show half past three twice.
TWICE = [datetime(2021, 10, 31, 3, 30, tzinfo=SUMMER), datetime(2021, 10, 31, 3, 30, tzinfo=WINTER)]
ODD_CLOCK = datetime(2021, 3, 28, 2, 59, 59, 250_000, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
PLACED = {What.INCIDENTS, What.FACILITIES, What.SECTORS}
FORMS = ("csv", "xlsx", "hxl.csv", "hxl.xlsx", "geojson")
KINDS = [what for what in What if what is not What.REPORTS]  # one is made by its release, test_release.py
# Links to records of other kinds that have no name: what a file of one kind does not carry.
LINKS = {
    "movement": {"incident"},
    "statement": {"about_incident", "about_event", "about_total"},
}


def some(situation: str, other: str) -> Iterator[tuple[str, Draft]]:
    """Records of all kinds, with all their fields and with hardly any, each after those that it refers to."""
    sectors, places, parties = ([new_id() for _ in range(2)] for _ in range(3))
    for at, (record_id, owner) in enumerate(zip(sectors, (situation, other), strict=True)):
        # The same name in two situations, as borders have it.
        yield (
            record_id,
            drafts.Sector(situation=owner, name="=Ruožas; „Šiaurė“", length_km=12.5 if at else None,
                          length_source="@map" if at else None, latitude=54.25, longitude=-0.125),
        )  # fmt: skip
    yield new_id(), drafts.Station(name="+Padvarionys", situation=situation)
    yield (
        parties[0],
        drafts.Party(situation=situation, reference="-P\n1", persons=None, text="'quoted'"),
    )
    yield parties[1], drafts.Party(situation=situation, reference="P 2", persons=0)
    first = new_id()
    for at, text in enumerate(WORDS):
        record_id = new_id() if at else first
        yield (
            record_id,
            drafts.Incident(
                situation=situation if at % 2 else other,
                sector=sectors[0] if at % 2 else None,
                happened_at=(*TWICE, ODD_CLOCK)[at % 3],
                persons=5,
                text=text,
                place=text,
                source=text,
                origin=text,
                seen_before=first if at == 3 else None,
                seen_persons=2 if at == 3 else None,
            ),
        )
    yield (
        new_id(),
        drafts.Incident(
            situation=situation,
            sector=sectors[0],
            kind=Kind.RESCUE,
            circumstances=[Circumstance.ESCORTED, Circumstance.FORCE_USED],
            status=Status.CLAIMED,
            reliability=Reliability.B,
            credibility=Credibility.PROBABLE,
            happened_at=datetime(2021, 7, 31, 0, 0, tzinfo=UTC),
            precision=Precision.HOUR,
            posted_at=TWICE[1],
            latitude=54.123456789012,
            longitude=-24.0,
            persons=20,
            basis=CountBasis.ESTIMATED,
            low=15,
            high=25,
            party=parties[0],
            destination="+Deutschland",
            illustrative=True,
            groups=[
                drafts.Group(15, "IRQ"),
                drafts.Group(2, "XCG", Sex.FEMALE, AgeBand.OLDER),
                drafts.Group(4, age=AgeBand.MINOR),
            ],
            outcomes=[drafts.OutcomeCount(Outcome.HOSPITAL, 1), drafts.OutcomeCount(Outcome.UNKNOWN, 3)],
            referrals=[
                drafts.Referral(Service.ASYLUM, 3, ReferralState.ACCEPTED, True, "=desk", TWICE[0], "@R", parties[0]),
                drafts.Referral(),
            ],
            evidence=[drafts.Evidence("-a.jpg", "ab" * 32, 12, "image/jpeg", "'phone", ODD_CLOCK)],
        ),
    )  # fmt: skip
    yield (
        new_id(),
        drafts.Incident(situation=situation, precision=Precision.UNKNOWN, posted_at=TWICE[0],
                        basis=CountBasis.UNKNOWN, crossed=True),
    )  # fmt: skip
    for record_id, owner, regime in zip(
        places, (situation, other), (Regime.CLOSED, Regime.OPEN), strict=True
    ):
        yield (
            record_id,
            drafts.Facility(situation=owner, name="@Pabradė", regime=regime, sector=sectors[owner == other],
                            place="=place", latitude=0.0, longitude=0.1, text="- a\r\n- b"),
        )  # fmt: skip
    yield new_id(), drafts.Facility(situation=situation, name="No place known")
    for at, place in enumerate(places):
        yield (
            new_id(),
            drafts.CapacityChange(facility=place, from_at=TWICE[at], nominal=0, operational=None, surge=10,
                                  out_of_use=0, source="+office"),
        )  # fmt: skip
        yield new_id(), drafts.CapacityChange(facility=place, from_at=datetime(2031, 1, 1, tzinfo=UTC))
        yield (
            new_id(),
            drafts.Headcount(facility=place, counted_at=TWICE[at], persons=12, reckoned=-3, source="@s", text="=t",
                             groups=[drafts.HeadcountGroup(4, Sex.MALE, AgeBand.ADULT)],
                             needs=[drafts.NeedCount(2, Need.PREGNANT), drafts.NeedCount(3, language="ckb")]),
        )  # fmt: skip
        yield new_id(), drafts.Headcount(facility=place, counted_at=ODD_CLOCK, persons=0)
    yield (
        new_id(),
        drafts.Movement(situation=situation, reason=MovementReason.ARRIVAL, persons=5, to_facility=places[0],
                        left_at=TWICE[0], arrived_at=TWICE[1], incident=first, party=parties[0], text="-\n'x"),
    )  # fmt: skip
    yield (
        new_id(),
        drafts.Movement(situation=situation, reason=MovementReason.RELEASE, persons=1, from_facility=places[0],
                        left_at=ODD_CLOCK),
    )  # fmt: skip
    day, total, event, said = date(2021, 7, 31), new_id(), new_id(), new_id()
    for value, reported in ((0, None), (2_884, date(2021, 8, 1)), (2_900, date(2021, 8, 5))):
        yield (
            total if value == 0 else new_id(),
            drafts.PublishedTotal(situation=situation, first_day=day, last_day=day, value=value,
                                  rule=Rule.APPREHENSIONS, qualifier=Qualifier.MORE_THAN, reported=reported,
                                  nationality="IRQ" if value else None, sector=sectors[0] if value else None,
                                  cumulative=bool(value), source="=VSAT", text="revised; up"),
        )  # fmt: skip
    yield (
        event,
        drafts.ContextEvent(situation=situation, kind=ContextKind.FENCE, title="-Fence “so called”",
                            first_day=date(1900, 1, 31), last_day=day, date_precision=DatePrecision.ROUGH,
                            date_text="late\nJune", reason="+r", condition="@c", amount=17_700_000.5,
                            currency="USD", source="'s", text="=t"),
    )  # fmt: skip
    yield (
        new_id(),
        drafts.ContextEvent(situation=other, title="Bare", first_day=day, last_day=day, amount=0.0),
    )
    yield (
        said,
        drafts.Statement(situation=situation, speaker="@minister", role="=r", quotation="“we\n…”", first_day=day,
                         last_day=day, date_text="+", about_event=event, about_total=total, about_incident=first,
                         reliability=Reliability.C, credibility=Credibility.DOUBTFUL, source="-", text="'"),
    )  # fmt: skip
    yield (
        new_id(),
        drafts.Statement(situation=situation, speaker="S", quotation="no", first_day=day, last_day=day, answers=said),
    )  # fmt: skip
    yield (
        new_id(),
        drafts.ImportReceipt(situation=situation, file="=a.csv", sheet="@s", subject="incidents", read=2, added=1,
                             refused=1, details='{"rows":[]}'),
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round")
    small = small_store(folder / "s.btrk", name="=Lietuva–„Baltarusija“\nsiena", cutoff=480, border_km=678.8)
    other = new_id()
    opened = drafts.Situation(name="+Sąsiadka", time_zone="Europe/Warsaw", tight_at=80, text="x")
    made = [(other, opened), *some(small.situation, other)]
    bulk.write_staged(small.store, bulk.stage(small.store, made))
    # What was corrected counts as it is now, and what was voided is no record any more.
    amended = small.record(persons=3, text="first")
    with small.store.read() as session:
        draft, head = records.get(session, drafts.Incident, amended)
    draft.text, draft.persons = "=corrected", 4
    small.store.write(incidents.amend_incident, amended, draft, head)
    small.store.write(incidents.void_incident, small.record(persons=9), "twice; -1")
    small.store.write(
        facilities.take_headcount,
        drafts.Headcount(facility=small.facilities[0], counted_at=TWICE[0], persons=7),
    )
    small.store.close()
    return small.store.path


def contents(path: Path, kind: str) -> dict[str, dict[str, Any]]:
    """What each standing record of a kind holds, by id."""
    db = sqlite3.connect(path)
    try:
        rows = db.execute(
            f'SELECT t.id, r.content FROM "{kind}" t JOIN revision r ON r.id = t.revision_id '
            "WHERE t.void_reason IS NULL"
        )
        return {record_id: json.loads(content) for record_id, content in rows}
    finally:
        db.close()


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Any:
    code = cli.main([*map(str, words), "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return json.loads(printed.out)


@pytest.mark.parametrize("what", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_a_kind_comes_in_again_as_it_was(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: What, form: str
) -> None:
    path, new, kind = tmp_path / f"x.{form}", tmp_path / "n.btrk", what.kind
    if form == "geojson" and what not in PLACED:
        assert cli.main(["export", str(path), "--store", str(store), "--what", what.value]) == cli.WRONG_USE
        assert "GeoJSON holds what has a place" in capsys.readouterr().err
        assert not path.exists()
        return
    before = contents(store, kind)
    made = run(capsys, "export", path, "--store", store, "--what", what.value)
    assert made["counts"] == {kind: len(before)}
    if what is What.INCIDENTS:
        assert "Voided records: 1." in made["left_out"]
    expected = {
        record_id: {name: value for name, value in values.items() if name not in LINKS.get(kind, ())}
        for record_id, values in before.items()
    }
    told = run(capsys, "import", path, "--store", new, "--time-zone", "Europe/Vilnius")
    assert (told["read"], told["added"], told["refused"]) == (len(before), len(before), 0)
    after = contents(new, kind)
    assert {record_id: values for record_id, values in after.items() if record_id in before} == expected
    # A new store has a station of its own, and the receipt of this import.
    assert len(after) == len(before) + (what in (What.STATIONS, What.IMPORT_RECEIPTS))
    assert bool(LINKS.get(kind)) == any("Links to records" in note for note in told["notes"])
    assert any("Links" in said for said in made["left_out"]) or kind not in LINKS
    # A second time nothing is new.
    again = run(capsys, "import", path, "--store", new)
    assert (again["added"], again["unchanged"]) == (0, len(before))
    # What the file only names is here by its name.
    for name in ("situation", "sector", "facility", "party"):
        assert contents(new, name).keys() <= contents(store, name).keys()
    assert cli.main(["check", "--store", str(new)]) == 0


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_said_what_it_is_or_not_it_is_the_same(store: Path, tmp_path: Path, form: str) -> None:
    border_tracker("export", f"x.{form}", "--store", store, "--what", "incidents", cwd=tmp_path)
    told = border_tracker("import", f"x.{form}", "--as", "incidents", "--store", "n.btrk", cwd=tmp_path)
    assert "Recorded as one action" in told.out
    assert contents(tmp_path / "n.btrk", "incident") == contents(store, "incident")


def test_one_after_the_other_they_are_the_store_again(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file of one kind after those that its records refer to: no link is missed."""
    new = tmp_path / "n.btrk"
    for what in KINDS:
        path = tmp_path / f"{what.value}.csv"
        run(capsys, "export", path, "--store", store, "--what", what.value)
        told = run(capsys, "import", path, "--store", new)
        assert not any("Links to records" in note for note in told["notes"])
    for what in KINDS:
        after = contents(new, what.kind)
        assert {i: v for i, v in after.items() if i in contents(store, what.kind)} == contents(
            store, what.kind
        )


def test_a_row_that_somebody_spoilt_is_refused_alone(store: Path, tmp_path: Path) -> None:
    border_tracker("export", "x.csv", "--store", store, "--what", "incidents", cwd=tmp_path)
    text = (tmp_path / "x.csv").read_bytes().replace(b",rescue,", b",no such kind,")
    (tmp_path / "x.csv").write_bytes(text)
    told = border_tracker("import", "x.csv", "--store", "n.btrk", "--json", cwd=tmp_path).json
    assert told["refused"] == 1
    assert (told["refused_rows"][0]["field"], told["refused_rows"][0]["code"]) == ("kind", "not_as_written")
    line = told["refused_rows"][0]["row"]
    record_id = text.decode("utf-8").split("\n")[line - 1].partition(",")[0]
    assert contents(store, "incident")[record_id]["kind"] == "rescue"
    assert told["added"] == told["read"] - 1
    border_tracker("import", "x.csv", "--store", "m.btrk", "--all-or-nothing", "--json", cwd=tmp_path, code=1)
    assert not (tmp_path / "m.btrk").exists()


def test_names_that_are_here_are_meant(store: Path, tmp_path: Path) -> None:
    """A neighbour's list of headcounts comes to facilities of the same names, in the situation of the same name."""
    border_tracker("export", "x.csv", "--store", store, "--what", "headcounts", cwd=tmp_path)
    here = small_store(tmp_path / "h.btrk", name="=Lietuva–„Baltarusija“\nsiena")
    here.store.close()
    told = border_tracker("import", "x.csv", "--store", "h.btrk", "--json", cwd=tmp_path).json
    assert told["refused"] == 0
    assert sorted(told["created"]["facility"]) == ["@Pabradė", "@Pabradė"]
    assert told["created"]["situation"] == ["+Sąsiadka"]
    found = contents(tmp_path / "h.btrk", "headcount").values()
    assert here.facilities[0] in {values["facility"] for values in found}


def test_an_export_of_all_is_of_its_own_situation(store: Path, tmp_path: Path) -> None:
    border_tracker("export", "x.zip", "--store", store, cwd=tmp_path)
    wrong = border_tracker(
        "import", "x.zip", "--store", "n.btrk", "--situation", "Other", cwd=tmp_path, code=2
    )
    assert "leave --situation out" in wrong.err


def test_its_receipt_is_kept_and_taken_back_with_what_came_in(store: Path, tmp_path: Path) -> None:
    border_tracker("export", "x.csv", "--store", store, "--what", "facilities", cwd=tmp_path)
    told = border_tracker("import", "x.csv", "--store", "n.btrk", "--json", cwd=tmp_path).json
    (kept,) = border_tracker("receipts", "--store", "n.btrk", "--json", cwd=tmp_path).json
    assert (kept["file"], kept["read"], kept["added"]) == ("x.csv", told["read"], told["added"])
    border_tracker(
        "import", "x.csv", "--store", "n.btrk", cwd=tmp_path
    )  # says nothing new, and keeps no receipt
    assert len(border_tracker("receipts", "--store", "n.btrk", "--json", cwd=tmp_path).json) == 1


def test_a_row_that_somebody_changed_is_set_aside_and_says_in_what(store: Path, tmp_path: Path) -> None:
    border_tracker("export", "x.csv", "--store", store, "--what", "facilities", cwd=tmp_path)
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("place")] = "Elsewhere"
    with (tmp_path / "x.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    # The store is shared with the other tests: nothing may come in.
    before = contents(store, "facility")
    told = border_tracker("import", "x.csv", "--store", store, "--json", cwd=tmp_path).json
    assert (told["added"], told["unchanged"], len(told["set_aside_rows"])) == (0, len(before) - 1, 1)
    assert "in: place" in json.dumps(told["set_aside_rows"])
    assert contents(store, "facility") == before
