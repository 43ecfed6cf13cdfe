"""The file of an export: asked about before it is overwritten, whole or not there, and what stands in the way of it."""

import os
import resource
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from tests.builders import NOON, Small
from tests.ui.pages.export_desk import ExportDesk
from tracker import bulk
from tracker.ids import new_id


def many(small: Small, count: int) -> None:
    drafts = [(new_id(), small.incident(persons=1 + n % 9)) for n in range(count)]
    bulk.write_staged(small.store, bulk.stage(small.store, drafts))


def test_the_name_says_what_it_is_and_when_and_nothing_of_anybody(exporting: ExportDesk) -> None:
    path = Path(exporting.bar.path.text())
    assert path.parent == Path.home()
    assert path.name.startswith("Records 20") and path.suffix == ".xlsx"
    assert not any(word in path.name for word in ("recorder", "Padvarionys", "Lithuania"))


def test_what_is_there_is_asked_about_and_stays(exporting: ExportDesk) -> None:
    path = exporting.path("x.zip")
    exporting.export()
    before = path.read_bytes()
    exporting.small.record()
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    assert exporting.note.startswith("x.zip is there already, of ") and "kB. Nothing was" in exporting.note
    assert not exporting.bar.overwrite.hasFocus()
    exporting.qtbot.keyClick(exporting.bar.keep, Qt.Key.Key_Escape)
    assert not exporting.bar.is_asking and path.read_bytes() == before

    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    exporting.export(lambda: exporting.press(exporting.bar.other))
    assert exporting.note.startswith("Written: x (2).zip, 7 records")
    assert path.read_bytes() == before

    exporting.path("x.zip")
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    exporting.export(lambda: exporting.press(exporting.bar.overwrite))
    assert path.read_bytes() != before
    assert sorted(p.name for p in exporting.folder.iterdir()) == ["x (2).zip", "x.zip"]


def test_notes_that_are_there_are_asked_about_too(exporting: ExportDesk) -> None:
    (exporting.folder / "f.csv.notes.txt").write_text("somebody's own")
    exporting.path("f.csv")
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    assert "f.csv.notes.txt is there already" in exporting.note
    assert (exporting.folder / "f.csv.notes.txt").read_text() == "somebody's own"


def test_what_the_systems_dialog_asked_is_not_asked_again_and_only_once(exporting: ExportDesk) -> None:
    path = exporting.folder / "x.zip"
    path.write_bytes(b"before")
    exporting.page.take_file(path)
    assert exporting.bar.save.hasFocus()
    exporting.export()
    assert path.read_bytes() != b"before"
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    # An ending that was put on behind its back was asked about by nobody.
    (exporting.folder / "y.zip").write_bytes(b"before")
    exporting.page.take_file(exporting.folder / "y")
    assert exporting.bar.path.text().endswith("y.zip")
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: exporting.bar.is_asking)
    assert (exporting.folder / "y.zip").read_bytes() == b"before"


def test_form_and_ending_are_one(exporting: ExportDesk) -> None:
    exporting.path("x.hxl.csv")
    assert exporting.choices.form.editor.value() == "csv" and exporting.choices.hxl.isChecked()
    exporting.choose_form("xlsx")
    assert exporting.bar.path.text() == str(exporting.folder / "x.hxl.xlsx")
    exporting.path("y")
    assert exporting.bar.path.text() == str(exporting.folder / "y.hxl.xlsx")
    exporting.publish()
    exporting.path("z.geojson")
    assert exporting.choices.form.editor.value() == "xlsx"
    assert exporting.bar.path.text() == str(exporting.folder / "z.xlsx")
    exporting.type(exporting.bar.path, "")
    assert Path(exporting.bar.path.text()).name.startswith("Figures for publication ")


def test_a_folder_or_half_a_path_is_made_whole(exporting: ExportDesk) -> None:
    exporting.type(exporting.bar.path, f"{exporting.folder}/")
    path = Path(exporting.bar.path.text())
    assert path.parent == exporting.folder and path.name.startswith("Records 20")
    for typed, whole in (
        ("x", Path.home() / "x.xlsx"),
        ("~/y.xlsx", Path.home() / "y.xlsx"),
        ("~nobody at all/z", Path.home() / "~nobody at all" / "z.xlsx"),
        (f'"{exporting.folder}/a b.xlsx"', exporting.folder / "a b.xlsx"),
        (f"{exporting.folder}/.zip", exporting.folder / "export.zip"),
    ):
        exporting.type(exporting.bar.path, typed)
        assert exporting.bar.path.text() == str(whole), typed
    exporting.type(exporting.bar.path, "/")
    assert Path(exporting.bar.path.text()).parent == Path("/")


@pytest.mark.parametrize("name", ["x.xlsx", "x.zip", "x.geojson"])
def test_cancelled_it_leaves_nothing(exporting: ExportDesk, name: str) -> None:
    many(exporting.small, 3_000)
    path = exporting.path(name)
    exporting.press(exporting.bar.save)
    assert not exporting.choices.isEnabled() and not exporting.bar.save.isEnabled()
    exporting.press(exporting.bar.cancel)
    exporting.qtbot.waitUntil(lambda: exporting.note == "Cancelled: nothing was written.", timeout=20_000)
    assert list(exporting.folder.iterdir()) == []
    assert exporting.choices.isEnabled() and not exporting.bar.progress.isVisible()
    exporting.export()
    assert path.exists()


def test_a_publication_can_be_cancelled_while_its_figures_are_tried(exporting: ExportDesk) -> None:
    many(exporting.small, 60)
    exporting.publish()
    exporting.path("p.xlsx")
    exporting.press(exporting.bar.save)
    exporting.qtbot.waitUntil(lambda: "figures tried" in exporting.note, timeout=20_000)
    exporting.press(exporting.bar.cancel)
    exporting.qtbot.waitUntil(lambda: exporting.note == "Cancelled: nothing was written.", timeout=20_000)
    assert list(exporting.folder.iterdir()) == []


def test_progress_goes_through_all_records(exporting: ExportDesk) -> None:
    many(exporting.small, 3_000)
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    exporting.path("x.xlsx")
    seen: list[tuple[int, int]] = []
    bar = exporting.bar.progress
    bar.valueChanged.connect(lambda value: seen.append((value, bar.maximum())))
    exporting.export()
    # Two sectors, two facilities, a situation and a station are in it too.
    assert (1_004, 3_006) in seen and (3_004, 3_006) in seen


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none/x.zip", "There is no folder "),
        ("folder.zip", "folder.zip is a folder. Nothing was written: give the file another name."),
        ("x" * 300 + ".zip", "cannot be written"),
    ],
)
def test_what_stands_in_the_way_is_told_with_what_to_do(exporting: ExportDesk, name: str, words: str) -> None:
    (exporting.folder / "folder.zip").mkdir()
    exporting.path(name)
    exporting.press(exporting.bar.save)
    exporting.told()
    exporting.qtbot.waitUntil(lambda: words in exporting.note)
    assert exporting.bar.words.property("state") == "error"
    assert exporting.bar.save.isEnabled()
    assert [p.name for p in exporting.folder.iterdir()] == ["folder.zip"]


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as POSIX systems do")
@pytest.mark.parametrize(("name", "count"), [("x.xlsx", 300), ("x.xlsx", 1), ("x.zip", 300)])
def test_a_full_disk_is_told_and_nothing_is_left(exporting: ExportDesk, name: str, count: int) -> None:
    many(exporting.small, count)
    (exporting.folder / name).write_bytes(b"before")
    exporting.page.take_file(exporting.folder / name)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        exporting.press(exporting.bar.save)
        exporting.qtbot.waitUntil(lambda: "is full" in exporting.note, timeout=20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "make room, or choose another place" in exporting.note
    assert (exporting.folder / name).read_bytes() == b"before"
    assert [p.name for p in exporting.folder.iterdir()] == [name]


def test_a_store_that_is_left_stops_it(exporting: ExportDesk) -> None:
    many(exporting.small, 3_000)
    exporting.path("x.xlsx")
    exporting.press(exporting.bar.save)
    exporting.bridge.close()
    assert list(exporting.folder.iterdir()) == []


class Opener(QObject):
    """In the place of the system's file manager."""

    opened: list[str]

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_folder_is_opened_in_the_systems_own_way(exporting: ExportDesk) -> None:
    opener = Opener(exporting.page)
    opener.opened = []
    exporting.path("x.zip")
    exporting.export()
    QDesktopServices.setUrlHandler("file", opener, "open")
    try:
        exporting.press(exporting.page.receipt.open_folder)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert opener.opened == [str(exporting.folder)]


def test_ctrl_return_writes_from_any_field(exporting: ExportDesk) -> None:
    exporting.small.record(happened_at=NOON)
    exporting.path("x.zip")
    field = exporting.choices.first.editor
    field.setFocus()
    exporting.export(
        lambda: exporting.qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    )
    assert (exporting.folder / "x.zip").exists()


def test_what_is_recorded_meanwhile_does_not_make_progress_jump(exporting: ExportDesk) -> None:
    many(exporting.small, 3_000)
    with exporting.looked():
        exporting.page.refresh(None)  # type: ignore[arg-type]
    exporting.path("x.xlsx")
    seen: list[tuple[int, int]] = []
    bar = exporting.bar.progress

    def moved(value: int) -> None:
        seen.append((value, bar.maximum()))
        exporting.page.refresh(None)  # type: ignore[arg-type]

    bar.valueChanged.connect(moved)
    exporting.export()
    done = [pair for pair in seen if pair[0] > 1_000]
    assert done
    assert all(of == 3_006 for _, of in done)
