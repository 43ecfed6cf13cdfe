"""What a span of days comes to: sum, mean, busiest day, the same span before; and the way to its incidents."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tracker.headlines import Span
from ui import look
from ui.incident_words import number
from ui.pages.card import FittingLabel
from ui.pages.headline_words import change_of
from ui.plots import wording

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class SpanSums:
    """Sums over the days of a series from `first` to `last`."""

    first: date
    last: date
    days: int
    persons: int
    claimed: int
    unknown_size: int
    busiest: date | None
    most: int
    partial: bool
    illustrative: bool

    @property
    def as_span(self) -> Span:
        """As the comparison takes it."""
        return Span(self.first, self.last, self.persons, self.unknown_size, self.illustrative)


def sum_up(series: "ArrivalSeries", first: date, last: date) -> SpanSums:
    """The days of a series from `first` to `last`, as far as they are in it."""
    start = max((first - series.days[0]).days, 0)
    end = min((last - series.days[0]).days, len(series.days) - 1) + 1
    persons = series.persons[start:end]
    most = max(persons, default=0)
    return SpanSums(
        first=series.days[start],
        last=series.days[end - 1],
        days=end - start,
        persons=sum(persons),
        claimed=sum(series.claimed[start:end]),
        unknown_size=sum(series.unknown_size[start:end]),
        busiest=series.days[start + persons.index(most)] if most else None,
        most=most,
        partial=series.partial in series.days[start:end],
        illustrative=series.illustrative,
    )


class Tile(QWidget):
    """A name, a value, and a line under it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.name, self.value, self.line = FittingLabel("tiny"), FittingLabel("strong"), FittingLabel("tiny")
        self.value.setFont(look.font(17, strong=True))
        self.value.setProperty("role", "stat")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for label in (self.name, self.value, self.line):
            rows.addWidget(label)

    def say(self, name: str, value: str, *line: str) -> None:
        """Say this."""
        self.name.say(name)
        self.value.say(value)
        self.line.say(*line)
        self.line.setVisible(True)  # all tiles are of one height
        self.setAccessibleName(f"{name}: {value}")
        self.setAccessibleDescription(line[0] if line else "")


class SpanReadout(QWidget):
    """Speaks of the days selected, of all that are shown where none are."""

    incidents_asked = Signal(date, date)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("span_readout")
        self.setAccessibleName(self.tr("The days in figures"))
        self._sums: SpanSums | None = None
        self.tiles = [Tile(f"span_{name}") for name in ("persons", "mean", "busiest", "before")]
        self.span = QLabel()
        self.span.setObjectName("span_days")
        self.span.setTextFormat(Qt.TextFormat.PlainText)
        self.span.setProperty("role", "strong")
        self.show_incidents = QPushButton(self.tr("Show these incidents"))
        self.show_incidents.setObjectName("span_incidents")
        self.show_incidents.setAccessibleName(self.show_incidents.text())
        self.clear = QPushButton(self.tr("All days"))
        self.clear.setObjectName("span_clear")
        self.clear.setAccessibleName(self.tr("Let go of the selected days"))
        self.clear.setProperty("kind", "link")
        self.hint = FittingLabel("tiny")
        self.hint.say(
            self.tr(
                "Drag over days to select them; with the keyboard: arrows, Shift and arrows, Enter, Esc."
            ),
            self.tr("Drag over days, or Shift and arrows, then Enter."),
            "",
        )
        head = QHBoxLayout()
        head.setSpacing(look.TIGHT)
        head.addWidget(self.span)
        head.addWidget(self.clear)
        head.addWidget(self.hint, 1000)
        head.addStretch(1)
        head.addWidget(self.show_incidents)
        grid = QGridLayout()
        grid.setSpacing(look.GAP)
        for i, tile in enumerate(self.tiles):
            grid.addWidget(tile, 0, i)
            grid.setColumnStretch(i, 3 if i == 3 else 2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        rows.addLayout(grid)
        self.show_incidents.clicked.connect(self._ask)
        self.clear.clicked.connect(self.cleared)

    def show_sums(self, sums: SpanSums, *, selected: bool) -> None:
        """Show what the days come to; what they are compared to comes with `show_before`."""
        self._sums = sums
        self.span.setText(wording.span(sums.first, sums.last))
        self.clear.setVisible(selected)
        self.hint.setVisible(not selected)
        persons, mean, busiest, _ = self.tiles
        beside = []
        if sums.unknown_size:
            beside.append(
                self.tr("and {incidents}").format(incidents=wording.of_unknown_size(sums.unknown_size))
            )
        if sums.claimed:
            beside.append(self.tr("{n} more claimed", "", sums.claimed).format(n=number(sums.claimed)))
        persons.say(self.tr("Persons"), number(sums.persons), " · ".join(beside), *beside[:1])
        mean.say(
            self.tr("A day"),
            wording.rounded(sums.persons / sums.days),
            self.tr("mean of {n} days", "", sums.days).format(n=number(sums.days))
            + (self.tr(", the last not over") if sums.partial else ""),
            self.tr("{n} days", "", sums.days).format(n=number(sums.days)),
        )
        if sums.busiest is None:
            busiest.say(self.tr("Busiest day"), "–", "")
        else:
            busiest.say(
                self.tr("Busiest day"), number(sums.most), wording.day(sums.busiest, weekday=True, year=True)
            )

    def show_before(self, before: Span, *, known: bool) -> None:
        """The same number of days before; `known` is false where the records begin only later."""
        tile = self.tiles[3]
        name = self.tr("Same span before")
        days = wording.span(before.first, before.last)
        if self._sums is None:
            return
        if not known:
            tile.say(name, "–", self.tr("nothing was recorded so early"))
        elif not before.persons:
            tile.say(name, self.tr("none"), days)
        else:
            change = change_of(self._sums.as_span, before)
            unknown = ""
            if before.unknown_size:
                unknown = " · " + wording.of_unknown_size(before.unknown_size)
            tile.say(name, f"{number(before.persons)}  {change}", f"{days}{unknown}", days)

    def before_of(self) -> tuple[date, date] | None:
        """The days to compare to."""
        if self._sums is None:
            return None
        last = self._sums.first - timedelta(days=1)
        return last - timedelta(days=self._sums.days - 1), last

    def _ask(self) -> None:
        if self._sums is not None:
            self.incidents_asked.emit(self._sums.first, self._sums.last)
