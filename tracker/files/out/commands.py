"""The subcommand `export`."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import typer

from tracker.codes import Purpose, Sensitivity
from tracker.console import (
    DONE,
    JSON,
    SITUATION,
    STORE,
    Progress,
    named,
    parse_day,
    print_json,
    say,
)
from tracker.settings import load_settings

app = typer.Typer()


class What(StrEnum):
    """A record kind, as it is said on the command line."""

    SITUATIONS = "situations"
    SECTORS = "sectors"
    STATIONS = "stations"
    PARTIES = "parties"
    INCIDENTS = "incidents"
    FACILITIES = "facilities"
    CAPACITY_CHANGES = "capacity-changes"
    HEADCOUNTS = "headcounts"
    MOVEMENTS = "movements"
    PUBLISHED_TOTALS = "published-totals"
    CONTEXT_EVENTS = "context-events"
    STATEMENTS = "statements"
    IMPORT_RECEIPTS = "import-receipts"
    REPORTS = "reports"

    @property
    def kind(self) -> str:
        """The record type."""
        singular = {"parties": "party", "facilities": "facility"}
        return singular.get(self.value, self.value.removesuffix("s")).replace("-", "_")


@app.command("export")
def export_(
    file: Path = typer.Argument(
        ..., readable=False, metavar="FILE", help=".xlsx, .zip of CSVs, .csv, .geojson.", show_default=False
    ),
    store: Path = STORE,
    what: list[What] = typer.Option(
        [], "--what", help="A kind of records; again for each. Else: all.", show_default=False
    ),
    situation: str | None = SITUATION,
    first: date | None = typer.Option(None, "--from", metavar="DAY", parser=parse_day, help="The first day."),
    last: date | None = typer.Option(None, "--to", metavar="DAY", parser=parse_day, help="The last day."),
    purpose: Purpose = typer.Option(
        Purpose.OPERATIONAL, "--purpose", help="Whole records, or figures that single nobody out."
    ),
    sensitivity: Sensitivity | None = typer.Option(
        None, "--sensitivity", help="How far it may be shared. Else: by what is in it.", show_default=False
    ),
    hxl: bool = typer.Option(
        False, "--hxl", help="With a row of HXL tags; or a name that ends .hxl.csv, .hxl.xlsx."
    ),
    include_void: bool = typer.Option(False, "--include-void", help="Voided records too."),
    as_json_: bool = JSON,
) -> int:
    """Write records, or figures for publication, to a file that other programs read; what it leaves out, it says.

    A workbook or zip of whole records comes in again as it was: `import FILE`.
    """
    from tracker.files.out.export import Asked, export
    from tracker.files.out.foreseen import KINDS
    from tracker.situations import find_situations, get_situation
    from tracker.store import open_store

    opened = open_store(store, load_settings().author)
    try:
        with opened.read() as session:
            about = named(session, situation, get_situation) if situation else None
            if (
                about is None
                and purpose is Purpose.PUBLICATION
                and len(there := find_situations(session)) == 1
            ):
                about = there[0]
        asked = Asked(
            path=file,
            kinds=tuple(one.kind for one in what) or KINDS,
            situation=about,
            first=first,
            last=last,
            purpose=purpose,
            sensitivity=sensitivity,
            void_too=include_void,
            hxl=hxl,
        )
        with Progress("records") as progress:
            made = export(opened, asked, datetime.now().astimezone(), lambda kind, n: progress(n, None, kind))
    finally:
        opened.close()
    if as_json_:
        print_json(
            {
                "file": str(made.path),
                "purpose": made.purpose.value,
                "sensitivity": made.sensitivity.value,
                "position": made.position,
                "counts": made.counts,
                "left_out": made.left_out,
                "notes": str(made.notes) if made.notes else None,
            }
        )
        return DONE
    total = sum(made.counts.values())
    kinds = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in made.counts.items() if count)
    say([f"{made.path}: {total:,} rows, {made.purpose.value}, {made.sensitivity.value}.", f"  {kinds}"])
    say(["Left out:", *(f"  {said}" for said in made.left_out)])
    if made.notes:
        say([f"The same is in {made.notes}"])
    return DONE
