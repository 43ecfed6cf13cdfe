"""Editors of the incident form alone: circumstances, persons with a range, records to choose that may come later."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from tracker import quickline
from tracker.codes import Circumstance, CountBasis
from ui import incident_words as say
from ui.forms.fields import ChoiceEdit, NumberEdit, whole


class RecordChoice(ChoiceEdit):
    """One of the sectors or facilities, or none."""

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._empty = empty
        self._names: dict[str, str] = {}
        self.offer(())

    def offer(self, named: Iterable[tuple[str, str]]) -> None:
        """Offer (id, name) pairs."""
        self._names = dict(named)
        self.fill(((name, id_) for id_, name in self._names.items()), self._empty)

    def name_of(self, id_: str) -> str:
        """The name of one on offer; nothing for another."""
        return self._names.get(id_, "")


class CircumstancesEdit(QWidget):
    """Boxes to tick."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[Circumstance, QCheckBox] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        words = {
            Circumstance.ESCORTED: self.tr("Escorted to the line"),
            Circumstance.PREVENTED: self.tr("Prevented"),
            Circumstance.FORCE_USED: self.tr("Force used"),
        }
        for one in Circumstance:
            box = QCheckBox(words[one])
            box.setObjectName(f"circumstance_{one}")
            box.setAccessibleName(words[one])
            box.toggled.connect(self.edited)
            self.boxes[one] = box
            row.addWidget(box)
        row.addStretch(1)
        self.setFocusProxy(self.boxes[Circumstance.ESCORTED])

    def value(self) -> list[Circumstance]:
        """Those ticked."""
        return [one for one, box in self.boxes.items() if box.isChecked()]

    def text(self) -> str:
        """Their codes."""
        return " ".join(self.value())

    def set_text(self, text: str) -> None:
        """Tick these."""
        for one, box in self.boxes.items():
            box.setChecked(one in text.split())


@cache
def _nobody_named() -> quickline.Vocabulary:
    return quickline.Vocabulary("", "UTC", 1440, (), ())


class PersonsEdit(NumberEdit):
    """A number of persons; "~30", "25-35" and "30?" are taken as the quick line takes them."""

    def read(self) -> tuple[int, CountBasis, int | None, int | None] | None:
        """Number, basis, lowest, highest, where more than a number is typed; None for a plain one, or what is none."""
        typed = self.text().strip()
        if not typed or isinstance(whole(typed), int) or len(typed) > 40:
            return None
        draft = quickline.read(typed, _nobody_named(), datetime(2000, 1, 1, tzinfo=UTC)).draft
        if draft.persons is None or draft.text or draft.groups or draft.happened_at:
            return None
        return draft.persons, draft.basis, draft.low, draft.high


def zone_words(time_zone: str) -> str:
    """Vilnius time, for Europe/Vilnius."""
    place = time_zone.rsplit("/", 1)[-1].replace("_", " ")
    return say.translate("IncidentForm", "{place} time").format(place=place)
