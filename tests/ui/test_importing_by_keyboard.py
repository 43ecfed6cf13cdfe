"""A file is imported twice by the keyboard alone, in a real window: its header marked, nothing added twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Small, small_store
from tests.conftest import home_environment
from tests.real_window import RealWindow, missing_for_reading, session_bus
from tracker.incidents import Filter, count_incidents
from tracker.integrity import check_file

pytestmark = [pytest.mark.real_window, pytest.mark.slow]

# The first words under the title look like a header, and are none.
SHEET = """Border guard: what happened,,
first column,second column,third column
when,sector,persons
2021-08-01 10:00,Druskininkai,4
2021-08-02 10:00,Druskininkai,5
2021-08-02 25:10,Druskininkai,6
"""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "store.btrk")
    small.store.close()
    return small


@pytest.fixture
def screen(xvfb: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    missing = missing_for_reading()
    if missing:
        pytest.fail(f"{missing}: `make test` installs them; else choose -m 'not real_window'")
    with session_bus(tmp_path) as bus:
        yield xvfb | bus | home_environment(tmp_path / "home")


def open_file(window: RealWindow, file: Path) -> None:
    window.press("ctrl+i")
    window.go_to("File to import")
    window.type(str(file))
    window.press("Return")


def mark_the_header(window: RealWindow) -> None:
    window.wait_for("The sheet as it stands", "table")
    window.go_to("The sheet as it stands")
    window.press("ctrl+Home", "Down", "Down", "h")


def test_a_file_twice_by_the_keyboard_alone(small: Small, screen: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SHEET, encoding="utf-8")
    with RealWindow(small.store.path, screen) as window:
        window.wait_for("Today, until", "push button")
        open_file(window, file)
        mark_the_header(window)
        window.wait_for("Import 2 rows", "push button")
        window.wait_for("1 row refused: the receipt saves what stays out to a file")
        window.go_to("Import 2 rows")
        window.press("space")
        window.wait_for(
            r"list\.csv: 3 rows read: 2 added, 0 superseded, 0 unchanged, 0 set aside, 1 refused\. Written as one"
        )
        window.go_to("Rows that did not come in")
        window.wait_for("Row 6, When: “2021-08-02 25:10” has a time that no clock shows")

        open_file(window, file)
        mark_the_header(window)
        window.wait_for("Import 0 rows", "push button")
        window.go_to("Import 0 rows")
        window.press("space")
        window.wait_for(
            r"list\.csv: 3 rows read: 0 added, 0 superseded, 2 unchanged, 0 set aside, 1 refused\. Nothing was added"
        )

        # The one import is taken back, and what it brought is gone.
        window.press("ctrl+z")
        window.wait_for("Undone")
        window.close()
    with small.store.read() as session:
        assert count_incidents(session, Filter(small.line.pk, small.line.time_zone, small.line.cutoff)) == 0
    said = [line for line in window.said.read_text().splitlines() if "Could not find accessible" not in line]
    assert said == []
    assert check_file(small.store.path) == []
