"""The store: one file, one way to write. A reader has a session of her own; a writer has the one write lock.

with store.read() as session: ...                     queries
outcome = store.write(record_incident, draft)         a command, one transaction, then a `Change`
"""

import contextlib
import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlmodel import Session, SQLModel

from tracker import log, schema, search
from tracker.change import Change, Outcome
from tracker.codes import Verb
from tracker.crash import note
from tracker.drafts import Station
from tracker.errors import (
    DiskFull,
    EnvironmentProblem,
    NotAStore,
    NotFound,
    StoreDamaged,
    StoreLocked,
    StoreReadOnly,
)
from tracker.ids import new_id
from tracker.private_file import make_private
from tracker.store_models import StoreInfo

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 15
A_MOMENT = 0.05  # seconds
LOG_PAGES = 1000  # of the write-ahead log, until a commit moves them into the store; SQLite's own number
SQLITE_HEADER = b"SQLite format 3\x00"
HEADER_SIZE = 100


class Store:
    """An open store. Safe to use from several threads; writes queue on its lock."""

    def __init__(self, path: Path, author: str) -> None:
        self.path = path
        self.author = author
        self._writer = _engine(path, write=True)
        self._reader = _engine(path, write=False)
        self._queue = threading.Lock()
        self._remembered = log.Remembered()
        self._listeners: list[Callable[[Change], None]] = []
        self._watcher: Any = None
        try:
            with explained(path), self._writer.connect() as connection:
                found = connection.execute(text("SELECT station_id FROM store_info")).scalar()
            if found is None:
                raise NotAStore("not_a_store", path=str(path))
        except BaseException:
            self.close()  # Windows deletes no open file
            raise
        self.station_id: str = found

    def on_change(self, listener: Callable[[Change], None]) -> None:
        """Call `listener` with the Change after each commit, on the thread that wrote."""
        self._listeners.append(listener)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session for queries, seeing one state of the store throughout. It cannot write."""
        with explained(self.path), Session(self._reader, expire_on_commit=False) as session:
            yield session

    def write(
        self,
        command: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[T]:
        """Run a command in one transaction and tell the listeners what changed.

        Whatever the command raises leaves the store as it was. Raises EnvironmentProblem when the disk or the file
        stands in the way.
        """
        return self._write(None, command, *args, **kwargs)

    def write_attached(
        self,
        path: Path,
        name: str,
        command: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[T]:
        """As `write`, with the SQLite file at `path` attached under `name` (SQLite only).

        For much at once: what the commit leaves in the write-ahead log is moved into the store afterwards, beside
        whoever saves meanwhile.
        """
        try:
            return self._write((path, name), command, *args, **kwargs)
        finally:
            self._move_log()

    def _write(
        self,
        attached: tuple[Path, str] | None,
        command: Callable[Concatenate[Session, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Outcome[T]:
        with self._queue, explained(self.path), self._writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if attached is not None:  # not possible within a transaction
                driver.execute(f"ATTACH ? AS {attached[1]}", (str(attached[0]),))
                driver.execute("PRAGMA wal_autocheckpoint=0")
            try:
                with Session(connection, expire_on_commit=False, autoflush=False) as session:
                    now = datetime.now().astimezone()
                    action = log.begin_action(session, self.author, self.station_id, now, self._remembered)
                    since = action.position
                    value = command(session, *args, **kwargs)
                    session.commit()
                self._remembered.follow(action)
                if attached is not None:
                    self._remembered.forget()  # rows were written past it
            except BaseException:
                self._remembered.forget()  # it may name what was not committed
                raise
            finally:
                if attached is not None:
                    with contextlib.suppress(sqlcipher.Error):  # what was committed stays committed
                        driver.execute(f"DETACH {attached[1]}")
        change = Change(tuple(action.changed), action.position, since)
        for listener in self._listeners:
            try:
                listener(change)
            except Exception as error:  # the write is done: whoever asked for it must not be told otherwise
                note(error)
        return Outcome(value, action.id, change)

    def _move_log(self) -> None:
        """Move the write-ahead log into the store without the write lock; from then on commits do that again."""
        time.sleep(A_MOMENT)  # whoever waited for the lock saves first, and not beside a busy disk
        with contextlib.suppress(sqlcipher.Error):  # it is as safe where it is
            reader = self._reader.raw_connection()
            try:
                cast(Any, reader.driver_connection).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            finally:
                reader.close()
        with self._queue, contextlib.suppress(DatabaseError), self._writer.connect() as connection:
            cast(Any, connection.connection.driver_connection).execute(
                f"PRAGMA wal_autocheckpoint={LOG_PAGES}"
            )

    def data_version(self) -> int:
        """A number that changes when any other connection wrote, those of this program included.

        It means something only beside an earlier one of the same connection, so one is held for it, outside the
        pool and in no transaction.
        """
        with explained(self.path):
            if self._watcher is None:
                self._watcher = self._reader.raw_connection()
            return cast(int, self._watcher.driver_connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None
        self._reader.dispose()
        self._writer.dispose()


def create_store(
    path: Path,
    station: str,
    author: str,
    *,
    id_: str | None = None,
    then: Callable[[Session], None] | None = None,
) -> Store:
    """A new store with its station, and what `then` records, as one action.

    Raises FileExistsError, EnvironmentProblem, or what `then` raises; then nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as e:  # a file has the folder's name, or nobody may make one there
        reason = e.strerror or type(e).__name__
        raise EnvironmentProblem("store_cannot_open", path=str(path.parent), reason=reason) from e
    if os.path.lexists(path):
        raise FileExistsError(path)
    # The file has its name only once it is whole: a kill halfway must not leave one that nobody can open.
    beside = path.with_name(f"{path.name}.new-{new_id()}")
    try:
        with explained(path):
            station_id = id_ or new_id()
            lay_out(beside, station_id)
            store = Store(beside, author)
            try:
                store.write(_record_station, station, station_id, then)
            finally:
                store.close()  # moves what is in the write-ahead log into the file
            give_name(beside, path)
    finally:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                Path(f"{beside}{suffix}").unlink()
    return Store(path, author)


def lay_out(path: Path, station_id: str) -> None:
    """Make a file that only its owner may read, with the tables of a store of this station, and nothing in them."""
    make_private(path)
    engine = _engine(path, write=True)
    with engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        connection.execute(text(search.CREATE))
        schema.stamp(connection)
        connection.execute(StoreInfo.__table__.insert(), {"pk": 1, "station_id": station_id})  # type: ignore[attr-defined]
    engine.dispose()


def give_name(beside: Path, path: Path) -> None:
    """Give a finished store its name. Raises FileExistsError if something has taken that meanwhile."""
    if Path(f"{beside}-wal").exists():  # the last part of it could not be moved into the file
        raise EnvironmentProblem("disk_error", path=str(path))
    try:
        path.hardlink_to(beside)  # refuses a name that is taken, which a rename does not everywhere
    except FileExistsError:
        raise
    except OSError:  # no links on this file system
        if path.exists():
            raise FileExistsError(path) from None
        beside.rename(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _record_station(
    session: Session, name: str, station_id: str, then: Callable[[Session], None] | None
) -> None:
    log.append(session, Verb.RECORD, Station(name=name), new_record_id=station_id)
    if then is not None:
        then(session)


def open_store(path: Path, author: str) -> Store:
    """Open a store, bringing an older one up to date after a copy is taken.

    Raises NotFound for no file, and EnvironmentProblem (NotAStore, StoreNewer, StoreLocked, StoreReadOnly,
    StoreDamaged) for what stands in the way.
    """
    _look(path)
    with explained(path):
        engine = _engine(path, write=True)
        try:
            schema.bring_up_to_date(engine, path)
        finally:
            engine.dispose()
        return Store(path, author)


def _look(path: Path) -> None:
    """Tell apart what SQLite would only call an error."""
    try:
        if path.is_dir():
            raise NotAStore("store_is_directory", path=str(path))
        with path.open("rb") as file:
            start = file.read(HEADER_SIZE)
    except FileNotFoundError:
        raise NotFound("no_such_store", path=str(path)) from None
    except PermissionError:
        raise StoreReadOnly("store_unreadable", path=str(path)) from None
    except OSError as e:
        raise EnvironmentProblem("store_cannot_open", path=str(path), reason=e.strerror) from None
    if not start.startswith(SQLITE_HEADER):
        raise NotAStore("not_a_store" if start else "store_is_empty", path=str(path))
    # Said before another program's file is opened, which would switch it to a write-ahead log. Where there is such a
    # log, the file's own first page may be older than what it says.
    application = int.from_bytes(start[68:72], "big")
    if application != schema.APPLICATION_ID and not path.with_name(f"{path.name}-wal").exists():
        raise NotAStore("not_a_store", path=str(path))
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise StoreReadOnly("store_read_only", path=str(path))


def _engine(path: Path, *, write: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # a path in a URL's text would be unquoted
        module=sqlcipher,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: see below
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level=NONE")
        if write:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-32768")
        cursor.execute("PRAGMA temp_store=MEMORY")
        if not write:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A transaction that reads first and writes later fails at once in spite of the busy timeout.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about the file into errors that a person can act on."""
    try:
        yield
    except (DatabaseError, sqlcipher.DatabaseError) as e:
        found = _explain(path, str(e.orig if isinstance(e, DatabaseError) else e), e)
        if found is None:
            raise  # nobody's file is at fault; an error must not be its own cause
        raise found from e
    except OSError as e:
        if e.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("disk_full", path=str(path)) from e
        if e.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
            raise StoreReadOnly("store_read_only", path=str(path)) from e
        raise


def _explain(path: Path, said: str, error: Exception) -> EnvironmentProblem | None:
    named: list[tuple[str, type[EnvironmentProblem], str]] = [
        ("disk is full", DiskFull, "disk_full"),
        ("disk I/O error", EnvironmentProblem, "disk_error"),
        ("locked", StoreLocked, "store_locked"),
        ("busy", StoreLocked, "store_locked"),
        ("readonly", StoreReadOnly, "store_read_only"),
        ("unable to open", StoreReadOnly, "store_read_only"),
        ("malformed", StoreDamaged, "store_damaged"),
        ("not a database", NotAStore, "not_a_store"),
        ("no such column", StoreDamaged, "store_damaged"),
    ]
    for words, kind, code in named:
        if words in said:
            return kind(code, path=str(path))
    if isinstance(error, OperationalError) and "no such table" in said:
        return NotAStore("not_a_store", path=str(path))
    return None
