"""Capacity on the first page: a bar a facility, and what of the places is left, in plain arithmetic. No forecast."""

from tracker.codes import Level
from tracker.readings import FacilityReading
from tracker.report.content import Content
from tracker.report.document import Bar, Behind, Figure, Sentence
from tracker.report.figures_said import PLACES
from tracker.report.numbers import count, number, short, signed
from tracker.report.words import LEVELS, SHAPES

MOST_BARS = 9
_PRESSING = (Level.OVER, Level.FULL, Level.TIGHT, Level.UNKNOWN, Level.WITHIN)


def behind(reading: FacilityReading) -> Behind:
    """The facility itself."""
    return Behind(f"People in {reading.name}", PLACES, facility=reading.facility_id)


def bars(content: Content) -> list[Bar]:
    """The most pressing facilities first."""
    return [_bar(reading) for reading in pressing(content.board.facilities)[:MOST_BARS]]


def more_bars(content: Content) -> Sentence:
    """How many facilities have no bar; empty where all have one."""
    rest = pressing(content.board.facilities)[MOST_BARS:]
    if not rest:
        return []
    people = sum(f.occupancy or 0 for f in rest)
    figure = Figure(
        count(len(rest), "facility", "facilities"), "more facilities", Behind("More facilities", PLACES)
    )
    return ["and ", figure, f" more, with {count(people, 'person', 'people')}, in annex {PLACES}"]


def pressing(readings: list[FacilityReading]) -> list[FacilityReading]:
    """The fullest first; of one level the one with most people."""
    return sorted(
        readings,
        key=lambda f: (_PRESSING.index(f.level), -f.over, -(f.ratio or 0), -(f.occupancy or 0), f.name),
    )


def _bar(reading: FacilityReading) -> Bar:
    people = "?" if reading.occupancy is None else number(reading.occupancy)
    places = "unknown" if reading.capacity is None else number(reading.capacity)
    return Bar(
        name=short(reading.name),
        people=reading.occupancy,
        places=reading.capacity,
        figure=Figure(f"{people} / {places}", f"facility {reading.facility_id}", behind(reading)),
        level=reading.level.value,
        shape=SHAPES[reading.level],
        said=_said(reading),
    )


def _said(reading: FacilityReading) -> str:
    """What the bar says, in two words."""
    road = f" · {signed(reading.expected)} on the road" if reading.expected else ""
    if reading.over:
        return f"{number(reading.over)} over{road}"
    if reading.occupancy is None or reading.capacity is None:
        what = "count needed" if reading.occupancy is None else "places not known"
        return what + road
    left = reading.capacity - reading.occupancy
    return (f"{number(left)} left" if left else LEVELS[Level.FULL]) + road


def capacity(content: Content) -> Sentence:
    """People and places together, and the trend of the last days: the change, and nothing more."""
    gauge = content.board.gauge
    said: Sentence = []
    if not content.board.facilities:
        return ["No facility is recorded."]
    if gauge.places or gauge.people:
        said += [_sum(number(gauge.people), "people housed", "People in facilities"), " people in "]
        said += [_sum(number(gauge.places), "places", "Places in facilities"), " places; "]
        said += [_sum(count(gauge.free, "place"), "free", "Free places"), " left"]
        if gauge.over:
            said += [
                ", ",
                _sum(number(gauge.over), "people over", "People over capacity"),
                " people over elsewhere",
            ]
        said += [". "]
    if gauge.facilities_unknown:
        n = count(len(gauge.facilities_unknown), "facility", "facilities")
        who = count(gauge.people_unknown, "person", "people")
        said += [
            _sum(who, "people unknown", "People where the places are not known"),
            f" in {n} of unknown capacity. ",
        ]
    if left := len(gauge.never_counted) + len(gauge.count_needed):
        n = count(left, "facility", "facilities")
        said += [_sum(n, "to be counted", "Facilities to be counted"), " to be counted. "]
    trend = change(content.week_before, content.board.facilities)
    if trend is not None:
        more, among = trend
        where = (
            "" if among == len(content.board.facilities) else f" in the {number(among)} known then and now"
        )
        since = _sum(signed(more), "people since a week before", "People more or fewer than 7 days before")
        said += ["In 7 days ", since, f" people{where}, {_a_day(more)} a day. This is no forecast."]
    return said


def _sum(text: str, key: str, words: str) -> Figure:
    return Figure(text, key, Behind(words, PLACES))


def change(before: list[FacilityReading], now: list[FacilityReading]) -> tuple[int, int] | None:
    """People more or fewer, and in how many facilities: those in which it is known of both times. None for none."""
    then = {f.facility_id: f.occupancy for f in before}
    differences = [
        f.occupancy - known
        for f in now
        if f.occupancy is not None and (known := then.get(f.facility_id)) is not None
    ]
    return (sum(differences), len(differences)) if differences else None


def _a_day(trend: int) -> str:
    return "less than 1" if 0 < abs(trend) < 7 else signed(round(trend / 7))
