"""What stands after a key word or a ">" in the quick line: names, references and texts."""

import re

from tracker.quickline.cursor import CLOSERS, DIGITS, Atom, Cursor
from tracker.quickline.names import Named, Names, solid, tokenise
from tracker.quickline.reading import Meaning
from tracker.quickline.words import KEYS, Part

_KEY = re.compile(rf"[,;>→\"“„«]|\b(?:{'|'.join(KEYS)})\s{{0,3}}:", re.IGNORECASE)
_REFERENCE = re.compile(r'[^\s,;:>"()]+')
_CLOCK_AHEAD = re.compile(r"\s{0,5}[0-9]{1,2}:[0-9]")


class Keyed(Cursor):
    """Reads "from:", "at:", "sector:", "party", ">" and their like with what belongs to them."""

    def _keyed(self, place: int) -> Atom | None:
        """A key word at `place` with what belongs to it."""
        token = self.tokens[place]
        if token.folded == "moved" and (to := self._next_word(place)) and self.tokens[to].folded == "to":
            colon = self._after_space(to + 1)
            return self._facility(place, colon + 1 if self._text(colon) == ":" else to + 1)
        part = KEYS.get(token.folded)
        if part is None:
            return None
        colon = self._after_space(place + 1)
        if self._text(colon) != ":":
            return self._without_colon(part, place)
        value = self._after_space(colon + 1)
        number_follows = value < len(self.tokens) and self.tokens[value].kind == "n"
        if number_follows and len(token.text) == 2 and token.text.isupper():
            return None  # "AT:5" is Austria
        if part is Part.SECTOR:
            return self._sector_named(place, value)
        if part is Part.FACILITY:
            return self._facility(place, colon + 1)
        if part is Part.PARTY:
            return self._party(place, colon + 1, sure=True)
        if part is Part.PLACE and _CLOCK_AHEAD.match(self.line, self.tokens[colon].end):
            return self._atom(Part.JOIN, place, colon + 1)  # "at: 02:10"
        return self._worded(part, place, colon + 1)

    def _without_colon(self, part: Part, place: int) -> Atom | None:
        """What needs no colon, since what follows is plain enough: "party P-17", "to Pabradė"."""
        if part is Part.PARTY:
            return self._party(place, place + 1, sure=False)
        name = self._next_word(place)
        if part is Part.FACILITY and name is not None:
            found = self.vocabulary.facility_names.whole(self.tokens, name, self.line)
            if found and self._stands_free(found.end):
                return self._facility(place, place + 1)
        return None

    def _next_word(self, place: int) -> int | None:
        after = self._after_space(place + 1)
        return after if after < len(self.tokens) and self.tokens[after].kind == "w" else None

    def _worded(self, part: Part, first: int, after_colon: int) -> Atom:
        """A text in quotation marks, or up to the next key or comma; `text:` takes the rest of the line."""
        start, value = self.tokens[first].start, self._after_space(after_colon)
        if value < len(self.tokens):
            at = self.tokens[value].start
            if self.line[at] == '"' or self.line[at] in CLOSERS:
                text, end, closed = self._quoted(at)
                if text.strip():
                    return Atom(part, start, end, text, notes=() if closed else ("quote_open",))
            end = len(self.line) if part is Part.TEXT else self._next_key(at)
            text = self.line[at:end].rstrip()
            if text:
                return Atom(part, start, at + len(text), text)
        return self._trouble(Meaning(part.value), "value_missing", first, after_colon)

    def _next_key(self, at: int) -> int:
        """Where a text that begins at `at` ends: before a comma, a quotation, a ">" or the next key."""
        for match in _KEY.finditer(self.line, at):
            if match.start() in self.place_of:
                return match.start()
        return len(self.line)

    def _party(self, first: int, after: int, *, sure: bool) -> Atom | None:
        value = self._after_space(after)
        if sure and self._text(value) == '"':
            text, end, _ = self._quoted(self.tokens[value].start)
            if text.strip():
                return Atom(Part.PARTY, self.tokens[first].start, end, text)
        match = _REFERENCE.match(self.line, self.tokens[value].start) if value < len(self.tokens) else None
        if match and (sure or any(char in DIGITS for char in match.group())):
            return Atom(Part.PARTY, self.tokens[first].start, match.end(), match.group())
        return self._trouble(Meaning.PARTY, "value_missing", first, after) if sure else None

    def _facility(self, first: int, after: int) -> Atom:
        return self._named(
            self.vocabulary.facility_names, Meaning.FACILITY, first, self._after_space(after), after
        )

    def _sector_named(self, first: int, value: int) -> Atom:
        atom = self._named(self.vocabulary.sector_names, Meaning.SECTOR, first, value, value)
        self.sector_read = self.sector_read or atom.part is Part.SECTOR
        return atom

    def _named(self, names: Names, meaning: Meaning, first: int, value: int, bare: int) -> Atom:
        """A name where one must follow: quoted, whole, or its beginning; else what it may have been."""
        part = Part(meaning.value)
        if value >= len(self.tokens):
            return self._trouble(meaning, "name_missing", first, bare)
        token, start = self.tokens[value], self.tokens[first].start
        if token.text == '"' or token.text in CLOSERS:
            text, end, _ = self._quoted(token.start)
            return self._one_of(names.exactly(text), part, meaning, start, end, text)
        if token.kind != "m":
            for found in (names.best(self.tokens, value, self.line), names.beginning(self.tokens, value, 1)):
                if found and self._stands_free(found.end):
                    end = self.tokens[found.end - 1].end
                    return self._one_of(found.names, part, meaning, start, end, self.line[token.start : end])
        if token.kind != "w":
            return self._trouble(meaning, "name_missing", first, bare)
        end = self.place_of[self._unread(value).end]
        near = names.near(token.folded)
        return self._trouble(meaning, f"unknown_{meaning.value}", first, end, candidates=near)

    def _one_of(
        self, names: list[Named], part: Part, meaning: Meaning, start: int, end: int, written: str
    ) -> Atom:
        if len(names) == 1:
            notes = () if self._is_whole(written, names[0]) else ("completed",)
            return Atom(part, start, end, names[0], notes=notes)
        code = f"ambiguous_{meaning.value}" if names else f"unknown_{meaning.value}"
        return Atom(Part.TROUBLE, start, end, (meaning, code), values={"candidates": names})

    @staticmethod
    def _is_whole(written: str, named: Named) -> bool:
        if written == named.name:
            return True
        return [t for _, t in solid(tokenise(written), 0)] == [t for _, t in solid(tokenise(named.name), 0)]
