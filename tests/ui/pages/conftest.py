"""The demo, written once for all pages of a worker."""

from pathlib import Path

import pytest

from tracker import demo


@pytest.fixture(scope="session")
def demo_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo in a store, to be read only."""
    path = tmp_path_factory.mktemp("demo") / "demo.btrk"
    demo.write_demo(path)
    return path
