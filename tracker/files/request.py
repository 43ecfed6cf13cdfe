"""What a person asks of an import."""

from dataclasses import dataclass, field
from pathlib import Path

from tracker.files.dates import Order
from tracker.files.fields import Subject


@dataclass(slots=True)
class Request:
    """What to import and how. `maps` and `sets` as on the command line; with no `maps` at all, names are guessed."""

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
