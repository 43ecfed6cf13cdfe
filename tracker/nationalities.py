"""Nationalities: codes, names in many languages, and reading either from what people write.

Standard library only, and nothing is read from disk before the first look-up: the entry form needs this before the
first paint.

Codes are ISO 3166-1 alpha-3. Those of our own, none of which ISO will ever assign (AAA-AAZ, QMA-QZZ, XAA-XZZ and
ZZA-ZZZ are left to users) and none of which ICAO Doc 9303 part 3 uses otherwise:

    XXX  unknown                    ICAO 9303: unspecified nationality
    XXA  stateless                  ICAO 9303: stateless person, 1954 Convention
    XOT  other than those listed    ours; the *altre* of Italy's tables
    XCG  Congo, not said which      ours; COD is Congo (Kinshasa), COG is Congo (Brazzaville)
    XKX  Kosovo                     as the EU, the World Bank and the CLDR (XK) have it

Read as well: alpha-2 codes; the EU's EL and UK; document codes of ICAO 9303 (D, GBD to GBS, RKS, and XXB, XXC: a
refugee's document, which says nothing of nationality, so unknown); Frontex's as IOM's gdidata explains them (OOO
unknown, OOS unidentified sub-Saharan Africa, STL stateless); Eurostat's STLS and UNHCR's UKN; withdrawn codes of
ISO 3166-3 with one successor. UNK is unclear on purpose: unknown to Eurostat, Kosovo under UNMIK to ICAO.

Names are the CLDR's, cut from Babel by `resources/nationalities/make.py`; `aliases.json` beside it is kept by hand and
holds the codes above, the forms of the UN's and ISO's lists, and short forms in use.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

UNKNOWN = "XXX"
OTHER = "XOT"
CONGO = "XCG"  # Congo, not said which

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "nationalities"
_LONGEST = 120  # characters; no name is longer, and folding a whole file would take long

# What Unicode does not decompose, and letters that Arabic, Persian and Kurdish keyboards give for one another.
_LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "þ": "th", "&": " and "}
    | {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ـ": "", "\u200c": " ", "\u200d": ""}
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORDS = {"st": "saint", "ste": "sainte", "the": ""}


@dataclass(frozen=True, slots=True)
class Nationality:
    """`code` alpha-3; `alpha2` None for codes of our own but Kosovo's; `own_names` in its official languages."""

    code: str
    alpha2: str | None
    name: str
    own_names: tuple[str, ...] = ()


class _Key(NamedTuple):
    """One name to be found: folded, how near to hand (0 English, 1 own or alias, 2 other language), whose."""

    text: str
    tier: int
    code: str


def get(code: str) -> Nationality:
    """The nationality of an alpha-3 code of the list above; KeyError for any other text."""
    return _listed()[code]


def known(code: str) -> bool:
    """Whether a store may hold this code. Only the very codes of the list: no alpha-2, no lower case."""
    return code in _listed()


def every() -> list[Nationality]:
    """All of them by English name, those of our own last."""
    return sorted(_listed().values(), key=lambda found: (found.code in _by_hand()["own"], fold(found.name)))


def name_of(code: str, language: str = "en") -> str:
    """The name in a language (`lt`, `pl`, ...; the list in make.py), in English where that lacks, else the code."""
    if code not in _listed():
        return code  # written by a newer program: better a code on the screen than none
    if language != "en":
        said = _by_hand()["own"].get(code, {}).get(language)
        name = said[0] if said else _names().get(code, {}).get(language)
        if name:
            return str(name)
    return _listed()[code].name


def parse(text: str) -> str | None:
    """The code that a text means: a code of any kind above, or a whole name. None if none, or more than one.

    Case, accents and punctuation do not matter. A name in English goes before the same word in other languages.
    "NA" is Namibia here: a caller for whom it means *missing* has to look first.
    """
    codes = _meanings(text)
    return codes[0] if len(codes) == 1 else None


def candidates(text: str) -> list[Nationality]:
    """What a text that `parse` does not settle may mean: all that is called so, or whose name has all its words."""
    codes = _meanings(text)
    words = set(_folded(text).split())
    if words:
        codes += [key.code for key in _keys() if key.tier < 2 and words <= set(key.text.split())]
    return [get(code) for code in dict.fromkeys(codes)]


def search(text: str, limit: int = 8) -> list[Nationality]:
    """Completion: codes first, then names beginning with the text, then names with words beginning with its words."""
    if limit < 1 or len(text) > _LONGEST:
        return []
    # "St" may become "St. Lucia" or "Stateless", "the" nothing or "Thessaly": look for both readings.
    plain = " ".join(_plain_words(text))
    best: dict[str, int] = {}
    for wanted in {plain, fold(text)} - {""}:
        words = wanted.split()
        for key in _keys():
            rank = _rank(key, wanted, words)
            if rank is not None:
                best[key.code] = min(rank, best.get(key.code, rank))
    for spelling, code in _codes().items():
        if spelling.lower() == plain:
            best[code] = -1
        elif spelling == code and plain and spelling.lower().startswith(plain):
            best[code] = min(4, best.get(code, 4))
    found = sorted(best, key=lambda code: (best[code], fold(get(code).name)))
    return [get(code) for code in found[:limit]]


def _rank(key: _Key, wanted: str, words: list[str]) -> int | None:
    """0 the whole name, 1 to 3 its beginning, 4 is left to codes, 5 to 7 beginnings of its words; None: no match."""
    if key.text.startswith(wanted):
        return 0 if key.text == wanted else 1 + key.tier
    if wanted[0] not in key.text:  # most names: leave at once
        return None
    parts = key.text.split()
    matches = all(any(part.startswith(word) for part in parts) for word in words)
    return 5 + key.tier if matches else None


def fold(text: str) -> str:
    """A text as it is compared: small letters without accents, words with single spaces, no punctuation."""
    words = (_WORDS.get(word, word) for word in _plain_words(text))
    return " ".join(word for word in words if word)


def _plain_words(text: str) -> list[str]:
    if text.isascii():  # as most are: a tenth of the time
        return _ASCII_WORD.findall(text.lower().replace("&", " and "))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    kept = "".join(
        char if char.isalnum() or unicodedata.category(char)[0] == "M" else " "
        for char in plain
        if not unicodedata.combining(char)
    )
    return kept.split()


def _folded(text: str) -> str:
    return fold(text) if len(text) <= _LONGEST else ""


def _meanings(text: str) -> list[str]:
    """The codes that a text means by itself, all of them if there are several."""
    if len(text) > _LONGEST:
        return []
    wanted = fold(text)
    if wanted in _unclear():
        return list(_unclear()[wanted])
    as_code = text.strip().upper()
    if as_code in _codes():
        return [_codes()[as_code]]
    _tier, found = _index().get(wanted, (0, []))
    return list(found)


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / name).open(encoding="utf-8") as file:
        content: dict[str, Any] = json.load(file)
    return content


@cache
def _by_hand() -> dict[str, Any]:
    return _read("aliases.json")


@cache
def _names() -> dict[str, dict[str, str]]:
    return _read("names.json")


@cache
def _listed() -> dict[str, Nationality]:
    listed = {
        code: Nationality(code, alpha2, name, tuple(own))
        for code, (alpha2, name, own) in _read("codes.json").items()
    }
    for code, said in _by_hand()["own"].items():
        listed[code] = Nationality(code, None, said["en"][0])
    return listed


@cache
def _codes() -> dict[str, str]:
    """Every spelling of a code in capitals -> code."""
    spellings = dict(_by_hand()["codes"])
    for found in _listed().values():
        spellings[found.code] = found.code
        if found.alpha2:
            spellings[found.alpha2] = found.code
    return spellings


@cache
def _unclear() -> dict[str, list[str]]:
    """Codes and names that stand for several on purpose, folded -> those."""
    return {fold(text): codes for text, codes in _by_hand()["unclear"].items()}


@cache
def _keys() -> list[_Key]:
    """Every name there is, folded."""
    keys = []
    by_hand = _by_hand()
    for code, found in _listed().items():
        near = (*found.own_names, *by_hand["names"].get(code, ()))
        keys += [_Key(fold(found.name), 0, code)]
        keys += [_Key(fold(name), 1, code) for name in near]
        keys += [_Key(fold(name), 2, code) for name in _names().get(code, {}).values()]
        for language, said in by_hand["own"].get(code, {}).items():
            keys += [_Key(fold(name), 0 if language == "en" else 2, code) for name in said]
    return list(dict.fromkeys(keys))


@cache
def _index() -> dict[str, tuple[int, list[str]]]:
    """Folded name -> the nearest tier that has it, and whose name it is there."""
    index: dict[str, tuple[int, list[str]]] = {}
    for key in sorted(_keys(), key=lambda key: key.tier):
        tier, codes = index.setdefault(key.text, (key.tier, []))
        if tier == key.tier and key.code not in codes:
            codes.append(key.code)
    index.pop("", None)
    return index
