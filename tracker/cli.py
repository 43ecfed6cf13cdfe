"""The subcommands. Imports no Qt. Exit code 0 done, 1 the data has a problem (named), 2 wrong use, 70 a
defect, 130 stopped.

What a person can mend is said in words, never as a traceback.
"""

import os
import sys
from datetime import date, datetime
from pathlib import Path

import typer

from tracker.console import (
    DAY,
    DEFECT,
    DONE,
    JSON,
    PROBLEM,
    SITUATION,
    STOPPED,
    STORE,
    WRONG_USE,
    Enough,
    Progress,
    complain,
    named,
    print_json,
    say,
    written,
)
from tracker.errors import EnvironmentProblem, TrackerError, WrongUse
from tracker.files import commands as file_commands
from tracker.files.out import commands as out_commands
from tracker.messages import words
from tracker.report import commands as report_commands
from tracker.settings import load_settings

PROGRAM = "border-tracker"

app = typer.Typer(
    name=PROGRAM,
    help="Record border incidents, see arrivals and capacity, and report them. With no command: the window.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


REBUILD = typer.Option(
    False,
    "--rebuild",
    help="Where rows, totals or search index differ from a whole log, make them anew from it.",
)


@app.command()
def demo(
    target: Path | None = typer.Argument(
        None, readable=False, metavar="STORE", help="The new store.", show_default=False
    ),
    store: Path | None = typer.Option(
        None, "--store", readable=False, metavar="FILE", help="The same, as an option."
    ),
) -> int:
    """Write the reference situation, Lithuania 2021, into a new store."""
    from tracker.demo import write_demo

    path = target or store
    if path is None:
        raise WrongUse("store_not_named")
    written.watch(path)
    try:
        write_demo(path)
    except FileExistsError:
        raise TrackerError("store_exists", path=str(path)) from None
    say([f"The demo is in {path}. Its incidents, facilities and headcounts are illustrative: made up to fit.",
         f"  {PROGRAM} figures --store {path}"])  # fmt: skip
    return DONE


@app.command()
def figures(
    store: Path = STORE,
    situation: str | None = SITUATION,
    day: date | None = DAY,
    as_json_: bool = JSON,
) -> int:
    """Persons by day, month, year, nationality and sector; published beside counted; occupancy per facility."""
    from tracker.figures_json import as_json, read_figures
    from tracker.figures_text import summary
    from tracker.situations import find_situations, get_situation
    from tracker.store import open_store

    opened = open_store(store, load_settings().author)
    try:
        with opened.read() as session:
            chosen = (
                find_situations(session) if situation is None else [named(session, situation, get_situation)]
            )
            now = datetime.now().astimezone()
            found = [read_figures(session, line, day, now) for line in chosen]
    finally:
        opened.close()
    if as_json_:
        print_json([as_json(one) for one in found])
    elif not found:
        say(["This store has no situation yet."])
    for i, one in enumerate([] if as_json_ else found):
        say(([""] if i else []) + summary(one))
    return DONE


app.add_typer(file_commands.app)
app.add_typer(out_commands.app)
app.add_typer(report_commands.app)


@app.command()
def check(store: Path = STORE, as_json_: bool = JSON, rebuild: bool = REBUILD) -> int:
    """Whether the file is sound, the log is whole, and the rows say what the log says. Exit code 1 if not."""
    from tracker.integrity import check_file

    mended: list[str] = []
    with Progress("steps") as progress:
        findings = check_file(store, lambda what, done, of: progress(done, of, what))
        if rebuild:
            from tracker.rebuilding import can_mend, rebuild_file

            if can_mend(findings):
                rebuild_file(store, lambda what, done, of: progress(done, of, what))
                mended = [words(finding) for finding in findings if not finding.is_remark]
                findings = check_file(store, lambda what, done, of: progress(done, of, what))
    if mended and not as_json_:
        say(["The rows were made anew from the log. Before that:", *(f"  {said}" for said in mended)])
    wrong = [finding for finding in findings if not finding.is_remark]
    remarks = [f"  {words(finding)}" for finding in findings if finding.is_remark]
    if as_json_:
        print_json(
            {
                "store": str(store),
                "sound": not wrong,
                "findings": [{"code": f.code, "said": words(f)} for f in wrong],
                "remarks": [{"code": f.code, "said": words(f)} for f in findings if f.is_remark],
                "mended": mended,
            }
        )
    elif wrong:
        say([f"{store} is not sound:", *(f"  {words(finding)}" for finding in wrong), *remarks])
    else:
        say([f"{store} is sound: the file, the chain of its log, and the rows against the log.", *remarks,
             "  Not told yet, before the store has a key: a log whose end was cut off with its rows."])  # fmt: skip
    return PROBLEM if wrong else DONE


def main(argv: list[str] | None = None) -> int:
    """Run a subcommand; returns the exit code. `argv` without the program's name, else the process's own."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    written.forget()
    try:
        code = app(args=argv, prog_name=PROGRAM, standalone_mode=False)
    except Enough:
        # No complaint, also not from the interpreter when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except typer.TyperException as wrong:
        _show(wrong)
        return WRONG_USE
    except typer.Abort:
        code = STOPPED
    except TrackerError as error:
        complain(words(error))
        return WRONG_USE if isinstance(error, WrongUse) else PROBLEM
    except OSError as error:  # the disk, a folder, a name: not the program's doing
        path, reason = str(error.filename or "–"), error.strerror or type(error).__name__
        complain(words(EnvironmentProblem("store_cannot_open", path=path, reason=reason)))
        return PROBLEM
    except Exception as defect:
        return _defect(defect)
    if code == STOPPED:
        complain("Stopped. What was not finished was not written.")
    return code if isinstance(code, int) else DONE


def _show(wrong: typer.TyperException) -> None:
    """The usage line, where to find help, and what is wrong."""
    show = getattr(wrong, "show", None)
    if show is not None:
        show(sys.stderr)
    else:
        complain(wrong.format_message())


def _defect(error: Exception) -> int:
    from tracker.crash import log_path, note

    note(error, "command line")
    store = written.where()
    complain(
        f"This is a defect in Border Tracker ({type(error).__name__}), not yours. "
        + (
            f"{store} was written to before it happened: see what is in it before you try again. "
            if store
            else "Nothing was written by this command. "
        )
        + f"Where it happened, and nothing of your data, is in {log_path()}"
    )
    return DEFECT


if __name__ == "__main__":
    sys.exit(main())
