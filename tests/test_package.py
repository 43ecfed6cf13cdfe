"""What an installed wheel holds."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_a_wheel_holds_the_program_and_all_that_it_needs(tmp_path: Path) -> None:
    """Compared with git's own list: a data file that somebody adds is either in the wheel or fails here."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "tracker", "ui", "resources"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    wanted = {name for name in tracked.split("\0") if name}
    assert any(name.startswith("resources/") for name in wanted)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "border-tracker = ui.app:main" in archive.read(entry_points).decode()
    assert not wanted - names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/NOTICE") for name in names)
    assert not [name for name in names if name.startswith("tests")]
