"""An attacker on published figures, written apart from the program: all that he knows as one mixed-integer program.

He has every export, knows how its tables are built, and knows the rules: how figures are rounded, that a figure's
offset stays the same, that zeros look like fours, that a shown figure is large also without its two largest records.
`Export.added` says what else he knows: exactly by which persons an export differs from the first one, or (None) only
that everybody in the export before is still in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, vstack

Key = tuple[str, ...]
STEPS = (5, 10, 50, 100)  # what figures are rounded to, each by an offset below it
SHOWN_FROM = 10
MOST = 100_000


@dataclass
class Export:
    """Figures as published: key to a value and its base (1: exact), None where hidden; `sums` has their atoms."""

    sums: dict[Key, list[Key]]
    values: dict[Key, int | None]
    bases: dict[Key, int]
    added: Mapping[Key, int] | None = field(default_factory=dict)


class Attacker:
    """Bounds of any figure of any export, from all of them together.

    `equal` are sums known to be equal. Without `secret_offsets` he knows that all figures were rounded down.
    """

    def __init__(
        self,
        exports: Sequence[Export],
        equal: Iterable[tuple[Sequence[Key], Sequence[Key]]] = (),
        secret_offsets: bool = True,
    ) -> None:
        self.exports, self.secret_offsets = exports, secret_offsets
        self.low: list[float] = []
        self.high: list[float] = []
        self.columns: dict[object, int] = {}
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.era = (
            0  # exports of one era have the same unknowns; one that grew by nobody knows what begins the next
        )
        self.eras: list[int] = []
        for export in exports:
            if export.added is None:
                self.era += 1
            self.eras.append(self.era)
            for key, atoms in export.sums.items():
                self._take_in(export, key, atoms)
            for atom, more in (export.added or {}).items():  # nobody is fewer than nobody, in any export
                i = self._atom(atom)
                self.low[i] = max(self.low[i], -more)
            if export.added is None:
                for atom in {a for atoms in export.sums.values() for a in atoms}:
                    self.rows.append(
                        ({self._atom(atom): 1.0, self._atom(atom, self.era - 1): -1.0}, 0, np.inf)
                    )
        for era in range(self.era + 1):
            for one, other in equal:
                row = {self._atom(a, era): 1.0 for a in one} | {self._atom(a, era): -1.0 for a in other}
                self.rows.append((row, 0, 0))
        entries = [(r, c, v) for r, (row, _, _) in enumerate(self.rows) for c, v in row.items()]
        where = ([r for r, _, _ in entries], [c for _, c, _ in entries])
        shape = (len(self.rows), len(self.low))
        self.matrix = coo_array(([v for _, _, v in entries], where), shape=shape).tocsr()
        self.at_least = np.array([low for _, low, _ in self.rows], dtype=float)
        self.at_most = np.array([high for _, _, high in self.rows], dtype=float)

    def _column(self, name: object, most: float) -> int:
        if name not in self.columns:
            self.columns[name] = len(self.low)
            self.low.append(0)
            self.high.append(most)
        return self.columns[name]

    def _atom(self, atom: Key, era: int | None = None) -> int:
        return self._column((self.era if era is None else era, atom), MOST)

    def _take_in(self, export: Export, key: Key, atoms: Sequence[Key]) -> None:
        """What the publication of one figure says."""
        value, base, more = export.values[key], export.bases[key], _more(export, atoms)
        row = {self._atom(a): 1.0 for a in atoms}
        if value is None:
            return
        if base == 1:
            self.rows.append((row, value - more, value - more))
            return
        offsets: dict[int, float] = {}
        before = 1
        for step in STEPS:
            most = step // before - 1 if self.secret_offsets else 0
            offsets[self._column(("offset", key, step), most)] = before
            if step == STEPS[0]:  # without a record that is known to be in it too
                self.rows.append((row | offsets, SHOWN_FROM + max(0, more) - more, np.inf))
            if step == base:
                break
            before = step
        self.rows.append((row | offsets, value - more, value + base - 1 - more))

    def bounds(self, n: int, key: Key, whole: bool = True) -> tuple[int, int]:
        """The least and the greatest count that a figure of the export number `n` can have."""
        atoms, cost = self.exports[n].sums[key], np.zeros(len(self.low))
        for a in atoms:
            cost[self._atom(a, self.eras[n])] += 1
        least, most = (sign * self._solve(sign * cost, whole) for sign in (1, -1))
        more = _more(self.exports[n], atoms)
        return round(least) + more, round(most) + more

    def _solve(self, cost: np.ndarray, whole: bool) -> float:
        """The least cost; where `whole` is false without the knowledge that people are whole, which is faster."""
        found: Any
        if whole:
            found = milp(
                cost,
                constraints=LinearConstraint(self.matrix, self.at_least, self.at_most),
                bounds=Bounds(np.array(self.low), np.array(self.high)),
                integrality=np.ones(len(self.low)),
            )
        else:
            above, below = np.isfinite(self.at_most), np.isfinite(self.at_least)
            found = linprog(
                cost,
                A_ub=vstack([self.matrix[above], -self.matrix[below]]),
                b_ub=np.concatenate([self.at_most[above], -self.at_least[below]]),
                bounds=np.column_stack([self.low, self.high]),
                method="highs",
            )
        assert found.status == 0, found.message  # what is true is possible
        return float(found.fun)

    def narrow(
        self, fewer_than: int = 5, whole: bool = True, every: int = 1
    ) -> dict[tuple[int, Key], tuple[int, int]]:
        """The hidden figures of which fewer values than that are possible: export and key to bounds.

        With `every` above 1 only some of them are attacked.
        """
        found = {}
        hidden = [
            (n, k) for n, e in enumerate(self.exports) for k, value in e.values.items() if value is None
        ]
        for n, key in hidden[::every]:
            low, high = self.bounds(n, key, whole)
            if high - low + 1 < fewer_than:
                found[n, key] = (low, high)
        return found


def _more(export: Export, atoms: Sequence[Key]) -> int:
    return sum(export.added.get(a, 0) for a in atoms) if export.added else 0
