"""What a list of arrivals comes to, counted from its incidents: the way from a figure back to the records behind it."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, case, func, select
from sqlmodel import Session

from tracker.headlines import seen_persons
from tracker.incidents import GROUPS, INCIDENTS, Filter, chosen


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What a list of arrivals comes to: `persons`, and of these `seen` before, so that the rest is the figure.

    `of_nationality` is the figure of the list's nationality. Incidents of unknown size are in none.
    """

    persons: int
    seen: int
    unknown_size: int
    of_nationality: int | None


def sum_arrivals(session: Session, wanted: Filter) -> Arrivals:
    """The figure that a list of arrivals stands behind, counted from its incidents."""
    c = INCIDENTS.c
    seen = seen_persons()
    columns = [
        func.coalesce(func.sum(c.persons), 0),
        func.coalesce(func.sum(seen), 0),
        func.count().filter(c.persons.is_(None), c.seen_before_pk.is_(None)),
    ]
    if wanted.nationality is not None:
        # Of whom only a part was seen before nationalities are known if all are of one: see `totals.by_nationality`.
        mine, named = _counted(wanted.nationality), _counted(None)
        rest = case((and_(mine == c.persons, named == c.persons), c.persons - seen), else_=0)
        columns.append(func.coalesce(func.sum(case((seen == 0, mine), else_=rest)), 0))
    row = session.connection().execute(chosen(select(*columns), wanted)).one()
    return Arrivals(row[0], row[1], row[2], row[3] if wanted.nationality is not None else None)


def _counted(nationality: str | None) -> ScalarSelect[int]:
    """Persons of an incident's groups of a nationality, None for all that name one. None where persons are unknown."""
    g = GROUPS.c
    statement = select(func.coalesce(func.sum(g.count), 0)).where(g.incident_pk == INCIDENTS.c.pk)
    of_whom = g.nationality.is_not(None) if nationality is None else g.nationality == nationality
    return statement.where(of_whom, INCIDENTS.c.persons.is_not(None)).correlate(INCIDENTS).scalar_subquery()
