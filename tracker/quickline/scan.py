"""The quick line in stretches: what each could be by itself, before they are put together by `quickline`.

At each place all that can be read there is tried, and what reaches farthest is taken. Of equals the first counts:

    a whole name of a sector, as long as none was read    a grade    a day    a phrase of `words.py`
    a nationality (a code in capitals goes before phrases; a name before a colon goes before a sector)
    a second sector    the beginning of a sector's name, at least three letters    a word that is not read
"""

import re

from tracker.codes import Credibility, Reliability
from tracker.quickline.cursor import CLOSERS, DIGITS, STOPS, Atom
from tracker.quickline.digits import Digits, read_day_and_month, read_digits, read_number
from tracker.quickline.keyed import Keyed
from tracker.quickline.names import country_at, solid
from tracker.quickline.reading import Meaning, Vocabulary
from tracker.quickline.words import MONTHS, PHRASES, TENS, UNITS, Dims, Part

_BREAKS = frozenset(",;.|·•،؛、…–—-")
_BETWEEN = re.compile(
    r"\w{7}\s{1,5}([1-9][0-9]{0,6})\s{1,5}(?:and|to)\s{1,5}([1-9][0-9]{0,6})(?!\w)", re.ASCII
)
_NEGATIVE = re.compile(r"[-−][0-9][0-9.,]*")
_MARKS = {
    **dict.fromkeys(":=", Part.COLON),
    **dict.fromkeys("~≈", Part.ABOUT),
    "/": Part.SLASH,
    **dict.fromkeys("([", Part.OPEN),
    **dict.fromkeys(")]", Part.CLOSE),
}


def scan(line: str, vocabulary: Vocabulary) -> list[Atom]:
    """The line's stretches in order; what lies between them is white space."""
    return _Scan(line, vocabulary).run()


class _Scan(Keyed):
    def run(self) -> list[Atom]:
        place = 0
        while place < len(self.tokens):
            if self.tokens[place].kind == "s":
                place += 1
                continue
            atom = self._mark(place) if self.tokens[place].kind == "m" else self._word(place)
            self.atoms.append(atom)
            place = self.place_of[atom.end]
        return self.atoms

    # -- marks

    def _mark(self, place: int) -> Atom:
        text, after = self.tokens[place].text, self._text(place + 1)
        if text == '"' or text in CLOSERS:
            return self._quotation(place)
        if text in "<>" and self._is_bound_of_number(place):
            return self._atom(Part.AT_LEAST if text == ">" else Part.AT_MOST, place, place + 1)
        if text in ">→":
            return self._facility(place, place + 1)
        if text in "-=" and after == ">":
            return self._facility(place, place + 2)
        if text in _MARKS:
            return self._atom(_MARKS[text], place, place + 1)
        free = self._begins_free(place)
        if text == "?" and free:
            last = place + 1
            while self._text(last) == "?":
                last += 1
            if self._stands_free(last):
                return self._atom(Part.UNKNOWN, place, last)
        if text in "-−" and free and (match := _NEGATIVE.match(self.line, self.tokens[place].start)):
            end = self.place_of.get(match.end())
            if end is not None and self._stands_free(end):
                return self._trouble(Meaning.PERSONS, "negative_number", place, end)
        if text in "&+" and self._stands_free(place + 1):
            return self._atom(Part.JOIN, place, place + 1)
        if text in _BREAKS and (text in ",;،؛、" or not after or after.isspace() or after in STOPS):
            return self._atom(Part.BREAK, place, place + 1, text)
        return self._unread(place)

    def _is_bound_of_number(self, place: int) -> bool:
        """Whether ">" stands before a number of people, and not before a facility whose name begins so."""
        after = self._after_space(place + 1)
        if after >= len(self.tokens) or self.tokens[after].kind != "n" or not self._begins_free(place):
            return False
        names = self.vocabulary.facility_names
        return (
            names.best(self.tokens, after, self.line) is None
            and names.beginning(self.tokens, after, 1) is None
        )

    # -- words and numbers

    def _counted(self, end: int) -> tuple[bool, bool]:
        """Whether a colon follows, and whether a count follows or stands before."""
        after = self._after_space(end)
        bound = self._text(after) in (":", "=") and self._text(after) != ""
        ahead = bound or (after < len(self.tokens) and self.tokens[after].kind == "n")
        before = bool(self.atoms) and self.atoms[-1].part is Part.NUMBER
        return bound, ahead or before

    def _word(self, place: int) -> Atom:
        if not self._begins_free(place):
            return self._unread(place)
        token = self.tokens[place]
        found: list[Atom] = []
        if token.text[0] in DIGITS:
            self._take(found, self._number(place))
        else:
            keyed = self._keyed(place) or self._number_in_words(place) or self._between(place)
            if keyed is not None:
                return keyed
        bound, counted = self._counted(place + 1)
        country = self._country(place, bound=bound, counted=counted)
        sector = self._sector(place)
        phrase = self._phrase(place)
        if sector is not None and not self.sector_read and not self._is_counted_group(country, phrase):
            found.append(sector)
        if country is not None and token.text.isupper() and len(token.text) > 1:
            found.append(country)
        for atom in (self._grade(place), self._day(place), phrase):
            self._take(found, atom)
        self._take(found, country)
        self._take(found, sector)
        best = max(found, key=lambda atom: atom.end, default=None)
        if best is country and country is not None and not self._counted(self.place_of[country.end])[1]:
            best = (
                self._sector_begun(place) or best
            )  # nobody counted: the beginning of a name rather than a country
        if best is None or best.part in (Part.THING, Part.NUMBERED):
            best = self._sector_begun(place) or best
        if best is None and token.kind == "w" and not token.folded and token.text.isascii():
            best = self._atom(Part.JOIN, place, place + 1)  # "the" folds to nothing
        if best is None:
            return self._unread(place)
        if best.part is Part.SECTOR:
            self.sector_read = True
        return best

    def _is_counted_group(self, *atoms: Atom | None) -> bool:
        """Whether one of them is a label or an outcome before a colon or a slash."""
        return any(
            atom is not None
            and atom.part in (Part.LABEL, Part.OUTCOME, Part.SERVICE)
            and self._text(self._after_space(self.place_of[atom.end])) in (":", "=", "/")
            for atom in atoms
        )

    def _take(self, found: list[Atom], atom: Atom | None) -> None:
        if atom is not None and self._stands_free(self.place_of[atom.end]):
            found.append(atom)

    def _grade(self, place: int) -> Atom | None:
        text = self.tokens[place].text
        if len(text) == 2 and text[0] in "ABCDEFabcdef" and text[1] in "123456":
            grade = (Reliability(text[0].upper()), Credibility(text[1]))
            return self._atom(Part.GRADE, place, place + 1, grade)
        return None

    def _day(self, place: int) -> Atom | None:
        token = self.tokens[place]
        if token.folded not in MONTHS and token.text[0] not in DIGITS:
            return None
        return self._from_digits(place, read_day_and_month(self.line, self.tokens, place))

    def _from_digits(self, place: int, digits: Digits | None) -> Atom | None:
        if digits is None:
            return None
        end = self.place_of.get(digits.end)
        if end is None:
            return None
        if digits.trouble:
            return self._trouble(Meaning.WHEN, digits.trouble, place, end, **digits.values)
        if digits.day is not None:
            return self._atom(Part.DAY, place, end, (digits.day, digits.clock))
        return self._atom(Part.CLOCK, place, end, digits.clock)

    def _phrase(self, place: int) -> Atom | None:
        entries = PHRASES.get(self.tokens[place].folded)
        if not entries:
            return None
        most = len(entries[0][0])
        words: list[str] = []
        ends = [place + 1]
        for at, text in solid(self.tokens, place + 1):
            if len(words) >= most:
                break
            words.append(text)
            ends.append(at + 1)
        for rest, word in entries:
            if tuple(words[: len(rest)]) == rest and self._stands_free(ends[len(rest)]):
                value = (word.value, None) if word.part is Part.DAY else word.value
                end = ends[len(rest)]
                if word.part is Part.ABOUT and self._text(end) == ".":
                    end += 1  # "approx. 20"
                return self._atom(word.part, place, end, value)
        return None

    def _number_in_words(self, place: int) -> Atom | None:
        """A number like "three" or "a dozen", where those who are counted follow: "one of them" is none."""
        number, end = self._spelled(place)
        after = self._after_space(end)
        if number is None or not self._stands_free(end) or after >= len(self.tokens):
            return None
        whom = self._phrase(after) or self._country(after, bound=False, counted=True)
        if whom is None or whom.part not in (Part.PERSONS, Part.LABEL, Part.OUTCOME, Part.SERVICE):
            return None
        return self._atom(Part.NUMBER, place, end, (number, ""))

    def _spelled(self, place: int) -> tuple[int | None, int]:
        """The number that begins at `place` in English words, and the place after it."""
        word, next_word = self.tokens[place].folded, self._next_word(place)
        number: int | None = UNITS.get(word)
        end = place + 1
        if word in TENS:
            number = TENS[word]
            unit = place + 2 if self._text(place + 1) == "-" else next_word
            if (
                unit is not None
                and unit < len(self.tokens)
                and 0 < UNITS.get(self.tokens[unit].folded, 0) < 10
            ):
                number, end = number + UNITS[self.tokens[unit].folded], unit + 1
        dozen = place if word == "dozen" else self._next_word(end - 1)
        if (number is not None or word in ("a", "dozen")) and dozen and self.tokens[dozen].folded == "dozen":
            return 12 * (number or 1), dozen + 1
        return number, end

    def _between(self, place: int) -> Atom | None:
        """A range like "between 20 and 25"."""
        if self.tokens[place].folded != "between" or not (
            match := _BETWEEN.match(self.line, self.tokens[place].start)
        ):
            return None
        low, high, end = int(match[1]), int(match[2]), self.place_of.get(match.end())
        if low > high or end is None or not self._stands_free(end):
            return None
        return self._atom(Part.RANGE, place, end, (low, high, None))

    def _country(self, place: int, *, bound: bool, counted: bool) -> Atom | None:
        if self.tokens[place].kind != "w" or not self.tokens[place].folded:
            return None
        found = country_at(self.tokens, place, self.line, bound=bound, counted=counted)
        if found is None or not self._stands_free(found.end):
            return None
        notes = ("from_demonym",) if found.demonym else ()
        value = Dims(nationality=found.codes[0]) if found.sure else None
        return self._atom(
            Part.LABEL, place, found.end, value, notes=notes, values={"candidates": found.codes}
        )

    def _sector(self, place: int) -> Atom | None:
        found = self.vocabulary.sector_names.best(self.tokens, place, self.line)
        if found is None or not self._stands_free(found.end):
            return None
        if all(token.kind != "w" for token in self.tokens[place : found.end]):
            return None  # a sector called "23" has to be asked for: "sector: 23"
        start, end = self.tokens[place].start, self.tokens[found.end - 1].end
        return self._one_of(found.names, Part.SECTOR, Meaning.SECTOR, start, end, self.line[start:end])

    def _sector_begun(self, place: int) -> Atom | None:
        if self.sector_read or self.tokens[place].kind != "w":
            return None
        found = self.vocabulary.sector_names.beginning(self.tokens, place, 3)
        if found is None or not self._stands_free(found.end):
            return None
        start, end = self.tokens[place].start, self.tokens[found.end - 1].end
        return self._one_of(found.names, Part.SECTOR, Meaning.SECTOR, start, end, self.line[start:end])

    def _number(self, place: int) -> Atom | None:
        start = self.tokens[place].start
        is_count = bool(self.atoms) and self.atoms[-1].part is Part.COLON
        if not is_count:
            first = all(atom.part in (Part.DAY, Part.JOIN, Part.BREAK) for atom in self.atoms)
            when = self._from_digits(place, read_digits(self.line, start, first=first))
            if when and self._stands_free(self.place_of[when.end]) and not self._is_of_persons(when):
                return when
        number = read_number(self.line, start, is_count=is_count)
        end = self.place_of.get(number.end) if number else None
        if number is None or end is None:
            return None
        if number.part is Part.TROUBLE:
            return self._trouble(Meaning.PERSONS, number.value, place, end, **number.values)
        return self._atom(number.part, place, end, number.value)

    def _is_of_persons(self, when: Atom) -> bool:
        """Whether four digits taken for a time are a number of people: "1430 persons"."""
        if when.part is not Part.CLOCK or "read_as_time" not in when.value.notes:
            return False
        after = self._after_space(self.place_of[when.end])
        word = self._phrase(after) if after < len(self.tokens) and self.tokens[after].kind == "w" else None
        return word is not None and word.part is Part.PERSONS
