"""What changed since the day before, and what needs a decision: the few lines of the first page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from tracker import nationalities
from tracker.codes import Level
from tracker.figures import Alert
from tracker.readings import FacilityReading
from tracker.report.capacity import behind, change
from tracker.report.content import Content
from tracker.report.document import Behind, Figure, Line, Sentence
from tracker.report.figures_said import EVENTS, INCIDENTS, NATIONALITIES, PLACES, SECTORS
from tracker.report.numbers import count, days, listed, number, short, signed
from tracker.report.people import Days
from tracker.report.people import Line as Persons
from tracker.report.words import LEVELS, SHAPES
from tracker.report.words import nationality as nationality_name

MOST = 5  # lines of a list: the page is read in a minute
NAMED = 2  # facilities by name before the rest is counted
TITLE = 110  # characters of an event's title
NEW_FROM = 5  # persons of a nationality from which its first arrival is worth a line


def changes(content: Content) -> list[Line]:
    """What is other than it was at the end of the day before, the most telling first."""
    lines = [*_levels(content), *_people(content), *_places(content), *_sectors(content)]
    lines += [*_nationalities(content), *_events(content)]
    return lines[:MOST]


def _line(text: Sentence, head: str = "", level: Level | None = None) -> Line:
    return Line(level.value if level else "", SHAPES[level] if level else "", head, text)


def _before(content: Content) -> dict[str, FacilityReading]:
    return {f.facility_id: f for f in content.before}


def _levels(content: Content) -> list[Line]:
    before = _before(content)
    lines = []
    for f in content.board.facilities:
        then = before.get(f.facility_id)
        if then is not None and then.level is not f.level and Level.UNKNOWN not in (then.level, f.level):
            said: Sentence = [
                Figure(LEVELS[f.level], f"level {f.facility_id}", behind(f)),
                f", was {LEVELS[then.level]}.",
            ]
            lines.append(_line(said, f"{short(f.name)}:", f.level))
    return lines


def _people(content: Content) -> list[Line]:
    known = change(content.before, content.board.facilities)
    if known is None:
        return []
    more, among = known
    figure = Figure(
        signed(more), "people housed since the day before", Behind("People in facilities", PLACES)
    )
    all_of_them = among == len(content.board.facilities)
    where = (
        "facilities"
        if all_of_them
        else f"{number(among)} of {number(len(content.board.facilities))} facilities"
    )
    head = f"People in {where}:"
    if not more:
        return [_line(["as many as the day before."], head)]
    before = _before(content)
    by, most = max(
        (
            (f.occupancy - then.occupancy, f)
            for f in content.board.facilities
            if f.occupancy is not None and (then := before.get(f.facility_id)) and then.occupancy is not None
        ),
        key=lambda pair: (abs(pair[0]), pair[1].name),
    )
    if among == 1:
        return [_line([figure, "."], head)]
    largest = Figure(signed(by), f"since the day before {most.facility_id}", behind(most))
    return [_line([figure, f"; most in {short(most.name)}, ", largest, "."], head)]


def _places(content: Content) -> list[Line]:
    before = _before(content)
    lines = []
    for f in content.board.facilities:
        then = before.get(f.facility_id)
        if then is None or then.capacity == f.capacity or f.capacity is None:
            continue
        was = "not known before" if then.capacity is None else f"{number(then.capacity)} before"
        lines.append(
            _line(
                [Figure(count(f.capacity, "place"), f"places {f.facility_id}", behind(f)), f", {was}."],
                f"{short(f.name)}:",
            )
        )
    return lines


def _sectors(content: Content) -> list[Line]:
    named = [line for line in content.sectors if line.key and line.persons[0] != line.persons[1]]
    if not named or content.partial:  # half a day beside a whole one says nothing
        return []
    most = max(named, key=lambda line: (abs(line.persons[1] - line.persons[0]), line.key))
    name = content.sector_names[most.key]

    def figure(n: int, key: str, span: Days) -> Figure:
        filter_ = content.arrivals(span, sector_pk=int(most.key))
        return Figure(number(n), key, Behind(f"Arrivals, {name}, {days(*span)}", SECTORS, filter_))

    today = figure(most.persons[1], f"sector {most.key} day", content.spans.day)
    before = figure(most.persons[0], f"sector {most.key} day before", content.spans.before)
    return [_line([today, " arrived, ", before, " the day before."], f"{short(name)}:")]


def _nationalities(content: Content) -> list[Line]:
    """Of whom nobody had arrived this year before."""

    def is_new(line: Persons) -> bool:
        return (
            bool(line.key)
            and line.key not in (nationalities.UNKNOWN, nationalities.OTHER)
            and line.persons[1] >= NEW_FROM
            and line.persons[1] == line.persons[4]
        )

    new = [line for line in content.nationalities if is_new(line)]
    lines = []
    for line in new[:2]:
        name = nationality_name(line.key)
        filter_ = content.arrivals(content.spans.day, nationality=line.key)
        figure = Figure(
            number(line.persons[1]),
            f"nationality {line.key} day",
            Behind(f"Arrivals, {name}", NATIONALITIES, filter_),
        )
        lines.append(_line([figure, " arrived, the first of this year."], f"{name}:"))
    return lines


def _events(content: Content) -> list[Line]:
    today = [e for e in content.events if e.first_day == e.last_day == content.day]
    return [_line([f"{_cut(e.title)} (annex {EVENTS})."], "Event:") for e in today[:2]]


def _cut(text: str) -> str:
    return text if len(text) <= TITLE else text[: TITLE - 1].rstrip() + "…"


def decisions(content: Content) -> list[Line]:
    """What needs a decision, the most pressing first; then what has to be found out."""
    alerts = _without_repeats(content.board.alerts)
    by_name = {f.name: f for f in content.board.facilities}
    said = [_said(alert, by_name) for alert in alerts if alert.code not in ("headcount_old", "never_counted")]
    counts = [alert for alert in alerts if alert.code in ("headcount_old", "never_counted")]
    if counts:
        said.append(_counts(counts))
    return said[:MOST]


def _without_repeats(alerts: Sequence[Alert]) -> list[Alert]:
    """A facility that will be over capacity is not said to be tight as well."""
    overrun = {alert.values["name"] for alert in alerts if alert.code == "expected_over"}
    kept = []
    for alert in alerts:
        if alert.code == "facilities_tight":
            names = [name for name in cast(list[str], alert.values["names"]) if name not in overrun]
            if not names:
                continue
            alert = replace(alert, values=alert.values | {"names": names})
        kept.append(alert)
    return kept


def _said(alert: Alert, by_name: dict[str, FacilityReading]) -> Line:
    v: dict[str, Any] = alert.values
    names = _named(v["names"]) if "names" in v else short(str(v.get("name", "")))
    first = by_name.get(v["names"][0] if "names" in v else str(v.get("name", "")))
    behind_it = behind(first) if first else Behind("Incidents of unknown size", INCIDENTS)

    def figure(text: str) -> Figure:
        return Figure(text, f"decision {alert.code} {names}", behind_it)

    match alert.code:
        case "facilities_over":
            n = count(v["number"], "facility", "facilities")
            return _line(
                [figure(count(v["persons"], "person", "people")), f" more than places in {names}."],
                f"{n} over capacity:",
                alert.level,
            )
        case "facilities_full":
            full = figure(count(v["number"], "facility", "facilities"))
            return _line([full, f", {names}: no place is free."], "Full:", alert.level)
        case "facilities_tight":
            left = sum(
                (by_name[n].capacity or 0) - (by_name[n].occupancy or 0) for n in v["names"] if n in by_name
            )
            return _line([figure(count(left, "place")), f" left in {names}."], "Tight:", alert.level)
        case "expected_over":
            return _line(
                [
                    figure(count(v["expected"], "person", "people")),
                    f" on the road to it, {number(v['persons'])} more than places.",
                ],
                f"{names} will be over capacity:",
                alert.level,
            )
        case "capacity_unknown":
            people = figure(count(v["persons"], "person", "people"))
            return _line([people, f" in {names}."], "Capacity not known:", alert.level)
        case "count_needed":
            more = figure(number(v["persons"]))
            return _line(
                [more, f" more left than were counted in, in {names}."], "Headcount needed:", alert.level
            )
    unknown = figure(count(v["number"], "incident"))
    return _line([unknown, " of unknown size, in no figure of the day."], "Find out how many:", alert.level)


def _named(names: Sequence[str]) -> str:
    return listed([short(name) for name in names], NAMED)


def _counts(alerts: Sequence[Alert]) -> Line:
    """Facilities whose headcount is due, the oldest first."""
    oldest = sorted(alerts, key=lambda a: (a.code != "never_counted", -int(str(a.values.get("hours", 0)))))
    names = listed([_counted(alert.values) for alert in oldest], NAMED)
    due = count(len(oldest), "facility", "facilities")
    figure = Figure(due, "headcounts due", Behind("Headcounts due", PLACES))
    return _line([figure, f": {names}."], "Headcount due:", Level.UNKNOWN)


def _counted(values: Mapping[str, object]) -> str:
    hours = values.get("hours")
    return f"{short(str(values['name']))} ({'never counted' if hours is None else _age(int(str(hours))) + ' old'})"


def _age(hours: int) -> str:
    return f"{hours} h" if hours < 72 else count(hours // 24, "day")
