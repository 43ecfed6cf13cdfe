"""The line at the foot: what was saved, where the log stands, whose time it is, what this is not yet for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

if TYPE_CHECKING:
    from datetime import date, datetime

LEAST = 560  # pixels
ALL_FIT = 780  # pixels from which everything is said


class StatusLine(QFrame):
    """Told by the main window; shows times in the zone of the situation, named once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setAccessibleName(self.tr("Status"))
        self._zone: str | None = None
        self._saved_at: datetime | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 3, 14, 3)
        self._row.setSpacing(22)
        self.saved = self._label("status_saved")
        self.log = self._label("status_log")
        self.not_yet = self._label("status_not_yet")
        self._row.addStretch(1)
        self.zone = self._label("status_zone")
        self.offline = self._label("status_offline")
        self.saved.setText(self.tr("○ Opening"))
        # True of every store until it is encrypted, and so it stands here from the first moment.
        self.not_yet.setText(self.tr("◆ Not yet for real records: not encrypted"))
        self.not_yet.setProperty("state", "tight")
        self.offline.setText(self.tr("Offline"))
        self.offline.setToolTip(self.tr("Border Tracker never uses a network."))

    def _label(self, name: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._row.addWidget(label)
        return label

    def minimumSizeHint(self) -> QSize:
        """What gives way is left out; the line must not keep the window wide."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is less room the log and the word offline go; what was saved and what is missing stay."""
        super().resizeEvent(event)
        self.log.setVisible(self.width() >= ALL_FIT)
        self.offline.setVisible(self.width() >= ALL_FIT)

    def show_open(self) -> None:
        """The store is open and nothing has been saved yet."""
        self.saved.setText(self.tr("● Nothing unsaved"))

    def show_closed(self) -> None:
        """No store is open."""
        self.saved.setText(self.tr("○ No store open"))
        self.log.clear()

    def show_busy(self) -> None:
        """A write is under way."""
        self.saved.setText(self.tr("◌ Saving"))

    def show_saved(self, at: datetime) -> None:
        """Something was saved at an aware moment."""
        from tracker.days import zone  # zones are not needed for the first paint

        self._saved_at = at
        shown = at.astimezone(zone(self._zone)) if self._zone else at
        self.saved.setText(self.tr("● Saved {time}").format(time=f"{shown:%H:%M:%S}"))

    def show_saved_again(self) -> None:
        """Back to what stood there before a write that was refused."""
        self.show_open() if self._saved_at is None else self.show_saved(self._saved_at)

    def show_log(self, position: int, chain_hash: bytes) -> None:
        """Where the log stands: the number of revisions, and the start and end of the chain's newest hash."""
        text = chain_hash.hex()
        number = QLocale().toString(position)
        self.log.setText(
            self.tr("Log {number} · {head}").format(number=number, head=f"{text[:4]}…{text[-2:]}")
        )
        self.log.setToolTip(
            self.tr("{number} revisions. The newest has the chain hash\n{hash}").format(
                number=number, hash=text
            )
        )

    def show_zone(self, name: str, day: date | None) -> None:
        """Whose time is shown, and its offset on a day, None for now."""
        from datetime import UTC, datetime

        self._zone = name
        at = datetime.now(UTC) if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self.zone.setText(self.tr("Times in {zone}").format(zone=zone_words(name, at)))


def clock_words(now: datetime, saved: datetime, name: str) -> str:
    """What is said where the newest record is of a time that this laptop's clock has not reached."""
    from tracker.days import zone

    shown = {
        what: QLocale().toString(
            QDateTime(moment.astimezone(zone(name)).replace(tzinfo=None)), "d MMM yyyy HH:mm"
        )
        for what, moment in (("now", now), ("saved", saved))
    }
    return QCoreApplication.translate(
        "StatusLine",
        "This laptop's clock says {now}, but something was saved at {saved}. "
        "Set the clock before you record: the figures of today rest on it.",
    ).format(**shown)


def zone_words(name: str, at: datetime) -> str:
    """A zone for a reader: "Vilnius (UTC+3)" at an aware moment; "UTC" is only itself."""
    from tracker.days import zone

    offset = at.astimezone(zone(name)).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset is not None else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    city = name.rsplit("/", 1)[-1].replace("_", " ")
    if city in ("UTC", "GMT") and not minutes:
        return city
    return f"{city} (UTC{sign}{hours}{f':{rest:02}' if rest else ''})"
