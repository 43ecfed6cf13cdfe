"""All that is known about one facility, read at once: what it is, how full over time, who comes, what was entered."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from tracker import drafts, records
from tracker.facilities import (
    CapacityLine,
    HeadcountLine,
    MovementLine,
    find_capacity,
    find_headcounts,
    find_movements,
    find_on_the_road,
)
from tracker.occupancy import occupancy_over_time
from tracker.readings import OccupancySeries
from tracker.rows import key_of

MOST_ROWS = 200


@dataclass(slots=True)
class FacilityDetail:
    """One facility up to a moment. The lists are newest first, people on the road oldest first."""

    id: str
    revision_id: str
    draft: drafts.Facility
    series: OccupancySeries
    on_the_road: list[MovementLine]
    headcounts: list[HeadcountLine]
    movements: list[MovementLine]
    capacity: list[CapacityLine]


def read_facility(
    session: Session,
    facility_id: str,
    first: datetime | None,
    at: datetime,
    voided: bool = False,
) -> FacilityDetail:
    """The facility of this id at an aware moment, its occupancy from `first` (None: as far back as is known).

    With `voided` the lists have the voided entries too. Raises NotFound.
    """
    draft, revision = records.get(session, drafts.Facility, facility_id)
    pk = key_of(session, "facility", facility_id)
    situation_pk = key_of(session, "situation", draft.situation or "")
    return FacilityDetail(
        id=facility_id,
        revision_id=revision,
        draft=draft,
        series=occupancy_over_time(session, facility_id, first, at),
        on_the_road=find_on_the_road(session, situation_pk, at, pk),
        headcounts=find_headcounts(session, pk, MOST_ROWS, at, voided),
        movements=find_movements(session, situation_pk, pk, MOST_ROWS, until=at, voided=voided),
        capacity=find_capacity(session, pk, voided),
    )
