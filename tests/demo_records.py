"""Reading the demo in tests: its records by type and situation, and its situations by name."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker import drafts, situations
from tracker.codec import encode
from tracker.situations import SituationLine
from tracker.store import Store

VILNIUS = ZoneInfo("Europe/Vilnius")
LITHUANIA, TURKEY = "Lithuania – Belarus 2021", "Turkey – Greece, March 2020"
THIRD = date(2021, 8, 3)
TWO = datetime(2021, 8, 3, 11, 0, tzinfo=UTC)  # 14:00 in Vilnius
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

Record = tuple[str, drafts.Draft]


def line_of(store: Store, name: str = LITHUANIA) -> SituationLine:
    with store.read() as session:
        return situations.get_situation(session, name)


def of(records: list[Record], kind: type[Any], situation: str = LITHUANIA) -> dict[str, Any]:
    """The drafts of one type that belong to a situation, by id."""
    (wanted,) = [i for i, d in records if isinstance(d, drafts.Situation) and d.name == situation]
    return {
        i: d for i, d in records if isinstance(d, kind) and getattr(d, "situation", wanted) in (wanted, None)
    }


def contents(records: list[Record]) -> str:
    """The records as lines of JSON, ids as numbers in the order of their appearance."""
    numbers = {record_id: str(n) for n, (record_id, _) in enumerate(records)}
    assert len(numbers) == len(records)
    uuid = re.compile(r'"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')
    return "\n".join(uuid.sub(lambda m: numbers[m[1]], encode(draft)) for _, draft in records)
