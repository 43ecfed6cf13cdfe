"""The quick line that says a draft: read again, it gives the draft's fields."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tracker import drafts, nationalities
from tracker.codes import AgeBand, CountBasis, Credibility, Kind, Precision, Reliability, Sex, Status
from tracker.days import zone
from tracker.quickline.names import Named, Names, solid, tokenise
from tracker.quickline.reading import Vocabulary
from tracker.quickline.scan import scan
from tracker.quickline.words import CIRCUMSTANCES, KINDS, OUTCOMES, PARTS_OF_DAY, SERVICES, Part

_SEX = {Sex.FEMALE: "f", Sex.MALE: "m", Sex.OTHER: "other sex", Sex.UNKNOWN: "sex unknown"}


def to_line(
    draft: drafts.Incident,
    vocabulary: Vocabulary,
    now: datetime,
    moved_to: str | None = None,
    party_reference: str | None = None,
) -> str:
    """A line that reads back as this draft at any time after `now`.

    A line has no words for coordinates, evidence, links, when it was posted, and a referral's further course.
    """
    said = [
        # First, since until a sector is read a sector's name goes before all other words: one may be called Night.
        *_sector(draft.sector, vocabulary),
        *_when(draft, zone(vocabulary.time_zone)),
        *_persons(draft),
        *_composition(draft),
        *(f"{OUTCOMES[row.outcome][0]}:{row.count}" for row in draft.outcomes),
        *(f"{SERVICES[row.service][0]}:{row.persons}" for row in draft.referrals),
        *([KINDS[draft.kind][0]] if draft.kind is not Kind.CROSSING else []),
        *(CIRCUMSTANCES[circumstance][0] for circumstance in draft.circumstances),
        *([draft.status.value] if draft.status is not Status.REPORTED else []),
        *_grade(draft),
        *_worded("party", party_reference),
        *_worded("from", draft.source),
        *_worded("at", draft.place),
        *_worded("destination", draft.destination),
        *_facility(moved_to, vocabulary),
        *_worded("text", draft.text),
    ]
    return ", ".join(said)


def _when(draft: drafts.Incident, place: ZoneInfo) -> list[str]:
    if draft.happened_at is None:
        return ["time unknown"] if draft.precision is Precision.UNKNOWN else []
    local = draft.happened_at.astimezone(UTC).astimezone(place)
    day = local.strftime("%Y-%m-%d")
    if draft.precision is Precision.DAY:
        return [day]
    if draft.precision is Precision.PART_OF_DAY:
        return [f"{day} {list(PARTS_OF_DAY)[local.hour // 6]}"]
    if draft.precision is Precision.HOUR:
        return [f"{day} {local.hour:02}h"]
    return [f"{day} {local:%H:%M:%S}" if local.second else f"{day} {local:%H:%M}"]


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _worded(key: str, text: str | None) -> list[str]:
    return [f"{key}: {_quoted(text)}"] if text and text.strip() else []


def _goes_on(named: Named, names: Names) -> bool:
    """Whether another name is this one, a comma and more: a comma behind it would not end it."""
    own = next((key for key, other in names.keys if other is named or other == named), "")
    return any(key.startswith(f"{own} ,") for key, _ in names.keys)


def spelled_sector(named: Named, vocabulary: Vocabulary) -> str:
    """A sector's name as it has to stand in a line: alone where that is read as the sector, else after its key word."""
    if _goes_on(named, vocabulary.sector_names):
        return f"sector: {_quoted(named.name)}"
    atoms = scan(named.name, vocabulary)
    alone = len(atoms) == 1 and atoms[0].part is Part.SECTOR and atoms[0].value == named
    if alone and atoms[0].start == 0 and atoms[0].end == len(named.name):
        return named.name
    return f"sector: {_quoted(named.name)}"


def spelled_facility(named: Named, names: Names) -> str:
    """A facility's name as it has to stand after ">"."""
    tokens = tokenise(named.name)
    found = names.whole(tokens, 0, named.name) if tokens and tokens[0].kind in "wn" else None
    rest = list(solid(tokens, found.end)) if found else []
    whole = found and found.names == [named] and not rest and not _goes_on(named, names)
    if whole and found and not named.name[tokens[found.end - 1].end :]:
        return named.name
    return _quoted(named.name)


def _sector(sector: str | None, vocabulary: Vocabulary) -> list[str]:
    return [spelled_sector(named, vocabulary) for named in vocabulary.sectors if named.id == sector]


def _facility(facility: str | None, vocabulary: Vocabulary) -> list[str]:
    names = vocabulary.facility_names
    return [f"> {spelled_facility(named, names)}" for named in vocabulary.facilities if named.id == facility]


def _persons(draft: drafts.Incident) -> list[str]:
    if draft.basis is CountBasis.UNKNOWN:
        return ["persons unknown"]
    if draft.persons is None:
        return []
    number = {CountBasis.COUNTED: "", CountBasis.REPORTED: "said "}.get(draft.basis, "about ")
    around = ""
    if draft.low is not None and draft.high is not None:
        around = f" ({draft.low}-{draft.high})"
    elif draft.low is not None:
        around = f" (at least {draft.low})"
    elif draft.high is not None:
        around = f" (up to {draft.high})"
    return [f"{number}{draft.persons} persons{around}"]


def _composition(draft: drafts.Incident) -> list[str]:
    rows = [f"{_label(group)}:{group.count}" for group in draft.groups]
    if not rows:
        return []
    detailed = any(g.nationality and (g.sex or g.age) for g in draft.groups)
    inferred = detailed and all(g.nationality for g in draft.groups)
    if draft.crossed != inferred:
        rows.append("crossed composition" if draft.crossed else "separate totals")
    return rows


def _label(group: drafts.Group) -> str:
    sex = [_SEX[group.sex]] if group.sex else []
    age = []
    if group.age:
        age = ["age unknown" if group.age is AgeBand.UNKNOWN else group.age.value]
    nationality = [group.nationality] if group.nationality and nationalities.known(group.nationality) else []
    return "/".join([*nationality, *sex, *age])


def _grade(draft: drafts.Incident) -> list[str]:
    if (draft.reliability, draft.credibility) == (Reliability.F, Credibility.CANNOT_BE_JUDGED):
        return []
    return [f"{draft.reliability.value}{draft.credibility.value}"]
