"""pyqtgraph and numpy, imported in half of their time: the one door to both for the plots.

pyqtgraph copies every name of QtCore, QtGui and QtWidgets into modules of its own, and PySide6 makes a class with all
its enumerations the first time that a name is looked at. Here its copies look a name up when somebody asks for it.
"""

import importlib
import os
import sys
from functools import partial
from types import ModuleType

from tracker.spared import Spared

# Nothing here multiplies matrices, and a thread for each processor takes its time to be started.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _names_of_none() -> list[str]:
    return []


def _itself(source: ModuleType) -> ModuleType:
    return source


def _import() -> ModuleType:
    if "pyqtgraph" in sys.modules:
        return sys.modules["pyqtgraph"]
    sources = [importlib.import_module(f"PySide6.{name}") for name in ("QtCore", "QtGui", "QtWidgets")]
    listed = [source.__dir__ for source in sources]
    for source in sources:
        name = f"pyqtgraph.Qt.{source.__name__.rpartition('.')[2]}"
        sys.modules[name] = Spared(name, partial(_itself, source))
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
