"""Persons a day by sector and nationality: nobody is dropped, whatever sectors are called."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session

from tests.builders import NOON, Small, small_store
from tracker import bulk, drafts, figures, log, records, situations
from tracker.codes import Verb
from tracker.ids import new_id

DAY = date(2021, 8, 3)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return small_store(tmp_path / "store.btrk")


def by_sector(small: Small, top: int = 6) -> dict[str, int]:
    with small.store.read() as session:
        series = figures.read_arrivals(session, small.line, DAY, DAY, NOON, split="sector", top=top)
        counts = figures.read_counts(session, small.line)
    parts = {name: n for name, (n,) in series.parts.items()}
    assert sum(parts.values()) == sum(series.persons) == sum(counts.sector.values())
    return parts


def test_two_sectors_of_one_name_are_two_parts(small: Small) -> None:
    # As an older program let them in.
    twin = new_id()
    sector = drafts.Sector(situation=small.situation, name="Druskininkai")
    bulk.write_staged(small.store, bulk.stage(small.store, [(twin, sector)]))
    small.record(persons=20)
    small.record(persons=3, sector=twin)
    assert by_sector(small) == {"Druskininkai": 20, "Druskininkai (2)": 3}


def test_a_sector_called_other_is_not_the_rest(small: Small) -> None:
    add = situations.add_sector
    for name, persons in (("other", 50), ("not specified", 40)):
        sector = small.store.write(add, drafts.Sector(situation=small.situation, name=name)).value
        small.record(persons=persons, sector=sector)
    small.record(persons=5)
    small.record(persons=4, sector=small.sectors[1])
    small.record(persons=3, sector=None)
    assert by_sector(small, top=2) == {
        "other (2)": 50,
        "not specified (2)": 40,
        "other": 9,
        "not specified": 3,
    }


def test_what_was_counted_in_a_sector_that_is_void_now_has_its_name(small: Small) -> None:
    """A store of an older program may have such a sector: the log's own way past the commands."""
    small.record(persons=20)

    def void_anyway(session: Session) -> None:
        standing, _ = records.get(session, drafts.Sector, small.sectors[0])
        log.append(session, Verb.VOID, replace(standing, void_reason="no such place"), small.sectors[0])

    small.store.write(void_anyway)
    assert by_sector(small) == {"Druskininkai": 20}
