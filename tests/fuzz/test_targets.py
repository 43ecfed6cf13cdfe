"""What the fuzzer begins with, and what it once found, goes through each parser without anything but a told error."""

import pytest

from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_and_every_input_that_once_failed(name: str) -> None:
    begin = seeds(name)
    assert begin
    for data in [*begin, b"", b"\0", b"\xff" * 40]:
        TARGETS[name](data)
