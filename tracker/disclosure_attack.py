"""An attack on figures for publication: how few values linear programming leaves to a hidden one.

The unknowns are the atoms, whole numbers from 0; each figure bounds a sum of them. Bounds only ever get wider while
more is hidden, so that a table of counts found to be possible once stays possible: each solution is looked at for all
figures at once, and most of them need no run of the solver of their own.
"""

from collections.abc import Mapping, Sequence
from math import ceil, floor, nan
from random import Random
from typing import Any

from tracker.disclosure import OPEN, OPEN_HIDDEN, Key, Masked

BEYOND = (
    100  # persons more than there are that an atom may be taken to have: enough for any range that is asked
)
NEAR = 1e-6
TRIES = 5
DUAL, PRIMAL = 1, 4  # HiGHS' numbers


class Attack:
    """The figures as a linear program. Make it once, ask `bounds` of each figure, `relax` those changed later.

    The attacker knows of every shown figure all but its offset. Besides he knows either (`of_sizes`) which figures are
    hidden for being small, or the two largest records of each atom that is a figure.
    """

    def __init__(
        self,
        counts: Mapping[Key, int],
        masked: Sequence[Masked],
        equal: Sequence[tuple[Sequence[Key], Sequence[Key]]],
        of_sizes: bool,
    ) -> None:
        import highspy  # brings numpy
        from highspy._core import _Highs  # highspy.Highs would print a line when it is made

        self._masked, self._of_sizes = masked, of_sizes
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
        self._solver.setOptionValue("mip_max_nodes", 1000)
        # Only costs change from run to run: the last corner is where to begin.
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        known = (
            {}
            if of_sizes
            else {m.figure.atoms[0]: m.figure.largest for m in masked if len(m.figure.atoms) == 1}
        )
        for atom in atoms:
            self._solver.addCol(
                0.0, float(known.get(atom, 0)), float(counts.get(atom, 0) + BEYOND), 0, [], []
            )
        for m, members in zip(masked, self._members, strict=True):
            low, high = self._range(m)
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
        """None where figure `i` can have as many values as it must; else the figures that keep it from them."""
        if self._open(i) or all(m.withheld for m in self._masked):
            return None
        top, giving_away = self._extreme(i, self._most)
        if self._open(i):
            return None
        bottom, below = self._extreme(i, self._least)
        if self._open(i):
            return None
        if top - bottom >= self._asked(i) - 1:  # so far as fractions go: the whole numbers decide
            for far, sense in ((top, self._most), (bottom, self._least)):
                self._look_for_whole(i, far)
                if not self._open(i):
                    self._extreme(i, sense, whole=True)
                if self._open(i):
                    return None
        # Where only that numbers are whole keeps it narrow, any figure of the same people does.
        near = set(self._members[i])
        return (
            giving_away
            or below
            or [j for j, m in enumerate(self._masked) if not m.withheld and near & set(self._members[j])]
            or [j for j, m in enumerate(self._masked) if not m.withheld]
        )

    def _look_for_whole(self, i: int, far: float) -> None:
        """Look for whole counts with figure `i` at its end `far`: at corners by chance, cheaper than by branching."""
        solver, chance = self._solver, Random(i)
        end = floor(far + NEAR) if far >= self._masked[i].count else ceil(far - NEAR)
        end = min(max(end, self._lowest[i] - OPEN_HIDDEN), self._highest[i] + OPEN_HIDDEN)
        solver.changeRowBounds(i, float(end), float(end))
        solver.changeObjectiveSense(self._least)
        for _ in range(TRIES):
            for c in range(self._columns):
                solver.changeColCost(c, float(chance.randrange(1, 100)))
            if self._run() and self._take_in(list(solver.getSolution().col_value)):
                break
        for c in range(self._columns):
            solver.changeColCost(c, 0.0)
        self.relax(i)

    def _run(self) -> bool:
        """Solve; from scratch and by the other method where the solver loses its way."""
        self._solver.run()
        if self._solver.getModelStatus() == self._solved:
            return True
        self._solver.clearSolver()
        self._solver.setOptionValue("simplex_strategy", DUAL)
        self._solver.run()
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        return bool(self._solver.getModelStatus() == self._solved)

    def relax(self, i: int) -> None:
        """Take note that less is published of figure `i`."""
        self._solver.changeRowBounds(i, *self._range(self._masked[i]))

    def _open(self, i: int) -> bool:
        return self._highest[i] - self._lowest[i] >= self._asked(i) - 1

    def _asked(self, i: int) -> int:
        return OPEN_HIDDEN if self._masked[i].withheld else OPEN

    def _extreme(self, i: int, sense: Any, whole: bool = False) -> tuple[float, list[int]]:
        """The greatest or the least count of figure `i`, and the figures that it is held by."""
        solver, members = self._solver, self._members[i]
        for c in members:
            solver.changeColCost(c, 1.0)
        solver.changeObjectiveSense(sense)
        if whole:
            self._integrality(self._whole)
        solved = self._run()
        solution = solver.getSolution()
        values, duals = list(solution.col_value), list(solution.row_dual)
        value = sum(values[c] for c in members)
        for c in members:
            solver.changeColCost(c, 0.0)
        if whole:
            self._integrality(self._real)
            duals = []
        if not solved:  # no answer is no proof: as if nothing were left open
            return nan, []
        self._take_in(values)
        binding = [j for j, m in enumerate(self._masked) if duals and not m.withheld and abs(duals[j]) > NEAR]
        return value, binding

    def _take_in(self, values: list[float]) -> bool:
        """Widen what is known to be possible of each figure by one table of counts, if it is one of whole counts."""
        whole = [round(v) for v in values]
        if any(abs(v - n) > NEAR for v, n in zip(values, whole, strict=True)):
            return False
        for j, members in enumerate(self._members):
            count = sum([whole[c] for c in members])
            if count < self._lowest[j]:
                self._lowest[j] = count
            elif count > self._highest[j]:
                self._highest[j] = count
        return True

    def _integrality(self, kind: Any) -> None:
        for c in range(self._columns):
            self._solver.changeColIntegrality(c, kind)

    def _range(self, masked: Masked) -> tuple[float, float]:
        low, high = masked.known
        if high is None or (masked.withheld and not self._of_sizes):
            return 0.0, float("inf")
        return float(max(0, low)), float(high)
