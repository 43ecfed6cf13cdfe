"""What goes into the quick line's parser and what comes out: the names it knows, and how a line was understood.

A reading holds codes and values, no words for a screen: `ui` puts them into words. Codes of a span:

    when_exact when_hour when_part_of_day when_day when_unknown     at, precision, reporting_day
    when_part               belongs to the span that says when
    sector facility         id, name
    persons                 persons, basis, low, high
    group                   nationality, sex, age, count
    composition             crossed
    outcome referral        outcome or service, count
    kind circumstance status                                        value
    grade                   reliability, credibility
    party source place destination text                             value
    gap                     white space, punctuation and small words between things that are read
    unread                  kept as text; `candidates` where a word is nearly a name

Notes, on a span that was read with an assumption:

    assumed_yesterday       a bare time later than now
    assumed_year            a date without its year
    read_as_time            four digits at the beginning of the line
    about_hour              "~02:10": only the hour is taken
    time_twice              the clock was put back and showed this time twice: the first is taken
    completed               the beginning of a name; the values hold the whole
    from_demonym            "Iraqis" for Iraq
    middle_of_range         "25-35": the persons are the middle
    persons_summed          no number of persons was typed: the sum of the composition (stands on its first group)
    word_not_read_after     "2 strangers": a number taken for the persons, before a word that is not read
    sum_unclear             no number of persons was typed, and the groups may be about the same people: no sum
    has_parts (parts)       other groups are among this one: boys among the minors
    all_of_them             "23 people from Iraq": the persons are the group
    repeated_group          the same group is there twice, both are kept
    mixed_composition       some rows name nationality and sex or age, others no nationality: kept as separate totals
    quote_open              a quotation without its end

Troubles, on a span that was meant as something and is kept as text instead:

    time_in_gap (time, zone)  no_such_time  no_such_date  ambiguous_date (candidates)  ambiguous_time
    unfinished_time  time_slipped ("02;10")  time_lasting ("02:10-02:40")  second_time  second_date
    month_missing ("the 15th")  date_not_read (the time without its date)
    other_weekday (a date, and a weekday that it is not)
    unknown_sector unknown_facility ambiguous_sector ambiguous_facility facility_without_arrow (candidates)
    second_sector second_facility  name_missing
    count_missing (what has no count)  count_unclear  unknown_group ambiguous_group (candidates: nationality codes)
    second_number second_persons range_backwards number_too_long number_unclear negative_number
    not_persons ("3 families")
    second_kind second_status second_grade second_party second_source second_place second_destination
    value_missing
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from tracker import drafts
from tracker.quickline.names import Named, Names


@dataclass(frozen=True)
class Vocabulary:
    """What a line is read against. Keep one as long as the names do not change: it remembers how to find them.

    `cutoff` is the situation's, in minutes: it decides the reporting day that a time is shown to belong to.
    """

    situation: str
    time_zone: str
    cutoff: int
    sectors: Sequence[Named]
    facilities: Sequence[Named]

    @cached_property
    def sector_names(self) -> Names:
        """The sectors, ready to be looked up."""
        return Names(self.sectors)

    @cached_property
    def facility_names(self) -> Names:
        """The facilities, ready to be looked up."""
        return Names(self.facilities)


class Meaning(StrEnum):
    """What a stretch of the line is about."""

    WHEN = "when"
    SECTOR = "sector"
    PERSONS = "persons"
    GROUP = "group"
    KIND = "kind"
    CIRCUMSTANCE = "circumstance"
    STATUS = "status"
    GRADE = "grade"
    FACILITY = "facility"
    OUTCOME = "outcome"
    REFERRAL = "referral"
    PARTY = "party"
    SOURCE = "source"
    PLACE = "place"
    DESTINATION = "destination"
    TEXT = "text"
    UNREAD = "unread"
    GAP = "gap"


class Severity(StrEnum):
    """How a stretch was read: ok; a note, read with an assumption or kept as text; a problem, not what was meant."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the line and how it was understood. `kept`: its words stand in the draft's text."""

    start: int
    end: int
    meaning: Meaning
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.OK
    notes: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as understood. The spans are in order and without a gap cover all of it.

    `fields` names the fields of the draft that the line set: the rest are defaults, and the form keeps its own.
    """

    draft: drafts.Incident
    moved_to: str | None
    party_reference: str | None
    spans: tuple[Span, ...]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Completion:
    """`text` may stand for the line from `start` to `end`; `label` is what to show, `code` what it stands for."""

    start: int
    end: int
    text: str
    label: str
    meaning: Meaning
    code: str = ""
