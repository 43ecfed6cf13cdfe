"""What stands on what: records that others rest on are not voided under them, and nothing is put on a void one.

Void commands ask before they void. Undo asks when it is done, in the same transaction: then what it took back
itself no longer stands, and what is refused is written back as it was.
"""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import fields
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlmodel import Session

from tracker import drafts, log
from tracker.codes import ARRIVAL_KINDS, Status
from tracker.errors import Problem, Refused
from tracker.models import TABLES
from tracker.rows import key_of, table_of

# The columns of other records that rest on a record of a type.
_RESTING: dict[str, list[tuple[str, str]]] = {
    "facility": [
        ("headcount", "facility_pk"),
        ("movement", "from_facility_pk"),
        ("movement", "to_facility_pk"),
        ("capacity_change", "facility_pk"),
    ],
    "sector": [("incident", "sector_pk"), ("facility", "sector_pk"), ("published_total", "sector_pk")],
    "situation": [(t, "situation_pk") for t in TABLES if "situation_pk" in table_of(t).c],
}
# What a record may name only while it stands, and the words for one that does not.
_VOID = {"situation": "situation_void", "sector": "sector_void", "facility": "facility_void"}
_NAMED = 5  # linking incidents that a refusal names


def find_dependents(session: Session, record_type: str, record_id: str) -> Counter[str]:
    """How many standing records of each type rest on a facility, a sector or a situation."""
    found: Counter[str] = Counter()
    if record_type not in _RESTING:
        return found
    pk = key_of(session, record_type, record_id)
    for other, column in _RESTING[record_type]:
        c = table_of(other).c
        number = session.connection().scalar(
            select(func.count()).where(c[column] == pk, c.void_reason.is_(None))
        )
        found[other] += number or 0
    return +found


def refuse_in_use(session: Session, record_type: str, record_id: str, besides: Container[str] = ()) -> None:
    """Refuse to void a facility, sector or situation that standing records rest on, types `besides` left out."""
    found = find_dependents(session, record_type, record_id)
    n = {name: 0 if name in besides else found[name] for name in found}
    if not any(n.values()):
        return
    match record_type:
        case "facility":
            problem = Problem(
                "facility_in_use",
                values={
                    "headcounts": n.get("headcount", 0),
                    "movements": n.get("movement", 0),
                    "changes": n.get("capacity_change", 0),
                },
            )
        case "sector":
            problem = Problem(
                "sector_in_use",
                values={
                    "incidents": n.get("incident", 0),
                    "facilities": n.get("facility", 0),
                    "totals": n.get("published_total", 0),
                },
            )
        case _:
            problem = Problem("situation_in_use", values={"number": sum(n.values())})
    raise Refused([problem])


def names_of(draft: drafts.Draft) -> set[tuple[str, str]]:
    """The situation, sector and facilities that a draft names, as type and id."""
    found = ((f.metadata.get("ref", ""), getattr(draft, f.name)) for f in fields(draft))
    return {(target, name) for target, name in found if target in _VOID and name is not None}


def refuse_void_references(session: Session, draft: drafts.Draft, before: drafts.Draft | None = None) -> None:
    """Refuse a draft that names a void situation, sector or facility; what stood as `before` may name them still."""
    if before is not None and before.void_reason is not None:
        before = None
    problems = []
    for f in fields(draft):
        target, wanted = f.metadata.get("ref", ""), getattr(draft, f.name)
        if target not in _VOID or wanted is None or wanted == getattr(before, f.name, None):
            continue
        found = cast(Any, log.recalled(session, target, wanted))
        if found.void_reason is not None:
            problems.append(Problem(_VOID[target], f.name, values={"name": found.name}))
    if problems:
        raise Refused(problems)


def counts_arrivals(draft: drafts.Incident) -> bool:
    """Whether people can have been counted in this incident: it stands, unrefuted, and its kind counts."""
    return draft.void_reason is None and draft.status is not Status.REFUTED and draft.kind in ARRIVAL_KINDS


def refuse_unfit_link(session: Session, draft: drafts.Incident, own_id: str | None = None) -> None:
    """Refuse "seen before" in an incident where these people were not counted: they would be in no number."""
    if draft.seen_before is None:
        return
    earlier = cast(drafts.Incident, log.current(session, "incident", draft.seen_before))
    code = None
    if draft.seen_before == own_id:
        code = "seen_in_itself"
    elif earlier.void_reason is not None:
        code = "seen_in_void"
    elif earlier.status is Status.REFUTED:
        code = "seen_in_refuted"
    elif earlier.situation != draft.situation:
        code = "seen_elsewhere"
    elif not counts_arrivals(earlier):
        code = "seen_in_uncounted"
    elif own_id is not None and _leads_to(session, draft.seen_before, own_id):
        code = "seen_in_circle"
    if code is not None:
        raise Refused([Problem(code, "seen_before")])


def _leads_to(session: Session, start: str, wanted: str) -> bool:
    """Whether the links from one incident on come to another."""
    c = table_of("incident").c
    pk: int | None = key_of(session, "incident", start)
    passed: set[int] = set()
    goal = key_of(session, "incident", wanted)
    while pk is not None and pk not in passed:
        if pk == goal:
            return True
        passed.add(pk)
        pk = session.connection().scalar(select(c.seen_before_pk).where(c.pk == pk))
    return False


def refuse_linked(session: Session, incident_id: str) -> None:
    """Refuse, for an incident that is not to count any more, while others say their people were counted in it."""
    pk = key_of(session, "incident", incident_id)
    _refuse_links(session, table_of("incident").c.seen_before_pk == pk)


def _refuse_links(session: Session, condition: ColumnElement[bool]) -> None:
    """Refuse if there are standing links of this kind, naming the incidents that they come from."""
    c, situation, sector = table_of("incident").c, table_of("situation"), table_of("sector")
    statement = (
        select(c.listed_at, c.place, sector.c.name.label("sector"), situation.c.time_zone)
        .join(situation, situation.c.pk == c.situation_pk)
        .outerjoin(sector, sector.c.pk == c.sector_pk)
        .where(c.seen_before_pk.is_not(None), c.void_reason.is_(None), condition)
        .order_by(c.listed_at, c.pk)
    )
    found = session.connection().execute(statement).all()
    if found:
        named = [_named(row) for row in found[:_NAMED]]
        raise Refused([Problem("incident_linked", values={"number": len(found), "incidents": named})])


def _named(row: Any) -> str:
    """An incident as a person knows it from the list: when and where."""
    when = f"{row.listed_at.astimezone(ZoneInfo(row.time_zone)):%Y-%m-%d %H:%M}"
    return " ".join(part for part in (when, row.sector or row.place) if part)


def check_restored(session: Session, restored: Iterable[tuple[str, drafts.Draft, drafts.Draft]]) -> None:
    """Refuse what undo or redo has just written, if records rest on what is void now, or stand on it.

    `restored` are ids with the drafts before and after. The links of many incidents are asked for in one statement.
    """
    named: set[tuple[str, str]] = set()
    incidents = False
    for record_id, old, new in restored:
        if new.void_reason is not None:
            refuse_in_use(session, new.type, record_id)
        else:
            stood = old.void_reason is None
            names = names_of(new)
            if stood or not names <= named:
                refuse_void_references(session, new, old)
                named |= set() if stood else names
            relinked = not stood or getattr(new, "seen_before", None) != getattr(old, "seen_before", None)
            if relinked and isinstance(new, drafts.Incident):
                refuse_unfit_link(session, new, record_id)
        incidents = incidents or new.type == "incident"
    if incidents:
        action: log.Action = session.info["action"]
        own = select(log.REVISIONS.c.record_id).where(log.REVISIONS.c.action_id == action.id)
        mine = table_of("incident").c
        _refuse_forgotten(session, select(mine.pk).where(mine.id.in_(own)))


def _counts(c: Any) -> ColumnElement[bool]:
    """`counts_arrivals` of rows."""
    kinds = [kind.value for kind in ARRIVAL_KINDS]
    return and_(c.void_reason.is_(None), c.status != Status.REFUTED.value, c.kind.in_(kinds))


def _refuse_forgotten(session: Session, turned: Select[tuple[int]]) -> None:
    """Refuse if standing links come to one of these incidents that does not count any more."""
    earlier = table_of("incident").alias("earlier")
    gone = select(earlier.c.pk).where(not_(_counts(earlier.c)), earlier.c.pk.in_(turned))
    _refuse_links(session, table_of("incident").c.seen_before_pk.in_(gone))


def check_many_restored(
    session: Session, turned: dict[str, Select[tuple[int]]], naming: Iterable[drafts.Draft]
) -> None:
    """As `check_restored`, of many records whose void mark alone is another now, in a few statements.

    `turned` are their keys by type. `naming` are those brought back that between them name every
    situation, sector and facility that these name.
    """
    connection = session.connection()
    for record_type in turned.keys() & _RESTING.keys():
        own = table_of(record_type).alias("own")
        void = select(own.c.pk).where(own.c.void_reason.is_not(None), own.c.pk.in_(turned[record_type]))
        for other, column in _RESTING[record_type]:
            c = table_of(other).c
            on = connection.scalar(
                select(own.c.id)
                .join(table_of(other), c[column] == own.c.pk)
                .where(c[column].in_(void), c.void_reason.is_(None))
                .limit(1)
            )
            if on is not None:
                refuse_in_use(session, record_type, on)
    for draft in naming:
        refuse_void_references(session, draft)
    if "incident" in turned:
        mine, earlier = table_of("incident").alias("mine"), table_of("incident").alias("earlier")
        # In no circle: while these were void, no incident that stands could lead to one of them.
        unfit = connection.scalar(
            select(mine.c.id)
            .join(earlier, earlier.c.pk == mine.c.seen_before_pk)
            .where(
                mine.c.pk.in_(turned["incident"]),
                mine.c.void_reason.is_(None),
                or_(not_(_counts(earlier.c)), earlier.c.situation_pk != mine.c.situation_pk),
            )
            .limit(1)
        )
        if unfit is not None:
            draft = cast(drafts.Incident, log.current(session, "incident", unfit))
            refuse_unfit_link(session, draft, unfit)
        _refuse_forgotten(session, turned["incident"])
