"""The words for the code lists, and the sentences that stand in several places of the report. English."""

import json
from collections.abc import Iterable
from datetime import timedelta

from tracker import nationalities
from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Kind,
    Level,
    Precision,
    Purpose,
    Qualifier,
    Regime,
    Rule,
    Sensitivity,
    Sex,
    Status,
    Trust,
)
from tracker.days import zone
from tracker.incidents import IncidentLine
from tracker.published import TotalLine
from tracker.report.numbers import clock, number

ARRIVALS_RULE = (
    "Counted are the persons of irregular crossings detected and of arrivals at a crossing point, where the incident "
    "is reported or verified, less those linked as seen before. What is only claimed is shown apart. Incidents of "
    "unknown size are in no number: they are counted beside it."
)
CAPACITY_RULE = (
    "People in a facility are the last headcount before the moment plus the movements since. People on the road are "
    "expected where they go, and present nowhere. Places are those that can be used then. Free places in one facility "
    "are never set off against people over capacity in another; a place of unknown capacity is in no sum."
)
ILLUSTRATIVE = "illustrative"
MADE_UP = "Illustrative: these figures rest on made-up records, for demonstration. They are no facts."
NOT_SPECIFIED = "not specified"

KINDS = {
    Kind.CROSSING: "Irregular crossing detected",
    Kind.NOT_ADMITTED: "Not admitted",
    Kind.ARRIVAL: "Arrival at a crossing point",
    Kind.RETURN: "Return under a decision",
    Kind.PUSHBACK: "Pushback alleged",
    Kind.RESCUE: "Rescue",
    Kind.DEATH: "Death or missing",
    Kind.VIOLENCE: "Violence or injury",
    Kind.SMUGGLING: "Smuggling or facilitation",
}
CIRCUMSTANCES = {
    Circumstance.ESCORTED: "escorted to the line",
    Circumstance.PREVENTED: "prevented",
    Circumstance.FORCE_USED: "force used",
}
STATUSES = {
    Status.CLAIMED: "claimed",
    Status.REPORTED: "reported",
    Status.VERIFIED: "verified",
    Status.REFUTED: "refuted",
}
REGIMES = {
    Regime.CLOSED: "closed",
    Regime.OPEN: "open",
    Regime.BORDER_HOLDING: "border holding",
    Regime.MEDICAL: "medical",
}
LEVELS = {
    Level.WITHIN: "within",
    Level.TIGHT: "tight",
    Level.FULL: "full",
    Level.OVER: "over capacity",
    Level.UNKNOWN: "not known",
}
# As on the screen: a shape with each colour, so that the colour may be missing.
SHAPES = {
    Level.WITHIN: "●",
    Level.TIGHT: "◆",
    Level.FULL: "◆",
    Level.OVER: "▲",
    Level.UNKNOWN: "○",
}
TRUST = {
    Trust.FRESH: "within a day",
    Trust.AGEING: "within 3 days",
    Trust.OLD: "over 3 days ago",
    Trust.NEVER: "never counted",
}
SEXES = {Sex.FEMALE: "Female", Sex.MALE: "Male", Sex.OTHER: "Other", Sex.UNKNOWN: "Not known"}
AGES = {
    AgeBand.INFANT: "0–4",
    AgeBand.CHILD: "5–11",
    AgeBand.TEEN: "12–17",
    AgeBand.MINOR: "under 18, no closer",
    AgeBand.ADULT: "18–59",
    AgeBand.OLDER: "60 and over",
    AgeBand.UNKNOWN: "not known",
}
UNITS = {
    Rule.PERSONS: "persons",
    Rule.APPREHENSIONS: "apprehensions",
    Rule.DETECTIONS: "detections",
    Rule.EVENTS: "events",
    Rule.BOATS: "boats",
    Rule.PREVENTED: "prevented",
}
PURPOSES = {Purpose.OPERATIONAL: "Operational", Purpose.PUBLICATION: "For publication"}
SENSITIVITIES = {
    Sensitivity.PUBLIC: "Public",
    Sensitivity.RESTRICTED: "Restricted",
    Sensitivity.CONFIDENTIAL: "Confidential",
    Sensitivity.STRICTLY_CONFIDENTIAL: "Strictly confidential",
}
_PARTS_OF_DAY = ("night", "morning", "afternoon", "evening")


def nationality(code: str) -> str:
    """A nationality as tables have room for it; the empty code is not specified."""
    if not code:
        return NOT_SPECIFIED.capitalize()
    return "Congo" if code == nationalities.CONGO else nationalities.name_of(code)


def kind(line: IncidentLine) -> str:
    """Irregular crossing detected · escorted to the line."""
    return " · ".join(
        [KINDS[Kind(line.kind)], *(CIRCUMSTANCES[Circumstance(c)] for c in json.loads(line.circumstances))]
    )


def time_of_day(line: IncidentLine, time_zone: str) -> str:
    """The time as exactly as it is known: 13:40, 13–14 h, afternoon."""
    if line.happened_at is None:
        return "not known"
    local = line.happened_at.astimezone(zone(time_zone))
    match Precision(line.precision):
        case Precision.EXACT:
            return clock(local)
        case Precision.HOUR:
            return f"{local.hour:02}–{(local + timedelta(hours=1)).hour:02} h"
        case Precision.PART_OF_DAY:
            return _PARTS_OF_DAY[local.hour // 6]
    return "that day"


def persons(line: IncidentLine) -> str:
    """23, ~30, 25–35, or ? where nobody knows: unknown is never zero."""
    if line.persons is None:
        return "?"
    if line.basis != CountBasis.ESTIMATED:
        return number(line.persons)
    if line.low is not None and line.high is not None and line.low != line.high:
        return f"{number(line.low)}–{number(line.high)}"
    return f"~{number(line.persons)}"


def composition(groups: Iterable[tuple[str, int]], count: int | None) -> str:
    """Iraq 15 · Congo 5 · not specified 3."""
    groups = list(groups)
    said = [f"{nationality(code)} {number(n)}" for code, n in groups]
    rest = 0 if count is None else count - sum(n for _, n in groups)
    if rest > 0 and said:
        said.append(f"{NOT_SPECIFIED} {number(rest)}")
    return " · ".join(said)


def published(total: TotalLine) -> str:
    """More than 4,000."""
    return (
        number(total.value)
        if total.qualifier == Qualifier.EXACTLY
        else f"{total.qualifier} {number(total.value)}"
    )
