"""Arrivals of some days by sector, nationality, sex and age: the tables of the annexes, as numbers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlmodel import Session

from tracker import drafts
from tracker.codes import AgeBand, Sex
from tracker.figures import KEPT
from tracker.incidents import GROUPS, INCIDENTS, Filter, chosen
from tracker.rules import age_bands

Days = tuple[date, date]  # first and last reporting day, both included
NOT_SPECIFIED = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: its key on the axis, and persons of each span; `unknown_size` incidents are in none."""

    key: str
    persons: list[int]
    unknown_size: int = 0


def by_axis(session: Session, situation_pk: int, axis: str, spans: Sequence[Days]) -> list[Line]:
    """Arrivals of each span by `sector` (keys are local keys) or `nationality`; most of the last span first.

    The last span has all the others in it. What is not specified has an empty key, and comes last.
    """
    c = KEPT.c
    sums = [
        func.sum(case((c.day.between(first.isoformat(), last.isoformat()), c.arrivals), else_=0))
        for first, last in spans
    ]
    first, last = spans[-1]
    found = session.connection().execute(
        select(c.key, func.sum(c.unknown_size), *sums)
        .where(
            c.situation_pk == situation_pk,
            c.axis == axis,
            c.day.between(first.isoformat(), last.isoformat()),
        )
        .group_by(c.key)
    )
    lines = [Line(row[0], list(row[2:]), row[1]) for row in found]
    lines = [line for line in lines if any(line.persons) or line.unknown_size]
    return sorted(
        lines, key=lambda line: (line.key == NOT_SPECIFIED, [-n for n in line.persons[::-1]], line.key)
    )


@dataclass(frozen=True, slots=True)
class SexAndAge:
    """Arrivals by sex, and by age band: each sums to `persons`; None is not specified.

    `crossed` holds those of whom both are known, by sex and age.
    """

    persons: int
    sexes: dict[Sex | None, int]
    ages: dict[AgeBand | None, int]
    crossed: dict[tuple[Sex, AgeBand], int]


def by_sex_and_age(session: Session, wanted: Filter) -> SexAndAge:
    """Arrivals of a filter by sex and by age, as far as the incidents' compositions say.

    Where some of an incident's persons were seen before, nobody can say which: all of the rest is not specified.
    """
    c, connection = INCIDENTS.c, session.connection()
    sized = chosen(select(c.pk, c.persons, c.crossed, c.seen_before_pk, c.seen_persons), wanted).where(
        c.persons.is_not(None)
    )
    groups = _groups(session, wanted)
    total = 0
    sexes, ages = Counter[Sex | None](), Counter[AgeBand | None]()
    crossed = Counter[tuple[Sex, AgeBand]]()
    for pk, persons, disjoint, seen_before, seen in connection.execute(sized):
        own = groups.get(pk, [])
        if seen_before is not None:
            persons, own = max(0, persons - (persons if seen is None else seen)), []
        of_sex, of_age = Counter[Sex](), Counter[AgeBand]()
        for group in own:
            if group.sex is not None:
                of_sex[group.sex] += group.count
            if group.age is not None:
                of_age[group.age] += group.count
            if group.sex is not None and group.age is not None:
                crossed[group.sex, group.age] += group.count
        if not disjoint:
            of_age = age_bands(own)
        total += persons
        sexes.update(of_sex)
        ages.update(of_age)
        sexes[None] += persons - of_sex.total()
        ages[None] += persons - of_age.total()
    return SexAndAge(total, dict(+sexes), dict(+ages), dict(+crossed))


def _groups(session: Session, wanted: Filter) -> dict[int, list[drafts.Group]]:
    """The compositions of a filter's incidents, by their local keys."""
    g = GROUPS.c
    rows = chosen(
        select(g.incident_pk, g["count"], g.nationality, g.sex, g.age).join(
            INCIDENTS, INCIDENTS.c.pk == g.incident_pk
        ),
        wanted,
    )
    found: dict[int, list[drafts.Group]] = defaultdict(list)
    for pk, persons, nationality, sex, age in session.connection().execute(rows):
        found[pk].append(
            drafts.Group(persons, nationality, Sex(sex) if sex else None, AgeBand(age) if age else None)
        )
    return found
