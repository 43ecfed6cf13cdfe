"""The pages: named in one list, imported after the first paint, a few modules at a time, built when first looked at.

Qt classes are made on the GUI thread alone: before Python 3.12 shiboken keeps what belongs to a class in a map without
a lock, which the GUI thread reads without the GIL whenever Qt asks a widget for its class. A class made on another
thread meanwhile ended the program, once in some hundred starts. What makes no Qt class is imported on another thread.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from operator import methodcaller
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.palette import Palette
from ui.waiting import WaitingPage

if TYPE_CHECKING:
    from datetime import date

    from tracker.change import Change
    from tracker.situations import SituationLine
    from ui.bridge import Bridge

LEAST = QSize(432, 240)
SETTLING = 3000  # ms at most that the other pages wait until the one that is looked at has been painted


class Place(NamedTuple):
    """A page of the rail: the name of its action and where its class is.

    `beside` are modules that it needs and that make no Qt class. `parts` are others, each with what comes with it a
    turn of the event loop: in one turn the page would hold up whoever types.
    """

    name: str
    module: str
    made_by: str
    beside: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


PLACES = (
    Place(
        "board",
        "ui.pages.board",
        "BoardPage",
        ("tracker.figures", "tracker.headlines", "ui.plots.arrays"),
        (
            "ui.pages.alerts_card",
            "ui.pages.capacity_card",
            "ui.plots.graphs",
            "ui.plots.canvas",
            "ui.plots.arrivals",
            "ui.pages.daily_card",
            "ui.pages.latest_card",
        ),
    ),
    Place(
        "incidents",
        "ui.pages.incidents",
        "IncidentsPage",
        ("tracker.arrivals", "tracker.coordinates", "tracker.incident_detail", "tracker.quickline"),
        (
            "ui.forms.completing",
            "ui.forms.row_moment",
            "ui.forms.form",
            "ui.forms.understood",
            "ui.forms.incident_layout",
            "ui.forms.incident",
            "ui.models.incident_list",
            "ui.pages.incident_rows",
            "ui.pages.incident_list_card",
            "ui.pages.incident_view",
        ),
    ),
    Place(
        "arrivals",
        "ui.pages.arrivals",
        "ArrivalsPage",
        ("tracker.figures", "tracker.headlines", "tracker.series", "ui.plots.arrays"),
        ("ui.plots.graphs", "ui.plots.canvas", "ui.plots.arrivals", "ui.pages.published_card"),
    ),
    Place(
        "facilities",
        "ui.pages.facilities",
        "FacilitiesPage",
        ("tracker.facility_detail", "tracker.incidents", "tracker.quickline", "ui.plots.arrays"),
        (
            "ui.forms.row_moment",
            "ui.forms.form",
            "ui.plots.graphs",
            "ui.plots.canvas",
            "ui.pages.facility_panel",
            "ui.plots.occupancy",
            "ui.pages.facility_view",
        ),
    ),
    Place(
        "reports",
        "ui.pages.reports",
        "ReportsPage",
        ("tracker.rules", "tracker.whole_file"),
        ("ui.forms.form",),
    ),
    Place(
        "importing",
        "ui.pages.importing",
        "ImportingPage",
        ("tracker.import_receipts", "ui.importing.trial"),
        (
            "ui.importing.columns",
            "ui.importing.sheet",
            "ui.importing.duplicates",
            "ui.importing.receipt",
            "ui.importing.layout",
            "ui.importing.keeping",
        ),
    ),
    Place(
        "exporting",
        "ui.pages.exporting",
        "ExportingPage",
        ("tracker.files.out.export", "tracker.quickline", "ui.exporting.job"),
        (
            "ui.exporting.choices",
            "ui.exporting.contents",
            "ui.exporting.receipt",
            "ui.exporting.place",
            "ui.exporting.bar",
        ),
    ),
)


class PageStack(QStackedWidget):
    """Shows one page. A page that is not looked at re-reads nothing until it is."""

    page_built = Signal(str, QWidget)
    page_shown = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self.setContentsMargins(16, 14, 16, 14)  # around all pages, which begin at their own edge
        self._bridge: Bridge | None = None
        self._palette = palette
        self._places = {place.name: place for place in PLACES}
        self._modules: dict[str, ModuleType] = {}
        self._pages: dict[str, Any] = {}
        self._waiting: dict[str, WaitingPage] = {}
        self._wanted = ""
        self._situation: tuple[SituationLine, date | None] | None = None
        self._behind: dict[str, Change | None] = {}  # what a page has not seen: None, the situation
        self._loading = False
        self._others: list[str] = []  # pages to be imported once the one that is looked at has been painted
        self._asked: dict[str, Callable[[Any], None]] = {}  # what was asked of a page that is not there yet
        self._extras: dict[str, dict[str, Any]] = {}

    def minimumSizeHint(self) -> QSize:
        """As narrow as a form is; a page that has more beside each other says less once it has less room.

        Asked for the least of the pages as they stand, the window could not get so narrow that they say less.
        """
        return LEAST

    @property
    def shown(self) -> str:
        """The name of the page that is shown, or will be once it is built; empty for a page of no name."""
        return self._wanted

    def page(self, name: str) -> Any:
        """A page by name; None while it is not built."""
        return self._pages.get(name)

    def pages(self) -> list[Any]:
        """The pages that are built."""
        return list(self._pages.values())

    def show_page(self, name: str) -> None:
        """Show a page; its frame for as long as it is not there yet."""
        self._wanted = name
        if name in self._others:
            self._others.remove(name)
            self._others.insert(0, name)
            self._load_others()
        if name in self._modules and self._situation is not None:
            self._build(name)
        if name in self._pages:
            self._catch_up(name)
            self.setCurrentWidget(self._pages[name])
            if name in self._asked:
                self._asked.pop(name)(self._pages[name])
        else:
            self.setCurrentWidget(self.waiting(name))
        self.page_shown.emit(name)

    def give(self, name: str, **extras: Any) -> None:
        """What a page is to be built with, beside what all are."""
        self._extras[name] = extras

    def ask(self, name: str, method: str, *args: Any, **kwargs: Any) -> None:
        """Show a page, and call a method of it: now, or once it is there."""
        self._asked[name] = methodcaller(method, *args, **kwargs)
        self.show_page(name)

    def when_there(self, name: str, call: Callable[[Any], None]) -> None:
        """Call with the page: now, or once it is shown."""
        if name in self._pages:
            call(self._pages[name])
        else:
            self._asked.setdefault(name, call)  # what somebody asked of it is more

    def waiting(self, name: str) -> WaitingPage:
        """The frame that stands in for a page."""
        if name not in self._waiting:
            self._waiting[name] = WaitingPage(name)
            self.addWidget(self._waiting[name])
        return self._waiting[name]

    def show_other(self, widget: QWidget) -> None:
        """Show a page that has no place in the list: the set-up, what is wrong with the store, the shortcuts."""
        self._wanted = ""
        if self.indexOf(widget) < 0:
            self.addWidget(widget)
        self.setCurrentWidget(widget)
        self.page_shown.emit("")

    def load(self, bridge: Bridge) -> None:
        """Import the pages, the one that is looked at first. Call once the store is open."""
        self._bridge = bridge
        for waiting in self._waiting.values():
            waiting.show_loading()
        if not self._loading:
            self._loading = True
            names = sorted(self._places, key=lambda name: name != self._wanted)
            self._load_next(names)

    def leave(self) -> None:
        """Another store is to be opened: what is shown of this one goes."""
        self._situation = None
        self._behind.clear()
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def show_situation(self, situation: SituationLine, day: date | None) -> None:
        """Show a situation as of the end of a day, None for now, on all pages."""
        self._situation = (situation, day)
        self._behind = dict.fromkeys(self._pages, None)
        if self._wanted:
            self.show_page(self._wanted)

    def refresh(self, change: Change) -> None:
        """Have the page that is shown re-read what changed, and the others when they are looked at."""
        for name, page in self._pages.items():
            if name == self._wanted and name not in self._behind:
                page.refresh(change)
            elif name not in self._behind:
                self._behind[name] = change
            elif (before := self._behind[name]) is not None:
                # No records named: anything may have changed.
                records = before.records + change.records if before.records and change.records else ()
                self._behind[name] = replace(change, records=records)

    def apply_palette(self, palette: Palette) -> None:
        """Take other colours."""
        self._palette = palette
        for page in self._pages.values():
            page.apply_palette(palette)

    def _load_next(self, names: list[str]) -> None:
        if names and self._bridge is not None:
            place = self._places[names[0]]
            self._bridge.run(
                _import_all,
                place.beside,
                done=lambda _: self._load_parts(names, [*place.parts, place.module]),
                refused=partial(self._not_loaded, names),
            )

    def _load_parts(self, names: list[str], modules: list[str]) -> None:
        """The next of the modules, the last of which is the page's own, and the others when what is typed is taken."""
        try:
            module = importlib.import_module(modules[0])
        except Exception as error:
            self._not_loaded(names, error)
            raise  # a defect like any other
        if modules[1:]:
            QTimer.singleShot(0, self, lambda: self._load_parts(names, modules[1:]))
        else:
            self._loaded(names, module)

    def _not_loaded(self, names: list[str], _error: Exception) -> None:
        """One page is broken, which has been told: the others are not."""
        self.waiting(names[0]).show_broken()
        self._load_next(names[1:])

    def _loaded(self, names: list[str], module: ModuleType) -> None:
        self._modules[names[0]] = module
        self._others = names[1:]
        if self._wanted == names[0]:
            self.show_page(names[0])
            QTimer.singleShot(SETTLING, self, self._load_others)
        else:
            self._load_others()

    def _load_others(self) -> None:
        others, self._others = self._others, []
        self._load_next(others)

    def _build(self, name: str) -> None:
        if name not in self._pages:
            made_by = getattr(self._modules[name], self._places[name].made_by)
            page = made_by(self._bridge, self._palette, **self._extras.get(name, {}))
            self._pages[name] = page
            if hasattr(page, "shown"):
                page.shown.connect(self._load_others)
            self.addWidget(page)
            self._behind[name] = None
            self.page_built.emit(name, page)

    def _catch_up(self, name: str) -> None:
        if name in self._behind and self._situation is not None:
            change = self._behind.pop(name)
            if change is None:
                self._pages[name].show_situation(*self._situation)
            else:
                self._pages[name].refresh(change)


def _import_all(modules: tuple[str, ...]) -> None:
    for module in modules:
        importlib.import_module(module)
