"""The handover: what the next shift has to know of what is open, promised and expected, on a page or two."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session

from tracker import log
from tracker.aligned import aligned
from tracker.codes import ARRIVAL_KINDS, ReferralState, Service, Status, Trust
from tracker.days import end_of_day, zone
from tracker.facilities import MovementLine, find_on_the_road
from tracker.incidents import GROUPS, INCIDENTS, Filter, IncidentLine, find_incidents
from tracker.occupancy import read_facilities
from tracker.report import words
from tracker.report.content import moment_of
from tracker.report.document import Column, Part, Table, as_data, plain
from tracker.report.making import read_at
from tracker.report.numbers import count, day, hour_of, moment, number, place_of, short_day
from tracker.report.typesetting import Typeset, typeset
from tracker.rows import child_tables
from tracker.situations import SECTORS, SituationLine, get_situation
from tracker.store import Store

REFERRALS = child_tables("incident")["referrals"]
OPEN = (ReferralState.OFFERED, ReferralState.ACCEPTED)
RECENT = timedelta(days=7)  # how far back incidents are looked through for what is missing
MOST = 60  # rows of a section
SERVICES = {
    Service.ASYLUM: "asylum claim",
    Service.UNACCOMPANIED_CHILD: "unaccompanied child",
    Service.MEDICAL: "medical",
    Service.FAMILY_TRACING: "family tracing",
    Service.TRAFFICKING: "trafficking",
    Service.PROTECTION: "protection",
    Service.LEGAL_AID: "legal aid",
    Service.OTHER: "other",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind that are open; `none` is said where there are none."""

    title: str
    table: Table | None
    none: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The handover as it is set, and as it is said at a terminal."""

    paper: str
    title: str
    subtitle: str
    foot: str
    sections: list[Section]


@dataclass(frozen=True, slots=True)
class Handover:
    """A handover as it was made. `pdf()` sets it."""

    sheet: Sheet
    typeset: Typeset

    def pdf(self) -> bytes:
        """The PDF, tagged after PDF/UA-1."""
        return self.typeset.pdf()


def make_handover(
    store: Store,
    situation_id: str,
    day_: date,
    *,
    paper: str = "a4",
    position: int | None = None,
    now: datetime | None = None,
) -> Handover:
    """The handover of a reporting day, from the log as it stands or as it stood. Raises as `make_report` does.

    What is due and how old counts are is told as of `now` (aware), of the newest record where it is None, and of the
    end of the day where that is earlier.
    """
    head, sheet = read_at(store, position, lambda session: _read(session, situation_id, day_, paper, now))
    return Handover(sheet, typeset("handover.typ", as_data(sheet), head.at))


def as_lines(sheet: Sheet) -> list[str]:
    """The handover for a person at a terminal."""
    lines = [sheet.title, "=" * min(len(sheet.title), 100), sheet.subtitle]
    for section in sheet.sections:
        lines += ["", section.title]
        if section.table is None:
            lines.append(f"  {section.none}")
            continue
        rows = [
            [c.head for c in section.table.columns],
            *[[plain(cell) for cell in r] for r in section.table.rows],
        ]
        lines += aligned(rows, "".join("r" if c.number else "l" for c in section.table.columns))
        if section.note:
            lines.append(f"  {section.note}")
    return [*lines, "", sheet.foot]


def _read(
    session: Session, situation_id: str, day_: date, paper: str, now: datetime | None
) -> tuple[log.Head, Sheet]:
    situation, head = get_situation(session, situation_id), log.find_head(session)
    end = end_of_day(day_, situation.time_zone, situation.cutoff)
    at = min(now or moment_of(head, day_, situation), end)
    sheet = Sheet(
        paper=paper,
        title=f"Handover, {situation.name}",
        subtitle=f"{day(day_, weekday=True)}, {_as_of(at, end, day_, situation)} "
        f"· times of {place_of(situation.time_zone)}",
        foot=f"Log position {number(head.position)} · chain {head.chain_hash.hex()[:16]}",
        sections=[
            _referrals(session, situation, at),
            _road(session, situation, at),
            _to_count(session, situation, at),
            _claims(session, situation, day_),
            _incomplete(session, situation, day_),
        ],
    )
    return head, sheet


def _as_of(at: datetime, end: datetime, day_: date, situation: SituationLine) -> str:
    return "at its end" if at == end else f"as of {hour_of(at.astimezone(zone(situation.time_zone)), day_)}"


def _section(title: str, columns: list[Column], rows: list[list[Part]], none: str) -> Section:
    if not rows:
        return Section(title, None, none)
    left = len(rows) - MOST
    return Section(
        f"{title} ({number(len(rows))})",
        Table(title, columns, rows[:MOST]),
        none,
        f"and {count(left, 'more', 'more')}" if left > 0 else "",
    )


def _local(at: datetime | None, situation: SituationLine) -> str:
    return moment(at.astimezone(zone(situation.time_zone))) if at is not None else "not said"


def _referrals(session: Session, situation: SituationLine, at: datetime) -> Section:
    """Promised: referrals that nobody has received yet, the earliest due first, those without a time last."""
    r, c = REFERRALS.c, INCIDENTS.c
    found = session.connection().execute(
        select(r.service, r.persons, r.state, r.receiver, r.reference, r.due_at, c.listed_at, SECTORS.c.name)
        .join(INCIDENTS, c.pk == r.incident_pk)
        .outerjoin(SECTORS, SECTORS.c.pk == c.sector_pk)
        .where(
            c.situation_pk == situation.pk,
            c.void_reason.is_(None),
            c.listed_at <= at,
            r.state.in_([state.value for state in OPEN]),
        )
        .order_by(r.due_at.is_(None), r.due_at, r.pk)
    )
    rows: list[list[Part]] = [
        [
            _local(due, situation) + (" (past)" if due is not None and due < at else ""),
            SERVICES[Service(service)],
            number(persons),
            state,
            ", ".join(part for part in (receiver, reference) if part) or "–",
            f"{_local(listed, situation)}{f', {sector}' if sector else ''}",
        ]
        for service, persons, state, receiver, reference, due, listed, sector in found
    ]
    columns = [
        Column("Due"),
        Column("Service", share=3),
        Column("Persons", number=True),
        Column("State"),
        Column("Receiver, reference", share=2),
        Column("Incident", share=4),
    ]
    return _section("Promised: referrals not received yet", columns, rows, "No referral is open.")


def _road(session: Session, situation: SituationLine, at: datetime) -> Section:
    """Expected: people on the road, those who left first first."""
    found = find_on_the_road(session, situation.pk, at)
    rows: list[list[Part]] = [
        [_left(m, situation, at), number(m.persons), m.from_name or "–", m.to_name] for m in found
    ]
    columns = [
        Column("Left", share=3),
        Column("Persons", number=True),
        Column("From", share=3),
        Column("Expected at", share=3),
    ]
    return _section("Expected: people on the road", columns, rows, "Nobody is on the road.")


def _left(movement: MovementLine, situation: SituationLine, at: datetime) -> str:
    if movement.left_at is None:
        return "not said"
    hours = int((at - movement.left_at).total_seconds() // 3600)
    return f"{_local(movement.left_at, situation)} ({number(hours)} h ago)"


def _to_count(session: Session, situation: SituationLine, at: datetime) -> Section:
    """Facilities whose last headcount is old, or that nobody ever counted."""
    due = [
        f
        for f in read_facilities(session, situation.pk, at, situation.tight_at)
        if f.uncounted or f.trust in (Trust.OLD, Trust.NEVER)
    ]
    due.sort(key=lambda f: (f.as_of is not None, f.as_of or at, f.name))
    rows: list[list[Part]] = [
        [
            f.name,
            words.REGIMES[f.regime],
            "?" if f.occupancy is None else number(f.occupancy),
            "never" if f.as_of is None else _local(f.as_of, situation),
        ]
        for f in due
    ]
    columns = [
        Column("Facility", share=1),
        Column("Regime"),
        Column("People, reckoned", number=True),
        Column("Last headcount"),
    ]
    return _section(
        "Open: facilities to be counted", columns, rows, "Every facility was counted within 3 days."
    )


def _claims(session: Session, situation: SituationLine, day_: date) -> Section:
    wanted = Filter(
        situation.pk,
        situation.time_zone,
        situation.cutoff,
        status=Status.CLAIMED,
        listed_until=end_of_day(day_, situation.time_zone, situation.cutoff),
    )
    found = find_incidents(session, wanted, limit=MOST)
    return _section(
        "Open: claims to be verified", _COLUMNS, _incidents(session, found, situation), "No claim is open."
    )


def _incomplete(session: Session, situation: SituationLine, day_: date) -> Section:
    """Arrivals of the last days of which nobody knows how many, or of which nothing more is known."""
    wanted = Filter(
        situation.pk,
        situation.time_zone,
        situation.cutoff,
        first_day=day_ - RECENT + timedelta(days=1),
        last_day=day_,
        arrivals=True,
    )
    c, g = INCIDENTS.c, GROUPS.c
    described = select(func.count()).where(g.incident_pk == c.pk).correlate(INCIDENTS).scalar_subquery()
    lacking = session.connection().scalars(
        select(c.id).where(
            c.situation_pk == situation.pk,
            c.kind.in_([kind.value for kind in ARRIVAL_KINDS]),
            or_(c.persons.is_(None), described == 0),
            c.day.between(str(wanted.first_day), str(wanted.last_day)),
        )
    )
    ids = set(lacking)
    found = [line for line in find_incidents(session, wanted, limit=2000) if line.id in ids]
    return _section(
        "Open: arrivals of the last 7 days without a number, or without composition",
        _COLUMNS,
        _incidents(session, found, situation),
        "Every arrival has a number and a composition.",
    )


_COLUMNS = [
    Column("When"),
    Column("Where", share=3),
    Column("What", share=3),
    Column("Persons", number=True),
    Column("Missing", share=2),
]


def _incidents(session: Session, found: Iterable[IncidentLine], situation: SituationLine) -> list[list[Part]]:
    names = {row.pk: row.name for row in session.connection().execute(select(SECTORS.c.pk, SECTORS.c.name))}
    rows: list[list[Part]] = []
    for line in found:
        sector = names.get(line.sector_pk)
        place = line.place if line.place != sector else None
        missing = [
            said
            for said, lacks in (
                ("number", line.persons is None),
                ("composition", not line.composition),
                ("verification", line.status == Status.CLAIMED),
            )
            if lacks
        ]
        day_ = short_day(line.listed_at.astimezone(zone(situation.time_zone)).date())
        rows.append(
            [
                f"{day_}, {words.time_of_day(line, situation.time_zone)}",
                ", ".join(part for part in (sector, place) if part) or "not known",
                words.kind(line),
                words.persons(line),
                ", ".join(missing),
            ]
        )
    return rows
