"""The form of a situation and its sectors in the panel beside the pages: a new one, or the one that is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.asked import Asked
from ui.bridge import Bridge
from ui.side_panel import SidePanel

if TYPE_CHECKING:
    from tracker.drafts import Sector, Situation
    from tracker.situations import SituationLine
    from ui.forms.situation import SituationForm


class SituationEntry(QObject):
    """Opens the form, filled where there is something to fill it with, and asks for what is saved in it."""

    asked = Signal(object)  # Asked
    situation_saved = Signal(str)  # id

    def __init__(self, bridge: Bridge, panel: SidePanel, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._panel = panel
        self._form: SituationForm | None = None

    def form(self) -> SituationForm:
        """The form; made when it is first needed."""
        if self._form is None:
            from ui.forms.situation import SituationForm  # not needed for the first frame

            self._form = SituationForm()
            self._form.save_requested.connect(self._ask)
            self._panel.add(self._form)
        return self._form

    def open_new(self) -> None:
        """A new situation, or what is half typed of it."""
        if self._bridge.is_ready:
            self.form().prepare()
            self._panel.open(self.form())

    def open_standing(self, line: SituationLine | None) -> None:
        """A situation as it stands, to be corrected."""
        if line is None:
            self.open_new()
            return
        self._bridge.read(_read, line.id, line.pk, done=partial(self._show, line.id), key="situation_entry")

    def _show(self, id_: str, found: tuple[Situation, str, list[tuple[str, Sector]]]) -> None:
        draft, revision, sectors = found
        self.form().correct_situation(id_, revision, draft, sectors)
        self._panel.open(self.form())

    def _ask(self, draft: Situation, sectors: list[Any], correcting: tuple[str, str] | None) -> None:
        from tracker.situations import arrange_situation

        id_, revision = correcting or (None, None)
        said = self.tr("Situation opened.") if correcting is None else self.tr("Situation saved.")
        self.asked.emit(
            Asked(
                arrange_situation,
                (draft, sectors, id_, revision),
                said=said,
                form=self.form(),
                done=self._saved,
            )
        )

    def _saved(self, id_: str) -> None:
        self._panel.close_form()
        self.situation_saved.emit(id_)


def _read(session: Any, id_: str, pk: int) -> tuple[Any, str, list[tuple[str, Any]]]:
    from tracker import drafts, records
    from tracker.situations import find_sectors

    draft, revision = records.get(session, drafts.Situation, id_)
    lines = find_sectors(session, pk)
    return draft, revision, [(line.id, records.get(session, drafts.Sector, line.id)[0]) for line in lines]
