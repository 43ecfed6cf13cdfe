"""The columns of a table, each with samples of what stands in it and the field that it is read as."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from tracker.files.fields import FIELDS, Subject
from ui import look
from ui.forms.fields import ChoiceEdit

MOST = 120  # columns that are offered; a sheet with more is one to be unpivoted first


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
        self._header: list[str] = []
        self.choices: list[ChoiceEdit] = []

    def show_columns(
        self, subject: Subject, header: Sequence[str], samples: Sequence[str], maps: Sequence[str]
    ) -> None:
        """Show what is chosen; the lines are made anew only for another table or subject."""
        made_for = (subject, tuple(header), tuple(samples))
        targets = [_target_of(column, maps) for column in header]
        if made_for != self._made_for:
            self._made_for, self._header = made_for, list(header)
            self._build(subject, samples, targets)
        for choice, target in zip(self.choices, targets, strict=False):
            choice.choose(target)

    def maps(self) -> list[str]:
        """FIELD=COLUMN for each column that is read."""
        pairs = zip(self.choices, self._header, strict=False)
        return [f"{choice.value()}={column}" for choice, column in pairs if choice.value()]

    def _build(self, subject: Subject, samples: Sequence[str], targets: Sequence[str | None]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, look.PADDING)
        grid.setColumnStretch(1, 1)
        fields = [(f"{f.name} – {f.help}" if f.help else f.name, f.name) for f in FIELDS[subject]]
        known = {name for _, name in fields}
        self.choices = []
        for at, column in enumerate(self._header[:MOST]):
            target = targets[at]
            own = [(target, target)] if target and target not in known else []
            choice = ChoiceEdit()
            choice.setObjectName(f"import_column_{at}")
            choice.setAccessibleName(self.tr("Column {name} is read as").format(name=column))
            choice.setMinimumContentsLength(28)
            choice.fill([*fields, *own], empty=self.tr("not read"))
            choice.setEnabled(bool(column))
            choice.activated.connect(lambda _: self.changed.emit())
            grid.addWidget(_label(column, "strong"), at, 0)
            grid.addWidget(_label(samples[at] if at < len(samples) else "", "secondary"), at, 1)
            grid.addWidget(choice, at, 2)
            self.choices.append(choice)
        grid.setRowStretch(len(self.choices), 1)
        self.setWidget(inside)


def _target_of(column: str, maps: Sequence[str]) -> str | None:
    """The target that a column is mapped to; the last one counts."""
    for said in reversed(maps):
        if column and said.casefold().endswith(f"={column.casefold()}"):
            return said[: -len(column) - 1]
    return None


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text if len(text) <= 60 else text[:59] + "…")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
