"""What all subcommands have in common: their options, how they say what they have to say, and how far they are."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import typer

from tracker.aligned import harmless
from tracker.errors import NotFound, WrongUse
from tracker.settings import default_store_path

DONE, PROBLEM, WRONG_USE, DEFECT, STOPPED = 0, 1, 2, 70, 130


def parse_day(text: str) -> date:
    """A day of the command line. Raises typer.BadParameter."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is not a day such as 2021-07-31") from None
    if not 1900 <= day.year <= 2999:  # as in the window
        raise typer.BadParameter(f"“{text}” is not between 1900 and 2999")
    return day


# `readable=False`: what stands in the way of a file is said in our own words, and is no wrong use.
STORE = typer.Option(
    default_store_path,
    "--store",
    readable=False,
    metavar="FILE",
    help="The store.",
    show_default="this laptop's own",
)
SITUATION = typer.Option(None, "--situation", metavar="NAME", help="One situation, by name or id.")
DAY = typer.Option(
    None, "--day", metavar="DAY", parser=parse_day, help="As of the end of this day, such as 2021-07-31."
)
JSON = typer.Option(False, "--json", help="As JSON, for programs.")


def named(session: Any, name: str, get: Callable[[Any, str], Any]) -> Any:
    """The situation that `get` finds by a name or an id. Raises WrongUse, which names those that there are."""
    from tracker.situations import find_situations

    try:
        return get(session, name)
    except NotFound:
        known = [line.name for line in find_situations(session)]
        raise WrongUse("situation_not_here", name=name, known=known or "none yet") from None


class Written:
    """Whether the command under way has written to its store, to be told if a defect follows."""

    def __init__(self) -> None:
        self._store: Path | None = None
        self._committed = self._listens = False

    def watch(self, store: Path) -> None:
        """A command that writes begins."""
        from sqlalchemy import event
        from sqlalchemy.orm import Session

        self._store, self._committed = store, False
        if not self._listens:
            self._listens = True
            event.listen(Session, "after_commit", self._note)

    def forget(self) -> None:
        """Another command begins."""
        self._store, self._committed = None, False

    def _note(self, _session: object) -> None:
        self._committed = True

    def where(self) -> Path | None:
        """The store that was written to; None for none, and for a new one that was taken away again."""
        return self._store if self._committed and self._store is not None and self._store.exists() else None


written = Written()


class Progress:
    """How far a long command is, on a terminal only, in one line that is wiped at the end."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.shown = False

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, done: int, of: int | None, what: str = "") -> None:
        if sys.stderr.isatty():
            self.shown = True
            share = f"{done:,}" if not of else f"{done:,} of {of:,}"
            sys.stderr.write(f"\r\x1b[K{what} {share} {self.unit}".rstrip())
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Enough(Exception):
    """Whoever reads the output has read enough, as in `| head`."""


def say(lines: Iterable[str]) -> None:
    """Print lines, harmless ones. Raises Enough."""
    try:
        for line in lines:
            print(harmless(line.replace("\n", " ")))
        sys.stdout.flush()
    except BrokenPipeError:
        raise Enough from None


def print_json(value: Any) -> None:
    """Print JSON values. Raises Enough."""
    try:
        print(json.dumps(value, ensure_ascii=False, indent=2), flush=True)
    except BrokenPipeError:
        raise Enough from None


def complain(text: str) -> None:
    """Print to where errors go."""
    for line in text.splitlines():
        print(harmless(line), file=sys.stderr)
