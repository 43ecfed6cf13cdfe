"""The subcommands about tables that come in: import, profiles, receipts."""

from enum import StrEnum
from pathlib import Path

import typer

from tracker.aligned import aligned
from tracker.console import (
    DONE,
    JSON,
    PROBLEM,
    SITUATION,
    STORE,
    WRONG_USE,
    Progress,
    complain,
    named,
    print_json,
    say,
    written,
)
from tracker.errors import Refused, WrongUse
from tracker.files.fields import FIELDS, Subject
from tracker.files.layout import Layout
from tracker.messages import words
from tracker.settings import load_settings

app = typer.Typer()


class DateOrder(StrEnum):
    """What 03/04/2021 means."""

    DMY = "dmy"
    MDY = "mdy"


def _fields_help() -> str:
    parts = ["Fields that a column can hold, or --set can give:"]
    for subject, fields in FIELDS.items():
        parts.append(f"\b\n{subject.value}")
        parts[-1] += "".join(
            f"\n  {field.name + ('@…' if field.of else ''):<15} {field.help}" for field in fields
        )
    return "\n\n".join(parts)


@app.command("import", epilog=_fields_help())
def import_(
    file: Path = typer.Argument(
        ...,
        readable=False,
        metavar="FILE",
        help="CSV, XLSX, XLS, ODS, GeoJSON, or submissions of a form (a folder, a zip).",
        show_default=False,
    ),
    subject: Subject | None = typer.Option(
        None,
        "--as",
        help="What its rows are. Needed without --profile, and not for an export of this program.",
        show_default=False,
    ),
    store: Path = STORE,
    profile: str | None = typer.Option(
        None,
        "--profile",
        metavar="NAME",
        help="How such a table is read: the name of a profile, or its file. `border-tracker profiles` lists them.",
    ),
    save_profile: str | None = typer.Option(
        None, "--save-profile", metavar="NAME", help="Keep what this import was called with as a profile."
    ),
    maps: list[str] = typer.Option(
        [],
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column holds a field; again for each. Of certain persons or places: headcount@kind=hotspot=COLUMN. "
        "With none at all, columns are known by their names.",
        show_default=False,
    ),
    sets: list[str] = typer.Option(
        [],
        "--set",
        metavar="FIELD=VALUE",
        help="A field's value where no column has one; again for each.",
        show_default=False,
    ),
    situation: str | None = typer.Option(
        None, "--situation", metavar="NAME", help="What it is about; needed where the store has several."
    ),
    open_situation: bool = typer.Option(
        False, "--open-situation", help="Open a situation of that name if there is none."
    ),
    create_sectors: bool | None = typer.Option(
        None,
        "--create-sectors/--no-create-sectors",
        help="Record sectors that are not here yet. Else: only where there is none at all.",
        show_default=False,
    ),
    sheet: str | None = typer.Option(
        None, "--sheet", metavar="NAME", help="Of a spreadsheet. Else: the first one."
    ),
    encoding: str | None = typer.Option(
        None, "--encoding", help="Of a CSV, such as windows-1257. Else: found out."
    ),
    delimiter: str | None = typer.Option(
        None, "--delimiter", metavar="SIGN", help="Of a CSV: , ; | or tab. Else: found out."
    ),
    header: str | None = typer.Option(
        None,
        "--header",
        metavar="ROWS",
        help="Which rows of the sheet are its header: 7, or 6-7 for a heading of two levels. Else: found out.",
        show_default=False,
    ),
    rows: str | None = typer.Option(
        None,
        "--rows",
        metavar="FROM-TO",
        help="Which rows are the table's: 8-40, 8-. Else: to the end.",
        show_default=False,
    ),
    wide: str | None = typer.Option(
        None,
        "--wide",
        metavar="NAME=FIRST..LAST",
        help="Columns that stand for rows, and what their names are: month=JAN2009..DEC2024; “none” for none.",
        show_default=False,
    ),
    date_order: DateOrder | None = typer.Option(
        None, "--date-order", help="What 03/04/2021 means: day or month first."
    ),
    station: str | None = typer.Option(None, "--station", metavar="NAME", help="The station of a new store."),
    time_zone: str | None = typer.Option(
        None,
        "--time-zone",
        metavar="ZONE",
        help="Of a new situation, such as Europe/Vilnius. Else: this laptop's.",
    ),
    refused_to: Path | None = typer.Option(
        None,
        "--refused",
        metavar="FILE.csv",
        help="Write the refused rows there too, as they stood, to be corrected and imported again.",
        show_default=False,
    ),
    all_or_nothing: bool = typer.Option(
        False, "--all-or-nothing", help="Write nothing, and exit with 1, if a row is refused."
    ),
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 if a row was refused."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Write nothing; say what would be."),
    as_json_: bool = JSON,
) -> int:
    """Import incidents, facilities and what is known of them, published totals or context events from a table.

    The store is made if it does not exist. Every row is accounted for; the same file once more changes nothing.
    A figure or a headcount that one file says twice counts once; an incident or a movement that it lists twice comes in
    twice, since two may be alike. The receipt names the rows.
    """
    from tracker.files import profiles
    from tracker.files.intake import import_table
    from tracker.files.out.commands import What
    from tracker.files.out.own import import_own
    from tracker.files.out.own_files import own_export
    from tracker.files.request import Request

    chosen = profiles.get_profile(profile) if profile else None
    said = (profile, save_profile, *maps, *sets, sheet, encoding, delimiter, header, rows, wide, date_order)
    own = None if any(said) or refused_to is not None else own_export(file)
    if own is not None and situation is not None and subject is None:
        raise WrongUse("own_has_situation", file=file.name)
    if (
        own is not None
        and situation is None
        and (subject is None or own.kinds == (What(subject.value).kind,))
    ):
        written.watch(store)
        with Progress("records") as progress:
            receipt = import_own(
                store,
                own,
                load_settings().author,
                station=station,
                time_zone=time_zone,
                good_only=not all_or_nothing,
                dry_run=dry_run,
                progress=lambda n: progress(n, None),
            )
        if as_json_:
            print_json(receipt.as_json())
        else:
            say(receipt.lines())
        return PROBLEM if receipt.refused and (strict or all_or_nothing) else DONE
    if subject is None and chosen is None:
        raise WrongUse("subject_needed", profile=_fitting(file, sheet))
    request = Request(
        path=file,
        subject=subject or chosen.subject,  # type: ignore[union-attr]  # one of the two is there
        maps=maps,
        sets=sets,
        sheet=sheet,
        encoding=encoding,
        delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
        order=None if date_order is None else date_order.value,
        situation=situation,
        open_situation=open_situation,
        create_sectors=create_sectors,
        station=station,
        time_zone=time_zone,
        dry_run=dry_run,
        layout=_layout(file, sheet, encoding, delimiter, header, rows, wide),
        good_only=not all_or_nothing,
        refused_to=refused_to,
    )
    if chosen is not None:
        request = profiles.with_profile(request, chosen)
    written.watch(store)
    try:
        with Progress("rows") as progress:
            receipt = import_table(store, request, load_settings().author, lambda n: progress(n, None))
    except Refused as refused:  # rows are refused in the receipt: this is about the options
        complain(words(refused))
        return WRONG_USE
    kept = profiles.save_profile(profiles.profile_of(request, save_profile)) if save_profile else None
    if as_json_:
        print_json(receipt.as_json() | ({"profile_saved": str(kept)} if kept else {}))
    else:
        say(receipt.lines() + ([f"The profile “{save_profile}” is in {kept}"] if kept else []))
    return PROBLEM if receipt.refused and (strict or all_or_nothing) else DONE


def _layout(
    file: Path,
    sheet: str | None,
    encoding: str | None,
    delimiter: str | None,
    header: str | None,
    rows: str | None,
    wide: str | None,
) -> Layout | None:
    """How the sheet is laid out, as far as somebody says so; the rest is found out. Raises WrongUse."""
    from tracker.files.layout_options import layout_of
    from tracker.files.readers import read_grid

    if header is rows is wide is None:
        return None
    grid = read_grid(
        file, sheet, encoding=encoding, delimiter="\t" if delimiter in ("tab", "\\t") else delimiter
    )
    if grid is None:
        raise WrongUse("no_sheet", file=file.name)
    return layout_of(grid, header, rows, wide)


def _fitting(file: Path, sheet: str | None) -> str:
    """The names of the profiles that read such a table, in words."""
    from tracker.files.profiles import suggest_profile
    from tracker.files.readers import read_table

    found = suggest_profile(read_table(file, sheet))
    return "none of the profiles" if found is None else f"--profile {found.name} ({found.title})"


@app.command("profiles")
def profiles_(as_json_: bool = JSON) -> int:
    """How tables of some kinds are read: profiles that ship, and those that were saved here."""
    from tracker.files.profiles import find_profiles

    found = find_profiles()
    if as_json_:
        print_json(
            [
                {"name": p.name, "title": p.title, "as": p.subject.value, "map": p.maps, "set": p.sets,
                 "source": p.source, "licence": p.licence, "shipped": p.shipped}
                for p in found
            ]
        )  # fmt: skip
        return DONE
    rows = [["Name", "rows are", "", "whose"]]
    rows += [
        [p.name, p.subject.value, p.title, p.source or ("" if p.shipped else "saved here")] for p in found
    ]
    say(aligned(rows, "llll"))
    return DONE


@app.command()
def receipts(store: Path = STORE, situation: str | None = SITUATION, as_json_: bool = JSON) -> int:
    """What was imported: each file with what became of its rows, the latest first."""
    from tracker.import_receipts import find_receipts
    from tracker.situations import find_situations, get_situation
    from tracker.store import open_store

    opened = open_store(store, load_settings().author)
    try:
        with opened.read() as session:
            chosen = (
                find_situations(session) if situation is None else [named(session, situation, get_situation)]
            )
            found = [(line.name, receipt) for line in chosen for receipt in find_receipts(session, line.pk)]
    finally:
        opened.close()
    if as_json_:
        print_json(
            [
                {"situation": name, "file": r.file, "sha256": r.sha256, "sheet": r.sheet, "as": r.subject,
                 "profile": r.profile, "at": r.at.isoformat(), "by": r.author, **r.counts(),
                 "taken_back": r.void_reason is not None, "reasons": r.details}
                for name, r in found
            ]
        )  # fmt: skip
    elif not found:
        say(["Nothing was imported yet."])
    else:
        head = [
            "When",
            "by",
            "file",
            "rows are",
            "read",
            "added",
            "superseded",
            "unchanged",
            "set aside",
            "refused",
            "",
        ]
        rows = [
            [f"{r.at:%Y-%m-%d %H:%M}", r.author, r.file, r.subject, *(f"{n:,}" for n in r.counts().values()),
             "taken back" if r.void_reason is not None else ""]
            for _, r in found
        ]  # fmt: skip
        say(aligned([head, *rows], "llllrrrrrrl"))
    return DONE
