"""The import page: a file, how it was understood, its columns, its rows as they will be, and the receipt.

Whatever is chosen has the file read and tried again, off the GUI thread; nothing is written before Import is pressed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from tracker.days import zone
from tracker.errors import TrackerError
from tracker.files.fields import Subject
from tracker.files.request import Request
from tracker.import_receipts import ReceiptLine, find_receipts
from ui.importing import rows
from ui.importing.choosing import ask_path, typed_path
from ui.importing.keeping import Keeping
from ui.importing.layout import Parts
from ui.importing.looking import Looking
from ui.importing.receipt import counts_said, outcome_said, was_taken_back
from ui.importing.state import State
from ui.importing.trial import Looked, OwnLooked, bring_in, bring_in_own
from ui.importing.turns import Turns
from ui.importing.wording import said
from ui.palette import Palette

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, tzinfo

    from tracker.change import Change
    from tracker.files.preview import Preview
    from tracker.files.receipt import Receipt
    from tracker.situations import SituationLine
    from ui.bridge import Bridge
    from ui.long_work import LongWork

PAGES = {
    Subject.PUBLISHED_TOTALS: "arrivals",
    Subject.INCIDENTS: "incidents",
    Subject.CONTEXT_EVENTS: "board",
}


WIDEST = 260  # pixels of a column of the rows


class ImportingPage(QWidget):
    """Takes one file at a time; what is chosen for it stays while other pages are looked at."""

    said = Signal(object)  # Message
    undo_requested = Signal()
    page_requested = Signal(str)
    shown = Signal()  # a file was looked at, or could not be
    imported = Signal()  # the receipt is there

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importing_page")
        self.setAccessibleName(self.tr("Import a table"))
        self.setAcceptDrops(True)
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._looking = Looking(bridge, self)
        self._receipt: Receipt | None = None
        self._work: LongWork | None = None
        self._done = False  # it was brought in, and nothing was chosen or written since
        self._opening = False  # the file is new: which view is shown is chosen for it
        self._choice = rows.ALL
        self._turns = Turns(self)
        self.parts = Parts(self)
        self.parts.apply_palette(palette)
        self._state = State(self.parts)
        self.keeping = Keeping(bridge, self._looking, self.parts, self)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        p = self.parts
        p.path.returnPressed.connect(self._open_typed)
        p.choose.clicked.connect(self._ask_file)
        looking = self._looking
        looking.begun.connect(self._begun)
        looking.progressed.connect(self._show_progress)
        looking.came.connect(self._show)
        looking.failed.connect(self._keep_looked)
        p.sheet.activated.connect(lambda _: looking.choose_sheet(sheet=p.sheet.value()))
        p.subject.activated.connect(lambda _: looking.choose_subject(p.subject.value()))
        p.order.activated.connect(lambda _: looking.change(order=p.order.value()))
        p.columns.changed.connect(lambda: looking.change(maps=p.columns.maps(), profile=None))
        p.sheet_view.marked.connect(looking.mark)
        p.sheet_view.text_read_so.connect(
            lambda delimiter, encoding: looking.choose_sheet(delimiter=delimiter, encoding=encoding)
        )
        p.new_sectors.toggled.connect(lambda on: looking.change(create_sectors=on or None))
        p.sets.editingFinished.connect(self._change_sets)
        p.use_profile.clicked.connect(looking.use_suggested)
        p.profile.activated.connect(lambda _: looking.use_profile(p.profile.value()))
        for name, chip in p.chips.items():
            chip.clicked.connect(partial(self._choose_rows, name))
        p.rows.selectionModel().currentChanged.connect(self._show_reason)
        p.alike.decided.connect(self._decided)
        p.tabs["rows"].clicked.connect(self._show_rows)
        for radio in (p.good_rows, p.all_rows):
            radio.toggled.connect(lambda _: self._show_state())
        p.bring_in.clicked.connect(self._bring_in)
        p.cancel.clicked.connect(self._cancel)
        p.receipt.undo.clicked.connect(self.undo_requested)
        p.receipt.show_them.clicked.connect(self._show_them)
        p.receipt.save_refused.clicked.connect(self.keeping.ask_refused)
        p.receipt.corrected.clicked.connect(self._open_corrected)
        p.past.activated.connect(self._show_kept)
        p.save_profile.clicked.connect(self.keeping.ask_profile)
        self.keeping.said.connect(self.said)
        self.keeping.written.connect(self._show_state)

    # What others ask

    def show_situation(self, situation: SituationLine, _day: date | None) -> None:
        """Files are about this situation."""
        other = self._situation is not None and self._situation.id != situation.id
        self._situation = situation
        self._read_past()
        if other:
            self._looking.change(situation=situation.id)

    def refresh(self, _change: Change) -> None:
        """Something was written: the import may no longer be what undo takes back, and what comes in may be other."""
        self._read_past()
        if self._writing or self._receipt is None:
            return
        self.parts.receipt.undo.setEnabled(False)
        self._done = False
        if self._looking.looked is not None and not self._looking.is_busy:
            self._looking.change()
        self._show_state()

    def take_keyboard(self) -> None:
        """The keyboard goes to the file's path, and what is typed takes its place."""
        self.parts.path.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.parts.path.selectAll()
        self.parts.scroll.ensureWidgetVisible(self.parts.path)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.parts.apply_palette(palette)

    def open_file(self, path: Path) -> None:
        """Look at a file; what was chosen for another one goes."""
        if self._situation is None or self._writing:
            return
        request = Request(
            path,
            Subject.INCIDENTS,
            situation=self._situation.id,
            create_sectors=self.parts.new_sectors.isChecked() or None,
        )
        self._open(request, guess_subject=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    # Looking

    def _open_typed(self) -> None:
        if path := typed_path(self.parts.path.text()):
            self.open_file(path)

    def _open(self, request: Request, *, guess_subject: bool) -> None:
        self.parts.path.setText(str(request.path))
        self._receipt = self.keeping.written_to = None
        self._opening = True
        self.parts.alike.forget()
        self.parts.profile_panel.hide()
        self._looking.open(request, guess_subject=guess_subject)

    def _open_corrected(self) -> None:
        """The refused rows, corrected in the file that they were written to, by the same columns."""
        if self._looking.request is not None and self.keeping.written_to is not None:
            corrected = replace(
                self._looking.request, path=self.keeping.written_to, sheet=None, encoding=None, delimiter=None,
                layout=None, decisions={},
            )  # fmt: skip
            self._open(corrected, guess_subject=False)

    def _ask_file(self) -> None:
        if path := ask_path(self, self.parts.path.text()):
            self.open_file(path)

    def _change_sets(self) -> None:
        sets = [part.strip() for part in self.parts.sets.text().split(";") if part.strip()]
        if self._looking.request is not None and sets != self._looking.request.sets:
            self._looking.change(sets=sets)

    def _begun(self) -> None:
        self._turns.stop()
        self._done = False
        self.parts.say(self.tr("Reading it …"))
        self._show_state()

    def _show(self, looked: Looked | OwnLooked) -> None:
        if isinstance(looked, OwnLooked):
            self._show_own(looked)
            return
        self._turns.take(self._steps(looked), self._is_shown)

    def _show_own(self, looked: OwnLooked) -> None:
        self._turns.stop()
        self.parts.receipt.show_receipt(looked.receipt)
        self.parts.say(counts_said(looked.receipt))
        self._opening = False
        self.parts.show_tab("receipt")
        self._show_state()
        self.shown.emit()

    def _keep_looked(self, words: str, state: str) -> None:
        """What was asked cannot be: what was there holds."""

        def tell() -> None:
            self.parts.say(words, state)
            self._show_state()
            self.shown.emit()

        looked = self._looking.looked
        if looked is None:  # nor is what the views have of the file before
            self.parts.show_tab("past")
        self._turns.take(iter(()) if looked is None else self._steps(looked), tell)

    def _steps(self, looked: Looked) -> Iterator[None]:
        yield from self.parts.show_looked(looked)
        self._choose_rows(self._choice)
        yield

    def _is_shown(self) -> None:
        looked = self._looking.looked
        assert looked is not None
        if self._opening:
            self._opening = False
            odd = bool(looked.table.understood)
            self.parts.show_tab("sheet" if odd else "columns" if looked.missing else "rows")
        self._show_state()
        self.shown.emit()

    def _choose_rows(self, name: str, *_: object) -> None:
        self._choice = name
        self.parts.chips[name].setChecked(True)
        if (preview := self._preview) is not None:
            self.parts.model.show_lines(rows.shown_rows(preview, name))
            self.parts.rows.fit_columns(most=WIDEST)
        self.parts.reason.setText("")

    @property
    def _preview(self) -> Preview | None:
        return self._looking.looked.preview if self._looking.looked is not None else None

    def _show_reason(self, current: Any, *_: object) -> None:
        line = self.parts.model.line(current.row())
        preview, at = self._preview, current.column() - rows.FIRST_FIELD
        names = rows.fields_of(preview) if preview is not None else []
        field = names[at] if 0 <= at < len(names) else None
        self.parts.reason.setText("" if line is None else rows.reason_at(line, field))

    def _decided(self) -> None:
        if self._looking.looked is not None:
            self.parts.show_counts(self._looking.looked)
            self._show_state()

    def _show_rows(self) -> None:
        """The rows by what was decided about them since they were shown last."""
        if self._looking.looked is not None and not self._looking.is_busy:
            self.parts.show_rows_of(self._looking.looked)
            self._choose_rows(self._choice)

    def _show_progress(self, done: int) -> None:
        if not self._writing and not self._looking.is_busy:
            return  # it is over, and this came late
        looked = self._looking.looked
        self.parts.show_progress(done, looked.sheet_count if looked is not None else 0)
        self.parts.say(self.tr("{n} rows …").format(n=f"{done:,}"))

    # Bringing in

    def _bring_in(self) -> None:
        looked, request = self._looking.looked, self._looking.request
        if self._looking.is_busy or self._writing or request is None:
            return
        if self._looking.own is not None:
            self._write(bring_in_own, self._looking.own)
            return
        if looked is None or looked.bound is None:
            return
        request = replace(
            request, good_only=self.parts.good_rows.isChecked(), decisions=self.parts.alike.decisions()
        )
        self._looking.request = request
        self._write(bring_in, looked, request)

    def _write(self, job: Callable[..., Receipt | None], *what: Any) -> None:
        self._looking.held = True
        self._work = self._bridge.work(
            job,
            *what,
            progress=self._bridge.on_gui(self._show_progress),
            done=self._came_in,
            refused=self._did_not,
        )
        self._show_state()

    @property
    def _writing(self) -> bool:
        return self._work is not None

    def _over(self) -> None:
        self._work, self._looking.held = None, False

    def _came_in(self, receipt: Receipt | None) -> None:
        self._over()
        if receipt is None:
            self.parts.say(self.tr("Cancelled: nothing was written."))
            self._show_state()
            return
        self._receipt, self._done = receipt, True
        self.parts.say(f"{counts_said(receipt)} {outcome_said(receipt, self._clock)}")
        self.parts.receipt.show_receipt(receipt)
        self.parts.receipt.undo.setEnabled(receipt.action is not None)
        self.parts.show_tab("receipt")
        self._read_past()
        self._show_state()
        self.parts.tabs["receipt"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.imported.emit()

    def _did_not(self, error: Exception) -> None:
        self._over()
        self.parts.say(said(error) if isinstance(error, TrackerError) else str(error), "error")
        self._show_state()

    def _cancel(self) -> None:
        self._looking.cancel()
        if self._work is not None:
            self._work.cancel()

    def _show_them(self) -> None:
        if self._looking.request is not None:
            own = self._looking.own is not None  # of all kinds
            page = "board" if own else PAGES.get(self._looking.request.subject, "facilities")
            self.page_requested.emit(page)

    def _show_kept(self, index: Any) -> None:
        line = self.parts.past_model.line(index.row())
        if line is not None:
            self.parts.receipt.show_kept(line, self._clock)
            self.parts.receipt.show_buttons(action=False, came_in=False, refused=False, written=False)
            self.parts.tabs["receipt"].setEnabled(True)
            self.parts.show_tab("receipt")

    # What is shown

    def _read_past(self) -> None:
        if self._situation is not None:
            self._bridge.read(find_receipts, self._situation.pk, done=self._show_past, key="import.past")

    @property
    def _clock(self) -> tzinfo:
        assert self._situation is not None
        return zone(self._situation.time_zone)

    def _show_past(self, lines: list[ReceiptLine]) -> None:
        self.parts.show_past(lines, self._clock)
        if self._receipt is not None and was_taken_back(self._receipt, lines):
            self._receipt = None
            self._show_state()
            self.parts.receipt.say_taken_back()

    def _show_state(self) -> None:
        self._state.show(
            self._looking.looked,
            None if self._done else self._preview,
            self._receipt,
            self._looking.own.receipt if self._looking.own is not None and not self._done else None,
            busy=self._writing or self._looking.is_busy,
            writing=self._writing,
            written=self.keeping.written_to is not None,
        )
