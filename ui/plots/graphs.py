"""pyqtgraph, imported in a third of its time, and numpy: the one door to both for the plots.

Of pyqtgraph's many items and widgets the plots take three; those that `pyqtgraph` gathers and nobody here asks for are
left out. And pyqtgraph copies every name of QtCore, QtGui and QtWidgets into modules of its own, where PySide6 makes a
class with all its enumerations the first time that a name is looked at: here its copies look a name up when somebody
asks for it.
"""

import importlib
import sys
from functools import partial
from types import ModuleType
from typing import ClassVar

from tracker.spared import Spared
from ui.plots.arrays import np

_ITEMS = """
    ArrowItem AxisItem BarGraphItem BoxplotItem ButtonItem ColorBarItem CurvePoint DateAxisItem
    ErrorBarItem FillBetweenItem GradientEditorItem GradientLegend GraphicsLayout GraphItem GridItem
    HistogramLUTItem ImageItem InfiniteLine IsocurveItem LabelItem LegendItem LinearRegionItem
    PColorMeshItem PlotDataItem PlotItem ROI ScaleBar ScatterPlotItem TargetItem TextItem UIGraphicsItem
    VTickGroup
"""
_WIDGETS = """
    BusyCursor CheckTable ColorButton ColorMapMenu ColorMapWidget ComboBox DataFilterWidget
    DataTreeWidget DiffTreeWidget FeedbackButton FileDialog GradientWidget GraphicsLayoutWidget GroupBox
    HistogramLUTWidget JoystickButton LayoutWidget PathButton PlotWidget ProgressDialog RawImageWidget
    RemoteGraphicsView ScatterPlotWidget SpinBox TableWidget TreeWidget ValueLabel VerticalLabel
"""


# pyqtgraph does without these two where they are not there: it draws through OpenGL only if told to.
_MISSING = ("PySide6.QtOpenGLWidgets", "PySide6.QtTest")
_UNUSED = (
    "PySide6.QtOpenGL",
    "pyqtgraph.Qt.OpenGLHelpers",
    "pyqtgraph.graphicsItems.ViewBox.ViewBoxMenu",
    "pyqtgraph.WidgetGroup",
)


class _Nothing:
    """What is looked up in a module that was left out: a class of which nothing is one."""


class _LeftOut(ModuleType):
    """Stands in for a module while pyqtgraph gathers what its modules offer: this one offers nothing."""

    __all__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> type[_Nothing]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing


def _stand_ins() -> dict[str, ModuleType | None]:
    items = [f"pyqtgraph.graphicsItems.{name}" for name in _ITEMS.split()]
    widgets = [f"pyqtgraph.widgets.{name}" for name in _WIDGETS.split()]
    left_out = (*items, *widgets, "pyqtgraph.imageview", *_UNUSED)
    found: dict[str, ModuleType | None] = {name: _LeftOut(name) for name in left_out}
    found |= dict.fromkeys(_MISSING)  # None: there is no such module
    return {name: module for name, module in found.items() if name not in sys.modules}


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
    sys.modules["pyqtgraph.Qt.QtWidgets"].QOpenGLWidget = _Nothing  # type: ignore[attr-defined]
    stand_ins = _stand_ins()
    sys.modules.update(stand_ins)  # type: ignore[arg-type]
    try:
        import pyqtgraph

        return pyqtgraph
    finally:
        for source, names in zip(sources, listed, strict=True):
            source.__dir__ = names  # type: ignore[method-assign]
        for name in stand_ins:  # whoever asks for one by its own name gets it
            del sys.modules[name]


pg = _import()

__all__ = ["np", "pg"]
