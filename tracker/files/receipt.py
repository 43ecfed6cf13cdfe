"""What became of each row of an import. The classes sum to the rows read:

    added        new here, and it counts
    superseded   new here and kept, but a later report on the same figure, in the file or in the store, counts instead
    unchanged    here already, said in the same words; or said before in the file, whose row is named
    set aside    understood, and saying nothing: a day after its own report, an empty value
    refused      not understood, or against a rule

An incident or a movement that a file lists twice comes in twice, since two may be alike; the receipt names the rows.
A row with several numbers (one a kind of place) is added if any of them is new, and refused as a whole.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from tracker import drafts, rules
from tracker.errors import Problem
from tracker.messages import sentence, words


class Fate(StrEnum):
    """What became of a row."""

    ADDED = "added"
    SUPERSEDED = "superseded"
    UNCHANGED = "unchanged"
    SET_ASIDE = "set_aside"
    REFUSED = "refused"


_MEANING = {
    "superseded": "kept; a later report on the same figure counts",
    "set_aside": "understood, and saying nothing",
}


@dataclass(slots=True)
class Receipt:
    """The receipt of one import. `records` are the new ones by type; `created` names what rows needed and was not here.

    `supersedes` are figures that counted in the store before and no longer do; `assumed` what was taken for granted.
    `repeated` are unchanged rows, `alike` added ones, each with the earlier row of the file that says the same.
    `left_out` are unchanged ones of which a person said that they are here already.
    `withheld` says that nothing was written since not all rows were good; `refused_to` where the refused ones were
    written to; `before` when (aware), and by whom, a file of the very same bytes came in.
    """

    file: str
    subject: str
    store: str
    situation: str
    dry_run: bool = False
    read: int = 0
    added: int = 0
    superseded: int = 0
    unchanged: int = 0
    supersedes: int = 0
    left_out: list[int] = field(default_factory=list)
    repeated: list[tuple[int, int]] = field(default_factory=list)
    alike: list[tuple[int, int]] = field(default_factory=list)
    set_aside: list[Problem] = field(default_factory=list)
    refused: list[tuple[int, list[Problem]]] = field(default_factory=list)
    records: Counter[str] = field(default_factory=Counter)
    created: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    not_read: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    assumed: list[Problem] = field(default_factory=list)
    new_store: bool = False
    action: str | None = None
    withheld: bool = False
    refused_to: str | None = None
    before: tuple[datetime, str] | None = None

    def counts(self) -> dict[str, int]:
        """Rows by class, and `read`, which they sum to."""
        return {
            "read": self.read,
            "added": self.added,
            "superseded": self.superseded,
            "unchanged": self.unchanged,
            "set_aside": len(self.set_aside),
            "refused": len(self.refused),
        }

    def withhold(self) -> None:
        """Nothing of it was written, since a row was refused: what would have come in did not."""
        self.withheld = True
        self.records.clear()
        self.created.clear()

    @property
    def came_in(self) -> bool:
        """Whether anything was recorded."""
        return self.records.total() > 0

    def kept(
        self, situation: str, sha256: str | None, sheet: str | None = None, profile: str | None = None
    ) -> drafts.ImportReceipt:
        """The receipt as a record of a situation, beside those that came in."""
        return drafts.ImportReceipt(
            situation=situation,
            file=self.file,
            sha256=sha256,
            sheet=sheet,
            subject=self.subject,
            profile=profile,
            read=self.read,
            added=self.added,
            superseded=self.superseded,
            unchanged=self.unchanged,
            set_aside=len(self.set_aside),
            refused=len(self.refused),
            details=self.reasons(rules.LONGEST_TEXT),
        )

    def reasons(self, most: int) -> str | None:
        """Why rows were set aside or refused, as JSON of at most so many characters; None where none was.

        The first ones where there are more, and then how many are `left_out`.
        """
        rows = [
            *({"row": row, "refused": [sentence(p) for p in problems]} for row, problems in self.refused),
            *({"row": p.row, "set_aside": sentence(p)} for p in self.set_aside),
        ]
        if not rows:
            return None
        kept: list[str] = []
        room = most - 60
        for row in rows:
            text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
            room -= len(text) + 1
            if room < 0:
                break
            kept.append(text)
        return f'{{"rows":[{",".join(kept)}],"left_out":{len(rows) - len(kept)}}}'

    def as_json(self) -> dict[str, Any]:
        """For `--json`: the counts, each refused and each set-aside row with its reason, and what was recorded."""
        return {
            "file": self.file,
            "as": self.subject,
            "store": self.store,
            "situation": self.situation,
            "dry_run": self.dry_run,
            **self.counts(),
            "refused_rows": [
                _row(row, problem) for row, problems in self.refused for problem in problems[:1]
            ],
            "set_aside_rows": [_row(problem.row, problem) for problem in self.set_aside],
            "repeated_rows": [{"row": row, "repeats": earlier} for row, earlier in self.repeated],
            "left_out_rows": self.left_out,
            "alike_rows": [{"row": row, "like": earlier} for row, earlier in self.alike],
            "withheld": self.withheld,
            "refused_to": self.refused_to,
            "imported_before": self.before[0].isoformat() if self.before else None,
            "supersedes": self.supersedes,
            "records": dict(self.records),
            "created": self.created,
            "columns": self.columns,
            "columns_not_read": self.not_read,
            "notes": [sentence(note) for note in [*self.notes, *self.assumed]],
            "action": self.action,
        }

    def lines(self) -> list[str]:
        """For a person: what was read from where, the counts, and every row that was not taken with its reason."""
        lines = [f"{self.file} → {self.store}, situation “{self.situation}”", *self._mapping(), ""]
        for name, count in self.counts().items():
            meaning = self._meaning(name) if count else ""
            lines.append(f"  {name.replace('_', ' '):<11}{count:>11,}   {meaning}".rstrip())
        lines += ["", *self._what_came_in()]
        lines += self._said_twice()
        lines += self._set_aside_lines()
        if self.refused:
            lines += ["", "Refused, everything else came in:" if self.came_in else "Refused:"]
            if self.refused_to:
                lines.append(f"  (in {self.refused_to} too, to be corrected there and imported again)")
            for row, problems in self.refused:
                lines.append(
                    f"  {words(Problem(problems[0].code, problems[0].field, row, problems[0].values))}"
                )
                lines += [f"    {words(Problem(p.code, p.field, None, p.values))}" for p in problems[1:]]
        return lines

    def _meaning(self, name: str) -> str:
        if name != "unchanged":
            return _MEANING.get(name, "")
        if not self.repeated:
            return "here already"
        if len(self.repeated) == self.unchanged:
            return "said before in this file"
        return f"here already; {len(self.repeated):,} of them said before in this file"

    def _said_twice(self) -> list[str]:
        lines = []
        if self.left_out:
            head = "Unchanged, since somebody said that they are here already:"
            lines += ["", head, f"  rows {spans(self.left_out)}"]
        if self.repeated:
            head = "Unchanged, since they say nothing that an earlier row of the file does not:"
            lines += ["", head, f"  {_pairs(self.repeated)}"]
        if self.alike:
            head = "Added, though an earlier row of the file says just the same; void what was listed twice:"
            lines += ["", head, f"  {_pairs(self.alike)}"]
        return lines

    def _mapping(self) -> list[str]:
        width = max(map(len, self.columns), default=0)
        lines = [f"  {self.subject.replace('-', ' ')}"]
        lines += [f"    {name:<{width}}  {column}" for name, column in self.columns.items()]
        if self.not_read:
            lines.append(f"  columns not read: {', '.join(self.not_read)}")
        return lines + [f"  {sentence(note)}" for note in [*self.notes, *self.assumed]]

    def _what_came_in(self) -> list[str]:
        if self.dry_run:
            head = "Nothing was written: this was a trial."
        elif self.withheld:
            return [
                "Nothing was written, since not every row is good: correct them, or leave out --all-or-nothing."
            ]
        elif not self.came_in:
            return [
                *self._said_before(),
                f"Nothing came in; {'no store was made' if self.new_store else 'the store is as it was'}.",
            ]
        else:
            head = "Recorded as one action, which undo takes back as a whole."
        made = ", ".join(f"{n:,} {_plural(name, n)}" for name, n in self.records.items())
        lines = [head, f"  {made}"] if made else [head]
        for name, names in self.created.items():
            lines.append(f"  new: {len(names):,} {_plural(name, len(names))}: {_some(names)}")
        if self.supersedes:
            lines.append(
                f"  figures in the store that no longer count, since a later report came: {self.supersedes:,}"
            )
        return lines

    def _said_before(self) -> list[str]:
        if self.before is None:
            return []
        at, author = self.before
        return [f"This very file was imported before, on {at:%Y-%m-%d %H:%M} (UTC{at:%z}) by {author}."]

    def _set_aside_lines(self) -> list[str]:
        lines = []
        in_order = sorted(self.set_aside, key=lambda p: (p.code, p.row or 0))
        for found in (list(same) for _, same in groupby(in_order, lambda p: p.code)):
            if len(found) == 1:
                lines += ["", "Set aside:", f"  {words(found[0])}"]
                continue
            lines += ["", f"Set aside, {len(found):,} rows; the first of them:", f"  {words(found[0])}"]
            lines.append(f"  The others: rows {spans([p.row or 0 for p in found[1:]])}")
        return lines


def _row(row: int | None, problem: Problem) -> dict[str, Any]:
    return {"row": row, "field": problem.field, "code": problem.code, "reason": sentence(problem)}


def _plural(record_type: str, count: int) -> str:
    name = record_type.replace("_", " ")
    if count == 1:
        return name
    return name[:-1] + "ies" if name.endswith(("ity", "rty")) else name + "s"


def _some(names: list[str], most: int = 8) -> str:
    return "; ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def _pairs(rows: list[tuple[int, int]], most: int = 7) -> str:
    """Rows, each with the one that it is like: row 4 as row 2 and 40 more."""
    said = ", ".join(f"row {row} as row {earlier}" for row, earlier in rows[:most])
    return said + (f" and {len(rows) - most:,} more" if len(rows) > most else "")


def spans(numbers: list[int], most: int = 12) -> str:
    """Row numbers as spans: 3, 5–9, 12 and 40 more."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):  # columns that became rows have one number
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    shown = [str(a) if a == b else f"{a}–{b}" for a, b in found[:most]]
    left = sum(b - a + 1 for a, b in found[most:])
    return ", ".join(shown) + (f" and {left:,} more" if left else "")
