"""A row of a timeline as a context event."""

from datetime import date

from tracker import drafts
from tracker.codes import ContextKind, DatePrecision
from tracker.files.items import Item
from tracker.files.names import Names
from tracker.files.reading import Reader
from tracker.nationalities import fold


def draft_events(reader: Reader, names: Names) -> list[Item]:
    """A context event. A rough date such as “late June 2021” becomes a band of days and keeps its words."""
    title = reader.text("title", limit=200)
    said = reader.span("day")
    first, last = _days(reader)
    if said is not None and first is None and last is None:
        first, last = said.first, said.last
    kind = reader.choice("kind", ContextKind) or ContextKind.OTHER
    rough = DatePrecision.ROUGH if said is not None and said.rough else DatePrecision.DAY
    amount = reader.amount("amount")
    draft = drafts.ContextEvent(
        situation=names.place.id,
        kind=kind,
        title=title or "",
        first_day=first,
        last_day=last,
        date_precision=reader.choice("precision", DatePrecision) or rough,
        date_text=reader.text("as_said", limit=200) or (said.text if said is not None else None),
        reason=reader.text("reason"),
        condition=reader.text("condition"),
        amount=amount.value if amount is not None else None,
        currency=reader.text("currency", limit=20) or (amount.currency if amount is not None else None),
        source=reader.text("source"),
        text=reader.text("text", limit=20_000),
        illustrative=reader.flag("illustrative"),
    )
    if not reader.problems and title is None:
        reader.refuse("required", "title")
    if not reader.problems and first is None:
        reader.refuse("required", "day" if reader.bound.says("day") else "from")
    if reader.problems:
        return []
    key = (
        fold(draft.title) or draft.title,
        str(first),
        str(last),
        draft.date_precision.value,
        draft.date_text or "",
        kind.value,
        draft.reason or "",
        draft.condition or "",
        draft.amount,
        draft.currency or "",
        draft.source or "",
        draft.text or "",
    )
    return [Item(draft, key)]


def _days(reader: Reader) -> tuple[date | None, date | None]:
    """First and last day of a row that says them apart; one alone is a day."""
    first, last = reader.day("from"), reader.day("to")
    return (first or last, last or first)
