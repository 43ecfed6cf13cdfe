"""What the import page says: fields, codes, what is wrong and what to do, in the words of a window.

What `tracker` says of an import names options of the command line where a person can answer; here it names the
controls of the page.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from tracker import codes, messages, nationalities
from tracker.errors import Problem, Refused, TrackerError
from tracker.files.fields import Field, Subject
from tracker.files.sheet_parts import Part
from ui.words import explain, word

SUBJECTS: Mapping[Subject, str] = {
    Subject.PUBLISHED_TOTALS: QT_TRANSLATE_NOOP("Importing", "published totals"),
    Subject.INCIDENTS: QT_TRANSLATE_NOOP("Importing", "incidents"),
    Subject.FACILITIES: QT_TRANSLATE_NOOP("Importing", "facilities"),
    Subject.HEADCOUNTS: QT_TRANSLATE_NOOP("Importing", "headcounts"),
    Subject.MOVEMENTS: QT_TRANSLATE_NOOP("Importing", "movements"),
    Subject.CAPACITY_CHANGES: QT_TRANSLATE_NOOP("Importing", "capacity changes"),
    Subject.CONTEXT_EVENTS: QT_TRANSLATE_NOOP("Importing", "context events"),
}

PARTS: Mapping[Part, str] = {
    Part.TITLE: QT_TRANSLATE_NOOP("Importing", "title"),
    Part.HEADER: QT_TRANSLATE_NOOP("Importing", "header"),
    Part.NOT_READ: QT_TRANSLATE_NOOP("Importing", "above the first row: not read"),
    Part.DATA: QT_TRANSLATE_NOOP("Importing", "row"),
    Part.TOTAL: QT_TRANSLATE_NOOP("Importing", "total"),
    Part.FOOTNOTE: QT_TRANSLATE_NOOP("Importing", "footnote"),
    Part.WORDS: QT_TRANSLATE_NOOP("Importing", "words among the rows"),
    Part.HEADER_AGAIN: QT_TRANSLATE_NOOP("Importing", "header once more"),
    Part.OTHER_TABLE: QT_TRANSLATE_NOOP("Importing", "another table begins"),
    Part.BELOW: QT_TRANSLATE_NOOP("Importing", "below the table"),
    Part.LEFT_OUT: QT_TRANSLATE_NOOP("Importing", "left out by you"),
    Part.UNREADABLE: QT_TRANSLATE_NOOP("Importing", "cannot be read"),
}

# What the fields of a record are called in a column of few letters.
_TITLES: Mapping[str, str] = {
    "amount": QT_TRANSLATE_NOOP("Importing", "Amount"),
    "arrived": QT_TRANSLATE_NOOP("Importing", "Arrived"),
    "arrived_at": QT_TRANSLATE_NOOP("Importing", "Arrived"),
    "basis": QT_TRANSLATE_NOOP("Importing", "How known"),
    "circumstances": QT_TRANSLATE_NOOP("Importing", "Circumstances"),
    "condition": QT_TRANSLATE_NOOP("Importing", "Condition"),
    "counted_at": QT_TRANSLATE_NOOP("Importing", "Counted"),
    "credibility": QT_TRANSLATE_NOOP("Importing", "Credibility, 1–6"),
    "crossed": QT_TRANSLATE_NOOP("Importing", "Parts are disjoint"),
    "cumulative": QT_TRANSLATE_NOOP("Importing", "Running sum"),
    "currency": QT_TRANSLATE_NOOP("Importing", "Currency"),
    "date_precision": QT_TRANSLATE_NOOP("Importing", "How exact"),
    "date_text": QT_TRANSLATE_NOOP("Importing", "As put"),
    "destination": QT_TRANSLATE_NOOP("Importing", "Destination"),
    "evidence": QT_TRANSLATE_NOOP("Importing", "Evidence"),
    "day": QT_TRANSLATE_NOOP("Importing", "Day"),
    "facility": QT_TRANSLATE_NOOP("Importing", "Facility"),
    "first_day": QT_TRANSLATE_NOOP("Importing", "First day"),
    "from": QT_TRANSLATE_NOOP("Importing", "From"),
    "from_at": QT_TRANSLATE_NOOP("Importing", "From when"),
    "from_facility": QT_TRANSLATE_NOOP("Importing", "From"),
    "groups": QT_TRANSLATE_NOOP("Importing", "Group, persons"),
    "happened_at": QT_TRANSLATE_NOOP("Importing", "When"),
    "headcount": QT_TRANSLATE_NOOP("Importing", "Persons counted"),
    "high": QT_TRANSLATE_NOOP("Importing", "Persons at most"),
    "kind": QT_TRANSLATE_NOOP("Importing", "Kind"),
    "last_day": QT_TRANSLATE_NOOP("Importing", "Last day"),
    "latitude": QT_TRANSLATE_NOOP("Importing", "Latitude, °"),
    "left_at": QT_TRANSLATE_NOOP("Importing", "Left"),
    "longitude": QT_TRANSLATE_NOOP("Importing", "Longitude, °"),
    "low": QT_TRANSLATE_NOOP("Importing", "Persons at least"),
    "name": QT_TRANSLATE_NOOP("Importing", "Name"),
    "nationality": QT_TRANSLATE_NOOP("Importing", "Nationality"),
    "needs": QT_TRANSLATE_NOOP("Importing", "Needs, persons"),
    "nominal": QT_TRANSLATE_NOOP("Importing", "Places by design"),
    "operational": QT_TRANSLATE_NOOP("Importing", "Places in use"),
    "out_of_use": QT_TRANSLATE_NOOP("Importing", "Places out of use"),
    "outcomes": QT_TRANSLATE_NOOP("Importing", "Outcomes, persons"),
    "party": QT_TRANSLATE_NOOP("Importing", "Party"),
    "persons": QT_TRANSLATE_NOOP("Importing", "Persons"),
    "place": QT_TRANSLATE_NOOP("Importing", "Place"),
    "posted_at": QT_TRANSLATE_NOOP("Importing", "Posted"),
    "precision": QT_TRANSLATE_NOOP("Importing", "How exact"),
    "qualifier": QT_TRANSLATE_NOOP("Importing", "As put"),
    "reason": QT_TRANSLATE_NOOP("Importing", "Reason"),
    "reckoned": QT_TRANSLATE_NOOP("Importing", "Persons reckoned"),
    "regime": QT_TRANSLATE_NOOP("Importing", "Regime"),
    "reliability": QT_TRANSLATE_NOOP("Importing", "Reliability, A–F"),
    "reported": QT_TRANSLATE_NOOP("Importing", "Report of"),
    "rule": QT_TRANSLATE_NOOP("Importing", "What is counted"),
    "sector": QT_TRANSLATE_NOOP("Importing", "Sector"),
    "source": QT_TRANSLATE_NOOP("Importing", "Source"),
    "status": QT_TRANSLATE_NOOP("Importing", "Status"),
    "surge": QT_TRANSLATE_NOOP("Importing", "Places in need"),
    "text": QT_TRANSLATE_NOOP("Importing", "Note"),
    "title": QT_TRANSLATE_NOOP("Importing", "Title"),
    "time": QT_TRANSLATE_NOOP("Importing", "Time"),
    "to": QT_TRANSLATE_NOOP("Importing", "To"),
    "to_facility": QT_TRANSLATE_NOOP("Importing", "To"),
    "value": QT_TRANSLATE_NOOP("Importing", "Figure"),
    "when": QT_TRANSLATE_NOOP("Importing", "When"),
}
_CODES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "basis": (codes.CountBasis,),
    "circumstances": (codes.Circumstance,),
    "kind": (codes.Kind,),
    "precision": (codes.Precision,),
    "reason": (codes.MovementReason,),
    "regime": (codes.Regime,),
    "status": (codes.Status,),
}

# Codes that are words themselves.
_BARE = {"kind", "rule", "qualifier", "date_precision", "cumulative", "crossed"}

# In place of sentences that name options of the command line.
_INSTEAD: Mapping[str, str] = {
    "capacity_from_now": QT_TRANSLATE_NOOP(
        "Importing", "Capacities are taken to hold from now on: {count}. Another day: from=2021-01-01 as a value."
    ),
    "encoding_guessed": QT_TRANSLATE_NOOP(
        "Importing", "The encoding was guessed as {encoding}. If letters are wrong, save the file as UTF-8."
    ),
    "fields_missing": QT_TRANSLATE_NOOP(
        "Importing", "Not ready: for {subject}, choose under Columns which one holds {missing}."
    ),
    "map_without_equals": QT_TRANSLATE_NOOP(
        "Importing", "“{text}” does not say which column holds which field."
    ),
    "order_dmy": QT_TRANSLATE_NOOP("Importing", "Dates have the day first: {value} is one of them."),
    "order_mdy": QT_TRANSLATE_NOOP("Importing", "Dates have the month first: {value} is one of them."),
    "regime_assumed": QT_TRANSLATE_NOOP(
        "Importing", "New facilities without a regime are taken to be open: {count}. Another: regime=closed as a value."
    ),
    "rule_assumed": QT_TRANSLATE_NOOP(
        "Importing",
        "“{column}” does not say what it counts: persons are assumed. Otherwise: rule=detections as a value.",
    ),
    "second_table": QT_TRANSLATE_NOOP(
        "Importing", "Another table begins here: “{text}”. Import it by itself: mark its header, and import once more."
    ),
    "sector_unknown": QT_TRANSLATE_NOOP("Importing", "There is no sector “{value}”. There are: {choices}."),
    "set_without_equals": QT_TRANSLATE_NOOP(
        "Importing", "“{text}” gives no field a value. Write field=value; field=value"
    ),
    "sheet_chosen": QT_TRANSLATE_NOOP("Importing", "Sheet “{sheet}” was read, of: {sheets}."),
}  # fmt: skip

_TO_DO: Mapping[str, str] = {
    "ambiguous_date": QT_TRANSLATE_NOOP("Importing", "Choose above whether the day or the month comes first."),
    "two_digit_year": QT_TRANSLATE_NOOP("Importing", "Write the year with four digits in the file."),
    "sector_unknown": QT_TRANSLATE_NOOP(
        "Importing", "Tick “Make sectors that are not here yet”, or correct the name in the file."
    ),
    "facility_unknown": QT_TRANSLATE_NOOP("Importing", "Record the facility first, or correct the name in the file."),
    "facility_differs": QT_TRANSLATE_NOOP("Importing", "Nothing, where what is here is right."),
    "too_many_cells": QT_TRANSLATE_NOOP("Importing", "Put a value with a comma in it between quotation marks."),
    "unclosed_quote": QT_TRANSLATE_NOOP("Importing", "Close the quotation mark in the file."),
    "stray_quote": QT_TRANSLATE_NOOP("Importing", "Double the quotation mark in the file, or take it out."),
    "undecodable": QT_TRANSLATE_NOOP("Importing", "Save the file as UTF-8."),
    "nul_bytes": QT_TRANSLATE_NOOP("Importing", "Open the file in its own program, and save it anew."),
    "persons_missing": QT_TRANSLATE_NOOP("Importing", "Fill in the number, or write unknown as its basis."),
    "when_missing": QT_TRANSLATE_NOOP("Importing", "Fill in the day in the file."),
    "required": QT_TRANSLATE_NOOP("Importing", "Fill it in in the file, or give one value for all rows under Columns."),
    "nationality_empty": QT_TRANSLATE_NOOP("Importing", "Fill it in in the file: a code, a name, or all."),
    "figures_differ": QT_TRANSLATE_NOOP(
        "Importing", "Read the date of the report under Columns, or mark the rows that do not count under The sheet."
    ),
    "figures_differ_unread": QT_TRANSLATE_NOOP(
        "Importing", "Choose under Columns what the column is that tells them apart."
    ),
}  # fmt: skip
_TO_DO_ELSE = QT_TRANSLATE_NOOP("Importing", "Correct it in the file, and import that again.")


def subject_said(subject: Subject) -> str:
    """What rows are, in words."""
    return QCoreApplication.translate("Importing", SUBJECTS[subject])


def rows_said(count: int) -> str:
    """So many rows."""
    if count == 1:
        return QCoreApplication.translate("Importing", "1 row")
    return QCoreApplication.translate("Importing", "{n} rows").format(n=f"{count:,}")


def part_said(part: Part) -> str:
    """What a row of the sheet was taken for, in words."""
    return QCoreApplication.translate("Importing", PARTS[part])


def field_title(name: str) -> str:
    """What a record's field is called, as the head of a column."""
    if name in _TITLES:
        return QCoreApplication.translate("Importing", _TITLES[name])
    words = messages.field_words(name)
    return words[:1].upper() + words[1:]


def field_said(field: Field) -> tuple[str, str]:
    """A field that a column may hold: its name, and a line of help."""
    translate = QCoreApplication.translate
    words = _AS_TYPED.sub("", field.help)  # of whom has a field of its own here
    return translate("ImportFields", field.name.replace("_", " ")), translate("ImportFields", words)


_AS_TYPED = re.compile(r"\s*[:;][^:;]*@.*$")


def value_said(name: str, value: str) -> str:
    """A value as the preview has it, its codes in words."""
    if name == "nationality" and value:
        return nationalities.name_of(value)
    for known in _CODES.get(name, ()):
        try:
            return ", ".join(word(known(part)) for part in value.split(", "))
        except (ValueError, KeyError):
            continue
    return QCoreApplication.translate("ImportValues", value) if value and name in _BARE else value


def said(what: Problem | TrackerError) -> str:
    """What is wrong or was assumed, in a sentence."""
    if isinstance(what, Refused) and what.problems:
        return "\n".join(said(problem) for problem in what.problems)
    if what.code not in _INSTEAD:
        return explain(what)
    template = QCoreApplication.translate("Importing", _INSTEAD[what.code])
    values = {name: messages.shown(name, value) for name, value in what.values.items()}
    if what.code == "fields_missing":
        values["subject"] = subject_said(Subject(what.values["subject"]))
    return template.format_map(values)


def where_said(problem: Problem) -> str:
    """The field that a problem is about, and the column where it was one of many that became rows."""
    field = field_title(problem.field) if problem.field else ""
    column = problem.values.get("from_column")
    return f"{field} · {column}".strip(" ·") if column else field


def to_do(problem: Problem) -> str:
    """What a person can do about a refused row."""
    return QCoreApplication.translate("Importing", _TO_DO.get(problem.code, _TO_DO_ELSE))
