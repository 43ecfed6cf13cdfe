"""The blocks against a plain list: whatever is asked of them, they say what the list would."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ui.models.blocks import Blocks

SIZE = 4


@dataclass(frozen=True)
class Key:
    value: int
    pk: int


@dataclass(frozen=True)
class Row:
    value: int
    pk: int
    said: str = ""

    @property
    def id(self) -> str:
        return str(self.pk)

    @property
    def key(self) -> Key:
        return Key(self.value, self.pk)


def in_order(rows: list[Row], descending: bool) -> list[Row]:
    return sorted(rows, key=lambda row: (row.value, row.pk), reverse=descending)


def read(rows: list[Row], descending: bool, after: Key | None, limit: int) -> list[Row]:
    """What a keyset read gives."""
    sign = -1 if descending else 1
    left = [
        row
        for row in in_order(rows, descending)
        if after is None or (sign * row.value, sign * row.pk) > (sign * after.value, sign * after.pk)
    ]
    return left[:limit]


def anchors(rows: list[Row], descending: bool) -> list[Key]:
    return [row.key for n, row in enumerate(in_order(rows, descending), 1) if n % SIZE == 0]


def opened(rows: list[Row], descending: bool, kept: int = 16) -> Blocks[Row]:
    blocks: Blocks[Row] = Blocks(descending, SIZE, kept)
    blocks.open(read(rows, descending, None, SIZE))
    blocks.tell_count(len(rows))
    return blocks


def fetch(blocks: Blocks[Row], rows: list[Row], descending: bool, at: int) -> bool:
    block = blocks.at(at)
    if block is None:
        return False
    span = blocks.span_of(block)
    assert span is not None
    return blocks.put(block, read(rows, descending, block.after, span[1]))


rows_lists = st.lists(st.integers(0, 20), max_size=40).map(
    lambda values: [Row(value, pk) for pk, value in enumerate(values)]
)


@given(rows_lists, st.booleans(), st.data())
def test_any_row_is_one_read_away_once_the_keys_are_known(
    rows: list[Row], descending: bool, data: st.DataObject
) -> None:
    blocks = opened(rows, descending)
    blocks.anchor(anchors(rows, descending), len(rows))
    wanted = in_order(rows, descending)
    for at in data.draw(st.permutations(range(len(rows)))):
        block = blocks.at(at)
        assert block is not None
        if blocks.row(at) is None or block.stale:
            assert fetch(blocks, rows, descending, at)
        assert blocks.row(at) == wanted[at]
        assert blocks.find(wanted[at].id) == (at, wanted[at])


@given(rows_lists, st.booleans())
def test_page_after_page_needs_no_keys(rows: list[Row], descending: bool) -> None:
    blocks = opened(rows, descending)
    for at in range(len(rows)):
        if blocks.row(at) is None:
            assert fetch(blocks, rows, descending, at)
    assert [blocks.row(at) for at in range(len(rows))] == in_order(rows, descending)
    assert blocks.covered == blocks.count


def test_a_row_far_away_has_no_block_before_the_keys_are_known() -> None:
    rows = [Row(n, n) for n in range(100)]
    blocks = opened(rows, True)
    assert blocks.at(2 * SIZE - 1) is not None
    assert blocks.at(2 * SIZE) is None
    assert blocks.covered < blocks.count


def test_only_so_many_blocks_stay_in_memory_and_the_ones_looked_at_last() -> None:
    rows = [Row(n, n) for n in range(100)]
    blocks = opened(rows, False, kept=3)
    blocks.anchor(anchors(rows, False), len(rows))
    for at in range(0, 100, SIZE):
        fetch(blocks, rows, False, at)
        blocks.row(0)  # kept in view
    assert blocks.held == 3 * SIZE
    assert blocks.row(0) is not None
    assert blocks.row(99) is not None
    assert blocks.row(50) is None


def test_rows_that_are_not_as_many_as_they_should_be_are_not_taken() -> None:
    rows = [Row(n, n) for n in range(20)]
    blocks = opened(rows, False)
    blocks.anchor(anchors(rows, False), len(rows))
    block = blocks.at(8)
    assert block is not None
    assert not blocks.put(block, rows[8:11])
    assert blocks.row(8) is None


def test_an_answer_for_a_block_that_is_no_more_is_not_taken() -> None:
    rows = [Row(n, n) for n in range(20)]
    blocks = opened(rows, False)
    blocks.anchor(anchors(rows, False), len(rows))
    block = blocks.at(8)
    assert block is not None
    blocks.anchor(anchors(rows, False), len(rows))
    assert not blocks.put(block, rows[8:12])


def test_spoiled_rows_are_shown_until_they_are_read_again_and_not_found() -> None:
    rows = [Row(n, n) for n in range(6)]
    blocks = opened(rows, False)
    blocks.anchor(anchors(rows, False), len(rows))
    blocks.spoil()
    assert blocks.row(1) == rows[1]
    assert blocks.find("1") is None
    fetch(blocks, rows, False, 1)
    assert blocks.find("1") == (1, rows[1])


class AsAList(RuleBasedStateMachine):
    """A long list that is read here and there while rows come, go and change."""

    @initialize(rows=rows_lists, descending=st.booleans())
    def begin(self, rows: list[Row], descending: bool) -> None:
        self.rows, self.descending, self.next_pk = rows, descending, 1000
        self.blocks = opened(rows, descending, kept=3)
        self.anchor()

    @rule()
    def anchor(self) -> None:
        self.blocks.anchor(anchors(self.rows, self.descending), len(self.rows))

    @rule(data=st.data())
    def cut_at_the_end_and_read_the_keys_again(self, data: st.DataObject) -> None:
        left = data.draw(st.integers(0, len(self.rows)))
        self.rows = in_order(self.rows, self.descending)[:left]
        before = [self.blocks.row(at) for at in range(left)]
        self.blocks.resize(left)
        assert [self.blocks.row(at) for at in range(left)] == before
        self.anchor()

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.rows) - 1))
        fetch(self.blocks, self.rows, self.descending, at)
        assert self.blocks.row(at) == in_order(self.rows, self.descending)[at]

    @rule(value=st.integers(0, 20))
    def add(self, value: int) -> None:
        row = Row(value, self.next_pk)
        self.next_pk += 1
        self.rows = [*self.rows, row]
        place = self.blocks.insert(row)
        assert 0 <= place < len(self.rows)
        if self.blocks.row(place) is not None:
            assert in_order(self.rows, self.descending)[place] == row

    @precondition(lambda self: any(self.blocks.find(row.id) for row in self.rows))
    @rule(data=st.data())
    def take_away(self, data: st.DataObject) -> None:
        here = [row for row in self.rows if self.blocks.find(row.id)]
        row = data.draw(st.sampled_from(here))
        assert self.blocks.remove(row) == in_order(self.rows, self.descending).index(row)
        self.rows = [other for other in self.rows if other is not row]

    @precondition(lambda self: any(self.blocks.find(row.id) for row in self.rows))
    @rule(data=st.data())
    def say_otherwise(self, data: st.DataObject) -> None:
        here = [row for row in self.rows if self.blocks.find(row.id)]
        row = data.draw(st.sampled_from(here))
        new = Row(row.value, row.pk, row.said + "!")
        assert self.blocks.replace(new) == in_order(self.rows, self.descending).index(row)
        self.rows = [new if other is row else other for other in self.rows]

    @invariant()
    def is_the_list(self) -> None:
        wanted = in_order(self.rows, self.descending)
        assert self.blocks.count == len(wanted)
        for at, row in enumerate(wanted):
            held = self.blocks.row(at)
            block = self.blocks.at(at)
            assert block is not None
            assert held is None or held == row or block.stale


TestAsAList = AsAList.TestCase


@pytest.mark.parametrize("grown", [2 * SIZE, 5 * SIZE])
def test_a_block_that_grows_is_cut_so_that_a_read_stays_small(grown: int) -> None:
    rows = [Row(n, n) for n in range(SIZE)]
    blocks = opened(rows, False)
    for n in range(grown):
        blocks.insert(Row(100 + n, 100 + n))
    longest = max(span[1] for at in range(blocks.count) if (span := blocks.span_of(blocks.at(at))))  # type: ignore[arg-type]
    assert longest < 2 * SIZE
