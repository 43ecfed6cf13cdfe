"""The chart of daily arrivals as numbers and words: the same days, mean and events as on the screen."""

from datetime import date

from tracker.report.content import Content
from tracker.report.document import Chart, Event
from tracker.report.numbers import MONTHS, WEEKDAYS, count, day, number, short_day

MOST_EVENTS = 5
EVENT_LENGTH = 90  # characters of an event's title; the annex has all of it


def chart(content: Content) -> Chart:
    """The days up to the report's."""
    series = content.board.series
    first = series.days[0]
    values = [*series.persons, *(round(m) for m in series.mean7 if m is not None)]
    top, steps = scale(max(values, default=0))
    events, more = _events(content, first)
    return Chart(
        title=f"Arrivals a day, {short_day(first)} – {short_day(content.day, year=True)}",
        days=series.days,
        persons=series.persons,
        mean=series.mean7,
        top=top,
        steps=steps,
        ticks=_ticks(series.days),
        partial=series.days.index(series.partial) if series.partial else None,
        labelled=_labelled(series.persons),
        hidden=[],
        events=events,
        more_events=more,
        notes=_notes(content),
        alt=_alt(content),
    )


def scale(highest: int) -> tuple[int, list[int]]:
    """The top of the count axis and its whole steps, at most five of them."""
    step, n = 1, 0
    while step * 5 < highest:
        step = (1, 2, 5)[n % 3] * 10 ** (n // 3)
        n += 1
    top = max(step, -(-highest // step) * step)
    return top, list(range(0, top + 1, step))


def _ticks(days: list[date]) -> list[tuple[int, str]]:
    """The first of each month by name, and its Mondays by their number where the months leave room."""
    firsts = [
        (i, MONTHS[d.month - 1][:3] + (f" {d.year}" if d.month == 1 else ""))
        for i, d in enumerate(days)
        if d.day == 1
    ]
    near = {i + n for i, _ in firsts for n in range(-4, 5)}
    mondays = [(i, str(d.day)) for i, d in enumerate(days) if d.weekday() == 0 and i not in near]
    return sorted([*firsts, *mondays])


def _labelled(persons: list[int]) -> list[int]:
    """The highest day, and the last one."""
    highest = max(range(len(persons)), key=lambda i: (persons[i], i))
    last = len(persons) - 1
    found = {last} if last - highest < 3 and persons[last] else {last, highest}
    return sorted(i for i in found if persons[i])


def _events(content: Content, first: date) -> tuple[list[Event], str]:
    """Those of the days shown, the newest last; of more than a few the newest."""
    shown = [e for e in content.events if e.last_day >= first]
    events = [
        Event(
            n + 1,
            max(0, (e.first_day - first).days),
            min((content.day - first).days, (e.last_day - first).days),
            f"{e.date_text or _when(e.first_day, e.last_day)}: {_cut(e.title)}",
        )
        for n, e in enumerate(shown[-MOST_EVENTS:])
    ]
    left = len(shown) - len(events)
    return events, f"{count(left, 'earlier event')} in annex H" if left else ""


def _when(first: date, last: date) -> str:
    return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def _cut(text: str) -> str:
    return text if len(text) <= EVENT_LENGTH else text[: EVENT_LENGTH - 1].rstrip() + "…"


def _notes(content: Content) -> str:
    said = ["Bars: persons a day. Line: mean of 7 days."]
    series = content.board.series
    if series.partial:
        said.append("The last day is not over.")
    if unknown := sum(series.unknown_size):
        said.append(f"{count(unknown, 'incident')} of unknown size in no bar.")
    return " ".join(said)


def _alt(content: Content) -> str:
    """The chart in words."""
    series = content.board.series
    if not any(series.persons):
        return f"Bar chart: nobody is recorded as arrived from {day(series.days[0])} to {day(content.day)}."
    highest = max(range(len(series.persons)), key=lambda i: (series.persons[i], i))
    last, mean = series.persons[-1], series.mean7[-1]
    said = [
        f"Bar chart of arrivals a day from {day(series.days[0])} to {day(content.day)}.",
        f"Most on {day(series.days[highest])}: {number(series.persons[highest])}.",
        f"On the last day, {WEEKDAYS[content.day.weekday()]}: {number(last)}.",
    ]
    if mean is not None:
        said.append(f"Mean of the last 7 days: {number(round(mean))} a day.")
    return " ".join([*said, "Annex A has the same days as a table."])
