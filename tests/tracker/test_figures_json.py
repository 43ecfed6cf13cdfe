"""The figures as JSON and in words: one object a situation, what was counted beside what was published."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.builders import NOON, Small, small_store
from tracker import drafts, facilities, records, situations
from tracker.codes import CountBasis, Rule, Status
from tracker.figures_json import as_json, last_day_with_records, read_figures
from tracker.figures_text import summary

LATER = NOON + timedelta(hours=2)


@pytest.fixture
def small(tmp_path):
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


def figures(small: Small, day: date | None = None, now: datetime = LATER):
    with small.store.read() as session:
        return read_figures(session, small.line, day, now)


def publish(small: Small, first: str, last: str, value: int, **more) -> None:
    draft = drafts.PublishedTotal(
        situation=small.situation,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        value=value,
        **more,
    )
    small.store.write(records.record, draft)


def test_counted_by_day_month_year_nationality_and_sector(small) -> None:
    small.record(groups=[drafts.Group(15, "IRQ"), drafts.Group(3, "SYR")])
    small.record(happened_at=NOON - timedelta(days=5), persons=7, sector=None)
    small.record(persons=4, status=Status.CLAIMED)
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    counted = as_json(figures(small))["counted"]
    assert counted == {
        "illustrative": False,
        "day": {"2021-07-29": 7, "2021-08-03": 23},
        "month": {"2021-07": 7, "2021-08": 23},
        "year": {"2021": 30},
        "nationality": {"IRQ": 15, "not specified": 12, "SYR": 3},
        "sector": {"Druskininkai": 23, "not specified": 7},
        "total": 30,
        "undated": 0,
        "claimed": 4,
        "incidents_of_unknown_size": 1,
    }
    text = "\n".join(summary(figures(small)))
    assert "and 1 incident of unknown size" in text
    assert "4 persons claimed, in no figure above" in text
    assert "illustrative" not in text


def test_published_beside_what_was_counted_for_the_same_days(small) -> None:
    small.record()
    small.record(happened_at=NOON - timedelta(days=5), persons=7)
    publish(small, "2021-07-01", "2021-07-31", 9, reported=date(2021, 8, 1))
    publish(small, "2021-07-01", "2021-07-31", 8, reported=date(2021, 8, 2), source=None)
    publish(small, "2021-01-01", "2021-08-03", 31)
    publish(small, "2021-01-01", "2021-08-03", 5, nationality="IRQ")
    publish(small, "2021-07-01", "2021-07-31", 99, rule=Rule.DETECTIONS)
    found = as_json(figures(small))["published"]
    assert [(t["value"], t["latest"], t["counted"]) for t in found] == [
        (31, True, 30), (5, True, None), (99, True, None), (9, False, 7), (8, True, 7),
    ]  # fmt: skip
    assert found[2].keys() >= {
        "from",
        "to",
        "value",
        "rule",
        "qualifier",
        "nationality",
        "sector",
        "reported",
        "source",
    }
    assert [t["value"] for t in as_json(figures(small, date(2021, 7, 31)))["published"]] == [99, 9, 8]
    text = "\n".join(summary(figures(small)))
    assert "Source: source not given" in text and "1 earlier report was superseded" in text


def test_sources_stand_by_the_figures_where_there_are_several(small) -> None:
    publish(small, "2021-07-01", "2021-07-31", 9, source="A")
    publish(small, "2021-07-15", "2021-07-15", 1, source="B")
    publish(small, "2020-01-01", "2020-12-31", 81, source="A")
    publish(small, "2020-01-01", "2020-06-30", 7, source="A", illustrative=True)
    lines = [line.split() for line in summary(figures(small))]
    assert ["2021-07", "9", "persons", "all", "A"] in lines
    assert ["2021-07-15", "1", "persons", "all", "B"] in lines
    assert ["2020", "81", "persons", "all", "A"] in lines
    assert ["2020-01-01", "–", "2020-06-30", "7", "persons", "all", "[illustrative]", "A"] in lines


def test_nothing_counted_is_no_zero_beside_what_was_published(small) -> None:
    publish(small, "2021-07-01", "2021-07-31", 9)
    assert as_json(figures(small))["published"][0]["counted"] is None


def test_a_day_ends_the_counts_and_the_headcounts(small) -> None:
    small.record()
    small.record(happened_at=NOON - timedelta(days=5), persons=7)
    for days, persons in ((5, 40), (1, 60)):
        draft = drafts.Headcount(
            facility=small.facilities[0], counted_at=NOON - timedelta(days=days), persons=persons
        )
        small.store.write(facilities.take_headcount, draft)
    now, then = as_json(figures(small)), as_json(figures(small, date(2021, 7, 30)))
    assert (now["counted"]["total"], then["counted"]["total"]) == (30, 7)
    assert [one["facilities"][0]["occupancy"] for one in (now, then)] == [60, 40]
    assert then["facilities"][0]["as_of"] == "2021-07-29T14:00:00+03:00"
    assert (now["day"], now["day_under_way"], then["day"], then["day_under_way"]) == (
        "2021-08-03", True, "2021-07-30", False,
    )  # fmt: skip


def test_a_situation_that_is_over_is_shown_as_of_its_last_day(small) -> None:
    small.record(happened_at=NOON - timedelta(days=5), persons=7)

    def last(now: datetime) -> date:
        with small.store.read() as session:
            return last_day_with_records(session, small.line, now)

    assert last(LATER) == date(2021, 8, 3)
    assert last(LATER + timedelta(days=300)) == date(2021, 7, 29)
    moved = drafts.Movement(
        situation=small.situation,
        persons=2,
        to_facility=small.facilities[0],
        arrived_at=NOON - timedelta(days=2),
    )
    small.store.write(facilities.move_people, moved)
    assert last(LATER + timedelta(days=300)) == date(2021, 8, 1)
    assert "the last day with records" in "\n".join(summary(figures(small, now=LATER + timedelta(days=300))))


def test_a_situation_without_any_record_is_shown_as_of_today(small) -> None:
    with small.store.read() as session:
        assert last_day_with_records(session, small.line, datetime(2026, 1, 5, tzinfo=UTC)) == date(
            2026, 1, 5
        )


def test_what_rests_on_made_up_records_says_so(small) -> None:
    small.record(illustrative=True)
    publish(small, "2021-07-01", "2021-07-31", 9)
    found = as_json(figures(small))
    assert (found["illustrative"], found["counted"]["illustrative"]) == (True, True)
    assert found["published"][0]["illustrative"] is False
    text = summary(figures(small))
    assert "illustrative" in text[0]
    assert any(line.startswith("Counted") and "[illustrative]" in line for line in text)


def test_unknown_capacity_is_null_and_said(small) -> None:
    count = drafts.Headcount(facility=small.facilities[0], counted_at=NOON, persons=60)
    small.store.write(facilities.take_headcount, count)
    found = {f["name"]: f for f in as_json(figures(small))["facilities"]}
    assert {k: found["Pabradė"][k] for k in ("capacity", "occupancy", "ratio", "level", "trust")} == {
        "capacity": None, "occupancy": 60, "ratio": None, "level": "unknown", "trust": "fresh",
    }  # fmt: skip
    assert (found["Rukla"]["occupancy"], found["Rukla"]["trust"]) == (None, "never")
    text = "\n".join(summary(figures(small)))
    assert "Left out, capacity unknown: 60 people in 2 places" in text


def test_situations_are_never_summed(small) -> None:
    small.record()
    small.store.write(situations.open_situation, drafts.Situation(name="Another"))
    with small.store.read() as session:
        lines = situations.find_situations(session)
        found = [as_json(read_figures(session, line, None, LATER)) for line in lines]
    assert [one["counted"]["total"] for one in found] == [23, 0]
