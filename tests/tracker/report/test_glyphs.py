"""Text that the fonts can write is left as it is, and any other becomes something that they can."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.report.glyphs import BREAK, LONG_WORD, MISSING, breakable, fit, printable, written


def test_the_scripts_of_the_fonts_are_left_alone() -> None:
    for text in ("Pabradė, Švenčionys", "Пабраде", "Παμπραντέ", "مرحبا", "−12 · 1–2 ▲▼◆●○", "155 %"):
        assert printable(text) == text
    assert printable("中 é\u202e\x00") == f"{MISSING} é"


@given(st.text())
def test_any_text_can_be_written(text: str) -> None:
    out = printable(text)
    assert all(ord(sign) in written() for sign in out)
    assert printable(out) == out
    broken = breakable(out)
    assert broken.replace(BREAK, "") == out
    assert (
        max((len(part) for word in broken.split(" ") for part in word.split(BREAK)), default=0) <= LONG_WORD
    )


def test_names_that_are_not_printed_stay_as_they_are() -> None:
    key = "facility 01a21222-740b-71f8-8ce0-89f02ab1a09f"
    assert fit({"key": key, "text": ["中"], "n": 3}) == {"key": key, "text": [MISSING], "n": 3}
