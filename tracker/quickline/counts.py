"""Counts of the quick line: which number belongs to what.

A colon binds: `IQ:15`. So does a word for people: `23 persons`. Without either, numbers and words that stand beside
each other in turns are a chain, and a comma ends it:

    it begins with a word                   each word has the number after it               minors 4 hospital 2
    it begins and ends with a number        the first are the persons, then as above        23 minors 4 hospital 2
    number, word                            they belong together                            23 Iraqis
    a longer chain that ends with a word    so, where the words are of one sort or the      15 Iraqis 5 Congolese
                                            persons are known; else the last word lacks
                                            its number, rather than all being shifted       23 minors 4 hospital
    number, nationality, sex or age         one number counts both words                    15 Iraqi men
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tracker import nationalities
from tracker.codes import CountBasis
from tracker.quickline.cursor import Atom
from tracker.quickline.reading import Meaning
from tracker.quickline.words import Dims, Part


@dataclass(slots=True)
class Persons:
    """How many there were."""

    start: int
    end: int
    persons: int | None
    basis: CountBasis
    low: int | None = None
    high: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Counted:
    """A label, an outcome or a service with its number; `bound` where a colon was typed. `what` is None if unclear."""

    part: Part
    what: Any
    start: int
    end: int
    count: int | None = None
    bound: bool = False
    notes: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def sort(self) -> object:
        """What it is about; words of the same sort may be in one list: "10 men 5 women"."""
        if self.part is not Part.LABEL or self.what is None:
            return self.part
        return Part.LABEL if self.what.nationality else (self.part, "people")


_BEFORE_A_NUMBER = (Part.ABOUT, Part.AT_LEAST, Part.AT_MOST, Part.SAID)
COUNTABLE = (Part.LABEL, Part.OUTCOME, Part.SERVICE)
Item = Atom | Counted | Persons

_search = lru_cache(maxsize=512)(nationalities.search)

MEANING = {Part.LABEL: Meaning.GROUP, Part.OUTCOME: Meaning.OUTCOME, Part.SERVICE: Meaning.REFERRAL}


def bind(atoms: Sequence[Atom]) -> list[Item]:
    """The atoms, with those that belong to one count put together, in order."""
    binder = _Binder(atoms)
    items = _chains(binder.run())
    _all_from_one(items)
    return items


def _all_from_one(items: Sequence[Item]) -> None:
    """In "23 people from Iraq" all of them are, as long as no other nationality is named."""
    named = [at for at, item in enumerate(items) if isinstance(item, Counted) and _is_nationality(item)]
    if len(named) != 1 or named[0] < 2 or not _comes_from(items, named[0] - 1):
        return
    one, said, persons = items[named[0]], items[named[0] - 1], items[named[0] - 2]
    if not isinstance(said, Atom) or said.value != "from":
        return
    if not isinstance(persons, Persons) or not isinstance(one, Counted) or one.what is None:
        return
    if persons.persons and persons.basis is not CountBasis.ESTIMATED:
        one.count, one.notes = persons.persons, (*one.notes, "all_of_them")


class _Binder:
    def __init__(self, atoms: Sequence[Atom]) -> None:
        self.atoms = atoms
        self.items: list[Item] = []

    def run(self) -> list[Item]:
        at = 0
        while at < len(self.atoms):
            item, at = (
                self._about_clock(at)
                or self._things(at)
                or self._half_a_time(at)
                or self._persons(at)
                or self._counted(at)
                or self._unknown(at)
            )
            self.items.append(item)
        return self.items

    def _part(self, at: int) -> Part | None:
        return self.atoms[at].part if at < len(self.atoms) else None

    def _unknown(self, at: int) -> tuple[Item, int]:
        """An atom by itself; a word before a colon and a number was meant to be counted."""
        atom = self.atoms[at]
        following = (self._part(at + 1), self._part(at + 2))
        # Not so in "Jonas: 23 people", as it is pasted from a chat.
        of_others = self._part(at + 3) in (Part.PERSONS, *COUNTABLE)
        if atom.part is Part.WORD and atom.value and following == (Part.COLON, Part.NUMBER) and not of_others:
            found = tuple(country.code for country in _search(str(atom.value), 3))
            end, code = self.atoms[at + 2].end, (Meaning.GROUP, "unknown_group")
            return Atom(Part.TROUBLE, atom.start, end, code, values={"candidates": found}), at + 3
        if atom.part in (*_BEFORE_A_NUMBER, Part.PERSONS, Part.THING, Part.NUMBERED):
            return Atom(Part.WORD, atom.start, atom.end, ""), at + 1
        if atom.part is Part.RANGE:
            return self._of_range(atom), at + 1
        return atom, at + 1

    def _about_clock(self, at: int) -> tuple[Item, int] | None:
        """A clock read so roughly as "~02:10" gives the hour."""
        if self._part(at) is not Part.ABOUT or self._part(at + 1) is not Part.CLOCK:
            return None
        clock = self.atoms[at + 1].value
        if clock.hours == 0:
            clock = clock._replace(minute=0, second=0, hours=1, notes=(*clock.notes, "about_hour"))
        return Atom(Part.CLOCK, self.atoms[at].start, self.atoms[at + 1].end, clock), at + 2

    def _things(self, at: int) -> tuple[Item, int] | None:
        """A number in "3 families", "vehicles 2" is of something else, and never the persons."""
        parts = (self._part(at), self._part(at + 1))
        if parts == (Part.NUMBERED, Part.NUMBER) and self._part(at + 2) not in (Part.PERSONS, *COUNTABLE):
            return Atom(Part.WORD, self.atoms[at].start, self.atoms[at + 1].end, ""), at + 2
        if parts == (Part.THING, Part.NUMBER) and self._part(at + 2) in (
            Part.PERSONS,
            *COUNTABLE,
            Part.THING,
        ):
            return None
        if parts not in ((Part.NUMBER, Part.THING), (Part.THING, Part.NUMBER), (Part.RANGE, Part.THING)):
            return None
        return self._over(at, at + 2, Meaning.PERSONS, "not_persons"), at + 2

    def _half_a_time(self, at: int) -> tuple[Item, int] | None:
        """The hour in "at 2" may be in the morning or not; it is no two people."""
        if (self._part(at), self._part(at + 1)) != (Part.JOIN, Part.NUMBER) or self.atoms[at].value != "at":
            return None
        if self.atoms[at + 1].value[0] > 24 or self._part(at + 2) in (Part.PERSONS, *COUNTABLE):
            return None
        return self._over(at, at + 2, Meaning.WHEN, "unfinished_time"), at + 2

    def _over(self, at: int, end: int, meaning: Meaning, code: str) -> Atom:
        return Atom(Part.TROUBLE, self.atoms[at].start, self.atoms[end - 1].end, (meaning, code))

    # -- persons

    def _persons(self, at: int) -> tuple[Item, int] | None:
        """[persons [:]] {about | at least | at most | said} (number | range | ?) [persons] [( range )]."""
        start, named = at, False
        if self._part(at) is Part.PERSONS:
            named, at = True, at + (2 if self._part(at + 1) is Part.COLON else 1)
        said: set[Part] = set()
        # "said about 30"; each is looked for once, or a row of them would be gone through again from each of them.
        while (part := self._part(at)) in _BEFORE_A_NUMBER and part is not None and part not in said:
            said.add(part)
            at += 1
        part = self._part(at)
        if part not in (Part.NUMBER, Part.RANGE, Part.UNKNOWN):
            return None
        atom, at = self.atoms[at], at + 1
        if part is Part.RANGE and not named and not said and self._is_band(at - 1):
            return None
        if not named and self._part(at) is Part.PERSONS and not self._belongs_on(at):
            named, at = True, at + 1
        if part is Part.UNKNOWN:
            return Persons(self.atoms[start].start, self.atoms[at - 1].end, None, CountBasis.UNKNOWN), at
        if part is Part.RANGE:
            return self._estimated(start, at, atom.value[0], atom.value[1]), at
        number, sign = atom.value
        around, at = self._range_after(at, estimated=bool(said) or bool(sign))
        if not (named or said or sign or around):
            return None
        persons = Persons(self.atoms[start].start, self.atoms[at - 1].end, number, CountBasis.COUNTED)
        if around is not None or sign or said - {Part.SAID}:
            persons.basis = CountBasis.ESTIMATED
        elif Part.SAID in said:
            persons.basis = CountBasis.REPORTED
        if around is not None:
            persons.low, persons.high = around
        elif Part.AT_LEAST in said or sign == "+":
            persons.low = number
        elif Part.AT_MOST in said:
            persons.high = number
        return persons, at

    def _belongs_on(self, at: int) -> bool:
        """In "Iraq 12 persons 23" the word for people at `at` goes with what follows."""
        before = self.items[-1] if self.items else None
        waits = isinstance(before, Counted) and before.count is None and not before.bound
        return waits and self._part(at + 1) in (Part.COLON, Part.NUMBER)

    def _estimated(self, start: int, at: int, low: int, high: int) -> Persons:
        first, last = self.atoms[start].start, self.atoms[at - 1].end
        notes = ("middle_of_range",)
        return Persons(first, last, (low + high) // 2, CountBasis.ESTIMATED, low, high, notes)

    @staticmethod
    def _of_range(atom: Atom) -> Persons:
        low, high, _ = atom.value
        notes = ("middle_of_range",)
        return Persons(atom.start, atom.end, (low + high) // 2, CountBasis.ESTIMATED, low, high, notes)

    def _range_after(self, at: int, *, estimated: bool) -> tuple[tuple[int | None, int | None] | None, int]:
        """After a number "(25-35)", "(25+)" or "(up to 35)", after an estimated one also 25-35. It may lack its end."""
        if self._part(at) is not Part.OPEN:
            if estimated and self._part(at) is Part.RANGE and not self._is_band(at):
                return self.atoms[at].value[:2], at + 1
            return None, at
        inner, most = at + 1, self._part(at + 1) is Part.AT_MOST
        least = self._part(inner) is Part.AT_LEAST
        inner += most or least
        around: tuple[int | None, int | None]
        if self._part(inner) is Part.RANGE:
            around = self.atoms[inner].value[:2]
        elif self._part(inner) is Part.NUMBER and (most or least or self.atoms[inner].value[1] == "+"):
            number = self.atoms[inner].value[0]
            around = (None, number) if most else (number, None)
        else:
            return None, at
        if self._part(inner + 1) is Part.CLOSE:
            return around, inner + 2
        return (around, inner + 1) if inner + 1 == len(self.atoms) else (None, at)

    # -- labels, outcomes, services

    def _is_band(self, at: int) -> bool:
        """A range that is an age band, and is followed by its count or stands beside a slash."""
        if self._part(at) is not Part.RANGE or self.atoms[at].value[2] is None:
            return False
        before = self._part(at - 1) if at else None
        return self._part(at + 1) in (Part.COLON, Part.NUMBER, Part.SLASH) or before is Part.SLASH

    def _label(self, at: int) -> Dims | None:
        if self._part(at) is Part.LABEL:
            value: Dims | None = self.atoms[at].value
            return value
        return Dims(age=self.atoms[at].value[2], joins=True) if self._is_band(at) else None

    def _counted(self, at: int) -> tuple[Item, int] | None:
        start = at
        if self._part(at) is Part.LABEL or self._is_band(at):
            what: Any = self._label(at)
            notes, values = self.atoms[at].notes, self.atoms[at].values
            what, at = self._joined(what, at + 1)
            what, at = self._qualified(what, start, at)
            if self._is_mixed(at):
                return self._mixed(start, at)
            alone = self.atoms[start]
            if at == start + 1 and alone.end - alone.start == 1 and self._part(at) is not Part.COLON:
                return self._letter(alone, at)
        elif self._part(at) in COUNTABLE:
            what, notes, values, at = self.atoms[at].value, (), {}, at + 1
        else:
            return None
        part = self.atoms[start].part if self._part(start) in COUNTABLE else Part.LABEL
        found = Counted(
            part, what, self.atoms[start].start, self.atoms[at - 1].end, notes=notes, values=values
        )
        if _is_nationality(found) and self._is_counted_people(start, at):
            found.end, at = self.atoms[at].end, at + 1
        if self._part(at) is Part.OPEN and self._counts_in(at + 1, Part.CLOSE):
            found.bound, found.end, found.count = True, self.atoms[at + 2].end, self.atoms[at + 1].value[0]
            return found, at + 3
        if not self._is_joined_by(at, start):
            return found, at
        found.bound, found.end, at = True, self.atoms[at].end, at + 1
        if self._part(at) is Part.NUMBER:
            number, sign = self.atoms[at].value
            found.end = self.atoms[at].end
            if sign:
                return self._unclear(found), at + 1
            found.count = number
            return found, at + 1
        if self._part(at) is Part.ABOUT and self._part(at + 1) in (Part.NUMBER, Part.RANGE):
            at += 1
        if self._part(at) is Part.RANGE or (
            self._part(at - 1) is Part.ABOUT and self._part(at) is Part.NUMBER
        ):
            found.end = self.atoms[at].end
            return self._unclear(found), at + 1
        return found, at

    def _is_counted_people(self, start: int, at: int) -> bool:
        """Whether the word for people at `at` belongs to the label from `start` on: "23 Iraqi people"."""
        counted = start > 0 and self._part(start - 1) is Part.NUMBER
        return counted and self._part(at) is Part.PERSONS and not self._belongs_on(at)

    def _counts_in(self, at: int, end: Part) -> bool:
        """Whether a plain number stands there, and `end` after it."""
        return self._part(at) is Part.NUMBER and not self.atoms[at].value[1] and self._part(at + 1) is end

    def _is_joined_by(self, at: int, start: int) -> bool:
        """Whether a colon stands there, or a dash for one: "Iraq - 12", and not "4 minors - 12 Iraqis"."""
        if self._part(at) is Part.COLON:
            return True
        dash = self._part(at) is Part.BREAK and self.atoms[at].value in "-–—"
        if not dash or self._part(at + 1) is not Part.NUMBER:
            return False
        counted = start > 0 and self._part(start - 1) is Part.NUMBER
        return not counted or self._part(at + 2) not in (Part.PERSONS, *COUNTABLE)

    def _is_mixed(self, at: int) -> bool:
        return self._part(at) is Part.SLASH and (
            self._label(at + 1) is not None or self._part(at + 1) is Part.WORD
        )

    def _mixed(self, start: int, at: int) -> tuple[Item, int]:
        """Two of a kind joined as one, "IQ/CD:5": nobody can tell whose number it is."""
        while self._is_mixed(at):
            at += 2
        if self._part(at) is Part.COLON:
            at += 2 if self._part(at + 1) is Part.NUMBER else 1
        whole = (Meaning.GROUP, "count_unclear")
        return Atom(Part.TROUBLE, self.atoms[start].start, self.atoms[at - 1].end, whole), at

    def _letter(self, letter: Atom, at: int) -> tuple[Item, int]:
        """Alone "m" and "f" are no words, and beside a number ("300 m") nobody can tell."""
        start, end = letter.start, letter.end
        if self.items and _is_number(self.items[-1]):
            start = self.items.pop().start
        elif self._part(at) is Part.NUMBER:
            end, at = self.atoms[at].end, at + 1
        else:
            return Atom(Part.WORD, start, end, ""), at
        return Atom(Part.TROUBLE, start, end, (Meaning.GROUP, "count_unclear")), at

    @staticmethod
    def _unclear(found: Counted) -> Atom:
        """A group has one count: "IQ:15-20" cannot be taken."""
        return Atom(Part.TROUBLE, found.start, found.end, (MEANING[found.part], "count_unclear"))

    def _qualified(self, what: Dims | None, start: int, at: int) -> tuple[Dims | None, int]:
        """In "15 Iraqi men" one number counts both words; in "15 Iraqis men 10" each word has its own."""
        more = self._label(at)
        if what is None or not what.nationality or what.sex or what.age or more is None or more.nationality:
            return what, at
        if not start or self._part(start - 1) is not Part.NUMBER or self._part(at + 1) is Part.COLON:
            return what, at
        if self._part(at + 1) is Part.NUMBER:
            other = self._label(at + 2)
            lists_on = other is not None and other.nationality and self._label(at + 3) is not None
            if not lists_on:
                return what, at
        return Dims(what.nationality, more.sex, more.age), at + 1

    def _joined(self, what: Dims | None, at: int) -> tuple[Dims | None, int]:
        """What a label says together with those that belong to it: "IQ/f/18-59", "IQ f 18-59"."""
        while what is not None:
            slash = self._part(at) is Part.SLASH
            more = self._label(at + slash)
            if more is None or not (slash or more.joins):
                break
            if any(mine and other for mine, other in zip(what[:3], more[:3], strict=True)):
                break
            what = Dims(what.nationality or more.nationality, what.sex or more.sex, what.age or more.age)
            at += 1 + slash
        return what, at


def _chains(items: list[Item]) -> list[Item]:
    """Numbers given to the words that stand beside them."""
    out: list[Item] = []
    known = any(isinstance(item, Persons) for item in items)
    chain: list[Item] = []
    for at, item in enumerate(items):
        if chain and _is_number(chain[-1]) and _comes_from(items, at):
            continue  # "15 from Iraq" is "15 Iraq"
        links = _is_number(item) or (isinstance(item, Counted) and not item.bound)
        if chain and (not links or _is_number(item) == _is_number(chain[-1])):
            known = _settle(chain, out, known)
            chain = []
        if links:
            chain.append(item)
        else:
            out.append(item)
    _settle(chain, out, known)
    return out


def _comes_from(items: Sequence[Item], at: int) -> bool:
    """Whether a "from" and a nationality, or an "of them" and any label, stand there without a count."""
    one, *rest = items[at : at + 2]
    if not isinstance(one, Atom) or one.part is not Part.JOIN or one.value not in ("from", "of") or not rest:
        return False
    (other,) = rest
    if not isinstance(other, Counted) or other.bound or other.count is not None:
        return False
    return one.value == "of" or _is_nationality(other)


def _is_nationality(item: Counted) -> bool:
    return item.part is Part.LABEL and (item.what is None or item.what.nationality is not None)


def _is_number(item: Item) -> bool:
    return isinstance(item, Atom) and item.part is Part.NUMBER


def _settle(chain: list[Item], out: list[Item], known: bool) -> bool:
    """Puts a chain of numbers and words in turns to `out`; returns whether the persons are known after it."""
    if not chain:
        return known
    words = [item for item in chain if isinstance(item, Counted)]
    numbers_first = _is_number(chain[0]) and not _is_number(chain[-1])
    if numbers_first and len(words) > 1 and not known:
        numbers_first = len({word.sort for word in words}) == 1
    rest = list(chain)
    if _is_number(rest[0]) and not numbers_first:
        out.append(rest.pop(0))
        known = True
    while rest:
        item = rest.pop(0)
        if isinstance(item, Counted):
            number = rest.pop(0) if rest else None
        else:
            item, number = rest.pop(0), item
        if isinstance(item, Counted) and isinstance(number, Atom):
            item.count = number.value[0]
            item.start, item.end = min(item.start, number.start), max(item.end, number.end)
        out.append(item)
    return known
