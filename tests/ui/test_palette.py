import itertools

import pytest

from ui.palette import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


ALL = [LIGHT, DARK, HIGH_LIGHT, HIGH_DARK]
WRITTEN = ("text", "secondary", "accent", "within", "tight", "over", "unknown")

# How colours look to readers without one kind of cone (Machado, Oliveira, Fernandes 2009, severity 1), linear RGB.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}  # fmt: skip


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """CIE L*a*b* of a colour as such a reader sees it."""
    linear = [
        (v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4)
        for v in bytes.fromhex(colour[1:])
    ]
    r, g, b = (min(max(sum(m * v for m, v in zip(row, linear, strict=True)), 0), 1) for row in matrix)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("palette", ALL, ids=lambda p: p.name)
@pytest.mark.parametrize("ground", ["ground", "card", "hover", "selection", "band"])
@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_written_can_be_read(palette: Palette, ground: str, name: str) -> None:
    least = 6.0 if palette.high_contrast else 4.5
    assert contrast(getattr(palette, name), getattr(palette, ground)) >= least


@pytest.mark.parametrize("palette", ALL, ids=lambda p: p.name)
@pytest.mark.parametrize("ground", ["partial", "track"])
def test_text_can_be_read_in_tinted_cells(palette: Palette, ground: str) -> None:
    assert contrast(palette.text, getattr(palette, ground)) >= (6.0 if palette.high_contrast else 4.5)


@pytest.mark.parametrize("palette", ALL, ids=lambda p: p.name)
def test_marks_stand_out(palette: Palette) -> None:
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    assert contrast(palette.focus, palette.card) >= 3
    assert contrast(palette.focus, palette.ground) >= 3
    assert contrast(palette.load, palette.card) >= 3
    assert contrast(palette.over, palette.track) >= 3


@pytest.mark.parametrize("palette", ALL, ids=lambda p: p.name)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_parts_are_told_apart_by_every_reader(palette: Palette, blindness: str) -> None:
    matrix = BLINDNESS[blindness]
    stacked = [*palette.parts, palette.rest]
    for (i, a), (j, b) in itertools.combinations(enumerate(stacked), 2):
        apart = sum((p - q) ** 2 for p, q in zip(seen(a, matrix), seen(b, matrix), strict=True)) ** 0.5
        assert apart >= (20 if j == i + 1 else 11), f"{a} and {b} look alike"


@pytest.mark.parametrize("palette", ALL, ids=lambda p: p.name)
def test_people_arriving_are_never_red(palette: Palette) -> None:
    for colour in (palette.bar, palette.partial, palette.accent, palette.rest, *palette.parts):
        red, green, blue = bytes.fromhex(colour[1:])
        assert not (red > 1.35 * green and red > 1.35 * blue), colour


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
