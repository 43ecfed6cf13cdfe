"""Whether the values of `--set` are what their fields want: said at once, and not row by row."""

from enum import StrEnum

from tracker.codes import (
    Circumstance,
    CountBasis,
    Credibility,
    Kind,
    MovementReason,
    Precision,
    Qualifier,
    Regime,
    Reliability,
    Rule,
    Status,
)
from tracker.errors import WrongUse
from tracker.files.fields import Subject
from tracker.files.reading import Reader
from tracker.messages import sentence

_CHOICES: dict[str, type[StrEnum]] = {
    "basis": CountBasis,
    "credibility": Credibility,
    "precision": Precision,
    "qualifier": Qualifier,
    "reason": MovementReason,
    "regime": Regime,
    "reliability": Reliability,
    "rule": Rule,
    "status": Status,
}
_FLAGS = {"cumulative", "illustrative"}
_COUNTS = {"headcount", "high", "low", "nominal", "operational", "out_of_use", "surge"}
_QUANTITIES = {"persons", "value"}
_DAYS = {Subject.PUBLISHED_TOTALS: {"day", "from", "reported", "to"}, Subject.FACILITIES: {"from"}}


def check_constants(reader: Reader) -> None:
    """Raise WrongUse for the first value that its field cannot have."""
    subject = reader.bound.subject
    for name, text in reader.bound.constants.items():
        reader.problems = []
        if name in _CHOICES:
            reader.choice(name, _CHOICES[name])
        elif name == "kind" and subject is Subject.INCIDENTS:
            reader.choice(name, Kind)
        elif name == "circumstances":
            reader.choices(name, Circumstance)
        elif name in _FLAGS:
            reader.flag(name)
        elif name in _COUNTS:
            reader.count(name)
        elif name in _QUANTITIES:
            reader.quantity(name)
        elif name in _DAYS.get(subject, {"day"}):
            reader.day(name)
        elif name == "nationality":
            reader.nationality(name)
        if reader.problems:
            raise WrongUse("set_unreadable", text=text, field=name, reason=sentence(reader.problems[0]))
