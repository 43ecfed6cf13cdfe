"""The entry point: the window (`program.py` builds it), or a subcommand of `tracker/cli.py`, without Qt."""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

USAGE = 2
PAGES = ("board", "incidents", "arrivals", "facilities")


class Wanted(NamedTuple):
    """What the window was started with."""

    store: Path | None = None
    demo: bool = False
    page: str = "board"


def main(arguments: Sequence[str] | None = None) -> int:
    """`border-tracker`: the window, or a subcommand. Returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = read_arguments(given)
    if wanted is None:
        from tracker import cli  # Typer with it; it imports no Qt

        return cli.main(given)
    reason = no_display()
    if reason:
        return complain(reason)
    return open_window(wanted)


def read_arguments(given: list[str]) -> Wanted | None:
    """What is wanted of the window; None for anything else, which the command line knows or refuses."""
    store: Path | None = None
    demo, page, rest = False, "board", list(given)
    while rest:
        name, _, value = rest.pop(0).partition("=")
        if name == "--demo" and not value:
            demo = True
        elif name in ("--store", "--page"):
            if not value:
                if not rest:
                    return None
                value = rest.pop(0)
            if name == "--store" and "://" not in value:
                store = Path(value).expanduser().absolute()
            elif name == "--page" and value in PAGES:
                page = value
            else:
                return None
        else:
            return None
    return Wanted(store, demo, page)


def no_display() -> str:
    """Why no window can be shown; empty if nothing is known to stand in the way."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return "DISPLAY and WAYLAND_DISPLAY are not set"


def complain(reason: str) -> int:
    """One clear line on standard error. Returns the exit code."""
    sys.stderr.write(
        f"Border Tracker cannot show its window: {reason}. Log in to a desktop, use `ssh -X` or `xvfb-run`; "
        "`border-tracker --help` lists what works without a window.\n"
    )
    return USAGE


def open_window(wanted: Wanted) -> int:
    """Show the window and run until it is closed, which ends the process. Returns the exit code of a start in vain."""
    import gc

    # Objects of the start-up stay: to look among them for cycles is lost time. `Collector` takes over after it.
    gc.disable()
    import_qt()
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    # Qt ends the process where it finds no display, in five lines that blame a library which is there.
    qInstallMessageHandler(_tell_no_display)
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    qInstallMessageHandler(None)
    app.setApplicationName("border-tracker")
    app.setApplicationDisplayName("Border Tracker")
    app.setDesktopFileName("border-tracker")
    from ui.program import Program

    try:
        program = Program(app, wanted.store, demo=wanted.demo, page=wanted.page)
        if not program.start():
            return 0  # the window that was open already has come to the front
    except Exception as error:  # a defect before there is a window that could tell of it
        from tracker.crash import log_path, note

        note(error)
        sys.stderr.write(f"Border Tracker has a fault and cannot start; {log_path()} says where.\n")
        return 1
    code = app.exec()
    program.stop()
    sys.stdout.flush()
    sys.stderr.flush()
    # All is saved and closed. Python and Qt take each other apart in no safe order, and readers may still be reading.
    os._exit(code)


def import_qt() -> None:
    """Import Qt, and put Python's own import back in its place.

    PySide6 has one of its own, for a switch (`from __feature__ import …`) that nothing here uses. It would read the
    source of every module that is imported after it: an eighth of the time to the board.
    """
    plain = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain


def _tell_no_display(kind: object, _context: object, message: str) -> None:
    from PySide6.QtCore import QtMsgType

    if kind == QtMsgType.QtFatalMsg:
        missing = "could not connect to display" not in _said and "no Qt platform plugin" in message
        display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or ""
        complain(
            "a library of the system is missing (see the README's first lines)"
            if missing and not display
            else f"there is no display at {display!r} that takes it"
        )
        os._exit(USAGE)
    _said.append(message)


_said: list[str] = []


if __name__ == "__main__":
    sys.exit(main())
