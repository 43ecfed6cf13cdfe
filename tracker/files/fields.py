"""What a table can be imported as, and the fields that its columns can hold.

A field of certain persons or places is written with qualifiers: `group@nationality=IRQ` are persons from Iraq,
`headcount@kind=hotspot` people in a facility of that kind.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tracker.nationalities import fold


class Subject(StrEnum):
    """What a file is imported as."""

    PUBLISHED_TOTALS = "published-totals"
    INCIDENTS = "incidents"
    FACILITIES = "facilities"
    HEADCOUNTS = "headcounts"
    MOVEMENTS = "movements"
    CAPACITY_CHANGES = "capacity-changes"
    CONTEXT_EVENTS = "context-events"


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name, a line of help, what it can be qualified by, other names for it, and column names.

    `headers` are column names that are taken for the field where no mapping is given at all.
    """

    name: str
    help: str
    of: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


_DAY = (
    "date",
    "data",
    "datum",
    "giorno",
    "tag",
    "diena",
    "dzień",
    "päev",
    "kuupäev",
    "дата",
    "día",
    "jour",
    "fecha",
)
_PERSONS = (
    "people",
    "number of persons",
    "total",
    "persone",
    "asmenys",
    "osoby",
    "personen",
    "человек",
    "чел",
)
_SECTOR = ("border section", "sektorius", "ruožas", "odcinek", "settore", "abschnitt", "участок")
_SOURCE = ("fonte", "quelle", "šaltinis", "źródło", "источник", "fuente")
_TEXT = (
    "note",
    "notes",
    "remarks",
    "comment",
    "comments",
    "description",
    "pastabos",
    "pastaba",
    "uwagi",
    "uwaga",
    "anmerkung",
    "bemerkung",
    "примечание",
    "примечания",
    "piezīmes",
    "osservazioni",
)
_FACILITY = (
    "region",
    "regione",
    "centre",
    "center",
    "site",
    "place of stay",
    "centras",
    "ośrodek",
    "centro",
    "einrichtung",
)
_NATIONALITY = ("citizenship", "country of origin", "nazione", "nazionalità", "pilietybė", "obywatelstwo",
                "staatsangehörigkeit", "nationalité", "гражданство", "iso3", "iso 3166 1", "nat")  # fmt: skip

_COORDINATES = Field("coordinates", "latitude and longitude in one cell: 54.1 24.2, as forms write a place",
                     also=("geopoint", "gps"), headers=("geopoint", "gps", "geolocation", "gps location"))  # fmt: skip
_FORM = (
    Field("submission", "the id of a form's submission: by it, and not by what it says, the row is known again",
          also=("instance_id", "uuid"), headers=("meta instanceid", "instanceid", "meta rootuuid")),
    Field("corrects", "the id of the submission that this one corrects", also=("deprecated_id",),
          headers=("meta deprecatedid", "deprecatedid")),
)  # fmt: skip
_ILLUSTRATIVE = Field("illustrative", "yes: made up, to show or to try something")

_PUBLISHED = (
    Field("day", "the day that the figure is about", headers=_DAY),
    Field("month", "the month: 2021-07, 7/2021, July 2021; or its number or name, with year beside it"),
    Field("year", "the year, of four digits", headers=("anno", "jahr", "metai", "rok")),
    Field("period", "a week, a quarter or two days in one cell: 2021-W27, KW 27/2021, Q3 2021, 1 to 3 July 2021",
          also=("week", "quarter"),
          headers=("woche", "kw", "quartal", "savaitė", "ketvirtis", "tydzień", "kwartał", "settimana", "trimestre",
                   "неделя", "квартал")),
    Field("from", "the first day that the figure is about", also=("first_day",), headers=("first day", "start")),
    Field("to", "the last day that it is about", also=("last_day", "until"), headers=("last day", "end")),
    Field("value", "the figure; “more than 4,000”, “about 300” are read with their qualifier",
          headers=("valore", "wert", "number", "detections", "apprehensions", "arrivals", "figure", "persons",
                   *_PERSONS)),
    Field("rule", "what it counts: persons, apprehensions, detections, events, boats, prevented (else persons)"),
    Field("reported", "the date of the report; a later report supersedes an earlier one", also=("report",),
          headers=("report date", "data report", "date of report", "as of")),
    Field("qualifier", "how it was put: exactly, more than, at least, about (else exactly)"),
    Field("nationality", "a code or a name in many languages; “all” for all together", headers=_NATIONALITY),
    Field("sector", "the sector's name", headers=_SECTOR),
    Field("cumulative", "yes: counted from 1 January (or from) to the report's day (or to, or day)"),
    Field("source", "who published it", headers=_SOURCE),
    Field("text", "a note", headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_INCIDENTS = (
    Field("when", "day and time in one; a day alone is a day", also=("happened_at", "happened"),
          headers=("date and time", "datetime", "date time", "happened", "happened at")),
    Field("day", "the day", headers=_DAY),
    Field("time", "the time of day, beside day", headers=("ora", "laikas", "uhrzeit", "godzina", "hour")),
    Field("precision", "how exact: exact, hour, part_of_day, day, unknown (else as it is written)"),
    Field("posted", "when it was posted or reported", also=("posted_at", "reported"),
          headers=("reported", "posted at", "reported at")),
    Field("kind", "what happened (else crossing)", headers=("type", "event type", "incident type")),
    Field("circumstances", "escorted, prevented, force_used; several with ; between"),
    Field("status", "claimed, reported, verified, refuted (else reported)"),
    Field("grade", "the source's grade, such as B2", headers=("source grade",)),
    Field("reliability", "the source's reliability, A to F"),
    Field("credibility", "the information's credibility, 1 to 6"),
    Field("sector", "the sector's name", headers=_SECTOR),
    Field("place", "where", headers=("location", "vieta", "miejsce", "luogo", "ort")),
    Field("latitude", "degrees north", headers=("lat",)),
    Field("longitude", "degrees east", headers=("lon", "lng", "long")),
    _COORDINATES,
    Field("persons", "how many; empty is not known; “about 20”, “20-25” are estimates", also=("value", "count"),
          headers=_PERSONS),
    Field("basis", "how it is known: counted, estimated, reported, unknown (else counted)"),
    Field("low", "the lowest number of an estimate", headers=("minimum", "min")),
    Field("high", "the highest number of an estimate", headers=("maximum", "max")),
    Field("nationality", "of all the persons", headers=_NATIONALITY),
    Field("group", "how many of them are of a nationality, sex or age: group@sex=female@age=0-4",
          of=("nationality", "sex", "age")),
    Field("groups", "all of the group in one cell: “nationality: IRQ, sex: f, age: 34; sex: m, count: 2”",
          also=("composition",)),
    Field("female", "how many are female", headers=("women", "females", "female persons")),
    Field("male", "how many are male", headers=("men", "males")),
    Field("minors", "how many are under 18", headers=("children", "under 18")),
    Field("outcome", "how many met an outcome: outcome@outcome=hospital", of=("outcome",)),
    Field("destination", "the country that they wanted to reach", headers=("intended destination",)),
    Field("party", "the opaque reference of people who came together"),
    Field("evidence", "files that go with it, by their names beside the table; several with ; between",
          headers=("media files",)),
    Field("source", "who says so", headers=_SOURCE),
    Field("text", "what happened, in words", also=("description",), headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_FACILITIES = (
    Field("name", "the facility's name", also=("facility",), headers=("facility", *_FACILITY)),
    Field("regime", "closed, open, border_holding, medical (else open)", headers=("type",)),
    Field("sector", "the sector's name", headers=_SECTOR),
    Field("place", "where it is", headers=("location", "town", "address")),
    Field("latitude", "degrees north", headers=("lat",)),
    Field("longitude", "degrees east", headers=("lon", "lng", "long")),
    _COORDINATES,
    Field("nominal", "places by design", also=("capacity",), headers=("capacity", "places", "talpa")),
    Field("operational", "places in use"),
    Field("surge", "places beyond those in need"),
    Field("out_of_use", "places out of use"),
    Field("from", "the day, or day and time, from which there are these places (else from now on)",
          also=("since", "from_at")),
    Field("source", "who says how many places there are", headers=_SOURCE),
    Field("text", "a note", headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_HEADCOUNTS = (
    Field("facility", "the facility's name; one that is not here yet is recorded", also=("name",),
          headers=("name", *_FACILITY)),
    Field("kind", "a kind of place that stands behind the name: one facility a kind"),
    Field("regime", "of a facility that is not here yet (else open)"),
    Field("place", "where a facility is that is not here yet"),
    Field("at", "when they were counted", also=("when", "counted", "counted_at"),
          headers=("counted", "counted at", "date and time", "when", "date of count", "counted on")),
    Field("day", "the day; the count is taken to be of its end", also=("reported",), headers=_DAY),
    Field("time", "the time of day, beside day"),
    Field("headcount", "people present; empty is not a zero; headcount@kind=hotspot: in a place of that kind",
          of=("kind", "regime"), also=("persons", "value", "count"), headers=("persons", "present", *_PERSONS)),
    Field("group", "how many of them are of a sex or age", of=("kind", "sex", "age")),
    Field("need", "how many have a need, or need an interpreter: need@need=pregnant, need@language=ar",
          of=("kind", "need", "language")),
    Field("source", "who counted, or published it", headers=_SOURCE),
    Field("text", "a note", headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_MOVEMENTS = (
    Field("reason", "arrival, transfer, release, return, hospital, back_from_hospital, birth, death, left",
          headers=("why",)),
    Field("persons", "how many", also=("value", "count"), headers=_PERSONS),
    Field("from", "the facility that they left", also=("from_facility",), headers=("from facility", "origin")),
    Field("to", "the facility that they came to", also=("to_facility",), headers=("to facility", "destination")),
    Field("left", "when they left", also=("left_at",), headers=("departed", "departure", "left at")),
    Field("arrived", "when they arrived; empty: on the road", also=("arrived_at",),
          headers=("arrival", "arrived at")),
    Field("day", "the day, where the time is not known", headers=_DAY),
    Field("party", "the opaque reference of people who came together"),
    Field("text", "a note", headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_CAPACITY_CHANGES = (
    Field("facility", "the facility's name; one that is not here yet is recorded", also=("name",),
          headers=("name", *_FACILITY)),
    Field("from", "the day, or day and time, from which there are these places", also=("since", "from_at", "day"),
          headers=("from day", "valid from", "as of", *_DAY)),
    Field("nominal", "places by design", also=("capacity",), headers=("capacity", "places", "talpa")),
    Field("operational", "places in use"),
    Field("surge", "places beyond those in need"),
    Field("out_of_use", "places out of use"),
    Field("unknown", "yes: from then on the capacity is not known", headers=("capacity unknown",)),
    Field("regime", "of a facility that is not here yet (else open)"),
    Field("source", "who says how many places there are", headers=_SOURCE),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

_CONTEXT_EVENTS = (
    Field("title", "what happened, in a few words", also=("event", "name"),
          headers=("event", "name", "headline", "what", "what happened")),
    Field("kind", "decree, declaration, threat, fence, aid, deployment, election, agreement, sanctions (else other)",
          headers=("type", "event type", "category")),
    Field("day", "the day; “late June 2021”, “March 2020” or “2020” are rough dates and keep their words",
          also=("when", "period"), headers=("when", "period", *_DAY)),
    Field("from", "the first day", also=("first_day",), headers=("first day", "start", "begin")),
    Field("to", "the last day", also=("last_day", "until"), headers=("last day", "end")),
    Field("precision", "day, or rough: somewhere between the two days", also=("date_precision",),
          headers=("date precision",)),
    Field("as_said", "how a rough date was put", also=("date_text",), headers=("date text",)),
    Field("reason", "the reason that was given"),
    Field("condition", "the condition that was made"),
    Field("amount", "a sum of money; “17.7 million USD”, “€ 5m” are read"),
    Field("currency", "the amount's currency, such as EUR"),
    Field("source", "who says so", headers=_SOURCE),
    Field("text", "a note", headers=_TEXT),
    _ILLUSTRATIVE,
    *_FORM,
)  # fmt: skip

FIELDS: dict[Subject, tuple[Field, ...]] = {
    Subject.PUBLISHED_TOTALS: _PUBLISHED,
    Subject.INCIDENTS: _INCIDENTS,
    Subject.FACILITIES: _FACILITIES,
    Subject.HEADCOUNTS: _HEADCOUNTS,
    Subject.MOVEMENTS: _MOVEMENTS,
    Subject.CAPACITY_CHANGES: _CAPACITY_CHANGES,
    Subject.CONTEXT_EVENTS: _CONTEXT_EVENTS,
}

# What a mapping has to say: of each line one set of fields, all of it.
NEEDED: dict[Subject, tuple[tuple[frozenset[str], ...], ...]] = {
    Subject.PUBLISHED_TOTALS: (
        (frozenset({"value"}),),
        tuple(
            frozenset(names)
            for names in (
                {"day"}, {"month"}, {"year"}, {"period"}, {"from", "to"}, {"from", "reported"},
                {"cumulative", "reported"},
            )
        ),
    ),
    Subject.INCIDENTS: (
        (frozenset({"when"}), frozenset({"day"}), frozenset({"posted"})),
        (frozenset({"persons"}), frozenset({"basis"}), frozenset({"groups"})),
    ),
    Subject.FACILITIES: ((frozenset({"name"}),),),
    Subject.HEADCOUNTS: (
        (frozenset({"facility"}),), (frozenset({"headcount"}),), (frozenset({"at"}), frozenset({"day"})),
    ),
    Subject.MOVEMENTS: (
        (frozenset({"persons"}),),
        (frozenset({"from"}), frozenset({"to"})),
        (frozenset({"left"}), frozenset({"arrived"}), frozenset({"day"})),
    ),
    Subject.CAPACITY_CHANGES: (
        (frozenset({"facility"}),),
        (frozenset({"from"}),),
        tuple(frozenset({name}) for name in ("nominal", "operational", "surge", "out_of_use", "unknown")),
    ),
    Subject.CONTEXT_EVENTS: ((frozenset({"title"}),), (frozenset({"day"}), frozenset({"from"}), frozenset({"to"}))),
}  # fmt: skip


def find_field(subject: Subject, name: str) -> Field | None:
    """The field of this name, or of which this is another name; None for none."""
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    for field in FIELDS[subject]:
        if wanted == field.name:
            return field
    return next((field for field in FIELDS[subject] if wanted in field.also), None)


def guess_field(subject: Subject, header: str) -> Field | None:
    """The field that a column of this name obviously holds; None where it is not obvious."""
    return _headers(subject).get(fold(header))


@cache
def _headers(subject: Subject) -> dict[str, Field]:
    known: dict[str, Field] = {}
    for field in FIELDS[subject]:
        if not field.of or field.name == "headcount":
            for header in (field.name, *field.also, *field.headers):
                known.setdefault(fold(header.replace("_", " ")), field)
    return known
