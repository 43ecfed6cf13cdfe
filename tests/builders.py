"""What tests build their stores from: a small situation, and incidents to taste."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tracker import bulk_undo, drafts, facilities, incidents, rows, situations, totals
from tracker.codes import Regime, Verb
from tracker.models import CHILDREN, TABLES
from tracker.store import Store, create_store
from tracker.undo import ActionLine

VILNIUS = "Europe/Vilnius"
# 3 August 2021, 14:00 in Vilnius.
NOON = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)


@dataclass(slots=True)
class Small:
    """A store with one situation, two sectors and two facilities."""

    store: Store
    situation: str
    sectors: list[str]
    facilities: list[str]

    @property
    def line(self) -> situations.SituationLine:
        """The situation as pages need it."""
        with self.store.read() as session:
            return situations.get_situation(session, self.situation)

    def incident(self, **changed: Any) -> drafts.Incident:
        """A draft of 23 persons at Druskininkai, two hours before `NOON`."""
        values: dict[str, Any] = {
            "situation": self.situation,
            "sector": self.sectors[0],
            "happened_at": NOON - timedelta(hours=2),
            "persons": 23,
        }
        return drafts.Incident(**(values | changed))

    def record(self, moved_to: str | None = None, **changed: Any) -> str:
        """Record such an incident; returns its id."""
        return self.store.write(incidents.record_incident, self.incident(**changed), moved_to).value


def small_store(path: Path, author: str = "R. recorder", **situation: Any) -> Small:
    """A new store at `path`."""
    store = create_store(path, "Padvarionys", author)
    values = {"name": "Lithuania – Belarus 2021", "time_zone": VILNIUS} | situation
    situation_id = store.write(situations.open_situation, drafts.Situation(**values)).value
    sectors = [
        store.write(situations.add_sector, drafts.Sector(situation=situation_id, name=name)).value
        for name in ("Druskininkai", "Lavoriškės")
    ]
    places = [
        store.write(
            facilities.add_facility, drafts.Facility(situation=situation_id, name=name, regime=regime)
        ).value
        for name, regime in (("Pabradė", Regime.CLOSED), ("Rukla", Regime.OPEN))
    ]
    return Small(store, situation_id, sectors, places)


def turn(store: Store, verb: Verb = Verb.UNDO) -> ActionLine:
    """Undo the last action, or redo the last undo, as the window does: many records as a whole."""
    begun = bulk_undo.begin(store, verb)
    if isinstance(begun, ActionLine):
        begun = bulk_undo.finish(store, begun, verb)
    return begun.value


def dump(small: Small) -> dict[str, list[dict[str, Any]]]:
    """All rows of all records and their children, without the children's own keys."""
    with small.store.read() as session:
        connection = session.connection()
        found = {
            t: [dict(r) for r in connection.execute(select(rows.table_of(t))).mappings()] for t in TABLES
        }
        for record_type in CHILDREN:
            for child in rows.child_tables(record_type).values():
                found[child.name] = [
                    {k: v for k, v in r.items() if k != "pk"}
                    for r in connection.execute(
                        select(child).order_by(child.c[f"{record_type}_pk"], child.c.pk)
                    ).mappings()
                ]
        for pk in [s["pk"] for s in found["situation"]]:
            cells = totals.kept(connection, pk)
            found[f"totals {pk}"] = [{"cell": c, "amounts": a} for c, a in sorted(cells.items())]
    return found
