"""Moments in the rows of a form: kept with the row as ISO 8601, or as typed where they cannot be read."""

from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from tracker.codes import Precision
from tracker.days import zone
from ui.forms.moment import MomentEdit, When, read_when, written

# Days and times without a year mean the next ones where something is still due; these words say the past themselves.
PAST = ("yesterday", "today", "ago", "last")
AHEAD = (timedelta(days=1), timedelta(days=7), timedelta(days=366))


class RowMomentEdit(MomentEdit):
    """A moment that a row was given stays as it was, to the second and its offset, until somebody types over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given: datetime | None = None
        self._shown = ""

    def give(self, kept: str | None) -> None:
        """What `kept` gave."""
        try:
            given = datetime.fromisoformat(kept or "")
        except ValueError:
            given = None
        self._given = given if given is not None and given.tzinfo is not None else None
        self._shown = written(self._given, Precision.EXACT, self._zone) if self._given else kept or ""
        self.setText(self._shown)

    def set_zone(self, time_zone: str, cutoff: int = 1440) -> None:
        """The zone that times are typed in; what was given is shown in it."""
        untouched = self._given is not None and self.text() == self._shown
        super().set_zone(time_zone, cutoff)
        if untouched and self._given is not None:
            self._shown = written(self._given, Precision.EXACT, self._zone)
            self.setText(self._shown)

    def value(self) -> Any:
        """The moment, None for nothing, the text itself where it means none."""
        return self._given if self._given is not None and self.text() == self._shown else super().value()

    def kept(self) -> str | None:
        """The same as text: ISO 8601, or what was typed."""
        value = self.value()
        return value.isoformat() if isinstance(value, datetime) else value


class DueEdit(RowMomentEdit):
    """By when something is to be done: the next day or hour that the text can mean, a day alone until its end."""

    def read(self) -> When | None:
        """What the text means; None for nothing."""
        text = self.text().strip()
        return read_due(text, self._zone, self.now(), self._cutoff) if text else None


def read_due(text: str, time_zone: str, now: datetime, cutoff: int = 1440) -> When:
    """The moment until which a text gives time in a zone, at `now` (aware)."""
    found = read_when(text, time_zone, now, cutoff)
    if found.problem is None and not any(word in text.lower() for word in PAST):
        for step in AHEAD:
            if found.at is None or _end(found, time_zone) > now:
                break
            later = read_when(text, time_zone, now + step, cutoff)
            if later.at is not None and later.at > found.at:
                found = later
    if found.at is None:
        return found
    return When(_end(found, time_zone), Precision.EXACT, found.problem, found.notes)


def _end(found: When, time_zone: str) -> datetime:
    assert found.at is not None
    if found.precision is not Precision.DAY:
        return found.at
    day = found.at.astimezone(zone(time_zone)).date()
    return datetime.combine(day, time(23, 59), zone(time_zone))


def moment_of(kept: str | None) -> Any:
    """What `RowMomentEdit.kept` stands for in a draft: a moment, or the text that the rules refuse."""
    try:
        found = datetime.fromisoformat(kept or "")
    except ValueError:
        return kept
    return found if found.tzinfo is not None else kept
