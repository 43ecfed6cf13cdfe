"""What a published figure counts, and whether it is a running sum, as the name of its column says it.

Beginnings of words, folded, in the languages of the ministries whose tables came in; what says nothing known is told.
"""

import re

from tracker.codes import Rule
from tracker.nationalities import fold

_RULES = {
    Rule.DETECTIONS: "detect feststellung wykryc wykryt konstat",
    Rule.APPREHENSIONS: "apprehen aufgriff festnahm zatrzym задержан sulaiky aizturet",
    Rule.EVENTS: "event incident eventi episodi vorfall vorfalle ivyki zdarze событи случаев notikum",
    Rule.BOATS: "boat vessel barche imbarcazion boote schlauchboot laiv lodz pontoni лодк суден",
    Rule.PREVENTED: "prevent verhinder zapobie zapobiez udaremni предотвращ недопущ apgrez neileis noverst atgriezt "
    "pushback attempt tentativi proby попыт meginajum bandym",
}  # fmt: skip
_PERSONS = (
    "person people migrant asmen osob osobe arriv arrest sbarcat sbarchi ankunft ankunfte eingereist angekommen atvyk "
    "atvykus przybyl прибы человек чел люд мигрант menschen zmon cilvek personas refugee entries entrant"
)
_RUNNING = re.compile(
    r"\b(cumul\w*|kumul\w*|year to date|ytd|running (total|sum)|to date|since (1 |01 )?jan\w*|dal 1 gennaio|"
    r"seit (dem )?1 januar|seit jahresbeginn|nuo metu pradzios|od poczatku roku|с начала года|progressiv\w*)\b"
)


def rule_of(name: str) -> Rule | None:
    """What the column's name says that it counts; None where it says nothing, or several things."""
    words = fold(name).split()
    found = [rule for rule, starts in _RULES.items() if _any(words, starts)]
    return found[0] if len(found) == 1 else None


def counts_persons(name: str) -> bool:
    """Whether the column's name says that it counts people, and nothing else."""
    words = fold(name).split()
    return _any(words, _PERSONS) and not any(_any(words, starts) for starts in _RULES.values())


def is_running(name: str) -> bool:
    """Whether the column's name says that each figure has the ones before in it."""
    return _RUNNING.search(fold(name)) is not None


def _any(words: list[str], starts: str) -> bool:
    return any(word.startswith(tuple(starts.split())) for word in words)
