"""Modules that a library imports at its top, or copies whole, and of which nothing or little here is ever used."""

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


class Spared(ModuleType):
    """Stands in for a module: what is looked up in it is looked up in the one that `find` gives, and not before."""

    def __init__(self, name: str, find: Callable[[], ModuleType]) -> None:
        super().__init__(name)
        self._find = find

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)


def spare(name: str, *functions: str) -> None:
    """Have a module loaded when somebody first looks into it, and not when it is imported. Does nothing if it is.

    `functions` of it may be looked up, and load it only when they are called.
    """

    def find() -> ModuleType:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return importlib.import_module(name)

    def later(function: str) -> Callable[..., Any]:
        return lambda *args: getattr(find(), function)(*args)

    if name not in sys.modules:
        stand_in = sys.modules[name] = Spared(name, find)
        for function in functions:
            setattr(stand_in, function, later(function))


def spare_asyncio() -> None:
    """SQLAlchemy imports asyncio, and half of the network with it, for drivers that nobody uses here."""
    spare("asyncio", "iscoroutine")
