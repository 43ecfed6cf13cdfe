"""The headline in one sentence and the four figures, made from the numbers."""

from datetime import date, timedelta

from tracker.codes import Level
from tracker.headlines import Headline as Numbers
from tracker.headlines import Span
from tracker.report import document
from tracker.report.content import Content
from tracker.report.document import Behind, Figure, Part, Sentence
from tracker.report.numbers import MONTHS, change, clock, count, day, days, hour_of, number, short_day
from tracker.report.words import published

DAYS, SECTORS, NATIONALITIES, PEOPLE, PLACES, INCIDENTS, PUBLISHED, EVENTS, RULES = "ABCDEFGHI"


def arrivals(content: Content, text: str, key: str, span: tuple[date, date], annex: str = DAYS) -> Figure:
    """A number of arrivals of some days, with its incidents."""
    return Figure(text, key, Behind(f"Arrivals, {days(*span)}", annex, content.arrivals(span)))


def headline(content: Content) -> Sentence:
    """What the day was, in one sentence: who arrived, against the day before, and whether the places hold."""
    numbers = content.board.headlines[0]
    now, before = numbers.now, numbers.before
    when = day(content.day, year=False, weekday=True)
    if content.partial:
        when = f"{when} by {hour_of(content.until, content.day)}"
    said: Sentence = []
    if now.persons:
        words = count(now.persons, "person", "people")
        said += [arrivals(content, words, "day", content.spans.day), f" arrived on {when}"]
        said += _against(content, now.persons, before)
    else:
        said += [f"Nobody is recorded as arrived on {when}"]
        if before.persons:
            said += [", ", arrivals(content, number(before.persons), "day before", content.spans.before)]
            said += [" the day before"]
    if now.unknown_size:
        said += [", with ", _unknown(content, numbers), " of unknown size besides"]
    return [*said, *_places(content), "."]


def _unknown(content: Content, numbers: Numbers) -> Figure:
    now = numbers.now
    behind = Behind(
        f"Incidents of unknown size, {days(now.first, now.last)}",
        DAYS,
        content.arrivals((now.first, now.last)),
    )
    return Figure(count(now.unknown_size, "incident"), f"{numbers.name} unknown size", behind)


def _against(content: Content, persons: int, before: Span) -> Sentence:
    then = "by the same time the day before" if content.partial else "the day before"
    if persons == before.persons:
        return [f", as many as {then}"]
    if not before.persons:
        return [f", after none {then}"]
    more = "more" if persons > before.persons else "fewer"
    figure = arrivals(
        content, number(abs(persons - before.persons)), "difference from the day before", content.spans.before
    )
    return [", ", figure, f" {more} than {then}"]


def _places(content: Content) -> Sentence:
    facilities, gauge = content.board.facilities, content.board.gauge
    if not facilities:
        return []
    over = [f for f in facilities if f.level is Level.OVER]
    full = [f for f in facilities if f.level is Level.FULL]
    behind = Behind("Facilities over capacity", PLACES, facility=over[0].facility_id if over else None)
    if over:
        verb = "is" if len(over) == 1 else "are"
        who = Figure(
            f"{number(len(over))} of {count(len(facilities), 'facility', 'facilities')}", "over", behind
        )
        by = Figure(count(gauge.over, "person", "people"), "people over", behind)
        return ["; ", who, f" {verb} over capacity, by ", by]
    if full:
        verb = "is" if len(full) == 1 else "are"
        return [f"; {count(len(full), 'facility', 'facilities')} {verb} full"]
    if gauge.places:
        free = Figure(count(gauge.free, "place"), "free", Behind("Free places", PLACES))
        return ["; ", free, " free in the facilities" if gauge.free != 1 else " is free in the facilities"]
    return ["; what room the facilities have is not known"]


def headlines(content: Content) -> list[document.Headline]:
    """The four figures."""
    return [_headline(content, numbers) for numbers in content.board.headlines]


def _headline(content: Content, numbers: Numbers) -> document.Headline:
    now, name = numbers.now, numbers.name
    lines = [_before(content, numbers), *_year_before(content, numbers), *_published(content, numbers)]
    if now.unknown_size:
        lines.append(["and ", _unknown(content, numbers), " of unknown size"])
    return document.Headline(
        _title(content, numbers),
        arrivals(content, number(now.persons), name, (now.first, now.last)),
        change(now.persons, numbers.before.persons),
        lines,
    )


def _title(content: Content, numbers: Numbers) -> str:
    last = numbers.now.last
    match numbers.name:
        case "day":
            said = short_day(last, year=True)
            return f"{said}, until {hour_of(content.until, content.day)}" if content.partial else said
        case "week":
            return "Last 7 days"
        case "month":
            month = MONTHS[last.month - 1]
            whole = (last + timedelta(days=1)).day == 1 and not content.partial
            return month if whole else f"{month} so far"
    return f"{last.year} so far"


def _figure(content: Content, span: Span, key: str) -> Part:
    if not span.persons:
        return "none"
    return arrivals(content, number(span.persons), key, (span.first, span.last))


def _before(content: Content, numbers: Numbers) -> Sentence:
    before = numbers.before
    figure = _figure(content, before, f"{numbers.name} before")
    match numbers.name:
        case "day":
            by = f" by {clock(content.until)}" if content.partial else ""
            return [figure, f" the day before{by}"]
        case "week":
            return [figure, " the 7 days before"]
        case "month":
            month = MONTHS[before.last.month - 1]
            if numbers.whole is not None and before.last == numbers.whole.last:
                return [figure, f" in {month}"]
            return [figure, f" by {short_day(before.last)}"]
    return [figure, f" by {short_day(before.last, year=True)}"]


def _year_before(content: Content, numbers: Numbers) -> list[Sentence]:
    before = numbers.year_before
    if before is None:
        return []
    figure = _figure(content, before, f"{numbers.name} a year before")
    grew = change(numbers.now.persons, before.persons)
    return [[figure, " a year before" + (f" · {grew}" if grew else "")]]


def _published(content: Content, numbers: Numbers) -> list[Sentence]:
    """What others published for the month or year, and for the whole one before."""
    lines: list[Sentence] = []
    for total in numbers.published:
        whole = numbers.whole
        beside = whole if whole is not None and total.first_day == whole.first else numbers.now
        if lines and beside is numbers.now:
            continue  # the one that goes furthest is said
        behind = Behind(f"Published total, {days(total.first_day, total.last_day)}", PUBLISHED)
        figure = Figure(published(total), f"published {total.id}", behind)
        if beside is numbers.now:
            lines.append([figure, " published" + _how_far(total.last_day, numbers.now.last)])
        elif total.last_day == beside.last:
            lines.append([figure, f" published for {days(total.first_day, total.last_day)}"])
    return lines


def _how_far(published_to: date, last: date) -> str:
    return "" if published_to == last else f" by {short_day(published_to)}"
