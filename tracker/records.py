"""What all records have in common: recording, amending and voiding one, and reading it with its history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts, log, rules, standing
from tracker.codec import decode, plain
from tracker.codes import Verb
from tracker.errors import Problem, Refused

D = TypeVar("D", bound=drafts.Draft)


def now_of(session: Session) -> datetime:
    """The moment of the action under way; aware."""
    return cast(log.Action, session.info["action"]).at


def record(session: Session, draft: drafts.Draft) -> str:
    """Record a new record; returns its id. Raises Refused, and NotFound for a reference to nothing."""
    rules.check(draft, now_of(session))
    standing.refuse_void_references(session, draft)
    return log.append(session, Verb.RECORD, draft)


def amend(
    session: Session,
    record_id: str,
    draft: drafts.Draft,
    based_on: str | None = None,
    verb: Verb = Verb.AMEND,
) -> str:
    """Put `draft` in place of what the record says. Raises Refused, NotFound, and Conflict if it moved on."""
    rules.check(draft, now_of(session))
    standing.refuse_void_references(session, draft, log.current(session, draft.type, record_id))
    return log.append(session, verb, draft, record_id, based_on)


def void(session: Session, record_type: str, record_id: str, reason: str, based_on: str | None = None) -> str:
    """Void a record, with a reason; it stays readable. Raises Refused for no reason or a voided record."""
    if not reason.strip():
        raise Refused([Problem("reason_missing", "reason")])
    current = log.current(session, record_type, record_id)
    if current.void_reason is not None:
        raise Refused([Problem("already_void", values={"reason": current.void_reason})])
    # Facilities are asked about by their own command: the places of one go with it.
    if record_type in ("sector", "situation"):
        standing.refuse_in_use(session, record_type, record_id)
    draft = replace(current, void_reason=reason.strip())
    rules.check(draft, now_of(session))
    return log.append(session, Verb.VOID, draft, record_id, based_on)


def get(session: Session, cls: type[D], record_id: str) -> tuple[D, str]:
    """A record as it stands, and the revision that says so. Raises NotFound."""
    draft = cast(D, log.current(session, cls.type, record_id))
    return draft, cast(str, log.head_of(session.connection(), record_id).id)


@dataclass(frozen=True, slots=True)
class Version:
    """One step in a record's history: who made it when, and what changed, as field to (before, after) JSON values."""

    revision_id: str
    verb: Verb
    author: str
    at: datetime
    at_offset: int
    station_id: str
    draft: drafts.Draft
    changes: dict[str, tuple[Any, Any]]


def history_of(session: Session, record_id: str) -> list[Version]:
    """All versions of a record, oldest first. Empty for an unknown id."""
    found = session.connection().execute(
        select(log.REVISIONS).where(log.REVISIONS.c.record_id == record_id).order_by(log.REVISIONS.c.position)
    )
    versions: list[Version] = []
    before: dict[str, Any] = {}
    for r in found:
        draft = decode(r.record_type, r.content)
        after = plain(draft)
        versions.append(
            Version(
                r.id,
                Verb(r.verb),
                r.author,
                r.at,
                r.at_offset,
                r.station_id,
                draft,
                dict(_diff(before, after)),
            )
        )
        before = after
    return versions


def _diff(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield name, (before.get(name), after.get(name))
