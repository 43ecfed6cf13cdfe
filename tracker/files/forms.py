"""What forms of ODK and KoboToolbox have in common, in whatever file they come: column names, ids, repeats.

A heading is the path of a question: `group/persons`, or `group-persons`. `meta/instanceID` (`_uuid`, `KEY`) is the id
by which a submission is known again; after a correction it has a new one, and `meta/deprecatedID` (`meta/rootUuid`,
`KEY`) names the one before. What was said several times stands in one cell: "sex: f, age: 34; sex: m, age: 12".
"""

import re
from collections.abc import Iterable

from tracker.files.tables import MAX_CELL
from tracker.nationalities import fold

REPEAT = "[]"  # behind the name of a column that holds the items of a repeat

_IDS = {"meta instanceid", "instanceid", "meta rootuuid", "uuid"}
_SIGNS = re.compile(r"[;:,\s]+")
_PLACE = re.compile(r"_.*_(latitude|longitude)")


def is_form(header: Iterable[str]) -> bool:
    """Whether a table with these columns comes from a form."""
    names = {fold(name) for name in header}
    return bool(names & _IDS) or {"key", "submissiondate"} <= names


def bare_name(column: str, header: Iterable[str]) -> str | None:
    """The question's own name out of its path; None for one choice of a question that has several: `needs/food`."""
    if match := _PLACE.fullmatch(column.casefold()):  # _gps_latitude, as KoboToolbox splits a point
        return match[1]
    for sign in ("/", "-"):
        group, found, name = column.rpartition(sign)
        if found:
            return None if group.casefold() in {title.casefold() for title in header} else name
    return column


def submission_id(text: str) -> str:
    """An id as it is compared: KoboToolbox leaves the `uuid:` out in places."""
    return text.strip().casefold().removeprefix("uuid:")


def items_text(items: Iterable[dict[str, str]], most: int = MAX_CELL) -> str:
    """The items of a repeat in one cell. Of what has more than `most` characters so much that this can be seen."""
    parts: list[str] = []
    length = 0
    for item in items:
        said = []
        for name, value in item.items():
            if value and length <= most:
                said.append(f"{name}: {_SIGNS.sub(' ', value)}")
                length += len(said[-1]) + 2
        parts.append(", ".join(said))
        if length > most:
            break
    return "; ".join(parts)


def read_items(text: str) -> list[dict[str, str]]:
    """The items in such a cell, each by the question's own name, folded; what says nothing is left out."""
    found = []
    for part in text.split(";"):
        pairs = [pair.partition(":") for pair in part.split(",") if ":" in pair]
        item = {fold(name.rpartition("/")[2]): value.strip() for name, _, value in pairs if value.strip()}
        if item:
            found.append(item)
    return found
