"""The demo's facilities, made up: capacities, movements and headcounts from resources/demo/facilities.toml.

Days are gone through in order. People of incidents are brought to a facility; at midday those beyond the course that
the file sets are transferred, released, or leave; then those are counted whose turn it is. What is drawn for a moment
uses only what happened before it, so that each headcount knows what the movements had given.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tracker import drafts
from tracker.codes import ARRIVAL_KINDS, ARRIVAL_STATUSES, AgeBand, MovementReason, Need, Outcome, Regime, Sex
from tracker.demo.data import Records, Row, apportion, at, load
from tracker.demo.incidents import Happened
from tracker.totals import arrivals_of

# What a headcount finds beyond what the movements give, as often as it stands here.
DIFFERENCES = (0, 0, 0, 0, 0, 1, 1, -1, -1, -2, 2, -3, 4)


@dataclass(slots=True)
class House:
    """A facility as it fills. `planned` counts people who are on their way too, `changes` only those who are there."""

    row: Row
    facility_id: str
    regime: Regime
    planned: int = 0
    changes: list[tuple[datetime, int]] = field(default_factory=list)

    def target(self, day: date) -> float:
        """How many people the file wants here that day; 0 before the facility opens."""
        course: list[tuple[date, int]] = self.row["people"]
        if not course or day < course[0][0]:
            return 0
        for (first, start), (last, end) in pairwise(course):
            if day < last:
                return start + (end - start) * ((day - first) / (last - first))
        return course[-1][1]

    def is_open(self, day: date) -> bool:
        """Whether people can be brought here by then."""
        course = self.row["people"]
        return bool(course) and day >= course[0][0]

    def missing(self, day: date) -> float:
        """How many people fewer than wanted."""
        return self.target(day) - self.planned

    def present(self, moment: datetime) -> int:
        """How many are there at a moment."""
        return sum(n for when, n in self.changes if when <= moment)

    def counted_on(self, day: date) -> datetime | None:
        """When people are counted that day; None for a day without."""
        last: datetime | None = self.row.get("last_count")
        if last is None or (last.date() - day).days % self.row["every"] or day > last.date():
            return None
        moment = last if day == last.date() else last.replace(hour=self.row["count_at"], minute=0)
        return moment.replace(day=day.day, month=day.month, year=day.year)


def add_facilities(records: Records, situation_id: str, zone: ZoneInfo, happened: list[Happened]) -> None:
    """Add facilities, capacities, movements and headcounts to the records; `happened` has those who are brought."""
    Filling(records, situation_id, zone, happened).run()


class Filling:
    """Goes through the days. Everything comes from one seeded source of chance, in one order."""

    def __init__(self, records: Records, situation_id: str, zone: ZoneInfo, happened: list[Happened]) -> None:
        self.records, self.situation_id, self.zone = records, situation_id, zone
        self.plan = load("facilities.toml")
        self.rng = Random(load("arrivals.toml")["seed"] + 1)
        self.sectors = {
            record_id: draft.name for record_id, draft in records.made if isinstance(draft, drafts.Sector)
        }
        self.by_day: dict[date, list[Happened]] = {}
        self.by_hand: list[Happened] = [h for h in happened if h.row]
        for h in happened:
            if h.draft.happened_at and not h.row:
                self.by_day.setdefault(h.draft.happened_at.date(), []).append(h)
        self.last_day: date = self.by_hand[-1].draft.happened_at.date()  # type: ignore[union-attr]
        self.in_ward: list[tuple[date, House, int]] = []
        self.houses = {row["name"]: self._open(row) for row in self.plan["facility"]}
        self.ward = next(h for h in self.houses.values() if h.regime is Regime.MEDICAL)

    def _open(self, row: Row) -> House:
        sectors = {name: record_id for record_id, name in self.sectors.items()}
        regime = Regime(row["regime"])
        facility_id = self.records.add(
            drafts.Facility(
                illustrative=True,
                situation=self.situation_id,
                name=row["name"],
                regime=regime,
                sector=sectors[row["sector"]] if "sector" in row else None,
                place=None,
                text=row["text"],
            )
        )
        for change in row["capacity"]:
            places = {k: v for k, v in change.items() if k != "from_at"}
            self.records.add(
                drafts.CapacityChange(
                    illustrative=True,
                    facility=facility_id,
                    from_at=at(change["from_at"], 0, 0, self.zone),
                    source=self.plan["source"],
                    **places,
                )
            )
        return House(row, facility_id, regime)

    def run(self) -> None:
        """From the first day to the last."""
        day: date = self.plan["first_day"]
        for house in self.houses.values():
            if house.is_open(day):
                house.planned = round(house.target(day))
                evening_before = at(day - timedelta(days=1), 20, 0, self.zone)
                self._write_count(house, evening_before, house.planned, None)
        while day < self.last_day:
            for h in self.by_day.get(day, []):
                self._bring(h, day)
            self._take_to_hospital(day)
            self._make_room(day)
            self._births(day)
            self._count(day)
            day += timedelta(days=1)
        self._by_hand()
        self._count(day)

    def _move(
        self,
        reason: MovementReason,
        persons: int,
        source: House | None,
        target: House | None,
        left: datetime | None,
        arrived: datetime | None,
        **more: Any,
    ) -> None:
        self.records.add(
            drafts.Movement(
                illustrative=True,
                situation=self.situation_id,
                reason=reason,
                persons=persons,
                from_facility=source.facility_id if source else None,
                to_facility=target.facility_id if target else None,
                left_at=left,
                arrived_at=arrived,
                **more,
            )
        )
        if source and left:
            source.planned -= persons
            source.changes.append((left, -persons))
        if target:
            target.planned += persons
            if arrived:
                target.changes.append((arrived, persons))

    # --- People of incidents ---

    def _bring(self, h: Happened, day: date) -> None:
        draft = h.draft
        persons = _to_be_housed(draft)
        if persons < 1 or self.rng.random() > self.plan["placed"]:
            return
        sector = self.sectors.get(draft.sector or "", "")
        near = [
            (house, house.row["near"].get(sector, 0 if sector else 1))
            for house in self.houses.values()
            if house.is_open(day)
        ]
        # Where people are missing counts for more than what is near.
        weights = [w * (1 + max(0.0, house.missing(day))) for house, w in near]
        if not any(weights):
            return
        house = self.rng.choices([house for house, _ in near], weights)[0]
        assert draft.happened_at is not None
        left = draft.happened_at + timedelta(minutes=5 * self.rng.randint(7, 24))
        arrived = left + timedelta(minutes=5 * self.rng.randint(8, 32))
        self._move(
            MovementReason.ARRIVAL, persons, None, house, left, arrived,
            incident=h.incident_id, party=draft.party,
        )  # fmt: skip

    def _by_hand(self) -> None:
        """The last day, as the files have it."""
        for h in self.by_hand:
            row = h.row or {}
            if "to" not in row:
                continue
            left, arrived = (
                row[name].replace(tzinfo=self.zone) if name in row else None for name in ("left", "arrived")
            )
            self._move(
                MovementReason.ARRIVAL, row.get("moved", h.draft.persons), None, self.houses[row["to"]],
                left, arrived, incident=h.incident_id,
            )  # fmt: skip
        for row in self.plan["last_day"]:
            self._move(
                MovementReason(row["reason"]), row["persons"], self.houses[row["from"]],
                self.houses[row["to"]], row["left"].replace(tzinfo=self.zone), None,
            )  # fmt: skip

    # --- People who go on ---

    def _make_room(self, day: date) -> None:
        """Transfer to where people are missing, then let go, from each facility that has more than its course."""
        for house in self.houses.values():
            excess = round(-house.missing(day))
            # A facility that is never counted is kept to its course, since no count will put it right.
            slack = max(1, round(house.target(day) * 0.01)) if "last_count" in house.row else 0
            if house is self.ward or not house.is_open(day) or excess <= slack:
                continue
            moment = at(day, self.rng.choice([10, 11, 12]), 5 * self.rng.randrange(12), self.zone)
            excess = min(excess, house.present(moment))
            while excess > 0 and (needy := self._neediest(day, house)):
                n = min(excess, round(needy.missing(day)), 45)
                arrived = moment + timedelta(minutes=5 * self.rng.randint(10, 36))
                self._move(MovementReason.TRANSFER, n, house, needy, moment, arrived)
                excess -= n
            leaving, texts = self.plan["leaving"][house.regime], self.plan["leaving"]["texts"]
            while excess > 0:
                reason = MovementReason(self.rng.choices(list(leaving), list(leaving.values()))[0])
                n = min(excess, self.rng.randint(2, 6 if reason is MovementReason.RETURN else 14))
                moment += timedelta(minutes=5 * self.rng.randint(1, 3))
                self._move(reason, n, house, None, moment, None, text=texts.get(reason))
                excess -= n

    def _neediest(self, day: date, besides: House) -> House | None:
        """The facility that lacks most people, if any lacks some."""
        others = [
            h
            for h in self.houses.values()
            if h not in (besides, self.ward) and h.regime is not Regime.BORDER_HOLDING and h.is_open(day)
        ]
        found = max(others, key=lambda h: h.missing(day))
        return found if found.missing(day) >= 1 else None

    def _take_to_hospital(self, day: date) -> None:
        """One or two people to the ward on some days, and back after some days."""
        plan, rng = self.plan["hospital"], self.rng
        if day < plan["first"]:
            return
        for back_on, house, n in [x for x in self.in_ward if x[0] == day]:
            self.in_ward.remove((back_on, house, n))
            left = at(day, 13, 5 * rng.randrange(12), self.zone)
            arrived = left + timedelta(minutes=5 * rng.randint(12, 24))
            self._move(MovementReason.BACK_FROM_HOSPITAL, n, self.ward, house, left, arrived)
        if rng.random() < plan["chance"]:
            houses = [h for h in self.houses.values() if h is not self.ward and h.planned > 20]
            house, n = rng.choices(houses, [h.planned for h in houses])[0], rng.choice([1, 1, 1, 2])
            left = at(day, 9, 5 * rng.randrange(12), self.zone)
            arrived = left + timedelta(minutes=5 * rng.randint(12, 24))
            self._move(MovementReason.HOSPITAL, n, house, self.ward, left, arrived)
            self.in_ward.append((day + timedelta(days=rng.randint(*plan["stays"])), house, n))

    def _births(self, day: date) -> None:
        for row in self.plan["birth"]:
            if row["at"].date() == day:
                moment = row["at"].replace(tzinfo=self.zone)
                self._move(MovementReason.BIRTH, 1, None, self.houses[row["facility"]], None, moment)

    # --- Counting ---

    def _count(self, day: date) -> None:
        for house in self.houses.values():
            moment = house.counted_on(day)
            if moment is None or not any(when.date() < day for when, _ in house.changes):
                continue
            moment = moment.replace(tzinfo=self.zone)
            reckoned = house.present(moment)
            difference = self.rng.choice(DIFFERENCES)
            if house is self.ward or reckoned + difference < 0:
                difference = 0
            house.planned += difference
            self._write_count(house, moment, reckoned + difference, reckoned)

    def _write_count(self, house: House, moment: datetime, persons: int, reckoned: int | None) -> None:
        house.changes.append((moment, persons - (reckoned or 0)))
        draft = drafts.Headcount(
            illustrative=True,
            facility=house.facility_id,
            counted_at=moment,
            persons=persons,
            reckoned=reckoned,
            source=self.plan["source"],
        )
        newest = moment.replace(tzinfo=None) == house.row.get("last_count")
        if newest and house is not self.ward:
            self._split(draft)
        self.records.add(draft)

    def _split(self, draft: drafts.Headcount) -> None:
        """Who was counted, by sex and age, some not specified; and needs."""
        plan, persons = self.plan["counted"], draft.persons or 0
        rows = plan["sex_and_age"]
        counts = apportion(round(persons * 0.97), [row["share"] for row in rows])
        draft.groups = [
            drafts.HeadcountGroup(n, Sex(row["sex"]), AgeBand(row["age"]))
            for n, row in zip(counts, rows, strict=True)
            if n
        ]
        for row in plan["needs"]:
            n = round(persons * row["share"] / 1000)
            if n:
                need = Need(row["need"]) if "need" in row else None
                draft.needs.append(drafts.NeedCount(n, need, row.get("language")))


def _to_be_housed(draft: drafts.Incident) -> int:
    """Arrivals of the incident that did not go to a hospital."""
    if draft.kind not in ARRIVAL_KINDS or draft.status not in ARRIVAL_STATUSES:
        return 0
    return arrivals_of(draft) - sum(o.count for o in draft.outcomes if o.outcome is Outcome.HOSPITAL)
