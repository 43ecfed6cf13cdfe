"""A place on the map as people type it: 54.7 25.3, 54.7 N 25.3 E, 54°42'N 25°18'E. Standard library only."""

import re

TOKEN = re.compile(
    r"(?P<number>[-+]?[0-9]{1,12}(?:[.,][0-9]{1,20})?)"
    r"|(?P<unit>°|º|deg\b|d\b|''|'|\")"
    r"|(?P<side>north|south|east|west|[NSEW])(?![A-Za-z])"
    r"|(?P<gap>[\s,;/]+)",
    re.IGNORECASE,
)
# Signs that keyboards, maps and word processors put in place of the plain ones.
PLAIN = str.maketrans(
    {"−": "-", "–": "-", "′": "'", "’": "'", "‘": "'", "´": "'", "″": '"', "”": '"', "“": '"'}
)
PLACES = {"°": 0, "º": 0, "DEG": 0, "D": 0, "'": 1, '"': 2, "''": 2}
LONGEST = 80  # characters; no pair of coordinates is longer


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees, in range or not; None where the text is no pair of them.

    Latitude stands first, unless the sides (N, S, E, W) say otherwise. Degrees may have minutes and seconds.
    """
    tokens = _tokens(text)
    if tokens is None:
        return None
    angles = [_angle(part) for part in _halves(tokens)]
    if len(angles) != 2 or angles[0] is None or angles[1] is None:
        return None
    (first, side), (second, other) = angles[0], angles[1]
    axes = (side in ("E", "W"), other in ("E", "W"))
    if not side and not other:
        return first, second
    if not side or not other or axes[0] == axes[1]:
        return None
    return (second, first) if axes[0] else (first, second)


def write_coordinates(latitude: float | None, longitude: float | None) -> str:
    """The pair as text that reads back as the same; nothing where there is none."""
    if latitude is None or longitude is None:
        return ""
    return f"{_written(latitude, 'N', 'S')}, {_written(longitude, 'E', 'W')}"


def _written(value: float, above: str, below: str) -> str:
    digits = repr(abs(value))
    if "e" in digits:  # next to zero
        digits = f"{abs(value):.20f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits} {below if value < 0 else above}"


Token = tuple[str, str]


def _tokens(text: str) -> list[Token] | None:
    """Numbers, units and sides, in order; None where anything else is in the text."""
    bare = text.strip().translate(PLAIN)
    found: list[Token] = []
    at = 0
    while at < len(bare) <= LONGEST:
        match = TOKEN.match(bare, at)
        if match is None:
            return None
        if match.lastgroup != "gap":
            found.append((str(match.lastgroup), match.group().upper()))
        at = match.end()
    return found or None


def _halves(tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each angle: sides part them, or degree signs, or there are as many numbers in each."""
    sides = [i for i, (kind, _) in enumerate(tokens) if kind == "side"]
    if len(sides) == 2:
        cut = sides[1] if sides[0] == 0 else sides[0] + 1
        return [tokens[:cut], tokens[cut:]]
    degrees = [i for i, (kind, sign) in enumerate(tokens) if kind == "unit" and PLACES[sign] == 0]
    if sides or len(degrees) == 2:
        cut = degrees[1] - 1 if len(degrees) == 2 else 0
        return [tokens[:cut], tokens[cut:]] if cut > 0 else []
    numbers = [i for i, (kind, _) in enumerate(tokens) if kind == "number"]
    if len(numbers) not in (2, 4, 6) or len(numbers) != len(tokens):
        return []
    cut = len(numbers) // 2
    return [tokens[:cut], tokens[cut:]]


def _angle(tokens: list[Token]) -> tuple[float, str] | None:
    """Degrees, and the side or nothing; None where these tokens are no angle."""
    sides = [sign[0] for kind, sign in tokens if kind == "side"]
    bare = [token for token in tokens if token[0] != "side"]
    parts: list[str] = []
    for n, (kind, sign) in enumerate(bare):
        if kind == "number":
            parts.append(sign)
        elif n == 0 or bare[n - 1][0] != "number" or PLACES[sign] != len(parts) - 1:
            return None
    if len(sides) > 1 or not 1 <= len(parts) <= 3:
        return None
    # A sign belongs to the degrees, and says the same as a side; what is below a degree is below 60.
    whole = all(re.fullmatch(r"[0-9]+", part.lstrip("-+")) for part in parts[:-1])
    signed = parts[0][0] in "-+"
    if not whole or (signed and sides) or any(part[0] in "-+" for part in parts[1:]):
        return None
    numbers = [float(part.replace(",", ".")) for part in parts]
    if any(number >= 60 for number in numbers[1:]):
        return None
    size = abs(numbers[0])
    if len(numbers) > 1:
        # Seven places are a centimetre: what is left of the division is no more exact than that.
        size = round(size + sum(n / 60**i for i, n in enumerate(numbers) if i), 7)
    below = parts[0][0] == "-" or (bool(sides) and sides[0] in "SW")
    return (-size if below and size else size), sides[0] if sides else ""
