"""The pages of a report, one at a time, as they will be printed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import look
from ui.pages.card import FittingLabel
from ui.palette import Palette
from ui.reports.sheet import Sheet, SheetPage

SPOKEN = 17  # pixels: to be read from a standing height
WIDEST = 900  # pixels: wider than this paper is not easier to read


class Preview(QWidget):
    """Shows one page and the way to the others; PgUp and PgDown turn the pages, Home and End go to the ends."""

    spot_pressed = Signal(object)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report_preview")
        self.setAccessibleName(self.tr("The report as it will be printed"))
        self._pages: list[SheetPage] = []
        self._number = 0
        self.before = self._button("page_before", self.tr("Page before"), "chevron-left")
        self.after = self._button("page_after", self.tr("Next page"), "chevron-right")
        self.number = QLabel()
        self.number.setObjectName("page_number")
        self.number.setTextFormat(Qt.TextFormat.PlainText)
        self.note = FittingLabel("secondary")
        self.note.setObjectName("report_note")
        self.sheet = Sheet(palette)
        self.scroll = QScrollArea()
        self.scroll.setObjectName("report_scroll")
        self.scroll.setAccessibleName(self.accessibleName())
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.spoken = QPlainTextEdit()
        self.spoken.setObjectName("report_spoken")
        self.spoken.setAccessibleName(self.tr("To be read out"))
        self.spoken.setReadOnly(True)
        self.spoken.setTabChangesFocus(True)
        self.spoken.setFont(look.font(SPOKEN))
        self.spoken.hide()
        self._lay_out()
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.sheet.turned.connect(self._turn)
        self.sheet.spot_pressed.connect(self.spot_pressed)
        self._show()

    def _button(self, name: str, words: str, icon: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(look.plain(words))
        button.setProperty("kind", "icon")
        look.dress(button, icon)
        return button

    def _lay_out(self) -> None:
        self.sheet.setMaximumWidth(WIDEST)
        middle = QWidget()
        column = QHBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet, 1, Qt.AlignmentFlag.AlignTop)
        self.scroll.setWidget(middle)
        turning = QHBoxLayout()
        turning.setSpacing(look.TIGHT)
        turning.addWidget(self.before)
        turning.addWidget(self.number)
        turning.addWidget(self.after)
        turning.addWidget(self.note, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(look.TIGHT)
        rows.addLayout(turning)
        rows.addWidget(self.scroll, 1)
        rows.addWidget(self.spoken, 1)

    @property
    def page_number(self) -> int:
        """The page that is shown, counted from 0."""
        return self._number

    def show_pages(self, pages: Sequence[SheetPage], sentences: Sequence[str] = ()) -> None:
        """Show these, or sentences to be read out; the reader stays on the page of the same number, if there is one."""
        self._pages = list(pages)
        self.spoken.setPlainText("\n\n".join(sentences))
        self.spoken.setVisible(bool(sentences))
        self.scroll.setVisible(not sentences)
        self._number = max(0, min(self._number, len(self._pages) - 1))
        self._show()

    def say(self, *forms: str) -> None:
        """What stands beside the page's number, longest form first."""
        self.note.say(*forms)
        self.note.setVisible(True)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.sheet.apply_palette(palette)

    def go_to(self, number: int) -> None:
        """Show a page, counted from 0; the nearest one where there are fewer."""
        number = max(0, min(number, len(self._pages) - 1))
        if number != self._number:
            self._number = number
            self.scroll.verticalScrollBar().setValue(0)
            self._show()

    def _turn(self, by: int) -> None:
        self.go_to(self._number + by)

    def _show(self) -> None:
        there = bool(self._pages)
        self.sheet.show_page(self._pages[self._number] if there else None)
        self.sheet.setVisible(there)
        self.number.setText(
            self.tr("Page {n} of {all}").format(n=self._number + 1, all=len(self._pages)) if there else ""
        )
        for button in (self.before, self.after):
            button.setVisible(there)
        self.before.setEnabled(self._number > 0)
        self.after.setEnabled(self._number < len(self._pages) - 1)
