"""What the fonts of the report can write. They are the only ones, so that every laptop makes the same bytes, and
PDF/UA takes no text without a glyph: other signs become a square, and no word of a person's keeps a report from being
made.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
FAMILIES = ("Inter", "Noto Sans Arabic")
MISSING = "□"
LONG_WORD = 18  # characters, from which on a word may be broken anywhere
BREAK = "\N{ZERO WIDTH SPACE}"


def printable(text: str) -> str:
    """The text with what the fonts cannot write as squares, control and direction signs left out, and spaces plain."""
    out = []
    for sign in unicodedata.normalize("NFC", text):
        if sign in "\t\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
            out.append(" ")
        elif unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue
        else:
            out.append(sign if ord(sign) in written() else MISSING)
    return "".join(out)


def breakable(text: str) -> str:
    """The text with places at which a very long word may go to the next line."""
    if len(text) <= LONG_WORD:
        return text
    return " ".join(
        BREAK.join(word[i : i + LONG_WORD] for i in range(0, len(word), LONG_WORD))
        if len(word) > LONG_WORD
        else word
        for word in text.split(" ")
    )


def fit(value: Any) -> Any:
    """JSON values with every text in them printable and breakable, but for names that are not printed (`key`)."""
    if isinstance(value, str):
        return breakable(printable(value))
    if isinstance(value, list):
        return [fit(one) for one in value]
    if isinstance(value, dict):
        return {name: one if name == "key" else fit(one) for name, one in value.items()}
    return value


@cache
def written() -> frozenset[int]:
    """The code points that every style of one of the families has a glyph for."""
    found: dict[str, set[int]] = {}
    for path in sorted(FONTS.glob("*.ttf")):
        family = path.stem.partition("-")[0]
        points = _code_points(path.read_bytes())
        found[family] = found[family] & points if family in found else points
    return frozenset().union(*found.values())


def _code_points(font: bytes) -> set[int]:
    """The code points of a TrueType font's character map, formats 4 and 12 (OpenType specification, table cmap)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for n in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * n)
        if tag == b"cmap":
            return _mapped(font, offset)
    return set()


def _mapped(font: bytes, cmap: int) -> set[int]:
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for n in range(count):
        _, _, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * n)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if kind == 12:
            found |= _groups(font, cmap + offset)
        elif kind == 4:
            found |= _segments(font, cmap + offset)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for n in range(count):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * n)
        found.update(c for c in range(first, last + 1) if glyph + c - first)
    return found


def _segments(font: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", font, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + double)
    deltas = struct.unpack_from(f">{count}H", font, at + 16 + 2 * double)
    ranges_at = at + 16 + 3 * double
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    found: set[int] = set()
    for n in range(count):
        for code in range(starts[n], ends[n] + 1):
            if code == 0xFFFF:
                continue
            if ranges[n] == 0:
                glyph = (code + deltas[n]) & 0xFFFF
            else:
                place = ranges_at + 2 * n + ranges[n] + 2 * (code - starts[n])
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                found.add(code)
    return found
