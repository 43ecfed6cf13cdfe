"""The table after a jump: the old rows stay for a moment, and the screen never for longer."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOON, Small, small_store
from tests.ui.reads import Reads
from tracker import bulk
from tracker.ids import new_id
from tracker.incidents import Filter
from ui.models.incident_list import IncidentList
from ui.pages.incident_table import IncidentTable


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    made = small_store(tmp_path / "s.btrk")
    records = [(new_id(), made.incident(happened_at=NOON - timedelta(minutes=n))) for n in range(400)]
    bulk.write_staged(made.store, bulk.stage(made.store, records))
    yield made
    made.store.close()


@pytest.fixture
def reads(small: Small) -> Reads:
    return Reads(small.store)


@pytest.fixture
def table(qtbot: QtBot, small: Small, reads: Reads) -> IncidentTable:
    model = IncidentList(reads)
    made = IncidentTable(model)
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    model.show(Filter(small.line.pk, "Europe/Vilnius"), 2021)
    reads.answer()
    assert model.is_counted
    return made


def jump(table: IncidentTable) -> None:
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
    assert not table.viewport().updatesEnabled()


def test_it_is_painted_again_as_soon_as_the_rows_are_there(table: IncidentTable, reads: Reads) -> None:
    table._patience.setInterval(3_600_000)
    jump(table)
    reads.answer()
    assert table.viewport().updatesEnabled()
    assert not table._patience.isActive()


def test_rows_that_do_not_come_are_not_waited_for(qtbot: QtBot, table: IncidentTable) -> None:
    jump(table)
    qtbot.waitUntil(table.viewport().updatesEnabled)
    # Nor by somebody who goes on scrolling: the patience begins anew only once it has been painted.
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    assert table._patience.isActive()
    qtbot.waitUntil(table.viewport().updatesEnabled)


def test_another_list_is_painted_at_once(table: IncidentTable, reads: Reads, small: Small) -> None:
    table._patience.setInterval(3_600_000)
    jump(table)
    table._list.show(Filter(small.line.pk, "Europe/Vilnius", typed="nothing"), 2021)
    reads.answer()
    assert table.viewport().updatesEnabled()
