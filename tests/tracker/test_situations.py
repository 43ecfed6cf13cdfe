"""Situations and their sectors, opened and amended in one action."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import Small, small_store
from tracker import drafts, records, situations
from tracker.errors import Conflict, Refused


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def sectors_of(small: Small, situation_id: str) -> list[tuple[str, float | None]]:
    with small.store.read() as session:
        line = situations.get_situation(session, situation_id)
        return [(s.name, s.length_km) for s in situations.find_sectors(session, line.pk)]


def standing(small: Small) -> tuple[drafts.Situation, str, list[tuple[str | None, drafts.Sector]]]:
    with small.store.read() as session:
        draft, revision = records.get(session, drafts.Situation, small.situation)
        sectors = [(id_, records.get(session, drafts.Sector, id_)[0]) for id_ in small.sectors]
    return draft, revision, list(sectors)


def test_a_situation_is_opened_with_its_sectors_in_one_action(small: Small) -> None:
    outcome = small.store.write(
        situations.arrange_situation,
        drafts.Situation(name="Poland – Belarus", time_zone="Europe/Warsaw", border_km=418),
        [(None, drafts.Sector(name="Kuźnica", length_km=60.5)), (None, drafts.Sector(name="Terespol"))],
    )
    assert sectors_of(small, outcome.value) == [("Kuźnica", 60.5), ("Terespol", None)]
    assert [record_type for record_type, _ in outcome.change.records] == ["situation", "sector", "sector"]


def test_only_what_is_said_anew_is_written(small: Small) -> None:
    draft, revision, sectors = standing(small)
    outcome = small.store.write(situations.arrange_situation, draft, sectors, small.situation, revision)
    assert outcome.change.records == ()
    sectors[1] = (sectors[1][0], replace(sectors[1][1], name="Lavoriškės ir Švenčionys", length_km=98))
    sectors.append((None, drafts.Sector(name="Adutiškis")))
    outcome = small.store.write(
        situations.arrange_situation, replace(draft, tight_at=80), sectors, small.situation, revision
    )
    assert [record_type for record_type, _ in outcome.change.records] == ["situation", "sector", "sector"]
    assert sectors_of(small, small.situation) == [
        ("Druskininkai", None),
        ("Lavoriškės ir Švenčionys", 98),
        ("Adutiškis", None),
    ]
    assert small.line.tight_at == 80


def test_a_problem_of_a_sector_names_it_and_nothing_is_written(small: Small) -> None:
    draft, revision, sectors = standing(small)
    sectors += [(None, drafts.Sector(name="Adutiškis")), (None, drafts.Sector(name="druskininkai "))]
    with pytest.raises(Refused) as refusal:
        small.store.write(situations.arrange_situation, draft, sectors, small.situation, revision)
    assert [(p.code, p.field) for p in refusal.value.problems] == [("name_taken", "sectors[3].name")]
    sectors[3] = (None, drafts.Sector(name="", length_km=-2))
    with pytest.raises(Refused) as refusal:
        small.store.write(situations.arrange_situation, draft, sectors, small.situation, revision)
    assert [(p.code, p.field) for p in refusal.value.problems] == [
        ("required", "sectors[3].name"),
        ("not_a_length", "sectors[3].length_km"),
    ]
    assert len(sectors_of(small, small.situation)) == 2


def test_two_situations_of_one_name_are_refused_whatever_their_letters(small: Small) -> None:
    with pytest.raises(Refused) as refusal:
        small.store.write(situations.open_situation, drafts.Situation(name=" LITHUANIA – Belarus 2021"))
    assert [(p.code, p.field) for p in refusal.value.problems] == [("name_taken", "name")]
    other = small.store.write(situations.open_situation, drafts.Situation(name="Poland")).value
    with pytest.raises(Refused):
        small.store.write(
            situations.arrange_situation, drafts.Situation(name="Lithuania – Belarus 2021"), (), other
        )


def test_somebody_elses_change_is_not_overwritten(small: Small) -> None:
    draft, revision, sectors = standing(small)
    small.store.write(
        situations.arrange_situation, replace(draft, cutoff=480), sectors, small.situation, revision
    )
    with pytest.raises(Conflict):
        small.store.write(
            situations.arrange_situation, replace(draft, cutoff=420), sectors, small.situation, revision
        )
    assert small.line.cutoff == 480


def test_a_renamed_sector_keeps_its_own_name(small: Small) -> None:
    _, _, sectors = standing(small)
    id_, sector = sectors[0]
    assert id_ is not None
    small.store.write(situations.amend_sector, id_, replace(sector, length_km=45))
    assert sectors_of(small, small.situation)[0] == ("Druskininkai", 45)
    with pytest.raises(Refused):
        small.store.write(situations.amend_sector, id_, replace(sector, name="Lavoriškės"))
