"""The quick line in tokens, and what everybody who reads at one of them needs."""

import re
from dataclasses import dataclass, field
from typing import Any

from tracker.quickline.names import tokenise
from tracker.quickline.reading import Meaning, Vocabulary
from tracker.quickline.words import Part

DIGITS = "0123456789"
STOPS = frozenset(
    ',;"“”„«»>→()[]:='
)  # end a word that is not read, and leave what was read before them alone
CLOSERS = {"“": re.compile("”"), "„": re.compile("[“”]"), "«": re.compile("»")}
_QUOTED = re.compile(r'"((?:[^"]++|"")*+)("|\Z)')


@dataclass(slots=True)
class Atom:
    """A stretch of the line and what it is by itself. TROUBLE has as its value what it was meant as, and the code."""

    part: Part
    start: int
    end: int
    value: Any = None
    notes: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


class Cursor:
    """A line in tokens, the stretches read so far, and ways to ask what stands around a token."""

    def __init__(self, line: str, vocabulary: Vocabulary) -> None:
        self.line = line
        self.vocabulary = vocabulary
        self.tokens = tokenise(line)
        self.place_of = {token.start: place for place, token in enumerate(self.tokens)}
        self.place_of[len(line)] = len(self.tokens)
        self.atoms: list[Atom] = []
        self.sector_read = False

    def _atom(self, part: Part, first: int, end: int, value: Any = None, **more: Any) -> Atom:
        """An atom over the tokens from `first` up to, and without, `end`."""
        return Atom(part, self.tokens[first].start, self.tokens[end - 1].end, value, **more)

    def _trouble(self, meaning: Meaning, code: str, first: int, end: int, **values: Any) -> Atom:
        return self._atom(Part.TROUBLE, first, end, (meaning, code), values=values)

    def _after_space(self, place: int) -> int:
        while place < len(self.tokens) and self.tokens[place].kind == "s":
            place += 1
        return place

    def _text(self, place: int) -> str:
        return self.tokens[place].text if place < len(self.tokens) else ""

    def _stands_free(self, end: int) -> bool:
        """Whether what ends before the token `end` is a word of its own, not half of "men's" or "23-"."""
        if end >= len(self.tokens) or self.tokens[end].kind == "s":
            return True
        text = self.tokens[end].text
        if text in STOPS or text in "/?|،؛、":
            return True
        after = self._text(end + 1)
        return self.tokens[end].kind == "m" and (not after or after.isspace() or after in STOPS)

    def _begins_free(self, place: int) -> bool:
        before = self.tokens[place - 1] if place else None
        return before is None or before.kind == "s" or before.text in STOPS or before.text in "~≈/،"

    def _quotation(self, place: int) -> Atom:
        start = self.tokens[place].start
        text, end, closed = self._quoted(start)
        return Atom(Part.TEXT, start, end, text, notes=() if closed else ("quote_open",))

    def _quoted(self, start: int) -> tuple[str, int, bool]:
        """What a quotation says, where it ends, and whether it was closed."""
        if match := _QUOTED.match(self.line, start):
            return match[1].replace('""', '"'), match.end(), match[2] == '"'
        closed = CLOSERS[self.line[start]].search(self.line, start + 1)
        if closed is None:
            return self.line[start + 1 :], len(self.line), False
        return self.line[start + 1 : closed.start()], closed.end(), True

    def _unread(self, place: int) -> Atom:
        end = place + 1
        while end < len(self.tokens) and self.tokens[end].kind != "s" and self.tokens[end].text not in STOPS:
            end += 1
        if self.tokens[place].text[0] in DIGITS and self._begins_free(place):
            return self._trouble(Meaning.PERSONS, "number_unclear", place, end)
        return self._atom(Part.WORD, place, end, self.tokens[place].folded if end == place + 1 else "")
