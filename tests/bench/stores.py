"""The stores that are measured: built through the product's own write path, and kept for the next run."""

import os
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tracker import bulk, drafts, facilities, integrity, situations
from tracker.codes import AgeBand, CountBasis, Kind, MovementReason, Regime, Status
from tracker.ids import new_id
from tracker.store import create_store, open_store

SECTORS = ("Druskininkai", "Lavoriškės", "Padvarionys", "Varėna", "Kapčiamiestis", "Tverečius")
PLACES = ("Pabradė", "Medininkai", "Kybartai", "Rukla", "Alytus", "Verebiejai", "Druskininkai camp")
NATIONALITIES = ("IRQ", "XCG", "CMR", "SYR", "AFG", "GIN", "IRN", "LKA", "TJK", "RUS")
TEXTS = (
    "Group found 300 m west of the river, all walking.",
    "Seen from the tower, met by the patrol at the forest road.",
    "Two families with small children, wet clothes, taken to the post.",
    "Reported by a farmer; tracks lead over the line.",
)
BATCH = 100_000
ZONE = timezone(timedelta(hours=3))
LAST = datetime(2021, 8, 3, 14, 0, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Known:
    """What the incidents of a store refer to."""

    situation: str
    sectors: list[str]
    facilities: list[str]


def the_store(folder: Path, number: int) -> Path:
    """A store of `number` incidents over three years, checked once after it was built."""
    path = folder / f"{number}.btrk"
    if path.exists():
        return path
    partial = folder / f"{number}.partial.btrk"
    for leftover in folder.glob(f"{partial.name}*"):
        leftover.unlink()
    store = create_store(partial, "Padvarionys", "R. recorder")
    known = begin(store)
    rng = random.Random(number)
    for done in range(0, number, BATCH):
        bulk.write_staged(store, bulk.stage(store, generated(known, min(BATCH, number - done), rng)))
        print(f"  {number:,} incidents: {min(done + BATCH, number):,} written", flush=True)
    findings = list(integrity.check(store))
    if findings:
        raise SystemExit(f"the store of {number} incidents is not sound: {findings[:3]}")
    store.close()
    partial.rename(path)
    return path


def begin(store) -> Known:  # type: ignore[no-untyped-def]
    """Situation, sectors, facilities with capacity, headcount and movements."""
    situation = store.write(
        situations.open_situation, drafts.Situation(name="Border", time_zone="Europe/Vilnius")
    ).value
    sectors = [
        store.write(situations.add_sector, drafts.Sector(situation=situation, name=n)).value for n in SECTORS
    ]
    places = []
    for i, name in enumerate(PLACES):
        place = store.write(
            facilities.add_facility,
            drafts.Facility(situation=situation, name=name, regime=list(Regime)[i % 4]),
        ).value
        store.write(
            facilities.change_capacity,
            drafts.CapacityChange(facility=place, from_at=LAST - timedelta(days=30), operational=200),
        )
        store.write(
            facilities.take_headcount,
            drafts.Headcount(facility=place, counted_at=LAST - timedelta(hours=9 + i), persons=150 + 20 * i),
        )
        places.append(place)
    return Known(situation, sectors, places)


def generated(known: Known, number: int, rng: random.Random) -> Iterator[tuple[str, drafts.Draft]]:
    """Incidents over three years as they might be, and a movement for one in two hundred."""
    for i in range(number):
        happened = LAST - timedelta(minutes=rng.randrange(3 * 365 * 1440))
        persons = rng.randint(1, 40) if rng.random() > 0.01 else None
        groups = []
        if persons and persons > 2:
            first = rng.randint(1, persons)
            groups = [drafts.Group(first, rng.choice(NATIONALITIES))]
            groups.append(drafts.Group(rng.randint(1, persons), age=AgeBand.MINOR))
        incident = new_id()
        yield (
            incident,
            drafts.Incident(
                situation=known.situation,
                sector=rng.choice(known.sectors),
                kind=rng.choice((Kind.CROSSING,) * 8 + (Kind.ARRIVAL, Kind.RESCUE)),
                status=rng.choice((Status.REPORTED,) * 5 + (Status.VERIFIED,) * 12 + (Status.CLAIMED,)),
                happened_at=happened,
                persons=persons,
                basis=CountBasis.UNKNOWN if persons is None else CountBasis.COUNTED,
                groups=groups,
                text=rng.choice(TEXTS),
                source="Patrol 7",
            ),
        )
        if i % 200 == 0 and persons and known.facilities:
            yield (
                new_id(),
                drafts.Movement(
                    situation=known.situation,
                    reason=MovementReason.ARRIVAL,
                    persons=persons,
                    to_facility=rng.choice(known.facilities),
                    left_at=happened,
                    arrived_at=happened + timedelta(hours=2),
                    incident=incident,
                ),
            )


def a_copy(path: Path, name: str = "copy") -> Path:
    """A copy to write to."""
    target = path.with_name(f"{name}-{path.name}")
    for leftover in path.parent.glob(f"{target.name}*"):
        leftover.unlink()
    shutil.copy(path, target)
    os.sync()  # or the disk would be busy with it while something else is measured
    return target


def opened(path: Path):  # type: ignore[no-untyped-def]
    """The open store, its situation and its sectors."""
    store = open_store(path, "R. recorder")
    with store.read() as session:
        line = situations.find_situations(session)[0]
        return store, line, situations.find_sectors(session, line.pk)
