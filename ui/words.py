"""Words for the code lists, and for what is wrong with what somebody typed. Plain text, translated when asked for.

Only PySide6, the standard library and the code lists are imported here: forms need words before the first paint.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tracker import codes
from tracker.errors import Problem, Refused, TrackerError

# Members of different lists compare equal when their values do ("arrival"): one table a list.
_WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    codes.Kind: {
        "crossing": QT_TRANSLATE_NOOP("Codes", "Irregular crossing detected"),
        "not_admitted": QT_TRANSLATE_NOOP("Codes", "People on the line, not admitted"),
        "arrival": QT_TRANSLATE_NOOP("Codes", "Arrival at a crossing point"),
        "return": QT_TRANSLATE_NOOP("Codes", "Return under a decision"),
        "pushback": QT_TRANSLATE_NOOP("Codes", "Pushback alleged"),
        "rescue": QT_TRANSLATE_NOOP("Codes", "Rescue"),
        "death": QT_TRANSLATE_NOOP("Codes", "Death or missing"),
        "violence": QT_TRANSLATE_NOOP("Codes", "Violence or injury"),
        "smuggling": QT_TRANSLATE_NOOP("Codes", "Smuggling or facilitation"),
    },
    codes.Circumstance: {
        "escorted": QT_TRANSLATE_NOOP("Codes", "escorted to the line by the neighbour's officials"),
        "prevented": QT_TRANSLATE_NOOP("Codes", "prevented"),
        "force_used": QT_TRANSLATE_NOOP("Codes", "force used"),
    },
    codes.Status: {
        "claimed": QT_TRANSLATE_NOOP("Codes", "claimed"),
        "reported": QT_TRANSLATE_NOOP("Codes", "reported"),
        "verified": QT_TRANSLATE_NOOP("Codes", "verified"),
        "refuted": QT_TRANSLATE_NOOP("Codes", "refuted"),
    },
    codes.Reliability: {
        "A": QT_TRANSLATE_NOOP("Codes", "A, completely reliable"),
        "B": QT_TRANSLATE_NOOP("Codes", "B, usually reliable"),
        "C": QT_TRANSLATE_NOOP("Codes", "C, fairly reliable"),
        "D": QT_TRANSLATE_NOOP("Codes", "D, not usually reliable"),
        "E": QT_TRANSLATE_NOOP("Codes", "E, unreliable"),
        "F": QT_TRANSLATE_NOOP("Codes", "F, cannot be judged"),
    },
    codes.Credibility: {
        "1": QT_TRANSLATE_NOOP("Codes", "1, confirmed"),
        "2": QT_TRANSLATE_NOOP("Codes", "2, probably true"),
        "3": QT_TRANSLATE_NOOP("Codes", "3, possibly true"),
        "4": QT_TRANSLATE_NOOP("Codes", "4, doubtful"),
        "5": QT_TRANSLATE_NOOP("Codes", "5, improbable"),
        "6": QT_TRANSLATE_NOOP("Codes", "6, cannot be judged"),
    },
    codes.Precision: {
        "exact": QT_TRANSLATE_NOOP("Codes", "exact"),
        "hour": QT_TRANSLATE_NOOP("Codes", "to the hour"),
        "part_of_day": QT_TRANSLATE_NOOP("Codes", "part of day"),
        "day": QT_TRANSLATE_NOOP("Codes", "the day only"),
        "unknown": QT_TRANSLATE_NOOP("Codes", "not known"),
    },
    codes.CountBasis: {
        "counted": QT_TRANSLATE_NOOP("Codes", "counted"),
        "estimated": QT_TRANSLATE_NOOP("Codes", "estimated"),
        "reported": QT_TRANSLATE_NOOP("Codes", "reported"),
        "unknown": QT_TRANSLATE_NOOP("Codes", "not known"),
    },
    codes.Sex: {
        "female": QT_TRANSLATE_NOOP("Codes", "female"),
        "male": QT_TRANSLATE_NOOP("Codes", "male"),
        "other": QT_TRANSLATE_NOOP("Codes", "other"),
        "unknown": QT_TRANSLATE_NOOP("Codes", "not known"),
    },
    codes.AgeBand: {
        "0-4": QT_TRANSLATE_NOOP("Codes", "0–4"),
        "5-11": QT_TRANSLATE_NOOP("Codes", "5–11"),
        "12-17": QT_TRANSLATE_NOOP("Codes", "12–17"),
        "18-59": QT_TRANSLATE_NOOP("Codes", "18–59"),
        "60+": QT_TRANSLATE_NOOP("Codes", "60+"),
        "unknown": QT_TRANSLATE_NOOP("Codes", "age not known"),
        "0-17": QT_TRANSLATE_NOOP("Codes", "under 18"),
    },
    codes.Outcome: {
        "admitted": QT_TRANSLATE_NOOP("Codes", "admitted"),
        "hospital": QT_TRANSLATE_NOOP("Codes", "to hospital"),
        "turned_back": QT_TRANSLATE_NOOP("Codes", "turned back"),
        "dead": QT_TRANSLATE_NOOP("Codes", "dead"),
        "missing": QT_TRANSLATE_NOOP("Codes", "missing"),
        "unknown": QT_TRANSLATE_NOOP("Codes", "not known"),
    },
    codes.Regime: {
        "closed": QT_TRANSLATE_NOOP("Codes", "Closed"),
        "open": QT_TRANSLATE_NOOP("Codes", "Open"),
        "border_holding": QT_TRANSLATE_NOOP("Codes", "Border holding"),
        "medical": QT_TRANSLATE_NOOP("Codes", "Medical"),
    },
    codes.MovementReason: {
        "arrival": QT_TRANSLATE_NOOP("Codes", "Arrival"),
        "transfer": QT_TRANSLATE_NOOP("Codes", "Transfer"),
        "release": QT_TRANSLATE_NOOP("Codes", "Release"),
        "return": QT_TRANSLATE_NOOP("Codes", "Return under a decision"),
        "hospital": QT_TRANSLATE_NOOP("Codes", "To hospital"),
        "back_from_hospital": QT_TRANSLATE_NOOP("Codes", "Back from hospital"),
        "birth": QT_TRANSLATE_NOOP("Codes", "Birth"),
        "death": QT_TRANSLATE_NOOP("Codes", "Death"),
        "left": QT_TRANSLATE_NOOP("Codes", "Left on their own"),
    },
    codes.Need: {
        "pregnant": QT_TRANSLATE_NOOP("Codes", "Pregnant"),
        "disabled": QT_TRANSLATE_NOOP("Codes", "Disabled"),
        "injured": QT_TRANSLATE_NOOP("Codes", "Injured"),
    },
    codes.Service: {
        "asylum": QT_TRANSLATE_NOOP("Codes", "Asylum claim"),
        "unaccompanied_child": QT_TRANSLATE_NOOP("Codes", "Unaccompanied child"),
        "medical": QT_TRANSLATE_NOOP("Codes", "Medical"),
        "family_tracing": QT_TRANSLATE_NOOP("Codes", "Family tracing"),
        "trafficking": QT_TRANSLATE_NOOP("Codes", "Trafficking"),
        "protection": QT_TRANSLATE_NOOP("Codes", "Protection"),
        "legal_aid": QT_TRANSLATE_NOOP("Codes", "Legal aid"),
        "other": QT_TRANSLATE_NOOP("Codes", "Other"),
    },
    codes.ReferralState: {
        "offered": QT_TRANSLATE_NOOP("Codes", "offered"),
        "accepted": QT_TRANSLATE_NOOP("Codes", "accepted"),
        "received": QT_TRANSLATE_NOOP("Codes", "received"),
        "closed": QT_TRANSLATE_NOOP("Codes", "closed"),
        "declined": QT_TRANSLATE_NOOP("Codes", "declined"),
    },
    codes.Sensitivity: {
        "public": QT_TRANSLATE_NOOP("Codes", "Public"),
        "restricted": QT_TRANSLATE_NOOP("Codes", "Restricted"),
        "confidential": QT_TRANSLATE_NOOP("Codes", "Confidential"),
        "strictly confidential": QT_TRANSLATE_NOOP("Codes", "Strictly confidential"),
    },
    codes.Verb: {
        "record": QT_TRANSLATE_NOOP("Codes", "recorded"),
        "amend": QT_TRANSLATE_NOOP("Codes", "amended"),
        "verify": QT_TRANSLATE_NOOP("Codes", "verified"),
        "void": QT_TRANSLATE_NOOP("Codes", "voided"),
        "undo": QT_TRANSLATE_NOOP("Codes", "undone"),
        "redo": QT_TRANSLATE_NOOP("Codes", "redone"),
    },
}


def word(code: StrEnum) -> str:
    """The word for a code of one of the lists in `codes.py`."""
    return QCoreApplication.translate("Codes", _WORDS[type(code)][code.value])


def explain(what: Problem | TrackerError) -> str:
    """What is wrong, in a sentence; a sentence a problem where something was refused."""
    from tracker import messages  # words are needed only when something is wrong

    if isinstance(what, Refused) and what.problems:
        return "\n".join(explain(problem) for problem in what.problems)
    return messages.sentence(what, partial(QCoreApplication.translate, "messages"), _shown)


def _shown(name: str, value: Any) -> str:
    from tracker import messages

    if isinstance(value, StrEnum) and type(value) in _WORDS:
        return word(value)
    return messages.shown(name, value)
