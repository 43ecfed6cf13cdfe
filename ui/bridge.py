"""The bridge between the windows and the store: reads and writes off the GUI thread, answers on it.

Writes queue on one thread, in the order asked; reads have threads and sessions of their own, so that a long read
never holds up a save. Callbacks and signals come on the GUI thread. Nothing heavy is imported before `open`.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

from tracker.errors import EnvironmentProblem, StoreDamaged, TrackerError
from tracker.spared import spare_unused
from ui.callbacks import call_back
from ui.collector import Collector
from ui.lane import Lane
from ui.long_work import LongWork

if TYPE_CHECKING:
    from tracker.change import Change, Outcome
    from tracker.store import Store

READERS = 3
JOBS = 2  # one of them may take minutes
WATCH_EVERY = 1000  # ms between two looks for another program's writes

Refusal = Callable[[Exception], None]


class Defect(Exception):
    """A fault of the program. `what` names the command or query; `wrote` says whether a write was undone by it."""

    def __init__(self, what: str, cause: Exception, *, wrote: bool) -> None:
        super().__init__(f"{what}: {type(cause).__name__}")
        self.what = what
        self.cause = cause
        self.wrote = wrote


class _Waiting(NamedTuple):
    """What is to be called once a store is open; `refuse` where it is to be told that it did not."""

    call: Callable[[], None]
    refuse: Callable[[], None] | None = None


class Bridge(QObject):
    """Reads and writes for the windows; lives on the GUI thread, which alone may call its methods."""

    ready = Signal()  # the store is open and the domain is imported
    not_opened = Signal(
        object
    )  # the error that kept the store from opening; `open` or `create` may be called again
    changed = Signal(object)  # Change: own writes, and other programs' with no records named
    failed = Signal(object)  # an error that nobody took
    busy = Signal(bool)  # a write is under way
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store_path: Path | None = None
        self._store: Store | None = None
        self._waiting: list[_Waiting] = []
        self._kept_shut = False  # the last store asked for did not open
        self._newest: dict[str, int] = {}
        self._ticket = 0
        self._writes = 0
        self._closed = False
        self._collector = Collector(self, self._is_working)
        self._writer = Lane("writer", 1)
        self._readers = Lane("reader", READERS)
        self._jobs: Lane | None = None
        self._works: list[LongWork] = []
        # Always queued: an answer never comes before the call that asked for it has returned.
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)
        self._version: int | None = None
        self._position = 0
        self._looking = False
        self._blind = False  # the last look failed
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_EVERY)
        self._watch.timeout.connect(self._look_for_others)

    # --- The store ---

    @property
    def is_ready(self) -> bool:
        """Whether the store is open."""
        return self._store is not None

    @property
    def is_busy(self) -> bool:
        """Whether a write is under way or queued."""
        return self._writes > 0

    @property
    def station_id(self) -> str:
        """The id of the store's station. Only once ready."""
        return self._open_store().station_id

    @property
    def author(self) -> str:
        """Who signs what is recorded. Only once ready."""
        return self._open_store().author

    def open(self, path: Path, author: str) -> None:
        """Import the domain and open a store, then `ready`, or `not_opened`. An open store is let go of first."""

        def opened() -> Store:
            from tracker.leftovers import sweep
            from tracker.store import open_store  # SQLModel and its kin: only off the GUI thread

            store = open_store(path, author)
            sweep(path)
            return store

        self._take(path, "open_store", opened)

    def create(
        self,
        path: Path,
        station: str,
        author: str,
        command: Callable[..., Any] | None = None,
        *args: Any,
    ) -> None:
        """Create a store and run `command(session, *args)` in its first action, all or nothing; then as `open`."""

        def created() -> Store:
            from tracker.store import create_store

            if command is None:
                return create_store(path, station, author)
            return create_store(path, station, author, then=functools.partial(_call, command, args))

        self._take(path, "create_store", created)

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call once the store is open; at once if it is."""
        if self.is_ready:
            call()
        else:
            self._waiting.append(_Waiting(call))

    def close(self) -> None:
        """Finish every write that was asked for, drop reads, let go of the file. Blocks until then."""
        if self._closed:
            return
        self._watch.stop()
        self._writer.finish(None)
        _end(self._works)
        QCoreApplication.sendPostedEvents(
            self
        )  # who asked for these writes is told, with the window still there
        self._closed = True  # answers of reads still running go nowhere
        self._readers.finish(1.0)
        if self._jobs is not None:
            self._jobs.finish(0.0)
        self._collector.stop()
        self._waiting.clear()
        if self._store is not None:
            self._store.close()
            self._store = None

    # --- What the windows ask ---

    def write(
        self,
        command: Callable[..., Any],
        *args: Any,
        done: Callable[[Outcome[Any]], None] | None = None,
        refused: Refusal | None = None,
        **kwargs: Any,
    ) -> None:
        """Run `command(session, *args, **kwargs)` as one action, after the writes asked for before.

        `done` gets the Outcome, after `changed` was sent; `refused` gets the TrackerError, or a Defect, which is sent
        as `failed` as well. Nothing of a write that did not come to `done` is in the store. A write asked for while a
        store is being opened is for that store: it is refused if that does not open.
        """

        def wrote(store: Store) -> Outcome[Any]:
            return store.write(command, *args, **kwargs)

        self._queue(wrote, _name(command), done, refused)

    def write_by(
        self,
        job: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
        refused: Refusal | None = None,
    ) -> None:
        """As `write`, and in turn with it, for a `job(store, *args)` that itself runs the command on the store."""
        self._queue(lambda store: job(store, *args), _name(job), done, refused)

    def _queue(
        self,
        job: Callable[[Store], Any],
        name: str,
        done: Callable[[Any], None] | None,
        refused: Refusal | None,
    ) -> None:
        self._writes += 1
        if self._writes == 1:
            self.busy.emit(True)

        def work(store: Store) -> None:
            try:
                answer = job(store)
            except Exception as error:  # whatever it is, the asker hears of it
                self._post_error(error, name, refused, wrote=True)
            else:
                self._post(done, answer)
            self._post(self._written)  # last: who waits for `busy` to end finds everybody told

        def refuse() -> None:
            error = EnvironmentProblem("store_not_open", path=str(self.store_path or ""))
            self._post_error(error, name, refused, wrote=True)
            self._post(self._written)

        if self.is_ready:
            self._writer.put(functools.partial(work, self._open_store()))
        elif self._kept_shut:
            refuse()
        else:
            self._waiting.append(
                _Waiting(lambda: self._writer.put(functools.partial(work, self._open_store())), refuse)
            )

    def read(
        self,
        query: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None],
        refused: Refusal | None = None,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Run `query(session, *args, **kwargs)` on a reader thread.

        A newer read with the same key makes this one's answer, good or bad, be dropped.
        """
        ticket = self._next_ticket(key)

        def work(store: Store) -> None:
            if self._is_stale(store, key, ticket):
                return
            try:
                with store.read() as session:
                    answer = query(session, *args, **kwargs)
            except Exception as error:
                tell = functools.partial(self._tell, error, _name(query), refused, wrote=False)
            else:
                tell = functools.partial(call_back, done, answer)
            self._post(self._answer, store, key, ticket, tell)

        self.when_ready(lambda: self._readers.put(functools.partial(work, self._open_store())))

    def run(
        self,
        job: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
        refused: Refusal | None = None,
        **kwargs: Any,
    ) -> None:
        """Run long work that needs no session (reading a file, writing the demo) on a thread for such."""

        def work() -> None:
            try:
                answer = job(*args, **kwargs)
            except Exception as error:
                self._post_error(error, _name(job), refused, wrote=False)
            else:
                self._post(done, answer)

        if self._jobs is None:
            self._jobs = Lane("job", JOBS)
        self._jobs.put(work)

    def work(
        self,
        job: Callable[..., Any],
        *args: Any,
        done: Callable[[Any], None] | None = None,
        refused: Refusal | None = None,
        **kwargs: Any,
    ) -> LongWork:
        """Run long work beside the writes: `job(store, *args, cancelled=…, **kwargs)`. Only once ready.

        `cancelled()` is true once the returned handle is told so, or the store is to be left: that waits for the end.
        """
        store, handle = self._open_store(), LongWork()
        self._works = [one for one in self._works if not one.is_over] + [handle]

        def whole() -> Any:
            try:
                return job(store, *args, cancelled=handle.is_cancelled, **kwargs)
            finally:
                handle.end()

        self.run(functools.wraps(job)(whole), done=done, refused=refused)
        return handle

    def _is_working(self) -> bool:
        return any(not one.is_over for one in self._works)

    def on_gui(self, call: Callable[..., None]) -> Callable[..., None]:
        """A function which any thread may call and which has `call` run on the GUI thread: for progress."""
        return functools.partial(self._post, call)

    # --- On the GUI thread, from the other threads ---

    def _take(self, path: Path, what: str, get: Callable[[], Store]) -> None:
        self._watch.stop()
        if self.store_path not in (None, path):
            self._refuse_waiting()  # they were for the store that was to open
        before, self._store = self._store, None
        self.store_path = path
        self._kept_shut = False

        works, self._works = self._works, []

        def work() -> None:
            try:
                if before is not None:
                    _end(works)
                    before.close()
                spare_unused()
                store = get()
                store.on_change(lambda change: self._post(self._own_change, change))
                version = store.data_version()  # first: what is written in between must look new
                with store.read() as session:
                    position = _position(session)
            except Exception as error:
                explained = error
                if not isinstance(error, TrackerError | FileExistsError):
                    explained = Defect(what, error, wrote=False)
                self._post(self._did_not_open, explained)
            else:
                self._post(self._opened, store, version, position)

        self._writer.put(work)

    def _opened(self, store: Store, version: int, position: int) -> None:
        self._store = store
        self._version, self._position = version, position
        self._kept_shut = False
        waiting, self._waiting = self._waiting, []
        self.ready.emit()
        for one in waiting:
            one.call()
        self._watch.start()

    def _did_not_open(self, error: Exception) -> None:
        self._kept_shut = True
        self._refuse_waiting()
        # Queued behind the refusals, which bring forms back: what stands in the way is shown last.
        self._post(self.not_opened.emit, error)

    def _refuse_waiting(self) -> None:
        """Writes that wait for a store are not for the one that opens next."""
        refused = [one for one in self._waiting if one.refuse is not None]
        self._waiting = [one for one in self._waiting if one.refuse is None]
        for one in refused:
            one.refuse()

    def _open_store(self) -> Store:
        if self._store is None:
            raise EnvironmentProblem("store_not_open", path=str(self.store_path or ""))
        return self._store

    def _own_change(self, change: Change) -> None:
        known, self._position = self._position, max(self._position, change.position)
        self._watch.start()
        self.changed.emit(change)
        if change.since > known:
            # Another program wrote after the last look and before this write, which hides that from the next look.
            self.changed.emit(type(change)((), change.since, known))

    def _written(self) -> None:
        self._writes -= 1
        if self._writes == 0:
            self.busy.emit(False)

    def _answer(self, store: Store, key: str | None, ticket: int, tell: Callable[[], None]) -> None:
        if not self._is_stale(store, key, ticket):
            tell()

    def _tell(self, error: Exception, what: str, refused: Refusal | None, *, wrote: bool) -> None:
        """Hand an error to the asker; what nobody takes, and every defect, is sent as `failed`."""
        if not isinstance(error, TrackerError):
            error = Defect(what, error, wrote=wrote)
        taken = refused is not None and call_back(refused, error)
        if not taken or isinstance(error, Defect | StoreDamaged):
            self.failed.emit(error)

    # --- Other programs' writes ---

    def _look_for_others(self) -> None:
        if self._looking or self._writes or self._store is None:
            return  # our own write moves the version too: look again when it is done
        self._looking = True
        store, known = self._store, self._version

        def work() -> None:
            try:
                version = store.data_version()
                position = 0
                if version != known:
                    with store.read() as session:
                        position = _position(session)
            except Exception as error:
                self._post(self._could_not_look, store, error)
            else:
                self._post(self._looked, store, version, position)

        self._readers.put(work)

    def _looked(self, store: Store, version: int, position: int) -> None:
        self._looking = self._blind = False
        if store is not self._store or self._writes or version == self._version:
            return
        self._version = version
        if position > self._position:
            known, self._position = self._position, position
            from tracker.change import Change  # imported by now, by the writer thread

            self.changed.emit(Change((), position, known))

    def _could_not_look(self, store: Store, error: Exception) -> None:
        # Told once and tried again: whatever stands in the way may pass.
        self._looking = False
        if store is self._store and not self._blind:
            self._blind = True
            self._tell(error, "data_version", None, wrote=False)

    # --- Between threads ---

    def _next_ticket(self, key: str | None) -> int:
        self._ticket += 1
        if key is not None:
            self._newest[key] = self._ticket
        return self._ticket

    def _is_stale(self, store: Store, key: str | None, ticket: int) -> bool:
        """Whether nobody waits for the answer: asked anew since, or of a store that is not open any more."""
        return store is not self._store or (key is not None and self._newest[key] != ticket)

    def _post(self, call: Callable[..., Any] | None, *args: Any) -> None:
        if call is not None and not self._closed:
            # The window may be gone between the question and the answer: then there is nobody to tell.
            with contextlib.suppress(RuntimeError):
                self._posted.emit(functools.partial(call_back, call, *args))

    def _post_error(self, error: Exception, what: str, refused: Refusal | None, *, wrote: bool) -> None:
        self._post(functools.partial(self._tell, error, what, refused, wrote=wrote))

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()


def _end(works: list[LongWork]) -> None:
    """Cancel all of them, then wait for each."""
    for one in works:
        one.cancel()
    for one in works:
        one.wait()


def _call(command: Callable[..., Any], args: tuple[Any, ...], session: Any) -> None:
    command(session, *args)


def _position(session: Any) -> int:
    from tracker.log import find_head

    return find_head(session).position


def _name(call: Callable[..., Any]) -> str:
    while isinstance(call, functools.partial):
        call = call.func
    return getattr(call, "__name__", type(call).__name__)
