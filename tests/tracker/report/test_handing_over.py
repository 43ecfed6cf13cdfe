"""The handover: what is open, promised and expected, and no more of it once it is closed."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store
from tests.tracker.report.pdf import opened, tags
from tracker import drafts, facilities, incidents
from tracker.codes import CountBasis, ReferralState, Service, Status
from tracker.report.document import plain
from tracker.report.handing_over import Handover, as_lines, make_handover

DAY = NOON.date()


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "s.btrk")


def handover(small: Small) -> Handover:
    return make_handover(small.store, small.situation, DAY, now=NOON)


def rows(made: Handover, start: str) -> list[list[str]]:
    (section,) = [s for s in made.sheet.sections if s.title.startswith(start)]
    return [[plain(cell) for cell in row] for row in section.table.rows] if section.table else []


def test_promised_expected_and_open(small: Small) -> None:
    due = drafts.Referral(
        Service.UNACCOMPANIED_CHILD, 2, due_at=NOON - timedelta(hours=1), receiver="Children's service"
    )
    later = drafts.Referral(Service.MEDICAL, 1, due_at=NOON + timedelta(hours=3))
    done = drafts.Referral(Service.ASYLUM, 3, ReferralState.RECEIVED)
    small.record(referrals=[later, done, due], groups=[drafts.Group(23, "IRQ")])
    moved = small.record(moved_to=small.facilities[0], persons=9, groups=[drafts.Group(9, "IRQ")])
    small.record(persons=None, basis=CountBasis.UNKNOWN, place="By the river")
    small.record(status=Status.CLAIMED, persons=5)
    made = handover(small)
    promised = rows(made, "Promised")
    assert [row[1] for row in promised] == ["unaccompanied child", "medical"]
    assert promised[0][0].endswith("(past)") and promised[0][4] == "Children's service"
    assert [row[1:] for row in rows(made, "Expected")] == [["9", "–", "Pabradė"]]
    assert [row[4] for row in rows(made, "Open: arrivals")] == ["number, composition"]
    assert [row[4] for row in rows(made, "Open: claims")] == ["composition, verification"]
    lines = as_lines(made.sheet)
    assert any("Children's service" in line for line in lines)
    # Closed, arrived and verified, they are gone.
    with small.store.read() as session:
        (movement,) = facilities.find_on_the_road(session, small.line.pk)
    small.store.write(facilities.confirm_arrival, movement.id, NOON)
    small.store.write(incidents.void_incident, moved, "entered twice")
    assert rows(handover(small), "Expected") == []


def test_facilities_are_to_be_counted_when_their_count_is_old(small: Small) -> None:
    for place, hours in zip(small.facilities, (100, 5), strict=True):
        counted = drafts.Headcount(facility=place, counted_at=NOON - timedelta(hours=hours), persons=7)
        small.store.write(facilities.take_headcount, counted)
    assert [row[0] for row in rows(handover(small), "Open: facilities")] == ["Pabradė"]


def test_it_is_tagged_and_the_same_bytes_at_its_position(small: Small) -> None:
    small.record()
    made = make_handover(small.store, small.situation, DAY)
    position = int(made.sheet.foot.split()[2])
    small.record()
    assert make_handover(small.store, small.situation, DAY, position=position).pdf() == made.pdf()
    with opened(made.pdf()) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert tags(pdf)["TH"]
