"""JSON of any size, one value after the other: no more than one piece of it is ever in memory.

`Source` goes through a text and hands out its values as text, cut out by their brackets and bounded in size; `parse`
reads one of them, with less forbearance than Python's own: a key that stands twice, NaN and endless depth are told.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

MAX_DEPTH = 100
MAX_VALUE = 5_000_000  # characters of one value: an area with 200,000 corners
_PIECE = 1 << 18  # characters
_BLANK = " \t\r\n\ufeff\x1e"  # the last one begins each text of a sequence (RFC 8142)
_SIGN = re.compile(r'["{}\[\]]')
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(r"[^\s,\]}]*+")


class NotJson(Exception):
    """The text is no JSON."""


class TooBig(Exception):
    """One value has more than MAX_VALUE characters."""


class Odd(Exception):
    """A value that is JSON and is not taken: `code` of a problem, and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class Source:
    """A text that is read from its start to its end."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0

    def peek(self) -> str:
        """The next character that is not blank, without taking it; "" at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _BLANK:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, *signs: str) -> str:
        """Take one of the signs, or raise NotJson."""
        found = self.peek()
        if not found or found not in signs:
            raise NotJson
        self._at += 1
        return found

    def value(self) -> str:
        """The text of the next value, as far as its brackets say. Raises NotJson, TooBig."""
        first = self.peek()
        if first in ("{", "["):
            return self._nested()
        if first == '"':
            return self._cut(self._string(0))
        length = self._end_of_scalar()
        if not length:
            raise NotJson
        return self._cut(length)

    def members(self) -> Iterator[str]:
        """The keys of an object; the caller takes the value of each before asking for the next."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            if self.peek() != '"':
                raise NotJson
            yield str(parse(self._cut(self._string(0))))
            if self.take(",", "}") == "}":
                return

    def elements(self) -> Iterator[str]:
        """The values of an array, each as text."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.take(",", "]") == "]":
                return

    def _nested(self) -> str:
        depth, at = 0, 0  # from where the value begins
        while True:
            match = _SIGN.search(self._text, self._at + at)
            if match is None:
                at = len(self._text) - self._at
                self._grow(at)
                continue
            at = match.start() - self._at
            if match[0] == '"':
                at = self._string(at)
                continue
            at += 1
            depth += 1 if match[0] in "{[" else -1
            if depth == 0:
                return self._cut(at)

    def _string(self, at: int) -> int:
        """Where the string that begins at `at` ends."""
        while (match := _STRING.match(self._text, self._at + at)) is None:
            self._grow(len(self._text) - self._at)
        return match.end() - self._at

    def _end_of_scalar(self) -> int:
        while True:
            match = _SCALAR.match(self._text, self._at)
            end = match.end() if match else self._at
            if end < len(self._text) or not self._more():
                return end - self._at
            if len(self._text) > _PIECE * 3:
                raise NotJson  # no number is that long

    def _cut(self, length: int) -> str:
        self._at += length
        return self._text[self._at - length : self._at]

    def _grow(self, length: int) -> None:
        """Read on in the midst of a value, of which `length` characters are here."""
        if length > MAX_VALUE:
            raise TooBig
        if not self._more():
            raise NotJson

    def _more(self) -> bool:
        piece = self._file.read(
            max(_PIECE, len(self._text) - self._at)
        )  # twice as much, so that all is linear
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)


def parse(text: str) -> Any:
    """The value of a JSON text. Raises NotJson, and Odd for what is not taken.

    Codes: json_too_deep (limit), json_key_twice (key), json_not_a_number (value).
    """
    if _depth(text) > MAX_DEPTH:
        raise Odd("json_too_deep", limit=MAX_DEPTH)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse)
    except ValueError:  # also of a whole number of thousands of digits
        raise NotJson from None


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    for match in re.finditer(r'[{\[]|[}\]]|"[^"\\]*+(?:\\.[^"\\]*+)*+"', text, re.DOTALL):
        if match[0] in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "}]":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Odd("json_key_twice", key=key[:80])
            seen.add(key)
    return found


def _refuse(constant: str) -> None:
    raise Odd("json_not_a_number", value=constant)
