"""The table of incidents, lazy or with every row in memory. Jumps to a row for each line on standard input.

Prints the number of rows once it is there, then the seconds of each jump until real rows were painted; for the line
"memory" the bytes that the process has in memory.
"""

import gc
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QEventLoop, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication

from tests.bench import stores
from tracker.incidents import Filter, IncidentLine, find_incidents
from ui import look
from ui.bridge import Bridge
from ui.models.incident_list import ROW_ROLE, IncidentList
from ui.pages.incident_table import IncidentTable

CHUNK = 20_000


class AllRows:
    """Every row in a list, where the lazy model has blocks."""

    def __init__(self, rows: list[IncidentLine]) -> None:
        self.rows, self.count = rows, len(rows)

    def look(self, row: int) -> tuple[None, IncidentLine]:
        """No block, since there is nothing to be read; and the row."""
        return None, self.rows[row]


class FullyLoaded(IncidentList):
    """The floor: says and paints the same of a row, and has nothing to read."""

    def __init__(self, rows: list[IncidentLine], wanted: Filter) -> None:
        super().__init__(_nothing)
        self._blocks = AllRows(rows)  # type: ignore[assignment]
        self._wanted = wanted


def _nothing(*_: Any, **__: Any) -> None:
    raise AssertionError("a fully loaded list reads nothing")


def all_rows(session: Any, wanted: Filter) -> list[IncidentLine]:
    """Every row, in the order of the list."""
    rows: list[IncidentLine] = []
    while found := find_incidents(session, wanted, rows[-1].key if rows else None, CHUNK):
        rows += found
    return rows


class Jumps(QObject):
    """A table in a window, and how long it takes to be painted somewhere else."""

    def __init__(self, table: IncidentTable) -> None:
        super().__init__()
        self._table, self._loop = table, QEventLoop()
        self._table.viewport().installEventFilter(self)

    def jump(self, row: int) -> float:
        """Seconds until the rows there have been painted."""
        start = time.perf_counter()
        index = self._table.model().index(row, 0)
        self._table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        self._loop.exec()
        return time.perf_counter() - start

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._all_there():
            QTimer.singleShot(0, self._loop.quit)  # it has been painted then
        return super().eventFilter(watched, event)

    def _all_there(self) -> bool:
        model, view = self._table.model(), self._table.viewport()
        first, last = self._table.rowAt(0), self._table.rowAt(view.height() - 1)
        last = model.rowCount() - 1 if last < 0 else last
        return all(
            model.index(row, 0).data(ROW_ROLE) is not None for row in {first, (first + last) // 2, last}
        )


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def lazy_model(bridge: Bridge, wanted: Filter) -> QAbstractTableModel:
    """The product's model, its keys read."""
    loop = QEventLoop()
    model = IncidentList(bridge.read)
    model.shuffled.connect(loop.quit)
    model.show(wanted, stores.LAST.year)
    loop.exec()
    return model


def main(kind: str, path: str) -> None:
    """Answer each line."""
    app = QApplication(sys.argv[:1])
    look.start(app)
    store, line, sectors = stores.opened(Path(path))
    wanted = Filter(line.pk, time_zone=line.time_zone, cutoff=line.cutoff)
    names = {sector.pk: sector.name for sector in sectors}
    bridge = None
    if kind == "full":
        with store.read() as session:
            rows = all_rows(session, wanted)
        model: Any = FullyLoaded(rows, wanted)
        store.close()
        gc.collect()
        gc.freeze()  # or every collection would walk through a million rows
        gc.disable()
    else:
        store.close()
        bridge = Bridge()
        opened = QEventLoop()
        bridge.ready.connect(opened.quit)
        bridge.open(Path(path), "R. recorder")
        opened.exec()
        model = lazy_model(bridge, wanted)
    model.name_sectors(names)
    table = IncidentTable(model)
    table.resize(800, 700)
    table.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    table.show()
    jumps = Jumps(table)
    app.processEvents()
    print(model.rowCount(QModelIndex()), flush=True)
    for asked in sys.stdin:
        print(resident() if asked.strip() == "memory" else jumps.jump(int(asked)), flush=True)
    table.close()
    if bridge is not None:
        bridge.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
