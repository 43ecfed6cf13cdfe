"""The disclosure attack: what linear programming makes of published figures, of one export and of several.

ATTACKS=3000 makes that many examples in place of the few of the suite (`make attack`).
"""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.attacker import Attacker, Export, Key
from tracker.disclosure import Figure, protect

EXAMPLES = int(os.environ.get("ATTACKS", "10"))
SPARSELY = 1 if EXAMPLES > 10 else 30  # of how many hidden figures of a large table one is attacked
SIZES = (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 40)  # persons of a record

Record = Mapping[Key, int]  # persons by atom


@dataclass
class Tables:
    """Figures and their atoms; `ends` are the atoms of each linked table, whose sums are equal."""

    sums: dict[Key, list[Key]]
    ends: list[list[Key]]

    @property
    def equal(self) -> list[tuple[list[Key], list[Key]]]:
        return [(self.ends[0], other) for other in self.ends[1:]]


def summed(atoms: Sequence[Key], *margins: Callable[[Key], Key]) -> dict[Key, list[Key]]:
    """Every atom as a figure of its own, and the sums that the margins make of them."""
    sums: dict[Key, list[Key]] = defaultdict(list)
    for atom in atoms:
        for key in (atom, *(margin(atom) for margin in margins)):
            sums[key].append(atom)
    return dict(sums)


def grid(name: str, height: int, width: int) -> Tables:
    atoms = [(name, str(i), str(j)) for i in range(height) for j in range(width)]
    by = (lambda a: (name, a[1], "*"), lambda a: (name, "*", a[2]), lambda a: (name, "*", "*"))
    return Tables(summed(atoms, *by), [atoms])


def row(width: int) -> Tables:
    atoms = [("row", str(i)) for i in range(width)]
    return Tables(summed(atoms, lambda a: ("row", "*")), [atoms])


def tree(branches: list[int]) -> Tables:
    """Days in months in a year, where a month may have one day alone."""
    atoms = [("tree", str(i), str(j)) for i, n in enumerate(branches) for j in range(n)]
    return Tables(summed(atoms, lambda a: ("tree", a[1], "*"), lambda a: ("tree", "*")), [atoms])


def cube(nationalities: int, ages: int) -> Tables:
    """Nationality by sex by age, with the margins that are published of them."""
    atoms = [("c", str(n), s, str(a)) for n in range(nationalities) for s in "fm" for a in range(ages)]
    by = (
        lambda a: ("c", a[1], "*", "*"), lambda a: ("c", "*", a[2], a[3]), lambda a: ("c", "*", a[2], "*"),
        lambda a: ("c", "*", "*", a[3]), lambda a: ("c", "*", "*", "*"),
    )  # fmt: skip
    return Tables(summed(atoms, *by), [atoms])


def linked(width: int) -> Tables:
    """Two tables of the same people."""
    one, other = grid("months", 2, width), grid("people", 3, 2)
    return Tables(one.sums | other.sums, one.ends + other.ends)


small = st.integers(2, 4)
TABLES = st.one_of(
    st.builds(row, st.integers(2, 5)),
    st.builds(partial(grid, "grid"), small, small),
    st.builds(partial(grid, "grid"), st.integers(2, 3), st.integers(4, 8)),
    st.builds(tree, st.lists(st.integers(1, 4), min_size=2, max_size=3)),
    st.builds(cube, st.integers(2, 3), st.integers(2, 3)),
    st.builds(linked, st.integers(2, 3)),
)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Tables, list[list[Record]]]:
    """Tables, and the records behind them at one moment and after each of two changes by one record."""
    tables = draw(TABLES)
    # Skewed: some tables have nearly everybody in few cells.
    crowded = [draw(st.lists(st.sampled_from(end), min_size=1, max_size=len(end))) for end in tables.ends]

    def record() -> Record:
        size = draw(st.sampled_from(SIZES))
        return {draw(st.sampled_from(cells)): size for cells in crowded}

    def anywhere() -> Record:
        size = draw(st.sampled_from(SIZES))
        return {draw(st.sampled_from(end)): size for end in tables.ends}

    records = [record() for _ in range(draw(st.integers(0, 40)))] + [anywhere()]
    moments = [records]
    for _ in range(2):
        before = moments[-1]
        if before and draw(st.booleans()):
            gone = draw(st.integers(0, len(before) - 1))
            moments.append(before[:gone] + before[gone + 1 :])
        else:
            moments.append([*before, anywhere()])
    return tables, moments


def counts_of(records: Sequence[Record]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for record in records:
        counts.update(record)
    return counts


def change(before: Sequence[Record], after: Sequence[Record]) -> dict[Key, int]:
    added = counts_of(after)
    added.subtract(counts_of(before))
    return {atom: n for atom, n in added.items() if n}


def as_the_program_does(tables: Tables, records: Sequence[Record], secret: bytes = b"secret") -> Export:
    figures = []
    for key, atoms in tables.sums.items():
        largest = sorted(sum(record.get(a, 0) for a in atoms) for record in records)[-2:]
        figures.append(Figure(key, tuple(atoms), sum(largest)))
    shown = protect(counts_of(records), figures, secret, tables.equal)
    return Export(tables.sums, {k: s.value for k, s in shown.items()}, {k: s.base for k, s in shown.items()})


def small_ones_hidden_alone(tables: Tables, records: Sequence[Record]) -> Export:
    """Exact figures, 1 to 4 hidden: what many publish."""
    counts = counts_of(records)
    totals = {key: sum(counts[a] for a in atoms) for key, atoms in tables.sums.items()}
    values = {key: None if 0 < total < 5 else total for key, total in totals.items()}
    return Export(tables.sums, values, dict.fromkeys(values, 1))


@given(histories(), st.binary(min_size=8, max_size=8))
@settings(max_examples=EXAMPLES)
def test_no_hidden_figure_can_be_bounded(history: tuple[Tables, list[list[Record]]], secret: bytes) -> None:
    """Of three exports, each with one record more or less than the one before, by somebody who knows which."""
    tables, moments = history
    exports = [as_the_program_does(tables, records, secret) for records in moments]
    for export, records in zip(exports, moments, strict=True):
        export.added = change(moments[0], records)
    assert not Attacker(exports, tables.equal).narrow()


# --- The attacker can win ---


def test_small_ones_hidden_alone_are_found() -> None:
    tables = row(3)
    records = [{("row", "0"): 3}, {("row", "1"): 20}, {("row", "2"): 30}]
    assert Attacker([small_ones_hidden_alone(tables, records)]).narrow() == {(0, ("row", "0")): (3, 3)}


def test_exact_margins_with_another_pattern_are_found() -> None:
    """Each export hides enough by itself; the two together do not."""
    sums = grid("grid", 2, 2).sums
    counts = {("grid", "0", "0"): 3, ("grid", "0", "1"): 30, ("grid", "1", "0"): 40, ("grid", "1", "1"): 50}
    totals = {key: sum(counts[a] for a in atoms) for key, atoms in sums.items()}
    hidden = dict.fromkeys(counts, None)  # all four: nobody can tell one of them
    first = Export(sums, totals | hidden, dict.fromkeys(sums, 1))
    added = {("grid", "1", "1"): 1}
    totals = {key: total + sum(added.get(a, 0) for a in sums[key]) for key, total in totals.items()}
    second = Export(
        sums, totals | {("grid", "0", "0"): None, ("grid", "1", "0"): None}, dict.fromkeys(sums, 1), added
    )
    assert not Attacker([first]).narrow()
    assert (0, ("grid", "0", "0")) in Attacker([first, second]).narrow()


def test_rounding_without_a_secret_is_found() -> None:
    """One more person, and where a figure jumped is known: 14 became 15, and 1 to 4 are left for the other."""
    tables, atom = row(2), ("row", "1")

    def export(count: int, added: dict[Key, int]) -> Export:
        values = {("row", "0"): None, atom: count // 5 * 5, ("row", "*"): (count + 2) // 5 * 5}
        return Export(tables.sums, values, dict.fromkeys(values, 5), added)

    exports = [export(14, {}), export(15, {atom: 1})]
    assert not Attacker(exports[:1], secret_offsets=False).narrow()
    assert Attacker(exports, secret_offsets=False).narrow() == {
        (0, ("row", "0")): (1, 4),
        (1, ("row", "0")): (1, 4),
    }
    assert not Attacker(exports).narrow()


# --- Real figures ---


def rows_of(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent.parent / "data" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def crossed(counts: Mapping[Key, int]) -> Tables:
    """A table of two dimensions of what was counted."""
    heights, widths = (sorted({key[i] for key in counts}) for i in (0, 1))
    atoms = [(h, w) for h in heights for w in widths]
    by = (lambda a: (a[0], "*"), lambda a: ("*", a[1]), lambda a: ("*", "*"))
    return Tables(summed(atoms, *by), [atoms])


def frontex(year: str) -> dict[Key, int]:
    return {
        (r["month"], r["nationality"]): int(r["detections"])
        for r in rows_of("frontex-eastern-borders-monthly.csv")
        if year in r["month"] and int(r["detections"]) > 0
    }


def reception() -> dict[Key, int]:
    """People by region and kind of place, at the last report that has all kinds."""
    rows = rows_of("italy-reception-by-region.csv")
    last = max(r["Data_Report"] for r in rows)
    kinds = [name for name in rows[0] if name.startswith("Migranti presenti")]
    return {
        (r["Regione"], kind): int(float(r[kind]))
        for r in rows
        if r["Data_Report"] == last
        for kind in kinds
        if r[kind]
    }


@pytest.mark.parametrize("counts", [frontex("2020"), reception()], ids=["frontex", "reception"])
def test_real_figures_stand_the_attack(counts: Mapping[Key, int]) -> None:
    tables = crossed(counts)
    records = [{key: n} for key, n in counts.items() for n in parts(n)]
    before = as_the_program_does(tables, records)
    atom = min(counts, key=lambda key: (counts[key], key))
    after = as_the_program_does(tables, [*records, {atom: 1}])
    after.added = {atom: 1}
    assert not Attacker([before, after]).narrow(whole=False, every=SPARSELY)


def test_real_figures_with_small_ones_hidden_alone_do_not() -> None:
    counts = frontex("2020")
    bare = small_ones_hidden_alone(crossed(counts), [counts])
    assert Attacker([bare]).narrow(whole=False, every=3)


def parts(count: int) -> list[int]:
    """A count as records of up to twelve persons."""
    return [12] * (count // 12) + [count % 12] * bool(count % 12)
