"""What comes back from a write: its outcome, and the notice of what it changed. Standard library only."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit changed: the records, and the arrival number it reached. Empty for another program's write.

    `since` is the arrival number that the store was at before: higher than the one last heard of, and another program
    wrote in between.
    """

    records: tuple[tuple[str, str], ...]
    position: int
    since: int = 0

    @property
    def types(self) -> frozenset[str]:
        """The record types that changed."""
        return frozenset(record_type for record_type, _ in self.records)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a write returned, the action it was, and what it changed."""

    value: T
    action_id: str
    change: Change
