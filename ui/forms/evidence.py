"""Files that go with an incident: chosen, hashed and copied off the GUI thread, and said in words."""

import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tracker import drafts
from tracker.codec import plain, restore
from tracker.errors import Problem, TrackerError
from ui import incident_words as say
from ui import look
from ui.forms.row_moment import RowMomentEdit, moment_of
from ui.words import explain


class _Taking(QObject):
    """One file on its way in. Its thread ends by itself; nobody waits for it."""

    done = Signal(object)  # drafts.Evidence
    failed = Signal(str)  # in words
    got = Signal(object)  # bytes so far
    ended = Signal()

    # Kept here until the thread has ended: an object that it speaks through must not go before it.
    under_way: ClassVar[set["_Taking"]] = set()

    def __init__(self, source: Path, store: Path) -> None:
        super().__init__()
        self._source, self._store = source, store
        self._stopped = threading.Event()
        self.ended.connect(self._forget, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self.under_way.add(self)
        threading.Thread(target=self._run, name="evidence", daemon=True).start()

    def stop(self) -> None:
        """The file is not wanted any more."""
        self._stopped.set()

    def _run(self) -> None:
        from tracker.evidence import Stopped, take_in  # makes ids: not before the first paint

        # At the very end of the program there may be nobody left to tell.
        with contextlib.suppress(RuntimeError):
            try:
                found = take_in(self._source, self._store, self._go_on)
            except Stopped:
                pass
            except TrackerError as error:
                self._tell(self.failed, explain(error))
            else:
                self._tell(self.done, found)
            self.ended.emit()

    def _go_on(self, done: int) -> bool:
        self._tell(self.got, done)
        return not self._stopped.is_set()

    def _tell(self, signal: SignalInstance, what: object) -> None:
        if not self._stopped.is_set():
            signal.emit(what)

    def _forget(self) -> None:
        self.under_way.discard(self)


class EvidenceRow(QWidget):
    """A file: its name and size, where it is from, and a button that takes it off the incident."""

    edited = Signal()
    removed = Signal()
    failed = Signal(str)  # in words

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence: drafts.Evidence | None = None
        self.taking: _Taking | None = None
        self.label = QLabel(name)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setMinimumWidth(40)
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setProperty("role", "small")
        self.source = QLineEdit()
        self.source.setObjectName("evidence_source")
        self.source.setAccessibleName(self.tr("Where the file is from"))
        self.source.setPlaceholderText(self.tr("from …"))
        self.source.setProperty("kind", "cell")
        self.source.setMinimumWidth(70)
        self.taken = RowMomentEdit()
        self.taken.setObjectName("evidence_taken_at")
        self.taken.setAccessibleName(self.tr("When it was taken"))
        self.taken.setPlaceholderText(self.tr("taken …"))
        self.taken.setProperty("kind", "cell")
        self.taken.setFixedWidth(150)  # all of 28 Sep 2021 22:15:40
        self.remove = QPushButton()
        self.remove.setObjectName("evidence_remove")
        self.remove.setAccessibleName(self.tr("Take {name} off").format(name=name))
        self.remove.setToolTip(look.plain(self.tr("Take this file off the incident")))
        self.remove.setProperty("kind", "quiet")
        look.dress(self.remove, "x", "secondary", size=14)
        file, said = QHBoxLayout(), QHBoxLayout()
        file.addWidget(self.label, 1)
        file.addWidget(self.state)
        file.addWidget(self.remove)
        said.setContentsMargins(10, 0, 34, 4)
        said.addWidget(self.source, 1)
        said.addWidget(self.taken)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for row in (file, said):
            row.setSpacing(8)
            rows.addLayout(row)
        self.source.textChanged.connect(self.edited)
        self.taken.textChanged.connect(self._retimed)
        self.remove.clicked.connect(self.removed)

    def show_evidence(self, evidence: drafts.Evidence) -> None:
        """The file is in."""
        self.evidence, self.taking = evidence, None
        shown = self.label.fontMetrics().elidedText(evidence.name, Qt.TextElideMode.ElideMiddle, 260)
        self.label.setText(shown)
        self.label.setToolTip(look.plain(f"{evidence.name}\nSHA-256 {evidence.sha256}"))
        self.state.setText(say.locale().formattedDataSize(evidence.size))
        if evidence.source and self.source.text() != evidence.source:
            self.source.setText(evidence.source)
        if evidence.taken_at is not None:  # read from a draft, where it may be what was typed
            taken = evidence.taken_at
            self.taken.give(taken.isoformat() if isinstance(taken, datetime) else taken)
        self.edited.emit()

    def show_progress(self, done: int) -> None:
        """So many bytes are in."""
        size = say.locale().formattedDataSize(done)
        self.state.setText(self.tr("reading … {size}").format(size=size))

    def fail(self, words: str) -> None:
        """It did not come in."""
        self.taking = None
        self.failed.emit(words)

    def held(self) -> drafts.Evidence | None:
        """What the incident says of it; None while it is on its way."""
        if self.evidence is None:
            return None
        self.evidence.source = self.source.text().strip() or None
        self.evidence.taken_at = self.taken.value()
        return self.evidence

    def point(self, wrong: bool) -> None:
        """Mark the time that cannot be taken as it is."""
        state = "error" if wrong else ""
        if (self.taken.property("state") or "") != state:
            self.taken.setProperty("state", state)
            look.restyle(self.taken)

    def _retimed(self) -> None:
        self.point(wrong=False)
        self.edited.emit()


class EvidenceEdit(QWidget):
    """The files of an incident, and a button for one more."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = ("UTC", 1440)
        self._pointed = False  # what is said is about a time in a row
        self.store: Path | None = None  # beside which files are kept; None while it is not open
        self.choose: Callable[[], list[str]] = self._choose
        self._rows: list[EvidenceRow] = []
        self.add = QPushButton(self.tr("Add a file …"))
        self.add.setObjectName("evidence_add")
        self.add.setAccessibleName(self.tr("Add a file as evidence"))
        self.trouble = QLabel()
        self.trouble.setObjectName("evidence_trouble")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("role", "small")
        self.trouble.setProperty("state", "error")
        self.trouble.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(self._list)
        rows.addWidget(self.trouble)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)
        self.add.clicked.connect(self._add_chosen)

    # As an editor

    def value(self) -> list[drafts.Evidence]:
        """The files that are in."""
        return [held for row in self._rows if (held := row.held()) is not None]

    def is_waiting(self) -> bool:
        """Whether a file is on its way in."""
        return any(row.evidence is None for row in self._rows)

    def text(self) -> str:
        """The same as JSON text; nothing for nothing."""
        held = []
        for row in self._rows:
            if (one := row.held()) is not None:
                said = plain(replace(one, taken_at=None))
                held.append(said | {"taken_at": kept} if (kept := row.taken.kept()) else said)
        return json.dumps(held, ensure_ascii=False) if held else ""

    def set_text(self, text: str) -> None:
        """Bring back what `text` gave."""
        for row in list(self._rows):
            self._remove(row)
        for one in json.loads(text) if text else []:
            taken = moment_of(one.pop("taken_at", None))
            found = replace(restore(drafts.Evidence, one), taken_at=taken)
            self._add_row(found.name).show_evidence(found)
        self.trouble.hide()
        self.edited.emit()

    def set_zone(self, time_zone: str, cutoff: int) -> None:
        """The zone that times are typed in."""
        self._zone = (time_zone, cutoff)
        for row in self._rows:
            row.taken.set_zone(time_zone, cutoff)

    def troubles(self) -> list[tuple[str, Problem]]:
        """The path of each time taken that cannot be read, and what is wrong with it."""
        rows = [row for row in self._rows if row.evidence is not None]
        found = [(n, row.taken.read()) for n, row in enumerate(rows)]
        return [
            (f"evidence[{n}].taken_at", when.problem)
            for n, when in found
            if when is not None and when.problem is not None
        ]

    def point_at(self, path: str, words: str) -> QWidget | None:
        """Mark what is wrong in a row, and say it under the files; the widget to go to."""
        number, _, name = path.removeprefix("evidence[").partition("].")
        rows = [row for row in self._rows if row.evidence is not None]
        if name != "taken_at" or not number.isdigit() or int(number) >= len(rows):
            return None
        row = rows[int(number)]
        row.point(wrong=True)
        self._pointed = True
        self._say(f"{row.evidence.name}: {words}" if row.evidence else words)
        return row.taken

    def clear_problems(self) -> None:
        """What was wrong is not said any more."""
        if self._pointed:
            self._pointed = False
            self.trouble.hide()
        for row in self._rows:
            row.point(wrong=False)

    def take(self, source: Path) -> None:
        """Take a file in."""
        if self.store is None:
            self._say(self.tr("The store is still being opened. Add the file in a moment."))
            return
        self.trouble.hide()
        row = self._add_row(source.name)
        row.failed.connect(lambda words: self._failed(row, words))
        row.taking = taking = _Taking(source, self.store)
        queued = Qt.ConnectionType.QueuedConnection
        taking.got.connect(row.show_progress, queued)
        taking.done.connect(row.show_evidence, queued)
        taking.failed.connect(row.fail, queued)
        row.show_progress(0)
        taking.start()

    def _failed(self, row: EvidenceRow, words: str) -> None:
        self._remove(row)
        self._say(words)

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.show()

    def _add_row(self, name: str) -> EvidenceRow:
        row = EvidenceRow(name)
        row.taken.set_zone(*self._zone)
        row.edited.connect(self.edited)
        row.removed.connect(lambda: self._take_off(row))
        before = self._rows[-1].remove if self._rows else _before(self.add)
        self._rows.append(row)
        self._list.addWidget(row)
        # Made last, it would come after the form's buttons.
        chain = (before, row.source, row.taken, row.remove, self.add)
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)
        return row

    def _take_off(self, row: EvidenceRow) -> None:
        self._remove(row)
        self.add.setFocus()
        self.edited.emit()

    def _remove(self, row: EvidenceRow) -> None:
        if row in self._rows:
            if row.taking is not None:
                row.taking.stop()
            self._rows.remove(row)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()

    def _add_chosen(self) -> None:
        for name in self.choose():
            self.take(Path(name))

    def _choose(self) -> list[str]:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Evidence: choose files"))
        return names


def _before(widget: QWidget) -> QWidget:
    """What the keyboard is in before it comes to a widget."""
    found = widget.previousInFocusChain()
    while found is not widget and (
        found.focusProxy() is not None or not found.focusPolicy() & Qt.FocusPolicy.TabFocus
    ):
        found = found.previousInFocusChain()
    return found


def text_of(evidence: list[drafts.Evidence]) -> str:
    """The files of a draft as the editor keeps them."""
    return json.dumps([plain(one) for one in evidence], ensure_ascii=False) if evidence else ""
