"""What an export will have in it and what it leaves out, as it is said before it is written and in it."""

from collections.abc import Callable
from dataclasses import dataclass, fields

from sqlmodel import Session

from tracker.codes import Purpose, Sensitivity
from tracker.drafts import DRAFTS
from tracker.errors import Problem
from tracker.files.out.columns import name_field
from tracker.files.out.reading_store import Chosen, count_records, count_void
from tracker.models import TABLES
from tracker.situations import find_situations

KINDS = tuple(TABLES)
PLACED = ("incident", "facility", "sector")

OF_PUBLICATION = (
    Problem("left_out_single"),
    Problem("left_out_small"),
    Problem("left_out_words"),
)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many records of each kind it will have, and what it leaves out."""

    counts: dict[str, int]
    left_out: list[Problem]


def held_by(form: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these kinds a form holds, in the order in which they are written."""
    return tuple(kind for kind in (PLACED if form == "geojson" else KINDS) if kind in kinds)


def class_of(purpose: Purpose, kinds: tuple[str, ...]) -> Sensitivity:
    """How far an export may be shared where nobody says otherwise."""
    if purpose is Purpose.PUBLICATION:
        return Sensitivity.PUBLIC
    # Incidents carry evidence and referrals, parties and incidents where people are.
    return Sensitivity.STRICTLY_CONFIDENTIAL if "incident" in kinds else Sensitivity.CONFIDENTIAL


def foresee(session: Session, chosen: Chosen, cancelled: Callable[[], bool] = lambda: False) -> Foreseen:
    """What an export of whole records will have. Once `cancelled` says so, the counts are not to be used."""
    counts = {kind: count_records(session, kind, chosen, cancelled) for kind in chosen.kinds}
    return Foreseen(counts, left_out(session, chosen))


def left_out(session: Session, chosen: Chosen) -> list[Problem]:
    """What an export of whole records leaves out of the store."""
    out = []
    if other := [kind.replace("_", " ") for kind in KINDS if kind not in chosen.kinds]:
        out.append(Problem("left_out_kinds", values={"kinds": other}))
    named, unnamed = _led_to(chosen.kinds)
    if named:
        out.append(Problem("left_out_but_names", values={"kinds": named}))
    if unnamed:
        out.append(Problem("left_out_links", values={"kinds": unnamed}))
    if not chosen.void_too and (void := count_void(session, chosen)):
        out.append(Problem("left_out_void", values={"count": void}))
    if chosen.situation is not None and (others := len(find_situations(session)) - 1):
        out.append(Problem("left_out_situations", values={"count": others}))
    if chosen.first is not None or chosen.last is not None:
        out.append(Problem("left_out_days"))
    return [*out, Problem("left_out_evidence"), Problem("left_out_log")]


def _led_to(kinds: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Kinds that records of these link to and that are not among them: those with names, and those without."""
    led = {f.metadata["ref"] for kind in kinds for f in fields(DRAFTS[kind]) if "ref" in f.metadata}
    other = [kind for kind in KINDS if kind in led and kind not in kinds]
    named = [kind.replace("_", " ") for kind in other if name_field(kind)]
    return named, [kind.replace("_", " ") for kind in other if not name_field(kind)]
