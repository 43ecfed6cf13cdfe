"""What a page asks the main window to write: the command, what it takes, and what to say when it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.forms.form import Form


@dataclass(slots=True)
class Asked:
    """A write that somebody asked for.

    `said` is what the message bar says once it is done ("Incident voided."), with an offer to undo; empty says nothing
    there. `form` is where a refusal goes back to, and what is cleared once the write is done; `done` gets its value.
    """

    command: Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    said: str = ""
    form: Form | None = None
    done: Callable[[Any], None] | None = None
