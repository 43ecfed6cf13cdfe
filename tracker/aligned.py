"""Rows of text as columns that stand under each other, for a terminal."""

import unicodedata


def aligned(rows: list[list[str]], sides: str, *, indent: int = 2) -> list[str]:
    """Lines of `rows`; `sides` has l or r for each column. What is empty at the end of a line is left out."""
    widths = [max((width_of(row[i]) for row in rows), default=0) for i in range(len(sides))]
    lines = []
    for row in rows:
        cells = []
        for text, side, width in zip(row, sides, widths, strict=True):
            gap = " " * (width - width_of(text))
            cells.append(gap + text if side == "r" else text + gap)
        lines.append((" " * indent + "  ".join(cells)).rstrip())
    return lines


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


# Controls could move the cursor or hide text; marks of direction could turn a name around a number.
_HARMFUL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)), "�") | dict.fromkeys(
    map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
)


def harmless(text: str) -> str:
    """Somebody's words as a terminal may show them: no controls, no marks of direction."""
    return text.translate(_HARMFUL)
