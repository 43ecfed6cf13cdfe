import itertools

from hypothesis import given
from hypothesis import strategies as st

from ui.plots.labels import place_flags, spread

flags = st.lists(st.tuples(st.floats(0, 800), st.floats(0, 60), st.floats(10, 160)), max_size=9)


@given(flags, st.integers(1, 4))
def test_flag_labels_never_collide(given_flags: list[tuple[float, float, float]], rows: int) -> None:
    ordered = sorted(given_flags)
    placed = place_flags(ordered, 0, 800, rows)
    assert len(placed) == len(ordered)
    boxes = [
        (p.row, p.left, p.left + width)
        for p, (_, _, width) in zip(placed, ordered, strict=True)
        if p.left is not None
    ]
    for i, (row, left, right) in enumerate(boxes):
        assert left >= 0
        assert right <= 800
        for other, other_left, other_right in boxes[i + 1 :]:
            assert row != other or right <= other_left or other_right <= left
    for p, (x, _, _) in zip(placed, ordered, strict=True):
        if p.left is None:
            assert p.row == rows  # under all labels, where its line and its band strike none out
            continue
        for row, left, right in boxes:  # lines run down through the lower rows
            assert not (row > p.row and left < x < right)


def test_a_flag_at_the_right_edge_is_labelled_to_its_left() -> None:
    (place,) = place_flags([(790, 0, 60)], 0, 800, 2)
    assert place.left is not None
    assert place.left + 60 < 790


def test_what_belongs_to_something_else_is_left_free() -> None:
    (place,) = place_flags([(700, 0, 60)], 0, 800, 1, taken=100)
    assert place.left is not None
    assert place.left + 60 <= 700


def test_a_later_flag_stands_above_where_only_so_there_is_room_for_all() -> None:
    """At the right edge labels stand to the left: the earlier line must not run down through the later label."""
    places = place_flags([(700, 0, 80), (712, 6, 90)], 0, 760, 3)
    assert [p.row for p in places] == [1, 0]
    assert all(p.left is not None for p in places)


def test_a_long_band_has_its_label_within_where_there_is_no_room_beside_it() -> None:
    (place,) = place_flags([(400, 380, 120)], 0, 800, 1)
    assert place.left is not None
    assert place.left > 400
    assert place.left + 120 < 780


@given(st.lists(st.floats(0, 300), max_size=8))
def test_labels_keep_their_order_and_do_not_overlap(wanted: list[float]) -> None:
    middles = spread(wanted, [14.0] * len(wanted), 0, 300)
    ordered = [m for _, m in sorted(zip(wanted, middles, strict=True))]
    assert sorted(ordered) == ordered
    assert all(b - a >= 14 - 1e-6 for a, b in itertools.pairwise(ordered))
    assert all(7 - 1e-6 <= m <= 293 + 1e-6 for m in middles)
