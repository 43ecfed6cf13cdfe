"""The main job by the keyboard alone, in a real window: incidents, movements, a headcount, a void, an undo.

After each step three things are asked: what the window says (as a screen reader is told it), what
`border-tracker figures` says from another process, and at the end whether `check` finds the store sound.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Small, small_store
from tests.conftest import home_environment
from tests.real_window import ROOT, RealWindow, missing_for_reading, session_bus
from tracker import drafts
from tracker.days import zone
from tracker.facilities import change_capacity
from tracker.integrity import check_file

pytestmark = [pytest.mark.real_window, pytest.mark.slow]


def zone_where_it_is_noon() -> str:
    """So that a few minutes ago is today, and in some hours still is."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


BOTH = {"Druskininkai": 23, "Lavoriškės": 8}


class Figures:
    """The store as another process reads it."""

    def __init__(self, small: Small) -> None:
        self._path = small.store.path
        self._today = datetime.now(zone(small.line.time_zone)).date()

    def read(self) -> dict[str, Any]:
        """The entry of the one situation."""
        read = subprocess.run(
            [sys.executable, "-m", "ui.app", "figures", "--store", str(self._path), "--json"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        (situation,) = json.loads(read.stdout)
        return situation  # type: ignore[no-any-return]

    def expect(self, counted: int, sectors: dict[str, int], occupancy: int | None, expected: int) -> None:
        """The persons counted today, by sector, and the people in Pabradė and on the road to it."""
        read = self.read()
        assert read["counted"]["day"] == {str(self._today): counted}
        assert {name: n for name, n in read["counted"]["sector"].items() if n} == sectors
        place = next(f for f in read["facilities"] if f["name"] == "Pabradė")
        assert (place["occupancy"], place["expected"]) == (occupancy, expected)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "store.btrk", time_zone=zone_where_it_is_noon())
    change = drafts.CapacityChange(
        facility=small.facilities[0], from_at=datetime.now(UTC) - timedelta(days=9), operational=40
    )
    small.store.write(change_capacity, change)
    small.store.close()
    return small


@pytest.fixture
def screen(xvfb: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    missing = missing_for_reading()
    if missing:
        pytest.fail(f"{missing}: `make test` installs them; else choose -m 'not real_window'")
    with session_bus(tmp_path) as bus:
        yield xvfb | bus | home_environment(tmp_path / "home")


def shown_of_pabrade(window: RealWindow, people: str, coming: str = "") -> None:
    """The bar of Pabradė on the board, or in the list of facilities."""
    said = f"Pabradė: {people}, 40 places"
    window.wait_until(
        lambda: (bar := window.find(re.escape(said), "push button")) and (coming in bar.name) and bar,
        f"{said} … {coming}",
    )


def shown_today(window: RealWindow, persons: int) -> None:
    window.wait_for(rf"Today, until \d\d:\d\d: {persons}\b", "push button")


def test_the_main_job_by_keyboard_alone(small: Small, screen: dict[str, str]) -> None:
    figures = Figures(small)
    with RealWindow(small.store.path, screen) as window:
        shown_today(window, 0)

        # An incident by the quick line, its people sent to a facility.
        window.press("ctrl+n")
        window.go_to("Quick line")
        ago = (datetime.now(UTC) - timedelta(minutes=5)).astimezone(zone(small.line.time_zone))
        window.type(f"{ago:%H:%M} Druskininkai 23 IQ:15 CD:5 SY:3 minors 4 > Pabrade")
        window.press("ctrl+Return")
        window.wait_for("Incident recorded")
        figures.expect(23, {"Druskininkai": 23}, None, expected=23)
        window.press("ctrl+1")
        shown_today(window, 23)
        shown_of_pabrade(window, "people not known", "23 people on the road")

        # One by the form alone.
        window.press("ctrl+n")
        window.go_to("When")
        window.type(f"{ago:%H:%M}")
        window.go_to("Sector")
        window.type("l")
        window.go_to("Persons")
        window.type("8")
        window.press("ctrl+Return")
        window.wait_until(lambda: figures.read()["counted"]["sector"].get("Lavoriškės") == 8, "8 persons")
        window.wait_for("Incident recorded")
        figures.expect(31, BOTH, None, expected=23)
        window.press("ctrl+1")
        shown_today(window, 31)

        # Move people to a facility.
        window.press("ctrl+4")
        shown_of_pabrade(window, "people not known")
        window.go_to("Pabradė: people not known")
        window.press("m")
        window.go_to("Persons")
        window.type("10")
        window.press("ctrl+Return")
        shown_of_pabrade(window, "10 people", "23 people on the road")
        figures.expect(31, BOTH, 10, expected=23)

        # Those who were on the road arrive.
        window.go_to("Arrived …: 23 people to Pabradė")
        window.press("space")
        window.wait_for("Persons arrived")
        window.press("ctrl+Return")
        shown_of_pabrade(window, "33 people")
        figures.expect(31, BOTH, 33, expected=0)

        # A headcount that finds two people fewer.
        window.go_to("Pabradė: 33 people")
        window.press("h")
        window.go_to("Persons counted")
        window.type("31")
        window.wait_for("The movements give 33, you counted 31: difference −2")
        window.press("ctrl+Return")
        shown_of_pabrade(window, "31 people")
        figures.expect(31, BOTH, 31, expected=0)
        window.press("ctrl+1")
        shown_of_pabrade(window, "31 people")

        # The incident that came by the form is voided, and that is undone.
        window.press("ctrl+2")
        window.go_to("Incidents")
        to_row_of(window, "Lavoriškės")
        window.press("Delete")
        window.go_to("Why is this incident void?")
        window.type("entered twice")
        window.press("ctrl+Return")
        window.wait_for("Incident voided")
        figures.expect(23, {"Druskininkai": 23}, 31, expected=0)
        window.press("ctrl+1")
        shown_today(window, 23)
        window.press("ctrl+z")
        window.wait_for("Undone: incident voided")
        shown_today(window, 31)
        shown_of_pabrade(window, "31 people")
        figures.expect(31, BOTH, 31, expected=0)
        window.close()
    # Qt says so of its own, when the screen reader asks for a widget that has just gone.
    said = [line for line in window.said.read_text().splitlines() if "Could not find accessible" not in line]
    assert said == []
    assert check_file(small.store.path) == []


def to_row_of(window: RealWindow, sector: str) -> None:
    """Go down the list to the incident of a sector."""
    window.press("Home")
    for _ in range(4):
        if any(one.name == sector and "selected" in one.states for one in window.seen()):
            return
        window.press("Down")
    raise AssertionError(f"no row of {sector}")
