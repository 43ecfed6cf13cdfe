"""Modules that a library imports at its top, or copies whole, and of which nothing or little here is ever used."""

import importlib
import os
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


def spare(name: str, *functions: str, alone: bool = False) -> None:
    """Have a module loaded when somebody first looks into it, and not when it is imported. Does nothing if it is.

    `functions` of it may be looked up, and load it only when they are called. `alone` says that nobody imports a module
    below it before it is loaded.
    """

    def find() -> ModuleType:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return importlib.import_module(name)

    def later(function: str) -> Callable[..., Any]:
        return lambda *args, **options: getattr(find(), function)(*args, **options)

    if name not in sys.modules:
        stand_in = sys.modules[name] = Spared(name, find)
        for function in functions:
            setattr(stand_in, function, later(function))
        if alone:
            stand_in.__path__ = []


def spare_unused() -> None:
    """Spare what the libraries under the store import for what nobody here uses.

    SQLAlchemy imports asyncio, and half of the network with it, for other drivers. Pydantic looks for plugins among
    all packages that are installed, and imports for it what reads archives and mail.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    spare("asyncio", "iscoroutine")
    spare("importlib.metadata", "version", "entry_points", alone=True)
