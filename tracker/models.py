"""The tables. One a record type with the fields of its draft, one a kind of child row, the log, and what is derived.

Every record table has `pk`, local to this store: the arrival number of the record's first revision, so that rows
rebuilt from the log are the same rows; `id`, a UUIDv7, the record's name everywhere; and `revision_id`, the revision
that the row shows. References are local keys (`sector_pk`); the log names records by their ids. A time is two
columns: the instant, and the offset in minutes at which it was entered.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from tracker import codes
from tracker.columns import (
    MOST_PERSONS,
    PERSONS_THEN_KEY,
    Instant,
    Table,
    boolean,
    counts,
    on_earth,
    one_of,
    standing,
    within,
)


class Record(Table):
    """The columns every record table has."""

    pk: int | None = Field(default=None, primary_key=True)
    id: str = Field(max_length=36, unique=True)
    revision_id: str = Field(max_length=36)
    illustrative: bool = False
    origin: str | None = None
    void_reason: str | None = Field(default=None, sa_type=Text)


class Situation(Record, table=True):
    """See `drafts.Situation`."""

    __table_args__ = (
        within("situation", "cutoff", 1, 1440),
        within("situation", "tight_at", 1, 100),
        CheckConstraint("border_km > 0", name="ck_situation_border_km"),
        *standing("situation"),
    )
    name: str
    time_zone: str
    cutoff: int = 1440
    tight_at: int = 90
    first_day: date | None = None
    last_day: date | None = None
    border_km: float | None = None
    border_source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class Sector(Record, table=True):
    """See `drafts.Sector`."""

    __table_args__ = (
        CheckConstraint("length_km > 0", name="ck_sector_length_km"),
        *on_earth("sector"),
        *standing("sector"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    name: str
    length_km: float | None = None
    length_source: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Station(Record, table=True):
    """See `drafts.Station`."""

    __table_args__ = (*standing("station"),)
    name: str
    situation_pk: int | None = Field(default=None, foreign_key="situation.pk")


class Party(Record, table=True):
    """See `drafts.Party`."""

    __table_args__ = (*counts("party", "persons"), *standing("party"))
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    reference: str
    persons: int | None = None
    text: str | None = Field(default=None, sa_type=Text)


class Incident(Record, table=True):
    """See `drafts.Incident`. `listed_at` (when it happened, else was posted, else was entered) orders the list.

    `day` is the reporting day, empty where unknown; `sort_persons` the persons, -1 where unknown. All are derived.
    """

    __table_args__ = (
        one_of("incident", "kind", codes.Kind),
        one_of("incident", "status", codes.Status),
        one_of("incident", "reliability", codes.Reliability),
        one_of("incident", "credibility", codes.Credibility),
        one_of("incident", "precision", codes.Precision),
        one_of("incident", "basis", codes.CountBasis),
        *counts("incident", "persons", "low", "high", "seen_persons"),
        *on_earth("incident"),
        *boolean("incident", "crossed"),
        CheckConstraint("(basis = 'unknown') = (persons IS NULL)", name="ck_incident_basis_persons"),
        CheckConstraint("(precision = 'unknown') = (happened_at IS NULL)", name="ck_incident_precision_when"),
        Index("ix_incident_listed", "situation_pk", "listed_at", "pk"),
        Index("ix_incident_sector_listed", "situation_pk", "sector_pk", "listed_at", "pk"),
        Index("ix_incident_kind_listed", "situation_pk", "kind", "listed_at", "pk"),
        Index("ix_incident_status_listed", "situation_pk", "status", "listed_at", "pk"),
        Index("ix_incident_persons", "situation_pk", text(f"({PERSONS_THEN_KEY})")),
        Index("ix_incident_seen_before", "seen_before_pk", sqlite_where=text("seen_before_pk IS NOT NULL")),
        *standing("incident"),
    )
    situation_pk: int = Field(foreign_key="situation.pk")
    sector_pk: int | None = Field(default=None, foreign_key="sector.pk")
    kind: str
    circumstances: str = "[]"
    status: str
    reliability: str
    credibility: str
    happened_at: datetime | None = Field(default=None, sa_type=Instant)
    happened_at_offset: int | None = None
    precision: str
    posted_at: datetime | None = Field(default=None, sa_type=Instant)
    posted_at_offset: int | None = None
    listed_at: datetime = Field(sa_type=Instant)
    day: str = Field(max_length=10)
    sort_persons: int
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    persons: int | None = None
    basis: str
    low: int | None = None
    high: int | None = None
    crossed: bool = False
    party_pk: int | None = Field(default=None, foreign_key="party.pk")
    seen_before_pk: int | None = Field(default=None, foreign_key="incident.pk")
    seen_persons: int | None = None
    destination: str | None = None
    source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class Group(Table, table=True):
    """See `drafts.Group`."""

    __table_args__ = (
        CheckConstraint(f"count BETWEEN 1 AND {MOST_PERSONS}", name="ck_group_count"),
        one_of("group", "sex", codes.Sex),
        one_of("group", "age", codes.AgeBand),
        Index("ix_group_incident", "incident_pk", "nationality", "count"),  # what the list says of them
    )
    pk: int | None = Field(default=None, primary_key=True)
    incident_pk: int = Field(foreign_key="incident.pk")
    count: int
    nationality: str | None = Field(default=None, max_length=3)
    sex: str | None = None
    age: str | None = None


class OutcomeCount(Table, table=True):
    """See `drafts.OutcomeCount`."""

    __tablename__ = "outcome_count"
    __table_args__ = (
        one_of("outcome_count", "outcome", codes.Outcome),
        *counts("outcome_count", "count"),
    )
    pk: int | None = Field(default=None, primary_key=True)
    incident_pk: int = Field(foreign_key="incident.pk", index=True)
    outcome: str
    count: int


class Referral(Table, table=True):
    """See `drafts.Referral`."""

    __table_args__ = (
        one_of("referral", "service", codes.Service),
        one_of("referral", "state", codes.ReferralState),
        *counts("referral", "persons"),
        *boolean("referral", "consent"),
    )
    pk: int | None = Field(default=None, primary_key=True)
    incident_pk: int = Field(foreign_key="incident.pk", index=True)
    service: str
    persons: int
    state: str
    consent: bool | None = None
    receiver: str | None = None
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at_offset: int | None = None
    reference: str | None = None
    party_pk: int | None = Field(default=None, foreign_key="party.pk")


class Evidence(Table, table=True):
    """See `drafts.Evidence`."""

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="ck_evidence_sha256"),
        CheckConstraint("size >= 0", name="ck_evidence_size"),
    )
    pk: int | None = Field(default=None, primary_key=True)
    incident_pk: int = Field(foreign_key="incident.pk", index=True)
    name: str
    sha256: str
    size: int
    media_type: str | None = None
    source: str | None = None
    taken_at: datetime | None = Field(default=None, sa_type=Instant)
    taken_at_offset: int | None = None


class Facility(Record, table=True):
    """See `drafts.Facility`."""

    __table_args__ = (
        one_of("facility", "regime", codes.Regime),
        *on_earth("facility"),
        *standing("facility"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    name: str
    regime: str
    sector_pk: int | None = Field(default=None, foreign_key="sector.pk")
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    text: str | None = Field(default=None, sa_type=Text)


class CapacityChange(Record, table=True):
    """See `drafts.CapacityChange`."""

    __tablename__ = "capacity_change"
    __table_args__ = (
        *counts("capacity_change", "nominal", "operational", "surge", "out_of_use"),
        Index("ix_capacity_change_from", "facility_pk", "from_at", "pk"),
        *standing("capacity_change"),
    )
    facility_pk: int = Field(foreign_key="facility.pk")
    from_at: datetime = Field(sa_type=Instant)
    from_at_offset: int
    nominal: int | None = None
    operational: int | None = None
    surge: int | None = None
    out_of_use: int | None = None
    source: str | None = None


class Headcount(Record, table=True):
    """See `drafts.Headcount`."""

    __table_args__ = (
        *counts("headcount", "persons"),
        Index("ix_headcount_counted", "facility_pk", "counted_at", "pk"),
        *standing("headcount"),
    )
    facility_pk: int = Field(foreign_key="facility.pk")
    counted_at: datetime = Field(sa_type=Instant)
    counted_at_offset: int
    persons: int
    reckoned: int | None = None
    source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class HeadcountGroup(Table, table=True):
    """See `drafts.HeadcountGroup`."""

    __tablename__ = "headcount_group"
    __table_args__ = (
        *counts("headcount_group", "count"),
        one_of("headcount_group", "sex", codes.Sex),
        one_of("headcount_group", "age", codes.AgeBand),
    )
    pk: int | None = Field(default=None, primary_key=True)
    headcount_pk: int = Field(foreign_key="headcount.pk", index=True)
    count: int
    sex: str | None = None
    age: str | None = None


class NeedCount(Table, table=True):
    """See `drafts.NeedCount`."""

    __tablename__ = "need_count"
    __table_args__ = (*counts("need_count", "count"), one_of("need_count", "need", codes.Need))
    pk: int | None = Field(default=None, primary_key=True)
    headcount_pk: int = Field(foreign_key="headcount.pk", index=True)
    count: int
    need: str | None = None
    language: str | None = None


class Movement(Record, table=True):
    """See `drafts.Movement`."""

    __table_args__ = (
        one_of("movement", "reason", codes.MovementReason),
        CheckConstraint(f"persons BETWEEN 1 AND {MOST_PERSONS}", name="ck_movement_persons"),
        CheckConstraint("left_at IS NOT NULL OR arrived_at IS NOT NULL", name="ck_movement_when"),
        CheckConstraint("arrived_at >= left_at", name="ck_movement_order"),
        CheckConstraint("from_facility_pk <> to_facility_pk", name="ck_movement_places"),
        Index("ix_movement_arrived", "to_facility_pk", "arrived_at"),
        Index("ix_movement_left", "from_facility_pk", "left_at"),
        *standing("movement"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    reason: str
    persons: int
    from_facility_pk: int | None = Field(default=None, foreign_key="facility.pk")
    to_facility_pk: int | None = Field(default=None, foreign_key="facility.pk")
    left_at: datetime | None = Field(default=None, sa_type=Instant)
    left_at_offset: int | None = None
    arrived_at: datetime | None = Field(default=None, sa_type=Instant)
    arrived_at_offset: int | None = None
    incident_pk: int | None = Field(default=None, foreign_key="incident.pk", index=True)
    party_pk: int | None = Field(default=None, foreign_key="party.pk")
    text: str | None = Field(default=None, sa_type=Text)


class PublishedTotal(Record, table=True):
    """See `drafts.PublishedTotal`."""

    __tablename__ = "published_total"
    __table_args__ = (
        one_of("published_total", "rule", codes.Rule),
        one_of("published_total", "qualifier", codes.Qualifier),
        CheckConstraint("value >= 0", name="ck_published_total_value"),
        CheckConstraint("first_day <= last_day", name="ck_published_total_days"),
        *boolean("published_total", "cumulative"),
        Index("ix_published_total_days", "situation_pk", "first_day", "last_day"),
        *standing("published_total"),
    )
    situation_pk: int = Field(foreign_key="situation.pk")
    first_day: date
    last_day: date
    value: int
    rule: str
    qualifier: str
    reported: date | None = None
    nationality: str | None = Field(default=None, max_length=3)
    sector_pk: int | None = Field(default=None, foreign_key="sector.pk")
    cumulative: bool = False
    source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class Statement(Record, table=True):
    """See `drafts.Statement`."""

    __table_args__ = (
        one_of("statement", "reliability", codes.Reliability),
        one_of("statement", "credibility", codes.Credibility),
        one_of("statement", "date_precision", codes.DatePrecision),
        CheckConstraint("first_day <= last_day", name="ck_statement_days"),
        *standing("statement"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    speaker: str
    role: str | None = None
    quotation: str = Field(sa_type=Text)
    first_day: date
    last_day: date
    date_precision: str
    date_text: str | None = None
    reliability: str
    credibility: str
    about_incident_pk: int | None = Field(default=None, foreign_key="incident.pk")
    about_event_pk: int | None = Field(default=None, foreign_key="context_event.pk")
    about_total_pk: int | None = Field(default=None, foreign_key="published_total.pk")
    answers_pk: int | None = Field(default=None, foreign_key="statement.pk")
    source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class ContextEvent(Record, table=True):
    """See `drafts.ContextEvent`."""

    __tablename__ = "context_event"
    __table_args__ = (
        one_of("context_event", "kind", codes.ContextKind),
        one_of("context_event", "date_precision", codes.DatePrecision),
        CheckConstraint("first_day <= last_day", name="ck_context_event_days"),
        CheckConstraint("amount >= 0", name="ck_context_event_amount"),
        *standing("context_event"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    kind: str
    title: str
    first_day: date
    last_day: date
    date_precision: str
    date_text: str | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    condition: str | None = Field(default=None, sa_type=Text)
    amount: float | None = None
    currency: str | None = Field(default=None, max_length=3)
    source: str | None = None
    text: str | None = Field(default=None, sa_type=Text)


class ImportReceipt(Record, table=True):
    """See `drafts.ImportReceipt`."""

    __tablename__ = "import_receipt"
    __table_args__ = (
        *counts("import_receipt", "read", "added", "superseded", "unchanged", "set_aside", "refused"),
        *standing("import_receipt"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    file: str
    sha256: str | None = Field(default=None, max_length=64)
    sheet: str | None = None
    subject: str
    profile: str | None = None
    read: int = 0
    added: int = 0
    superseded: int = 0
    unchanged: int = 0
    set_aside: int = 0
    refused: int = 0
    details: str | None = Field(default=None, sa_type=Text)


class Report(Record, table=True):
    """See `drafts.Report`."""

    __table_args__ = (
        one_of("report", "purpose", codes.Purpose),
        one_of("report", "sensitivity", codes.Sensitivity),
        CheckConstraint("position >= 1", name="ck_report_position"),
        *standing("report"),
    )
    situation_pk: int = Field(foreign_key="situation.pk", index=True)
    day: date
    purpose: str
    sensitivity: str
    paper: str
    position: int
    log_head: str = Field(max_length=64)
    sha256: str = Field(max_length=64)
    size: int
    remarks: str | None = Field(default=None, sa_type=Text)


# Each after those that it refers to: a bulk write fills them in this order.
TABLES: dict[str, type[Record]] = {
    "situation": Situation,
    "sector": Sector,
    "station": Station,
    "party": Party,
    "incident": Incident,
    "facility": Facility,
    "capacity_change": CapacityChange,
    "headcount": Headcount,
    "movement": Movement,
    "published_total": PublishedTotal,
    "context_event": ContextEvent,
    "statement": Statement,
    "import_receipt": ImportReceipt,
    "report": Report,
}

CHILDREN: dict[str, dict[str, type[SQLModel]]] = {
    "incident": {
        "groups": Group,
        "outcomes": OutcomeCount,
        "referrals": Referral,
        "evidence": Evidence,
    },
    "headcount": {"groups": HeadcountGroup, "needs": NeedCount},
}
