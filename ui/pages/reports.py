"""The reports page: what can be made of the day as it will be printed, what is chosen for it, what is done with it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tracker.codes import Purpose
from tracker.days import day_of
from tracker.errors import TrackerError
from tracker.whole_file import write_whole
from ui import look
from ui.incident_words import number
from ui.message_bar import Message
from ui.palette import Palette
from ui.reports.document_choice import DocumentChoice
from ui.reports.made import Document, Shown, Wanted, make, release_it
from ui.reports.preview import Preview
from ui.reports.printing import RESOLUTION, make_printer, print_pages
from ui.reports.released import Released
from ui.reports.report_form import ReportForm
from ui.words import explain

if TYPE_CHECKING:
    from tracker.change import Change
    from tracker.report.document import Behind
    from tracker.report.release import ReportLine
    from tracker.situations import SituationLine
    from ui.bridge import Bridge
    from ui.long_work import LongWork

SOON = 400  # ms after the last letter or change until the report is made again
FORM = 320  # pixels


class ReportsPage(QWidget):
    """Makes the document of the day that is looked at, off the GUI thread, again and again while it is looked at."""

    records_selected = Signal(object)  # Filter: the incidents behind a figure
    facility_selected = Signal(str)  # id
    said = Signal(object)  # Message
    shown = Signal()  # a document has been made

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reports_page")
        self.setAccessibleName(self.tr("Reports"))
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._day: date | None = None
        self._work: LongWork | None = None
        self._wanted: Wanted | None = None  # what is being made
        self._shown: Shown | None = None
        self._looked_at: ReportLine | None = None  # a released report, which no change makes anew
        self.choice = DocumentChoice()
        self.form = ReportForm()
        self.released = Released(palette)
        self.preview = Preview(palette)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._lay_out()
        self._connect()
        self.form.offer(there=False, released=False)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("card", "true")
        left.setFixedWidth(FORM)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.form, 1)
        inside.addWidget(self.released)
        right = QVBoxLayout()
        right.setSpacing(look.TIGHT)
        right.addWidget(self.choice)
        right.addWidget(self.preview, 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.GAP)
        columns.addWidget(left)
        columns.addLayout(right, 1)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.make)
        self.choice.chosen.connect(self._choose)
        self.form.changed.connect(self._change)
        self.form.file_asked.connect(self._ask_file)
        self.form.print_asked.connect(self._ask_printer)
        self.form.release_asked.connect(self._release)
        self.released.report_selected.connect(self._look_at)
        self.preview.spot_pressed.connect(self._follow)

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """The documents of a reporting day of a situation, None for the one under way."""
        self._situation, self._day, self._looked_at = situation, now_day, None
        self._read_released()
        self.make()

    def refresh(self, change: Change) -> None:
        """Something was written: what is shown is made again, once for what comes together."""
        if not change.records or "report" in change.types:
            self._read_released()
        if self._looked_at is None and self.choice.document is not Document.FORM:
            self._soon.start()

    def take_keyboard(self) -> None:
        """The keyboard goes to the page."""
        self.preview.sheet.setFocus()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours around the paper."""
        self.preview.apply_palette(palette)
        self.released.apply_palette(palette)

    def show_form(self, _form: QWidget) -> None:
        """Remarks were brought back into the form: the report that they are for is shown."""
        self.choice.choose(Document.REPORT)
        self._entitle()

    # Making

    def make(self) -> None:
        """Make what is chosen now; what is under way and not wanted any more is stopped."""
        self._soon.stop()
        if self._situation is None:
            return
        line, published = self._looked_at, self.form.purpose.value() is Purpose.PUBLICATION
        wanted = Wanted(
            document=self.choice.document,
            situation=self._situation.id,
            day=self._day or self._today(),
            paper=self.form.paper.value(),
            purpose=self.form.purpose.value(),
            sensitivity=self.form.sensitivity.value(),
            remarks=None if published else self.form.remarks.value(),
        )
        if line is not None:
            wanted = Wanted(
                document=Document.REPORT,
                situation=self._situation.id,
                day=line.day,
                paper=line.paper,
                purpose=line.purpose,
                sensitivity=line.sensitivity,
                remarks=line.remarks,
                position=line.position,
                released=True,
            )
        if self._work is not None:
            self._work.cancel()
        self._wanted = wanted
        self.preview.say(self.tr("Making it …"))
        self._work = self._bridge.work(make, wanted, done=self._take, refused=partial(self._refuse, wanted))

    def _today(self) -> date:
        assert self._situation is not None
        now = datetime.now().astimezone()
        return day_of(now, self._situation.time_zone, self._situation.cutoff)

    def _choose(self, document: Document) -> None:
        self._looked_at = None
        self._entitle()
        self.make()

    def _change(self) -> None:
        """Something else was chosen for it: back from a released report to the day's own."""
        self._looked_at = None
        self._soon.start()

    def _take(self, shown: Shown | None) -> None:
        if shown is None or shown.wanted is not self._wanted:
            return  # another one is wanted by now
        self._shown = shown
        self.preview.show_pages(shown.pages, shown.sentences)
        report = shown.wanted.document is Document.REPORT
        self.form.offer(there=bool(shown.pdf), released=shown.wanted.released or not report)
        self._say_state()
        self.shown.emit()

    def _say_state(self) -> None:
        """Which state of which report is shown."""
        shown = self._shown
        if shown is None or shown.report is None:
            self.preview.say("")
            return
        position = number(shown.report.position)
        if shown.wanted.released:
            said = self.tr("Released"), self.tr("Released, as of log position {position}")
        else:
            said = self.tr("Draft, not released"), self.tr("Draft, not released · log position {position}")
        self.preview.say(said[1].format(position=position), said[0])

    def _refuse(self, wanted: Wanted, error: Exception) -> None:
        if wanted is self._wanted:
            self._shown = None
            self.preview.show_pages([])
            self.preview.say(_words(error))
            self.form.offer(there=False, released=False)

    # Releasing

    def _release(self) -> None:
        shown = self._shown
        if shown is None or shown.report is None or shown.wanted.released:
            return
        self.form.offer(there=True, released=True)  # not twice
        self.preview.say(self.tr("Releasing …"))
        self._bridge.write_by(
            release_it,
            shown.wanted,
            shown.report.position,
            done=self._was_released,
            refused=self._not_released,
        )

    def _was_released(self, _answer: Any) -> None:
        self.form.clear()
        self.form.edited.emit()  # what was kept of the remarks is in the report now
        self.said.emit(
            Message(self.tr("The report is released, and kept with this store."), "good", seconds=12)
        )
        self._read_released(then=True)

    def _not_released(self, error: Exception) -> None:
        self.preview.say(_words(error))
        self.form.offer(there=True, released=False)

    def _read_released(self, *, then: bool = False) -> None:
        """Read the list; and, where one has just been released, look at it."""
        from tracker.report.release import find_reports

        if self._situation is not None:
            self._bridge.read(
                find_reports,
                self._situation.id,
                done=partial(self._take_released, then=then),
                key="reports.released",
            )

    def _take_released(self, lines: list[ReportLine], *, then: bool) -> None:
        self.released.show_reports(lines)
        if then and lines:
            self._look_at(lines[0])

    def _look_at(self, line: ReportLine) -> None:
        self._looked_at = line
        self.choice.choose(Document.REPORT)
        self._entitle()
        self.make()

    def _entitle(self) -> None:
        """The form is of the document that is chosen."""
        self.form.name_it(self.choice.words, self.form.save_button.text())
        self.form.show_fields(report=self.choice.document is Document.REPORT)

    # What is behind a figure

    def _follow(self, behind: Behind) -> None:
        if behind.filter is not None:
            self.records_selected.emit(behind.filter)
        elif behind.facility is not None:
            self.facility_selected.emit(behind.facility)

    # Files and paper

    def _ask_file(self) -> None:
        if self._shown is None:
            return
        shown = self._shown
        name = self.choice.file_name(shown.wanted.document).format(day=shown.wanted.day.isoformat())
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save as"), name, self.tr("PDF (*.pdf)"))
        if chosen:
            self.write(Path(chosen), shown)

    def write(self, path: Path, shown: Shown) -> None:
        """Write what is shown to a file, whole or not at all, and say where it is."""
        self._bridge.run(
            write_whole,
            path,
            shown.pdf,
            done=lambda _: self.said.emit(
                Message(self.tr("It is in {path}.").format(path=path), "good", seconds=12)
            ),
            refused=lambda error: self.preview.say(_words(error)),
        )

    def _ask_printer(self) -> None:
        if self._shown is None:
            return
        shown, printer = self._shown, make_printer(self._shown.wanted.paper)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(shown.pages))
        dialog.accepted.connect(lambda: self.print_on(printer, shown))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def print_on(self, printer: QPrinter, shown: Shown) -> None:
        """Print what is shown, off the GUI thread."""
        self.preview.say(self.tr("Printing …"))
        self._bridge.run(
            lambda: print_pages(printer, shown.images(RESOLUTION)),
            done=self._printed,
            refused=lambda error: self.preview.say(_words(error)),
        )

    def _printed(self, taken: bool) -> None:
        if taken:
            self.said.emit(Message(self.tr("It was sent to the printer."), "good", seconds=12))
            self._say_state()
        else:
            self.preview.say(self.tr("The printer did not take it. Is it switched on, and has it paper?"))


def _words(error: Exception) -> str:
    """An error in words; a defect has been told already."""
    return explain(error) if isinstance(error, TrackerError) else ""
