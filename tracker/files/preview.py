"""What an import would do, row by row, before anything is written: each row as it will be, and why it is doubtful.

Nothing here decides: the import itself runs as a trial, and this watches it.
"""

from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker import bulk, drafts
from tracker.days import zone
from tracker.errors import Problem
from tracker.files.fields import Subject
from tracker.files.items import Item
from tracker.files.likeness import Standing
from tracker.files.mapping import Bound
from tracker.files.names import Names
from tracker.files.preparation import Preparation
from tracker.files.receipt import Fate, Receipt
from tracker.files.request import Request
from tracker.files.tables import Cell, Row, Table
from tracker.files.values import remark_of
from tracker.incidents import IncidentLine, find_by_ids
from tracker.nationalities import name_of
from tracker.situations import SituationLine, find_sectors

MOST = 2_000  # rows that are kept
_CHUNK = 500  # incidents whose lines are read at once
_MANY, _TIMES = 200, 10  # persons that are doubtful: so many, and so many times the file's median

_HIDDEN = {"situation", "origin", "void_reason", "illustrative", "seen_persons"}


@dataclass(frozen=True, slots=True)
class Likely:
    """An incident that a row may be about too: its record, and what it says, by field, to stand beside the row's."""

    record_id: str
    words: dict[str, str]


@dataclass(slots=True)
class PreviewRow:
    """One record that a row makes, or the row of which nothing comes.

    `values` are its fields as they will be, in words, `raw` the cells behind them as they stood, by the field's name
    in the file. `problems` say why it is refused or set aside; `doubts` are of one that comes in.
    """

    number: int
    fate: Fate
    values: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    likely: list[Likely] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can answer: what it is about, the answers, and an example of each."""

    code: str  # date_order
    choices: tuple[str, ...]
    examples: tuple[str, ...]
    count: int


@dataclass(slots=True)
class Preview:
    """What an import would do. `rows` are at most so many as asked for, in the file's order: of those that are only
    added or unchanged some are left out first, `more` in all.

    `alike` are all rows, in the file's order, that a person has to decide about: they may be here already, or an
    earlier row of the file says just the same.
    """

    table: Table
    bound: Bound
    receipt: Receipt
    rows: list[PreviewRow]
    more: int
    questions: list[Question]
    alike: list[PreviewRow] = field(default_factory=list)

    def columns(self) -> list[str]:
        """The fields that any row has a value in, in the order of the record's fields."""
        seen: dict[str, None] = {}
        for row in self.rows:
            seen |= dict.fromkeys(row.values)
        return list(seen)


def preview_import(
    session: Session | None,
    request: Request,
    table: Table,
    bound: Bound,
    situation: SituationLine | drafts.Situation,
    store_name: str = "",
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    most: int = MOST,
) -> Preview:
    """Try an import of a table whose mapping is settled; `session` is None for a store that is not there yet.

    Raises bulk.Cancelled, Unreadable where the file cannot be read on, and WrongUse for a value that cannot be.
    """
    trial = replace(request, dry_run=True, refused_to=None)
    preparation = Preparation(Path(store_name), trial, table, bound, situation)
    watch = _Watch(session, preparation, zone(preparation.place.time_zone), most)
    preparation.watch = watch
    for number, _ in enumerate(preparation.records(session), start=1):
        if number % 500 == 0:
            if progress:
                progress(preparation.receipt.read)
            if cancelled():
                raise bulk.Cancelled
    watch.read_like(cancelled)
    rows, more = watch.rows()
    preparation.watch = None  # all that was read is let go of here, and not by whoever collects cycles
    return Preview(table, bound, preparation.receipt, rows, more, watch.questions(), watch.alike)


class _Watch:
    """Sees what becomes of each row, and keeps what a person is to look at."""

    def __init__(self, session: Session | None, preparation: Preparation, clock: ZoneInfo, most: int) -> None:
        self._session, self._preparation, self._clock, self._most = session, preparation, clock, most
        self.alike: list[PreviewRow] = []
        self._ids: list[tuple[PreviewRow, list[str]]] = []  # rows, each with what it is like
        pk = preparation.place.pk
        of_incidents = preparation.bound.subject is Subject.INCIDENTS
        self._standing = Standing(session, pk) if of_incidents and session is not None and pk else None
        self._sectors = (
            {s.pk: s.name for s in find_sectors(session, pk)} if session is not None and pk else {}
        )
        self._persons = array("q")
        self._ambiguous: list[Problem] = []
        self._told: list[tuple[int, PreviewRow]] = []  # with its place: refused, set aside, doubtful
        self._plain: list[tuple[int, PreviewRow]] = []
        self._totals: list[PreviewRow] = []  # published totals in order, of which some may be superseded
        self._fates: Counter[bool] = Counter()
        self._seen = 0

    def saw(self, row: Row, fate: Fate, items: list[Item], problems: list[Problem], names: Names) -> None:
        """What became of a row: records (`items`) or reasons."""
        for problem in problems:
            if problem.code == "ambiguous_date":
                self._ambiguous.append(problem)
        of_row: list[Item | None] = [*items] or [None]
        for item in of_row:
            self._seen += 1
            shown = PreviewRow(row.number, fate, problems=problems)
            if item is not None:
                self._persons_of(item)
                if isinstance(item.draft, drafts.PublishedTotal) and fate is Fate.ADDED:
                    self._totals.append(shown)
            told = bool(problems) or (item is not None and self._look(shown, row, item, names))
            like_here = bool(self._ids) and self._ids[-1][0] is shown
            alike = like_here or any(doubt.code == "doubt_twin" for doubt in shown.doubts)
            kept = self._told if told else self._plain
            if alike or len(kept) < self._most:
                self._fill(shown, row, item, names)
            if alike:
                self.alike.append(shown)
            if len(kept) < self._most:
                kept.append((self._seen, shown))

    def _persons_of(self, item: Item) -> None:
        if isinstance(item.draft, drafts.Incident) and item.draft.persons is not None:
            self._persons.append(item.draft.persons)

    def _look(self, shown: PreviewRow, row: Row, item: Item, names: Names) -> bool:
        """Note what is doubtful about a record that comes in; whether anything is."""
        if shown.fate is not Fate.ADDED:
            return False
        if row.number in self._preparation.twins:
            earlier = self._preparation.twins[row.number]
            shown.doubts.append(Problem("doubt_twin", None, row.number, {"other": earlier}))
        for target, places in self._preparation.bound.places.items():
            if target.field in ("value", "persons", "headcount"):
                for remark in filter(
                    None, (remark_of(row.cells[at]) for at in places if at < len(row.cells))
                ):
                    shown.doubts.append(Problem("doubt_remark", target.field, row.number, {"remark": remark}))
        if item.from_now:
            shown.doubts.append(Problem("doubt_from_now", "from", row.number))
        for name in ("sector", "facility", "from_facility", "to_facility"):
            wanted = names.prepared.get(getattr(item.draft, name, None) or "")
            if wanted is not None:
                called = getattr(wanted, "name", "")
                shown.doubts.append(Problem("doubt_new_name", name, row.number, {"name": called}))
        if isinstance(item.draft, drafts.Incident):
            return self._find_like(shown, item.draft, names) or bool(shown.doubts)
        return bool(shown.doubts)

    def _find_like(self, shown: PreviewRow, draft: drafts.Incident, names: Names) -> bool:
        """Note what is here that is like a draft; whether anything is."""
        if self._standing is None or draft.sector in names.prepared:
            return False  # what is in a sector that is not here yet is like nothing that is
        found = self._standing.like(draft)
        if found:
            self._ids.append((shown, found))
        return bool(found)

    def read_like(self, cancelled: Callable[[], bool]) -> None:
        """Read what is here that rows are like, once for all of them."""
        wanted = list(dict.fromkeys(one for _, found in self._ids for one in found))
        here: dict[str, Likely] = {}
        for start in range(0, len(wanted), _CHUNK):
            if cancelled():
                raise bulk.Cancelled
            assert self._session is not None
            for line in find_by_ids(self._session, wanted[start : start + _CHUNK]):
                here[line.id] = Likely(line.id, self._words_of(line))
        for shown, found in self._ids:
            shown.likely = [here[one] for one in found if one in here]

    def _words_of(self, line: IncidentLine) -> dict[str, str]:
        said = {
            "happened_at": self._said(line.happened_at),
            "sector": self._sectors.get(line.sector_pk or 0, ""),
            "place": line.place or "",
            "kind": self._said(line.kind),
            "persons": self._said(line.persons),
            "status": self._said(line.status),
        }
        return {name: words for name, words in said.items() if words}

    def _fill(self, shown: PreviewRow, row: Row, item: Item | None, names: Names) -> None:
        for target, places in self._preparation.bound.places.items():
            cells = [row.cells[at] for at in places if at < len(row.cells)]
            shown.raw[str(target)] = next((_cell(cell) for cell in cells if cell is not None), "")
        if item is None:
            return
        for f in fields(item.draft):
            value = getattr(item.draft, f.name)
            if f.name in _HIDDEN or value is None or value == []:
                continue
            if f.metadata.get("ref"):
                value = names.name_of(value) or value
            shown.values[f.name] = self._said(value)

    def _said(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return f"{value.astimezone(self._clock):%Y-%m-%d %H:%M}"
        if isinstance(value, bool):
            return "yes" if value else ""
        if isinstance(value, list):
            return ", ".join(self._said(one) for one in value)
        if isinstance(value, drafts.Group | drafts.HeadcountGroup):
            nationality = getattr(value, "nationality", None)
            parts = [
                name_of(nationality) if nationality else "",
                self._said(value.sex),
                self._said(value.age),
            ]
            return f"{' '.join(part for part in parts if part)} {value.count:,}".strip()
        if isinstance(value, drafts.OutcomeCount):
            return f"{self._said(value.outcome)} {value.count:,}"
        if isinstance(value, drafts.NeedCount):
            return f"{self._said(value.need) or value.language} {value.count:,}"
        if isinstance(value, drafts.Evidence | drafts.Referral):
            return getattr(value, "name", None) or self._said(getattr(value, "service", None))
        if isinstance(value, int):
            return f"{value:,}"
        return str(value)

    def rows(self) -> tuple[list[PreviewRow], int]:
        """What is kept, in the file's order, and how many records are not among them."""
        for shown, superseded in zip(self._totals, self._preparation.superseded, strict=True):
            if superseded:
                shown.fate = Fate.SUPERSEDED
        self._note_many()
        room = max(0, self._most - len(self._told))
        chosen = sorted([*self._told, *self._plain[:room]], key=lambda kept: (kept[1].number, kept[0]))
        return [shown for _, shown in chosen], self._seen - len(chosen)

    def _note_many(self) -> None:
        """A number far beyond the file's others may have a digit too many."""
        if len(self._persons) < 5:
            return
        limit = max(_MANY, _TIMES * median(self._persons))
        for _, shown in [*self._told, *self._plain]:
            persons = shown.values.get("persons", "").replace(",", "")
            if shown.fate is Fate.ADDED and persons.isdecimal() and int(persons) > limit:
                shown.doubts.append(Problem("doubt_many", "persons", shown.number, {"value": int(persons)}))

    def questions(self) -> list[Question]:
        """What only a person can answer."""
        if not self._ambiguous:
            return []
        readings = self._ambiguous[0].values["readings"]
        return [Question("date_order", ("dmy", "mdy"), tuple(readings[:2]), len(self._ambiguous))]


def _cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
