"""Completion in the quick line: sectors, facilities after ">", nationalities, and the words of the grammar.

What is offered reads back as what it says. Labels, outcomes and services are offered with the colon that binds them to
the number to come.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tracker import nationalities
from tracker.quickline.cursor import STOPS
from tracker.quickline.names import Named, Names, Token, solid, tokenise
from tracker.quickline.reading import Completion, Meaning, Vocabulary
from tracker.quickline.scan import scan
from tracker.quickline.words import KEYWORDS, PARTS_OF_DAY, Day, Dims, Part
from tracker.quickline.write import spelled_facility, spelled_sector

MOST = 8
_MOST_WORDS = 3  # looked back from the cursor for a name of several words
_REACH = 200  # characters before the cursor that matter
_AFTER_ARROW = re.compile(r"(?:>|→|\bmoved to:?|\bto:)\s{0,5}([^,;>→\"]{0,120})\Z", re.IGNORECASE)
_AFTER_SECTOR = re.compile(r"\bsector:\s{0,5}([^,;>→\"]{0,120})\Z", re.IGNORECASE)

_search = lru_cache(maxsize=512)(nationalities.search)

_MEANINGS = {
    Part.SECTOR: Meaning.SECTOR,
    Part.KIND: Meaning.KIND,
    Part.CIRCUMSTANCE: Meaning.CIRCUMSTANCE,
    Part.STATUS: Meaning.STATUS,
    Part.LABEL: Meaning.GROUP,
    Part.OUTCOME: Meaning.OUTCOME,
    Part.SERVICE: Meaning.REFERRAL,
    Part.CLOCK: Meaning.WHEN,
    Part.DAY: Meaning.WHEN,
    Part.NO_TIME: Meaning.WHEN,
    Part.UNKNOWN: Meaning.PERSONS,
}

# What is said once, and so is not offered where one of these was said.
_ONCE = {
    Part.KIND: (Part.KIND,),
    Part.STATUS: (Part.STATUS,),
    Part.CLOCK: (Part.CLOCK, Part.NO_TIME),
    Part.NO_TIME: (Part.CLOCK, Part.NO_TIME),
    Part.DAY: (Part.DAY,),
    Part.UNKNOWN: (Part.UNKNOWN, Part.NUMBER, Part.RANGE),
}


def complete(line: str, cursor: int, vocabulary: Vocabulary) -> list[Completion]:
    """What the word at the cursor may become, best first, at most eight. Nothing inside a quotation."""
    cursor = max(0, min(cursor, len(line)))
    before = line[max(0, cursor - _REACH) : cursor]
    if line.count('"', 0, cursor) % 2:
        return []
    end = _end_of_word(line, cursor)
    if match := _AFTER_ARROW.search(before):
        names = vocabulary.facility_names
        found = [
            Completion(
                cursor - len(match[1]),
                end,
                spelled_facility(named, names),
                named.name,
                Meaning.FACILITY,
                named.id,
            )
            for named in _begun(names, match[1])
        ]
        if found or not match[1].strip():
            return found[:MOST]
    if match := _AFTER_SECTOR.search(before):
        start = cursor - len(match[1])
        key = before.lower().rindex("sector:") + cursor - len(before)
        return [
            Completion(key if ":" in text else start, end, text, named.name, Meaning.SECTOR, named.id)
            for named in _begun(vocabulary.sector_names, match[1])[:MOST]
            for text in [spelled_sector(named, vocabulary)]
        ]
    return _words(before, cursor, end, vocabulary)


def _words(before: str, cursor: int, end: int, vocabulary: Vocabulary) -> list[Completion]:
    tokens = tokenise(before)
    if not tokens or tokens[-1].kind != "w":
        return []
    last = scan(before, vocabulary)[-1]
    if last.part in (Part.CLOCK, Part.DAY) and last.start < tokens[-1].start:
        return []  # "3 am" is said in full: nobody means Armenia
    offset = cursor - len(before)
    ranked: list[tuple[int, Completion]] = []
    for start in _starts(tokens):
        typed = before[start:]
        folded = nationalities.fold(typed)
        if all(atom.part is not Part.SECTOR for atom in scan(before[:start], vocabulary)):
            begun = len(vocabulary.sector_names.begun(folded))
            sectors = _sectors(typed, offset + start, end, vocabulary)
            ranked += [(0 if at < begun else 4, sector) for at, sector in enumerate(sectors)]
        for country in _countries(typed, offset + start, end):
            is_code = typed.upper() == country.code or len(typed) == 2
            begins = nationalities.fold(country.label).startswith(folded)
            ranked.append((1 if is_code else 3 if begins else 4, country))
        ranked += [(2, keyword) for keyword in _keywords(folded, offset + start, end)]
    best: dict[tuple[Meaning, str], Completion] = {}
    for _, completion in sorted(ranked, key=lambda entry: entry[0]):
        same = (completion.meaning, completion.code)
        if same not in best and _reads_back(completion, before[: completion.start - offset], vocabulary):
            best[same] = completion
            if len(best) == MOST:
                break
    return list(best.values())


def _reads_back(completion: Completion, before: str, vocabulary: Vocabulary) -> bool:
    """Whether it still is what it says behind what stands before it: "time" and "unknown" make another thing."""
    text = completion.text.removesuffix(":")
    atoms = scan(f"{before}{text}{completion.text[len(text) :]}", vocabulary)
    for atom in atoms:
        if atom.start == len(before):
            once = _ONCE.get(atom.part, ())
            already = any(other.part in once for other in atoms if other is not atom)
            ends = atom.end == len(before) + len(text)
            return ends and not already and _MEANINGS.get(atom.part) is completion.meaning
    return False


def _starts(tokens: Sequence[Token]) -> Iterator[int]:
    """Where the name that is being typed may begin, farthest first: "Old mi" may be the Old mill."""
    starts: list[int] = []
    words = 0
    for place in range(len(tokens) - 1, -1, -1):
        token, before = tokens[place], tokens[place - 1] if place else None
        if token.kind in "wn":
            words += 1
            if before is None or before.kind == "s" or before.text in STOPS or before.text in "/~":
                starts.append(token.start)
        elif token.kind == "m" and token.text not in "-'’.":
            break
        if words == _MOST_WORDS:
            break
    yield from reversed(starts)


def _end_of_word(line: str, cursor: int) -> int:
    if not cursor or line[cursor - 1].isspace():
        return cursor
    rest = tokenise(line[cursor : cursor + _REACH])
    return cursor + (rest[0].end if rest and rest[0].kind in "wn" else 0)


def _begun(names: Names, typed: str) -> list[Named]:
    """Names that begin with what is typed, then those with a word that does, then those spelled nearly so."""
    wanted = " ".join(text for _, text in solid(tokenise(typed), 0))
    if not wanted:
        return [] if typed.strip() else list(names.every)
    begin = names.begun(wanted)
    inside = [named for key, named in names.keys if f" {wanted}" in key]
    return list(dict.fromkeys([*begin, *inside, *names.near(wanted)]))


def _sectors(typed: str, start: int, end: int, vocabulary: Vocabulary) -> list[Completion]:
    return [
        Completion(start, end, spelled_sector(named, vocabulary), named.name, Meaning.SECTOR, named.id)
        for named in _begun(vocabulary.sector_names, typed)
    ]


def _countries(typed: str, start: int, end: int) -> list[Completion]:
    return [
        Completion(start, end, f"{_spelled(found)}:", found.name, Meaning.GROUP, found.code)
        for found in _search(typed, MOST)
    ]


@lru_cache(maxsize=512)
def _spelled(found: nationalities.Nationality) -> str:
    """The name where it reads back by itself, else the code."""
    plain = all(char.isalpha() or char in " -'’" for char in found.name)
    return found.name if plain and nationalities.parse(found.name) == found.code else found.code


def _keywords(wanted: str, start: int, end: int) -> list[Completion]:
    if len(wanted) < 2:
        return []
    return [
        Completion(
            start, end, f"{word.text}:" if word.counted else word.text, word.text,
            _MEANINGS[word.word.part], _code(word.word.part, word.word.value),
        )
        for word in KEYWORDS
        if word.folded.startswith(wanted)
    ]  # fmt: skip


def _code(part: Part, value: object) -> str:
    if isinstance(value, Dims):
        return "/".join(said for said in (value.sex, value.age) if said)
    if isinstance(value, Day):
        return "today" if value.ago == 0 else "yesterday"
    if part is Part.CLOCK:
        return {hour: name for name, hour in PARTS_OF_DAY.items()}[getattr(value, "hour", 0)]
    return str(value) if value else part.value
