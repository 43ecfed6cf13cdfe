"""The arrivals page: daily bars, of whom, against last year; a span of days in figures; published beside counted."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from tracker import figures, published
from tracker.headlines import Span
from tracker.readings import ArrivalSeries, Flag
from tracker.series import SeriesYear, years_of
from tracker.situations import SectorLine, SituationLine, find_sectors
from ui import arrivals_rule, look
from ui.bridge import Bridge
from ui.incident_words import nationality as nationality_name
from ui.models.arrival_days import ArrivalDays
from ui.models.incident_list import Changed
from ui.pages.arrivals_choices import ArrivalsChoices, Chosen, first_of
from ui.pages.card import Card
from ui.pages.daily_card import RuleButton
from ui.pages.plain_table import PlainTable
from ui.pages.published_card import PublishedCard
from ui.pages.span_readout import SpanReadout, sum_up
from ui.palette import Palette
from ui.plots import wording
from ui.plots.arrivals import ArrivalsPlot, Mode

SHOWN = frozenset({"incident", "published_total", "context_event", "situation", "sector"})
SOON = 20  # ms in which changes come together
EVERY_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Read:
    """All that the page shows of some days, read at once."""

    series: ArrivalSeries
    year_before: ArrivalSeries | None
    flags: list[Flag]
    published: list[published.Published]
    published_elsewhere: int
    published_years: list[SeriesYear]
    earliest: date | None
    nationalities: list[tuple[str, int]]
    sectors: list[SectorLine]


def read_all(session: Any, situation: SituationLine, day: date | None, now: datetime, chosen: Chosen) -> Read:
    """What was chosen, as of the end of reporting day `day`, None for the one under way."""
    last = day or figures.today(situation, now)
    earliest = figures.first_day_of(session, situation.pk)
    first = first_of(chosen.preset, last, earliest)
    whom = {
        "nationality": chosen.nationality,
        "sector_pk": chosen.sector.pk if chosen.sector else None,
    }
    year_before = None
    if chosen.year_before:
        year_before = figures.read_arrivals(
            session, situation, _year_ago(first), _year_ago(last), now, **whom
        )
    totals = published.find_totals(session, situation.pk)
    beside = published.read_published(session, situation.pk, first, last, chosen.nationality, chosen.sector)
    return Read(
        series=figures.read_arrivals(session, situation, first, last, now, chosen.split, **whom),
        year_before=year_before,
        flags=figures.read_flags(session, situation.pk),
        published=beside,
        published_elsewhere=sum(t.latest for t in totals) - len(beside),
        published_years=years_of(totals),
        earliest=earliest,
        nationalities=list(figures.read_counts(session, situation, last).nationality.items()),
        sectors=find_sectors(session, situation.pk),
    )


def read_before(
    session: Any, situation: SituationLine, first: date, last: date, now: datetime, chosen: Chosen
) -> Span:
    """Arrivals of the days `first` to `last`, of whom was chosen."""
    series = figures.read_arrivals(
        session,
        situation,
        first,
        last,
        now,
        sector_pk=chosen.sector.pk if chosen.sector else None,
        nationality=chosen.nationality,
    )
    return Span(first, last, sum(series.persons), sum(series.unknown_size), series.illustrative)


class ArrivalsPage(QWidget):
    """Reads through the bridge; a span of days leads to its incidents."""

    arrivals_selected = Signal(
        date, date, object, object
    )  # days; the sector's key and nationality chosen, or None
    shown = Signal()  # days have been read

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arrivals_page")
        self.setAccessibleName(self.tr("Arrivals"))
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._day: date | None = None
        self._read: Read | None = None
        self._read_for = Chosen()
        self._columns = 0
        self.choices = ArrivalsChoices()
        self.card = Card("arrivals_card", self.tr("Daily arrivals"))
        self.plot = ArrivalsPlot()
        self.plot.apply_palette(palette)
        self.plot.setMinimumHeight(200)
        self.model = ArrivalDays(self)
        self.model.apply_palette(palette)
        self.table = PlainTable("arrivals_table", self.tr("Daily arrivals"), self.model)
        self.views = QStackedWidget()
        self.readout = SpanReadout()
        self.published = PublishedCard(palette)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._minute = QTimer(self)
        self._minute.setInterval(EVERY_MINUTE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        rule = QLabel()
        self.card.head.addWidget(RuleButton(rule))
        self.views.addWidget(self.plot)
        self.views.addWidget(self.table)
        line = QFrame()
        line.setProperty("rule", "true")
        self.card.rows.setSpacing(2)
        for widget, stretch in ((rule, 0), (self.views, 1), (line, 0), (self.readout, 0)):
            self.card.rows.addWidget(widget, stretch)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.GAP)
        rows.addWidget(self.choices)
        rows.addWidget(self.card, 1)
        rows.addWidget(self.published)
        self.scroll = QScrollArea()
        self.scroll.setObjectName("arrivals_scroll")
        self.scroll.setAccessibleName(self.tr("Arrivals"))
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)

    def _connect(self) -> None:
        self._soon.timeout.connect(self._ask)
        self._minute.timeout.connect(self._go_on)
        self.choices.changed.connect(self._choose)
        self.plot.span_selected.connect(self._sum_up)
        self.plot.span_cleared.connect(self._sum_up)
        self.readout.cleared.connect(self._clear)
        self.readout.incidents_asked.connect(self._ask_incidents)
        self.table.selectionModel().selectionChanged.connect(self._select_rows)

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """Show a situation's arrivals up to the end of a reporting day, None for now."""
        if self._situation is None or self._situation.pk != situation.pk:
            self.plot.clear_span()
        self._situation, self._day = situation, now_day
        self._ask()

    def refresh(self, change: Changed) -> None:
        """Something was written: read again, once for what comes together."""
        if not change.records or change.types & SHOWN:
            self._soon.start()

    def take_keyboard(self) -> None:
        """The keyboard goes into the plot, or the table in its place."""
        self.views.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.plot.apply_palette(palette)
        self.model.apply_palette(palette)
        self.published.apply_palette(palette)

    # Reading

    def _choose(self) -> None:
        chosen = self.choices.chosen
        self.views.setCurrentWidget(self.table if chosen.table else self.plot)
        if self._read is None or self._is_read_for(chosen):
            self._ask()
        else:
            self._draw(chosen)

    def _is_read_for(self, chosen: Chosen) -> bool:
        """Whether another choice needs other days or other persons; how they are drawn needs nothing."""
        same = {"cumulative": False, "events": False, "table": False}
        return replace(chosen, **same) != replace(self._read_for, **same)

    def _ask(self) -> None:
        if self._situation is not None:
            chosen = self.choices.chosen
            self._bridge.read(
                read_all,
                self._situation,
                self._day,
                datetime.now(UTC),
                chosen,
                done=partial(self._take, chosen),
                key="arrivals",
            )

    def _go_on(self) -> None:
        if self._day is None:  # a day that is over does not change by the minute
            self._ask()

    def _take(self, chosen: Chosen, read: Read) -> None:
        first = self._read is None
        parts = {self._part_name(name): counts for name, counts in read.series.parts.items()}
        self._read, self._read_for = replace(read, series=replace(read.series, parts=parts)), chosen
        self.choices.offer(read.nationalities, read.sectors)
        self._draw(self.choices.chosen)
        self.published.show_published(read.published, read.published_elsewhere, read.published_years)
        if first:
            self.shown.emit()

    def _part_name(self, name: str) -> str:
        """The names that the figures give are English where they are nobody's name."""
        return {"other": wording.other_parts(), "not specified": wording.not_specified()}.get(name, name)

    def _draw(self, chosen: Chosen) -> None:
        read = self._read
        assert read is not None
        self.plot.show_series(
            read.series,
            flags=read.flags if chosen.events else (),
            last_year=read.year_before,
            mode=Mode.CUMULATIVE if chosen.cumulative else Mode.DAILY,
        )
        self.model.show_rows(self.plot.table_header(), self.plot.table_rows(), read.series.partial)
        if (widest := len(self.plot.table_header())) != self._columns:
            self._columns = widest
            self.table.fit_columns()
        self.card.mark(chosen.table and read.series.illustrative)  # the plot says so itself
        self._say_what(chosen)
        self._sum_up()

    def _say_what(self, chosen: Chosen) -> None:
        assert self._situation is not None
        if chosen.cumulative:
            self.card.title.setText(self.tr("Arrivals since the first day shown"))
        else:
            self.card.title.setText(self.tr("Daily arrivals"))
        place = arrivals_rule.place_of(self._situation.time_zone)
        ends = arrivals_rule.day_ends(self._situation.cutoff, place)
        forms = arrivals_rule.rule_in_short()
        of = ""
        if chosen.nationality:
            of = self.tr("nationality {name} · ").format(name=nationality_name(chosen.nationality))
        elif chosen.sector:
            of = self.tr("sector {name} · ").format(name=chosen.sector.name)
        self.card.say(*(f"{of}{form} · {ends}" for form in forms), *(f"{of}{form}" for form in forms[-2:]))

    # A span of days

    def _sum_up(self, *_: object) -> None:
        """The days selected, or all that are shown, in figures; then what they are compared to."""
        read, span = self._read, self.plot.span
        if read is None or self._situation is None:
            return
        first, last = span or (read.series.days[0], read.series.days[-1])
        self.readout.show_sums(sum_up(read.series, first, last), selected=span is not None)
        before = self.readout.before_of()
        assert before is not None
        self._bridge.read(
            read_before,
            self._situation,
            *before,
            datetime.now(UTC),
            self.choices.chosen,
            done=self._take_before,
            key="arrivals.before",
        )

    def _take_before(self, before: Span) -> None:
        if self._read is not None:
            known = self._read.earliest is not None and before.last >= self._read.earliest
            self.readout.show_before(before, known=known)

    def _ask_incidents(self, first: date, last: date) -> None:
        chosen = self._read_for  # what the figures are of
        sector_pk = chosen.sector.pk if chosen.sector else None
        self.arrivals_selected.emit(first, last, sector_pk, chosen.nationality)

    def _clear(self) -> None:
        self.plot.clear_span()
        self.table.clearSelection()
        self._sum_up()

    def _select_rows(self, *_: object) -> None:
        """Rows chosen in the table are the days of a span, as on the plot."""
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        days = [day for row in rows if (day := self.model.day(row)) is not None]
        if days:
            self.plot.select_span(min(days), max(days))
            self._sum_up()

    # Qt's own

    def showEvent(self, event: QShowEvent) -> None:
        """While the day goes on, its figures go on with it."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._minute.stop()


def _year_ago(day: date) -> date:
    """The same day a year before; 28 February for the 29th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
