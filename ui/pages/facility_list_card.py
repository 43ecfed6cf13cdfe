"""All facilities at a glance: the gauge, and under it a bar for each, the most pressing first unless ordered else."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tracker.codes import Level
from tracker.readings import FacilityReading, GaugeReading
from ui import look
from ui.forms.fields import ChoiceEdit, TextEdit
from ui.incident_words import number
from ui.palette import Palette
from ui.plots.bullets import FacilityBullets
from ui.plots.gauge import CapacityGauge

MANY = 9  # from here on there is a field to search in
URGENCY = {Level.OVER: 0, Level.FULL: 1, Level.TIGHT: 2, Level.UNKNOWN: 3, Level.WITHIN: 4}


class FacilityListCard(QFrame):
    """Takes readings; says which facility was selected."""

    facility_selected = Signal(str)
    new_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facility_list_card")
        self.setAccessibleName(self.tr("Facilities"))
        self.setProperty("card", "true")
        self._readings: list[FacilityReading] = []
        self._at: datetime | None = None
        self.gauge = CapacityGauge()
        self.bullets = FacilityBullets(select_on_move=True, say_illustrative=False)
        self.search = TextEdit()
        self.search.setObjectName("facilities_search")
        self.search.setAccessibleName(self.tr("Search facilities"))
        self.search.setPlaceholderText(self.tr("Search {n} facilities"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.order = ChoiceEdit()
        self.order.setObjectName("facilities_order")
        self.order.setAccessibleName(self.tr("Order of the facilities"))
        self.order.fill(
            [
                (self.tr("Most pressing first"), "pressing"),
                (self.tr("By name"), "name"),
                (self.tr("As entered"), "entered"),
            ]
        )
        self.order.currentIndexChanged.connect(self._show)
        self.found = QLabel()
        self.found.setObjectName("facilities_found")
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("role", "small")
        self.new_button = QPushButton(self.tr("New facility  N"))
        self.new_button.setObjectName("facilities_new")
        self.new_button.setAccessibleName(self.tr("New facility"))
        self.new_button.clicked.connect(self.new_asked)
        self._lay_out()
        self.bullets.facility_selected.connect(self.facility_selected)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Capacity"))
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.new_button)
        self.sieve = QWidget()
        sieve = QHBoxLayout(self.sieve)
        sieve.setContentsMargins(0, 0, 0, 0)
        sieve.setSpacing(8)
        sieve.addWidget(self.search, 1)
        sieve.addWidget(self.order, 1)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(self.bullets)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, 8)
        rows.setSpacing(8)
        rows.addLayout(head)
        rows.addWidget(self.gauge)
        rows.addWidget(self.sieve)
        rows.addWidget(self.found)
        rows.addWidget(self.scroll, 100)
        rows.addStretch(1)

    def show_readings(self, readings: Sequence[FacilityReading], gauge: GaugeReading, at: datetime) -> None:
        """Show the facilities as of a moment."""
        self._readings, self._at = list(readings), at
        self.gauge.show_reading(gauge if readings else None, readings)
        self.gauge.setVisible(bool(readings))
        self.sieve.setVisible(len(readings) >= MANY)
        self.search.setPlaceholderText(self.tr("Search {n} facilities").format(n=number(len(readings))))
        self.scroll.setVisible(bool(readings))
        self._show()

    def in_order(self) -> list[FacilityReading]:
        """The facilities that the search leaves, in the order chosen."""
        wanted = self.search.text().strip().casefold() if len(self._readings) >= MANY else ""
        found = [r for r in self._readings if wanted in r.name.casefold()]
        order = self.order.value()
        if order == "name":
            return sorted(found, key=lambda r: r.name.casefold())
        if order == "pressing":
            return sorted(found, key=lambda r: (URGENCY[r.level], -r.over, -(r.ratio or 0)))
        return found

    def select(self, facility_id: str | None) -> None:
        """Mark a facility as the one shown beside the list."""
        self.bullets.select(facility_id)

    def take_keyboard(self) -> None:
        """The keyboard goes to the facility that is selected."""
        row = self.bullets.findChild(QWidget, f"facility_{self.bullets.selected}")
        (row or self.new_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.gauge.apply_palette(palette)
        self.bullets.apply_palette(palette)

    def _show(self) -> None:
        shown = self.in_order()
        holder = self.bullets.focusWidget()
        in_list = holder is not None and holder.hasFocus()
        self.bullets.show_readings(shown, self._at)
        if in_list:  # the rows have other facilities now: the keyboard stays with the selected one
            self.take_keyboard()
        self.found.setVisible(len(shown) != len(self._readings))
        self.found.setText(
            self.tr("{shown} of {all} facilities").format(
                shown=number(len(shown)), all=number(len(self._readings))
            )
        )
