"""Five figures to be read aloud: each number twice, with day, hour and zone."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import small_store
from tracker.codes import CountBasis
from tracker.report.content import read_content
from tracker.report.radio import DIGITS, digits, spoken


@given(st.integers(-(10**9), 10**9))
def test_digits_say_the_number(value: int) -> None:
    said = digits(value).split()
    sign = -1 if said[0] == "minus" else 1
    assert sign * int("".join(str(DIGITS.index(word)) for word in said if word != "minus")) == value


def test_the_five_figures(tmp_path: Path) -> None:
    small = small_store(tmp_path / "s.btrk")
    small.record(persons=23)
    small.record(persons=None, basis=CountBasis.UNKNOWN)
    with small.store.read() as session:
        lines = spoken(read_content(session, small.situation, date(2021, 8, 3)))
    assert lines[1] == "Day: Tuesday 3 August 2021. I spell the day: three. Month: eight."
    assert lines[2] == "As of midnight, local time of Vilnius."
    assert lines[3] == "One. Arrivals of the day: 23, I spell: two three."
    assert [line.split(".")[0] for line in lines[3:8]] == ["One", "Two", "Three", "Four", "Five"]
    assert "incidents of unknown size today: 1, I spell: one." in lines[8]
    assert lines[-1] == "End of report."
    assert all(line.isprintable() and "," not in line.split("I spell")[0].replace(", ", "") for line in lines)
