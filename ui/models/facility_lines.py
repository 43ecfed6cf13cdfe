"""The columns of a facility's tables: headcounts, movements, changes of capacity."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from tracker.codes import MovementReason
from ui.incident_words import DASH, clock, day, number
from ui.models.line_table import LineColumn
from ui.words import word

if TYPE_CHECKING:
    from tracker.facilities import CapacityLine, HeadcountLine, MovementLine

translate = QCoreApplication.translate
MARK = "◇"


def when(at: datetime | None, zone: ZoneInfo, this_year: int) -> str:
    """3 Aug 14:00, with the year where it is another one."""
    if at is None:
        return DASH
    local = at.astimezone(zone)
    return f"{day(local.date(), year=local.year != this_year)} {clock(local)}"


def with_sign(value: int | None) -> str:
    """+6, −6, 0, or a dash where it is not known."""
    if value is None:
        return DASH
    return f"+{number(value)}" if value > 0 else number(value).replace("-", "−")


def known(value: int | None) -> str:
    """A number, or a dash where it is not known."""
    return DASH if value is None else number(value).replace("-", "−")


def one_line(text: str | None) -> str:
    """A text as a row has room for it: ten thousand characters are measured and painted as a few hundred."""
    shown = " ".join((text or "")[:1000].split())
    return shown if len(shown) <= 300 else f"{shown[:299]}…"


def _mark(line: object) -> str:
    return MARK if getattr(line, "illustrative", False) else ""


def marked() -> LineColumn:
    """The mark of what was made up."""
    return LineColumn("", _mark, lambda line: line.illustrative, quiet=True)


def difference(line: "HeadcountLine") -> str:
    """What the count found beyond the movements; and what is left of it by now, where that is another number."""
    kept = with_sign(line.difference)
    if line.difference_now == line.difference:
        return kept
    return translate("FacilityLines", "{kept}, by now {now}").format(
        kept=kept, now=with_sign(line.difference_now)
    )


def headcount_columns(zone: ZoneInfo, this_year: int) -> list[LineColumn]:
    """When, how many, what the movements gave, the difference, by whom."""
    return [
        LineColumn(
            translate("FacilityLines", "Counted"),
            lambda line: when(line.counted_at, zone, this_year),
            lambda line: line.counted_at,
        ),
        LineColumn(
            translate("FacilityLines", "Persons"),
            lambda line: number(line.persons),
            lambda line: line.persons,
            numbers=True,
            strong=True,
        ),
        LineColumn(
            translate("FacilityLines", "Movements gave"),
            lambda line: known(line.reckoned),
            lambda line: line.reckoned,
            numbers=True,
            optional=True,
        ),
        LineColumn(
            translate("FacilityLines", "Difference"), difference, lambda line: line.difference, numbers=True
        ),
        LineColumn(
            translate("FacilityLines", "Counted by"),
            lambda line: one_line(line.source),
            lambda line: line.source or "",
            stretch=True,
            quiet=True,
            optional=True,
        ),
        marked(),
    ]


def signed_persons(line: "MovementLine", facility_id: str) -> int:
    """Persons in as they are, persons out below zero, seen from a facility."""
    return -line.persons if line.from_id == facility_id else line.persons


def is_on_the_road(line: "MovementLine", facility_id: str, at: datetime) -> bool:
    """Whether the people of a movement to a facility have not arrived there at a moment."""
    return line.to_id == facility_id and (line.arrived_at is None or line.arrived_at > at)


def persons_moved(line: "MovementLine", facility_id: str, at: datetime) -> str:
    """+23, −12, or 23 on the road, who are not there."""
    if is_on_the_road(line, facility_id, at):
        return translate("FacilityLines", "{n} on the road").format(n=number(line.persons))
    return with_sign(signed_persons(line, facility_id))


def other_end(line: "MovementLine", facility_id: str) -> str:
    """From Rukla, to Pabradė; empty where the other end is no facility."""
    if line.from_id == facility_id and line.to_name:
        return translate("FacilityLines", "to {name}").format(name=one_line(line.to_name))
    if line.to_id == facility_id and line.from_name:
        return translate("FacilityLines", "from {name}").format(name=one_line(line.from_name))
    return ""


def moved_at(line: "MovementLine", facility_id: str, at: datetime) -> datetime | None:
    """When it touched a facility: left it, arrived in it, or set out for it."""
    if line.from_id == facility_id or is_on_the_road(line, facility_id, at):
        return line.left_at
    return line.arrived_at


def movement_columns(zone: ZoneInfo, this_year: int, facility_id: str, at: datetime) -> list[LineColumn]:
    """When, how many in or out, why, from or to where; as of a moment."""
    return [
        LineColumn(
            translate("FacilityLines", "When"),
            lambda line: when(moved_at(line, facility_id, at), zone, this_year),
            lambda line: moved_at(line, facility_id, at),
        ),
        LineColumn(
            translate("FacilityLines", "Persons"),
            lambda line: persons_moved(line, facility_id, at),
            lambda line: signed_persons(line, facility_id),
            numbers=True,
            strong=True,
        ),
        LineColumn(
            translate("FacilityLines", "Why"),
            lambda line: word(MovementReason(line.reason)),
            lambda line: line.reason,
        ),
        LineColumn(
            translate("FacilityLines", "From or to"),
            lambda line: other_end(line, facility_id),
            lambda line: other_end(line, facility_id),
            stretch=True,
        ),
        marked(),
    ]


def capacity_columns(zone: ZoneInfo, this_year: int) -> list[LineColumn]:
    """From when, places that can be used, and what they come from."""

    def column(title: str, name: str) -> LineColumn:
        return LineColumn(
            title,
            lambda line: known(getattr(line, name)),
            lambda line: getattr(line, name),
            numbers=True,
            optional=True,
        )

    def places(line: "CapacityLine") -> str:
        unknown = translate("FacilityLines", "unknown")
        return unknown if line.places is None else number(line.places)

    return [
        LineColumn(
            translate("FacilityLines", "From"),
            lambda line: when(line.from_at, zone, this_year),
            lambda line: line.from_at,
        ),
        LineColumn(
            translate("FacilityLines", "Places"), places, lambda line: line.places, numbers=True, strong=True
        ),
        column(translate("FacilityLines", "Operational"), "operational"),
        column(translate("FacilityLines", "Nominal"), "nominal"),
        column(translate("FacilityLines", "Out of use"), "out_of_use"),
        column(translate("FacilityLines", "Surge"), "surge"),
        LineColumn(
            translate("FacilityLines", "Source"),
            lambda line: one_line(line.source),
            lambda line: line.source or "",
            stretch=True,
            quiet=True,
            optional=True,
        ),
        marked(),
    ]
