"""Submissions of forms: known again by their ids, and told where one corrects another.

A corrected submission has an id of its own and names the one before. Where both are in the file, the later one counts.
Where the one before came in earlier, a person has to look: that record may have been amended, verified or linked since.
"""

from collections.abc import Iterable

from tracker.files.forms import submission_id
from tracker.files.items import Item, origin_of
from tracker.files.mapping import Bound
from tracker.files.reading import Reader
from tracker.files.tables import Row


def ids_of(reader: Reader) -> tuple[str | None, list[str]]:
    """The submission's own id, and those of the ones that it corrects."""
    said = [submission_id(text) for text in reader.texts("submission")]
    own = said[0] if said else None
    others = dict.fromkeys([*said, *(submission_id(text) for text in reader.texts("corrects"))])
    return own, [other for other in others if other != own]


def find_corrected(reader: Reader, bound: Bound, rows: Iterable[Row]) -> dict[str, int]:
    """By the id of each submission that a later one of the file corrects: the row of that one."""
    found: dict[str, int] = {}
    if not bound.says("submission"):
        return found
    for row in rows:
        if row.problem is None:
            reader.take(row)
            own, earlier = ids_of(reader)
            if own is not None:
                found |= dict.fromkeys(earlier, row.number)
    return found


def know_by_id(items: list[Item], own: str, earlier: list[str], situation_id: str) -> None:
    """Give the items of a submission the keys by which they are known again."""
    for at, item in enumerate(items):
        item.corrects = [origin_of(situation_id, item, key=_key(other, at)) for other in earlier]
        item.key = _key(own, at)
        item.of_form = True


def _key(submission: str, at: int) -> tuple[str, str, int]:
    return ("submission", submission, at)
