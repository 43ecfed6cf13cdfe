"""The incidents page: the list, and beside it the incident that is selected; in a narrow window one or the other."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from tracker import incidents
from tracker.codes import Kind, Status
from tracker.days import day_of, zone
from tracker.drafts import Incident
from tracker.errors import NotFound
from tracker.incident_detail import IncidentDetail, read_incident
from tracker.incidents import IncidentLine
from tracker.occupancy import read_facilities
from tracker.quickline import Named, Vocabulary
from tracker.readings import FacilityReading
from tracker.situations import SectorLine, SituationLine, find_sectors
from ui import look
from ui.asked import Asked
from ui.bridge import Bridge
from ui.forms.incident import IncidentForm
from ui.keys import listen
from ui.models.incident_list import Changed
from ui.pages.incident_filters import Chosen
from ui.pages.incident_list_card import IncidentListCard
from ui.pages.incident_view import IncidentView
from ui.pages.likeness_notice import LikenessNotice
from ui.palette import Palette

HINT, VIEW, FORM = 0, 1, 2
SIDES = {VIEW: 440, FORM: 498}  # pixels beside the list: the form needs more than the detail
BOTH_FIT = 970  # pixels from which list and detail stand beside each other
LINK_WITHIN = timedelta(days=3)  # people found again are found soon
ABOUT_DETAIL = frozenset({"incident", "movement", "party", "sector", "facility", "station"})
ABOUT_PLACES = frozenset({"sector", "facility", "capacity_change", "headcount", "movement"})


def read_places(session: Any, situation: SituationLine) -> tuple[list[SectorLine], list[FacilityReading]]:
    """Sectors, and facilities as full as they are now: what the form knows by name."""
    now = datetime.now(UTC)
    return (
        find_sectors(session, situation.pk),
        read_facilities(session, situation.pk, now, situation.tight_at),
    )


class IncidentsPage(QWidget):
    """Reads through the bridge; what is to be written it asks for with `asked`, what is typed too."""

    incident_selected = Signal(str)  # id
    asked = Signal(object)  # Asked
    new_requested = Signal()
    said = Signal(object)  # Message

    def __init__(
        self,
        bridge: Bridge,
        palette: Palette,
        form: IncidentForm | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`form` is the one that was there from the first frame on, with what was typed in it."""
        super().__init__(parent)
        self.setObjectName("incidents_page")
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._zone = zone("UTC")
        self._shown: str | None = None  # the incident beside the list
        self._narrow = False
        self.list = IncidentListCard(bridge, palette)
        self.view = IncidentView()
        self.form = form if form is not None else IncidentForm()
        self.stack = QStackedWidget()
        self._likeness = LikenessNotice(bridge, self)
        self.side = QFrame()
        self._lay_out()
        self._connect()
        self._add_shortcuts()

    def _lay_out(self) -> None:
        hint = QLabel(
            self.tr(
                "Select an incident to read it.\n\n↑ ↓ go through the list, Enter reads, Ctrl+N records a new one."
            )
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setProperty("role", "secondary")
        hint.setContentsMargins(40, 0, 40, 60)
        self.stack.addWidget(hint)
        self.stack.addWidget(self.view)
        self._take_in_form()
        self.side.setProperty("card", "true")
        inside = QVBoxLayout(self.side)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.stack)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName("incidents_splitter")
        self.splitter.setAccessibleName(self.tr("Share of the list and of what stands beside it"))
        self.splitter.setHandleWidth(look.GAP)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.list.setMinimumWidth(400)
        self.side.setMinimumWidth(400)
        self._sides = dict(SIDES)
        self._share_width()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        self.stack.currentChanged.connect(self._share_width)
        self.splitter.splitterMoved.connect(self._keep_width)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.list.lost.connect(self._lose)
        self.list.new_requested.connect(self.new_requested)
        self.view.amend_asked.connect(self._amend)
        self.view.verify_asked.connect(self._verify)
        self.view.void_asked.connect(self._void)
        self.view.link_asked.connect(self._link)
        self.view.candidates_asked.connect(self._read_candidates)
        self.view.incident_asked.connect(self.show_incident)
        self.view.link_panel.left.connect(self._pick_again)
        self.form.left.connect(self.close_form)
        self.form.save_requested.connect(self._record)
        self.form.amend_requested.connect(self._put_right)
        self.form.duplicates_wanted.connect(self._read_duplicates)
        self._likeness.asked.connect(self.asked)
        self._likeness.said.connect(self.said)

    def _add_shortcuts(self) -> None:
        # On the list and on the detail alone: in the form these are letters.
        for widget in (self.list.table, self.view):
            for keys, call in (
                ("E", self.view.amend),
                ("V", self.view.verify),
                ("L", self.view.link),
                ("Del", self.view.void),
            ):
                listen(widget, keys, call if widget is self.view else partial(self._act_on_row, call))
        listen(self.view, "Esc", self._leave_view_by_key)

    def _take_in_form(self) -> None:
        """The form may have been shown elsewhere until now; the keyboard stays where it is in it."""
        shown = self.form.isVisible()
        keyboard = self.form.window().focusWidget() if shown else None
        self.stack.addWidget(self.form)
        if shown:
            self.stack.setCurrentIndex(FORM)
            if keyboard is not None and self.form.isAncestorOf(keyboard):
                # Only a window that is shown takes it, and this page is still being put into one.
                QTimer.singleShot(0, keyboard, partial(keyboard.setFocus, Qt.FocusReason.OtherFocusReason))

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """Show a situation's incidents; `now_day` is the board's day, None for today."""
        if self._situation is None or self._situation.pk != situation.pk:
            self._shown = None
            self._leave_view()
        self._situation, self._zone = situation, zone(situation.time_zone)
        today = now_day or day_of(datetime.now().astimezone(), situation.time_zone, situation.cutoff)
        self.list.show_situation(situation, today)
        self.form.set_situation(situation, self._bridge.store_path)
        self._read_places()

    def show_filter(
        self,
        first_day: date | None = None,
        last_day: date | None = None,
        sector_pk: int | None = None,
        kind: Kind | None = None,
        status: Status | None = None,
        typed: str = "",
        arrivals: bool = False,
        nationality: str | None = None,
    ) -> None:
        """Show the incidents of a span of reporting days, or another choice; what was filtered before is let go.

        With `arrivals` those that count as such: what a figure of arrivals is made of.
        """
        voided = self.list.filters.voided.isChecked()
        self.list.filters.show_chosen(
            Chosen(typed, sector_pk, kind, status, first_day, last_day, voided, arrivals, nationality)
        )

    def take_keyboard(self) -> None:
        """The keyboard goes into the list."""
        self.list.take_keyboard()

    def show_incident(self, id_: str) -> None:
        """Select an incident and read it, also where the filter leaves it out."""
        self.stack.setCurrentIndex(VIEW)
        self.list.select(id_)
        self._show(id_)

    def open_form(self) -> None:
        """Show the form, as it was left."""
        self.stack.setCurrentIndex(FORM)
        self._share_room(reading=True)
        self.form.start()

    def close_form(self) -> None:
        """Back to the list; the form keeps what is typed."""
        if self.stack.currentIndex() == FORM:
            self.stack.setCurrentIndex(VIEW if self._shown else HINT)
            self._back_to_list()

    def start_search(self) -> None:
        """The keyboard goes into the search field."""
        self._share_room(reading=False)
        self.list.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.filters.search.selectAll()

    def refresh(self, change: Changed) -> None:
        """Something was written: read again what it is about."""
        self.list.refresh(change)
        if self._shown and (not change.records or change.types & ABOUT_DETAIL):
            self._show(self._shown)
        if not change.records or change.types & ABOUT_PLACES:
            self._read_places()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.list.model.apply_palette(palette)

    # Reading one

    def _choose(self, line: IncidentLine) -> None:
        if line.id == self._shown:
            return
        detail = self.view.detail
        if self.view.link_panel.isVisibleTo(self.view) and detail is not None:
            # The earlier incident is being looked for: the list picks it, the detail stays.
            if line.id != detail.id:
                self.view.link_panel.pick(line.id, self.list.line_said(line))
            return
        if self.stack.currentIndex() == HINT:  # the form stays until the line is opened
            self.stack.setCurrentIndex(VIEW)
        self._show(line.id)
        self.incident_selected.emit(line.id)

    def _open(self, line: IncidentLine) -> None:
        self._choose(line)
        self.stack.setCurrentIndex(VIEW)
        self._share_room(reading=True)
        self.view.scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, id_: str) -> None:
        self._shown = id_
        self._bridge.read(
            read_incident, id_, done=self._take_detail, refused=self._miss_detail, key="incidents.detail"
        )

    def _take_detail(self, detail: IncidentDetail) -> None:
        if detail.id == self._shown:
            self.view.show_detail(detail, self._zone)

    def _miss_detail(self, error: Exception) -> None:
        if isinstance(error, NotFound):  # it came from a store that is not open any more
            self._shown = None
            self._leave_view()

    def _lose(self, id_: str) -> None:
        """The list does not have it any more: no key in the list may act on what is not seen in it."""
        panels = (self.view.void_panel, self.view.link_panel)
        if id_ == self._shown and not any(panel.isVisibleTo(self.view) for panel in panels):
            self._shown = None
            self.view.forget()
            self._leave_view()

    def _act_on_row(self, call: Callable[[], None]) -> None:
        """A key in the list is about its row, and what comes of it is seen."""
        detail = self.view.detail
        if detail is None or not self.list.has_current(detail.id):
            return
        if call in (self.view.void, self.view.link):
            self.stack.setCurrentIndex(VIEW)
            self._share_room(reading=True)
        call()

    def _leave_view(self) -> None:
        if self.stack.currentIndex() == VIEW:
            self.stack.setCurrentIndex(HINT)

    # Writing

    def _record(self, draft: Incident, moved_to: str | None, party: str | None) -> None:
        # Taken now: the form is emptied while it is written.
        answered, there = self.form.duplicates.answered(), self._zone

        def recorded(id_: str) -> None:
            self._recorded(id_)
            self._likeness.look(id_, draft, answered, there)

        self.asked.emit(
            Asked(
                incidents.record_incident,
                (draft, moved_to, party),
                said=self.tr("Incident recorded."),
                form=self.form,
                done=recorded,
            )
        )

    def _put_right(self, id_: str, draft: Incident, based_on: str, party: str | None) -> None:
        self.asked.emit(
            Asked(
                incidents.amend_incident,
                (id_, draft, based_on, party),
                said=self.tr("Incident amended."),
                form=self.form,
                done=lambda _revision: self._recorded(id_),
            )
        )

    def _recorded(self, id_: str) -> None:
        """It is saved: it is shown, unless the next one is being typed already."""
        typing = self.stack.currentIndex() == FORM and (self.form.keeps_on or bool(self.form.keep()))
        if typing or self.stack.currentIndex() != FORM:
            self.list.select(id_)
            self._show(id_)
        else:
            self.show_incident(id_)
            self._back_to_list()

    def _amend(self) -> None:
        detail = self.view.detail
        if detail is not None:
            party = detail.names.get(detail.draft.party or "", "")
            self.form.amend(detail.id, detail.draft, detail.revision_id, party)
            self.open_form()

    def _verify(self) -> None:
        detail = self.view.detail
        if detail is not None:
            self.asked.emit(
                Asked(
                    incidents.verify_incident,
                    (detail.id, detail.revision_id),
                    said=self.tr("Incident verified."),
                )
            )

    def _void(self, reason: str) -> None:
        detail = self.view.detail
        if detail is not None:
            self.asked.emit(
                Asked(
                    incidents.void_incident,
                    (detail.id, reason, detail.revision_id),
                    said=self.tr("Incident voided."),
                    done=lambda _revision: self._voided(detail.id),
                )
            )

    def _voided(self, id_: str) -> None:
        self.view.void_panel.finish(id_)
        self._back_to_list()

    def _link(self, earlier: str | None, persons: int | None) -> None:
        detail = self.view.detail
        if detail is None:
            return
        said = self.tr("Linked as seen before.") if earlier else self.tr("Link taken away.")
        self.asked.emit(
            Asked(
                incidents.link_as_seen_before,
                (detail.id, earlier, persons, detail.revision_id),
                said=said,
                done=self._linked,
            )
        )

    def _linked(self, _value: object) -> None:
        self.view.link_panel.hide()
        if self._shown:
            self.list.select(self._shown)

    def _read_candidates(self) -> None:
        detail = self.view.detail
        if detail is not None:
            self._bridge.read(
                incidents.find_likely_duplicates,
                detail.draft,
                within=LINK_WITHIN,
                exclude=detail.id,
                done=partial(self._offer, detail.id),
                key="incidents.candidates",
            )

    def _offer(self, id_: str, lines: list[IncidentLine]) -> None:
        if self.view.detail is not None and self.view.detail.id == id_:
            self.view.link_panel.offer([(line.id, self.list.line_said(line)) for line in lines])

    def _read_duplicates(self, draft: Incident, exclude: str | None) -> None:
        self._bridge.read(
            incidents.find_likely_duplicates,
            draft,
            exclude=exclude,
            done=self.form.show_duplicates,
            refused=self._no_duplicates,
            key="incidents.duplicates",
        )

    def _no_duplicates(self, error: Exception) -> None:
        # No reason to stop anybody typing; the next change of the time or the number asks again.
        self.form.show_duplicates([])

    def _read_places(self) -> None:
        if self._situation is not None:
            self._bridge.read(read_places, self._situation, done=self._take_places, key="incidents.places")

    def _take_places(self, places: tuple[list[SectorLine], list[FacilityReading]]) -> None:
        sectors, readings = places
        if self._situation is not None:
            vocabulary = Vocabulary(
                self._situation.id,
                self._situation.time_zone,
                self._situation.cutoff,
                [Named(one.id, one.name) for one in sectors],
                [Named(one.facility_id, one.name) for one in readings],
            )
            self.form.set_vocabulary(vocabulary, readings)

    def _pick_again(self) -> None:
        """The list may have been used to look for another one."""
        if self._shown:
            self.list.select(self._shown)

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Both where both fit, else the list, and the detail once it is opened; a form in use stays."""
        super().resizeEvent(event)
        self._share_width()
        reading = not self.list.isVisibleTo(self) if self._narrow else self.stack.currentIndex() == FORM
        self._share_room(reading=reading)

    def _share_width(self) -> None:
        side = self._sides[FORM if self.stack.currentIndex() == FORM else VIEW]
        self.splitter.setSizes([max(1, self.width() - look.GAP - side), side])

    def _keep_width(self) -> None:
        self._sides[FORM if self.stack.currentIndex() == FORM else VIEW] = self.side.width()

    def _share_room(self, *, reading: bool) -> None:
        self._narrow = self.width() < BOTH_FIT
        self.side.setVisible(not self._narrow or reading)
        self.list.setVisible(not self._narrow or not reading)

    def _leave_view_by_key(self) -> None:
        if not self.view.leave():
            self._back_to_list()

    def _back_to_list(self) -> None:
        self._share_room(reading=False)
        self.list.take_keyboard()
