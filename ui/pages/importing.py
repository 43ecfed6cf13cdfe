"""The import page: a file, how it was understood, its columns, its rows as they will be, and the receipt.

Whatever is chosen has the file read and tried again, off the GUI thread; nothing is written before Import is pressed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from tracker.errors import TrackerError
from tracker.files.fields import Subject
from tracker.files.profiles import profile_of, save_profile
from tracker.files.request import Request
from tracker.import_receipts import find_receipts
from ui.importing import rows
from ui.importing.layout import Parts
from ui.importing.receipt import counts_said, outcome_said
from ui.importing.state import State
from ui.importing.trial import Looked, as_profile_says, bring_in, look_at
from ui.importing.wording import said
from ui.message_bar import Message
from ui.palette import Palette
from ui.words import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from tracker.change import Change
    from tracker.files.layout_marks import Mark
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
        self._request: Request | None = None
        self._looked: Looked | None = None
        self._receipt: Receipt | None = None
        self._work: LongWork | None = None
        self._writing = False
        self._subject_chosen = False
        self._done = False  # it was brought in, and nothing was chosen or written since
        self._opening = False  # the file is new: which view is shown is chosen for it
        self._written_to: Path | None = None  # the refused rows
        self._choice = rows.ALL
        self.parts = Parts(self)
        self.parts.apply_palette(palette)
        self._state = State(self.parts)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        p = self.parts
        p.path.returnPressed.connect(self._open_typed)
        p.choose.clicked.connect(self._ask_file)
        p.sheet.activated.connect(lambda _: self._change(sheet=p.sheet.value(), layout=None, maps=[]))
        p.subject.activated.connect(lambda _: self._choose_subject())
        p.order.activated.connect(lambda _: self._change(order=p.order.value()))
        p.columns.changed.connect(lambda: self._change(maps=p.columns.maps(), profile=None))
        p.sheet_view.marked.connect(self._mark)
        p.sheet_view.text_read_so.connect(self._read_text_so)
        p.new_sectors.toggled.connect(lambda on: self._change(create_sectors=on or None))
        p.sets.editingFinished.connect(self._change_sets)
        p.use_profile.clicked.connect(self._use_profile)
        for name, chip in p.chips.items():
            chip.clicked.connect(partial(self._choose_rows, name))
        p.rows.selectionModel().currentChanged.connect(self._show_reason)
        p.alike.decided.connect(self._decided)
        for radio in (p.good_rows, p.all_rows):
            radio.toggled.connect(lambda _: self._show_state())
        p.bring_in.clicked.connect(self._bring_in)
        p.cancel.clicked.connect(self._cancel)
        p.receipt.undo.clicked.connect(self.undo_requested)
        p.receipt.show_them.clicked.connect(self._show_them)
        p.receipt.save_refused.clicked.connect(self._ask_refused)
        p.receipt.corrected.clicked.connect(self._open_corrected)
        p.past.activated.connect(self._show_kept)
        p.save_profile.clicked.connect(self._ask_profile)
        p.profile_panel.asked.connect(self.keep_profile)

    # What others ask

    def show_situation(self, situation: SituationLine, _day: date | None) -> None:
        """Files are about this situation."""
        other = self._situation is not None and self._situation.id != situation.id
        self._situation = situation
        self._read_past()
        if other and self._request is not None:
            self._change(situation=situation.id)

    def refresh(self, _change: Change) -> None:
        """Something was written: the import may no longer be what undo takes back, and what comes in may be other."""
        self._read_past()
        if self._writing or self._receipt is None:
            return
        self.parts.receipt.undo.setEnabled(False)
        self._done = False
        if self._looked is not None and self._work is None:
            self._look(guess_subject=False)

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
        self._subject_chosen = False
        self._open(request, guess_subject=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    # Looking

    def _open_typed(self) -> None:
        if typed := self.parts.path.text().strip():
            self.open_file(Path(typed).expanduser())

    def _open(self, request: Request, *, guess_subject: bool) -> None:
        self.parts.path.setText(str(request.path))
        self._looked = self._receipt = self._written_to = None
        self._request, self._opening = request, True
        self.parts.alike.forget()
        self.parts.profile_panel.hide()
        self._look(guess_subject=guess_subject)

    def _open_corrected(self) -> None:
        """The refused rows, corrected in the file that they were written to, by the same columns."""
        if self._request is not None and self._written_to is not None:
            corrected = replace(
                self._request, path=self._written_to, sheet=None, encoding=None, delimiter=None, layout=None,
                decisions={},
            )  # fmt: skip
            self._open(corrected, guess_subject=False)

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a table"),
            self.parts.path.text(),
            self.tr(
                "Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods *.html *.htm *.json *.geojson *.zip);;All (*)"
            ),
        )
        if path:
            self.open_file(Path(path))

    def _choose_subject(self) -> None:
        self._subject_chosen = True
        self._change(subject=self.parts.subject.value(), maps=[], sets=[], profile=None)

    def _change(self, **changed: Any) -> None:
        if self._request is not None and not self._writing:
            self._request = replace(self._request, **changed)
            self._look(guess_subject=False)

    def _change_sets(self) -> None:
        sets = [part.strip() for part in self.parts.sets.text().split(";") if part.strip()]
        if self._request is not None and sets != self._request.sets:
            self._change(sets=sets)

    def _use_profile(self) -> None:
        if self._looked is not None and self._looked.suggested is not None and self._request is not None:
            self._request = as_profile_says(self._request, self._looked.suggested)
            self._subject_chosen = True
            self._look(guess_subject=False)

    def _mark(self, mark: Mark) -> None:
        if self._request is not None and not self._writing:
            self._request = replace(self._request)  # another one, whose answer is told from earlier ones
            guess = mark.changes_columns and not self._subject_chosen
            self._look(guess_subject=guess, mark=mark)

    def _read_text_so(self, delimiter: str | None, encoding: str | None) -> None:
        """The sheet has other columns then: it is understood anew."""
        if self._request is not None and not self._writing:
            self._request = replace(
                self._request, delimiter=delimiter, encoding=encoding, layout=None, maps=[], profile=None
            )
            self._look(guess_subject=not self._subject_chosen)

    def _look(self, *, guess_subject: bool, mark: Mark | None = None) -> None:
        if self._work is not None:
            self._work.cancel()
        self._done = False
        self.parts.say(self.tr("Reading it …"))
        request = self._request
        self._work = self._bridge.work(
            look_at,
            request,
            guess_subject=guess_subject,
            mark=mark,
            progress=self._bridge.on_gui(partial(self._show_progress, request)),
            done=partial(self._take, request),
            refused=partial(self._not_read, request),
        )
        self._show_state()

    def _take(self, request: Request, looked: Looked | None) -> None:
        if request is not self._request:
            return  # something else was chosen meanwhile
        self._work = None
        if looked is None:
            self._keep_looked(self.tr("Cancelled: nothing was written."))
            return
        self._looked, self._request = looked, looked.request
        self._show_in_turns(looked, self._steps(looked), self._is_shown)

    def _steps(self, looked: Looked) -> Iterator[None]:
        yield from self.parts.show_looked(looked)
        self._choose_rows(self._choice)
        yield

    def _show_in_turns(self, looked: Looked, steps: Iterator[None], then: Callable[[], None]) -> None:
        """A step a turn of the event loop, so that keys and the pointer are answered between them."""
        if self._request is not looked.request:
            return  # something else was chosen meanwhile
        try:
            next(steps)
        except StopIteration:
            then()
        else:
            QTimer.singleShot(0, self, lambda: self._show_in_turns(looked, steps, then))

    def _is_shown(self) -> None:
        assert self._looked is not None
        if self._opening:
            self._opening = False
            odd = bool(self._looked.table.understood)
            self.parts.show_tab("sheet" if odd else "columns" if self._looked.missing else "rows")
        self._show_state()
        self.shown.emit()

    def _not_read(self, request: Request, error: Exception) -> None:
        if request is self._request:
            self._work = None
            self._keep_looked(said(error) if isinstance(error, TrackerError) else str(error), "error")

    def _keep_looked(self, words: str, state: str = "") -> None:
        """What was asked cannot be: what was there holds."""

        def tell() -> None:
            self.parts.say(words, state)
            self._show_state()
            self.shown.emit()

        if self._looked is None:
            tell()
            return
        self._request = self._looked.request
        self._show_in_turns(self._looked, self._steps(self._looked), tell)

    def _choose_rows(self, name: str, *_: object) -> None:
        self._choice = name
        self.parts.chips[name].setChecked(True)
        if self._looked is not None and self._looked.preview is not None:
            self.parts.model.show_lines(rows.shown_rows(self._looked.preview, name))
            self.parts.rows.fit_columns(most=WIDEST)
        self.parts.reason.setText("")

    def _show_reason(self, current: Any, *_: object) -> None:
        line = self.parts.model.line(current.row())
        self.parts.reason.setText(
            "" if line is None else rows.reason_at(line, self._field_at(current.column()))
        )

    def _field_at(self, column: int) -> str | None:
        preview = self._looked.preview if self._looked is not None else None
        names = rows.fields_of(preview) if preview is not None else []
        return names[column - rows.FIRST_FIELD] if 0 <= column - rows.FIRST_FIELD < len(names) else None

    def _decided(self) -> None:
        if self._looked is not None:
            self.parts.show_rows_of(self._looked)
            self._choose_rows(self._choice)
            self._show_state()

    def _show_progress(self, request: Request, done: int) -> None:
        if self._work is not None and request is self._request:
            of = self._looked.sheet_count if self._looked is not None else 0
            self.parts.show_progress(done, of)
            self.parts.say(self.tr("{n} rows …").format(n=f"{done:,}"))

    # Bringing in

    def _bring_in(self) -> None:
        if (
            self._looked is None
            or self._looked.bound is None
            or self._request is None
            or self._work is not None
        ):
            return
        self._request = replace(
            self._request, good_only=self.parts.good_rows.isChecked(), decisions=self.parts.alike.decisions()
        )
        self._writing = True
        self._work = self._bridge.work(
            bring_in,
            self._looked,
            self._request,
            progress=self._bridge.on_gui(partial(self._show_progress, self._request)),
            done=self._came_in,
            refused=self._did_not,
        )
        self._show_state()

    def _came_in(self, receipt: Receipt | None) -> None:
        if receipt is None:
            self._work, self._writing = None, False
            self.parts.say(self.tr("Cancelled: nothing was written."))
            self._show_state()
            return
        self._work, self._writing, self._receipt, self._done = None, False, receipt, True
        self.parts.say(f"{counts_said(receipt)} {outcome_said(receipt)}")
        self.parts.receipt.show_receipt(receipt)
        self.parts.receipt.undo.setEnabled(receipt.action is not None)
        self.parts.show_tab("receipt")
        self._read_past()
        self._show_state()
        self.parts.tabs["receipt"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.imported.emit()

    def _did_not(self, error: Exception) -> None:
        self._work, self._writing = None, False
        self.parts.say(said(error) if isinstance(error, TrackerError) else str(error), "error")
        self._show_state()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _show_them(self) -> None:
        if self._request is not None:
            self.page_requested.emit(PAGES.get(self._request.subject, "facilities"))

    def _show_kept(self, index: Any) -> None:
        line = self.parts.past_model.line(index.row())
        if line is not None:
            self.parts.receipt.show_kept(line)
            self.parts.receipt.show_buttons(action=False, came_in=False, refused=False, written=False)
            self.parts.tabs["receipt"].setEnabled(True)
            self.parts.show_tab("receipt")

    def _ask_refused(self) -> None:
        assert self._request is not None
        near = self._request.path.with_name(f"{self._request.path.stem}-refused.csv")
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the refused rows"), str(near), self.tr("CSV (*.csv)")
        )
        if path:
            self.write_refused(Path(path))

    def write_refused(self, path: Path) -> None:
        """The refused rows as they stood, each with its reason, to a CSV: found by a trial, which writes nothing."""
        assert self._request is not None
        trial = replace(self._request, dry_run=True, refused_to=path)
        self._bridge.work(
            bring_in, self._looked, trial, done=partial(self._wrote_refused, path), refused=self._did_not
        )

    def _wrote_refused(self, path: Path, receipt: Receipt) -> None:
        if receipt.refused_to:
            self._written_to = path
            words = self.tr("The refused rows are in {file}. Correct them there, and import that file.")
            self.said.emit(Message(words.format(file=path.name), "good", seconds=8, topic="refused_rows"))
            self._show_state()
        else:
            words = " ".join(explain(note) for note in receipt.notes)
            self.said.emit(Message(words, "error", topic="refused_rows"))

    def _ask_profile(self) -> None:
        if self._request is not None:
            self.parts.profile_panel.start(self._request.path.stem)

    def keep_profile(self, name: str) -> None:
        """Keep what was chosen under a name."""
        assert self._request is not None
        panel = self.parts.profile_panel

        def kept(path: Path) -> None:
            panel.hide()
            self.parts.save_profile.setFocus(Qt.FocusReason.OtherFocusReason)
            self.said.emit(Message(self.tr("Kept as {name}.").format(name=path.stem), "good", seconds=8))

        self._bridge.run(
            save_profile,
            profile_of(self._request, name),
            done=kept,
            refused=lambda error: panel.say(explain(error), "error"),
        )

    # What is shown

    def _read_past(self) -> None:
        if self._situation is not None:
            self._bridge.read(find_receipts, self._situation.pk, done=self.parts.show_past, key="import.past")

    def _show_state(self) -> None:
        self._state.show(
            self._looked,
            None if self._done else self._looked and self._looked.preview,
            self._receipt,
            busy=self._work is not None,
            writing=self._writing,
            written=self._written_to is not None,
        )
