"""The demo's incidents: made up with a fixed seed from resources/demo/arrivals.toml, and marked illustrative.

Persons a day are fixed first, so that days, months and years come to what was published; each day is then cut into
incidents, and what is known of each is drawn.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tracker import drafts
from tracker.codes import (
    MINOR_BANDS,
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    ReferralState,
    Reliability,
    Service,
    Sex,
    Status,
)
from tracker.demo.data import Records, Row, apportion, at, draft_of, load

# More people come at night: how likely each hour is.
HOURS = (9, 10, 10, 10, 9, 8, 6, 4, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 5, 7, 8)
LARGEST = 62  # persons in one incident
PARTS_OF_DAY = (0, 6, 12, 18)
EARLY, LATE = date(2021, 6, 1), date(2021, 7, 1)

ADULT, TEEN, CHILD, INFANT, OLDER = AgeBand.ADULT, AgeBand.TEEN, AgeBand.CHILD, AgeBand.INFANT, AgeBand.OLDER
F, M = Sex.FEMALE, Sex.MALE
FAMILY: dict[tuple[Sex, AgeBand], int] = {
    (M, ADULT): 31, (F, ADULT): 25, (M, TEEN): 7, (F, TEEN): 6, (M, CHILD): 9, (F, CHILD): 8,
    (M, INFANT): 6, (F, INFANT): 5, (M, OLDER): 1, (F, OLDER): 2,
}  # fmt: skip
NO_FAMILY: dict[tuple[Sex, AgeBand], int] = {(M, ADULT): 85, (F, ADULT): 10, (M, TEEN): 4, (F, TEEN): 1}


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident as it went into the records; `row` is the one of the file for those written by hand."""

    incident_id: str
    draft: drafts.Incident
    row: Row | None = None


def add_incidents(records: Records, situation_id: str, zone: ZoneInfo) -> list[Happened]:
    """Add sectors, parties and incidents to the records, oldest incident first."""
    return Generator(records, situation_id, zone).run()


def persons_by_day(plan: dict[str, Any], rng: Random) -> dict[date, int]:
    """How many persons arrive a day, up to the last day written by hand."""
    result: dict[date, int] = {}
    for span in plan["span"]:
        days = [span["first"] + timedelta(i) for i in range((span["last"] - span["first"]).days + 1)]
        persons = span.get("persons") or plan["frontex"]["detections"][f"{days[0]:%Y-%m}"]
        slope = (span["to"] - span["from"]) / max(1, len(days) - 1)
        weights = [
            (span["from"] + slope * i) * math.exp(rng.gauss(0, span["spread"])) for i in range(len(days))
        ]
        result |= dict(zip(days, apportion(persons, weights), strict=True))
    return result


class Generator:
    """Draws incidents. Everything comes from one seeded source of chance, in one order."""

    def __init__(self, records: Records, situation_id: str, zone: ZoneInfo) -> None:
        self.records, self.situation_id, self.zone = records, situation_id, zone
        self.plan = load("arrivals.toml")
        self.mix: dict[str, float] = self.plan["mix"]
        self.rng = Random(self.plan["seed"])
        self.parties = 0
        self.owed: defaultdict[str, float] = defaultdict(
            float
        )  # persons of each nationality that are still to be drawn, in fractions
        self.happened: list[Happened] = []
        self.sectors: dict[str, str] = {
            row["name"]: records.add(
                drafts.Sector(
                    illustrative=True,
                    situation=situation_id,
                    name=row["name"],
                    length_km=float(row["length_km"]),
                    length_source=self.plan["sectors"]["length_source"],
                )
            )
            for row in self.plan["sector"]
        }

    def run(self) -> list[Happened]:
        """Draw, sort by time, and put into the records."""
        drawn = [*self._counted(), *self._besides()]
        drawn.sort(key=lambda d: (d.happened_at, d.persons or 0))
        self._see_some_again(drawn)
        for draft in drawn:
            self._add(draft)
        for row in self.plan["last_day"]:
            own = {k: v for k, v in row.items() if k not in ("to", "moved", "left", "arrived")}
            keys = self.sectors | {"": self.situation_id}
            draft = draft_of(
                drafts.Incident, own, self.zone, keys.__getitem__,
                situation="", illustrative=True, source=self.plan["source"],
            )  # fmt: skip
            self.happened.append(Happened(self.records.add(draft), draft, row))
        return self.happened

    def _add(self, draft: drafts.Incident) -> None:
        if draft.party is not None:  # a mark so far; parties are numbered by time
            self.parties += 1
            party = drafts.Party(
                illustrative=True,
                situation=self.situation_id,
                reference=f"P-{self.parties:04}",
                persons=draft.persons,
            )
            draft = replace(draft, party=self.records.add(party))
        if draft.seen_before is not None:
            seen = draft.persons if draft.seen_persons is None else draft.seen_persons
            earlier = self._earlier(draft.happened_at, seen or 1)
            draft = replace(draft, seen_before=earlier.incident_id)
        self.happened.append(Happened(self.records.add(draft), draft))

    def _earlier(self, moment: datetime | None, persons: int) -> Happened:
        """An incident shortly before, with at least so many persons."""
        assert moment is not None
        for happened in reversed(self.happened):
            draft = happened.draft
            before = draft.happened_at is not None and draft.happened_at < moment - timedelta(hours=4)
            like = draft.kind is Kind.CROSSING and draft.status is Status.VERIFIED
            if before and like and (draft.persons or 0) >= persons:
                return happened
        raise ValueError("nobody seen before")

    # --- Incidents that count ---

    def _counted(self) -> Iterator[drafts.Incident]:
        sizes = {span["first"]: span["size"] for span in self.plan["span"]}
        size = 1
        for day, persons in persons_by_day(self.plan, self.rng).items():
            size = sizes.get(day, size)
            left = persons
            while left:
                n = max(1, min(left, LARGEST, round(self.rng.lognormvariate(math.log(size), 0.8))))
                left -= n
                yield self._counted_one(day, n)

    def _counted_one(self, day: date, persons: int) -> drafts.Incident:
        rng = self.rng
        draft = self._anywhere(day)
        draft.persons = persons
        self._compose(draft, day)
        if self._one_in_hundred(self.mix["at_crossing_point"]) and persons <= 12:
            points = [row["name"] for row in self.plan["sector"] if row["points"]]
            sector = rng.choice(points)
            draft.kind, draft.sector = Kind.ARRIVAL, self.sectors[sector]
            draft.place = next(row["points"][0] for row in self.plan["sector"] if row["name"] == sector)
        if rng.random() < (0.86 if day < date(2021, 7, 25) else 0.66):
            self._verify(draft)
        else:
            draft.reliability = rng.choice([Reliability.B, Reliability.C, Reliability.F])
            draft.credibility = rng.choice([Credibility.POSSIBLE, Credibility.CANNOT_BE_JUDGED])
            self._doubt_number(draft)
        if self._one_in_hundred(self.mix["destination"]):
            names = self.plan["destinations"]
            draft.destination = rng.choices(list(names), list(names.values()))[0]
        if self._one_in_hundred(self.mix["party"]) and 2 <= persons <= 12:
            draft.party = "new"
        if self._one_in_hundred(self.mix["text"]):
            draft.text = rng.choice(self.plan["texts"]["crossing"])
        return draft

    def _verify(self, draft: drafts.Incident) -> None:
        """A patrol was there: grade, outcomes and referrals."""
        rng, persons = self.rng, draft.persons or 1
        draft.status = Status.VERIFIED
        draft.reliability = rng.choice([Reliability.A, Reliability.A, Reliability.B])
        draft.credibility = rng.choice([Credibility.CONFIRMED, Credibility.PROBABLE])
        to_hospital = min(persons, rng.choice([1, 1, 2])) if self._one_in_hundred(self.mix["hospital"]) else 0
        if to_hospital:
            draft.outcomes = [drafts.OutcomeCount(Outcome.HOSPITAL, to_hospital)]
            draft.referrals.append(
                drafts.Referral(Service.MEDICAL, to_hospital, ReferralState.RECEIVED, consent=True)
            )
        if persons > to_hospital and rng.random() < 0.7:
            draft.outcomes.insert(0, drafts.OutcomeCount(Outcome.ADMITTED, persons - to_hospital))
        assert draft.happened_at is not None
        fresh = draft.happened_at.date() > date(2021, 7, 24)
        if self._one_in_hundred(self.mix["asylum"]):
            state = rng.choice([ReferralState.OFFERED, ReferralState.ACCEPTED]) if fresh else None
            draft.referrals.append(
                drafts.Referral(
                    Service.ASYLUM, rng.randint((persons + 1) // 2, persons), state or ReferralState.RECEIVED
                )
            )
        ages = [g.age for g in draft.groups if g.age]
        children = not ages or any(age in MINOR_BANDS for age in ages)
        if persons >= 2 and children and self._one_in_hundred(self.mix["child"]):
            draft.referrals.append(
                drafts.Referral(
                    Service.UNACCOMPANIED_CHILD,
                    1,
                    ReferralState.OFFERED if fresh else ReferralState.RECEIVED,
                    due_at=at(draft.happened_at.date() + timedelta(days=5), 18, 0, self.zone),
                )
            )

    def _doubt_number(self, draft: drafts.Incident) -> None:
        """Some numbers are an estimate with a range, some are somebody else's."""
        persons, rng = draft.persons or 1, self.rng
        if persons >= 6 and rng.random() < 0.35:
            draft.basis = CountBasis.ESTIMATED
            draft.low, draft.high = (
                persons - rng.randint(1, persons // 4 + 1),
                persons + rng.randint(1, persons // 3),
            )
        elif rng.random() < 0.35:
            draft.basis = CountBasis.REPORTED

    # --- What is drawn for any incident ---

    def _one_in_hundred(self, of_hundred: float) -> bool:
        return self.rng.random() * 100 < of_hundred

    def _anywhere(self, day: date) -> drafts.Incident:
        """An incident of that day: when and where."""
        rng = self.rng
        share = "late" if day >= self.plan["sectors"]["surge_from"] else "share"
        row = rng.choices(self.plan["sector"], [r[share] for r in self.plan["sector"]])[0]
        known = rng.random() >= self.plan["sectors"]["unknown"]
        hour, minute, precision = rng.choices(range(24), HOURS)[0], 5 * rng.randrange(12), Precision.EXACT
        if self._one_in_hundred(self.mix["imprecise"]):
            precision = rng.choice([Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY])
            minute = 0
            if precision is Precision.PART_OF_DAY:
                hour = max(h for h in PARTS_OF_DAY if h <= hour)
            elif precision is Precision.DAY:
                hour = 0
        return drafts.Incident(
            illustrative=True,
            situation=self.situation_id,
            sector=self.sectors[row["name"]] if known else None,
            place=rng.choice(row["places"]) if known and rng.random() < 0.3 else None,
            happened_at=at(day, hour, minute, self.zone),
            precision=precision,
            source=self.plan["source"],
        )

    def _shares(self, day: date) -> dict[str, float]:
        """Which part of the people are of each nationality, by day."""
        late = min(1.0, max(0.0, (day - EARLY) / (LATE - EARLY)))
        weights = {r["code"]: r["early"] + (r["late"] - r["early"]) * late for r in self.plan["nationality"]}
        return {code: w / sum(weights.values()) for code, w in weights.items()}

    def _nationality(self, day: date, persons: int) -> str:
        """Of so many persons. Those who fell short so far are likelier, so that few large groups decide nothing."""
        weights = {
            code: max(0.02 * share, self.owed[code] + persons * share)
            for code, share in self._shares(day).items()
        }
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _compose(self, draft: drafts.Incident, day: date) -> None:
        """What is known of who they are: crossed, as separate totals, by nationality alone, or not at all."""
        rng, persons = self.rng, draft.persons or 1
        main = self._nationality(day, persons)
        counts = Counter({main: persons})
        if persons >= 4 and self._one_in_hundred(self.mix["mixed_nationality"]):
            for _ in range(rng.choice([1, 1, 2])):
                part = rng.randint(1, max(1, persons // 4))
                counts[main] -= part
                counts[self._nationality(day, part)] += part
        if persons >= 2 and self._one_in_hundred(self.mix["partly_specified"]):
            counts[main] -= rng.randint(1, max(1, counts[main] // 3))
        families = next(r["families"] for r in self.plan["nationality"] if r["code"] == main)
        people = FAMILY if self._one_in_hundred(families) and persons > 1 else NO_FAMILY
        drawn = Counter(rng.choices(list(people), list(people.values()), k=persons))
        if self._one_in_hundred(self.mix["no_nationality"]):
            draft.groups = _totals(drawn)
            return
        for code, share in self._shares(day).items():
            self.owed[code] += counts.total() * share - counts[code]
        how = rng.random()
        if how < 0.45:
            draft.crossed = True
            draft.groups = self._crossed(+counts, people)
        else:
            draft.groups = [drafts.Group(n, code) for code, n in (+counts).most_common()]
            draft.groups += _totals(drawn) if how < 0.8 else []

    def _crossed(self, counts: Counter[str], people: dict[tuple[Sex, AgeBand], int]) -> list[drafts.Group]:
        groups = []
        for code, n in counts.most_common():
            drawn = Counter(self.rng.choices(list(people), list(people.values()), k=n))
            groups += [drafts.Group(drawn[key], code, *key) for key in people if drawn[key]]
        return groups

    # --- Incidents that count towards no arrivals ---

    def _besides(self) -> Iterator[drafts.Incident]:
        for row in self.plan["besides"]:
            if row["what"] == "seen_before":
                continue  # made of those that count
            days = (row["last"] - row["first"]).days + 1
            for _ in range(row["number"]):
                draft = self._anywhere(row["first"] + timedelta(self.rng.randrange(days)))
                getattr(self, f"_be_{row['what']}")(draft)
                draft.text = self.rng.choice(self.plan["texts"][row["what"]])
                yield draft

    def _be_prevented(self, draft: drafts.Incident) -> None:
        draft.kind, draft.persons = Kind.NOT_ADMITTED, self.rng.randint(3, 24)
        if self.rng.random() < 0.65:
            draft.circumstances = [Circumstance.PREVENTED]
        if self.rng.random() < 0.5:
            draft.outcomes = [drafts.OutcomeCount(Outcome.TURNED_BACK, draft.persons)]
        self._doubt_number(draft)

    def _be_unknown_size(self, draft: drafts.Incident) -> None:
        draft.basis = CountBasis.UNKNOWN

    def _be_claimed(self, draft: drafts.Incident) -> None:
        draft.status, draft.reliability = Status.CLAIMED, Reliability.D
        draft.persons, draft.basis = self.rng.randint(2, 14), CountBasis.REPORTED

    def _be_refuted(self, draft: drafts.Incident) -> None:
        self._be_claimed(draft)
        draft.status, draft.credibility = Status.REFUTED, Credibility.IMPROBABLE

    def _be_rescue(self, draft: drafts.Incident) -> None:
        draft.kind, draft.status, draft.persons = Kind.RESCUE, Status.VERIFIED, self.rng.randint(1, 6)
        draft.reliability, draft.credibility = Reliability.A, Credibility.CONFIRMED
        draft.outcomes = [drafts.OutcomeCount(Outcome.HOSPITAL, self.rng.randint(1, draft.persons))]

    def _see_some_again(self, drawn: list[drafts.Incident]) -> None:
        """People counted already turn up again: all of an incident's persons, or some in a larger group."""
        row = next(r for r in self.plan["besides"] if r["what"] == "seen_before")
        like = [
            i
            for i, d in enumerate(drawn)
            if d.happened_at
            and row["first"] <= d.happened_at.date() <= row["last"]
            and d.kind is Kind.CROSSING
            and d.status is Status.VERIFIED
            and d.party is None
            and (d.persons or 0) >= 4
        ]
        for n, i in enumerate(sorted(self.rng.sample(like, row["number"]), reverse=True)):
            draft, again = drawn[i], self.rng.randint(2, 4)
            if n % 2:
                # Net of these the incident keeps the number that its day was given.
                outcomes = [replace(o, count=o.count + again) for o in draft.outcomes[:1]]
                draft.outcomes = outcomes + draft.outcomes[1:]
                draft.persons, draft.seen_persons = (draft.persons or 0) + again, again
                draft.seen_before = "earlier"
            else:
                assert draft.happened_at is not None
                same = replace(draft, persons=again, groups=[], outcomes=[], referrals=[], crossed=False)
                same.happened_at = draft.happened_at + timedelta(minutes=25)
                same.precision, same.seen_before = Precision.EXACT, "earlier"
                same.basis, same.low, same.high, same.text = CountBasis.COUNTED, None, None, None
                if same.happened_at.date() == draft.happened_at.date():
                    drawn.insert(i + 1, same)
        drawn.sort(key=lambda d: (d.happened_at, d.persons or 0))


def _totals(drawn: Counter[tuple[Sex, AgeBand]]) -> list[drafts.Group]:
    """Minors and women as totals of their own, where there are any."""
    minors = sum(n for (_, age), n in drawn.items() if age in MINOR_BANDS)
    women = sum(n for (sex, _), n in drawn.items() if sex is F)
    groups = [drafts.Group(minors, age=AgeBand.MINOR)] if minors else []
    return groups + ([drafts.Group(women, sex=F)] if women else [])
