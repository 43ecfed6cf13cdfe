"""The first start: whose store this is and what it is about. One page, one save."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QPushButton, QWidget

from tracker import rules
from tracker.drafts import Sector, Situation, Station
from tracker.errors import Problem
from ui.forms.fields import NoteEdit, TextEdit
from ui.forms.form import Form

MIDNIGHT = 1440


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a new store begins with."""

    station: str
    author: str
    situation: Situation
    sectors: list[str] = field(default_factory=list)


class ZoneEdit(QComboBox):
    """A time zone by its IANA name, typed or chosen; a town is enough where only one zone has it."""

    edited = Signal()

    def __init__(self, chosen: str) -> None:
        super().__init__()
        from zoneinfo import available_timezones  # reads a few hundred files: only here

        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(14)
        self.addItems(sorted(name for name in available_timezones() if "/" in name or name == "UTC"))
        # A list, and nothing written behind what is typed: found within a name, "vil" would go on as Brazzaville.
        self.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer().setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCurrentText(chosen)
        self.editTextChanged.connect(self.edited)
        line = self.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._write_out)

    def value(self) -> str:
        """The name that is meant; what was typed where it is none, or may be several."""
        typed = self.currentText().strip()
        wanted = typed.replace(" ", "_").casefold()
        names = [self.itemText(i) for i in range(self.count())]
        for means in (
            lambda name: name == wanted,
            lambda name: name.endswith(f"/{wanted}"),
            lambda name: name.rpartition("/")[2].startswith(wanted),
        ):
            found = [name for name in names if means(name.casefold())]
            if found:
                return found[0] if wanted and len(found) == 1 else typed
        return typed

    def text(self) -> str:
        """The name as typed."""
        return self.currentText()

    def set_text(self, text: str) -> None:
        """Put a name in place of what stands there."""
        self.setCurrentText(text)

    def _write_out(self) -> None:
        if self.value() != self.currentText():
            self.setCurrentText(self.value())


class CutoffEdit(TextEdit):
    """The hour at which a reporting day ends: 24:00, 8, 08:00."""

    def value(self) -> int | None:
        """The minute of the day; None if it cannot be read."""
        found = re.fullmatch(r"\s*([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s*", self.text())
        if found is None:
            return MIDNIGHT if not self.text().strip() else None
        minutes = int(found[1]) * 60 + int(found[2] or 0)
        if int(found[2] or 0) > 59 or minutes > MIDNIGHT:
            return None
        return minutes or MIDNIGHT


class SetupForm(Form):
    """Asks for the station, the person, the situation and its sectors."""

    save_requested = Signal(object)  # SetUp
    demo_requested = Signal()
    other_store_requested = Signal()

    def __init__(self, author: str, zone: str, where: str, parent: QWidget | None = None) -> None:
        """`zone` is the laptop's own, offered first; `where` is the path of the store that will be made."""
        super().__init__("setup_form", "", "", parent)
        self.title.setText(self.tr("Set up this station"))
        self.title.setProperty("role", "heading")
        self.setAccessibleName(self.tr("Set up this station"))
        self.save_button.setText(self.tr("Create the store"))
        self.save_button.setAccessibleName(self.tr("Create the store"))
        self.close_button.hide()
        self.say(self.tr("The records are kept on this laptop alone, in {path}").format(path=where))
        self.kept_note = QLabel()  # beside the title: it comes and goes, and nothing moves
        self.kept_note.setObjectName("setup_kept")
        self.kept_note.setProperty("role", "small")
        self.head.addWidget(self.kept_note)
        warning = QLabel(
            self.tr(
                "◆ Not yet for real records. In this version the store is not encrypted: whoever finds the laptop "
                "can read it. Use invented records, published figures, or the demo."
            )
        )
        warning.setObjectName("setup_warning")
        warning.setTextFormat(Qt.TextFormat.PlainText)
        warning.setWordWrap(True)
        warning.setProperty("state", "tight")
        self.rows.addWidget(warning)
        station = self.add("station", self.tr("Station"), TextEdit(), self.tr("Padvarionys"), place=False)
        person = self.add("author", self.tr("Who records, as the log will name it"), TextEdit(), place=False)
        self.add_row(station, person)
        self.add("name", self.tr("Situation"), TextEdit(), self.tr("Lithuania – Belarus 2021"))
        zone_field = self.add("time_zone", self.tr("Time zone of the station"), ZoneEdit(zone), place=False)
        cutoff = self.add("cutoff", self.tr("The reporting day ends at"), CutoffEdit(), "24:00", place=False)
        self.add_row(zone_field, cutoff, stretch=(2, 1))
        self.add("sectors", self.tr("Sectors of the border, one a line"), NoteEdit(lines=5))
        self.fields["author"].input().set_text(author)
        self.fields["cutoff"].say(self.tr("24:00 is midnight; 08:00: day D runs from 08:00 the day before."))
        self.buttons.setSpacing(8)
        for place, name, words, signal in (
            (0, "setup_demo", self.tr("Look at the demo"), self.demo_requested),
            (1, "setup_other", self.tr("Open another store …"), self.other_store_requested),
        ):
            button = QPushButton(words)
            button.setObjectName(name)
            button.setAccessibleName(words)
            button.clicked.connect(signal)
            self.buttons.insertWidget(place, button)
        self._plain = super().keep()

    def keep(self) -> dict[str, Any]:
        """What is typed; nothing where all is as it was offered."""
        held = super().keep()
        return {} if held == self._plain else held

    def show_kept(self, at: datetime) -> None:
        """What is typed is on the disk."""
        kept = self.tr("draft kept {time}").format(time=f"{at:%H:%M:%S}")
        self.kept_note.setText(kept if self.keep() else "")

    def draft(self) -> Situation:
        """The situation."""
        cutoff = self.fields["cutoff"].value()
        return Situation(
            name=self.fields["name"].value() or "",
            time_zone=self.fields["time_zone"].value(),
            cutoff=MIDNIGHT if cutoff is None else cutoff,
        )

    def own_problems(self) -> Iterator[Problem]:
        """What the situation's own rules do not see."""
        for name in ("station", "author"):
            for problem in rules.problems_of(Station(name=self.fields[name].value() or ""), self.now()):
                yield replace(problem, field=name)
        if self.fields["cutoff"].value() is None:
            yield Problem("not_a_day_end", "cutoff", values={"value": self.fields["cutoff"].input().text()})
        seen = set()
        for name in self.sectors():
            for problem in rules.problems_of(Sector(situation="", name=name), self.now()):
                if problem.field == "name":
                    yield replace(problem, field="sectors")
            if name.casefold() in seen:
                yield Problem("name_taken", "sectors", values={"name": name})
            seen.add(name.casefold())

    def sectors(self) -> list[str]:
        """The names typed, one a line."""
        lines = self.fields["sectors"].input().text().splitlines()
        return [line.strip() for line in lines if line.strip()]

    def ask_to_save(self, draft: Situation) -> None:
        """All is in order."""
        self.save_requested.emit(
            SetUp(self.fields["station"].value(), self.fields["author"].value(), draft, self.sectors())
        )
