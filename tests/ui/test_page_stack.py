"""How the pages are imported: Qt classes on the GUI thread alone, and never so many at once that typing waits."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import small_store
from tests.tracker.terminal import ROOT
from ui.page_stack import PLACES, Place

MOST = 16  # of our own modules in a turn of the event loop; they take half a millisecond to five each


def run(code: str, *words: str, **environment: str) -> object:
    ran = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment,
        capture_output=True,
        timeout=120,
        check=False,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_what_is_imported_beside_makes_no_qt_class(place: Place) -> None:
    code = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps([name for name in sys.modules if name.startswith(("PySide6", "shiboken6", "pyqtgraph"))]))
"""
    assert run(code, *place.beside) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_turn_imports_much(place: Place) -> None:
    code = """
import importlib, json, sys
import ui.main_window, ui.saving, ui.side_panel, ui.message_bar, ui.recovery
beside, parts = json.loads(sys.argv[1]), json.loads(sys.argv[2])
for name in ("tracker.store", *beside):
    importlib.import_module(name)
counts = {}
for name in parts:
    before = set(sys.modules)
    importlib.import_module(name)
    new = set(sys.modules) - before
    counts[name] = [sum(n.startswith("ui.") for n in new), sorted(n for n in new if n.startswith("tracker."))]
print(json.dumps(counts))
"""
    counts = run(code, json.dumps(place.beside), json.dumps([*place.parts, place.module]))
    assert isinstance(counts, dict)
    assert {name: count for name, (count, _) in counts.items() if count > MOST} == {}
    # And what makes no Qt class has come beside.
    assert {name: more for name, (_, more) in counts.items() if more} == {}


def test_every_qt_class_is_made_on_the_gui_thread(tmp_path: Path) -> None:
    """Asked of the real program: which thread imports what, until all pages are there."""
    store = tmp_path / "s.btrk"
    small_store(store).store.close()
    code = """
import json, sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.page_stack import PLACES
from ui.program import Program

elsewhere = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            elsewhere.append(name)
        return None

sys.meta_path.insert(0, Watch())
app = QApplication(sys.argv[:1])
app.setApplicationName("border-tracker")
program = Program(app, Path(sys.argv[1]), demo=False, page="incidents")
assert program.start()

def look():
    pages = program.window.pages
    if len(pages._modules) == len(PLACES):
        app.quit()
        return
    if pages.page(pages.shown) is not None:
        pages._load_others()  # else they wait until the first one has been painted, which takes a window
    QTimer.singleShot(20, look)

QTimer.singleShot(20, look)
app.exec()
program.stop()
print(json.dumps([n for n in elsewhere if n.startswith(("ui", "pyqtgraph", "PySide6"))]))
"""
    found = run(code, str(store), XDG_CONFIG_HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path))
    assert isinstance(found, list)
    assert set(found) <= {
        "ui.plots", "ui.plots.arrays", "ui.importing", "ui.importing.trial", "ui.exporting", "ui.exporting.job",
        "ui.exporting.naming",
    }  # fmt: skip
    assert "ui.plots.arrays" in found  # the watch sees what other threads import
