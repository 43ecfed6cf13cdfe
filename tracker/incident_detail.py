"""All that is known about one incident, read at once: what it says, where its people went, its history."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts, records
from tracker.facilities import MovementLine, find_movements
from tracker.incidents import INCIDENTS, IncidentLine, find_by_ids
from tracker.records import Version
from tracker.rows import key_of, table_of
from tracker.situations import get_station_name


@dataclass(slots=True)
class IncidentDetail:
    """One incident. `names` has a name for each sector and party that any of its versions names, by their ids.

    `revision_id` is what a change is based on; `earlier` is where its people were counted before, `later` are
    incidents whose people were counted in this one; `incidents` are all that its versions named as earlier ones;
    `stations` has the names of the stations that wrote in its history.
    """

    id: str
    pk: int
    revision_id: str
    draft: drafts.Incident
    versions: list[Version]
    movements: list[MovementLine]
    names: dict[str, str]
    stations: dict[str, str]
    incidents: dict[str, IncidentLine]
    later: list[IncidentLine]

    @property
    def earlier(self) -> IncidentLine | None:
        """The incident in which its people were counted already."""
        return self.incidents.get(self.draft.seen_before or "")


def read_incident(session: Session, incident_id: str) -> IncidentDetail:
    """The incident of this id, voided or not. Raises NotFound."""
    draft, revision = records.get(session, drafts.Incident, incident_id)
    pk = key_of(session, "incident", incident_id)
    versions = records.history_of(session, incident_id)
    said = [v.draft for v in versions if isinstance(v.draft, drafts.Incident)]
    sectors = {d.sector for d in said if d.sector}
    parties = {d.party for d in said if d.party} | {r.party for d in said for r in d.referrals if r.party}
    earlier = find_by_ids(session, {d.seen_before for d in said if d.seen_before})
    connection = session.connection()
    later = connection.scalars(
        select(INCIDENTS.c.id)
        .where(INCIDENTS.c.seen_before_pk == pk, INCIDENTS.c.void_reason.is_(None))
        .limit(50)
    )
    names: dict[str, str] = {}
    for table, column, ids in (("sector", "name", sectors), ("party", "reference", parties)):
        c = table_of(table).c
        names |= {row[0]: row[1] for row in connection.execute(select(c.id, c[column]).where(c.id.in_(ids)))}
    situation = key_of(session, "situation", draft.situation or "")
    return IncidentDetail(
        id=incident_id,
        pk=pk,
        revision_id=revision,
        draft=draft,
        versions=versions,
        movements=find_movements(session, situation, incident_pk=pk),
        names=names,
        stations={s: get_station_name(session, s) for s in {v.station_id for v in versions}},
        incidents={line.id: line for line in earlier},
        later=find_by_ids(session, set(later)),
    )
