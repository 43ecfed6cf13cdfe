"""A bullet bar a facility: how full, how sure, what is on the road; each row a button. QPainter alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui import look
from ui.palette import Palette
from ui.plots import wording
from ui.plots.marks import RIGHT, faded, focus_ring, hatch, level_mark, snap, width_of, write
from ui.words import word

if TYPE_CHECKING:
    from tracker.readings import FacilityReading

translate = QCoreApplication.translate

SHORTEST_BAR = 56.0
LONGEST_SCALE = 3.0  # beyond it a bar is broken off, and its figures say how far it goes
GAP = 10.0
WIDE = 470  # from here on the age of a count is spelled out
FORECAST_FROM, FORECAST = 660, 96.0  # from here on there is room for a forecast


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of every row stand, in pixels, and how far the bars reach, in capacities."""

    name: float
    bar: float
    figures: float
    level: float
    trust: float
    forecast: float
    scale: float


def scale_of(readings: Sequence[FacilityReading]) -> float:
    """How many capacities the bars of all rows reach: at least 1.25, so that the line at 100 % stands inside."""
    most = 1.25
    for reading in readings:
        if reading.capacity and reading.occupancy is not None:
            most = max(most, (reading.occupancy + reading.expected) / reading.capacity * 1.02)
    return min(most, LONGEST_SCALE)


def figures_text(reading: FacilityReading) -> str:
    """214 / 160, with a question mark for what is not known."""
    people = "?" if reading.occupancy is None else wording.number(reading.occupancy)
    return f"{people} / {'?' if reading.capacity is None else wording.number(reading.capacity)}"


def level_text(reading: FacilityReading) -> str:
    """The level in words; over says by how many, and where only a headcount can tell that is said."""
    if reading.uncounted:
        return wording.count_needed()
    return wording.over_by(reading.over) if reading.over else look.level_word(reading.level)


def trust_text(reading: FacilityReading, now: datetime, *, short: bool) -> str:
    """How old the count is: 31 h, 31 h old, never counted."""
    if reading.as_of is None or reading.trust == "never":
        return translate("Bullets", "never") if short else translate("Bullets", "never counted")
    old = wording.age(now - reading.as_of)
    return old if short else translate("Bullets", "{age} old").format(age=old)


def sentence(reading: FacilityReading, now: datetime) -> str:
    """One facility in a sentence: for a screen reader, and when pointing at it."""
    if reading.occupancy is None:
        said = [translate("Bullets", "people not known")]
    else:
        said = [wording.people(reading.occupancy)]
    if reading.capacity is None:
        said.append(translate("Bullets", "capacity unknown"))
    else:
        said += [wording.places(reading.capacity), level_text(reading)]
    if reading.as_of is None or reading.trust == "never":
        said.append(translate("Bullets", "never counted"))
    else:
        said.append(translate("Bullets", "counted {age} ago").format(age=wording.age(now - reading.as_of)))
    if reading.expected:
        said.append(
            translate("Bullets", "{people} on the road to it").format(people=wording.people(reading.expected))
        )
    if reading.uncounted:
        left = wording.people(reading.uncounted)
        said.append(translate("Bullets", "{people} left who were never counted in").format(people=left))
    if reading.illustrative:
        said.append(wording.illustrative())
    return f"{reading.name}: {', '.join(said)}"


class FacilityRow(QAbstractButton):
    """One facility; a press says which."""

    def __init__(self, owner: FacilityBullets) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setFixedHeight(look.ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def take(self, reading: FacilityReading, now: datetime) -> None:
        """Show a reading as of a moment."""
        self.reading, self._now = reading, now
        said = sentence(reading, now)
        self.setObjectName(f"facility_{reading.facility_id}")
        self.setAccessibleName(said)
        self.setToolTip(look.plain(said))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not self._owner.walk(self, event.key()):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(340, look.ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, columns, reading = self._owner.palette_in_use, self._owner.columns(), self.reading
        whole = QRectF(self.rect())
        if self._owner.selected == reading.facility_id:
            painter.fillRect(whole, QColor(colours.selection))
        elif self.underMouse():
            painter.fillRect(whole, QColor(colours.hover))
        painter.fillRect(QRectF(0, whole.bottom() - 1, whole.width(), 1), QColor(colours.line))
        line = QRectF(4, 0, columns.name, whole.height() - 1)
        write(painter, line, reading.name, colours.text, look.SMALL)
        line = QRectF(line.right() + GAP, 0, columns.bar, line.height())
        self._paint_bar(painter, line, columns.scale)
        line = QRectF(line.right() + GAP, 0, columns.figures, line.height())
        write(painter, line, figures_text(reading), colours.text, look.SMALL, RIGHT)
        line = QRectF(line.right() + GAP + 2, 0, columns.level, line.height())
        level_mark(painter, QPointF(line.left() + 5, line.center().y()), reading.level, colours, 8.5)
        colour = look.level_colour(reading.level, colours)
        write(painter, line.adjusted(14, 0, 0, 0), level_text(reading), colour, look.SMALL)
        line = QRectF(line.right() + GAP, 0, columns.trust, line.height())
        doubtful = reading.trust in ("old", "never")
        colour = colours.secondary if reading.trust == "fresh" else colours.text
        short = self.width() < WIDE
        write(painter, line, trust_text(reading, self._now, short=short), colour, look.SMALL, strong=doubtful)
        if self.hasFocus():
            focus_ring(painter, whole, colours)
        painter.end()

    def _paint_bar(self, painter: QPainter, line: QRectF, scale: float) -> None:
        colours, reading, ratio = self._owner.palette_in_use, self.reading, self.devicePixelRatioF()
        top = snap(line.center().y() - 5.5, ratio)
        bar = QRectF(snap(line.left(), ratio), top, snap(line.width(), ratio), 11)
        if reading.capacity is None or reading.occupancy is None:
            painter.setPen(QPen(QColor(colours.secondary), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        painter.fillRect(bar, QColor(colours.track))
        if colours.high_contrast:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))

        def x(people: float) -> float:
            share = people / reading.capacity if reading.capacity else (scale if people else 0.0)
            return snap(bar.left() + min(share / scale, 1.0) * bar.width(), ratio)

        def part(start: float, end: float) -> QRectF:
            return QRectF(x(start), bar.top(), x(end) - x(start), bar.height())

        people, places = reading.occupancy, reading.capacity
        painter.fillRect(part(0, min(people, places)), QColor(colours.load))
        if people > places:
            over = part(places, people) if places else bar
            painter.fillRect(over, QColor(colours.over))
        if reading.expected:
            self._paint_expected(painter, part, people, places)
        if places and (people + reading.expected) / places > scale:
            _paint_break(painter, bar, colours)
        mark = x(places) if places else bar.left()
        painter.fillRect(QRectF(mark - 2, bar.top() - 2, 4, bar.height() + 4), QColor(colours.card))
        painter.fillRect(QRectF(mark - 1, bar.top() - 3, 2, bar.height() + 6), QColor(colours.text))

    def _paint_expected(
        self, painter: QPainter, part: Callable[[float, float], QRectF], people: int, places: int
    ) -> None:
        coming = people + self.reading.expected
        for start, end, name in (
            (people, min(coming, places), "load"),
            (max(people, places), coming, "over"),
        ):
            if end > start:
                colour = getattr(self._owner.palette_in_use, name)
                painter.fillRect(part(start, end), faded(colour, 0.18))
                hatch(painter, part(start, end), colour, 4)


def _paint_break(painter: QPainter, bar: QRectF, colours: Palette) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(colours.card), 2))
    for x in (bar.right() - 10, bar.right() - 6):
        painter.drawLine(QPointF(x - 2, bar.bottom() + 1), QPointF(x + 2, bar.top() - 1))
    painter.restore()


class FacilityBullets(QWidget):
    """Every facility in a row of its own. Takes `FacilityReading`s in the order to show."""

    facility_selected = Signal(str)  # id of the facility pressed
    more_requested = Signal()  # the rest of a shortened list was asked for

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        max_rows: int | None = None,
        select_on_move: bool = False,
        say_illustrative: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("facility_bullets")
        self.setAccessibleName(translate("Bullets", "Facilities"))
        self.max_rows = max_rows
        self.select_on_move = select_on_move
        self.say_illustrative = say_illustrative  # False where the gauge beside it says so
        self.selected: str | None = None
        self.palette_in_use = look.palette()
        self._rows: list[FacilityRow] = []
        self._readings: Sequence[FacilityReading] = ()
        self._now: datetime | None = None
        self._columns: Columns | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._note = QLabel()
        self._note.setObjectName("facility_bullets_note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._more = QPushButton()
        self._more.setObjectName("facility_bullets_more")
        self._more.setProperty("kind", "link")
        self._more.clicked.connect(self.more_requested)
        self._layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(self._note)
        self._layout.addStretch(1)
        self.show_readings((), None)

    def show_readings(self, readings: Sequence[FacilityReading], now: datetime | None) -> None:
        """Show facilities as of a moment (aware), None while nobody has answered yet; rows are used again."""
        self._readings, self._now, self._columns = readings, now, None
        shown = readings if self.max_rows is None else readings[: self.max_rows]
        while len(self._rows) < len(shown):
            row = FacilityRow(self)
            row.clicked.connect(self._pressed)
            self._layout.insertWidget(len(self._rows), row)
            row.show()
            self._rows.append(row)
        for row in self._rows[len(shown) :]:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[len(shown) :]
        if now is not None:
            for row, reading in zip(self._rows, shown, strict=True):
                row.take(reading, now)
        self._say_rest(readings[len(shown) :])
        self._say_note(readings)

    def select(self, facility_id: str | None) -> None:
        """Mark a facility as the one shown elsewhere, without a signal."""
        self.selected = facility_id
        self.update()
        for row in self._rows:
            row.update()

    def apply_palette(self, palette: Palette) -> None:
        """Take the colours of another palette."""
        self.palette_in_use = palette
        self.select(self.selected)

    def table_header(self) -> list[str]:
        """The columns of the table twin."""
        return [
            translate("Bullets", "Facility"),
            translate("Bullets", "Regime"),
            translate("Bullets", "People"),
            translate("Bullets", "Places"),
            translate("Bullets", "On the road"),
            translate("Bullets", "Level"),
            translate("Bullets", "Counted"),
        ]

    def table_rows(self) -> list[tuple[object, ...]]:
        """The table twin: a row a facility, also of those that a shortened list leaves out."""
        return [
            (r.name, word(r.regime), r.occupancy, r.capacity, r.expected, level_text(r), r.as_of)
            for r in self._readings
        ]

    def columns(self) -> Columns:
        """The columns at this width, the same for every row."""
        if self._columns is None:
            self._columns = self._measured()
        return self._columns

    def walk(self, row: FacilityRow, key: int) -> bool:
        """Move the keyboard to another row; False where the key is not one that moves."""
        at, last = self._rows.index(row), len(self._rows) - 1
        targets = {Qt.Key.Key_Up: at - 1, Qt.Key.Key_Down: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key not in targets:
            return False
        target = self._rows[min(max(targets[Qt.Key(key)], 0), last)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if self.select_on_move and target is not row:
            target.click()
        return True

    def _measured(self) -> Columns:
        short = self.width() < WIDE
        texts = [
            (
                r.name,
                figures_text(r),
                level_text(r),
                trust_text(r, self._now, short=short) if self._now else "",
            )
            for r in self._readings
        ]
        name, figures, level, trust = (
            max((width_of(row[i], look.SMALL, strong=i == 3) for row in texts), default=0.0) + 1
            for i in range(4)
        )
        level += 14
        forecast = FORECAST if self.width() >= FORECAST_FROM else 0.0
        rest = self.width() - 8 - figures - level - trust - forecast - 4 * GAP - 2 - (GAP if forecast else 0)
        name = max(40.0, min(name, rest - SHORTEST_BAR, 0.45 * rest if rest > 260 else rest))
        return Columns(
            name, max(24.0, rest - name), figures, level, trust, forecast, scale_of(self._readings)
        )

    def _pressed(self) -> None:
        row = self.sender()
        if isinstance(row, FacilityRow):
            self.select(row.reading.facility_id)
            self.facility_selected.emit(row.reading.facility_id)

    def _say_rest(self, rest: Sequence[FacilityReading]) -> None:
        over = sum(1 for r in rest if r.over)
        text = translate("Bullets", "and {n} more", None, len(rest)).format(n=wording.number(len(rest)))
        if over:
            also = translate("Bullets", "{n} of them over", None, over).format(n=wording.number(over))
            text = f"{text}, {also}"
        self._more.setText(text)
        self._more.setVisible(bool(rest))

    def _say_note(self, readings: Sequence[FacilityReading]) -> None:
        if self._now is None:  # nobody has answered yet
            text, role = wording.loading(), "secondary"
        elif not readings:
            text, role = (
                translate("Bullets", "No facilities yet. Add the first one under Facilities."),
                "secondary",
            )
        else:
            made_up = self.say_illustrative and any(r.illustrative for r in readings)
            text = wording.illustrative() if made_up else ""
            role = "illustrative"
        if text and self._note.property("role") != role:
            self._note.setProperty("role", role)
            look.restyle(self._note)
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._columns = None
