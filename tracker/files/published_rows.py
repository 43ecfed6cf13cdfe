"""A row of published figures as published totals."""

import re
from datetime import date, timedelta
from typing import Any

from tracker import drafts
from tracker.codes import Qualifier, Rule
from tracker.errors import Problem
from tracker.files.cells import plain
from tracker.files.items import Item, SetAside
from tracker.files.names import Names
from tracker.files.reading import Quantity, Reader
from tracker.files.values import remark_of

_ESTIMATED = re.compile(r"[(\[]?(e|est\.?|estimated?)[)\]]?", re.IGNORECASE)
MOST = 10**9  # more people than ever fled


def draft_totals(reader: Reader, names: Names) -> list[Item]:
    """The published total of a row. Raises SetAside for a day after the report's own, and for no value at all."""
    reported = reader.day("reported")
    cumulative = reader.flag("cumulative")
    first, last = _days(reader, reported, cumulative)
    if reader.problems:
        return []
    if first is None or last is None:
        reader.refuse("required", "day")
        return []
    if reported is not None and first > reported:
        raise SetAside(_after_report(reader, first, reported))
    quantity = reader.quantity("value", maximum=MOST)
    rule = reader.choice("rule", Rule) or Rule.PERSONS
    qualifier = reader.choice("qualifier", Qualifier)
    nationality = reader.nationality("nationality", required=reader.bound.says("nationality"))
    sector = names.sector(reader)
    draft = drafts.PublishedTotal(
        situation=names.place.id,
        first_day=first,
        last_day=last,
        rule=rule,
        reported=reported,
        nationality=nationality,
        sector=sector.id if sector else None,
        cumulative=cumulative,
        source=reader.text("source"),
        text=reader.text("text"),
        illustrative=reader.flag("illustrative"),
    )
    if reader.problems:
        return []
    if quantity is None:
        raise SetAside(Problem("not_collected", "value", reader.row.number))
    remark = remark_of(reader.cell("value"))
    if remark:  # a figure that is marked as revised or provisional stays marked
        draft.text = f"{draft.text}\n{remark}" if draft.text else remark
    draft.value = quantity.value
    estimated = Qualifier.ABOUT if remark and _ESTIMATED.fullmatch(remark) else quantity.qualifier
    draft.qualifier = qualifier or estimated
    if quantity.low is not None:
        draft.value, draft.qualifier = quantity.low, qualifier or Qualifier.AT_LEAST
    key = (
        first.isoformat(),
        last.isoformat(),
        rule.value,
        draft.qualifier.value,
        draft.value,
        reported.isoformat() if reported else "",
        nationality or "",
        sector.name.casefold() if sector else "",
        cumulative,
        draft.source or "",
    )
    return [Item(draft, key)]


def figure_of(reader: Reader) -> tuple[tuple[Any, ...], str] | None:
    """What the row's figure is about, its report's day included, and the figure as it is put; None where it has none,
    or where something in it cannot be read: the draft says so.
    """
    reported = reader.day("reported")
    cumulative = reader.flag("cumulative")
    first, last = _days(reader, reported, cumulative)
    quantity = reader.quantity("value", maximum=MOST)
    rule = reader.choice("rule", Rule)
    nationality = reader.nationality("nationality", required=reader.bound.says("nationality"))
    sector, source = reader.text("sector", limit=200), reader.text("source")
    if reader.problems or first is None or quantity is None:
        return None
    about = (first, last, rule, nationality, (sector or "").casefold(), source, cumulative, reported)
    return about, (plain(reader.cell("value")) or "")[:40] if _is_put(quantity) else str(quantity.value)


def _is_put(quantity: Quantity) -> bool:
    return quantity.qualifier is not Qualifier.EXACTLY


def _after_report(reader: Reader, day: date, reported: date) -> Problem:
    """Whatever its value: a report knows nothing of days that had not come. A damaged one is named as such."""
    values = {"day": day, "reported": reported, "value": (plain(reader.cell("value")) or "–")[:80]}
    reader.quantity("value", maximum=MOST)
    if reader.problems:
        return Problem("after_report_damaged", "day", reader.row.number, values)
    return Problem("after_report", "day", reader.row.number, values)


def _days(reader: Reader, reported: date | None, cumulative: bool) -> tuple[date | None, date | None]:
    """The days that a figure is about; (None, None) where the row does not say."""
    first, last = _said(reader)
    if cumulative:
        last = last or reported
        from_field = reader.day("from")
        first = from_field or (last.replace(month=1, day=1) if last else None)
    elif first is not None and last is None:
        last = reported
    return first, last


def _said(reader: Reader) -> tuple[date | None, date | None]:
    if reader.bound.says("day") and (day := reader.day("day")):
        return day, day
    if reader.bound.says("month") and (month := reader.month("month", "year")):
        return month, (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if reader.bound.says("period") and (span := reader.span("period")):
        return span.first, span.last
    first, last = reader.day("from"), reader.day("to")
    if first is not None or last is not None:
        return first, last
    if reader.bound.says("year") and not reader.problems and (year := reader.year("year")):
        return date(year, 1, 1), date(year, 12, 31)
    return None, None
