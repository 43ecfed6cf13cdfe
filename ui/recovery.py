"""Half-typed forms of an earlier run are offered, one message each; nothing is brought back or thrown away silently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from ui.autosave import Autosave
from ui.message_bar import MessageBar

if TYPE_CHECKING:
    from tracker.draftbox import Kept
    from ui.forms.form import Form

KINDS = {
    "incident_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed incident from {when} was kept."),
    "headcount_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed headcount from {when} was kept."),
    "movement_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed movement from {when} was kept."),
    "capacity_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed change of capacity from {when} was kept."),
    "facility_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed facility from {when} was kept."),
    "arrival_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed arrival from {when} was kept."),
    "report_form": QT_TRANSLATE_NOOP("Recovery", "Remarks for a report from {when} were kept."),
    "situation_form": QT_TRANSLATE_NOOP("Recovery", "A half-typed situation from {when} was kept."),
}
ELSEWHERE = ("setup_form",)  # brought back where it is asked for, see `opening.py`
OTHER = QT_TRANSLATE_NOOP("Recovery", "A half-typed form from {when} was kept.")


class Recovery(QObject):
    """`find_form` finds a form by its objectName once it is there, else None; `show_form` brings it to the front."""

    def __init__(
        self,
        autosave: Autosave,
        messages: MessageBar,
        find_form: Callable[[str], Form | None],
        show_form: Callable[[Form], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._autosave = autosave
        self._messages = messages
        self._find_form = find_form
        self._show_form = show_form
        self._wanted: list[Kept] = []  # gone on with, and their form is not there yet

    def offer(self, found: list[Kept]) -> None:
        """Offer what was found, the newest first."""
        for kept in (one for one in reversed(found) if one.form not in ELSEWHERE):
            self._messages.say(
                _words(kept),
                "warning",
                [
                    (self.tr("Go on with it"), partial(self._go_on, kept)),
                    (self.tr("Discard"), partial(self._autosave.discard, kept.key)),
                ],
            )

    def leave_store(self) -> None:
        """Another store is to be opened: what waits for its form was of this one."""
        self._wanted.clear()

    def form_came(self) -> None:
        """A form was built: one that was waited for may be it."""
        waiting, self._wanted = self._wanted, []
        for kept in waiting:
            self._go_on(kept)

    def _go_on(self, kept: Kept) -> None:
        form = self._find_form(kept.form)
        if form is None:
            self._wanted.append(kept)
            return
        self._autosave.take_up(kept.key, kept.payload, form)
        self._show_form(form)


def _words(kept: Kept) -> str:
    at, now = kept.kept_at.astimezone(), datetime.now().astimezone()
    when = f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"
    return QCoreApplication.translate("Recovery", KINDS.get(kept.form, OTHER)).format(when=when)
