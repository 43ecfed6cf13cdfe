"""What is shown of a figure by itself; what several give away together is attacked in test_disclosure_attack.py."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.disclosure import BASES, Figure, Masked, Shown, offsets_of, protect

secrets = st.binary(min_size=1, max_size=32)
ONE = ("one",)


def alone(count: int, secret: bytes, largest: int = 0) -> Shown:
    """What is published of a figure that nothing else is known about."""
    return protect({ONE: count}, [Figure(ONE, (ONE,), largest)], secret)[ONE]


@given(st.integers(0, 10_000), secrets)
def test_a_figure_is_rounded_or_hidden(count: int, secret: bytes) -> None:
    shown = alone(count, secret)
    low, high = shown.range
    assert low <= count
    assert high is None or (count <= high and high - low >= 4)
    if count < 6:
        assert shown.value is None
    if count >= 10:
        assert shown.value is not None
        assert abs(shown.value - count) < 5


@given(st.integers(0, 200), st.integers(0, 200), secrets)
def test_what_is_left_without_its_two_largest_records_decides(rest: int, largest: int, secret: bytes) -> None:
    hidden = alone(rest + largest, secret, largest).value is None
    assert hidden == (alone(rest, secret).value is None)


@given(st.integers(0, 10_000), secrets)
def test_a_wider_multiple_follows_from_the_narrower(count: int, secret: bytes) -> None:
    """Who has both knows no more than who has the narrower one, at any count of the same multiple."""
    offsets = offsets_of(ONE, secret)
    for i in range(1, len(BASES)):
        parts, narrow, wide = BASES[i] // BASES[i - 1], BASES[i - 1], BASES[i]
        multiple = (count + offsets[i - 1]) // narrow
        drawn = (offsets[i] - offsets[i - 1]) // narrow
        assert 0 <= drawn < parts
        assert (count + offsets[i]) // wide == (multiple + drawn) // parts


@given(st.integers(0, 3_000), secrets)
def test_one_more_person_never_hides(count: int, secret: bytes) -> None:
    before, after = alone(count, secret), alone(count + 1, secret)
    assert before.value is None or (after.value is not None and after.value >= before.value)


def test_offsets_are_the_figure_s_own_and_stay() -> None:
    made = {Masked.of(Figure((str(n),), ()), 0, b"secret").offsets[0] for n in range(50)}
    assert made == {0, 1, 2, 3, 4}
    assert offsets_of(ONE, b"secret") == offsets_of(ONE, b"secret")
    assert any(offsets_of((str(n),), b"secret") != offsets_of((str(n),), b"other") for n in range(10))


def test_figures_of_the_same_people_are_one() -> None:
    atoms = ("a",), ("b",)
    figures = [Figure((name,), atoms) for name in "xyz"]
    shown = protect({("a",): 20, ("b",): 33}, figures, b"secret")
    assert len(set(shown.values())) == 1
