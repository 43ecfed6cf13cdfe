"""A main window with stand-ins for its pages: before its store is open, and after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import small_store
from tests.ui.shell import Shell, looks, put_in_fakes
from ui.autosave import Autosave
from ui.bridge import Bridge
from ui.main_window import MainWindow


@pytest.fixture
def shell(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    put_in_fakes(monkeypatch)
    path = tmp_path / "store.btrk"
    small = small_store(path)
    bridge, autosave = Bridge(), Autosave()
    window = MainWindow(looks(), "incidents")
    window.first_painted.connect(lambda: window.furnish(bridge, autosave))
    qtbot.addWidget(window)
    shell = Shell(window, bridge, autosave, small, path, qtbot)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: hasattr(window, "saving"))
    yield shell
    autosave.close()
    bridge.close()
    small.store.close()


@pytest.fixture
def opened(shell: Shell) -> Shell:
    shell.autosave.open(shell.path)
    shell.bridge.open(shell.path, "R. recorder")
    shell.qtbot.waitUntil(lambda: shell.window.pages.page("incidents") is not None)
    return shell
