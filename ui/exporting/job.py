"""What the export page has done off the GUI thread: what an export would hold, and the file. Makes no Qt class."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.codes import Purpose, Sensitivity
from tracker.files.out.export import Asked, Exported, Stopped, export
from tracker.files.out.foreseen import KINDS, OF_PUBLICATION, class_of, foresee, held_by, left_out
from tracker.files.out.reading_store import Chosen
from ui.exporting.naming import ending_of, free_name

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from tracker.errors import Problem
    from tracker.situations import SituationLine

NOTES = ".notes.txt"  # behind the name of a file that cannot hold them itself


@dataclass(frozen=True, slots=True)
class Choice:
    """What is exported, in which form, for what; `situation` None for all, `sensitivity` None for what it asks for."""

    form: str
    hxl: bool
    purpose: Purpose
    kinds: tuple[str, ...]
    situation: SituationLine | None
    first: date | None
    last: date | None
    sensitivity: Sensitivity | None
    void_too: bool

    @property
    def is_published(self) -> bool:
        """Whether it is figures that single nobody out."""
        return self.purpose is Purpose.PUBLICATION

    @property
    def held(self) -> tuple[str, ...]:
        """The kinds that will be in the file; none of a publication."""
        return () if self.is_published else held_by(self.form, self.kinds)

    @property
    def ending(self) -> str:
        """What its file's name ends in."""
        return ending_of(self.form, self.hxl)

    @property
    def asks_for(self) -> Sensitivity:
        """How far what is in it may be shared."""
        return class_of(self.purpose, self.held)

    @property
    def counted_by(self) -> tuple[Any, ...]:
        """What the numbers of its records go by."""
        return self.situation, self.first, self.last, self.void_too


@dataclass(frozen=True, slots=True)
class Seen:
    """How many records there are of each kind, chosen or not, and what an export of those chosen leaves out."""

    counts: dict[str, int]
    left_out: list[Problem]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, by what choice, and when; bytes of the file."""

    made: Exported
    choice: Choice
    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """A file of that name, of when it is and how many bytes it has; `other` is a name that is free."""

    path: Path
    at: datetime
    size: int
    other: Path


def look(
    store: Any, choice: Choice, counts: dict[str, int] | None, *, cancelled: Callable[[], bool]
) -> Seen | None:
    """What an export would hold; None once it is cancelled. Counted anew where no `counts` are given."""
    if choice.is_published:
        return Seen({}, list(OF_PUBLICATION))

    def of(kinds: tuple[str, ...]) -> Chosen:
        return Chosen(kinds, choice.situation, choice.first, choice.last, choice.void_too)

    with store.read() as session:
        if counts is None:
            counts = foresee(session, of(KINDS), cancelled).counts
        seen = Seen(counts, left_out(session, of(choice.held)))
    return None if cancelled() else seen


def write_out(
    store: Any,
    choice: Choice,
    path: Path,
    now: datetime,
    *,
    overwrite: bool,
    progress: Callable[[str, int], None],
    cancelled: Callable[[], bool],
) -> Written | AlreadyThere | None:
    """Write the file, whole or not at all; None where that was cancelled. Raises as `export` does.

    What has the name already is told, and stays, unless `overwrite` says otherwise.
    """
    if not overwrite and (there := _there(path, choice, now.tzinfo)) is not None:
        return there
    asked = Asked(
        path,
        choice.kinds,
        choice.situation,
        choice.first,
        choice.last,
        choice.purpose,
        choice.sensitivity,
        choice.void_too,
        choice.hxl,
    )
    try:
        made = export(store, asked, now, progress, cancelled)
    except Stopped:
        return None
    return Written(made, choice, now, path.stat().st_size)


def _there(path: Path, choice: Choice, clock: tzinfo | None) -> AlreadyThere | None:
    targets = [path]
    if choice.form in ("csv", "geojson"):
        targets.append(path.with_name(path.name + NOTES))
    for target in targets:
        with contextlib.suppress(OSError):  # whatever it is, writing tells of it
            kept = target.stat()
            if not stat.S_ISREG(kept.st_mode):
                continue
            return AlreadyThere(
                target, datetime.fromtimestamp(kept.st_mtime, clock), kept.st_size, free_name(path)
            )
    return None
