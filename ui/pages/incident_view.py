"""One incident in words: what it says, where its people went, how it came to say so, and what can be done with it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tracker.codes import Status
from tracker.incident_detail import IncidentDetail
from tracker.incidents import IncidentLine
from ui import incident_words as say
from ui import look
from ui.forms.word_flow import Piece, WordFlow
from ui.pages.incident_rows import Step, doubt_of, line_said, movement_said, rows_of, steps_of
from ui.pages.link_button import LinkButton
from ui.pages.link_panel import LinkPanel
from ui.pages.void_panel import VoidPanel
from ui.pages.words_shown import shown
from ui.words import word

LABELS = 124  # width of the labels' column


class IncidentView(QWidget):
    """The detail of the selected incident. It asks by signals; `detail` is what it shows."""

    amend_asked = Signal()
    verify_asked = Signal()
    void_asked = Signal(str)  # reason
    link_asked = Signal(object, object)  # id of the earlier incident or None, persons or None for all
    candidates_asked = Signal()  # for the link panel
    incident_asked = Signal(str)  # show another one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("incident_detail")
        self.setAccessibleName(self.tr("The selected incident"))
        self.detail: IncidentDetail | None = None
        self._zone = ZoneInfo("UTC")
        self.kind = QLabel()
        self.where = WordFlow()  # a place may be one word of two hundred letters
        self.mark = QLabel(self.tr("◇ illustrative"))
        self.status = QLabel()
        for label, role in (
            (self.kind, "title"),
            (self.mark, "illustrative"),
            (self.status, ""),
        ):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", role)
        self.kind.setWordWrap(True)
        self.kind.setObjectName("incident_detail_kind")
        self.where.setObjectName("incident_detail_where")
        self.mark.setToolTip(self.tr("Made up to show the program"))
        self.status.setProperty("kind", "chip")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(look.PADDING, 0, look.PADDING, look.PADDING)
        self.body.setSpacing(0)
        self.scroll = QScrollArea()
        self.scroll.setObjectName("incident_detail_words")
        self.scroll.setAccessibleName(self.tr("What the incident says, and its history"))
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.trouble = QLabel()
        self.trouble.setObjectName("incident_detail_trouble")
        self.trouble.setTextFormat(Qt.TextFormat.PlainText)
        self.trouble.setWordWrap(True)
        self.trouble.setProperty("state", "error")
        self.trouble.hide()
        self.void_panel = VoidPanel()
        self.link_panel = LinkPanel()
        self.amend_button = self._button("amend", self.tr("Amend"), "E")
        self.verify_button = self._button("verify", self.tr("Verify"), "V")
        self.link_button = self._button("link", self.tr("Seen before"), "L")
        self.void_button = self._button("void", self.tr("Void"), "Del")
        self._lay_out()
        self._connect()

    def _button(self, name: str, words: str, keys: str) -> QPushButton:
        native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        made = QPushButton(f"{words}  {native}")
        made.setObjectName(f"incident_{name}")
        made.setAccessibleName(words)
        made.setToolTip(f"{words}: {native}")
        return made

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kind, 1)
        top.addWidget(self.mark)
        top.addWidget(self.status)
        head = QVBoxLayout()
        head.setContentsMargins(look.PADDING, look.PADDING, look.PADDING, 8)
        head.setSpacing(2)
        head.addLayout(top)
        head.addWidget(self.where)
        inner = QWidget()
        inner.setLayout(self.body)
        self.scroll.setWidget(inner)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.amend_button, self.verify_button, self.link_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.void_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(look.PADDING, 8, look.PADDING, look.PADDING)
        foot.setSpacing(8)
        foot.addWidget(self.trouble)
        foot.addWidget(self.void_panel)
        foot.addWidget(self.link_panel)
        foot.addLayout(buttons)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(self.scroll, 1)
        rows.addLayout(foot)

    def _connect(self) -> None:
        self.amend_button.clicked.connect(self.amend)
        self.verify_button.clicked.connect(self.verify)
        self.void_button.clicked.connect(self.void)
        self.link_button.clicked.connect(self.link)
        self.void_panel.asked.connect(self.void_asked)
        self.void_panel.left.connect(self._close_panels)
        self.link_panel.asked.connect(self.link_asked)
        self.link_panel.left.connect(self._close_panels)

    # What is shown

    def show_detail(self, detail: IncidentDetail, zone: ZoneInfo) -> None:
        """Show an incident; what was being typed about the same one stays."""
        same = self.detail is not None and self.detail.id == detail.id
        at = self.scroll.verticalScrollBar().value() if same else 0
        self.detail, self._zone = detail, zone
        draft, void = detail.draft, detail.draft.void_reason is not None
        self.kind.setText(word(draft.kind))
        said = [row.text for row in rows_of(draft, detail, zone) if row.heading]
        self.where.show_pieces([Piece(text) for text in said if text != self.kind.text()])
        self.mark.setVisible(draft.illustrative)
        self.status.setText(self.tr("voided") if void else word(draft.status))
        self._fill()
        self.amend_button.setEnabled(not void)
        self.verify_button.setEnabled(not void and draft.status is not Status.VERIFIED)
        self.link_button.setEnabled(not void)
        self.void_button.setEnabled(not void)
        if not same or void:
            self._close_panels()
        self.say_trouble("")
        self.scroll.verticalScrollBar().setValue(at)

    def forget(self) -> None:
        """It shows nothing, and nothing can be done with it; a reason that was begun is kept."""
        self._close_panels()
        self.detail = None

    def _fill(self) -> None:
        assert self.detail is not None
        detail, zone = self.detail, self._zone
        _empty(self.body)
        grid = _grid()
        for row in rows_of(detail.draft, detail, zone):
            if not row.heading:
                _add_row(grid, row.label, shown(row.text, quiet=row.quiet))
        for n, movement in enumerate(detail.movements):
            label = self.tr("Moved") if n == 0 else ""
            _add_row(grid, label, shown(movement_said(movement, zone)))
        self.body.addLayout(grid)
        if detail.earlier is not None:
            self._add_jump(self.tr("Show the earlier incident"), detail.earlier)
        for line in detail.later:
            said = self.tr("Seen again later: {incident}").format(incident=line_said(line, None, zone))
            self._add_jump(said, line)
        heading = QLabel(self.tr("History"))
        heading.setProperty("role", "title")
        heading.setContentsMargins(0, 18, 0, 4)
        self.body.addWidget(heading)
        for step in steps_of(detail, zone):
            self._add_step(step)
        self.body.addStretch(1)

    def _add_jump(self, words: str, line: IncidentLine) -> None:
        id_ = line.id
        if doubt := doubt_of(line):
            words = f"{words} ({doubt})"
        button = LinkButton(words)
        button.setObjectName("incident_jump")
        button.clicked.connect(lambda: self.incident_asked.emit(id_))
        row = QHBoxLayout()
        row.addSpacing(LABELS + 4)
        row.addWidget(button, 1)
        self.body.addLayout(row)

    def _add_step(self, step: Step) -> None:
        rule = QFrame()
        rule.setProperty("rule", "true")
        self.body.addWidget(rule)
        head = QLabel(say.DOT.join((step.what, step.who, step.when)))
        head.setTextFormat(Qt.TextFormat.PlainText)
        head.setWordWrap(True)
        head.setContentsMargins(0, 6, 0, 4)
        self.body.addWidget(head)
        if not step.changes:
            return
        grid = _grid()
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for label, before, after in step.changes:
            row = grid.rowCount()
            grid.addWidget(_label(label), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown(before or say.DASH, "secondary"), row, 1, Qt.AlignmentFlag.AlignTop)
            arrow = QLabel("→")
            arrow.setAccessibleName(self.tr("became"))
            arrow.setProperty("role", "secondary")
            grid.addWidget(arrow, row, 2, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown(after or say.DASH), row, 3, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        self.body.addSpacing(6)

    def say_trouble(self, words: str) -> None:
        """What stood in the way of the last thing asked."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    # What can be done

    def amend(self) -> None:
        """Ask for the form."""
        if self.detail is not None and self.amend_button.isEnabled():
            self.amend_asked.emit()

    def verify(self) -> None:
        """Ask for it to be verified."""
        if self.detail is not None and self.verify_button.isEnabled():
            self.verify_asked.emit()

    def void(self) -> None:
        """Ask for the reason, beside what is to be voided."""
        if self.detail is not None and self.void_button.isEnabled():
            self.link_panel.hide()
            self.void_panel.start(self.detail.id)

    def link(self) -> None:
        """Ask which earlier incident."""
        if self.detail is not None and self.link_button.isEnabled():
            self.void_panel.hide()
            self.link_panel.start(self.detail.draft.seen_before is not None)
            self.candidates_asked.emit()

    def leave(self) -> bool:
        """Esc: close the panel that is open; False where there was none."""
        for panel in (self.void_panel, self.link_panel):
            if panel.isVisibleTo(self):
                panel.left.emit()
                return True
        return False

    def _close_panels(self) -> None:
        had_keyboard = self.void_panel.isAncestorOf(
            self.focusWidget() or self
        ) or self.link_panel.isAncestorOf(self.focusWidget() or self)
        self.void_panel.hide()
        self.link_panel.hide()
        if had_keyboard:
            self.amend_button.setFocus()


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 2, 0, 2)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(7)
    grid.setColumnMinimumWidth(0, LABELS)
    grid.setColumnStretch(1, 1)
    return grid


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    label.setFixedWidth(LABELS)
    label.setContentsMargins(0, 1, 0, 0)
    return label


def _add_row(grid: QGridLayout, label: str, widget: QWidget) -> None:
    row = grid.rowCount()
    grid.addWidget(_label(label), row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(widget, row, 1, Qt.AlignmentFlag.AlignTop)


def _empty(layout: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take everything out of a layout, and layouts in it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)  # type: ignore[arg-type]
            inner.deleteLater()
