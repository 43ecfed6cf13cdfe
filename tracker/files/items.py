"""What a row of a table becomes: records to be, or a reason why it says nothing. And the key by which it is known.

A record's `origin` is a hash of what the row says (its natural key, value, report), of the situation, and of nothing
that this store made up, so that the same row is known again in a second import, in another order, from another
format, and after the first import was undone. Rows that are alike are one figure said twice where a figure is
published, and two incidents where incidents are listed: there the second one is told apart by being the second.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from tracker import drafts
from tracker.errors import Problem
from tracker.files.names import Names
from tracker.files.reading import Reader
from tracker.rows import table_of

_VERSION = 1
_CHUNK = 2_000  # origins asked for at once


class SetAside(Exception):
    """A row that was understood and says nothing; why is in `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class Item:
    """A record to be. `key` is what makes it the same as another; with `standing` it is here already.

    `record_id` is given where other records of the same row refer to it; `from_now` where the row does not say
    from when it holds. `corrects` are the origins of submissions that this one corrects; `files` names of evidence.
    """

    draft: drafts.Draft
    key: tuple[Any, ...]
    standing: bool = False
    record_id: str | None = None
    from_now: bool = False
    corrects: list[str] = field(default_factory=list)
    of_form: bool = False
    files: str | None = None


Drafter = Callable[[Reader, Names], list[Item]]


_compact = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=str, check_circular=False
).encode


def origin_of(
    situation_id: str, item: Item, occurrence: int = 1, *, key: tuple[Any, ...] | None = None
) -> str:
    """The origin of an item, or of what has another `key`; `occurrence` is 2 for the second one that is alike."""
    keyed = item.key if key is None else key
    said = [_VERSION, situation_id, item.draft.type, *keyed, *([occurrence] if occurrence > 1 else [])]
    text = _compact(said)
    return "import:" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def find_standing(session: Session | None, items: Iterable[tuple[Item, str]]) -> set[str]:
    """Which of the origins, each given with its item, and of those that the items correct, stand in the store."""
    if session is None:
        return set()
    by_type: dict[str, list[str]] = {}
    for item, origin in items:
        by_type.setdefault(item.draft.type, []).extend([origin, *item.corrects])
    standing: set[str] = set()
    for record_type, wanted in by_type.items():
        c = table_of(record_type).c
        any_of_an_import = select(c.origin).where(c.origin.is_not(None)).limit(1)
        if session.connection().scalar(any_of_an_import) is None:
            continue  # as before the first import
        for start in range(0, len(wanted), _CHUNK):
            found = select(c.origin).where(
                c.origin.in_(wanted[start : start + _CHUNK]), c.void_reason.is_(None)
            )
            standing.update(session.connection().scalars(found))
    return standing
