"""Keeps what is half typed: on disk within a second of the last key, on a thread that waits for nothing else.

A form that is watched gets a key of its own with its first letter, so that a draft which was found at the start is
never written over by a new one. It is let go of when the form is saved or discarded.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from tracker.errors import StoreDamaged, TrackerError
from ui.lane import Lane

if TYPE_CHECKING:
    from tracker.draftbox import DraftBox
    from ui.forms.form import Form

EVERY = 300  # ms from the first key to the disk, and between two writes while typing goes on
AGAIN = 2000  # ms after which what could not be kept is tried again


class Autosave(QObject):
    """Watches forms; lives on the GUI thread."""

    kept = Signal(QObject, object)  # the form, and when (aware)
    found = Signal(object)  # list[Kept]: what an earlier run left, or what gave way to another draft
    trouble = Signal(object)  # TrackerError, once until keeping works again

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane("drafts", 1)
        self._box: DraftBox | None = None  # this and the next are used on the lane's thread only
        self._store: Path | None = None  # whose drafts are kept, whether their file could be opened or not
        self._guard = threading.Lock()
        self._latest: dict[str, tuple[Form, str, dict[str, Any]]] = {}  # by key: what is not on disk yet
        self._keys: dict[Form, str] = {}
        self._dirty: set[Form] = set()
        self._in_trouble = False
        self._closed = False
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._keep_dirty)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self._try_again)

    def open(self, store: Path) -> None:
        """Open the file beside a store and tell what is in it. Keys typed before this are kept as soon as it is."""
        self._lane.put(functools.partial(self._open, store))

    def watch(self, form: Form) -> None:
        """Keep what is typed in a form from now on."""
        form.edited.connect(functools.partial(self._edited, form))
        form.destroyed.connect(functools.partial(self._forget, form))

    def let_go(self, form: Form) -> None:
        """The form was saved or emptied: what was kept of it is not needed."""
        self._dirty.discard(form)
        key = self._keys.pop(form, None)
        if key is not None:
            self.discard(key)

    def detach(self, form: Form) -> tuple[str | None, dict[str, Any]]:
        """The form is about to be emptied because it is being saved: its key, under which it stays kept, and content.

        Call `discard` once it is saved, or `take_up` to bring it back.
        """
        self._dirty.add(form)
        self._keep_dirty()
        return self._keys.pop(form, None), form.keep()

    def look_at(self, form: Form) -> None:
        """Its content changed without a key: keep what it holds now."""
        self._edited(form)

    def take_up(self, key: str, payload: dict[str, Any], form: Form) -> None:
        """Put a kept draft into its form. What was typed there stays kept, under its own key, and is `found`."""
        self._dirty.add(form)
        self._keep_dirty()
        before, held = self._keys.get(form), form.keep()
        self._keys[form] = key
        form.restore(payload)
        if before is not None:
            from tracker.draftbox import Kept  # the driver is imported by now

            self.found.emit([Kept(before, form.objectName(), held, datetime.now().astimezone())])

    def discard(self, key: str) -> None:
        """Delete a kept draft."""
        with self._guard:
            self._latest.pop(key, None)
        self._lane.put(functools.partial(self._do, lambda box: box.discard(key)))

    def leave(self) -> None:
        """Another store is to be opened: what is typed stays kept beside this one, and is nothing of the other's."""
        self._timer.stop()
        self._again.stop()
        self._keep_dirty()
        self._keys.clear()
        self._lane.put(self._shut)

    def close(self) -> None:
        """Keep what is typed now, and let go of the file. Blocks until then."""
        if not self._closed:
            self._timer.stop()
            self._again.stop()
            self._keep_dirty()
            self._lane.put(self._shut)
            self._lane.finish(None)
            self._closed = True

    def _edited(self, form: Form) -> None:
        self._dirty.add(form)
        if not self._timer.isActive():  # not put off by the next key: steady typing is kept too
            self._timer.start()

    def _forget(self, form: Form) -> None:
        self._dirty.discard(form)
        self._keys.pop(form, None)

    def _keep_dirty(self) -> None:
        dirty, self._dirty = self._dirty, set()
        for form in dirty:
            if not isValid(form):
                continue
            payload = form.keep()
            if not payload:
                self.let_go(form)
                continue
            key = self._keys.setdefault(form, f"{form.objectName()}-{os.urandom(12).hex()}")
            with self._guard:
                self._latest[key] = (form, form.objectName(), payload)
            self._lane.put(functools.partial(self._keep, key, form))

    # --- On the lane's thread ---

    def _open(self, store: Path) -> None:
        from tracker.draftbox import DraftBox, path_beside  # the driver is not needed for the first paint

        if self._box is not None:
            self._box.close()
            self._box = None
        self._store = store
        try:
            self._box = DraftBox(path_beside(store))
            found = self._box.read_all()
        except TrackerError as error:
            self._post(self._tell, error)
            return
        if self._box.set_aside is not None or self._box.unreadable:
            moved = self._box.set_aside or self._box.path
            self._post(self._tell, StoreDamaged("drafts_damaged", path=str(moved)))
        self._post(self.found.emit, found)
        self._post(self._keep_again)  # what was typed before the file was open

    def _reopen(self) -> None:
        if self._box is None and self._store is not None:
            self._open(self._store)

    def _keep(self, key: str, form: Form) -> None:
        if self._box is None:
            return  # not open yet: `_open` has all kept once it is
        with self._guard:
            latest = self._latest.pop(key, None)
        if latest is None:
            return  # a later state of it has been kept, or it was let go of
        _, name, payload = latest
        if self._do(lambda box: box.keep(key, name, payload)):
            self._post(self._was_kept, form, datetime.now().astimezone())
        else:
            with self._guard:
                self._latest.setdefault(key, latest)

    def _do(self, what: Callable[[DraftBox], Any]) -> bool:
        if self._box is None:
            return False
        try:
            what(self._box)
        except TrackerError as error:
            if isinstance(error, StoreDamaged):  # the next opening moves it away, and begins a new one
                self._box.close()
                self._box = None
            self._post(self._tell, error)
            return False
        return True

    def _shut(self) -> None:
        self._store = None
        with self._guard:
            self._latest.clear()  # what could not be kept beside this store is nothing of the next one's
        if self._box is not None:
            self._box.close()
            self._box = None

    def _post(self, call: Callable[..., Any], *args: Any) -> None:
        if not self._closed and isValid(self):
            self._posted.emit(functools.partial(call, *args))

    # --- On the GUI thread ---

    @Slot(object)
    def _run_posted(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()

    def _tell(self, error: TrackerError) -> None:
        self._again.start()
        if not self._in_trouble:
            self._in_trouble = True
            self.trouble.emit(error)

    def _try_again(self) -> None:
        self._lane.put(self._reopen)
        self._keep_again()

    def _keep_again(self) -> None:
        with self._guard:
            waiting = [(key, form) for key, (form, _, _) in self._latest.items()]
        for key, form in waiting:
            self._lane.put(functools.partial(self._keep, key, form))

    def _was_kept(self, form: Form, at: datetime) -> None:
        self._in_trouble = False
        if isValid(form):
            self.kept.emit(form, at)
