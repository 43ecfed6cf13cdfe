"""The blank form of an incident on one page: the entry form's fields in its order, to be typed in when there is power.

`ROWS` is what stands where. A test holds it beside `ui/forms/incident_layout.py` and the words of `ui/words.py`: who
copies the paper into the program goes from top to bottom in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.codes import (
    AgeBand,
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    Outcome,
    Precision,
    ReferralState,
    Reliability,
    Service,
    Sex,
    Status,
)
from tracker.report.document import as_data
from tracker.report.typesetting import Typeset, typeset

WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Precision: {
        "exact": "exact",
        "hour": "to the hour",
        "part_of_day": "part of day",
        "day": "the day only",
        "unknown": "not known",
    },
    Kind: {
        "crossing": "Irregular crossing detected",
        "not_admitted": "People on the line, not admitted",
        "arrival": "Arrival at a crossing point",
        "return": "Return under a decision",
        "pushback": "Pushback alleged",
        "rescue": "Rescue",
        "death": "Death or missing",
        "violence": "Violence or injury",
        "smuggling": "Smuggling or facilitation",
    },
    CountBasis: {
        "counted": "counted",
        "estimated": "estimated",
        "reported": "reported",
        "unknown": "not known",
    },
    Circumstance: {
        "escorted": "escorted to the line by the neighbour's officials",
        "prevented": "prevented",
        "force_used": "force used",
    },
    Outcome: {
        "admitted": "admitted",
        "hospital": "to hospital",
        "turned_back": "turned back",
        "dead": "dead",
        "missing": "missing",
        "unknown": "not known",
    },
    Service: {
        "asylum": "Asylum claim",
        "unaccompanied_child": "Unaccompanied child",
        "medical": "Medical",
        "family_tracing": "Family tracing",
        "trafficking": "Trafficking",
        "protection": "Protection",
        "legal_aid": "Legal aid",
        "other": "Other",
    },
    ReferralState: {
        "offered": "offered",
        "accepted": "accepted",
        "received": "received",
        "closed": "closed",
        "declined": "declined",
    },
    Status: {
        "claimed": "claimed",
        "reported": "reported",
        "verified": "verified",
        "refuted": "refuted",
    },
    Reliability: {
        "A": "A, completely reliable",
        "B": "B, usually reliable",
        "C": "C, fairly reliable",
        "D": "D, not usually reliable",
        "E": "E, unreliable",
        "F": "F, cannot be judged",
    },
    Credibility: {
        "1": "1, confirmed",
        "2": "2, probably true",
        "3": "3, possibly true",
        "4": "4, doubtful",
        "5": "5, improbable",
        "6": "6, cannot be judged",
    },
    Sex: {"female": "female", "male": "male", "other": "other", "unknown": "not known"},
    AgeBand: {
        "0-4": "0–4",
        "5-11": "5–11",
        "12-17": "12–17",
        "18-59": "18–59",
        "60+": "60+",
        "unknown": "age not known",
        "0-17": "under 18",
    },
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A field on the paper: the name that the entry form has for it, its label, and room or choices.

    `share` is its part of the row's width; `lines` to write on; `options` to tick, in so many `columns`; `table` has
    the columns of a small table instead, with `lines` rows.
    """

    name: str
    label: str
    hint: str = ""
    share: int = 1
    lines: int = 1
    options: tuple[str, ...] = ()
    columns: int = 1
    table: tuple[str, ...] = ()


def _ticked(code: type[StrEnum]) -> tuple[str, ...]:
    return tuple(WORDS[code][member.value] for member in code)


_AGES = ("0-4", "5-11", "12-17", "0-17", "18-59", "60+")
_SEX_AND_AGE = f"sex and age: {', '.join(_ticked(Sex)[:3])}; {', '.join(WORDS[AgeBand][a] for a in _AGES)}"

ROWS: tuple[tuple[Cell, ...], ...] = (
    (
        Cell("happened_at", "When", "date, and time by the station's clock", 11, 2),
        Cell("precision", "Precision", "", 11, options=_ticked(Precision), columns=2),
        Cell("sector", "Sector", "", 9, 2),
    ),
    (
        Cell("kind", "What happened", "", 16, options=_ticked(Kind), columns=2),
        Cell("persons", "Persons", "? where nobody knows", 6, 2),
        Cell("basis", "How known", "", 6, options=_ticked(CountBasis)),
    ),
    (
        Cell("low", "At least", "of an estimate", 7),
        Cell("high", "At most", "of an estimate", 7),
        Cell("seen_persons", "How many of them", "were seen before, and in which incident", 16),
    ),
    (
        Cell("groups", "Of whom, as it is known", "nationality", 10, 5, table=("Nationality", "Persons")),
        Cell(
            "groups",
            "",
            _SEX_AND_AGE,
            10,
            5,
            table=("Sex", "Age", "Persons"),
        ),
    ),
    (
        Cell("place", "Place", "300 m west of the river", 1),
        Cell("moved_to", "Moved to", "facility", 1),
        Cell("coordinates", "Latitude, longitude", "", 1),
    ),
    (Cell("circumstances", "Circumstances", "", options=_ticked(Circumstance), columns=3),),
    (
        Cell("outcomes", "What became of them", "how many", 12, options=_ticked(Outcome), columns=2),
        Cell(
            "referrals",
            "Referred to",
            "service, receiver, due",
            18,
            3,
            table=("Service", "Persons", "Receiver, due, reference"),
        ),
    ),
    (
        Cell("status", "Status", "", 9, options=_ticked(Status)),
        Cell("reliability", "Source is", "", 20, options=_ticked(Reliability), columns=2),
        Cell("credibility", "What it says is", "", 18, options=_ticked(Credibility), columns=2),
    ),
    (
        Cell("source", "Source", "Patrol 7, own observation"),
        Cell("posted_at", "Posted or reported", "where that is another time"),
    ),
    (
        Cell("party", "Party reference", "P-0042, never a name"),
        Cell("destination", "Wants to go to"),
    ),
    (Cell("text", "In words", "no names", lines=3),),
    (Cell("evidence", "Evidence", "files, and where they are"),),
)


def set_form(paper: str = "a4") -> Typeset:
    """The form, ready to be drawn on a4 or letter. The same on every laptop and every day."""
    return typeset("form.typ", {"paper": paper, "title": "Incident", "rows": as_data(ROWS)}, None)


def make_form(paper: str = "a4") -> bytes:
    """The form as PDF."""
    return set_form(paper).pdf()
