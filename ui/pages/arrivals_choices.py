"""What the arrivals page shows: which days, of whom, split how, and what is drawn beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from tracker.situations import SectorLine
from ui import look
from ui.forms.fields import ChoiceEdit
from ui.incident_words import nationality as nationality_name
from ui.incident_words import number

ONE_ROW = 1010  # pixels from which all stands in one row


class Preset(StrEnum):
    """Spans of days, all ending with the day of the board."""

    MONTH = "days30"
    QUARTER = "days90"
    HALF = "months6"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen. Of nobody in particular where nationality and sector are None."""

    preset: Preset = Preset.QUARTER
    split: str = ""
    nationality: str | None = None
    sector: SectorLine | None = None
    cumulative: bool = False
    year_before: bool = False
    events: bool = True
    table: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether it is of one nationality or one sector."""
        return self.nationality is not None or self.sector is not None


def first_of(preset: Preset, last: date, earliest: date | None) -> date:
    """The first day of a span that ends with `last`; `earliest` is the first day with an incident."""
    if preset is Preset.MONTH:
        return last - timedelta(days=29)
    if preset is Preset.QUARTER:
        return last - timedelta(days=89)
    if preset is Preset.HALF:
        months = last.year * 12 + last.month - 1 - 6
        day = min(last.day, 28)  # every month has it
        return date(months // 12, months % 12 + 1, day) + timedelta(days=1)
    if preset is Preset.YEAR:
        return last.replace(month=1, day=1)
    return min(earliest, last) if earliest is not None else last - timedelta(days=29)


class ArrivalsChoices(QWidget):
    """Buttons and boxes; each change says what is chosen now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("arrivals_choices")
        self.setAccessibleName(self.tr("What is shown"))
        self._on_offer: list[tuple[str, str | SectorLine | None]] = []
        self.presets = QButtonGroup(self)
        self.presets.setExclusive(True)
        self._preset_of: dict[int, Preset] = {}
        words = {
            Preset.MONTH: self.tr("30 days"),
            Preset.QUARTER: self.tr("90 days"),
            Preset.HALF: self.tr("6 months"),
            Preset.YEAR: self.tr("Year"),
            Preset.ALL: self.tr("All"),
        }
        spans = QHBoxLayout()
        spans.setSpacing(4)
        for n, preset in enumerate(Preset):
            button = self._chip(f"span_{preset}", words[preset])
            button.setChecked(preset is Preset.QUARTER)
            self.presets.addButton(button, n)
            self._preset_of[n] = preset
            spans.addWidget(button)
        spans.addStretch(1)
        self.split = self._box("arrivals_split", self.tr("Split by"), 150)
        self.split.fill(
            [
                (self.tr("Not split"), ""),
                (self.tr("By nationality"), "nationality"),
                (self.tr("By sector"), "sector"),
            ]
        )
        self.whom = self._box("arrivals_whom", self.tr("Of whom"), 190)
        self.whom.fill([(self.tr("All persons"), None)])
        middle = QHBoxLayout()
        middle.setSpacing(look.TIGHT)
        for box in (self.split, self.whom):
            middle.addWidget(box)
        middle.addStretch(1)
        self.cumulative = self._chip("arrivals_cumulative", self.tr("Cumulative"))
        self.year_before = self._chip("arrivals_year_before", self.tr("Year before"))
        self.events = self._chip("arrivals_events", self.tr("Events"))
        self.events.setChecked(True)
        self.table = self._chip("arrivals_table_toggle", self.tr("Table"))
        beside = QHBoxLayout()
        beside.setSpacing(4)
        for button in (self.cumulative, self.year_before, self.events, self.table):
            beside.addWidget(button)
        beside.addStretch(1)
        self._parts = (spans, middle, beside)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.GAP)
        self._grid.setVerticalSpacing(look.TIGHT)
        self._in_one_row: bool | None = None
        self._arrange(one_row=True)
        self.presets.idToggled.connect(lambda _id, on: self.changed.emit() if on else None)
        for box in (self.split, self.whom):
            box.currentIndexChanged.connect(self._choose)
        for button in (self.cumulative, self.year_before, self.events, self.table):
            button.toggled.connect(lambda _on: self.changed.emit())

    @property
    def chosen(self) -> Chosen:
        """What is chosen now."""
        whom = self.whom.value()
        return Chosen(
            preset=self._preset_of[self.presets.checkedId()],
            split="" if whom is not None else self.split.value() or "",
            nationality=whom if isinstance(whom, str) else None,
            sector=whom if isinstance(whom, SectorLine) else None,
            cumulative=self.cumulative.isChecked(),
            year_before=self.year_before.isChecked(),
            events=self.events.isChecked(),
            table=self.table.isChecked(),
        )

    def offer(self, nationalities: Sequence[tuple[str, int]], sectors: Sequence[SectorLine]) -> None:
        """Offer nationalities with their arrivals, most first, and sectors; the choice stays if it can."""
        choices: list[tuple[str, str | SectorLine | None]] = [(self.tr("All persons"), None)]
        choices += [(f"{nationality_name(code)}  {number(n)}", code) for code, n in nationalities if code]
        choices += [(self.tr("Sector {name}").format(name=s.name), s) for s in sectors]
        if choices != self._on_offer:
            before, self._on_offer = self.whom.value(), choices
            with QSignalBlocker(self.whom):
                self.whom.fill(choices)
            self._choose(told=self.whom.value() != before)

    def _choose(self, _index: int = 0, *, told: bool = True) -> None:
        # Of one nationality no sectors are kept, and the other way round: see the kept totals.
        narrowed = self.whom.value() is not None
        self.split.setEnabled(not narrowed)
        self.split.setToolTip(self.tr("Only all arrivals are split.") if narrowed else "")
        if told:
            self.changed.emit()

    def _chip(self, name: str, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setProperty("kind", "chip")
        button.setCheckable(True)
        return button

    def _box(self, name: str, words: str, width: int) -> ChoiceEdit:
        box = ChoiceEdit()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setMinimumWidth(width)
        # A combo box ignores its accessible name on Linux: its buddy is read out.
        buddy = QLabel(words, self)
        buddy.setBuddy(box)
        buddy.hide()
        return box

    def _arrange(self, *, one_row: bool) -> None:
        if one_row == self._in_one_row:
            return
        self._in_one_row = one_row
        for part in self._parts:
            self._grid.removeItem(part)
        for i, part in enumerate(self._parts):
            self._grid.addLayout(part, 0 if one_row else i, i if one_row else 0)
        for i in range(3):
            self._grid.setColumnStretch(i, 1 if one_row and i == 1 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In one row where there is room."""
        super().resizeEvent(event)
        self._arrange(one_row=self.width() >= ONE_ROW)
