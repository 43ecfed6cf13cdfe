"""The widgets of the import page, how they stand, and what they show."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tracker.files.fields import Subject
from ui import look
from ui.controls import button, chip, label, labelled, named
from ui.forms.fields import ChoiceEdit, TextEdit
from ui.importing import rows
from ui.importing.columns import Columns
from ui.importing.duplicates import DuplicatesView
from ui.importing.profile_panel import ProfilePanel
from ui.importing.receipt import ReceiptView, fate_words
from ui.importing.sheet import SheetView
from ui.importing.wording import said, subject_said
from ui.models.line_table import LineColumn, LineTable
from ui.pages.plain_table import PlainTable, Tinted
from ui.palette import Palette
from ui.wrapped import Wrapped

if TYPE_CHECKING:
    from ui.importing.trial import Looked

PAST = ("file", "read", "added", "superseded", "unchanged", "set_aside", "refused")
TABS = ("sheet", "columns", "rows", "alike", "receipt", "past")
NOTE_LINES = 3


class Parts:
    """All widgets of the page, by name."""

    def __init__(self, page: QWidget) -> None:
        self.path = named(TextEdit(), "import_path", _tr("File to import"))
        self.path.setPlaceholderText(
            _tr("A table: type its path and press Enter, choose it, or drop it here")
        )
        self.choose = button("import_choose", _tr("Choose …"))
        self.sheet = named(ChoiceEdit(), "import_sheet", _tr("Sheet"))
        self.sheet.setMinimumContentsLength(16)
        self.sheet_choice = labelled(_tr("Sheet"), self.sheet)
        self.subject = named(ChoiceEdit(), "import_subject", _tr("What its rows are"))
        self.subject.setMinimumContentsLength(16)
        self.subject.fill((subject_said(subject), subject) for subject in Subject)
        self.order = named(ChoiceEdit(), "import_order", _tr("Order of dates"))
        self.order.setMinimumContentsLength(14)
        self.order.fill(
            [(_tr("day first: 31/7"), "dmy"), (_tr("month first: 7/31"), "mdy")], empty=_tr("as they say")
        )
        self.profile = named(ChoiceEdit(), "import_profile", _tr("Profile"))
        self.profile.setMinimumContentsLength(16)
        self.profile.view().setMinimumWidth(460)  # the list is wider than the box: titles are long
        self.profile.setToolTip(_tr("How such tables are read: shipped with the program, or kept here"))
        self.new_sectors = named(
            QCheckBox(_tr("Make sectors that are not here yet")), "import_new_sectors", ""
        )
        self.new_sectors.setAccessibleName(self.new_sectors.text())
        self.use_profile = button("import_use_profile", "")
        self.save_profile = button("import_save_profile", _tr("Save as profile …"), "link")
        self.note = label("import_note")
        self.columns = Columns()
        self.sets = named(TextEdit(), "import_sets", _tr("Values for fields without a column"))
        self.sets.setPlaceholderText(
            _tr("field=value; field=value, such as kind=crossing; sector=Druskininkai")
        )
        self.sheet_view = SheetView()
        self.model = LineTable([])
        self.rows = PlainTable("import_rows", _tr("The rows as they will be"), self.model)
        self.rows.setItemDelegate(Tinted(self.rows))
        self.reason = label("import_reason")
        self.chips = {name: chip(f"import_only_{name}", rows.choice_words(name)) for name in rows.CHOICES}
        self.alike = DuplicatesView()
        self.receipt = ReceiptView()
        self.past_model = LineTable([])
        self.past = PlainTable("import_past", _tr("Past imports"), self.past_model)
        self.past_words = label("import_past_words")
        self.views = QStackedWidget()
        self.views.setObjectName("import_views")
        self.tabs: dict[str, QPushButton] = {
            "sheet": chip("import_tab_sheet", _tr("The sheet")),
            "columns": chip("import_tab_columns", _tr("Columns")),
            "rows": chip("import_tab_rows", _tr("Rows")),
            "alike": chip("import_tab_alike", _tr("Possible duplicates")),
            "receipt": chip("import_tab_receipt", _tr("Receipt")),
            "past": chip("import_tab_past", _tr("Past imports")),
        }
        self.profile_panel = ProfilePanel()
        self.statement = label("import_statement")
        self.good_rows = named(QRadioButton(_tr("Only the good rows")), "import_good_rows", "")
        self.all_rows = named(QRadioButton(_tr("All rows or none")), "import_all_rows", "")
        for radio in (self.good_rows, self.all_rows):
            radio.setAccessibleName(radio.text())
        self.good_rows.setChecked(True)
        self.progress = named(QProgressBar(), "import_progress", _tr("Progress"))
        self.progress.setFixedWidth(150)
        self.progress.setTextVisible(False)
        self.cancel = button("import_cancel", _tr("Cancel"))
        self.bring_in = button("import_now", _tr("Import"), "primary")
        self._groups = [_exclusive(page, self.tabs.values()), _exclusive(page, self.chips.values())]
        self._lay_out(page)
        self.show_tab("past")
        self.say("")

    def _lay_out(self, page: QWidget) -> None:
        mapping = QFrame()
        mapping.setProperty("card", "true")
        inside = QVBoxLayout(mapping)
        inside.addWidget(self.columns, 1)
        without = label("", _tr("The same in every row, where no column says it:"), "secondary")
        line = QHBoxLayout()
        line.addWidget(without)
        line.addWidget(self.sets, 1)
        inside.addLayout(line)
        will_be = _column(Wrapped(*self.chips.values()), self.rows, self.reason)
        past = _column(self.past_words, self.past)
        for view in (self.sheet_view, mapping, will_be, self.alike, self.receipt, past):
            self.views.addWidget(view)
        for name, tab in self.tabs.items():
            tab.clicked.connect(lambda _=False, name=name: self.show_tab(name))
        # In a window lower than all of it the page scrolls.
        self.scroll = named(QScrollArea(), "import_scroll", page.accessibleName())
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll)
        content = QWidget()
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(look.TIGHT + 2)
        first = QHBoxLayout()
        first.setSpacing(look.TIGHT)
        first.addWidget(self.path, 1)
        first.addWidget(self.choose)
        lines.addLayout(first)
        self.choices = QWidget()
        choices = Wrapped(
            self.sheet_choice,
            labelled(_tr("Rows are"), self.subject),
            labelled(_tr("Dates"), self.order),
            labelled(_tr("Profile"), self.profile),
            self.new_sectors,
            self.use_profile,
        )
        choices.setSpacing(look.GAP)
        self.choices.setLayout(choices)
        lines.addWidget(self.choices)
        lines.addWidget(self.note)
        tabs = QHBoxLayout()
        tabs.addLayout(Wrapped(*self.tabs.values()), 1)
        tabs.addWidget(self.save_profile)
        lines.addLayout(tabs)
        lines.addWidget(self.views, 1)
        lines.addWidget(self.profile_panel)
        last = QHBoxLayout()
        last.setSpacing(look.GAP)
        last.addWidget(self.statement, 1)
        for widget in (self.good_rows, self.all_rows, self.progress, self.cancel, self.bring_in):
            last.addWidget(widget)
        lines.addLayout(last)
        self.scroll.setWidget(content)

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        for model in (self.model, self.past_model):
            model.apply_palette(palette)
        for view in (self.sheet_view, self.alike, self.receipt):
            view.apply_palette(palette)

    def show_tab(self, name: str) -> None:
        """Show a view."""
        self.tabs[name].setChecked(True)
        self.views.setCurrentIndex(TABS.index(name))

    def show_looked(self, looked: "Looked") -> Iterator[None]:
        """How a file was understood, its columns and its sheet, and its rows where it could be tried.

        In steps of which none takes long, for as many turns of the event loop.
        """
        request, table = looked.request, looked.table
        self.sheet.fill((name, name) for name in looked.sheets)
        self.sheet.choose(table.sheet)
        self.sheet_choice.setVisible(len(looked.sheets) > 1)
        self.subject.choose(request.subject)
        self.order.choose(request.order)
        self.profile.fill([(one.title or one.name, one) for one in looked.profiles], empty=_tr("none"))
        self.profile.choose(next((one for one in looked.profiles if one.name == request.profile), None))
        self.sets.setText("; ".join(request.sets))
        yield
        yield from self.columns.show_columns(request.subject, table.header, looked.samples, request.maps)
        yield
        self.sheet_view.show_looked(looked)
        yield
        preview = looked.preview
        self.alike.show_rows(preview.alike if preview else [])
        self.show_rows_of(looked)
        if looked.suggested is not None:
            name = looked.suggested.title or looked.suggested.name
            self.use_profile.setText(_tr("This looks like {name}: use its profile").format(name=name))
            self.use_profile.setAccessibleName(self.use_profile.text())
        self.use_profile.setVisible(looked.suggested is not None)
        self.say(" ".join(_understood(looked)))
        yield

    def show_rows_of(self, looked: "Looked") -> None:
        """The rows as they will be, by what is decided about them now."""
        self.model.show_lines([])
        if looked.preview is not None:
            self.model.set_columns(rows.columns_of(looked.preview, self.alike.left_out()))
        self.show_counts(looked)

    def show_counts(self, looked: "Looked") -> None:
        """How many rows there are of each kind, by what is decided about them now."""
        left_out = self.alike.left_out()
        for name, tab in self.chips.items():
            count = rows.count_of(looked.preview, name) if looked.preview is not None else 0
            count += {"added": -len(left_out), "unchanged": len(left_out)}.get(name, 0)
            _count_on(tab, rows.choice_words(name), count)
        alike = len(looked.preview.alike) if looked.preview is not None else 0
        _count_on(self.tabs["alike"], _tr("Possible duplicates"), alike)

    def say(self, words: str, state: str = "") -> None:
        """The line under the choices: how a file was understood, what is under way, what went wrong."""
        self.note.setText(words)
        if (self.note.property("state") or "") != state:
            self.note.setProperty("state", state)
            look.restyle(self.note)
        self.note.setVisible(bool(words))

    def show_past(self, lines: Sequence[Any], clock: tzinfo) -> None:
        """The receipts that are kept, the latest first, by a clock."""
        self.past_model.set_columns(_past_columns(clock))
        self.past_model.show_lines(lines)
        self.past.fit_columns()
        self.past.setVisible(bool(lines))
        self.past_words.setText(
            _tr("Numbers are rows. Enter opens the receipt of an import.")
            if lines
            else _tr("Nothing was imported into this situation yet. Choose a file: it is tried first, and nothing is "
                     "written before you press Import. CSV, XLSX, XLS, ODS, HTML, GeoJSON and the submissions of "
                     "ODK and KoboToolbox forms are read.")
        )  # fmt: skip

    def show_progress(self, done: int, of: int) -> None:
        """So many rows of so many, 0 where that is not known."""
        self.progress.setRange(0, max(of, done) if of else 0)
        self.progress.setValue(done)


def _understood(looked: "Looked") -> list[str]:
    """How the file was understood, and what is to be answered or done."""
    out = []
    if looked.missing is not None:
        out.append(said(looked.missing))
    if looked.preview is not None:
        for question in looked.preview.questions:
            out.append(
                _tr(
                    "{n} dates can be read two ways, {examples}: choose under Dates which comes first."
                ).format(n=f"{question.count:,}", examples=_tr(" or ").join(question.examples))
            )
    out += [said(note) for note in [*looked.table.understood, *looked.table.notes]]
    if looked.other_zone is not None:
        out.append(
            _tr(
                "Days of such tables are those of {zone}; here they are taken as days of this situation."
            ).format(zone=looked.other_zone)
        )
    if looked.preview is not None:
        out += [said(note) for note in looked.preview.receipt.assumed if note.code != "like_others"]
        if looked.preview.more:
            out.append(_tr("{n} more good records are not listed.").format(n=f"{looked.preview.more:,}"))
    return out


def _past_columns(clock: tzinfo) -> list[LineColumn]:
    def when(line: Any) -> str:
        return f"{line.at.astimezone(clock):%Y-%m-%d %H:%M}"

    def what(line: Any) -> str:
        return subject_said(Subject(line.subject)) if line.subject in list(Subject) else line.subject

    counts = [
        LineColumn(
            _tr("File") if name == "file" else fate_words(name),
            lambda r, name=name: str(getattr(r, name)) if name == "file" else f"{getattr(r, name):,}",  # type: ignore[misc]
            lambda r, name=name: getattr(r, name),  # type: ignore[misc]
            numbers=name != "file",
            strong=name == "file",
        )
        for name in PAST
    ]
    return [
        LineColumn(_tr("Imported"), when, lambda r: r.at),
        *counts,
        LineColumn(_tr("Rows are"), what, what, quiet=True),
        LineColumn(_tr("By"), lambda r: r.author, lambda r: r.author, quiet=True),
    ]


def _count_on(tab: QPushButton, words: str, count: int) -> None:
    tab.setText(f"{words} {count:,}")
    tab.setAccessibleName(tab.text())


def _exclusive(page: QWidget, buttons: Any) -> QButtonGroup:
    group = QButtonGroup(page)
    for one in buttons:
        group.addButton(one)
    return group


def _column(first: Wrapped | QLabel, table: QWidget, *others: QWidget) -> QWidget:
    """Something to choose or to read over a table, and words under it."""
    made = QWidget()
    lines = QVBoxLayout(made)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(look.TIGHT)
    if isinstance(first, Wrapped):
        lines.addLayout(first)
    else:
        lines.addWidget(first)
    lines.addWidget(table, 1)
    for other in others:
        lines.addWidget(other)
    lines.addStretch(0)
    return made


def _tr(text: str) -> str:
    return QCoreApplication.translate("Importing", text)
