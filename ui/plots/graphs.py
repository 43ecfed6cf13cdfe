"""pyqtgraph and numpy, imported in half of their time: the one door to both for the plots.

pyqtgraph copies every name of QtCore, QtGui and QtWidgets into modules of its own, and PySide6 makes a class with all
its enumerations the first time that a name is looked at. Here its copies look a name up when somebody asks for it.
"""

import importlib
import os
import sys
from types import ModuleType

# Nothing here multiplies matrices, and a thread for each processor takes its time to be started.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class _Mirror(ModuleType):
    """What pyqtgraph knows as its own QtCore, QtGui or QtWidgets."""

    def __init__(self, name: str, source: ModuleType) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self._source = source

    def __getattr__(self, name: str) -> object:
        return getattr(self._source, name)


def _names_of_none() -> list[str]:
    return []


def _import() -> ModuleType:
    if "pyqtgraph" in sys.modules:
        return sys.modules["pyqtgraph"]
    sources = [importlib.import_module(f"PySide6.{name}") for name in ("QtCore", "QtGui", "QtWidgets")]
    listed = [source.__dir__ for source in sources]
    for source in sources:
        mirror = _Mirror(f"pyqtgraph.Qt.{source.__name__.rpartition('.')[2]}", source)
        sys.modules[mirror.__name__] = mirror
        source.__dir__ = _names_of_none  # type: ignore[method-assign]
    try:
        import pyqtgraph

        return pyqtgraph
    finally:
        for source, names in zip(sources, listed, strict=True):
            source.__dir__ = names  # type: ignore[method-assign]


pg = _import()

import numpy as np  # noqa: E402 - with the variable set, and pyqtgraph has imported it by now

__all__ = ["np", "pg"]
