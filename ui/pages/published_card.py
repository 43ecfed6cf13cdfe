"""What others published for the days shown, beside what was counted: never mixed, never added. And year by year."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from ui import look
from ui.incident_words import number
from ui.models import series_years
from ui.models.line_table import LineTable
from ui.models.published_totals import PublishedTotals
from ui.pages.card import Card
from ui.pages.plain_table import PlainTable
from ui.palette import Palette

if TYPE_CHECKING:
    from tracker.published import Published
    from tracker.series import SeriesYear

MOST = 4  # rows before it scrolls
MOST_YEARS = 6
HEAD = 28


class PublishedCard(Card):
    """A row a published figure, in which earlier vintages stand as first reported; or a row a year of each series."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("published_card", "", parent)
        self.title.setText(self.tr("Published beside counted"))
        self.setAccessibleName(self.title.text())
        self.model = PublishedTotals(self)
        self.table = PlainTable("published_totals", self.title.text(), self.model)
        self.year_model = LineTable(series_years.columns(), self)
        self.year_table = PlainTable("published_years", self.tr("Published, year by year"), self.year_model)
        self.by_year = QPushButton(self.tr("Year by year"))
        self.by_year.setObjectName("published_by_year")
        self.by_year.setAccessibleName(self.tr("Published, year by year"))
        self.by_year.setCheckable(True)
        self.by_year.hide()
        self.by_year.toggled.connect(self._show)
        self.head.addWidget(self.by_year)
        self.rows.setSpacing(2)
        self.rows.setContentsMargins(look.PADDING, 8, look.PADDING, 8)
        for table in (self.table, self.year_table):
            self.rows.addWidget(table)
            table.hide()
        self._elsewhere = 0
        self._years = 0
        self.apply_palette(palette)

    def show_published(
        self, lines: "Sequence[Published]", elsewhere: int, years: "Sequence[SeriesYear]"
    ) -> None:
        """Show the figures of the days shown; `elsewhere` have another nationality or sector, or other days.

        `years` are of all days.
        """
        self.model.show_lines(lines)
        # The latest year first, as the periods are.
        self.year_model.show_lines(sorted(years, key=lambda year: year.year, reverse=True))
        self._elsewhere, self._years = elsewhere, len(years)
        self.by_year.setVisible(bool(years))
        self._show()

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)
        self.year_model.apply_palette(palette)

    def _show(self) -> None:
        yearly = self.by_year.isChecked() and bool(self._years)
        for table, wanted, most in ((self.table, not yearly, MOST), (self.year_table, yearly, MOST_YEARS)):
            rows = table.model().rowCount()
            table.setVisible(wanted and bool(rows))
            if table.isVisibleTo(self):
                table.fit_columns()
                table.setFixedHeight(HEAD + min(rows, most) * look.ROW + 6)
        self.title.setText(
            self.tr("Published, year by year") if yearly else self.tr("Published beside counted")
        )
        self.say(*(self._said_of_years() if yearly else self._said()))

    def _said_of_years(self) -> tuple[str, ...]:
        return (
            self.tr("as first reported beside as known now · each series by itself, never added to another"),
            self.tr("as first reported beside as known now"),
        )

    def _said(self) -> tuple[str, ...]:
        elsewhere = ""
        if self._elsewhere:
            elsewhere = self.tr(
                "{n} more for other days, nationalities or sectors", "", self._elsewhere
            ).format(n=number(self._elsewhere))
        if self.model.rowCount():
            return (elsewhere,)
        if elsewhere:
            said = self.tr("none for these days · {elsewhere}").format(elsewhere=elsewhere)
            return (said, self.tr("none for these days"))
        return (self.tr("no published total is in this store yet"), self.tr("none"))
