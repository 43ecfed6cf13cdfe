"""The incident form: the quick line fills its fields as it is typed, and the fields alone work as well.

What a person typed into a field is hers: the line does not change it any more, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from tracker import codec, drafts
from tracker.codes import CountBasis, Precision
from tracker.days import zone
from tracker.errors import Problem
from tracker.quickline import Reading, Vocabulary
from ui import incident_words as say
from ui.forms import level_words
from ui.forms.duplicate_bar import Like
from ui.forms.incident_layout import IncidentLayout
from ui.forms.incident_values import texts_of, unit_of
from ui.forms.moment import MomentEdit, When, written
from ui.forms.people_rows import outcomes_of, referrals_of
from ui.words import explain

if TYPE_CHECKING:
    from tracker.readings import FacilityReading
    from tracker.situations import SituationLine

PAUSE = 400  # ms without a key before it is looked for an incident like this one
FINENESS = (Precision.EXACT, Precision.HOUR, Precision.PART_OF_DAY, Precision.DAY)
REMEMBERED = ("sector", "source", "reliability", "credibility")


class IncidentForm(IncidentLayout):
    """A new incident, or one to be amended."""

    save_requested = Signal(
        object, object, object
    )  # Incident, id of a facility or None, party reference or None
    amend_requested = Signal(str, object, str, object)  # id, Incident, revision, party reference or None
    duplicates_wanted = Signal(
        object, object
    )  # Incident, id to leave out or None: answer with show_duplicates

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incident_form", parent)
        self._situation: SituationLine | None = None
        self._time_zone = "UTC"
        self._facilities: dict[str, FacilityReading] = {}
        self._amending: tuple[str, str, drafts.Incident, str] | None = (
            None  # id, revision, draft, party reference
        )
        self._parked: dict[str, Any] = {}  # a new one, half typed when an amendment began
        self._hand: set[str] = set()  # units that a person typed into
        self._before: dict[str, str] = {}  # what the line wrote over
        self._filling = False
        self._last: dict[str, str] = {}
        self._sheet_day: date | None = None
        self._asked_about: object = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._listen()
        self._set_plain()
        self.look_again()

    def _listen(self) -> None:
        for name, field in self.fields.items():
            field.edited.connect(partial(self._touched, name))
        self.quick.now = self._reading_now
        self.quick.understood.connect(self._take_reading)
        self.quick.edited.connect(self._edited)
        self.take_line.clicked.connect(self._take_line)
        self.as_last.clicked.connect(self._take_last)
        self.sheet.toggled.connect(self._sheet_toggled)
        self.duplicates.edited.connect(self._edited)
        self._pause.timeout.connect(self._ask_about_duplicates)
        for edit in (self.when, self.posted):
            edit.now = self._reading_now  # type: ignore[method-assign]
            edit.settled.connect(partial(self._settle, edit))
        self.fields["precision"].edited.connect(self._precision_chosen)
        self.fields["basis"].edited.connect(self._basis_chosen)
        self.persons.editingFinished.connect(self._settle_persons)

    # What others tell it

    @property
    def keeps_on(self) -> bool:
        """Whether a stack of paper is being typed in: after saving comes the next sheet."""
        return self.sheet.isChecked() and self._amending is None

    def set_situation(self, situation: SituationLine, store: Path | None) -> None:
        """The situation that is recorded in, and the store beside which evidence is kept."""
        self._situation, self._time_zone = situation, situation.time_zone
        self.evidence.store = store
        for edit in (self.when, self.posted):
            edit.set_zone(situation.time_zone, situation.cutoff)
        self.name_zone(situation.time_zone)

    def set_vocabulary(self, vocabulary: Vocabulary, facilities: Iterable[FacilityReading]) -> None:
        """Sectors and facilities by name, and how full the facilities are."""
        self._facilities = {one.facility_id: one for one in facilities}
        self._filling = True
        try:
            self.sector.offer((one.id, one.name) for one in vocabulary.sectors)
            self.moved_to.offer((one.id, one.name) for one in vocabulary.facilities)
        finally:
            self._filling = False
        self.quick.set_vocabulary(vocabulary, self._facilities)
        self.look_again()

    def show_duplicates(self, likes: Sequence[Like]) -> None:
        """Incidents like this one, as asked for."""
        self.duplicates.show_likes(likes, zone(self._time_zone))

    def show_kept(self, at: datetime) -> None:
        """The draft is on the disk."""
        self.note.setText(self.tr("draft kept {time}").format(time=f"{at:%H:%M:%S}"))
        self.note.setVisible(bool(self.keep()))

    def amend(self, id_: str, draft: drafts.Incident, based_on: str, party: str = "") -> None:
        """Show an incident to be amended. What is half typed waits until that is done."""
        if self._amending is not None and self._amending[0] == id_:
            return
        parked = self._parked if self._amending is not None else self.keep()
        self._empty()
        self._parked = parked
        self._take_amended((id_, based_on, draft, party))

    def _take_amended(self, amended: tuple[str, str, drafts.Incident, str]) -> None:
        self._amending = amended
        _, _, draft, party = amended
        self._fill(texts_of(draft, self._time_zone) | {"party": party})
        self.duplicates.restore((draft.seen_before, self.tr("the record")) if draft.seen_before else None)
        self.show_amending(True)
        self.look_again()

    # The line fills the fields

    def _reading_now(self) -> datetime:
        """Now; on a sheet of paper of an earlier day, the end of that day."""
        now = self.now()
        if self._sheet_day is None:
            return now
        end = datetime.combine(self._sheet_day + timedelta(days=1), time(), zone(self._time_zone))
        return min(now, end.astimezone(UTC) - timedelta(seconds=1))

    def _take_reading(self, reading: Reading | None) -> None:
        wanted = self._said_by(reading)
        others: list[str] = []
        fill: dict[str, str] = {}
        for name, field in self.fields.items():
            by_hand = unit_of(name) in self._hand
            if name in wanted:
                if by_hand and name != "text" and field.input().text() != wanted[name]:
                    others.append(field.label.text())
                elif not by_hand:
                    self._before.setdefault(name, field.input().text())
                    fill[name] = wanted[name]
            elif name in self._before and not by_hand:
                fill[name] = self._before.pop(name)
        self._fill(fill)
        self.show_untouched(others)
        self.look_again()

    def _said_by(self, reading: Reading | None) -> dict[str, str]:
        """The texts of the fields that the line sets."""
        if reading is None:
            return {}
        texts = texts_of(reading.draft, self._time_zone)
        said = {name: texts[name] for name in reading.fields if name in texts}
        if reading.moved_to:
            said["moved_to"] = reading.moved_to
        if reading.party_reference:
            said["party"] = reading.party_reference
        return said

    def _fill(self, texts: dict[str, str]) -> None:
        self._filling = True
        try:
            for name, text in texts.items():
                if name in self.fields and self.fields[name].input().text() != text:
                    self.fields[name].input().set_text(text)
        finally:
            self._filling = False

    def _touched(self, name: str) -> None:
        """A person changed a field. Emptied, it is the line's again."""
        if self._filling or self._restoring:
            return
        unit = unit_of(name)
        if name == unit and not self.fields[name].input().text():
            # Filled again with the next key in the line, and not while somebody deletes here.
            self._hand.discard(unit)
        else:
            self._hand.add(unit)
            for member in [n for n in self._before if unit_of(n) == unit]:
                del self._before[member]

    def _take_line(self) -> None:
        """What the line says goes into the fields after all."""
        for name in self._said_by(self.quick.reading):
            self._hand.discard(unit_of(name))
        self.quick.read_again()
        self.quick.line.setFocus()
        self._edited()

    def _edited(self) -> None:
        if not self._filling:
            super()._edited()

    # Fields that depend on each other

    def look_again(self) -> None:
        """Bring up to date what depends on something else."""
        basis = self.fields["basis"].value()
        self.show_range(basis is CountBasis.ESTIMATED)
        persons = self.persons.value()
        self.composition.show_persons(persons if isinstance(persons, int) else None)
        reading = self._facilities.get(self.moved_to.text())
        if reading is None:
            self.fields["moved_to"].say("")
        else:
            more = level_words.with_more(reading, persons) if isinstance(persons, int) else ""
            said = [level_words.stands(reading), more]
            self.fields["moved_to"].say("\n".join(s for s in said if s), level_words.state(reading))
        self._offer_last()
        self.offer_discard()
        if not self._filling and not self._restoring:
            self._pause.start()

    def _settle(self, edit: MomentEdit) -> None:
        """The keyboard left a time: what is wrong with it is said now, how exact it is shown."""
        found = edit.read()
        field = self.fields["happened_at" if edit is self.when else "posted_at"]
        if found is not None and found.problem is not None:
            field.say(explain(found.problem), "error")
        elif edit is self.when and found is not None:
            self._fill({"precision": found.precision.value})

    def _precision_chosen(self) -> None:
        if self._filling or self._restoring:
            return
        chosen, found = self.fields["precision"].value(), self.when.read()
        if chosen is Precision.UNKNOWN:
            self._fill({"happened_at": ""})
        elif found is not None and found.at is not None:
            if FINENESS.index(chosen) >= FINENESS.index(found.precision):
                self._fill({"happened_at": written(found.at, chosen, self._time_zone)})
            else:
                self.fields["happened_at"].say(self.tr("Type the time of day as well, as 14:00 or 14h."))
                self._fill({"precision": found.precision.value})
        self._edited()

    def _basis_chosen(self) -> None:
        if not self._filling and not self._restoring and self.fields["basis"].value() is CountBasis.UNKNOWN:
            self._fill({"persons": "", "low": "", "high": ""})
            self._edited()

    def _settle_persons(self) -> None:
        found = self.persons.read()
        if found is not None:
            count, basis, low, high = found
            self._fill(
                {
                    "persons": str(count),
                    "basis": basis.value,
                    "low": "" if low is None else str(low),
                    "high": "" if high is None else str(high),
                }
            )
            self._edited()
        elif isinstance(self.persons.value(), int) and self.fields["basis"].value() is CountBasis.UNKNOWN:
            self._fill({"basis": CountBasis.COUNTED.value})
            self._edited()

    # The last one, and stacks of paper

    def _offer_last(self) -> None:
        words = []
        if self._amending is None and self._last and not (self.keeps_on or self.keep()):
            words = [
                self.sector.name_of(self._last["sector"]),
                self._last["source"],
                self._last["reliability"] + self._last["credibility"],
            ]
        self.show_last(say.DOT.join(word for word in words if word))

    def _take_last(self) -> None:
        self._fill(self._last)
        self._hand |= {unit_of(name) for name in self._last}
        self.quick.line.setFocus()
        self._edited()

    def _sheet_toggled(self, on: bool) -> None:
        self._sheet_day = None
        if on and self._amending is None:
            at, _ = self._when()
            self._sheet_day = at.astimezone(zone(self._time_zone)).date() if at else None
        self.show_sheet(self._sheet_day)
        self.quick.read_again()
        self._edited()

    # Likely duplicates

    def _ask_about_duplicates(self) -> None:
        at, precision = self._when()
        persons = self.persons.value()
        if at is None or self._situation is None or not isinstance(persons, int | None):
            self._asked_about = None
            self.show_duplicates([])
            return
        about = (self.sector.value(), at, persons)
        if about != self._asked_about:
            self._asked_about = about
            draft = drafts.Incident(
                situation=self._situation.id,
                sector=about[0],
                happened_at=at,
                precision=precision,
                persons=persons,
            )
            self.duplicates_wanted.emit(draft, self._amending[0] if self._amending else None)

    # Saving

    def _when(self) -> tuple[datetime | None, Precision]:
        found: When | None = self.when.read()
        if found is None or found.problem is not None or found.at is None:
            chosen = self.fields["precision"].value()
            return None, chosen if chosen is Precision.UNKNOWN else Precision.EXACT
        return found.at, found.precision

    def draft(self) -> drafts.Incident:
        """What is typed; what cannot be read stands in it as text, for the rules to say what is wrong."""
        at, precision = self._when()
        posted = self.posted.read()
        linked = self.duplicates.linked[0] if self.duplicates.linked else None
        started = self._amending[2] if self._amending else drafts.Incident()
        values = {name: field.value() for name, field in self.fields.items()}
        plain = (
            "sector",
            "place",
            "kind",
            "circumstances",
            "status",
            "persons",
            "basis",
            "reliability",
            "credibility",
        )
        return replace(
            started,
            situation=self._situation.id if self._situation else None,
            happened_at=at,
            precision=precision,
            posted_at=posted.at if posted else None,
            low=values["low"] if values["basis"] is CountBasis.ESTIMATED else None,
            high=values["high"] if values["basis"] is CountBasis.ESTIMATED else None,
            groups=values["groups"],
            crossed=self.composition.is_crossed(),
            outcomes=outcomes_of(values["outcomes"]),
            referrals=referrals_of(values["referrals"]),
            seen_before=linked,
            seen_persons=started.seen_persons if linked == started.seen_before else None,
            party=started.party if self._party() is None else None,
            destination=values["destination"],
            source=values["source"],
            text=self._text(),
            evidence=values["evidence"],
            **{name: values[name] for name in plain},
        )

    def _text(self) -> str | None:
        """The field, and what the line kept as text where the field is typed by hand."""
        typed, reading = self.fields["text"].value(), self.quick.reading
        kept = reading.draft.text if reading is not None else None
        if kept and "text" in self._hand and kept not in (typed or ""):
            return f"{typed}\n{kept}" if typed else kept
        return typed

    def _party(self) -> str | None:
        """The party reference where it says something new."""
        typed: str | None = self.fields["party"].value()
        same = self._amending is not None and (typed or "") == self._amending[3]
        return None if same else typed

    def own_problems(self) -> Iterator[Problem]:
        """What the form itself cannot read."""
        for name, edit in (("happened_at", self.when), ("posted_at", self.posted)):
            found = edit.read()
            if found is not None and found.problem is not None:
                yield Problem(found.problem.code, name, values=found.problem.values)
        yield from self.composition.problems()
        if self.evidence.is_waiting():
            yield Problem("evidence_waiting", "evidence")
        if self._situation is None:
            yield Problem("store_not_open", "situation")
        if self.moved_to.value() and self.persons.value() is None and self._amending is None:
            yield Problem("move_unknown_number", "moved_to")

    def ask_to_save(self, draft: Any) -> None:
        """Ask for it to be written; who writes it empties the form."""
        self._last = {name: self.fields[name].input().text() for name in REMEMBERED}
        if self.keeps_on:
            at = draft.happened_at
            self._sheet_day = at.astimezone(zone(self._time_zone)).date() if at else self._sheet_day
        if self._amending is None:
            self.save_requested.emit(draft, self.moved_to.value(), self._party())
        else:
            self.amend_requested.emit(self._amending[0], draft, self._amending[1], self._party())

    # Keeping

    def is_untouched(self) -> bool:
        """Whether nobody typed anything."""
        return not (self.quick.text() or self._hand or self.duplicates.linked) or self._is_as_amended()

    def _is_as_amended(self) -> bool:
        if self._amending is None or self.quick.text() or self._hand:
            return False
        linked = self.duplicates.linked[0] if self.duplicates.linked else None
        return linked == self._amending[2].seen_before

    def keep(self) -> dict[str, Any]:
        """What is typed, as JSON values; nothing where nobody typed anything."""
        if self.is_untouched():
            return {"parked": dict(self._parked)} if self._parked else {}
        kept: dict[str, Any] = {
            "line": self.quick.text(),
            "fields": super().keep(),
            "hand": sorted(self._hand),
            "before": dict(self._before),
            "linked": list(self.duplicates.linked) if self.duplicates.linked else None,
            "sheet": self._sheet_day.isoformat() if self._sheet_day else None,
            "parked": dict(self._parked),
        }
        if self._amending is not None:
            id_, based_on, draft, party = self._amending
            kept["amending"] = [id_, based_on, codec.encode(draft), party]
        return {name: value for name, value in kept.items() if value}

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept."""
        if set(kept) == {"parked"}:
            self.restore(kept["parked"])
            return
        self._empty()
        self._parked = kept.get("parked", {})
        if "amending" in kept:
            id_, based_on, content, party = kept["amending"]
            draft = codec.decode("incident", content)
            assert isinstance(draft, drafts.Incident)
            self._take_amended((id_, based_on, draft, party))
        self._sheet_day = date.fromisoformat(kept["sheet"]) if "sheet" in kept else None
        self.show_sheet(self._sheet_day)
        fields = dict.fromkeys(self.fields, "") | kept.get("fields", {})
        super().restore({name: text for name, text in fields.items() if name in self.fields})
        self._hand, self._before = set(kept.get("hand", ())), dict(kept.get("before", {}))
        linked = kept.get("linked")
        self.duplicates.restore((linked[0], linked[1]) if linked else None)
        self.quick.set_text(kept.get("line", ""))
        self.look_again()

    def clear(self) -> None:
        """It is being saved, or thrown away: the next sheet, or what waited for an amendment, or an empty form."""
        parked, amended, day, last = self._parked, self._amending is not None, self._sheet_day, self._last
        self._empty()
        if amended and parked:
            self.restore(parked)
        elif self.keeps_on:
            self._sheet_day = day
            kept = {"sector": last.get("sector", "")}
            if day is not None:
                noon = datetime.combine(day, time(12), zone(self._time_zone))
                kept |= {
                    "happened_at": written(noon, Precision.DAY, self._time_zone),
                    "precision": Precision.DAY,
                }
            self._fill(kept)
            self.show_sheet(day)
        self.show_problems([])
        self.look_again()

    def saved(self) -> None:
        """The same as `clear`."""
        self.clear()

    def _empty(self) -> None:
        self._amending, self._parked, self._sheet_day = None, {}, None
        self._hand.clear()
        self._before.clear()
        self._asked_about = None
        self.duplicates.restore(None)
        self.quick.set_text("")
        self._set_plain()
        self.show_amending(False)
        self.show_sheet(None)
        self.note.hide()

    def _set_plain(self) -> None:
        """What the fields hold when nobody has typed anything."""
        texts = dict.fromkeys(self.fields, "") | texts_of(drafts.Incident(), self._time_zone)
        self._fill({name: text for name, text in texts.items() if name in self.fields})

    def start(self) -> None:
        """The keyboard goes into the quick line; for an amendment into the first field."""
        (self.when if self._amending is not None else self.quick.line).setFocus()
