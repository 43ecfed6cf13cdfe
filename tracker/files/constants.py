"""Whether the values of `--set` are what their fields want: said at once, and not row by row."""

from enum import StrEnum

from tracker.codes import (
    Circumstance,
    ContextKind,
    CountBasis,
    Credibility,
    DatePrecision,
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
    "qualifier": Qualifier,
    "regime": Regime,
    "reliability": Reliability,
    "rule": Rule,
    "status": Status,
}
# Names that stand for one list here, for another or for free words there.
_CHOICES_OF: dict[tuple[Subject, str], type[StrEnum]] = {
    (Subject.CONTEXT_EVENTS, "kind"): ContextKind,
    (Subject.CONTEXT_EVENTS, "precision"): DatePrecision,
    (Subject.INCIDENTS, "kind"): Kind,
    (Subject.INCIDENTS, "precision"): Precision,
    (Subject.MOVEMENTS, "reason"): MovementReason,
}
_FLAGS = {"cumulative", "illustrative", "unknown"}
_COUNTS = {"headcount", "high", "low", "nominal", "operational", "out_of_use", "surge"}
_QUANTITIES = {"persons", "value"}
_DAYS = {
    Subject.PUBLISHED_TOTALS: {"day", "from", "reported", "to"},
    Subject.FACILITIES: {"from"},
    Subject.CAPACITY_CHANGES: {"from"},
    Subject.CONTEXT_EVENTS: {"from", "to"},
}


def check_constants(reader: Reader) -> None:
    """Raise WrongUse for the first value that its field cannot have."""
    subject = reader.bound.subject
    for name, text in reader.bound.constants.items():
        reader.problems = []
        choices = _CHOICES.get(name) or _CHOICES_OF.get((subject, name))
        if choices is not None:
            reader.choice(name, choices)
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
        elif name == "day" and subject is Subject.CONTEXT_EVENTS:
            reader.span(name)
        elif name == "amount":
            reader.amount(name)
        elif name == "nationality":
            reader.nationality(name)
        if reader.problems:
            raise WrongUse("set_unreadable", text=text, field=name, reason=sentence(reader.problems[0]))
