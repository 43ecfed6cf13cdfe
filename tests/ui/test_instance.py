from pathlib import Path

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from ui.instance import Instance, _name


def test_who_does_not_hold_the_store_takes_nobodys_place(qtbot: QtBot, tmp_path: Path) -> None:
    """A window that has gone on to a store which another one holds may still have been about to listen."""
    path = tmp_path / "store.btrk"
    first, second = Instance(path), Instance(path)
    assert first.take() is None
    first.listen()
    assert second.take() is not None
    second.listen()
    with qtbot.waitSignal(first.raised):
        third = QLocalSocket()
        third.connectToServer(_name(path))
    first.leave()


def test_to_listen_once_more_is_nothing_new(qtbot: QtBot, tmp_path: Path) -> None:
    instance = Instance(tmp_path / "store.btrk")
    instance.take()
    instance.listen()
    server = instance._server
    instance.listen()
    assert instance._server is server
    instance.leave()
