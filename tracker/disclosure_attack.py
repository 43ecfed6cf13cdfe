"""An attack on figures for publication: how few values linear programming leaves to a hidden one.

The unknowns are the atoms, whole numbers from 0; each figure bounds a sum of them. Bounds only ever get wider while
more is hidden, so that a table of counts found to be possible once stays possible: each solution is looked at for all
hidden figures at once, and most of them need no run of the solver of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.disclosure import OPEN, Key, Masked

BEYOND = (
    100  # persons more than there are that an atom may be taken to have: enough for any range that is asked
)
NEAR = 1e-6


class Attack:
    """The figures as a linear program. Open it once, ask `bounds` of each hidden figure, `relax` those hidden later."""

    def __init__(
        self,
        counts: Mapping[Key, int],
        masked: Sequence[Masked],
        equal: Sequence[tuple[Sequence[Key], Sequence[Key]]],
    ) -> None:
        import highspy  # brings numpy
        from highspy._core import _Highs  # highspy.Highs would print a line when it is made

        self._masked = masked
        atoms = sorted({a for m in masked for a in m.figure.atoms} | {a for e in equal for s in e for a in s})
        index = {a: i for i, a in enumerate(atoms)}
        self._members = [[index[a] for a in m.figure.atoms] for m in masked]
        self._whole = highspy.HighsVarType.kInteger
        self._real = highspy.HighsVarType.kContinuous
        self._most, self._least = highspy.ObjSense.kMaximize, highspy.ObjSense.kMinimize
        self._solved = highspy.HighsModelStatus.kOptimal
        self._solver: Any = _Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        for atom in atoms:
            self._solver.addCol(0.0, 0.0, float(counts.get(atom, 0) + BEYOND), 0, [], [])
        for m, members in zip(masked, self._members, strict=True):
            low, high = _range(m)
            self._solver.addRow(low, high, len(members), members, [1.0] * len(members))
        for one, other in equal:
            columns = [index[a] for a in one] + [index[a] for a in other]
            signs = [1.0] * len(one) + [-1.0] * len(other)
            self._solver.addRow(0.0, 0.0, len(columns), columns, signs)
        # The least and the greatest count of each figure that is known to be possible: at first what is true.
        self._lowest = [m.count for m in masked]
        self._highest = [m.count for m in masked]
        self._columns = len(atoms)

    def bounds(self, i: int) -> list[int] | None:
        """None where figure `i` can have `OPEN` values or more; else the shown figures that keep it from them."""
        if self._open(i):
            return None
        top, giving_away = self._extreme(i, self._most)
        if self._open(i):
            return None
        bottom, below = self._extreme(i, self._least)
        if self._open(i):
            return None
        if top - bottom >= OPEN - 1:  # so far as fractions go: the whole numbers decide
            self._extreme(i, self._most, whole=True)
            if not self._open(i):
                self._extreme(i, self._least, whole=True)
            if self._open(i):
                return None
        found = giving_away or below
        if (
            not found
        ):  # nothing of the relaxation binds, only that numbers are whole: any shown figure near it
            near = set(self._members[i])
            found = [j for j, m in enumerate(self._masked) if not m.hidden and near & set(self._members[j])]
        return found or [j for j, m in enumerate(self._masked) if not m.hidden]

    def relax(self, i: int) -> None:
        """Take note that less is published of figure `i`."""
        self._solver.changeRowBounds(i, *_range(self._masked[i]))

    def _open(self, i: int) -> bool:
        return self._highest[i] - self._lowest[i] >= OPEN - 1

    def _extreme(self, i: int, sense: Any, whole: bool = False) -> tuple[float, list[int]]:
        """The greatest or the least count of figure `i`, and the shown figures that it is held by."""
        solver, members = self._solver, self._members[i]
        for c in members:
            solver.changeColCost(c, 1.0)
        solver.changeObjectiveSense(sense)
        if whole:
            self._integrality(self._whole)
        solver.run()
        if solver.getModelStatus() != self._solved:
            raise RuntimeError("what is true must be possible")  # the true counts meet every bound
        solution = solver.getSolution()
        values, duals = list(solution.col_value), list(solution.row_dual)
        value = sum(values[c] for c in members)
        for c in members:
            solver.changeColCost(c, 0.0)
        if whole:
            self._integrality(self._real)
            duals = []
        if all(abs(v - round(v)) < NEAR for v in values):
            self._learn([round(v) for v in values])
        binding = [j for j, m in enumerate(self._masked) if duals and not m.hidden and abs(duals[j]) > NEAR]
        return value, binding

    def _learn(self, values: list[int]) -> None:
        """Widen what is known to be possible of each figure by one table of whole counts."""
        for j, members in enumerate(self._members):
            count = sum(values[c] for c in members)
            self._lowest[j] = min(self._lowest[j], count)
            self._highest[j] = max(self._highest[j], count)

    def _integrality(self, kind: Any) -> None:
        for c in range(self._columns):
            self._solver.changeColIntegrality(c, kind)


def _range(masked: Masked) -> tuple[float, float]:
    low, high = masked.known
    return float(max(0, low)), float("inf") if high is None else float(high)
