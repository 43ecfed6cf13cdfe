"""The widgets of the import page, how they stand, and what they show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracker.files.fields import Subject
from ui import look
from ui.forms.fields import ChoiceEdit, TextEdit
from ui.importing import rows
from ui.importing.columns import Columns
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable
from ui.palette import Palette
from ui.words import explain

if TYPE_CHECKING:
    from tracker.files.receipt import Receipt
    from ui.importing.trial import Looked

PAST = ("file", "read", "added", "superseded", "unchanged", "set_aside", "refused")


class Parts:
    """All widgets of the page, by name."""

    def __init__(self, page: QWidget) -> None:
        self.path = _named(TextEdit(), "import_path", _tr("File to import"))
        self.path.setPlaceholderText(_tr("A table: type its path, choose it, or drop it here"))
        self.choose = _button("import_choose", _tr("Choose …"))
        self.sheet = _named(ChoiceEdit(), "import_sheet", _tr("Sheet"))
        self.subject = _named(ChoiceEdit(), "import_subject", _tr("What its rows are"))
        self.subject.setMinimumContentsLength(18)
        self.subject.fill((subject.value.replace("-", " "), subject) for subject in Subject)
        self.order = _named(ChoiceEdit(), "import_order", _tr("Order of dates"))
        self.order.setMinimumContentsLength(18)
        self.order.fill(
            [(_tr("day first"), "dmy"), (_tr("month first"), "mdy")], empty=_tr("dates as they say")
        )
        self.note = _label("import_note")
        self.use_profile = _button("import_use_profile", "")
        self.sets = _named(TextEdit(), "import_sets", _tr("Values for fields without a column"))
        self.sets.setPlaceholderText(
            _tr("Values for fields without a column: kind=land; sector=Druskininkai")
        )
        self.columns = Columns()
        self.sheet_model = LineTable([])
        self.sheet_rows = PlainTable("import_sheet_rows", _tr("The sheet as it stands"), self.sheet_model)
        self.model = LineTable([])
        self.rows = PlainTable("import_rows", _tr("The rows as they will be"), self.model)
        self.reason = _label("import_reason")
        self.past_model = LineTable(_past_columns())
        self.past = PlainTable("import_past", _tr("Past imports"), self.past_model)
        self.chips = {name: _chip(f"import_only_{name}", rows.fate_words(name)) for name in rows.CHOICES}
        self.all_good = _named(QCheckBox(_tr("Only if every row is good")), "import_all_good", "")
        self.all_good.setAccessibleName(self.all_good.text())
        self.new_sectors = _named(
            QCheckBox(_tr("Sectors that are not here yet are made")), "import_new_sectors", ""
        )
        self.new_sectors.setAccessibleName(self.new_sectors.text())
        self.bring_in = _button("import_now", _tr("Import"), "primary")
        self.cancel = _button("import_cancel", _tr("Cancel"))
        self.undo = _button("import_undo", _tr("Undo"))
        self.show_them = _button("import_show", _tr("Show them"))
        self.save_refused = _button("import_save_refused", _tr("Save the refused rows …"))
        self.save_profile = _button("import_save_profile", _tr("Save as profile …"))
        self.views = QStackedWidget()
        self.views.setObjectName("import_views")
        self.tabs = [
            _chip(f"import_tab_{name}", words)
            for name, words in (
                ("columns", _tr("Columns")),
                ("sheet", _tr("The sheet")),
                ("rows", _tr("Rows")),
                ("past", _tr("Past imports")),
            )
        ]
        self._groups = [_exclusive(page, self.tabs), _exclusive(page, list(self.chips.values()))]
        self._lay_out(page)
        self.tabs[0].setChecked(True)

    def _lay_out(self, page: QWidget) -> None:
        tables = QWidget()
        column = QVBoxLayout(tables)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(_line(*self.chips.values(), None))
        column.addWidget(self.rows, 1)
        column.addWidget(self.reason)
        mapping = QFrame()
        mapping.setProperty("card", "true")
        inside = QVBoxLayout(mapping)
        inside.addWidget(self.columns, 1)
        inside.addWidget(self.sets)
        for view in (mapping, self.sheet_rows, tables, self.past):
            self.views.addWidget(view)
        for at, tab in enumerate(self.tabs):
            tab.clicked.connect(lambda _=False, at=at: self.views.setCurrentIndex(at))
        all_rows = QVBoxLayout(page)
        all_rows.setContentsMargins(0, 0, 0, 0)
        all_rows.setSpacing(look.GAP)
        first = _line(self.path, self.choose, self.sheet, self.subject, self.order)
        first.setStretch(0, 1)
        all_rows.addLayout(first)
        all_rows.addWidget(self.note)
        all_rows.addLayout(_line(self.use_profile, None))
        all_rows.addLayout(_line(*self.tabs, None))
        all_rows.addWidget(self.views, 1)
        all_rows.addLayout(
            _line(
                self.new_sectors,
                self.all_good,
                self.bring_in,
                self.cancel,
                None,
                self.undo,
                self.show_them,
                self.save_refused,
                self.save_profile,
            )
        )

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        for model in (self.model, self.sheet_model, self.past_model):
            model.apply_palette(palette)

    def show_looked(self, looked: "Looked") -> None:
        """How a file was understood, its columns and its sheet, and its rows where it could be tried."""
        request, table = looked.request, looked.table
        self.sheet.fill((name, name) for name in looked.sheets)
        self.sheet.choose(table.sheet)
        self.sheet.setVisible(len(looked.sheets) > 1)
        self.subject.choose(request.subject)
        self.order.choose(request.order)
        self.sets.setText("; ".join(request.sets))
        self.columns.show_columns(request.subject, table.header, looked.samples, request.maps)
        self._show_sheet(looked)
        said = [explain(note) for note in [*table.understood, *table.notes]]
        if looked.missing is not None:
            said.append(explain(looked.missing))
        self.model.show_lines([])
        if looked.preview is not None:
            said += _questions(looked)
            self.model.set_columns(rows.columns_of(looked.preview))
            if looked.preview.more:
                said.append(_tr("{n} more good rows are not listed.").format(n=f"{looked.preview.more:,}"))
        for name, chip in self.chips.items():
            count = rows.count_of(looked.preview, name) if looked.preview is not None else 0
            chip.setText(f"{rows.fate_words(name)} {count:,}")
            chip.setAccessibleName(chip.text())
        self.note.setText(" ".join(said))
        if looked.suggested is not None:
            name = looked.suggested.title or looked.suggested.name
            self.use_profile.setText(_tr("This looks like {name}: use it").format(name=name))
            self.use_profile.setAccessibleName(self.use_profile.text())
        self.use_profile.setVisible(looked.suggested is not None)

    def _show_sheet(self, looked: "Looked") -> None:
        table = looked.table
        heads = table.layout.header if table.layout is not None else (table.header_row,)
        last = table.layout.last if table.layout is not None else None

        def part(line: tuple[int, list[str]]) -> str:
            number = line[0]
            if number in heads:
                return _tr("header")
            if heads and number < min(heads):
                return _tr("title")
            return _tr("below the table") if last is not None and number > last else _tr("data")

        width = max((len(cells) for _, cells in looked.sheet_rows), default=0)
        self.sheet_model.set_columns(
            [
                LineColumn(_tr("Row"), lambda r: str(r[0]), lambda r: r[0], numbers=True),
                LineColumn(_tr("Taken for"), part, part, strong=True),
                *(
                    LineColumn(str(at + 1), lambda r, at=at: _cell(r, at), lambda r, at=at: _cell(r, at))  # type: ignore[misc]
                    for at in range(width)
                ),
            ]
        )
        self.sheet_model.show_lines(looked.sheet_rows)
        self.sheet_rows.fit_columns()

    def show_past(self, lines: Sequence[Any]) -> None:
        """The receipts that are kept, the latest first."""
        self.past_model.show_lines(lines)
        self.past.fit_columns()

    def show_state(self, *, ready: bool, looked: bool, busy: bool, receipt: "Receipt | None") -> None:
        """What can be done now."""
        self.bring_in.setEnabled(ready)
        self.cancel.setVisible(busy)
        for widget in (self.sheet, self.subject, self.order):
            widget.setEnabled(looked and not busy)
        if not looked:
            self.sheet.hide()
            self.use_profile.hide()
        self.save_profile.setVisible(ready)
        self.undo.setVisible(receipt is not None and receipt.action is not None)
        self.show_them.setVisible(receipt is not None and receipt.came_in)
        self.save_refused.setVisible(receipt is not None and bool(receipt.refused))


def _questions(looked: "Looked") -> list[str]:
    assert looked.preview is not None
    return [
        _tr("{n} dates can be read two ways, {examples}: say which comes first, day or month.").format(
            n=f"{question.count:,}", examples=_tr(" or ").join(question.examples)
        )
        for question in looked.preview.questions
    ]


def _past_columns() -> list[LineColumn]:
    def when(line: Any) -> str:
        return f"{line.at:%Y-%m-%d %H:%M}"

    counts = [
        LineColumn(
            _tr("File") if name == "file" else rows.fate_words(name),
            lambda r, name=name: str(getattr(r, name)),  # type: ignore[misc]
            lambda r, name=name: getattr(r, name),  # type: ignore[misc]
            numbers=name != "file",
            strong=name == "file",
        )
        for name in PAST
    ]
    return [
        LineColumn(_tr("Imported"), when, lambda r: r.at),
        *counts,
        LineColumn(_tr("As"), lambda r: str(r.subject).replace("-", " "), lambda r: r.subject, quiet=True),
    ]


def _cell(line: tuple[int, list[str]], at: int) -> str:
    return line[1][at] if at < len(line[1]) else ""


def _named(widget: Any, name: str, spoken: str) -> Any:
    widget.setObjectName(name)
    widget.setAccessibleName(spoken)
    return widget


def _button(name: str, words: str, kind: str = "") -> QPushButton:
    button = QPushButton(words)
    button.setProperty("kind", kind)
    button.setAutoDefault(True)  # Return presses it
    return _named(button, name, words)  # type: ignore[no-any-return]


def _chip(name: str, words: str) -> QPushButton:
    chip = _button(name, words, "chip")
    chip.setCheckable(True)
    return chip


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _exclusive(page: QWidget, buttons: Sequence[QPushButton]) -> QButtonGroup:
    group = QButtonGroup(page)
    for button in buttons:
        group.addButton(button)
    return group


def _line(*widgets: QWidget | None) -> QHBoxLayout:
    """Side by side; None is room."""
    line = QHBoxLayout()
    line.setSpacing(look.TIGHT)
    for widget in widgets:
        if widget is None:
            line.addStretch(1)
        else:
            line.addWidget(widget)
    return line


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
