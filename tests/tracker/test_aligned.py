"""Columns under each other, and words that cannot harm a terminal."""

from tracker.aligned import aligned, harmless, width_of


def test_columns_stand_under_each_other() -> None:
    assert aligned([["Pabradė", "7", "x"], ["Rukla", "1,234", ""]], "lrl") == [
        "  Pabradė      7  x",
        "  Rukla    1,234",
    ]


def test_width_is_what_a_terminal_shows() -> None:
    assert (width_of("abc"), width_of("e\u0301"), width_of("日本")) == (3, 1, 4)


def test_controls_and_marks_of_direction_go_and_words_stay() -> None:
    assert harmless("a\x1b[2Jb\x00c\u202ed\te\x9bf") == "a�[2Jb�cd\te�f"
    assert harmless("שלום 🎉 <b>") == "שלום 🎉 <b>"
