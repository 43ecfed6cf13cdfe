"""One submission of an ODK or KoboToolbox form: its XML, read with little trust, and laid flat.

`<data id="arrivals"><group><persons>5</persons></group></data>` has the value 5 under `group/persons`. What a form lets
be said several times (a repeat) is an element that stands several times in the same place; the XML of one submission
does not tell a repeat that was said once from a group, so `repeated` of all submissions has to be known first.

Codes of `BadSubmission`: xml_damaged, xml_doctype, xml_too_deep (limit), xml_too_large (limit, in elements),
submission_encrypted, submission_none.
"""

import xml.parsers.expat
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 4_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 50
_MAX_NAME = 200  # characters of an element's name; paths are put together from them
_MAX_VALUES = 2_000


class BadSubmission(Exception):
    """Why a submission is not read: `code` of a problem, and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(slots=True)
class Element:
    """An element without its namespace; `parts` are the elements in it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    parts: list["Element"] = field(default_factory=list)


@dataclass(slots=True)
class Flat:
    """A submission laid flat: text by path, and of each repeat its items, in the order in which they stand."""

    values: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def parse_submission(data: bytes) -> Element:
    """The root of a submission. Raises BadSubmission."""
    if len(data) > MAX_BYTES:
        raise BadSubmission("xml_too_large", limit=MAX_ELEMENTS)
    root = _parse(data)
    if root.attributes.get("encrypted") == "yes" or any(p.name == "encryptedXmlFile" for p in root.parts):
        raise BadSubmission("submission_encrypted")
    if not root.parts or root.name in ("html", "svg"):
        raise BadSubmission("submission_none")
    return root


def _parse(data: bytes) -> Element:
    top = Element("")
    stack = [top]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(name) > _MAX_NAME:
            raise BadSubmission("xml_too_large", limit=MAX_ELEMENTS)
        if len(stack) > MAX_DEPTH:
            raise BadSubmission("xml_too_deep", limit=MAX_DEPTH)
        found = Element(_bare(name), {_bare(key): value for key, value in attributes.items()})
        stack[-1].parts.append(found)
        stack.append(found)

    def end(_name: str) -> None:
        stack.pop()

    def text(said: str) -> None:
        if not stack[-1].parts:  # between elements there is only white space
            stack[-1].text += said

    def refuse(*_: object) -> None:  # entities are declared in it, and grow without end
        raise BadSubmission("xml_doctype")

    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 18
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (
        xml.parsers.expat.ExpatError,
        ValueError,
        LookupError,
    ):  # the last two: an encoding that there is not
        raise BadSubmission("xml_damaged") from None
    return top.parts[0]


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def repeated(root: Element) -> set[str]:
    """The paths of elements that hold others and stand several times in one place."""
    found: set[str] = set()
    for path, element in _walk(root, ""):
        seen: set[str] = set()
        for part in element.parts:
            if part.name in seen and part.parts:
                found.add(f"{path}{part.name}")
            seen.add(part.name)
    return found


def _walk(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    yield path, element
    for part in element.parts:
        yield from _walk(part, f"{path}{part.name}/")


def flatten(root: Element, repeats: set[str]) -> Flat:
    """The submission laid flat; `repeats` are paths. What stands in a repeat has a path of its own within it.

    Raises BadSubmission where it has more values than any table could hold.
    """
    flat = Flat()
    _lay(root, "", flat, repeats)
    if not flat.values.get("meta/instanceID") and root.attributes.get("instanceID"):
        flat.values["meta/instanceID"] = root.attributes["instanceID"]
    return flat


def _lay(element: Element, before: str, flat: Flat, repeats: set[str]) -> None:
    for part in element.parts:
        path = f"{before}{part.name}"
        if path in repeats:
            flat.repeats.setdefault(path, []).append(dict(_leaves(part, "")))
        elif part.parts:
            _lay(part, f"{path}/", flat, repeats)
        else:
            said = part.text.strip()
            before_it = flat.values.get(path)
            if len(flat.values) > _MAX_VALUES:
                raise BadSubmission("xml_too_large", limit=_MAX_VALUES)
            flat.values[path] = f"{before_it};{said}" if before_it and said else before_it or said


def _leaves(element: Element, before: str) -> Iterator[tuple[str, str]]:
    for part in element.parts:
        if part.parts:
            yield from _leaves(part, f"{before}{part.name}/")
        else:
            yield f"{before}{part.name}", part.text.strip()
