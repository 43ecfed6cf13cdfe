"""The navigation rail: one button a page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from ui import look

ICON, SMALL_ICON = 20, 14
HIGH, LOW = 50, 34  # pixels of a button where there is room, and where there is none
ROOMY = 46  # pixels from which a button has room for all of it
EDGE, BETWEEN = 10, 2


class Rail(QFrame):
    """The pages, one above the other; exactly one is chosen, or none while another page is shown."""

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages"))
        self.setFixedWidth(look.RAIL)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(6, EDGE, 6, EDGE)
        self._rows.setSpacing(BETWEEN)
        self._rows.addStretch(1)
        self._buttons: dict[str, QToolButton] = {}
        self._icons: dict[str, str] = {}
        self._is_low = self._is_dressed = False
        self._group = QButtonGroup(self)

    def add_page(self, name: str, words: str, icon: str, keys: str) -> None:
        """Add a button for a page."""
        button = QToolButton()
        button.setObjectName(f"rail_{name}")
        button.setAccessibleName(words)
        button.setText(words)
        button.setToolTip(keys)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(QSize(look.RAIL - 13, HIGH))
        look.leave_room(button, ICON)
        self._icons[name] = icon
        button.clicked.connect(lambda: self.page_chosen.emit(name))
        self._group.addButton(button)
        self._buttons[name] = button
        self._rows.insertWidget(self._rows.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)

    def minimumSizeHint(self) -> QSize:
        """As low as the window may be: the buttons share what height there is."""
        low = len(self._buttons) * (LOW + BETWEEN) + 2 * EDGE
        return QSize(look.RAIL, low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height, lower buttons."""
        super().resizeEvent(event)
        count = len(self._buttons)
        if count:
            room = self.height() - 2 * EDGE - BETWEEN * count
            height = max(LOW, min(HIGH, room // count))
            for button in self._buttons.values():
                button.setFixedHeight(height)
            if (height < ROOMY) != self._is_low:
                self._is_low = height < ROOMY
                self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Low buttons have a smaller icon, and nothing around it: the words stay whole."""
        for name, button in self._buttons.items():
            button.setProperty("low", self._is_low)
            look.restyle(button)
            if self._is_dressed:
                look.dress(button, self._icons[name], "secondary", size=self._icon_size)
            else:
                look.leave_room(button, self._icon_size)

    @property
    def _icon_size(self) -> int:
        return SMALL_ICON if self._is_low else ICON

    def dress(self) -> None:
        """Draw the icons; after the first paint."""
        self._is_dressed = True
        for name, icon in self._icons.items():
            look.dress(self._buttons[name], icon, "secondary", size=self._icon_size)

    def show_page(self, name: str) -> None:
        """Mark the page that is shown; none of them for a page that has no button."""
        self._group.setExclusive(False)
        for own, button in self._buttons.items():
            button.setChecked(own == name)
        self._group.setExclusive(name in self._buttons)
