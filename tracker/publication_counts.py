"""What a publication is made from, read from the store: exact numbers, which must not leave it as they are.

Arrivals by the rule of `totals.py`. What nobody specified has the key `NOT_SPECIFIED`; incidents whose day is not known
are in none of these counts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from tracker.codes import ARRIVAL_KINDS, ARRIVAL_STATUSES, AgeBand, Outcome, Sex
from tracker.headlines import seen_persons
from tracker.incidents import GROUPS, INCIDENTS
from tracker.log import REVISIONS
from tracker.rows import child_tables
from tracker.situations import SECTORS, SituationLine

NOT_SPECIFIED = ""
OUTCOMES = child_tables("incident")["outcomes"]
DEAD_OR_MISSING = "dead_or_missing"
KINDS_OF_OUTCOME = tuple(
    dict.fromkeys(DEAD_OR_MISSING if o in (Outcome.DEAD, Outcome.MISSING) else o for o in Outcome)
)

Cell = tuple[str, str, str]  # nationality, sex, age band


@dataclass(slots=True)
class Counted:
    """What one incident adds to the arrivals of its day and sector (its id). `parts` come to `persons`."""

    day: date
    sector: str
    persons: int
    illustrative: bool
    parts: Counter[Cell] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


def secret_of(session: Session, situation: SituationLine) -> bytes:
    """What offsets are drawn with: random, in every copy of the store the same, and in nothing that leaves the program.

    The salt of the situation's first revision; its hash where the salt was erased.
    """
    c = REVISIONS.c
    first = select(c.salt, c.content_hash).where(c.record_id == situation.id).order_by(c.position).limit(1)
    salt, content_hash = session.connection().execute(first).one()
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


def read_counted(session: Session, situation_pk: int, first: date, last: date) -> list[Counted]:
    """The arrivals of the days, one entry an incident that counts anybody."""
    connection, c, g = session.connection(), INCIDENTS.c, GROUPS.c
    seen = seen_persons()
    within = _arrivals_within(situation_pk, first, last)
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(g.incident_pk, g.nationality, g.sex, g.age, g.count)
        .join(INCIDENTS, c.pk == g.incident_pk)
        .where(*within)
    ):
        groups[row.incident_pk].append(row)
    outcomes: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, outcome, persons in connection.execute(
        select(OUTCOMES.c.incident_pk, OUTCOMES.c.outcome, OUTCOMES.c.count)
        .join(INCIDENTS, c.pk == OUTCOMES.c.incident_pk)
        .where(*within)
    ):
        outcomes[pk][DEAD_OR_MISSING if outcome in (Outcome.DEAD, Outcome.MISSING) else outcome] += persons
    found = connection.execute(
        select(
            c.pk, c.day, SECTORS.c.id, c.persons, (c.persons - seen).label("new"), c.crossed, c.illustrative
        )
        .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
        .where(*within)
        .order_by(c.pk)
    )
    return [
        Counted(
            date.fromisoformat(day),
            sector or NOT_SPECIFIED,
            new,
            illustrative,
            parts_of(groups[pk], persons, new, crossed),
            outcomes[pk],
        )
        for pk, day, sector, persons, new, crossed, illustrative in found
        if new > 0
    ]


def parts_of(groups: Iterable[Any], persons: int, new: int, crossed: bool) -> Counter[Cell]:
    """The `new` ones of an incident's persons by nationality, sex and age band; the rest is not specified.

    Sex and age only where they are given for each nationality: of separate totals nobody knows which of one are in
    another. Where some of the persons were seen before neither is known, and the nationality only if all have one.
    """
    parts: Counter[Cell] = Counter()
    for row in groups:
        if crossed:
            sex = NOT_SPECIFIED if row.sex in (None, Sex.UNKNOWN) else row.sex
            age = NOT_SPECIFIED if row.age in (None, AgeBand.UNKNOWN) else row.age
            parts[row.nationality or NOT_SPECIFIED, sex, age] += row.count
        elif row.nationality:
            parts[row.nationality, NOT_SPECIFIED, NOT_SPECIFIED] += row.count
    if new != persons:
        known = {nationality for nationality, _, _ in parts}
        only = known.pop() if len(known) == 1 and parts.total() == persons else NOT_SPECIFIED
        return Counter({(only, NOT_SPECIFIED, NOT_SPECIFIED): new})
    parts[NOT_SPECIFIED, NOT_SPECIFIED, NOT_SPECIFIED] += persons - parts.total()
    return +parts


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
