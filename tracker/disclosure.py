"""Figures for publication: which are shown, how they are rounded, and which are hidden, so that nobody is singled out.

Pure functions on numbers. What is counted is a set of *atoms*, the finest cells; a *figure* is a sum of atoms that is
to be published: a cell, a margin, a total. Tables are linked by the atoms that their figures share, and by `equal`.

1. Each figure has a secret offset of its own, 0 to 4, that depends on its key alone and stays the same for ever. What
   is published depends on count + offset only: the multiple of 5 at or below it. So a published figure leaves nine
   counts open, and five to somebody who learned from many publications just when it jumped. Nothing is exact.
2. A figure is hidden unless its multiple stays at 10 or more whichever two records are taken away (a dominance rule,
   as for magnitude tables): nothing under 6 is ever shown, zeros look like fours, and whoever knows of one record, or
   sees one come or go, is not told what is left without it.
3. `hide_more` then attacks all figures with linear programming (HiGHS), knowing more than any reader does: that each
   count is one of five, and either which ones are small or the two largest records of each cell. Where a figure could
   be bounded to fewer than five values (a hidden one: ten), the figure that gives it away and costs least is rounded
   to 10, 50, 100, or hidden as well, until the attack fails. With nothing shown it fails always, so that this ends.

The threat model, what is guaranteed and what is not: docs/disclosure.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

Key = tuple[str, ...]
Progress = Callable[
    [int, int], None
]  # how many figures are attacked, of how many; what it raises stops the work

LEAST_SHOWN = 10
OPEN = 5  # values that a figure must be able to have
OPEN_HIDDEN = (
    LEAST_SHOWN  # and a hidden one, 0 to 9: what two publications choose apart may cost some of them
)
BASES = (5, 10, 50, 100)  # each a multiple of the one before: rounding to it says nothing new


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum of atoms that is to be published. By its key it is known again in a later publication.

    `largest` are the persons that the two records with most of them add to it.
    """

    key: Key
    atoms: tuple[Key, ...]
    largest: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What is published of a figure: a multiple of `base`, or None where it is hidden."""

    value: int | None
    base: int = BASES[0]

    @property
    def range(self) -> tuple[int, int | None]:
        """The least and the greatest count that a reader of the rules can make out of this figure by itself."""
        if self.value is None:
            return 0, None
        return max(LEAST_SHOWN - BASES[0] + 1, self.value - self.base + 1), self.value + self.base - 1


def silent(done: int, of: int) -> None:
    """Progress that nobody looks at."""


def protect(
    counts: Mapping[Key, int],
    figures: Sequence[Figure],
    secret: bytes,
    equal: Iterable[tuple[Sequence[Key], Sequence[Key]]] = (),
    progress: Progress = silent,
) -> dict[Key, Shown]:
    """What may be published of each figure. `counts` has persons by atom; an atom that is missing counts nobody.

    `equal` are pairs of sums of atoms that everybody knows to be equal: totals of tables with different breakdowns.
    The same input gives the same output. Raises what `progress` raises.
    """
    alike: dict[frozenset[Key], Masked] = {}  # two figures of the same people are one, with one offset
    of: dict[Key, Masked] = {}
    for figure in sorted(figures, key=lambda f: f.key):
        people = frozenset(figure.atoms)
        if people not in alike:
            alike[people] = Masked.of(figure, sum(counts.get(a, 0) for a in people), secret)
        of[figure.key] = alike[people]
    hide_more(counts, list(alike.values()), list(equal), progress)
    return {key: m.shown for key, m in of.items()}


@dataclass(slots=True)
class Masked:
    """A figure on its way into a publication: `offsets` are its secret, one a base; `level` says how it is rounded."""

    figure: Figure
    count: int
    offsets: tuple[int, ...]
    level: int = 0

    @classmethod
    def of(cls, figure: Figure, count: int, secret: bytes) -> "Masked":
        """The figure, rounded to 5 or hidden by its own size."""
        made = cls(figure, count, offsets_of(figure.key, secret))
        if made.small:
            made.level = len(BASES)
        return made

    def rounded(self, level: int, count: int | None = None) -> int:
        """The multiple of the level's base; of its own count, or of another with the same offset."""
        base = BASES[level]
        return base * (((self.count if count is None else count) + self.offsets[level]) // base)

    @property
    def small(self) -> bool:
        """Whether it is hidden for its own size."""
        return self.rounded(0) < LEAST_SHOWN

    @property
    def dominated(self) -> bool:
        """Whether it is hidden for what its two largest records add to it."""
        return self.rounded(0, self.count - self.figure.largest) < LEAST_SHOWN

    @property
    def hidden(self) -> bool:
        """Whether nothing is published of it."""
        return self.dominated or self.withheld

    @property
    def withheld(self) -> bool:
        """Whether nothing would be published of it with other records either: it is small, or gives others away."""
        return self.level == len(BASES)

    @property
    def shown(self) -> Shown:
        """What is published of it."""
        return Shown(None) if self.hidden else Shown(self.rounded(self.level), BASES[self.level])

    @property
    def known(self) -> tuple[int, int | None]:
        """The least and the greatest count for an attacker who knows all but the offset, and why it is hidden.

        One that is hidden for its records alone may be shown in another publication, which has one record more.
        """
        if self.withheld:
            return 0, LEAST_SHOWN - 1 if self.small else None
        highest = self.count + self.offsets[self.level]
        return highest - BASES[self.level] + 1, highest

    @property
    def next_cost(self) -> float:
        """What publishing less of it loses, as a share of the figure; hiding loses all of it.

        By the figure's order of magnitude, whether shown or not, so that one record more seldom makes another choice.
        """
        level, size = self.coarser(), self.count.bit_length()
        return BASES[level] / 2**size if level < len(BASES) else 1.0 + size

    def coarser(self) -> int:
        """The next level: a wider base as long as it is at most a quarter of the figure, else hidden."""
        level = self.level + 1
        if level < len(BASES) and self.rounded(level) >= 4 * BASES[level]:
            return level
        return len(BASES)


def offsets_of(key: Key, secret: bytes) -> tuple[int, ...]:
    """A figure's offset for each base, by its key and the secret alone.

    Those of a wider base go on from the ones before, so that the wider multiple follows from the narrower one.
    """
    digest = blake2b("\x1f".join(key).encode(), key=secret[:64], digest_size=32).digest()
    offsets: list[int] = []
    before = 1
    for i, base in enumerate(BASES):
        drawn = int.from_bytes(digest[8 * i : 8 * i + 8], "big") % (base // before)
        offsets.append((offsets[-1] if offsets else 0) + before * drawn)
        before = base
    return tuple(offsets)


def hide_more(
    counts: Mapping[Key, int],
    masked: Sequence[Masked],
    equal: list[tuple[Sequence[Key], Sequence[Key]]],
    progress: Progress = silent,
) -> None:
    """Round wider, or hide, until no figure can be bounded to fewer than `OPEN` values, or `OPEN_HIDDEN`.

    Also those that are shown: another publication, of one record less, may hide them.
    """
    from tracker.disclosure_attack import Attack  # the solver is of size

    attacks = [Attack(counts, masked, equal, of_sizes) for of_sizes in (True, False)]
    waiting = list(range(len(masked)))
    for done, i in enumerate(waiting):
        progress(done, len(waiting))
        for attack in attacks:
            while (giving_away := attack.bounds(i)) is not None:
                j = min(giving_away, key=lambda j: (masked[j].next_cost, masked[j].figure.key))
                masked[j].level = masked[j].coarser()
                if masked[j].withheld:
                    waiting.append(j)  # more is asked of it from now on
                for each in attacks:
                    each.relax(j)
    progress(len(waiting), len(waiting))
