"""Code lists of the field, each with its source.

Only the standard library is imported here: the entry form needs these before the first paint.
The values are what the store, the files and the log hold; the words for screens stand in `ui`.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What happened. Border Tracker's own list, after the reporting forms of border guards and DTM."""

    CROSSING = "crossing"  # irregular crossing detected
    NOT_ADMITTED = "not_admitted"  # people on the line, not admitted
    ARRIVAL = "arrival"  # arrival at a crossing point
    RETURN = "return"  # return under a decision
    PUSHBACK = "pushback"  # pushback alleged
    RESCUE = "rescue"
    DEATH = "death"  # death or missing
    VIOLENCE = "violence"  # violence or injury
    SMUGGLING = "smuggling"  # smuggling or facilitation


ARRIVAL_KINDS = (Kind.CROSSING, Kind.ARRIVAL)


class Circumstance(StrEnum):
    """What went with it; an incident has any number of them."""

    ESCORTED = "escorted"  # escorted to the line by the neighbour's officials
    PREVENTED = "prevented"
    FORCE_USED = "force_used"


class Status(StrEnum):
    """How far the incident itself is established. Apart from the grade of its source."""

    CLAIMED = "claimed"
    REPORTED = "reported"
    VERIFIED = "verified"
    REFUTED = "refuted"


ARRIVAL_STATUSES = (Status.REPORTED, Status.VERIFIED)


class Reliability(StrEnum):
    """Source reliability, Admiralty code (NATO AJP-2.1, also UN OCHA and police use)."""

    A = "A"  # completely reliable
    B = "B"  # usually reliable
    C = "C"  # fairly reliable
    D = "D"  # not usually reliable
    E = "E"  # unreliable
    F = "F"  # reliability cannot be judged


class Credibility(StrEnum):
    """Information credibility, Admiralty code (NATO AJP-2.1)."""

    CONFIRMED = "1"
    PROBABLE = "2"
    POSSIBLE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    CANNOT_BE_JUDGED = "6"


class Precision(StrEnum):
    """How exactly a time is known; the time stored is the first moment of what is known."""

    EXACT = "exact"
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"  # night 0–6, morning 6–12, afternoon 12–18, evening 18–24
    DAY = "day"
    UNKNOWN = "unknown"


class DatePrecision(StrEnum):
    """How exactly the date of a context event or statement is known; drawn as a band from first to last."""

    DAY = "day"
    ROUGH = "rough"  # "late June": a first and a last day that it lies between


class CountBasis(StrEnum):
    """How the number of persons is known."""

    COUNTED = "counted"
    ESTIMATED = "estimated"  # with a range
    REPORTED = "reported"  # somebody else's number
    UNKNOWN = "unknown"  # never zero


class Sex(StrEnum):
    """Sex as recorded (UNHCR, *Guidance on Registration and Identity Management*)."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """UNHCR's standard age bands (UNHCR Global Trends, population statistics)."""

    INFANT = "0-4"
    CHILD = "5-11"
    TEEN = "12-17"
    ADULT = "18-59"
    OLDER = "60+"
    UNKNOWN = "unknown"
    MINOR = "0-17"  # a total over the first three, where no more is known


MINOR_BANDS = (AgeBand.INFANT, AgeBand.CHILD, AgeBand.TEEN, AgeBand.MINOR)


class Outcome(StrEnum):
    """What became of persons of an incident; each with a count of its own."""

    ADMITTED = "admitted"
    HOSPITAL = "hospital"
    TURNED_BACK = "turned_back"
    DEAD = "dead"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Regime(StrEnum):
    """The regime of a facility."""

    CLOSED = "closed"
    OPEN = "open"
    BORDER_HOLDING = "border_holding"
    MEDICAL = "medical"


class MovementReason(StrEnum):
    """Why people moved into, between or out of facilities."""

    ARRIVAL = "arrival"
    TRANSFER = "transfer"
    RELEASE = "release"
    RETURN = "return"
    HOSPITAL = "hospital"
    BACK_FROM_HOSPITAL = "back_from_hospital"
    BIRTH = "birth"
    DEATH = "death"
    LEFT = "left"  # left on their own


class Need(StrEnum):
    """Needs counted in a headcount (after EUAA, *Tool for identification of persons with special needs*)."""

    PREGNANT = "pregnant"
    DISABLED = "disabled"
    INJURED = "injured"


class Level(StrEnum):
    """How full a facility is."""

    WITHIN = "within"
    TIGHT = "tight"
    FULL = "full"
    OVER = "over"
    UNKNOWN = "unknown"  # capacity unknown


class Trust(StrEnum):
    """How old the count is that an occupancy rests on."""

    FRESH = "fresh"  # counted within the last 24 hours
    AGEING = "ageing"  # 24 to 72 hours
    OLD = "old"  # more than 72 hours
    NEVER = "never"  # never counted


class Service(StrEnum):
    """What a referral asks for (after UNHCR and Sphere protection referral pathways)."""

    ASYLUM = "asylum"
    UNACCOMPANIED_CHILD = "unaccompanied_child"
    MEDICAL = "medical"
    FAMILY_TRACING = "family_tracing"
    TRAFFICKING = "trafficking"
    PROTECTION = "protection"
    LEGAL_AID = "legal_aid"
    OTHER = "other"


class ReferralState(StrEnum):
    """Where a referral stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RECEIVED = "received"
    CLOSED = "closed"
    DECLINED = "declined"


class Rule(StrEnum):
    """What a published total counts. Unlike rules are never added."""

    PERSONS = "persons"
    APPREHENSIONS = "apprehensions"
    DETECTIONS = "detections"
    EVENTS = "events"
    BOATS = "boats"
    PREVENTED = "prevented"


class Purpose(StrEnum):
    """What a file that leaves the program is for: the whole records, or figures that single nobody out."""

    OPERATIONAL = "operational"
    PUBLICATION = "publication"


class Sensitivity(StrEnum):
    """How far a file may be shared, from no harm to severe harm if it came into other hands.

    Source: OCHA Data Responsibility Guidelines (2021), Information and Data Sensitivity Classification.
    """

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    STRICTLY_CONFIDENTIAL = "strictly confidential"


class Qualifier(StrEnum):
    """How a published total was put."""

    EXACTLY = "exactly"
    MORE_THAN = "more than"
    AT_LEAST = "at least"
    ABOUT = "about"


class ContextKind(StrEnum):
    """What kind of context event."""

    DECREE = "decree"
    DECLARATION = "declaration"
    THREAT = "threat"
    FENCE = "fence"
    AID = "aid"
    DEPLOYMENT = "deployment"
    ELECTION = "election"
    AGREEMENT = "agreement"
    SANCTIONS = "sanctions"
    OTHER = "other"


class Verb(StrEnum):
    """What a revision did to its record."""

    RECORD = "record"
    AMEND = "amend"
    VERIFY = "verify"
    VOID = "void"
    UNDO = "undo"
    REDO = "redo"
