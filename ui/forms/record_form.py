"""A form for one record: begins with what is plain, keeps only what somebody typed, can correct what is there."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from tracker import codec
from tracker.codes import Precision
from tracker.days import zone
from tracker.drafts import Draft
from tracker.errors import Problem
from ui.forms.fields import Field
from ui.forms.form import Form
from ui.forms.moment import MomentEdit

_NOTHING = {"": ""}  # what no form holds


class RecordForm(Form):
    """`correcting` is the id and revision of the record that is being corrected, None where the record is new."""

    record_type = ""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "", "", parent)
        self.correcting: tuple[str, str] | None = None
        self.standing: Draft | None = None  # what is being corrected; it may say more than the form shows
        self._plain: dict[str, Any] = {}  # what the form holds when nobody has typed anything
        self._zone: tzinfo = UTC
        self.kept = QLabel()
        self.kept.setObjectName(f"{name}_kept")
        self.kept.setTextFormat(Qt.TextFormat.PlainText)
        self.kept.setProperty("role", "small")
        self.head.insertWidget(1, self.kept)

    def entitle(self) -> None:
        """Say what the form does: record something new, or correct."""
        raise NotImplementedError

    # Fields

    def add_moment(self, name: str, label: str, hint: str = "", *, place: bool = True) -> Field:
        """A field for a time, typed as people say it."""
        edit = MomentEdit()
        edit.settled.connect(self.look_again)
        return self.add(
            name, label, edit, hint or self.tr("14:00, yesterday 22:10, 3 Aug 14:00"), place=place
        )

    def set_zone(self, time_zone: str, cutoff: int) -> None:
        """The zone that times are typed and shown in."""
        self._zone = zone(time_zone)
        for field in self.fields.values():
            if isinstance(field.editor, MomentEdit):
                field.editor.set_zone(time_zone, cutoff)

    def moment(self, name: str) -> datetime | None:
        """The time in a field, aware; None for nothing and for what is no time."""
        found = self.fields[name].value()
        return found if isinstance(found, datetime) else None

    def time_problems(self, *names: str, to_the_hour: bool = True) -> Iterator[Problem]:
        """Times that cannot be read; and with `to_the_hour` those that leave it open."""
        for name in names:
            editor = self.fields[name].editor
            found = editor.read() if isinstance(editor, MomentEdit) else None
            if found is None or self.fields[name].isHidden():
                continue
            if found.problem is not None:
                yield Problem(found.problem.code, name, values=found.problem.values)
            elif to_the_hour and found.precision not in (Precision.EXACT, Precision.HOUR):
                # What came before it and what after could not be told apart.
                yield Problem("time_of_day_missing", name)

    # What it begins with, and what is kept

    def show_kept(self, at: datetime) -> None:
        """What is typed is on disk."""
        self.kept.setText(self.tr("draft kept {time}").format(time=f"{at.astimezone(self._zone):%H:%M:%S}"))

    def prepare(self, **plain: Any) -> None:
        """Fill in what is plain (a facility, the time now), unless somebody has begun to type."""
        if self.is_untouched():
            if self.correcting:
                self.clear()
            self._fill(plain)
            self.take_as_plain()
            self.look_again()

    def is_untouched(self) -> bool:
        """Whether the form holds nothing that somebody typed."""
        return super().keep() == self._plain

    def take_as_plain(self) -> None:
        """What the form holds now is what it begins with."""
        self._plain = super().keep()

    def keep(self) -> dict[str, Any]:
        """What is typed, and what it corrects; nothing where the form is as it began."""
        if self.is_untouched():
            return {}
        held = super().keep()
        if self.correcting and self.standing:
            held["correcting"] = list(self.correcting)
            held["standing"] = codec.encode(self.standing)
        return held

    def save(self) -> None:
        """Ask for saving. What the form began with is part of what is saved, and comes back if it is refused."""
        plain, self._plain = self._plain, _NOTHING
        super().save()
        if self._plain is _NOTHING:
            self._plain = plain

    def restore(self, kept: dict[str, Any]) -> None:
        """Bring back what was kept."""
        self.correcting = self.standing = None
        if "correcting" in kept and "standing" in kept:
            record_id, revision = kept["correcting"]
            self._take_standing(record_id, revision, codec.decode(self.record_type, kept["standing"]))
        else:
            self.entitle()
        super().restore(kept)

    def clear(self) -> None:
        """Empty the form for a new record."""
        self.kept.clear()
        self.say("")
        super().clear()
        self.take_as_plain()

    # A record that is there already

    def correct(self, record_id: str, revision: str, draft: Draft) -> None:
        """Show a record to be corrected, unless something is half typed here: that is saved or discarded first."""
        if not self.is_untouched():
            if not self.correcting or self.correcting[0] != record_id:
                self.say(self.tr("This is half typed. Save it or discard it, then correct the other one."))
            return
        self.clear()
        self._take_standing(record_id, revision, draft)
        self._fill({name: getattr(draft, name) for name in self.fields if hasattr(draft, name)})
        self.take_as_plain()
        self.look_again()

    def _take_standing(self, record_id: str, revision: str, draft: Draft) -> None:
        self.correcting, self.standing = (record_id, revision), draft
        self.entitle()

    def _fill(self, values: dict[str, Any]) -> None:
        self._restoring = True
        try:
            self.show_values(values)
        finally:
            self._restoring = False

    def show_values(self, values: dict[str, Any]) -> None:
        """Put a draft's values into the fields."""
        for name, value in values.items():
            editor = self.fields[name].editor
            if isinstance(editor, MomentEdit) and not isinstance(value, str):
                editor.set_moment(cast("datetime | None", value))
            else:
                self.fields[name].input().set_text("" if value is None else str(value))
                if isinstance(editor, QLineEdit) and not isinstance(editor, MomentEdit):
                    editor.setCursorPosition(0)  # a long text is read from its beginning

    def kept_from_standing(self) -> dict[str, Any]:
        """What a correction leaves as it is."""
        standing = self.standing
        if standing is None:
            return {}
        return {"illustrative": standing.illustrative, "origin": standing.origin}
