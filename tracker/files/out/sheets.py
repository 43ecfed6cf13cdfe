"""Tables as a workbook: a sheet each, typed cells, a header that stays in sight, and a sheet that says what it is."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.files.out.cells import LONGEST, MARK, sheet_text
from tracker.files.out.columns import Column, Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

NOTES, LONG_TEXTS = "Notes", "Long texts"
SIGN = "Border Tracker export, format 1"
MANIFEST = "border-tracker.json"  # in a zip, what it is
OFFSET = "_offset"  # behind the name of a moment: the offset of its clock, which a sheet's own times have not
_FIRST_YEAR = 1900
_ROWS = 1_048_576


@contextlib.contextmanager
def workbook(path: Path) -> Iterator["Book"]:
    """A workbook that is written row by row, in bounded memory. Raises OSError, and leaves nothing beside the file."""
    import xlsxwriter

    # Rows wait in files of their own, which are gone however it ends.
    with tempfile.TemporaryDirectory(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent) as rows:
        made = Book(xlsxwriter.Workbook(str(path), _OPTIONS | {"tmpdir": rows}))
        try:
            yield made
            made.close()
        except BaseException:
            made.abandon()
            raise


_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


class Book:
    """Sheets are added one after the other; the rows of one are written before the next begins."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        book.set_properties({"title": "Border Tracker", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - no clock in it
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._tag = book.add_format({"italic": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._whole = book.add_format({"num_format": "#,##0"})
        self._long: list[tuple[str, int, str, str]] = []

    def add_notes(self, lines: Iterable[tuple[str, str]]) -> None:
        """What the workbook is, first of all: two columns, what and how."""
        sheet = self._book.add_worksheet(NOTES)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 110)
        sheet.write_string(0, 0, SIGN, self._head)
        for number, (what, said) in enumerate(lines, 1):
            sheet.write_string(number, 0, sheet_text(what))
            sheet.write_string(number, 1, sheet_text(said[:LONGEST]))

    def add_table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, tags: bool = False
    ) -> int:
        """A sheet with a header, frozen, and a row a record; returns how many. `tags` are a second row of HXL tags."""
        sheet = self._book.add_worksheet(name)
        heads = list(_headed(columns))
        for at, (head, column) in enumerate(heads):
            sheet.set_column(at, at, _width(head, column))
            sheet.write_string(0, at, head, self._head)
        if tags:
            for at, (head, column) in enumerate(heads):
                tag = f"{column.tag}+offset" if head.endswith(OFFSET) else column.tag
                sheet.write_string(1, at, tag, self._tag)
        begin = 2 if tags else 1
        sheet.freeze_panes(begin, 1)
        line = begin
        for row in rows:
            if line >= _ROWS:
                raise OverflowError(name)
            self._write_row(sheet, name, line, columns, row)
            line += 1
        if line > begin:
            sheet.autofilter(begin - 1, 0, line - 1, len(heads) - 1)
        return line - begin

    def _write_row(
        self, sheet: "Worksheet", name: str, line: int, columns: Sequence[Column], row: Sequence[Any]
    ) -> None:
        at = 0
        for column, value in zip(columns, row, strict=True):
            if column.kind is Kind.MOMENT:
                self._write_moment(sheet, line, at, value)
                at += 2
                continue
            if value is not None:
                self._write(sheet, name, line, at, column, value)
            at += 1

    def _write(self, sheet: "Worksheet", name: str, line: int, at: int, column: Column, value: Any) -> None:
        match column.kind:
            case Kind.COUNT if abs(value) < 10**15:
                sheet.write_number(line, at, value, self._whole)
            case Kind.NUMBER:
                sheet.write_number(line, at, value)
            case Kind.FLAG:
                sheet.write_boolean(line, at, value)
            case Kind.DAY:
                self._write_day(sheet, line, at, str(value))
            case _:
                text = sheet_text(str(value))
                if len(text) > LONGEST:
                    self._long.append((name, line, column.name, text))
                    text = MARK
                sheet.write_string(line, at, text)

    def _write_day(self, sheet: "Worksheet", line: int, at: int, text: str) -> None:
        day = date.fromisoformat(text)
        if day.year > _FIRST_YEAR:
            sheet.write_datetime(line, at, day, self._day)
        else:  # before its first year a sheet has no days
            sheet.write_string(line, at, text)

    def _write_moment(self, sheet: "Worksheet", line: int, at: int, text: str | None) -> None:
        """The clock's time as a real one, and its offset beside it; what a sheet cannot hold exactly as text."""
        if text is None:
            return
        moment = datetime.fromisoformat(text)
        if moment.year > _FIRST_YEAR and not moment.microsecond:
            sheet.write_datetime(line, at, moment.replace(tzinfo=None), self._moment)
            sheet.write_string(line, at + 1, text[19:])
        else:
            sheet.write_string(line, at, text)

    def close(self) -> None:
        """The texts that were too long for a cell, and the end."""
        if self._long:
            sheet = self._book.add_worksheet(LONG_TEXTS)
            for at, head in enumerate(("sheet", "row", "column", "text")):
                sheet.write_string(0, at, head, self._head)
            line = 1
            for name, row, column, text in self._long:
                for start in range(0, len(text), LONGEST):
                    sheet.write_string(line, 0, name)
                    sheet.write_number(line, 1, row + 1)
                    sheet.write_string(line, 2, column)
                    sheet.write_string(line, 3, "'" + text[start : start + LONGEST])
                    line += 1
        from xlsxwriter.exceptions import FileCreateError

        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from error  # the OSError that it is about

    def abandon(self) -> None:
        """Let go of the files that rows wait in."""
        for sheet in self._book.worksheets():
            if (waiting := getattr(sheet, "row_data_fh", None)) is not None:
                with contextlib.suppress(OSError):
                    waiting.close()


def _headed(columns: Sequence[Column]) -> Iterator[tuple[str, Column]]:
    for column in columns:
        yield column.name, column
        if column.kind is Kind.MOMENT:
            yield column.name + OFFSET, column


def _width(head: str, column: Column) -> int:
    if column.kind is Kind.ID:
        return 12
    if column.kind is Kind.MOMENT and not head.endswith(OFFSET):
        return 20
    return max(10, min(len(head) + 4, 40))
