"""The list behind a figure of arrivals comes to that figure, whatever the incidents are."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store
from tracker import figures, headlines, incidents
from tracker.arrivals import Arrivals, sum_arrivals
from tracker.codes import CountBasis, Kind, Precision, Status
from tracker.drafts import Group
from tracker.incidents import Filter
from tracker.published import Days

DAY = NOON.date()


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def wanted(small: Small, **more: object) -> Filter:
    line = small.line
    return Filter(line.pk, line.time_zone, line.cutoff, first_day=DAY, last_day=DAY, arrivals=True, **more)  # type: ignore[arg-type]


def test_the_list_has_what_counts_and_nothing_else(small: Small) -> None:
    counts = [
        small.record(kind=kind, status=status)
        for kind, status in product(Kind, Status)
        if kind in (Kind.CROSSING, Kind.ARRIVAL) and status in (Status.REPORTED, Status.VERIFIED)
    ]
    for kind, status in product(Kind, Status):
        if kind not in (Kind.CROSSING, Kind.ARRIVAL) or status not in (Status.REPORTED, Status.VERIFIED):
            small.record(kind=kind, status=status)
    void = small.record()
    small.store.write(incidents.void_incident, void, "typed twice")
    small.record(happened_at=NOON - timedelta(days=3))
    with small.store.read() as session:
        for voided in (False, True):
            listed = incidents.find_incidents(session, wanted(small, voided=voided))
            assert {line.id for line in listed} == set(counts)
        span = headlines.Span(DAY, DAY, *Days(session, small.line.pk).sum(DAY, DAY))
        assert sum_arrivals(session, wanted(small)) == Arrivals(span.persons, 0, 0, None)


def test_those_seen_before_are_the_difference(small: Small) -> None:
    first = small.record(persons=20, groups=[Group(12, "IRQ"), Group(5, "SYR")])
    small.record(persons=10, seen_before=first, seen_persons=4, groups=[Group(10, "IRQ")])
    small.record(persons=9, seen_before=first, seen_persons=4, groups=[Group(5, "IRQ"), Group(4, "SYR")])
    small.record(persons=8, seen_before=first, groups=[Group(8, "SYR")])
    small.record(persons=6, seen_before=first, seen_persons=0, groups=[Group(2, "IRQ"), Group(1, "CMR")])
    small.record(persons=5, seen_before=first, seen_persons=1, groups=[Group(3, "IRQ")])
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    small.record(persons=None, basis=CountBasis.UNKNOWN, seen_before=first)
    small.record(persons=7, sector=small.sectors[1])
    with small.store.read() as session:
        span = headlines.Span(DAY, DAY, *Days(session, small.line.pk).sum(DAY, DAY))
        found = sum_arrivals(session, wanted(small))
        assert (found.persons, found.seen, found.unknown_size) == (65, 17, 1)
        assert (found.persons - found.seen, found.unknown_size) == (span.persons, span.unknown_size)
        by_nationality = figures.read_counts(session, small.line, DAY).nationality
        for code in ("IRQ", "SYR", "CMR"):
            of_it = sum_arrivals(session, wanted(small, nationality=code))
            assert of_it.of_nationality == by_nationality.get(code, 0), code
        assert {line.persons for line in incidents.find_incidents(session, wanted(small, nationality="SYR"))} == {
            20, 9, 8,
        }  # fmt: skip


@pytest.mark.parametrize("cutoff", [480, 1440])
def test_a_day_without_its_hour_is_listed_where_it_is_counted(tmp_path: Path, cutoff: int) -> None:
    """Somebody typed an hour all the same, after the cut-off, and said that only the day is known."""
    small = small_store(tmp_path / "store.btrk", cutoff=cutoff)
    small.record(persons=1, precision=Precision.DAY, happened_at=NOON)
    small.record(persons=2, precision=Precision.DAY, happened_at=NOON - timedelta(days=1))
    small.record(persons=4, happened_at=NOON)
    for day in (DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)):
        with small.store.read() as session:
            counted = Days(session, small.line.pk).sum(day, day)[0]
            one_day = replace(wanted(small), first_day=day, last_day=day)
            assert sum_arrivals(session, one_day).persons == counted
            until, since = replace(one_day, first_day=None), replace(one_day, last_day=None)
            both = sum_arrivals(session, until).persons + sum_arrivals(session, since).persons
            assert both == 7 + counted
    small.store.close()


def test_the_list_of_arrivals_is_read_by_its_place_and_not_sorted(small: Small) -> None:
    """Kinds and statuses that count are most of a store: an index of these would have the whole list sorted."""
    for order in incidents.Order:
        asked = Filter(small.line.pk, arrivals=True, order=order)
        with small.store.read() as session:
            connection = session.connection()
            statement = incidents._after(
                incidents.chosen(incidents.select(*incidents._LINE), asked), asked, None
            ).limit(200)
            text = str(statement.compile(connection.engine, compile_kwargs={"literal_binds": True}))
            plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
        assert "TEMP B-TREE" not in plan, (order, plan)
