"""Callbacks from other threads: called only while the widgets that they speak to are there."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid


def call_back(call: Callable[..., Any], *args: Any) -> bool:
    """Call it, unless the widget that it would speak to has been deleted. Returns whether it was called."""
    if not all(isValid(one) for one in spoken_to(call)):
        return False
    call(*args)
    return True


def spoken_to(call: Callable[..., Any]) -> list[QObject]:
    """The Qt objects that a callback holds: of a bound method its owner, of a nested function what it closes over."""
    if isinstance(call, functools.partial):
        return spoken_to(call.func) + [one for one in call.args if isinstance(one, QObject)]
    owner = getattr(call, "__self__", None)
    if isinstance(owner, QObject):
        return [owner]
    cells = getattr(call, "__closure__", None) or ()
    found = []
    for cell in cells:
        with contextlib.suppress(ValueError):  # a cell not filled yet
            if isinstance(cell.cell_contents, QObject):
                found.append(cell.cell_contents)
    return found
