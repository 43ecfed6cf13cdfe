import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QTimeZone
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import small_store
from tests.ui.shell import looks, put_in_fakes
from tracker.bulk import Cancelled
from tracker.draftbox import DraftBox, path_beside
from tracker.settings import Settings, demo_store_path, load_settings
from tracker.situations import find_sectors, find_situations
from tracker.store import open_store
from ui.autosave import Autosave
from ui.bridge import Bridge
from ui.instance import Instance
from ui.main_window import MainWindow
from ui.opening import Opening


@dataclass
class Started:
    window: MainWindow
    bridge: Bridge
    opening: Opening
    qtbot: QtBot

    def begin(self) -> None:
        self.opening.begin(self.opening.instance.take())

    def words(self, name: str) -> str:
        found = self.window.findChild(QLabel, name)
        return found.text() if found is not None and found.isVisible() else ""

    def press(self, name: str) -> None:
        button = self.window.findChild(QPushButton, name)
        assert button is not None and button.isVisible()
        button.click()

    def wait_for_trouble(self) -> str:
        self.qtbot.waitUntil(lambda: self.words("trouble_happened") != "")
        return self.words("trouble_happened") + " " + self.words("trouble_kept")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "here" / "store.btrk"


@pytest.fixture
def started(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Started]:
    put_in_fakes(monkeypatch)
    path.parent.mkdir()
    bridge, autosave = Bridge(), Autosave()
    window = MainWindow(looks(), "incidents")
    qtbot.addWidget(window)
    window.furnish_now()
    window.furnish(bridge, autosave)
    opening = Opening(
        window, bridge, autosave, Settings(), Instance(path, window), demo=False, author="R. recorder"
    )
    window.show()
    yield Started(window, bridge, opening, qtbot)
    autosave.close()
    bridge.close()
    opening.instance.leave()


def test_an_existing_store_is_opened(started: Started, path: Path) -> None:
    small_store(path).store.close()
    started.begin()
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert started.window.top.station.text() == "Padvarionys"
    # The warning comes once a laptop, in words; the status line keeps it.
    assert any("Not yet for real records" in words for words in started.window.messages.texts())
    assert load_settings().told_not_for_real_records


# --- Set-up ---


def fill(started: Started, **texts: str) -> QWidget:
    form = started.window.findChild(QWidget, "setup_form")
    assert form is not None and form.isVisible()
    for name, text in texts.items():
        form.fields[name].input().set_text(text)
    return form


@pytest.mark.parametrize(
    ("named", "proposed"),
    [
        (b"Europe/Vilnius", "Europe/Vilnius"),
        (b"Etc/UTC", "UTC"),
        (b"UTC+02:30", "Asia/Kathmandu"),
        (b"", "Asia/Kathmandu"),
    ],
)
def test_the_set_up_proposes_the_zone_that_the_system_names(
    started: Started, monkeypatch: pytest.MonkeyPatch, named: bytes, proposed: str
) -> None:
    """Where it names none that Python knows, what the environment says; the system is asked through Qt."""
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setattr(QTimeZone, "systemTimeZoneId", lambda: QByteArray(named))
    started.begin()
    form = started.window.findChild(QWidget, "setup_form")
    assert form.fields["time_zone"].input().text() == proposed


def test_a_first_start_sets_up_a_store_in_one_action(started: Started, path: Path) -> None:
    started.begin()
    assert "Not yet for real records" in started.words("setup_warning")
    assert not started.window.rail.isEnabled()
    fill(
        started,
        station="Padvarionys <b>& co</b>",
        author="R. recorder",
        name="Lithuania – Belarus 2021",
        time_zone="Europe/Vilnius",
        cutoff="8",
        sectors="Druskininkai\n\n  Lavoriškės \nكابتشياميستيس 🏞",
    )
    started.press("setup_form_save")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert started.window.rail.isEnabled()
    assert started.window.top.station.text() == "Padvarionys <b>& co</b>"
    assert load_settings().author == "R. recorder"
    store = open_store(path, "x")
    with store.read() as session:
        (situation,) = find_situations(session)
        sectors = [sector.name for sector in find_sectors(session, situation.pk)]
    store.close()
    assert (situation.name, situation.time_zone, situation.cutoff) == (
        "Lithuania – Belarus 2021",
        "Europe/Vilnius",
        480,
    )
    assert sectors == ["Druskininkai", "Lavoriškės", "كابتشياميستيس 🏞"]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(DISTINCT action_id) FROM revision").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("station", "", "needed"),
        ("author", "  ", "needed"),
        ("name", "", "needed"),
        ("time_zone", "Middle/Earth", "not a time zone"),
        ("cutoff", "25:00", "day ends at"),
        ("cutoff", "noon", "day ends at"),
        ("sectors", "Varėna\nvarėna", "already"),
        ("sectors", "x" * 300, "characters"),
        ("name", "x" * 10_000, "characters"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    started: Started, path: Path, field: str, text: str, says: str
) -> None:
    started.begin()
    form = fill(started, **({"station": "P", "author": "R", "name": "L"} | {field: text}))
    started.press("setup_form_save")
    assert says in form.fields[field].words.text()
    assert form.fields[field].input().text() == text
    assert not path.exists()


def test_a_store_that_cannot_be_made_is_told_and_nothing_is_left(started: Started, path: Path) -> None:
    started.begin()
    fill(started, station="P", author="R", name="L")
    path.mkdir()  # somebody was quicker
    started.press("setup_form_save")
    assert "already" in started.wait_for_trouble()
    assert list(path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(started: Started, path: Path) -> None:
    started.begin()
    form = fill(started, station="P", author="R", name="L")
    started.qtbot.waitUntil(
        lambda: "kept" in form.kept_note.text()
    )  # or the draft would make the folder again
    path.parent.rename(path.parent.with_name("gone"))
    path.parent.write_text("somebody's file")
    started.press("setup_form_save")
    assert f"{path.parent} cannot be opened" in started.wait_for_trouble()


def kept_forms(path: Path) -> list[str]:
    box = DraftBox(path_beside(path))
    try:
        return [kept.form for kept in box.read_all()]
    finally:
        box.close()


def test_a_half_typed_set_up_is_kept_and_comes_back(started: Started, path: Path) -> None:
    started.begin()
    form = fill(started, station="Padvarionys", author="", sectors="Druskininkai\nLavor")
    started.qtbot.waitUntil(lambda: "kept" in form.kept_note.text())
    assert kept_forms(path) == ["setup_form"]
    # The laptop was switched off: another window, on the same place.
    started.opening._show_setup()
    again = started.window.pages.currentWidget().form
    assert again is not form
    started.qtbot.waitUntil(lambda: again.fields["station"].input().text() == "Padvarionys")
    assert again.fields["sectors"].input().text() == "Druskininkai\nLavor"
    assert again.fields["author"].input().text() == ""
    assert started.window.messages.texts() == []
    again.fields["author"].input().set_text("R")
    again.fields["name"].input().set_text("L")
    again.save_button.click()
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    started.qtbot.waitUntil(lambda: kept_forms(path) == [])


def test_an_untouched_set_up_keeps_nothing(started: Started, path: Path) -> None:
    started.begin()
    form = fill(started, station="P")
    started.qtbot.waitUntil(lambda: "kept" in form.kept_note.text())
    assert kept_forms(path) == ["setup_form"]
    form.fields["station"].input().set_text("")
    started.qtbot.waitUntil(lambda: kept_forms(path) == [])


def test_a_set_up_kept_beside_a_store_that_is_there_by_now_is_forgotten(started: Started, path: Path) -> None:
    small_store(path).store.close()
    box = DraftBox(path_beside(path))
    box.keep("setup_form-1", "setup_form", {"station": "Padvarionys"})
    box.close()
    started.begin()
    started.qtbot.waitUntil(lambda: kept_forms(path) == [])
    assert not any("half-typed" in words for words in started.window.messages.texts())


# --- The demo ---


def slow_demo(target: Path, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
    """As the demo is written: a file of another name until it is whole, and asked about cancelling as it goes."""
    beside = target.with_name(target.name + ".new-1")
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.write_text("half")
    try:
        progress(1, 2)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if cancelled():
                raise Cancelled
            time.sleep(0.01)
    finally:
        beside.unlink()


def test_writing_the_demo_is_cancelled_and_the_set_up_is_back(
    started: Started, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.demo.write_demo", slow_demo)
    started.begin()
    fill(started, station="Padvarionys")
    started.press("setup_demo")
    started.qtbot.waitUntil(lambda: "1 of 2" in started.words("loading"))
    started.press("loading_cancel")
    started.qtbot.waitUntil(lambda: started.window.pages.currentWidget().objectName() == "setup_page")
    form = started.window.pages.currentWidget().form
    started.qtbot.waitUntil(lambda: form.fields["station"].input().text() == "Padvarionys")
    assert not [found for found in demo_store_path().parent.iterdir() if found.suffix != ".lock"]
    assert not started.window.top.is_demo


def test_a_demo_that_was_asked_for_at_the_start_can_be_tried_again(
    started: Started, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.demo.write_demo", slow_demo)
    started.opening._demo = True
    started.begin()
    started.qtbot.waitUntil(lambda: "1 of 2" in started.words("loading"))
    started.press("loading_cancel")
    assert "cancelled" in started.wait_for_trouble()
    monkeypatch.setattr("tracker.demo.write_demo", lambda target, **_: small_store(target).store.close())
    started.press("trouble_again")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert not started.window.findChild(QPushButton, "loading_cancel").isVisible()


def test_a_window_that_is_closed_leaves_no_half_of_a_demo(
    started: Started, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.demo.write_demo", slow_demo)
    started.opening._demo = True
    started.begin()
    started.qtbot.waitUntil(lambda: "1 of 2" in started.words("loading"))
    started.opening.end()
    assert not list(path.parent.glob("*.new-*"))


@pytest.mark.parametrize("starts", [True, False])
def test_from_the_demo_to_the_own_store(
    started: Started, path: Path, monkeypatch: pytest.MonkeyPatch, starts: bool
) -> None:
    called: list[list[str]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        called.append([program, *arguments])
        return starts, 4711

    monkeypatch.setattr("PySide6.QtCore.QProcess.startDetached", start)
    small_store(path).store.close()
    started.opening._demo = True
    started.begin()
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert "own_store" in [entry.id for entry in started.window._entries()]
    started.press("demo_button")
    assert called == [[sys.executable, "-P", "-m", "ui.app"]]
    assert started.window.isVisible() is not starts
    assert any("could not be opened" in words for words in started.window.messages.texts()) is not starts


def test_in_the_own_store_nothing_says_demo(started: Started, path: Path) -> None:
    small_store(path).store.close()
    started.begin()
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert "own_store" not in [entry.id for entry in started.window._entries()]
    assert not started.window.findChild(QPushButton, "demo_button").isVisible()


# --- What stands in the way ---


def newer(path: Path) -> None:
    small_store(path).store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()


def damaged(path: Path) -> None:
    small_store(path).store.close()
    with path.open("r+b") as file:
        file.seek(100)  # after the header: where the file says what it holds
        file.write(b"\xff" * 3996)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Path.mkdir, "is a folder"),
        (Path.touch, "empty file"),
        (lambda path: path.write_text("<html>not a store</html>" * 100), "not a store"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE t (a)").connection.close(), "not a store"),
        (newer, "newer Border Tracker"),
        (damaged, "damaged"),
    ],
    ids=["folder", "empty", "not SQLite", "another program's", "newer", "damaged"],
)
def test_what_stands_in_the_way_is_told_in_words(
    started: Started, path: Path, make: Callable[[Path], object], says: str
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    started.begin()
    told = started.wait_for_trouble()
    assert says in told
    assert "Traceback" not in told
    assert not started.window.top.new_incident.isVisible()
    if path.is_file():
        assert path.read_bytes() == before


def test_a_store_locked_by_another_program_can_be_tried_again(started: Started, path: Path) -> None:
    small_store(path).store.close()
    hold = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE');"
        "c.execute('CREATE TABLE t (a)'); print('held', flush=True); sys.stdin.read()"
    )
    # In a process of its own: within one, the locks of two copies of SQLite do not see each other.
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    started.begin()
    started.qtbot.waitUntil(lambda: started.words("trouble_happened") != "", timeout=40_000)
    assert "in use by another program" in started.words("trouble_happened")
    other.communicate("", timeout=10)
    started.press("trouble_again")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_store_is_told(started: Started, path: Path) -> None:
    small_store(path).store.close()
    path.chmod(0o400)
    started.begin()
    assert "cannot be written" in started.wait_for_trouble()


def test_a_lock_of_another_machine_is_explained_and_can_be_overridden(started: Started, path: Path) -> None:
    small_store(path).store.close()
    lock = path.with_name(path.name + ".lock")
    lock.write_text(f"4711\nborder-tracker\nother-laptop\n{'0' * 32}\n{'1' * 36}\n")
    started.begin()
    told = started.wait_for_trouble()
    assert "other-laptop" in told and "4711" in told
    assert not started.bridge.is_ready
    started.press("trouble_override")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert "other-laptop" not in lock.read_text()


def test_a_lock_left_by_a_killed_program_is_nobodys(started: Started, path: Path) -> None:
    small_store(path).store.close()
    lock = path.with_name(path.name + ".lock")
    lock.write_text(f"999999\npython3\n{socket.gethostname()}\n")
    started.begin()
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)


def test_from_trouble_to_the_demo(started: Started, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []

    def write(target: Path, progress: Callable[[int, int], None], **_: object) -> None:
        for done in (1, 2):
            progress(done, 2)
            told.append((done, 2))
        small_store(target).store.close()

    monkeypatch.setattr("tracker.demo.write_demo", write)
    path.mkdir()
    started.begin()
    started.wait_for_trouble()
    started.press("trouble_demo")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert started.bridge.store_path == demo_store_path()
    assert told == [(1, 2), (2, 2)]


def test_a_demo_that_cannot_be_written_is_told(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(_target: Path, progress: Callable[[int, int], None], **_: object) -> None:
        raise OSError("Jonas Jonaitis")

    monkeypatch.setattr("tracker.demo.write_demo", write)
    started.begin()
    started.press("setup_demo")
    told = started.wait_for_trouble()
    assert "fault of the program" in told
    assert "Jonas" not in told


def test_another_store_is_chosen(
    started: Started, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.btrk"
    small_store(other).store.close()
    path.touch()
    started.begin()
    started.wait_for_trouble()
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getOpenFileName", lambda *_args, **_named: (str(other), "")
    )
    started.press("trouble_other")
    started.qtbot.waitUntil(lambda: started.window.pages.page("incidents") is not None)
    assert started.bridge.store_path == other
