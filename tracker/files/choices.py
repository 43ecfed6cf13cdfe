"""Codes of the lists in `codes.py` as people write them in tables: the code itself, or the word for it."""

from enum import StrEnum
from functools import cache
from typing import TypeVar

from tracker import codes
from tracker.nationalities import fold

E = TypeVar("E", bound=StrEnum)

# Words beside the codes themselves; compared without case, accents and punctuation.
_WORDS: dict[type[StrEnum], dict[str, str]] = {
    codes.Kind: {
        "irregular crossing detected": "crossing",
        "irregular crossing": "crossing",
        "border crossing": "crossing",
        "people on the line not admitted": "not_admitted",
        "on the line": "not_admitted",
        "arrival at a crossing point": "arrival",
        "return under a decision": "return",
        "pushback alleged": "pushback",
        "alleged pushback": "pushback",
        "death or missing": "death",
        "missing": "death",
        "violence or injury": "violence",
        "injury": "violence",
        "smuggling or facilitation": "smuggling",
        "facilitation": "smuggling",
    },
    codes.Circumstance: {
        "escorted to the line": "escorted",
        "escorted to the line by the neighbours officials": "escorted",
        "force": "force_used",
    },
    codes.Precision: {"hours": "hour", "to the hour": "hour", "not known": "unknown"},
    codes.CountBasis: {"estimate": "estimated", "about": "estimated", "not known": "unknown"},
    codes.ContextKind: {
        "law": "decree",
        "state of emergency": "declaration",
        "statement": "declaration",
        "wall": "fence",
        "barrier": "fence",
        "funding": "aid",
        "funds": "aid",
        "elections": "election",
        "sanction": "sanctions",
        "treaty": "agreement",
    },
    codes.DatePrecision: {"exact": "day", "about": "rough"},
    codes.Qualifier: {"over": "more than", "minimum": "at least", "approximately": "about", "circa": "about"},
    codes.Regime: {"holding": "border_holding", "border": "border_holding", "hospital": "medical"},
    codes.MovementReason: {
        "released": "release",
        "transferred": "transfer",
        "to hospital": "hospital",
        "left on their own": "left",
        "born": "birth",
        "died": "death",
    },
    codes.Sex: {"f": "female", "woman": "female", "women": "female", "m": "male", "man": "male", "men": "male"},
    codes.AgeBand: {"minor": "0-17", "minors": "0-17", "under 18": "0-17", "60 and over": "60+", "adult": "18-59"},
    codes.Outcome: {"turned back": "turned_back", "died": "dead"},
    codes.Need: {"pregnancy": "pregnant", "disability": "disabled", "injury": "injured"},
}  # fmt: skip


@cache
def _known(kind: type[E]) -> dict[str, E]:
    known = {_key(word): kind(code) for word, code in _WORDS.get(kind, {}).items()}
    return known | {_key(code.value): code for code in kind}


def _key(text: str) -> str:
    # A code such as "0-4" or "60+" keeps its signs; words lose them.
    bare = text.strip().casefold().replace("–", "-")
    return bare if bare[:1].isdigit() and len(bare) < 8 else fold(bare.replace("_", " "))


def choose(kind: type[E], text: str) -> E | None:
    """The code of a list that a text means; None for none."""
    return _known(kind).get(_key(text))
