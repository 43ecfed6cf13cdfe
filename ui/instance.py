"""One window a store: a lock file beside it, and a local socket by which a second start raises the first window."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QLockFile, QObject, QSysInfo, Signal

WAIT_MS = 3000  # for the first window to answer: it may be starting itself


class Holder(NamedTuple):
    """Who holds a store: its process and machine."""

    pid: int
    host: str

    @property
    def is_here(self) -> bool:
        """Whether it is this machine; the name may be missing in a lock that was just made."""
        return self.host in ("", QSysInfo.machineHostName())


class Instance(QObject):
    """The hold of this process on one store."""

    raised = Signal()  # a second start asks for the window

    def __init__(self, store: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._path = store.with_name(store.name + ".lock")
        self._lock = QLockFile(str(self._path))
        self._lock.setStaleLockTime(0)  # a lock is stale when its process is gone, never by age
        self._server: QObject | None = None
        self._is_ours = False

    def take(self) -> Holder | None:
        """Take hold of the store. Returns who has it already; None when it is ours.

        Where no lock can be made, on a read-only stick or in a folder that is not there, it is ours: opening the
        store says what is wrong.
        """
        if (
            self._lock.isLocked()
            or self._lock.tryLock(0)
            or self._lock.error() != QLockFile.LockError.LockFailedError
        ):
            self._is_ours = True
            return None
        pid, host, _ = self._lock.getLockInfo()  # type: ignore[misc]
        return Holder(pid, host)

    def take_anyway(self) -> Holder | None:
        """Take hold in spite of a lock left by another machine; the user was told and said so."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        return self.take()

    def listen(self) -> None:
        """Listen for second starts, if the store is ours. After the first paint: the network library takes a while."""
        if self._server is not None or not self._is_ours:
            return
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(_name(self.store))  # left by a process that was killed; the lock is ours
        server.newConnection.connect(self._answer)
        server.listen(_name(self.store))
        self._server = server

    def leave(self) -> None:
        """Let go of the store."""
        self._is_ours = False
        if self._server is not None:
            self._server.close()  # type: ignore[attr-defined]
        self._lock.unlock()

    def _answer(self) -> None:
        connection = self._server.nextPendingConnection()  # type: ignore[union-attr]
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            connection.write(b"raised\n")
            connection.flush()
            connection.disconnectFromServer()
            self.raised.emit()


def raise_other(store: Path) -> bool:
    """Ask the window that has the store to come to the front. False if it does not answer."""
    from PySide6.QtNetwork import QLocalSocket

    until = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < until:
        socket = QLocalSocket()
        socket.connectToServer(_name(store))
        if socket.waitForConnected(500) and (
            socket.bytesAvailable() or socket.waitForReadyRead(int(1000 * (until - time.monotonic())))
        ):
            return bytes(socket.readAll().data()) == b"raised\n"
        time.sleep(0.1)
    return False


def _name(store: Path) -> str:
    """The socket's name: one a store, and no path in it that others could read."""
    from hashlib import sha256  # not needed for the first paint

    return "border-tracker-" + sha256(str(store.resolve()).encode()).hexdigest()[:24]
