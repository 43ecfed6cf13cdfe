"""What stands from the first frame on: rail, top bar, the frames of the pages, status line, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ui.actions import ROWS, keys_of, make_actions, words_of
from ui.keys import OverEditing
from ui.look import Look
from ui.measure import mark
from ui.page_stack import PLACES, PageStack
from ui.rail import Rail
from ui.status_line import StatusLine
from ui.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SIZE = QSize(1366, 768)


class Shell(QMainWindow):
    """The window as it is first painted. `first_painted` comes once, after the frame is on the screen."""

    first_painted = Signal()

    def __init__(self, looks: Look, first_page: str) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Border Tracker")
        self._looks, self._first_page = looks, first_page
        self._painted = self._furnishing = False
        self.top, self.rail, self.status = TopBar(), Rail(), StatusLine()
        self.pages = PageStack(looks.palette)
        self.actions_ = make_actions(self)
        theirs = ("undo", "redo")  # in a text field these are the field's
        own = [action for name, action in self.actions_.items() if name not in theirs]
        OverEditing([key for action in own for key in action.shortcuts()], self)
        names = {row.name: row for row in ROWS}
        for place in PLACES:
            row = names[place.name]
            self.rail.add_page(place.name, words_of(row), row.icon, " ".join(keys_of(row)))
        self._lay_out()
        # These two answer from the first frame on; all others are connected in `main_window.py`.
        self.pages.page_shown.connect(self.rail.show_page)
        self.actions_["new_incident"].triggered.connect(self.open_incident_form)
        self._restore_geometry()
        self.pages.show_page(first_page)
        self.setFocus()  # no button has the keyboard before anybody has touched it

    def open_incident_form(self) -> None:
        """The form of a new incident."""
        raise NotImplementedError

    def _lay_out(self) -> None:
        self._middle, self._centre = QHBoxLayout(), QVBoxLayout()
        below, whole = QHBoxLayout(), QWidget()
        rows = QVBoxLayout(whole)
        for layout in (self._middle, self._centre, below, rows):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._middle.addWidget(self.pages, 1)
        self._centre.addLayout(self._middle, 1)
        below.addWidget(self.rail)
        below.addLayout(self._centre, 1)
        rows.addWidget(self.top)
        rows.addLayout(below, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(whole)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # When the event loop is back, the frame is on the screen.
            QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        mark("shell")
        self.furnish_now()

    def furnish_now(self) -> None:
        """Have the rest built: after the first paint, or sooner if somebody is very quick."""
        if not self._furnishing:
            self._furnishing = True
            self.first_painted.emit()

    def _restore_geometry(self) -> None:
        kept = window_settings().value("geometry")
        if kept is not None and self.restoreGeometry(kept):
            return
        room = self.screen().availableGeometry()
        self.resize(min(SIZE.width(), room.width()), min(SIZE.height(), room.height()))
        if room.width() <= SIZE.width() or room.height() <= SIZE.height():
            self.setWindowState(Qt.WindowState.WindowMaximized)  # the smallest laptops


def window_settings() -> QSettings:
    """Where the window was, and nothing else."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "border-tracker", "window")
