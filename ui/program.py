"""The program from start to end: which store, who holds it, the first paint, and what is loaded after it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtWidgets import QApplication

from tracker.settings import default_store_path, demo_store_path, glance_at_theme
from ui import look
from ui.instance import Holder, Instance, raise_other
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.autosave import Autosave
    from ui.bridge import Bridge
    from ui.opening import Opening


class Program(QObject):
    """Builds everything: what the first paint needs before it, and the rest after it."""

    _uncaught = Signal(object)

    def __init__(self, app: QApplication, store: Path | None, *, demo: bool, page: str) -> None:
        super().__init__(app)
        self._app = app
        self._demo = demo
        self._page = page
        self._instance = Instance(store or (demo_store_path() if demo else default_store_path()), self)
        self._holder: Holder | None = None
        self._bridge: Bridge | None = None
        self._autosave: Autosave | None = None
        self._opening: Opening | None = None

    def start(self) -> bool:
        """Show the window. False if another one has the store and has come to the front."""
        self._holder = self._instance.take()
        if self._holder is not None and self._holder.is_here and raise_other(self._instance.store):
            return False
        looks = self._looks = look.start(self._app, glance_at_theme(), styled=True)
        self.window = MainWindow(looks, self._page)
        self.window.first_painted.connect(self._furnish)
        there = self._demo or os.path.lexists(self._instance.store)
        if self._holder is not None or not there:
            self.window.furnish_now()  # the first paint is of the set-up, or of who holds the store
        self.window.show()
        return True

    def stop(self) -> None:
        """The window is closed: keep what is typed, finish what is being saved, let go of the store."""
        if self._autosave is not None and self._bridge is not None and self._opening is not None:
            self._opening.end()
            self._autosave.close()
            self._bridge.close()
            self._instance = self._opening.instance
        self._instance.leave()

    def _furnish(self) -> None:
        """Build the rest, and open the store."""
        from PySide6.QtCore import QLocale

        from tracker.settings import load_settings
        from ui import crash
        from ui.autosave import Autosave
        from ui.bridge import Bridge
        from ui.opening import Opening

        # The words are English, and so are numbers and days, whatever the language of the laptop: 1,284, 3 August.
        QLocale.setDefault(QLocale("en_GB"))
        self._uncaught.connect(self._tell_uncaught, Qt.ConnectionType.QueuedConnection)
        crash.watch(self._uncaught.emit)
        _quit_on_signals(self._app)
        settings = load_settings()
        if settings.theme in look.MODES:
            self._looks.choose(settings.theme)
        self._bridge, self._autosave = Bridge(self), Autosave(self)
        self.window.furnish(self._bridge, self._autosave)
        self._opening = Opening(
            self.window,
            self._bridge,
            self._autosave,
            settings,
            self._instance,
            demo=self._demo,
            author=settings.author,
        )
        self._opening.begin(self._holder)

    def _tell_uncaught(self, error: BaseException) -> None:
        self.window.messages.say(
            self.tr(
                "A fault of the program ({what}). What was saved is safe, and what is typed is kept. "
                "If it comes back, report it with the crash log."
            ).format(what=type(error).__name__),
            "error",
        )


def _quit_on_signals(app: QApplication) -> None:
    """Ctrl+C in the terminal and a shutdown close the window as its button does."""
    import signal  # not needed for the first paint

    if not hasattr(signal, "set_wakeup_fd") or os.name != "posix":
        return
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    os.set_blocking(read_end, False)
    signal.set_wakeup_fd(write_end)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(read_end, QSocketNotifier.Type.Read, app)

    def quit_now() -> None:
        os.read(read_end, 64)
        app.quit()

    notifier.activated.connect(quit_now)
