"""The export page: what is exported, for what and as what, what is left out; then the file, and its receipt.

What it will hold is counted off the GUI thread for whatever is chosen; nothing is written before Export is pressed.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracker.days import day_of, zone
from tracker.errors import TrackerError
from tracker.files.out.foreseen import KINDS
from tracker.situations import find_situations
from ui import look
from ui.controls import chip, named
from ui.exporting import wording
from ui.exporting.bar import FileBar
from ui.exporting.choices import Choices
from ui.exporting.contents import Contents
from ui.exporting.job import AlreadyThere, Choice, Seen, Written, write_out
from ui.exporting.job import look as look_at
from ui.exporting.place import Place
from ui.exporting.receipt import ReceiptCard
from ui.exporting.wording import tr
from ui.keys import listen
from ui.message_bar import Message
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tracker.change import Change
    from tracker.situations import SituationLine
    from ui.bridge import Bridge
    from ui.long_work import LongWork
    from ui.palette import Palette

SOON = 120  # ms after the last choice until it is counted
SIDE = 340  # pixels of the choices
BOTH_FIT = 860  # pixels from which choices and contents stand beside each other
ALL_FIT = 1_080  # and contents and what is left out


class ExportingPage(QWidget):
    """One export at a time; what is chosen for it stays while other pages are looked at."""

    said = Signal(object)  # Message
    shown = Signal()  # what it will hold has been counted
    exported = Signal()  # the receipt is there

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exporting_page")
        self.setAccessibleName(self.tr("Export"))
        self._bridge = bridge
        self._situation: SituationLine | None = None
        self._looking: LongWork | None = None
        self._writing: LongWork | None = None
        self._choice: Choice | None = None
        self._counts: dict[str, int] | None = None  # as of `_counted_by`
        self._expected: dict[str, int] = {}
        self._counted_by: object = None
        self._there: AlreadyThere | None = None
        self.choices, self.contents, self.receipt, self.bar = Choices(), Contents(), ReceiptCard(), FileBar()
        self.place = Place(self.bar.path, self)
        self.views = QStackedWidget()
        self.views.setObjectName("export_views")
        self.tabs = {
            "contents": chip("export_tab_contents", tr("What will be in it")),
            "receipt": chip("export_tab_receipt", tr("Receipt")),
        }
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._lay_out()
        self._connect()
        self.apply_palette(palette)
        for tab in self.tabs.values():
            tab.hide()  # there is nothing to choose from before the first receipt
        self._show_tab("contents")
        self.bar.show_work(busy=False)

    def _lay_out(self) -> None:
        self.views.addWidget(self.contents)
        self.views.addWidget(self.receipt)
        group = QButtonGroup(self)
        for tab in self.tabs.values():
            group.addButton(tab)
        right = QVBoxLayout()
        right.setSpacing(look.TIGHT)
        right.addLayout(Wrapped(*self.tabs.values()))
        right.addWidget(self.views, 1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(look.GAP)
        self._columns.addWidget(self.choices)
        self._columns.addLayout(right, 1)
        inner = QWidget()
        inner.setLayout(self._columns)
        self.scroll = named(QScrollArea(), "export_scroll", self.accessibleName())
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.TIGHT + 2)
        whole.addWidget(self.scroll, 1)
        whole.addWidget(self.bar)

    def _connect(self) -> None:
        self._soon.timeout.connect(self._look)
        self.choices.changed.connect(self._changed)
        self.contents.model.ticked.connect(self._changed)
        for name, tab in self.tabs.items():
            tab.clicked.connect(partial(self._show_tab, name))
        self.place.edited.connect(self._place_edited)
        self.place.emptied.connect(self._take_choice)
        self.place.form_named.connect(lambda form, hxl: self.choices.choose_form(form, hxl=hxl))
        self.bar.path.returnPressed.connect(self.bar.save.setFocus)
        self.bar.choose.clicked.connect(self._ask_file)
        self.bar.save.clicked.connect(self.save)
        self.bar.cancel.clicked.connect(self._cancel)
        self.bar.overwrite_wanted.connect(self._overwrite)
        self.bar.other_wanted.connect(self._take_other)
        self.receipt.folder_failed.connect(self._say_folder)
        listen(self, "Ctrl+Return", self.save)
        listen(self, "Ctrl+Enter", self.save)

    # What others ask

    def show_situation(self, situation: SituationLine, _day: date | None) -> None:
        """Records of this situation, until another is chosen."""
        other = self._situation is None or self._situation.id != situation.id
        self._situation = situation
        if other:
            self.choices.choose_situation(situation)
        self._read_situations()

    def refresh(self, _change: Change) -> None:
        """Something was written: what it will hold is counted again. A receipt is of a file, and stays."""
        self._counted_by = None
        self._read_situations()

    def take_keyboard(self) -> None:
        """The keyboard goes to the first choice."""
        chosen = self.choices.publication if self.choices.is_published else self.choices.operational
        chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.scroll.ensureWidgetVisible(chosen)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.contents.apply_palette(palette)
        self.receipt.apply_palette(palette)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the parts stand one below the other."""
        super().resizeEvent(event)
        narrow = self.width() < BOTH_FIT
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)
        self.choices.setMinimumWidth(0 if narrow else SIDE)
        self.choices.setMaximumWidth(16_777_215 if narrow else SIDE)
        alone = self.width() < ALL_FIT
        self.contents.stand(narrow=alone)
        self.receipt.stand(narrow=alone)

    # Choosing

    def _read_situations(self) -> None:
        self._bridge.read(find_situations, done=self._show_situations, key="export.situations")

    def _show_situations(self, lines: list[SituationLine]) -> None:
        if self._situation is not None:
            self.choices.show_situations(lines, self._situation, self._today())
            self._take_choice()

    def _today(self) -> date:
        assert self._situation is not None
        return day_of(datetime.now().astimezone(), self._situation.time_zone, self._situation.cutoff)

    def _changed(self) -> None:
        """Something else was chosen: what stands beside it, and the file's name, follow."""
        self._show_tab("contents")
        self.bar.say("")
        self._take_choice()

    def _take_choice(self) -> None:
        if self._situation is None:
            return
        choice = self.choices.choice(KINDS)
        if choice is not None:
            self.contents.offer(choice.form, published=choice.is_published)
            choice = self.choices.choice(self.contents.model.chosen)
        self._choice = choice
        if choice is None:
            self._soon.stop()
            self._show_state()
            return
        self.choices.show_choice(choice)
        self.place.suggest(choice, self._today())
        if self._counted_by != choice.counted_by:
            self._counts = None
        self.contents.show_seen(choice, None if self._counts is None else Seen(self._counts, []))
        self._show_state()
        self._soon.start()

    def _look(self) -> None:
        """Count what it will hold; what is under way is of something else."""
        if self._looking is not None:
            self._looking.cancel()
        if self._choice is not None and self._bridge.is_ready:
            counts = self._counts
            self._looking = self._bridge.work(
                look_at, self._choice, counts, done=partial(self._take_seen, self._choice), refused=self._not_seen
            )  # fmt: skip

    def _take_seen(self, choice: Choice, seen: Seen | None) -> None:
        if seen is None or choice is not self._choice:
            return
        if not choice.is_published:
            self._counts, self._counted_by = seen.counts, choice.counted_by
        self.contents.show_seen(choice, seen)
        self.contents.show_left_out(seen.left_out)
        self.bar.save.setAccessibleDescription(self.contents.out.text())
        self._show_state()
        self.shown.emit()

    def _not_seen(self, error: Exception) -> None:
        if isinstance(error, TrackerError):
            self.bar.say(wording.error_said(error), "error")

    # The file

    def _place_edited(self) -> None:
        self.bar.say("")
        self._show_state()

    def _ask_file(self) -> None:
        if chosen := self.place.ask():
            self.take_file(chosen)

    def take_file(self, chosen: Path) -> None:
        """A file that the system's dialog gave, which has asked already whether to overwrite it."""
        self.place.take(chosen, agreed=True)
        self.bar.save.setFocus(Qt.FocusReason.OtherFocusReason)

    # Writing

    def save(self) -> None:
        """Write what is chosen; ask first where there is a file of that name."""
        if not self.bar.save.isEnabled() or self.bar.is_asking:
            return
        self.place.settle()
        path = self.place.path()
        if path is not None:
            self._write(path, overwrite=self.place.may_overwrite(path))

    def _write(self, path: Path, *, overwrite: bool) -> None:
        choice = self._choice
        if choice is None or self._situation is None or self._writing is not None:
            return
        if not self._bridge.is_ready:
            return  # the store is being left
        now = datetime.now(zone(self._situation.time_zone))
        self.bar.say(tr("Writing it …"))
        self._expected = dict(self._counts or {})  # whatever is recorded or counted anew meanwhile
        self._writing = self._bridge.work(
            write_out,
            choice,
            path,
            now,
            overwrite=overwrite,
            progress=self._bridge.on_gui(self._show_progress),
            done=self._wrote,
            refused=self._not_written,
        )
        self._show_state()

    def _show_progress(self, kind: str, done: int) -> None:
        if self._writing is None or self._choice is None or self._writing.is_cancelled():
            return  # it is over, and this came late
        if self._choice.is_published:
            self.bar.say(
                tr("Making sure that nobody can be singled out: {n} figures tried …").format(n=f"{done:,}")
            )
            return
        counts, held = self._expected, self._choice.held
        before = sum(counts.get(one, 0) for one in held[: held.index(kind)]) if kind in held else 0
        self.bar.show_progress(before + done, sum(counts.get(one, 0) for one in held))
        self.bar.say(f"{wording.kind_said(kind)}: {wording.records_said(done)} …")

    def _wrote(self, written: Written | AlreadyThere | None) -> None:
        self._writing = None
        if isinstance(written, AlreadyThere):
            self._there = written
            self._show_state()
            self.bar.ask(wording.there_said(written), written.other.name)
        elif written is None:
            self.bar.say(tr("Cancelled: nothing was written."))
            self._show_state()
        else:
            self.place.keep_folder(written.made.path.parent)
            self.receipt.show_written(written, self._clock())
            for tab in self.tabs.values():
                tab.show()
            self._show_tab("receipt")
            self.bar.say(wording.written_said(written), "good")
            self._show_state()
            self.tabs["receipt"].setFocus(Qt.FocusReason.OtherFocusReason)
            self.exported.emit()

    def _clock(self) -> str:
        return self._situation.time_zone if self._situation is not None else ""

    def _not_written(self, error: Exception) -> None:
        self._writing = None
        self.bar.say(wording.error_said(error) if isinstance(error, TrackerError) else "", "error")
        self._show_state()

    def _overwrite(self) -> None:
        path = self.place.path()
        self.bar.say("")
        if path is not None:
            self._write(path, overwrite=True)

    def _take_other(self) -> None:
        """The name that is free."""
        if self._there is not None:
            self.place.take(self._there.other)
            self._write(self._there.other, overwrite=False)

    def _cancel(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self.bar.say(tr("Stopping …"))

    def _say_folder(self, folder: str) -> None:
        words = tr("No program here opens folders. It is {folder}.").format(folder=folder)
        self.said.emit(Message(words, "warning", topic="export_folder"))

    # What is shown

    def _show_tab(self, name: str, *_: object) -> None:
        self.tabs[name].setChecked(True)
        self.views.setCurrentIndex(list(self.tabs).index(name))

    def _show_state(self) -> None:
        """What can be done now."""
        busy, choice = self._writing is not None, self._choice
        ready = (
            choice is not None
            and (choice.is_published or bool(choice.held))
            and self.place.path() is not None
        )
        words = tr("Export") if choice is None else wording.button_said(choice, self._counts)
        self.bar.show_work(busy=busy)
        self.bar.save.setText(words)
        self.bar.save.setAccessibleName(words)
        self.bar.save.setEnabled(ready and not busy)
        self.choices.setEnabled(not busy)
        self.contents.setEnabled(not busy)
