"""A report made for the screen: its pages, and what is behind each figure on them. No thread of its own is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.reports.sheet import SheetPage, Spot

if TYPE_CHECKING:
    from datetime import date

    from tracker.codes import Purpose, Sensitivity
    from tracker.report.making import Made

ON_SCREEN = (
    144  # dots an inch: as sharp as a page 900 pixels wide can be shown on a screen of double resolution
)


class _Stopped(Exception):
    """Nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report."""

    situation: str  # id
    day: date
    purpose: Purpose
    sensitivity: Sensitivity
    paper: str
    remarks: str | None
    position: int | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A report that was made, and its pages."""

    wanted: Wanted
    made: Made
    pages: list[SheetPage]


def make(store: Any, wanted: Wanted, *, cancelled: Callable[[], bool]) -> Shown | None:
    """Make a report and draw its pages; None once it is cancelled. Raises what `make_report` does."""
    try:
        return _make(store, wanted, cancelled)
    except _Stopped:
        return None


def _make(store: Any, wanted: Wanted, cancelled: Callable[[], bool]) -> Shown:
    from tracker.report.making import make_report  # brings the typesetter with it

    def going_on(*_: object) -> None:
        if cancelled():
            raise _Stopped

    made = make_report(
        store,
        wanted.situation,
        wanted.day,
        purpose=wanted.purpose,
        sensitivity=wanted.sensitivity,
        paper=wanted.paper,
        position=wanted.position,
        remarks=wanted.remarks,
        released=wanted.released,
        progress=going_on,
    )
    going_on()
    images = made.images(ON_SCREEN)
    spots: list[list[Spot]] = [[] for _ in images]
    for spot in made.spots:
        behind = made.links.get(spot.key)
        if behind is not None and (behind.filter is not None or behind.facility is not None):
            place = (spot.left, spot.top, spot.width, spot.height)
            spots[spot.page].append(Spot(*place, target=behind, words=behind.words))
    pages = [
        SheetPage(png, " ".join(spot.words for spot in own), own)
        for png, own in zip(images, spots, strict=True)
    ]
    return Shown(wanted, made, pages)
