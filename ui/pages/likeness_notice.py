"""After a fast save: is what was just recorded about people who are on the list already? A question, never a bar."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from tracker import incidents
from tracker.drafts import Incident
from tracker.incidents import IncidentLine
from ui import incident_words as say
from ui.asked import Asked
from ui.bridge import Bridge
from ui.forms.duplicate_bar import like_said
from ui.message_bar import Message


class LikenessNotice(QObject):
    """Looks for likely duplicates of what was recorded before the form could ask about them."""

    said = Signal(object)  # Message
    asked = Signal(object)  # Asked: the link

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def look(self, id_: str, draft: Incident, answered: Sequence[str], zone: ZoneInfo) -> None:
        """An incident was recorded. `answered` are those that the form was told are about other people."""
        if draft.seen_before is None:
            self._bridge.read(
                incidents.find_likely_duplicates,
                draft,
                exclude=id_,
                done=partial(self._ask, id_, draft, frozenset(answered), zone),
                refused=_nothing,
            )

    def _ask(
        self, id_: str, draft: Incident, answered: frozenset[str], zone: ZoneInfo, likes: list[IncidentLine]
    ) -> None:
        left = [like for like in likes if like.id not in answered]
        if not left:
            return
        # The next one may be on the screen by now: it is said which one this is about.
        recorded = say.DOT.join(
            (
                say.moment(draft.happened_at, draft.precision, zone),
                say.persons_said(draft.persons, draft.basis, draft.low, draft.high),
            )
        )
        words = self.tr("Recorded: {what}. Like the incident of {like}. Same people?").format(
            what=recorded, like=like_said(left[0], zone)
        )
        if len(left) > 1:
            words += " " + self.tr("({n} more are like it.)").format(n=say.number(len(left) - 1))
        offers = [(self.tr("Link"), partial(self._link, id_, left[0].id)), (self.tr("No"), _nothing)]
        self.said.emit(Message(words, "warning", offers))

    def _link(self, id_: str, earlier: str) -> None:
        self.asked.emit(
            Asked(
                incidents.link_as_seen_before,
                (id_, earlier, None),
                said=self.tr("Linked as seen before."),
            )
        )


def _nothing(*_args: Any) -> None:
    """The incident is saved; a look for likely duplicates that fails is no news, and a No changes nothing."""
