"""What a publication is made from, counted from the store: exact numbers, which must not leave it as they are.

Arrivals by the rule of `totals.py`. What nobody specified has the key `NOT_SPECIFIED`; incidents whose day is not known
are in none of these counts.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlmodel import Session

from tracker.codes import ARRIVAL_KINDS, ARRIVAL_STATUSES, AgeBand, Outcome, Sex
from tracker.headlines import seen_persons
from tracker.incidents import GROUPS, INCIDENTS
from tracker.log import REVISIONS
from tracker.rows import child_tables
from tracker.situations import SECTORS, SituationLine
from tracker.store_models import DailyTotal

NOT_SPECIFIED = ""
KEPT = DailyTotal.__table__  # type: ignore[attr-defined]
OUTCOMES = child_tables("incident")["outcomes"]


def secret_of(session: Session, situation: SituationLine) -> bytes:
    """What offsets are drawn with: random, in every copy of the store the same, and in nothing that leaves the program.

    The salt of the situation's first revision; its hash where the salt was erased.
    """
    c = REVISIONS.c
    salt, content_hash = (
        session.connection()
        .execute(
            select(c.salt, c.content_hash).where(c.record_id == situation.id).order_by(c.position).limit(1)
        )
        .one()
    )
    return bytes(salt or content_hash)


def sectors_of(session: Session, situation: SituationLine, taken: Collection[str]) -> dict[str, str]:
    """A name for each sector's id, no two alike and none of `taken`, in the order in which they were recorded."""
    c = SECTORS.c
    names: dict[str, str] = {}
    for id_, name in session.connection().execute(
        select(c.id, c.name).where(c.situation_pk == situation.pk).order_by(c.pk)
    ):
        label, n = name, 1
        while label in taken or label in names.values():
            n += 1
            label = f"{name} ({n})"
        names[id_] = label
    return names


def arrivals_by_day(
    session: Session, situation_pk: int, first: date, last: date
) -> Counter[tuple[date, str]]:
    """Arrivals by day and sector (its id)."""
    c = KEPT.c
    ids: dict[str, str] = {
        str(pk): id_ for pk, id_ in session.connection().execute(select(SECTORS.c.pk, SECTORS.c.id))
    }
    found = session.connection().execute(
        select(c.day, c.key, c.arrivals).where(
            c.situation_pk == situation_pk,
            c.axis == "sector",
            c.day.between(first.isoformat(), last.isoformat()),
        )
    )
    return Counter(
        {(date.fromisoformat(day), ids.get(key, NOT_SPECIFIED)): persons for day, key, persons in found}
    )


def composition(
    session: Session, situation_pk: int, first: date, last: date
) -> Counter[tuple[str, str, str]]:
    """Arrivals by nationality, sex and age band.

    Sex and age only of incidents that give them for each nationality, not of those with totals of their own for each.
    Of an incident of which some were seen before neither is known, and the nationality only if all have one.
    """
    connection, c, g = session.connection(), INCIDENTS.c, GROUPS.c
    seen = seen_persons()
    within = _arrivals_within(situation_pk, first, last)
    counts: Counter[tuple[str, str, str]] = Counter()
    everybody = connection.scalar(select(func.sum(c.persons)).where(*within, seen == 0)) or 0
    # Of separate totals nobody knows which of one are in another: by nationality they are still disjoint.
    sex, age = case((c.crossed, g.sex)), case((c.crossed, g.age))
    for nationality, of_sex, of_age, persons in connection.execute(
        select(g.nationality, sex, age, func.sum(g.count))
        .join(INCIDENTS, c.pk == g.incident_pk)
        .where(*within, seen == 0, or_(c.crossed, g.nationality.is_not(None)))
        .group_by(g.nationality, sex, age)
    ):
        counts[_cell(nationality, of_sex, of_age)] += persons
    counts[NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED] += everybody - counts.total()
    partly = connection.execute(
        select(c.pk, c.persons, c.persons - seen).where(*within, seen > 0, c.persons > seen)
    ).all()
    parts: dict[int, Counter[str]] = {pk: Counter() for pk, _, _ in partly}
    for pk, nationality, persons in connection.execute(
        select(g.incident_pk, g.nationality, func.sum(g.count))
        .join(INCIDENTS, c.pk == g.incident_pk)
        .where(*within, seen > 0, g.nationality.is_not(None))
        .group_by(g.incident_pk, g.nationality)
    ):
        if pk in parts:
            parts[pk][nationality] += persons
    for pk, persons, new in partly:
        known = parts[pk]
        only = next(iter(known)) if len(known) == 1 and known.total() == persons else NOT_SPECIFIED
        counts[only, NOT_SPECIFIED, NOT_SPECIFIED] += new
    return +counts


def outcomes(session: Session, situation_pk: int, first: date, last: date) -> Mapping[str, int]:
    """Persons of arrivals by what became of them, each outcome of the list; the dead and the missing together."""
    counts = Counter({_outcome(o): 0 for o in Outcome})
    for outcome, persons in session.connection().execute(
        select(OUTCOMES.c.outcome, func.sum(OUTCOMES.c.count))
        .join(INCIDENTS, INCIDENTS.c.pk == OUTCOMES.c.incident_pk)
        .where(*_arrivals_within(situation_pk, first, last))
        .group_by(OUTCOMES.c.outcome)
    ):
        counts[_outcome(Outcome(outcome))] += persons
    return counts


def illustrative_within(session: Session, situation_pk: int, first: date, last: date) -> bool:
    """Whether any of these arrivals is made up."""
    return bool(
        session.connection().scalar(
            select(func.count()).where(*_arrivals_within(situation_pk, first, last), INCIDENTS.c.illustrative)
        )
    )


def _arrivals_within(situation_pk: int, first: date, last: date) -> list[ColumnElement[bool]]:
    c = INCIDENTS.c
    return [
        c.situation_pk == situation_pk,
        c.void_reason.is_(None),
        c.kind.in_([k.value for k in ARRIVAL_KINDS]),
        c.status.in_([s.value for s in ARRIVAL_STATUSES]),
        c.day.between(first.isoformat(), last.isoformat()),
        c.persons.is_not(None),
    ]


def _cell(nationality: str | None, sex: str | None, age: str | None) -> tuple[str, str, str]:
    return (
        nationality or NOT_SPECIFIED,
        NOT_SPECIFIED if sex in (None, Sex.UNKNOWN) else str(sex),
        NOT_SPECIFIED if age in (None, AgeBand.UNKNOWN) else str(age),
    )


def _outcome(outcome: Outcome) -> str:
    return "dead_or_missing" if outcome in (Outcome.DEAD, Outcome.MISSING) else outcome.value
