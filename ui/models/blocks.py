"""Where the rows of a long sorted list are, without holding them: keys that bound runs of rows, and the runs last used.

A *block* is a run of rows that one keyset read brings: those after a key, so many. The keys come from `find_anchors`
and are some hundred times fewer than the rows. No Qt, and nothing of incidents but their keys.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Keyed(Protocol):
    """A sort key: the value in the sort column, and the local key that breaks ties."""

    value: int
    pk: int


class Row(Protocol):
    """A row of the list."""

    id: str

    @property
    def key(self) -> Keyed:
        """Where the row stands in the order."""


R = TypeVar("R", bound=Row)
Rank = tuple[int, int]


@dataclass(eq=False, slots=True)
class Block(Generic[R]):
    """The rows after `after` (None: from the start). `rows` is None until read; stale ones stay until read again."""

    after: Keyed | None
    rows: list[R] | None = field(default=None)
    stale: bool = False


class Blocks(Generic[R]):
    """The list as blocks. `count` rows in all; blocks cover the first `covered` of them until the anchors are known."""

    def __init__(self, descending: bool, size: int, kept: int = 16) -> None:
        self.count = 0
        self.covered = 0
        self._sign = -1 if descending else 1
        self._size = size
        self._kept = kept
        self._blocks: list[Block[R]] = []
        self._starts: list[int] = []
        self._ranks: list[Rank] = []  # of the keys; the first block has none before it
        self._used: OrderedDict[Block[R], None] = OrderedDict()

    @property
    def held(self) -> int:
        """How many rows are in memory."""
        return sum(len(block.rows or ()) for block in self._used)

    def open(self, rows: list[R]) -> None:
        """Begin with the first page; there may be more, see `tell_count`."""
        self.count = self.covered = len(rows)
        block: Block[R] = Block(None, rows)
        self._blocks, self._starts, self._ranks = [block], [0], []
        self._used = OrderedDict({block: None})

    def tell_count(self, count: int) -> None:
        """Say how many rows there are: the page after the last one known can be read at once, by its key."""
        self.count = count
        self._extend()

    def _extend(self) -> None:
        last = self._blocks[-1]
        if self.covered < self.count and last.rows:
            self._add(last.rows[-1].key, self.covered)
            self.covered = min(self.count, self.covered + self._size)

    def _add(self, after: Keyed, start: int) -> None:
        self._blocks.append(Block(after))
        self._starts.append(start)
        self._ranks.append(self._rank(after))

    def anchor(self, anchors: Sequence[Keyed], count: int) -> None:
        """Take the keys of every `size`-th row of a list of `count`; rows in memory stay where they may be right."""
        held = {block.after and self._rank(block.after): block for block in self._used}
        first: Block[R] = Block(None)
        self._blocks, self._starts, self._ranks = [first], [0], []
        for n, key in enumerate(anchors, 1):
            if n * self._size < count:
                self._add(key, n * self._size)
        self.count = self.covered = count
        self._used = OrderedDict()
        for i, block in enumerate(self._blocks):
            old = held.get(block.after and self._rank(block.after))
            if old is not None and old.rows is not None and len(old.rows) == self.span(i)[1]:
                block.rows, block.stale = old.rows, True
                self._used[block] = None

    def resize(self, count: int) -> None:
        """Make the list longer or shorter at its end; what is in memory of the rest stays where it is."""
        self.count = count
        if count >= self.covered:
            return
        self.covered = count
        while len(self._starts) > 1 and self._starts[-1] >= count:
            self._starts.pop()
            self._ranks.pop()
            self._used.pop(self._blocks.pop(), None)
        last = self._blocks[-1]
        if last.rows is not None:
            del last.rows[count - self._starts[-1] :]

    def spoil(self) -> None:
        """Take all rows in memory for old: they are shown until they have been read again."""
        for block in self._used:
            block.stale = True

    def at(self, row: int) -> Block[R] | None:
        """The block of a row; None where the anchors do not reach yet."""
        if not 0 <= row < self.covered:
            return None
        return self._blocks[bisect_right(self._starts, row) - 1]

    def of(self, key: Keyed) -> Block[R]:
        """The block in which a row with this key stands, or would stand."""
        return self._blocks[self._index_of(key)]

    def span_of(self, block: Block[R]) -> tuple[int, int] | None:
        """First row and number of rows of a block; None if it is no longer part of the list."""
        i = self._index_after(block.after)
        if i >= len(self._blocks) or self._blocks[i] is not block:
            return None
        return self.span(i)

    def span(self, index: int) -> tuple[int, int]:
        """First row and number of rows of the block at an index."""
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self.covered
        return self._starts[index], end - self._starts[index]

    def row(self, row: int) -> R | None:
        """A row, if it is in memory."""
        return self.look(row)[1]

    def look(self, row: int) -> tuple[Block[R] | None, R | None]:
        """The block of a row, if the anchors reach it, and the row, if it is in memory."""
        if not 0 <= row < self.covered:
            return None, None
        i = bisect_right(self._starts, row) - 1
        block = self._blocks[i]
        if block.rows is None:
            return block, None
        self._used.move_to_end(block)
        return block, block.rows[row - self._starts[i]]

    def put(self, block: Block[R], rows: list[R]) -> bool:
        """Take what was read for a block; False if it is not as many rows as there should be, and then nothing is."""
        span = self.span_of(block)
        if span is None or len(rows) != span[1]:
            return False
        block.rows, block.stale = rows, False
        self._used[block] = None
        self._used.move_to_end(block)
        self._split(block)
        if block is self._blocks[-1]:
            self._extend()
        while len(self._used) > self._kept:
            old, _ = self._used.popitem(last=False)
            old.rows, old.stale = None, False
        return True

    def find(self, id_: str) -> tuple[int, R] | None:
        """Where a record is, if it is in memory as it is now."""
        for block in self._used:
            for i, row in enumerate(() if block.stale else block.rows or ()):
                if row.id == id_:
                    return self._starts[self._index_after(block.after)] + i, row
        return None

    def place_of(self, row: R) -> int:
        """The row number at which a record with this key stands or belongs; in a block not in memory, its first."""
        i = self._index_of(row.key)
        rows = self._blocks[i].rows
        if rows is None:
            return self._starts[i]
        wanted = self._rank(row.key)
        return self._starts[i] + bisect_left(rows, wanted, key=lambda r: self._rank(r.key))

    def insert(self, row: R) -> int:
        """Take in a new row; returns where. Only once blocks cover all rows."""
        place, i = self.place_of(row), self._index_of(row.key)
        block = self._blocks[i]
        if block.rows is not None:
            block.rows.insert(place - self._starts[i], row)
        self._shift(i, 1)
        self._split(block)
        return place

    def remove(self, row: R) -> int:
        """Let go of a row that is in memory; returns where it was. Only once blocks cover all rows."""
        place, i = self.place_of(row), self._index_of(row.key)
        rows = self._blocks[i].rows
        if rows is not None:
            del rows[place - self._starts[i]]
        self._shift(i, -1)
        return place

    def replace(self, row: R) -> int:
        """Put a row in place of the one with its key, which is in memory; returns where."""
        place, i = self.place_of(row), self._index_of(row.key)
        rows = self._blocks[i].rows
        if rows is not None:
            rows[place - self._starts[i]] = row
        return place

    def _rank(self, key: Keyed) -> Rank:
        return self._sign * key.value, self._sign * key.pk

    def _index_of(self, key: Keyed) -> int:
        # A key that bounds two blocks is the last of the first one.
        return bisect_left(self._ranks, self._rank(key))

    def _index_after(self, after: Keyed | None) -> int:
        return 0 if after is None else bisect_left(self._ranks, self._rank(after)) + 1

    def _shift(self, index: int, by: int) -> None:
        self.count += by
        self.covered += by
        for i in range(index + 1, len(self._starts)):
            self._starts[i] += by

    def _split(self, block: Block[R]) -> None:
        """Cut a block that has grown to twice its size, so that a read stays small."""
        rows = block.rows
        if rows is None or len(rows) < 2 * self._size:
            return
        i = self._index_after(block.after)
        half: Block[R] = Block(rows[self._size - 1].key, rows[self._size :], block.stale)
        block.rows = rows[: self._size]
        self._blocks.insert(i + 1, half)
        self._starts.insert(i + 1, self._starts[i] + self._size)
        self._ranks.insert(i, self._rank(half.after))  # type: ignore[arg-type]
        self._used[half] = None
