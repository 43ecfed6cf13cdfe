"""Where an export goes: a file named by what is chosen until a person names it, its ending one with its form."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.exporting.naming import file_name, form_by_ending, with_ending
from ui.exporting.wording import form_said, stem_of, tr
from ui.importing.choosing import typed_path

if TYPE_CHECKING:
    from datetime import date

    from ui.exporting.job import Choice
    from ui.forms.fields import TextEdit


class Place(QObject):
    """The path in its field."""

    edited = Signal()  # something else stands there
    form_named = Signal(str, bool)  # the name ends in this form, with tags or without: another than is chosen
    emptied = Signal()  # a person wants none of her own

    def __init__(self, field: TextEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._field, self._window = field, parent
        self._choice: Choice | None = None
        self._name = ""
        self._folder = _documents()
        self._named = False  # by a person
        self._agreed: Path | None = None  # the system's dialog has asked whether to overwrite it
        field.textEdited.connect(self._edited)
        field.editingFinished.connect(self.settle)

    def suggest(self, choice: Choice, day: date) -> None:
        """What is chosen by now, and the day there: the name follows, or its ending alone."""
        self._choice, self._name = choice, file_name(stem_of(choice), day, choice.ending)
        path = self.path()
        if not self._named or path is None:
            self._field.setText(str(self._folder / self._name))
        else:
            self._field.setText(str(with_ending(path, choice.ending)))

    def path(self) -> Path | None:
        """The whole path that is meant; None while there is none."""
        typed = self._field.text()
        path = typed_path(typed)
        if path is None:
            return None
        if typed.rstrip().endswith(("/", os.sep)):
            path /= self._name  # a folder, so far
        return self._folder / path  # an absolute one stays what it is

    def settle(self) -> None:
        """The form is the one that the name ends in; a name without an ending gets that of the form."""
        path = self.path()
        if path is None:
            self.emptied.emit()
        if path is None or self._choice is None or not self._named:
            return
        known = form_by_ending(path.name)
        if known is None:
            self._field.setText(str(with_ending(path, self._choice.ending)))
            return
        if self._field.text() != str(path):
            self._field.setText(str(path))
        if known != (self._choice.form, self._choice.hxl):
            self.form_named.emit(*known)

    def take(self, path: Path, *, agreed: bool = False) -> None:
        """A person chose this file. `agreed` says that she was asked already whether to overwrite it."""
        self._field.setText(str(path))
        self._named, self._folder = True, path.parent
        self.settle()
        self._agreed = path if agreed and self.path() == path else None
        self.edited.emit()

    def may_overwrite(self, path: Path) -> bool:
        """Whether she was asked about this one; told once."""
        agreed, self._agreed = self._agreed, None
        return agreed is not None and agreed == path

    def keep_folder(self, folder: Path) -> None:
        """The next one goes there too."""
        self._folder = folder

    def ask(self) -> Path | None:
        """Ask in the system's own dialog, which asks itself before a file is overwritten."""
        if self._choice is None:
            return None
        words = form_said(self._choice.form, published=self._choice.is_published)
        near = str(self.path() or self._folder)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export to"), near, f"{words} (*{self._choice.ending})"
        )
        return Path(chosen) if chosen else None

    def _edited(self) -> None:
        self._named = bool(self._field.text().strip())
        self._agreed = None
        self.edited.emit()


def _documents() -> Path:
    """Where people keep what they write; their home where they have no such folder."""
    place = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or ".")
    return place if place.is_dir() else Path.home()
