"""Situations, sectors, stations, parties, context events and statements: commands and queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts, records
from tracker.errors import NotFound, Problem, Refused
from tracker.rows import key_of, table_of

SITUATIONS, SECTORS, EVENTS = table_of("situation"), table_of("sector"), table_of("context_event")
STATEMENTS, PARTIES, STATIONS = table_of("statement"), table_of("party"), table_of("station")


@dataclass(frozen=True, slots=True)
class SituationLine:
    """A situation as pages need it; `pk` is its local key, `tight_at` in per cent, `cutoff` the minute of the day."""

    pk: int
    id: str
    name: str
    time_zone: str
    cutoff: int
    tight_at: int
    border_km: float | None
    border_source: str | None
    illustrative: bool


@dataclass(frozen=True, slots=True)
class SectorLine:
    """A sector as pages need it; length in km."""

    pk: int
    id: str
    name: str
    length_km: float | None
    length_source: str | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """A context event as plots and lists need it."""

    id: str
    kind: str
    title: str
    first_day: date
    last_day: date
    date_text: str | None
    text: str | None
    source: str | None
    illustrative: bool


def open_situation(session: Session, draft: drafts.Situation) -> str:
    """Record a situation; two of one name are refused. Returns its id."""
    _refuse_same_situation(session, draft)
    return records.record(session, draft)


def add_sector(session: Session, draft: drafts.Sector) -> str:
    """Record a sector; two of one name in a situation are refused. Returns its id."""
    _refuse_same_sector(session, draft)
    return records.record(session, draft)


def amend_sector(session: Session, sector_id: str, draft: drafts.Sector, based_on: str | None = None) -> str:
    """Correct a sector: its name, its length. Returns its id."""
    _refuse_same_sector(session, draft, sector_id)
    return records.amend(session, sector_id, draft, based_on)


def arrange_situation(
    session: Session,
    draft: drafts.Situation,
    sectors: Sequence[tuple[str | None, drafts.Sector]] = (),
    situation_id: str | None = None,
    based_on: str | None = None,
) -> str:
    """Open a situation, or amend it, with its sectors, in one action. Returns its id.

    A sector comes with its id, or None where it is new. What is said as it stands already is not written again.
    Problems of a sector name its place among those given.
    """
    if situation_id is None:
        situation_id = open_situation(session, draft)
    else:
        _refuse_same_situation(session, draft, situation_id)
        if records.get(session, drafts.Situation, situation_id)[0] != draft:
            records.amend(session, situation_id, draft, based_on)
    for i, (sector_id, given) in enumerate(sectors):
        sector = replace(given, situation=situation_id)
        try:
            if sector_id is None:
                add_sector(session, sector)
            elif records.get(session, drafts.Sector, sector_id)[0] != sector:
                amend_sector(session, sector_id, sector)
        except Refused as refused:
            raise Refused(
                [replace(p, field=f"sectors[{i}].{p.field}") for p in refused.problems]
            ) from refused
    return situation_id


def _refuse_same_situation(session: Session, draft: drafts.Situation, besides: str | None = None) -> None:
    wanted = str(draft.name).strip().casefold()
    if any(s.name.strip().casefold() == wanted and s.id != besides for s in find_situations(session)):
        raise Refused([Problem("name_taken", "name", values={"name": draft.name})])


def _refuse_same_sector(session: Session, draft: drafts.Sector, besides: str | None = None) -> None:
    if draft.situation is None:
        return  # the rules say so
    standing = find_sectors(session, key_of(session, "situation", draft.situation))
    wanted = str(draft.name).strip().casefold()
    if any(s.name.strip().casefold() == wanted and s.id != besides for s in standing):
        raise Refused([Problem("name_taken", "name", values={"name": draft.name})])


def find_situations(session: Session) -> list[SituationLine]:
    """All standing situations, in the order in which they were opened."""
    c = SITUATIONS.c
    found = session.connection().execute(
        select(
            c.pk,
            c.id,
            c.name,
            c.time_zone,
            c.cutoff,
            c.tight_at,
            c.border_km,
            c.border_source,
            c.illustrative,
        )
        .where(c.void_reason.is_(None))
        .order_by(c.pk)
    )
    return [SituationLine(*tuple(row)) for row in found]


def get_situation(session: Session, name_or_id: str) -> SituationLine:
    """The situation of this id, or else of this name. Raises NotFound."""
    for line in find_situations(session):
        if line.id == name_or_id or line.name.casefold() == name_or_id.casefold():
            return line
    raise NotFound("no_such_situation", name=name_or_id)


def find_sectors(session: Session, situation_pk: int) -> list[SectorLine]:
    """The standing sectors of a situation, in the order in which they were recorded."""
    c = SECTORS.c
    found = session.connection().execute(
        select(c.pk, c.id, c.name, c.length_km, c.length_source)
        .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
        .order_by(c.pk)
    )
    return [SectorLine(*tuple(row)) for row in found]


def find_events(session: Session, situation_pk: int) -> list[EventLine]:
    """The standing context events of a situation, oldest first."""
    c = EVENTS.c
    found = session.connection().execute(
        select(
            c.id,
            c.kind,
            c.title,
            c.first_day,
            c.last_day,
            c.date_text,
            c.text,
            c.source,
            c.illustrative,
        )
        .where(c.situation_pk == situation_pk, c.void_reason.is_(None))
        .order_by(c.first_day, c.pk)
    )
    return [EventLine(*tuple(row)) for row in found]


def get_station_name(session: Session, station_id: str) -> str:
    """The name of a station; empty where it is not known."""
    return session.connection().scalar(select(STATIONS.c.name).where(STATIONS.c.id == station_id)) or ""


def get_or_add_party(session: Session, situation: str, reference: str, persons: int | None = None) -> str:
    """The id of the party with this opaque reference, recorded now if it is new."""
    standing = session.connection().execute(
        select(PARTIES.c.id, PARTIES.c.reference).where(
            PARTIES.c.situation_pk == key_of(session, "situation", situation),
            PARTIES.c.void_reason.is_(None),
        )
    )
    # Compared here: SQLite knows capitals of ASCII alone.
    wanted = reference.strip().casefold()
    for id_, known in standing:
        if known.strip().casefold() == wanted:
            return str(id_)
    return records.record(session, drafts.Party(situation=situation, reference=reference, persons=persons))
