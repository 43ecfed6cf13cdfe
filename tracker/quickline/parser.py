"""The quick line: a line of text to an incident's draft, at each key press.

The grammar, in EBNF. Items stand in any order, white space and commas between them; letters' case and accents do not
matter. Which of several readings is taken is said in `scan.py`, which number belongs to what in
`counts.py`; users read docs/quick-line.md.

    line        = { item | "," | ";" | small word } ;
    item        = when | sector | persons | counted | kind | circumstance | status | grade | moved | party
                | from | at | destination | text | unread ;

    when        = [ day ] clock | day | "time unknown" ;
    day         = "today" | "yesterday" | [ "last" ] weekday | [ weekday ] date ;
    date        = ISO date | number month [ year ] | month number [ year ]
                | number "." number "." [ year ] | number "/" number [ "/" year ] ;
    clock       = [ part ] time | part ;
    time        = [ about ] HH ":" MM [ "am" | "pm" ] | HH "h" [ MM ] | HHMM | number ( "am" | "pm" )
                | number "o'clock" ;
    part        = [ "last" ] ( "night" | "morning" | "afternoon" | "evening" ) ;

    sector      = name | beginning of a name | "sector:" ( name | quoted ) ;
    moved       = ( ">" | "→" | "moved to" ) ( name | beginning of a name | quoted ) | "to" name ;

    persons     = [ people ] { about | least | most | "said" } ( number [ "?" | "+" ] | range ) [ people ]
                  [ "(" ( range | number "+" | ( least | most ) number ) ")" ] | "?" | "persons unknown" ;
    range       = number ( "-" | "to" | "or" ) number | "between" number ( "and" | "to" ) number ;
    number      = digits | "one" … "ninety-nine" | "a dozen" ;           words only before those who are counted
    not persons = number thing | thing number | thing with a number of its own, like "patrol 7" ;

    counted     = label ( ":" | "-" ) number | label "(" number ")" | label number | number [ "from" ] label ;
    label       = group | outcome | service ;
    group       = dimension { "/" dimension } | nationality { " " ( "f" | "m" | band ) } ;
    dimension   = nationality | "f" | "m" | "women" | "men" | "boys" | "girls" | "minors" | "infants" | band | … ;
    band        = "0-4" | "5-11" | "12-17" | "18-59" | "60+" | "0-17" ;
    outcome     = "admitted" | "hospital" | "turned back" | "dead" | "missing" | "outcome unknown" ;
    service     = "asylum" | "unaccompanied" | "medical" | "tracing" | "trafficking" | "protection" | "legal aid" ;

    kind        = "crossing" | "not admitted" | "arrival" | "return" | "pushback" | "rescue" | "death" | … ;
    circumstance= "escorted" | "prevented" | "force" ;
    status      = "claimed" | "reported" | "verified" | "refuted" ;
    grade       = "A" … "F", "1" … "6" ;

    party       = "party" reference with a digit | "party:" ( reference | quoted ) ;
    from        = ( "from:" | "source:" ) phrase ;
    at          = ( "at:" | "place:" ) phrase ;
    destination = "destination:" phrase ;
    text        = quoted | ( "text:" | "note:" ) ( quoted | rest of the line ) ;
    phrase      = quoted | what stands before the next "," ";" ">" quotation or key word with a colon ;
    quoted      = '"' { character | '""' } '"' | "“" … "”" | "«" … "»" ;

What is none of these is *unread*: the reading says so, and keeps the words as the draft's text. So it does with what
was meant as something and cannot be taken. Nothing is guessed: a name with a slip in it is suggested, a name that
could be two is said to be so. Whether the figures agree with each other is left to `rules`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from tracker import drafts, nationalities
from tracker.codes import MINOR_BANDS, AgeBand, CountBasis, Precision
from tracker.days import zone
from tracker.quickline.counts import MEANING, Counted, Item, Persons, bind
from tracker.quickline.cursor import Atom
from tracker.quickline.names import Named
from tracker.quickline.prose import kept_text, suggested, tiled, woven
from tracker.quickline.reading import Meaning, Reading, Severity, Span, Vocabulary
from tracker.quickline.scan import scan
from tracker.quickline.when import Saying, gather, settle
from tracker.quickline.words import Part

# What a line says once: the field it sets.
_ONCE = {
    Part.KIND: (Meaning.KIND, "kind"),
    Part.STATUS: (Meaning.STATUS, "status"),
    Part.SOURCE: (Meaning.SOURCE, "source"),
    Part.PLACE: (Meaning.PLACE, "place"),
    Part.DESTINATION: (Meaning.DESTINATION, "destination"),
}
_BETWEEN = (Part.BREAK, Part.COLON, Part.SLASH, Part.OPEN, Part.CLOSE)


def read(line: str, vocabulary: Vocabulary, now: datetime) -> Reading:
    """How the line is understood at `now`, which is aware. Raises for no text whatever."""
    return _Reader(line, vocabulary, now).reading()


def _holding(line: str, spans: list[Span]) -> list[Span]:
    """Groups of one age that others of that age are among, each with these in its values: boys among the minors."""
    ages = [(at, span.values) for at, span in enumerate(spans) if span.code == "group" and span.values["age"]]
    out, held = list(spans), set[AgeBand]()
    for at, wide in ages:
        if wide["nationality"] or wide["sex"] or wide["age"] in held:
            continue
        held.add(wide["age"])
        within = MINOR_BANDS if wide["age"] is AgeBand.MINOR else (wide["age"],)
        parts = [
            line[spans[other].start : spans[other].end]
            for other, narrow in ages
            if narrow["age"] in within
            and (narrow["sex"] or narrow["nationality"] or narrow["age"] is not wide["age"])
        ]
        if parts:
            notes = (*spans[at].notes, "has_parts")
            values = spans[at].values | {"parts": parts}
            out[at] = replace(spans[at], notes=notes, severity=Severity.NOTE, values=values)
    return out


def _covers_all_ages(ages: set[AgeBand | None]) -> bool:
    """Whether ages that are no parts of each other reach from children to adults."""
    if None in ages or AgeBand.UNKNOWN in ages:
        return False
    young = ages.intersection(MINOR_BANDS)
    return bool(young) and young != ages and (AgeBand.MINOR not in young or len(young) == 1)


class _Reader:
    def __init__(self, line: str, vocabulary: Vocabulary, now: datetime) -> None:
        self.line = line
        self.vocabulary = vocabulary
        self.now = now
        self.zone = zone(vocabulary.time_zone)
        self.draft = drafts.Incident(situation=vocabulary.situation)
        self.fields: set[str] = set()
        self.moved_to: str | None = None
        self.party: str | None = None
        self.spans: list[Span] = []
        self.persons: Persons | None = None
        self.composition: bool | None = None

    def reading(self) -> Reading:
        atoms = scan(self.line, self.vocabulary)
        items = bind(atoms)
        self.persons = next((item for item in items if isinstance(item, Persons)), None)
        self._when(items)
        for at, item in enumerate(items):
            if isinstance(item, Persons):
                self._persons(item)
            elif isinstance(item, Counted):
                self._counted(item)
            elif item.part is Part.NUMBER:
                self._bare_number(item, items[at + 1] if at + 1 < len(items) else None)
            elif item.part not in (Part.DAY, Part.CLOCK, Part.NO_TIME):
                self._atom(item)
        self.spans.sort(key=lambda span: span.start)
        self.spans = suggested(
            self.line, self.spans, self.vocabulary,
            sector=self.draft.sector is None, facility=self.moved_to is None,
        )  # fmt: skip
        spans = woven(self.line, self.spans)
        spans = self._composition([self._how_many_unknown(span) for span in spans])
        text = kept_text(self.line, spans)
        if text:
            self.draft.text = text
            self.fields.add("text")
        tiles = tuple(tiled(self.line, spans))
        return Reading(self.draft, self.moved_to, self.party, tiles, frozenset(self.fields))

    # -- spans

    def _say(
        self, item: Item, meaning: Meaning, code: str, notes: tuple[str, ...] = (), **values: Any
    ) -> None:
        severity = Severity.NOTE if notes else Severity.OK
        self.spans.append(Span(item.start, item.end, meaning, code, values, severity, notes))

    def _refuse(self, item: Item, meaning: Meaning, code: str, **values: Any) -> None:
        """Says why a stretch is not read as meant, and keeps it as text."""
        self.spans.append(Span(item.start, item.end, meaning, code, values, Severity.PROBLEM, kept=True))

    def _set(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.draft, name, value)
            self.fields.add(name)

    # -- when

    def _when(self, items: list[Item]) -> None:
        atoms = [item for item in items if isinstance(item, Atom)]
        saying = gather(atoms)
        for atom, code in saying.refused:
            self._refuse(atom, Meaning.WHEN, code)
        if not saying.atoms:
            return
        if saying.day is None and saying.clock is None:
            self._set(happened_at=None, precision=Precision.UNKNOWN)
            self._say(saying.atoms[0], Meaning.WHEN, "when_unknown", at=None, precision=Precision.UNKNOWN)
            return
        self._settle_when(saying)

    def _settle_when(self, saying: Saying) -> None:
        moment = settle(saying.day, saying.clock, self.now, self.zone, self.vocabulary.cutoff)
        main, *rest = saying.atoms
        if rest and not self.line[main.end : rest[0].start].strip():
            main = replace(main, end=rest.pop(0).end)  # "yesterday 23:40" is one thing
        if moment.trouble:
            for atom in (main, *rest):
                self._refuse(atom, Meaning.WHEN, moment.trouble, **moment.values)
            return
        self._set(happened_at=moment.at, precision=moment.precision)
        self._say(
            main, Meaning.WHEN, f"when_{moment.precision.value}", moment.notes,
            at=moment.at, precision=moment.precision, **moment.values,
        )  # fmt: skip
        for atom in rest:
            self._say(atom, Meaning.WHEN, "when_part")

    # -- how many

    def _persons(self, item: Persons) -> None:
        if item is not self.persons:
            self._refuse(item, Meaning.PERSONS, "second_persons", first=self.draft.persons)
            return
        self._set(persons=item.persons, basis=item.basis, low=item.low, high=item.high)
        self._say(
            item, Meaning.PERSONS, "persons", item.notes,
            persons=item.persons, basis=item.basis, low=item.low, high=item.high,
        )  # fmt: skip

    def _counted(self, item: Counted) -> None:
        meaning = MEANING[item.part]
        if item.what is None:
            if item.count is None and not item.bound:
                self.spans.append(Span(item.start, item.end, Meaning.UNREAD, "word", kept=True))
            else:
                self._refuse(item, Meaning.GROUP, "ambiguous_group", **item.values)
        elif item.count is None:
            code = "count_missing" if item.bound else "uncounted"
            self._refuse(item, meaning, code, **self._what(item))
        elif item.part is Part.LABEL:
            group = drafts.Group(item.count, *item.what[:3])
            notes = (*item.notes, "repeated_group") if self._is_repeated(group) else item.notes
            self.draft.groups.append(group)
            self.fields |= {"groups", "crossed"}
            self._say(item, meaning, "group", notes, count=item.count, **self._what(item))
        elif item.part is Part.OUTCOME:
            self.draft.outcomes.append(drafts.OutcomeCount(item.what, item.count))
            self.fields.add("outcomes")
            self._say(item, meaning, "outcome", count=item.count, **self._what(item))
        else:
            self.draft.referrals.append(drafts.Referral(item.what, item.count))
            self.fields.add("referrals")
            self._say(item, meaning, "referral", count=item.count, **self._what(item))

    @staticmethod
    def _what(item: Counted) -> dict[str, Any]:
        if item.part is Part.LABEL:
            return {"nationality": item.what.nationality, "sex": item.what.sex, "age": item.what.age}
        return {"outcome" if item.part is Part.OUTCOME else "service": item.what}

    def _is_repeated(self, group: drafts.Group) -> bool:
        same = (group.nationality, group.sex, group.age)
        return any((g.nationality, g.sex, g.age) == same for g in self.draft.groups)

    def _how_many_unknown(self, span: Span) -> Span:
        """A bare "unknown" is about the persons, when nothing else says how many; other lone words want a count."""
        if span.code != "uncounted":
            return span
        alone = span.values.get("nationality") == nationalities.UNKNOWN and not span.values["sex"]
        if alone and "persons" not in self.fields and not self.draft.groups:
            unknown = Persons(span.start, span.end, None, CountBasis.UNKNOWN)
            self.persons = unknown
            self._persons(unknown)
            return self.spans.pop()
        return replace(span, code="count_missing")

    def _composition(self, spans: list[Span]) -> list[Span]:
        """Whether the groups are parts of the whole or totals; and the persons, where only groups were typed."""
        groups = self.draft.groups
        first = next((at for at, span in enumerate(spans) if span.code == "group"), None)
        if self.composition is not None:
            self._set(crossed=self.composition)
        if first is None:
            return spans
        detailed = [g for g in groups if g.nationality and (g.sex or g.age)]
        notes: tuple[str, ...] = ()
        if self.composition is None and detailed:
            # Rows that all name a nationality are disjoint; "minors 4" beside them may be among any of them.
            self.draft.crossed = all(g.nationality for g in groups)
            notes = () if self.draft.crossed else ("mixed_composition",)
        if not self.draft.crossed:
            spans = _holding(self.line, spans)
        lacking = any(span.kept and span.meaning in (Meaning.GROUP, Meaning.PERSONS) for span in spans)
        persons = 0 if lacking else self._sum()  # of a list that is not read to its end there is no sum
        if self.persons is None and "persons" not in self.fields and persons:
            self._set(persons=persons, basis=CountBasis.COUNTED, low=None, high=None)
            notes = (*notes, "persons_summed")
        elif self.persons is None and "persons" not in self.fields and not lacking and len(groups) > 1:
            notes = (*notes, "sum_unclear")
        if notes:
            span = spans[first]
            values = span.values | ({"persons": persons} if "persons_summed" in notes else {})
            spans[first] = replace(span, notes=(*span.notes, *notes), severity=Severity.NOTE, values=values)
        return spans

    def _sum(self) -> int:
        """The persons that the groups say by themselves: all nationalities, or all sexes; else 0."""
        groups = self.draft.groups
        by_nationality = sum(g.count for g in groups if g.nationality)
        most = max(
            sum(g.count for g in groups if g.sex), sum(g.count for g in groups if g.age), by_nationality
        )
        if by_nationality:
            return by_nationality if by_nationality == most else 0
        if _covers_all_ages({g.age for g in groups}):
            return 0 if any(g.sex for g in groups) else most  # "19 adults 4 minors" are all
        return most if all(g.sex for g in groups) else 0

    # -- the rest

    def _atom(self, atom: Atom) -> None:
        if atom.part in _BETWEEN:
            return
        if atom.part in _ONCE:
            self._once(atom, *_ONCE[atom.part])
        elif atom.part is Part.TROUBLE:
            meaning, code = atom.value
            self._refuse(atom, meaning, code, **atom.values)
        elif atom.part is Part.SECTOR:
            self._sector(atom)
        elif atom.part is Part.FACILITY:
            self._facility(atom)
        elif atom.part is Part.CIRCUMSTANCE:
            if atom.value not in self.draft.circumstances:
                self._set(circumstances=[*self.draft.circumstances, atom.value])
            self._say(atom, Meaning.CIRCUMSTANCE, "circumstance", value=atom.value)
        elif atom.part is Part.GRADE:
            self._grade(atom)
        elif atom.part is Part.PARTY:
            self._party(atom)
        elif atom.part is Part.CROSSED:
            self.composition = atom.value
            self._say(atom, Meaning.GROUP, "composition", crossed=atom.value)
        elif atom.part is Part.TEXT:
            self._say(atom, Meaning.TEXT, "text", atom.notes, value=atom.value)
        elif atom.part is Part.JOIN:
            self.spans.append(Span(atom.start, atom.end, Meaning.GAP, "gap"))
        else:
            self.spans.append(Span(atom.start, atom.end, Meaning.UNREAD, "word", kept=True))

    def _once(self, atom: Atom, meaning: Meaning, name: str) -> None:
        if name in self.fields and getattr(self.draft, name) != atom.value:
            self._refuse(atom, meaning, f"second_{meaning.value}", first=getattr(self.draft, name))
            return
        self._set(**{name: atom.value})
        self._say(atom, meaning, meaning.value, atom.notes, value=atom.value)

    def _bare_number(self, atom: Atom, after: Item | None) -> None:
        number = atom.value[0]
        if self.persons is not None:
            self._refuse(atom, Meaning.PERSONS, "second_number", first=self.persons.persons)
            return
        of_what = isinstance(after, Atom) and after.part is Part.WORD
        if of_what and self.draft.groups:
            self._refuse(
                atom, Meaning.PERSONS, "number_unclear"
            )  # "15 Iraqis, 5 Koreans": rather of the word
            return
        # "2 strangers": taken for the persons, and said so.
        notes = ("word_not_read_after",) if of_what else ()
        self.persons = Persons(atom.start, atom.end, number, CountBasis.COUNTED, notes=notes)
        self._persons(self.persons)

    def _sector(self, atom: Atom) -> None:
        named: Named = atom.value
        if self.draft.sector not in (None, named.id):
            self._refuse(atom, Meaning.SECTOR, "second_sector", name=named.name)
            return
        self._set(sector=named.id)
        self._say(atom, Meaning.SECTOR, "sector", atom.notes, id=named.id, name=named.name)

    def _facility(self, atom: Atom) -> None:
        named: Named = atom.value
        if self.moved_to not in (None, named.id):
            self._refuse(atom, Meaning.FACILITY, "second_facility", name=named.name)
            return
        self.moved_to = named.id
        self._say(atom, Meaning.FACILITY, "facility", atom.notes, id=named.id, name=named.name)

    def _grade(self, atom: Atom) -> None:
        reliability, credibility = atom.value
        if "reliability" in self.fields and (self.draft.reliability, self.draft.credibility) != atom.value:
            self._refuse(atom, Meaning.GRADE, "second_grade")
            return
        self._set(reliability=reliability, credibility=credibility)
        self._say(atom, Meaning.GRADE, "grade", reliability=reliability, credibility=credibility)

    def _party(self, atom: Atom) -> None:
        if self.party not in (None, atom.value):
            self._refuse(atom, Meaning.PARTY, "second_party", first=self.party)
            return
        self.party = atom.value
        self._say(atom, Meaning.PARTY, "party", value=atom.value)
