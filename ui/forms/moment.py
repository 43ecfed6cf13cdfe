"""A moment as people type it: 14:00, 0210, yesterday night, 3 Aug 2021; one grammar with the quick line."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker import quickline
from tracker.codes import Precision
from tracker.days import zone
from tracker.errors import Problem
from ui import incident_words as say
from ui.forms.fields import TextEdit

LONGEST = 60  # characters; no time is longer, and what is pasted by mistake is told at once


@dataclass(frozen=True, slots=True)
class When:
    """What a text says of when. With `problem` it says nothing; `notes` are the quick line's."""

    at: datetime | None
    precision: Precision
    problem: Problem | None = None
    notes: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


def read_when(text: str, time_zone: str, now: datetime, cutoff: int = 1440) -> When:
    """The moment that a text means in a zone, at `now` (aware)."""
    if len(text) > LONGEST:
        return _no(Problem("not_a_time", values={"value": text}))
    reading = quickline.read(text, quickline.Vocabulary("", time_zone, cutoff, (), ()), now)
    notes: list[str] = []
    found = False
    for span in reading.spans:
        if span.meaning is quickline.Meaning.GAP:
            continue
        if span.severity is quickline.Severity.PROBLEM and span.code in TROUBLES:
            return _no(Problem(TROUBLES[span.code], values={"value": text.strip(), **_plain(span.values)}))
        if span.meaning is not quickline.Meaning.WHEN:
            return _no(Problem("not_a_time", values={"value": text.strip()}))
        found = True
        notes += span.notes
    if not found:
        return _no(Problem("not_a_time", values={"value": text.strip()}))
    draft = reading.draft
    return When(draft.happened_at, draft.precision, None, tuple(notes))


TROUBLES = {
    "time_in_gap": "no_such_local_time",
    "no_such_time": "impossible_time",
    "no_such_date": "impossible_date",
    "ambiguous_date": "date_either_way",
    "ambiguous_time": "time_or_date",
    "unfinished_time": "unfinished_time",
    "date_not_read": "impossible_date",
    "second_time": "two_times",
    "second_date": "two_times",
}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in ("zone",)}


def _no(problem: Problem) -> When:
    return When(None, Precision.UNKNOWN, problem)


def written(at: datetime | None, precision: Precision, time_zone: str) -> str:
    """A moment as the field shows it, which reads back as the same."""
    if at is None:
        return ""
    local = at.astimezone(zone(time_zone))
    on = f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    if precision is Precision.EXACT:
        return f"{on} {local:%H:%M:%S}" if local.second else f"{on} {local:%H:%M}"
    if precision is Precision.HOUR:
        return f"{on} {local:%H}h"
    if precision is Precision.PART_OF_DAY:
        return f"{on} {_PARTS[local.hour // 6]}"
    return on


# The words of the grammar, which is English in every language of the windows.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PARTS = ("night", "morning", "afternoon", "evening")


class MomentEdit(TextEdit):
    """A moment typed as text. `read()` says what it means; on leaving it is written out, so that a slip is seen."""

    settled = Signal()  # left, or Enter: the text says what it means

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = "UTC"
        self._cutoff = 1440
        self.editingFinished.connect(self._write_out)

    def set_zone(self, time_zone: str, cutoff: int = 1440) -> None:
        """The zone that times are typed in."""
        self._zone, self._cutoff = time_zone, cutoff

    def now(self) -> datetime:
        """Now, aware."""
        return datetime.now().astimezone()

    def read(self) -> When | None:
        """What the text means; None for nothing."""
        text = self.text().strip()
        return read_when(text, self._zone, self.now(), self._cutoff) if text else None

    def value(self) -> Any:
        """The moment, None for nothing, the text itself where it means none."""
        found = self.read()
        if found is None:
            return None
        return self.text().strip() if found.problem else found.at

    def set_moment(self, at: datetime | None, precision: Precision = Precision.EXACT) -> None:
        """Show a moment."""
        self.setText(written(at, precision, self._zone))

    def _write_out(self) -> None:
        found = self.read()
        if found is not None and found.problem is None and found.at is not None:
            wanted = written(found.at, found.precision, self._zone)
            if wanted != self.text():
                self.setText(wanted)
        self.settled.emit()


class DayEdit(MomentEdit):
    """A day typed as text."""

    def day(self) -> date | None:
        """The day; None for nothing, and for what is none."""
        found = self.read()
        return found.at.astimezone(zone(self._zone)).date() if found and found.at else None

    def set_day(self, value: date | None) -> None:
        """Show a day."""
        self.setText(say.day(value) if value else "")

    def _write_out(self) -> None:
        found = self.day()
        if found is not None:
            self.setText(f"{found.day} {_MONTHS[found.month - 1]} {found.year}")
        self.settled.emit()
