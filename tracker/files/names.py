"""Names in a table and the records that they stand for: sectors, facilities, parties of one situation.

What is not here yet is prepared, and recorded only once a row that needs it comes in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlmodel import Session

from tracker import drafts
from tracker.codes import Regime
from tracker.facilities import find_facilities
from tracker.files.reading import Reader
from tracker.ids import new_id
from tracker.nationalities import fold
from tracker.rows import table_of
from tracker.situations import find_sectors

PARTIES = table_of("party")

_REFERENCES = ("sector", "facility", "from_facility", "to_facility", "party")


@dataclass(frozen=True, slots=True)
class Place:
    """The situation that a table is about. `pk` is None for one that is not recorded yet."""

    id: str
    pk: int | None
    time_zone: str
    cutoff: int


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its name."""

    id: str
    name: str


class Names:
    """The names of a situation. `create_sectors` None: only where the situation has none yet."""

    def __init__(self, session: Session | None, place: Place, create_sectors: bool | None = None) -> None:
        self.session = session
        self.place = place
        self.pending: dict[str, drafts.Draft] = {}
        self.prepared: dict[str, drafts.Draft] = {}
        self.regime_assumed: set[str] = set()
        self._sectors: dict[str, Named] = {}
        self._facilities: dict[str, Named] = {}
        self._parties: dict[str, Named] = {}
        if session is not None and place.pk is not None:
            self._sectors = {_key(s.name): Named(s.id, s.name) for s in find_sectors(session, place.pk)}
            self._facilities = {_key(f.name): Named(f.id, f.name) for f in find_facilities(session, place.pk)}
        self._create_sectors = create_sectors if create_sectors is not None else not self._sectors

    def sector(self, reader: Reader, field: str = "sector") -> Named | None:
        """The sector that a cell names; None where it names none, or one that is refused."""
        name = reader.text(field, limit=200)
        if name is None:
            return None
        found = self._sectors.get(_key(name))
        if found is None and not self._create_sectors:
            known = [s.name for s in self._sectors.values()]
            reader.refuse("sector_unknown", field, value=name, choices=known or "none yet")
        elif found is None:
            found = self._prepare(self._sectors, name, drafts.Sector(situation=self.place.id, name=name))
        return found

    def facility(self, reader: Reader, field: str) -> Named | None:
        """The facility that a cell names; None where it names none, or one that is refused."""
        name = reader.text(field, limit=200)
        if name is None:
            return None
        found = self.find_facility(name)
        if found is None:
            known = [f.name for f in self._facilities.values()]
            reader.refuse("facility_unknown", field, value=name, choices=known or "none yet")
        return found

    def find_facility(self, name: str) -> Named | None:
        """The facility of this name."""
        return self._facilities.get(_key(name))

    def add_facility(self, draft: drafts.Facility, regime: Regime | None) -> Named:
        """Prepare a facility that is not here yet; where its regime is not said, open is assumed."""
        draft.regime = regime or Regime.OPEN
        made = self._prepare(self._facilities, draft.name, draft)
        if regime is None:
            self.regime_assumed.add(made.id)
        return made

    def party(self, reader: Reader, persons: int | None, field: str = "party") -> Named | None:
        """The party of this opaque reference, a new one if need be."""
        reference = reader.text(field, limit=200)
        if reference is None:
            return None
        key = reference.casefold()
        if key not in self._parties and self.session is not None and self.place.pk is not None:
            found = self.session.connection().scalar(
                select(PARTIES.c.id).where(
                    PARTIES.c.situation_pk == self.place.pk,
                    func.lower(PARTIES.c.reference) == reference.lower(),
                    PARTIES.c.void_reason.is_(None),
                )
            )
            if found is not None:
                self._parties[key] = Named(found, reference)
        if key in self._parties:
            return self._parties[key]
        draft = drafts.Party(situation=self.place.id, reference=reference, persons=persons)
        return self._prepare(self._parties, reference, draft, key)

    def _prepare(
        self, into: dict[str, Named], name: str, draft: drafts.Draft, key: str | None = None
    ) -> Named:
        made = Named(new_id(), name)
        into[_key(name) if key is None else key] = made
        self.pending[made.id] = self.prepared[made.id] = draft
        return made

    def name_of(self, record_id: str) -> str | None:
        """The name of a sector, a facility or a party of this situation; None for another record."""
        known = (*self._sectors.values(), *self._facilities.values(), *self._parties.values())
        return next((one.name for one in known if one.id == record_id), None)

    def name_of_sector(self, record_id: str | None) -> str | None:
        """The name of a sector of this situation."""
        return next((s.name for s in self._sectors.values() if s.id == record_id), None)

    def forget(self, record_id: str) -> None:
        """Let go of a facility that was prepared by a row which is refused."""
        if self.pending.pop(record_id, None) is not None:
            self._facilities = {key: f for key, f in self._facilities.items() if f.id != record_id}

    def needed_by(self, draft: drafts.Draft) -> Iterator[tuple[str, drafts.Draft]]:
        """Prepared records that a draft refers to, and that are to be recorded before it; each is given once."""
        for name in _REFERENCES:
            record_id = getattr(draft, name, None)
            if record_id in self.pending:
                wanted = self.pending.pop(record_id)
                yield from self.needed_by(wanted)
                yield record_id, wanted


@lru_cache(10_000)
def _key(name: str) -> str:
    return fold(name) or name.strip().casefold()
