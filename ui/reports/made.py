"""A document made for the screen: its pages, and what is behind each figure on them. Made off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ui.reports.sheet import SheetPage, Spot

if TYPE_CHECKING:
    from datetime import date

    from tracker.codes import Purpose, Sensitivity
    from tracker.report.making import Made
    from tracker.report.typesetting import Typeset

ON_SCREEN = (
    144  # dots an inch: as sharp as a page 900 pixels wide can be shown on a screen of double resolution
)


class Document(StrEnum):
    """What can be made of a day."""

    REPORT = "report"
    HANDOVER = "handover"
    RADIO = "radio"
    FORM = "form"


class _Stopped(Exception):
    """Nobody waits for it any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document, of which day; the rest is of a report."""

    document: Document
    situation: str  # id
    day: date
    paper: str
    purpose: Purpose
    sensitivity: Sensitivity
    remarks: str | None
    position: int | None = None
    released: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that was made: its pages, and the PDF with them; or, to be read out, its sentences alone."""

    wanted: Wanted
    pages: list[SheetPage] = field(default_factory=list)
    pdf: bytes = b""
    sentences: list[str] = field(default_factory=list)
    report: Made | None = None
    typeset: Typeset | None = None

    def images(self, resolution: int) -> list[bytes]:
        """The very same pages as PNG, at so many dots an inch. Any thread may ask."""
        return self.typeset.images(resolution) if self.typeset is not None else []


def make(store: Any, wanted: Wanted, *, cancelled: Callable[[], bool]) -> Shown | None:
    """Make a document and draw its pages; None once it is cancelled. Raises what the makers of `tracker.report` do."""

    def going_on(*_: object) -> None:
        if cancelled():
            raise _Stopped

    try:
        match wanted.document:
            case Document.REPORT:
                return _report(store, wanted, going_on)
            case Document.HANDOVER:
                return _handover(store, wanted)
            case Document.RADIO:
                return _radio(store, wanted)
            case Document.FORM:
                return _form(wanted)
    except _Stopped:
        return None


def _report(store: Any, wanted: Wanted, going_on: Callable[..., None]) -> Shown:
    from tracker.report.making import make_report  # brings the typesetter with it

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
    texts = [*made.texts, *[""] * len(images)]
    pages = [SheetPage(png, text, own) for png, text, own in zip(images, texts, spots, strict=False)]
    return Shown(wanted, pages, made.pdf, report=made, typeset=made.typeset)


def _handover(store: Any, wanted: Wanted) -> Shown:
    from tracker.report.handing_over import as_lines, make_handover

    made = make_handover(store, wanted.situation, wanted.day, paper=wanted.paper, now=datetime.now(UTC))
    text = " ".join(as_lines(made.sheet))
    pages = [SheetPage(png, text) for png in made.typeset.images(ON_SCREEN)]
    return Shown(wanted, pages, made.pdf(), typeset=made.typeset)


def _radio(store: Any, wanted: Wanted) -> Shown:
    from tracker.report.content import read_content
    from tracker.report.radio import spoken

    with store.read() as session:
        return Shown(wanted, sentences=spoken(read_content(session, wanted.situation, wanted.day)))


def _form(wanted: Wanted) -> Shown:
    from tracker.report.paper_form import set_form

    made = set_form(wanted.paper)
    return Shown(wanted, [SheetPage(png) for png in made.images(ON_SCREEN)], made.pdf(), typeset=made)


def release_it(store: Any, wanted: Wanted, position: int) -> Any:
    """Release the report that was looked at: of the position in the log that it was made at."""
    from tracker.report.release import release

    return release(
        store,
        wanted.situation,
        wanted.day,
        purpose=wanted.purpose,
        sensitivity=wanted.sensitivity,
        paper=wanted.paper,
        position=position,
        remarks=wanted.remarks,
    )
