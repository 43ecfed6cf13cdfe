"""One facility: how full, how sure, who is coming, how it went over time, and what was entered about it."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tracker.facility_detail import FacilityDetail
from tracker.readings import FacilityReading
from ui import look
from ui.keys import listen
from ui.models.facility_lines import (
    capacity_columns,
    headcount_columns,
    movement_columns,
    with_sign,
)
from ui.pages.elided import Elided
from ui.pages.entry_tables import EntryList
from ui.pages.road_list import RoadList
from ui.pages.void_panel import VoidPanel
from ui.palette import Palette
from ui.plots import wording
from ui.plots.bullets import level_text
from ui.plots.occupancy import OccupancyPlot
from ui.words import word

SPANS = (7, 30, 90, None)  # days; None as far back as is known
BOTH_FIT = 700  # pixels from which name and buttons stand beside each other
TITLE_FITS = 420  # from which the plot's title stands beside its spans
ROAD, HEADCOUNTS, MOVEMENTS, CAPACITY = range(4)


class Tile(QWidget):
    """A figure with its name over it and words under it."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.title = self._label(title, "small")
        self.figure = self._label("", "figure")
        self.words = self._label("", "small")
        self.words.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(1)
        for label in (self.title, self.figure, self.words):
            rows.addWidget(label)
        rows.addStretch(1)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        return label

    def show_figure(self, figure: str, words: str, state: str = "") -> None:
        """Show a figure; the state colours its words."""
        self.figure.setText(figure)
        self.words.setText(words)
        self.setAccessibleName(f"{self.title.text()}: {figure}. {words}")
        if (self.words.property("state") or "") != state:
            self.words.setProperty("state", state)
            look.restyle(self.words)


class FacilityView(QFrame):
    """The panel of the selected facility. It asks by signals; `detail` is what it shows."""

    headcount_asked = Signal()
    movement_asked = Signal()
    capacity_asked = Signal()
    amend_asked = Signal()
    void_facility_asked = Signal(str)  # reason
    arrived_asked = Signal(str)  # movement id
    correct_asked = Signal(str, str)  # record type, id
    void_asked = Signal(str, str, str)  # record type, id, reason
    span_chosen = Signal()  # `days` is another span now, or voided entries are wanted or not

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facility_view")
        self.setAccessibleName(self.tr("The selected facility"))
        self.setProperty("card", "true")
        self.detail: FacilityDetail | None = None
        self.days: int | None = SPANS[1]
        self.with_voided = False
        self._zone = ZoneInfo("UTC")
        self.name, self.about = Elided(), Elided()
        for label, name, role in (
            (self.name, "facility_name", "heading"),
            (self.about, "facility_about", "secondary"),
        ):
            label.setObjectName(name)
            label.setProperty("role", role)
        self.mark = self._label("facility_illustrative", "illustrative")
        self.mark.setText(f"◇ {wording.illustrative()}")
        self._tiles = {
            name: Tile(f"facility_{name}", title)
            for name, title in (
                ("people", self.tr("People")),
                ("places", self.tr("Places")),
                ("expected", self.tr("On the road to it")),
                ("counted", self.tr("Last headcount")),
                ("forecast", self.tr("Forecast")),
            )
        }
        # Its place: there is no forecast yet, and a dash would look like one that failed.
        self._tiles["forecast"].hide()
        self.plot = OccupancyPlot()
        self.void_panel = VoidPanel()
        self.void_panel.setObjectName("facility_void_panel")
        self.void_panel.label.setText(
            self.tr(
                "Why is this facility void? Only one entered by mistake is; one that closes gets a capacity of 0."
            )
        )
        self.void_panel.asked.connect(self.void_facility_asked)
        self.void_panel.left.connect(self.void_panel.hide)
        listen(self.void_panel, "Esc", self.void_panel.hide)
        self._make_lists()
        self._lay_out()

    def _label(self, name: str, role: str) -> QLabel:
        made = QLabel()
        made.setObjectName(name)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setProperty("role", role)
        return made

    def _make_lists(self) -> None:
        zone = self._zone
        self.road = RoadList()
        self.road.arrived_asked.connect(self.arrived_asked)
        self.road.correct_asked.connect(partial(self.correct_asked.emit, "movement"))
        self.headcounts = EntryList(
            "facility_headcounts",
            self.tr("Headcounts"),
            self.tr("Nobody has counted here yet. Take a headcount (H): occupancy begins with one."),
            self.tr("Why is this headcount void? It stays readable."),
            headcount_columns(zone, 0),
        )
        self.movements = EntryList(
            "facility_movements",
            self.tr("Movements"),
            self.tr("Nobody has come or gone yet. Move people (M) in, out or to another facility."),
            self.tr("Why is this movement void? It stays readable, and its people are not counted as moved."),
            movement_columns(zone, 0, "", datetime.now().astimezone()),
        )
        self.capacity = EntryList(
            "facility_capacity",
            self.tr("Changes of capacity"),
            self.tr(
                "Nobody has said how many places there are. Until then the level is unknown, not full. (C)"
            ),
            self.tr("Why is this change of capacity void? It stays readable."),
            capacity_columns(zone, 0),
        )
        self._lists = {
            "headcount": self.headcounts,
            "movement": self.movements,
            "capacity_change": self.capacity,
        }
        for record_type, entries in self._lists.items():
            entries.correct_asked.connect(partial(self.correct_asked.emit, record_type))
            entries.void_asked.connect(partial(self.void_asked.emit, record_type))
            entries.voided_wanted.connect(self._want_voided)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, 10)
        rows.setSpacing(10)
        rows.addLayout(self._head())
        rows.addWidget(self.void_panel)
        tiles = QHBoxLayout()
        tiles.setSpacing(16)
        for tile in self._tiles.values():
            tiles.addWidget(tile, 1)
        rows.addLayout(tiles)
        rows.addLayout(self._plot_head())
        rows.addWidget(self.plot, 5)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("facility_tabs")
        self.tabs.setAccessibleName(self.tr("What was entered about it"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for page in (self.road, self.headcounts, self.movements, self.capacity):
            self.tabs.addTab(page, "")
        rows.addWidget(self.tabs, 4)
        self._name_tabs(0)

    def _head(self) -> QBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.name)
        first.addWidget(self.mark)
        first.addStretch(1)
        names.addLayout(first)
        names.addWidget(self.about)
        self.head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.head.setSpacing(8)
        self.head.addLayout(names, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.head.addLayout(row)
        self.buttons: dict[str, QPushButton] = {}
        for name, words, short, keys, signal in (
            ("headcount", self.tr("Take headcount"), self.tr("Headcount"), "H", self.headcount_asked),
            ("movement", self.tr("Move people"), self.tr("Move"), "M", self.movement_asked),
            ("capacity", self.tr("Change capacity"), self.tr("Capacity"), "C", self.capacity_asked),
        ):
            button = QPushButton(f"{words}  {keys}")
            button.setObjectName(f"facility_{name}_button")
            button.setAccessibleName(words)
            button.setToolTip(f"{words}: {QKeySequence(keys).toString()}")
            button.setProperty("long", f"{words}  {keys}")
            button.setProperty("short", f"{short}  {keys}")
            button.clicked.connect(signal)
            self.buttons[name] = button
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        more = QToolButton()
        more.setObjectName("facility_more")
        more.setAccessibleName(self.tr("More for this facility"))
        look.dress(more, "ellipsis")
        menu = QMenu(more)
        menu.addAction(self.tr("Correct name, regime, place …"), self.amend_asked.emit)
        menu.addAction(self.tr("Void this facility …"), self.ask_why_void)
        # Opened by hand: a menu of the button's own would draw an arrow over the dots.
        more.clicked.connect(lambda: menu.popup(more.mapToGlobal(more.rect().bottomLeft())))
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        return self.head

    def _plot_head(self) -> QHBoxLayout:
        self.plot_title = self._label("facility_plot_title", "title")
        self.plot_title.setText(self.tr("People over time"))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.plot_title)
        row.addStretch(1)
        self.spans = QButtonGroup(self)
        for days in SPANS:
            words = self.tr("{n} days").format(n=days) if days else self.tr("All")
            chip = QPushButton(words)
            chip.setObjectName(f"facility_span_{days or 'all'}")
            chip.setAccessibleName(self.tr("People over time: {span}").format(span=words))
            chip.setCheckable(True)
            chip.setProperty("kind", "chip")
            chip.setChecked(days == self.days)
            chip.clicked.connect(partial(self._choose_span, days))
            self.spans.addButton(chip)
            row.addWidget(chip)
        return row

    def _choose_span(self, days: int | None, _checked: bool = True) -> None:
        self.days = days
        self.span_chosen.emit()

    def _want_voided(self, wanted: bool) -> None:
        self.with_voided = wanted
        for entries in self._lists.values():
            entries.show_voided_wanted(wanted)
        self.span_chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside a form there is no room for the buttons next to the name, nor for their keys."""
        super().resizeEvent(event)
        narrow = self.width() < BOTH_FIT
        self.plot_title.setVisible(self.width() >= TITLE_FITS)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self.head.direction() != direction:
            self.head.setDirection(direction)
            for button in self.buttons.values():
                words = button.property("short") if narrow else button.property("long")
                button.setText(words)

    # What it shows

    def show_reading(self, reading: FacilityReading, at: datetime) -> None:
        """The figures of the facility as of a moment."""
        tiles = self._tiles
        unknown = self.tr("unknown")
        level = f"{look.level_shape(reading.level)} {level_text(reading)}"
        if reading.uncounted:
            left = self.tr("{n} more left than were counted in").format(n=wording.number(reading.uncounted))
            level = f"{level}: {left}"
        tiles["people"].show_figure(
            "?" if reading.occupancy is None else wording.number(reading.occupancy),
            level,
            _STATES.get(reading.level.value, "") if not reading.uncounted else "warning",
        )
        if reading.capacity is None:
            tiles["places"].show_figure("?", self.tr("capacity {unknown}").format(unknown=unknown))
        else:
            words = self.tr("can be used")
            if reading.surge:
                words = self.tr("can be used, {n} more in a surge").format(n=wording.number(reading.surge))
            tiles["places"].show_figure(wording.number(reading.capacity), words)
        tiles["expected"].show_figure(
            wording.number(reading.expected),
            self.tr("expected, not present") if reading.expected else self.tr("nobody"),
        )
        self._show_counted(reading, at)
        self.mark.setVisible(reading.illustrative)

    def _show_counted(self, reading: FacilityReading, at: datetime) -> None:
        if reading.as_of is None:
            self._tiles["counted"].show_figure("—", self.tr("never counted"), "")
            return
        old = self.tr("{age} old").format(age=wording.age(at - reading.as_of))
        said = []
        if reading.counted is not None:
            said.append(self.tr("{n} counted").format(n=wording.number(reading.counted)))
        if reading.difference is not None:
            said.append(self.tr("difference {n}").format(n=with_sign(reading.difference)))
        if reading.since:
            said.append(self.tr("since then {n}").format(n=with_sign(reading.since)))
        self._tiles["counted"].show_figure(old, ", ".join(said))

    def show_detail(self, detail: FacilityDetail, zone: ZoneInfo, at: datetime) -> None:
        """What was entered about the facility, as of a moment."""
        before, self.detail, self._zone = self.detail, detail, zone
        year = at.astimezone(zone).year
        self.name.show_text(detail.draft.name)
        about = [word(detail.draft.regime), detail.draft.place or ""]
        self.about.show_text(" · ".join(part for part in about if part))
        self.about.setToolTip(look.plain("\n".join(part for part in (*about, detail.draft.text) if part)))
        self.plot.show_series(detail.series, until=at, zone=zone)
        self.headcounts.model.set_columns(headcount_columns(zone, year))
        self.movements.model.set_columns(movement_columns(zone, year, detail.id, at))
        self.capacity.model.set_columns(capacity_columns(zone, year))
        self.headcounts.show_lines(detail.headcounts)
        self.movements.show_lines(detail.movements)
        self.capacity.show_lines(detail.capacity)
        self.road.show_lines(detail.on_the_road, zone, at)
        self._name_tabs(len(detail.on_the_road))
        if before is None or before.id != detail.id:
            self.void_panel.hide()
            # Who is coming needs somebody to act: it stands in front.
            self.tabs.setCurrentIndex(ROAD if detail.on_the_road else HEADCOUNTS)

    def _name_tabs(self, on_the_road: int) -> None:
        road = self.tr("On the road")
        if on_the_road:
            road = f"{road} {wording.number(on_the_road)}"
        for index, words in (
            (ROAD, road),
            (HEADCOUNTS, self.tr("Headcounts")),
            (MOVEMENTS, self.tr("Movements")),
            (CAPACITY, self.tr("Capacity")),
        ):
            self.tabs.setTabText(index, words)

    def ask_why_void(self) -> None:
        """Ask for the reason of voiding the facility itself."""
        if self.detail is not None:
            self.void_panel.start(self.detail.id)

    def finish_voiding(self, record_type: str) -> None:
        """An entry was voided."""
        self._lists[record_type].finish()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.plot.apply_palette(palette)
        for entries in self._lists.values():
            entries.apply_palette(palette)


_STATES = {"over": "over", "full": "tight", "tight": "tight", "within": "within"}
