"""What stands where in the incident form, and which parts of it are shown when. No meaning: see `incident.py`."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tracker.codes import CountBasis, Credibility, Kind, Precision, Reliability, Status
from ui import incident_words as say
from ui import look
from ui.forms.composition import CompositionEdit
from ui.forms.duplicate_bar import DuplicateBar
from ui.forms.evidence import EvidenceEdit
from ui.forms.fields import ChoiceEdit, Field, NoteEdit, NumberEdit, TextEdit
from ui.forms.form import Form
from ui.forms.incident_editors import CircumstancesEdit, PersonsEdit, RecordChoice, zone_words
from ui.forms.moment import MomentEdit
from ui.forms.people_rows import outcomes_edit
from ui.forms.place import CoordinatesEdit
from ui.forms.quick_line import QuickLine
from ui.forms.referrals import ReferralsEdit
from ui.forms.rows import RowsEdit
from ui.keys import listen

EXAMPLE = "02:10 Druskininkai 23 IQ:15 CD:5 minors 4 > Pabradė"
SEEN = 112  # pixels of the number of those seen before
LEAST = 60  # pixels that a choice must have room for; it has more where there is more


class IncidentLayout(Form):
    """The quick line stays in sight; the fields scroll under it; the buttons stay at the foot."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self.quick = QuickLine()
        self.sheet = QCheckBox()
        self.untouched = QLabel()
        self.take_line = QPushButton()
        self.as_last = QPushButton()
        self.on_map = QPushButton()
        super().__init__(name, "", "", parent)
        self._make_fields()
        self._place_fields()
        self.show_amending(False)
        self.show_untouched(())
        self.show_last("")
        self.show_coordinates(False)
        self.show_seen(False)
        listen(self, "Ctrl+T", self.as_last.click)

    def _lay_out(self) -> None:
        self.sheet.setText(self.tr("Stack of paper"))
        self.sheet.setObjectName("incident_sheet")
        self.sheet.setAccessibleName(self.tr("Stack of paper: the next sheet keeps date and sector"))
        self.sheet.setToolTip(self.tr("After saving comes the next sheet, with the same date and sector"))
        self._buttons()
        self.note.setWordWrap(False)  # it stands beside the title, and is as long as it is
        self.note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.note)
        head.addStretch(1)
        head.addWidget(self.sheet)
        bar = QHBoxLayout()
        bar.setSpacing(6)
        bar.addWidget(self.untouched, 1)
        bar.addWidget(self.take_line, 0, Qt.AlignmentFlag.AlignTop)
        top = QVBoxLayout()
        top.setContentsMargins(look.PADDING, 10, look.PADDING, 8)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.quick)
        top.addWidget(self.as_last, 0, Qt.AlignmentFlag.AlignLeft)
        top.addLayout(bar)
        # The bar stands in the margin, so that the fields end where the quick line ends.
        self.scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        inside = self.scroll.widget().layout()
        assert inside is not None
        inside.setContentsMargins(look.PADDING, 2, look.PADDING - 10, 8)
        rule = QFrame()
        rule.setProperty("rule", "true")
        foot = QVBoxLayout()
        foot.setContentsMargins(look.PADDING, 8, look.PADDING, look.PADDING)
        foot.addWidget(self.trouble)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.buttons.addWidget(self.discard_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.save_button)
        foot.addLayout(self.buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(top)
        rows.addWidget(self.scroll, 1)
        rows.addWidget(rule)
        rows.addLayout(foot)

    def _buttons(self) -> None:
        self.untouched.setObjectName("incident_untouched")
        self.untouched.setTextFormat(Qt.TextFormat.PlainText)
        self.untouched.setWordWrap(True)
        self.untouched.setProperty("role", "small")
        self.untouched.setProperty("state", "warning")
        self.take_line.setText(self.tr("Take the line's"))
        self.take_line.setObjectName("incident_take_line")
        self.take_line.setAccessibleName(self.tr("Take what the quick line says into these fields"))
        self.take_line.setProperty("kind", "link")
        self.on_map.setText(self.tr("Coordinates"))
        self.on_map.setObjectName("incident_on_map")
        self.on_map.setAccessibleName(self.tr("Type the place's latitude and longitude too"))
        self.on_map.setProperty("kind", "beside")  # a label, and no higher than one
        self.as_last.setObjectName("incident_as_last")
        self.as_last.setProperty("kind", "chip")

    # The fields

    def _make_fields(self) -> None:
        self.when = MomentEdit()
        self.posted = MomentEdit()
        self.persons = PersonsEdit()
        self.sector = RecordChoice(self.tr("not known"))
        self.moved_to = RecordChoice(self.tr("nowhere yet"))
        for choice in (self.sector, self.moved_to):
            choice.setMinimumWidth(LEAST)
        self.composition = CompositionEdit()
        self.evidence = EvidenceEdit()
        self.referrals = ReferralsEdit()
        self.coordinates = CoordinatesEdit()
        self._field("happened_at", self.tr("When"), self.when, self.tr("14:00, 3 Aug 22h"))
        precision = self._codes(Precision)
        precision.setMinimumWidth(_whole_words(precision))
        self._field("precision", self.tr("Precision"), precision)
        self._field("sector", self.tr("Sector"), self.sector)
        self._field("kind", self.tr("What happened"), self._codes(Kind))
        self._field("persons", self.tr("Persons"), self.persons, self.tr("23, ~30"))
        self._field("basis", self.tr("How known"), self._codes(CountBasis))
        self._field("low", self.tr("At least"), NumberEdit())
        self._field("high", self.tr("At most"), NumberEdit())
        self._field("seen_persons", self.tr("How many of them"), NumberEdit(), self.tr("all"))
        # In the order in which they stand: the keyboard goes through them as they are made.
        self._field("groups", "", self.composition)
        self._field("place", self.tr("Place"), TextEdit(), self.tr("300 m west of the river"))
        self._field("moved_to", self.tr("Moved to"), self.moved_to)
        self._field(
            "coordinates",
            self.tr("Latitude, longitude"),
            self.coordinates,
            self.tr("54.7 25.3, or 54°42' N 25°18' E"),
        )
        self._field("circumstances", self.tr("Circumstances"), CircumstancesEdit())
        self._field("outcomes", self.tr("What became of them"), outcomes_edit())
        self._field("referrals", self.tr("Referred to"), self.referrals)
        self._field("status", self.tr("Status"), self._codes(Status))
        self._field("reliability", self.tr("Source is"), self._codes(Reliability))
        self._field("credibility", self.tr("What it says is"), self._codes(Credibility))
        self._field("source", self.tr("Source"), TextEdit(), self.tr("Patrol 7, own observation"))
        self._field(
            "posted_at", self.tr("Posted or reported"), self.posted, self.tr("where that is another time")
        )
        self._field("party", self.tr("Party reference"), TextEdit(), self.tr("P-0042, never a name"))
        self._field("destination", self.tr("Wants to go to"), TextEdit())
        self._field("text", self.tr("In words"), NoteEdit(lines=3))
        self._field("evidence", self.tr("Evidence"), self.evidence)
        self.duplicates = DuplicateBar()
        self.composition.setAccessibleName(self.tr("Of whom"))
        self.fields["groups"].label.hide()

    def _field(self, name: str, label: str, editor: QWidget, hint: str = "") -> Field:
        return self.add(name, label, editor, hint, place=False)

    def _codes(self, members: type) -> ChoiceEdit:
        made = ChoiceEdit()
        made.setMinimumWidth(LEAST)
        made.fill_codes(members)
        return made

    def _place_fields(self) -> None:
        field = self.fields
        self.add_row(field["happened_at"], field["precision"], field["sector"], stretch=(11, 8, 11))
        self.add_row(field["kind"], field["persons"], field["basis"], stretch=(16, 6, 8))
        self._range = QWidget()
        between = QHBoxLayout(self._range)
        between.setContentsMargins(0, 0, 0, 0)
        between.setSpacing(8)
        between.addStretch(15)
        between.addWidget(field["low"], 7)
        between.addWidget(field["high"], 7)
        self.rows.addWidget(self._range)
        seen = QHBoxLayout()
        seen.setSpacing(8)
        seen.addWidget(self.duplicates, 1)
        field["seen_persons"].setFixedWidth(SEEN)
        seen.addWidget(field["seen_persons"], 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addLayout(seen)
        self.rows.addWidget(field["groups"])
        self.add_row(field["place"], field["moved_to"])
        field["place"].add_link(self.on_map)
        self.rows.addWidget(field["coordinates"])
        self.rows.addWidget(field["circumstances"])
        self.add_row(field["outcomes"], field["referrals"], stretch=(15, 30))
        self.add_row(field["status"], field["reliability"], field["credibility"], stretch=(9, 16, 16))
        self.add_row(field["source"], field["posted_at"])
        self.add_row(field["party"], field["destination"])
        self.rows.addWidget(field["text"])
        self.rows.addWidget(field["evidence"])
        self._order_keys()

    def _order_keys(self) -> None:
        """Tab and Enter go from the top through the fields as they stand, then to the buttons."""
        chain: list[QWidget] = [self.sheet, self.quick.line, self.as_last, self.take_line]
        for name in self.fields:
            if name == "groups":
                chain += [self.duplicates.link, self.duplicates.no, self.duplicates.back]
            chain += keyed_in(self.fields[name].editor)
            if name == "place":
                chain.append(self.on_map)
        chain += [self.save_button, self.close_button, self.discard_button]
        for one, other in pairwise(chain):
            self.setTabOrder(one, other)

    # What is shown when

    def name_zone(self, time_zone: str) -> None:
        """The zone that times are typed in, named once."""
        words = say.translate("IncidentForm", "When ({zone})").format(zone=zone_words(time_zone))
        self.fields["happened_at"].rename(words)

    def show_amending(self, amending: bool) -> None:
        """New, or amended: where people were moved is a record of its own, and stays out of an amendment."""
        keys = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        if amending:
            self.name_it(self.tr("Amend incident"), self.tr("Save changes"))
            self.quick.line.setPlaceholderText(self.tr("What changes, in a line: 25 IQ:17"))
        else:
            self.name_it(self.tr("New incident"), self.tr("Save"))
            self.quick.line.setPlaceholderText(EXAMPLE)
        self.save_button.setText(f"{self.save_button.text()}  {keys}")
        self.fields["moved_to"].setVisible(not amending)
        self.sheet.setVisible(not amending)

    def show_untouched(self, labels: Sequence[str]) -> None:
        """Fields that were typed by hand and stay, though the line says something else."""
        words = self.tr("Typed by hand, and kept against the line: {fields}.").format(
            fields=", ".join(labels)
        )
        self.untouched.setText(words)
        self.untouched.setVisible(bool(labels))
        self.take_line.setVisible(bool(labels))

    def show_range(self, shown: bool) -> None:
        """Lowest and highest number."""
        self._range.setVisible(shown)
        self.fields["low"].setVisible(shown)
        self.fields["high"].setVisible(shown)

    def show_coordinates(self, shown: bool) -> None:
        """Latitude and longitude, which few incidents have."""
        self.fields["coordinates"].setVisible(shown)
        self.on_map.setVisible(not shown)

    def show_seen(self, shown: bool) -> None:
        """How many of the persons were seen before."""
        self.fields["seen_persons"].setVisible(shown)

    def show_last(self, words: str) -> None:
        """What the last incident had, to be taken over."""
        keys = QKeySequence("Ctrl+T").toString(QKeySequence.SequenceFormat.NativeText)
        short = words if len(words) <= 60 else words[:59] + "…"
        self.as_last.setText(
            say.on_button(self.tr("As last time: {what}  {keys}").format(what=short, keys=keys))
        )
        self.as_last.setAccessibleName(self.tr("As last time: {what}").format(what=words))
        self.as_last.setVisible(bool(words))

    def show_sheet(self, day: date | None) -> None:
        """The day of the stack of paper that is being typed in."""
        if day is None:
            self.sheet.setText(self.tr("Stack of paper"))
        else:
            self.sheet.setText(self.tr("Stack of {day}").format(day=say.day(day)))


def _whole_words(choice: ChoiceEdit) -> int:
    """The width at which none of its words is cut: beside the words stand the padding and the arrow."""
    measure = QFontMetrics(look.font())
    return 36 + max(measure.horizontalAdvance(choice.itemText(n)) for n in range(choice.count()))


def keyed_in(editor: QWidget) -> list[QWidget]:
    """What of an editor takes the keyboard, in order."""
    if isinstance(editor, CompositionEdit):
        tables = (editor.nationalities, editor.sexes_and_ages, editor.together)
        return [editor.separate, editor.crossed, *(one for table in tables for one in table.editors())]
    if isinstance(editor, RowsEdit):
        return editor.editors()
    if isinstance(editor, CircumstancesEdit):
        return list(editor.boxes.values())
    return [editor.add] if isinstance(editor, EvidenceEdit) else [editor]
