"""The columns of a table, each with samples of what stands in it and the field that it is read as."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from tracker.files.fields import FIELDS, Field, Subject
from ui import look
from ui.controls import label
from ui.forms.fields import ChoiceEdit, TextEdit
from ui.importing.wording import field_said

MOST = 120  # columns that are offered; a sheet with more is one to be unpivoted first
LONGEST = 60  # signs of a name
OF_SOME = ("group", "outcome", "need")  # fields that are always of certain persons
STEP = 6  # columns that are made in one turn of the event loop


class Columns(QScrollArea):
    """One line a column; `maps()` says them as the command line does."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_columns")
        self.setAccessibleName(self.tr("What each column is read as"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._made_for: tuple[Subject, tuple[str, ...], tuple[str, ...]] | None = None
        self._maps: list[str] = []
        self.lines: list[ColumnLine] = []

    def sizeHint(self) -> QSize:
        """A few lines; it takes what room there is."""
        return QSize(400, 200)

    @property
    def choices(self) -> list[ChoiceEdit]:
        """The field of each column."""
        return [line.field for line in self.lines]

    def show_columns(
        self, subject: Subject, header: Sequence[str], samples: Sequence[str], maps: Sequence[str]
    ) -> Iterator[None]:
        """Show what is chosen, in steps of which none takes long.

        The lines are made anew only for another table or subject.
        """
        made_for = (subject, tuple(header), tuple(samples))
        self._maps = list(maps)
        if made_for != self._made_for:
            yield from self._build(subject, header, samples)
            self._made_for = made_for
        for line in self.lines:
            line.choose(_target_of(line.column, maps))

    def maps(self) -> list[str]:
        """FIELD=COLUMN for each column that is read; what was said of columns that are not offered stays."""
        offered = {line.column.casefold() for line in self.lines}
        others = [
            said for said in self._maps if not any(said.casefold().endswith(f"={name}") for name in offered)
        ]
        return [f"{target}={line.column}" for line in self.lines if (target := line.target())] + others

    def _build(self, subject: Subject, header: Sequence[str], samples: Sequence[str]) -> Iterator[None]:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        grid.setHorizontalSpacing(look.GAP)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(4, 3)
        heads = (self.tr("Column"), self.tr("In the file"), self.tr("Read as"), "", self.tr("Which is"))
        for at, words in enumerate(heads):
            grid.addWidget(label("", words, "small"), 0, at)
        lines = []
        for at, column in enumerate(header[:MOST]):
            if at and at % STEP == 0:
                yield
            line = ColumnLine(at, column, FIELDS[subject], inside)
            line.changed.connect(self.changed)
            grid.addWidget(_cut(column, "strong"), at + 1, 0)
            grid.addWidget(_cut(samples[at] if at < len(samples) else "", "secondary"), at + 1, 1)
            grid.addWidget(line.field, at + 1, 2)
            grid.addWidget(line.of, at + 1, 3)
            grid.addWidget(line.help, at + 1, 4)
            lines.append(line)
        more = len(header) - MOST
        if more > 0:
            words = self.tr(
                "{n} more columns are not offered. Do they stand for rows? Say so under The sheet."
            )
            grid.addWidget(label("import_more_columns", words.format(n=f"{more:,}")), MOST + 1, 0, 1, 5)
        grid.setRowStretch(MOST + 2, 1)
        self.lines = lines
        self.setWidget(inside)


class ColumnLine(QObject):
    """One column: its field, for some fields also of which persons or places, and what the field is."""

    changed = Signal()

    def __init__(self, at: int, column: str, fields: Sequence[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        self._fields = {field.name: field for field in fields}
        self.field = ChoiceEdit()
        self.field.setObjectName(f"import_column_{at}")
        self.field.setAccessibleName(self.tr("Column {name} is read as").format(name=column))
        self.field.setMinimumContentsLength(14)
        self.field.fill([(field_said(field)[0], field.name) for field in fields], empty=self.tr("not read"))
        for number, field in enumerate(fields, start=1):
            self.field.setItemData(number, field_said(field)[1], Qt.ItemDataRole.ToolTipRole)
        self.field.setEnabled(bool(column))
        self.of = TextEdit()
        self.of.setObjectName(f"import_column_{at}_of")
        self.of.setAccessibleName(self.tr("Of which persons or places column {name} is").format(name=column))
        self.of.setMinimumWidth(170)
        self.help = label(f"import_column_{at}_help", role="small")
        self.help.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.field.activated.connect(lambda _: self._chosen())
        self.of.editingFinished.connect(self._qualified)
        self._target = ""

    def choose(self, target: str | None) -> None:
        """Show a target: a field, of certain persons or places or not."""
        name, _, of = (target or "").partition("@")
        self.field.choose(name if name in self._fields else None)
        self.of.setText("; ".join(of.split("@")) if of else "")
        self.of.setCursorPosition(0)
        self._target = self.target()
        self._show_help()

    def target(self) -> str:
        """The field with its qualifiers, as on the command line; empty where the column is not read."""
        name = self.field.value()
        if not name:
            return ""
        parts = [part.strip() for part in self.of.text().split(";") if part.strip()]
        return "@".join([name, *parts]) if self._fields[name].of else str(name)

    def _chosen(self) -> None:
        self.of.clear()
        self._show_help()
        if self.field.value() in OF_SOME:  # nothing is said before it is said of whom
            self.of.setFocus()
        else:
            self._qualified()

    def _qualified(self) -> None:
        if self.target() != self._target:
            self._target = self.target()
            self.changed.emit()

    def _show_help(self) -> None:
        field = self._fields.get(self.field.value() or "")
        self.help.setText(field_said(field)[1] if field is not None else "")
        self.field.setAccessibleDescription(self.help.text())
        self.of.setVisible(field is not None and bool(field.of))
        if field is not None and field.of:
            words = self.tr("{name}=…") if field.name in OF_SOME else self.tr("of all, or {name}=…")
            self.of.setPlaceholderText(words.format(name=field.of[0]))
            self.of.setToolTip(self.tr("Of certain ones: {names}, each with =, ; between").format(
                names=", ".join(field.of)
            ))  # fmt: skip


def _target_of(column: str, maps: Sequence[str]) -> str | None:
    """The target that a column is mapped to; the last one counts."""
    for said in reversed(maps):
        if column and said.casefold().endswith(f"={column.casefold()}"):
            return said[: -len(column) - 1]
    return None


def _cut(text: str, role: str) -> QLabel:
    made = label("", text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", role)
    made.setToolTip(look.plain(text))
    made.setMinimumWidth(40)
    made.setSizePolicy(
        QSizePolicy.Policy.Ignored if role == "secondary" else QSizePolicy.Policy.Preferred,
        QSizePolicy.Policy.Preferred,
    )
    return made
