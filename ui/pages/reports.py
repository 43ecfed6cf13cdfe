"""The reports page: the day's situation report as it will be printed, what is chosen for it, and what to do with it."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tracker.days import day_of
from tracker.errors import TrackerError
from tracker.whole_file import write_whole
from ui import look
from ui.incident_words import number
from ui.message_bar import Message
from ui.palette import Palette
from ui.reports.made import Shown, Wanted, make
from ui.reports.preview import Preview
from ui.reports.printing import RESOLUTION, make_printer, print_pages
from ui.reports.report_form import ReportForm
from ui.words import explain

if TYPE_CHECKING:
    from tracker.change import Change
    from tracker.report.document import Behind
    from tracker.situations import SituationLine
    from ui.bridge import Bridge
    from ui.long_work import LongWork

SOON = 400  # ms after the last letter or change until the report is made again
FORM = 320  # pixels


class ReportsPage(QWidget):
    """Makes the report of the day that is looked at, off the GUI thread, again and again while it is looked at."""

    records_selected = Signal(object)  # Filter: the incidents behind a figure
    facility_selected = Signal(str)  # id
    said = Signal(object)  # Message
    shown = Signal()  # a report has been made

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
        self.form = ReportForm()
        self.preview = Preview(palette)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._lay_out()
        self._soon.timeout.connect(self.make)
        self.form.changed.connect(self._soon.start)
        self.form.file_asked.connect(self._ask_file)
        self.form.print_asked.connect(self._ask_printer)
        self.preview.spot_pressed.connect(self._follow)
        self.form.offer(there=False, released=False)

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("card", "true")
        left.setFixedWidth(FORM)
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.form)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(look.GAP)
        columns.addWidget(left)
        columns.addWidget(self.preview, 1)

    # What others ask

    def show_situation(self, situation: SituationLine, now_day: date | None) -> None:
        """The report of a reporting day of a situation, None for the one under way."""
        self._situation, self._day = situation, now_day
        self.make()

    def refresh(self, _change: Change) -> None:
        """Something was written: the report is made again, once for what comes together."""
        self._soon.start()

    def take_keyboard(self) -> None:
        """The keyboard goes to the page."""
        self.preview.sheet.setFocus()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours around the paper."""
        self.preview.apply_palette(palette)

    # Making

    def make(self) -> None:
        """Make the report as it is chosen now; one that is under way and not wanted any more is stopped."""
        self._soon.stop()
        if self._situation is None:
            return
        wanted = Wanted(
            situation=self._situation.id,
            day=self._day or self._today(),
            purpose=self.form.purpose.value(),
            sensitivity=self.form.sensitivity.value(),
            paper=self.form.paper.value(),
            remarks=self.form.remarks.value(),
        )
        if self._work is not None:
            self._work.cancel()
        self._wanted = wanted
        self.preview.say(self.tr("Making the report …"))
        self._work = self._bridge.work(make, wanted, done=self._take, refused=partial(self._refuse, wanted))

    def _today(self) -> date:
        assert self._situation is not None
        now = datetime.now().astimezone()
        return day_of(now, self._situation.time_zone, self._situation.cutoff)

    def _take(self, shown: Shown | None) -> None:
        if shown is None or shown.wanted is not self._wanted:
            return  # another one is wanted by now
        self._shown = shown
        self.preview.show_pages(shown.pages)
        self.form.offer(there=True, released=shown.wanted.released)
        self._say_state()
        self.shown.emit()

    def _say_state(self) -> None:
        """Which state of which report is shown."""
        if self._shown is None:
            return
        position = number(self._shown.made.position)
        if self._shown.wanted.released:
            said = self.tr("Released"), self.tr("Released, as of log position {position}")
        else:
            said = self.tr("Draft, not released"), self.tr("Draft, not released · log position {position}")
        self.preview.say(said[1].format(position=position), said[0])

    def _refuse(self, wanted: Wanted, error: Exception) -> None:
        if wanted is not self._wanted:
            return
        self._shown = None
        self.preview.show_pages([])
        self.preview.say(_words(error))
        self.form.offer(there=False, released=False)

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
        name = self.tr("Situation report {day}.pdf").format(day=shown.wanted.day.isoformat())
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report as"), name, self.tr("PDF (*.pdf)")
        )
        if chosen:
            self.write(Path(chosen), shown)

    def write(self, path: Path, shown: Shown) -> None:
        """Write the report that is shown to a file, whole or not at all, and say where it is."""
        self._bridge.run(
            write_whole,
            path,
            shown.made.pdf,
            done=lambda _: self.said.emit(
                Message(self.tr("The report is in {path}.").format(path=path), "good", seconds=12)
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
        """Print the report that is shown, off the GUI thread."""
        self.preview.say(self.tr("Printing …"))
        self._bridge.run(
            lambda: print_pages(printer, shown.made.images(RESOLUTION)),
            done=self._printed,
            refused=lambda error: self.preview.say(_words(error)),
        )

    def _printed(self, taken: bool) -> None:
        if taken:
            self.said.emit(Message(self.tr("The report was sent to the printer."), "good", seconds=12))
            self._say_state()
        else:
            self.preview.say(
                self.tr("The printer did not take the report. Is it switched on, and has it paper?")
            )


def _words(error: Exception) -> str:
    """An error in words; a defect has been told already."""
    return explain(error) if isinstance(error, TrackerError) else ""
