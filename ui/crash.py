"""Watching for defects that nobody caught, on any thread of the window."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from tracker.crash import note


def watch(tell: Callable[[BaseException], None]) -> None:
    """Log whatever nobody caught, on any thread, and hand it to `tell`; nothing of it goes to the terminal."""

    def caught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        note(error)
        tell(error)

    def caught_in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            note(args.exc_value, args.thread.name if args.thread else "")
            tell(args.exc_value)

    sys.excepthook = caught
    threading.excepthook = caught_in_thread
