"""One facility over time: people against the places of the day, both as steps; physical counts as points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui import look
from ui.plots import wording
from ui.plots.canvas import LABEL_ROW, Canvas, Frame, SideLabel
from ui.plots.graphs import np, pg
from ui.plots.marks import faded, readout, readout_size, width_of
from ui.plots.ticks import time_ticks

if TYPE_CHECKING:
    from tracker.readings import OccupancySeries

translate = QCoreApplication.translate


class OccupancyPlot(Canvas):
    """Takes an `OccupancySeries`. Times are shown in the station's zone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("occupancy_plot", parent)
        self.setAccessibleName(translate("Occupancy", "People over time"))
        self._series: OccupancySeries | None = None
        self._zone: tzinfo = UTC
        self._seconds: list[float] = []
        self._end = 1.0
        self._people = self.add_curve(antialias=False)
        self._places = self.add_curve(antialias=False)
        self.show_series(None)

    def show_series(
        self, series: OccupancySeries | None, *, until: datetime | None = None, zone: tzinfo = UTC
    ) -> None:
        """Draw one facility; what held last is carried on `until` a later moment."""
        self._series = series if series is not None and series.times else None
        self._zone, self.at = zone, None
        self.illustrative = bool(self._series and self._series.illustrative)
        self.empty_text = ""
        if self._series is None:
            self.empty_text = translate("Occupancy", "Nobody counted here yet. Take a headcount to begin.")
            self._seconds, self.sides = [], []
        else:
            start = self._series.times[0]
            self._seconds = [(t - start).total_seconds() for t in self._series.times]
            end = max([self._series.times[-1], *self._series.headcount_times, *([until] if until else [])])
            self._end = max((end - start).total_seconds(), 3600.0)
        self.draw_curves()
        self.setAccessibleDescription(self.empty_text or self._summary())
        self.refresh()

    def table_header(self) -> list[str]:
        """The columns of the table twin."""
        return [
            translate("Occupancy", "Time"),
            translate("Occupancy", "People"),
            translate("Occupancy", "Places"),
            translate("Occupancy", "Headcount"),
        ]

    def table_rows(self) -> list[tuple[object, ...]]:
        """The table twin: a row a change or count, oldest first; times in the zone shown."""
        if self._series is None:
            return []
        counts = dict(zip(self._series.headcount_times, self._series.headcounts, strict=True))
        rows: list[tuple[object, ...]] = []
        for t in sorted({*self._series.times, *counts}):
            i = bisect_right(self._series.times, t) - 1
            people, places = (self._series.occupancy[i], self._series.capacity[i]) if i >= 0 else (None, None)
            rows.append((t.astimezone(self._zone), people, places, counts.get(t)))
        return rows

    # Drawing

    def draw_curves(self) -> None:
        colours = self.palette_in_use
        people, places = (self._series.occupancy, self._series.capacity) if self._series else ([], [])
        for curve, values, colour in (
            (self._people, people, colours.load),
            (self._places, places, colours.text),
        ):
            curve.setVisible(bool(values))
            if values:
                x, y = _steps(self._seconds, values, self._end)
                curve.setData(x, y, pen=pg.mkPen(colour, width=2 * self.devicePixelRatioF()))

    def lay_out(self, frame: Frame) -> None:
        series = self._series
        if series is None:
            return
        known = [v for v in (*series.occupancy, *series.capacity, *series.headcounts) if v is not None]
        self.set_extent(0.0, self._end, float(max(known, default=0)), 10.0)
        self.set_room(16 + LABEL_ROW if self.illustrative else 10)
        self.sides = []
        self.sides = self._side_labels(self.frame_now())
        self.sides = self._side_labels(self.frame_now())

    def _side_labels(self, frame: Frame) -> list[SideLabel]:
        assert self._series is not None
        colours, made = self.palette_in_use, []
        people, places = self._series.occupancy[-1], self._series.capacity[-1]
        if places is not None:
            text = wording.places(places)
            made.append(SideLabel(text, colours.text, frame.y(places)))
        else:
            made.append(
                SideLabel(translate("Occupancy", "places unknown"), colours.secondary, frame.rect.top())
            )
        if people is not None:
            over = places is not None and people > places
            second = wording.over_by(people - places) if over and places is not None else ""
            made.append(
                SideLabel(
                    wording.people(people), colours.over if over else colours.load, frame.y(people), second
                )
            )
        if self._series.headcounts:
            text = translate("Occupancy", "headcount")
            made.append(SideLabel(text, colours.secondary, frame.rect.bottom(), "", self._dot))
        return made

    def _dot(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(QColor(self.palette_in_use.text), 1.6))
        painter.setBrush(QColor(self.palette_in_use.card))
        painter.drawEllipse(rect.center(), 3.2, 3.2)
        painter.restore()

    def date_labels(self, width: float) -> Sequence[tuple[float, str]]:
        if self._series is None:
            return []
        start = self._series.times[0]
        end = datetime.fromtimestamp(start.timestamp() + self._end, UTC)
        ticks = time_ticks(start, end, width, lambda text: width_of(text, look.TINY), self._zone)
        return [((t - start).total_seconds(), text) for t, text in ticks]

    def paint_under(self, painter: QPainter, frame: Frame) -> None:
        if self._series is None:
            return
        colours, people, places = self.palette_in_use, self._series.occupancy, self._series.capacity
        ends = [*self._seconds[1:], self._end]
        for start, end, n, capacity in zip(self._seconds, ends, people, places, strict=True):
            if n is None:
                continue
            inside = n if capacity is None else min(n, capacity)
            left, right = frame.x(start), frame.x(end)
            low, top = frame.y(0), frame.y(inside)
            painter.fillRect(QRectF(left, top, right - left, low - top), faded(colours.load, 0.16))
            if n > inside:
                painter.fillRect(
                    QRectF(left, frame.y(n), right - left, top - frame.y(n)), faded(colours.over, 0.75)
                )

    def paint_over(self, painter: QPainter, frame: Frame) -> None:
        series, colours = self._series, self.palette_in_use
        if series is None:
            return
        for t, n in zip(series.headcount_times, series.headcounts, strict=True):
            x = frame.x((t - series.times[0]).total_seconds())
            self._dot(painter, QRectF(x - 4, frame.y(n) - 4, 8, 8))
        self.write_illustrative(painter, frame)
        if self.at is None:
            return
        x = frame.x(self._seconds[self.at])
        painter.setPen(QPen(QColor(colours.secondary), 1))
        painter.drawLine(QPointF(x, frame.rect.top()), QPointF(x, frame.rect.bottom()))
        title, rows = self.readout()
        width, height = readout_size(title, rows)
        left = frame.rect.left() + 6 if x > frame.rect.center().x() else frame.rect.right() - width - 6
        readout(painter, QRectF(left, frame.rect.top() + 4, width, height), title, rows, colours)

    # Reading

    def readout(self) -> tuple[str, list[tuple[str, str]]]:
        """What stands in the readout now: a moment, and names with values; empty where nothing is read."""
        if self._series is None or self.at is None:
            return "", []
        t = self._series.times[self.at].astimezone(self._zone)
        people, places = self._series.occupancy[self.at], self._series.capacity[self.at]
        unknown = translate("Occupancy", "unknown")
        rows = [
            (translate("Occupancy", "People"), unknown if people is None else wording.number(people)),
            (translate("Occupancy", "Places"), unknown if places is None else wording.number(places)),
        ]
        if people is not None and places is not None and people > places:
            rows.append((translate("Occupancy", "Over by"), wording.number(people - places)))
        for at, n in zip(self._series.headcount_times, self._series.headcounts, strict=True):
            if at == self._series.times[self.at]:
                rows.append((translate("Occupancy", "Headcount"), wording.number(n)))
        return f"{wording.day(t.date(), year=True)} {wording.clock(t)}", rows

    def _summary(self) -> str:
        assert self._series is not None
        people, places = self._series.occupancy[-1], self._series.capacity[-1]
        unknown = translate("Occupancy", "unknown")
        text = translate("Occupancy", "{facility}: {people} people, {places} places at the end").format(
            facility=self._series.facility,
            people=unknown if people is None else wording.number(people),
            places=unknown if places is None else wording.number(places),
        )
        if people is not None and places is not None and people > places:
            text = f"{text}, {wording.over_by(people - places)}"
        return f"{text}. {wording.illustrative().capitalize()}." if self.illustrative else f"{text}."

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        frame = self.frame_now()
        if self._series is None or not frame.rect.adjusted(-6, -20, 6, 24).contains(event.position()):
            self.move_to(None)
            return
        self.move_to(max(0, bisect_right(self._seconds, frame.at(event.position().x())) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._seconds) - 1
        at = last + 1 if self.at is None else self.at
        targets = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if self._series is None or event.key() not in targets:
            event.ignore()
            return
        self.move_to(min(max(targets[Qt.Key(event.key())], 0), last))
        title, rows = self.readout()
        self.setAccessibleDescription("; ".join([title, *(f"{name}: {value}" for name, value in rows)]))


def _steps(
    seconds: Sequence[float], values: Sequence[int | None], end: float
) -> tuple[np.ndarray, np.ndarray]:
    """The corners of a step line: each value holds until the next; unknown is a gap."""
    x = np.repeat(np.array([*seconds, end], dtype=float), 2)[1:-1]
    y = np.repeat(np.array([np.nan if v is None else v for v in values], dtype=float), 2)
    return x, y
