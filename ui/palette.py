"""The colours: light, dark and their high-contrast forms. Plain data, so that tests can measure it."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, eq=False)
class Palette:
    """One set of colours as #RRGGBB. `within`, `tight`, `over`, `unknown` are for capacity and alerts alone."""

    name: str
    dark: bool
    ground: str  # behind the cards
    card: str
    line: str  # edges of cards, grid of plots, lines between rows
    field_line: str  # edges of what can be typed into or pressed
    hover: str
    track: str  # the empty part of a gauge or bar
    load: str  # people within capacity
    text: str
    secondary: str
    accent: str
    on_accent: str
    selection: str  # ground of what is selected; text and accent stand on it
    bar: str
    partial: str  # the day that is not over
    band: str  # what was expected
    within: str
    tight: str
    over: str
    unknown: str
    focus: str  # the ring around what has the keyboard
    parts: tuple[str, ...]  # stacked parts, in order; neighbours differ in lightness, none is red
    rest: str  # the part named "other"
    high_contrast: bool = False


LIGHT = Palette(
    name="light",
    dark=False,
    ground="#F4F5F7",
    card="#FFFFFF",
    line="#DFE3E8",
    field_line="#C3CAD3",
    hover="#EEF1F5",
    track="#E8EBEF",
    load="#5A6572",
    text="#18202B",
    secondary="#5A6572",
    accent="#2C5CC5",
    on_accent="#FFFFFF",
    selection="#E6EEFD",
    bar="#7FA3E6",
    partial="#C9D7F2",
    band="#E9EDF3",
    within="#277355",
    tight="#935B06",
    over="#B93815",
    unknown="#5A6572",
    focus="#2C5CC5",
    parts=("#2B59BA", "#8CBBEE", "#15766B", "#D2B455", "#6E489C", "#A1DEAF"),
    rest="#9AA1AA",
)

DARK = Palette(
    name="dark",
    dark=True,
    ground="#14181E",
    card="#1C2128",
    line="#2D343E",
    field_line="#434C59",
    hover="#252B34",
    track="#2D343E",
    load="#97A2B0",
    text="#E6EAF0",
    secondary="#97A2B0",
    accent="#7EA6FF",
    on_accent="#14181E",
    selection="#232F4A",
    bar="#4B6FB8",
    partial="#2F4470",
    band="#2A313C",
    within="#5BBF95",
    tight="#E0A33C",
    over="#F0764E",
    unknown="#97A2B0",
    focus="#7EA6FF",
    parts=("#4F7DDC", "#A9CCF7", "#299A7E", "#D9BD66", "#906DBD", "#BCDCC4"),
    rest="#77818E",
)

HIGH_LIGHT = Palette(
    name="high-contrast light",
    dark=False,
    ground="#FFFFFF",
    card="#FFFFFF",
    line="#000000",
    field_line="#000000",
    hover="#E4E4E4",
    track="#D4D4D4",
    load="#3A3A3A",
    text="#000000",
    secondary="#262626",
    accent="#0033A0",
    on_accent="#FFFFFF",
    selection="#DCE6FF",
    bar="#2F5FC4",
    partial="#9DB8EE",
    band="#E2E2E2",
    within="#005A38",
    tight="#6B3F00",
    over="#971C00",
    unknown="#262626",
    focus="#000000",
    parts=("#0B3A96", "#7FB2F0", "#00594F", "#C9A227", "#4E2778", "#8BCDA6"),
    rest="#828992",
    high_contrast=True,
)

HIGH_DARK = Palette(
    name="high-contrast dark",
    dark=True,
    ground="#000000",
    card="#000000",
    line="#FFFFFF",
    field_line="#FFFFFF",
    hover="#2A2A2A",
    track="#4A4A4A",
    load="#D0D0D0",
    text="#FFFFFF",
    secondary="#E4E4E4",
    accent="#9CC2FF",
    on_accent="#000000",
    selection="#10285C",
    bar="#6FA0FF",
    partial="#2B4C94",
    band="#303030",
    within="#6FE3B4",
    tight="#FFC44D",
    over="#FF9470",
    unknown="#E4E4E4",
    focus="#FFFFFF",
    parts=("#5C91FF", "#C5E3FF", "#2FC19C", "#F2D675", "#B591ED", "#DDF0DC"),
    rest="#9299A2",
    high_contrast=True,
)


def tokens(palette: Palette) -> dict[str, str]:
    """The names a stylesheet can use, and their colours."""
    named = {f.name: getattr(palette, f.name) for f in fields(palette)}
    return {name: value for name, value in named.items() if isinstance(value, str) and value.startswith("#")}
