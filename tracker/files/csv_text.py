"""CSV: finds the delimiter, and reads records one by one, so that one broken row costs that row alone."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from tracker.errors import Problem, Refused, Unreadable
from tracker.files import encodings
from tracker.files.grid import Grid
from tracker.files.tables import Limits, Row, unreadable

DELIMITERS = ",;\t|"

_MAX_LINE = 1_000_000  # characters
_MAX_RECORD = 200  # lines: a quote open for longer was never closed
_CSV_FIELD = 131_072  # the csv module's own limit on a cell, which is global and left alone
_BAD = "\udcff"  # stands for bytes that the encoding does not have; no file can hold it itself
_SEP = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # Excel's own first line
_EMPTY = " \t\r\n\ufeff\u00a0\u200b"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BAD, error.end


codecs.register_error("border_tracker_mark", _mark)


@dataclass(frozen=True, slots=True)
class _Format:
    path: Path
    encoding: str
    delimiter: str
    skip: int  # lines before the header that are not part of the table
    limits: Limits


def read(path: Path, encoding: str | None, delimiter: str | None, limits: Limits) -> Grid:
    """Opens a CSV. Raises what `read_table` does, and OSError."""
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise Refused([Problem("not_a_delimiter", field="delimiter", values={"text": delimiter[:80]})])
    chosen = encodings.given(encoding) if encoding else encodings.detect(path)
    sample = _sample(path, chosen.name)
    if len(sample) == 1:
        raise Unreadable("file_empty", file=path.name)
    _refuse_binary(path, "".join(sample[1:]))
    announced = _SEP.fullmatch(sample[0].lstrip("\ufeff"))
    skip = 1 if announced else 0
    if delimiter is None:
        delimiter = announced[1] if announced else sniff(sample[1:])
    form = _Format(path, chosen.name, delimiter, skip, limits)

    grid = Grid(
        path,
        "csv",
        lambda width: _all(form, width),
        encoding=chosen.name.removesuffix("-sig"),
        encoding_certain=chosen.certain,
        delimiter=delimiter,
    )
    if not chosen.certain:
        grid.notes.append(Problem("encoding_guessed", values={"encoding": chosen.name}))
    return grid


def sniff(lines: list[str]) -> str:
    """The delimiter that makes most of the first lines a table: a header, and rows with as many cells below it.

    Title rows above the header have fewer of it, and notes below the table may.
    """
    best, best_score = "", (0, False, 0, 0)
    for delimiter in DELIMITERS:
        widths: list[int] = []
        with suppress(csv.Error):  # from a broken record on there is nothing to count
            for record in csv.reader(lines, delimiter=delimiter):
                if any(cell.strip(_EMPTY) for cell in record):
                    widths.append(len(record))
        score = max(_tables_in(widths), default=best_score)
        if score > best_score:
            best, best_score = delimiter, score
    if best:
        return best
    # One column: a delimiter that its title does not have, so that nothing is cut apart.
    return next((delimiter for delimiter in DELIMITERS if lines and delimiter not in lines[0]), ",")


def _tables_in(widths: list[int]) -> Iterator[tuple[int, bool, int, int]]:
    """Of each record that may be a header: how many are of its width, how surely, how far up it is, the width."""
    for at, columns in enumerate(widths):
        if columns < 2 or (at and columns <= max(widths[:at])):
            continue
        below = widths[at + 1 :]
        alike = below.count(columns)
        reach = len(below) - below[::-1].index(columns) if alike else 0  # to the last row of the table
        sure = not below or (below[0] == columns and alike > 0.8 * reach)
        if (alike and sure) or (at == 0 and (alike or not below)):
            yield alike + 1, sure, -at, columns


def _open(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, errors="border_tracker_mark", newline="")


def _sample(path: Path, encoding: str) -> list[str]:
    """The first line, whatever it is, and the first hundred that are not blank, of 64,000 characters at most."""
    with _open(path, encoding) as file:
        lines = [file.readline(64_000)]
        file.seek(0)
        size = 0
        while len(lines) <= 100 and size < 64_000 and (line := file.readline(64_000)):
            if line.strip(_EMPTY + DELIMITERS):
                lines.append(line)
                size += len(line)
    return lines


def _refuse_binary(path: Path, text: str) -> None:
    strange = sum(char < " " and char not in "\t\r\n\f\0" for char in text)
    empty = text.count("\0")
    if strange > 0.02 * len(text) or empty > 0.2 * len(text) or text.count(_BAD) > 0.3 * len(text):
        raise Unreadable("file_not_a_table", file=path.name)


def _all(form: _Format, width: int) -> Iterator[Row]:
    try:
        yield from _records(form, width, form.skip)
    except OSError as error:
        raise unreadable(form.path, error) from None


@dataclass(slots=True)
class _Lines:
    """Physical lines with their number, of bounded length, and a way back."""

    file: TextIO
    number: int = 0  # of the line last given
    waiting: list[str] = field(default_factory=list)  # last one first

    def next(self) -> str:
        """The next line with its end, or "" at the end of the file. Of a line too long only its beginning."""
        if self.waiting:
            self.number += 1
            return self.waiting.pop()
        line = self.file.readline(_MAX_LINE)
        if line:
            self.number += 1
        if len(line) == _MAX_LINE and not line.endswith(("\n", "\r")):
            while (rest := self.file.readline(_MAX_LINE)) and not rest.endswith(("\n", "\r")):
                pass
        return line.removeprefix("\ufeff") if self.number == 1 else line

    def give_back(self, lines: list[str]) -> None:
        self.waiting += reversed(lines)
        self.number -= len(lines)


def _records(form: _Format, columns: int, skip: int) -> Iterator[Row]:
    """Every record that is not blank. `columns` of the header, 0 while that is not known: then cells are not counted.

    Raises OSError.
    """
    with _open(form.path, form.encoding) as file:
        lines = _Lines(file)
        for _ in range(skip):
            lines.next()
        while line := lines.next():
            number = lines.number
            row = _record(line, lines, form, columns)
            if isinstance(row, Problem):
                yield Row(number, [], Problem(row.code, row=number, values=row.values))
            elif any(cell.strip(_EMPTY) for cell in row):
                found = [cell if cell != "" else None for cell in row]
                yield Row(number, [*found, *[None] * (columns - len(found))])


def _record(line: str, lines: _Lines, form: _Format, columns: int) -> list[str] | Problem:
    limits = form.limits
    if len(line) >= _MAX_LINE:
        if line.count(form.delimiter) >= limits.columns:
            return Problem("too_many_columns", values={"limit": limits.columns})
        return Problem("line_too_long", values={"limit": _MAX_LINE})
    if '"' in line:
        cells = _quoted(line, lines, form, columns)
        if isinstance(cells, Problem):
            return cells
    else:
        cells = line.rstrip("\r\n").split(form.delimiter)
    longest = max(cells, key=len)
    if len(longest) > limits.cell:
        return Problem("cell_too_long", values={"limit": limits.cell})
    if len(cells) > limits.columns:
        return Problem("too_many_columns", values={"limit": limits.columns})
    text = "".join(cells)
    if "\0" in text:
        return Problem("nul_bytes")
    if _BAD in text:
        return Problem("undecodable", values={"encoding": form.encoding})
    if columns and len(cells) > columns:
        if any(cell.strip(_EMPTY) for cell in cells[columns:]):
            return Problem("too_many_cells", values={"expected": columns, "found": len(cells)})
        del cells[columns:]
    return cells


def _quoted(line: str, lines: _Lines, form: _Format, columns: int) -> list[str] | Problem:
    """A record with quotes, which may go on over more lines. One that goes wrong gives those lines back."""
    taken = [line]

    def feed() -> Iterator[str]:
        yield line
        while len(taken) < _MAX_RECORD and (more := lines.next()):
            taken.append(more)
            yield more

    try:
        cells = next(csv.reader(feed(), delimiter=form.delimiter, strict=True))
    except csv.Error as error:
        lines.give_back(taken[1:])
        if len(line) > _CSV_FIELD and len(taken) == 1:
            return Problem("cell_too_long", values={"limit": min(form.limits.cell, _CSV_FIELD)})
        ended = "unexpected end" in str(error)
        return Problem("unclosed_quote" if ended or len(taken) > 1 else "stray_quote")
    if len(taken) > 1 and columns and _swallows_rows(taken, cells, form.delimiter, columns):
        lines.give_back(taken[1:])
        return Problem("unclosed_quote")
    return cells


def _swallows_rows(taken: list[str], cells: list[str], delimiter: str, columns: int) -> bool:
    """Whether a record of several lines looks like rows behind a quote that some later quote happens to close."""
    if len(cells) < columns or any(cells[columns:]):
        return True
    inner = taken[1:-1]
    return columns > 2 and bool(inner) and all(line.count(delimiter) >= columns - 1 for line in inner)
