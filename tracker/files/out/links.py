"""What the records of an export lead to: found here by id, else by name, else made under the id and name it had there.

A table of one kind of records names the situation, sector, facility or party of each, and no more of them; what has no
name (the incident of a movement, the one in which people were seen before) is a link only where it is here too.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts
from tracker.drafts import DRAFTS, Draft
from tracker.errors import Problem
from tracker.files.out.columns import name_field
from tracker.files.receipt import Receipt
from tracker.rows import table_of

_MADE = ("situation", "sector", "facility", "party")  # kinds of which a name is enough
Name = tuple[str, str]  # the situation's id, and the name without its case


class Links:
    """What is here, and what of the export came in so far. `zone` is the time zone of situations that are made."""

    def __init__(self, session: Session | None, receipt: Receipt, zone: str) -> None:
        self._session, self._receipt, self._zone = session, receipt, zone
        self._ids: dict[str, set[str]] = {}
        self._names: dict[str, dict[Name, tuple[str, str]]] = {}
        self._instead: dict[tuple[str, str], str] = {}  # another id, of what has the same name here
        self._pending: dict[str, Draft] = {}  # made, and to be recorded once a record that needs it comes in
        self.broken = Counter[str]()
        self.open_assumed = 0
        self.opened = False

    def ids(self, kind: str) -> set[str]:
        """The ids of the records of a kind that are here."""
        if kind not in self._ids:
            found = () if self._session is None else self._scalars(select(table_of(kind).c.id))
            self._ids[kind] = set(found)
        return self._ids[kind]

    def _scalars(self, statement: Any) -> Any:
        assert self._session is not None
        return self._session.connection().scalars(statement)

    def name_taken(self, draft: Draft) -> str | None:
        """The name of the record here that is called as a draft is."""
        if draft.void_reason is not None or draft.type not in _MADE or draft.type == "party":
            return None
        found = self._named(draft.type).get(_key(draft))
        return None if found is None else found[1]

    def came_in(self, record_id: str, draft: Draft) -> None:
        """A record of the export is among those that are here."""
        self.ids(draft.type).add(record_id)
        if draft.type in _MADE and draft.void_reason is None:
            self._named(draft.type)[_key(draft)] = record_id, _called(draft)

    def needed_by(self, draft: Draft) -> Iterator[tuple[str, Draft]]:
        """What was made for a draft and is to be recorded before it; each is given once."""
        for f in fields(draft):
            record_id = getattr(draft, f.name) if "ref" in f.metadata else None
            if record_id in self._pending:
                made = self._pending.pop(record_id)
                yield from self.needed_by(made)
                self.opened |= made.type == "situation"
                self.open_assumed += made.type == "facility"
                self._receipt.records[made.type] += 1
                self._receipt.created.setdefault(made.type, []).append(_called(made))
                yield record_id, made

    def settle(self, kind: str, values: dict[str, Any], cells: dict[str, Any]) -> None:
        """Put into `values` what its links lead to here; one that leads nowhere is taken out."""
        situation = values.get("situation")
        for f in fields(DRAFTS[kind]):
            target, record_id = f.metadata.get("ref"), values.get(f.name)
            if target is None or record_id is None:
                continue
            if target == "facility" and situation is None and "situation_id" in cells:  # the facility's own
                situation = self._lead("situation", str(cells["situation_id"]), cells.get("situation"), None)
            found = self._lead(target, record_id, cells.get(f.name), situation)
            if found is not None:
                values[f.name] = found
                situation = found if target == "situation" else situation
                continue
            del values[f.name]
            if not f.metadata["required"]:  # a required one is missed by the rules of the record
                self.broken[f.name] += 1
        if "seen_before" not in values:
            values.pop("seen_persons", None)
        for referral in values.get("referrals", ()):
            if referral.get("party") is not None and referral["party"] not in self.ids("party"):
                del referral["party"]
                self.broken["party"] += 1

    def _lead(self, kind: str, record_id: str, name: Any, situation: str | None) -> str | None:
        """The id here of what a link leads to, which is made if need be; None for nowhere."""
        if record_id in self.ids(kind):
            return record_id
        if (kind, record_id) in self._instead:
            return self._instead[kind, record_id]
        if kind not in _MADE or name is None or (situation is None and kind != "situation"):
            return None
        found = self._named(kind).get(("" if kind == "situation" else situation or "", _folded(name)))
        if found is not None:
            self._instead[kind, record_id] = found[0]
            return found[0]
        self._pending[record_id] = draft = self._made(kind, str(name), situation)
        self.came_in(record_id, draft)
        return record_id

    def _made(self, kind: str, name: str, situation: str | None) -> Draft:
        match kind:
            case "situation":
                return drafts.Situation(name=name, time_zone=self._zone)
            case "sector":
                return drafts.Sector(situation=situation, name=name)
            case "facility":
                return drafts.Facility(situation=situation, name=name)
        return drafts.Party(situation=situation, reference=name)

    def _named(self, kind: str) -> dict[Name, tuple[str, str]]:
        """Standing records of a kind by name, each within its situation."""
        if kind not in self._names:
            self._names[kind] = {}
            if self._session is not None:
                c, owners = table_of(kind).c, table_of("situation")
                said = c[name_field(kind) or "id"]
                if kind == "situation":
                    found = select(c.id.label("owner"), c.id, said).where(c.void_reason.is_(None))
                else:
                    joined = table_of(kind).join(owners, owners.c.pk == c.situation_pk)
                    found = (
                        select(owners.c.id.label("owner"), c.id, said)
                        .select_from(joined)
                        .where(c.void_reason.is_(None))
                    )
                for owner, record_id, name in self._session.connection().execute(found):
                    key = "" if kind == "situation" else owner, _folded(name)
                    self._names[kind][key] = record_id, name
        return self._names[kind]

    def told(self) -> list[Problem]:
        """What was taken for granted, and which links were left out."""
        said = []
        if self.opened:
            said.append(Problem("own_zone_assumed", values={"zone": self._zone}))
        if self.open_assumed:
            said.append(Problem("own_regime_assumed", values={"count": self.open_assumed}))
        if self.broken:
            said.append(
                Problem("links_left_out", values={"count": self.broken.total(), "names": sorted(self.broken)})
            )
        return said


def _called(draft: Draft) -> str:
    return str(getattr(draft, name_field(draft.type) or "id"))


def _key(draft: Draft) -> Name:
    return getattr(draft, "situation", None) or "", _folded(_called(draft))


def _folded(name: str) -> str:
    return str(name).strip().casefold()
