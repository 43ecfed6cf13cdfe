"""From where one looks: which situation, and as of the end of which day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tracker.days import day_of
from ui.bridge import Bridge

if TYPE_CHECKING:
    from tracker.change import Change
    from tracker.situations import SituationLine

OVER_AFTER = timedelta(days=31)  # without an incident for so long, one looks from the last day that had one
EVERY_MINUTE = 60_000


class Standpoint(QObject):
    """Kept by the main window, asked of the store; the pages are told of it."""

    listed = Signal(object, object)  # the situation chosen, None for none, and all of them
    moved = Signal(object, object)  # SituationLine, and the day: None for now
    situation_chosen = Signal(str)  # id
    empty = Signal()  # the store has no situation

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.preferred = ""  # the id of the situation to look at next, as soon as it is there
        self.situations: list[SituationLine] = []
        self.situation: SituationLine | None = None
        self.day: date | None = None
        self.latest: date | None = None  # the last day with an incident
        self._today: date | None = None
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY_MINUTE)
        self._minute.timeout.connect(self._turn_the_day)

    def read(self) -> None:
        """Read the situations anew. Only once the store is open."""
        from tracker.situations import find_situations  # SQLModel with it: not before the first paint

        self._bridge.read(find_situations, done=self._take, key="standpoint.situations")
        self._minute.start()

    def leave(self) -> None:
        """Another store is to be opened."""
        self._minute.stop()
        self.situations, self.situation, self.day, self.latest = [], None, None, None
        self.listed.emit(None, [])

    def choose(self, id_: str) -> None:
        """Look at another situation: as of now, or as of its last day if it is long over."""
        if self.situation is not None and self.situation.id == id_:
            return
        self.situation = next(line for line in self.situations if line.id == id_)
        self.listed.emit(self.situation, self.situations)
        self.situation_chosen.emit(id_)
        from tracker.figures import last_day_of

        self._bridge.read(last_day_of, self.situation.pk, done=self._take_last_day, key="standpoint.last_day")

    def refresh(self, change: Change) -> None:
        """Something was written: the last day with an incident may be another one. One stays where one looks from."""
        if self.situation is None or (change.records and "incident" not in change.types):
            return
        from tracker.figures import last_day_of

        pk = self.situation.pk
        self._bridge.read(last_day_of, pk, done=partial(self._note_last_day, pk), key="standpoint.latest")

    def go_to(self, id_: str) -> None:
        """Look at a situation that was just opened: now, or once it has been read."""
        if any(line.id == id_ for line in self.situations):
            self.choose(id_)
        else:
            self.preferred = id_

    def show_day(self, day: date | None) -> None:
        """Look as of the end of a day; None, today or later is now."""
        if self.situation is None:
            return
        self._today = self.this_day()
        self.day = None if day is None or day >= self._today else day
        self.moved.emit(self.situation, self.day)

    def this_day(self) -> date:
        """The reporting day under way."""
        now = datetime.now().astimezone()
        if self.situation is None:
            return now.date()
        return day_of(now, self.situation.time_zone, self.situation.cutoff)

    def _take(self, situations: list[SituationLine]) -> None:
        self.situations = situations
        before = self.situation
        by_id = {line.id: line for line in situations}
        first = situations[0] if situations else None
        chosen = by_id.get(self.preferred) or by_id.get(before.id if before else "") or first
        self.preferred = ""
        if chosen is None:
            self.situation = None
            self.listed.emit(None, [])
            self.empty.emit()
        elif before is None or chosen.id != before.id:
            self.choose(chosen.id)
        else:
            self.situation = chosen
            self.listed.emit(chosen, situations)
            if chosen != before:  # its zone, its cut-off, its name
                self.show_day(self.day)

    def _take_last_day(self, latest: date | None) -> None:
        self.latest = latest
        over = latest is not None and self.this_day() - latest > OVER_AFTER
        self.show_day(latest if over else None)

    def _note_last_day(self, pk: int, latest: date | None) -> None:
        if self.situation is not None and self.situation.pk == pk:
            self.latest = latest

    def _turn_the_day(self) -> None:
        if self.day is None and self._today is not None and self.this_day() != self._today:
            self.show_day(None)
