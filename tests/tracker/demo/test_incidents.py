"""The demo's incidents: they come to what was published, follow Frontex's months, and are marked as made up."""

import csv
from collections import Counter
from datetime import UTC, date, timedelta
from pathlib import Path

from tests.demo_records import LATER, THIRD, TWO, VILNIUS, Record, line_of, of
from tracker import drafts, figures, published, situations
from tracker.codes import (
    Circumstance,
    CountBasis,
    Kind,
    Outcome,
    Precision,
    Service,
    Status,
)
from tracker.demo.data import load
from tracker.store import Store

FRONTEX = Path(__file__).parents[2] / "data" / "frontex-eastern-borders-monthly.csv"


# --- Figures ---


def test_counted_is_what_was_published(demo_store: Store) -> None:
    with demo_store.read() as session:
        found = published.read_published(session, line_of(demo_store).pk, date.min, date.max)
    beside = [one for one in found if one.counted is not None]  # others count by another rule than persons
    told = [(str(b.total.first_day), str(b.total.last_day), b.total.qualifier, b.total.value) for b in beside]
    assert told == [
        ("2021-01-01", "2021-08-03", "more than", 4000),
        ("2021-07-01", "2021-07-31", "exactly", 2884),
        ("2020-01-01", "2020-12-31", "exactly", 81),
    ]
    seven_months, july, in_2020 = beside
    assert in_2020.counted == 81
    assert july.counted == 2884
    assert 4000 < seven_months.counted < 4400
    assert all(b.illustrative and not b.total.illustrative for b in beside)
    assert all(b.total.reported == THIRD and b.total.rule == "persons" and b.total.source for b in beside)


def test_the_counts_of_the_command_line(demo_store: Store) -> None:
    line = line_of(demo_store)
    with demo_store.read() as session:
        counts = figures.read_counts(session, line, THIRD)
        all_time = figures.read_counts(session, line)
    assert counts == all_time  # nothing after 3 August
    assert (counts.year["2020"], counts.month["2021-07"]) == (81, 2884)
    assert counts.illustrative
    specified = [code for code in counts.nationality if code]
    assert specified[:4] == ["IRQ", "XCG", "CMR", "SYR"]
    assert not {"COD", "COG"} & set(specified)
    assert counts.nationality["IRQ"] > sum(counts.nationality.values()) / 3
    assert counts.nationality[""] > 0
    assert counts.sector[""] > 0
    persons = sum(counts.year.values())
    assert sum(counts.nationality.values()) == sum(counts.sector.values()) == persons
    # Beside the numbers, in none of them.
    assert counts.claimed > 0
    assert counts.unknown_size > 0
    assert counts.undated == 0


def test_january_to_june_follow_frontex(demo_store: Store) -> None:
    detected = Counter[str]()
    with FRONTEX.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            detected[row["month"]] += int(row["detections"])
    months = [f"2021-{m:02}" for m in range(1, 7)]
    assert load("arrivals.toml")["frontex"]["detections"] == {m: detected[m] for m in months}
    assert sum(detected[m] for m in months) == 970
    with demo_store.read() as session:
        counts = figures.read_counts(session, line_of(demo_store))
    assert {m: counts.month[m] for m in months} == {m: detected[m] for m in months}
    # What is left falls to the first three days of August.
    assert counts.month["2021-08"] == counts.year["2021"] - 970 - 2884 > 0
    assert {d for d in counts.day if d.startswith("2021-08")} == {f"2021-08-0{n}" for n in (1, 2, 3)}


def test_fifty_times_is_what_the_totals_give(demo_records: list[Record]) -> None:
    totals = {t.value: t for t in of(demo_records, drafts.PublishedTotal).values()}
    assert round(4000 / 81, -1) == 50
    assert "about fifty times" in totals[4000].text
    assert totals[4000].reported == THIRD


def test_the_last_day_is_known_until_about_two(demo_store: Store, demo_records: list[Record]) -> None:
    line = line_of(demo_store)
    with demo_store.read() as session:
        assert figures.last_day_of(session, line.pk) == THIRD
        board = figures.read_board(session, line, THIRD, LATER)
        at_two = figures.read_board(session, line, THIRD, TWO)
    assert board.headlines[0].now.persons == at_two.headlines[0].now.persons == 94
    assert at_two.headlines[0].partial
    assert [t.value for t in board.headlines[3].published] == [4000, 81]
    assert board.series.persons[-1] == 94
    assert all(n < 250 for n in board.series.persons)
    assert sum(board.series.persons[-33:-3]) > 4 * sum(board.series.persons[:30])
    moments = [d.happened_at for d in of(demo_records, drafts.Incident).values() if d.happened_at]
    assert timedelta(0) < TWO - max(moments) < timedelta(hours=1)
    assert all(
        m.astimezone(UTC).astimezone(VILNIUS).replace(tzinfo=None) == m.replace(tzinfo=None) for m in moments
    )
    # The video stands among the latest, on the day of its posting, with no hour of its own.
    video = next(line for line in board.latest if line.status == "claimed" and line.happened_at is None)
    assert video.persons is None and video.sector_pk is None and video.place is None
    assert board.undated == 1


# --- What is made up ---


def test_all_that_is_made_up_is_marked_and_nothing_else(demo_records: list[Record]) -> None:
    marks: dict[str, set[bool]] = {}
    for _, draft in demo_records:
        marks.setdefault(draft.type, set()).add(draft.illustrative)
    facts = {"situation", "published_total", "context_event", "statement"}
    made_up = {"sector", "party", "facility", "capacity_change", "headcount", "movement"}
    assert marks == {t: {False} for t in facts} | {t: {True} for t in made_up} | {"incident": {True, False}}
    assert len([d for d in of(demo_records, drafts.Incident).values() if not d.illustrative]) == 1


def test_incidents_are_of_many_kinds(demo_records: list[Record]) -> None:
    incidents = [d for d in of(demo_records, drafts.Incident).values() if d.illustrative]
    kinds = Counter(d.kind for d in incidents)
    assert kinds[Kind.CROSSING] > len(incidents) / 2
    assert set(kinds) == {Kind.CROSSING, Kind.ARRIVAL, Kind.NOT_ADMITTED, Kind.RESCUE}
    assert all("crossing point" in d.place for d in incidents if d.kind is Kind.ARRIVAL)
    assert {d.status for d in incidents} == set(Status)
    assert {d.basis for d in incidents} == set(CountBasis)
    assert {d.precision for d in incidents} == set(Precision) - {Precision.UNKNOWN}
    assert {o.outcome for d in incidents for o in d.outcomes} == {
        Outcome.ADMITTED, Outcome.HOSPITAL, Outcome.TURNED_BACK,
    }  # fmt: skip
    assert {r.service for d in incidents for r in d.referrals} == {
        Service.ASYLUM, Service.UNACCOMPANIED_CHILD, Service.MEDICAL,
    }  # fmt: skip
    assert any(d.low and d.high and d.low < d.persons < d.high for d in incidents)
    assert any(Circumstance.PREVENTED in d.circumstances for d in incidents)
    # Nothing made up stands beside what one side says of the other.
    assert not any(Circumstance.ESCORTED in d.circumstances for d in incidents)
    assert any(d.crossed for d in incidents)
    assert any(not d.crossed and {g.nationality for g in d.groups} >= {None, "IRQ"} for d in incidents)
    assert any(d.party for d in incidents)
    hours = Counter(d.happened_at.hour for d in incidents if d.precision is Precision.EXACT)
    assert set(hours) == set(range(24))
    assert sum(hours[h] for h in range(6)) > sum(hours[h] for h in range(10, 16))
    going = Counter(d.destination for d in incidents if d.destination)
    assert going["Lithuania"] < going.total() / 4


def test_people_seen_before_were_seen_before(demo_records: list[Record]) -> None:
    incidents = of(demo_records, drafts.Incident)
    again = [d for d in incidents.values() if d.seen_before]
    assert len(again) == 11
    assert {d.seen_persons is None for d in again} == {True, False}
    for draft in again:
        earlier = incidents[draft.seen_before]
        assert earlier.happened_at < draft.happened_at
        assert earlier.persons >= (draft.seen_persons or draft.persons)


def test_the_border_has_two_lengths_with_their_sources(demo_store: Store) -> None:
    line = line_of(demo_store)
    with demo_store.read() as session:
        sectors = situations.find_sectors(session, line.pk)
        persons = figures.read_counts(session, line).month["2021-07"]
    assert line.border_km == 354
    assert "220" in (line.border_source or "")
    assert all((s.length_source or "").startswith("Illustrative") for s in sectors)
    lengths = sum(s.length_km or 0 for s in sectors)
    assert lengths != line.border_km
    assert round(persons / line.border_km, 1) == 8.1
    assert persons / lengths > 1
