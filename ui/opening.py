"""Which store is open, and what the window shows while there is none: the set-up, or what stands in the way."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from tracker.crash import note
from tracker.errors import (
    DiskFull,
    EnvironmentProblem,
    NotAStore,
    NotFound,
    Refused,
    StoreDamaged,
    StoreLocked,
    StoreNewer,
    StoreReadOnly,
)
from tracker.settings import Settings, demo_store_path, laptop_zone, save_settings
from ui.autosave import Autosave
from ui.bridge import Bridge, Defect
from ui.instance import Holder, Instance, raise_other
from ui.main_window import MainWindow
from ui.saving import error_words

if TYPE_CHECKING:
    from tracker.draftbox import Kept
    from ui.demo_writing import DemoWriting
    from ui.forms.setup import SetUp
    from ui.pages.setup import SetupPage
    from ui.pages.store_trouble import StoreTroublePage

LISTEN_AFTER = (
    1500  # ms: the first figures come before a second start, which waits longer than that for an answer
)


class Opening(QObject):
    """From a path to an open store, whatever is there; the window and the bridge are told, and asked."""

    def __init__(
        self,
        window: MainWindow,
        bridge: Bridge,
        autosave: Autosave,
        settings: Settings,
        instance: Instance,
        *,
        demo: bool,
        author: str,
    ) -> None:
        super().__init__(window)
        self.window, self.bridge, self.autosave = window, bridge, autosave
        self._settings, self.instance = settings, instance
        self._path, self._demo, self._author = instance.store, demo, author
        self._setup: SetupPage | None = None
        self._trouble: StoreTroublePage | None = None
        self._writing: DemoWriting | None = None
        self._set_up_before: Path | None = (
            None  # the store that was to be set up before the demo was asked for
        )
        window.standpoint.preferred = settings.situation
        window.standpoint.situation_chosen.connect(partial(self._remember, "situation"))
        window.look_chosen.connect(partial(self._remember, "theme"))
        bridge.not_opened.connect(self._not_opened)
        bridge.ready.connect(self._opened)
        instance.raised.connect(window.to_front)
        autosave.found.connect(self._found)
        window.own_store_asked.connect(self._to_own_store)

    def begin(self, holder: Holder | None) -> None:
        """Open the store, set one up, or say who holds it."""
        if holder is not None:
            self._show_held(holder)
        elif not self._demo and not os.path.lexists(self._path):
            self._show_setup()
        else:
            self._open()

    def _open(self) -> None:
        """Open the store, or write the demo and open that."""
        self.window.show_store()
        QTimer.singleShot(LISTEN_AFTER, self, lambda: self.instance.listen())
        self.window.show_demo(self._demo or self._path == demo_store_path())
        if self._demo and not os.path.lexists(self._path):
            self._write_demo()
            return
        if os.path.lexists(self._path):
            self.autosave.open(self._path)  # on its own thread, before the domain is there
        self.bridge.open(self._path, self._author)

    def _write_demo(self) -> None:
        from ui.demo_writing import DemoWriting  # once a laptop

        self._writing = self._writing or DemoWriting(self.bridge, self)
        say = partial(self.window.show_working, self.tr("Writing the demo"), cancel=self._writing.cancel)
        say(0, 0)
        self._writing.start(self._path, say, self._open, self._demo_cancelled, self._not_opened)

    def _demo_cancelled(self) -> None:
        """Back to the set-up, if it was from there; else there is nothing to go back to."""
        path, self._set_up_before = self._set_up_before, None
        if path is not None:
            self._demo = False
            self._switch(path)
            return
        self._show_trouble(
            self.tr("Writing the demo was cancelled."),
            self.tr("Nothing is left of it. “Try again” writes it anew."),
        )

    def end(self) -> None:
        """The program ends: what writes files of its own is stopped."""
        if self._writing is not None:
            self._writing.stop()

    def _opened(self) -> None:
        self._setup = self._trouble = self._set_up_before = None
        if not self._settings.told_not_for_real_records:
            self.window.messages.say(
                self.tr(
                    "Not yet for real records: in this version the store is not encrypted, and whoever finds the "
                    "laptop can read it."
                ),
                "warning",
            )
            self._remember("told_not_for_real_records", True)

    # --- No store yet ---

    def _show_setup(self) -> None:
        from ui.pages.setup import SetupPage

        self._trouble = None
        self.window.show_demo(False)
        self._setup = SetupPage(self._settings.author, _laptop_zone().removeprefix("Etc/"), str(self._path))
        form = self._setup.form
        form.save_requested.connect(self._set_up)
        form.demo_requested.connect(self._to_demo)
        form.other_store_requested.connect(self._choose_store)
        self.window.status.show_closed()
        self.window.pages.show_other(self._setup)
        self.autosave.watch(form)
        self.autosave.open(self._path)
        form.start()

    def _found(self, kept: list[Kept]) -> None:
        """What is half typed of a set-up comes back into it; where there is a store by now, nobody needs it."""
        for one in (one for one in kept if one.form == "setup_form"):
            if self._setup is not None and not self._setup.form.keep():
                self.autosave.take_up(one.key, one.payload, self._setup.form)
                self._setup.form.show_kept(one.kept_at.astimezone())
            elif self._setup is None:
                self.autosave.discard(one.key)

    def _set_up(self, wanted: SetUp) -> None:
        from tracker.drafts import Sector
        from tracker.situations import arrange_situation

        self._author = wanted.author
        self._remember("author", wanted.author)
        self._remember("told_not_for_real_records", True)
        with contextlib.suppress(OSError):  # whoever makes the store says what is wrong
            self._path.parent.mkdir(parents=True, exist_ok=True)
        self.instance.take()  # there was no folder for the lock before
        self.instance.listen()
        sectors = [(None, Sector(name=name)) for name in wanted.sectors]
        self.bridge.create(
            self._path, wanted.station, wanted.author, arrange_situation, wanted.situation, sectors
        )
        form = self._setup.form if self._setup is not None else None
        if form is not None:
            self.bridge.when_ready(lambda: self.autosave.let_go(form))

    # --- What stands in the way ---

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, Defect):
            note(error.cause, error.what)
        if isinstance(error, NotFound) and error.code == "no_such_store":
            self._show_setup()
        elif isinstance(error, Refused) and self._setup is not None:
            self._setup.form.show_problems(error.problems)
        else:
            self._show_trouble(error_words(error), _kept_words(error))

    def _show_held(self, holder: Holder) -> None:
        if holder.is_here:
            self._show_trouble(
                self.tr(
                    "{path} is open in another Border Tracker on this laptop (process {pid}), which does not answer."
                ).format(path=self._path, pid=holder.pid),
                self.tr("Nothing was touched. Close the other window, or wait for it, and try again."),
            )
        else:
            self._show_trouble(
                self.tr(
                    "{path} is held by Border Tracker on another machine, “{host}” (process {pid})."
                ).format(path=self._path, host=holder.host, pid=holder.pid),
                self.tr(
                    "Two machines that write to one store at once would damage it. Close it there and try again. "
                    "Open it all the same only if that machine is switched off, or was when it held the store."
                ),
                can_override=True,
            )

    def _show_trouble(self, happened: str, kept: str, *, can_override: bool = False) -> None:
        from ui.pages.store_trouble import StoreTroublePage

        self._setup = None
        if self._trouble is None:
            self._trouble = StoreTroublePage()
            self._trouble.try_again_asked.connect(self._try_again)
            self._trouble.other_store_asked.connect(self._choose_store)
            self._trouble.demo_asked.connect(self._to_demo)
            self._trouble.override_asked.connect(self._override)
        self.window.status.show_closed()
        self.window.pages.show_other(self._trouble)
        self._trouble.show_trouble(happened, kept, can_override=can_override)

    def _try_again(self) -> None:
        self._take_and_open(self.instance.take)

    def _override(self) -> None:
        self._take_and_open(self.instance.take_anyway)

    def _take_and_open(self, take: Callable[[], Holder | None]) -> None:
        holder = take()
        if holder is None:
            self._trouble = None
            self._open()
        elif holder.is_here and raise_other(self._path):
            self.window.close()
        else:
            self._show_held(holder)

    def _to_demo(self) -> None:
        # Signed by whoever sits there: were it the demo's own author, undo would take the whole demo back.
        self._set_up_before = self._path if self._setup is not None else None
        self._demo, self._author = True, self._settings.author
        self._switch(demo_store_path())

    def _to_own_store(self) -> None:
        """From the demo to this laptop's own store, or its set-up: in a window of its own, and this one closes.

        A process of its own: nothing of the demo can be left in it, and a window that has that store comes forward.
        """
        from PySide6.QtCore import QProcess

        # -P: a folder that happens to be called ui, where this was started, is none of ours.
        started = QProcess.startDetached(sys.executable, ["-P", "-m", "ui.app"])
        if started[0] if isinstance(started, tuple) else started:
            self.window.close()
        else:
            self.window.messages.say(
                self.tr(
                    "Your own store could not be opened from here. Close this window, and start the program anew."
                ),
                "error",
            )

    def _choose_store(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # not needed for the first paint

        name, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Open another store"),
            str(self._path.parent),
            self.tr("Stores (*.btrk);;All files (*)"),
        )
        if name:
            self._demo, self._author = False, self._settings.author
            self._switch(Path(name))

    def _switch(self, path: Path) -> None:
        self.instance.leave()
        self.instance.deleteLater()
        self._path = path
        self.instance = Instance(path, self)
        self.instance.raised.connect(self.window.to_front)
        if self._setup is not None:
            self._setup.deleteLater()
            self._setup = None
        self.autosave.leave()
        self.window.leave_store()
        self._take_and_open(self.instance.take)

    # --- Small things ---

    def _remember(self, name: str, value: Any) -> None:
        if getattr(self._settings, name) == value:
            return
        setattr(self._settings, name, value)
        try:
            save_settings(self._settings)
        except OSError as error:
            self.window.messages.say(
                self.tr("The settings could not be kept ({reason}). Your records are not touched.").format(
                    reason=error.strerror or type(error).__name__
                ),
                "warning",
                topic="settings",
            )


def _laptop_zone() -> str:
    """The laptop's time zone as the system names it to Qt, which knows Windows' names too."""
    from PySide6.QtCore import QTimeZone  # for the set-up alone

    from tracker.days import zone

    named = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
    try:
        return zone(named).key
    except (LookupError, ValueError, OSError):  # none that Python knows
        return laptop_zone()


def _kept_words(error: Exception) -> str:
    """What became of the data, and what to do."""
    tr = partial(QCoreApplication.translate, "Opening")
    match error:
        case StoreDamaged():
            return tr(
                "The file was left as it is. Open a copy of it, or look at it with `border-tracker check`."
            )
        case StoreNewer() | StoreLocked() | DiskFull():
            return tr("Your records are where they were; nothing was written.")
        case StoreReadOnly():
            return tr("Your records are where they were, and can be read once the store may be written.")
        case NotAStore():
            return tr("A store of Border Tracker ends in .btrk. The file was not touched.")
        case FileExistsError():
            return tr(
                "There is a file at this place already. Nothing in it was changed: try again to open it."
            )
        case EnvironmentProblem():
            return tr("Nothing was written.")
        case _:
            return tr("The crash log says where in the program it was, and nothing of your records.")
