"""The incident's form over a small store, at noon of a day that stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.typist import told
from ui.forms.incident import IncidentForm


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    yield made
    made.store.close()


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def form(qtbot: QtBot, small: Small, noon: None) -> IncidentForm:
    made = IncidentForm()
    qtbot.addWidget(made)
    made.resize(500, 700)
    made.show()
    qtbot.waitExposed(made)
    told(made, small)
    made.start()
    qtbot.waitUntil(made.quick.line.hasFocus)
    return made
