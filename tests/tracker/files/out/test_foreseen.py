"""What an export will have is known before it is written, and is what it has then."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import NOON, Small, small_store
from tests.tracker.test_undo import some_of_each
from tracker import bulk, incidents
from tracker.codes import Purpose, Sensitivity
from tracker.files.out.export import Asked, Stopped, export
from tracker.files.out.foreseen import KINDS, class_of, foresee, held_by
from tracker.files.out.reading_store import Chosen
from tracker.messages import sentence

NOW = datetime(2021, 8, 4, 7, 0, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def store(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "s.btrk")
    bulk.write_staged(small.store, bulk.stage(small.store, some_of_each(small)))
    small.record(persons=4, happened_at=NOON - timedelta(days=30))
    small.store.write(incidents.void_incident, small.record(persons=3), "twice")
    return small


@pytest.mark.parametrize("form", ["zip", "geojson"])
@pytest.mark.parametrize("span", [(None, None), (DAY, DAY), (None, DAY - timedelta(days=2))])
@pytest.mark.parametrize("void_too", [False, True])
@pytest.mark.parametrize("one_situation", [False, True])
def test_what_was_foreseen_is_what_is_there(
    store: Small, tmp_path: Path, form: str, span: tuple, void_too: bool, one_situation: bool
) -> None:
    situation = store.line if one_situation else None
    asked = Asked(tmp_path / f"x.{form}", situation=situation, first=span[0], last=span[1], void_too=void_too)
    with store.store.read() as session:
        seen = foresee(session, Chosen(held_by(form, KINDS), situation, *span, void_too))
    made = export(store.store, asked, NOW)
    assert seen.counts == made.counts
    assert sum(seen.counts.values()) > 1
    assert [sentence(one) for one in seen.left_out] == made.left_out


def test_how_far_it_may_be_shared_goes_by_purpose_and_content() -> None:
    assert class_of(Purpose.PUBLICATION, KINDS) is Sensitivity.PUBLIC
    assert class_of(Purpose.OPERATIONAL, KINDS) is Sensitivity.STRICTLY_CONFIDENTIAL
    assert class_of(Purpose.OPERATIONAL, ("facility",)) is Sensitivity.CONFIDENTIAL


def test_figures_that_are_being_tried_can_be_stopped(store: Small, tmp_path: Path) -> None:
    asked = Asked(tmp_path / "p.xlsx", situation=store.line, purpose=Purpose.PUBLICATION)
    told: list[tuple[str, int]] = []
    with pytest.raises(Stopped):
        export(store.store, asked, NOW, lambda what, n: told.append((what, n)), lambda: len(told) == 2)
    assert told == [("figures", 0), ("figures", 1)]
    assert not (tmp_path / "p.xlsx").exists()
