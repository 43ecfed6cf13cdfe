"""The subcommands that make reports: report, reports, handover, form. What they write is there whole or not at all."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tracker.codes import Purpose, Sensitivity
from tracker.console import DAY, DONE, JSON, SITUATION, STORE, Progress, complain, named, print_json, say
from tracker.errors import EnvironmentProblem, Unreadable, WrongUse
from tracker.settings import load_settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from tracker.report.making import Made
    from tracker.situations import SituationLine
    from tracker.store import Store

MOST_REMARKS = 20_000  # characters

app = typer.Typer()


class Paper(StrEnum):
    """What it is printed on."""

    A4 = "a4"
    LETTER = "letter"


PAPER = typer.Option(Paper.A4, "--paper", help="What it is printed on.")
PDF = typer.Argument(None, readable=False, metavar="FILE.pdf", help="The new file.", show_default=False)


@app.command()
def report(
    file: Path | None = PDF,
    day: date | None = DAY,
    store: Path = STORE,
    situation: str | None = SITUATION,
    purpose: Purpose = typer.Option(
        Purpose.OPERATIONAL, "--purpose", help="All of it, or figures that single nobody out."
    ),
    sensitivity: Sensitivity | None = typer.Option(
        None,
        "--sensitivity",
        help="How far it may be shared. Else: confidential, and public for publication.",
        show_default=False,
    ),
    paper: Paper = PAPER,
    at: int | None = typer.Option(
        None, "--at", metavar="POSITION", help="As the log stood then. Else: as it stands."
    ),
    remarks: Path | None = typer.Option(
        None,
        "--remarks",
        readable=False,
        metavar="FILE.txt",
        help="The coordinator's remarks, as plain text.",
    ),
    release: bool = typer.Option(
        False, "--release", help="Release it: its file is kept and its release recorded. This is not undone."
    ),
    radio: bool = typer.Option(False, "--radio", help="Five figures as text, to be read over a bad line."),
    as_json_: bool = JSON,
) -> int:
    """Make the situation report of a day as PDF; a draft's mark is on it until it is released."""
    from tracker import evidence
    from tracker.whole_file import write_whole

    if file is None and not radio and not as_json_:
        raise WrongUse("report_not_named")
    text = _remarks(remarks)
    opened = _opened(store)
    try:
        about, shown = _chosen(opened, situation, day)
        if radio:
            return _say_radio(opened, about, shown, at)
        asked: dict[str, Any] = {
            "purpose": purpose,
            "sensitivity": sensitivity or _usual(purpose),
            "paper": paper.value,
            "position": at,
            "remarks": text,
        }
        made, was_released = _made(opened, about, shown, asked, release)
    finally:
        opened.close()
    if file is not None:
        try:
            write_whole(file, made.pdf)
        except EnvironmentProblem:
            if release:
                kept = evidence.path_of(store, sha256(made.pdf).hexdigest())
                complain(f"The report was released all the same, and is kept as {kept}")
            raise
    if as_json_:
        print_json(_as_json(made, about, shown, was_released, file))
    elif file is not None:
        state = "released" if was_released else "a draft, not released"
        say([
            f"{file}: the report of {shown} on {about.name}, {state}.",
            f"  Log position {made.position}, chain {made.log_head}",
        ])  # fmt: skip
    return DONE


def _usual(purpose: Purpose) -> Sensitivity:
    return Sensitivity.PUBLIC if purpose is Purpose.PUBLICATION else Sensitivity.CONFIDENTIAL


def _made(
    opened: Store, about: SituationLine, day: date, asked: dict[str, Any], release: bool
) -> tuple[Made, bool]:
    """The report, and whether it is a released one: now, or the very same one earlier."""
    from tracker.report.making import make_report
    from tracker.report.release import find_released
    from tracker.report.release import release as release_it

    with Progress("steps") as progress:

        def tell(what: str, done: int, of: int) -> None:
            progress(done, of, what)

        if release:
            return release_it(opened, about.id, day, **asked, progress=tell)[0], True
        before = None
        if asked["position"] is not None:
            with opened.read() as session:
                before = find_released(session, about.id, day, **asked)
        if before is not None:
            asked |= {"remarks": before.remarks, "sensitivity": before.sensitivity}
        made = make_report(opened, about.id, day, **asked, released=before is not None, progress=tell)
    if before is not None and sha256(made.pdf).hexdigest() != before.sha256:
        # Another version of the program sets it otherwise, or something that it rests on was erased.
        raise EnvironmentProblem("report_not_same", day=day, position=before.position)
    return made, before is not None


def _as_json(
    made: Made, about: SituationLine, day: date, released: bool, file: Path | None
) -> dict[str, Any]:
    from tracker.report.document import plain

    return {
        "situation": about.name,
        "day": day.isoformat(),
        "position": made.position,
        "chain_hash": made.log_head,
        "released": released,
        "file": str(file) if file else None,
        "sha256": sha256(made.pdf).hexdigest(),
        "size": len(made.pdf),
        "headline": plain(made.document.headline),
        "figures": {one.figure.key: one.figure.text for one in made.document.headlines},
        "illustrative": bool(made.document.illustrative),
    }


def _say_radio(opened: Store, about: SituationLine, day: date, at: int | None) -> int:
    from tracker.report.content import read_content
    from tracker.report.making import read_at
    from tracker.report.radio import spoken

    say(spoken(read_at(opened, at, lambda session: read_content(session, about.id, day))))
    return DONE


@app.command()
def reports(store: Path = STORE, situation: str | None = SITUATION, as_json_: bool = JSON) -> int:
    """List the reports that were released, the newest first."""
    from tracker.aligned import aligned
    from tracker.report.release import find_reports, path_of
    from tracker.situations import get_situation

    opened = _opened(store)
    try:
        with opened.read() as session:
            about = named(session, situation, get_situation).id if situation else None
            lines = find_reports(session, about)
    finally:
        opened.close()
    if as_json_:
        print_json([
            {
                "situation": r.situation, "day": r.day.isoformat(), "purpose": r.purpose.value,
                "sensitivity": r.sensitivity.value, "paper": r.paper, "position": r.position,
                "chain_hash": r.log_head, "sha256": r.sha256, "size": r.size, "remarks": r.remarks,
                "released_by": r.author, "released_at": r.at.isoformat(), "file": str(path_of(store, r)),
            }
            for r in lines
        ])  # fmt: skip
    elif not lines:
        say(["No report was released yet."])
    else:
        rows = [["Day", "situation", "for", "class", "position", "released", "by", "file"]]
        rows += [
            [
                r.day.isoformat(), r.situation, r.purpose.value, r.sensitivity.value, f"{r.position:,}",
                f"{r.at:%Y-%m-%d %H:%M} UTC", r.author, r.sha256[:16],
            ]
            for r in lines
        ]  # fmt: skip
        say(aligned(rows, "llllrlll"))
    return DONE


@app.command()
def handover(
    file: Path | None = PDF,
    day: date | None = DAY,
    store: Path = STORE,
    situation: str | None = SITUATION,
    paper: Paper = PAPER,
    at: int | None = typer.Option(
        None, "--at", metavar="POSITION", help="As the log stood then. Else: as it stands."
    ),
) -> int:
    """What the next shift takes over: what is open, promised and expected, as text or as PDF."""
    from tracker.report.handing_over import as_lines, make_handover
    from tracker.whole_file import write_whole

    opened = _opened(store)
    try:
        about, shown = _chosen(opened, situation, day)
        made = make_handover(opened, about.id, shown, paper=paper.value, position=at, now=_now(at))
    finally:
        opened.close()
    if file is None:
        say(as_lines(made.sheet))
    else:
        write_whole(file, made.pdf())
        say([f"{file}: the handover of {shown} on {about.name}."])
    return DONE


@app.command()
def form(
    file: Path = typer.Argument(
        ..., readable=False, metavar="FILE.pdf", help="The new file.", show_default=False
    ),
    paper: Paper = PAPER,
) -> int:
    """Make the blank form of an incident on one page, for the night when the laptop is dead."""
    from tracker.report.paper_form import make_form
    from tracker.whole_file import write_whole

    write_whole(file, make_form(paper.value))
    say([f"{file}: the form of an incident, on paper."])
    return DONE


def _now(position: int | None) -> datetime | None:
    """The clock's time, but not for the past."""
    return datetime.now().astimezone() if position is None else None


def _opened(path: Path) -> Store:
    from tracker.store import open_store

    return open_store(path, load_settings().author)


def _chosen(opened: Store, situation: str | None, day: date | None) -> tuple[SituationLine, date]:
    """The situation that was named, the only one, or the only one with incidents; and the day."""
    from tracker.figures_json import last_day_with_records
    from tracker.situations import get_situation

    with opened.read() as session:
        about = named(session, situation, get_situation) if situation else _only(session)
        return about, day or last_day_with_records(session, about, datetime.now().astimezone())


def _only(session: Session) -> SituationLine:
    from tracker.figures import first_day_of
    from tracker.situations import find_situations

    there = find_situations(session)
    if not there:
        raise WrongUse("no_situation_yet")
    if len(there) > 1:
        busy = [line for line in there if first_day_of(session, line.pk) is not None]
        if len(busy) != 1:
            raise WrongUse("situation_needed", known=[line.name for line in there])
        there = busy
    return there[0]


def _remarks(path: Path | None) -> str | None:
    """The text of a file of remarks. Raises Unreadable."""
    if path is None:
        return None
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise Unreadable("file_is_folder" if path.is_dir() else "file_not_regular", file=path.name)
        with path.open("rb") as file:
            raw = file.read(4 * MOST_REMARKS + 1)  # no character has more bytes than four
        text = "" if len(raw) > 4 * MOST_REMARKS else raw.decode("utf-8-sig")
    except FileNotFoundError:
        raise Unreadable("file_missing", file=path.name) from None
    except (OSError, ValueError) as error:
        reason = "it is no plain text (UTF-8)" if isinstance(error, ValueError) else error.strerror
        raise Unreadable("file_unreadable", file=path.name, reason=reason) from None
    if len(raw) > 4 * MOST_REMARKS or len(text) > MOST_REMARKS:
        raise Unreadable("remarks_too_long", file=path.name, limit=MOST_REMARKS)
    return text.strip() or None
