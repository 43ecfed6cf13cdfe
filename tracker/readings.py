"""The small dataclasses that plots, gauge and bars are drawn from. Standard library only; `figures.py` and
`facilities.py` fill them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.codes import Level, Regime, Trust


@dataclass(frozen=True, slots=True)
class Flag:
    """A context event beside the days; a band where the date is known only roughly (`last` after `first`)."""

    first: date
    last: date
    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalSeries:
    """Persons a reporting day, oldest first; every list is as long as `days`, and `days` has no gaps.

    `persons` follows the arrivals rule; `claimed` are persons of claimed incidents, never inside `persons`;
    `unknown_size` counts incidents whose number of persons nobody knows; `mean7` is the mean of the day and the
    six before it, None until seven days exist; `parts` splits `persons` by nationality or sector name, largest
    first, the rest as "other"; `partial` is the day that is not over yet, if it is among `days`.
    """

    days: list[date]
    persons: list[int]
    claimed: list[int]
    unknown_size: list[int]
    mean7: list[float | None]
    partial: date | None = None
    illustrative: bool = False
    parts: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacilityReading:
    """One facility at a moment: level, trust and (later) forecast are three separate things.

    `occupancy` is None where it is not known: nothing was ever counted or moved, or more left than were
    counted in; `capacity` (places usable) is None where unknown;
    `expected` are people on the road to it, never inside `occupancy`; `as_of` is the time of the headcount, UTC;
    `since` the net movements after it; `difference` what the last headcount found beyond what the movements give;
    `uncounted` people left who were never counted in: then only a headcount can tell how many are there.
    """

    facility_id: str
    name: str
    regime: Regime
    occupancy: int | None
    capacity: int | None
    surge: int | None
    expected: int
    level: Level
    trust: Trust
    as_of: datetime | None
    since: int
    difference: int | None
    illustrative: bool = False
    uncounted: int = 0

    @property
    def ratio(self) -> float | None:
        """Occupancy by capacity; None where either is unknown or there are no places."""
        if self.occupancy is None or not self.capacity:
            return None
        return self.occupancy / self.capacity

    @property
    def counted(self) -> int | None:
        """What the last headcount found; None where nobody counted, or where it cannot be told back any more."""
        if self.as_of is None or self.occupancy is None or self.uncounted:
            return None
        return self.occupancy - self.since

    @property
    def over(self) -> int:
        """People beyond capacity; 0 where within or unknown."""
        if self.occupancy is None or self.capacity is None:
            return 0
        return max(0, self.occupancy - self.capacity)


@dataclass(frozen=True, slots=True)
class RegimeLoad:
    """The facilities of one regime together; `over` sums people over per facility, never netted against free places."""

    regime: Regime
    people: int
    places: int
    over: int
    free: int


@dataclass(frozen=True, slots=True)
class GaugeReading:
    """The situation's gauge: places of known capacity only; `people_unknown` live where capacity is not known.

    Left out are `facilities_unknown`, of which the places are not known, `never_counted`, of which only the people are
    not, and `count_needed`, which more people left than were counted in.
    """

    people: int
    places: int
    over: int
    free: int
    regimes: list[RegimeLoad]
    people_unknown: int
    facilities_unknown: list[str]
    illustrative: bool = False
    count_needed: list[str] = field(default_factory=list)
    never_counted: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OccupancySeries:
    """One facility over time for plotting: occupancy and the capacity of the day as steps, headcounts as points.

    `times` are aware UTC datetimes; `occupancy` and `capacity` hold one value a time, None where unknown.
    """

    facility: str
    times: list[datetime]
    occupancy: list[int | None]
    capacity: list[int | None]
    headcount_times: list[datetime]
    headcounts: list[int]
    illustrative: bool = False
