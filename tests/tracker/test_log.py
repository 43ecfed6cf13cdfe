"""The log is the truth: a random history against a plain model, with undo, redo and reopening in between."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from tests.builders import NOON, Small, dump, small_store
from tracker import drafts, incidents, log, records, rows, totals, undo
from tracker.codec import decode, encode
from tracker.codes import AgeBand, Circumstance, CountBasis, Kind, Precision, Sex, Status
from tracker.days import reporting_day
from tracker.errors import Conflict, NotFound, Refused
from tracker.integrity import check
from tracker.rebuilding import rebuild
from tracker.store import open_store

NATIONALITIES = ["IRQ", "SYR", "CMR", "XCG"]
texts = st.text(max_size=30).filter(lambda s: "\x00" not in s and s.encode("utf-8", "ignore").decode() == s)


@st.composite
def incident_drafts(draw: st.DrawFn) -> drafts.Incident:
    """Valid incidents of all sorts, less situation, sector and links."""
    basis = draw(st.sampled_from(CountBasis))
    persons = None if basis is CountBasis.UNKNOWN else draw(st.integers(1, 200))
    precision = draw(st.sampled_from(Precision))
    when = NOON - timedelta(minutes=draw(st.integers(0, 60 * 24 * 400)))
    left = persons or 50
    groups = []
    for nationality in draw(st.lists(st.sampled_from(NATIONALITIES), unique=True, max_size=3)):
        if left > 0:
            count = draw(st.integers(1, left))
            groups.append(drafts.Group(count, nationality))
            left -= count
    if draw(st.booleans()):
        minors = draw(st.integers(1, persons or 5))
        groups.append(drafts.Group(minors, age=AgeBand.MINOR))
    return drafts.Incident(
        kind=draw(st.sampled_from(Kind)),
        status=draw(st.sampled_from(Status)),
        circumstances=draw(st.lists(st.sampled_from(Circumstance), unique=True)),
        happened_at=None if precision is Precision.UNKNOWN else when,
        precision=precision,
        posted_at=draw(st.none() | st.just(NOON)),
        persons=persons,
        basis=basis,
        groups=groups,
        illustrative=draw(st.booleans()),
        text=draw(st.none() | texts),
        outcomes=draw(st.just([]) | st.just([drafts.OutcomeCount(count=1)])),
    )


def keeps(draft: drafts.Incident) -> bool:
    """Whether people are counted in an incident, by the arrivals rule or as claimed."""
    kinds = {Kind.CROSSING, Kind.ARRIVAL}
    return draft.void_reason is None and draft.status is not Status.REFUTED and draft.kind in kinds


class History(RuleBasedStateMachine):
    """The store against a dict of drafts and two stacks of what undo and redo should do."""

    @initialize(cutoff=st.sampled_from([1440, 480]))
    def open(self, cutoff: int) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.btrk"
        self.small: Small = small_store(self.path, cutoff=cutoff)
        self.model: dict[str, drafts.Incident] = {}
        # Pairs of record id and (before, after); None before is: there was nothing.
        self.done: list[tuple[str, drafts.Incident | None, drafts.Incident]] = []
        self.undone: list[tuple[str, drafts.Incident | None, drafts.Incident]] = []

    def teardown(self) -> None:
        if hasattr(self, "small"):
            found = list(check(self.small.store))
            before = dump(self.small)
            self.small.store.write(rebuild)
            after = dump(self.small)
            self.small.store.close()
            self.folder.cleanup()
            assert found == []
            assert before == after

    def act(self, record_id: str, before: drafts.Incident | None, after: drafts.Incident) -> None:
        self.model[record_id] = after
        self.done.append((record_id, before, after))
        self.undone.clear()

    def forgets_people(self, record_id: str, after: drafts.Incident) -> bool:
        """Whether people whom other incidents leave to this one would be in no number."""
        leaning = [d for d in self.model.values() if d.seen_before == record_id and d.void_reason is None]
        return bool(leaning) and not keeps(after)

    def comes_to(self, start: str | None, goal: str) -> bool:
        """Whether the links from `start` on lead to `goal`."""
        while start is not None and start != goal:
            start = self.model[start].seen_before
        return start == goal

    @invariant()
    def nobody_is_forgotten(self) -> None:
        standing = [d for d in getattr(self, "model", {}).values() if d.void_reason is None and d.seen_before]
        assert all(keeps(self.model[str(d.seen_before)]) for d in standing)

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.model)))

    @rule(draft=incident_drafts(), sector=st.sampled_from([None, 0, 1]))
    def record(self, draft: drafts.Incident, sector: int | None) -> None:
        draft.situation = self.small.situation
        draft.sector = None if sector is None else self.small.sectors[sector]
        record_id = self.small.store.write(incidents.record_incident, draft).value
        self.act(record_id, None, draft)

    @precondition(lambda self: self.model)
    @rule(data=st.data(), draft=incident_drafts())
    def amend(self, data: st.DataObject, draft: drafts.Incident) -> None:
        record_id = self.pick(data)
        draft.situation, draft.sector = self.small.situation, self.small.sectors[1]
        with self.small.store.read() as session:
            before, revision = records.get(session, drafts.Incident, record_id)
        if self.forgets_people(record_id, draft):
            with pytest.raises(Refused):
                self.small.store.write(incidents.amend_incident, record_id, draft, revision)
            return
        self.small.store.write(incidents.amend_incident, record_id, draft, revision)
        self.act(record_id, before, draft)

    @precondition(lambda self: len(self.model) > 1)
    @rule(data=st.data(), share=st.none() | st.integers(0, 5))
    def link(self, data: st.DataObject, share: int | None) -> None:
        record_id, earlier = self.pick(data), self.pick(data)
        if record_id == earlier:
            return
        before = self.model[record_id]
        if share is not None and before.persons is not None:
            share = min(share, before.persons)
        if not keeps(self.model[earlier]) or self.comes_to(earlier, record_id):
            with pytest.raises(Refused):
                self.small.store.write(incidents.link_as_seen_before, record_id, earlier, share)
            return
        self.small.store.write(incidents.link_as_seen_before, record_id, earlier, share)
        self.act(record_id, before, replace(before, seen_before=earlier, seen_persons=share))

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        record_id = self.pick(data)
        before = self.model[record_id]
        if before.void_reason is not None:
            with pytest.raises(Refused):
                self.small.store.write(incidents.void_incident, record_id, "twice")
            return
        if self.forgets_people(record_id, replace(before, void_reason="entered twice")):
            with pytest.raises(Refused):
                self.small.store.write(incidents.void_incident, record_id, "entered twice")
            return
        self.small.store.write(incidents.void_incident, record_id, "entered twice")
        self.act(record_id, before, replace(before, void_reason="entered twice"))

    @rule()
    def undo(self) -> None:
        store = self.small.store
        if not self.done:
            return  # what is left is the situation itself
        store.write(undo.undo_last, store.author, store.station_id)
        record_id, before, after = self.done.pop()
        self.undone.append((record_id, before, after))
        self.model[record_id] = replace(after, void_reason=undo.UNDONE) if before is None else before

    @rule()
    def redo(self) -> None:
        store = self.small.store
        if not self.undone:
            with pytest.raises(Refused):
                store.write(undo.redo_last, store.author, store.station_id)
            return
        store.write(undo.redo_last, store.author, store.station_id)
        record_id, before, after = self.undone.pop()
        self.done.append((record_id, before, after))
        self.model[record_id] = after

    @rule()
    def reopen(self) -> None:
        author = self.small.store.author
        self.small.store.close()
        self.small.store = open_store(self.path, author)

    @rule()
    def refuse(self) -> None:
        with pytest.raises(Refused):
            self.small.record(persons=-1)
        with pytest.raises(NotFound):
            self.small.record(sector="0" * 36)

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        if not hasattr(self, "small"):
            return
        line = self.small.line
        with self.small.store.read() as session:
            for record_id, draft in self.model.items():
                assert encode(records.get(session, drafts.Incident, record_id)[0]) == encode(draft)
            wanted = incidents.Filter(line.pk)
            listed = incidents.find_incidents(session, wanted)
            standing = [i for i, d in self.model.items() if d.void_reason is None]
            assert Counter(x.id for x in listed) == Counter(standing)
            assert incidents.count_incidents(session, wanted) == len(standing)
            kept = totals.kept(session.connection(), line.pk)
            sectors = {s: rows.key_of(session, "sector", s) for s in self.small.sectors}
        assert {c: a for c, a in kept.items() if c[0] == "all"} == self.expected_days()
        by_nationality = Counter[str]()
        for (axis, _day, key), amounts in kept.items():
            if axis == "nationality":
                by_nationality[key] += amounts[0]
        assert by_nationality.total() == sum(a[0] for (x, _, _), a in kept.items() if x == "all")
        by_sector = Counter[str]()
        for (axis, _day, key), amounts in kept.items():
            if axis == "sector":
                by_sector[key] += amounts[0]
        for sector, pk in sectors.items():
            assert by_sector[str(pk)] == sum(
                arrivals(d) for d in self.model.values() if d.sector == sector and counts(d)
            )

    def expected_days(self) -> dict[tuple[str, str, str], list[int]]:
        with self.small.store.read() as session:
            situation = log.situation_of(session, self.small.situation)
        cells: dict[tuple[str, str, str], list[int]] = {}
        for d in self.model.values():
            if d.void_reason is not None or d.status is Status.REFUTED:
                continue
            day = reporting_day(d, situation)
            cell = cells.setdefault(("all", day.isoformat() if day else "", ""), [0] * 6)
            unknown = d.kind in (Kind.CROSSING, Kind.ARRIVAL) and d.persons is None and d.seen_before is None
            claimed = d.status is Status.CLAIMED
            cell[1 if claimed else 0] += arrivals(d)
            cell[3 if claimed else 2] += unknown
            cell[4] += 1
            cell[5] += d.illustrative
        return cells


def counts(d: drafts.Incident) -> bool:
    """Whether an incident is among the arrivals, written down once more from the issue's words."""
    return d.void_reason is None and d.status in (Status.REPORTED, Status.VERIFIED)


def arrivals(d: drafts.Incident) -> int:
    """Persons by the arrivals rule, written down once more from the issue's words."""
    if d.kind not in (Kind.CROSSING, Kind.ARRIVAL) or d.persons is None:
        return 0
    if d.seen_before is None:
        return d.persons
    return d.persons - (d.persons if d.seen_persons is None else d.seen_persons)


TestHistory = History.TestCase
TestHistory.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def test_a_refused_write_leaves_no_trace(small: Small) -> None:
    with small.store.read() as session:
        before = log.find_head(session)
    with pytest.raises(Refused):
        small.record(persons=5, groups=[drafts.Group(6, "IRQ")])
    with pytest.raises(NotFound):
        small.record(sector="00000000-0000-7000-8000-000000000000")
    with small.store.read() as session:
        assert log.find_head(session) == before


def test_an_edit_of_something_older_is_a_conflict(small: Small) -> None:
    incident = small.record()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, incident)
    small.store.write(incidents.amend_incident, incident, replace(draft, persons=24), revision)
    with pytest.raises(Conflict) as caught:
        small.store.write(incidents.amend_incident, incident, replace(draft, persons=25), revision)
    assert caught.value.values["by"] == "R. recorder"
    with small.store.read() as session:
        assert records.get(session, drafts.Incident, incident)[0].persons == 24


def test_undo_refuses_what_somebody_else_changed_since(small: Small, tmp_path: Path) -> None:
    incident = small.record()
    other = open_store(tmp_path / "store.btrk", "S. second")
    other.write(incidents.verify_incident, incident)
    with pytest.raises(Conflict) as caught:
        small.store.write(undo.undo_last, "R. recorder", small.store.station_id)
    assert caught.value.values["by"] == "S. second"
    # Her own action is the one that she takes back.
    other.write(undo.undo_last, "S. second", other.station_id)
    with other.read() as session:
        assert records.get(session, drafts.Incident, incident)[0].status is Status.REPORTED
    other.close()


def test_one_undo_takes_back_the_whole_action(small: Small) -> None:
    incident = small.record(moved_to=small.facilities[0])
    undone = small.store.write(undo.undo_last, small.store.author, small.store.station_id).value
    assert undone.records == 2
    with small.store.read() as session:
        movements = [i for t, i in _records(small) if t == "movement"]
        assert records.get(session, drafts.Movement, movements[0])[0].void_reason == undo.UNDONE
        assert records.get(session, drafts.Incident, incident)[0].void_reason == undo.UNDONE


def _records(small: Small) -> list[tuple[str, str]]:
    with small.store.read() as session:
        found = session.connection().execute(select(log.REVISIONS.c.record_type, log.REVISIONS.c.record_id))
        return [(t, i) for t, i in found]


def test_history_shows_who_changed_what_and_when(small: Small) -> None:
    incident = small.record()
    small.store.write(incidents.verify_incident, incident)
    small.store.write(incidents.void_incident, incident, "entered twice")
    with small.store.read() as session:
        versions = records.history_of(session, incident)
    assert [v.verb for v in versions] == ["record", "verify", "void"]
    assert versions[1].changes == {"status": ("reported", "verified")}
    assert versions[2].changes == {"void_reason": (None, "entered twice")}
    assert {v.author for v in versions} == {"R. recorder"}
    assert versions[0].at <= versions[1].at <= versions[2].at


def test_content_is_canonical_json(small: Small) -> None:
    incident = small.record(text="Größe ž, 日本", groups=[drafts.Group(2, "IRQ", Sex.FEMALE, AgeBand.ADULT)])
    with small.store.read() as session:
        content = log.head_of(session.connection(), incident).content
    assert content == json.dumps(
        json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert encode(decode("incident", content)) == content


def test_a_changed_cutoff_gives_every_incident_its_day_anew(small: Small) -> None:
    small.record(happened_at=datetime(2021, 8, 3, 6, 0, tzinfo=UTC))  # 09:00 in Vilnius
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Situation, small.situation)
    small.store.write(records.amend, small.situation, replace(draft, cutoff=480), revision)
    with small.store.read() as session:
        kept = totals.kept(session.connection(), small.line.pk)
    assert kept["all", "2021-08-04", ""][0] == 23
    assert list(check(small.store)) == []


def test_a_renamed_sector_is_found_by_its_new_name(small: Small) -> None:
    small.record()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Sector, small.sectors[0])
    small.store.write(records.amend, small.sectors[0], replace(draft, name="Kapčiamiestis"), revision)
    with small.store.read() as session:
        pk = small.line.pk
        assert len(incidents.find_incidents(session, incidents.Filter(pk, typed="kapciam"))) == 1
        assert incidents.find_incidents(session, incidents.Filter(pk, typed="druskin")) == []


WORDS = st.text(st.characters(exclude_categories=["Cs"]))


@given(
    st.lists(WORDS, min_size=6, max_size=6),
    st.none() | WORDS,
    st.lists(WORDS, max_size=3),
    st.datetimes(timezones=st.timezones()),
    st.integers(-900, 900),
    st.binary(min_size=32, max_size=32),
)
def test_a_header_is_hashed_as_the_json_that_the_form_describes(
    words: list[str], undoes: str | None, parents: list[str], at: datetime, offset: int, content: bytes
) -> None:
    one, action, verb, record_type, record, author = words
    listed = ["BT1", one, action, verb, undoes, record_type, record, parents, "station", author]
    listed += [(at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), offset, content.hex()]
    text = json.dumps(listed, separators=(",", ":"), ensure_ascii=False)
    entry = log.Entry(
        one, action, verb, undoes, record_type, record, json.dumps(parents), "station", author, at, offset,
        b"", "", content,
    )  # fmt: skip
    assert log.header_hash(entry) == sha256(text.encode()).digest()
