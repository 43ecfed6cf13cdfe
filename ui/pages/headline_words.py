"""The board's figures in words: what a figure is of, what it is compared to, what others published for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from tracker.codes import Qualifier
from ui import arrivals_rule
from ui.incident_words import clock, locale, number
from ui.plots import wording

if TYPE_CHECKING:
    from tracker.headlines import Headline, Span
    from tracker.published import TotalLine

translate = QCoreApplication.translate

FEW = 50  # below it a percentage says more than the numbers bear
TIMES = 3  # from so many times on, percentages cannot be read

Forms = tuple[str, ...]

_SIGNS = {Qualifier.MORE_THAN.value: "> ", Qualifier.AT_LEAST.value: "≥ ", Qualifier.ABOUT.value: "~ "}


@dataclass(frozen=True, slots=True)
class Said:
    """One figure in words; each line in forms of falling length."""

    title: str
    figure: str
    change: str
    lines: list[Forms]
    tip: str
    illustrative: bool


def say(headline: "Headline", until: datetime) -> Said:
    """A figure of the board; `until` is the moment it goes to, in the situation's zone."""
    now = headline.now
    lines = [before_line(headline, until)]
    if headline.year_before is not None:
        lines.append(_year_before_line(headline))
    lines += published_lines(headline)
    if now.unknown_size:
        lines.append(_unknown_line(now.unknown_size))
    title = _title(headline, until)
    change = change_of(now, headline.before, absolute=headline.name == "day")
    return Said(
        title=title,
        figure=number(now.persons),
        change=change,
        lines=lines,
        tip=_tip(headline, title, [line[0] for line in lines]),
        illustrative=now.illustrative,
    )


def change_of(now: "Span", before: "Span", *, absolute: bool = False) -> str:
    """▲ 38 %, ▲ 5.9 ×, ▼ 31: how much more or fewer; empty where there is nothing to compare to."""
    if not before.persons:
        return ""
    difference = now.persons - before.persons
    if not difference:
        return translate("Headline", "as many")
    arrow = "▲" if difference > 0 else "▼"
    if absolute:
        return f"{arrow} {number(abs(difference))}"
    if now.persons >= TIMES * before.persons and now.persons >= 20:
        return f"{arrow} {times(now.persons / before.persons)} ×"
    if max(now.persons, before.persons) < FEW or abs(difference) * 200 < before.persons:
        return f"{arrow} {number(abs(difference))}"
    return f"{arrow} {number(round(abs(difference) * 100 / before.persons))}\N{NARROW NO-BREAK SPACE}%"


def times(factor: float) -> str:
    """5.9, 51: one decimal below ten."""
    return locale().toString(factor, "f", 1) if factor < 9.95 else number(round(factor))


def _title(headline: "Headline", until: datetime) -> str:
    last = headline.now.last
    if headline.name == "day":
        if headline.partial:
            return translate("Headline", "Today, until {time}").format(time=clock(until))
        return wording.day(last, weekday=True, year=True)
    if headline.name == "week":
        return translate("Headline", "Last 7 days")
    if headline.name == "month":
        if headline.partial:
            return translate("Headline", "This month")
        if (last + timedelta(days=1)).month != last.month:
            return _month(last)
        return translate("Headline", "1 – {day} {month}").format(day=last.day, month=_month(last))
    if headline.partial:
        return translate("Headline", "This year")
    return translate("Headline", "{year} to {day}").format(year=last.year, day=wording.day(last))


def before_line(headline: "Headline", until: datetime) -> Forms:
    """The same span before."""
    before, persons = headline.before, _how_many(headline.before)
    if headline.name == "day":
        weekday = locale().standaloneDayName(before.first.isoweekday(), QLocale.FormatType.LongFormat)
        on = translate("Headline", "{persons} on {weekday}").format(persons=persons, weekday=weekday)
        if not headline.partial:
            return (on,)
        by = translate("Headline", "{persons} on {weekday} by {time}").format(
            persons=persons, weekday=weekday, time=clock(until)
        )
        return (by, on)
    if headline.name == "week":
        return (translate("Headline", "{persons} the week before").format(persons=persons),)
    if headline.name == "month":
        if headline.whole is not None and before.last == headline.whole.last:
            return (
                translate("Headline", "{persons} in {month}").format(
                    persons=persons, month=_month(before.last)
                ),
            )
        return (
            translate("Headline", "{persons} in the same days of {month}").format(
                persons=persons, month=_month(before.last)
            ),
            translate("Headline", "{persons} by {day}").format(persons=persons, day=wording.day(before.last)),
        )
    return (
        translate("Headline", "{persons} in the same days of {year}").format(
            persons=persons, year=before.last.year
        ),
        translate("Headline", "{persons} by {day}").format(
            persons=persons, day=wording.day(before.last, year=True)
        ),
    )


def _year_before_line(headline: "Headline") -> Forms:
    before = headline.year_before
    assert before is not None
    persons = _how_many(before)
    if headline.name == "day":
        line = translate("Headline", "{persons} on {day}").format(
            persons=persons, day=wording.day(before.last, year=True)
        )
    else:
        line = translate("Headline", "{persons} a year before").format(persons=persons)
    change = change_of(headline.now, before)
    return (f"{line} · {change}", line) if change else (line,)


def published_lines(headline: "Headline") -> list[Forms]:
    """What others published for the period, and for the one before, each beside what was counted."""
    now, whole = headline.now, headline.whole
    lines: list[Forms] = []
    this = [t for t in headline.published if t.first_day == now.first]
    if this:
        said = _published(this[0])
        line = translate("Headline", "published {value}").format(value=said)
        shorter = translate("Headline", "published {value}").format(
            value=_SIGNS.get(this[0].qualifier, "") + number(this[0].value)
        )
        if this[0].last_day == now.last:
            counted = translate("Headline", "{published} · counted {counted}").format(
                published=line, counted=number(now.persons)
            )
            lines.append((counted, line, shorter))
        else:
            until = translate("Headline", "{published} by {day}").format(
                published=line, day=wording.day(this[0].last_day)
            )
            lines.append((until, line, shorter))
    if whole is None:
        return lines
    is_month = headline.name == "month"
    name = _month(whole.last) if is_month else str(whole.last.year)
    short = wording.month(whole.last) if is_month else name
    earlier = [t for t in headline.published if t.first_day == whole.first and t.last_day == whole.last]
    if earlier:
        said, counted = _published(earlier[0]), number(whole.persons)
        if said == counted:
            lines.append(
                (
                    translate("Headline", "{counted} in all of {period} · published {published}").format(
                        counted=counted, period=name, published=said
                    ),
                    translate("Headline", "{counted} in all of {period} · published").format(
                        counted=counted, period=name
                    ),
                    translate("Headline", "{counted} in {period} · published").format(
                        counted=counted, period=name
                    ),
                    translate("Headline", "{period}: {counted}, published").format(
                        counted=counted, period=short
                    ),
                )
            )
        else:
            lines.append(
                (
                    translate("Headline", "{period}: published {published} · counted {counted}").format(
                        period=name, published=said, counted=counted
                    ),
                    translate("Headline", "{period}: published {published}").format(
                        period=name, published=said
                    ),
                )
            )
    elif whole.persons and whole.last != headline.before.last:
        lines.append(
            (
                translate("Headline", "{persons} in all of {period}").format(
                    persons=number(whole.persons), period=name
                ),
            )
        )
    return lines


def _published(total: "TotalLine") -> str:
    """More than 4,000."""
    return qualified(total.qualifier, total.value)


def qualified(qualifier: str, value: int) -> str:
    """A published value with what was said about it: more than 4,000."""
    words = {
        Qualifier.MORE_THAN.value: translate("Headline", "more than {value}"),
        Qualifier.AT_LEAST.value: translate("Headline", "at least {value}"),
        Qualifier.ABOUT.value: translate("Headline", "about {value}"),
    }
    return words.get(qualifier, "{value}").format(value=number(value))


def _unknown_line(count: int) -> Forms:
    return (
        translate("Headline", "and {incidents}").format(incidents=wording.of_unknown_size(count)),
        translate("Headline", "and {n} of unknown size", None, count).format(n=number(count)),
    )


def _how_many(span: "Span") -> str:
    """The number, or none."""
    return number(span.persons) if span.persons else translate("Headline", "none")


def _month(day: date) -> str:
    return locale().standaloneMonthName(day.month, QLocale.FormatType.LongFormat)


def _tip(headline: "Headline", title: str, lines: list[str]) -> str:
    said = [f"{title}: {wording.persons(headline.now.persons)}", *lines]
    if headline.partial:
        said.append(
            translate(
                "Headline", "The day is not over: it is compared up to the same time of day, by the clock."
            )
        )
    compared = [s for s in (headline.before, headline.year_before) if s is not None and s.unknown_size]
    said += [
        translate("Headline", "{span}: also {incidents}").format(
            span=wording.span(s.first, s.last), incidents=wording.of_unknown_size(s.unknown_size)
        )
        for s in compared
    ]
    for total in headline.published:
        if total.source:
            said.append(
                translate("Headline", "Published {value} for {span}: {source}").format(
                    value=_published(total),
                    span=wording.span(total.first_day, total.last_day),
                    source=total.source,
                )
            )
    said += ["", arrivals_rule.rule()]
    if headline.now.illustrative:
        said.append(translate("Headline", "Rests on illustrative data, made up to show the program."))
    return "\n".join(said)
