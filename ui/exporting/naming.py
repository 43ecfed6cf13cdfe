"""What the file of an export is called: its ending says its form, and nothing in its name is about a person."""

from datetime import date
from pathlib import Path

FORMS = ("xlsx", "zip", "csv", "geojson")
_TAGGED = ("xlsx", "zip", "csv")  # GeoJSON has no header that tags could stand under
_ENDINGS = [(f".hxl.{form}", form, True) for form in _TAGGED] + [(f".{form}", form, False) for form in FORMS]


def ending_of(form: str, hxl: bool) -> str:
    """The ending of a form, with its tags or without."""
    return f".hxl.{form}" if hxl and form in _TAGGED else f".{form}"


def form_by_ending(name: str) -> tuple[str, bool] | None:
    """The form that a name ends in, and whether it has tags; None for any other ending."""
    found = _known(name)
    return None if found is None else (found[1], found[2])


def with_ending(path: Path, ending: str) -> Path:
    """The path with this ending, in the place of one that it has."""
    found = _known(path.name)
    bare = path.name if found is None else path.name[: -len(found[0])]
    return path.parent / ((bare or "export") + ending)


def file_name(words: str, day: date, ending: str) -> str:
    """Words and a day."""
    return f"{words} {day.isoformat()}{ending}"


def free_name(path: Path) -> Path:
    """The next name of its kind that no file has: x.csv, x (2).csv, x (3).csv."""
    found = _known(path.name)
    ending = found[0] if found is not None else path.suffix
    bare = path.name[: len(path.name) - len(ending)]
    number = 2
    while (free := path.with_name(f"{bare} ({number}){ending}")).exists():
        number += 1
    return free


def _known(name: str) -> tuple[str, str, bool] | None:
    low = name.casefold()
    return next((known for known in _ENDINGS if low.endswith(known[0])), None)
