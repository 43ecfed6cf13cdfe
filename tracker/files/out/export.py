"""Exporting a store: whole records for those who work with them, or figures for publication; what is left out is said.

By the file's ending: `.xlsx` a workbook with a sheet a record kind; `.zip` a CSV a kind; `.csv` one kind; `.geojson`
those with places. `.hxl.csv` and `.hxl.xlsx` have a row of HXL tags under the header.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from tracker.codes import Purpose, Sensitivity
from tracker.errors import Problem, WrongUse
from tracker.files.out import publication_sheets
from tracker.files.out.cells import csv_row
from tracker.files.out.columns import Column, columns_of
from tracker.files.out.foreseen import KINDS, OF_PUBLICATION, PLACED, class_of, held_by, left_out
from tracker.files.out.reading_store import Chosen, Names, rows_of
from tracker.files.out.sheets import MANIFEST, SIGN, workbook
from tracker.log import find_head
from tracker.messages import sentence
from tracker.situations import SituationLine
from tracker.store import Store
from tracker.whole_file import whole_file, write_whole

Progress = Callable[[str, int], None]
_BOM = "\ufeff"  # by which spreadsheets know UTF-8
_compact = json.JSONEncoder(ensure_ascii=False).encode


class Stopped(Exception):
    """Somebody stopped it; nothing of it is left."""


@dataclass(slots=True)
class Asked:
    """What is exported, for what, and how far it may be shared (None: as its content asks for)."""

    path: Path
    kinds: tuple[str, ...] = KINDS
    situation: SituationLine | None = None
    first: date | None = None
    last: date | None = None
    purpose: Purpose = Purpose.OPERATIONAL
    sensitivity: Sensitivity | None = None
    void_too: bool = False
    hxl: bool = False


@dataclass(slots=True)
class Exported:
    """What was written: rows by kind (or table of a publication), its class, and what it leaves out."""

    path: Path
    purpose: Purpose
    sensitivity: Sensitivity
    position: int
    counts: dict[str, int] = field(default_factory=dict)
    omitted: list[Problem] = field(default_factory=list)
    notes: Path | None = None

    @property
    def left_out(self) -> list[str]:
        """What it leaves out, in sentences."""
        return [sentence(one) for one in self.omitted]


def form_of(path: Path) -> str:
    """csv, xlsx, zip or geojson, by the name. Raises WrongUse."""
    name = path.name.casefold()
    for ending, form in ((".csv", "csv"), (".xlsx", "xlsx"), (".zip", "zip"), (".geojson", "geojson")):
        if name.endswith(ending):
            return form
    raise WrongUse("export_ending", name=path.name)


def export(
    store: Store,
    asked: Asked,
    now: datetime,
    progress: Progress = lambda what, done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported:
    """Write the file, whole or not at all; `now` is aware.

    Raises WrongUse for what the form cannot hold, DiskFull and EnvironmentProblem for the file, Stopped.
    """
    form = form_of(asked.path)
    hxl = asked.hxl or ".hxl." in asked.path.name.casefold()
    if asked.purpose is Purpose.PUBLICATION:
        if form == "geojson":
            raise WrongUse("publication_has_no_places")
        return _publish(store, asked, form, now, hxl, progress, cancelled)
    if form == "csv" and len(asked.kinds) != 1:
        raise WrongUse("csv_of_one_kind", kinds=[kind.replace("_", "-") for kind in KINDS])
    if form == "geojson" and not set(asked.kinds) & set(PLACED):
        raise WrongUse("geojson_of_places", kinds=[*PLACED])
    with store.read() as session:
        made = Exported(asked.path, asked.purpose, _class_of(asked), find_head(session).position)
        source = _Source(session, asked, form, made, progress, cancelled)
        made.omitted = left_out(session, source.chosen)
        notes = _notes(source, now)
        with whole_file(asked.path) as partial:
            _WRITERS[form](partial, source, notes, hxl)
            if cancelled():
                raise Stopped
    if form in ("csv", "geojson"):
        made.notes = asked.path.with_name(asked.path.name + ".notes.txt")
        write_whole(made.notes, _as_text(notes + [("Left out", said) for said in made.left_out]).encode())
    return made


@dataclass(slots=True)
class _Source:
    """The kinds of an export and their rows."""

    session: Session
    asked: Asked
    form: str
    made: Exported
    progress: Progress
    cancelled: Callable[[], bool]

    @property
    def kinds(self) -> tuple[str, ...]:
        return held_by(self.form, self.asked.kinds)

    @property
    def chosen(self) -> Chosen:
        asked = self.asked
        return Chosen(self.kinds, asked.situation, asked.first, asked.last, asked.void_too)

    def rows(self, kind: str) -> Iterator[list[Any]]:
        """The rows of a kind, counted as they go by."""
        count = 0
        for row in rows_of(self.session, kind, self.chosen, Names(self.session), self.cancelled):
            count += 1
            if count % 1_000 == 0:
                self.progress(kind, count)
            yield row
        self.made.counts[kind] = count


def _class_of(asked: Asked) -> Sensitivity:
    return asked.sensitivity or class_of(asked.purpose, asked.kinds)


def _notes(source: _Source, now: datetime) -> list[tuple[str, str]]:
    asked, head = source.asked, find_head(source.session)
    span = f"{asked.first or 'the first day'} to {asked.last or 'the last day'}"
    return [
        ("Purpose", asked.purpose.value),
        ("May be shared", f"{source.made.sensitivity.value} (OCHA information and data sensitivity classification)"),
        ("Situation", asked.situation.name if asked.situation else "all in the store"),
        ("Days", span if asked.first or asked.last else "all"),
        ("Log position", f"{head.position}, chain {head.chain_hash.hex()}"),
        ("Written", f"{now:%Y-%m-%d %H:%M} (UTC{now:%z})"),
        ("Arrivals", "Persons of reported or verified irregular crossings detected and arrivals at a crossing point, "
         "less those linked as seen before. Claimed ones are apart."),
        ("Persons", "Empty is not known, and is not zero."),
        ("Published totals", "Each counts by its own rule, which stands beside it, and has its own source; figures "
         "that count different things are not added."),
        ("Times", "By the clock where they were entered, with its offset."),
        ("Sources", _sources(source.session, asked)),
    ]  # fmt: skip


def _sources(session: Session, asked: Asked) -> str:
    from sqlalchemy import select

    from tracker.rows import table_of

    c = table_of("published_total").c
    statement = select(c.source).where(c.source.is_not(None), c.void_reason.is_(None)).distinct().limit(40)
    if asked.situation is not None:
        statement = statement.where(c.situation_pk == asked.situation.pk)
    found = sorted(session.connection().scalars(statement))
    return "; ".join(found) or "none named"


def _as_text(notes: Sequence[tuple[str, str]]) -> str:
    return "\n".join([SIGN, *(f"{what}: {said}" for what, said in notes)]) + "\n"


# --- Forms ---


def _write_csv(partial: Path, source: _Source, _notes: list[tuple[str, str]], hxl: bool) -> None:
    (kind,) = source.kinds
    with partial.open("w", encoding="utf-8", newline="") as file:
        _csv(file, columns_of(kind), source.rows(kind), hxl)


def _csv(file: Any, columns: Sequence[Column], rows: Iterator[list[Any]], hxl: bool) -> None:
    file.write(_BOM)  # by hand: the codec that writes it is slow
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    if hxl:
        writer.writerow([column.tag for column in columns])
    writer.writerows(map(csv_row(columns), rows))


def _write_zip(partial: Path, source: _Source, notes: list[tuple[str, str]], hxl: bool) -> None:
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as package:
        for kind in source.kinds:
            with (
                package.open(_member(f"{kind}.csv"), "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as file,
            ):
                _csv(file, columns_of(kind), source.rows(kind), hxl)
        manifest = {"format": SIGN, "kinds": list(source.kinds), "counts": source.made.counts, "hxl": hxl}
        package.writestr(_member(MANIFEST), json.dumps(manifest, indent=2))
        said = notes + [("Left out", said) for said in source.made.left_out]
        package.writestr(_member("notes.txt"), _as_text(said))


def _member(name: str) -> zipfile.ZipInfo:
    """A member without the laptop's clock in it."""
    info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write_xlsx(partial: Path, source: _Source, notes: list[tuple[str, str]], hxl: bool) -> None:
    with workbook(partial) as book:
        book.add_notes(notes + [("Left out", said) for said in source.made.left_out])
        for kind in source.kinds:
            book.add_table(kind, columns_of(kind), source.rows(kind), tags=hxl)


def _write_geojson(partial: Path, source: _Source, _notes: list[tuple[str, str]], _hxl: bool) -> None:
    with partial.open("w", encoding="utf-8") as file:
        made = source.made
        said = {
            "type": "FeatureCollection",
            "generator": SIGN,
            "kinds": source.kinds,
            "purpose": made.purpose.value,
            "sensitivity": made.sensitivity.value,
        }
        file.write(json.dumps(said, separators=(",", ":"))[:-1] + ',"features":[')
        first = True
        for kind in source.kinds:
            columns = columns_of(kind)
            for row in source.rows(kind):
                file.write(("" if first else ",") + "\n" + _compact(_feature(kind, columns, row)))
                first = False
        file.write("\n]}\n")


def _feature(kind: str, columns: Sequence[Column], row: list[Any]) -> dict[str, Any]:
    values = {column.name: value for column, value in zip(columns, row, strict=True) if value is not None}
    record_id = values.pop("id")
    place = values.pop("latitude", None), values.pop("longitude", None)
    point = None if None in place else {"type": "Point", "coordinates": [place[1], place[0]]}
    return {"type": "Feature", "id": record_id, "geometry": point, "properties": {"record": kind, **values}}


_WRITERS = {"csv": _write_csv, "zip": _write_zip, "xlsx": _write_xlsx, "geojson": _write_geojson}


def _publish(
    store: Store,
    asked: Asked,
    form: str,
    now: datetime,
    hxl: bool,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Exported:
    """Figures that single nobody out, of one situation."""
    if asked.situation is None:
        raise WrongUse("publication_of_one_situation")

    def tried(done: int, _of: int) -> None:
        if cancelled():
            raise Stopped
        progress("figures", done)

    with store.read() as session:
        tables = publication_sheets.tables_of(session, asked.situation, asked.first, asked.last, now, tried)
        head = find_head(session)
    made = Exported(asked.path, asked.purpose, _class_of(asked), head.position)
    made.omitted = list(OF_PUBLICATION)
    notes = [
        ("Purpose", asked.purpose.value),
        ("May be shared", f"{made.sensitivity.value} (OCHA information and data sensitivity classification)"),
        ("Situation", asked.situation.name),
        ("Written", f"{now:%Y-%m-%d}"),
        *(("Note", said) for said in tables.notes),
        *(("Left out", said) for said in made.left_out),
    ]
    if cancelled():
        raise Stopped
    with whole_file(asked.path) as partial:
        if form == "xlsx":
            with workbook(partial) as book:
                book.add_notes(notes)
                for name, columns, rows in tables.sheets:
                    made.counts[name] = book.add_table(name, columns, rows, tags=hxl)
        elif form == "zip":
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as package:
                for name, columns, rows in tables.sheets:
                    text = io.StringIO(newline="")
                    _csv(text, columns, iter([list(row) for row in rows]), hxl)
                    package.writestr(_member(f"{name}.csv"), text.getvalue())
                    made.counts[name] = len(rows)
                package.writestr(_member("notes.txt"), _as_text(notes))
        else:
            with partial.open("w", encoding="utf-8", newline="") as file:
                columns, flat = publication_sheets.in_one(tables)
                _csv(file, columns, iter(flat), hxl)
                made.counts["figures"] = len(flat)
    if form == "csv":
        made.notes = asked.path.with_name(asked.path.name + ".notes.txt")
        write_whole(made.notes, _as_text(notes).encode())
    return made
