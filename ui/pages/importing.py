"""The import page: a file, how it was understood, its columns, its rows as they will be, and the receipt.

Whatever is chosen has the file read and tried again, off the GUI thread; nothing is written before Import is pressed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from tracker import bulk
from tracker.errors import TrackerError
from tracker.files.fields import Subject
from tracker.files.profiles import profile_of, save_profile
from tracker.files.request import Request
from tracker.import_receipts import find_receipts
from ui.importing import rows
from ui.importing.layout import Parts
from ui.importing.trial import Looked, as_profile_says, bring_in, look_at
from ui.message_bar import Message
from ui.palette import Palette
from ui.words import explain

if TYPE_CHECKING:
    from datetime import date

    from tracker.change import Change
    from tracker.files.receipt import Receipt
    from tracker.situations import SituationLine
    from ui.bridge import Bridge
    from ui.long_work import LongWork

PAGES = {
    Subject.PUBLISHED_TOTALS: "arrivals",
    Subject.INCIDENTS: "incidents",
    Subject.CONTEXT_EVENTS: "board",
}


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
        self._choice = rows.ALL
        self.parts = Parts(self)
        self.parts.apply_palette(palette)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        p = self.parts
        p.path.returnPressed.connect(lambda: self.open_file(Path(p.path.text().strip()).expanduser()))
        p.choose.clicked.connect(self._ask_file)
        p.sheet.activated.connect(lambda _: self._change(sheet=p.sheet.value(), layout=None, maps=[]))
        p.subject.activated.connect(lambda _: self._change(subject=p.subject.value(), maps=[], sets=[]))
        p.order.activated.connect(lambda _: self._change(order=p.order.value()))
        p.columns.changed.connect(lambda: self._change(maps=p.columns.maps(), profile=None))
        p.new_sectors.toggled.connect(lambda on: self._change(create_sectors=on or None))
        p.sets.editingFinished.connect(self._change_sets)
        p.use_profile.clicked.connect(self._use_profile)
        for name, chip in p.chips.items():
            chip.clicked.connect(partial(self._choose_rows, name))
        p.rows.selectionModel().currentRowChanged.connect(self._show_reason)
        p.bring_in.clicked.connect(self._bring_in)
        p.cancel.clicked.connect(self._cancel)
        p.undo.clicked.connect(self.undo_requested)
        p.show_them.clicked.connect(self._show_them)
        p.save_refused.clicked.connect(self._ask_refused)
        p.save_profile.clicked.connect(self._ask_profile)

    # What others ask

    def show_situation(self, situation: SituationLine, _day: date | None) -> None:
        """Files are about this situation."""
        other = self._situation is not None and self._situation.id != situation.id
        self._situation = situation
        self._read_past()
        if other and self._request is not None:
            self._change(situation=situation.id)

    def refresh(self, change: Change) -> None:
        """Something was written: the import may no longer be what undo takes back."""
        self._read_past()
        if not self._writing:
            self.parts.undo.setEnabled(False)

    def take_keyboard(self) -> None:
        """The keyboard goes to the page."""
        self.parts.path.setFocus()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.parts.apply_palette(palette)

    def open_file(self, path: Path) -> None:
        """Look at a file; what was chosen for another one goes."""
        if self._situation is None or self._writing:
            return
        self.parts.path.setText(str(path))
        self._looked = self._receipt = None
        self._request = Request(
            path,
            Subject.INCIDENTS,
            situation=self._situation.id,
            create_sectors=self.parts.new_sectors.isChecked() or None,
        )
        self._look(guess_subject=True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.open_file(Path(event.mimeData().urls()[0].toLocalFile()))

    # Looking

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Import a table"),
            self.parts.path.text(),
            self.tr("Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods *.html *.htm *.json *.geojson);;All (*)"),
        )
        if path:
            self.open_file(Path(path))

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
            self._look(guess_subject=False)

    def _look(self, *, guess_subject: bool) -> None:
        if self._work is not None:
            self._work.cancel()
        self.parts.note.setText(self.tr("Reading it …"))
        request = self._request
        self._work = self._bridge.work(
            look_at,
            request,
            guess_subject=guess_subject,
            progress=self._bridge.on_gui(self._show_progress),
            done=partial(self._take, request),
            refused=partial(self._not_read, request),
        )
        self._show_state()

    def _take(self, request: Request, looked: Looked) -> None:
        if request is not self._request:
            return  # something else was chosen meanwhile
        self._work, self._looked, self._request = None, looked, looked.request
        self.parts.show_looked(looked)
        self._choose_rows(self._choice)
        self._show_state()
        self.shown.emit()

    def _not_read(self, request: Request, error: Exception) -> None:
        if request is not self._request or isinstance(error, bulk.Cancelled):
            return
        self._work, self._looked = None, None
        self.parts.note.setText(explain(error) if isinstance(error, TrackerError) else str(error))
        self._show_state()
        self.shown.emit()

    def _choose_rows(self, name: str, *_: object) -> None:
        self._choice = name
        self.parts.chips[name].setChecked(True)
        if self._looked is not None and self._looked.preview is not None:
            self.parts.model.show_lines(rows.shown_rows(self._looked.preview, name))
            self.parts.rows.fit_columns()
        self.parts.reason.setText("")

    def _show_reason(self, current: Any, *_: object) -> None:
        line = self.parts.model.line(current.row())
        self.parts.reason.setText("" if line is None else rows.reasons(line))

    def _show_progress(self, done: int) -> None:
        if self._work is not None:
            self.parts.note.setText(self.tr("{n} rows …").format(n=f"{done:,}"))

    # Bringing in

    def _bring_in(self) -> None:
        if self._looked is None or self._looked.bound is None or self._request is None:
            return
        self._request = replace(self._request, good_only=not self.parts.all_good.isChecked())
        self._writing = True
        self._work = self._bridge.work(
            bring_in,
            self._looked,
            self._request,
            progress=self._bridge.on_gui(self._show_progress),
            done=self._came_in,
            refused=self._did_not,
        )
        self._show_state()

    def _came_in(self, receipt: Receipt) -> None:
        self._work, self._writing, self._receipt = None, False, receipt
        self.parts.note.setText(rows.receipt_words(receipt))
        self.parts.undo.setEnabled(receipt.action is not None)
        self._read_past()
        self._show_state()
        self.imported.emit()

    def _did_not(self, error: Exception) -> None:
        self._work, self._writing = None, False
        if isinstance(error, bulk.Cancelled):
            self.parts.note.setText(self.tr("Cancelled: nothing was written."))
        else:
            self.parts.note.setText(explain(error) if isinstance(error, TrackerError) else str(error))
        self._show_state()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _show_them(self) -> None:
        if self._request is not None:
            self.page_requested.emit(PAGES.get(self._request.subject, "facilities"))

    def _ask_refused(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the refused rows"), "", self.tr("CSV (*.csv)")
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
            words = self.tr("The refused rows are in {file}.").format(file=path.name)
            self.said.emit(Message(words, "good", seconds=8, topic="refused_rows"))
        else:
            words = " ".join(explain(note) for note in receipt.notes)
            self.said.emit(Message(words, "error", topic="refused_rows"))

    def _ask_profile(self) -> None:
        name, given = QInputDialog.getText(self, self.tr("Save as profile"), self.tr("Name"))
        if given and name.strip():
            self.keep_profile(name.strip())

    def keep_profile(self, name: str) -> None:
        """Keep what was chosen under a name."""
        assert self._request is not None
        self._bridge.run(
            save_profile,
            profile_of(self._request, name),
            done=lambda path: self.said.emit(
                Message(self.tr("Kept as {name}.").format(name=path.stem), "good", seconds=8)
            ),
            refused=lambda error: self.said.emit(Message(explain(error), "error")),
        )

    # What is shown

    def _read_past(self) -> None:
        if self._situation is not None:
            self._bridge.read(find_receipts, self._situation.pk, done=self.parts.show_past, key="import.past")

    def _show_state(self) -> None:
        looked, busy = self._looked, self._work is not None
        self.parts.show_state(
            ready=looked is not None and looked.preview is not None and not busy,
            looked=looked is not None,
            busy=busy,
            receipt=self._receipt if not busy else None,
        )
