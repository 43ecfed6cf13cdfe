"""What will be in an export, to be ticked where it is records, and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from tracker.files.out.foreseen import KINDS, PLACED
from ui import look
from ui.controls import button, label
from ui.exporting.lines import Lines
from ui.exporting.wording import (
    kind_said,
    left_out_said,
    placed_only,
    published_said,
    records_said,
    rules_said,
    tr,
)
from ui.models.export_kinds import ExportKinds
from ui.pages.plain_table import PlainTable

if TYPE_CHECKING:
    from tracker.errors import Problem
    from ui.exporting.job import Choice, Seen
    from ui.palette import Palette

HEAD = 34  # pixels of the line above the rows
LEAST_ROWS = 6


class KindsTable(PlainTable):
    """Space or Enter ticks the row, wherever in it the keyboard is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, or go on."""
        model, keys = self.model(), (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if isinstance(model, ExportKinds) and event.key() in keys and bare:
            model.toggle(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class Contents(QFrame):
    """At the left the kinds, or the tables of a publication; at the right what is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export_contents")
        self.setProperty("card", "true")
        self.model = ExportKinds([(kind, kind_said(kind)) for kind in KINDS], self)
        self.title = label("export_contents_title", role="title")
        self.all_kinds = button("export_all_kinds", tr("All"), "link")
        self.no_kinds = button("export_no_kinds", tr("None"), "link")
        self.table = KindsTable("export_kinds", tr("Kinds of records"), self.model)
        self.tables, self.rules = Lines("export_tables"), label("export_rules", rules_said())
        self.out_title = label("export_left_out_title", tr("Left out"), "title")
        self.out = Lines("export_left_out")
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._what = QStackedWidget()
        self._lay_out()
        self.all_kinds.clicked.connect(lambda: self.model.choose(KINDS))
        self.no_kinds.clicked.connect(lambda: self.model.choose(()))

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(look.ROW * LEAST_ROWS + HEAD)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setColumnWidth(0, 210)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.all_kinds)
        head.addWidget(self.no_kinds)
        left = QVBoxLayout()
        left.setSpacing(look.TIGHT)
        left.addLayout(head)
        figures = QWidget()
        told = QVBoxLayout(figures)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(look.GAP)
        told.addWidget(self.tables)
        told.addWidget(self.rules)
        told.addStretch(1)
        self._what.addWidget(self.table)
        self._what.addWidget(figures)
        left.addWidget(self._what, 1)
        right = QVBoxLayout()
        right.setSpacing(look.TIGHT)
        for title in (self.title, self.out_title):
            title.setMinimumHeight(self.all_kinds.sizeHint().height())
        right.addWidget(self.out_title)
        right.addWidget(self.out)
        right.addStretch(1)
        self._halves.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        self._halves.setSpacing(look.GAP * 2)
        self._halves.addLayout(left, 3)
        self._halves.addLayout(right, 2)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.model.apply_palette(palette)

    def stand(self, *, narrow: bool) -> None:
        """Beside each other where there is room."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)
        self._halves.setSpacing(look.GAP if narrow else look.GAP * 2)

    def offer(self, form: str, *, published: bool) -> None:
        """What a form can hold."""
        placed = form == "geojson"
        self.model.offer(PLACED if placed else KINDS, placed_only(), single=form == "csv" and not published)
        several = not published and form != "csv"
        self.all_kinds.setVisible(several)
        self.no_kinds.setVisible(several)
        self._what.setCurrentIndex(1 if published else 0)

    def show_seen(self, choice: Choice, seen: Seen | None) -> None:
        """What an export would hold; None while that is counted."""
        if choice.is_published:
            self.title.setText(tr("The figures that will be in it"))
            self.tables.show_lines(published_said())
        elif not choice.held:
            self.title.setText(tr("Tick at least one kind of records"))
        elif seen is None:
            self.title.setText(tr("Counting …"))
        else:
            count = sum(seen.counts.get(kind, 0) for kind in choice.held)
            self.title.setText(tr("{records} will be in it").format(records=records_said(count)))
        self.model.show_counts(None if seen is None else seen.counts)
        if seen is not None:
            self.show_left_out(seen.left_out)

    def show_left_out(self, omitted: Sequence[Problem]) -> None:
        """What it leaves out."""
        self.out.show_lines(left_out_said(one) for one in omitted)
