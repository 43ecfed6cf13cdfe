"""The demo, made and written once for all tests of a worker."""

from collections.abc import Iterator

import pytest

from tests.demo_records import Record
from tracker import demo
from tracker.store import Store, open_store


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo in a store, to be read only."""
    path = tmp_path_factory.mktemp("demo") / "demo.btrk"
    demo.write_demo(path)
    opened = open_store(path, "R. recorder")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demo_records() -> list[Record]:
    """The records that the demo is made of, not to be changed."""
    return demo.demo_records()
