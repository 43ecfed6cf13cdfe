"""What can go wrong, as codes with values; `ui` and `cli` put them into words from `messages.py`.

Three families that a person must be able to tell apart: what she typed (`Refused`, `Conflict`), the machine or the
file (`EnvironmentProblem`), and a defect of the program (any other exception).
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with input: a code of `messages.py`, the field and row it is about, and the values to name."""

    code: str
    field: str | None = None
    row: int | None = None
    values: dict[str, Any] = dataclasses.field(default_factory=dict)


class TrackerError(Exception):
    """Anything the program can explain. `code` and `values` are enough to put it into words."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        # Values may be somebody's words: they go to the screen through `messages`, never to a log by accident.
        return self.code


class Refused(TrackerError):
    """Input that cannot be taken as it stands; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("refused")


class WrongUse(TrackerError):
    """The command was asked for something that there is not, or not enough was said; the data is not at fault."""


class Conflict(TrackerError):
    """A record was changed since it was read; both sides are named, nothing was written."""


class NotFound(TrackerError):
    """No record of this kind has the id."""


class Unreadable(TrackerError):
    """A file that somebody chose cannot be read as what it should be."""


class EnvironmentProblem(TrackerError):
    """The disk, the file or another program stands in the way; the data is not at fault and neither is the user."""


class DiskFull(EnvironmentProblem):
    """No room left; the write did not happen."""


class StoreLocked(EnvironmentProblem):
    """Another program holds the store."""


class StoreReadOnly(EnvironmentProblem):
    """The store, or its folder, cannot be written."""


class StoreNewer(EnvironmentProblem):
    """The store was written by a newer program."""


class NotAStore(EnvironmentProblem):
    """The file is not a store of this program."""


class StoreDamaged(EnvironmentProblem):
    """The file is damaged."""
