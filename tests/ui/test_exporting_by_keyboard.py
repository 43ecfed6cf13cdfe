"""Records are exported by the keyboard alone, in a real window: Ctrl+E from a field, a kind less, then the file."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import Small, small_store
from tests.conftest import home_environment
from tests.real_window import RealWindow, missing_for_reading, session_bus

pytestmark = [pytest.mark.real_window, pytest.mark.slow]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = small_store(tmp_path / "store.btrk")
    small.record()
    small.store.close()
    return small


@pytest.fixture
def screen(xvfb: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    missing = missing_for_reading()
    if missing:
        pytest.fail(f"{missing}: `make test` installs them; else choose -m 'not real_window'")
    with session_bus(tmp_path) as bus:
        yield xvfb | bus | home_environment(tmp_path / "home")


def test_records_are_exported_by_the_keyboard_alone(
    small: Small, screen: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "out.zip"
    with RealWindow(small.store.path, screen) as window:
        window.wait_for("Pabradė: people not known", "push button")
        window.press("ctrl+n")
        window.wait_until(lambda: (held := window.focused()) and held.role == "text", "the quick line")
        window.type("half typed")
        window.press("ctrl+e")
        window.wait_for("7 records will be in it")
        window.wait_until(lambda: (held := window.focused()) and held.role == "radio button", "the purpose")
        window.go_to("Kinds of records")
        window.press("ctrl+Home", "space")  # no situations
        window.wait_for("6 records will be in it")
        window.wait_for("Records of other kinds: situations")
        window.go_to("File")
        window.press("ctrl+a")
        window.type(str(file))
        window.press("Return")
        window.wait_until(
            lambda: (held := window.focused()) and held.name == "Export 6 records", "the button"
        )
        window.press("Return")
        window.wait_for(r"Written: out\.zip, 6 records, strictly confidential\.")
        window.wait_for("Open the folder", "push button")
        before = file.read_bytes()

        window.press("ctrl+Return")
        window.wait_for(r"out\.zip is there already, of ")
        window.press("Escape")
        window.wait_gone(r"out\.zip is there already")
        window.close()
    assert file.read_bytes() == before
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        assert "situation.csv" not in names
        assert len(package.read("incident.csv").splitlines()) == 2
    said = [line for line in window.said.read_text().splitlines() if "Could not find accessible" not in line]
    assert said == []
