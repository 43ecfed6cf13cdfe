"""The incident form: new or to be amended, kept while it is typed, one sheet of paper after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tracker import codec, drafts
from tracker.codes import CountBasis, Precision
from tracker.days import zone
from tracker.errors import Problem
from ui import incident_words as say
from ui.forms.duplicate_bar import Like
from ui.forms.incident_filling import LineFilledForm
from ui.forms.incident_values import Amended, texts_of, unit_of
from ui.forms.moment import written
from ui.forms.people_rows import outcomes_of
from ui.forms.referrals import referrals_of

if TYPE_CHECKING:
    from tracker.situations import SituationLine

LIKENESS = {"happened_at", "sector", "persons"}
REMEMBERED = ("sector", "source", "reliability", "credibility")


class IncidentForm(LineFilledForm):
    """A new incident, or one to be amended."""

    # Incident, id of a facility or None, party reference or None
    save_requested = Signal(object, object, object)
    # id, Incident, revision, party reference or None
    amend_requested = Signal(str, object, str, object)
    # Incident, id to leave out or None: to be answered with show_duplicates
    duplicates_wanted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("incident_form", parent)
        self._situation: SituationLine | None = None
        self._amending: Amended | None = None
        self._parked: dict[str, Any] = {}  # a new one, half typed when an amendment began
        self._last: dict[str, str] = {}
        self._asked_about: object = None
        self.as_last.clicked.connect(self._take_last)
        self.sheet.toggled.connect(self._sheet_toggled)
        self.duplicates.edited.connect(self._linked)
        self.on_map.clicked.connect(self._ask_where)
        self._pause.timeout.connect(self._ask_about_duplicates)
        self._set_plain()
        self.look_again()

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
        for rows in (self.referrals, self.evidence):
            rows.set_zone(situation.time_zone, situation.cutoff)
        self.name_zone(situation.time_zone)

    def show_duplicates(self, likes: Sequence[Like]) -> None:
        """Incidents like this one, as asked for."""
        self.duplicates.show_likes(likes, zone(self._time_zone))

    def show_kept(self, at: datetime) -> None:
        """The draft is on the disk."""
        there = at.astimezone(zone(self._time_zone))
        self.note.setText(self.tr("draft kept {time}").format(time=f"{there:%H:%M:%S}"))
        self.note.setVisible(bool(self.keep()))

    def amend(self, id_: str, draft: drafts.Incident, based_on: str, party: str = "") -> None:
        """Show an incident to be amended. What is half typed waits until that is done."""
        if self._amending is not None and self._amending.id == id_:
            return
        parked = self._parked if self._amending is not None else self.keep()
        self._empty()
        self._parked = parked
        self._take_amended(Amended(id_, based_on, draft, party))

    def _take_amended(self, amended: Amended) -> None:
        self._amending, draft = amended, amended.draft
        self._fill(texts_of(draft, self._time_zone) | {"party": amended.party})
        self.duplicates.restore((draft.seen_before, self.tr("the record")) if draft.seen_before else None)
        self.show_amending(True)
        self.look_again()

    # The last one, and stacks of paper

    def look_again(self) -> None:
        """Bring up to date what depends on something else."""
        super().look_again()
        self._show_rare()
        self._offer_last()

    def _show_rare(self) -> None:
        """What few incidents have stands there once it is asked for, or holds something."""
        self.show_seen(self.duplicates.linked is not None)
        if self.coordinates.text():
            self.show_coordinates(True)

    def _ask_where(self) -> None:
        self.show_coordinates(True)
        self.coordinates.setFocus(Qt.FocusReason.OtherFocusReason)

    def _linked(self) -> None:
        if self.duplicates.linked is None:
            self._fill({"seen_persons": ""})  # it was about another incident
            self._hand.discard("seen_persons")
        self._edited()

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
        said = isinstance(persons, int) or self.fields["basis"].value() is CountBasis.UNKNOWN
        # What is amended was asked about when it was recorded, and what makes it like another has not changed.
        same = self._amending is not None and not (self.quick.text() or self._hand & LIKENESS)
        if at is None or self._situation is None or not said or same:
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
            self.duplicates_wanted.emit(draft, self._amending.id if self._amending else None)

    # Saving

    def draft(self) -> drafts.Incident:
        """What is typed; what cannot be read stands in it as text, for the rules to say what is wrong."""
        at, precision = self._when()
        posted = self.posted.read()
        linked = self.duplicates.linked[0] if self.duplicates.linked else None
        started = self._amending.draft if self._amending else drafts.Incident()
        values = {name: field.value() for name, field in self.fields.items()}
        where = values["coordinates"]
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
            happened_at=_same_or(started.happened_at, at),
            precision=precision,
            posted_at=_same_or(started.posted_at, posted.at if posted else None),
            low=values["low"] if values["basis"] is CountBasis.ESTIMATED else None,
            high=values["high"] if values["basis"] is CountBasis.ESTIMATED else None,
            groups=values["groups"],
            crossed=self.composition.is_crossed(),
            outcomes=outcomes_of(values["outcomes"]),
            referrals=referrals_of(values["referrals"]),
            seen_before=linked,
            seen_persons=values["seen_persons"] if linked else None,
            latitude=where[0] if isinstance(where, tuple) else None,
            longitude=where[1] if isinstance(where, tuple) else None,
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
        same = self._amending is not None and (typed or "") == self._amending.party
        return None if same else typed

    def own_problems(self) -> Iterator[Problem]:
        """What the form itself cannot read."""
        for name, edit in (("happened_at", self.when), ("posted_at", self.posted)):
            found = edit.read()
            if found is not None and found.problem is not None:
                yield Problem(found.problem.code, name, values=found.problem.values)
        where = self.coordinates.value()
        if isinstance(where, str):
            yield Problem("not_coordinates", "latitude", values={"value": where})
        for path, problem in (*self.referrals.troubles(), *self.evidence.troubles()):
            yield Problem(problem.code, path, values=problem.values)
        yield from self.composition.problems()
        if self.evidence.is_waiting():
            yield Problem("evidence_waiting", "evidence")
        if self._situation is None:
            yield Problem("store_opening", "situation")
        if self.moved_to.value() and self.persons.value() is None and self._amending is None:
            yield Problem("move_unknown_number", "moved_to")

    def field_of(self, problem: Problem) -> str | None:
        """The field that a problem is about; the two coordinates are one field."""
        if problem.field in ("latitude", "longitude"):
            return "coordinates"
        return super().field_of(problem)

    def ask_to_save(self, draft: Any) -> None:
        """Ask for it to be written; who writes it empties the form."""
        if self._amending is None:
            self._last = {name: self.fields[name].input().text() for name in REMEMBERED}
        if self.keeps_on:
            at = draft.happened_at
            self._sheet_day = at.astimezone(zone(self._time_zone)).date() if at else self._sheet_day
        if self._amending is None:
            self.save_requested.emit(draft, self.moved_to.value(), self._party())
        else:
            self.amend_requested.emit(self._amending.id, draft, self._amending.based_on, self._party())

    # Keeping

    def is_untouched(self) -> bool:
        """Whether nobody typed anything."""
        return not (self.quick.text() or self._hand or self.duplicates.linked) or self._is_as_amended()

    def _is_as_amended(self) -> bool:
        if self._amending is None or self.quick.text() or self._hand:
            return False
        linked = self.duplicates.linked[0] if self.duplicates.linked else None
        return linked == self._amending.draft.seen_before

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
            one = self._amending
            kept["amending"] = [one.id, one.based_on, codec.encode(one.draft), one.party]
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
            self._take_amended(Amended(id_, based_on, draft, party))
        self._sheet_day = date.fromisoformat(kept["sheet"]) if "sheet" in kept else None
        self.show_sheet(self._sheet_day)
        super().restore(kept.get("fields", {}))
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
            self.quick.line.setFocus()
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
        self.show_coordinates(False)
        self.note.hide()

    def _set_plain(self) -> None:
        """What the fields hold when nobody has typed anything."""
        texts = dict.fromkeys(self.fields, "") | texts_of(drafts.Incident(), self._time_zone)
        self._fill({name: text for name, text in texts.items() if name in self.fields})

    def start(self) -> None:
        """The keyboard goes into the quick line; for an amendment into the first field."""
        (self.when if self._amending is not None else self.quick.line).setFocus()


def _same_or(stood: datetime | None, typed: datetime | None) -> datetime | None:
    """What was typed; where that is the moment that stood there, with the offset of then."""
    return stood if stood == typed else typed
