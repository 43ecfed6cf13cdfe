"""numpy, without its docstrings and without threads of its own. Makes no Qt class: any thread may import it."""

import importlib
import os
import sys
from types import ModuleType

# Nothing here multiplies matrices, and a thread for each processor takes its time to be started.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_DOCSTRINGS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")


def _import() -> None:
    if "numpy" in sys.modules:
        return
    for name in _DOCSTRINGS:
        sys.modules[name] = ModuleType(name)
    try:
        importlib.import_module("numpy")
    finally:
        for name in _DOCSTRINGS:  # whoever asks for one by its own name gets it
            del sys.modules[name]


_import()

import numpy as np  # noqa: E402 - as said above

__all__ = ["np"]
