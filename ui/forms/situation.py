"""A situation and its sectors: its name, when its day ends, from when a facility is tight, how long the border is."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tracker import codec, rules
from tracker.drafts import Sector, Situation
from tracker.errors import Problem
from ui.forms.fields import DecimalEdit, NoteEdit, NumberEdit, TextEdit, decimal
from ui.forms.moment import DayEdit
from ui.forms.record_form import RecordForm
from ui.forms.sector_rows import SectorRows
from ui.forms.setup import CutoffEdit, ZoneEdit
from ui.incident_words import locale

KM_PER_MILE = 1.609344
ROW = re.compile(r"sectors\[(\d+)\]\.(\w+)")


class LengthEdit(DecimalEdit):
    """A length in km; "220 mi" is taken for what it is in km."""

    def value(self) -> Any:
        """Kilometres, None for nothing, the text if it is no length."""
        miles = re.fullmatch(r"\s*(.+?)\s*mi(?:les?)?\.?\s*", self.text(), re.IGNORECASE)
        if miles:
            read = decimal(miles[1])
            return round(read * KM_PER_MILE, 1) if isinstance(read, float) else self.text().strip()
        return decimal(re.sub(r"\s*km\s*$", "", self.text(), flags=re.IGNORECASE))


class SituationForm(RecordForm):
    """Emits the Situation draft, its sectors as (id or None, Sector), and what it corrects, None for a new one."""

    save_requested = Signal(object, object, object)  # Situation, list, tuple[str, str] | None
    record_type = "situation"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("situation_form", parent)
        self.add("name", self.tr("Name"), TextEdit(), self.tr("Lithuania – Belarus 2021"))
        self.add_row(
            self.add("time_zone", self.tr("Time zone of the station"), ZoneEdit("UTC"), place=False),
            self.add("cutoff", self.tr("The day ends at"), CutoffEdit(), "24:00", place=False),
            stretch=(3, 2),
        )
        self.add_row(
            self.add("first_day", self.tr("First day"), DayEdit(), self.tr("not said"), place=False),
            self.add("last_day", self.tr("Last day"), DayEdit(), self.tr("still open"), place=False),
            self.add("tight_at", self.tr("Tight from, %"), NumberEdit(), "90", place=False),
            stretch=(3, 3, 2),
        )
        self.add_row(
            self.add(
                "border_km", self.tr("Border, km"), LengthEdit(), self.tr("354, or 220 mi"), place=False
            ),
            self.add("border_source", self.tr("Source of this length"), TextEdit(), place=False),
            stretch=(2, 3),
        )
        self.sectors = SectorRows("situation_sector")
        self.add("sectors", self.tr("Sectors: name, length in km, source of the length"), self.sectors)
        self.add("text", self.tr("Note"), NoteEdit(lines=2))
        self.entitle()
        self._fill_plain()

    def entitle(self) -> None:
        """A new situation, or what is said of one."""
        if self.correcting:
            self.name_it(self.tr("Situation and sectors"), self.tr("Save situation"))
        else:
            self.name_it(self.tr("New situation"), self.tr("Open situation"))

    def _fill_plain(self) -> None:
        self.show_values({"time_zone": "UTC", "tight_at": 90, "cutoff": 1440})
        self.take_as_plain()
        self.look_again()

    def draft(self) -> Situation:
        """What is typed."""
        values = {name: field.value() for name, field in self.fields.items() if name != "sectors"}
        cutoff, tight = values["cutoff"], values["tight_at"]
        return Situation(
            **(
                values
                | {
                    "name": values["name"] or "",
                    "cutoff": 1440 if cutoff is None else cutoff,
                    "tight_at": 90 if tight is None else tight,
                    "first_day": self._day("first_day"),
                    "last_day": self._day("last_day"),
                }
            ),
            **self.kept_from_standing(),
        )

    def _day(self, name: str) -> Any:
        edit = cast(DayEdit, self.fields[name].editor)
        return edit.day() if edit.text().strip() else None

    def own_problems(self) -> Iterator[Problem]:
        """What cannot be read, and what is wrong with a sector."""
        if self.fields["cutoff"].value() is None:
            yield Problem("not_a_day_end", "cutoff", values={"value": self.fields["cutoff"].input().text()})
        yield from self.time_problems("first_day", "last_day", to_the_hour=False)
        seen: set[str] = set()
        for i, (_, sector) in enumerate(self.sectors.value()):
            # Its situation is this one, which may not have an id yet.
            for problem in rules.problems_of(replace(sector, situation=""), self.now()):
                yield replace(problem, field=f"sectors[{i}].{problem.field}")
            name = sector.name.casefold()
            if name and name in seen:
                yield Problem("name_taken", f"sectors[{i}].name", values={"name": sector.name})
            seen.add(name)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong with a sector stands under the sectors, with an edge around its cell."""
        found = list(problems)
        for row in self.sectors.lines:
            row.mark(None)
        super().show_problems(found)
        for problem in found:
            at = ROW.fullmatch(problem.field or "")
            if at:
                self.sectors.row_of(int(at[1])).mark(at[2])

    def ask_to_save(self, draft: Situation) -> None:  # type: ignore[override]
        """All is in order."""
        self.save_requested.emit(draft, self.sectors.value(), self.correcting)

    # A situation that is there already

    def correct_situation(
        self, situation_id: str, revision: str, draft: Situation, sectors: Sequence[tuple[str, Sector]]
    ) -> None:
        """Show a situation with its sectors."""
        if not self.is_untouched():
            self.correct(situation_id, revision, draft)  # says what to do first
            return
        self.set_zone(draft.time_zone, 1440)
        self.correct(situation_id, revision, draft)
        self._restoring = True
        self.sectors.show_sectors(list(sectors))
        self._restoring = False
        self.take_as_plain()
        self.look_again()

    def show_values(self, values: dict[str, Any]) -> None:
        """The hour, the days and the length as people write them."""
        plain = {n: v for n, v in values.items() if n not in ("cutoff", "first_day", "last_day", "border_km")}
        super().show_values(plain)
        if "cutoff" in values:
            hours, minutes = divmod(values["cutoff"], 60)
            self.fields["cutoff"].input().set_text(f"{hours:02}:{minutes:02}")
        for name in ("first_day", "last_day"):
            if name in values:
                cast(DayEdit, self.fields[name].editor).set_day(values[name])
        if "border_km" in values:
            km = values["border_km"]
            self.fields["border_km"].input().set_text("" if km is None else f"{km:g}")

    def keep(self) -> dict[str, Any]:
        """What is typed; with it the sectors as they stood, for what no row shows."""
        held = super().keep()
        if held and self.correcting:
            held["standing_sectors"] = [
                [row.sector_id, codec.encode(row.standing)] for row in self.sectors.lines if row.sector_id
            ]
        return held

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept."""
        standing = [
            (id_, cast(Sector, codec.decode("sector", text)))
            for id_, text in kept.get("standing_sectors", [])
        ]
        if standing:
            self.sectors.show_sectors(standing)
        super().restore(kept)

    def clear(self) -> None:
        """Empty the form for a new situation."""
        super().clear()
        self._fill_plain()

    def look_again(self) -> None:
        """Say how far the sectors' own lengths reach along the border."""
        field = self.fields["sectors"]
        if field.editor.property("state") != "error":
            field.say(self._lengths_said())
        self.offer_discard()

    def _lengths_said(self) -> str:
        lengths = [s.length_km for _, s in self.sectors.value() if isinstance(s.length_km, float | int)]
        border = self.fields["border_km"].value()
        if not lengths:
            return ""
        said = locale().toString(round(sum(lengths), 1))
        if isinstance(border, float):
            return self.tr(
                "The sectors' own lengths come to {km} km; the border's is given as {border} km."
            ).format(km=said, border=locale().toString(border))
        return self.tr("The sectors' own lengths come to {km} km.").format(km=said)
