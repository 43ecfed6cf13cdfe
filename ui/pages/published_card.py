"""What others published for the days shown, beside what was counted: never mixed, never added."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import look
from ui.incident_words import number
from ui.models.published_totals import PublishedTotals
from ui.pages.card import Card
from ui.pages.plain_table import PlainTable
from ui.palette import Palette

if TYPE_CHECKING:
    from tracker.published import Published

MOST = 4  # rows before it scrolls
HEAD = 28


class PublishedCard(Card):
    """A row a published figure; earlier vintages stand in it as first reported."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("published_card", "", parent)
        self.title.setText(self.tr("Published beside counted"))
        self.setAccessibleName(self.title.text())
        self.model = PublishedTotals(self)
        self.model.apply_palette(palette)
        self.table = PlainTable("published_totals", self.title.text(), self.model)
        self.rows.setSpacing(2)
        self.rows.setContentsMargins(look.PADDING, 8, look.PADDING, 8)
        self.rows.addWidget(self.table)
        self.table.hide()

    def show_published(self, lines: "Sequence[Published]", elsewhere: int) -> None:
        """Show the figures of the days shown; `elsewhere` have another nationality or sector, or other days."""
        self.model.show_lines(lines)
        self.table.setVisible(bool(lines))
        if lines:
            self.table.fit_columns()
            rows = min(len(lines), MOST)
            self.table.setFixedHeight(HEAD + rows * look.ROW + 6)
            self.say("" if not elsewhere else self._elsewhere(elsewhere))
        elif elsewhere:
            self.say(
                self.tr("none for these days · {elsewhere}").format(elsewhere=self._elsewhere(elsewhere)),
                self.tr("none for these days"),
            )
        else:
            self.say(self.tr("no published total is in this store yet"), self.tr("none"))

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def _elsewhere(self, count: int) -> str:
        return self.tr("{n} more for other days, nationalities or sectors", "", count).format(n=number(count))
