"""Named profiles: how tables of one kind are read, kept as small TOML files; shipped ones, and the user's own.

    title = "Italy: landings by day"
    as = "published-totals"
    map = ["day=Data", "value=Valore"]
    set = ["rule=persons"]

Keys are those of `_KEYS` below; `map` and `set` say what `--map` and `--set` would. A profile is offered where all its
columns are there; nothing uses one that nobody named.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tracker.errors import TrackerError, WrongUse
from tracker.files.dates import Order
from tracker.files.fields import Subject
from tracker.files.layout import Layout
from tracker.files.mapping import parse_map, parse_mapping
from tracker.files.request import Request
from tracker.files.tables import Table
from tracker.settings import profiles_folder
from tracker.whole_file import write_whole

SHIPPED = Path(__file__).resolve().parent.parent.parent / "resources" / "profiles"

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,58}[a-z0-9]|[a-z0-9]")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_MOST = 1_000_000  # bytes
_KEYS: dict[str, type] = {
    "title": str,
    "as": str,
    "map": list,
    "set": list,
    "sheet": str,
    "encoding": str,
    "delimiter": str,
    "date-order": str,
    "time-zone": str,
    "source": str,
    "licence": str,
    "layout": dict,
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How a table is read. `maps` and `sets` as on the command line; `time_zone` is for a store that is made.

    `source` says whose tables these are, `licence` on what terms.
    """

    name: str
    subject: Subject
    maps: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    title: str = ""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    order: Order | None = None
    time_zone: str | None = None
    source: str | None = None
    licence: str | None = None
    layout: Layout | None = None
    shipped: bool = False

    def columns(self) -> list[str]:
        """The columns that it reads."""
        return [parse_map(self.subject, text)[1] for text in self.maps]


def find_profiles() -> list[Profile]:
    """All profiles that can be read, the user's own first; an own one hides a shipped one of its name."""
    found: dict[str, Profile] = {}
    for folder in (profiles_folder(), SHIPPED):
        for path in sorted(folder.glob("*.toml")):
            if path.stem not in found:
                try:
                    found[path.stem] = read_profile(path)
                except TrackerError:
                    continue  # named, it says what is wrong with it
    return list(found.values())


def get_profile(name: str) -> Profile:
    """The profile of a name, or in a file. Raises WrongUse where there is none, or it cannot be read."""
    if name.endswith(".toml"):
        return read_profile(Path(name))
    for folder in (profiles_folder(), SHIPPED):
        path = folder / f"{name}.toml"
        if _NAME.fullmatch(name) and path.is_file():
            return read_profile(path)
    raise WrongUse("profile_unknown", name=name, known=[one.name for one in find_profiles()] or "none yet")


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises WrongUse, with what is wrong in it."""
    try:
        if path.stat().st_size > _MOST:
            raise ValueError("it is too large")
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(path, error.strerror or type(error).__name__) from None
    except (ValueError, RecursionError) as error:  # not UTF-8, no TOML, or brackets in brackets without end
        raise _unreadable(path, str(error)) from None
    for key, value in said.items():
        if key not in _KEYS:
            raise _unreadable(path, f"there is no key “{key}”; keys are {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]) or (
            isinstance(value, list) and not all(isinstance(one, str) for one in value)
        ):
            raise _unreadable(path, f"“{key}” is not {'a list of texts' if _KEYS[key] is list else 'a text'}")
    try:
        return _made_of(path, said)
    except ValueError as error:
        raise _unreadable(path, str(error)) from None


def _made_of(path: Path, said: dict[str, Any]) -> Profile:
    subjects = [subject.value for subject in Subject]
    if said.get("as") not in subjects:
        raise ValueError(f"“as” is not one of {', '.join(subjects)}")
    order = said.get("date-order")
    if order not in (None, "dmy", "mdy"):
        raise ValueError("“date-order” is neither dmy nor mdy")
    subject = Subject(said["as"])
    maps, sets = said.get("map", []), said.get("set", [])
    parse_mapping(subject, maps, sets)
    return Profile(
        name=path.stem,
        subject=subject,
        maps=tuple(maps),
        sets=tuple(sets),
        title=said.get("title", ""),
        sheet=said.get("sheet"),
        encoding=said.get("encoding"),
        delimiter=said.get("delimiter"),
        order=order,
        time_zone=said.get("time-zone"),
        source=said.get("source"),
        licence=said.get("licence"),
        layout=Layout.from_json(said["layout"]) if "layout" in said else None,
        shipped=path.parent == SHIPPED,
    )


def _unreadable(path: Path, reason: str) -> WrongUse:
    return WrongUse("profile_unreadable", file=path.name, reason=reason)


def save_profile(profile: Profile) -> Path:
    """Keep a profile among the user's own, in place of one of the same name; returns where.

    Raises WrongUse for a name that cannot be a file's everywhere, and as `whole_file` does.
    """
    if not _NAME.fullmatch(profile.name) or profile.name.split(".")[0] in _RESERVED:
        raise WrongUse("profile_name", name=profile.name)
    values: dict[str, Any] = {
        "title": profile.title,
        "as": profile.subject.value,
        "map": profile.maps,
        "set": profile.sets,
        "sheet": profile.sheet,
        "encoding": profile.encoding,
        "delimiter": profile.delimiter,
        "date-order": profile.order,
        "time-zone": profile.time_zone,
        "source": profile.source,
        "licence": profile.licence,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value]
    if profile.layout is not None:
        lines += ["", *_layout_lines(profile.layout)]
    path = profiles_folder() / f"{profile.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, ("\n".join(lines) + "\n").encode())
    return path


def _layout_lines(layout: Layout) -> list[str]:
    said = layout.as_json()
    wide = said.pop("wide")
    lines = ["[layout]", *(f"{key} = {_toml(value)}" for key, value in said.items() if value is not None)]
    if wide is not None:
        lines += ["[layout.wide]", *(f"{key} = {_toml(value)}" for key, value in wide.items())]
    return lines


def _toml(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return '"' + "".join(_escaped(sign) for sign in value) + '"'
    return "[" + ", ".join(_toml(one) for one in value) + "]"


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign


def profile_of(request: Request, name: str) -> Profile:
    """What a request says about how a table is read, as a profile."""
    return Profile(
        name=name,
        subject=request.subject,
        maps=tuple(request.maps),
        sets=tuple(request.sets),
        sheet=request.sheet,
        encoding=request.encoding,
        delimiter=request.delimiter,
        order=request.order,
        time_zone=request.time_zone,
        layout=request.layout,
    )


def with_profile(request: Request, profile: Profile) -> Request:
    """The request, with what the profile says wherever the request itself says nothing. Its maps add to the profile's.

    Raises WrongUse for a request of another subject.
    """
    if request.subject is not profile.subject:
        raise WrongUse("profile_of_other_subject", name=profile.name, subject=profile.subject.value)
    return replace(
        request,
        profile=profile.name,
        maps=[*request.maps, *profile.maps],
        sets=[*profile.sets, *request.sets],  # the last one counts
        sheet=request.sheet or profile.sheet,
        encoding=request.encoding or profile.encoding,
        delimiter=request.delimiter or profile.delimiter,
        order=request.order or profile.order,
        time_zone=request.time_zone or profile.time_zone,
        layout=request.layout or profile.layout,
    )


def suggest_profile(table: Table) -> Profile | None:
    """The profile whose columns are all in the table, of several the one with most; None for none."""
    fitting = [
        profile
        for profile in find_profiles()
        if profile.maps and all(table.columns(column) for column in profile.columns())
    ]
    return max(fitting, key=lambda profile: len(profile.maps), default=None)
