"""A file is read and tried anew for whatever is chosen, off the GUI thread; the newest choice is what counts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tracker.errors import TrackerError
from ui.importing.trial import Looked, OwnLooked, as_profile_says, look_at
from ui.importing.wording import said

if TYPE_CHECKING:
    from tracker.files.fields import Subject
    from tracker.files.layout_marks import Mark
    from tracker.files.profiles import Profile
    from tracker.files.request import Request
    from ui.bridge import Bridge
    from ui.long_work import LongWork


class Looking(QObject):
    """What is asked of the file that is open, and what came of it. Where a choice cannot be, what was there holds."""

    begun = Signal()
    progressed = Signal(int)  # rows
    came = Signal(object)  # Looked, or OwnLooked
    failed = Signal(str, str)  # words, and the state "error" or none

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._work: LongWork | None = None
        self._marks: tuple[Mark, ...] = ()  # that are not in the request yet
        self._guess = False  # the subject is to be guessed
        self.subject_chosen = False
        self.request: Request | None = None
        self.looked: Looked | None = None
        self.own: OwnLooked | None = None  # in its place
        self.held = False  # it is being brought in: nothing is changed meanwhile

    @property
    def is_busy(self) -> bool:
        """Whether the file is being read."""
        return self._work is not None

    def open(self, request: Request, *, guess_subject: bool) -> None:
        """Look at another file."""
        self.request, self.looked, self.own, self._marks = request, None, None, ()
        self._guess, self.subject_chosen = guess_subject, not guess_subject
        self._look()

    def change(self, **changed: Any) -> None:
        """Look again, with something else in the request."""
        if self.request is not None and not self.held:
            self.request = replace(self.request, **changed)
            self._look()

    def choose_subject(self, subject: Subject) -> None:
        """Its rows are this."""
        self.subject_chosen, self._guess = True, False
        self.change(subject=subject, maps=[], sets=[], profile=None)

    def choose_sheet(self, **chosen: Any) -> None:
        """Another sheet, or the same text taken apart otherwise: what was marked was of other rows and columns."""
        self._marks = ()
        self._guess = self._guess or not self.subject_chosen
        self.change(**chosen, layout=None, maps=[], profile=None)

    def mark(self, mark: Mark) -> None:
        """Look again, with something marked in the sheet."""
        if not self.held:
            self._marks += (mark,)
            self._guess = self._guess or (mark.changes_columns and not self.subject_chosen)
            self.change()

    def use_suggested(self) -> None:
        """Read it as the profile says that was found to fit."""
        if self.looked is not None and self.looked.suggested is not None:
            self.use_profile(self.looked.suggested)

    def use_profile(self, profile: Profile | None) -> None:
        """Read it as a profile says; with none, as it seems."""
        if self.request is None or self.held:
            return
        if profile is None:
            self.choose_sheet(sets=[], order=None)
            return
        self._marks, self._guess, self.subject_chosen = (), False, True
        self.request = as_profile_says(self.request, profile)
        self._look()

    def cancel(self) -> None:
        """Stop reading."""
        if self._work is not None:
            self._work.cancel()

    def _look(self) -> None:
        self.cancel()
        request = self.request
        self._work = self._bridge.work(
            look_at,
            request,
            guess_subject=self._guess,
            marks=self._marks,
            progress=self._bridge.on_gui(partial(self._progress, request)),
            done=partial(self._take, request),
            refused=partial(self._not_read, request),
        )
        self.begun.emit()

    def _progress(self, request: Request, done: int) -> None:
        if request is self.request and self._work is not None:
            self.progressed.emit(done)

    def _take(self, request: Request, looked: Looked | OwnLooked | None) -> None:
        if request is not self.request:
            return  # something else was chosen meanwhile
        if looked is None:
            self._keep(self.tr("Cancelled: nothing was written."), "")
            return
        self._work, self._marks, self._guess = None, (), False
        self.request = looked.request
        self.looked = looked if isinstance(looked, Looked) else None
        self.own = looked if isinstance(looked, OwnLooked) else None
        self.came.emit(looked)

    def _not_read(self, request: Request, error: Exception) -> None:
        if request is self.request:
            self._keep(said(error) if isinstance(error, TrackerError) else str(error), "error")

    def _keep(self, words: str, state: str) -> None:
        self._work, self._marks, self._guess = None, (), False
        if self.looked is not None:
            self.request = self.looked.request
        self.failed.emit(words, state)
