"""What a person asks of an import."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tracker.files.dates import Order
from tracker.files.fields import Subject
from tracker.files.layout import Layout


class Decision(StrEnum):
    """What a person decided about a row that may be an incident that is here already."""

    TAKE = "take"  # another one
    LEAVE_OUT = "leave out"  # the same one
    SEEN_BEFORE = "seen before"  # another report of the same people: taken, and linked to it


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision; `record_id` is the incident that the row was held against."""

    what: Decision
    record_id: str | None = None


@dataclass(slots=True)
class Request:
    """What to import and how. `maps` and `sets` as on the command line; with no `maps` at all, names are guessed.

    `profile` is the name of the one that was used. `decisions` are by row. Unless `good_only`, one refused row and
    nothing is written. Refused rows go as they stood to the CSV `refused_to`, each with its reason. `layout` goes
    before how the sheet seems to be laid out.
    """

    path: Path
    subject: Subject
    maps: list[str] = field(default_factory=list)
    sets: list[str] = field(default_factory=list)
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    order: Order | None = None
    situation: str | None = None
    open_situation: bool = False
    create_sectors: bool | None = None
    station: str | None = None
    time_zone: str | None = None
    dry_run: bool = False
    profile: str | None = None
    decisions: dict[int, Decided] = field(default_factory=dict)
    good_only: bool = True
    refused_to: Path | None = None
    layout: Layout | None = None
