"""How much memory the spreadsheet library would take for a file: what counts, and how much is too much.

The library builds each sheet as a full rectangle around its filled cells, and copies a text into every cell that
has it. The classes here see a file's XML go by and count just that, without building anything.
"""

import re
from collections.abc import Callable

MAX_UNPACKED = 400_000_000  # bytes, all members together
MAX_CELLS = 5_000_000  # of all sheets together, counted as the rectangles around what is in them
MAX_TEXT = 200_000_000  # characters, of all cells together

_CELL_NAME = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ODS_VALUES = {
    "office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value",
    "table:formula",
}  # fmt: skip
_ODS_TEXTS = ("office:string-value", "table:formula")

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Damaged(Exception):
    """Not what it should be, or made to do harm."""


class TooLarge(Exception):
    """More than the limit in `args`: its kind (`cells` or `bytes`), and how many there may be."""


class Encrypted(Exception):
    """Protected by a password."""


class OtherKind(Exception):
    """A package of another program; its kind in `args`."""


class Budget:
    """What all parts of one file have used up together; `unsaved` cells have a formula and no result, or an error."""

    def __init__(self) -> None:
        self.unpacked = self.cells = self.text = self.unsaved = 0
        self.shared: list[int] = []  # lengths of the shared texts

    def take(self, *, unpacked: int = 0, cells: int = 0, text: int = 0) -> None:
        self.unpacked += unpacked
        self.cells += cells
        self.text += text
        if self.cells > MAX_CELLS:
            raise TooLarge("cells", MAX_CELLS)
        if self.unpacked > MAX_UNPACKED or self.text > MAX_TEXT:
            raise TooLarge("bytes", MAX_UNPACKED)


class SharedTexts:
    """Lengths of the texts that the cells of an XLSX share."""

    def __init__(self, budget: Budget) -> None:
        self.shared = budget.shared

    def handlers(self) -> tuple[Start, None, Text]:
        return self.start, None, self.text

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self.shared.append(0)

    def text(self, text: str) -> None:
        if self.shared:
            self.shared[-1] += len(text)


class SheetSize:
    """The rectangle around the filled cells of an XLSX sheet, and the text in them."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.row, self.column = 1, 1  # where a cell without a name of its own would be
        self.at: tuple[int, int] | None = None  # the cell being read, until something is in it
        self.shared = False
        self.index: list[str] | None = None  # the number of a shared text, as it comes
        self.formula = self.result = self.error = False  # of the cell being read
        self.tag = ""
        self.top = self.bottom = self.left = self.right = 0  # nothing yet

    def handlers(self) -> tuple[Start, End, Text]:
        return self.start, self.end, self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.tag = tag = name.rpartition(":")[2]
        self.formula = self.formula or tag == "f"
        if tag == "c":
            self.at = _place(attributes["r"]) if "r" in attributes else (self.row, self.column)
            self.column = self.at[1]
            self.shared = attributes.get("t") == "s"
            self.formula, self.result, self.error = False, False, attributes.get("t") == "e"
        elif self.at:
            row, column = self.at
            if not (self.top <= row <= self.bottom and self.left <= column <= self.right):
                self.widen(row, column)
            self.at = None
            self.index = [] if self.shared and tag == "v" else None
        elif tag == "row":
            self.row = int(attributes.get("r", self.row))
        elif tag == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind.endswith("sheet") and not attributes.get("Target", "").lower().endswith(".xml"):
                raise Damaged  # would have gone past us

    def widen(self, row: int, column: int) -> None:
        """Takes a cell into the rectangle and counts by how much that grows."""
        if row < 1 or column < 1:
            raise Damaged
        before = (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.top else 0
        self.top = min(row, self.top or row)
        self.bottom = max(row, self.bottom)
        self.left = min(column, self.left or column)
        self.right = max(column, self.right)
        area = (self.bottom - self.top + 1) * (self.right - self.left + 1)
        self.budget.take(cells=area - before)

    def text(self, text: str) -> None:
        self.result = self.result or self.tag == "v"
        if self.index is not None:
            self.index.append(text)

    def end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "v" and self.index is not None:
            index = int("".join(self.index) or 0)
            if not 0 <= index < len(self.budget.shared):
                raise Damaged
            self.budget.take(text=self.budget.shared[index])
            self.index = None
        elif tag == "c":
            self.at = None
            self.column += 1
            self.budget.unsaved += self.error or (self.formula and not self.result)
        elif tag == "row":
            self.row += 1
            self.column = 1


def _place(name: str) -> tuple[int, int]:
    """Row and column of a cell name like B7, counted from 1."""
    match = _CELL_NAME.fullmatch(name)
    if not match:
        raise Damaged
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


class OdsSize:
    """The rectangles around the filled cells of an ODS, where a cell and a row can stand for many."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.width = self.height = 0  # of the rectangle so far
        self.waiting = 0  # empty rows, which count once a filled one follows
        self.rows = self.columns = 1  # how many the row, the cell stands for
        self.at = self.filled = 0  # columns of this row so far; of them up to the last filled one
        self.length = 0  # of the text of this cell

    def handlers(self) -> tuple[Start, End, Text]:
        return self.start, self.end, self.text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.columns = _repeats(attributes, "table:number-columns-repeated")
            self.at += self.columns
            self.length = sum(len(attributes.get(key, "")) for key in _ODS_TEXTS)
            if _ODS_VALUES & attributes.keys() or attributes.get("office:value-type") == "string":
                self.filled = self.at
            self.budget.unsaved += "table:formula" in attributes and "office:value-type" not in attributes
        elif name == "text:s":
            self.length += _repeats(attributes, "text:c")
        elif name == "table:table-row":
            self.rows = _repeats(attributes, "table:number-rows-repeated")
            self.at = self.filled = 0
        elif name == "table:table":
            self.width = self.height = self.waiting = 0

    def text(self, text: str) -> None:
        self.length += len(text)

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.budget.take(text=self.length * self.columns * self.rows)
        elif name == "table:table-row":
            self.budget.take(cells=self.filled)  # read first, repeated afterwards
            if not self.filled:
                self.waiting += self.rows
                return
            before = self.width * self.height
            self.height += self.waiting + self.rows
            self.width = max(self.width, self.filled)
            self.waiting = 0
            self.budget.take(cells=max(0, self.width * self.height - before))


def _repeats(attributes: dict[str, str], name: str) -> int:
    found = int(attributes.get(name, 1))
    if found < 0:
        raise Damaged
    return found
