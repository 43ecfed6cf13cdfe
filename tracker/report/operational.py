"""The operational report: all of a day's content as a document."""

from tracker.codes import Purpose, Sensitivity
from tracker.days import MIDNIGHT, zone
from tracker.report import words
from tracker.report.annexes import annexes
from tracker.report.capacity import bars, capacity, more_bars
from tracker.report.changes import changes, decisions
from tracker.report.chart import chart
from tracker.report.content import Content
from tracker.report.document import Document, Listing
from tracker.report.figures_said import headline, headlines
from tracker.report.numbers import clock, day, hour_of, moment, number, place_of

NOTHING = "Nothing that the records show."


def operational(
    content: Content, sensitivity: Sensitivity, paper: str, remarks: str | None, mark: str
) -> Document:
    """The whole report, with its annexes; `mark` is the word across a draft's pages, empty for a released one."""
    return Document(
        paper=paper,
        mark=mark,
        title=content.situation.name,
        subtitle=subtitle(content),
        classes=[
            "Situation report",
            words.PURPOSES[Purpose.OPERATIONAL],
            words.SENSITIVITIES[sensitivity],
            "Draft, not released" if mark else "Released",
        ],
        headline=headline(content),
        headlines=headlines(content),
        chart=chart(content),
        capacity_title="Capacity",
        capacity=capacity(content),
        bars=bars(content),
        more_bars=more_bars(content),
        lists=[
            Listing("What changed since the day before", changes(content), NOTHING),
            Listing("What needs a decision", decisions(content), NOTHING),
        ],
        illustrative=words.MADE_UP if content.illustrative else "",
        remarks=paragraphs(remarks),
        foot=foot(content),
        annexes=annexes(content),
    )


def subtitle(content: Content) -> str:
    """The day, and how far of it."""
    said = day(content.day, weekday=True)
    until = "the whole day"
    if content.partial:
        until = f"as far as recorded, until {hour_of(content.until, content.day)}"
    elif content.situation.cutoff != MIDNIGHT:
        until = f"the whole day, to {clock(content.until)}"
    return f"{said}, {until} · times of {place_of(content.situation.time_zone)}"


def foot(content: Content) -> str:
    """Where in the log the report was read, and by which hash that can be checked."""
    head = content.head
    said = f"Log position {number(head.position)} · chain {head.chain_hash.hex()[:16]}"
    if head.at is not None:
        said += f" · records until {moment(head.at.astimezone(zone(content.situation.time_zone)))}"
    return said


def paragraphs(remarks: str | None) -> list[str]:
    """The coordinator's remarks, paragraph by paragraph."""
    return [line.strip() for line in (remarks or "").splitlines() if line.strip()]
