"""An incident's draft as the texts of the form's fields."""

from dataclasses import dataclass

from tracker import drafts
from tracker.codes import Precision
from tracker.coordinates import write_coordinates
from ui.forms import composition, evidence
from ui.forms.moment import written
from ui.forms.people_rows import held_of


@dataclass(frozen=True, slots=True)
class Amended:
    """An incident that is being amended, as it was read: `based_on` is its revision, `party` that party's reference."""

    id: str
    based_on: str
    draft: drafts.Incident
    party: str = ""


# Fields that are one thing to a person: typed by hand in one, they are all by hand.
UNITS = {
    "precision": "happened_at",
    "basis": "persons",
    "low": "persons",
    "high": "persons",
    "credibility": "reliability",
    "crossed": "groups",
}


def unit_of(name: str) -> str:
    """What a field belongs to."""
    return UNITS.get(name, name)


def texts_of(draft: drafts.Incident, time_zone: str) -> dict[str, str]:
    """The text of each field that shows something of a draft, by its name."""
    return {
        "happened_at": written(draft.happened_at, draft.precision, time_zone),
        "precision": draft.precision.value,
        "posted_at": written(draft.posted_at, Precision.EXACT, time_zone),
        "sector": draft.sector or "",
        "place": draft.place or "",
        "coordinates": write_coordinates(draft.latitude, draft.longitude),
        "seen_persons": "" if draft.seen_persons is None else str(draft.seen_persons),
        "kind": draft.kind.value,
        "circumstances": " ".join(draft.circumstances),
        "status": draft.status.value,
        "persons": "" if draft.persons is None else str(draft.persons),
        "basis": draft.basis.value,
        "low": "" if draft.low is None else str(draft.low),
        "high": "" if draft.high is None else str(draft.high),
        "groups": composition.text_of(draft.groups, draft.crossed),
        "outcomes": held_of(draft.outcomes),
        "referrals": held_of(draft.referrals),
        "reliability": draft.reliability.value,
        "credibility": draft.credibility.value,
        "source": draft.source or "",
        "destination": draft.destination or "",
        "text": draft.text or "",
        "evidence": evidence.text_of(draft.evidence),
    }
