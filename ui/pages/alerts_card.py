"""What needs a decision, in words: colour, shape and word together; each line leads to where it is decided."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import look
from ui.incident_words import number
from ui.pages.alert_words import AlertSaid, say_all
from ui.pages.card import Card
from ui.palette import Palette
from ui.plots.marks import focus_ring, level_mark

if TYPE_CHECKING:
    from tracker.figures import Alert
    from tracker.readings import FacilityReading

MARK = 16.0  # the width that the shape takes
AIR = 5.0  # over and under the text
WIDGET_MOST = 16_777_215  # Qt's own: no limit


class AlertRow(QAbstractButton):
    """One alert; its head in the colour of its level, both wrapped together."""

    def __init__(self, card: "AlertsCard") -> None:
        super().__init__(card)
        self._card = card
        self.said: AlertSaid | None = None
        self._heights: dict[int, int] = {}  # by width: a layout asks many times
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def take(self, said: AlertSaid, index: int) -> None:
        """Say another alert."""
        self.setObjectName(f"alert_{index}")
        if said != self.said:
            self.said = said
            self._heights.clear()
            level = look.level_word(said.level)
            self.setAccessibleName(f"{level}: {said.head} {said.text}")
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        """As high as the words are at this width."""
        if width not in self._heights:
            self._heights[width] = round(self._laid_out(width).boundingRect().height() + 2 * AIR + 1)
        return self._heights[width]

    def changeEvent(self, event: QEvent) -> None:
        """Another font, other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_heights"):
            self._heights.clear()

    def sizeHint(self) -> QSize:
        """Some width, and the height for it."""
        return QSize(340, self.heightForWidth(340))

    def minimumSizeHint(self) -> QSize:
        """The height follows from the width."""
        return QSize(120, look.ROW)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, arrows go to the next one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not self._card.walk(self, event.key()):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shape, and the words beside it."""
        if self.said is None:
            return
        painter = QPainter(self)
        colours = self._card.palette_in_use
        whole = QRectF(self.rect())
        if self.underMouse():
            painter.fillRect(whole, QColor(colours.hover))
        painter.fillRect(QRectF(0, whole.bottom() - 1, whole.width(), 1), QColor(colours.line))
        level_mark(painter, QPointF(6, AIR + 9), self.said.level, colours, 9)
        painter.setPen(QColor(colours.text))
        self._laid_out(self.width()).draw(painter, QPointF(MARK, AIR))
        if self.hasFocus():
            focus_ring(painter, whole, colours)
        painter.end()

    def _laid_out(self, width: int) -> QTextLayout:
        said, colours = self.said, self._card.palette_in_use
        assert said is not None
        layout = QTextLayout(f"{said.head} {said.text}", look.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        head = QTextLayout.FormatRange()
        head.start, head.length, head.format = 0, len(said.head), QTextCharFormat()
        head.format.setFont(look.font(strong=True))
        head.format.setForeground(QColor(look.level_colour(said.level, colours)))
        layout.setFormats([head])
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(width - MARK - 4, 40))
            line.setPosition(QPointF(0, y))
            y += line.height() + 1
        layout.endLayout()
        return layout


class AlertsCard(Card):
    """The alerts of the board. What does not fit is scrolled to; the most pressing stand first."""

    facility_selected = Signal(str)  # id
    sizes_selected = Signal()  # incidents of unknown size were asked for
    facilities_requested = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("alerts_card", "", parent)
        self.palette_in_use = palette
        self.title.setText(self.tr("Needs a decision"))
        self.setAccessibleName(self.title.text())
        self._ids: dict[str, str] = {}
        self._rows: list[AlertRow] = []
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(0)
        self._list.addStretch(1)
        self.scroll = QScrollArea()
        self.scroll.setObjectName("alerts_scroll")
        self.scroll.setAccessibleName(self.title.text())
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setWidget(inside)
        self.calm = QLabel()
        self.calm.setObjectName("alerts_calm")
        self.calm.setTextFormat(Qt.TextFormat.PlainText)
        self.calm.setWordWrap(True)
        self.add = QPushButton(self.tr("Add a facility"))
        self.add.setObjectName("alerts_add_facility")
        self.add.setAccessibleName(self.add.text())
        self.add.clicked.connect(self.facilities_requested)
        for widget in (self.calm, self.add):
            widget.hide()
        self.rows.addWidget(self.calm)
        self.rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.more = QPushButton()  # a row that is cut looks like one that ends there
        self.more.setObjectName("alerts_more")
        self.more.setProperty("kind", "link")
        self.more.clicked.connect(self._go_down)
        self.more.hide()
        self.rows.addWidget(self.scroll, 1000)
        self.rows.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.rows.addStretch(1)  # where there is nothing to scroll, what there is stands at the top

    def show_alerts(self, alerts: "Sequence[Alert]", facilities: "Sequence[FacilityReading]") -> None:
        """Show alerts; rows that are there already are used again."""
        self._ids = {f.name: f.facility_id for f in facilities}
        said = say_all(alerts)
        while len(self._rows) < len(said):
            row = AlertRow(self)
            row.clicked.connect(self._press)
            self._list.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for row in self._rows[len(said) :]:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[len(said) :]
        for i, (row, one) in enumerate(zip(self._rows, said, strict=True)):
            row.take(one, i)
            row.show()
        due = sum(one.needs_decision for one in said)
        if due == len(said):
            self.say(number(due) if due else "")
        else:  # what is only to be found out is listed too, and not counted as a decision
            rest = number(len(said) - due)
            both = self.tr("{n}, and {rest} to find out") if due else self.tr("{rest} to find out")
            self.say(both.format(n=number(due), rest=rest))
        calm, state = self._calm_words(facilities)
        self.calm.setText(calm)
        self.calm.setVisible(not due)
        if not due:
            self.calm.setProperty("state", state)
            self.calm.setProperty("role", "" if state else "secondary")
            look.restyle(self.calm)
        self.add.setVisible(not facilities)
        self.scroll.setVisible(bool(said))
        self.mark(bool(said) and any(f.illustrative for f in facilities))
        self.scroll.verticalScrollBar().setValue(0)
        self._end_at_a_whole_row()

    def _calm_words(self, facilities: "Sequence[FacilityReading]") -> tuple[str, str]:
        """What is said where nothing is to be decided, and its state: only what is known to be within is green."""
        if not facilities:
            return self.tr("Once facilities are known, it stands here when their places run out."), ""
        shape = look.level_shape("unknown")
        unknown = [f for f in facilities if f.level == "unknown"]
        if len(unknown) == len(facilities):
            if any(f.capacity is None for f in unknown):
                words = self.tr(
                    "Capacity not known: whether a facility is tight, full or over cannot be said."
                )
            else:
                words = self.tr("Count needed: whether a facility is tight, full or over cannot be said.")
            return f"{shape} {words}", ""
        if unknown:
            words = self.tr("None of the others is tight, full or over. Not known: {n} of {all} facilities.")
            return f"{shape} {words.format(n=number(len(unknown)), all=number(len(facilities)))}", ""
        return self.tr("● Nothing: no facility is tight, full or over capacity."), "within"

    def apply_palette(self, palette: Palette) -> None:
        """Other colours."""
        self.palette_in_use = palette
        for row in self._rows:
            row.update()

    def _end_at_a_whole_row(self) -> None:
        """Show as many rows as fit whole, at least one; the others are counted, and a press or a key leads to them."""
        margins = self.rows.contentsMargins()
        room = self.height() - margins.top() - margins.bottom()
        for widget in (self.title, self.calm, self.add):
            room -= 0 if widget.isHidden() else widget.sizeHint().height() + self.rows.spacing()
        inner = self.width() - margins.left() - margins.right() - 4
        heights = [row.heightForWidth(inner) for row in self._rows]
        if sum(heights) > room:
            room -= self.more.sizeHint().height() + self.rows.spacing()
            inner -= self.scroll.verticalScrollBar().sizeHint().width()
            heights = [row.heightForWidth(inner) for row in self._rows]
        shown, used = 0, 0
        while shown < len(heights) and (not shown or used + heights[shown] <= room):
            used += heights[shown]
            shown += 1
        rest = len(heights) - shown
        self.scroll.setMaximumHeight(used if rest else WIDGET_MOST)
        words = self.tr("and {n} more", None, rest).format(n=number(rest))
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self.more.setVisible(bool(rest))

    def _go_down(self) -> None:
        """The keyboard goes to the first row that is not seen; at the end back to the first."""
        area = self.scroll.viewport()
        below = [r for r in self._rows if r.mapTo(area, r.rect().bottomLeft()).y() > area.height()]
        target = below[0] if below else self._rows[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.scroll.verticalScrollBar().setValue(target.y())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another number of rows."""
        super().resizeEvent(event)
        self._end_at_a_whole_row()

    def walk(self, row: AlertRow, key: int) -> bool:
        """Move the keyboard to another alert; False where the key is not one that moves."""
        at, last = self._rows.index(row), len(self._rows) - 1
        targets = {Qt.Key.Key_Up: at - 1, Qt.Key.Key_Down: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key not in targets:
            return False
        target = self._rows[min(max(targets[Qt.Key(key)], 0), last)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self.scroll.ensureWidgetVisible(target, 0, 4)
        return True

    def wanted_height(self, width: int) -> int:
        """How high the card would like to be at a width: all alerts, without scrolling."""
        inner = width - 2 * look.PADDING - 6
        rows = sum(row.heightForWidth(inner) for row in self._rows)
        calm = sum(w.sizeHint().height() + look.TIGHT for w in (self.calm, self.add) if not w.isHidden())
        return rows + calm + self.title.sizeHint().height() + 10 + look.PADDING + look.TIGHT + 14

    def changeEvent(self, event: QEvent) -> None:
        """Another font, other heights."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            for row in getattr(self, "_rows", []):
                row.updateGeometry()

    def _press(self) -> None:
        row = self.sender()
        if not isinstance(row, AlertRow) or row.said is None:
            return
        if not row.said.facility:
            self.sizes_selected.emit()
        elif row.said.facility in self._ids:
            self.facility_selected.emit(self._ids[row.said.facility])
