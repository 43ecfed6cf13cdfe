"""Daily arrivals: bars, 7-day mean, context events; a day is read by hovering, a span selected by dragging or keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui import look
from ui.plots import arrival_bars, arrival_labels, arrival_words, wording
from ui.plots.arrival_lines import Lines, highest, lines_of
from ui.plots.canvas import LABEL_ROW, Canvas, Frame
from ui.plots.graphs import np, pg
from ui.plots.labels import Place, place_flags
from ui.plots.marks import faded, readout, readout_size, width_of
from ui.plots.ticks import date_ticks

if TYPE_CHECKING:
    from tracker.readings import ArrivalSeries, Flag

translate = QCoreApplication.translate
DRAG = 4  # pixels before a press becomes a drag


class Mode(StrEnum):
    """What each day shows."""

    DAILY = "daily"
    CUMULATIVE = "cumulative"


class ArrivalsPlot(Canvas):
    """Persons a day. Takes an `ArrivalSeries`; says which span of days a person asked for."""

    span_selected = Signal(object, object)  # first and last date
    span_cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("arrivals_plot", parent)
        self.setAccessibleName(translate("Arrivals", "Daily arrivals"))
        self._series: ArrivalSeries | None = None
        self._flags: Sequence[Flag] = ()
        self._placed: list[tuple[tuple[Flag, float, float], Place]] = []
        self._expected: arrival_bars.Expected = ()
        self._lines: Lines | None = None
        self._span: tuple[date, date] | None = None
        self._anchor: int | None = None  # where a drag or a Shift+arrow began
        self._pressed_at: float | None = None
        self._year_before = self.add_curve(antialias=True)
        self._total = self.add_curve(antialias=True, fillLevel=0)
        self._mean = self.add_curve(antialias=True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._show_empty(None)

    # What the page says

    def show_series(
        self,
        series: ArrivalSeries | None,
        *,
        flags: Sequence[Flag] = (),
        expected: Sequence[tuple[float, float] | None] = (),
        last_year: ArrivalSeries | None = None,
        mode: Mode = Mode.DAILY,
    ) -> None:
        """Draw the days; None while nobody has answered yet.

        `expected` holds a low and a high a day; `last_year` becomes a line over the same days.
        """
        self._series = series if series is not None and series.days else None
        self._flags, self._expected = flags, expected
        if self._series is None:
            self._show_empty(series)
            return
        self.empty_text = "" if _anything(self._series, last_year) else _nothing_yet()
        self.illustrative = self._series.illustrative
        self._lines = lines_of(self._series, last_year, cumulative=mode is Mode.CUMULATIVE)
        if self._span and not (self._span[0] in self._series.days and self._span[1] in self._series.days):
            self._span = None
        self.at = self.at if self.at is not None and self.at < len(self._series.days) else None
        self._anchor = None
        self.draw_curves()
        self._say(self.empty_text or arrival_words.summary(self._series))
        self.refresh()

    def select_span(self, first: date, last: date) -> None:
        """Show a span as selected, without a signal: where it was chosen elsewhere."""
        self._span = (first, last)
        self.repaint_over()

    def clear_span(self) -> None:
        """Show no span, without a signal."""
        self._span = self._anchor = None
        self.repaint_over()

    @property
    def _cumulative(self) -> bool:
        return self._lines is not None and self._lines.cumulative

    @property
    def span(self) -> tuple[date, date] | None:
        """The selected days."""
        return self._span

    def table_header(self) -> list[str]:
        """The columns of the table twin."""
        return arrival_words.table_header(self._series, bool(self._lines and self._lines.before_persons))

    def table_rows(self) -> list[tuple[object, ...]]:
        """The table twin: a row a day of plain values, oldest first."""
        return (
            arrival_words.table_rows(self._series, self._lines.before_persons)
            if self._series and self._lines
            else []
        )

    # Drawing

    def _show_empty(self, series: ArrivalSeries | None) -> None:
        # Not having been told of any arrival is not knowing that there was none.
        self.empty_text = wording.loading() if series is None else _nothing_yet()
        self._lines = self._span = self._anchor = self.at = None
        self.sides, self._placed = [], []
        for curve in (self._mean, self._total, self._year_before):
            curve.setVisible(False)
        self._say(self.empty_text)
        self.refresh()

    def draw_curves(self) -> None:
        if self._series is None or self._lines is None:
            return
        lines, colours, ratio = self._lines, self.palette_in_use, self.devicePixelRatioF()
        index, shown = np.arange(len(self._series.days), dtype=float), not self.empty_text
        thin = 2.0 if len(self._series.days) < 400 else 1.4
        for curve, values, colour, there in (
            (
                self._mean,
                lines.mean,
                colours.text if self._series.parts else colours.accent,
                not lines.cumulative,
            ),
            (self._total, lines.total, colours.accent, lines.cumulative),
            (self._year_before, lines.before, colours.secondary, bool(lines.before.size)),
        ):
            curve.setVisible(shown and there and bool(np.isfinite(values).any()))
            if curve.isVisible():
                curve.setData(index, values, pen=pg.mkPen(colour, width=thin * ratio))
        self._total.setBrush(faded(colours.bar, 0.25))

    def lay_out(self, frame: Frame) -> None:
        series = self._series
        if series is None or self._lines is None or self.empty_text:
            self.sides, self._placed = [], []
            return
        self.set_extent(-0.5, len(series.days) - 0.5, self._most(), 18.0 if any(series.unknown_size) else 8.0)
        self.sides = []
        for _ in range(2):  # the labels' width takes room from the plot, and flags move with it
            frame = self.frame_now()
            self.sides = arrival_labels.side_labels(series, self._lines, frame, self.palette_in_use)
            self._place_flags(self.frame_now())

    def _most(self) -> float:
        series, lines = self._series, self._lines
        if series is None or lines is None:
            return 0.0
        if lines.cumulative:
            return highest(lines.total, lines.before)
        bars = np.array(series.persons, dtype=float) + np.array(series.claimed, dtype=float)
        high = np.array([pair[1] for pair in self._expected if pair is not None], dtype=float)
        return highest(bars, high, lines.mean, lines.before)

    def _place_flags(self, frame: Frame) -> None:
        assert self._series is not None
        start, end = self._series.days[0], self._series.days[-1]
        shown = sorted(
            (f for f in self._flags if f.first <= end and f.last >= start), key=lambda f: (f.first, f.last)
        )
        spots = [(f, max(0, (f.first - start).days), (min(f.last, end) - start).days) for f in shown]
        rows = 4 if frame.rect.height() > 190 else 3 if frame.rect.height() > 130 else 2
        day = frame.x(1) - frame.x(0)
        wanted = [
            (
                frame.x((lo + hi) / 2),
                (hi - lo + 1) / 2 * day if f.last > f.first else 0.0,
                width_of(f.label, look.TINY),
            )
            for f, lo, hi in spots
        ]
        right = self.viewport().width() - 4.0
        places = place_flags(wanted, frame.rect.left(), right, rows, self.illustrative_width())
        self._placed = list(zip([(f, float(lo), float(hi)) for f, lo, hi in spots], places, strict=True))
        used = 1 + max((p.row for p in places), default=0) if places or self.illustrative else 0
        self.set_room(4 + LABEL_ROW * used + (10 if self.illustrative else 6))

    def date_labels(self, width: float) -> list[tuple[float, str]]:
        if self._series is None:
            return []
        first, last = self._series.days[0], self._series.days[-1]
        ticks = date_ticks(first, last, width, lambda text: width_of(text, look.TINY))
        return [((on - first).days, text) for on, text in ticks]

    def paint_under(self, painter: QPainter, frame: Frame) -> None:
        if self._series is None:
            return
        colours = self.palette_in_use
        if not self._cumulative:
            arrival_bars.paint_expected(painter, frame, self._expected, colours)
        arrival_bars.paint_bands(painter, frame, [flag for flag, _ in self._placed], colours)
        if not self._cumulative:
            arrival_bars.paint_bars(painter, frame, self._series, colours)

    def paint_over(self, painter: QPainter, frame: Frame) -> None:
        if self._series is None or self._lines is None:
            return
        colours = self.palette_in_use
        flags, places = [f for f, _ in self._placed], [p for _, p in self._placed]
        arrival_bars.paint_flags(painter, frame, flags, places, colours)
        self.write_illustrative(painter, frame)
        if shown := self._shown_span():
            arrival_bars.paint_span(painter, frame, *shown, colours)
        if self.at is not None and not self._cumulative:
            arrival_bars.paint_read(painter, frame, self._series, colours, self.at)
        elif self.at is not None:
            painter.setPen(QPen(QColor(colours.card), 1.5))
            painter.setBrush(QColor(colours.accent))
            painter.drawEllipse(QRectF(frame.x(self.at) - 4, frame.y(self._lines.total[self.at]) - 4, 8, 8))
        title, rows = self.readout()
        if rows:
            fit = max(1, int((frame.rect.height() - 34) // 16))
            if len(rows) > fit:
                rows = [*rows[: fit - 1], ("…", "")]
            width, height = readout_size(title, rows)
            middle = self.at if self.at is not None else sum(shown) / 2 if shown else 0
            on_left = frame.x(middle) > frame.rect.center().x()
            left = frame.rect.left() + 6 if on_left else frame.rect.right() - width - 6
            readout(painter, QRectF(left, frame.rect.top() + 4, width, height), title, rows, colours)

    # Reading and selecting

    def readout(self) -> tuple[str, list[tuple[str, str]]]:
        """What stands in the readout now: a title and names with values; empty where nothing is read."""
        if self._series is None or self._lines is None or self.empty_text:
            return "", []
        shown = self._shown_span()
        if shown and (self._anchor is not None or self.at is None):
            return arrival_words.span_rows(self._series, *shown)
        if self.at is None:
            return "", []
        before = self._lines.before_persons[self.at] if self._lines.before_persons else None
        title, rows = arrival_words.day_rows(self._series, self.at, self._flags, self._expected, before)
        if self._cumulative:
            total = wording.number(int(self._lines.total[self.at]))
            rows.insert(0, (translate("Arrivals", "Persons since the first day"), total))
        return title, rows

    def _shown_span(self) -> tuple[int, int] | None:
        if self._series is None:
            return None
        if self._anchor is not None and self.at is not None:
            return min(self._anchor, self.at), max(self._anchor, self.at)
        if self._span is None:
            return None
        first, last = ((d - self._series.days[0]).days for d in self._span)
        return max(0, first), min(len(self._series.days) - 1, last)

    def _select(self, first: int, last: int) -> None:
        assert self._series is not None
        self._span = (self._series.days[first], self._series.days[last])
        self._anchor = None
        self.repaint_over()
        self.span_selected.emit(*self._span)

    def _clear(self) -> None:
        self.clear_span()
        self.span_cleared.emit()

    def _index_at(self, pixel: float) -> int | None:
        if self._series is None or self.empty_text:
            return None
        return min(max(round(self.frame_now().at(pixel)), 0), len(self._series.days) - 1)

    def _say(self, text: str) -> None:
        self.setAccessibleDescription(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._series and not self.empty_text:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pressed_at = event.position().x()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._pressed_at is not None and self._anchor is None and abs(x - self._pressed_at) >= DRAG:
            self._anchor = self._index_at(self._pressed_at)
        inside = self.frame_now().rect.adjusted(-6, -40, 6, 24).contains(event.position())
        self.move_to(self._index_at(x) if inside or self._pressed_at is not None else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed_at is None:
            return
        dragged, self._pressed_at = self._anchor is not None, None
        self.move_to(self._index_at(event.position().x()))
        if dragged and (shown := self._shown_span()):
            self._select(*shown)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._series:
            self._pressed_at = None
            self._clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, extend = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7}
        if self._series is None or self.empty_text:
            event.ignore()
        elif key in steps or key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = len(self._series.days) - 1
            if key in steps:
                wanted = last if self.at is None else self.at + steps[Qt.Key(key)]
            else:
                wanted = 0 if key == Qt.Key.Key_Home else last
            self._walk(min(max(wanted, 0), last), extend)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at is not None:
            self._select(*(self._shown_span() if self._anchor is not None else None) or (self.at, self.at))
        elif key == Qt.Key.Key_Escape and (self._span or self._anchor is not None):
            self._clear()
        else:
            event.ignore()

    def _walk(self, to: int, extend: bool) -> None:
        if extend and self._anchor is None:
            self._anchor = self.at if self.at is not None else to
        elif not extend:
            self._anchor = None
        self.move_to(to)
        self.repaint_over()
        self._say(arrival_words.as_sentence(*self.readout()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._anchor = None
        super().focusOutEvent(event)


def _nothing_yet() -> str:
    return translate("Arrivals", "No arrivals recorded yet. Ctrl+N records the first incident.")


def _anything(series: ArrivalSeries, last_year: ArrivalSeries | None) -> bool:
    known = any(series.persons) or any(series.claimed) or any(series.unknown_size)
    return known or (last_year is not None and any(last_year.persons))
