"""Keys that a part of the window listens for while the keyboard is in it, and only then; and those of the window."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid


def listen(widget: QWidget, keys: str, call: Callable[[], object]) -> QShortcut:
    """Call on these keys while the keyboard is in the widget or in what it holds."""
    # The context is set apart: given to the constructor beside a function it is silently not taken.
    made = QShortcut(QKeySequence(keys), widget)
    made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    made.activated.connect(call)
    return made


class OverEditing(QObject):
    """Keys that are the window's also while something is typed.

    On some systems a text field takes such keys for itself: Ctrl+E and Ctrl+K on Linux, Ctrl+D on others.
    """

    def __init__(self, keys: Iterable[QKeySequence], parent: QObject) -> None:
        super().__init__(parent)
        self._keys = set(keys)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, before: QWidget | None, to: QWidget | None) -> None:
        if before is not None and isValid(before):
            before.removeEventFilter(self)
        if isinstance(to, QLineEdit | QPlainTextEdit):
            to.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field is not asked whether such a key is its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return QKeySequence(event.keyCombination()) in self._keys
        return False
