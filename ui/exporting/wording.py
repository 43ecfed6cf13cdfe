"""What the export page says: kinds, forms, what is left out, what a publication holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from tracker.codes import Sensitivity
from tracker.disclosure import BASES, LEAST_SHOWN
from tracker.errors import Problem
from ui.incident_words import locale, number
from ui.words import explain, word

if TYPE_CHECKING:
    from tracker.errors import TrackerError
    from ui.exporting.job import AlreadyThere, Choice, Written

_KINDS: Mapping[str, str] = {
    "situation": QT_TRANSLATE_NOOP("Exporting", "Situations"),
    "sector": QT_TRANSLATE_NOOP("Exporting", "Sectors"),
    "station": QT_TRANSLATE_NOOP("Exporting", "Stations"),
    "party": QT_TRANSLATE_NOOP("Exporting", "Parties"),
    "incident": QT_TRANSLATE_NOOP("Exporting", "Incidents"),
    "facility": QT_TRANSLATE_NOOP("Exporting", "Facilities"),
    "capacity_change": QT_TRANSLATE_NOOP("Exporting", "Capacity changes"),
    "headcount": QT_TRANSLATE_NOOP("Exporting", "Headcounts"),
    "movement": QT_TRANSLATE_NOOP("Exporting", "Movements"),
    "published_total": QT_TRANSLATE_NOOP("Exporting", "Published totals"),
    "context_event": QT_TRANSLATE_NOOP("Exporting", "Context events"),
    "statement": QT_TRANSLATE_NOOP("Exporting", "Statements"),
    "import_receipt": QT_TRANSLATE_NOOP("Exporting", "Import receipts"),
    "report": QT_TRANSLATE_NOOP("Exporting", "Released reports"),
}


def tr(text: str) -> str:
    """In the language of the window."""
    return QCoreApplication.translate("Exporting", text)


def kind_said(kind: str) -> str:
    """What records of a kind are called."""
    return tr(_KINDS[kind]) if kind in _KINDS else kind.replace("_", " ").capitalize()


def form_said(form: str, *, published: bool) -> str:
    """What a form is, in the list of them."""
    if published:
        return {
            "xlsx": tr("Workbook (XLSX), a sheet a table"),
            "zip": tr("CSV files in a ZIP, one a table"),
            "csv": tr("CSV, all tables in one"),
        }[form]
    return {
        "xlsx": tr("Workbook (XLSX), a sheet a kind"),
        "zip": tr("CSV files in a ZIP, one a kind"),
        "csv": tr("CSV, of one kind of records"),
        "geojson": tr("GeoJSON, of what has a place"),
    }[form]


def form_hint(form: str, *, published: bool) -> str:
    """What goes with a form, and what it excludes."""
    beside = tr("What it is and leaves out stands in a file of notes beside it.")
    if published:
        without = tr("No GeoJSON: what is published has no places.")
        return f"{beside} {without}" if form == "csv" else without
    if form == "csv":
        return tr("Choose its kind at the right.") + " " + beside
    if form == "geojson":
        return tr("Incidents, facilities and sectors alone, and no tags.") + " " + beside
    return tr("Import takes it in again as it was.")


def days_hint(*, published: bool) -> str:
    """What days do to it."""
    if published:
        return tr("Figures begin on 1 January of the first day's year: so two exports never differ by a day.")
    return tr("Empty: from the first day, to the last. Records without a day are always in it.")


def class_hint(choice: Choice) -> tuple[str, str]:
    """How the class that was chosen stands to what is in the file, and its state."""
    order, wanted = list(Sensitivity), choice.asks_for
    chosen = choice.sensitivity or wanted
    if order.index(chosen) < order.index(wanted):
        words = tr("What is in it asks for: {level}. People could be found by it.")
        return words.format(level=word(wanted).lower()), "warning"
    if choice.is_published:
        return tr("Nobody can be singled out by it."), ""
    if "incident" in choice.held:
        return tr("Incidents say where people are, and what happened to them."), ""
    return tr("Whole records, for those who work with them."), ""


def left_out_said(problem: Problem) -> str:
    """What is left out, in a sentence."""
    if "kinds" in problem.values:
        known = [str(name).replace(" ", "_") for name in problem.values["kinds"]]
        values = problem.values | {"kinds": [kind_said(kind).lower() for kind in known]}
        problem = Problem(problem.code, values=values)
    return explain(problem)


def error_said(error: TrackerError) -> str:
    """What went wrong and what to do."""
    return explain(error)


def published_said() -> list[str]:
    """The tables of a publication, and by which rules."""
    return [
        tr("Arrivals by month and sector; by week where a span is of three months at most"),
        tr("Nationality, sex and age"),
        tr("What became of people"),
        tr("Facilities by regime, with people and places"),
        tr("Totals that others published, as they were published"),
    ]


def rules_said() -> str:
    """What is done to its figures."""
    return tr(
        "Counts are multiples of {base}, or of {coarser} where that is needed. Nothing below {least} is shown, and "
        "what a small figure could be worked out from is hidden too. Making sure of that may take a minute."
    ).format(base=BASES[0], coarser=tr(" or ").join(str(base) for base in BASES[1:]), least=LEAST_SHOWN)


def records_said(count: int) -> str:
    """So many records."""
    return tr("1 record") if count == 1 else tr("{n} records").format(n=number(count))


def rows_said(count: int) -> str:
    """So many rows."""
    return tr("1 row") if count == 1 else tr("{n} rows").format(n=number(count))


def size_said(size: int) -> str:
    """So many bytes, in a unit that fits."""
    digits = 1 if size >= 1_000_000 else 0
    return locale().formattedDataSize(size, digits, QLocale.DataSizeFormat.DataSizeSIFormat)


def placed_only() -> str:
    """Why a kind is not in a form of places."""
    return tr("has no place")


def stem_of(choice: Choice) -> str:
    """What a file of it is called, before its day; a file's name is read by whoever finds the stick."""
    if choice.is_published:
        return tr("Figures for publication")
    if choice.form == "csv" and len(choice.held) == 1:
        return kind_said(choice.held[0])
    return tr("Places") if choice.form == "geojson" else tr("Records")


def button_said(choice: Choice, counts: Mapping[str, int] | None) -> str:
    """What the button does."""
    if choice.is_published:
        return tr("Export the figures")
    if counts is None:
        return tr("Export")
    return tr("Export {records}").format(records=records_said(sum(counts.get(k, 0) for k in choice.held)))


def there_said(there: AlreadyThere) -> str:
    """That a file of the name is there."""
    return tr("{file} is there already, of {at}, {size}. Nothing was written yet.").format(
        file=there.path.name, at=f"{there.at:%Y-%m-%d %H:%M}", size=size_said(there.size)
    )


def written_said(written: Written) -> str:
    """What was written, in one line."""
    made = written.made
    count = sum(made.counts.values())
    what = rows_said(count) if written.choice.is_published else records_said(count)
    return tr("Written: {file}, {what}, {level}.").format(
        file=made.path.name, what=what, level=word(made.sensitivity).lower()
    )


def facts_of(written: Written, clock: str) -> list[tuple[str, str]]:
    """What the receipt says of the file: what, and how. `clock` names the time zone."""
    made, choice = written.made, written.choice
    files = [made.path] + ([made.notes] if made.notes is not None else [])
    first = choice.first
    if first is not None and choice.is_published:
        first = first.replace(month=1, day=1)
    days = tr("{first} to {last}").format(
        first=first or tr("the first day"), last=choice.last or tr("the last day")
    )
    return [
        (tr("File"), made.path.name),
        (tr("Folder"), str(made.path.parent)),
        *([(tr("With it"), _name(files[1]))] if len(files) > 1 else []),
        (tr("Size"), size_said(written.size)),
        (tr("Purpose"), tr("Publication") if choice.is_published else tr("Operational")),
        (tr("May be shared"), word(made.sensitivity)),
        (tr("Situation"), choice.situation.name if choice.situation else tr("all in the store")),
        (tr("Days"), days if choice.first or choice.last else tr("all")),
        (tr("Log position"), number(made.position)),
        (tr("Written"), f"{written.at:%Y-%m-%d %H:%M} ({clock})"),
    ]


def _name(path: Path) -> str:
    return tr("{name}, the notes").format(name=path.name)


def counted_said(written: Written) -> list[tuple[str, int]]:
    """The kinds, or tables, that were written, with their rows."""
    if written.choice.is_published:
        return list(written.made.counts.items())  # as the sheets are called
    return [(kind_said(kind), count) for kind, count in written.made.counts.items()]
