"""A short run of what `make faults` does at length."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.faults.rounds import rounds_on_rows
from tests.faults.window_rounds import rounds_in_a_window
from tests.real_window import missing_for_reading

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGKILL are POSIX's"),
]


def test_nothing_acknowledged_is_lost_whenever_it_is_killed(tmp_path: Path) -> None:
    tally = rounds_on_rows(tmp_path, "row", [1, 2, 3, 4, 5, 6], print)
    assert not tally.failed, "\n".join(tally.failed)
    assert tally.rounds == 6
    # That it was killed amid the work, and that there was something to lose.
    assert tally.save_in_flight >= 3
    assert tally.acknowledged > 20
    assert tally.typed > 100
    assert tally.brought_back == tally.offered > 0


@pytest.mark.real_window
def test_what_was_half_typed_is_offered_in_the_window_and_can_be_saved(tmp_path: Path) -> None:
    missing = [name for name in ("Xvfb", "openbox", "xdotool") if shutil.which(name) is None]
    if missing or missing_for_reading():
        pytest.fail(f"{missing} {missing_for_reading()}: `make test` installs them")
    tally = rounds_in_a_window(tmp_path, 1, print)
    assert not tally.failed, "\n".join(tally.failed)
    assert tally.acknowledged == tally.brought_back == 1
