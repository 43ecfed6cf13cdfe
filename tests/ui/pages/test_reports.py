"""The reports page on the reference situation: the report as it will be printed, and what can be done with it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.shell import looks
from tracker.codes import Purpose, Sensitivity
from tracker.report.release import find_reports, path_of
from tracker.situations import SituationLine
from ui.bridge import Bridge
from ui.pages.reports import ReportsPage
from ui.reports.made import Shown

DAY = date(2021, 8, 3)


class Desk:
    """The page on a store, and what the main window does for it."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self.qtbot = qtbot
        self.bridge = Bridge()
        self.bridge.open(path, "R. recorder")
        qtbot.waitUntil(lambda: self.bridge.is_ready)
        self.page = ReportsPage(self.bridge, looks().palette)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 700)
        self.bridge.changed.connect(self.page.refresh)
        self.page.show()

    def show(self, situation: SituationLine, day: date = DAY) -> Shown:
        with self.qtbot.waitSignal(self.page.shown, timeout=20_000):
            self.page.show_situation(situation, day)
        return self.made

    @property
    def made(self) -> Shown:
        assert self.page._shown is not None
        return self.page._shown

    def again(self, act: Any) -> Shown:
        with self.qtbot.waitSignal(self.page.shown, timeout=20_000):
            act()
        return self.made


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    made.record(persons=23, happened_at=NOON)
    yield made
    made.store.close()


@pytest.fixture
def desk(qtbot: QtBot, small: Small, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "s.btrk")
    yield desk
    desk.bridge.close()


def test_the_report_of_the_day_is_shown_page_by_page(desk: Desk, small: Small) -> None:
    shown = desk.show(small.line)
    assert shown.wanted.day == DAY
    assert desk.page.preview.number.text() == f"Page 1 of {len(shown.pages)}"
    assert desk.page.preview.note.whole.startswith("Draft, not released · log position ")
    assert any(spot.words.startswith("Arrivals") for spot in shown.pages[0].spots)
    desk.page.preview.after.click()
    assert desk.page.preview.number.text() == f"Page 2 of {len(shown.pages)}"


def test_a_figure_opens_the_incidents_behind_it(desk: Desk, small: Small) -> None:
    shown = desk.show(small.line)
    told: list[Any] = []
    desk.page.records_selected.connect(told.append)
    sheet = desk.page.preview.sheet
    spot = next(s for s in shown.pages[0].spots if s.target.filter is not None)
    desk.qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.rectangle(spot).center().toPoint())
    assert told == [spot.target.filter]
    assert (told[0].first_day, told[0].last_day, told[0].arrivals) == (DAY, DAY, True)


def test_what_is_written_meanwhile_is_in_it(desk: Desk, small: Small) -> None:
    before = desk.show(small.line).report.position
    from tracker import incidents
    from tracker.drafts import Incident

    draft = Incident(situation=small.situation, persons=4, happened_at=NOON)
    after = desk.again(lambda: desk.bridge.write(incidents.record_incident, draft))
    assert after.report.position > before


def test_another_choice_makes_another_report(desk: Desk, small: Small) -> None:
    desk.show(small.line)
    form = desk.page.form
    assert desk.again(lambda: form.paper.choose("letter")).wanted.paper == "letter"
    shown = desk.again(lambda: form.remarks.setPlainText("Two buses are on their way."))
    assert shown.wanted.remarks == "Two buses are on their way."
    form.sensitivity.choose(Sensitivity.STRICTLY_CONFIDENTIAL)
    form.purpose.choose(Purpose.PUBLICATION)
    assert form.sensitivity.value() is Sensitivity.PUBLIC  # what is published is not confidential unless said


def test_remarks_are_what_is_kept_and_choices_alone_are_not(desk: Desk) -> None:
    form = desk.page.form
    form.paper.choose("letter")
    assert form.keep() == {}
    form.remarks.setPlainText("half a sent")
    kept = form.keep()
    form.clear()
    assert form.remarks.toPlainText() == ""
    assert form.paper.value() == "letter"
    form.restore(kept)
    assert form.remarks.toPlainText() == "half a sent"


def test_it_is_saved_as_pdf(desk: Desk, small: Small, tmp_path: Path) -> None:
    shown = desk.show(small.line)
    told: list[Any] = []
    desk.page.said.connect(told.append)
    path = tmp_path / "report.pdf"
    desk.page.write(path, shown)
    desk.qtbot.waitUntil(lambda: bool(told))
    assert told[0].words == f"It is in {path}."
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == len(shown.pages)
        assert "/StructTreeRoot" in pdf.Root


def test_a_place_that_cannot_be_written_is_told_and_the_report_stays(
    desk: Desk, small: Small, tmp_path: Path
) -> None:
    shown = desk.show(small.line)
    desk.page.write(tmp_path / "no such folder" / "report.pdf", shown)
    desk.qtbot.waitUntil(lambda: "There is no folder" in desk.page.preview.note.whole)
    assert desk.page.form.file_button.isEnabled()


def test_it_is_printed(desk: Desk, small: Small, tmp_path: Path) -> None:
    shown = desk.show(small.line)
    from ui.reports.printing import make_printer

    printer = make_printer("a4")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    told: list[Any] = []
    desk.page.said.connect(told.append)
    desk.page.print_on(printer, shown)
    desk.qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0].words == "It was sent to the printer."
    with pikepdf.open(tmp_path / "printed.pdf") as pdf:
        assert len(pdf.pages) == len(shown.pages)


def test_a_release_is_a_revision_and_is_shown_as_it_was(desk: Desk, small: Small) -> None:
    desk.show(small.line)
    form = desk.page.form
    draft = desk.again(lambda: form.remarks.setPlainText("Two buses are on their way."))
    form.save_button.click()
    released = desk.again(form.yes.click)
    assert released.report is not None
    assert draft.report is not None
    assert released.wanted.released
    assert released.wanted.remarks == "Two buses are on their way."
    assert released.report.position == draft.report.position
    assert desk.page.preview.note.whole.startswith("Released, as of log position ")
    assert form.remarks.toPlainText() == ""
    assert not form.save_button.isEnabled()
    table = desk.page.released.table
    assert [table.model().index(0, c).data() for c in range(3)] == [
        "3 Aug 2021",
        "operational",
        "R. recorder",
    ]
    with small.store.read() as session:
        (line,) = find_reports(session, small.situation)
    assert path_of(small.store.path, line).read_bytes() == released.pdf
    # Something is recorded: the released report stays as it was, and the day's own is made anew.
    own = desk.again(lambda: form.paper.choose("letter"))
    assert not own.wanted.released
    again = desk.again(lambda: table.activated.emit(table.model().index(0, 0)))
    assert again.pdf == released.pdf


def test_the_other_documents_of_the_day(desk: Desk, small: Small) -> None:
    desk.show(small.line)
    page = desk.page

    def choose(name: str) -> Shown:
        button = page.findChild(QPushButton, f"document_{name}")
        assert button is not None
        return desk.again(button.click)

    handover = choose("handover")
    assert handover.pages
    assert not page.form.save_button.isVisible()
    spoken = choose("radio")
    assert not spoken.pages
    assert "23" in page.preview.spoken.toPlainText() or "two three" in page.preview.spoken.toPlainText()
    assert page.preview.spoken.isVisible()
    assert not page.form.print_button.isEnabled()
    blank = choose("form")
    assert len(blank.pages) == 1
    assert page.form.print_button.isEnabled()
    report = choose("report")
    assert report.report is not None
    assert page.form.save_button.isVisible()


def test_what_is_published_has_no_remarks(desk: Desk, small: Small) -> None:
    desk.show(small.line)
    form = desk.page.form
    desk.again(lambda: form.remarks.setPlainText("Not for everybody."))
    shown = desk.again(lambda: form.purpose.choose(Purpose.PUBLICATION))
    assert shown.wanted.remarks is None
    assert not form.fields["remarks"].isVisible()


def test_releasing_asks_twice(desk: Desk, small: Small) -> None:
    desk.show(small.line)
    form = desk.page.form
    form.release_asked.disconnect()
    told: list[None] = []
    form.release_asked.connect(lambda: told.append(None))
    form.save_button.click()
    assert form.sure.isVisible()
    assert "Nothing takes it back" in form.note.text()
    form.no.click()
    assert (told, form.sure.isVisible()) == ([], False)
    form.save_button.click()
    form.yes.click()
    assert len(told) == 1
