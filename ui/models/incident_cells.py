"""What the list says of an incident, column by column: texts, tooltips, values to sort by, fonts."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, Qt

from tracker.codes import Precision, Status
from tracker.incidents import IncidentLine
from ui import incident_words as say
from ui import look
from ui.words import word

translate = QCoreApplication.translate

MARK = "◇"


class Column(IntEnum):
    """The columns."""

    WHEN = 0
    PLACE = 1
    KIND = 2
    PERSONS = 3
    COMPOSITION = 4
    STATUS = 5
    ILLUSTRATIVE = 6


class IncidentCells:
    """`sectors` are names by local key; dates of `year` are written without it."""

    def __init__(self) -> None:
        self.sectors: Mapping[int, str] = {}
        self.zone = ZoneInfo("UTC")
        self.year = 0

    def when_parts(self, line: IncidentLine) -> tuple[str, str]:
        """Date and time of a row as the list has room for them."""
        local = line.listed_at.astimezone(self.zone)
        date = say.day(local.date(), year=local.year != self.year)
        if line.happened_at is None:
            return date, say.DASH
        if line.precision == Precision.HOUR:
            return date, translate("IncidentList", "{hour} h").format(hour=f"{local.hour:02}")
        return date, say.time_of_day(local, line.precision)

    def place(self, line: IncidentLine) -> str:
        """Sector and place, or that they are not known."""
        known = [self.sectors.get(line.sector_pk or 0, ""), line.place or ""]
        return say.DOT.join(k for k in known if k) or translate("IncidentList", "place not known")

    def text(self, line: IncidentLine, column: int) -> str:
        """What the cell shows."""
        if column == Column.WHEN:
            return " ".join(part for part in self.when_parts(line) if part)
        if column == Column.PLACE:
            # There is room for one: the tooltip and the detail have both.
            sector = self.sectors.get(line.sector_pk or 0, "")
            return sector or _one_line(line.place or "") or translate("IncidentList", "not known")
        if column == Column.KIND:
            return say.kind(line.kind, line.circumstances)
        if column == Column.PERSONS:
            return say.persons(line.persons, line.basis, line.low, line.high)
        if column == Column.COMPOSITION:
            return say.composition(line.groups, line.persons)
        if column == Column.STATUS:
            return (
                translate("IncidentList", "voided")
                if line.void_reason is not None
                else word(Status(line.status))
            )
        return MARK if line.illustrative else ""

    def tip(self, line: IncidentLine, column: int) -> str:
        """All of what the cell has no room for; plain text."""
        if column == Column.WHEN:
            said = say.moment(line.happened_at, line.precision, self.zone)
            if line.posted_at is not None:
                posted = say.moment(line.posted_at, Precision.EXACT, self.zone)
                said += "\n" + translate("IncidentList", "posted or reported {when}").format(when=posted)
            return said
        if column == Column.PERSONS:
            return say.persons_said(line.persons, line.basis, line.low, line.high)
        if column == Column.STATUS and line.void_reason is not None:
            return translate("IncidentList", "voided: {reason}").format(reason=_shortened(line.void_reason))
        if column == Column.ILLUSTRATIVE:
            return (
                translate("IncidentList", "Illustrative: made up to show the program")
                if line.illustrative
                else ""
            )
        if column == Column.PLACE:
            return self.place(line)
        return self.text(line, column)

    def native(self, line: IncidentLine, column: int) -> Any:
        """The value to sort by."""
        if column == Column.WHEN:
            return line.listed_at
        if column == Column.PERSONS:
            return -1 if line.persons is None else line.persons
        if column == Column.ILLUSTRATIVE:
            return line.illustrative
        return self.text(line, column)


def alignment(column: int) -> Qt.AlignmentFlag:
    """Numbers stand at the right."""
    side = Qt.AlignmentFlag.AlignRight if column == Column.PERSONS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def font(column: int, line: IncidentLine) -> Any:
    """Strong for the number of persons, struck out for what is void; None for the plain one."""
    if line.void_reason is not None:
        struck = look.font()
        struck.setStrikeOut(column not in (Column.STATUS, Column.ILLUSTRATIVE))
        return struck
    return look.font(strong=True) if column == Column.PERSONS else None


def _one_line(text: str) -> str:
    return " ".join(_shortened(text).split())


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"
