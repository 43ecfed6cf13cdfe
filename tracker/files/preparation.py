"""The rows of a table as records that are not here yet, with the receipt filled in as the rows go by."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from sqlmodel import Session

from tracker import drafts, rules
from tracker.days import zone
from tracker.errors import Problem
from tracker.files.attachments import Attachments
from tracker.files.cells import plain
from tracker.files.conflicts import find_conflicts
from tracker.files.constants import check_constants
from tracker.files.corrections import find_corrected, ids_of, know_by_id
from tracker.files.event_rows import draft_events
from tracker.files.fields import Subject
from tracker.files.habits import find_habits
from tracker.files.incident_rows import IncidentDrafter
from tracker.files.items import Drafter, Item, SetAside, find_standing, origin_of
from tracker.files.likeness import Likeness, find_alike, likeness
from tracker.files.mapping import Bound, Target, untold_measure
from tracker.files.marks import check_unchanged
from tracker.files.names import Names, Place
from tracker.files.place_rows import HeadcountDrafter, draft_capacities, draft_facilities, draft_movements
from tracker.files.published_rows import draft_totals
from tracker.files.reading import Reader
from tracker.files.receipt import Fate, Receipt
from tracker.files.request import Decision, Request
from tracker.files.sums import is_total, names_total
from tracker.files.tables import Cell, Row, Table
from tracker.files.vintages import Vintages
from tracker.ids import new_id
from tracker.situations import SituationLine

_CHUNK = 2_000


class Watch(Protocol):
    """Whoever looks at what becomes of each row."""

    def saw(self, row: Row, fate: Fate, items: list[Item], problems: list[Problem], names: Names) -> None:
        """A row became records (`items`), or nothing for a reason."""


class Preparation:
    """Rows to records, with the receipt filled in as they go by."""

    watch: Watch | None = None

    def __init__(
        self,
        store_path: Path,
        request: Request,
        table: Table,
        bound: Bound,
        situation: SituationLine | drafts.Situation,
    ) -> None:
        self.table, self.bound, self.request = table, bound, request
        self.opens = situation if isinstance(situation, drafts.Situation) else None
        self.place = (
            Place(new_id(), None, situation.time_zone, situation.cutoff)
            if isinstance(situation, drafts.Situation)
            else Place(situation.id, situation.pk, situation.time_zone, situation.cutoff)
        )
        habits = find_habits(table, bound, request.order)
        self.reader = Reader(bound, zone(self.place.time_zone), habits.order, habits.decimal, habits.serial)
        check_constants(self.reader)
        self.of_form = bound.says("submission")
        self.naming = [str(t) for t in bound.places if t.field in ("sector", "facility", "name")]
        self.corrected = find_corrected(self.reader, bound, table.rows())
        self.conflicts = (
            find_conflicts(self.reader, table.rows(), self._counts, bound.not_read)
            if request.subject is Subject.PUBLISHED_TOTALS
            else {}
        )
        self.attachments = Attachments(request.path, store_path, dry_run=request.dry_run)
        self.drafter = _drafter(bound)
        self.now = datetime.now(UTC)
        self.seen: Counter[str] = Counter()  # how often each incident or movement was listed so far
        self.rows: dict[str, int] = {}  # the row that said it first
        self.twins: dict[int, int] = {}  # rows that list one once more, each with that row
        self.from_now = 0
        self.refused_rows: list[tuple[Row, list[Problem]]] = []  # only where they are to be written to a file
        self.like_others: list[int] = []
        self.receipt = Receipt(
            file=request.path.name,
            subject=request.subject.value,
            store=str(store_path),
            situation=situation.name,
            dry_run=request.dry_run,
            columns=_columns(table, bound),
            not_read=bound.not_read,
            notes=[*table.understood, *table.notes],
        )
        self.receipt.assumed += habits.assumed
        if untold := untold_measure(table, bound):
            self.receipt.assumed.append(Problem("rule_assumed", "rule", values={"column": untold}))

    def records(self, session: Session | None) -> Iterator[tuple[str, drafts.Draft]]:
        """The new records of the table, each after those that it refers to."""
        names = self.names = Names(session, self.place, self.request.create_sectors)
        vintages = Vintages(session, self.place.pk)
        if self.opens is not None:
            yield self._made("situation", self.opens.name, self.place.id, self.opens)
        rows = self.table.rows()
        while chunk := list(islice(rows, _CHUNK)):
            drafted = [(row, items) for row in chunk if (items := self._draft(row, names))]
            origins = [self._origins(row, items) for row, items in drafted]
            pairs = [
                p
                for (_, items), own in zip(drafted, origins, strict=True)
                for p in zip(items, own, strict=True)
            ]
            here = find_standing(session, pairs)
            alike = self._find_alike(session, drafted)
            for (row, items), own in zip(drafted, origins, strict=True):
                yield from self._take(row, items, own, here, alike, names, vintages)
        if self.table.mark is not None:  # else the rows may be half of one file and half of another
            check_unchanged(self.table.path, self.table.mark)
        if self.table.unnamed:
            rows_told = sorted(self.table.unnamed)
            said = {"rows": rows_told, "text": self.table.unnamed[rows_told[0]]}
            self.receipt.assumed.append(Problem("cells_without_name", values=said))
        if self.reader.shown_twice:
            self.receipt.assumed.append(Problem("shown_twice", values={"rows": self.reader.shown_twice}))
        regimes = len(names.regime_assumed - names.pending.keys())
        if regimes:
            self.receipt.assumed.append(Problem("regime_assumed", values={"count": regimes}))
        if self.from_now:
            self.receipt.assumed.append(Problem("capacity_from_now", values={"count": self.from_now}))
        if self.like_others:
            self.receipt.assumed.append(Problem("like_others", values={"rows": self.like_others}))
        if missing := self.attachments.missing:
            self.receipt.assumed.append(
                Problem("evidence_not_found", values={"count": len(missing), "names": missing})
            )
        self.superseded = vintages.superseded()
        self.receipt.superseded = sum(self.superseded)
        self.receipt.added -= self.receipt.superseded
        self.receipt.supersedes = vintages.supersedes()
        if self.receipt.came_in:
            yield new_id(), self._kept()

    def _kept(self) -> drafts.ImportReceipt:
        sha256 = self.table.mark.sha256 if self.table.mark else None
        return self.receipt.kept(self.place.id, sha256, self.table.sheet, self.request.profile)

    def _draft(self, row: Row, names: Names) -> list[Item]:
        """What a row becomes; nothing for one that is refused or set aside, which goes into the receipt."""
        self.receipt.read += 1
        if row.problem is not None:
            self._refuse(row, [row.problem])
            return []
        if row.aside is not None and not self._is_whole(row):
            self._put_aside(row, row.aside)
            return []
        if conflict := self.conflicts.get((row.number, row.column)):
            self._refuse(row, [conflict])
            return []
        self.reader.take(row)
        if together := self._named_together():
            self._put_aside(row, Problem("total_by_name", together[0], row.number, {"text": together[1]}))
            return []
        try:
            items = self.drafter(self.reader, names)
        except SetAside as aside:
            self._put_aside(row, aside.problem)
            return []
        problems = list(self.reader.problems)
        if not problems:
            problems = [
                p for item in items if not item.standing for p in rules.problems_of(item.draft, self.now)
            ]
        if problems:
            for item in items:
                if item.record_id is not None:
                    names.forget(item.record_id)
            self._refuse(row, problems)
            return []
        own, earlier = ids_of(self.reader) if self.of_form else (None, [])
        if own is not None:
            if own in self.corrected:
                self._set_aside(row, "corrected_later", items, names, by=self.corrected[own])
                return []
            know_by_id(items, own, earlier, self.place.id)
        return items

    def _named_together(self) -> tuple[str, str] | None:
        """The field and the words by which a row is of several sectors or facilities together."""
        for field in self.naming:
            text = plain(self.reader.cell(field))
            if text is not None and names_total(text):
                return field, text[:80]
        return None

    def _counts(self, row: Row) -> bool:
        return row.problem is None and (row.aside is None or self._is_whole(row))

    def _is_whole(self, row: Row) -> bool:
        """Whether a total is a figure of its own: all nationalities, or all sectors, of what somebody published."""
        if self.request.subject is not Subject.PUBLISHED_TOTALS or row.aside is None:
            return False
        places = self.bound.places.get(Target("nationality"), [])
        named: list[Cell] = [row.cells[at] for at in places if at < len(row.cells)]
        return row.aside.code.startswith("total_row") and is_total(Row(row.number, named))

    def _refuse(self, row: Row, problems: list[Problem]) -> None:
        problems = [_from_column(problem, row) for problem in problems]
        self.receipt.refused.append((row.number, problems))
        self._tell(row, Fate.REFUSED, [], problems)
        if self.request.refused_to is not None:
            self.refused_rows.append((row, problems))

    def _set_aside(self, row: Row, code: str, items: list[Item], names: Names, **values: int) -> None:
        for item in items:
            if item.record_id is not None:
                names.forget(item.record_id)
        self._put_aside(row, Problem(code, row=row.number, values=values))

    def _put_aside(self, row: Row, problem: Problem) -> None:
        told = _from_column(problem, row)
        self.receipt.set_aside.append(told)
        self._tell(row, Fate.SET_ASIDE, [], [told])

    def _tell(self, row: Row, fate: Fate, items: list[Item], problems: list[Problem]) -> None:
        if self.watch is not None:
            self.watch.saw(row, fate, items, problems, self.names)

    def _origins(self, row: Row, items: list[Item]) -> list[str]:
        found = []
        for item in items:
            origin = origin_of(self.place.id, item)
            if self.request.subject in (Subject.INCIDENTS, Subject.MOVEMENTS) and not item.of_form:
                self.seen[origin] += 1
                if self.seen[origin] > 1:
                    self.twins[row.number] = self.rows[origin]
                self.rows.setdefault(origin, row.number)
                origin = origin_of(self.place.id, item, self.seen[origin])
            found.append(origin)
        return found

    def _take(
        self,
        row: Row,
        items: list[Item],
        origins: list[str],
        here: set[str],
        alike: set[Likeness],
        names: Names,
        vintages: Vintages,
    ) -> Iterator[tuple[str, drafts.Draft]]:
        new = [
            (item, origin)
            for item, origin in zip(items, origins, strict=True)
            if not item.standing and origin not in here and not self._is_said(row, origin)
        ]
        if not new:
            self.receipt.unchanged += 1
            if all(self._is_said(row, origin) for origin in origins):
                self.receipt.repeated.append((row.number, self.rows[origins[0]]))
        for origin in origins:  # further down the same figure may be said once more
            self.rows.setdefault(origin, row.number)
        if not new:
            self._tell(row, Fate.UNCHANGED, items, [])
            return
        if any(origin in here for item, _ in new for origin in item.corrects):
            self._set_aside(row, "correction_of_earlier", [item for item, _ in new], names)
            return
        if not self._decide(row, [item for item, _ in new], names):
            return
        self.receipt.added += 1
        if row.number in self.twins:
            self.receipt.alike.append((row.number, self.twins[row.number]))
        for item, origin in new:
            for record_id, wanted in names.needed_by(item.draft):
                yield self._made(wanted.type, getattr(wanted, "name", ""), record_id, wanted)
            item.draft.origin = origin
            if item.files is not None and isinstance(item.draft, drafts.Incident):
                item.draft.evidence = self.attachments.take(item.files)
            if isinstance(item.draft, drafts.PublishedTotal):
                vintages.add(item.draft)
            elif isinstance(item.draft, drafts.Incident) and likeness(item.draft) in alike:
                self.like_others.append(row.number)
            self.from_now += item.from_now
            record_id = item.record_id or new_id()
            names.pending.pop(record_id, None)
            self.receipt.records[item.draft.type] += 1
            yield record_id, item.draft
        self._tell(row, Fate.ADDED, [item for item, _ in new], [])

    def _decide(self, row: Row, items: list[Item], names: Names) -> bool:
        """What a person decided about a row that may be here already; whether it comes in."""
        decided = self.request.decisions.get(row.number)
        if decided is None or decided.what is Decision.TAKE:
            return True
        if decided.what is Decision.LEAVE_OUT:
            self.receipt.unchanged += 1
            self.receipt.left_out.append(row.number)
            for item in items:
                if item.record_id is not None:
                    names.forget(item.record_id)
            self._tell(row, Fate.UNCHANGED, items, [])
            return False
        for item in items:
            if isinstance(item.draft, drafts.Incident):
                item.draft.seen_before, item.draft.seen_persons = decided.record_id, item.draft.persons
        return True

    def _is_said(self, row: Row, origin: str) -> bool:
        """Whether an earlier row of the file says it."""
        return self.rows.get(origin, row.number) != row.number

    def _find_alike(self, session: Session | None, drafted: list[tuple[Row, list[Item]]]) -> set[Likeness]:
        if session is None or self.place.pk is None:
            return set()
        found = [item.draft for _, items in drafted for item in items]
        incidents = [draft for draft in found if isinstance(draft, drafts.Incident)]
        return find_alike(session, self.place.pk, incidents)

    def _made(
        self, record_type: str, name: str, record_id: str, draft: drafts.Draft
    ) -> tuple[str, drafts.Draft]:
        """A record that rows need and that was not here; the receipt says so."""
        self.receipt.records[record_type] += 1
        self.receipt.created.setdefault(record_type, []).append(name or getattr(draft, "reference", ""))
        return record_id, draft


def _from_column(problem: Problem, row: Row) -> Problem:
    """The problem with the column that the row was made from, where columns became rows."""
    if row.column is None:
        return problem
    return Problem(problem.code, problem.field, problem.row, problem.values | {"from_column": row.column})


def _drafter(bound: Bound) -> Drafter:
    match bound.subject:
        case Subject.PUBLISHED_TOTALS:
            return draft_totals
        case Subject.INCIDENTS:
            return IncidentDrafter(bound)
        case Subject.FACILITIES:
            return draft_facilities
        case Subject.HEADCOUNTS:
            return HeadcountDrafter(bound)
        case Subject.MOVEMENTS:
            return draft_movements
        case Subject.CAPACITY_CHANGES:
            return draft_capacities
        case Subject.CONTEXT_EVENTS:
            return draft_events


def _columns(table: Table, bound: Bound) -> dict[str, str]:
    said = {
        str(target): ", else ".join(table.header[at] for at in places)
        for target, places in bound.places.items()
    }
    return said | {
        name: f"“{value}”" if name not in said else f"{said[name]}, else “{value}”"
        for name, value in bound.constants.items()
    }
