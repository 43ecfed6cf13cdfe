"""Every action of the window with its keys, in one table, which window, command palette and shortcuts page read.

An action says that it was asked for; what it does is connected in `main_window.py`.
"""

from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

GO, RECORD, VIEW = "go", "record", "view"
INCIDENTS, FACILITIES, DAYS = "incidents", "facilities", "days"

GROUPS = {
    RECORD: QT_TRANSLATE_NOOP("Actions", "Record"),
    GO: QT_TRANSLATE_NOOP("Actions", "Go to"),
    INCIDENTS: QT_TRANSLATE_NOOP("Actions", "On the incidents page"),
    FACILITIES: QT_TRANSLATE_NOOP("Actions", "On the facilities page"),
    VIEW: QT_TRANSLATE_NOOP("Actions", "Look"),
    DAYS: QT_TRANSLATE_NOOP("Actions", "In the daily arrivals"),
}


class Row(NamedTuple):
    """One action: its name in code, its group, its words, its keys, its icon on the rail.

    `bound` is False where the form or panel that has the keyboard listens for the keys itself.
    """

    name: str
    group: str
    words: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    bound: bool = True


ROWS = (
    Row("new_incident", RECORD, QT_TRANSLATE_NOOP("Actions", "New incident"), ("Ctrl+N",)),
    Row("save", RECORD, QT_TRANSLATE_NOOP("Actions", "Save the form"), ("Ctrl+Return",), bound=False),
    Row("next_field", RECORD, QT_TRANSLATE_NOOP("Actions", "Next field"), ("Return",), bound=False),
    Row("undo", RECORD, QT_TRANSLATE_NOOP("Actions", "Undo the last action"), ("Ctrl+Z",)),
    Row(
        "redo", RECORD, QT_TRANSLATE_NOOP("Actions", "Redo what was undone"), ("Ctrl+Shift+Z", "Ctrl+Y")
    ),
    Row("board", GO, QT_TRANSLATE_NOOP("Actions", "Board"), ("Ctrl+1",), "layout-dashboard"),
    Row("incidents", GO, QT_TRANSLATE_NOOP("Actions", "Incidents"), ("Ctrl+2",), "list"),
    Row("arrivals", GO, QT_TRANSLATE_NOOP("Actions", "Arrivals"), ("Ctrl+3",), "chart-column"),
    Row("facilities", GO, QT_TRANSLATE_NOOP("Actions", "Facilities"), ("Ctrl+4",), "house"),
    Row("reports", GO, QT_TRANSLATE_NOOP("Actions", "Reports"), ("Ctrl+5",), "file-text"),
    Row("importing", GO, QT_TRANSLATE_NOOP("Actions", "Import"), ("Ctrl+6",), "upload"),
    Row("exporting", GO, QT_TRANSLATE_NOOP("Actions", "Export"), ("Ctrl+E", "Ctrl+7"), "download"),
    Row("import_table", GO, QT_TRANSLATE_NOOP("Actions", "Import a table"), ("Ctrl+I",)),
    Row("report", GO, QT_TRANSLATE_NOOP("Actions", "The day's situation report"), ("Ctrl+R",)),
    Row("search", GO, QT_TRANSLATE_NOOP("Actions", "Search the incidents"), ("Ctrl+F",)),
    Row("choose_day", GO, QT_TRANSLATE_NOOP("Actions", "Choose the day of the board"), ("Ctrl+D",)),
    Row("now", GO, QT_TRANSLATE_NOOP("Actions", "Board as of now"), ("Ctrl+Shift+D",)),
    Row("commands", GO, QT_TRANSLATE_NOOP("Actions", "Search or command"), ("Ctrl+K",)),
    Row(
        "close_panel", GO, QT_TRANSLATE_NOOP("Actions", "Close the panel; what is typed is kept"), ("Esc",), bound=False
    ),
    Row("own_store", VIEW, QT_TRANSLATE_NOOP("Actions", "From the demo to your own store"), ("Ctrl+Shift+O",)),
    Row("look", VIEW, QT_TRANSLATE_NOOP("Actions", "Light, dark, or as the system"), ("Ctrl+Shift+L",)),
    Row("shortcuts", VIEW, QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), ("F1",)),
    Row("quit", VIEW, QT_TRANSLATE_NOOP("Actions", "Close the program"), ("Ctrl+Q",)),
    Row("read", INCIDENTS, QT_TRANSLATE_NOOP("Actions", "Read the incident"), ("Return",), bound=False),
    Row("amend", INCIDENTS, QT_TRANSLATE_NOOP("Actions", "Amend it"), ("E",), bound=False),
    Row("verify", INCIDENTS, QT_TRANSLATE_NOOP("Actions", "Verify it"), ("V",), bound=False),
    Row("link", INCIDENTS, QT_TRANSLATE_NOOP("Actions", "Link it as seen before"), ("L",), bound=False),
    Row("void", INCIDENTS, QT_TRANSLATE_NOOP("Actions", "Void it, with a reason"), ("Del",), bound=False),
    Row("headcount", FACILITIES, QT_TRANSLATE_NOOP("Actions", "Take a headcount"), ("H",), bound=False),
    Row("move", FACILITIES, QT_TRANSLATE_NOOP("Actions", "Move people"), ("M",), bound=False),
    Row("capacity", FACILITIES, QT_TRANSLATE_NOOP("Actions", "Change the capacity"), ("C",), bound=False),
    Row("facility", FACILITIES, QT_TRANSLATE_NOOP("Actions", "New facility"), ("N",), bound=False),
    Row("correct", FACILITIES, QT_TRANSLATE_NOOP("Actions", "Correct the entry"), ("E",), bound=False),
    Row(
        "void_entry", FACILITIES, QT_TRANSLATE_NOOP("Actions", "Void the entry, with a reason"), ("Del",), bound=False
    ),
    Row("days", DAYS, QT_TRANSLATE_NOOP("Actions", "From day to day"), ("Left", "Right"), bound=False),
    Row(
        "span", DAYS, QT_TRANSLATE_NOOP("Actions", "Select a span of days"), ("Shift+Left", "Shift+Right"), bound=False
    ),
    Row("show", DAYS, QT_TRANSLATE_NOOP("Actions", "Show the incidents of the span"), ("Return",), bound=False),
)  # fmt: skip


def words_of(row: Row) -> str:
    """The action's words."""
    return QCoreApplication.translate("Actions", row.words)


def group_words(group: str) -> str:
    """The group's words."""
    return QCoreApplication.translate("Actions", GROUPS[group])


def keys_of(row: Row) -> list[str]:
    """The action's keys as this system writes them."""
    return [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in row.keys]


def make_actions(window: QWidget) -> dict[str, QAction]:
    """The actions that the window itself listens for, added to it, by name."""
    made = {}
    for row in ROWS:
        if not row.bound:
            continue
        action = QAction(words_of(row), window)
        action.setObjectName(f"action_{row.name}")
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        window.addAction(action)
        made[row.name] = action
    return made
