"""Finding names in the quick line: its tokens, and sectors, facilities and nationalities among them."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tracker import nationalities
from tracker.quickline.words import NOT_CODES_WHEN_SMALL


@dataclass(frozen=True, slots=True)
class Named:
    """A sector or a facility: its id and its name."""

    id: str
    name: str


class Token(NamedTuple):
    """A piece of the line: `kind` is w for a word, n for a whole number, s for white space, m for one mark."""

    kind: str
    start: int
    end: int
    text: str
    folded: str


# A word is what is neither white space nor punctuation, in whatever script; marks are taken one by one.
_TOKEN = re.compile(
    # Marks of direction, which come with what is pasted from a chat, are no more than white space.
    r"(?P<s>[\s\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+)"
    r"|(?P<w>[^\s\x00-\x2f:-@\[-`{-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7"
    r"\u060c\u061b\u061f\u2000-\u206f\u2190-\u21ff\u2200-\u22ff\u3000-\u303f\uff0c]+)"
    r"|(?P<m>.)",
    re.DOTALL,
)
# Marks that may stand between the words of a name, in the line or in the name, as if they were a space.
SOFT = frozenset("-'’‘.()&_–·")
_LONGEST_WORD = 200  # characters; folding a whole pasted page would take longer than a key press may


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A word as it is compared; what has neither letter nor digit folds to nothing."""
    if word.isascii() and word.isdigit():
        return word
    return nationalities.fold(word[:_LONGEST_WORD])


def tokenise(text: str) -> list[Token]:
    """The whole text in pieces, none left out."""
    tokens = []
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "m", match.group()
        folded = ""
        if kind == "w":
            folded = fold(piece)
            if piece.isascii() and piece.isdigit():
                kind = "n"
        tokens.append(Token(kind, match.start(), match.end(), piece, folded))
    return tokens


def solid(tokens: Sequence[Token], first: int) -> Iterator[tuple[int, str]]:
    """What is compared from `first` on, with its place: folded words and hard marks, in order."""
    for place in range(first, len(tokens)):
        token = tokens[place]
        if token.kind in "wn":
            if token.folded:
                yield place, token.folded
        elif token.kind == "m" and token.text not in SOFT:
            yield place, token.text


class Found(NamedTuple):
    """Names that a stretch of tokens may mean; `end` is the place after its last token."""

    end: int
    names: list[Named]


class Names:
    """The sectors or the facilities of a situation, ready to be looked up at each key press."""

    def __init__(self, names: Sequence[Named]) -> None:
        self.every = list(names)
        self.longest = 0
        self.keys: list[tuple[str, Named]] = []
        self._whole: dict[tuple[str, ...], list[Named]] = {}
        self._firsts: dict[str, set[int]] = {}
        self._near: dict[str, list[Named]] = {}
        for named in self.every:
            key = tuple(text for _, text in solid(tokenise(named.name), 0))
            if key:
                self._whole.setdefault(key, []).append(named)
                self._firsts.setdefault(key[0], set()).add(len(key))
                self.longest = max(self.longest, len(key))
            self.keys.append((" ".join(key), named))

    def whole(self, tokens: Sequence[Token], first: int, line: str) -> Found | None:
        """The longest whole name that begins at `first`. Of names that fold alike, the one spelled as the line is."""
        lengths = self._firsts.get(tokens[first].folded or tokens[first].text)
        if not lengths:
            return None
        words: list[str] = []
        found: Found | None = None
        for place, text in solid(tokens, first):
            words.append(text)
            if len(words) in lengths and (names := self._whole.get(tuple(words))):
                spelled = line[tokens[first].start : tokens[place].end]
                found = Found(place + 1, [n for n in names if n.name == spelled] or names)
            if len(words) >= max(lengths):
                break
        return found

    def best(self, tokens: Sequence[Token], first: int, line: str) -> Found | None:
        """The longest whole name; at the end of the line, where it is being typed, a longer one that begins so."""
        whole = self.whole(tokens, first, line)
        if whole is None or whole.end == len(tokens):
            return whole
        begun = self.beginning(tokens, first, 1)
        return begun if begun and begun.end > whole.end and begun.end == len(tokens) else whole

    def beginning(self, tokens: Sequence[Token], first: int, least: int) -> Found | None:
        """The names of which the words from `first` on are a beginning of at least `least` letters."""
        words: list[tuple[int, str]] = []
        if not tokens[first].folded:
            return None
        for place, text in solid(tokens, first):
            if tokens[place].kind == "m" or len(words) == self.longest:
                break
            words.append((place, text))
        while words:
            # "Post 23 persons" shall not become the beginning of "Post 23 North".
            if len(words) == 1 or tokens[words[-1][0]].kind != "n":
                joined = " ".join(text for _, text in words)
                if len(joined) < least:
                    return None
                names = [named for key, named in self.keys if key.startswith(joined)]
                if names:
                    return Found(words[-1][0] + 1, names)
            words.pop()
        return None

    def begun(self, folded: str) -> list[Named]:
        """The names that begin with a folded text."""
        return [named for key, named in self.keys if folded and key.startswith(folded)]

    def exactly(self, text: str) -> list[Named]:
        """The names that a quoted text may mean: as spelled, else folded, else by its beginning."""
        spelled = [named for named in self.every if named.name == text]
        if spelled or not text:
            return spelled
        joined = " ".join(word for _, word in solid(tokenise(text), 0))
        same = [named for key, named in self.keys if key and key == joined]
        return same or [named for key, named in self.keys if joined and key.startswith(joined)]

    def near(self, folded: str) -> list[Named]:
        """Names that are spelled nearly so, best first: to be suggested, never taken."""
        if not 4 <= len(folded) <= 60:
            return []
        if folded not in self._near:
            if len(self._near) > 500:
                self._near.clear()
            close = difflib.get_close_matches(folded, {key for key, _ in self.keys}, n=3, cutoff=0.8)
            self._near[folded] = [named for word in close for key, named in self.keys if key == word]
        return self._near[folded]


class Country(NamedTuple):
    """A nationality that a stretch of tokens means, or, not `sure`, those that it could mean. `end` as in Found."""

    end: int
    codes: tuple[str, ...]
    sure: bool = True
    demonym: bool = False


_MOST_WORDS = 7  # "South Georgia and the South Sandwich Islands" has as many
_FARTHEST = 2 * _MOST_WORDS
_LONGEST_NAME = 80

_parse = lru_cache(maxsize=8192)(nationalities.parse)

# How English makes a people of a country: what the word ends in, and what the country does instead.
_ENDINGS = (
    *(("n", ""), ("i", ""), ("ian", ""), ("an", ""), ("ese", ""), ("", "istan"), ("", "a"), ("ese", "a")),
    *(("ian", "e"), ("can", "co")),
)


def country_at(
    tokens: Sequence[Token], first: int, line: str, *, bound: bool, counted: bool
) -> Country | None:
    """The longest name or code of a nationality that begins at `first`.

    `bound`: a colon follows the first word, so that small words may be codes. `counted`: a colon or a number follows
    it, so that a word which is no name of one country may be meant as one.
    """
    ends: list[int] = []
    for place in range(first, min(first + _FARTHEST, len(tokens))):
        token = tokens[place]
        if token.kind == "w":
            ends.append(place + 1)
        elif token.kind == "n" or (token.kind == "m" and token.text not in SOFT):
            break
    for end in reversed(ends):
        text = line[tokens[first].start : tokens[end - 1].end]
        if len(text) > _LONGEST_NAME:
            continue
        if "(" in text and tokens[end : end + 1] and tokens[end].text == ")":
            end += 1
        code = _parse(text)
        if code and (end - first > 1 or bound or _is_said(text)):
            return Country(end, (code,))
    if counted and ends:
        codes, demonym = _unsure(tokens[first].text)
        return Country(first + 1, codes, demonym, demonym) if codes else None
    return None


def _is_said(word: str) -> bool:
    """Whether a word may be a nationality with no colon after it: "AT 5", "iq 5", and not "at 5"."""
    return len(word) > 1 and (word.isupper() or word.lower() not in NOT_CODES_WHEN_SMALL)


@lru_cache(maxsize=2048)
def _unsure(word: str) -> tuple[tuple[str, ...], bool]:
    """What a word that is no country's name may mean, and whether it is a people's name made from a country's."""
    if not 4 <= len(word) <= _LONGEST_NAME or word.lower() in NOT_CODES_WHEN_SMALL:
        return (), False
    folded = fold(word)
    several = nationalities.candidates(word)
    # "Indian" is of India, whatever oceans there are; "Dominican" may be of Dominica or of the republic.
    if not any(fold(found.name).startswith(folded) for found in several):
        for form in (folded, folded.removesuffix("s")):
            for ending, instead in _ENDINGS:
                stem = form.removesuffix(ending) + instead
                if form.endswith(ending) and len(stem) >= 4 and (code := _parse(stem)):
                    return (code,), True
    # Capitals tell a name from "north 5".
    return (tuple(found.code for found in several) if word[0].isupper() else ()), False
