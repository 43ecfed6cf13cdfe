"""What every test gets: no screen, no home of its owner, a fixed language and time zone, and no patience with warnings.

Warnings of Python and of Qt fail a test (see pyproject.toml). Nothing here imports Qt: tests/tracker also runs
where Qt is not installed.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.real_window import virtual_screen

# Before anything is imported that may look at them; subprocesses inherit them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for name in ("LANGUAGE", "LC_ALL", "LC_TIME", "LC_NUMERIC", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"
# Not the zone of any station and not UTC: code that takes the laptop's zone for the station's is found out.
os.environ["TZ"] = "Asia/Kathmandu"
if hasattr(time, "tzset"):
    time.tzset()

# A slow machine is no failure; a failing example is printed with what repeats it.
settings.register_profile("border-tracker", deadline=None, print_blob=True)
settings.load_profile("border-tracker")


def home_environment(folder: Path) -> dict[str, str]:
    """The variables that make `folder` the home of a process: its data, settings and caches go there."""
    return {
        "HOME": str(folder),
        "USERPROFILE": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(folder / "data"),
        "WIN_PD_OVERRIDE_APPDATA": str(folder / "config"),
    }


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for each test: no test sees the store of the person who runs it, or of another test."""
    folder = tmp_path_factory.mktemp("home")
    for name, value in home_environment(folder).items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("BORDER_TRACKER_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(scope="session")
def xvfb() -> Iterator[dict[str, str]]:
    """A screen of 1366x768 with a window manager; what it yields goes into the environment of a subprocess.

    Tests that use it are marked `real_window`. Each xdist worker has a screen of its own.
    """
    if not sys.platform.startswith("linux"):
        pytest.skip("Xvfb is for Linux")
    missing = [program for program in ("Xvfb", "openbox", "xdotool") if shutil.which(program) is None]
    if missing:
        pytest.fail(
            f"{', '.join(missing)} missing: `make test` installs them; else choose -m 'not real_window'"
        )
    with virtual_screen() as screen:
        yield screen
