"""Drafts: what a person types, before it is a record, and exactly what a revision holds as JSON.

One dataclass a record type; the tables in `models.py` hold the same fields as columns. Only the standard library is
imported here, since the entry form needs drafts before the first paint. Field helpers say what a field is for the
log and the tables: `ref` names another record by its id, `moment` is an aware datetime (the offset at entry is
kept), `many` holds the rows of a child table. Rules of validity stand in `rules.py`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from tracker.codes import (
    AgeBand,
    Circumstance,
    ContextKind,
    CountBasis,
    Credibility,
    DatePrecision,
    Kind,
    MovementReason,
    Need,
    Outcome,
    Precision,
    Purpose,
    Qualifier,
    ReferralState,
    Regime,
    Reliability,
    Rule,
    Sensitivity,
    Service,
    Sex,
    Status,
)


def ref(record_type: str, *, required: bool = False) -> Any:
    """A reference to a record of `record_type` by its id."""
    return field(default=None, metadata={"ref": record_type, "required": required})


def moment() -> Any:
    """An aware datetime; its offset is kept as entered."""
    return field(default=None, metadata={"moment": True})


def many() -> Any:
    """Rows of a child table, in the order entered."""
    return field(default_factory=list, metadata={"many": True})


def signed() -> Any:
    """A number that may be below zero."""
    return field(default=None, metadata={"signed": True})


@dataclass(slots=True)
class Draft:
    """What every record has. `void_reason` is None while the record stands; `origin` names an imported row's source."""

    type: ClassVar[str] = ""
    illustrative: bool = False
    origin: str | None = None
    void_reason: str | None = None


@dataclass(slots=True)
class Situation(Draft):
    """One crisis or operation.

    `cutoff` is the minute of the day at which the reporting day ends: 1440 is midnight, 480 means that day D runs
    from 08:00 of D-1 to 08:00 of D. `tight_at` is the per cent of capacity from which a facility is tight.
    `border_km` is a published length, with its source, beside the sum of the sectors' own.
    """

    type: ClassVar[str] = "situation"
    name: str = ""
    time_zone: str = "UTC"
    cutoff: int = 1440
    tight_at: int = 90
    first_day: date | None = None
    last_day: date | None = None
    border_km: float | None = None
    border_source: str | None = None
    text: str | None = None


@dataclass(slots=True)
class Sector(Draft):
    """A stretch of border, length in km, optionally a place (WGS 84 degrees)."""

    type: ClassVar[str] = "sector"
    situation: str | None = ref("situation", required=True)
    name: str = ""
    length_km: float | None = None
    length_source: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class Station(Draft):
    """The place a store belongs to; origin of what it records."""

    type: ClassVar[str] = "station"
    name: str = ""
    situation: str | None = ref("situation")


@dataclass(slots=True)
class Party(Draft):
    """People who came and stay together, known without names by an opaque reference."""

    type: ClassVar[str] = "party"
    situation: str | None = ref("situation", required=True)
    reference: str = ""
    persons: int | None = None
    text: str | None = None


@dataclass(slots=True)
class Group:
    """One row of a composition: a count, and what is known of nationality (alpha-3), sex and age band."""

    count: int = 0
    nationality: str | None = None
    sex: Sex | None = None
    age: AgeBand | None = None


@dataclass(slots=True)
class OutcomeCount:
    """How many persons of an incident met an outcome."""

    outcome: Outcome = Outcome.UNKNOWN
    count: int = 0


@dataclass(slots=True)
class Referral:
    """Persons handed to a service. `consent` is None where none is needed (an asylum claim is a legal act)."""

    service: Service = Service.OTHER
    persons: int = 1
    state: ReferralState = ReferralState.OFFERED
    consent: bool | None = None
    receiver: str | None = None
    due_at: datetime | None = moment()
    reference: str | None = None
    party: str | None = ref("party")


@dataclass(slots=True)
class Evidence:
    """A file attached to an incident: hex SHA-256, size in bytes, where it is from, when it was taken."""

    name: str = ""
    sha256: str = ""
    size: int = 0
    media_type: str | None = None
    source: str | None = None
    taken_at: datetime | None = moment()


@dataclass(slots=True)
class Incident(Draft):
    """Something that happened at a time and place, involving a number of persons.

    `happened_at` is the first moment of what `precision` leaves open, None where unknown; `posted_at` is when it was
    posted or reported, another time. `persons` is None where nobody knows, never 0. `crossed` says how `groups` are
    meant: True, rows are disjoint parts of the persons; False, each row is a total of its own ("minors 4" is never
    spread over nationalities). `seen_before` names the incident in which `seen_persons` of them were counted already.
    """

    type: ClassVar[str] = "incident"
    situation: str | None = ref("situation", required=True)
    sector: str | None = ref("sector")
    kind: Kind = Kind.CROSSING
    circumstances: list[Circumstance] = field(default_factory=list)
    status: Status = Status.REPORTED
    reliability: Reliability = Reliability.F
    credibility: Credibility = Credibility.CANNOT_BE_JUDGED
    happened_at: datetime | None = moment()
    precision: Precision = Precision.EXACT
    posted_at: datetime | None = moment()
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    persons: int | None = None
    basis: CountBasis = CountBasis.COUNTED
    low: int | None = None
    high: int | None = None
    crossed: bool = False
    party: str | None = ref("party")
    seen_before: str | None = ref("incident")
    seen_persons: int | None = None
    destination: str | None = None
    source: str | None = None
    text: str | None = None
    groups: list[Group] = many()
    outcomes: list[OutcomeCount] = many()
    referrals: list[Referral] = many()
    evidence: list[Evidence] = many()


@dataclass(slots=True)
class Facility(Draft):
    """A place that houses people."""

    type: ClassVar[str] = "facility"
    situation: str | None = ref("situation", required=True)
    name: str = ""
    regime: Regime = Regime.OPEN
    sector: str | None = ref("sector")
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    text: str | None = None


@dataclass(slots=True)
class CapacityChange(Draft):
    """Places of a facility from a moment on. Usable places are `operational`, else `nominal`, less `out_of_use`.

    All four None says: from then on the capacity is not known.
    """

    type: ClassVar[str] = "capacity_change"
    facility: str | None = ref("facility", required=True)
    from_at: datetime | None = moment()
    nominal: int | None = None
    operational: int | None = None
    surge: int | None = None
    out_of_use: int | None = None
    source: str | None = None


@dataclass(slots=True)
class HeadcountGroup:
    """Part of a headcount by sex and age band."""

    count: int = 0
    sex: Sex | None = None
    age: AgeBand | None = None


@dataclass(slots=True)
class NeedCount:
    """People of a headcount with a need, or needing an interpreter for a language (ISO 639 code or name)."""

    count: int = 0
    need: Need | None = None
    language: str | None = None


@dataclass(slots=True)
class Headcount(Draft):
    """A physical count at a moment. `reckoned` is what the movements gave then; a difference is kept, not hidden.

    `reckoned` is below zero where more people left than were known to be there.
    """

    type: ClassVar[str] = "headcount"
    facility: str | None = ref("facility", required=True)
    counted_at: datetime | None = moment()
    persons: int | None = None
    reckoned: int | None = signed()
    source: str | None = None
    text: str | None = None
    groups: list[HeadcountGroup] = many()
    needs: list[NeedCount] = many()


@dataclass(slots=True)
class Movement(Draft):
    """Persons moved into, between or out of facilities.

    `left_at` is when they left where they were, `arrived_at` when they arrived. With a destination and no arrival
    time they are on the road: expected there, present nowhere.
    """

    type: ClassVar[str] = "movement"
    situation: str | None = ref("situation", required=True)
    reason: MovementReason = MovementReason.ARRIVAL
    persons: int | None = None
    from_facility: str | None = ref("facility")
    to_facility: str | None = ref("facility")
    left_at: datetime | None = moment()
    arrived_at: datetime | None = moment()
    incident: str | None = ref("incident")
    party: str | None = ref("party")
    text: str | None = None


@dataclass(slots=True)
class PublishedTotal(Draft):
    """A figure somebody else published for the days `first_day` to `last_day`, both included.

    `reported` is the date of the report; a later report about the same days supersedes an earlier one, and both are
    kept. A cumulative figure counts from `first_day` to the report's day.
    """

    type: ClassVar[str] = "published_total"
    situation: str | None = ref("situation", required=True)
    first_day: date | None = None
    last_day: date | None = None
    value: int | None = None
    rule: Rule = Rule.PERSONS
    qualifier: Qualifier = Qualifier.EXACTLY
    reported: date | None = None
    nationality: str | None = None
    sector: str | None = ref("sector")
    cumulative: bool = False
    source: str | None = None
    text: str | None = None


@dataclass(slots=True)
class Statement(Draft):
    """What a named source said, between two dates, with its grade; about another record, or an answer.

    `quotation` is the words as said; empty where only the gist is known, which then stands in `text`.
    """

    type: ClassVar[str] = "statement"
    situation: str | None = ref("situation", required=True)
    speaker: str = ""
    role: str | None = None
    quotation: str = ""
    first_day: date | None = None
    last_day: date | None = None
    date_precision: DatePrecision = DatePrecision.DAY
    date_text: str | None = None
    reliability: Reliability = Reliability.F
    credibility: Credibility = Credibility.CANNOT_BE_JUDGED
    about_incident: str | None = ref("incident")
    about_event: str | None = ref("context_event")
    about_total: str | None = ref("published_total")
    answers: str | None = ref("statement")
    source: str | None = None
    text: str | None = None


@dataclass(slots=True)
class ContextEvent(Draft):
    """A decree, a declaration, a fence, an aid package: dated, sourced, with reason, condition or amount as given."""

    type: ClassVar[str] = "context_event"
    situation: str | None = ref("situation", required=True)
    kind: ContextKind = ContextKind.OTHER
    title: str = ""
    first_day: date | None = None
    last_day: date | None = None
    date_precision: DatePrecision = DatePrecision.DAY
    date_text: str | None = None
    reason: str | None = None
    condition: str | None = None
    amount: float | None = None
    currency: str | None = None
    source: str | None = None
    text: str | None = None


@dataclass(slots=True)
class ImportReceipt(Draft):
    """What became of each row of a file that was imported; recorded with its rows, in the same action.

    `file` is its name without folders, `sha256` (hex) what it held, `subject` what its rows were, `details` the
    reasons of rows that were set aside or refused, as JSON. The classes sum to `read`.
    """

    type: ClassVar[str] = "import_receipt"
    situation: str | None = ref("situation", required=True)
    file: str = ""
    sha256: str | None = None
    sheet: str | None = None
    subject: str = ""
    profile: str | None = None
    read: int = 0
    added: int = 0
    superseded: int = 0
    unchanged: int = 0
    set_aside: int = 0
    refused: int = 0
    details: str | None = None


@dataclass(slots=True)
class Report(Draft):
    """A situation report that was released: of which day, read from the log at which position, kept as which file.

    `position` and `log_head` (hex, the chain hash at that position) are of the log that its figures were read from;
    `sha256` (hex) and `size` in bytes are of the PDF, which is kept beside the store; `remarks` are the coordinator's.
    """

    type: ClassVar[str] = "report"
    situation: str | None = ref("situation", required=True)
    day: date | None = None
    purpose: Purpose = Purpose.OPERATIONAL
    sensitivity: Sensitivity = Sensitivity.CONFIDENTIAL
    paper: str = "a4"
    position: int = 0
    log_head: str = ""
    sha256: str = ""
    size: int = 0
    remarks: str | None = None


DRAFTS: dict[str, type[Draft]] = {
    cls.type: cls
    for cls in (
        Situation,
        Sector,
        Station,
        Party,
        Incident,
        Facility,
        CapacityChange,
        Headcount,
        Movement,
        PublishedTotal,
        Statement,
        ContextEvent,
        ImportReceipt,
        Report,
    )
}
