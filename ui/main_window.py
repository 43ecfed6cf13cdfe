"""The window: rail, pages, actions, and one visible block of all connections between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.look import MODES, Look
from ui.measure import mark
from ui.page_stack import PLACES
from ui.shell import Shell, window_settings
from ui.status_line import clock_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from tracker.change import Change
    from tracker.incidents import Filter
    from tracker.log import Head
    from tracker.situations import SituationLine
    from ui.autosave import Autosave
    from ui.bridge import Bridge
    from ui.command_palette import CommandPalette
    from ui.day_chooser import DayChooser
    from ui.forms.form import Form
    from ui.side_panel import SidePanel

ROOM_OF_PANEL = 514  # pixels of it and its margin
SLOW = timedelta(minutes=2)  # how far a clock may be set back without anybody being troubled with it
WITHOUT_STORE = ("look", "quit")  # what can be done while there is nothing to record in


class MainWindow(Shell):
    """The shell, and what is built into it after the first paint."""

    look_chosen = Signal(str)
    own_store_asked = Signal()  # from the demo

    def __init__(self, looks: Look, first_page: str) -> None:
        super().__init__(looks, first_page)
        self._incident_form: Form | None = None
        self._palette: CommandPalette | None = None
        self._day_chooser: DayChooser | None = None
        self._clock_told = False
        self._closing = False
        self.panel: SidePanel | None = None
        self._page_before = ""

    def furnish(self, bridge: Bridge, autosave: Autosave) -> None:
        """Build the rest."""
        # Each of these would make the first paint wait.
        from ui.message_bar import MessageBar
        from ui.recovery import Recovery
        from ui.saving import Saving
        from ui.side_panel import SidePanel
        from ui.situation_entry import SituationEntry
        from ui.standpoint import Standpoint

        self._bridge, self._autosave = bridge, autosave
        self.rail.dress()
        self.top.dress()
        self.messages, self.panel = MessageBar(self.pages, self.centralWidget()), SidePanel()
        self._middle.addWidget(self.panel)
        self.standpoint = Standpoint(bridge, self)
        self.situations = SituationEntry(bridge, self.panel, self)
        self.saving = Saving(bridge, autosave, self.messages, self)
        self.recovery = Recovery(autosave, self.messages, self._find_form, self._show_form, self)
        self._connect()
        self._show_what_can_be_done(self.pages.shown)

    def _connect(self) -> None:
        """All that goes from one widget to another, and from the bridge to them."""
        act, bridge, autosave = self.actions_, self._bridge, self._autosave
        # The store
        bridge.ready.connect(self._opened)
        bridge.changed.connect(self._changed)
        bridge.failed.connect(self.saving.tell)
        bridge.busy.connect(self._show_busy)
        # From where one looks
        stand = self.standpoint
        stand.listed.connect(self.top.show_situation)
        stand.moved.connect(self._moved)
        stand.empty.connect(self.situations.open_new)
        # Actions
        act["undo"].triggered.connect(self.saving.undo)
        act["redo"].triggered.connect(self.saving.redo)
        act["search"].triggered.connect(self._search)
        act["choose_day"].triggered.connect(self._open_day_chooser)
        act["now"].triggered.connect(partial(self._show_day, None))
        act["commands"].triggered.connect(self._open_palette)
        act["report"].triggered.connect(partial(self._go_to, "reports"))
        act["import_table"].triggered.connect(lambda: self.pages.ask("importing", "take_keyboard"))
        act["look"].triggered.connect(self._next_look)
        act["own_store"].triggered.connect(self.own_store_asked)
        act["shortcuts"].triggered.connect(self._show_shortcuts)
        act["quit"].triggered.connect(self.close)
        for place in PLACES:
            act[place.name].triggered.connect(partial(self._go_to, place.name))
        # Rail and top bar
        self.rail.page_chosen.connect(self._go_to)
        self.pages.page_shown.connect(self._show_what_can_be_done)
        self.pages.page_shown.connect(self._uncover_page)
        self.pages.page_built.connect(self._connect_page)
        self.top.new_incident_asked.connect(self.open_incident_form)
        self.top.commands_asked.connect(self._open_palette)
        self.top.own_store_asked.connect(act["own_store"].trigger)
        self.top.day_asked.connect(self._open_day_chooser)
        self.top.situation_chosen.connect(stand.choose)
        self.top.new_situation_asked.connect(self.situations.open_new)
        self.top.situation_amend_asked.connect(lambda: self.situations.open_standing(stand.situation))
        self.situations.asked.connect(self.saving.ask)
        self.situations.situation_saved.connect(stand.go_to)
        # Saving, drafts, looks
        self.saving.saved.connect(self.status.show_saved)
        self.saving.not_saved.connect(self.status.show_saved_again)
        self.saving.form_wanted.connect(self._show_form)
        self.panel.form_added.connect(self._connect_form)
        self.panel.opened_or_closed.connect(self._share_room)
        autosave.found.connect(self.recovery.offer)
        autosave.trouble.connect(self.saving.tell)
        autosave.kept.connect(_show_kept)
        self._looks.changed.connect(self.pages.apply_palette)

    def _connect_page(self, name: str, page: Any) -> None:
        """What a page asks for. A page has the signals of its subject; who answers stands here."""
        for signal, answer in (
            ("asked", self.saving.ask),
            ("said", self.messages.show_message),
            ("new_requested", self.open_incident_form),
            ("day_selected", self._show_day),
            ("days_selected", self._show_days),
            ("arrivals_selected", self._show_arrivals),
            ("sector_selected", self._show_sector),
            ("facility_selected", self._show_facility),
            ("records_selected", self._show_records),
            ("facilities_requested", partial(self.pages.show_page, "facilities")),
            ("undo_requested", self.saving.undo),
            ("page_requested", self._go_to),
            ("form_added", self._connect_form),
            ("shown", partial(mark, name)),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(answer)
        if name == "incidents":
            self._incident_form = page.form  # built without it, the page has made its own
        elif hasattr(page, "incident_selected"):
            page.incident_selected.connect(self._show_incident)
        from ui.forms.form import Form

        for form in page.findChildren(Form):
            self._connect_form(form)
        self.recovery.form_came()
        mark(f"{name}-built")

    def _connect_form(self, form: Any) -> None:
        if form.property("connected"):
            return
        form.setProperty("connected", True)
        self._autosave.watch(form)
        if hasattr(form, "asked"):
            form.asked.connect(self.saving.ask)

    # --- The store ---

    def leave_store(self) -> None:
        """Another store is about to be opened."""
        if self.pages.page("incidents") is not None:
            self._incident_form = None  # it goes with its page
            self.pages.give("incidents")
        self.pages.leave()
        self.standpoint.leave()
        self.messages.leave_store()
        self.recovery.leave_store()
        self.status.show_closed()

    def show_store(self) -> None:
        """A store is being opened, or is open: from set-up or trouble back to the pages."""
        if not self.pages.shown:
            self.pages.show_page(self._first_page)

    def _show_what_can_be_done(self, page: str) -> None:
        """While the station is set up, or its store is in trouble, there is nothing to go to or to record in."""
        there = bool(page) or self._bridge.is_ready
        self.rail.setEnabled(there)
        for button in (self.top.day, self.top.commands, self.top.new_incident):
            button.setVisible(there)
        for name, action in self.actions_.items():
            action.setEnabled(there or name in WITHOUT_STORE)
        self.actions_["own_store"].setEnabled(there and self.top.is_demo)

    def show_demo(self, demo: bool) -> None:
        """Whether it is the demo that is looked at: said at the top, with the way out of it."""
        self.top.show_demo(demo)
        self._show_what_can_be_done(self.pages.shown)

    def show_working(self, words: str, done: int, of: int, cancel: Callable[[], None] | None = None) -> None:
        """Something takes a while before there is a store."""
        self.show_store()
        self.pages.waiting(self.pages.shown).show_working(words, done, of, cancel)

    def _opened(self) -> None:
        self.status.show_open()
        self.show_store()
        self.pages.load(self._bridge)
        self._read_frame()

    def _changed(self, change: Change) -> None:
        self.pages.refresh(change)
        self.standpoint.refresh(change)
        self._read_head()
        if not change.records or change.types & {"situation", "station", "sector"}:
            self._read_frame()

    def _read_frame(self) -> None:
        from tracker.situations import get_station_name

        bridge = self._bridge
        bridge.read(get_station_name, bridge.station_id, done=self.top.show_station, key="window.station")
        self.standpoint.read()
        self._read_head()

    def _read_head(self) -> None:
        from tracker.log import find_head

        self._bridge.read(find_head, done=self._take_head, key="window.head")

    def _take_head(self, head: Head) -> None:
        self.status.show_log(head.position, head.chain_hash)
        self._look_at_clock(head)

    def _look_at_clock(self, head: Head) -> None:
        """An empty battery sets a clock back, and then today is another day: said once, until it is right again."""
        now = datetime.now(UTC)
        behind = head.at is not None and head.at - now > SLOW
        if head.at is not None and behind and not self._clock_told:
            line = self.standpoint.situation
            words = clock_words(now, head.at, line.time_zone if line else "UTC")
            self.messages.say(words, "warning", topic="clock")
        elif not behind:
            self.messages.drop("clock")
        self._clock_told = behind

    # --- From where one looks ---

    def _moved(self, situation: SituationLine, day: date | None) -> None:
        self.top.show_day(day)
        self.status.show_zone(situation.time_zone, day)
        self.pages.show_situation(situation, day)

    def _show_day(self, day: date | None, *_: object) -> None:
        self.standpoint.show_day(day)

    def _open_day_chooser(self) -> None:
        if self.standpoint.situation is None:
            return
        if self._day_chooser is None:
            from ui.day_chooser import DayChooser

            self._day_chooser = DayChooser(self)
            self._day_chooser.day_chosen.connect(self._show_day)
        stand = self.standpoint
        self._day_chooser.open(self.top.day, stand.day or stand.this_day(), stand.latest, stand.this_day())

    # --- Pages ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """In a narrow window the panel stands in the place of the page, and messages lie over it."""
        if self.panel is None:
            return
        beside = self.width() - self.rail.width() >= self.pages.minimumSizeHint().width() + ROOM_OF_PANEL
        covered = not (beside or self.panel.isHidden())
        self.panel.fill(covered)
        self.pages.setVisible(not covered)
        self.messages.lie_over(self.panel if covered else self.pages)

    def _go_to(self, page: str, *_: object) -> None:
        self._uncover()
        there, held = self.pages.page(page), self.focusWidget()
        within = there is not None and held is not None and there.isAncestorOf(held)
        self.pages.show_page(page)
        if not within:  # else it stays in the field that it is in
            self.pages.when_there(page, self._give_keyboard)

    def _give_keyboard(self, page: Any) -> None:
        """A page has keys of its own, which are letters and arrows: they work as soon as it was gone to."""
        held = self.focusWidget()
        in_panel = self.panel is not None and held is not None and self.panel.isAncestorOf(held)
        if hasattr(page, "take_keyboard") and not in_panel:
            page.take_keyboard()

    def _uncover_page(self, name: str) -> None:
        """Another page was asked for: it must not stay behind the panel, which keeps what is typed."""
        other, self._page_before = name != self._page_before, name
        if other:
            self._uncover()

    def _uncover(self) -> None:
        if self.panel is not None and self.pages.isHidden():
            self.panel.close_form()

    def open_incident_form(self) -> None:
        """The form of a new incident, from the first frame on, whatever else is there yet."""
        self.furnish_now()
        self._uncover()
        form = self._the_incident_form()
        self.pages.show_page("incidents")
        page = self.pages.page("incidents")
        if page is not None:
            page.open_form()
        else:
            self.pages.waiting("incidents").hold(form)
            form.start()

    def _the_incident_form(self) -> Form:
        if self._incident_form is None:
            # Not needed for the first frame; there before the store is.
            from ui.forms.incident import IncidentForm

            self._incident_form = IncidentForm()
            self._incident_form.left.connect(self.pages.waiting("incidents").let_go)
            self.pages.give("incidents", form=self._incident_form)
            self._connect_form(self._incident_form)
        return self._incident_form

    def _search(self) -> None:
        self._uncover()
        self.pages.ask("incidents", "start_search")

    def _show_incident(self, id_: str) -> None:
        self.pages.ask("incidents", "show_incident", id_)

    def _show_days(self, first: date, last: date) -> None:
        self.pages.ask("incidents", "show_filter", first_day=first, last_day=last)

    def _show_arrivals(
        self, first: date, last: date, sector_pk: int | None = None, nationality: str | None = None
    ) -> None:
        """The incidents behind a figure of arrivals."""
        chosen = {"sector_pk": sector_pk, "nationality": nationality}
        self.pages.ask("incidents", "show_filter", first_day=first, last_day=last, arrivals=True, **chosen)

    def _show_records(self, wanted: Filter) -> None:
        """The incidents behind a figure of a report."""
        self.pages.ask(
            "incidents",
            "show_filter",
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            sector_pk=wanted.sector_pk,
            kind=wanted.kind,
            status=wanted.status,
            typed=wanted.typed,
            arrivals=wanted.arrivals,
            nationality=wanted.nationality,
        )

    def _show_sector(self, sector_pk: int) -> None:
        self.pages.ask("incidents", "show_filter", sector_pk=sector_pk)

    def _show_facility(self, id_: str) -> None:
        self.pages.ask("facilities", "show_facility", id_)

    def _show_shortcuts(self) -> None:
        from ui.pages.shortcuts import ShortcutsPage

        before = self.pages.shown
        if not before:
            return  # setting up: there is nothing to go back to yet
        page = ShortcutsPage()
        page.closed.connect(partial(self.pages.show_page, before))
        page.closed.connect(page.deleteLater)
        self.pages.show_other(page)
        page.setFocus()

    # --- Search or command ---

    def _open_palette(self) -> None:
        from ui.command_palette import CommandPalette

        if self._palette is None:
            self._palette = CommandPalette(self)
            self._palette.chosen.connect(self._take_entry)
        self._palette.open(self._entries())
        if self.standpoint.situation is not None:
            from tracker.facilities import find_facilities
            from tracker.situations import find_sectors

            pk = self.standpoint.situation.pk
            self._bridge.read(
                lambda session: (find_sectors(session, pk), find_facilities(session, pk)),
                done=self._take_places,
                key="window.places",
            )

    def _take_places(self, places: tuple[list[Any], list[Any]]) -> None:
        if self._palette is not None:
            self._palette.offer(self._entries(*places))

    def _entries(self, *places: list[Any]) -> list[Any]:
        """What can be gone to or done now."""
        from ui.command_palette import entries_of

        entries = entries_of(self.standpoint.situations, *places)
        return [one for one in entries if one.kind != "action" or self.actions_[one.id].isEnabled()]

    def _take_entry(self, entry: Any) -> None:
        match entry.kind:
            case "action":
                self.actions_[entry.id].trigger()
            case "situation":
                self.standpoint.choose(entry.id)
            case "sector":
                self._show_sector(entry.id)
            case "facility":
                self._show_facility(entry.id)
            case "search":
                self.pages.ask("incidents", "show_filter", typed=entry.id)

    # --- Drafts ---

    def _find_form(self, name: str) -> Form | None:
        """A form by its name; None while the page that will have it is being built."""
        if name == "incident_form":
            return self._the_incident_form()
        if name == "situation_form":
            return self.situations.form()
        place = "reports" if name == "report_form" else "facilities"
        page = self.pages.page(place)
        if page is None:
            self.pages.show_page(place)
            page = self.pages.page(place)
        return None if page is None else page.findChild(QWidget, name)

    def _show_form(self, form: Form) -> None:
        if form is self._incident_form:
            self.open_incident_form()
            return
        for name in (place.name for place in PLACES):
            page = self.pages.page(name)
            if page is not None and page.isAncestorOf(form):
                self.pages.show_page(name)
                if hasattr(page, "show_form"):
                    page.show_form(form)
                return
        self.panel.open(form)

    # --- Looks, status, window ---

    def _next_look(self) -> None:
        mode = MODES[(MODES.index(self._looks.mode) + 1) % len(MODES)]
        self._looks.choose(mode)
        self.look_chosen.emit(mode)
        words = {
            "system": self.tr("Looks as the system has it."),
            "light": self.tr("Light looks."),
            "dark": self.tr("Dark looks."),
        }
        self.messages.say(words[mode], seconds=3, topic="look")

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self.status.show_busy()
        elif self._closing:
            self.close()
        else:
            self.status.show_saved_again()

    def to_front(self) -> None:
        """A second start asked for this window."""
        mark("raised")
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._furnishing and self._bridge.is_busy:
            # The window stays until what was saved is saved: nobody switches off a laptop under a window that is there.
            self._closing = True
            self.messages.say(self.tr("Saving. The window closes when that is done."), topic="closing")
            event.ignore()
            return
        window_settings().setValue("geometry", self.saveGeometry())
        super().closeEvent(event)


def _show_kept(form: Any, at: datetime) -> None:
    if hasattr(form, "show_kept"):
        form.show_kept(at)
