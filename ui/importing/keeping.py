"""What is kept beside the store: refused rows in a file, to be corrected; and how a table is read, as a profile."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from tracker.errors import TrackerError
from tracker.files.profiles import profile_of, save_profile
from ui.importing.layout import Parts
from ui.importing.looking import Looking
from ui.importing.trial import bring_in
from ui.importing.wording import said
from ui.message_bar import Message

if TYPE_CHECKING:
    from tracker.files.receipt import Receipt
    from ui.bridge import Bridge


class Keeping(QObject):
    """Of the file that is open. `written_to` is where its refused rows are, once they are there."""

    said = Signal(object)  # Message
    written = Signal()

    def __init__(self, bridge: Bridge, looking: Looking, parts: Parts, page: QWidget) -> None:
        super().__init__(page)
        self._bridge, self._looking, self._parts, self._page = bridge, looking, parts, page
        self.written_to: Path | None = None
        parts.profile_panel.asked.connect(self.keep_profile)

    def ask_refused(self) -> None:
        """Ask where the refused rows are to go."""
        assert self._looking.request is not None
        of = self._looking.request.path
        path, _ = QFileDialog.getSaveFileName(
            self._page,
            self.tr("Save the refused rows"),
            str(of.with_name(f"{of.stem}-refused.csv")),
            self.tr("CSV (*.csv)"),
        )
        if path:
            self.write_refused(Path(path))

    def write_refused(self, path: Path) -> None:
        """The refused rows as they stood, each with its reason, to a CSV: found by a trial, which writes nothing."""
        assert self._looking.request is not None
        trial = replace(self._looking.request, dry_run=True, refused_to=path)
        self._bridge.work(
            bring_in,
            self._looking.looked,
            trial,
            done=partial(self._wrote_refused, path),
            refused=lambda error: self._failed(_in_words(error)),
        )

    def _wrote_refused(self, path: Path, receipt: Receipt | None) -> None:
        if receipt is None:
            return  # the store is being left
        if receipt.refused_to:
            self.written_to = path
            words = self.tr("The refused rows are in {file}. Correct them there, and import that file.")
            self.said.emit(Message(words.format(file=path.name), "good", seconds=8, topic="refused_rows"))
            self.written.emit()
        else:
            self._failed(" ".join(said(note) for note in receipt.notes))

    def _failed(self, words: str) -> None:
        self.said.emit(Message(words, "error", topic="refused_rows"))

    def ask_profile(self) -> None:
        """Ask under which name what was chosen is kept."""
        if self._looking.request is not None:
            self._parts.profile_panel.start(self._looking.request.path.stem)

    def keep_profile(self, name: str) -> None:
        """Keep what was chosen under a name."""
        assert self._looking.request is not None
        panel = self._parts.profile_panel

        def kept(path: Path) -> None:
            panel.hide()
            self._parts.save_profile.setFocus(Qt.FocusReason.OtherFocusReason)
            self.said.emit(Message(self.tr("Kept as {name}.").format(name=path.stem), "good", seconds=8))

        self._bridge.run(
            save_profile,
            profile_of(self._looking.request, name),
            done=kept,
            refused=lambda error: panel.say(_in_words(error), "error"),
        )


def _in_words(error: Exception) -> str:
    return said(error) if isinstance(error, TrackerError) else str(error)
