"""The words of the quick line, apart from names: what a phrase is, and what it stands for.

The first spelling of a meaning is the one that is offered as a completion and written by `write.py`. Phrases
are compared folded (small letters, no accents, hyphens as spaces), the longest that fits wins.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from tracker.codes import AgeBand, Circumstance, Kind, Outcome, Service, Sex, Status
from tracker.nationalities import fold


class Part(StrEnum):
    """What a stretch of the line is before it is known what it is about."""

    DAY = "day"
    CLOCK = "clock"
    NO_TIME = "no_time"
    NUMBER = "number"
    RANGE = "range"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    SAID = "said"
    PERSONS = "persons"
    UNKNOWN = "unknown"  # how many is not known
    LABEL = "label"  # part of a composition: nationality, sex, age
    OUTCOME = "outcome"
    SERVICE = "service"
    KIND = "kind"
    CIRCUMSTANCE = "circumstance"
    STATUS = "status"
    GRADE = "grade"
    CROSSED = "crossed"
    SECTOR = "sector"
    FACILITY = "facility"
    PARTY = "party"
    SOURCE = "source"
    PLACE = "place"
    DESTINATION = "destination"
    TEXT = "text"
    BREAK = "break"
    COLON = "colon"
    SLASH = "slash"
    OPEN = "open"
    CLOSE = "close"
    JOIN = "join"  # a small word between two things that are read
    NUMBERED = "numbered"  # what has a number: patrol 7
    THING = "thing"  # what is counted beside people: families, vehicles, kilometres
    WORD = "word"
    TROUBLE = "trouble"  # meant as something, and not readable as that


class Word(NamedTuple):
    """What a phrase stands for."""

    part: Part
    value: Any = None


class Dims(NamedTuple):
    """What a label says of people. `joins`: it may stand after a nationality with only a space between."""

    nationality: str | None = None
    sex: Sex | None = None
    age: AgeBand | None = None
    joins: bool = False


class Clock(NamedTuple):
    """A time of day: exact to the minute, or the first hour of `hours`."""

    hour: int
    minute: int = 0
    second: int = 0
    hours: int = 0  # 0 exact, 1 the hour, 6 a part of the day
    notes: tuple[str, ...] = ()


class Day(NamedTuple):
    """A day as it is written: so many days ago, a weekday, or a date whose year may be missing."""

    ago: int | None = None
    weekday: int | None = None
    before_today: bool = False  # "last Tuesday"
    year: int | None = None
    month: int = 0
    day: int = 0


PARTS_OF_DAY = {"night": 0, "morning": 6, "afternoon": 12, "evening": 18}


def _list(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split("|"))


KINDS = {
    Kind.CROSSING: _list(
        "crossing | crossing detected | irregular crossing | irregular crossing detected | crossed | detected"
    ),
    Kind.NOT_ADMITTED: _list("not admitted | on the line | people on the line | on the line not admitted"),
    Kind.ARRIVAL: _list(
        "arrival | arrived | arrival at a crossing point | at a crossing point | at crossing point"
    ),
    Kind.RETURN: _list("return | returned | return under a decision"),
    Kind.PUSHBACK: _list("pushback | push-back | pushed back | pushback alleged | alleged pushback"),
    Kind.RESCUE: _list("rescue | rescued"),
    Kind.DEATH: _list("death | deaths | death or missing"),
    Kind.VIOLENCE: _list("violence | violence or injury | injury"),
    Kind.SMUGGLING: _list("smuggling | facilitation | smuggling or facilitation | smuggler | smugglers"),
}
CIRCUMSTANCES = {
    Circumstance.ESCORTED: _list("escorted | escorted to the line"),
    Circumstance.PREVENTED: _list("prevented"),
    Circumstance.FORCE_USED: _list("force used | force"),
}
STATUSES = {status: (status.value,) for status in Status}
OUTCOMES = {
    Outcome.ADMITTED: _list("admitted"),
    Outcome.HOSPITAL: _list("hospital | in hospital | to hospital | hospitalised"),
    Outcome.TURNED_BACK: _list("turned back"),
    Outcome.DEAD: _list("dead | died | killed"),
    Outcome.MISSING: _list("missing"),
    Outcome.UNKNOWN: _list("outcome unknown | fate unknown"),
}
SERVICES = {
    Service.ASYLUM: _list("asylum | asylum claim | asylum claims | asylum seeker | asylum seekers"),
    Service.UNACCOMPANIED_CHILD: _list(
        "unaccompanied | unaccompanied child | unaccompanied children | unaccompanied minor | unaccompanied minors"
    ),
    Service.MEDICAL: _list("medical | medical help | medical care"),
    Service.FAMILY_TRACING: _list("family tracing | tracing"),
    Service.TRAFFICKING: _list("trafficking"),
    Service.PROTECTION: _list("protection"),
    Service.LEGAL_AID: _list("legal aid"),
    Service.OTHER: _list("other referral | other service"),
}
SEXES = {
    # Men and women may be of either adult band, so the words say the sex and leave the age open.
    Sex.FEMALE: _list("women | woman | female | females | moterys | moterų | moteris"),
    Sex.MALE: _list("men | man | male | males | vyrai | vyrų | vyras"),
    Sex.OTHER: _list("other sex | sex other"),
    Sex.UNKNOWN: _list("sex unknown | unknown sex"),
}
AGES = {
    # "Children" are all under 18, as everywhere in the field; the band of 5 to 11 is written 5-11.
    AgeBand.MINOR: _list(
        "minors | minor | children | child | kids | under 18 | under-18s | u18 | underage | vaikai | vaikų | vaikas"
    ),
    AgeBand.INFANT: _list("infants | infant | babies | baby | toddlers | under 5 | under-5s | u5"),
    AgeBand.TEEN: _list("teenagers | teenager | teens | adolescents | adolescent"),
    AgeBand.ADULT: _list("adults | adult"),
    AgeBand.OLDER: _list("older people | elderly | over 60 | over-60s"),
    AgeBand.UNKNOWN: _list("age unknown | unknown age"),
}
BOTH = {
    (Sex.MALE, AgeBand.MINOR): _list("boys | boy"),
    (Sex.FEMALE, AgeBand.MINOR): _list("girls | girl"),
}
SHORT_SEXES = {
    "f": Sex.FEMALE,
    "m": Sex.MALE,
}  # only beside a nationality, a slash or a colon: "300 m" is no man

BANDS = {
    (0, 4): AgeBand.INFANT,
    (5, 11): AgeBand.CHILD,
    (12, 17): AgeBand.TEEN,
    (18, 59): AgeBand.ADULT,
    (0, 17): AgeBand.MINOR,
}

UNITS = {name: number for number, name in enumerate(_list(
    "one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve | thirteen | fourteen"
    " | fifteen | sixteen | seventeen | eighteen | nineteen"
), 1)}  # fmt: skip
TENS = {name: 10 * number for number, name in enumerate(_list(
    "twenty | thirty | forty | fifty | sixty | seventy | eighty | ninety"
), 2)}  # fmt: skip

# A number of these is no number of people.
THINGS = (
    "families | family | groups | couples | vehicles | vehicle | cars | car | vans | van | trucks | truck | lorries"
    " | lorry | buses | bus | minibuses | minibus | boats | boat | tents | bags | phones | km | kilometres | kilometers"
    " | metres | meters | miles | minutes | minute | mins | hours | hour | hrs | days | nights | weeks | times"
    " | years | years old | year | year old | yrs | yo | months"
)
# The number after these is no number of people.
NUMBERED = (
    "patrol | post | unit | team | sign | marker | pillar | pole | gate | road | room | aged | age | born"
)

# Before a colon. What follows belongs to it up to a comma, a semicolon, a ">" or the next of these words.
KEYS = {
    "from": Part.SOURCE,
    "source": Part.SOURCE,
    "at": Part.PLACE,
    "place": Part.PLACE,
    "text": Part.TEXT,
    "note": Part.TEXT,
    "party": Part.PARTY,
    "sector": Part.SECTOR,
    "to": Part.FACILITY,
    "moved to": Part.FACILITY,
    "destination": Part.DESTINATION,
}


def _numbered(names: str, first: int) -> dict[str, int]:
    return {name: number for number, said in enumerate(_list(names), first) for name in said.split()}


MONTHS = _numbered(
    "january jan | february feb | march mar | april apr | may | june jun | july jul | august aug"
    " | september sep sept | october oct | november nov | december dec",
    1,
)
WEEKDAYS = _numbered(
    "monday mon | tuesday tue tues | wednesday wed | thursday thu thur thurs | friday fri | saturday sat | sunday sun",
    0,
)

# Codes of countries that are also words or units ("at 3", "5 km"). In small letters they are read as a nationality
# only before a colon; in capitals always.
NOT_CODES_WHEN_SMALL = frozenset(
    _list(
        "ad|ago|ai|al|am|and|ar|are|arm|as|at|au|ba|be|bel|ben|bes|bi|br|by|can|car|cc|ch|ci|cm|co|com|cr|d|de|do|dom"
        "|ee|es|est|et|fi|fin|fm|ga|gin|go|gm|gr|hm|hr|id|ie|il|im|in|io|is|it|km|la|lb|li|lie|lo|lux|ma|mac|mar|mc|me"
        "|mg|ml|mm|mo|mr|ms|mt|mu|my|na|nam|ne|ni|no|nor|np|nu|om|pa|pan|pe|per|pm|png|pr|ps|re|ro|rom|sa|se|sen|sh"
        "|so|som|st|sun|sur|td|to|ton|tt|tun|tv|um|us|va|ve|vi|ws|ye"
    )
)


def _phrases() -> dict[str, list[tuple[tuple[str, ...], Word]]]:
    """First word -> the phrases that begin with it, longest first."""
    said: list[tuple[str, Word]] = []

    def add(part: Part, meanings: Mapping[Any, tuple[str, ...]]) -> None:
        said.extend((phrase, Word(part, value)) for value, phrases in meanings.items() for phrase in phrases)

    add(Part.KIND, KINDS)
    add(Part.CIRCUMSTANCE, CIRCUMSTANCES)
    add(Part.STATUS, STATUSES)
    add(Part.OUTCOME, OUTCOMES)
    add(Part.SERVICE, SERVICES)
    add(Part.LABEL, {Dims(sex=sex): phrases for sex, phrases in SEXES.items()})
    add(Part.LABEL, {Dims(age=age): phrases for age, phrases in AGES.items()})
    add(Part.LABEL, {Dims(sex=sex, age=age): phrases for (sex, age), phrases in BOTH.items()})
    add(Part.LABEL, {Dims(sex=sex, joins=True): (letter,) for letter, sex in SHORT_SEXES.items()})
    add(
        Part.DAY,
        {
            Day(ago=0): ("today", "šiandien"),
            Day(ago=1): ("yesterday", "vakar"),
            Day(ago=2): ("day before yesterday", "užvakar"),
            Day(ago=-1): ("tomorrow",),
        },
    )
    for name, number in WEEKDAYS.items():
        add(
            Part.DAY,
            {Day(weekday=number): (name,), Day(weekday=number, before_today=True): (f"last {name}",)},
        )
    for name, hour in (("naktį", 0), ("rytą", 6), ("ryte", 6), ("popiet", 12), ("vakare", 18)):
        add(Part.CLOCK, {Clock(hour, hours=6): (name,)})
    for name, hour in PARTS_OF_DAY.items():
        add(
            Part.CLOCK,
            {Clock(hour, hours=6): (name, f"this {name}", f"in the {name}", f"at {name}", f"last {name}")},
        )
    for part, phrases in (
        (Part.NO_TIME, "time unknown | unknown time | time not known"),
        (Part.PERSONS, "persons | person | people | pers | ppl | pax | individuals"),
        (Part.PERSONS, "žmonės | žmonių | žmogus | asmenys | asmenų | asmuo | asm"),
        (Part.NUMBERED, NUMBERED),
        (
            Part.UNKNOWN,
            "persons unknown | unknown persons | number unknown | unknown number | number not known",
        ),
        (Part.UNKNOWN, "unknown number of persons | unknown number of people"),
        (Part.ABOUT, "about | around | approximately | approx | circa | ca | c | roughly | some | apie"),
        (Part.AT_LEAST, "at least | min | not less than | no fewer than | more than | over"),
        (
            Part.AT_MOST,
            "at most | up to | max | not more than | no more than | less than | fewer than | under",
        ),
        (Part.SAID, "said | said to be | reportedly | allegedly"),
        (Part.JOIN, "and | with | plus | including | incl | in | on"),
        (Part.THING, THINGS),
    ):
        add(part, {None: _list(phrases)})
    add(Part.JOIN, {"at": ("at",), "from": ("from",), "of": ("of which", "of whom", "of them")})
    add(Part.CROSSED, {True: ("crossed composition",), False: ("separate totals",)})

    table: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    for phrase, word in said:
        # "the" folds to nothing: it may be left out of every phrase.
        first, *rest = fold(phrase).split()
        table.setdefault(first, []).append((tuple(rest), word))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


PHRASES = _phrases()


class Keyword(NamedTuple):
    """A word to be offered: as it is written, folded, what it stands for, and whether a count follows."""

    text: str
    folded: str
    word: Word
    counted: bool


def _keywords() -> list[Keyword]:
    counted = (Part.LABEL, Part.OUTCOME, Part.SERVICE)
    tables: tuple[tuple[Part, Mapping[Any, tuple[str, ...]]], ...] = (
        (Part.KIND, KINDS),
        (Part.CIRCUMSTANCE, CIRCUMSTANCES),
        (Part.STATUS, STATUSES),
        (Part.LABEL, {Dims(age=age): said for age, said in AGES.items()}),
        (Part.LABEL, {Dims(sex=sex): said for sex, said in SEXES.items()}),
        (Part.LABEL, {Dims(sex=sex, age=age): said for (sex, age), said in BOTH.items()}),
        (Part.OUTCOME, OUTCOMES),
        (Part.SERVICE, SERVICES),
        (Part.CLOCK, {Clock(hour, hours=6): (name,) for name, hour in PARTS_OF_DAY.items()}),
        (Part.DAY, {Day(ago=0): ("today",), Day(ago=1): ("yesterday",)}),
        (Part.NO_TIME, {None: ("time unknown",)}),
        (Part.UNKNOWN, {None: ("persons unknown",)}),
    )
    return [
        Keyword(said[0], fold(said[0]), Word(part, value), part in counted)
        for part, meanings in tables
        for value, said in meanings.items()
        if said
    ]


KEYWORDS = _keywords()
