"""The export page: what is chosen, what that excludes, what will be in it; then the file, read back."""

import csv
import json
import zipfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.builders import NOON
from tests.ui.pages.export_desk import ExportDesk
from tracker import drafts, incidents, situations
from tracker.codes import Sensitivity
from tracker.files.out.own import import_own
from tracker.files.out.own_files import own_export
from ui.exporting.naming import form_by_ending, free_name, with_ending


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_what_will_be_in_it_is_what_comes_in_again(exporting: ExportDesk) -> None:
    exporting.small.record(text="by the river")
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    assert exporting.title == "7 records will be in it"
    assert exporting.bar.save.text() == "Export 7 records"
    assert "Files of evidence" in exporting.left_out
    path = exporting.path("all.xlsx")
    exporting.export()
    assert exporting.note == "Written: all.xlsx, 7 records, strictly confidential."
    own = own_export(path)
    assert own is not None
    receipt = import_own(exporting.folder / "new.btrk", own, "R. recorder")
    assert (receipt.read, receipt.added) == (7, 7)


def test_the_receipt_says_file_class_purpose_counts_and_what_is_not_in_it(exporting: ExportDesk) -> None:
    exporting.tick("facility", "sector")
    exporting.qtbot.waitUntil(lambda: "Records of other kinds: situations" in exporting.left_out)
    path = exporting.path("places.zip")
    exporting.export()
    receipt = exporting.page.receipt
    assert receipt.isVisible() and exporting.page.tabs["receipt"].hasFocus()
    exporting.press(receipt.copy_it)
    said = QApplication.clipboard().text()
    size = f"{path.stat().st_size / 1000:.0f}"
    for words in (
        "File: places.zip", f"Size: {size} kB", "Purpose: Operational",
        "May be shared: Confidential", "Situation: Lithuania – Belarus 2021", "Days: all", "Log position: 6",
        "(Europe/Vilnius)", "Facilities: 2", "Sectors: 2", "Left out:", "Records of other kinds: situations, stations",
    ):  # fmt: skip
        assert words in said
    assert "Incidents:" not in said and str(path.parent) not in said
    assert str(path.parent) in [label.text() for label in receipt.findChildren(QLabel)]
    with zipfile.ZipFile(path) as package:
        assert {"facility.csv", "sector.csv", "notes.txt"} < set(package.namelist())
        assert "incident.csv" not in package.namelist()
    # Something else is chosen: the receipt gives way, and is not lost.
    exporting.press(exporting.choices.void_too)
    assert not receipt.isVisible()
    exporting.press(exporting.page.tabs["receipt"])
    assert receipt.isVisible()


def test_a_csv_is_of_one_kind_and_the_ticks_come_back_after_it(exporting: ExportDesk) -> None:
    exporting.small.record()
    exporting.choose_form("csv")
    assert exporting.kinds.chosen == ("incident",)
    assert "Choose its kind" in exporting.choices.form.words.text()
    assert Path(exporting.bar.path.text()).name.startswith("Incidents ")
    exporting.tick("facility")
    assert exporting.kinds.chosen == ("facility",)
    path = exporting.path("f.csv")
    exporting.export()
    assert [row[rows(path)[0].index("name")] for row in rows(path)[1:]] == ["Pabradė", "Rukla"]
    assert "Left out: Records of other kinds" in (exporting.folder / "f.csv.notes.txt").read_text("utf-8")
    assert "f.csv.notes.txt, the notes" in exporting.page.receipt.text()
    exporting.choose_form("zip")
    assert len(exporting.kinds.chosen) == exporting.kinds.rowCount()


def test_geojson_holds_what_has_a_place_and_says_of_the_others_why_not(exporting: ExportDesk) -> None:
    exporting.small.record(latitude=54.0, longitude=24.5)
    exporting.press(exporting.choices.hxl)
    exporting.choose_form("geojson")
    assert exporting.kinds.chosen == ("sector", "incident", "facility")
    shown = {exporting.kinds.index(r, 0).data(): exporting.kinds.index(r, 1) for r in range(14)}
    assert shown["Headcounts"].data() == "has no place"
    assert not shown["Headcounts"].flags() & Qt.ItemFlag.ItemIsEnabled
    assert not exporting.choices.hxl.isEnabled() and "no tags" in exporting.choices.form.words.text()
    path = exporting.path("x.geojson")
    exporting.export()
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [f["geometry"]["coordinates"] for f in features if f["geometry"]] == [[24.5, 54.0]]


def test_a_publication_is_figures_alone_and_says_what_it_leaves_out(exporting: ExportDesk) -> None:
    for n in range(4):
        exporting.small.record(text="a secret", place="by the mill", happened_at=NOON - timedelta(hours=n))
    exporting.choose_form("geojson")
    exporting.publish()
    choices = exporting.choices
    assert choices.form.editor.value() == "xlsx" and choices.form.editor.count() == 3
    assert "what is published has no places" in choices.form.words.text()
    assert "1 January" in choices.days_words.text()
    assert not choices.void_too.isVisible() and not exporting.page.contents.table.isVisible()
    assert choices.sensitivity.editor.value() is Sensitivity.PUBLIC
    for words in ("Single records", "Small counts", "Free text, exact places and times, evidence"):
        assert words in exporting.left_out
    assert Path(exporting.bar.path.text()).name.startswith("Figures for publication ")
    path = exporting.path("p.csv")
    assert exporting.bar.save.text() == "Export the figures"
    exporting.export()
    text = path.read_text(encoding="utf-8-sig")
    assert "arrivals 2021" in text
    assert not any(secret in text for secret in ("a secret", "mill", "Pabradė", exporting.small.situation))
    assert exporting.note.endswith("rows, public.")
    assert "Purpose: Publication" in exporting.page.receipt.text()


def test_a_situation_without_incidents_is_published_too(exporting: ExportDesk) -> None:
    exporting.publish()
    path = exporting.path("p.zip")
    exporting.export()
    with zipfile.ZipFile(path) as package:
        assert "notes.txt" in package.namelist()


def test_hxl_tags_stand_under_the_header_and_in_the_name(exporting: ExportDesk) -> None:
    exporting.choose_form("csv")
    exporting.press(exporting.choices.hxl)
    assert exporting.bar.path.text().endswith(".hxl.csv")
    exporting.tick("sector")
    exporting.path(Path(exporting.bar.path.text()).name)
    exporting.export()
    (path,) = exporting.folder.glob("Sectors *.hxl.csv")
    tags = dict(zip(*rows(path)[:2], strict=True))
    assert (tags["id"], tags["situation"]) == ("#meta+id", "#crisis+name")
    assert len(rows(path)) == 4


def test_the_class_follows_what_is_in_it_until_one_is_chosen(exporting: ExportDesk) -> None:
    box, field = exporting.choices.sensitivity.editor, exporting.choices.sensitivity
    assert box.value() is Sensitivity.STRICTLY_CONFIDENTIAL
    exporting.tick("facility")
    assert box.value() is Sensitivity.CONFIDENTIAL
    exporting.choose(box, Sensitivity.PUBLIC)
    assert field.words.text() == "What is in it asks for: confidential. People could be found by it."
    assert box.property("state") == "warning"
    exporting.tick("facility", "sector")
    exporting.path("f.zip")
    exporting.export()
    assert "May be shared: Public" in exporting.page.receipt.text()
    exporting.publish()
    with exporting.looked():
        exporting.press(exporting.choices.operational)
    assert box.value() is Sensitivity.CONFIDENTIAL


def test_days_are_chosen_and_a_day_that_is_none_keeps_it_from_being_written(exporting: ExportDesk) -> None:
    exporting.small.record()
    exporting.small.record(happened_at=NOON - timedelta(days=30))
    first, last = exporting.choices.first, exporting.choices.last
    exporting.type(first.editor, "someday")
    assert first.words.text() == "Write it like 2021-08-03 or 3 Aug."
    assert first.editor.property("state") == "error"
    first.editor.setFocus()
    exporting.qtbot.keyClicks(first.editor, "x")
    assert first.editor.property("state") != "error"  # it is being typed
    assert not exporting.bar.save.isEnabled()
    exporting.type(first.editor, "2021-08-01")
    exporting.type(last.editor, "2021-07-31")
    assert last.words.text() == "This day is before the first one."
    assert not exporting.bar.save.isEnabled()
    with exporting.looked():
        exporting.type(last.editor, "2021-08-31")
    exporting.qtbot.waitUntil(lambda: exporting.title == "7 records will be in it")
    assert "Records of other days." in exporting.left_out
    exporting.path("x.zip")
    exporting.export()
    assert exporting.page.receipt.written.made.counts["incident"] == 1
    assert "Days: 2021-08-01 to 2021-08-31" in exporting.page.receipt.text()


def test_one_situation_or_all_but_one_for_publication(exporting: ExportDesk) -> None:
    exporting.small.store.write(
        situations.open_situation, drafts.Situation(name="Turkey – Greece", time_zone="Europe/Athens")
    )
    box = exporting.choices.situation.editor
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    assert [box.itemText(i) for i in range(box.count())] == [
        "Lithuania – Belarus 2021", "Turkey – Greece", "All in the store",
    ]  # fmt: skip
    assert "Other situations: 1." in exporting.left_out and exporting.title.startswith("6 ")
    with exporting.looked():
        exporting.choose(box, None)
    assert "Other situations" not in exporting.left_out and exporting.title.startswith("7 ")
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    assert box.currentText() == "All in the store"
    exporting.publish()
    assert box.count() == 2 and box.value() is not None


def test_voided_records_are_left_out_unless_they_are_asked_for(exporting: ExportDesk) -> None:
    exporting.small.store.write(incidents.void_incident, exporting.small.record(), "twice")
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    assert "Voided records: 1." in exporting.left_out and exporting.title.startswith("6 ")
    with exporting.looked():
        exporting.press(exporting.choices.void_too)
    assert "Voided" not in exporting.left_out and exporting.title.startswith("7 ")


def test_with_nothing_ticked_nothing_is_written(exporting: ExportDesk) -> None:
    exporting.press(exporting.page.contents.no_kinds)
    assert exporting.title == "Tick at least one kind of records"
    assert not exporting.bar.save.isEnabled()
    exporting.press(exporting.page.contents.all_kinds)
    exporting.qtbot.waitUntil(exporting.bar.save.isEnabled)


def test_another_situation_that_is_looked_at_is_the_one_that_is_exported(exporting: ExportDesk) -> None:
    made = situations.open_situation
    other = exporting.small.store.write(
        made, drafts.Situation(name="Second", time_zone="Europe/Athens")
    ).value
    with exporting.small.store.read() as session:
        line = situations.get_situation(session, other)
    with exporting.looked():
        exporting.page.show_situation(line, None)
    assert exporting.choices.situation.editor.currentText() == "Second"
    exporting.qtbot.waitUntil(lambda: exporting.title.startswith("2 "))  # itself, and the station


def test_every_part_has_a_name(exporting: ExportDesk) -> None:
    exporting.path("x.zip")
    exporting.export()
    for look in ("contents", "receipt"):
        exporting.press(exporting.page.tabs[look])
        for part in exporting.page.findChildren(QWidget):
            if part.isVisible() and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert part.objectName() and part.accessibleName(), (part, part.objectName())


def test_in_a_small_window_it_scrolls_and_is_never_cut_at_its_side(exporting: ExportDesk) -> None:
    exporting.page.resize(555, 310)  # a laptop of 1366x768 at 200 %
    exporting.path("x.zip")
    exporting.export()
    exporting.qtbot.wait(1)
    page, scroll = exporting.page, exporting.page.scroll
    for look in ("contents", "receipt"):
        exporting.press(page.tabs[look])
        exporting.qtbot.wait(1)
        assert scroll.widget().width() <= scroll.viewport().width(), look
        assert scroll.widget().height() > scroll.viewport().height()
    assert exporting.bar.geometry().bottom() <= page.height() and page.width() == 555
    page.take_keyboard()
    assert exporting.choices.operational.hasFocus() and scroll.verticalScrollBar().value() == 0


def test_names_of_files(tmp_path: Path) -> None:
    assert form_by_ending("A.HXL.CSV") == ("csv", True)
    assert form_by_ending("a.pdf") is None
    assert with_ending(tmp_path / "a.hxl.xlsx", ".zip") == tmp_path / "a.zip"
    assert with_ending(tmp_path / "a.b", ".hxl.csv") == tmp_path / "a.b.hxl.csv"
    for name in ("a.hxl.csv", "a (2).hxl.csv"):
        (tmp_path / name).touch()
    assert free_name(tmp_path / "a.hxl.csv") == tmp_path / "a (3).hxl.csv"
