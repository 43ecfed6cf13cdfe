"""Keys that a part of the window listens for while the keyboard is in it, and only then."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def listen(widget: QWidget, keys: str, call: Callable[[], object]) -> QShortcut:
    """Call on these keys while the keyboard is in the widget or in what it holds."""
    # The context is set apart: given to the constructor beside a function it is silently not taken.
    made = QShortcut(QKeySequence(keys), widget)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(call)
    return made
