"""The figures of a situation for a person at a terminal: each with its unit, its rule, its source, and its mark."""

from datetime import date, timedelta
from textwrap import wrap

from tracker import nationalities
from tracker.aligned import aligned
from tracker.codes import Level, Rule, Trust
from tracker.days import zone
from tracker.figures_json import ARRIVALS_RULE, NOT_SPECIFIED, Beside, Figures
from tracker.published import TotalLine
from tracker.readings import FacilityReading
from tracker.series import SeriesYear, Step, rises_of, years_of

_DAYS, _MONTHS, _NATIONALITIES, _SECTORS, _TOTALS = 14, 12, 12, 12, 20
MARK = "illustrative"
_LEVELS = {Level.UNKNOWN: "capacity unknown"}
_TRUST = {
    Trust.FRESH: "counted within a day",
    Trust.AGEING: "counted within 3 days",
    Trust.OLD: "count older than 3 days",
    Trust.NEVER: "never counted",
}
_UNITS = {Rule.PERSONS: "persons", Rule.BOATS: "boats", Rule.EVENTS: "events", Rule.PREVENTED: "prevented"}


def summary(figures: Figures) -> list[str]:
    """All that is told of a situation, as lines."""
    title = figures.situation.name + (
        f"   [{MARK}: made-up records among them]" if figures.illustrative else ""
    )
    return [
        title,
        "=" * min(len(title), 100),
        *_counted(figures),
        *_published(figures),
        *_facilities(figures),
    ]


def _counted(figures: Figures) -> list[str]:
    counts = figures.counts
    if not counts.day and not counts.undated and not counts.unknown_size and not counts.claimed:
        return ["", "Counted: no incidents" + (f" up to {figures.day}" if figures.asked else "") + "."]
    mark = f"   [{MARK}]" if counts.illustrative else ""
    until = f" up to the end of {figures.day}" if figures.asked else ""
    lines = ["", f"Counted, persons{until}{mark}", *_wrapped(ARRIVALS_RULE), ""]
    for title, numbers, most in (
        ("Year", counts.year, 0),
        ("Month", counts.month, _MONTHS),
        ("Day", counts.day, _DAYS),
    ):
        lines += _by(title, list(numbers.items()), -most)
    named = [(nationalities.name_of(k) if k else NOT_SPECIFIED, n) for k, n in counts.nationality.items()]
    lines += _by("Nationality", named, _NATIONALITIES)
    lines += _by("Sector", [(k or NOT_SPECIFIED, n) for k, n in counts.sector.items()], _SECTORS)
    beside = []
    if counts.unknown_size:
        beside.append(f"and {counts.unknown_size:,} {_s('incident', counts.unknown_size)} of unknown size")
    if counts.claimed:
        beside.append(f"{counts.claimed:,} {_s('person', counts.claimed)} claimed, in no figure above")
    if counts.undated:
        beside.append(f"{counts.undated:,} {_s('person', counts.undated)} on days not known")
    lines += [f"  {text}" for text in beside]
    lines += _per_km(figures)
    return lines if lines[-1] else lines[:-1]


def _by(title: str, numbers: list[tuple[str, int]], most: int) -> list[str]:
    """Numbers under a title; with `most` the first ones, below zero the last ones, and how many are left out."""
    shown = numbers[most:] if most < 0 else numbers[:most] if most else numbers
    if not shown:
        return []
    lines = aligned([[title, "persons"], *[[key, f"{n:,}"] for key, n in shown]], "lr")
    left = len(numbers) - len(shown)
    if left and most < 0:
        lines.insert(1, f"  … {left:,} before, see --json")
    elif left:
        rest = sum(n for _, n in numbers[len(shown) :])
        lines.append(f"  … {left:,} more with {rest:,} persons, see --json")
    return [*lines, ""]


def _per_km(figures: Figures) -> list[str]:
    situation = figures.situation
    lengths = []
    if situation.border_km:
        lengths.append(
            f"border {situation.border_km:,.0f} km ({situation.border_source or 'source not given'})"
        )
    if figures.sectors_km:
        lengths.append(f"sectors together {figures.sectors_km:,.0f} km")
    return [f"  Length: {'; '.join(lengths)}"] if lengths else []


def _published(figures: Figures) -> list[str]:
    latest = [line for line in figures.published if line.latest]
    if not latest:
        return []
    # Wholes before parts, the newest first; the rest is for --json.
    latest.sort(key=lambda t: (t.nationality is not None, t.sector is not None, -t.last_day.toordinal()))
    shown, beside = latest[:_TOTALS], Beside(figures.counts)
    counted = {line.id: beside.counted(line) for line in shown}
    any_counted = any(number is not None for number in counted.values())
    sources = {_source(line) for line in shown}
    rows = [["Days", "published", "", "counted" if any_counted else "", "of", "reported"]]
    for line in shown:
        number = counted[line.id]
        rows.append(
            [
                _days(line.first_day, line.last_day),
                _value(line),
                _UNITS.get(Rule(line.rule), line.rule),
                "" if number is None else f"{number:,}",
                _part(line),
                str(line.reported or "") + (f" [{MARK}]" if line.illustrative else ""),
            ]
        )
    sides = "lrlrll"
    if len(sources) > 1:
        sides += "l"
        rows = [[*row, said] for row, said in zip(rows, ["source", *map(_source, shown)], strict=True)]
    mark = f"   [counted: {MARK}]" if any_counted and figures.counts.illustrative else ""
    title = "Published beside counted" if any_counted else "Published"
    lines = ["", title + mark, *aligned(rows, sides)]
    if len(latest) > len(shown):
        lines.append(f"  … {len(latest) - len(shown):,} more, see --json")
    if len(sources) == 1:
        lines += _wrapped(f"Source: {sources.pop()}")
    earlier = len(figures.published) - len(latest)
    if earlier:
        were = "was" if earlier == 1 else "were"
        lines.append(f"  {earlier:,} earlier {_s('report', earlier)} {were} superseded; kept, see --json")
    return lines + _published_years(figures)


def _published_years(figures: Figures) -> list[str]:
    """What series come to in a year; those of one figure only are among the totals already."""
    years = [year for year in years_of(figures.published) if year.figures > 1 or year.revised]
    lines = []
    if years:
        head = ["Year", "as first reported", "as known now", "", "figures", "revised", "days"]
        rows, sides = [head, *map(_series_year, years)], "lrrlrrr"
        if len({year.source for year in figures.published}) > 1:
            said = ["source", *(year.source or "source not given" for year in years)]
            rows, sides = [[*row, source] for row, source in zip(rows, said, strict=True)], sides + "l"
        lines = ["", "Published, by year", *aligned(rows, sides)]
        if any(year.step is Step.SINCE for year in years):
            lines += _wrapped(
                "Cumulative: the last report of the year, which says how many since its first day."
            )
        crossing = sum(year.left_out for year in years)
        if crossing:
            lines.append(f"  {crossing:,} {_s('figure', crossing)} over a turn of the year left out")
    rises = rises_of(figures.published)
    if rises:
        down, daily = sum(rise.value is None for rise in rises), sum(rise.daily for rise in rises)
        lines += _wrapped(
            f"Cumulative figures rose {len(rises) - down:,} times from report to report, {daily:,} of these within "
            f"a day, and went down {down:,} times, of which no days can be told; see --json."
        )
    return lines


def _series_year(year: SeriesYear) -> list[str]:
    unit = _UNITS.get(Rule(year.rule), year.rule)
    parts = "" if year.parts == "all" else f", by {year.parts.value}"
    step = f", {year.step.value}" if year.step in (Step.SINCE, Step.OTHER) else f" by {year.step.value}"
    return [
        str(year.year),
        "periods overlap" if year.first is None else f"{year.first:,}",
        "" if year.now is None else f"{year.now:,}",
        unit + step + parts + (f" [{MARK}]" if year.illustrative else ""),
        f"{year.figures:,}",
        f"{year.revised:,}",
        f"{year.days} of {year.days_of_year}",
    ]


def _value(line: TotalLine) -> str:
    said = "" if line.qualifier == "exactly" else f"{line.qualifier} "
    return f"{said}{line.value:,}"


def _part(line: TotalLine) -> str:
    parts = [nationalities.name_of(line.nationality)] if line.nationality else []
    return ", ".join(parts + ([line.sector] if line.sector else [])) or "all"


def _source(line: TotalLine) -> str:
    return line.source or "source not given"


def _days(first: date, last: date) -> str:
    """The days as the shortest words for them: a day, a month, a year, or from and to."""
    if first == last:
        return first.isoformat()
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year:
        if first.month == last.month:
            return f"{first:%Y-%m}"
        if (first.month, last.month) == (1, 12):
            return str(first.year)
    return f"{first} – {last}"


def _facilities(figures: Figures) -> list[str]:
    if not figures.facilities:
        return []
    when = f"as of the end of {figures.day}" if not figures.under_way else "now"
    if not figures.asked and not figures.under_way:
        when += ", the last day with records"
    rows = [["Name", "regime", "people", "places", "", "level", "on the road", "counted"]]
    rows += [_facility(reading, figures.situation.time_zone) for reading in figures.facilities]
    lines = ["", f"Facilities, people {when} ({figures.situation.time_zone})", *aligned(rows, "llrrrlrl")]
    gauge = figures.gauge
    if gauge.places:
        lines.append(
            f"  Known capacity: {gauge.people:,} people in {gauge.places:,} places;"
            f" {gauge.over:,} over capacity, {gauge.free:,} places free elsewhere"
        )
    if gauge.facilities_unknown:
        lines.append(
            f"  Left out, capacity unknown: {gauge.people_unknown:,} people in"
            f" {len(gauge.facilities_unknown):,} {_s('place', len(gauge.facilities_unknown))}"
        )
    if gauge.never_counted:
        lines.append(f"  Left out, not counted yet: {', '.join(gauge.never_counted)}")
    if gauge.count_needed:
        lines.append(f"  Left out, more left than were counted in: {', '.join(gauge.count_needed)}")
    return lines


def _facility(reading: FacilityReading, time_zone: str) -> list[str]:
    counted = _TRUST[reading.trust]
    if reading.as_of is not None:
        counted = f"{reading.as_of.astimezone(zone(time_zone)):%Y-%m-%d %H:%M}, {counted}"
    ratio = reading.ratio
    return [
        reading.name,
        reading.regime.value.replace("_", " "),
        "unknown" if reading.occupancy is None else f"{reading.occupancy:,}",
        "unknown" if reading.capacity is None else f"{reading.capacity:,}",
        "" if ratio is None else f"{ratio:.0%}",
        _LEVELS.get(reading.level, reading.level.value),
        f"{reading.expected:,}" if reading.expected else "",
        counted + (f" [{MARK}]" if reading.illustrative else ""),
    ]


def _wrapped(text: str) -> list[str]:
    return wrap(text, 98, initial_indent="  ", subsequent_indent="  ")


def _s(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
