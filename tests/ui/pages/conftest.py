"""The demo, written once for all pages of a worker; and a small store, with what a page of incidents needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import Small, small_store
from tests.ui.desk import Desk
from tests.ui.pages.export_desk import ExportDesk
from tests.ui.pages.import_desk import ImportDesk
from tracker import demo
from ui.bridge import Bridge


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo in a store, to be read only."""
    path = tmp_path_factory.mktemp("demo") / "demo.btrk"
    demo.write_demo(path)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture
def desk(qtbot: QtBot, small: Small) -> Iterator[Desk]:
    bridge = Bridge()
    bridge.open(small.store.path, "R. recorder")
    qtbot.waitUntil(lambda: bridge.is_ready)
    yield Desk(qtbot, small, bridge)
    bridge.close()


@pytest.fixture
def importing(qtbot: QtBot, small: Small, tmp_path: Path) -> Iterator[ImportDesk]:
    desk = ImportDesk(qtbot, small, tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def exporting(qtbot: QtBot, small: Small, tmp_path: Path) -> Iterator[ExportDesk]:
    folder = tmp_path / "out"
    folder.mkdir()
    desk = ExportDesk(qtbot, small, folder)
    yield desk
    desk.close()
