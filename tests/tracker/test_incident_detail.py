from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store
from tracker import drafts, incidents, records
from tracker.codes import Kind, Verb
from tracker.errors import NotFound
from tracker.incident_detail import IncidentDetail, read_incident
from tracker.incidents import Filter, Key, Order, find_anchors, find_by_ids, find_incidents, find_lines


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def detail(small: Small, id_: str) -> IncidentDetail:
    with small.store.read() as session:
        return read_incident(session, id_)


def test_everything_about_one(small: Small) -> None:
    earlier = small.record(happened_at=NOON - timedelta(days=1))
    moved_to = small.facilities[0]
    id_ = small.store.write(incidents.record_incident, small.incident(), moved_to, "P-0042").value
    linked = small.store.write(incidents.link_as_seen_before, id_, earlier, 5)
    read = detail(small, id_)
    assert read.revision_id != ""
    assert read.draft.seen_persons == 5
    assert read.earlier is not None and read.earlier.id == earlier
    assert [m.to_name for m in read.movements] == ["Pabradė"]
    assert read.names[read.draft.sector or ""] == "Druskininkai"
    assert read.names[read.draft.party or ""] == "P-0042"
    assert [v.verb for v in read.versions] == [Verb.RECORD, Verb.AMEND]
    assert set(read.stations.values()) == {"Padvarionys"}
    assert [line.id for line in detail(small, earlier).later] == [id_]
    assert linked.change.records[0] == ("incident", id_)


def test_names_of_what_it_said_before_are_known_too(small: Small) -> None:
    id_ = small.record()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, id_)
    small.store.write(incidents.amend_incident, id_, replace(draft, sector=small.sectors[1]), revision)
    assert set(detail(small, id_).names.values()) == {"Druskininkai", "Lavoriškės"}


def test_an_amendment_can_name_the_party(small: Small) -> None:
    id_ = small.record()
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Incident, id_)
    small.store.write(incidents.amend_incident, id_, draft, revision, "P-7")
    read = detail(small, id_)
    assert read.names[read.draft.party or ""] == "P-7"


def test_a_link_can_be_taken_back(small: Small) -> None:
    earlier, id_ = small.record(), small.record()
    small.store.write(incidents.link_as_seen_before, id_, earlier, None)
    small.store.write(incidents.link_as_seen_before, id_, None, None)
    read = detail(small, id_)
    assert read.draft.seen_before is None and read.earlier is None
    assert detail(small, earlier).later == []


def test_a_voided_one_is_read_too(small: Small) -> None:
    id_ = small.record()
    small.store.write(incidents.void_incident, id_, "entered twice")
    assert detail(small, id_).draft.void_reason == "entered twice"


def test_nothing_of_this_id(small: Small) -> None:
    with pytest.raises(NotFound):
        detail(small, "no-such-id")


# What a list needs to re-read little


def test_the_lines_of_a_few_with_the_count_of_all(small: Small) -> None:
    ids = [small.record(happened_at=NOON - timedelta(hours=n)) for n in range(5)]
    rescue = small.record(kind=Kind.RESCUE)
    wanted = Filter(small.line.pk, kind=Kind.CROSSING)
    with small.store.read() as session:
        lines, count = find_lines(session, wanted, [ids[1], rescue, "no-such-id"])
        assert [line.id for line in find_by_ids(session, [rescue, ids[1]])] == [ids[1], rescue]
    assert [line.id for line in lines] == [ids[1]]
    assert count == 5


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("typed", ["", "Drusk"])
def test_page_after_page_is_the_whole_list(small: Small, order: Order, typed: str) -> None:
    for n in range(11):
        small.record(happened_at=NOON - timedelta(hours=n // 2), persons=n % 3 + 1)
    wanted = Filter(small.line.pk, order=order, typed=typed)
    with small.store.read() as session:
        whole = [line.id for line in find_incidents(session, wanted, None, 100)]
        paged: list[str] = []
        after: Key | None = None
        while page := find_incidents(session, wanted, after, 3):
            paged += [line.id for line in page]
            after = page[-1].key
        anchors = find_anchors(session, wanted, 3)
        jumps = [find_incidents(session, wanted, key, 1)[0].id for key in anchors]
    assert len(whole) == 11
    assert paged == whole
    assert jumps == [whole[3], whole[6], whole[9]]
